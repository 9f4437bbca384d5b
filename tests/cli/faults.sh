#!/bin/sh
# faults: whatever dies on the way, a message is in the MTA's queue (75, or death by signal) or finished, exactly once. Each
# row: fault, exit of the pipe, whether anybody may have mail after it, who has mail once the MTA has brought it again and a
# flush has run.
. "$(dirname "$0")/lib.sh"
if ! grep -q abort-in-classify "$BOUNCEBOT"; then
	echo "skipped: built without BOUNCEBOT_TEST_FAULTS"
	exit 77
fi
start_sink
write_config </dev/null
rows=0

readers() { # of all mails about this row's message
	grep -l "row-$rows\." "$scratch"/mail/*.eml 2>/dev/null | while read -r mail; do
		sed -n 's/^X-Env-To: <\{0,1\}\([a-z]*\)@.*/\1/p' "$mail"
	done | tr '\n' ' ' | sed 's/ $//'
}

row() { # row FAULT EXIT may|none LATER
	rows=$((rows + 1))
	sed "s/4Wd1Q/4Wd$rows/g; s/20261124101110/row-$rows.20261124101110/; s/taro@/row-$rows.taro@/g" "$SOURCE/tests/cli/bounce.eml" >"$scratch/message"
	BOUNCEBOT_FAULT=$1
	start=$(date +%s)
	code=0
	deliver mail-error <"$scratch/message" >"$scratch/out" 2>"$scratch/err" || code=$?
	BOUNCEBOT_FAULT=
	took=$(($(date +%s) - start))
	[ "$code" -eq "$2" ] || fail "$1: exit $code instead of $2"
	[ "$took" -lt 60 ] || fail "$1: $took seconds"
	[ "$3" = may ] || [ -z "$(readers)" ] || fail "$1: mail to $(readers) already"
	sed '1s/10:11:13/10:16:13/' "$scratch/message" >"$scratch/again"
	deliver mail-error <"$scratch/again" >"$scratch/out" 2>"$scratch/err" || fail "$1: the second time: exit $?"
	"$BOUNCEBOT" flush --config "$scratch/bouncebot.conf" --now "$(date -u -d '+2 hours' +%Y-%m-%dT%H:%M:%SZ)" || fail "$1: flush: exit $?"
	[ "$(readers)" = "$4" ] || fail "$1: in the end mail to \"$(readers)\" instead of \"$4\""
	echo "ok: $1: exit $code after $took s, in the end mail to $4"
}

row none 0 may hanako
row abort-in-classify 0 may support
row exit-in-classify 0 may support
row memory-in-classify 0 may support
row hang-in-classify 0 may support
row abort-in-worker 75 none hanako
row exit-before-commit 75 none hanako
row kill-before-commit 75 none hanako
row kill-after-commit 0 none hanako
row kill-supervisor-before-commit 137 none hanako
row kill-supervisor-after-commit 137 none hanako

# A message that never ends: the writer holds the pipe open all the time.
mkfifo "$scratch/endless"
sleep 100 >"$scratch/endless" &
pids="$pids $!"
start=$(date +%s)
code=0
deliver mail-error <"$scratch/endless" >"$scratch/out" 2>"$scratch/err" || code=$?
took=$(($(date +%s) - start))
[ "$code" -eq 75 ] || fail "a message that never ends: exit $code"
[ "$took" -lt 60 ] || fail "a message that never ends: $took seconds"
has "$scratch/err" "did not end"
echo "ok: a message that never ends: exit 75 after $took s"
