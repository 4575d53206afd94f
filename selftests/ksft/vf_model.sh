#!/bin/bash
# Proves that random requests, right ones and wrong ones, do what a plain model of VFs says, and nothing else.
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 6.12 debug
# check-kernels: 6.12
# timeout: 300
#
# The program vf_model prints its seed; SEED= repeats a run. A soak takes
# another seed each time, for as long as it lasts.
# Cases are strings that check evaluates later.
# shellcheck disable=SC2317
# shellcheck source=selftests/ksft/lib.sh
. "$(dirname "$0")/lib.sh"

plan 2
modprobe sriov_pf && wait_for 30 pfs_there || exit 1
for port in 0 1 2 3; do
	echo 0 > "$(pf_sysfs "$port")/sriov_drivers_autoprobe"
done

SEED=${SEED:-$(soak 11 "$(date +%s)" 11)}

check "every step is as in the model" \
	vf_model --seed "$SEED" --steps "$(soak 1500 1500 400)"

# for_long: half of the time that the soak lasts.
for_long()
{
	local seconds
	seconds=$(sed 's/m$/*60/; s/h$/*3600/; s/s$//' <<< "$SOAK")
	vf_model --seed "$((SEED + 1))" --seconds "$((seconds / 2))"
}
if [ -n "${SOAK:-}" ]; then
	check "for a long time" for_long
else
	skip "for a long time" "make soak does it"
fi

finish
