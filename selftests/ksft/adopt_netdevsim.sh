#!/bin/bash
# Proves what adopting says of VFs that aren't PCI functions, of netdevs without VFs, of our own PFs, and of nonsense.
# SPDX-License-Identifier: GPL-2.0
# kernels: debug
# timeout: 100
# shellcheck disable=SC2317
# shellcheck source=selftests/ksft/lib.sh
. "$(dirname "$0")/lib.sh"

plan 10

drivers || exit 1

cleanup_sim()
{
	echo 7 > /sys/bus/netdevsim/del_device 2> /dev/null
	ip link del dummy7 2> /dev/null
	cleanup
}
trap cleanup_sim EXIT

sim_dev()
{
	ls /sys/bus/netdevsim/devices/netdevsim7/net 2> /dev/null
}

sim_vfs()
{
	modprobe netdevsim 2> /dev/null
	echo "7 1" > /sys/bus/netdevsim/new_device &&
		wait_for 10 sim_dev &&
		echo 2 > /sys/bus/netdevsim/devices/netdevsim7/sriov_numvfs &&
		ip link show "$(sim_dev)" | grep -q "vf 1"
}

before=$(sriovctl -J pf list)
check "a netdevsim with VFs" sim_vfs
refused "it isn't PCI" "of no PCI device" sriovctl pf adopt "$(sim_dev)"
refused "and what can be is said" "only PCI devices" \
	sriovctl pf adopt "$(sim_dev)"
ip link add dummy7 type dummy
refused "a netdev without device" "of no PCI device" sriovctl pf adopt dummy7
refused "no netdev" "no netdev" sriovctl pf adopt nothing7
refused "no device" "no such device" sriovctl pf adopt 0000:ff:1f.7
refused "a device without SR-IOV" "isn't a PF with SR-IOV" \
	sriovctl pf adopt 0000:00:00.0
refused "a PF of ours" "one of sriov_pf" sriovctl pf adopt pf0
refused "which can't be released either" "isn't adopted" \
	sriovctl pf release pf0
check "nothing came of it" equal "$before" "$(sriovctl -J pf list)"
finish
