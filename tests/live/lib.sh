# lib: a private Postfix for the tests here; sourced first. It runs the script again, once, in network, mount and process
# namespaces of its own: port 25, /etc and the users are ours there, nothing gets out, and all servers end with the script.
#
# ctest sets BOUNCEBOT, SINK, MAILTEXT, TALK (programs; submit lies beside bouncebot) and SOURCE (the tree). Needs root, Postfix
# and dnsmasq; without them the test is skipped (77), or fails where BOUNCEBOT_REQUIRE_LIVE=1.
#
# $D: everything. $D/bin the programs, $D/mail/USER/new the mailboxes, $D/home, $D/own the robot's folder, $D/log.
# shellcheck shell=sh disable=SC2034
set -eu
: "${BOUNCEBOT:?}" "${SINK:?}" "${MAILTEXT:?}" "${TALK:?}" "${SOURCE:?}"
LIVE_SECONDS=${LIVE_SECONDS:-580}
PORT=10025 # of our Postfix, on 127.0.0.1

without() {
	if [ "${BOUNCEBOT_REQUIRE_LIVE:-}" = 1 ]; then
		echo "FAILED: $1, and BOUNCEBOT_REQUIRE_LIVE=1 wants it" >&2
		exit 1
	fi
	echo "SKIPPED: $1"
	exit 77
}

# The outer run: checks what is needed, makes $D, starts the inner one, cleans up behind it.
if [ -z "${LIVE_INSIDE:-}" ]; then
	[ "$(id -u)" -eq 0 ] || without "not root"
	PATH=$PATH:/usr/sbin:/sbin
	for program in postfix dnsmasq ip unshare setpriv timeout; do
		command -v "$program" >/dev/null || without "no $program"
	done
	D=$(mktemp -d "${TMPDIR:-/tmp}/bouncebot-live.XXXXXX")
	trap 'rm -rf "$D"' EXIT
	trap 'exit 1' HUP INT TERM
	# In a chroot / is no mount point, and its propagation cannot be set.
	propagation=private
	unshare -m --propagation private true 2>/dev/null || propagation=unchanged
	unshare -n -m -p -f --kill-child --propagation "$propagation" true || without "no namespaces here"
	export D PATH LIVE_INSIDE=1
	status=0
	timeout -k 5 "$LIVE_SECONDS" unshare -n -m -p -f --kill-child --propagation "$propagation" sh "$0" "$@" || status=$?
	[ "$status" -ne 124 ] || echo "FAILED: took more than $LIVE_SECONDS seconds" >&2
	exit "$status"
fi
started=$(date +%s)

# ---- telling ----

say() { echo "[$(($(date +%s) - started))s] $*"; }
ok() { say "ok: $*"; }

fail() {
	echo "FAILED: $1" >&2
	if [ -s "$D/log/mail.log" ]; then
		echo "--- the last of Postfix's log:" >&2
		tail -n 60 "$D/log/mail.log" >&2
		[ ! -s "$D/own/log" ] || { echo "--- the last of the robot's:" && tail -n 20 "$D/own/log"; } >&2
	fi
	exit 1
}

# expect WANT GOT WHAT
expect() { [ "$1" = "$2" ] || fail "$3: '$2' instead of '$1'"; }

# has TEXT WHERE / lacks TEXT WHERE: a fixed string on standard input, which is shown where it fails.
has() {
	cat >"$D/seen"
	grep -qF -- "$1" "$D/seen" || { cat "$D/seen" >&2 && fail "no \"$1\" in $2"; }
}
lacks() {
	cat >"$D/seen"
	! grep -qF -- "$1" "$D/seen" || { cat "$D/seen" >&2 && fail "\"$1\" in $2"; }
}

# wait_until SECONDS WHAT COMMAND...: polls.
wait_until() {
	until_seconds=$1 until_what=$2 until_end=$(($(date +%s) + $1))
	shift 2
	until "$@"; do
		[ "$(date +%s)" -lt "$until_end" ] || fail "waited $until_seconds s in vain: $until_what"
		sleep 0.1
	done
}

# ---- the box ----

