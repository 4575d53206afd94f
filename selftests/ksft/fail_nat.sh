#!/bin/bash
# Proves that no request to a NAT switch is half done or leaks when any of its allocations fails, that packets are only lost when theirs fail, and that traffic flows afterwards.
# SPDX-License-Identifier: GPL-2.0
# kernels: debug
# memory: 1536
# timeout: 300
#
# The program fail_nat lets the 1st, 2nd, 3rd... allocation of each operation
# fail until it needs no more.
# Cases are strings that check evaluates later.
# shellcheck disable=SC2016,SC2317
# shellcheck source=selftests/ksft/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=selftests/ksft/vsw_lib.sh
. "$(dirname "$0")/vsw_lib.sh"
# shellcheck source=selftests/ksft/vsw_nat_lib.sh
. "$(dirname "$0")/vsw_nat_lib.sh"

if [ ! -e /sys/kernel/debug/failslab ]; then
	echo "no fault injection in this kernel"
	exit 4
fi

the_network
ip link add lan1 type vswitch
ip link add f1 type dummy
quiet f1
# Their modules, which may not be loaded while memory is refused
nl_nat set lan0 helpers 3
nl_nat set lan0 helpers 0

read -r -a more <<< "${FAIL_NTH:-}"
KTAP_N=$(fail_nat --list "${more[@]}" | wc -l)
plan $((KTAP_N + 3))
fail_nat --tries "$(soak 20 0 20)" "${more[@]}"
check "every operation is whole" test $? -eq 0

# Every tenth allocation of those that can't wait fails: of packets, and of what
# they begin.
failing()
{
	local dir=/sys/kernel/debug/failslab n

	echo Y > "$dir"/ignore-gfp-wait
	echo 0 > "$dir"/verbose
	echo -1 > "$dir"/times
	echo N > "$dir"/task-filter
	echo 10 > "$dir"/probability
	# Some of it may end for want of memory where nothing is ours.
	for n in 1 2 3 4 5; do
		in_ns ga sessions 192.0.2.100 "${n}0000" 300 > /dev/null 2>&1
	done
	in_ns ga ping -c 30 -i 0.01 -q 192.0.2.100 > /dev/null 2>&1
	echo 0 > "$dir"/probability
	echo Y > "$dir"/task-filter
	[ "$(nat created)" -ge 50 ]
}
check "sessions begin though memory fails" failing
check "guests get outside" reach ga 192.0.2.100
ip link del f1
finish
