#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Streams between two guests (network namespaces on veths) through this switch
# and through the Linux bridge: TCP by iperf3, whose segments veth passes on
# whole (GSO), and UDP in batches that the kernel cuts up last (UDP_SEGMENT).
# Bridge and switch take turns, and each has its best and its median of ROUNDS.
# Under --icount that is in instructions, and repeats; on several processors, in
# real time, only ratios say something, and not much on a machine that does other
# things (streams_smp.sh). Frames that were switched are counted, to see that
# segments did pass whole.

# shellcheck source=selftests/bench/lib.sh
. "${0%/*}/lib.sh"

# Emulating a second of instructions takes many.
ROUNDS=2 SECONDS_EACH=1
[ "$(nproc)" = 1 ] || ROUNDS=7 SECONDS_EACH=4

# network KIND: two guests, a and b, with a switch of that kind between them
network()
{
	local n

	ip link add lan0 up type "$1"
	for n in 1 2; do
		ip netns add "guest$n"
		ip link add "v$n" up type veth peer name eth0 netns "guest$n"
		ip link set "v$n" master lan0
		ip -n "guest$n" link set eth0 up
		ip -n "guest$n" address add "10.9.0.$n/24" dev eth0
	done
	wait_for 10 ip netns exec guest1 ping -q -c 1 -W 1 10.9.0.2
}

gone()
{
	ip netns del guest1
	ip netns del guest2
	ip link del lan0
	sleep 0.2
}

# frames DEV: that it received
frames()
{
	cat "/sys/class/net/$1/statistics/rx_packets"
}

server_ready()
{
	ip netns exec guest2 ss -H -l -n "-$1" | grep -q ':5201'
}

# tcp KIND ROUND: bits a second that arrived, and octets in a frame
tcp()
{
	local bytes before

	ip netns exec guest2 iperf3 -s -1 > /dev/null &
	wait_for 10 server_ready t
	before=$(frames v1)
	ip netns exec guest1 iperf3 -J -c 10.9.0.2 -t "$SECONDS_EACH" \
		> "$OUT" || die "$1: iperf3 failed: $(tail -n 3 "$OUT")"
	wait $!
	bytes=$(jq .end.sum_received.bytes "$OUT")
	result "streams.tcp.$1.$2" \
		"$(jq '.end.sum_received.bits_per_second | floor' "$OUT")"
	result "streams.tcp-frame.$1.$2" \
		$((bytes / ($(frames v1) - before)))
}

# udp KIND ROUND: as tcp; what the receiver took, segments of 1400 octets
udp()
{
	local before bytes took

	ip netns exec guest2 udp_stream take 5201 > "$OUT" &
	wait_for 10 server_ready u
	before=$(frames v1)
	ip netns exec guest1 udp_stream send 10.9.0.2 5201 "$SECONDS_EACH"
	wait $! || die "$1: nothing taken"
	read -r bytes took < "$OUT"
	result "streams.udp.$1.$2" $((bytes * 8 * 1000 / (took / 1000000)))
	result "streams.udp-frame.$1.$2" $((bytes / ($(frames v1) - before)))
}

modprobe vswitch
modprobe bridge
for ((round = 1; round <= ROUNDS; round++)); do
	for kind in bridge vswitch; do
		network "$kind"
		tcp "$kind" "$round"
		udp "$kind" "$round"
		gone
	done
done
