#!/bin/bash
# Proves that a host-only vswitch joins guests and the host, takes nothing that leads outside, now or later, and that modes change live.
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 6.12 debug
# check-kernels: 6.1 6.12
# nic: mock
# timeout: 120
#
#     ga: g1 === s1 --[ lan0 ]-- s2 === g2 :gb     10.9.0.11, .12; the host .1
#                         |
#                       lan0
# Cases are strings that check evaluates later.
# shellcheck disable=SC2016,SC2034,SC2317
# shellcheck source=selftests/ksft/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=selftests/ksft/vsw_lib.sh
. "$(dirname "$0")/vsw_lib.sh"

plan 41

# set_mode MODE; mode: what it is
set_mode()
{
	sriovctl switch set lan0 mode "$1"
}

mode()
{
	sriovctl -J switch show lan0 | jq -r ".switches[0].mode"
}

barred()
{
	sriovctl -J port show "$1" | jq -e ".ports[0].barred" > /dev/null
}

# bypass [PORT]: of a port, or of the switch
bypass()
{
	if [ $# = 1 ]; then
		sriovctl -J port show "$1" | jq -r ".ports[0].bypass | join(\",\")"
	else
		sriovctl -J switch show lan0 | jq -r ".switches[0].bypass | join(\",\")"
	fi
}

# more REASON BEFORE: frames were dropped for it since.
more()
{
	[ "$(drops lan0 "$1")" -gt "$2" ]
}

network()
{
	new_switch lan0 2 && ip address add 10.9.0.1/24 dev lan0 &&
		ip address add fd09::1/64 dev lan0 nodad &&
		guest ga g1 10.9.0.11/24 && guest gb g2 10.9.0.12/24 &&
		echo 0 > /proc/sys/net/ipv6/conf/lan0/disable_ipv6 || return 1
	in_ns ga sysctl -qw net.ipv6.conf.g1.disable_ipv6=0 &&
		in_ns gb sysctl -qw net.ipv6.conf.g2.disable_ipv6=0 &&
		ip -n ga address add fd09::11/64 dev g1 nodad &&
		ip -n gb address add fd09::12/64 dev g2 nodad
}

joined()
{
	reach ga 10.9.0.12 && reach ga 10.9.0.1 && reach - 10.9.0.12 &&
		reach ga fd09::12 && reach ga fd09::1 && reach - fd09::12
}

check "a switch with two guests" network
check "its mode is bridge" equal bridge "$(mode)"
check "guests and host reach each other" joined
refused "an unknown mode" "bridge, host-only" set_mode routed
check "host-only, with the ports attached" eval \
	'set_mode host-only && equal host-only "$(mode)"'
check "they reach each other all the same" joined

check "a VF, a PF, and what may be uplinks" eval 'drivers && vfs 0 1 &&
	ip link add link pf0 name pf0.5 type vlan id 5 &&
	ip link add name mv9 link pf3 type macvlan &&
	ip link add name vx9 type vxlan id 9 remote 192.0.2.9 dstport 4789 &&
	ip link add name br9 type bridge &&
	ip link add name bo9 type bond mode active-backup &&
	ip link add name du9 type dummy'
for dev in pf1 p0v0 wire0 pf0.5 mv9 vx9 br9; do
	refused "$dev as a port" "$dev may lead outside|host-only" \
		ip link set "$dev" master lan0
done
check "a dummy and an empty bond as ports" eval \
	'ip link set du9 master lan0 && ip link set bo9 master lan0'
refused "a PF in the bond later" "pf2 may lead outside" \
	ip link set pf2 master bo9
check "the bond leaves, takes the PF" eval \
	'ip link set bo9 nomaster && ip link set pf2 down &&
	 ip link set pf2 master bo9'
refused "and can't come back" "bo9 may lead outside, by pf2" \
	ip link set bo9 master lan0

refused "a bridge over the gateway" "only VLAN devices.* not br9" \
	ip link set lan0 master br9
refused "a macvlan" "only VLAN devices" \
	ip link add name mv8 link lan0 type macvlan
refused "an ipvlan" "only VLAN devices" \
	ip link add name iv8 link lan0 type ipvlan
refused "a VRF" "only VLAN devices" \
	eval 'ip link add name vr8 type vrf table 88 && ip link set lan0 master vr8'
check "a VLAN device over it" \
	ip link add link lan0 name lan0.7 type vlan id 7
refused "a bridge over that" "only VLAN devices" \
	ip link set lan0.7 master br9
refused "a VLAN device on a port" "before the switch" \
	ip link add link s1 name s1.7 type vlan id 7

check "bridge, live" eval 'set_mode bridge && equal bridge "$(mode)"'
check "there the bridge may be over the gateway, and the PF a port" eval \
	'ip link set lan0.7 master br9 && ip link set pf1 master lan0'
refused "host-only with the PF attached" "pf1" set_mode host-only
check "nothing has changed" eval 'equal bridge "$(mode)" && joined'
ip link set pf1 nomaster
refused "host-only with the bridge there" "br9" set_mode host-only
ip link del br9
check "without them it is accepted" eval \
	'set_mode host-only && equal host-only "$(mode)"'

# None of what g1 sends gets to g5.
copies()
{
	listen g5 || return 1
	in_ns ga frames send g1 ff:ff:ff:ff:ff:ff "$(guest_mac 1)" 0 copied 3
	frames send s5 ff:ff:ff:ff:ff:ff 02:ee:00:00:00:01 0 "end from s5"
	listeners_end
	unheard g5 copied && sriovctl port set s1 mirror-in none
}

# Both ends here: frames would come back into the host, by another way.
check "a veth with both ends in the host is a port with a warning" eval \
	'ip link add s5 type veth peer name g5 && quiet s5 g5 &&
	 ip link set g5 up && ip link set s5 up &&
	 ip link set s5 master lan0 2>&1 | grep -q "no traffic until" &&
	 barred s5 && ! barred s1'
before=$(drops lan0 host-only-port)
send g5 ff:ff:ff:ff:ff:ff 02:00:00:00:02:05 0 early 5
check "none of its frames passes" more host-only-port "$before"
check "nor a copy of others" eval 'sriovctl port set s1 mirror-in s5 && copies'
check "with the other end at a guest they do" eval \
	'guest gc g5 10.9.0.15/24 && ! barred s5 && reach gc 10.9.0.1'
check "back in the host, no more" eval \
	'ip -n gc link set g5 netns 1 && barred s5'

outward()
{
	ip -n ga route replace default via 10.9.0.1
	before=$(drops lan0 host-only-dest)
	in_ns ga ping -c 1 -W 1 203.0.113.1 > /dev/null 2>&1
	more host-only-dest "$before"
}
check "a frame for elsewhere: dropped, with a reason" outward

# The host would answer by another device.
stranger()
{
	before=$(drops lan0 host-only-src)
	ip -n ga address add 203.0.113.5/32 dev g1
	in_ns ga ping -c 1 -W 1 -I 203.0.113.5 10.9.0.1 > /dev/null 2>&1
	more host-only-src "$before"
}
check "a frame from elsewhere: dropped, with a reason" stranger

foreign()
{
	before=$(drops lan0 host-only-type)
	in_ns ga frames send g1 "$(mac_of lan0)" "$(guest_mac 1)" 0 foreign
	more host-only-type "$before"
}
check "a frame that isn't IP: dropped, with a reason" foreign

taps()
{
	equal "" "$(bypass)" || return 1
	tc qdisc add dev s1 clsact &&
		tc filter add dev s1 ingress matchall action pass &&
		equal tc "$(bypass s1)" &&
		nft add table netdev t && nft "add chain netdev t c {
			type filter hook ingress device lan0 priority 0; }" &&
		equal tc,nft "$(bypass)" || return 1
	listen s2 && equal packet "$(bypass s2)" &&
		frames send g5 ff:ff:ff:ff:ff:ff 02:00:00:00:02:05 0 x
	kill "${LISTENERS[@]}"
	tc qdisc del dev s1 clsact && nft delete table netdev t &&
		wait_for 5 eval 'equal "" "$(bypass)"'
}
check "tc, nft and packet sockets are flagged" taps

contained()
{
	ip netns add vsw && ip -n vsw link add lan0 type vswitch &&
		ip link add name s6 type veth peer name g6 netns vsw &&
		in_ns vsw sriovctl switch set lan0 mode host-only || return 1
	! ip -n vsw link set g6 master lan0 2> /dev/null &&
		ip netns del vsw && wait_for 20 no_netns vsw
}
check "in a container, the veth to the host leads outside" contained
check "the module goes with such a switch" eval \
	'rmmod vswitch && gone lan0 && ! gone s1'
finish
