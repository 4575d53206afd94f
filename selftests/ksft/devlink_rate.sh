#!/bin/bash
# Proves by traffic that devlink's rates are those of netlink and ip, and that the VFs of a rate node send no more than its rate together.
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 6.12 debug
# check-kernels: 6.1 6.12
# timeout: 600
#
#     wire0 ---[ embedded switch of port 0 ]--- pf0
#                 |        |       |
#               p0v0     p0v1    p0v2
#
# How rates are measured: rate_lib.sh.
# Cases are strings that check evaluates later.
# shellcheck disable=SC2016,SC2034,SC2317
# shellcheck source=selftests/ksft/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=selftests/ksft/rate_lib.sh
. "$(dirname "$0")/rate_lib.sh"

plan 20
drivers

dev=pci/$(pf_pci 0)

# sending TEST DEV...: all of these send to the wire at once.
sending()
{
	metered wire0 "$@"
}

# rate OBJECT KEY: as devlink shows it
rate()
{
	devlink -j port function rate show "$dev/$1" |
		jq -r ".rate[] | .$2 // 0"
}

# set OBJECT ATTRIBUTE VALUE...
set_rate()
{
	devlink port function rate set "$dev/$1" "${@:2}"
}

# field VF KEY
field()
{
	sriovctl -J vf show "pf0/$1" | jq -r ".vfs[0][\"$2\"]"
}

mbit=125000
check "three VFs" rate_vfs 3
check "have a leaf each" equal leaf "$(rate 3 type)"

# ---- leaves: the one desired state

check "devlink sets both rates" \
	set_rate 1 tx_max $((2 * U))mbit tx_share 1mbit
check "they are the VF's" equal "$((2 * U)) 1" \
	"$(field 0 max-tx-rate) $(field 0 min-tx-rate)"
check "the maximum holds" sending 'near 20 p0v0' p0v0
ip link set pf0 vf 0 max_tx_rate $((3 * U)) min_tx_rate 0
check "what ip sets devlink shows" wait_for 10 eval \
	'[ "$(rate 1 tx_max)" = $((3 * U * mbit)) ] &&
	 [ "$(rate 1 tx_share)" = 0 ]'
refused "what is no whole Mbit/s" "whole Mbit/s" \
	set_rate 1 tx_max 1500kbit
refused "a maximum that the link doesn't have" \
	"max-tx-rate: 20000 is above the link's 10000" \
	set_rate 1 tx_max 20gbit
sriovctl vf set pf0/0 --owner 7
refused "a change by who isn't the owner" "belongs to 0x7" \
	set_rate 1 tx_max 1mbit
sriovctl vf set pf0/0 max-tx-rate none owner none --owner 7

# ---- nodes

check "a node with a rate" eval \
	'devlink port function rate add "$dev/tenant" &&
	 set_rate tenant tx_max $((2 * U))mbit &&
	 equal $((2 * U * mbit)) "$(rate tenant tx_max)"'
check "two VFs go into it" eval \
	'set_rate 1 parent tenant && set_rate 2 parent tenant &&
	 equal "tenant tenant null" "$(field 0 rate-node) \
$(field 1 rate-node) $(field 2 rate-node)"'
check "sriovctl names it" eval \
	'sriovctl vf show pf0/1 | grep -Eq "rate-node +tenant"'
check "together they send what it may, none is left behind, the third more" \
	sending 'near 20 p0v0 p0v1 && { [ "$(kbits p0v0)" -gt $((500 * U)) ] &&
	 [ "$(kbits p0v1)" -gt $((500 * U)) ] &&
	 [ "$(kbits p0v2)" -gt $((2200 * U)) ] || less; }' p0v0 p0v1 p0v2
set_rate 1 tx_max "$U"mbit
check "the VF's own maximum holds in it, the other gets the rest" sending \
	'near 10 p0v0 && near 10 p0v1' p0v0 p0v1
refused "more guaranteed than it has" \
	"the sum in node tenant, $((2 * U + 1)), is above its $((2 * U))" \
	set_rate 2 tx_share $((2 * U + 1))mbit
refused "a node with VFs isn't deleted" "children|busy" \
	devlink port function rate del "$dev/tenant"
set_rate 1 tx_max 0
echo 1 > "$(pf_sysfs 0)/reset"
check "a reset of the PF changes nothing of it" eval \
	'wait_for 30 has_carrier - p0v0 && wait_for 30 has_carrier - p0v1 &&
	 sending "near 20 p0v0 p0v1" p0v0 p0v1'
set_rate tenant tx_max "$U"mbit
check "another rate holds at once" sending 'near 10 p0v0 p0v1' p0v0 p0v1
check "who leaves it is free" eval \
	'set_rate 1 noparent && equal null "$(field 0 rate-node)" &&
	 sending "[ \"\$(kbits p0v0)\" -gt $((2200 * U)) ] || less" p0v0'
check "VFs go, then the node" eval 'vfs 0 0 &&
	devlink port function rate del "$dev/tenant"'

finish
