#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Instructions a packet, by pktgen's own clock: it sends from a VF to another VF of its port, to
# the cable and from there, at 64 and 1500 bytes (with CRC 4 more), beside a
# veth pair and a dummy as peers in the same guest. Each frame has to arrive.
# Whose instructions they are is sampled in a second run: see shares.c. And
# what a mail of a VF to its PF costs, as an MTU change of 256 VFs less that
# of 256 dummies.

# shellcheck source=selftests/bench/lib.sh
. "${0%/*}/lib.sh"

FRAMES=20000

# received DEV
received()
{
	cat "/sys/class/net/$1/statistics/rx_packets"
}

all_there()
{
	[ $(($(received "$1") - $2)) -ge "$FRAMES" ]
}

# packets NAME FROM TO SIZE: TO is where they arrive, - for nobody
packets()
{
	local name=$1 from=$2 to=$3 size=$4 took before=0 mac=02:00:00:00:99:99

	[ "$to" = - ] || mac=$(mac_of "$to")
	pktgen_set "$from" "$mac" $((size - 4))
	# Once for what the first frames set up, once for the clock, once more
	# under the sampler
	pg pgctrl start
	[ "$to" = - ] || before=$(received "$to")
	sleep 0.2
	[ "$to" = - ] || before=$(received "$to")
	pg pgctrl start
	took=$(pktgen_took "$from")
	[ "$to" = - ] || wait_for 10 all_there "$to" "$before" ||
		die "$name: $(($(received "$to") - before)) of $FRAMES came"
	result "packets.$name" "$took"
	shares "packets.$name" pktgen_start
	sleep 0.2
}

# mails NAME DEV-PATTERN MTU
mails()
{
	local n

	for ((n = 0; n < 256; n++)); do
		# shellcheck disable=SC2059
		printf "link set $2 mtu $3\n" "$n"
	done > "$BENCH_TMP/batch"
	measured "$1" ip -batch "$BENCH_TMP/batch"
}

mailbox()
{
	local n

	for ((n = 0; n < 256; n++)); do
		echo "link add bench$n type dummy"
	done | ip -batch -
	mails mailbox.dummy.0 'bench%d' 1400
	mails mailbox.vf.0 'p1v%d' 1400
	mails mailbox.dummy.1 'bench%d' 1300
	mails mailbox.vf.1 'p1v%d' 1300
	for n in 0 255; do
		[ "$(cat /sys/class/net/p1v$n/mtu)" = 1300 ] ||
			die "mailbox: p1v$n has another MTU"
	done
}

modprobe pktgen
modprobe dummy numdummies=0
drivers
ip link add bench_v0 type veth peer name bench_v1
ip link add bench_d type dummy
for dev in bench_v0 bench_v1 bench_d wire0; do ip link set "$dev" up; done
vfs 0 2
up pf0 p0v0 p0v1
for size in 64 1500; do
	packets "dummy.$size" bench_d - "$size"
	packets "veth.$size" bench_v0 bench_v1 "$size"
	packets "vf-vf.$size" p0v0 p0v1 "$size"
	packets "vf-wire.$size" p0v0 wire0 "$size"
	packets "wire-vf.$size" wire0 p0v1 "$size"
done
vfs 1 256
mailbox
