#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Memory of a VF: bare function, dummy netdev (together the floor), VF with
# sriov_vf probed and its netdev down, and what bringing it up adds. 1024 of
# each, so that noise of a megabyte is one KiB a VF.

# shellcheck source=selftests/bench/lib.sh
. "${0%/*}/lib.sh"

UPS=128

modprobe dummy numdummies=0
modprobe sriov_pf
wait_for 30 pfs_there
# What the first of a kind allocates for all
ip link add bench type dummy && ip link del bench
settle
each 'link add bench%d type dummy' 1024
used memory.dummy 1024
each 'link del bench%d' 1024
for port in 0 1 2 3; do
	# A first life, for what the suite keeps
	echo 1 > "/sys/bus/pci/devices/15f00:01:00.$port/sriov_numvfs"
	echo 0 > "/sys/bus/pci/devices/15f00:01:00.$port/sriov_numvfs"
done
settle
for port in 0 1 2 3; do
	echo 256 > "/sys/bus/pci/devices/15f00:01:00.$port/sriov_numvfs"
done
used memory.bare 1024
grep -v '^#' /proc/slabinfo > "$BENCH_TMP/slabs"
modprobe sriov_vf
for port in 0 1 2 3; do
	sriovctl wait "pf$port" --driver --timeout 300
done
used memory.probed 1024
# Caches of the slab allocator that grew by more than 200 bytes a VF
grep -v '^#' /proc/slabinfo | awk -v old="$BENCH_TMP/slabs" '
	BEGIN { while ((getline < old) > 0) had[$1] = $2 * $4 }
	NR > 1 && ($2 * $4 - had[$1]) / 1024 > 200 {
		printf "result\tmemory.slab.%s\t%d\n", $1,
			($2 * $4 - had[$1]) / 1024
	}'
queues=$(find /sys/class/net/p0v0/queues -name 'rx-*' | wc -l)
result memory.queues "$queues"
result memory.vectors "$(find /sys/class/net/p0v0/device/msi_irqs -type f |
	wc -l)"
each 'link set p0v%d up' "$UPS"
sleep 1
used memory.up "$UPS"
rmmod sriov_vf
settle
modprobe sriov_vf queues=1
for port in 0 1 2 3; do
	sriovctl wait "pf$port" --driver --timeout 300
done
used memory.probed1 1024
