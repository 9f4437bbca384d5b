#!/bin/sh
# deliver: the whole path: a bounce of our own MTA goes in, the answer reaches the sink, in Japanese, once.
. "$(dirname "$0")/lib.sh"
start_sink
write_config </dev/null
bounce=$SOURCE/tests/cli/bounce.eml
again() { sed "1s/.*/From MAILER-DAEMON  Tue Nov 24 11:$1:00 2026/" "$bounce"; } # as a retry of the MTA brings it

expect 0 "the bounce" deliver mail-error -v <"$bounce"
has "$scratch/err" "4Wd1Qk0M5xz1@mx.isp.example: taro@shop.example: no_such_user (no_such_user/"
has "$scratch/err" "answer to hanako@isp.example"
[ "$(mails)" -eq 1 ] || fail "$(mails) answers"
mail=$(find "$scratch/mail" -name '*.eml')
has "$mail" "X-Env-To: hanako@isp.example"
has "$mail" "Auto-Submitted: auto-replied"
has "$mail" "X-Bouncebot-Loop: "
grep -q '^X-Env-From:[ <>]*.\{0,1\}$' "$mail" || fail "the sender is not null"
"$MAILTEXT" <"$mail" >"$scratch/text"
has "$scratch/text" "taro@shop.example"
has "$scratch/text" "宛先"
has "$scratch/text" "User unknown"
expect 0 "explain says the same" "$BOUNCEBOT" explain --config "$scratch/bouncebot.conf" --robot mail-error "$bounce"
"$MAILTEXT" <"$scratch/out" >"$scratch/explained"
cmp -s "$scratch/text" "$scratch/explained" || fail "explain and deliver differ: $(diff "$scratch/text" "$scratch/explained")"

expect 0 "the same again" deliver mail-error -v <"$bounce"
has "$scratch/err" "seen before"
again 12 >"$scratch/again"
expect 0 "the same with another From line" deliver mail-error -v <"$scratch/again"
has "$scratch/err" "seen before"
sed 's/4Wd1Qk0M5xz1/4Wd1Qk0M5xz2/; s/10:11:12/10:12:12/' "$bounce" >"$scratch/second"
expect 0 "another report of the same original" deliver mail-error -v <"$scratch/second"
has "$scratch/err" "answered"
brought 1

# Twenty at once, with differing From lines, of a bounce not seen yet.
sed 's/4Wd1Q/4Wd9Q/g; s/20261124101110/20261124111110/' "$bounce" >"$scratch/fresh"
for i in 01 02 03 04 05 06 07 08 09 10 11 12 13 14 15 16 17 18 19 20; do
	sed "1s/.*/From MAILER-DAEMON  Tue Nov 24 11:00:$i 2026/" "$scratch/fresh" >"$scratch/fresh.$i"
	(
		code=0
		deliver mail-error <"$scratch/fresh.$i" >/dev/null 2>&1 || code=$?
		echo "$code" >"$scratch/code.$i"
	) &
	running="${running:-} $!"
done
# shellcheck disable=SC2086 # a list of pids
wait $running
for i in 01 02 03 04 05 06 07 08 09 10 11 12 13 14 15 16 17 18 19 20; do
	case $(cat "$scratch/code.$i") in 0 | 75) ;; *) fail "parallel: exit $(cat "$scratch/code.$i")" ;; esac
done
expect 0 "and once more" deliver mail-error <"$scratch/fresh.01"
brought 2
echo "ok: twenty at once, one answer"

