#!/bin/sh
# bench: the table of speed, each row beside its yardstick within one run. usage: run.sh BUILD   (a release build with
# bench_programs). CORPUS: a folder of *.eml beside our own mails. Prints a table; exits 0 whatever the figures are.
set -eu
build=$(cd "$1" && pwd)
source=$(cd "$(dirname "$0")/../.." && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# Real bounces and their like; not the odd layouts, charsets and forwards of tests/corpus, of which a mailbox holds few.
find "$source/tests/corpus/postfix" "$source/tests/corpus/seed" "$source/tests/corpus/others" ${CORPUS:+"$CORPUS"} -name '*.eml' -size -512k | sort >"$scratch/files"
set --
while read -r file; do set -- "$@" "$file"; done <"$scratch/files"

cat >"$scratch/bouncebot.conf" <<END
relay = "127.0.0.1:9"
postmaster = "postmaster@example.ne.jp"
trusted_hosts = { "mail.example.ne.jp" }
store = "$scratch/store/bouncebot.db"
robot "news" { role = list  address = "news-bounces@example.ne.jp"  owner = "owner@example.ne.jp"  mode = watch }
END
chmod 600 "$scratch/bouncebot.conf"
mail=$source/tests/corpus/seed/user-unknown.eml
export RECIPIENT=news-bounces@example.ne.jp SENDER='' USER=news-bounces

printf '%d mails; medians; ratio with its least and greatest\n' "$#"
printf '%-44s %10s %10s %-8s %6s  %-13s  %s\n' what ours yardstick unit ratio spread goal
"$build/tests/bench/bench_bulk" 15 "$@"
"$build/tests/bench/bench_pipes" "pipe, durable commit (time / one row's)" 1.5 40 "$mail" \
	"$build/robot/bouncebot" deliver --config "$scratch/bouncebot.conf" news -- \
	"$build/tests/bench/bench_onerow" "$scratch/row.db"
"$build/tests/bench/bench_pipes" "pipe, no commit: classify (time / read only)" 1.5 40 "$mail" \
	"$build/robot/bouncebot" classify --json - -- "$build/tests/bench/bench_onerow"

# A clean build of everything, once: programs, library, tests.
start=$(date +%s)
if ! { cmake -S "$source" -B "$scratch/clean" -DCMAKE_BUILD_TYPE=Release &&
	cmake --build "$scratch/clean" -j 2; } >"$scratch/build.log" 2>&1; then
	tail -n 20 "$scratch/build.log" >&2
	exit 1
fi
took=$(($(date +%s) - start))
verdict=met
[ "$took" -lt 60 ] || verdict='NOT MET'
printf '%-44s %10d %10s %-8s %6s  %-13s  <  %5d  %s\n' "clean build, two cores" "$took" - s - - 60 "$verdict"
