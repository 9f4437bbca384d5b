#!/bin/sh
# A list's bounces, through a real Postfix: two posts to twelve members a day apart; exactly the dead are listed. Then the
# attacks that must remove nobody. The days pass by --now: the pipe reads the time from a file.
# shellcheck source=tests/live/lib.sh
. "$(dirname "$0")/lib.sh"

box
names <<-END
	mx-host=mxd.example,mail.mxd.example,10
	host-record=mail.mxd.example,127.0.0.9
	mx-host=dead.example,mail.mxd.example,10
	mx-host=hostile.example,mail.hostile.example,10
	host-record=mail.hostile.example,127.0.0.10
END
sink mxd 127.0.0.9 --rule 'nobody=550 5.1.1 <%s>: User unknown' --rule 'stranger=550 5.1.1 <%s>: User unknown'
sink hostile 127.0.0.10 \
	--rule 'evil=550 5.1.1 <ok1@mxd.example>: User unknown; Final-Recipient: rfc822;ok1@mxd.example; Action: failed; Status: 5.1.1'
user manager 2001
user owner 2002
user mallory 2003
postfix_config <<-END
	maximal_queue_lifetime = 1d
	delay_warning_time = 1s
END
cat >"$D/own/at" <<-END
	#!/bin/sh
	exec $D/bin/bouncebot deliver -v --config $D/own/bouncebot.conf --now "\$(cat $D/own/now)" "\$1" 2>>$D/own/log
END
chmod 755 "$D/own/at"
own_aliases <<-END
	list-bounces: "|$D/own/at news || exit 75", "|$D/own/at cautious || exit 75"
END
cat >"$D/own/bouncebot.conf" <<-END
	relay = "127.0.0.1:$PORT"
	postmaster = "owner@test.example"
	trusted_hosts = { "mx.test.example" }
	store = "$D/own/store/bouncebot.db"
	test_clock = yes
	robot "news" { role = list address = "list-bounces@test.example" owner = "owner@test.example" mode = act
		backend "file" { path = "$D/own/suppressed" } }
	robot "cautious" { role = list address = "list-bounces@test.example" owner = "owner@test.example" mode = ask
		backend "file" { path = "$D/own/suppressed-cautious" } }
END
postfix_start

dead='nouser1@mxd.example nouser2@mxd.example nouser3@mxd.example'
others='full@mxd.example block@mxd.example temp@mxd.example'
alive='ok1@mxd.example ok2@mxd.example ok3@mxd.example ok4@mxd.example ok5@mxd.example ok6@mxd.example'

robot() {
	robot_command=$1
	shift
	as bouncebot "$D/bin/bouncebot" "$robot_command" --config "$D/own/bouncebot.conf" "$@"
}
at() { # at TIME: what the pipe's clock says from here on
	echo "$1" >"$D/own/now"
	say "-- it is $1"
}
flush_at() {
	robot flush --now "$1"
	say "flush at $1: $(listed | wc -l) listed"
}
listed() { [ ! -f "$D/own/suppressed" ] || grep -v '^#' "$D/own/suppressed" | sort; }
expect_listed() { expect "$(for name in $1; do echo "$name"; done | sort)" "$(listed)" "$2"; }

logged() { [ "$(grep -cF "$1" "$D/own/log" 2>/dev/null)" -ge "$2" ]; }

delivered() { [ "$(find "$D/sinks/mxd" -name '*.eml' | wc -l)" -eq "$1" ]; }
slow_is_gone() {
	postsuper -d ALL deferred >/dev/null 2>&1
	queue_is_empty
}

# post NUMBER: to all members, with VERP; then waits for what comes back of it.
post() {
	for name in $dead full@mxd.example block@mxd.example temp@mxd.example; do
		grep -cF ": $name: " "$D/own/log" 2>/dev/null || true
	done >"$D/tmp/before"
	# shellcheck disable=SC2086 # lists of addresses
	mail_text list@test.example list@test.example "Post $1" | sed '/^Subject/i List-Id: <list.test.example>' |
		as manager /usr/sbin/sendmail -XV+= -f list-bounces@test.example -- $dead $others $alive
	for name in $dead full@mxd.example block@mxd.example temp@mxd.example; do
		read -r before
		wait_until 30 "the report of $name" logged ": $name: " $((before + 2))
	done <"$D/tmp/before"
	wait_until 20 "six members have the post" delivered $((6 * $1))
	wait_until 20 "the mail for the slow one is taken back" slow_is_gone
	ok "post $1: reports of three dead, one full, one that blocks, one slow came to list-bounces"
}

