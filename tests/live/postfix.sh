#!/bin/sh
# Real bounces of a real Postfix: (a) by the aliases pipe as the MTA's own copies, (b) by a user's .forward, (c) forwarded by
# a person; and what must not be answered.
# KEEP_BOUNCES=DIR puts the bounces there (tests/corpus/postfix was made so).
# shellcheck source=tests/live/lib.sh
. "$(dirname "$0")/lib.sh"

box
names <<-END
	mx-host=mxd.example,mail.mxd.example,10
	host-record=mail.mxd.example,127.0.0.9
	mx-host=small.example,mail.small.example,10
	host-record=mail.small.example,127.0.0.10
	mx-host=hole.example,mail.hole.example,10
	host-record=mail.hole.example,192.0.2.2
END
sink mxd 127.0.0.9 --rule 'full=552 5.2.2 <%s>: user is over quota' --rule 'expired=452 4.2.2 <%s>: user is over quota' \
	--dot-rule 'late=552 5.2.2 <%s>: user is over quota'
sink small 127.0.0.10 --size 2000
user taro 2001
user hanako 2002
user jiro 2003
user mallory 2004
user support 2005
user copies 2006
echo 'native.example native:' >/etc/postfix/transport
postfix_config <<-END
	maximal_queue_lifetime = 0
	bounce_queue_lifetime = 0
	notify_classes = bounce
	bounce_notice_recipient = bounce-copies
END
# Each bounce copy comes twice to the robot mail-error, by two aliases; copies is a mailbox, to look at.
own_aliases <<-END
	bounce-copies: mail-error, mail-error-too, mail-auto, copies
	mail-error: "|$D/bin/bouncebot deliver -v --config $D/own/bouncebot.conf mail-error 2>>$D/own/log || exit 75"
	mail-error-too: "|$D/bin/bouncebot deliver -v --config $D/own/bouncebot.conf mail-error 2>>$D/own/log || exit 75"
	mail-auto: "|$D/bin/bouncebot deliver -v --config $D/own/bouncebot.conf mail-auto 2>>$D/own/log || exit 75"
	mail-help: "|$D/bin/bouncebot deliver -v --config $D/own/bouncebot.conf mail-help 2>>$D/own/log || exit 75"
END
cat >"$D/own/bouncebot.conf" <<-END
	relay = "127.0.0.1:$PORT"
	postmaster = "support@test.example"
	trusted_hosts = { "mx.test.example" }
	store = "$D/own/store/bouncebot.db"
	robot "mail-error" { role = explain address = "mail-error@test.example" owner = "support@test.example"
		reply_domains = { "test.example" } language = ja replies_per_reader = 100 }
	robot "mail-auto" { role = explain address = "mail-auto@test.example" owner = "support@test.example"
		reply_domains = { "jp.test.example" } language = auto }
	robot "mail-help" { role = explain address = "mail-help@test.example" owner = "support@test.example"
		reply_domains = { "test.example" } language = ja replies_per_reader = 100 }
END
postfix_start

# forward_by USER DOMAIN: a .forward with a robot of the user's own.
forward_by() {
	cat >"$D/tmp/conf" <<-END
		relay = "127.0.0.1:$PORT"
		trusted_hosts = { "mx.test.example" }
		robot "me" { role = copy address = "$1@$2" reply_domains = { "$2" } language = ja replies_per_reader = 100 }
	END
	as "$1" mkdir -p "$D/home/$1/.config"
	as "$1" tee "$D/home/$1/.config/bouncebot.conf" <"$D/tmp/conf" >/dev/null
	echo "\\$1, \"|$D/bin/bouncebot deliver -v me 2>>$D/home/$1/log || exit 75\"" | as "$1" tee "$D/home/$1/.forward" >/dev/null
}

robot() { as bouncebot "$D/bin/bouncebot" "$1" --config "$D/own/bouncebot.conf" "$2"; }
line_of() { grep -F "\"recipient\":\"$1\"" "$D/json" || fail "no $1 in $(cat "$D/json")"; }

# understood FILE RECIPIENT STATUS REASON
understood() {
	"$D/bin/bouncebot" classify --json "$1" >"$D/json"
	line_of "$2" | has "\"form\":\"bounce\",\"kind\":\"bounce\"" "the report of $2"
	line_of "$2" | has "\"status\":\"$3\"" "the report of $2"
	line_of "$2" | has "\"reason\":\"$4\"" "the report of $2"
	line_of "$2" | has "\"confidence\":\"high\"" "the report of $2"
}

