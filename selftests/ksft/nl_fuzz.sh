#!/bin/bash
# Proves that no message, however broken, stops netlink family sriov, half-applies anything, or gets an unprivileged sender anywhere.
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 6.12 debug
# check-kernels: 6.12
# memory: 3072
# timeout: 600
#
# Of a PF of the mock there is no other driver: none is adopted, or released.
# The program nl_fuzz learns the family's policies from the kernel. SEED= repeats
# a run; it prints its seed. A soak takes another seed each time.
# Cases are strings that check evaluates later.
# shellcheck disable=SC2016,SC2317
# shellcheck source=selftests/ksft/lib.sh
. "$(dirname "$0")/lib.sh"

plan 9
drivers

# Without drivers in the VFs but for the traffic at the end.
for port in 0 1 2 3; do
	echo 0 > "$(pf_sysfs "$port")/sriov_drivers_autoprobe"
done
for port in 0 1; do
	sriovctl vf enable "pf$port" 4 > /dev/null
done

SEED=${SEED:-$(soak 7 "$(date +%s)" 7)}
COUNT=$(soak 3000 1000 2500)

# A change of the number of VFs takes more than a second.
fuzz()
{
	nl_fuzz --seed "$SEED" --count "$COUNT" --rare 2:60 "$@"
}

# listing: all that can be seen, but for what changes by itself.
listing()
{
	sriovctl -J vf list --all && sriovctl -J pf list
}

# whole: as many VFs as each PF says it has, none of them halfway.
whole()
{
	local port
	for port in 0 1 2 3; do
		equal "$(numvfs "$port")" \
			"$(sriovctl -J pf show "pf$port" | jq '.pfs[0]["num-vfs"]')" &&
		equal "$(numvfs "$port") 0" \
			"$(sriovctl -J vf list --all "pf$port" | jq -r \
			   '[.vfs | length, (map(select(.state == "enabling" or
			     .state == "resetting")) |
			     length)] | join(" ")')" || return 1
	done
}

check "a seed makes the same messages again" fuzz --dry sriov
before=$(listing)
check "an unprivileged sender is answered" \
	setpriv --reuid 1000 --clear-groups nl_fuzz --seed "$SEED" \
	--count "$COUNT" sriov
check "and changes nothing" equal "$before" "$(listing)"

check "every operation succeeds at times, and every refusal has a reason" \
	fuzz --reach --unsure 13,14 --strict sriov
check "every PF and VF is whole" whole

# soak_on: two at once, with seeds of their own, for half the time.
soak_on()
{
	local seconds
	seconds=$(sed 's/m$/*60/; s/h$/*3600/; s/s$//' <<< "$SOAK")
	seconds=$((seconds / 4))
	nl_fuzz --seed $((SEED + 1)) --seconds "$seconds" --rare 2:500 sriov &
	nl_fuzz --seed $((SEED + 2)) --seconds "$seconds" --rare 2:500 sriov &&
		wait $!
}
if [ -n "${SOAK:-}" ]; then
	check "two at once for a long time" soak_on
else
	skip "two at once for a long time" "make soak does it"
fi
check "another family is learned and fuzzed as well" \
	nl_fuzz --seed "$SEED" --count 500 nlctrl
check "every PF and VF is whole" whole

# What the fuzzer left is taken back as one; what it did to the PFs themselves
# goes with their driver's binding.
traffic()
{
	local port pci
	for port in 0 1 2 3; do
		sriovctl vf reset --force "pf$port/0-255" > /dev/null || return 1
		[ "$(numvfs "$port")" = 0 ] || vfs "$port" 0 || return 1
		echo 1 > "$(pf_sysfs "$port")/sriov_drivers_autoprobe"
		pci=$(pf_pci "$port")
		echo "$pci" > /sys/bus/pci/drivers/sriov_pf_mock/unbind
		echo "$pci" > /sys/bus/pci/drivers/sriov_pf_mock/bind
	done
	wait_for 30 pfs_there || return 1
	ip link set wire0 up && vfs 0 2 && guest a p0v0 192.0.2.1/24 &&
		guest b p0v1 192.0.2.2/24 && reach a 192.0.2.2
}
check "after a reset of all VFs traffic flows" traffic

finish
