#!/bin/bash
# Proves that netlink family sriov answers and tells with whole objects, dumps completely, and lets root alone set.
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 6.12 debug
# timeout: 300

modprobe sriov_pf || exit 1

# Without drivers in the VFs: nothing but this test changes them.
for pf in /sys/class/net/pf*/device; do
	echo 0 > "$pf/sriov_drivers_autoprobe"
done

exec nl_sriov
