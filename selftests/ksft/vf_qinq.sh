#!/bin/bash
# Proves by traffic that a port VLAN of 802.1ad carries a guest's own tags inside, and keeps it apart from other VLANs of either kind.
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 6.12 debug
# check-kernels: 6.12
#
#     wire0 ---[ embedded switch of port 0 ]--- pf0
#                 |        |        |       |       |
#               p0v0     p0v1     p0v2    p0v3    p0v4
#                S 10     S 10     S 20    C 10    none
# Cases are strings that check evaluates later.
# shellcheck disable=SC2016,SC2034,SC2317
# shellcheck source=selftests/ksft/lib.sh
. "$(dirname "$0")/lib.sh"

plan 15
drivers

all=ff:ff:ff:ff:ff:ff
stranger=02:00:00:00:99:01

setup()
{
	ip link set wire0 up && vfs 0 5 &&
		sriovctl vf set pf0/0 vlan 10 proto 802.1ad qos 5 &&
		ip link set pf0 vf 1 vlan 10 proto 802.1ad &&
		sriovctl vf set pf0/2 vlan 20 proto 802.1ad &&
		sriovctl vf set pf0/3 vlan 10 &&
		up pf0 p0v0 p0v1 p0v2 p0v3 p0v4
}

proto_of()
{
	sriovctl -J vf show "pf0/$1" | jq -r '.vfs[0]["vlan-proto"]'
}

# Guests have VLAN 5 of their own.
inner()
{
	local vf
	for vf in 0 1 2 4; do
		ip link add link "p0v$vf" name "in$vf" type vlan id 5 &&
			ip link set "in$vf" up || return 1
	done
}

finally()
{
	ended 0 10 s10 s20
}

check "five VFs, two in S-VLAN 10, one by sriovctl, one by ip" setup
check "the protocol is shown" equal "802.1ad 802.1ad 802.1Q" \
	"$(proto_of 0) $(proto_of 1) $(proto_of 3)"
check "guests in an S-VLAN may have VLANs of their own" inner
mac0=$(mac_of p0v0)
mac1=$(mac_of p0v1)

listen p0v1 p0v2 p0v3 p0v4 pf0 wire0
send p0v0 "$all" "$mac0" 0 plain
send p0v0 "$all" "$mac0" 5 tagged
send p0v0 "$mac1" "$mac0" 5 unitagged
send p0v0 "$all" "$mac0" 20 othertag
send p0v0 "$all" "$mac0" s20 stagged
finally
check "the other VF of the S-VLAN hears the guest's frames, tags and all" \
	eval 'heard p0v1 " 0 plain" && heard p0v1 " 5 tagged" &&
	heard p0v1 " 5 unitagged" && heard p0v1 " 20 othertag"'
check "another S-VLAN hears nothing" eval \
	'unheard p0v2 "plain|tag"'
check "nor does the C-VLAN of the same number" unheard p0v3 'plain|tag'
check "nor a VF without port VLAN" unheard p0v4 'plain|tag'
check "on the wire there are both tags" eval \
	'heard wire0 " s10 plain" && heard wire0 " s10.5 tagged" &&
	 heard wire0 " s10.s20 stagged"'
check "unicast within the S-VLAN isn't on the wire" unheard wire0 unitagged

tcpdump -i wire0 -nn -e -l 'ether[12:2] = 0x88a8 or vlan' \
	> "$LIB_TMP/tag" 2> "$LIB_TMP/tcpdump" &
LIB_PIDS+=($!)
wait_for 10 grep -q listening "$LIB_TMP/tcpdump"
send p0v0 "$all" "$mac0" 5 seen
check "tcpdump shows 802.1ad with VLAN and priority, and 802.1Q inside" \
	wait_for 10 grep -Eq '802.1Q-QinQ.*vlan 10, p 5.*vlan 5' "$LIB_TMP/tag"

listen p0v0 p0v1 p0v2 p0v3 p0v4
send wire0 "$all" "$stranger" s10.5 wireinner
send wire0 "$all" "$stranger" s10 wireouter
send wire0 "$all" "$stranger" 10 wirecten
send wire0 "$all" "$stranger" s30 wirethirty
send p0v4 "$all" "$(mac_of p0v4)" s10 intruder
finally
check "from the wire: the S-VLAN reaches its VFs, without the S-tag" eval \
	'heard p0v0 " 5 wireinner" && heard p0v1 " 0 wireouter" &&
	 heard p0v1 " 5 wireinner"'
check "and nobody else" eval \
	'unheard p0v2 "wire(in|out|c|t)" && unheard p0v3 "wireinner|wireouter" &&
	 unheard p0v4 "wireinner|wireouter"'
check "from the wire: the C-VLAN reaches its VF only" eval \
	'heard p0v3 wirecten && unheard p0v0 wirecten && unheard p0v1 wirecten'
check "an S-VLAN can't be entered from outside by tagging" eval \
	'unheard p0v0 intruder && unheard p0v1 intruder'

echo 1 > /sys/class/net/p0v0/device/reset
wait_for 20 has_carrier - p0v0
listen p0v1 p0v2 p0v3 wire0
send p0v0 "$all" "$mac0" 5 afterreset
finally
check "a function level reset changes nothing" eval \
	'heard p0v1 " 5 afterreset" && unheard p0v2 afterreset &&
	 unheard p0v3 afterreset && heard wire0 " s10.5 afterreset"'

finish
