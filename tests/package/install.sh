#!/bin/sh
# install: the built packages in a fresh minbase root: installed, tried, upgraded, removed, purged. usage: install.sh FOLDER
# FOLDER holds the .debs of this version, and FOLDER/next those of a higher one (./dev package makes both). Needs root and
# mmdebstrap. Says a line a step; the first that fails ends it.
# shellcheck disable=SC2016 # what stands in single quotes is expanded in the root
set -eu
debs=$(cd "$1" && pwd)
source=$(cd "$(dirname "$0")/../.." && pwd)
root=$(mktemp -d)
finish() {
	umount "$root/proc" 2>/dev/null || true
	rm -rf --one-file-system "$root"
}
trap finish EXIT

step() { echo "package: $1"; }
inside() { chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 "$@"; }
expect() { # expect WHAT COMMAND...: the command succeeds in the root
	what=$1
	shift
	inside "$@" >"$root/tmp/out" 2>&1 || {
		cat "$root/tmp/out" >&2
		echo "package: FAILED: $what" >&2
		exit 1
	}
	step "$what"
}

# The caller's package sources; the names of hosts stay out of this file.
# shellcheck source=/dev/null
. /etc/os-release
set -- /etc/apt/sources.list
for list in /etc/apt/sources.list.d/*.sources /etc/apt/sources.list.d/*.list; do
	[ ! -s "$list" ] || set -- "$@" "$list"
done
for list; do
	shift
	[ ! -s "$list" ] || set -- "$@" "$list"
done
mmdebstrap --quiet --variant=minbase "$VERSION_CODENAME" "$root" "$@"
for part in apt.conf.d trusted.gpg.d auth.conf.d preferences.d; do
	[ ! -d "/etc/apt/$part" ] || cp -a "/etc/apt/$part/." "$root/etc/apt/$part/"
done
cp -L /etc/resolv.conf "$root/etc/resolv.conf" 2>/dev/null || true
cp -L /etc/hosts "$root/etc/hosts" 2>/dev/null || true
if [ -d /usr/local/share/ca-certificates ]; then
	mkdir -p "$root/usr/local/share/ca-certificates"
	cp -a /usr/local/share/ca-certificates/. "$root/usr/local/share/ca-certificates/"
fi
mount -t proc proc "$root/proc"
printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
chmod 755 "$root/usr/sbin/policy-rc.d"
mkdir -p "$root/debs" "$root/src/tests"
cp -a "$debs/." "$root/debs/"
cp -a "$source/tests/." "$root/src/tests/"

inside apt-get update -q >/dev/null 2>&1 || true # the second run may be offline: the lists are there from mmdebstrap
expect "installed" sh -c 'apt-get install -qy --no-install-recommends /debs/bouncebot_*.deb /debs/libbounce0_*.deb'
expect "user bouncebot is there" getent passwd bouncebot
expect "store folder is 0700 bouncebot" sh -c '[ "$(stat -c "%U %a" /var/lib/bouncebot)" = "bouncebot 700" ]'
expect "alias file is its user's" sh -c '[ "$(stat -c "%U" /etc/bouncebot/aliases.d/aliases)" = bouncebot ]'
expect "shipped config passes check" bouncebot check
expect "man page is there" sh -c 'ls /usr/share/man/man1/bouncebot.1.gz /usr/share/man/man5/bouncebot.conf.5.gz || dpkg -L bouncebot | grep -q man1/bouncebot.1'
expect "submit is where bouncebot looks" test -x /usr/lib/bouncebot/submit
expect "needs for the trial" apt-get install -qy --no-install-recommends gcc libc6-dev
expect "the demo's path works on the installed program" sh -c 'cd /src && sh tests/package/demo-path.sh'
expect "a store exists before the upgrade" sh -c 'printf "postmaster = \"postmaster@example.ne.jp\"\nrobot \"m\" { role = explain address = \"m@example.ne.jp\" owner = \"o@example.ne.jp\" }\n" >/etc/bouncebot/bouncebot.conf &&
	su -s /bin/sh bouncebot -c "RECIPIENT=m@example.ne.jp bouncebot deliver m" </src/tests/corpus/seed/user-unknown.eml && test -f /var/lib/bouncebot/bouncebot.db'
expect "upgraded" sh -c 'apt-get install -qy --no-install-recommends -o Dpkg::Options::=--force-confold /debs/next/bouncebot_*.deb /debs/next/libbounce0_*.deb'
expect "the store and the config survived" sh -c 'grep -q "robot \"m\"" /etc/bouncebot/bouncebot.conf && bouncebot show someone@example.net'
expect "removed" apt-get remove -qy bouncebot libbounce0
expect "what it remembers stays" test -f /var/lib/bouncebot/bouncebot.db
expect "purged" apt-get purge -qy bouncebot
expect "nothing stays" sh -c '! test -e /var/lib/bouncebot && ! test -e /etc/bouncebot'
step "all steps passed"
