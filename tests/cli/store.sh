#!/bin/sh
# store: a store that cannot be written: 75, nothing sent, nothing half written; once mended, exactly one answer.
. "$(dirname "$0")/lib.sh"
start_sink
write_config </dev/null
db=$scratch/store/bouncebot.db
count=0

# Root may write anywhere: then the robot runs as nobody.
as_robot() { deliver "$@"; }
if [ "$(id -u)" -eq 0 ]; then
	chown -R 65534 "$scratch"
	as_robot() { BOUNCEBOT_AS="setpriv --reuid=65534 --clear-groups" deliver "$@"; }
fi

message() { # a bounce not seen before, in $scratch/message
	count=$((count + 1))
	sed "s/4Wd1Q/4Wd$count/g; s/20261124101110/row-$count.20261124101110/" "$SOURCE/tests/cli/bounce.eml" >"$scratch/message"
}

refused() { # refused WHAT: 75 within a minute, and nobody has mail
	message
	before=$(mails) start=$(date +%s) code=0
	as_robot mail-error <"$scratch/message" >"$scratch/out" 2>"$scratch/err" || code=$?
	[ "$code" -eq 75 ] || fail "$1: exit $code instead of 75"
	[ $(($(date +%s) - start)) -lt 60 ] || fail "$1: $(($(date +%s) - start)) seconds"
	[ "$(mails)" -eq "$before" ] || fail "$1: somebody has mail"
	[ -s "$scratch/err" ] || fail "$1: not a word"
	echo "ok: $1: 75: $(head -n 1 "$scratch/err")"
}

mended() { # mended WHAT: the MTA brings it again, and there is one answer more
	before=$(mails)
	as_robot mail-error <"$scratch/message" >"$scratch/out" 2>"$scratch/err" || fail "$1, mended: exit $?"
	brought $((before + 1))
	echo "ok: $1: one answer, once mended"
}

message
mended "a store that is not there yet"

chmod 0500 "$scratch/store" && chmod 0400 "$db"
refused "read-only"
chmod 0700 "$scratch/store" && chmod 0600 "$db"
mended "read-only"

if command -v sqlite3 >/dev/null; then
	mkfifo "$scratch/hold"
	sqlite3 "$db" <"$scratch/hold" >/dev/null 2>&1 &
	pids="$pids $!"
	holder=$!
	exec 9>"$scratch/hold"
	printf '.timeout 20000\nBEGIN IMMEDIATE;\n' >&9
	# shellcheck disable=SC2016 # expanded by sh -c
	wait_until "the lock" sh -c '! sqlite3 "$1" "BEGIN IMMEDIATE; ROLLBACK;" 2>/dev/null' sh "$db"
	refused "locked"
	exec 9>&-
	wait "$holder" || true
	mended "locked"
else
	echo "skipped: locked: no sqlite3"
fi

mv "$scratch/store" "$scratch/aside" && mkdir -m 0700 "$scratch/store"
head -c 8192 "$SINK" >"$db"
[ "$(id -u)" -ne 0 ] || chown -R 65534 "$scratch/store"
chmod 0600 "$db"
refused "corrupt"
rm -rf "$scratch/store" && mv "$scratch/aside" "$scratch/store"
mended "corrupt"

# Out of space: a file system of 400 kB, the rest of it filled.
if [ "$(id -u)" -eq 0 ] && mkdir "$scratch/small" && mount -t tmpfs -o size=400k,mode=0700,uid=65534 tmpfs "$scratch/small" 2>/dev/null; then
	sed -i "s|$scratch/store|$scratch/small|" "$scratch/bouncebot.conf"
	head -c 1000000 /dev/zero >"$scratch/small/filling" 2>/dev/null || true
	refused "out of space"
	rm "$scratch/small/filling"
	mended "out of space"
	head -c 1000000 /dev/zero >"$scratch/small/filling" 2>/dev/null || true
	refused "out of space, with a store"
	rm "$scratch/small/filling"
	mended "out of space, with a store"
	umount "$scratch/small"
else
	echo "skipped: out of space: no tmpfs may be mounted"
fi
