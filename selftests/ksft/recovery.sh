#!/bin/bash
# Proves that a VF recovers from unbind and bind, FLR, and PF down and up, under traffic and with its policy in force.
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 6.12 debug
# timeout: 600
# Cases are strings that check evaluates later.
# shellcheck disable=SC2016,SC2034,SC2317
# shellcheck source=selftests/ksft/lib.sh
. "$(dirname "$0")/lib.sh"

plan 10
drivers

ip link set wire0 up
ip address add 10.9.0.254/24 dev wire0
vfs 0 3
sriovctl vf set pf0/1 mac 02:00:00:00:77:01
check "VF in a guest, answering" eval \
	'wait_for 20 has_carrier - p0v0;
	 guest a p0v0 10.9.0.1/24 && guest b p0v1 10.9.0.2/24 && reach a 10.9.0.2'
sysfs=$(readlink -f "$(pf_sysfs 0)/virtfn2")
vf=$(basename "$sysfs")
driver=/sys/bus/pci/drivers/sriov_vf

rebind()
{
	for _ in $(seq "$(soak 5 200)"); do
		echo "$vf" > "$driver"/unbind && [ ! -e /sys/class/net/p0v2 ] &&
			echo "$vf" > "$driver"/bind &&
			sriovctl wait pf0/2 --driver --timeout 20 || return 1
	done
	[ -e /sys/class/net/p0v2 ]
}
background in_ns a ping -q -i 0.01 10.9.0.2 > /dev/null
check "a VF is unbound and bound while others talk" rebind
check "the others still talk" reach a 10.9.0.2

guest_vf=$(readlink -f "$(pf_sysfs 0)/virtfn1")
resets()
{
	sriovctl -J -s vf show pf0/1 | jq '[.. | .resets? | numbers] | add'
}
rounds=$(soak 3 100)
before=$(resets)
flr()
{
	for _ in $(seq "$rounds"); do
		echo 1 > "$guest_vf/reset" &&
			wait_for 20 has_carrier b p0v1 &&
			wait_for 20 reach a 10.9.0.2 || return 1
	done
}
check "FLR of a VF under traffic: it comes back" flr
check "with the address the host gave it" equal 02:00:00:00:77:01 \
	"$(in_ns b cat /sys/class/net/p0v1/address)"
check "and tells it as its permanent one" eval \
	'in_ns b ethtool -P p0v1 | grep -q 02:00:00:00:77:01'
check "each reset is counted" eval '[ "$(($(resets) - before))" -ge "$rounds" ]'

pf_down_up()
{
	ip link set pf0 up && ip link set pf0 down && reach a 10.9.0.2 &&
		ip link set pf0 up && reach a 10.9.0.2
}
check "the PF's netdev down and up doesn't touch the VFs" pf_down_up

link()
{
	ip link set wire0 down && wait_for 20 eval '! has_carrier a p0v0' &&
		ip link set wire0 up && wait_for 20 has_carrier a p0v0 &&
		wait_for 20 reach a 10.9.0.254
}
check "link down and up on the wire reaches the VFs" link

echo 1 > "$(pf_sysfs 0)/reset"
pf_back()
{
	wait_for 30 has_carrier a p0v0 && wait_for 30 reach a 10.9.0.2 &&
		equal 3 "$(numvfs 0)"
}
check "FLR of the PF: its VFs talk again" pf_back

finish