box() {
	chmod 755 "$D"
	mount -t proc proc /proc
	mkdir -p "$D/bin" "$D/etc" "$D/home" "$D/own" "$D/spool" "$D/data" "$D/log" "$D/mail" "$D/sinks" "$D/tmp"
	cp "$BOUNCEBOT" "$(dirname "$BOUNCEBOT")/submit" "$SINK" "$MAILTEXT" "$TALK" "$D/bin" # others cannot search every checkout
	cp -a /etc/. "$D/etc"
	mount --bind "$D/etc" /etc
	echo 'nameserver 127.0.0.1' >"$D/tmp/resolv.conf"
	rm -f /etc/resolv.conf
	cp "$D/tmp/resolv.conf" /etc/resolv.conf
	echo '127.0.0.1 localhost' >/etc/hosts
	echo 'hosts: files dns' >/etc/nsswitch.conf
	ip link set lo up
	# A host that is there and says nothing: 192.0.2.2.
	ip link add v0 type veth peer name v1
	ip addr add 192.0.2.1/24 dev v0
	ip link set v0 up
	ip link set v1 up
	ip neigh add 192.0.2.2 lladdr 02:00:00:00:00:02 dev v0
	sed -i '/^bouncebot:/d' /etc/passwd /etc/group
	user bouncebot 901 "$D/own"
	chown bouncebot: "$D/own"
	chown postfix "$D/data"
	chmod 1777 "$D/mail"
}

# user NAME UID [HOME]
user() {
	user_home=${3:-$D/home/$1}
	echo "$1:x:$2:$2:$1:$user_home:/bin/sh" >>/etc/passwd
	echo "$1:x:$2:" >>/etc/group
	install -d -o "$2" -g "$2" "$user_home"
}

# names < LINES: more lines for dnsmasq; what is not known under .example does not exist.
names() {
	{
		printf '%s\n' port=53 listen-address=127.0.0.1 bind-interfaces no-resolv no-hosts user=root "pid-file=$D/dnsmasq.pid" \
			local=/example/ host-record=mx.test.example,127.0.0.1
		cat
	} >"$D/dnsmasq.conf"
	dnsmasq -C "$D/dnsmasq.conf"
}

# sink NAME ADDRESS OPTIONS...: a server on port 25 of a 127.0.0.x; its mails are in $D/sinks/NAME.
sink() {
	sink_name=$1 sink_address=$2
	shift 2
	mkdir -p "$D/sinks/$sink_name"
	"$D/bin/sink" --listen "$sink_address" --port 25 --out "$D/sinks/$sink_name" --port-file "$D/sinks/$sink_name.port" --lf \
		--life "$LIVE_SECONDS" "$@" >/dev/null &
	sink_pid=$!
	wait_until 5 "sink $sink_name" [ -s "$D/sinks/$sink_name.port" ]
}

