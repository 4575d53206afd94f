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
# Rates are multiples of U Mbit/s; see vf_rate.sh on how they are measured.
# Cases are strings that check evaluates later.
# shellcheck disable=SC2016,SC2034,SC2317
# shellcheck source=selftests/ksft/lib.sh
. "$(dirname "$0")/lib.sh"

plan 20
drivers

U=$(soak 5 5 1)
SECONDS_METERED=$(soak 4 10)
TRIES=8
LEN=$(soak 1500 1500 9000)
dev=pci/$(pf_pci 0)
nobody=02:00:00:00:77:77
FLOODS=()

# flood DEV: to nobody behind the wire, in the background, until floods_end.
flood()
{
	frames flood "$1" "$nobody" "$(mac_of "$1")" "$LEN" &
	FLOODS+=($!)
	LIB_PIDS+=($!)
}

floods_end()
{
	kill "${FLOODS[@]}" 2>/dev/null
	wait "${FLOODS[@]}" 2>/dev/null
	FLOODS=()
}

# kbits DEV...: what of it came from these, kbit/s.
kbits()
{
	local dev n=0
	for dev; do
		n=$((n + $(awk -v src="$(mac_of "$dev")" '$1 == src { n = $2 }
			END { print n + 0 }' "$LIB_TMP/metered")))
	done
	echo "$n"
}

# near TENTHS DEV...: together TENTHS/10 * U Mbit/s, within 10 %; 2: less.
near()
{
	local want=$(($1 * U * 100)) got
	shift
	got=$(kbits "$@")
	note "$*: $got kbit/s, wanted $want"
	[ $((got * 10)) -ge $((want * 9)) ] || return 2
	[ $((got * 10)) -le $((want * 11)) ]
}

# sending TEST DEV...: all of these send at once; a rate that wasn't reached is
# measured again, as a busy host may send too little.
sending()
{
	local test=$1 try status name
	shift
	for ((try = 0; try < TRIES; try++)); do
		for name; do
			flood "$name"
		done
		frames meter wire0 1 "$SECONDS_METERED" > "$LIB_TMP/metered"
		floods_end
		status=0
		eval "$test" || status=$?
		[ "$status" = 2 ] || return "$status"
	done
	return 1
}

# less: too little was sent
less()
{
	return 2
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

ready()
{
	local name
	for name in wire0 pf0 p0v0 p0v1 p0v2; do
		ip link set "$name" mtu $((LEN - 14)) || return 1
	done
	ip link set wire0 up && up pf0 p0v0 p0v1 p0v2
}

mbit=125000
check "three VFs" eval 'vfs 0 3 && ready'
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
