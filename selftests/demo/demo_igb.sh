#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The main job on a real card's model, Intel's 82576: the host's own driver has
# it first, as on any host; it is taken, has its 7 VFs, which are configured and
# carry traffic with each other and to the wire, and is given back. "make demo
# NIC=igb" runs it in QEMU; a step that doesn't hold ends the demo with an error.

# shellcheck source=selftests/demo/demo_lib.sh
. "$(dirname "$0")/demo_lib.sh"

# vf_driver N DRIVER: by driver_override; then its netdev is called vfN
vf_driver()
{
	local vf

	vf=$(readlink -f "/sys/bus/pci/devices/$card/virtfn$1")
	echo "$2" > "$vf/driver_override"
	echo "${vf##*/}" > /sys/bus/pci/drivers_probe
	ip link set "$(ls "$vf/net")" name "vf$1"
}

step "Kernel and card; the kernel's own driver has it"
run uname -sr
run modprobe igb
run lspci -D -k -d 8086:10c9
card=$(lspci -D -d 8086:10c9 | cut -d ' ' -f 1)
port=$(ls "/sys/bus/pci/devices/$card/net")

step "Load the drivers: they take nothing by themselves"
run modprobe sriov_pf
run modprobe sriov_vf
run sriovctl pf list
run sriovctl pf bind "$port"
port=$(ls "/sys/bus/pci/devices/$card/net")
ip address add 10.0.2.15/24 dev "$port"
up "$port"
run sriovctl pf list
run sriovctl pf show "$port"

step "7 VFs"
start=$(date +%s%N)
run sriovctl vf enable "$port" 7
echo "after $((($(date +%s%N) - start) / 1000000)) ms"
refused sriovctl vf enable "$port" 8

step "Configure: tenants in VLAN 10 and 20, an address of our own"
run sriovctl vf set "$port/0-1" vlan 10
run sriovctl vf set "$port/2" vlan 20
run sriovctl vf set "$port/1" mac 02:00:00:00:10:01
refused sriovctl vf set "$port/3" vlan 10 proto 802.1ad

step "Four guests (network namespaces), each with a VF of its own"
for vf in 0 1 2 3; do
	# The last has the kernel's own driver: any guest's will do.
	driver=sriov_vf
	[ "$vf" != 3 ] || { driver=igbvf && run modprobe igbvf; }
	vf_driver "$vf" "$driver"
	guest "guest$vf" "vf$vf" "10.1.0.$((vf + 1))/24"
done
run ip -n guest1 -br address show dev vf1
run sriovctl vf list "$port"

step "VF to VF in one VLAN: through the card's own switch"
run ip netns exec guest0 ping -c 3 -i 0.2 10.1.0.2

step "Across VLANs: nothing passes"
apart guest0 10.1.0.3

step "To the wire, and beyond"
ip -n guest3 address add 10.0.2.103/24 dev vf3
run ip netns exec guest3 ping -c 3 -i 0.2 10.0.2.2

step "Throughput, TCP from guest0 to guest1"
throughput guest0 guest1 10.1.0.2

step "A guest in quarantine is off the network"
run sriovctl vf quarantine "$port/0"
apart guest0 10.1.0.2
run sriovctl vf release "$port/0"
# Its search for the neighbour, from before, may have to fail first.
wait_for 20 reach guest0 10.1.0.2
run ip netns exec guest0 ping -c 1 -W 10 10.1.0.2

step "Everything off again; the kernel's own driver has it back"
for vf in 0 1 2 3; do ip netns del "guest$vf"; done
run sriovctl vf disable "$port"
# The emulated router has announced itself: the port has a default route.
run sriovctl pf unbind "$port" --force
run lspci -D -k -d 8086:10c9
[ "$(basename "$(readlink "/sys/bus/pci/devices/$card/driver")")" = igb ]
run rmmod sriov_vf sriov_pf
echo
echo "Demo done: everything worked."
