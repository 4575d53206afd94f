#!/bin/bash
# Proves that enabling seven VFs of Intel's 82576 costs at most 100 ms more than the PCI core takes by itself, and that they are usable then.
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 6.12
# check-kernels: 6.12
# nic: igb
# timeout: 200
#
# The floor is the same card with selftests/bench/stub, a driver that calls
# pci_enable_sriov() and nothing else. The shortest of five: the machine that
# emulates this one has other work, too.
# Cases are strings that check evaluates later.
# shellcheck disable=SC2016,SC2317
# shellcheck source=selftests/ksft/interop_lib.sh
. "$(dirname "$0")/interop_lib.sh"
# shellcheck source=selftests/ksft/igb_lib.sh
. "$(dirname "$0")/igb_lib.sh"

plan 5

# us: now
us()
{
	echo "${EPOCHREALTIME/[.,]/}"
}

# timed: microseconds that seven VFs without drivers take, the shortest of five
timed()
{
	local begin best=99999999 now

	echo 0 > "$CARD/sriov_drivers_autoprobe"
	for _ in 1 2 3 4 5; do
		begin=$(us)
		echo 7 > "$CARD/sriov_numvfs" || return 1
		now=$(($(us) - begin))
		[ "$now" -ge "$best" ] || best=$now
		echo 0 > "$CARD/sriov_numvfs"
	done
	echo "$best"
}

# ready: VFs in that state
ready()
{
	sriovctl -J vf list port | jq '[.vfs[] | select(.state == "ready")] | length'
}

# with_driver: says how long it takes until all seven have a netdev with our driver
with_driver()
{
	local begin

	modprobe sriov_vf || return 1
	begin=$(us)
	echo 7 > "$CARD/sriov_numvfs" || return 1
	for vf in 0 1 2 3 4 5 6; do
		vf_give "$vf" sriov_vf || return 1
	done
	note "seven VFs with sriov_vf in them: $((($(us) - begin) / 1000)) ms"
}

stub()
{
	modprobe sriov_stub && echo sriov_stub > "$CARD/driver_override" &&
		{ [ ! -e "$CARD/driver" ] ||
			echo "${CARD##*/}" > "$CARD/driver/unbind"; } &&
		echo "${CARD##*/}" > /sys/bus/pci/drivers_probe &&
		FLOOR=$(timed)
}

check "the floor is measured" stub
check "the PF with its link" eval 'take_pf && wait_for 20 port_up'
TIME=$(timed)
note "seven VFs: $((TIME / 1000)) ms, the PCI core alone $((FLOOR / 1000)) ms"
check "not more than 100 ms above the floor" [ "$((TIME - FLOOR))" -le 100000 ]
echo 7 > "$CARD/sriov_numvfs"
check "usable when the write is over" equal 7 "$(ready)"
echo 0 > "$CARD/sriov_numvfs"
check "drivers find them so" with_driver
echo 0 > "$CARD/sriov_numvfs"
echo 1 > "$CARD/sriov_drivers_autoprobe"

finish
