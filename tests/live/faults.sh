#!/bin/sh
# Nothing is lost: a real Postfix pipes real bounces into a robot that something befalls. Under each fault the mail stays in
# Postfix's queue, or is finished; when the fault is gone there is one answer exactly; and nothing ever bounces. Last, a table.
# shellcheck source=tests/live/lib.sh
. "$(dirname "$0")/lib.sh"
for program in sqlite3 strace; do
	command -v "$program" >/dev/null || without "no $program"
done

box
names <<-END
	mx-host=mxd.example,mail.mxd.example,10
	host-record=mail.mxd.example,127.0.0.9
END
sink mxd 127.0.0.9
user taro 2001
user support 2002
postfix_config <<-END
	notify_classes = bounce
	bounce_notice_recipient = mail-error
END
# What runs in the pipe: $D/own/fault names a switch of the program, $D/own/under a command to run it under.
cat >"$D/own/pipe" <<-END
	#!/bin/sh
	start=\$(date +%s%N) code=0
	export BOUNCEBOT_FAULT="\$(cat $D/own/fault)"
	cat >$D/own/message.\$\$
	\$(cat $D/own/under) $D/bin/bouncebot deliver -v --config $D/own/bouncebot.conf mail-error <$D/own/message.\$\$ 2>>$D/own/log || code=\$?
	mv $D/own/message.\$\$ $D/own/message
	echo "\$(((\$(date +%s%N) - start) / 1000000)) \$code" >>$D/own/tries
	exit "\$code"
END
chmod 755 "$D/own/pipe"
own_aliases <<-END
	mail-error: "|$D/own/pipe || exit 75"
END
config() { # config RELAY
	cat >"$D/own/bouncebot.conf" <<-END
		relay = "$1"
		postmaster = "support@test.example"
		trusted_hosts = { "mx.test.example" }
		store = "$D/own/store/bouncebot.db"
		test_clock = yes
		robot "mail-error" { role = explain address = "mail-error@test.example" owner = "support@test.example"
			reply_domains = { "test.example" } language = ja replies_per_reader = 1000 replies_per_hour = 1000 }
	END
}
config "127.0.0.1:$PORT"
mkdir "$D/own/store"
mount -t tmpfs -o size=4m,mode=700 tmpfs "$D/own/store"
chown bouncebot: "$D/own/store"
for file in fault under log tries message; do
	: >"$D/own/$file"
	chown bouncebot: "$D/own/$file"
done
postfix_start

robot() {
	robot_command=$1
	shift
	as bouncebot "$D/bin/bouncebot" "$robot_command" --config "$D/own/bouncebot.conf" "$@"
}
db=$D/own/store/bouncebot.db
row=0
: >"$D/table"
printf '%-42s %-42s %s\n' fault 'while it lasts' 'in the end' >>"$D/table"
table() {
	printf '%-42s %-42s %s\n' "$1" "$2" "$3" >>"$D/table"
	ok "$1: $2; in the end $3"
}
tries() { wc -l <"$D/own/tries"; }
tried() { [ "$(tries)" -ge "$1" ] || nudge; }
bounce_for() { mail_text taro@test.example "nouser$1@mxd.example" "Letter $1" | submit taro taro@test.example "nouser$1@mxd.example"; }
of_robot() { grep 'to=<mail-error@test.example>' "$D/log/mail.log" || true; }
answers() {
	for answers_file in $(boxed taro); do
		! is_reply "$answers_file" || echo "$answers_file"
	done | wc -l
}
has_answers() { [ "$(answers)" -ge "$1" ]; }

