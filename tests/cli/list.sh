#!/bin/sh
# list: a day in the life of a list's robot, by --now: nothing by one bounce; after a second one, of another post and a day
# later, the address is due, and suppressed once the storm's window has closed. Other reasons suppress nobody.
. "$(dirname "$0")/lib.sh"
start_sink
write_config </dev/null
bounce() { # bounce POST ADDRESS TEXT STATUS: a report of our own MTA to the list's robot, in $scratch/message
	sed "s/4Wd1Q/4Wd$1$2/g; s/20261124101110/post-$1.20261124101110/; s/hanako@/news-bounces@/; s/mail-error@/news-bounces@/
		s/taro@shop\.example/$2@shop.example/g; s/550 5\.1\.1/550 $4/; s/^Status: .*/Status: $4/
		s/rejected: User unknown in virtual\$/rejected: $3/; s/^    mailbox table/   /; s/rejected: User unknown in virtual mailbox table/rejected: $3/" \
		"$SOURCE/tests/cli/bounce.eml" >"$scratch/message"
}
post() { # post POST TIME
	for who in dead1 dead2; do
		bounce "$1" $who "User unknown in virtual" 5.1.1
		expect 0 "post $1: $who" deliver news --now "$2" <"$scratch/message"
	done
	bounce "$1" full "mailbox is over quota" 5.2.2
	expect 0 "post $1: full" deliver news --now "$2" <"$scratch/message"
	bounce "$1" blocked "message blocked by policy" 5.7.1
	expect 0 "post $1: blocked" deliver news --now "$2" <"$scratch/message"
}
flush() { expect 0 "flush at $1" "$BOUNCEBOT" flush --config "$scratch/bouncebot.conf" --now "$1"; }
suppressed() { "$BOUNCEBOT" suppressed --config "$scratch/bouncebot.conf" news | cut -f1 | sort | tr '\n' ' '; }
show() { expect 0 "show $1 at $2" "$BOUNCEBOT" show --config "$scratch/bouncebot.conf" --now "$2" "$1@shop.example"; }

post 1 2026-11-24T10:00:00Z
flush 2026-11-24T20:00:00Z
[ -z "$(suppressed)" ] || fail "suppressed by one post: $(suppressed)"
show dead1 2026-11-24T20:00:00Z
has "$scratch/out" "removal: unconfirmed"
has "$scratch/out" "verified, counted"

post 2 2026-11-25T11:00:00Z
flush 2026-11-25T11:30:00Z
[ -z "$(suppressed)" ] || fail "suppressed within the storm's window: $(suppressed)"
show dead1 2026-11-25T11:30:00Z
has "$scratch/out" "removal: waiting"
flush 2026-11-25T18:00:00Z
[ "$(suppressed)" = "dead1@shop.example dead2@shop.example " ] || fail "suppressed: $(suppressed)"
has "$scratch/suppressed" "dead1@shop.example"
has "$scratch/suppressed" "dead2@shop.example"
lacks "$scratch/suppressed" "full@shop.example"
lacks "$scratch/suppressed" "blocked@shop.example"
show dead2 2026-11-25T18:00:00Z
has "$scratch/out" "suppressed by news since 2026-11-25T18:00:00Z: no_such_user"
echo "ok: two are suppressed, and no others"
