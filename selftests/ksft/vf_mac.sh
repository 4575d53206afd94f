#!/bin/bash
# Proves that a VF's MAC address, derived or set by the host, decides what reaches it.
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 6.12 debug
# check-kernels: 6.1 6.12
#
#     wire0 ---[ embedded switch of port 0 ]--- pf0
#                 |        |        |
#               p0v0     p0v1     p0v2
# Cases are strings that check evaluates later.
# shellcheck disable=SC2016,SC2034,SC2317
# shellcheck source=selftests/ksft/lib.sh
. "$(dirname "$0")/lib.sh"

plan 17
drivers

stranger=02:00:00:00:99:01
chosen=02:00:00:00:55:01

all_macs()
{
	local vf
	for vf in 0 1 2; do mac_of "p0v$vf"; done
}

ip link set wire0 up
check "three VFs come up" vfs 0 3
check "their netdevs come up with carrier" up wire0 pf0 p0v0 p0v1 p0v2

first=$(all_macs)
check "addresses differ from each other" \
	equal 3 "$(all_macs | sort -u | wc -l)"
vfs 0 0 && vfs 0 3 && up p0v0 p0v1 p0v2
check "addresses are the same after disabling and enabling" \
	equal "$first" "$(all_macs)"

listen p0v0 p0v1 p0v2 wire0
send p0v0 "$(mac_of p0v1)" "$(mac_of p0v0)" 0 unicast
send p0v0 ff:ff:ff:ff:ff:ff "$(mac_of p0v0)" 0 broadcast
send wire0 "$(mac_of p0v2)" "$stranger" 0 inward
send p0v0 "$stranger" "$(mac_of p0v0)" 0 outward
ended 0
check "VF to VF: only the addressed VF gets it, not the wire" \
	eval 'heard p0v1 unicast && unheard p0v2 unicast && unheard wire0 unicast'
check "broadcast: every other VF and the wire, not the sender" \
	eval 'heard p0v1 broadcast && heard p0v2 broadcast &&
	      heard wire0 broadcast && unheard p0v0 broadcast'
check "from the wire: only the addressed VF" \
	eval 'heard p0v2 inward && unheard p0v0 inward && unheard p0v1 inward'
check "unknown address: to the wire, to no VF" \
	eval 'heard wire0 outward && unheard p0v1 outward && unheard p0v2 outward'

old=$(mac_of p0v1)
sriovctl vf set pf0/1 mac "$chosen"
wait_for 20 eval '[ "$(mac_of p0v1)" = "$chosen" ]'
check "the VF's driver takes over an address set by the host" \
	equal "$chosen" "$(mac_of p0v1)"
wait_for 20 has_carrier - p0v1
listen p0v1 wire0
send p0v0 "$chosen" "$(mac_of p0v0)" 0 new
send p0v0 "$old" "$(mac_of p0v0)" 0 old
ended 0
check "the new address reaches it" eval 'heard p0v1 new && unheard wire0 new'
check "the old address doesn't any more" \
	eval 'unheard p0v1 old && heard wire0 old'

refused "the VF may not change an address set by the host" "address|permit|denied" \
	ip link set p0v1 address 02:00:00:00:55:02
refused "another VF's address is refused" "VF 1 has .* too" \
	sriovctl vf set pf0/2 mac "$chosen"

# What a guest takes by itself doesn't stand in the host's way.
taken=02:00:00:00:55:03
first=$(mac_of p0v0)
check "a VF's driver takes an address" ip link set p0v0 address "$taken"
check "the host gives it to another VF" \
	sriovctl vf set pf0/2 mac "$taken" vlan 10
wait_for 20 eval '[ "$(mac_of p0v0)" = "$first" ]'
check "the driver that took it is back at its first one" \
	equal "$first" "$(mac_of p0v0)"
ip link set p0v0 address 02:00:00:00:55:04
ip link set pf0 address 02:00:00:00:55:04
wait_for 20 eval '[ "$(mac_of p0v0)" = "$first" ]'
check "the same for the PF's own address" \
	equal "02:00:00:00:55:04 $first" "$(mac_of pf0) $(mac_of p0v0)"

finish
