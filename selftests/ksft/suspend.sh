#!/bin/bash
# Proves that PF and VFs sleep and wake with the machine, with every policy in force and who was quarantined still so, and that an FLR of PF and VF keeps policies too.
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

plan 16
drivers
check "six VFs with every policy, and two more" eval \
	'policy_setup 8 && up p0v6 p0v7'
check "the policies hold" policy_holds before

echo 1 > "$(pf_sysfs 0)/reset"
check "FLR of the PF: every policy holds" policy_holds pfflr
for vf in 0 2 4; do
	echo 1 > "$(pf_sysfs 0)/virtfn$vf/reset"
done
check "FLR of VFs: every policy holds" policy_holds vfflr
echo 1 > "$(pf_sysfs 0)/reset"
echo 1 > "$(pf_sysfs 0)/virtfn0/reset"
check "FLR of the PF, then of a VF at once: every policy holds" \
	policy_holds both

# To sleep and back, as far as all devices: the machine itself stays awake.
nap()
{
	echo 1 > /sys/module/suspend/parameters/pm_test_delay
	echo platform > /sys/power/pm_test && echo freeze > /sys/power/state
}

# of VF KEY: what the listing says, null if nothing
of()
{
	sriovctl -J vf show "pf0/$1" | jq -r ".vfs[0][\"$2\"]"
}

# quarantined VF REASON
quarantined()
{
	equal "quarantined $2" "$(of "$1" state) $(of "$1" quarantine-reason)"
}

# What comes from the wire gets to it.
hears()
{
	local before
	before=$(policy_stat "$1" rx-packets)
	for _ in 1 2 3; do
		frames send wire0 "$POLICY_ALL" 02:ee:00:00:00:03 0 hello
		wait_for 2 eval "[ \"\$(policy_stat $1 rx-packets)\" -gt $before ]" &&
			return 0
	done
	return 1
}

# VF 6 by command, VF 7 for resetting too often, for a time that is longer than
# the machine sleeps.
to_quarantine()
{
	sriovctl vf quarantine pf0/6 &&
		sriovctl pf set pf0 quarantine-resets 3 quarantine-release 40 &&
		for _ in 1 2 3 4; do
			echo 1 > "$(pf_sysfs 0)/virtfn7/reset"
		done
	wait_for 20 quarantined 7 reset-loop &&
		sriovctl pf set pf0 quarantine-resets 600 &&
		wait_for 20 eval '! has_carrier - p0v6 && ! has_carrier - p0v7'
}

slept()
{
	resets=$(policy_stat 0 resets)
	check "one VF is quarantined by command, one for a time" to_quarantine
	check "the machine sleeps and wakes" nap
	note "of 40 s in quarantine left: $(of 7 quarantine-left)"
	check "both are in quarantine" eval \
		'quarantined 6 command && quarantined 7 reset-loop'
	check "every policy holds" policy_holds slept
	check "VFs were reset on the way" eval \
		'[ "$(policy_stat 0 resets)" -gt $resets ]'
	check_not "who is quarantined hears nothing" hears 6
	check_not "and has no carrier" has_carrier - p0v6
	check "the timer releases the one" wait_for 60 has_carrier - p0v7
	sriovctl vf release pf0/6
	check "the other is released by command" wait_for 20 has_carrier - p0v6
	check "and both hear again" eval 'hears 6 && hears 7'
	check "once more: every policy holds" eval \
		'nap && policy_holds again'
}

if [ -e /sys/power/pm_test ]; then
	slept
else
	for name in "one VF is quarantined by command, one for a time" \
		    "the machine sleeps and wakes" "both are in quarantine" \
		    "every policy holds" "VFs were reset on the way" \
		    "who is quarantined hears nothing" "and has no carrier" \
		    "the timer releases the one" \
		    "the other is released by command" "and both hear again" \
		    "once more: every policy holds"; do
		skip "$name" "a kernel without CONFIG_PM_DEBUG"
	done
fi

finish
