/* rulefile_phrases: a row's words taken apart, folded and proved to survive masking; the row with choices
 * spelled out as phrases. See rulefile.h. */
#include "diagnostic.h"
#include "rulefile.h"

#include <string.h>

/* A piece that masking changes could match nothing: hosts, addresses and numbers are out of a phrase's reach.
 */
static bool masks_alike(const char *folded)
{
	struct diagnostic d;
	bool alike;

	diagnostic_read(&d, folded, strlen(folded), NULL);
	alike = g_str_equal(d.text, folded);
	diagnostic_clear(&d);
	return alike;
}

/* One piece, folded; NULL where nothing is left. */
static char *folded_piece(struct rule_source *source, const struct line *line, const char *part, bool masked)
{
	g_autofree char *folded = g_malloc(strlen(part) + 1);

	if (text_fold(part, strlen(part), folded) == 0)
		return NULL;
	if (masked && !masks_alike(folded))
		rule_problem(
		    source, line->place,
		    "\"%s\" holds a host, an address, a path, an id or a long number, which are masked "
		    "before matching: write * for it, or <*>",
		    folded);
	return g_steal_pointer(&folded);
}

/* "recipient <*> unknown": the mask itself, between what stands around it. */
static char *join_mask(const char *before, const char *after, char *first, char *second)
{
	g_autofree char *a = first, *b = second;

	return g_strdup_printf("%s%s%c%s%s", a ? a : "", a && g_str_has_suffix(before, " ") ? " " : "", MASK,
			       b && *after == ' ' ? " " : "", b ? b : "");
}

static char *piece_with_masks(struct rule_source *source, const struct line *line, const char *part,
			      bool masked)
{
	g_auto(GStrv) sides = g_strsplit(part, "<*>", -1);
	char *piece = folded_piece(source, line, sides[0] ? sides[0] : "", masked);

	for (char **side = sides; *side && side[1]; side++)
		piece = join_mask(*side, side[1], piece, folded_piece(source, line, side[1], masked));
	return piece;
}

/* What stands between the stars; a mask is no star, nor are several in a row, as Gmail writes its headings.
 * To be freed with g_strfreev(). */
static char **split_stars(const char *value, bool masked)
{
	g_autofree char *stars = g_strdup(value);

	for (char *c = stars; (c = strchr(c, '*')) != NULL; c++)
		if (c[1] == '*')
			c += strspn(c, "*") - 1;
		else if (!masked || c == stars || c[-1] != '<' || c[1] != '>')
			*c = '\n';
	return g_strsplit(stars, "\n", -1);
}

char **rule_pieces(struct rule_source *source, const struct line *line, const char *value, bool masked)
{
	g_auto(GStrv) parts = split_stars(value, masked);
	g_autoptr(GPtrArray) pieces = g_ptr_array_new();

	for (char **part = parts; *part; part++) {
		char *piece = masked ? piece_with_masks(source, line, *part, masked)
				     : folded_piece(source, line, *part, masked);

		if (piece)
			g_ptr_array_add(pieces, piece);
	}
	if (pieces->len == 0) {
		rule_problem(source, line->place, "nothing to look for after the |");
		return NULL;
	}
	g_ptr_array_add(pieces, NULL);
	return (char **)g_ptr_array_steal(pieces, NULL);
}

/* As people read it: the mask is <*> again. */
static const char *phrase_words(struct rule_source *source, char **pieces)
{
	g_autofree char *joined = g_strjoinv(" * ", pieces);
	g_auto(GStrv) sides = g_strsplit(joined, (char[]){ MASK, '\0' }, -1);
	g_autofree char *words = g_strjoinv("<*>", sides);

	return rule_string(source, words);
}

