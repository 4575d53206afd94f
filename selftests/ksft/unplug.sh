#!/bin/bash
# Proves that the card can be pulled out, politely or by surprise, with VFs and traffic on it, and comes back.
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 6.12 debug
# timeout: 600
# Cases are strings that check evaluates later.
# shellcheck disable=SC2016,SC2034,SC2317
# shellcheck source=selftests/ksft/lib.sh
. "$(dirname "$0")/lib.sh"

plan 8
drivers

start()
{
	ip link set wire0 up
	vfs 0 8 && vfs 1 3 && guest a p0v0 10.9.0.1/24 &&
		guest b p0v1 10.9.0.2/24 && reach a 10.9.0.2 || return 1
	background in_ns a ping -q -f -i 0.002 10.9.0.2 > /dev/null
	flowing b p0v1
}

functions()
{
	lspci -D -d 6d6b: | wc -l
}


root_port=$(lspci -D -d 6d6b:5f00 | cut -d' ' -f1)
bus=$(readlink -f "/sys/bus/pci/devices/$root_port/..")

check "traffic flows" start
pf=$(pf_sysfs 0)
echo 1 > "$pf/remove"
check "one PF removed: it and its VFs are gone" eval \
	'[ ! -e /sys/class/net/pf0 ] && [ ! -e /sys/class/net/p0v0 ] && [ ! -e "$pf" ]'
check "the other PF keeps its VFs" equal 3 "$(numvfs 1)"
echo 1 > "/sys/bus/pci/devices/$root_port/remove"
check "root port removed: nothing is left" equal 0 "$(functions)"
echo 1 > "$bus/pci_bus/$(basename "$bus" | sed s/pci//)/rescan" 2>/dev/null ||
	echo 1 > /sys/bus/pci/rescan
check "a rescan brings the card back" wait_for 30 pfs_there

check "traffic flows again" start
echo 0 > /sys/kernel/debug/sriov_mock/present
check "surprise removal: no VF and no PF is left" \
	wait_for 60 eval '[ ! -e /sys/class/net/pf0 ] && [ "$(lspci -D -d 6d6b:5f02 | wc -l)" = 0 ]'
echo 1 > /sys/kernel/debug/sriov_mock/present
check "plugged in again it works" eval 'wait_for 30 pfs_there && start'

finish