# fault WHAT NOW END: something befalls the pipe from here on (the functions befall and mend say what).
# NOW: queued (after two tries), retried (killed, then done) or finished; END: who has the one mail about it, taro (the answer) or support (passed).
fault() {
	row=$((row + 1))
	fault_tries=$(tries)
	empty_box taro
	empty_box support
	fault_lines=$(of_robot | wc -l)
	befall
	bounce_for $row
	if [ "$2" = retried ]; then
		wait_until 60 "two tries under: $1" tried $((fault_tries + 2))
		wait_for_queue 20
		codes=$(tail -n +$((fault_tries + 1)) "$D/own/tries" | cut -d' ' -f2 | tr '\n' ' ')
		expect '137 0 ' "$codes" "$1: exits of the pipe"
		now="queued, finished by the second try"
	elif [ "$2" = queued ]; then
		wait_until 60 "two tries under: $1" tried $((fault_tries + 2))
		of_robot | tail -n +$((fault_lines + 1)) >"$D/tmp/deliveries"
		lacks status=sent "Postfix's log" <"$D/tmp/deliveries"
		has status=deferred "Postfix's log" <"$D/tmp/deliveries"
		codes=$(tail -n +$((fault_tries + 1)) "$D/own/tries" | cut -d' ' -f2 | sort -u | tr '\n' ' ')
		now="queued, pipe's exit ${codes% }"
	else
		wait_until 60 "a try under: $1" tried $((fault_tries + 1))
		wait_for_queue 20
		expect $((fault_tries + 1)) "$(tries)" "$1: tries"
		now="finished by the first try"
	fi
	[ "$3" != taro ] || expect 0 "$(answers)" "$1: answers while it lasts"
	mend
	: >"$D/own/fault"
	: >"$D/own/under"
	postqueue -f
	wait_for_queue 60
	robot flush || fail "$1: flush"
	wait_for_queue 20
	expect "$([ "$3" = taro ] && echo 1 || echo 0)" "$(answers)" "$1: answers in the end"
	expect "$([ "$3" = support ] && echo 1 || echo 0)" "$(count support)" "$1: mails of the owner"
	[ "$3" != taro ] || { read_mail "$(of taro is_reply)" | has "nouser$row@mxd.example" "the answer"; }
	table "$1" "$now" "$([ "$3" = taro ] && echo 'one answer' || echo 'passed to the owner, once')"
}
switch() { echo "$1" >"$D/own/fault"; }

# ---- without a fault, for comparison ----
row=100
bounce_for $row
wait_for taro 2
table none "finished by the first try" "one answer"
row=0

# ---- the store ----
befall() {
	mkfifo "$D/tmp/lock"
	(as bouncebot sqlite3 "$db" <"$D/tmp/lock" >"$D/tmp/locked" 2>&1) &
	locker=$!
	exec 8>"$D/tmp/lock"
	echo "BEGIN IMMEDIATE; SELECT 'locked';" >&8
	wait_until 10 "the lock" grep -q locked "$D/tmp/locked"
}
mend() {
	echo 'ROLLBACK;' >&8
	exec 8>&-
	wait "$locker"
}
fault "store locked" queued taro
befall() { mount -o remount,ro "$D/own/store"; }
mend() { mount -o remount,rw "$D/own/store"; }
fault "store read-only" queued taro
befall() { dd if=/dev/zero of="$D/own/store/filler" bs=4k 2>/dev/null || true; }
mend() { rm "$D/own/store/filler"; }
fault "store out of space" queued taro
befall() {
	cp -p "$db" "$D/tmp/sound.db"
	dd if=/dev/urandom of="$db" bs=4k count=4 conv=notrunc 2>/dev/null
}
mend() { cat "$D/tmp/sound.db" >"$db"; }
fault "store corrupt" queued taro

# ---- deaths ----
mend() { :; }
under_strace() { echo "strace -f -o /dev/null -e trace=$1 -e inject=$1:signal=KILL:when=1" >"$D/own/under"; }
befall() { under_strace pwrite64; }
fault "worker killed at its first write (strace)" queued taro
befall() { under_strace fdatasync; } # what is written but not yet synced outlives a process, so the second worker finds it
fault "worker killed at the commit's sync (strace)" finished taro
if grep -q kill-before-commit "$D/bin/bouncebot"; then
	befall() { switch kill-before-commit; }
	fault "worker killed before the commit" queued taro
	befall() { switch kill-after-commit; }
	fault "worker killed after the commit" finished taro
	befall() { switch kill-supervisor-before-commit; }
	fault "supervisor killed before the commit" queued taro
	befall() { switch kill-supervisor-after-commit; }
	fault "supervisor killed after the commit" retried taro
	befall() { switch abort-in-classify; }
	fault "the parser aborts" finished support
else
	say "built without BOUNCEBOT_TEST_FAULTS: five rows less"
fi

# ---- what people do ----
befall() { sed -i 's/role = explain/role = expl,ain/' "$D/own/bouncebot.conf"; }
mend() { config "127.0.0.1:$PORT"; }
fault "config broken" queued taro
befall() { mv "$D/bin/bouncebot" "$D/bin/gone"; }
mend() { mv "$D/bin/gone" "$D/bin/bouncebot"; }
fault "program missing" queued taro

# ---- a message that never ends: by hand ----
mkfifo "$D/tmp/endless"
chmod 644 "$D/tmp/endless"
sleep 100 >"$D/tmp/endless" &
writer=$!
start=$(date +%s)
code=0
as bouncebot "$D/bin/bouncebot" deliver --config "$D/own/bouncebot.conf" mail-error <"$D/tmp/endless" 2>"$D/tmp/complaint" || code=$?
took=$(($(date +%s) - start))
kill "$writer"
expect 75 "$code" "a message that never ends: exit"
[ "$took" -lt 60 ] || fail "a message that never ends took $took s"
table "stdin that never ends" "exit 75 after $took s" "the MTA's"

