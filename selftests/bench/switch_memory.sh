#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Memory of a port and of an entry of the forwarding database, beside the Linux
# bridge's: 1022 dummies before and after they become ports, 65,536 static
# entries, the same for both. By MemFree, as memory.sh.

# shellcheck source=selftests/bench/lib.sh
. "${0%/*}/lib.sh"

PORTS=1022
ENTRIES=65536

# entries FORMAT: one line a station, its last two octets in place of %02x
entries()
{
	local n

	for ((n = 0; n < ENTRIES; n++)); do
		# shellcheck disable=SC2059
		printf "$1\n" $((n >> 8)) $((n & 255))
	done > "$BENCH_TMP/entries"
}

# both KIND FORMAT PATTERN OPTION...: a switch of KIND with all ports, then all
# entries, which a listing shows by PATTERN
both()
{
	local kind=$1 format=$2 pattern=$3 shown

	shift 3
	ip link add lan0 up type "$kind" "$@"
	# What the first of a kind allocates for all
	ip link set bench0 master lan0
	settle
	each 'link set bench%d master lan0' "$PORTS"
	used "memory.$kind.port" "$PORTS"
	entries "$format"
	settle
	bridge -batch "$BENCH_TMP/entries"
	shown=$(bridge fdb show | grep -c "^06:.*$pattern")
	[ "$shown" = "$ENTRIES" ] || die "$kind: $shown entries are there"
	used "memory.$kind.entry" "$ENTRIES"
	ip link del lan0
	settle
}

modprobe dummy numdummies=0
modprobe vswitch
modprobe bridge
# Addresses of their own would come and go.
echo 1 > /proc/sys/net/ipv6/conf/default/disable_ipv6
each 'link add bench%d up type dummy' "$PORTS"
both bridge 'fdb add 06:00:00:00:%02x:%02x dev bench1 master static' \
	'master lan0 static' vlan_default_pvid 0
both vswitch 'fdb add 06:00:00:00:%02x:%02x dev lan0 self via bench1 static' \
	'via bench1 .*static'
