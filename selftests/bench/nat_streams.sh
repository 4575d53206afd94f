#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Streams of TCP between a guest and the outside (network namespaces on veths),
# both ways, whose segments pass whole (GSO): through mode nat of this switch, and
# through nft masquerade alone and with a flowtable, by iperf3 under --icount.
# Frames that leave are counted, to see that segments did pass whole.
#
#     guest: eth0 === s1 --[ path ]-- up0 === eth0 :outer
#            10.77.0.11  .1        192.0.2.1  192.0.2.100

# shellcheck source=selftests/bench/lib.sh
. "${0%/*}/lib.sh"

ROUNDS=2

# end NS DEV ADDRESS GATEWAY: a namespace with eth0, whose other end is DEV
end()
{
	ip netns add "$1"
	ip link add "$2" up type veth peer name eth0 netns "$1"
	ip -n "$1" link set eth0 up
	ip -n "$1" address add "$3" dev eth0
	ip -n "$1" route add default via "$4"
}

ends()
{
	end guest s1 10.77.0.11/24 10.77.0.1
	end outer up0 192.0.2.100/24 192.0.2.1
}

gone()
{
	nft flush ruleset
	ip netns del guest
	ip netns del outer
	ip link del lan0 2> /dev/null || true
	conntrack -F > /dev/null 2>&1
	sleep 0.2
}

# gateway DEV
gateway()
{
	ip address add 10.77.0.1/24 dev "$1"
	ip address add 192.0.2.1/24 dev up0
}

make_masquerade()
{
	gateway s1
	masquerade_rules
}

make_flowtable()
{
	gateway s1
	flowtable_rules s1
}

make_nat()
{
	ip link add lan0 up type vswitch
	ip link set s1 master lan0
	sriovctl switch set lan0 mode nat
	gateway lan0
}

server_ready()
{
	ip netns exec outer ss -H -l -n -t | grep -q ':5201'
}

# frames DEV: that it sent
frames()
{
	cat "/sys/class/net/$1/statistics/tx_packets"
}

# stream PATH ROUND WAY DEV [OPTION]: bits a second that arrived, and octets in a
# frame that left by DEV
stream()
{
	local bytes before

	ip netns exec outer iperf3 -s -1 > /dev/null &
	wait_for 10 server_ready
	before=$(frames "$4")
	# shellcheck disable=SC2086 # an option or none
	ip netns exec guest iperf3 -J -c 192.0.2.100 -t 1 ${5:-} > "$OUT" ||
		die "$1: iperf3 failed: $(tail -n 3 "$OUT")"
	wait $!
	bytes=$(jq .end.sum_received.bytes "$OUT")
	result "streams.$3.$1.$2" \
		"$(jq '.end.sum_received.bits_per_second | floor' "$OUT")"
	result "streams.$3-frame.$1.$2" \
		$((bytes / ($(frames "$4") - before)))
}

modprobe vswitch_nat
sysctl -qw net.ipv4.ip_forward=1
for ((round = 1; round <= ROUNDS; round++)); do
	for path in masquerade flowtable nat; do
		ends
		"make_$path"
		wait_for 10 ip netns exec guest ping -q -c 1 -W 1 192.0.2.100
		stream "$path" "$round" out up0
		stream "$path" "$round" back s1 -R
		gone
	done
done
sysctl -qw net.ipv4.ip_forward=0
