#!/bin/sh
# structure: who may know whom. usage: structure.sh SOURCE BUILD. Says each rule that is broken, with the file; exits 1 then.
#
# classify knows nothing of robot, and reads no clock, file, network or environment; decide knows no store, sending or file;
# each foreign library has one place. Includes are followed by the compiler, symbols come from the objects (sanitized or not).
set -eu
source=$1
build=$2
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
broken=0
breaks() {
	echo "structure: $*" >&2
	broken=1
}
cd "$source"

# only LIBRARY'S-HEADER PLACE...: no other file includes it.
only() {
	header=$1
	shift
	users=$(grep -rlE --include='*.[ch]' "#include [<\"]$header" classify robot || true)
	[ -n "$users" ] || breaks "nobody includes $header: is the rule still right?"
	for user in $users; do
		allowed=no
		for place; do
			# shellcheck disable=SC2254 # a place is a pattern
			case $user in $place) allowed=yes ;; esac
		done
		[ "$allowed" = yes ] || breaks "$user includes $header; only $* may"
	done
}
only confuse.h robot/config.c
only libesmtp.h robot/submit.c
only sqlite3.h 'robot/store/*'
only 'gmime/' classify/mime.c robot/mail.h
only syslog.h robot/log.c

# One line "FILE HEADER" for each header of the project that a file includes, directly or not.
# shellcheck disable=SC2046 # the tree's names have no blanks
cc -MM -MG -Irobot -Iclassify -Irobot/store $(find classify robot -name '*.[ch]') |
	awk '/^[^ ]*:/ { file = $2 } { for (i = 1; i <= NF; i++) if ($i ~ /[.]h$/ && $i != file) print file, $i }' |
	sed -E ':again; s|[^/ ]+/[.][.]/||; t again' | sort -u >"$scratch/reached"

# keeps_from "FILE..." HEADER...: none of the files reaches one of the headers.
keeps_from() {
	files=$1
	shift
	for file in $files; do
		[ -f "$file" ] || breaks "$file is gone: is the rule still right?"
		for header; do
			[ -f "$header" ] || breaks "$header is gone: is the rule still right?"
			! grep -qxF "$file $header" "$scratch/reached" || breaks "$file reaches $header"
		done
	done
}
grep -q '^classify/.* robot/' "$scratch/reached" && breaks "classify reaches robot: $(grep -m 1 '^classify/.* robot/' "$scratch/reached")"
grep -qxF 'robot/store/sqlite.c robot/store.h' "$scratch/reached" || breaks "the includes cannot be followed"
sending="robot/act.h robot/submit.h robot/pipeline.h robot/deliver.h"
# shellcheck disable=SC2086 # lists of words
{
	keeps_from "robot/decide.c robot/guards.c robot/subject.c robot/removal.c robot/author.c robot/address.c" $sending robot/store.h robot/backend.h robot/intake.h robot/log.h
	keeps_from "robot/reply.c robot/notice.c robot/mail.c robot/template.c robot/template_set.c robot/text.c robot/language.c robot/suggest.c robot/loop.c" $sending robot/store.h robot/backend.h robot/intake.h robot/log.h
	keeps_from "$(find robot/store -name '*.c')" $sending robot/reply.h robot/notice.h robot/intake.h
	keeps_from "$(find robot/backends -name '*.c')" $sending robot/store.h robot/decide.h robot/reply.h
	keeps_from robot/submit.c robot/act.h robot/pipeline.h robot/config.h robot/store.h classify/classify.h
}

# What a pure object may ask for. GLib's own pure functions, the C library's strings and memory, our own names; no clock,
# file, process, environment, random number or locale, whoever offers it.
impure='g_get_(real|monotonic|current|user|home|tmp|host|system|env|charset|prgname)|g_date_time_new_now|g_time_zone_new_local|g_date_time_new_local'
impure="$impure|g_(file|dir|io|spawn|getenv|setenv|random|rand|open|fopen|timeout|usleep|main|mkdir|unlink|stat|access|thread|subprocess|socket)_?"
pure='_GLOBAL_OFFSET_TABLE_|_ITM_.*|__gmon_start__|__cxa_finalize|__stack_chk_fail|__(asan|ubsan)_.*|__sanitizer_.*|__(memcpy|memset|memmove|strcpy|strcat|snprintf|vsnprintf|sprintf|fprintf|printf)_chk'
pure="$pure|mem(chr|cmp|cpy|move|set|mem|rchr)|str(chr|cmp|cspn|len|ncmp|pbrk|rchr|spn|str|tol|tok_r|chrnul|casecmp|ncasecmp|nlen|toul|toll|toull)|rawmemchr|__isoc(99|23)_.*|qsort|bsearch|isdigit|__errno_location|abort|free|gmtime_r|timegm"

# asks OBJECT [OWN]: breaks where an object asks for what is neither pure, nor GLib's or GMime's pure part, nor matches OWN.
asks() {
	object=$1
	own=${2:-}
	nm "$object" 2>/dev/null | grep -qE '[ TtDdRr] ' || breaks "$object is not built"
	case $object in
	*.so) nm -D --undefined-only "$object" ;;
	*) nm --undefined-only "$object" ;;
	esac | awk '{ print $NF }' | sed 's/@.*//' | sort -u >"$scratch/asked"
	grep -Ex "($impure).*" "$scratch/asked" >"$scratch/bad" || true
	grep -vEx "$pure|g_.*${own:+|$own}" "$scratch/asked" >>"$scratch/bad" || true
	while read -r symbol; do
		breaks "$(basename "$object") asks for $symbol"
	done <"$scratch/bad"
}
asks "$build/classify/libbounce.so"
# decide: beside the pure, only what classify and its own companions offer.
pure_objects="decide guards subject removal author address"
objects=
for object in $pure_objects; do objects="$objects $build/robot/CMakeFiles/robot_core.dir/$object.c.o"; done
# shellcheck disable=SC2086 # a list of words
nm --defined-only "$build/classify/libbounce.so" $objects | awk '$2 == "T" || $2 == "t" || $2 == "R" || $2 == "r" { print $3 }' | sort -u >"$scratch/ours"
ours=$(tr '\n' '|' <"$scratch/ours" | sed 's/[.]/[.]/g;s/|$//')
for object in $objects; do
	asks "$object" "$ours"
done

# libbounce shows what classify.h declares, and nothing else.
nm -D --defined-only "$build/classify/libbounce.so" | awk '{ print $NF }' | sed 's/@.*//' | grep -vE '^(__asan|__odr_asan|_init$|_fini$)' | sort -u >"$scratch/shown"
grep -oE '^BOUNCE_API[^(]*\(' classify/classify.h | sed 's/.*[ *]\([a-z_]*\)($/\1/' | sort -u >"$scratch/declared"
diff "$scratch/declared" "$scratch/shown" >"$scratch/diff" || breaks "classify.h and what libbounce shows differ: $(tr '\n' ' ' <"$scratch/diff")"

[ "$broken" -eq 0 ] && echo "structure: all rules hold"
exit "$broken"