# The first step and the headline of each section: one of them must be there, those of the others must not.
section() {
	case $1 in
	no_such_user) echo '宛先のアドレスが見つかりません|「@」より左側に間違いがないか' ;;
	no_such_domain) echo '宛先のドメインが見つかりません|「@」より右側に間違いがないか、一文字ずつ' ;;
	message_too_big) echo 'メールのサイズが大きすぎます|添付ファイルを圧縮または分割するか' ;;
	unreachable) echo '送信先のサーバーに接続できませんでした|数時間おいてから、もう一度お送りください' ;;
	mailbox_full) echo '相手の方のメールボックスが満杯です|メールボックスの空き容量がない' ;;
	esac
}
sections='no_such_user no_such_domain message_too_big unreachable mailbox_full'

# explained FILE RECIPIENTS REASONS: a Japanese answer with the sections of these reasons, and no other's headline or step.
explained() {
	read_mail "$1" | tr -d '\n ' >"$D/answer" # as lines are folded at 76 columns
	for recipient in $2; do has "$recipient" "the answer" <"$D/answer"; done
	for reason in $sections; do
		headline=$(section "$reason" | cut -d'|' -f1)
		step=$(section "$reason" | cut -d'|' -f2)
		case " $3 " in
		*" $reason "*)
			[ "$3" != "$reason" ] || has "$headline" "the answer" <"$D/answer" # in the Subject, of the first
			has "$step" "the answer" <"$D/answer"
			;;
		*)
			lacks "$headline" "the answer" <"$D/answer"
			lacks "$step" "the answer" <"$D/answer"
			;;
		esac
	done
}

keep() {
	[ -z "${KEEP_BOUNCES:-}" ] || cp "$1" "$KEEP_BOUNCES/$2.eml"
}

# forwarded FROM TO FILE: a person's mail with the file as an attachment.
forwarded() {
	cat <<-END
		From: $1
		To: $2
		Subject: Fwd: Undelivered Mail Returned to Sender
		Message-ID: <$(date +%s%N)@test.example>
		Date: $(date -R)
		MIME-Version: 1.0
		Content-Type: multipart/mixed; boundary="next"

		--next
		Content-Type: text/plain; charset=utf-8
		Content-Transfer-Encoding: 8bit

		このエラーメールの意味を教えてください。

		--next
		Content-Type: message/rfc822
		Content-Disposition: attachment; filename="bounce.eml"

	END
	cat "$3"
	printf -- '--next--\n'
}

forward_by hanako copy.test.example
# ---- the errors, each in three ways ----

# bounced NAME RECIPIENT STATUS REASON [BYTES]
bounced() {
	# (a) our MTA's copies, and taro's own bounce
	for name in taro copies hanako; do empty_box $name; done
	mail_text taro@test.example "$2" "Plans for the weekend" "${5:-}" | submit taro taro@test.example "$2"
	wait_for taro 2
	bounce_file=$D/tmp/$1.eml
	cp "$(of taro is_bounce)" "$bounce_file"
	understood "$bounce_file" "$2" "$3" "$4"
	understood "$(of copies is_bounce)" "$2" "$3" "$4"
	explained "$(of taro is_reply)" "$2" "$4"
	robot show "$2" | has "$4" "show $2"
	keep "$bounce_file" "$1"
	keep "$(of copies is_bounce)" "$1-copy"
	ok "$1 (a): $2: $3 $4; taro has one answer in Japanese, by the copy that came twice"
	case $1 in over-quota-*) return ;; esac
	# (b) hanako's .forward
	mail_text hanako@copy.test.example "$2" "Plans for the weekend" "${5:-}" | submit hanako hanako@copy.test.example "$2"
	wait_for hanako 2
	understood "$(of hanako is_bounce)" "$2" "$3" "$4"
	explained "$(of hanako is_reply)" "$2" "$4"
	ok "$1 (b): hanako has her bounce, and one answer in Japanese, by .forward"
	# (c) taro asks
	empty_box taro
	forwarded taro@test.example mail-help@test.example "$bounce_file" | submit taro taro@test.example mail-help@test.example
	wait_for taro 1
	explained "$(of taro is_reply)" "$2" "$4"
	ok "$1 (c): taro forwarded it as an attachment, and has the answer"
	# the same one again: by all ways
	forwarded taro@test.example mail-help@test.example "$bounce_file" | submit taro taro@test.example mail-help@test.example
	forwarded taro@test.example mail-error@test.example "$bounce_file" | submit taro taro@test.example mail-error@test.example
	submit root '' mail-error@test.example <"$bounce_file"
	wait_for_queue 20
	expect 1 "$(count taro)" "mails of taro after the same bounce again"
	ok "$1: the same bounce three times more: no answer more"
}

