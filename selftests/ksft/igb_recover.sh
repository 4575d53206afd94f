#!/bin/bash
# Proves that the PF driver of Intel's 82576 survives resets, sleep, and removal of the card with VFs in use, and that all of it is programmed again.
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 6.12 debug
# check-kernels: 6.12
# nic: igb
# timeout: 200
# Cases are strings that check evaluates later.
# shellcheck disable=SC2016,SC2034,SC2317
# shellcheck source=selftests/ksft/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=selftests/ksft/igb_lib.sh
. "$(dirname "$0")/igb_lib.sh"

plan 11

take_pf && pf_up
ip link add link "$PF" name v7 type vlan id 7
ip link set v7 up
check "the wire answers" reach - 10.0.2.2
check "function level reset: the wire answers after it" eval '
	echo 1 > "$SYSFS/reset" && wait_for 20 has_carrier - "$PF" &&
		wait_for 20 reach - 10.0.2.2'
check "two VFs" igb_vfs 2
A=$(igb_vf 0) B=$(igb_vf 1)
ip link set "$PF" vf 1 vlan 7
ip address add 10.9.7.254/24 dev v7
guest b "$B" 10.9.7.2/24
check "VF 1, in the host's VLAN, and the PF" wait_for 20 reach - 10.9.7.2

# The driver in the VF begins anew when it is told to, or at the latest here.
again()
{
	ip -n b link set "$B" down && ip -n b link set "$B" up &&
		wait_for 20 has_carrier b "$B" && wait_for 20 reach - 10.9.7.2
}
check "a reset with VFs: the PF has the wire" eval '
	echo 1 > "$SYSFS/reset" && wait_for 20 has_carrier - "$PF" &&
		wait_for 20 reach - 10.0.2.2'
check "and the VF its VLAN" again

# To sleep and back, as far as all devices: the machine itself stays awake.
sleeps()
{
	echo 1 > /sys/module/suspend/parameters/pm_test_delay
	echo platform > /sys/power/pm_test && echo freeze > /sys/power/state
}
if [ -w /sys/power/pm_test ]; then
	check "sleep" sleeps
	check "awake the PF has the wire" eval '
		wait_for 20 has_carrier - "$PF" && wait_for 20 reach - 10.0.2.2'
else
	skip "sleep" "no pm_test in this kernel"
	skip "awake the PF has the wire" "no pm_test in this kernel"
fi

check "the card is removed, VFs in use" eval '
	echo 1 > "$SYSFS/remove" && [ ! -e "$SYSFS" ]'
LIB_NETNS=()
ip netns del b
check "and found again" eval '
	echo 1 > /sys/bus/pci/rescan && wait_for 10 [ -e "$SYSFS" ] && take_pf && pf_up'
check "with the wire" wait_for 20 reach - 10.0.2.2

finish
