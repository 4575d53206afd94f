#!/bin/bash
# Proves that netlink family sriov refuses bad requests with the right error, message and attribute.
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 6.12 debug
# timeout: 120

modprobe sriov_pf || exit 1

# Without drivers in the VFs: nothing but this test changes them.
for pf in /sys/class/net/pf*/device; do
	echo 0 > "$pf/sriov_drivers_autoprobe"
done

exec nl_refuse