bounced user-unknown nouser@mxd.example 5.1.1 no_such_user
bounced host-not-found friend@nowhere.example 5.4.4 no_such_domain
bounced name-not-known friend@native.example 5.4.4 no_such_domain
bounced too-big big@small.example 5.3.4 message_too_big 3000
bounced timed-out friend@hole.example 4.4.1 unreachable
bounced over-quota full@mxd.example 5.2.2 mailbox_full
bounced over-quota-expired expired@mxd.example 4.2.2 mailbox_full
bounced over-quota-late late@mxd.example 5.2.2 mailbox_full

# ---- one mail, three recipients, two of which fail, each in its way ----
empty_box taro
mail_text taro@test.example 'ok@mxd.example, nouser@mxd.example, full@mxd.example' "Three of you" |
	submit taro taro@test.example ok@mxd.example nouser@mxd.example full@mxd.example
wait_for taro 2
bounce_file=$(of taro is_bounce)
understood "$bounce_file" nouser@mxd.example 5.1.1 no_such_user
understood "$bounce_file" full@mxd.example 5.2.2 mailbox_full
expect 2 "$(wc -l <"$D/json")" "recipients of the bounce"
explained "$(of taro is_reply)" "nouser@mxd.example full@mxd.example" "no_such_user mailbox_full"
lacks ok@mxd.example "the answer" <"$D/answer"
keep "$bounce_file" three-recipients
ok "three recipients, two fail: one answer with the two sections, and no word of the third"

