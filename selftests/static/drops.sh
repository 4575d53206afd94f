#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The switch's reasons for dropping a frame stand in Documentation/vswitch.rst as
# they stand in its table, vswitch/drop.c.

# shellcheck source=selftests/static/lib.sh
. "$(dirname -- "$0")/lib.sh"

plan 1

# NAME<tab>MEANING of each
reasons()
{
	awk -F '"' '/^\t\[VSW_DROP_/ { n = 0 }
		    /^\t\t"/ { text[n++] = $2 }
		    /^\t}/ { print text[0] "\t" text[1] }' vswitch/drop.c
}

documented()
{
	# shellcheck disable=SC2016 # backquotes of the page
	sed -n '/^Drops$/,$s/^``\([a-z0-9-]*\)``  *\(.*\)$/\1\t\2/p' \
		Documentation/vswitch.rst
}

[ -n "$(reasons)" ]
diff <(reasons) <(documented) | result "reasons for a drop" || true
