# lib: what the scripts here share; sourced first. ctest sets BOUNCEBOT, SINK, MAILTEXT (programs) and SOURCE (the tree).
# shellcheck shell=sh disable=SC2034
set -eu
: "${BOUNCEBOT:?}" "${SINK:?}" "${MAILTEXT:?}" "${SOURCE:?}"
scratch=$(mktemp -d)
export XDG_CONFIG_HOME="$scratch/home" # nobody's own configuration
pids=

finish() {
	for pid in $pids; do kill "$pid" 2>/dev/null || true; done
	rm -rf "$scratch"
}
trap finish EXIT
trap 'exit 1' HUP INT TERM

fail() {
	echo "FAILED: $1" >&2
	for file in "$scratch/out" "$scratch/err"; do
		[ ! -s "$file" ] || { echo "--- $(basename "$file"):" && head -c 2000 "$file"; } >&2
	done
	exit 1
}

# expect CODE WHAT COMMAND...: runs it with out and err in $scratch; its exit code must be CODE.
expect() {
	code=$1 what=$2
	shift 2
	got=0
	"$@" >"$scratch/out" 2>"$scratch/err" || got=$?
	[ "$got" -eq "$code" ] || fail "$what: exit $got instead of $code"
	echo "ok: $what"
}

# has FILE TEXT / lacks FILE TEXT: a fixed string in a file.
has() { grep -qF -- "$2" "$1" || fail "no \"$2\" in $(basename "$1")"; }
lacks() { ! grep -qF -- "$2" "$1" || fail "\"$2\" in $(basename "$1")"; }

# wait_until WHAT COMMAND...: polls for ten seconds.
wait_until() {
	what=$1
	shift
	tries=0
	until "$@"; do
		tries=$((tries + 1))
		[ "$tries" -lt 200 ] || fail "waited in vain: $what"
		sleep 0.05
	done
}

# start_sink OPTIONS...: a sink into $scratch/mail; its port in $port.
start_sink() {
	mkdir -p "$scratch/mail"
	: >"$scratch/port"
	"$SINK" --out "$scratch/mail" --port-file "$scratch/port" "$@" >/dev/null &
	pids="$pids $!"
	sink=$! # for scripts that end it
	wait_until "the sink's port" [ -s "$scratch/port" ]
	port=$(cat "$scratch/port")
}

mails() { find "$scratch/mail" -name '*.eml' | wc -l; }

# brought N: N mails are there. What a busy machine did not get out within the pipe's few seconds is flushed first.
brought() {
	[ "$(mails)" -eq "$1" ] || "$BOUNCEBOT" flush --config "$scratch/bouncebot.conf" --now "$(date -u -d '+2 hours' +%Y-%m-%dT%H:%M:%SZ)" ||
		fail "flush: exit $?"
	[ "$(mails)" -eq "$1" ] || fail "$(mails) mails instead of $1"
}

# write_config: robots mail-error (explain), news (list), me (copy); more settings come on standard input.
write_config() {
	{
		cat
		cat <<-END
			relay = "127.0.0.1:$port"
			postmaster = "postmaster@isp.example"
			trusted_hosts = { "mx.isp.example" }
			store = "$scratch/store/bouncebot.db"
			test_clock = yes
			robot "mail-error" { role = explain address = "mail-error@isp.example" owner = "support@isp.example"
				reply_domains = { "isp.example" } language = ja }
			robot "news" { role = list address = "news-bounces@isp.example" owner = "news-owner@isp.example" mode = act
				backend "file" { path = "$scratch/suppressed" } }
			robot "me" { role = copy address = "hanako@isp.example" reply_domains = { "isp.example" } language = ja }
		END
	} >"$scratch/bouncebot.conf"
}

# deliver ROBOT [OPTIONS...] < MESSAGE: as Postfix's local(8) would start it for its own bounce.
deliver() {
	robot=$1
	shift
	# shellcheck disable=SC2086 # BOUNCEBOT_AS is a command with arguments
	${BOUNCEBOT_AS:-} env -i PATH=/usr/bin:/bin LANG=C MAIL_CONFIG=/etc/postfix SENDER= RECIPIENT="$robot@isp.example" LOCAL="$robot" \
		DOMAIN=isp.example USER="$robot" LOGNAME="$robot" ${BOUNCEBOT_FAULT:+BOUNCEBOT_FAULT="$BOUNCEBOT_FAULT"} \
		"$BOUNCEBOT" deliver --config "$scratch/bouncebot.conf" "$@" "$robot"
}
