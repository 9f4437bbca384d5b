#!/bin/sh
# usage: command lines and exit codes: 64 and 78 by hand, 75 alone in the pipe.
. "$(dirname "$0")/lib.sh"
port=9
write_config </dev/null
conf=$scratch/bouncebot.conf
grep -v test_clock "$conf" >"$scratch/noclock.conf"
echo 'relays = x' >"$scratch/broken.conf"
: >"$scratch/empty"

expect 0 "--help" "$BOUNCEBOT" --help
for command in check classify deliver explain flush show suppressed; do has "$scratch/out" "  $command "; done
expect 0 "--version" "$BOUNCEBOT" --version
has "$scratch/out" "bouncebot "
expect 64 "no command" "$BOUNCEBOT"
expect 64 "unknown command" "$BOUNCEBOT" classifie
expect 0 "help of a command" "$BOUNCEBOT" classify --help
expect 64 "classify without a file" "$BOUNCEBOT" classify
expect 64 "unknown option" "$BOUNCEBOT" classify --jason -
expect 64 "a taxonomy that is none" "$BOUNCEBOT" classify --taxonomy linnaeus -
has "$scratch/err" "--taxonomy knows sisimai and sisimai-5.6"
expect 64 "a list of what?" "$BOUNCEBOT" classify --list everything
has "$scratch/err" "--list knows blocklists dialects languages providers reasons"
expect 64 "a list of a file" "$BOUNCEBOT" classify --list dialects -
expect 64 "two views" "$BOUNCEBOT" classify --json --why -
expect 64 "--config without a file" "$BOUNCEBOT" classify - --config
expect 64 "--now where it means nothing" "$BOUNCEBOT" check --now 2026-11-24T00:00:00Z
expect 64 "show without an address" "$BOUNCEBOT" show --config "$conf"
expect 64 "suppressed of no robot" "$BOUNCEBOT" suppressed --config "$conf" nobody
expect 64 "explain in Klingon" "$BOUNCEBOT" explain --language tlh "$SOURCE/tests/cli/bounce.eml"
expect 64 "--now without test_clock" "$BOUNCEBOT" flush --config "$scratch/noclock.conf" --now 2026-11-24T00:00:00Z
has "$scratch/err" "test_clock"
expect 64 "--now that is no time" "$BOUNCEBOT" show --config "$conf" --now yesterday a@isp.example
for command in check flush suppressed "show a@isp.example" "classify -" "explain -"; do
	# shellcheck disable=SC2086 # an argument may be with it
	expect 78 "broken config: $command" "$BOUNCEBOT" $command --config "$scratch/broken.conf"
	has "$scratch/err" "broken.conf:1: no such option"
done
expect 78 "config that is not there" "$BOUNCEBOT" flush --config "$scratch/nowhere.conf"

# The pipe: 75, and nothing else.
expect 75 "deliver: which robot?" "$BOUNCEBOT" deliver --config "$conf" <"$scratch/empty"
expect 75 "deliver: two robots" "$BOUNCEBOT" deliver --config "$conf" news me <"$scratch/empty"
expect 75 "deliver: no such robot" "$BOUNCEBOT" deliver --config "$conf" nobody <"$scratch/empty"
has "$scratch/err" 'no robot "nobody"'
expect 75 "deliver: unknown option" "$BOUNCEBOT" deliver --config "$conf" --fast news <"$scratch/empty"
expect 75 "deliver --help" "$BOUNCEBOT" deliver --help <"$scratch/empty"
expect 75 "deliver: broken config" "$BOUNCEBOT" deliver --config "$scratch/broken.conf" news <"$scratch/empty"
expect 75 "deliver: no config" "$BOUNCEBOT" deliver --config "$scratch/nowhere.conf" news <"$scratch/empty"
expect 75 "deliver: --now refused" "$BOUNCEBOT" deliver --config "$scratch/noclock.conf" --now 2026-11-24T00:00:00Z news <"$scratch/empty"
# shellcheck disable=SC2016 # expanded by sh -c
expect 75 "deliver: standard input closed for reading" sh -c 'exec "$0" deliver --config "$1" news 0>/dev/null' "$BOUNCEBOT" "$conf"
expect 75 "deliver: a folder as standard input" "$BOUNCEBOT" deliver --config "$conf" news <"$scratch"
expect 75 "deliver: an option before it" "$BOUNCEBOT" --config "$conf" deliver news <"$scratch/empty"
mkfifo "$scratch/endless"
exec 3<>"$scratch/endless"
for signal in TERM HUP INT; do
	expect 75 "deliver: SIG$signal while it reads" timeout --preserve-status -s "$signal" 3 "$BOUNCEBOT" deliver --config "$conf" news <&3
done
exec 3>&-
