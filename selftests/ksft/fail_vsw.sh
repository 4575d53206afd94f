#!/bin/bash
# Proves that no request to a virtual switch is half done or leaks when any of its allocations fails, and that traffic flows afterwards.
# SPDX-License-Identifier: GPL-2.0
# kernels: debug
# nic: none
# memory: 1536
# timeout: 400
# allow-log: kobject_add_internal failed for [^ ]+ .error: -12
#
# What is allowed is the kernel's own: see fail_nth.sh.
#
# The program fail_vsw lets the 1st, 2nd, 3rd... allocation of each operation
# fail until it needs no more. In make check only some of what takes long.
# Cases are strings that check evaluates later.
# shellcheck disable=SC2016,SC2317
# shellcheck source=selftests/ksft/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=selftests/ksft/vsw_lib.sh
. "$(dirname "$0")/vsw_lib.sh"

if [ ! -e /sys/kernel/debug/failslab ]; then
	echo "no fault injection in this kernel"
	exit 4
fi

new_switch lan0 2
ip link add f1 type dummy
quiet lan0 f1

read -r -a more <<< "${FAIL_NTH:-}"
KTAP_N=$(fail_vsw --list "${more[@]}" | wc -l)
plan $((KTAP_N + 2))
fail_vsw --tries "$(soak 40 0 40)" "${more[@]}"
check "every operation is whole" test $? -eq 0

ip link del f1
sriovctl switch set lan0 vlans off
listen g2
from 1 ff:ff:ff:ff:ff:ff after
all_heard 2
check "frames pass" heard g2 after

# A reference that was lost keeps the switch, or its module, for ever.
ip link del lan0
modprobe -r vswitch

finish
