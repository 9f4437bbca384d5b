#!/bin/sh
# rules: rulec names file and line of every mistake in a rule file; the examples of bouncebot-rules(5) and etc/site.rules
# are taken as they stand.
. "$(dirname "$0")/lib.sh"
: "${RULEC:?}"
page=$SOURCE/robot/bouncebot-rules.5
rules=$scratch/rules
mkdir "$rules"
cp -R "$SOURCE/classify/reasons" "$SOURCE/classify/dialects" "$SOURCE/classify/languages" "$SOURCE"/classify/*.hosts "$rules"

compile() { (cd "$rules" && "$RULEC" "$scratch/table.c" "$scratch/samples.c" ./*.hosts dialects/* languages/* reasons/*); }

expect 0 "the shipped files" compile

# refuse FILE WANT: with the rows of stdin added to the file, rulec says "FILE:LINE: WANT" of the first of them.
refuse() {
	cp "$rules/$1" "$scratch/saved"
	line=$(($(wc -l <"$rules/$1") + ${3:-1}))
	cat >>"$rules/$1"
	expect 1 "refused: $2" compile
	has "$scratch/err" "$1:$line: $2"
	mv "$scratch/saved" "$rules/$1"
}
full=reasons/mailbox_full.reason

refuse $full 'unknown key: "frase"' <<END
frase | xyzzy
END
refuse $full 'unknown provider: nobody' <<END
phrase provider=nobody | xyzzy
END
refuse $full 'unknown stage: rcptt' <<END
phrase stage=rcptt | xyzzy
END
refuse $full 'unknown turns: sideways' <<END
phrase turns=sideways | xyzzy
END
refuse $full 'unknown option: strong' <<END
phrase strong | xyzzy plugh
sample 2026-11-24 own | 550 xyzzy plugh it is
END
refuse $full 'no sample is taken by this phrase' <<END
phrase | xyzzy plugh
END
refuse $full 'the sample is just its phrase' 2 <<END
phrase | xyzzy plugh
sample 2026-11-24 own | xyzzy plugh
END
refuse $full 'a sample without its source' 2 <<END
phrase | xyzzy plugh
sample 2026-11-24 | 550 xyzzy plugh it is
END
refuse $full 'a sample begins with its date' 2 <<END
phrase | xyzzy plugh
sample own server | 550 xyzzy plugh it is
END
cp "$rules/$full" "$scratch/saved"
line=$(($(wc -l <"$rules/$full") + 1))
printf '%s\n' 'phrase | user unknown' 'sample 2026-11-24 own | 550 user unknown and full' >>"$rules/$full"
expect 1 "refused: one phrase in two reasons" compile
has "$scratch/err" "\"user unknown\" stands in $full:$line already, for another reason"
mv "$scratch/saved" "$rules/$full"
refuse $full 'no_such_user/user-unknown takes this sample' 2 <<END
phrase | xyzzy
sample 2026-11-24 own | 550 user unknown, xyzzy
END
refuse $full '"mailbox of a@b.example" holds a host, an address' <<END
phrase | mailbox of a@b.example
END
refuse $full 'another phrase of this reason has the same name' 3 <<END
phrase | xyzzy <*> plugh
sample 2026-11-24 own | 550 xyzzy a@b.example plugh
phrase | xyzzy-<*> plugh
END
refuse $full 'id a second time' <<END
id 8
END
refuse dialects/qmail.dialect 'unknown shape: "round"' <<END
shape round
END
refuse dialects/qmail.dialect 'unknown reason: "mailbox_fool"' 3 <<END
sample 2026-11-24 own
> x
want a@b.example mailbox_fool
END
refuse languages/ja.lang 'unknown label: "form"' <<END
label form | x
END
refuse providers.hosts 'neither provider nor blocklist: "nobody"' <<END
says nobody | xyzzy
END

# Mistakes inside a file's fields: edit a row in place.
edit() { # edit SED WANT
	cp "$rules/$full" "$scratch/saved"
	sed "$1" "$scratch/saved" >"$rules/$full"
	expect 1 "refused: $2" compile
	has "$scratch/err" "$2"
	mv "$scratch/saved" "$rules/$full"
}
edit 's/^id .*/id 1/' "reasons/no_such_user.reason:1: id 1 is mailbox_full's already"
edit 's/^list .*/list remove/' "$full:1: list remove wants class address"
edit 's/^class .*/class adress/' "$full:5: unknown class: \"adress\""
edit '/^resend/d' "$full:1: no resend"

# The manual's reason is one, beside unknown alone: the others prove their samples against each other's words. Its dialect
# words are those of the program.
example() { sed -n '/^\.Bd/,/^\.Ed/{/^\./d;p;}' "$page" | awk -v want="$1" '/^# |^reason /{n++} n==want'; }
example 1 >"$scratch/mailbox_full.reason"
has "$scratch/mailbox_full.reason" "permanence"
alone() { "$RULEC" "$scratch/table.c" "$scratch/samples.c" "$rules"/*.hosts "$rules/reasons/unknown.reason" "$scratch/mailbox_full.reason"; }
expect 0 "the manual's .reason" alone

config() { # config SITE_RULES
	cat >"$scratch/conf" <<END
relay = "127.0.0.1:25"
postmaster = "postmaster@isp.example"
store = "$scratch/store/bouncebot.db"
site_rules = "$1"
END
	chmod 600 "$scratch/conf"
}
example 2 >"$scratch/site.rules"
has "$scratch/site.rules" "reason mailbox_full"
config "$scratch/site.rules"
expect 0 "the manual's site.rules" "$BOUNCEBOT" check --config "$scratch/conf"
sed 's/^#\([a-z]\)/\1/' "$SOURCE/etc/site.rules" >"$scratch/site.rules"
has "$scratch/site.rules" "status 5.7.999"
expect 0 "etc/site.rules, its rows alive" "$BOUNCEBOT" check --config "$scratch/conf"
echo 'phrase | orphan of * no' >"$scratch/site.rules"
expect 78 "a bad row" "$BOUNCEBOT" check --config "$scratch/conf"
cat "$scratch/out" "$scratch/err" >"$scratch/all"
has "$scratch/all" "site.rules:1: no reason"
