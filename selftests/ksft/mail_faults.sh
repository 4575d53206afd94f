#!/bin/bash
# Proves that a VF whose PF doesn't answer, answers late, or answers nonsense gives up in time, says so once, and recovers by itself.
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

plan 23
drivers
KNOBS=/sys/kernel/debug/sriov_mock/port0
check "six VFs with every policy" policy_setup
check "the policies hold" policy_holds before

refused "a knob refuses a VF that isn't there" "invalid" \
	eval 'echo "256 1" 2>&1 > $KNOBS/mbx_lost'
vf0=$(vf_pci 0 0)
flr()
{
	echo 1 > "/sys/bus/pci/devices/$vf0/reset"
}

# Lost: the first answers to the VF's reset message.
silent=$(logged "$vf0: the PF doesn't answer")
again=$(logged "$vf0: the PF answers again")
echo "0 3" > $KNOBS/mbx_lost
flr
check "answers get lost: no carrier" wait_for 20 eval '! has_carrier - p0v0'
check "the VF tries again until one comes" \
	wait_for 60 has_carrier - p0v0
check "all were lost that should be" equal "" "$(cat $KNOBS/mbx_lost)"
check "it says so once" \
	equal $((silent + 1)) "$(logged "$vf0: the PF doesn't answer")"
check "and that the PF answers again, once" \
	wait_for 10 eval 'equal $((again + 1)) "$(logged "$vf0: the PF answers again")"'

# Silence: all of them, for all VFs.
echo "all 4000000000" > $KNOBS/mbx_lost
echo 1 > "$(pf_sysfs 0)/reset"
silence()
{
	local dev
	for dev in p0v0 p0v1 p0v2 p0v3 p0v5; do
		has_carrier - "$dev" && return 1
	done
	[ "$(logged "$vf0: the PF doesn't answer")" = $((silent + 2)) ]
}
check "a PF that is silent: no VF has a link" wait_for 60 silence
check "users aren't kept waiting" eval \
	'timeout 30 ip link set p0v1 mtu 1400 &&
	 timeout 30 ip link set p0v1 mtu 1500 &&
	 timeout 30 ip link set p0v1 down && timeout 30 ip link set p0v1 up'
unbind()
{
	timeout 60 sh -c "echo $vf0 > /sys/bus/pci/drivers/sriov_vf/unbind" &&
		[ ! -e /sys/class/net/p0v0 ] &&
		timeout 60 sh -c "echo $vf0 > /sys/bus/pci/drivers/sriov_vf/bind" &&
		[ -e /sys/class/net/p0v0 ] && ip link set p0v0 up
}
check "and the driver can be unbound and bound" unbind
check "a bound one has no link without an answer" \
	eval '! has_carrier - p0v0'
echo "all 0" > $KNOBS/mbx_lost
check "the PF answers: all VFs are back, every policy holds" \
	policy_holds silence

# Nonsense.
nonsense=$(logged "$vf0: the PF doesn't answer, but sent nonsense")
echo "0 8" > $KNOBS/mbx_corrupt
flr
check "nonsense isn't taken for an answer" wait_for 60 eval \
	'[ "$(logged "$vf0: the PF doesn.t answer, but sent nonsense")" -gt $nonsense ]'
check "the VF recovers when it makes sense again" \
	wait_for 60 eval 'has_carrier - p0v0 && [ -z "$(cat $KNOBS/mbx_corrupt)" ]'

# Written over before it was read, as igb does: the VF asks again at once.
silent=$(logged "$vf0: the PF doesn't answer")
echo "0 5" > $KNOBS/mbx_over
flr
check "a request that the PF wrote over is asked again" wait_for 10 eval \
	'[ -z "$(cat $KNOBS/mbx_over)" ] && has_carrier - p0v0'
check "without an outage" \
	equal "$silent" "$(logged "$vf0: the PF doesn't answer")"

# An answer that the PF wrote over before the VF read it
echo "0 5" > $KNOBS/mbx_erased
flr
check "so is one whose answer it wrote over" wait_for 10 eval \
	'[ -z "$(cat $KNOBS/mbx_erased)" ] && has_carrier - p0v0'
check "without an outage, either" \
	equal "$silent" "$(logged "$vf0: the PF doesn't answer")"

# Late, but in time; then too late.
silent=$(logged "$vf0: the PF doesn't answer")
echo "0 100" > $KNOBS/mbx_late
flr
wait_for 5 eval '! has_carrier - p0v0'
check "late answers do" wait_for 30 has_carrier - p0v0
echo "0 3000" > $KNOBS/mbx_late
flr
check "answers that come too late don't" wait_for 60 eval \
	'! has_carrier - p0v0 &&
	 [ "$(logged "$vf0: the PF doesn.t answer")" -gt $silent ]'
echo "0 0" > $KNOBS/mbx_late
check "in time again" wait_for 60 has_carrier - p0v0
check "after all of it every policy holds" policy_holds after

finish
