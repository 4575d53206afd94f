#!/bin/bash
# Proves that pf bind and unbind move a PF between drivers, and not where the host would lose its way out or VFs.
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 6.12
# check-kernels: 6.12
# timeout: 120
# Cases are strings that check evaluates later.
# shellcheck disable=SC2016,SC2317
# shellcheck source=selftests/ksft/lib.sh
. "$(dirname "$0")/lib.sh"

plan 16

drivers || exit 1
modprobe pci-stub || exit 1
PCI=$(pf_pci 1)
SYSFS=/sys/bus/pci/devices/$PCI

has()
{
	equal "$1" "$(basename "$(readlink "$SYSFS/driver")")"
}

override()
{
	equal "$1" "$(cat "$SYSFS/driver_override")"
}

to_stub()
{
	echo pci-stub > "$SYSFS/driver_override"
	echo "$PCI" > "$SYSFS/driver/unbind"
	echo "$PCI" > /sys/bus/pci/drivers_probe
	has pci-stub
}

cleanup_bind()
{
	ip route del default 2> /dev/null
	ip -6 route del default dev up1 2> /dev/null
	ip link del up1 2> /dev/null
	echo > "$SYSFS/driver_override"
	echo "$PCI" > /sys/bus/pci/drivers_probe 2> /dev/null
	cleanup
}
trap cleanup_bind EXIT

check "another driver has the PF" to_stub
refused "unbind isn't for that" "pci-stub isn't a driver of sriov_pf" \
	sriovctl pf unbind "$PCI"
check "bind" eval 'sriovctl pf bind "$PCI" |
	grep -q "from pci-stub to sriov_pf_mock"'
check "it has it" has sriov_pf_mock
check "by its override" override sriov_pf_mock
check "once more is no harm" eval 'sriovctl pf bind "$PCI" | grep -q already'
wait_for 20 test -e /sys/class/net/pf1
vfs 1 2
refused "not while there are VFs" "has 2 VFs" sriovctl pf unbind pf1
vfs 1 0
ip link set pf1 up
ip route add default dev pf1
refused "not with the default route" "default route goes through pf1" \
	sriovctl pf unbind pf1
ip route del default
ip link add link pf1 name up1 type vlan id 5
ip link set up1 up
ip -6 route add default dev up1
refused "nor with one of IPv6 through its VLAN" \
	"default route goes through pf1" sriovctl pf unbind pf1
check "it still has it" has sriov_pf_mock
check "but with --force" sriovctl pf unbind pf1 --force
check "the override is gone" override "(null)"
refused "a device that sriov_pf knows nothing of" "has no driver for" \
	sriovctl pf bind 0000:00:00.0
check "and adopt is said" eval \
	'sriovctl pf bind 0000:00:00.0 2>&1 | grep -q "pf adopt"'
refused "no device at all" "no PCI device" sriovctl pf bind nothing7
check "nor is the loopback device" eval \
	'! sriovctl pf bind lo 2>&1 | grep -q "from"'
finish
