#!/bin/bash
# Proves by traffic that a VF has the VLANs of the host's list and no others, whatever its driver asks for, in a port VLAN of 802.1ad too, and that taking one away counts at once.
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 6.12 debug
# check-kernels: 6.12
#
#     wire0 ---[ embedded switch of port 0 ]--- pf0
#                 |           |         |            |
#               p0v0        p0v1      p0v2         p0v3
#          trunk 10,20-21  no list  S 30, trunk 5   S 30
# Cases are strings that check evaluates later.
# shellcheck disable=SC2016,SC2034,SC2317
# shellcheck source=selftests/ksft/lib.sh
. "$(dirname "$0")/lib.sh"

plan 24
drivers

all=ff:ff:ff:ff:ff:ff
stranger=02:00:00:00:99:01

# Without spoof check only the list stands in the way of p0v0's frames.
setup()
{
	ip link set wire0 up && vfs 0 4 &&
		sriovctl vf set pf0/0 trunk 20-21,10 spoofchk off , \
			pf0/2-3 vlan 30 proto 802.1ad , pf0/2 trunk 5 &&
		up pf0 p0v0 p0v1 p0v2 p0v3
}

trunk()
{
	sriovctl -J vf show "pf0/$1" | jq -r '.vfs[0].trunk'
}

field()
{
	sriovctl -J -s vf show "pf0/$1" | jq ".vfs[0]$2"
}

spoofed()
{
	field "$1" '.stats["tx-spoofed-vlan"]'
}

# vlan VF VID: a VLAN of the guest's own.
vlan()
{
	ip link add link "p0v$1" name "g$1.$2" type vlan id "$2" &&
		ip link set "g$1.$2" up
}

vlans()
{
	local vid
	vlan 0 10 && vlan 0 20 || return 1
	for vid in 10 20 30 31; do
		vlan 1 "$vid" || return 1
	done
}

# settled VF RESETS VLANS: its driver did another handshake, and has its VLANs.
settled()
{
	wait_for 20 eval "[ \"\$(field $1 .stats.resets)\" -gt $2 ]" &&
		wait_for 20 has_carrier - "p0v$1" &&
		wait_for 20 eval "[ \"\$(field $1 '[\"num-vlans\"]')\" = $3 ]"
}

# talk NAME: p0v0 sends to all in several VLANs, and so does the wire.
talk()
{
	listen p0v0 p0v1 wire0
	send p0v0 "$all" "$mac0" 0 "untagged-$1"
	send p0v0 "$all" "$mac0" 10 "ten-$1"
	send p0v0 "$all" "$mac0" 20 "twenty-$1"
	send p0v0 "$all" "$mac0" 30 "thirty-$1"
	send p0v0 "$all" "$mac0" s10 "sten-$1"
	send wire0 "$all" "$stranger" 0 "wireuntagged-$1"
	send wire0 "$all" "$stranger" 10 "wireten-$1"
	send wire0 "$all" "$stranger" 20 "wiretwenty-$1"
	send wire0 "$all" "$stranger" 30 "wirethirty-$1"
	ended 0
}

check "four VFs, two of them with a list" setup
mac0=$(mac_of p0v0)
mac2=$(mac_of p0v2)
check "the list is shown in order, or that there is none" \
	equal "10,20-21 all 5" "$(trunk 0) $(trunk 1) $(trunk 2)"
check "a guest gets the VLANs of its list, or any without one" vlans
refused "it is refused another" "permit" \
	ip link add link p0v0 name g0.30 type vlan id 30

before=$(spoofed 0)
talk list
check "frames in VLANs of the list pass, and untagged ones" eval \
	'heard p0v1 " 10 ten-list" && heard p0v1 " 20 twenty-list" &&
	 heard p0v1 " 0 untagged-list" && heard wire0 " 10 ten-list"'
check "frames in others don't, nor with a tag of 802.1ad" eval \
	'unheard p0v1 " (thirty|sten)-list" &&
	 unheard wire0 " (30|s10) (thirty|sten)-list"'
