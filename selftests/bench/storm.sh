#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# What a learning storm costs its neighbours: one port sends to a known station,
# another sends each frame from an address that nobody has seen. Timed are each
# alone, and both in turns; the difference is what the first's frames cost beside
# the storm, growth of the database included. For comparison the second sends
# from one address (steady). Then the same with a full database, which must stay
# at its limit. One processor, instructions.

# shellcheck source=selftests/bench/lib.sh
. "${0%/*}/lib.sh"

FRAMES=50000
DST=02:00:00:00:09:01
LIMIT=1024

# generator DEV MAC COUNT: COUNT sources from MAC on, one after the other
generator()
{
	pg kpktgend_0 "add_device $1"
	pg "$1" "count $FRAMES"
	pg "$1" "pkt_size 60"
	pg "$1" "delay 0"
	pg "$1" "dst 192.0.2.1"
	pg "$1" "dst_mac $DST"
	pg "$1" "src_mac $2"
	pg "$1" "src_mac_count $3"
}

# took DEV: microseconds that its run took
took()
{
	sed -n 's/^Result: OK: \([0-9]*\)(.*/\1/p' "/proc/net/pktgen/$1"
}

# run NAME COUNT DEV...: all these generators, a result in ns for each frame of
# one of them, or none with - as name; COUNT frames must leave
run()
{
	local name=$1 count=$2 before us=0 one

	shift 2
	before=$(sent sink)
	pg pgctrl start
	wait_for 10 all_left sink "$count" "$before" ||
		die "$name: $(($(sent sink) - before)) of $count left"
	[ "$name" != - ] || return 0
	for dev; do
		one=$(took "$dev")
		[ "$one" -le "$us" ] || us=$one
	done
	result "storm.$name" $((us * 1000 / FRAMES))
}

# ports MAKE: two veth ports and the sink, joined by what it makes
ports()
{
	for dev in 1 2; do
		ip link add "s$dev" type veth peer name "g$dev"
	done
	ip link add sink type dummy
	bench_up g1 s1 g2 s2 sink
	"$1"
	for dev in s1 s2 sink; do
		ip link set "$dev" master lan0
	done
}

gone()
{
	pg kpktgend_0 rem_device_all
	ip link del s1
	ip link del s2
	ip link del sink
	ip link del lan0
	sleep 0.2
}

known()
{
	pg kpktgend_0 rem_device_all
	generator g1 02:00:00:00:02:01 0
}

storm()
{
	pg kpktgend_0 rem_device_all
	generator g2 "$1" "$2"
}

both()
{
	storm "$1" "$2"
	generator g1 02:00:00:00:02:01 0
}

# storms NAME MAKE: the four runs, each in a new switch that MAKE makes
storms()
{
	local name=$1 what

	for what in known storm both steady; do
		ports "$2"
		"fdb_$2"
		# What the first frame sets up, and the station itself
		known
		run - "$FRAMES" g1
		case $what in
		known)	run "$name.known" "$FRAMES" g1 ;;
		storm)	storm 06:00:00:00:00:00 "$FRAMES"
			run "$name.storm" "$FRAMES" g2 ;;
		steady)	both 06:00:00:00:00:00 0
			run "$name.steady" $((2 * FRAMES)) g1 g2 ;;
		both)	both 06:00:00:00:00:00 "$FRAMES"
			run "$name.both" $((2 * FRAMES)) g1 g2 ;;
		esac
		"count_$2" "$name.$what"
		gone
	done
}

make_bridge()
{
	ip link add lan0 up type bridge
}

# The station that is known
fdb_make_bridge()
{
	bridge fdb add "$DST" dev sink master static
}

# NAME: what was learned
count_make_bridge()
{
	result "storm.$1.learned" "$(bridge fdb show br lan0 | grep -c '^06:')"
}

make_vswitch()
{
	ip link add lan0 up type vswitch
}

fdb_make_vswitch()
{
	bridge fdb add "$DST" dev lan0 self via sink static
}

count_make_vswitch()
{
	result "storm.$1.learned" "$(bridge fdb show dev lan0 | grep -c '^06:')"
}

make_full()
{
	make_vswitch
	sriovctl switch set lan0 fdb-limit "$LIMIT"
}

fdb_make_full()
{
	fdb_make_vswitch
}

count_make_full()
{
	count_make_vswitch "$1"
}

modprobe pktgen
modprobe vswitch
storms bridge make_bridge
storms vswitch make_vswitch
storms full make_full
