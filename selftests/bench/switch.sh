#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# What forwarding a frame to a known station costs, in instructions, by
# pktgen's own clock: this switch and its peers over a bare cross-connect. The
# generator is one end of a veth pair, whose other end is the ingress port; the
# egress port is a dummy, which frees the frame. Everything but the path between
# the two ports is the same, so the difference to the floor is the path's.
#
#     g1 === s1 --[ path ]-- sink

# shellcheck source=selftests/bench/lib.sh
. "${0%/*}/lib.sh"

FRAMES=20000
SRC=02:00:00:00:02:01
DST=02:00:00:00:09:01
# How many destinations, from DST on, frames take turns to; they are set by hand
# with many_stations. One may have its entry in its first bucket or in its second.
SPREAD=1

# path NAME: what the path costs that is set up now; every frame must leave.
path()
{
	local name=$1 before took

	pktgen_set g1 "$DST" 60
	pg g1 "src_min 192.0.2.2"
	pg g1 "src_max 192.0.2.2"
	pg g1 "src_mac $SRC"
	pg g1 "dst_mac_count $SPREAD"
	# Once for what the first frames set up, once for the clock
	pg pgctrl start
	sleep 0.2
	before=$(sent sink)
	pg pgctrl start
	took=$(pktgen_took g1)
	wait_for 10 all_left sink "$FRAMES" "$before" ||
		die "$name: $(($(sent sink) - before)) of $FRAMES left"
	result "switch.$name" "$took"
}

# devices QDISC: new ones for each path, so that none has what another left
devices()
{
	ip link add s1 type veth peer name g1
	ip link add sink type dummy
	bench_up g1 s1 sink
	[ "$1" = noqueue ] || tc qdisc replace dev sink root "$1"
}

gone()
{
	ip link del s1
	ip link del sink
	sleep 0.2
}

floor()
{
	devices "$1"
	insmod "$(modinfo -n vsw_floor)" in=s1 out=sink "queue=$2"
	path "$3"
	rmmod vsw_floor
	gone
}

mirred()
{
	devices "$1"
	tc qdisc add dev s1 clsact
	tc filter add dev s1 ingress matchall action mirred egress redirect dev sink
	path "$2"
	gone
}

bridge_path()
{
	devices "$1"
	ip link add br0 up type bridge vlan_filtering "$2"
	ip link set s1 master br0
	ip link set sink master br0
	bridge fdb add "$DST" dev sink master static
	path "$3"
	ip link del br0
	gone
}

ovs()
{
	devices "$1"
	modprobe openvswitch
	ovs_path new dp0 s1 sink "$SRC" "$DST" || die "ovs: no flow"
	path "$2"
	ovs_path del dp0
	modprobe -r openvswitch
	gone
}

# To a macvlan device of the ingress port, which stands for the guest's, and
# from there as the floor does: a macvlan doesn't send on.
macvlan()
{
	devices "$1"
	ip link add mv0 link s1 address "$DST" type macvlan mode bridge
	bench_up mv0
	insmod "$(modinfo -n vsw_floor)" in=mv0 out=sink queue=0
	path "$2"
	rmmod vsw_floor
	gone
}

# vswitch QDISC NAME [COMMAND...]: with what the command adds to it
vswitch()
{
	local qdisc=$1 name=$2 n

	shift 2
	devices "$qdisc"
	ip link add lan0 up type vswitch
	ip link set s1 master lan0
	ip link set sink master lan0
	"$@"
	for ((n = 1; n <= SPREAD; n++)); do
		printf 'fdb add 02:00:00:00:%02x:%02x dev lan0 self via sink static\n' \
			$((9 + (n >> 8))) $((n & 255))
	done | bridge -batch -
	path "$name"
	ip link del lan0
	gone
}

many_stations()
{
	local n

	for ((n = 0; n < 65536; n++)); do
		printf 'fdb add 06:00:00:00:%02x:%02x dev lan0 self via sink static\n' \
			$((n >> 8)) $((n & 255))
	done | bridge -batch -
	[ "$(bridge fdb show dev lan0 | grep -c '^06:')" = 65536 ] ||
		die "64 k entries aren't there"
}

many_ports()
{
	local n

	for ((n = 0; n < 1022; n++)); do
		echo "link add bench$n type dummy"
		echo "link set bench$n up master lan0"
	done | ip -batch -
}

mirrored()
{
	ip link add benchm type dummy
	ip link set benchm up master lan0
	nl_vsw set s1 mirror-in benchm
}

modprobe pktgen
modprobe vswitch
floor noqueue 0 floor
floor noqueue 1 floor-queue
mirred noqueue mirred
bridge_path noqueue 0 bridge
bridge_path noqueue 1 bridge-vlan
ovs noqueue ovs
macvlan noqueue macvlan
vswitch noqueue vswitch true
vswitch noqueue vswitch-vlan nl_vswitch lan0 vlan 802.1q
vswitch noqueue vswitch-guard nl_vsw guard s1 "$SRC,192.0.2.2"
vswitch noqueue vswitch-isolated bridge link set dev s1 isolated on
vswitch noqueue vswitch-mirrored mirrored
ip link del benchm
vswitch noqueue vswitch-64k many_stations
vswitch noqueue vswitch-1024 many_ports
SPREAD=256
floor noqueue 0 spread.floor
vswitch noqueue spread.vswitch-64k many_stations
SPREAD=1
floor fq_codel 1 fq.floor
mirred fq_codel fq.mirred
bridge_path fq_codel 0 fq.bridge
vswitch fq_codel fq.vswitch true
