#!/bin/bash
# Proves that the modules load by plain insmod in any order, and unload in any order under traffic.
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 6.12 debug
# nic: none
# timeout: 900
# Cases are strings that check evaluates later.
# shellcheck disable=SC2016,SC2034,SC2317
# shellcheck source=selftests/ksft/lib.sh
. "$(dirname "$0")/lib.sh"

orders=(
	"sriov_mock sriov_pf sriov_vf" "sriov_mock sriov_vf sriov_pf"
	"sriov_pf sriov_mock sriov_vf" "sriov_pf sriov_vf sriov_mock"
	"sriov_vf sriov_mock sriov_pf" "sriov_vf sriov_pf sriov_mock"
)
# On the debug kernel one order and its reverse, but all of them in make soak.
if is_debug && [ -z "${SOAK:-}" ]; then
	orders=("${orders[0]}" "${orders[5]}")
fi
plan $((2 * ${#orders[@]} + 1))

plain_insmod()
{
	local m
	for m; do insmod "$(modinfo -n "$m")" || return 1; done
}

# rmmod that tries again while a reference of a closing socket is dropped.
unload()
{
	local m
	for m; do wait_for 20 rmmod "$m" || return 1; done
}

in_use()
{
	wait_for 20 pfs_there || return 1
	ip link set wire0 up
	vfs 0 4 && vfs 2 2 && guest a p0v0 10.9.0.1/24 &&
		guest b p0v1 10.9.0.2/24 && reach a 10.9.0.2 || return 1
	background in_ns a ping -q -f -i 0.002 10.9.0.2 > /dev/null
	flowing b p0v1
}

for order in "${orders[@]}"; do
	# shellcheck disable=SC2086
	check "load: $order" eval "plain_insmod $order && in_use"
	# shellcheck disable=SC2086
	check "unload under traffic: $order" unload $order
	kill "$BG" 2>/dev/null
	guest_gone a
	guest_gone b
	LIB_NETNS=()
done
check "nothing is left" eval \
	'[ -z "$(lspci -D -d 6d6b:)" ] && ! ls /sys/class/net | grep -Eq "^(pf|wire|p[0-9]v)"'

finish
