#!/bin/bash
# Proves that PF and VFs sleep and wake with the machine, with every policy in force afterwards, and that an FLR of PF and VF keeps them too.
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 6.12 debug
# check-kernels: 6.1 6.12
# timeout: 600
# Cases are strings that check evaluates later.
# shellcheck disable=SC2016,SC2034,SC2317
# shellcheck source=selftests/ksft/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=selftests/ksft/policy_lib.sh
. "$(dirname "$0")/policy_lib.sh"

plan 9
drivers
check "six VFs with every policy" policy_setup
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
resets=$(policy_stat 0 resets)
if [ -e /sys/power/pm_test ]; then
	check "the machine sleeps and wakes" nap
	check "every policy holds" policy_holds slept
	check "VFs were reset on the way" eval \
		'[ "$(policy_stat 0 resets)" -gt $resets ]'
	check "once more: every policy holds" eval 'nap && policy_holds again'
else
	for name in "the machine sleeps and wakes" "every policy holds" \
		    "VFs were reset on the way" "once more"; do
		skip "$name" "a kernel without CONFIG_PM_DEBUG"
	done
fi

finish
