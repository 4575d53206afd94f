#!/bin/bash
# Proves by traffic that devlink's rates are those of netlink and ip, and that the VFs of a rate node send no more than its rate together, and get its share of the wire.
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 6.12 debug
# check-kernels: 6.12
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

plan 31
drivers

dev=pci/$(pf_pci 0)

# sending TEST DEV...: all of these send to the wire at once.
sending()
{
	metered wire0 "$@"
}

# contending TENTHS TENTHS: all three send; the two of the node get this, the
# third that. Who sends too little leaves more to others: all are measured again.
contending()
{
	sending "near $1 p0v0 p0v1 && near $2 p0v2 || less" p0v0 p0v1 p0v2
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
	"VFs' sum $((2 * U + 1)) exceeds $((2 * U)), that of node tenant" \
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
	 sending "above 22 p0v0" p0v0'

# ---- nodes: their share of the wire, of which three VFs want a third each

set_rate 1 parent tenant
set_rate tenant tx_max 0
echo $((6 * U)) > "$LINE_RATE"
wait_for 10 eval 'ethtool p0v0 | grep -q "Speed: $((6 * U))Mb/s"'
check "without a share all get equal parts of the wire" contending 40 20
check "a node gets a share" eval \
	'set_rate tenant tx_share $((3 * U))mbit &&
	 equal $((3 * U * mbit)) "$(rate tenant tx_share)"'
check "its VFs get that, and their parts of the rest" contending 50 10
set_rate 1 tx_share $((2 * U))mbit
check "what one of them is guaranteed is part of it" sending \
	'near 30 p0v0 && near 20 p0v1 && near 10 p0v2 || less' p0v0 p0v1 p0v2
refused "a share below what its VFs are guaranteed" \
	"tx_share: $U is below what its VFs are guaranteed, $((2 * U)) Mbit/s" \
	set_rate tenant tx_share "$U"mbit
refused "VFs that are guaranteed more than the share" \
	"VFs' sum $((3 * U + 1)) exceeds $((3 * U)), that of node tenant" \
	set_rate 2 tx_share $((U + 1))mbit
refused "a maximum below the share" "tx_share" \
	set_rate tenant tx_max $((2 * U))mbit
sriovctl vf set pf0/2 min-tx-rate $((2 * U))
refused "more than the wire has: the sum, and the limit" \
	"tx_share: the sum $((6 * U + 1)) exceeds the link's $((6 * U)) Mbit/s" \
	set_rate tenant tx_share $((4 * U + 1))mbit
refused "the same by another VF" \
	"min-tx-rate: VFs' sum $((6 * U + 1)) exceeds the link's $((6 * U))" \
	sriovctl vf set pf0/2 min-tx-rate $((3 * U + 1))
sriovctl vf set pf0/2 min-tx-rate none
echo 1 > "$(pf_sysfs 0)/reset"
check "after a reset of the PF it's the same" eval \
	'wait_for 30 has_carrier - p0v0 && wait_for 30 has_carrier - p0v2 &&
	 contending 50 10'
check "without one they are equal again" eval \
	'set_rate 1 tx_share 0 && set_rate tenant tx_share 0 &&
	 contending 40 20'
echo 0 > "$LINE_RATE"

check "VFs go, then the node" eval 'vfs 0 0 &&
	devlink port function rate del "$dev/tenant"'

finish