: >"$D/own/log"
chown bouncebot: "$D/own/log"
# ---- the first post: nothing is listed, however long nothing else comes ----
at 2026-11-24T10:00:00Z
post 1
for name in $dead; do
	robot show --now 2026-11-24T10:30:00Z "$name" | has 'no_such_user' "show $name"
	robot show --now 2026-11-24T10:30:00Z "$name" | has 'removal: unconfirmed' "show $name"
done
robot show --now 2026-11-24T10:30:00Z full@mxd.example | has 'mailbox_full' "show full"
robot show --now 2026-11-24T10:30:00Z block@mxd.example | has 'removal: nothing' "show block"
robot show --now 2026-11-24T10:30:00Z temp@mxd.example | has 'delayed' "show temp"
for time in 2026-11-24T11:00:00Z 2026-11-24T17:00:00Z 2026-11-25T09:00:00Z; do
	flush_at $time
	expect_listed "" "after the first post"
done
ok "nothing is listed by the first post"

# ---- the second, a day later ----
at 2026-11-25T11:00:00Z
post 2
for name in $dead; do robot show --now 2026-11-25T11:30:00Z "$name" | has 'removal: waiting' "show $name"; done
flush_at 2026-11-25T12:00:00Z
expect_listed "" "while the storm window is open"
expect 0 "$(count owner)" "mails of the owner while the storm window is open"
ok "nothing is listed while the storm window is open"
flush_at 2026-11-25T17:30:00Z
expect_listed "$dead" "after the storm window"
robot suppressed news | cut -f1 | sort >"$D/tmp/suppressed"
expect "$(listed)" "$(cat "$D/tmp/suppressed")" "bouncebot suppressed"
[ ! -s "$D/own/suppressed-cautious" ] || ! grep -qv '^#' "$D/own/suppressed-cautious" || fail "mode ask listed somebody"
wait_for owner 1
read_mail "$(boxed owner)" >"$D/tmp/notice"
for name in $dead; do has "$name" "the owner's notice" <"$D/tmp/notice"; done
for name in $others $alive; do lacks "$name" "the owner's notice" <"$D/tmp/notice"; done
flush_at 2026-11-26T17:30:00Z
flush_at 2026-11-28T17:30:00Z
expect_listed "$dead" "days later"
wait_for owner 1
ok "exactly the three are listed (act), and told to the owner once (ask):"
sed 's/^/	/' "$D/own/suppressed"
robot show --now 2026-11-28T17:30:00Z nouser1@mxd.example | head -n 6 | sed 's/^/	/'

# ---- attacks: each twice, a day apart ----
smtp() { "$D/bin/talk" 127.0.0.1 "$PORT" >"$D/tmp/talk" || { cat "$D/tmp/talk" >&2 && fail "the dialogue did not go well"; }; }

# report_about ADDRESS...: as our own MTA would write it, with a typed original.
report_about() {
	cat <<-END
		Received: by mx.test.example (Postfix) id 4A2BA3D1E2; Tue, 24 Nov 2026 11:00:00 +0000 (UTC)
		From: Mail Delivery System <MAILER-DAEMON@test.example>
		To: list-bounces@test.example
		Subject: Undelivered Mail Returned to Sender
		Message-ID: <$(date +%s%N)@mx.test.example>
		MIME-Version: 1.0
		Content-Type: multipart/report; report-type=delivery-status; boundary="next"

		--next
		Content-Type: text/plain

		This is the mail system at host mx.test.example.
		$(for name; do printf '\n<%s>: host mail.mxd.example[127.0.0.9] said: 550 5.1.1 <%s>: User unknown (in reply to RCPT TO command)\n' "$name" "$name"; done)

		--next
		Content-Type: message/delivery-status

		Reporting-MTA: dns; mx.test.example
		$(for name; do printf '\nFinal-Recipient: rfc822; %s\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 <%s>: User unknown\n' "$name" "$name"; done)

		--next
		Content-Type: message/rfc822

		Return-Path: <list-bounces@test.example>
		Received: by mx.test.example (Postfix, from userid 2001) id 4A2BA3D1E3; Tue, 24 Nov 2026 11:00:00 +0000 (UTC)
		From: list@test.example
		To: list@test.example
		Subject: A post
		Message-ID: <$(date +%s%N).typed@test.example>
		List-Id: <list.test.example>

		Hello.

		--next--
	END
}

