#!/bin/sh
# demo-path: the seed page's bounce through an installed `bouncebot deliver`; the Japanese answer must reach the sink,
# once, however often the bounce comes. Run from the source tree; needs cc. BOUNCEBOT: the program.
set -eu
bouncebot=${BOUNCEBOT:-/usr/bin/bouncebot}
scratch=$(mktemp -d)
sink=
finish() {
	[ -z "$sink" ] || kill "$sink" 2>/dev/null || true
	rm -rf "$scratch"
}
trap finish EXIT

fail() {
	echo "demo-path: $1" >&2
	exit 1
}

cc -D_GNU_SOURCE -O1 -o "$scratch/sink" tests/sink.c
mkdir "$scratch/mail"
"$scratch/sink" --port 0 --out "$scratch/mail" >"$scratch/port" &
sink=$!
tries=0
until [ -s "$scratch/port" ]; do
	tries=$((tries + 1))
	[ "$tries" -lt 100 ] || fail "the sink does not start"
	sleep 0.05
done
port=$(tr -dc '0-9\n' <"$scratch/port" | head -n 1)

cat >"$scratch/bouncebot.conf" <<END
relay = "127.0.0.1:$port"
postmaster = "postmaster@example.ne.jp"
trusted_hosts = { "mail.example.ne.jp" }
store = "$scratch/store/bouncebot.db"
robot "mail-error" { role = explain  address = "mail-error@example.ne.jp"  owner = "support@example.ne.jp"
                     reply_domains = { "example.ne.jp" } }
END
chmod 600 "$scratch/bouncebot.conf"
"$bouncebot" check --config "$scratch/bouncebot.conf" || fail "check does not like the config"
for _ in 1 2; do
	MAIL_CONFIG=/etc/postfix RECIPIENT=mail-error@example.ne.jp LOCAL=mail-error DOMAIN=example.ne.jp USER=mail-error SENDER='' \
		"$bouncebot" deliver --config "$scratch/bouncebot.conf" mail-error <tests/corpus/seed/user-unknown.eml ||
		fail "deliver ended $?"
done
count=$(find "$scratch/mail" -type f | wc -l)
[ "$count" -eq 1 ] || fail "$count answers instead of one"
grep -rqi '^Auto-Submitted: auto-replied' "$scratch/mail" || fail "no RFC 3834 header"
"$bouncebot" explain --config "$scratch/bouncebot.conf" --language ja tests/corpus/seed/user-unknown.eml >"$scratch/explained" ||
	fail "explain ended $?"
[ -s "$scratch/explained" ] || fail "explain printed nothing"
echo "demo-path: one answer, once"
