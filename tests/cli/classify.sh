#!/bin/sh
# classify: each kind of input has its lines, each bad one a clear line and exit 1; memory does not grow with a mailbox.
. "$(dirname "$0")/lib.sh"
bounce=$SOURCE/tests/cli/bounce.eml

expect 0 "a bounce" "$BOUNCEBOT" classify "$bounce"
has "$scratch/out" "bounce.eml: bounce"
has "$scratch/out" "taro@shop.example: no_such_user (address, permanent), confidence high"
expect 0 "why" "$BOUNCEBOT" classify --why "$bounce"
has "$scratch/out" "rule        no_such_user/"
has "$scratch/out" "matched"
expect 0 "standard input" "$BOUNCEBOT" classify --json - <"$bounce"
has "$scratch/out" '{"v":1,"file":"-","index":0,"message_id":"4Wd1Qk0M5xz1@mx.isp.example","form":"bounce","kind":"bounce","recipient":"taro@shop.example"'
has "$scratch/out" '"status":"5.1.1","reply":550,"reason":"no_such_user","class":"address","permanence":"permanent","fault":"address","list_action":"remove","confidence":"high","stage":"rcpt"'

# In another program's words, and what is known at all.
expect 0 "taxonomy" "$BOUNCEBOT" classify --json --taxonomy sisimai "$bounce"
has "$scratch/out" '"sisimai":"userunknown"}'
expect 0 "taxonomy, for people" "$BOUNCEBOT" classify --taxonomy sisimai-5.6 "$bounce"
has "$scratch/out" "sisimai     userunknown"
expect 0 "list of dialects" "$BOUNCEBOT" classify --list dialects
grep -q "^postfix  *Postfix$" "$scratch/out" || fail "postfix is no dialect"
expect 0 "list of languages" "$BOUNCEBOT" classify --list languages
grep -qx ja "$scratch/out" || fail "ja is no language"

# An mbox and a Maildir hold the same message twice.
cat "$bounce" "$bounce" >"$scratch/mbox"
mkdir -p "$scratch/Maildir/cur" "$scratch/Maildir/new" "$scratch/Maildir/tmp"
cp "$bounce" "$scratch/Maildir/new/1"
cp "$bounce" "$scratch/Maildir/cur/2:2,S"
for box in mbox Maildir; do
	expect 0 "$box" "$BOUNCEBOT" classify --json "$scratch/$box"
	[ "$(grep -c '"reason":"no_such_user"' "$scratch/out")" -eq 2 ] || fail "$box: not two lines"
done
expect 0 "mbox: the second has index 1" "$BOUNCEBOT" classify --json "$scratch/mbox"
has "$scratch/out" '"index":1,'

# What cannot be read: a line that says so, exit 1, and what can be read is read.
: >"$scratch/empty"
expect 1 "empty" "$BOUNCEBOT" classify "$scratch/empty" "$bounce"
has "$scratch/err" "empty: is empty"
has "$scratch/out" "no_such_user"
expect 1 "empty standard input" "$BOUNCEBOT" classify - </dev/null
has "$scratch/err" "standard input: is empty"
mkdir "$scratch/folder"
expect 1 "a folder" "$BOUNCEBOT" classify "$scratch/folder"
has "$scratch/err" "is a folder, and no Maildir"
expect 1 "not there" "$BOUNCEBOT" classify "$scratch/nowhere"
has "$scratch/err" "nowhere: No such file or directory"
head -c 300000 "$BOUNCEBOT" >"$scratch/junk"
expect 0 "binary junk" "$BOUNCEBOT" classify --json "$scratch/junk"
[ "$(wc -l <"$scratch/out")" -eq 1 ] || fail "binary junk: not one line"
lacks "$scratch/out" '"reason":"no_such_user"'
# shellcheck disable=SC2016 # expanded by sh -c
expect 1 "a full disk behind standard output" sh -c '"$0" classify --json "$1" >/dev/full' "$BOUNCEBOT" "$bounce"
has "$scratch/err" "standard output"

# A file of 100 MB in one mail; a mailbox of 40 MB in 20,000.
{ cat "$bounce"; head -c 100000000 /dev/zero | tr '\0' 'x'; } >"$scratch/large"
expect 0 "one mail of 100 MB" "$BOUNCEBOT" classify --json "$scratch/large"
has "$scratch/out" '"recipient":"taro@shop.example"'
rm "$scratch/large"
for _ in 1 2 3 4 5 6 7 8 9 10; do cat "$bounce"; done >"$scratch/ten"
for _ in 1 2 3 4 5 6 7 8 9 10; do cat "$scratch/ten"; done >"$scratch/hundred"
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do cat "$scratch/hundred"; done >"$scratch/twothousand"
peak() { # kB of the largest process that is waited for
	"$BOUNCEBOT" classify --json "$1" >"$scratch/lines" & pid=$! max=0
	while kill -0 "$pid" 2>/dev/null; do
		now=$(sed -n 's/^VmHWM:[^0-9]*\([0-9]*\).*/\1/p' "/proc/$pid/status" 2>/dev/null || true)
		[ "${now:-0}" -le "$max" ] || max=$now
	done
	wait "$pid"
	echo "$max"
}
small=$(peak "$scratch/hundred") large=$(peak "$scratch/twothousand")
[ "$(wc -l <"$scratch/lines")" -eq 2000 ] || fail "not 2000 lines"
echo "ok: peak of 100 mails $small kB, of 2000 mails $large kB"
# A sanitizer keeps what was freed for a while, 256 MB at most; then only the plain build can tell.
if ! grep -q __asan_init "$BOUNCEBOT"; then
	[ "$large" -lt $((small + 8192)) ] || fail "memory grows with the mailbox"
	[ "$large" -lt 65536 ] || fail "more than 64 MiB"
fi