# ---- whose the stores are ----
expect 'bouncebot 700' "$(stat -c '%U %a' "$D/own/store")" "the store's folder"
expect 'hanako 700' "$(stat -c '%U %a' "$D/home/hanako/.local/state/bouncebot")" "the folder of hanako's store"
for file in "$D"/own/store/*; do expect 'bouncebot 600' "$(stat -c '%U %a' "$file")" "$file"; done
for file in "$D"/home/hanako/.local/state/bouncebot/*; do expect 'hanako 600' "$(stat -c '%U %a' "$file")" "$file"; done
ok "stores: folders 0700, files 0600, owned by bouncebot and hanako"

# ---- language = auto ----
for name in jiro copies; do empty_box $name; done
mail_text jiro@jp.test.example nouser@mxd.example "Weekend" | submit jiro jiro@jp.test.example nouser@mxd.example
wait_for jiro 2
read_mail "$(of jiro is_reply)" | has 'Your message was not delivered' "the English answer"
empty_box jiro
{
	mail_text jiro@jp.test.example nouser@mxd.example "=?UTF-8?B?$(printf '週末の予定について' | base64)?=" | sed '/^$/,$d'
	printf 'MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n週末はいかがですか。\n'
} | submit jiro jiro@jp.test.example nouser@mxd.example
wait_for jiro 2
explained "$(of jiro is_reply)" nouser@mxd.example no_such_user
ok "language = auto: an English mail's sender has an English answer, a Japanese one's a Japanese"

# ---- .forward: exactly one more ----
ten_and_one() {
	empty_box hanako
	for i in 1 2 3 4 5 6 7 8 9 10; do
		mail_text taro@test.example hanako@copy.test.example "Letter $i" | submit taro taro@test.example hanako@copy.test.example
	done
	mail_text hanako@copy.test.example nouser@mxd.example "$1" | submit hanako hanako@copy.test.example nouser@mxd.example
	wait_for hanako "$2"
}
mv "$D/home/hanako/.forward" "$D/home/hanako/.off"
ten_and_one "without the robot" 11
mv "$D/home/hanako/.off" "$D/home/hanako/.forward"
ten_and_one "with the robot" 12
ok "ten ordinary mails and a bounce by .forward: 11 without the robot, 12 with it"

# ---- what nobody can understand, and ordinary mail: whole to the owner, nobody is answered ----
# nobody_answered WHAT
nobody_answered() {
	wait_for_queue 20
	for name in taro hanako jiro mallory; do expect 0 "$(count $name)" "$1: mails of $name"; done
}
for name in taro hanako jiro mallory support; do empty_box $name; done
mail_text mallory@test.example mail-error@test.example "A question" 5000 >"$D/tmp/question"
submit mallory mallory@test.example mail-error@test.example <"$D/tmp/question"
wait_for support 1
# whole: every line of it is there, in its order
sed '1,/^Subject:/d' "$D/tmp/question" >"$D/tmp/rest"
"$D/bin/bouncebot" classify --json "$(boxed support)" >"$D/json"
whole() { tr -d '\r' <"$1" | tr '\n' '\t' | grep -qF "$(tr '\n' '\t' <"$2" | sed 's/\t*$//')"; }
whole "$(boxed support)" "$D/tmp/rest" || fail "the owner did not get it whole: $(cat "$(boxed support)")"
nobody_answered "an ordinary mail"
ok "an ordinary mail to mail-error: whole to the owner, nobody is answered"
empty_box support
cat >"$D/tmp/riddle" <<-END
	From: MAILER-DAEMON@odd.example
	To: mail-error@test.example
	Subject: Undeliverable mail
	Message-ID: <riddle@odd.example>

	Qapla'! nuqneH? jIyajbe'.
	
	The reason is 17, and the dish ran away with the spoon.
END
"$D/bin/submit" "127.0.0.1:$PORT" 5 '' mail-error@test.example <"$D/tmp/riddle" | has sent "the riddle's way in"
wait_for support 1
sed '1,/^$/d' "$D/tmp/riddle" >"$D/tmp/rest"
whole "$(boxed support)" "$D/tmp/rest" || fail "the owner did not get it whole: $(cat "$(boxed support)")"
nobody_answered "a riddle"
ok "a bounce that nobody can understand: whole to the owner, nobody is answered"

# ---- forged bounces ----
# A bounce as our MTA makes them, about a mail that taro is made to have sent.
forge() {
	sed -e 's/nouser@mxd[.]example/nobody@dead.example/g' -e 's/^Message-ID: .*/Message-ID: <forged@test.example>/' -e 's/Plans for/Forged/' \
		-e '/^Return-Path: <>/d' -e '/^X-Original-To:/d' -e '/^Delivered-To:/d' "$D/tmp/user-unknown.eml"
}
forge >"$D/tmp/forged"
"$D/bin/submit" "127.0.0.1:$PORT" 5 '' mail-error@test.example <"$D/tmp/forged" | has sent "the forged bounce's way in"
nobody_answered "a bounce from outside"
ok "forged, from outside with a typed original: answered to nobody"
sed '1,/^$/!b; /^Received:/d; /^\tid /d' "$D/tmp/forged" >"$D/tmp/forged-bare"
submit mallory '' mail-error@test.example <"$D/tmp/forged-bare"
submit mallory mallory@test.example mail-error@test.example <"$D/tmp/forged-bare"
nobody_answered "a bounce by local submission"
ok "forged, by local submission: answered to nobody"
forwarded taro@test.example mail-help@test.example "$D/tmp/forged" >"$D/tmp/asked"
submit mallory mallory@test.example mail-help@test.example <"$D/tmp/asked"
submit mallory taro@test.example mail-help@test.example <"$D/tmp/asked"
"$D/bin/submit" "127.0.0.1:$PORT" 5 taro@test.example mail-help@test.example <"$D/tmp/asked" | has sent "the forged question's way in"
nobody_answered "somebody else's From"
ok "forged, a forwarded bounce with somebody else's From, locally and by SMTP: answered to nobody"
echo 'mail-error@test.example' | as mallory tee "$D/home/mallory/.forward" >/dev/null
submit jiro '' mallory@test.example <"$D/tmp/forged-bare"
"$D/bin/submit" "127.0.0.1:$PORT" 5 '' mallory@test.example <"$D/tmp/forged" | has sent "its way in"
mail_text mallory@test.example nouser@mxd.example "Mine" | submit mallory mallory@test.example nouser@mxd.example
wait_for_queue 20
for name in taro hanako jiro; do expect 0 "$(count $name)" "a re-injected bounce: mails of $name"; done
ok "forged, re-injected by a .forward: answered to nobody"
tail -n 6 "$D/own/log"
say "all of it: done"