# What nobody can read reaches the owner whole, and nobody is answered.
printf 'From MAILER-DAEMON  Tue Nov 24 10:11:13 2026\nReturn-Path: <>\nReceived: from x by mx.isp.example (Postfix) id 1; Tue, 24 Nov 2026 10:11:12 +0900\nFrom: someone@far.example\nSubject: question\nMessage-ID: <q@far.example>\n\nWhere are you? 38b0e1\n' >"$scratch/ordinary"
expect 0 "ordinary mail" deliver mail-error -v <"$scratch/ordinary"
has "$scratch/err" "passed to support@isp.example"
brought 3
passed=$(grep -l "Where are you? 38b0e1" "$scratch"/mail/*.eml)
has "$passed" "X-Env-To: support@isp.example"
for kind in empty junk; do
	: >"$scratch/$kind"
	[ "$kind" = empty ] || head -c 200000 "$SINK" >"$scratch/$kind"
	expect 0 "$kind" deliver mail-error <"$scratch/$kind"
done
brought 5

# An answer of ours that comes back to us, forwarded by the reader: its loop header is ours, and stops it. One with another
# HMAC is like any other mail.
before=$(mails)
loop() { # loop SED: the answer as a mail from the reader
	sed '1,/^X-Smtp-Mail/d' "$mail" | sed "1s/^/Return-Path: <hanako@isp.example>\\
Received: from x by mx.isp.example (Postfix) id $2; Tue, 24 Nov 2026 10:11:12 +0900\\
/; /^Auto-Submitted/d; /^X-Auto/d; $1" >"$scratch/loop"
}
loop "" 7
expect 0 "our own answer comes back" deliver mail-error -v <"$scratch/loop"
brought "$before"
has "$scratch/err" "held"
loop '/^X-Bouncebot-Loop/,/^ /s/[0-9a-f]\{8\}.\{0,1\}$/00000000/' 8
expect 0 "a forged loop header" deliver mail-error -v <"$scratch/loop"
brought $((before + 1))

# The store is the robot's alone; show and suppressed read it.
[ "$(stat -c %a "$scratch/store/bouncebot.db")" = 600 ] || fail "mode of the store"
[ "$(stat -c %a "$scratch/store")" = 700 ] || fail "mode of its folder"
expect 0 "show" "$BOUNCEBOT" show --config "$scratch/bouncebot.conf" taro@shop.example
has "$scratch/out" "no_such_user"
expect 0 "show the reader" "$BOUNCEBOT" show --config "$scratch/bouncebot.conf" hanako@isp.example
has "$scratch/out" "reply"
has "$scratch/out" "sent"
expect 0 "show the owner" "$BOUNCEBOT" show --config "$scratch/bouncebot.conf" support@isp.example
held=$(sed -n 's/^pass \(#[0-9]*\) of .*: held.*/\1/p' "$scratch/out")
[ -n "$held" ] || fail "no held mail is shown"
expect 0 "show the held mail" "$BOUNCEBOT" show --config "$scratch/bouncebot.conf" "$held"
has "$scratch/out" "To: support@isp.example"
has "$scratch/out" "Auto-Submitted: "
expect 0 "show no mail" "$BOUNCEBOT" show --config "$scratch/bouncebot.conf" "#999999"
has "$scratch/out" "no mail #999999"
expect 0 "show nobody" "$BOUNCEBOT" show --config "$scratch/bouncebot.conf" nobody@isp.example
has "$scratch/out" "nothing is stored"
expect 0 "suppressed" "$BOUNCEBOT" suppressed --config "$scratch/bouncebot.conf"
[ ! -s "$scratch/out" ] || fail "somebody is suppressed"

# Relay down: the answer waits; flush brings it once the relay is back.
kill "$sink"
wait "$sink" 2>/dev/null || true
before=$(mails)
sed 's/4Wd1Q/4Wd7Q/g; s/20261124101110/20261124121110/' "$bounce" >"$scratch/late"
expect 0 "relay down" deliver mail-error <"$scratch/late"
[ "$(mails)" -eq "$before" ] || fail "who took it?"
start_sink --port "$port"
expect 0 "flush" "$BOUNCEBOT" flush -v --config "$scratch/bouncebot.conf" --now "$(date -u -d '+1 day' +%Y-%m-%dT%H:%M:%SZ)"
[ "$(find "$scratch/mail" -name '*.eml' -newer "$scratch/late" -exec grep -l 'X-Env-To: hanako@isp.example' {} + | wc -l)" -ge 1 ] ||
	fail "flush did not bring the answer"
