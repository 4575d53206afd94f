#!/bin/bash
# Proves by traffic that a port VLAN separates VFs, is invisible to the guest, and can't be escaped.
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 6.12 debug
# check-kernels: 6.1 6.12
#
#     wire0 ---[ embedded switch of port 0 ]--- pf0
#                 |        |        |       |
#               p0v0     p0v1     p0v2    p0v3
#            VLAN 10  VLAN 10   VLAN 20    none
# Cases are strings that check evaluates later.
# shellcheck disable=SC2016,SC2034,SC2317
# shellcheck source=selftests/ksft/lib.sh
. "$(dirname "$0")/lib.sh"

plan 14
drivers

all=ff:ff:ff:ff:ff:ff
stranger=02:00:00:00:99:01

setup()
{
	ip link set wire0 up && vfs 0 4 &&
		sriovctl vf set pf0/0-1 vlan 10 qos 5 &&
		ip link set pf0 vf 2 vlan 20 && up pf0 p0v0 p0v1 p0v2 p0v3
}

check "four VFs, two in VLAN 10 by sriovctl, one in VLAN 20 by ip" setup
mac0=$(mac_of p0v0)
mac1=$(mac_of p0v1)
mac2=$(mac_of p0v2)

listen p0v0 p0v1 p0v2 p0v3 wire0
send p0v0 "$all" "$mac0" 0 fromten
send p0v0 "$mac1" "$mac0" 0 toten
send p0v0 "$mac2" "$mac0" 0 totwenty
send wire0 "$all" "$stranger" 10 wireten
send wire0 "$all" "$stranger" 20 wiretwenty
send wire0 "$all" "$stranger" 0 wireuntagged
ended 0 10 20
check "broadcast stays in VLAN 10" eval \
	'heard p0v1 fromten && unheard p0v2 fromten && unheard p0v3 fromten'
check "it leaves on the wire with the tag" heard wire0 ' 10 fromten'
check "unicast within the VLAN arrives, and not on the wire" eval \
	'heard p0v1 toten && unheard wire0 toten'
check "unicast to a VF of another VLAN doesn't arrive there" \
	unheard p0v2 totwenty
check "the tag is removed before the guest sees the frame" \
	heard p0v1 ' 0 fromten'
check "from the wire: VLAN 10 reaches its VFs, untagged" eval \
	'heard p0v0 " 0 wireten" && heard p0v1 " 0 wireten"'
check "from the wire: VLAN 10 reaches no other VF" eval \
	'unheard p0v2 wireten && unheard p0v3 wireten'
check "from the wire: untagged reaches only the VF without port VLAN" eval \
	'heard p0v3 wireuntagged && unheard p0v0 wireuntagged &&
	 unheard p0v2 wireuntagged'

# The priority is in the tag on the wire: tcpdump sees it.
tcpdump -i wire0 -nn -e -c 1 -l 'vlan 10 and ether proto 0x88b5' \
	> "$LIB_TMP/tag" 2> "$LIB_TMP/tcpdump" &
LIB_PIDS+=($!)
wait_for 10 grep -q listening "$LIB_TMP/tcpdump"
send p0v0 "$all" "$mac0" 0 priority
wait_for 10 test -s "$LIB_TMP/tag"
check "the priority is in the tag" grep -q 'p 5' "$LIB_TMP/tag"

listen p0v2 p0v3 wire0
send p0v0 "$all" "$mac0" 20 escape
ended 0 10 20
check "the guest can't escape by tagging itself" eval \
	'unheard p0v2 escape && unheard p0v3 escape && unheard wire0 escape'

ip link add link p0v0 name guestvlan type vlan id 20 2>"$LIB_TMP/err" &&
	ip link set guestvlan up 2>/dev/null
listen p0v2 wire0
send p0v0 "$all" "$mac0" 20 asked
ended 0 10 20
check "nor by asking the PF for the VLAN" eval \
	'unheard p0v2 asked && unheard wire0 asked'
ip link del guestvlan 2>/dev/null

echo 1 > /sys/class/net/p0v0/device/reset
wait_for 20 has_carrier - p0v0
listen p0v1 p0v2 p0v3
send p0v0 "$all" "$(mac_of p0v0)" 0 afterreset
ended 0 10 20
check "a function level reset changes nothing" eval \
	'heard p0v1 afterreset && unheard p0v2 afterreset &&
	 unheard p0v3 afterreset'

sriovctl vf set pf0/0 vlan none
wait_for 20 has_carrier - p0v0
listen p0v1 p0v3 wire0
send p0v0 "$all" "$(mac_of p0v0)" 0 free
ended 0 10 20
check "without port VLAN it talks untagged again" eval \
	'heard p0v3 free && heard wire0 " 0 free" && unheard p0v1 free'

finish
