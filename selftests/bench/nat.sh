#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# What a packet of a guest to the outside costs, and one back, in instructions,
# by pktgen's own clock: mode nat of this switch and its peers over a bare
# cross-connect. 60-octet frames of UDP, and of TCP by frame_gen.ko; both ends are
# veth pairs, whose far side is the generator, or drops what it gets by tc.
#
#     g1 === s1 --[ path ]-- up0 === o0
#     10.77.0.11   .1        192.0.2.1  192.0.2.100
#
# Frames are nobody's but the path's (pktgen's flag SHARED is off), and
# neighbours are permanent, as the flowtable needs.

# shellcheck source=selftests/bench/lib.sh
. "${0%/*}/lib.sh"

FRAMES=20000
GUEST=02:00:00:00:02:01
OUTSIDE=02:00:00:00:09:01

devices()
{
	ip link add s1 type veth peer name g1 address "$GUEST"
	ip link add up0 type veth peer name o0 address "$OUTSIDE"
	bench_up g1 s1 up0 o0
	tc qdisc add dev g1 clsact
	tc qdisc add dev o0 clsact
	tc filter add dev g1 ingress matchall action drop
	tc filter add dev o0 ingress matchall action drop
	[ "$1" = noqueue ] || tc qdisc replace dev up0 root "$1"
	UPLINK=$(cat /sys/class/net/up0/address)
}

gone()
{
	conntrack -F > /dev/null 2>&1
	nft flush ruleset
	ip link del s1
	ip link del up0
	sleep 0.2
}

# inside DEV: the gateway of the guest
inside()
{
	ip address add 10.77.0.1/16 dev "$1"
	ip address add 192.0.2.1/24 dev up0
	ip neighbour replace 10.77.0.11 lladdr "$GUEST" dev "$1"
	ip neighbour replace 192.0.2.100 lladdr "$OUTSIDE" dev up0
	GATEWAY=$(cat "/sys/class/net/$1/address")
}

# direction FROM MAC SRC DST SPORTS DPORTS: ports are a range, of which each frame
# has the next
direction()
{
	GEN=$1
	pktgen_set "$1" "$2" 60
	pg "$1" "flag !SHARED"
	pg "$1" "src_min $3"
	pg "$1" "src_max $3"
	pg "$1" "dst $4"
	pg "$1" "udp_src_min ${5%-*}"
	pg "$1" "udp_src_max $((${5#*-} + 1))"
	pg "$1" "udp_dst_min ${6%-*}"
	pg "$1" "udp_dst_max $((${6#*-} + 1))"
}

# out [SPORTS [DPORTS]] and back [SPORTS [DPORTS]], by the guest's ports
out()
{
	direction g1 "$GATEWAY" 10.77.0.11 192.0.2.100 \
		"${1:-1024-1024}" "${2:-9-9}"
}

back()
{
	direction o0 "$(cat /sys/class/net/up0/address)" 192.0.2.100 192.0.2.1 \
		"${2:-9-9}" "${1:-1024-1024}"
}

# send COUNT: with no look at what becomes of them
send()
{
	pg "$GEN" "count $1"
	pg pgctrl start
	pg "$GEN" "count $FRAMES"
	sleep 0.2
}

# timed NAME TO: all frames have to leave by TO
timed()
{
	local before

	before=$(sent "$2")
	pg pgctrl start
	result "nat.$1" "$(pktgen_took "$GEN")"
	wait_for 10 all_left "$2" "$FRAMES" "$before" ||
		die "$1: $(($(sent "$2") - before)) of $FRAMES left"
}

# both NAME: one session, known for a while, in both directions
both()
{
	# Answers, and packets after them, make it established.
	out; send 10
	back; send 10
	out; send 1000
	timed "$1.out" up0
	back; send 1000
	timed "$1.back" s1
}

# segments NAME FROM TO COUNT FRAME: all of them have to leave by TO
segments()
{
	local before

	before=$(sent "$3")
	insmod "$(modinfo -n frame_gen)" dev="$2" frame="$5" count="$4"
	[ -z "$1" ] || result "nat.$1" \
		"$(cat /sys/module/frame_gen/parameters/ns)"
	rmmod frame_gen
	wait_for 10 all_left "$3" "$4" "$before" || die "$1: TCP is lost"
}

# tcp NAME: one session of TCP, in both directions; its segments from outside have
# to reach the guest's port
tcp()
{
	local port out back

	port=$(tcp_session open g1 o0 "$GATEWAY" "$UPLINK")
	out=$(tcp_session out g1 "$GATEWAY")
	back=$(tcp_session back o0 "$UPLINK" "$port")
	segments '' g1 up0 1000 "$out"
	segments '' o0 s1 1000 "$back"
	segments "$1.tcp.out" g1 up0 "$FRAMES" "$out"
	segments "$1.tcp.back" o0 s1 "$FRAMES" "$back"
}

