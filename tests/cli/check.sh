#!/bin/sh
# check: the shipped configuration, the manual's examples, and what is wrong, in one run.
. "$(dirname "$0")/lib.sh"

expect 0 "the shipped configuration" "$BOUNCEBOT" check --config "$SOURCE/etc/bouncebot.conf"
# With all its examples taken: a bare # goes away, "# text" stays.
sed "s/^#\([^ ]\)/\1/; s|/var/lib/bouncebot|$scratch|; /^site_rules/d; /^templates/d" "$SOURCE/etc/bouncebot.conf" >"$scratch/all.conf"
expect 0 "the shipped configuration, every example taken" "$BOUNCEBOT" check --config "$scratch/all.conf"
lacks "$scratch/out" "no robot is described"
sed -n '/^\.Bd -literal/,/^\.Ed/p' "$SOURCE/robot/bouncebot.conf.5" | sed "/^\.[BE]d/d; s|/var/lib/bouncebot|$scratch|" >"$scratch/manual.conf"
has "$scratch/manual.conf" 'robot "news"'
expect 0 "the manual's example" "$BOUNCEBOT" check --config "$scratch/manual.conf"

port=25 # of write_config
write_config </dev/null
expect 0 "the tests' own" "$BOUNCEBOT" check --config "$scratch/bouncebot.conf"
has "$scratch/out" "note: $scratch/store/bouncebot.db: is not there yet"

# Everything wrong at once, below the syntax.
printf 'one row that is none\n' >"$scratch/site.rules"
write_config <<END
site_rules = "$scratch/site.rules"
templates = "$scratch/nowhere"
END
sed -i 's/language = ja/language = tlh/' "$scratch/bouncebot.conf"
expect 78 "what the config names is wrong" "$BOUNCEBOT" check --config "$scratch/bouncebot.conf"
has "$scratch/out" "site.rules:1:"
has "$scratch/out" "nowhere: templates: is no folder"
has "$scratch/out" 'robot "mail-error": language: there is no "tlh"'
has "$scratch/out" 'robot "me": language: there is no "tlh"'

# All values in one run, with their lines.
printf '# one\n# two\nrelay = "a:b"\nsubmit_timeout = 6\n' >"$scratch/values.conf"
expect 78 "values" "$BOUNCEBOT" check --config "$scratch/values.conf"
has "$scratch/err" "values.conf:3: relay:"
has "$scratch/err" "values.conf:4: submit_timeout:"

# A store that others may write.
write_config </dev/null
mkdir -m 0700 "$scratch/store"
: >"$scratch/store/bouncebot.db"
chmod 0666 "$scratch/store/bouncebot.db"
expect 78 "a store that everybody may write" "$BOUNCEBOT" check --config "$scratch/bouncebot.conf"
has "$scratch/out" "bouncebot.db"

# Site rules that cannot be read.
write_config <<END
site_rules = "$scratch/no.rules"
END
expect 78 "site rules that are not there" "$BOUNCEBOT" check --config "$scratch/bouncebot.conf"
has "$scratch/out" "no.rules"
