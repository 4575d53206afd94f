#!/bin/bash
# Proves that PF and VFs of Intel's 82576 come through sleep and through errors that AER reports with traffic as before, that a configuration lost behind the driver's back is restored, and that nothing hangs when the card is pulled out.
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 6.12
# check-kernels: 6.12
# nic: igb
# timeout: 300
# module: aer_inject
#
# Both VFs have sriov_vf, which begins anew by itself. VF 1 is in the host's
# VLAN 7: its policy has to be in force each time. Fatal errors are left to aer.sh:
# QEMU's root port has no link after a reset of its bus, and the kernel gives up.
# Cases are strings that check evaluates later.
# shellcheck disable=SC2016,SC2317
# shellcheck source=selftests/ksft/interop_lib.sh
. "$(dirname "$0")/interop_lib.sh"
# shellcheck source=selftests/ksft/igb_lib.sh
. "$(dirname "$0")/igb_lib.sh"

plan 12

setup()
{
	take_pf && wait_for 20 port_up && enable 2 &&
		vf_give 0 sriov_vf && vf_give 1 sriov_vf &&
		ip link set port vf 1 vlan 7 &&
		ip link add link port name v7 type vlan id 7 &&
		ip address add 10.9.7.254/24 dev v7 && ip link set v7 up &&
		guest a vf0 10.9.0.1/24 && guest b vf1 10.9.7.2/24 10.9.0.2/24
}

# answers GUEST ADDRESS: with an end, as the emulated machine's clock may jump when
# it wakes, and ping waits by it
answers()
{
	in_ns "$1" timeout 5 ping -c 3 -i 0.2 -W 1 -q "$2" 2> /dev/null |
		grep -Eq ' [1-3] received'
}

# holds: the PF, VF 0 beside it, VF 1 in its VLAN only
holds()
{
	wait_for 40 answers a 10.9.0.254 && wait_for 20 answers b 10.9.7.254 &&
		! answers a 10.9.0.2
}

# To sleep and back, as far as all devices: the machine itself stays awake.
sleeps()
{
	echo 1 > /sys/module/suspend/parameters/pm_test_delay
	echo platform > /sys/power/pm_test && echo freeze > /sys/power/state
}

# recoveries: how often the kernel has recovered the card
recoveries()
{
	dmesg | grep -c "AER: device recovery successful"
}

# inject STATUS: uncorrectable, as struct aer_error_inj has it: bus, device,
# function, pad, both statuses, header log, domain.
inject()
{
	# shellcheck disable=SC2059
	printf "\\x$(cut -d: -f2 <<< "$PCI")\\x00\\x00\\x00$1$(printf '\\x00%.0s' {1..24})" \
		> /dev/aer_inject
}

# injected STATUS: and the kernel has recovered
injected()
{
	local before
	before=$(recoveries)
	inject "$1" && wait_for 60 eval '[ "$(recoveries)" -gt "$before" ]'
}

check "a PF and two VFs, one of them in a VLAN" eval 'setup && holds'
check "sleep" sleeps
check "awake: traffic and VLAN as before" holds
check "sleep, once more" eval 'sleeps && holds'

modprobe aer_inject && wait_for 5 [ -e /dev/aer_inject ]
check "a non-fatal error (completion timeout): the kernel recovers" \
	injected '\x00\x40\x00\x00'
check "traffic and VLAN as before" holds
rmmod aer_inject

restored()
{
	dmesg | grep -q "was reset from outside: restoring"
}
background in_ns a ping -q -f -i 0.002 10.9.0.254 > /dev/null
check "traffic flows" flowing a vf0
setpci -s "$PCI" COMMAND=0:6 "ECAP0010+8.w=0:8"
check "memory of PF and VFs is switched off: that is noticed" wait_for 20 restored
check "traffic and VLAN as before" holds

# Pulled out: QEMU does that when the slot has neither power nor its light.
slot_off()
{
	local slot old
	slot=$(basename "$(dirname "$(readlink -f "$CARD")")")
	old=$(setpci -s "$slot" CAP_EXP+18.w) &&
		setpci -s "$slot" "CAP_EXP+18.w=$(printf %x $((0x$old | 0x700)))"
}

vanished()
{
	[ "$(setpci -s "$PCI" VENDOR_ID 2> /dev/null)" != 8086 ]
}

# ends COMMAND...: whatever it says, in time
ends()
{
	timeout 20 "$@" > /dev/null 2>&1
	[ $? != 124 ]
}

check "the card is pulled out, with traffic on it" eval \
	'slot_off && wait_for 10 vanished'
check "who asks or sets something isn't kept waiting" eval '
	ends ethtool -S port && ends ip link set port down &&
		ends sriovctl vf set port/0 vlan 9 && ends ip -n a link set vf0 down'
check "PF and VFs go" eval '
	{ [ ! -e "$CARD" ] || echo 1 > "$CARD/remove"; } &&
		wait_for 20 [ ! -e "$CARD" ] && [ ! -e /sys/class/net/port ] &&
		! ip -n a link show vf0 2> /dev/null'

finish