floor()
{
	devices "$1"
	GATEWAY=$(cat /sys/class/net/s1/address)
	insmod "$(modinfo -n vsw_floor)" in=s1 out=up0 "queue=$2"
	out; send 1000
	timed "$3.out" up0
	if [ "$2" = 0 ]; then
		segments "$3.tcp.out" g1 up0 "$FRAMES" \
			"$(tcp_session out g1 "$GATEWAY")"
	fi
	rmmod vsw_floor
	if [ "$2" = 0 ]; then
		insmod "$(modinfo -n vsw_floor)" in=up0 out=s1
		back; send 1000
		timed "$3.back" s1
		segments "$3.tcp.back" o0 s1 "$FRAMES" \
			"$(tcp_session back o0 "$UPLINK" 4000)"
		rmmod vsw_floor
	fi
	gone
}

# first NAME: each frame begins a session
first()
{
	out 1024-21023
	timed "$1.first" up0
}

# begin_many: 100,002 sessions, answered and gone on with
begin_many()
{
	out 1024-51024 9-10; send 100002
	back 1024-51024 9-10; send 100002
	out 1024-51024 9-10; send 100002
	[ "$(conntrack -C)" -ge 100002 ] || die "$(conntrack -C) sessions"
}

routing()
{
	devices "$1"
	inside s1
	ip route add 10.77.0.0/16 dev s1 2> /dev/null || true
	out; send 1000
	timed "$2.out" up0
	gone
}

masquerade()
{
	devices "$1"
	inside s1
	masquerade_rules
	first "$2"
	conntrack -F > /dev/null 2>&1
	both "$2"
	tcp "$2"
	conntrack -F > /dev/null 2>&1
	settle
	begin_many
	used "nat.$2.memory" 100002
	gone
}

flowtable()
{
	devices "$1"
	inside s1
	flowtable_rules s1
	both "$2"
	[ "$1" != noqueue ] || tcp "$2"
	gone
}

nat_up()
{
	devices "$1"
	ip link add lan0 type vswitch
	ip link set lan0 up
	ip link set s1 master lan0
	sriovctl switch set lan0 mode nat
	nl_nat set lan0 max-sessions 0 max-rate 0
	inside lan0
	bridge fdb add "$GUEST" dev lan0 self via s1 static
}

fast_packets()
{
	nl_nat get lan0 | sed -n 's/^fast-packets //p'
}

nat_down()
{
	ip link del lan0
	gone
}

# nat QDISC NAME [OPTIONS]
nat()
{
	local before

	nat_up "$1"
	# shellcheck disable=SC2086 # options are words
	nl_nat set lan0 ${3:-mss-clamp 0}
	first "$2"
	conntrack -F > /dev/null 2>&1
	before=$(fast_packets)
	both "$2"
	[ "$1" != noqueue ] || tcp "$2"
	result "nat.$2.fast" $(($(fast_packets) - before))
	nat_down
}

# As many sessions, of which 256 carry the load: all of them, a second's packet of
# each by the stack, would take the processor as a whole.
many()
{
	local spread=1024-1279

	nat_up noqueue
	settle
	begin_many
	used nat.nat.memory 100002
	# Some of those that are there, for a second: so each has its packet by
	# the stack once.
	FRAMES=200000
	out "$spread"; send 1000; back "$spread"; send 1000
	out "$spread"; send 1000
	timed nat.many.out up0
	back "$spread"; send 1000
	timed nat.many.back s1
	FRAMES=20000
	nat_down
}

modprobe pktgen
modprobe vswitch
modprobe vswitch_nat
sysctl -qw net.ipv4.ip_forward=1 net.netfilter.nf_conntrack_max=1000000 \
	net.netfilter.nf_conntrack_buckets=262144 net.ipv4.conf.all.rp_filter=0 \
	net.ipv4.conf.default.rp_filter=0 net.netfilter.nf_conntrack_udp_timeout=600
# Conntrack looks through its new, large table by itself at first.
sleep 60
floor noqueue 0 floor
routing noqueue routing
masquerade noqueue masquerade
flowtable noqueue flowtable
nat noqueue nat
nat noqueue eim "mapping 1 filtering 1"
many
floor fq_codel 1 fq.floor
flowtable fq_codel fq.flowtable
nat fq_codel fq.nat
sysctl -qw net.ipv4.ip_forward=0
