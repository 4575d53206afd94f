#!/bin/bash
# Proves that the host takes the link of a VF of Intel's 82576 down and up again, for igbvf and our driver in it, that nothing passes meanwhile, and that rates are accepted as far as the card can limit them.
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 6.12
# check-kernels: 6.12
# nic: igb
# timeout: 200
#
# VF 0, in guest a, has igbvf, which QEMU doesn't interrupt for the PF's mail: it
# may go on with carrier; VF 1, in b, has sriov_vf. The card's rates can't be read back,
# and QEMU limits nothing: igb_rate_kunit.c has their factors.
# Cases are strings that check evaluates later.
# shellcheck disable=SC2016,SC2317
# shellcheck source=selftests/ksft/interop_lib.sh
. "$(dirname "$0")/interop_lib.sh"
# shellcheck source=selftests/ksft/igb_lib.sh
. "$(dirname "$0")/igb_lib.sh"

plan 17

setup()
{
	take_pf && wait_for 20 port_up &&
		enable 2 && vf_give 0 igbvf && vf_give 1 sriov_vf &&
		guest a vf0 10.9.0.1/24 && guest b vf1 10.9.0.2/24 && all_reach
}

# of VF KEY: what the listing says
of()
{
	sriovctl -J vf show "port/$1" | jq -r ".vfs[0]$2"
}

# passed VF: packets that went from and to it, as the card counts
passed()
{
	sriovctl -J -s vf show "port/$1" |
		jq '.vfs[0].stats | .["rx-packets"] + .["tx-packets"]'
}

# cut_off VF GUEST ADDRESS: whatever both sides send, nothing passes.
cut_off()
{
	local before
	before=$(passed "$1")
	in_ns "$2" ping -c 3 -i 0.1 -W 1 -q 10.9.0.254 > /dev/null 2>&1
	ping -c 3 -i 0.1 -W 1 -q "$3" > /dev/null 2>&1
	ping -c 1 -W 1 -b -q 10.9.0.255 > /dev/null 2>&1
	equal "$before" "$(passed "$1")"
}

begins_anew()
{
	ip -n "$1" link set "$2" down && ip -n "$1" link set "$2" up
}

check "a PF, and two VFs with different drivers" setup
check "traffic is counted" eval '[ "$(passed 0)" -gt 0 ] && [ "$(passed 1)" -gt 0 ]'

check "a rate" ip link set port vf 0 max_tx_rate 100
check "it is listed" equal 100 \
	"$(ip -j link show port | jq '.[0].vfinfo_list[0].rate.max_tx')"
refused "not above the link's speed" "above the link's 1000" \
	sriovctl vf set port/0 max-tx-rate 1001
refused "nor a guarantee: the card has none" "min-tx-rate.* can't do it" \
	sriovctl vf set port/0 min-tx-rate 10
check_not "by ip neither" ip link set port vf 0 max_tx_rate 100 min_tx_rate 10
check "and it is as it was" equal "100 0" \
	"$(of 0 '["max-tx-rate"]') $(of 0 '["min-tx-rate"]')"

refused "a link that is up without the port's: the VF reads that" \
	"auto and disable only" sriovctl vf set port/1 link-state enable
ip link set port vf 1 state disable
check "our driver's link goes down" wait_for 20 eval '! has_carrier b vf1'
check "nothing passes" cut_off 1 b 10.9.0.2
check "nor after it began anew" eval 'begins_anew b vf1 &&
	wait_for 20 eval "[ \"\$(of 1 .active)\" = true ]" &&
	! wait_for 3 has_carrier b vf1 && cut_off 1 b 10.9.0.2'
ip link set port vf 1 state auto
check "up again: it has carrier and reaches the host" eval \
	'wait_for 20 has_carrier b vf1 && wait_for 20 reach b 10.9.0.254'

ip link set port vf 0 state disable
check "nothing passes from and to igbvf, which sends" cut_off 0 a 10.9.0.1
check "nor after it began anew" eval 'begins_anew a vf0 &&
	wait_for 20 eval "[ \"\$(of 0 .active)\" = true ]" &&
	cut_off 0 a 10.9.0.1'
ip link set port vf 0 state auto
check "up again: it has carrier and reaches the host" eval \
	'wait_for 20 has_carrier a vf0 && wait_for 20 reach a 10.9.0.254'
check "both reach each other" wait_for 20 reach a 10.9.0.2
end_guests

finish
