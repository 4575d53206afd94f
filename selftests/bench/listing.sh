# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Listing 1024 VFs with their statistics: `sriovctl -J -s vf list` against `ip
# -s -j link`: time, peak memory, and how many VFs the listing has. Sourced by
# enable.sh.

listing()
{
	local count

	measured "list.$1.sriovctl" sriovctl -J -s vf list
	result "list.$1.sriovctl.bytes" "$(stat -c %s "$OUT")"
	count=$(grep -o '"rx-packets":' "$OUT" | wc -l)
	result "list.$1.sriovctl.vfs" "$count"
	[ "$count" = 1024 ] || die "sriovctl lists $count VFs with statistics"
	measured "list.$1.ip" ip -s -j link
	result "list.$1.ip.bytes" "$(stat -c %s "$OUT")"
	result "list.$1.ip.vfs" "$(grep -o '"vf":' "$OUT" | wc -l)"
}
