#!/bin/bash
# Proves that no request, no setting and no probe is half done or leaks when any of its allocations fails, and that traffic flows afterwards.
# SPDX-License-Identifier: GPL-2.0
# kernels: debug
# memory: 3072
# timeout: 400
# allow-log: kobject_add_internal failed for [^ ]+ .error: -12|DMA-API: cacheline tracking ENOMEM|WARNING: .* at fs/proc/generic\.c:[0-9]+ remove_proc_entry
#
# What is allowed is the kernel's own: it goes on without the sysfs and procfs
# entries of an interrupt or a queue if there is no memory for them (-12: a name
# that is there twice is -17, and reported), and then complains
# when it removes what isn't there. The modules here have none in procfs.
#
# The program fail_nth lets the 1st, 2nd, 3rd... allocation of each operation
# fail until it needs no more. In make check only some of what takes long.
# Cases are strings that check evaluates later.
# shellcheck disable=SC2016,SC2317
# shellcheck source=selftests/ksft/lib.sh
. "$(dirname "$0")/lib.sh"

if [ ! -e /sys/kernel/debug/failslab ]; then
	echo "no fault injection in this kernel"
	exit 4
fi

drivers
for port in 0 1 2 3; do
	echo 0 > "$(pf_sysfs "$port")/sriov_drivers_autoprobe"
done

read -r -a more <<< "${FAIL_NTH:-}"
KTAP_N=$(fail_nth --list "${more[@]}" | wc -l)
plan $((KTAP_N + 2))
fail_nth --tries "$(soak 6 0 6)" "${more[@]}"
check "every operation is whole" test $? -eq 0

for port in 0 1 2 3; do
	echo 1 > "$(pf_sysfs "$port")/sriov_drivers_autoprobe"
done
traffic()
{
	ip link set wire0 up && vfs 0 2 && guest a p0v0 192.0.2.1/24 &&
		guest b p0v1 192.0.2.2/24 && reach a 192.0.2.2
}
check "VFs are made, bound, and reach each other" traffic

# A reference to a PF that was lost becomes a leak when the PF goes.
guest_gone a
guest_gone b
vfs 0 0
modprobe -r sriov_vf
modprobe -r sriov_pf

finish
