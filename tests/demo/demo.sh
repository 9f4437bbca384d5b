#!/bin/sh
# demo: the main job, told in the order of its story. usage: demo.sh BUILD   (with bouncebot, submit, sink, mailtext)
# A provider's Postfix bounce is piped into `bouncebot deliver`; the answer is read from a small SMTP server on loopback.
# Then one bounce of a list. All in a scratch folder; ends 0 only where the answer came.
set -eu
build=$(cd "$1" && pwd)
tests=$(cd "$(dirname "$0")/.." && pwd)
bounce=$tests/corpus/seed/user-unknown.eml
scratch=$(mktemp -d)
sink=
finish() {
	[ -z "$sink" ] || kill "$sink" 2>/dev/null || true
	rm -rf "$scratch"
}
trap finish EXIT
trap 'exit 1' HUP INT TERM

bouncebot() {
	command=$1
	shift
	"$build/robot/bouncebot" "$command" --config "$scratch/bouncebot.conf" "$@"
}
# As Postfix's local(8) starts an alias's pipe: deliver ROBOT RECIPIENT < MAIL
deliver() {
	env -i PATH="$PATH" LANG=C MAIL_CONFIG=/etc/postfix SENDER='' RECIPIENT="$2" USER="${2%%[+@]*}" LOGNAME="${2%%[+@]*}" \
		"$build/robot/bouncebot" deliver --config "$scratch/bouncebot.conf" "$1"
}
chapter() { printf '\n== %s\n' "$1"; }

mkdir "$scratch/mail"
"$build/tests/sink" --out "$scratch/mail" --port-file "$scratch/port" >/dev/null &
sink=$!
tries=0
until [ -s "$scratch/port" ]; do
	tries=$((tries + 1))
	[ "$tries" -lt 200 ] || {
		echo "demo: the SMTP server on loopback does not start" >&2
		exit 1
	}
	sleep 0.05
done
cat >"$scratch/bouncebot.conf" <<END
relay = "127.0.0.1:$(cat "$scratch/port")"
postmaster = "postmaster@example.ne.jp"
trusted_hosts = { "mail.example.ne.jp" }
store = "$scratch/store/bouncebot.db"
robot "mail-error" { role = explain  address = "mail-error@example.ne.jp"  owner = "support@example.ne.jp"
                     reply_domains = { "example.ne.jp" } }
robot "news" { role = list  address = "news-bounces@example.ne.jp"  owner = "news-owner@example.ne.jp" }
END
chmod 600 "$scratch/bouncebot.conf"

chapter "A bounce comes to taro@example.ne.jp. In its own words:"
sed -n '/^This is the Postfix program/,/^    command)/p' "$bounce"

chapter "What bouncebot understands, and by which rule (bouncebot classify --why):"
(cd "$tests/corpus/seed" && bouncebot classify --why user-unknown.eml)

chapter "The answer, as the SMTP server received it (bouncebot deliver mail-error < bounce), decoded:"
deliver mail-error mail-error@example.ne.jp <"$bounce"
answer=$(find "$scratch/mail" -name '*.eml')
[ -f "$answer" ] || {
	echo "demo: no answer came" >&2
	exit 1
}
tr -d '\r' <"$answer" >"$scratch/answer"
grep -E -i -m 4 '^(From|To|Auto-Submitted|In-Reply-To):' "$scratch/answer"
"$build/tests/mailtext" <"$scratch/answer"

chapter "What was recorded (bouncebot show user1@friend.example.ne.jp):"
bouncebot show user1@friend.example.ne.jp

chapter "And a list: one bounce of a member, ichiro (bouncebot deliver news < bounce). What was counted, and what is due when:"
deliver news news-bounces+ichiro=gone.example.ne.jp@example.ne.jp <"$tests/demo/list-bounce.eml"
bouncebot show ichiro@gone.example.ne.jp