# ---- twenty at once ----
row=200
empty_box taro
switch kill-before-commit
echo false >"$D/own/under"
bounce_for $row
before=$(tries)
wait_until 20 "the message" tried $((before + 1))
grep -q "nouser$row@" "$D/own/message" || fail "another message"
i=0
running=
while [ $i -lt 20 ]; do
	i=$((i + 1))
	sed "1s/.*/From MAILER-DAEMON  Tue Nov 24 11:00:$((i + 20)) 2026/" "$D/own/message" >"$D/tmp/copy$i"
	(
		code=0
		as bouncebot env MAIL_CONFIG=/etc/postfix SENDER=double-bounce@mx.test.example RECIPIENT=mail-error@test.example "$D/bin/bouncebot" deliver --config "$D/own/bouncebot.conf" mail-error \
			<"$D/tmp/copy$i" 2>>"$D/tmp/complaints" || code=$?
		echo "$code" >>"$D/tmp/codes"
	) &
	running="$running $!"
done
# shellcheck disable=SC2086 # a list of pids
wait $running
codes=$(sort "$D/tmp/codes" | uniq -c | awk '{ printf "%s%d exit %s", (NR > 1 ? ", " : ""), $1, $2 }')
expect 20 "$(grep -cx '0\|75' "$D/tmp/codes")" "copies that ended with 0 or 75"
grep -qx 0 "$D/tmp/codes" || fail "none of twenty copies was taken: $codes"
: >"$D/own/fault"
: >"$D/own/under"
postqueue -f
wait_for_queue 60
robot flush
wait_for_queue 20
expect 1 "$(answers)" "answers to twenty copies"
table "twenty copies of one message at once" "$codes" "one answer"

# ---- the relay is a black hole ----
config 192.0.2.2:25
empty_box taro
before=$(tries)
i=0
while [ $i -lt 50 ]; do
	i=$((i + 1))
	bounce_for "5x$i"
done
wait_until 120 "50 bounces went through the pipe" tried $((before + 50))
wait_for_queue 20
expect 0 "$(answers)" "answers while the relay is away"
tail -n +$((before + 1)) "$D/own/tries" >"$D/tmp/times"
expect 50 "$(wc -l <"$D/tmp/times")" "tries for 50 bounces"
expect 50 "$(grep -c ' 0$' "$D/tmp/times")" "bounces that were taken"
slow=$(awk '$1 >= 4000' "$D/tmp/times" | wc -l)
longest=$(sort -n "$D/tmp/times" | tail -n 1 | cut -d' ' -f1)
[ "$slow" -le 2 ] || fail "$slow of 50 waited for the relay: $(tr '\n' ' ' <"$D/tmp/times")"
usual=$(sort -n "$D/tmp/times" | sed -n 25p | cut -d' ' -f1) # of starting a shell and a sanitized program on this machine
[ "$((longest - usual))" -le 6000 ] || fail "one waited $longest ms, the usual one $usual"
config "127.0.0.1:$PORT"
robot flush &
first=$!
robot flush &
second=$!
wait $first || fail "a flush beside another"
wait $second || fail "a flush beside another"
wait_until 60 "48 answers" has_answers 48
wait_for_queue 20
# The first two were tried, and rest for a while.
robot flush --now "$(date -u -d '+1 hour' +%Y-%m-%dT%H:%M:%SZ)"
wait_until 20 "50 answers" has_answers 50
robot flush --now "$(date -u -d '+1 day' +%Y-%m-%dT%H:%M:%SZ)"
wait_for_queue 20
expect 50 "$(answers)" "answers when the relay is back"
for file in $(boxed taro); do
	! is_reply "$file" || read_mail "$file" | grep -o 'nouser5x[0-9]*@' | sort -u
done | sort -u | wc -l >"$D/tmp/different"
expect 50 "$(cat "$D/tmp/different")" "bounces that were answered"
table "relay black-holed, 50 bounces" "all taken; $slow waited, longest $longest ms, usual $usual" "50 answers, by two flushes at once, once each"

of_robot | lacks status=bounced "Postfix's log"
expect 0 "$(grep -c 'status=bounced.*deliver' "$D/log/mail.log" || true)" "bounces of the pipe"
expect 0 "$(count support)" "mails of the owner in the end"
say "never bounced, never twice, never lost:"
cat "$D/table"
