#!/bin/bash
# Proves that ports, switches, namespaces and the module go under traffic without harm, and that bridge.ko and a vswitch leave each other alone.
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 6.12 debug
# check-kernels: 6.12 debug
# nic: none
#
#     g1 === s1 --[ lan0 ]-- s2 === g2        g1 and g2 send as fast as they can
#                  |    |                     all the time, to each other and to
#         g3 === s3     lan0                  all
# Cases are strings that check evaluates later.
# shellcheck disable=SC2016,SC2034,SC2317
# shellcheck source=selftests/ksft/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=selftests/ksft/vsw_lib.sh
. "$(dirname "$0")/vsw_lib.sh"

plan 13
rounds=$(soak 8 200 1)

all=ff:ff:ff:ff:ff:ff

# They end when their device goes down.
storm()
{
	background frames flood g1 "$(guest_mac 2)" "$(guest_mac 1)" 200
	background frames flood g2 "$all" "$(guest_mac 2)" 1400
}

# flows PORT: frames leave by it
flows()
{
	local file=/sys/class/net/$1/statistics/tx_packets before
	before=$(cat "$file") &&
		wait_for 10 eval "[ \"\$(cat $file)\" -gt $((before + 10)) ]"
}

check "a switch with three guests" new_switch lan0 3
quiet lan0
storm
check "traffic flows" eval 'flows s2 && flows s3'

detach_attach()
{
	local n

	for n in $(seq "$rounds"); do
		ip link set s2 nomaster && ip link set s2 master lan0 &&
			ip link set s3 nomaster && ip link set s3 master lan0 ||
			return 1
	done
}
check "ports leave and come back" detach_attach
check "and traffic flows" eval 'flows s2 && flows s3'

devices()
{
	local n

	for n in $(seq "$rounds"); do
		ip link del s3 && ! learned lan0 "$(guest_mac 3)" s3 &&
			add_guests lan0 3 3 || return 1
		send g3 "$all" "$(guest_mac 3)" 0 here
	done
}
check "a port's device vanishes, and another takes its place" devices
check "and traffic flows" eval 'flows s2 && flows s3'

vlans()
{
	local n

	for n in $(seq "$rounds"); do
		nl_vswitch lan0 vlan 802.1q && bridge vlan add dev s1 vid 5 &&
			bridge vlan del dev s1 vid 5 &&
			nl_vswitch lan0 vlan off || return 1
		bridge link set dev s1 state disabled
		bridge link set dev s1 state forwarding
	done
}
check "VLANs are looked at, and not; a port is off, and on" vlans
check "and traffic flows" eval 'flows s2 && flows s3'

# bridge.ko, unloaded before, as long as it isn't built in
neighbour()
{
	modprobe bridge && ip link add br7 type bridge &&
		ip link add name t7 type veth peer name u7 &&
		ip link set t7 master br7 && ip link set br7 up &&
		ip link set t7 up && ip link set u7 up &&
		bridge vlan show > /dev/null && bridge fdb show > /dev/null &&
		bridge link show | grep -q "master lan0" &&
		bridge link show | grep -q "master br7" &&
		ip link del br7 && ip link del t7 || return 1
	! lsmod | grep -q '^bridge ' || modprobe -r bridge
}
check "bridge.ko is loaded, used and unloaded beside it" neighbour
check "and traffic flows" eval 'flows s2 && flows s3'

switches()
{
	local n

	for n in $(seq "$rounds"); do
		ip link del lan0 && ip link add lan0 type vswitch &&
			ip link set lan0 up && ip link set s1 master lan0 &&
			ip link set s2 master lan0 &&
			ip link set s3 master lan0 || return 1
	done
}
check "the switch goes, and another takes its place" eval \
	'switches && flows s2 && flows s3'

in_a_namespace()
{
	local n

	for n in $(seq "$rounds"); do
		ip netns add vsw && ip -n vsw link add lan0 type vswitch &&
			ip -n vsw link set lan0 up &&
			ip -n vsw link add ga type veth peer name gb &&
			ip -n vsw link set ga master lan0 &&
			ip -n vsw link set ga up && ip -n vsw link set gb up &&
			ip netns del vsw || return 1
	done
	wait_for 20 eval "! ip netns list | grep -q vsw"
}
check "namespaces go with switches in them" in_a_namespace
check "the module goes with a switch in use, and comes back" eval \
	'rmmod vswitch && gone lan0 && ! gone s1 && modprobe vswitch'
finish
