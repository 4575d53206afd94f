#!/bin/bash
# Proves that hardware which runs out of something, at whatever point of a change, leaves nothing half done: the change is refused, and what was in force stays so.
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 6.12 debug
# check-kernels: 6.12
# timeout: 600
# Cases are strings that check evaluates later.
# shellcheck disable=SC2016,SC2034,SC2317
# shellcheck source=selftests/ksft/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=selftests/ksft/policy_lib.sh
. "$(dirname "$0")/policy_lib.sh"

plan 11
drivers
KNOB=/sys/kernel/debug/sriov_mock/port0/refuse
check "six VFs with every policy" policy_setup

# The settings alone: counters and generation go on.
settings()
{
	sriovctl -J vf list pf0 |
		jq -cS '[.vfs[] | del(.stats, .generation, .state, .active)]'
}

# One transaction of twelve things: VLAN and rate of six VFs.
change()
{
	sriovctl vf set pf0/0-5 vlan 30 max-tx-rate 7
}

before=$(settings)
refusals=0
touched=
while echo $((refusals + 1)) > $KNOB && ! change 2> "$LIB_TMP/said"; do
	refusals=$((refusals + 1))
	[ "$(settings)" = "$before" ] || touched+=" $refusals"
	[ $refusals = 12 ] || continue
	cp "$LIB_TMP/said" "$LIB_TMP/last"
	check "refused at the last point, every policy holds" \
		policy_holds refused
	[ $refusals -lt 100 ] || break
done
echo 0 > $KNOB
check "a change can be refused at twelve points" equal 12 "$refusals"
check "none of them left a trace in the settings" equal "" "$touched"
check "it says what there is no room for" \
	grep -Eq "no (room|rate limiter)" "$LIB_TMP/last"
check "with room for all it is done" eval \
	'[ "$(settings)" != "$before" ] &&
	 [ "$(sriovctl -J vf show pf0/4 | jq ".vfs[0].vlan")" = 30 ]'

back()
{
	sriovctl vf set pf0/2-5 vlan none max-tx-rate none &&
		sriovctl vf set pf0/0-1 vlan 10 max-tx-rate none &&
		sriovctl vf set pf0/5 max-tx-rate 1
}
check "back again: every policy holds" eval 'back && policy_holds back'

# A VF that can't be programmed after a reset is when its driver asks.
echo 1 > $KNOB
echo 1 > "$(pf_sysfs 0)/virtfn0/reset"
check "refused during a reset of a VF: it recovers, every policy holds" eval \
	'policy_holds vfreset && equal 0 "$(cat $KNOB)"'

# Enabling: six addresses, two port VLANs, a rate.
echo 0 > "$(pf_sysfs 0)/sriov_numvfs"
refusals=0
leftover=
while echo $((refusals + 1)) > $KNOB &&
      ! echo 6 2>/dev/null > "$(pf_sysfs 0)/sriov_numvfs"; do
	refusals=$((refusals + 1))
	[ "$(numvfs 0)" = 0 ] && [ ! -e /sys/class/net/p0v0 ] ||
		leftover+=" $refusals"
	[ $refusals -lt 100 ] || break
done
echo 0 > $KNOB
check "enabling can be refused at nine points" equal 9 "$refusals"
check "each time there are no VFs" equal "" "$leftover"
check "with room for all there are six, and every policy holds" eval \
	'sriovctl wait pf0 --driver --timeout 120 &&
	 ip link set p0v2 promisc on && ip link set p0v3 promisc on &&
	 ip link set p0v4 up && up $POLICY_UP && policy_holds enabled'

finish
