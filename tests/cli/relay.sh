#!/bin/sh
# relay: one that takes the connection and says nothing: a delivery waits for it once a minute, the rest do not; once it is
# back, each answer comes once, whoever brings it: two flushes at a time.
. "$(dirname "$0")/lib.sh"
start_sink --hang connect
write_config </dev/null
sed -i 's/reply_domains/replies_per_reader = 1000 reply_domains/' "$scratch/bouncebot.conf"

begin=$(date +%s%N) slow=0
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32 33 34 35 36 37 38 39 40 41 42 43 44 45 46 47 48 49 50; do
	sed "s/4Wd1Q/4Wd$i/g; s/20261124101110/row-$i.20261124101110/; s/taro@/row-$i.taro@/g" "$SOURCE/tests/cli/bounce.eml" >"$scratch/message"
	start=$(date +%s%N)
	deliver mail-error <"$scratch/message" >"$scratch/out" 2>"$scratch/err" || fail "exit $? at bounce $i"
	took=$((($(date +%s%N) - start) / 1000000))
	[ "$took" -lt 4500 ] || { slow=$((slow + 1)) && echo "ok: bounce $i waited $took ms"; }
	[ "$took" -lt 20000 ] || fail "bounce $i took $took ms"
done
seconds=$((($(date +%s%N) - begin) / 1000000000))
echo "ok: 50 bounces in $seconds s, $slow of them waited for the relay"
[ "$slow" -le $((2 + seconds / 60)) ] || fail "$slow bounces waited for the relay"
[ "$slow" -ge 1 ] || fail "nobody tried the relay"
[ "$(mails)" -eq 0 ] || fail "mail by a relay that is mute"

kill "$sink"
wait "$sink" 2>/dev/null || true
start_sink --port "$port"
tomorrow=$(date -u -d '+1 day' +%Y-%m-%dT%H:%M:%SZ)
"$BOUNCEBOT" flush --config "$scratch/bouncebot.conf" --now "$tomorrow" &
one=$!
"$BOUNCEBOT" flush --config "$scratch/bouncebot.conf" --now "$tomorrow" &
two=$!
wait "$one" || fail "the first flush: exit $?"
wait "$two" || fail "the second flush: exit $?"
[ "$(mails)" -eq 50 ] || fail "$(mails) answers instead of 50"
for i in 1 25 50; do
	[ "$(grep -l "row-$i\.2026" "$scratch"/mail/*.eml | wc -l)" -eq 1 ] || fail "bounce $i was not answered once"
done
echo "ok: 50 answers, once each, by two flushes at a time"
