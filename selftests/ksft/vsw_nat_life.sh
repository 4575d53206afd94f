#!/bin/bash
# Proves that a NAT switch bears many sessions, that it changes its mode, is deleted and goes with its namespace under load, and that the module leaves conntrack and netfilter as they were.
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 6.12 debug
# check-kernels: debug
# memory: 1536
# timeout: 200
#
# The picture is in vsw_nat_lib.sh.
# shellcheck disable=SC2016,SC2034,SC2317
# shellcheck source=selftests/ksft/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=selftests/ksft/vsw_lib.sh
. "$(dirname "$0")/vsw_lib.sh"
# shellcheck source=selftests/ksft/vsw_nat_lib.sh
. "$(dirname "$0")/vsw_nat_lib.sh"

plan 17

SESSIONS=$(soak 20000 100000 4000)
CYCLES=$(soak 8 100 4)

# What netfilter has, and who uses it
netfilter()
{
	nft list hooks 2> /dev/null
	lsmod | awk '$1 ~ /^(nf|nft|x)_/ { print $1, $3 }' | sort
}

# load: both guests send to the outside, and begin anew, until they are killed
load()
{
	local ns

	for ns in ga gb; do
		background in_ns "$ns" bash -c '
			while :; do
				sessions 192.0.2.100 20000 500
				echo hello | socat -t 0.2 - \
					TCP:192.0.2.100:5001,connect-timeout=1
			done > /dev/null 2>&1'
	done
}

forwarding()
{
	sysctl -qw net.ipv4.conf.up0.forwarding=2 \
		net.ipv6.conf.all.forwarding=2
}

cycle()
{
	local n

	for ((n = 0; n < CYCLES; n++)); do
		sriovctl switch set lan0 mode bridge &&
			sriovctl switch set lan0 mode nat &&
			nl_nat set lan0 max-rate 0 && forwarding || return 1
		sleep 0.2
		sriovctl switch set lan0 mode host-only &&
			sriovctl switch set lan0 mode nat &&
			nl_nat set lan0 max-rate 0 && forwarding || return 1
		sleep 0.2
	done
}

# Its modules, before there is anything to hold; some of them stay loaded.
modprobe vswitch_nat
modprobe nf_conntrack_netlink
modprobe nft_ct
modprobe nft_masq
modprobe nft_chain_nat
rmmod vswitch_nat
before=$(netfilter)

check "a NAT switch, two guests and an outside" the_network
tcp_server out 5001
udp_server out 5000
sysctl -qw net.netfilter.nf_conntrack_max=262144
nl_nat set lan0 max-rate 0 max-sessions 200000

check "$SESSIONS sessions of one guest" equal "$SESSIONS" \
	"$(in_ns ga sessions 192.0.2.100 10000 $((SESSIONS / 4)) 3000 4)"
check "are all there" eval '[ "$(nat sessions)" -ge "$SESSIONS" ]'
check "the other guest has its own beside them" wait_for 30 eval \
	'[ "$(ask gb udp 192.0.2.100 5000 4000)" = "192.0.2.1 4000 hello" ]'
conntrack -D --orig-zone "$(nat zone)" > /dev/null 2>&1
check "the switch forgets those that were ended" \
	wait_for 40 eval '[ "$(nat sessions)" -lt 10 ]'

load
check "modes change $((CYCLES * 4)) times under load" cycle
check "guests get outside again" reach ga 192.0.2.100
check "an established connection doesn't outlive the mode" eval \
	'conntrack -L --orig-zone "$(nat zone)" 2> /dev/null | grep -q . &&
	 sriovctl switch set lan0 mode bridge &&
	 ! conntrack -L 2> /dev/null | grep -q zone-orig &&
	 sriovctl switch set lan0 mode nat && forwarding'

# With the host's own masquerade for others by the same uplink
nft -f - <<-END
	table ip t {
		chain p {
			type nat hook postrouting priority srcnat;
			oifname "up0" masquerade
		}
	}
END
check "beside the host's masquerade no port is given twice" eval \
	'sleep 2; ! conntrack -S | grep -q "insert_failed=[1-9]"'
check "the host's own traffic is translated by that alone" eval \
	'reach - 192.0.2.100'
nft flush ruleset

check "deleted under load" timeout 60 ip link del lan0
check "without switches no guest is in conntrack" eval \
	'! conntrack -L 2> /dev/null | grep -q "=10\.77\."'
for pid in "${LIB_PIDS[@]}"; do kill "$pid"; done 2> /dev/null
check "the module goes" wait_for 20 rmmod vswitch_nat
check "netfilter and conntrack are as they were" equal "$before" \
	"$(netfilter)"

# In a namespace of its own, which goes while guests send
modprobe vswitch_nat
ip netns add sw
LIB_NETNS+=(sw)
inside()
{
	ip link add up1 type veth peer name o1 netns out &&
		ip link set up1 netns sw && ip -n sw link set up1 up &&
		ip -n out link set o1 up &&
		ip -n out address add 198.51.100.100/24 dev o1 &&
		ip -n sw address add 198.51.100.1/24 dev up1 &&
		ip -n sw link add lan5 type vswitch &&
		in_ns sw sriovctl switch set lan5 mode nat &&
		ip -n sw address add 10.77.0.1/24 dev lan5 &&
		ip -n sw link set lan5 up &&
		in_ns sw sysctl -qw net.ipv4.ip_forward=1 &&
		ip -n sw link add s1 type veth peer name g5 netns ga &&
		ip -n sw link set s1 master lan5 && ip -n sw link set s1 up &&
		ip -n ga address flush dev g1 2> /dev/null
	ip -n ga link set g5 up && ip -n ga address add 10.77.0.11/24 dev g5 &&
		ip -n ga route replace default via 10.77.0.1
}
check "a NAT switch in a namespace" inside
check "serves its guest" reach ga 198.51.100.100
background in_ns ga bash -c \
	'while :; do sessions 198.51.100.100 20000 500; done > /dev/null 2>&1'
check "and goes with its namespace under load" eval \
	'ip netns del sw && wait_for 30 eval "rmmod vswitch_nat"'
finish
