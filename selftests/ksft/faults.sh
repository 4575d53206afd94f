#!/bin/bash
# Proves that PF and VFs survive what hardware does wrong: a stuck reset, a function that falls off the bus, a link that flaps, a receive ring that overruns, a card that is pulled while it is dead.
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 6.12 debug
# check-kernels: 6.12 debug
# timeout: 900
# Cases are strings that check evaluates later.
# shellcheck disable=SC2016,SC2034,SC2317
# shellcheck source=selftests/ksft/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=selftests/ksft/policy_lib.sh
. "$(dirname "$0")/policy_lib.sh"

plan 25
drivers
CARD=/sys/kernel/debug/sriov_mock
KNOBS=$CARD/port0
check "six VFs with every policy" policy_setup
pf=$(pf_pci 0)
vf0=$(vf_pci 0 0)

# Users and neighbours go on: rtnl isn't held, VF 2 hears VF 5.
neighbours()
{
	timeout 30 ip link show > /dev/null &&
		timeout 30 ip link set p0v1 mtu 1400 &&
		timeout 30 ip link set p0v1 mtu 1500 || return 1
	listen p0v2
	send p0v5 "$POLICY_ALL" "$(mac_of p0v5)" 0 "neighbours-$1"
	ended 0
	heard p0v2 "neighbours-$1"
}

# ---- Link flap
flaps=$(cat /sys/class/net/wire0/carrier_changes)
echo 300 > $KNOBS/link_flap
check "the link flaps 300 times" eval \
	'[ $(($(cat /sys/class/net/wire0/carrier_changes) - flaps)) -ge 300 ]'
check "in the end it is up, and every policy holds" policy_holds flap
refused "more flaps than a test could want are refused" "range" \
	eval 'echo 10001 2>&1 > $KNOBS/link_flap'

# ---- Receive ring overrun
missed()
{
	ethtool -S p0v1 | awk '$1 == "drop_rx_no_desc:" { print $2 }'
}
before=$(missed)
echo "1 5" > $KNOBS/rx_overrun
listen p0v1
send p0v0 "$(mac_of p0v1)" "$POLICY_MAC" 0 overrun 5
wait_for 10 eval '[ -z "$(cat $KNOBS/rx_overrun)" ]'
send p0v0 "$(mac_of p0v1)" "$POLICY_MAC" 0 afterwards 5
ended 0 10
check "a ring that overruns loses frames" unheard p0v1 overrun
check "and takes those that come after" heard p0v1 afterwards
check "what was lost is counted" equal 5 $(($(missed) - before))

# ---- Stuck FLR. The PCI core waits for a minute; released earlier.
echo "0 600000" > $KNOBS/flr_stuck
background sh -c "echo 1 > /sys/bus/pci/devices/$vf0/reset"
flr=$BG
check "an FLR that doesn't end: its VF has no link" \
	wait_for 20 eval '! has_carrier - p0v0'
check "the neighbours work" neighbours stuck
echo "0 0" > $KNOBS/flr_stuck
check "it ends" wait "$flr"
check "the VF is back, every policy holds" policy_holds stuck

# ---- A VF falls off the bus
ones()
{
	[ "$(od -An -tx2 -N2 "/sys/bus/pci/devices/$1/config" | tr -d ' ')" = ffff ]
}
echo "0 1" > $KNOBS/all_ones
check "a VF reads all ones" ones "$vf0"
check "it is noticed: no link" wait_for 30 eval '! has_carrier - p0v0'
check "the neighbours work" neighbours gonevf
unbind()
{
	timeout 60 sh -c "echo $vf0 > /sys/bus/pci/drivers/sriov_vf/unbind" &&
		[ ! -e /sys/class/net/p0v0 ]
}
echo "0 0" > $KNOBS/all_ones
check "the VF is back, every policy holds" policy_holds gonevf
echo "0 1" > $KNOBS/all_ones
check "dead, its driver can be unbound" unbind
echo "0 0" > $KNOBS/all_ones
rebind()
{
	timeout 60 sh -c "echo $vf0 > /sys/bus/pci/drivers/sriov_vf/bind" &&
		ip link set p0v0 up
}
check "and bound when it is back: every policy holds" eval \
	'rebind && policy_holds reboundvf'

# ---- The PF falls off the bus, and its VFs with it
lost=$(logged "$pf: doesn't answer")
echo "pf 1" > $KNOBS/all_ones
check "the PF reads all ones" ones "$pf"
check "it is noticed, and said once" eval \
	'wait_for 30 eval "! has_carrier - pf0 && ! has_carrier - p0v2" &&
	 equal $((lost + 1)) "$(logged "$pf: doesn.t answer")"'
check "users aren't kept waiting" eval \
	'timeout 30 sriovctl vf set pf0/3 vlan 77 &&
	 timeout 30 sriovctl vf set pf0/3 vlan none &&
	 timeout 30 ethtool -S pf0 > /dev/null &&
	 timeout 30 ip link set p0v1 down && timeout 30 ip link set p0v1 up'
echo "pf 0" > $KNOBS/all_ones
check "it is back with its VFs: every policy holds" policy_holds gonepf
echo "pf 1" > $KNOBS/all_ones
wait_for 30 eval '! has_carrier - pf0'
gone()
{
	echo 0 > "$(pf_sysfs 0)/sriov_numvfs" && equal 0 "$(numvfs 0)"
}
check "dead, its VFs can be disabled" gone
refused "and can't be enabled" "" \
	eval 'echo 6 2>&1 > "$(pf_sysfs 0)/sriov_numvfs"'
echo "pf 0" > $KNOBS/all_ones
wait_for 30 has_carrier - pf0

# ---- Pulled while a VF is dead, with traffic
check "VFs again, with the policies that stayed" eval \
	'vfs 0 6 && ip link set p0v2 promisc on && ip link set p0v3 promisc on &&
	 ip link set p0v4 up && up pf0 $POLICY_UP && policy_holds again'
echo "1 1" > $KNOBS/all_ones
background ping -q -f -i 0.002 -I p0v2 10.9.0.2 > /dev/null 2>&1
echo 0 > $CARD/present
check "pulled: nothing is left, nothing hangs" eval \
	'[ ! -e /sys/class/net/pf0 ] && [ -z "$(lspci -D -d 6d6b:5f02)" ]'
echo 1 > $CARD/present
wait_for 30 pfs_there

finish