/* "no_such_user/user-*-unknown@docomo,rcpt": the owner, the phrase's words, the scope. */
static const char *phrase_name(struct rule_source *source, const char *owner, char **pieces,
			       const struct options *o, const char *scope)
{
	g_autoptr(GString) name = g_string_new(owner);
	bool gap = false;

	g_string_append_c(name, '/');
	for (char **piece = pieces; *piece; piece++, gap = true) {
		if (piece > pieces)
			g_string_append(name, "-*");
		for (const char *c = *piece; *c; c++) {
			if (!g_ascii_isalnum(*c) && *c != MASK && (unsigned char)*c < 0x80) {
				gap = true;
				continue;
			}
			if (gap && name->str[name->len - 1] != '/')
				g_string_append_c(name, '-');
			gap = false;
			if (*c == MASK)
				g_string_append(name, "<>");
			else
				g_string_append_c(name, *c);
		}
	}
	if (*scope)
		g_string_append_printf(name, "@%s", scope);
	return rule_string(source, name->str);
}

/* The options as they stand, without "weak" and "transient": "provider=docomo stage=rcpt" -> "docomo,rcpt".
 */
static char *scope_of(const char *words)
{
	g_auto(GStrv) all = g_strsplit_set(words, " \t", -1);
	GString *scope = g_string_new("");

	for (char **word = all; *word; word++) {
		const char *equals = strchr(*word, '=');

		if (equals)
			g_string_append_printf(scope, "%s%s", scope->len ? "," : "", equals + 1);
	}
	return g_string_free(scope, FALSE);
}

enum { CAP_SPELLED = 4000 };

/* "mailbox / user * unknown / gone" is four phrases: all of them, from the parts that are left. */
static void spell_out(GPtrArray *phrases, const char *before, char **parts)
{
	g_auto(GStrv) choices = g_strsplit(*parts, " / ", -1);

	for (char **choice = choices; *choice && phrases->len < CAP_SPELLED; choice++) {
		char *phrase = g_strconcat(before, *choice, parts[1] ? "*" : NULL, NULL);

		if (!parts[1]) {
			g_ptr_array_add(phrases, phrase);
			continue;
		}
		spell_out(phrases, phrase, parts + 1);
		g_free(phrase);
	}
}

/* Choices share what their row has found only if each of them is a piece. */
static void part_uneven(GPtrArray *phrases, guint first, bool capped)
{
	const struct source_phrase *model = g_ptr_array_index(phrases, first);

	for (guint i = first; i < phrases->len; i++) {
		const struct source_phrase *phrase = g_ptr_array_index(phrases, i);

		capped |= g_strv_length(phrase->pieces) != g_strv_length(model->pieces);
	}
	for (guint i = first; capped && i < phrases->len; i++)
		((struct source_phrase *)g_ptr_array_index(phrases, i))->first = i;
}

struct source_phrase *rule_add_phrase(struct rule_source *source, const struct line *line,
				      enum rule_kind kind, unsigned what, const char *owner)
{
	g_autoptr(GPtrArray) phrases = g_ptr_array_new_with_free_func(g_free);
	g_autofree char *scope = scope_of(line->words);
	struct source_phrase *phrase = NULL;
	guint first = source->phrases->len;
	g_auto(GStrv) parts = NULL;
	struct options options;

	if (!line->value) {
		rule_problem(source, line->place, "%s wants a | and words after it", line->key);
		return NULL;
	}
	if (!rule_options(source, line, &options))
		return NULL;
	if (kind == RULE_REASON && *options.words)
		rule_problem(source, line->place, "unknown option: %s", options.words);
	parts = split_stars(line->value, true);
	spell_out(phrases, "", parts);
	for (guint i = 0; i < phrases->len; i++) {
		char **pieces = rule_pieces(source, line, g_ptr_array_index(phrases, i), true);

		if (!pieces) {
			g_ptr_array_set_size(source->phrases, (gint)first);
			return NULL;
		}
		phrase = g_new0(struct source_phrase, 1);
		*phrase =
		    (struct source_phrase){ .place = line->place,
					    .kind = kind,
					    .what = what,
					    .options = options,
					    .first = first,
					    .pieces = pieces,
					    .phrase = phrase_words(source, pieces),
					    .name = phrase_name(source, owner, pieces, &options, scope) };
		g_ptr_array_add(source->phrases, phrase);
	}
	part_uneven(source->phrases, first, phrases->len >= CAP_SPELLED);
	return phrase;
}
