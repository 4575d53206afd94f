#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# What a frame costs the drivers of QEMU's 82576, in instructions, by pktgen's
# own clock: sriov_pf and sriov_vf beside the stock igb and igbvf, in one guest.
#
#	nobody ---[ wire ]---[ switch in the card ]--- port (PF)
#					|	|
#				vf0 (igbvf)	vf1 (sriov_vf)
#
# Transmit is to an address that nobody has. Receive is from another function of
# the card, whose frames to nobody are what its sending costs; frames that came
# are dropped by tc. Each has to arrive. All moderate interrupts alike.

# The bench's own lib.sh comes with it.
# shellcheck source=selftests/bench/lib.sh
. /root/selftests/ksft/interop_lib.sh

FRAMES=20000
NOBODY=02:00:00:00:99:99
# Where answers would go
NOBODY_ELSE=02:00:00:00:99:98
SIZES="60 1500"

# took FROM MAC SIZE: instructions of a frame, in TOOK; as many frames go first, until
# the allocators have what they need
took()
{
	local before

	pktgen_set "$1" "$2" "$3"
	pg "$1" "src_mac $NOBODY_ELSE"
	pg pgctrl start
	sleep 0.2
	before=$(sent "$1")
	pg pgctrl start
	TOOK=$(pktgen_took "$1")
	[ "$1" = bench_d ] || wait_for 10 all_left "$1" "$FRAMES" "$before" ||
		die "$1: $(($(sent "$1") - before)) of $FRAMES left"
}

# sends NAME FROM: to nobody, of all sizes
sends()
{
	local size

	for size in $SIZES; do
		took "$2" "$NOBODY" "$size"
		result "igb.$1.$size" "$TOOK"
	done
}

# Frames that a device has seen, whatever became of them
seen()
{
	cat "/sys/class/net/$1/statistics/rx_packets"
}

# xdp_seen DEV NAME: frames that a program has decided about
xdp_seen()
{
	ethtool -S "$1" | awk -v name="xdp_$2:\$" '$1 ~ name { n += $2 }
		END { print n + 0 }'
}

grown()
{
	[ $(($("${@:3}") - $1)) -ge "$2" ]
}

# comes NAME FROM TO COUNTER...: frames of all sizes that TO gets and COUNTER,
# a command, counts
comes()
{
	local name=$1 from=$2 to=$3 size before

	shift 3
	for size in $SIZES; do
		before=$("$@")
		took "$from" "$(mac_of "$to")" "$size"
		wait_for 10 grown "$before" $((2 * FRAMES)) "$@" ||
			die "$name: $(($("$@") - before)) came"
		result "igb.$name.$size" "$TOOK"
	done
}

# Drop frames by tc, or what ACTION says
tc_do()
{
	local dev=$1

	shift
	tc qdisc replace dev "$dev" clsact
	tc filter add dev "$dev" ingress matchall "$@"
}

tc_off()
{
	tc qdisc del dev "$1" clsact
}

# receives NAME FROM TO
receives()
{
	tc_do "$3" action drop
	comes "$1" "$2" "$3" seen "$3"
	tc_off "$3"
}

# programs NAME FROM TO: what XDP does, and tc that does the same. tx swaps the
# addresses, which tc needs an action for; that one's cost is measured, too.
programs()
{
	local from=$2 to=$3 verdict

	for verdict in drop tx; do
		xdp_set "$to" "$verdict" || die "$to takes no program"
		comes "$1.xdp.$verdict" "$from" "$to" xdp_seen "$to" "$verdict"
		xdp_set "$to" off
	done
	tc_do "$to" action skbmod swap mac pipe action drop
	comes "$1.tc.swap" "$from" "$to" seen "$to"
	tc_off "$to"
	tc_do "$to" action skbmod swap mac pipe \
		action mirred egress redirect dev "$to"
	comes "$1.tc.tx" "$from" "$to" seen "$to"
	tc_off "$to"
}

# card DRIVER: the card, and one VF
card()
{
	give "$CARD" "$1" || die "$1 takes no card"
	called "$CARD" port
	bench_up port
	wait_for 20 has_carrier - port || die "$1: no link"
	ethtool -C port rx-usecs 50
	enable 2
	vf_up 1 sriov_vf tx-usecs 50
}

# vf_up N DRIVER [COALESCE...]
vf_up()
{
	vf_give "$1" "$2" || die "VF $1 has no driver"
	bench_up "vf$1"
	wait_for 20 has_carrier - "vf$1" || die "VF $1: $2 has no link"
	ethtool -C "vf$1" rx-usecs 50 "${@:3}"
}

card_off()
{
	echo 0 > "$CARD/sriov_numvfs"
	give "$CARD" -
}

# pf DRIVER: the cells of the PF's driver
pf()
{
	sends "pf.$1.tx" port
	sends "pf.$1.sender" vf1
	receives "pf.$1.rx" vf1 port
}

# vf DRIVER DEV: those of a VF's
vf_cells()
{
	sends "vf.$1.tx" "$2"
	receives "vf.$1.rx" port "$2"
}

modprobe pktgen
modprobe dummy numdummies=0
ip link add bench_d type dummy
bench_up bench_d
sends floor bench_d
card igb
pf igb
# It waits for the PF without letting anybody else have the processor, so the PF
# has to be one that serves mail in its interrupt.
vf_up 0 igbvf
vf_cells igbvf vf0
vf_cells sriov_vf vf1
programs vf port vf1
card_off
card sriov_pf_82576
pf sriov_pf_82576
programs pf vf1 port
card_off
