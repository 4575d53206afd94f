#!/bin/bash
# Proves that a vswitch has 1024 ports and tens of thousands of stations, lists all of them, and still finds each.
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 6.12 debug
# check-kernels: 6.12
# nic: none
# memory: 4096
# timeout: 600
#
#     g1 === s1 --[ lan0 ]-- s2 === g2
#                    |
#                 d1 ... d1022, dummies
# Cases are strings that check evaluates later.
# shellcheck disable=SC2016,SC2034,SC2317
# shellcheck source=selftests/ksft/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=selftests/ksft/vsw_lib.sh
. "$(dirname "$0")/vsw_lib.sh"

plan 11
ports=$(soak 1022 1022 200)
stations=$(soak 8192 65536 4096)

echo 1 > /proc/sys/net/ipv6/conf/default/disable_ipv6
check "a switch with two guests" new_switch lan0 2
quiet lan0
many_ports()
{
	local n

	for n in $(seq "$ports"); do
		echo "link add d$n type dummy"
		echo "link set d$n up master lan0"
	done | ip -batch -
}
check "$ports more ports" many_ports
check "all are listed" equal $((ports + 2)) \
	"$(bridge link show | grep -c 'master lan0')"
listen g2
from 1 ff:ff:ff:ff:ff:ff toall
all_heard 2
check "a broadcast leaves by all of them" eval 'heard g2 toall &&
	[ "$(cat "/sys/class/net/d$ports/statistics/tx_packets")" -ge 1 ] &&
	[ "$(cat /sys/class/net/d1/statistics/tx_packets)" -ge 1 ]'

station()
{
	printf 06:00:00:00:%02x:%02x $(($1 >> 8)) $(($1 & 255))
}

many_stations()
{
	local n

	for ((n = 0; n < stations; n++)); do
		printf 'fdb add 06:00:00:00:%02x:%02x dev lan0 self via d%d static\n' \
			$((n >> 8)) $((n & 255)) $((n % ports + 1))
	done > "$LIB_TMP/stations"
	bridge -batch "$LIB_TMP/stations"
}
check "$stations stations are set by hand" many_stations
check "all are listed, once each" equal "$stations" \
	"$(bridge fdb show dev lan0 | grep -c '^06:.* static')"
check "and counted" eval \
	'[ "$(ethtool -S lan0 | sed -n "s/ *fdb-entries: //p")" -ge $stations ]'

# sent PORT: frames that left by it
sent()
{
	cat "/sys/class/net/$1/statistics/tx_packets"
}

# Each frame leaves by the port of its station, none is flooded.
each_found()
{
	local n before after

	listen g2
	before=$(sent d7)
	for n in 6 $((ports + 6)) $((2 * ports + 6)); do
		from 1 "$(station "$n")" probe
	done
	all_heard 2
	after=$(sent d7)
	equal 3 $((after - before)) && unheard g2 probe
}
check "each is found behind its port" each_found
check "an entry that is there is refused among them" eval \
	'! bridge fdb add "$(station 9)" dev lan0 self via d1 static 2>/dev/null'
# What frames or others make grow is charged to who made the switch.
charged()
{
	local before after
	local group=$LIB_TMP/cgroup/maker

	mkdir -p "$LIB_TMP/cgroup"
	mount -t cgroup2 none "$LIB_TMP/cgroup" || return 1
	echo +memory > "$LIB_TMP/cgroup/cgroup.subtree_control"
	mkdir "$group"
	sh -c "echo \$\$ > $group/cgroup.procs; exec ip link add lan1 type vswitch"
	ip link set d1 nomaster; ip link set d1 master lan1
	before=$(cat "$group/memory.current")
	sed 's/lan0/lan1/; s/via d[0-9]*/via d1/' "$LIB_TMP/stations" |
		bridge -batch -
	after=$(cat "$group/memory.current")
	ip link del lan1
	note "$before, then $after octets"
	[ $((after - before)) -ge $((stations * 20)) ]
}
check "the memory of stations is charged to who made the switch" charged
umount "$LIB_TMP/cgroup"
check "the switch goes with all of them" eval 'ip link del lan0 && rmmod vswitch'
finish
