#!/bin/bash
# Proves that ethtool's interrupt coalescing of PF and VF delays interrupts: the same frames cause few of them.
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 6.12 debug
# check-kernels: 6.1 6.12
# smp: 1
#
# One processor: each frame sent is received, and its interrupt served, before
# the next is sent. So without coalescing there is an interrupt for each, and
# no other load of the machine changes that.
# Cases are strings that check evaluates later.
# shellcheck disable=SC2016,SC2034,SC2317
# shellcheck source=selftests/ksft/lib.sh
. "$(dirname "$0")/lib.sh"

plan 20
drivers

N=100

# The default queueing discipline drops what waits for longer than a moment, as
# it does where transmissions are reported late.
setup()
{
	local dev
	ip link set wire0 up && vfs 0 2 && up pf0 p0v0 p0v1 || return 1
	for dev in pf0 p0v0 p0v1; do
		tc qdisc replace dev "$dev" root pfifo limit 1000 || return 1
	done
}

# interrupts DEV: of its queues
interrupts()
{
	awk -v name="^$1-[0-9]+$" '$NF ~ name {
		for (i = 2; $i ~ /^[0-9]+$/; i++) n += $i
	} END { print n + 0 }' /proc/interrupts
}

received()
{
	cat "/sys/class/net/$1/statistics/rx_packets"
}

all_came()
{
	[ "$(received "$1")" -ge "$2" ]
}

# pour FROM TO: N frames; how many interrupts that makes at FROM and at TO, and
# how many seconds it takes, rounded up: FROM_INTS, TO_INTS, TIME.
pour()
{
	local from to want begin=$SECONDS lost=false
	from=$(interrupts "$1")
	to=$(interrupts "$2")
	want=$(($(received "$2") + N))
	frames send "$1" "$(mac_of "$2")" "$(mac_of "$1")" 0 drop "$N"
	wait_for 20 all_came "$2" "$want" || lost=true
	FROM_INTS=$(($(interrupts "$1") - from))
	TO_INTS=$(($(interrupts "$2") - to))
	TIME=$((SECONDS - begin + 1))
	note "$1: $FROM_INTS, $2: $TO_INTS interrupts in at most $TIME s"
	[ "$lost" = true ] || return 0
	note "not all frames came"
	FROM_INTS=0
	TO_INTS=0
}

# A delay of half a second: not more than two in a second, and one at each end.
few()
{
	[ "$1" -ge 1 ] && [ "$1" -le $((2 + 2 * TIME)) ]
}

many()
{
	[ "$1" -ge $((N / 2)) ]
}

# shows DEV "RX-USECS RX-FRAMES TX-USECS"
shows()
{
	equal "$2" "$(ethtool -c "$1" | awk '
		/^rx-usecs:/ { a = $2 } /^rx-frames:/ { b = $2 }
		/^tx-usecs:/ { c = $2 } END { print a, b, c }')"
}

check "a PF and two VFs are up" setup
check "nothing is coalesced by default" eval \
	'shows p0v1 "0 0 0" && shows pf0 "0 0 0"'
pour p0v0 p0v1
check "an interrupt for each frame received" many "$TO_INTS"
check "and for each frame sent" many "$FROM_INTS"

check "rx-usecs of a VF" ethtool -C p0v1 rx-usecs 500000
check "is shown" shows p0v1 "500000 0 0"
pour p0v0 p0v1
check "few interrupts for the frames received" few "$TO_INTS"
check "the sender's are as before" many "$FROM_INTS"

check "tx-usecs of a VF" ethtool -C p0v0 tx-usecs 500000
pour p0v0 p0v1
check "few interrupts for the frames sent, too" eval \
	'few "$FROM_INTS" && few "$TO_INTS"'

ethtool -C p0v1 rx-usecs 1000000 rx-frames 10
pour p0v0 p0v1
check "with rx-frames, one for so many frames" eval \
	'[ "$TO_INTS" -ge $((N / 20)) ] &&
	 [ "$TO_INTS" -le $((N / 10 + 1 + TIME)) ]'

ip link set p0v1 down
echo 1 > /sys/class/net/p0v1/device/reset
up p0v1
ethtool -C p0v1 rx-frames 0 rx-usecs 500000
ip link set p0v1 down
echo 1 > /sys/class/net/p0v1/device/reset
up p0v1
pour p0v0 p0v1
check "coalescing survives a function level reset" eval \
	'shows p0v1 "500000 0 0" && few "$TO_INTS"'

ethtool -C pf0 rx-usecs 500000 tx-usecs 500000
pour p0v1 pf0
check "the PF's" few "$TO_INTS"
pour pf0 p0v0
check "both ways" few "$FROM_INTS"

ethtool -C p0v0 tx-usecs 0
ethtool -C p0v1 rx-usecs 0
ethtool -C pf0 rx-usecs 0 tx-usecs 0
pour p0v0 p0v1
check "without it, an interrupt for each frame again" eval \
	'many "$TO_INTS" && many "$FROM_INTS"'

refused "more than a second" "at most 1000000|range" \
	ethtool -C p0v0 rx-usecs 1000001
refused "more than a second, of the PF" "at most 1000000|range" \
	ethtool -C pf0 tx-usecs 1000001
refused "frames without a time" "needs rx-usecs|invalid" \
	ethtool -C p0v0 rx-frames 8
refused "what the hardware hasn't" "support" ethtool -C p0v0 tx-frames 8
check "and nothing has changed" shows p0v0 "0 0 0"

finish
