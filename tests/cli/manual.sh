#!/bin/sh
# manual: the pages are sound, and say what the program says.
. "$(dirname "$0")/lib.sh"
page=$SOURCE/robot/bouncebot.1

if command -v mandoc >/dev/null; then
	for file in "$SOURCE"/robot/*.[15]; do
		mandoc -Tlint "$file" >"$scratch/lint" 2>&1 || true
		! grep -v 'referenced manual not found\|mandoc.db' "$scratch/lint" >"$scratch/out" || fail "$file"
	done
	echo "ok: mandoc finds nothing"
fi

# Each command has its synopsis and its paragraph; and no other has.
"$BOUNCEBOT" --help | sed -n 's/^  \([a-z][a-z]*\) .*/\1/p' | sort >"$scratch/commands"
sed -n '/^\.Sh SYNOPSIS/,/^\.Sh DESC/s/^\.Cm \([a-z]*\)$/\1/p' "$page" | sort -u >"$scratch/synopsis"
sed -n '/^\.Sh DESC/,/^The options/s/^\.It Cm \([a-z]*\).*/\1/p' "$page" | sort >"$scratch/paragraphs"
cmp -s "$scratch/commands" "$scratch/synopsis" || fail "SYNOPSIS and --help differ"
cmp -s "$scratch/commands" "$scratch/paragraphs" || fail "DESCRIPTION and --help differ"
echo "ok: commands"

# The keys of JSON, in order.
sed -n '/^\.Ss JSON/,/^\.Sh/s/^\.It Li //p' "$page" | tr -d ' ' | tr ',' '\n' >"$scratch/documented"
"$BOUNCEBOT" classify --json "$SOURCE/tests/cli/bounce.eml" | sed 's/"original":{[^}]*}/"original":0/; s/"noted":\[[^]]*\]/"noted":0/' |
	grep -o '[{,]"[a-z_]*":' | tr -d '{,":' >"$scratch/keys"
diff "$scratch/documented" "$scratch/keys" >"$scratch/out" || fail "keys of JSON"
echo "ok: keys of JSON"

# The examples: each `$ bouncebot` line runs, with this bounce and a Maildir of it.
mkdir -p "$scratch/run/Maildir/cur" "$scratch/run/Maildir/new" "$scratch/run/bin"
cp "$SOURCE/tests/cli/bounce.eml" "$scratch/run/"
cp "$SOURCE/tests/cli/bounce.eml" "$scratch/run/Maildir/new/1"
ln -s "$BOUNCEBOT" "$scratch/run/bin/bouncebot"
sed -n 's/^\.Dl \$ //p' "$page" | sed 's/\\(dq/"/g; s/\\(aq/'"'"'/g' >"$scratch/examples"
[ "$(wc -l <"$scratch/examples")" -ge 3 ] || fail "examples"
while read -r line; do
	command -v jq >/dev/null || line=${line%%| jq*}
	# shellcheck disable=SC2016 # expanded by sh -c
	expect 0 "example: $line" sh -c 'cd "$1" && PATH=$1/bin:$PATH && eval "$2"' sh "$scratch/run" "$line"
	[ -s "$scratch/out" ] || fail "the example prints nothing"
done <"$scratch/examples"
