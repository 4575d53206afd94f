#!/bin/bash
# Proves that addresses, VLANs with their offloads, multicast and MTU work whichever driver PF and VF have: what is to arrive does, and what isn't doesn't.
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 6.12 debug
# check-kernels: 6.12
# nic: igb2
# timeout: 400
# Cases are strings that check evaluates later.
# shellcheck disable=SC2016,SC2317
# shellcheck source=selftests/ksft/interop_lib.sh
. "$(dirname "$0")/interop_lib.sh"

ALL=ff:ff:ff:ff:ff:ff
ME=02:ee:00:00:00:01
JOINED=01:00:5e:01:02:03
NOBODY=01:00:5e:7f:7e:7d

# hear NAMESPACE DEV...: one receiver in each
hear()
{
	local ns dev

	LISTENERS=()
	rm -f "$LIB_TMP"/*.heard
	while [ $# -gt 0 ]; do
		ns=$1 dev=$2
		shift 2
		in_ns "$ns" frames recv "$dev" 30 > "$LIB_TMP/$dev.heard" &
		LISTENERS+=($!)
		LIB_PIDS+=($!)
		wait_for 20 grep -q ready "$LIB_TMP/$dev.heard" || return 1
	done
}

# end_from NAMESPACE DEV [VID]: what all have to hear, last
end_from()
{
	in_ns "$1" frames send "$2" "$ALL" "$ME" "${3:-0}" "end from $2" &&
		listeners_end
}

# anew: the VF of guest a begins anew, as a guest does that is booted again
anew()
{
	echo 1 > "$(vf 0)/reset" && ip -n a link set vf0 down &&
		ip -n a link set vf0 up && wait_for 30 has_carrier a vf0
}

given()
{
	ip link set port vf 0 mac "$1" && anew &&
		wait_for 20 eval "[ \$(in_ns a cat /sys/class/net/vf0/address) = $1 ]" &&
		wait_for 20 reach a 10.9.0.2
}

own_address()
{
	ip link set port vf 0 trust on && anew &&
		ip -n a link set vf0 address 02:00:00:00:99:02 &&
		wait_for 20 reach a 10.9.0.2
}

addresses()
{
	check "$PAIR the VF has the address that the host gives" \
		given 02:00:00:00:99:01
	check_not "$PAIR a guest doesn't change it" \
		ip -n a link set vf0 address 02:00:00:00:99:02
	check "$PAIR a trusted one does" own_address
}

# vlan NAMESPACE DEV VID ADDRESS
vlan()
{
	ip -n "$1" link add link "$2" name "v$3" type vlan id "$3" &&
		ip -n "$1" address add "$4" dev "v$3" &&
		ip -n "$1" link set "v$3" up
}

vlans_up()
{
	vlan a vf0 7 10.9.7.1/24 && vlan b vf1 7 10.9.7.2/24 &&
		vlan out out0 7 10.9.7.250/24 &&
		ip link add link port name v7 type vlan id 7 &&
		ip address add 10.9.7.254/24 dev v7 && ip link set v7 up
}

# tagged: what the VF sends in a VLAN is tagged on the wire, whoever does it
tagged()
{
	hear out out0 && in_ns a frames send v7 "$ALL" "$ME" 0 inserted &&
		end_from a vf0 && heard out0 ' 7 inserted'
}

# admitted: frames with a tag that the VF has come, with the tag; others don't.
admitted()
{
	hear a vf0 a v7 &&
		in_ns out frames send out0 "$ALL" "$ME" 7 "of seven" &&
		in_ns out frames send out0 "$ALL" "$ME" 9 "of nine" &&
		in_ns out frames send out0 "$ALL" "$ME" 7 "end from out0" &&
		listeners_end && heard vf0 ' 7 of seven' &&
		heard v7 ' 0 of seven' && unheard vf0 'of nine'
}

received()
{
	in_ns a cat "/sys/class/net/vf0/statistics/rx_$1"
}

# stripped: a hundred tags would be 400 bytes.
stripped()
{
	local bytes packets more

	bytes=$(received bytes) packets=$(received packets)
	in_ns out frames send out0 "$ALL" "$ME" 7 fill 100 1000
	wait_for 10 eval "[ \$(received packets) -ge $((packets + 100)) ]"
	more=$(($(received bytes) - bytes - 100000))
	[ "$more" -lt 300 ] || equal "no tags" "$more bytes more"
}

vlans()
{
	check "$PAIR a VLAN for all" vlans_up
	check "$PAIR in it, VF to VF" wait_for 20 reach a 10.9.7.2
	check "$PAIR VF to PF" wait_for 20 reach a 10.9.7.254
	check "$PAIR VF to another card" wait_for 20 reach a 10.9.7.250
	check "$PAIR the VF's frames are tagged on the wire" tagged
	if ip netns exec a ethtool -K vf0 txvlan off 2> /dev/null; then
		check "$PAIR without its offload, too" tagged
		ip netns exec a ethtool -K vf0 txvlan on
	else
		skip "$PAIR without its offload, too" "the driver has it always"
	fi
	check "$PAIR only tags that the VF has come in" admitted
	check "$PAIR the card takes them off" stripped
	ip -n a link del v7
	check_not "$PAIR without the VLAN nothing comes" admitted_still
}

admitted_still()
{
	hear a vf0 && in_ns out frames send out0 "$ALL" "$ME" 7 "of seven" &&
		end_from out out0 && heard vf0 'of seven' > /dev/null
}

multicast()
{
	ip -n b maddress add "$JOINED" dev vf1 && hear b vf1 &&
		wait_for 10 joined a vf0 && wait_for 10 joined out out0 &&
		in_ns a frames send vf0 "$NOBODY" "$ME" 0 stray &&
		in_ns out frames send out0 "$NOBODY" "$ME" 0 stray &&
		end_from a vf0 && unheard vf1 stray
}

# joined NAMESPACE DEV: the PF may be told a little later.
joined()
{
	in_ns "$1" frames send "$2" "$JOINED" "$ME" 0 "group from $2"
	grep -q "group from $2" "$LIB_TMP/vf1.heard"
}

# fits FROM TO: a packet of 8 KB, in one piece
fits()
{
	in_ns "$1" ping -c 3 -i 0.2 -W 2 -M "do" -s 8000 -q "$2" |
		grep -Eq ' [1-3] (packets )?received'
}

jumbo()
{
	ip link set port mtu 9000 && wait_for 20 has_carrier - port &&
		ip -n out link set out0 mtu 9000 && wait_for 20 has_carrier out out0 &&
		ip -n a link set vf0 mtu 9000 && ip -n b link set vf1 mtu "$1" &&
		wait_for 60 has_carrier a vf0 && wait_for 60 has_carrier b vf1
}

# The other end of the ARP cache is asked by a small one first.
mtus()
{
	check "$PAIR MTU 9000 for all but one" jumbo 1500
	check "$PAIR small frames pass" wait_for 40 reach a 10.9.0.2
	check_not "$PAIR that one gets no long frame" fits a 10.9.0.2
	check "$PAIR MTU 9000 for all" jumbo 9000
	check "$PAIR long frames, VF to VF" wait_for 40 fits a 10.9.0.2
	check "$PAIR VF to PF" wait_for 20 fits a 10.9.0.254
	check "$PAIR VF to another card" wait_for 20 fits a 10.9.0.250
}

try()
{
	check "$PAIR two VFs have their driver and a link" two_guests "$2"
	check "$PAIR they reach each other" all_reach
	addresses
	vlans
	check "$PAIR groups that somebody joined arrive, others don't" multicast
	mtus
	ip link del v7
	ip -n out link del v7
	ip -n out link set out0 mtu 1500
}

outside || note "no other card"
pairs 22 try
finish
