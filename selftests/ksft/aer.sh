#!/bin/bash
# Proves that PF and VFs, those on buses without a bridge too, come through errors that the root port reports by AER, with every policy in force.
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 6.12 debug
# check-kernels: 6.1 6.12
# timeout: 900
# module: aer_inject
# mock-params: ports=5
# Cases are strings that check evaluates later.
# shellcheck disable=SC2016,SC2034,SC2317,SC2128,SC2178
# shellcheck source=selftests/ksft/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=selftests/ksft/policy_lib.sh
. "$(dirname "$0")/policy_lib.sh"

plan 14
modprobe sriov_pf && modprobe sriov_vf queues=1 && wait_for 30 pfs_there
KNOBS=/sys/kernel/debug/sriov_mock/port0
FAR=40
RECOVERED='15f00:00:00.0: AER: device recovery successful'

# It is on the second bus, which no bridge leads to: with five ports, VFs of one
# are eight functions apart. On the first there are fewer
# functions than lockdep knows locks at once (48): the PCI core takes those of
# all of them before it resets the bus.
far_bus()
{
	[ "$(vf_pci 0 "$FAR" | cut -d: -f2)" != "$(pf_pci 0 | cut -d: -f2)" ]
}
check "41 VFs, six of them with every policy" eval \
	'policy_setup $((FAR + 1)) && up p0v$FAR'
check "one of them is on a bus without a bridge" far_bus
pf=$(pf_pci 0)

# far_talks TAG: it hears VF 5, and VF 2 hears it.
far_talks()
{
	wait_for 60 has_carrier - "p0v$FAR" && wait_for 60 has_carrier - p0v5 ||
		return 1
	listen p0v2 "p0v$FAR"
	send p0v5 "$POLICY_ALL" "$(mac_of p0v5)" 0 "tofar-$1"
	send "p0v$FAR" "$POLICY_ALL" "$(mac_of "p0v$FAR")" 0 "fromfar-$1"
	ended 0
	heard "p0v$FAR" "tofar-$1" && heard p0v2 "fromfar-$1"
}

changes()
{
	cat /sys/class/net/p0v2/carrier_changes
}

resets()
{
	policy_stat 2 resets
}

# ---- By the port's own capability
n=$(logged "$pf:.*severity=Correct")
before=$(changes)
echo "pf 1" > $KNOBS/aer
check "a correctable error is reported by the kernel" wait_for 20 eval \
	'[ "$(logged "$pf:.*severity=Correct")" -gt $n ]'
n=$(logged "$RECOVERED")
echo "pf 2" > $KNOBS/aer
check "a non-fatal one: the kernel recovers" wait_for 30 eval \
	'[ "$(logged "$RECOVERED")" -gt $n ]'
check "neither of them interrupts traffic" eval \
	'policy_holds nonfatal && equal $before "$(changes)"'

n=$(logged "$RECOVERED")
before=$(resets)
echo "pf 3" > $KNOBS/aer
check "a fatal one: the kernel recovers" wait_for 60 eval \
	'[ "$(logged "$RECOVERED")" -gt $n ]'
check "every policy holds" policy_holds fatal
check "the VF on the far bus talks" far_talks fatal
check "VFs were reset on the way" eval '[ "$(resets)" -gt $before ]'
check "the other PFs are alive" eval \
	'ip link set wire1 up && ip link set pf1 up && wait_for 20 has_carrier - pf1'
echo "pf 3" > $KNOBS/aer
check "another one, and every policy holds" eval \
	'wait_for 30 eval "[ \"\$(logged \"$RECOVERED\")\" -gt $((n + 1)) ]" &&
	 policy_holds fatal2'

# ---- By aer_inject: struct aer_error_inj: bus, device, function, pad, status
# uncorrectable and correctable, header log, domain.
inject()
{
	local bus
	bus=$(echo "$pf" | cut -d: -f2)
	# shellcheck disable=SC2059
	printf "\\x$bus\\x00\\x00\\x00$1$2$(printf '\\x00%.0s' {1..16})\\x00\\x5f\\x01\\x00" \
		> /dev/aer_inject
}
zero='\x00\x00\x00\x00'
if modprobe aer_inject 2>/dev/null && wait_for 5 [ -e /dev/aer_inject ]; then
	n=$(logged "$RECOVERED")
	check "injected: non-fatal (completion timeout)" \
		inject '\x00\x40\x00\x00' "$zero"
	check "the kernel recovers" wait_for 30 eval \
		'[ "$(logged "$RECOVERED")" -gt $n ]'
	n=$((n + 1))
	inject '\x00\x00\x04\x00' "$zero"
	check "injected: fatal (malformed TLP): every policy holds" eval \
		'wait_for 60 eval "[ \"\$(logged \"$RECOVERED\")\" -gt $n ]" &&
		 policy_holds injected && far_talks injected'
else
	skip "injected: non-fatal" "no aer_inject"
	skip "the kernel recovers" "no aer_inject"
	skip "injected: fatal" "no aer_inject"
fi
rmmod aer_inject 2>/dev/null

finish