check "and are counted" equal $((before + 2)) "$(spoofed 0)"
check "from the wire: VLANs of the list reach it, and untagged" eval \
	'heard p0v0 " 10 wireten-list" && heard p0v0 " 20 wiretwenty-list" &&
	 heard p0v0 " 0 wireuntagged-list"'
check "from the wire: others don't" eval \
	'unheard p0v0 wirethirty-list && heard p0v1 wirethirty-list'

resets=$(field 0 .stats.resets)
sriovctl vf set pf0/0 trunk 10
listen p0v0 p0v1 wire0
send p0v0 "$all" "$mac0" 20 twenty-atonce
send wire0 "$all" "$stranger" 20 wiretwenty-atonce
ended 0
check "a VLAN that is taken out is gone at once" eval \
	'unheard p0v1 " twenty-atonce" && unheard p0v0 twenty-atonce'
check "the driver is told, and has one VLAN left" settled 0 "$resets" 1
talk less
check "that one works" eval \
	'heard p0v1 " 10 ten-less" && heard p0v0 " 10 wireten-less"'
check "the other doesn't" eval \
	'unheard p0v1 " twenty-less" && unheard p0v0 wiretwenty-less'

resets=$(field 0 .stats.resets)
sriovctl vf set pf0/0 trunk 10,20-21
check "put back, the driver gets it without being asked" \
	settled 0 "$resets" 2
resets=$(field 0 .stats.resets)
echo 1 > /sys/class/net/p0v0/device/reset
check "a function level reset" settled 0 "$resets" 2
talk reset
check "changes nothing" eval \
	'heard p0v1 " 20 twenty-reset" && heard p0v0 " 20 wiretwenty-reset" &&
	 unheard p0v1 " thirty-reset" && unheard p0v0 thirty-reset'

sriovctl vf set pf0/0 trunk none
listen p0v0 p0v1
send p0v0 "$all" "$mac0" 10 ten-none
ended 0
check "an empty list: not one VLAN" unheard p0v1 " ten-none"

# Inside a port VLAN of 802.1ad.
before=$(spoofed 2)
listen p0v2 p0v3 wire0
send p0v2 "$all" "$mac2" 0 plain
send p0v2 "$all" "$mac2" 5 five
send p0v2 "$all" "$mac2" 6 six
send p0v2 "$all" "$mac2" 30 thirty
send wire0 "$all" "$stranger" s30 wireplain
send wire0 "$all" "$stranger" s30.5 wirefive
send wire0 "$all" "$stranger" s30.6 wiresix
ended 0 s30
check "in an S-VLAN it is about the tags inside: the list passes" eval \
	'heard p0v3 " 0 plain" && heard p0v3 " 5 five" &&
	 heard wire0 " s30.5 five" && heard p0v2 " 5 wirefive" &&
	 heard p0v2 " 0 wireplain"'
check "others don't, and a VF without list gets them" eval \
	'unheard p0v3 " (six|thirty)" && unheard wire0 "s30.* (six|thirty)" &&
	 unheard p0v2 wiresix && heard p0v3 " 6 wiresix"'
check "and are counted there, too" equal $((before + 2)) "$(spoofed 2)"

refused "a VF with a list gets no port VLAN of 802.1Q" "vlan.*trunk" \
	sriovctl vf set pf0/1-2 vlan 7
sriovctl vf set pf0/1 vlan 7
refused "nor one with a port VLAN a list, nor others with it" \
	"pf0|trunk: VF 1" sriovctl vf set pf0/0-1 trunk 40
check "a refusal has changed nothing" equal "none all 30" \
	"$(trunk 0) $(trunk 1) $(field 2 .vlan)"

echo 0 > "$(pf_sysfs 0)/sriov_numvfs"
vfs 0 4
sriovctl vf reset pf0/2
check "it outlives the VFs, but not a reset to the defaults" \
	equal "none all" "$(trunk 0) $(trunk 2)"

finish
