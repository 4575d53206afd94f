#!/bin/bash
# Proves that VFs of Intel's 82576, with the stock igbvf in them, get from the PF driver what the host decided: addresses, VLANs, trust, and traffic with each other, the PF and the wire.
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 6.12 debug
# check-kernels: 6.12
# nic: igb
# timeout: 200
#
#	wire 10.0.2.2 ---[ switch in the card ]--- PF 10.9.0.254
#			   |		|
#		VF 0, a 10.9.0.1    VF 1, b 10.9.0.2
# Cases are strings that check evaluates later.
# shellcheck disable=SC2016,SC2034,SC2317
# shellcheck source=selftests/ksft/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=selftests/ksft/igb_lib.sh
. "$(dirname "$0")/igb_lib.sh"

plan 26

take_pf && pf_up
ip address add 10.9.0.254/24 dev "$PF"
check "the PF has the wire" reach - 10.0.2.2
check "seven VFs with drivers" igb_vfs 7
check "an eighth is refused" eval '
	echo 0 > "$SYSFS/sriov_numvfs"; ! echo 8 > "$SYSFS/sriov_numvfs"'
check "the PF still has the wire" reach - 10.0.2.2
check "two VFs" igb_vfs 2
A=$(igb_vf 0) B=$(igb_vf 1)
check "the address of VF 0 is the one the host lists" equal "$(mac_of "$A")" \
	"$(ip -j link show "$PF" | jq -r '.[].vfinfo_list[0].address')"
check "VF 0 in a" guest a "$A" 10.9.0.1/24
check "VF 1 in b" guest b "$B" 10.9.0.2/24
check "VF to VF" reach a 10.9.0.2
check "VF to PF" reach a 10.9.0.254
check "PF to VF" reach - 10.9.0.2
ip -n a address add 10.0.2.101/24 dev "$A"
check "VF to the wire" wait_for 10 reach a 10.0.2.2
check "the PF to the wire, as before" reach - 10.0.2.2

head -c 2097152 /dev/urandom > "$LIB_TMP/sent"
listening()
{
	in_ns "$1" ss -Hltn "sport = :5001" | grep -q .
}
# tcp FROM TO ADDRESS: 2 MiB arrive as they were sent.
tcp()
{
	local receiver
	in_ns "$2" socat -u TCP-LISTEN:5001,reuseaddr \
		"OPEN:$LIB_TMP/received,creat,trunc" &
	receiver=$!
	LIB_PIDS+=("$receiver")
	wait_for 20 listening "$2" &&
		in_ns "$1" socat -u "OPEN:$LIB_TMP/sent" "TCP:$3:5001" &&
		wait "$receiver" && cmp "$LIB_TMP/sent" "$LIB_TMP/received"
}
check "TCP from the PF, in segments" tcp - a 10.9.0.1
check "TCP to the PF" tcp a - 10.9.0.254

counted()
{
	ip -s -j link show "$PF" | jq -e \
		'.[].vfinfo_list[0].stats | .rx.packets > 100 and
		 (.tx.packets // .tx.tx_packets) > 100' > /dev/null
}
check "statistics of VF 0" counted

# The host's VLAN: who isn't in it is out of reach.
ip link set "$PF" vf 0 vlan 5
check "VF 0 in a VLAN: VF 1 is out of reach" wait_for 20 eval '! reach a 10.9.0.2'
ip link set "$PF" vf 1 vlan 5
check "both in it: they reach each other" wait_for 20 reach a 10.9.0.2
ip link add link "$PF" name v5 type vlan id 5
ip address add 10.9.5.254/24 dev v5
ip -n a address add 10.9.5.1/24 dev "$A"
ip link set v5 up
check "and the PF's own VLAN 5" wait_for 20 reach a 10.9.5.254
ip link set "$PF" vf 0 vlan 0
ip link set "$PF" vf 1 vlan 0
check "without it as before" wait_for 20 reach a 10.9.0.254

refused "a link that is up without the port's isn't for this card" "support" \
	ip link set "$PF" vf 0 state enable
# The host's address, which the driver in the VF gets when it begins anew: the
# emulated card doesn't tell it of the PF's message.
begins_anew()
{
	ip -n a link set "$A" down && ip -n a link set "$A" up &&
		wait_for 20 has_carrier a "$A" &&
		[ "$(in_ns a cat "/sys/class/net/$A/address")" = "$1" ]
}
check "another address" eval '
	ip link set "$PF" vf 0 mac 02:00:00:00:99:01 &&
		begins_anew 02:00:00:00:99:01 && wait_for 20 reach a 10.9.0.2'
check_not "the host's address isn't the guest's to change" \
	ip -n a link set "$A" address 02:00:00:00:99:02
check "with trust it is" eval '
	ip link set "$PF" vf 0 trust on && begins_anew 02:00:00:00:99:01 &&
		ip -n a link set "$A" address 02:00:00:00:99:02 &&
		wait_for 20 reach a 10.9.0.2'
check "in quarantine nothing passes" eval '
	sriovctl vf quarantine "$PF/0" && ! reach a 10.9.0.254 &&
		sriovctl vf release "$PF/0"'
guest_gone a
guest_gone b
check "without VFs the PF has the wire" eval 'igb_vfs 0 && reach - 10.0.2.2'

finish