orcpt_of_another() { # through our own MTA, which writes a true report with the victim as Original-Recipient
	for sender in list-bounces list-bounces+ok2=mxd.example; do
		smtp <<-END
			EHLO mallory.example
			MAIL FROM:<$sender@test.example> RET=HDRS ENVID=x
			RCPT TO:<stranger@dead.example> NOTIFY=FAILURE ORCPT=rfc822;ok2@mxd.example
			DATA
			From: list@test.example
			Subject: Post
			Message-ID: <$(date +%s%N)@test.example>

			Hello.
			.
			QUIT
		END
	done
}
envelope_of_another() { # a shell user's own mail, with the list's VERP address as its sender
	mail_text list@test.example nobody@dead.example "Post" |
		submit mallory list-bounces+ok3=mxd.example@test.example nobody@dead.example
	mail_text list@test.example evil@hostile.example "Post" |
		submit mallory list-bounces+ok1=mxd.example@test.example evil@hostile.example
}
typed_report() {
	report_about ok4@mxd.example >"$D/tmp/typed"
	"$D/bin/submit" "127.0.0.1:$PORT" 5 '' list-bounces+ok4=mxd.example@test.example <"$D/tmp/typed" >/dev/null
	submit mallory '' list-bounces+ok4=mxd.example@test.example <"$D/tmp/typed"
	sed 1d "$D/tmp/typed" | submit mallory '' list-bounces+ok4=mxd.example@test.example
	sed 1d "$D/tmp/typed" | submit mallory '' list-bounces@test.example
}
report_by_forward() { # mallory's .forward hands on what comes to mallory: a typed report, and a real one
	echo 'list-bounces+ok5=mxd.example@test.example' | as mallory tee "$D/home/mallory/.forward" >/dev/null
	report_about ok5@mxd.example >"$D/tmp/typed"
	sed 1d "$D/tmp/typed" | submit manager '' mallory@test.example
	"$D/bin/submit" "127.0.0.1:$PORT" 5 '' mallory@test.example <"$D/tmp/typed" >/dev/null
	mail_text mallory@test.example nobody@dead.example "Mine" | submit mallory mallory@test.example nobody@dead.example
}
hostile_server() { # a member's server reports of other members; and names them in its answers
	report_about evil@hostile.example ok1@mxd.example ok6@mxd.example >"$D/tmp/typed"
	"$D/bin/submit" "127.0.0.1:$PORT" 5 '' list-bounces+evil=hostile.example@test.example <"$D/tmp/typed" >/dev/null
	mail_text list@test.example list@test.example "Post" |
		as manager /usr/sbin/sendmail -XV+= -f list-bounces@test.example -- evil@hostile.example
}

for day in 01 02; do
	for attack in orcpt_of_another envelope_of_another typed_report report_by_forward hostile_server; do
		at "2026-12-${day}T10:$day:00Z" >/dev/null
		$attack
		say "-- 2026-12-$day: $attack"
		wait_for_queue 20
	done
done
for time in 2026-12-02T17:00:00Z 2026-12-03T17:00:00Z 2026-12-10T17:00:00Z; do flush_at $time; done
for name in $alive; do
	! listed | grep -qxF "$name" || fail "$name was removed by an attack"
	robot show --now 2026-12-10T17:00:00Z "$name" >"$D/tmp/show"
	lacks ', counted' "show $name" <"$D/tmp/show"
	say "   $name: $(grep -c '  bounce ' "$D/tmp/show" || true) bounces recorded ($(grep -c 'authenticity plausible' "$D/tmp/show" || true) plausible), none counted"
done
# What the attackers' own mails ran into is true, and about nobody on the list.
expect_listed "$dead evil@hostile.example stranger@dead.example" "after the attacks"
ok "attacks, each twice a day apart: no member is listed who was not dead"
say "all of it: done"
