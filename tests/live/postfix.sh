#!/bin/sh
# Real bounces of a real Postfix: by the aliases pipe as the MTA's own copies, by a user's .forward, forwarded by a person.
# shellcheck source=tests/live/lib.sh
. "$(dirname "$0")/lib.sh"

box
names <<-END
	mx-host=mxd.example,mail.mxd.example,10
	host-record=mail.mxd.example,127.0.0.9
END
sink mxd 127.0.0.9
user taro 2001
postfix_config <<-END
	maximal_queue_lifetime = 0
	bounce_queue_lifetime = 0
END
own_aliases <<-END
	mail-error: "|cat >$D/own/piped"
END
postfix_start
mail_text taro@test.example mail-error@test.example Hello | submit taro taro@test.example mail-error@test.example
wait_until 10 "the pipe" [ -s "$D/own/piped" ]
cat "$D/own/piped"
ls -l "$D/own"
mail_text taro@test.example nouser@mxd.example Hello | submit taro taro@test.example nouser@mxd.example
wait_for taro 1
cat "$(of taro is_bounce)"
