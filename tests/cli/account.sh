#!/bin/sh
# account: a person's pipe has a configuration and a store of its own; system accounts have the system's.
. "$(dirname "$0")/lib.sh"
[ "$(id -u)" -eq 0 ] || { echo "skipped: needs root to be somebody else"; exit 77; }
start_sink
write_config </dev/null
home=$scratch/hanako
mkdir -p "$home/.config"
sed '/^store = /d; /^robot "news"/,/}$/d' "$scratch/bouncebot.conf" >"$home/.config/bouncebot.conf"
chmod 0755 "$scratch"
chown -R 12345:12345 "$home"
as() { # as UID COMMAND...
	uid=$1
	shift
	setpriv --reuid="$uid" --regid="$uid" --clear-groups env -i PATH=/usr/bin:/bin MAIL_CONFIG=/etc/postfix HOME="$home" SENDER= RECIPIENT=hanako@isp.example USER=hanako "$@"
}

expect 0 "a person's check" as 12345 "$BOUNCEBOT" check
has "$scratch/out" "$home/.config/bouncebot.conf: fine"
expect 0 "a person's pipe" as 12345 "$BOUNCEBOT" deliver me <"$SOURCE/tests/cli/bounce.eml"
[ "$(mails)" -eq 1 ] || as 12345 "$BOUNCEBOT" flush --now "$(date -u -d '+2 hours' +%Y-%m-%dT%H:%M:%SZ)"
[ "$(mails)" -eq 1 ] || fail "$(mails) answers"
[ "$(stat -c '%a %u' "$home/.local/state/bouncebot/bouncebot.db")" = "600 12345" ] || fail "the store's mode and owner"
expect 0 "XDG_CONFIG_HOME" as 12345 env XDG_CONFIG_HOME="$home/.config" HOME=/nonexistent "$BOUNCEBOT" check
as 12345 env HOME=/nonexistent "$BOUNCEBOT" check >"$scratch/out" 2>"$scratch/err" || true
grep -q '/etc/bouncebot/bouncebot.conf' "$scratch/out" "$scratch/err" || fail "a person without a file of her own"
as 990 "$BOUNCEBOT" check >"$scratch/out" 2>"$scratch/err" || true
grep -q '/etc/bouncebot/bouncebot.conf' "$scratch/out" "$scratch/err" || fail "a system account"
echo "ok: others have the system's"
