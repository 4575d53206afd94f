#!/bin/bash
# Proves that VFs can be enabled and disabled again and again, in random numbers, and that nothing is left behind.
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 6.12 debug
# check-kernels: 6.12
# memory: 4096
# timeout: 1200
# Cases are strings that check evaluates later.
# shellcheck disable=SC2016,SC2034,SC2317
# shellcheck source=selftests/ksft/lib.sh
. "$(dirname "$0")/lib.sh"

plan 3
drivers

# The PCI core alone sleeps 1.1 s a cycle.
cycles=$(soak 20 1000 6)

netdevs()
{
	find /sys/class/net -maxdepth 1 | wc -l
}

before=$(netdevs)
RANDOM=20260101
bad=0
for i in $(seq "$cycles"); do
	count=$((RANDOM % (i % 5 == 0 ? 64 : 12) + 1))
	if ! vfs 0 "$count" || [ "$(numvfs 0)" != "$count" ]; then
		note "cycle $i: $count VFs failed"
		bad=$((bad + 1))
	fi
	# Half of the cycles end with the VFs still in use.
	if [ $((i % 2)) = 0 ]; then
		ip link set wire0 up
		ip link set p0v0 up
		ip link set "p0v$((count - 1))" up
	fi
	echo 0 > "$(pf_sysfs 0)/sriov_numvfs" || bad=$((bad + 1))
done
check "$cycles cycles" equal 0 "$bad"
check "no netdev is left" equal "$before" "$(netdevs)"
check "no VF is left" equal 0 "$(lspci -D -d 6d6b:5f02 | wc -l)"

finish