# postfix_config < LINES: main.cf beside what every test needs.
postfix_config() {
	{
		cat <<-END
			compatibility_level = 3.6
			queue_directory = $D/spool
			data_directory = $D/data
			maillog_file = $D/log/mail.log
			maillog_file_prefixes = $D/log
			mail_spool_directory = $D/mail/
			myhostname = mx.test.example
			myorigin = test.example
			mydestination = test.example, mx.test.example, copy.test.example, jp.test.example
			inet_interfaces = 127.0.0.1
			inet_protocols = ipv4
			mynetworks = 127.0.0.1/32
			smtpd_peername_lookup = no
			smtpd_recipient_restrictions = permit_mynetworks, reject_unauth_destination
			alias_maps = hash:/etc/aliases, hash:$D/own/aliases
			alias_database = hash:/etc/aliases
			transport_maps = texthash:/etc/postfix/transport
			recipient_delimiter = +
			local_recipient_maps =
			smtp_connect_timeout = 1s
			smtp_helo_timeout = 1s
			transport_retry_time = 1s
			minimal_backoff_time = 1s
			maximal_backoff_time = 2s
			queue_run_delay = 1s
			default_destination_concurrency_limit = 4
		END
		cat
	} >/etc/postfix/main.cf
	{
		echo "127.0.0.1:$PORT inet n - n - - smtpd"
		echo 'pickup unix n - n 60 1 pickup'
		echo 'qmgr unix n - n 300 1 qmgr'
		for name in cleanup:0 flush:0 showq:-; do
			echo "${name%:*} unix n - n - ${name#*:} ${name%:*}"
		done
		for service in bounce:0 defer:0:bounce trace:0:bounce verify:1 rewrite:-:trivial-rewrite proxymap:- \
			proxywrite:1:proxymap smtp:- relay:-:smtp error:- retry:-:error discard:- anvil:1 scache:1 tlsmgr:1; do
			name=${service%%:*}
			rest=${service#*:}
			limit=${rest%%:*}
			program=${rest#*:}
			[ "$program" != "$limit" ] || program=$name
			echo "$name unix - - n - $limit $program"
		done
		echo 'native unix - - n - - smtp -o smtp_host_lookup=native -o smtp_dns_support_level=disabled'
		echo 'local unix - n n - - local'
		echo 'virtual unix - n n - - virtual'
		echo 'lmtp unix - - n - - lmtp'
		echo 'postlog unix-dgram n - n - 1 postlogd'
	} >/etc/postfix/master.cf
	[ -f /etc/postfix/transport ] || : >/etc/postfix/transport
	touch -d '-1 min' /etc/postfix/main.cf # Postfix waits until the file is two seconds old
}

# own_aliases < LINES: the robot's alias file; its pipes run as its owner.
own_aliases() {
	cat >"$D/own/aliases"
	chown bouncebot: "$D/own/aliases"
	setpriv --reuid bouncebot --regid bouncebot --clear-groups postalias "hash:$D/own/aliases"
}

postfix_start() {
	[ -f /etc/aliases ] || : >/etc/aliases
	postalias hash:/etc/aliases
	postfix start >"$D/log/start" 2>&1 || { cat "$D/log/start" >&2 && fail "Postfix does not start"; }
	ok "Postfix $(postconf -dh mail_version) runs on 127.0.0.1:$PORT, in a network of its own"
}

# ---- mail ----

# as USER COMMAND...: with that user's home and nobody's environment.
as() {
	as_user=$1
	shift
	setpriv --reuid "$as_user" --regid "$as_user" --clear-groups --reset-env "$@"
}

# submit USER SENDER RECIPIENT... < MESSAGE: by local submission, as that user.
submit() {
	submit_user=$1 submit_sender=$2
	shift 2
	as "$submit_user" /usr/sbin/sendmail -f "$submit_sender" -- "$@"
}

# mail_text FROM TO SUBJECT [BYTES]: an ordinary message.
mail_text() {
	printf 'From: %s\nTo: %s\nSubject: %s\nMessage-ID: <%s.%s@test.example>\nDate: %s\n\nHello,\n\nhow are you?\n' "$1" "$2" "$3" \
		"$(date +%s%N)" "$$" "$(date -R)"
	[ -z "${4:-}" ] || head -c "$4" /dev/zero | tr '\0' x | fold -w 70
}

# boxed USER: the files of a mailbox, oldest first. (The clock of a fast machine writes several in one tick.)
boxed() {
	[ ! -d "$D/mail/$1/new" ] || find "$D/mail/$1/new" -type f -printf '%T@ %p\n' | sort -n | cut -d' ' -f2-
}
count() { boxed "$1" | wc -l; }
has_mails() { [ "$(count "$1")" -ge "$2" ]; }
empty_box() { rm -rf "$D/mail/$1"; }

queue_is_empty() { [ -z "$(find "$D/spool/maildrop" "$D/spool/incoming" "$D/spool/active" "$D/spool/deferred" -type f 2>/dev/null)" ]; }
# What qmgr skips ("still being delivered", while local(8) has its lock) it leaves lying until somebody asks.
nudged=0
nudge() {
	nudged=$((nudged + 1))
	[ $((nudged % 20)) -ne 0 ] || postqueue -f
	false
}
is_worked_off() { queue_is_empty || nudge; }
# wait_for_queue SECONDS
wait_for_queue() { wait_until "$1" "the queue is empty" is_worked_off; }

# wait_for USER COUNT: until a mailbox has so many, then until nothing is on its way any more; then it must be exactly so many.
wait_for() {
	wait_until 20 "$2 mails for $1 (there are $(count "$1"))" has_mails "$1" "$2"
	wait_for_queue 20
	expect "$2" "$(count "$1")" "mails of $1"
}

read_mail() { "$D/bin/mailtext" <"$1"; }

# is_bounce FILE / is_reply FILE: Postfix's notice, or an answer of the robot.
is_bounce() { grep -qi '^Content-Type: multipart/report' "$1"; }
is_reply() { grep -qi "^Auto-Submitted: auto-replied" "$1" && ! is_bounce "$1"; }

# of USER TEST: the one file of a mailbox that passes the test; there must be one exactly.
of() {
	of_found=
	for of_file in $(boxed "$1"); do
		if "$2" "$of_file"; then
			[ -z "$of_found" ] || fail "more than one $2 for $1"
			of_found=$of_file
		fi
	done
	[ -n "$of_found" ] || fail "no $2 for $1"
	echo "$of_found"
}
