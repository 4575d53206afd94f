#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The main job, shown: a quad-port SR-IOV card with 4 x 256 VFs comes up on a
# stock kernel, is configured through sriovctl, and carries traffic between
# VFs and to the wire. "make demo" runs it in QEMU; every step is checked, and
# a step that doesn't hold ends the demo with an error.
# shellcheck source=selftests/demo/demo_lib.sh
. "$(dirname "$0")/demo_lib.sh"

step "Kernel and card"
run uname -sr
run lspci -D -d 6d6b:

step "Load the drivers"
run modprobe sriov_pf
run modprobe sriov_vf
for port in 0 1 2 3; do ip link set "wire$port" up; done
run sriovctl pf list

step "4 x 256 VFs"
start=$(date +%s%N)
for port in 0 1 2 3; do
	run sriovctl vf enable "pf$port" 256
done
for port in 0 1 2 3; do
	run sriovctl wait "pf$port" --driver --timeout 120
done
echo "1024 VFs with drivers after $((($(date +%s%N) - start) / 1000000)) ms"
run sriovctl pf list
count=$(sriovctl -J vf list | jq '[.. | .state? | strings | select(. == "ready")] | length')
echo "$count VFs are listed as ready"
[ "$count" = 1024 ]

step "Configure: tenants in VLAN 10 and 20, an address of our own"
run sriovctl vf set pf0/0-1 vlan 10
run sriovctl vf set pf0/2 vlan 20
run sriovctl vf set pf0/1 mac 02:00:00:00:10:01
run sriovctl vf list pf0/0-3
refused sriovctl vf set pf0/3 vlan 4095

step "Four guests (network namespaces), each with a VF of its own"
for vf in 0 1 2 3; do
	guest "guest$vf" "p0v$vf" "10.1.0.$((vf + 1))/24"
done
run ip -n guest1 -br address show dev p0v1

step "VF to VF in one VLAN: through the card's own switch"
run ip netns exec guest0 ping -c 3 -i 0.2 10.1.0.2

step "Across VLANs: nothing passes"
apart guest0 10.1.0.3

step "To the wire"
ip address add 10.1.0.254/24 dev wire0
run ip netns exec guest3 ping -c 3 -i 0.2 10.1.0.254

step "Throughput, TCP from guest0 to guest1"
throughput guest0 guest1 10.1.0.2

step "Spoof check: a forged source is dropped and counted"
run ip netns exec guest3 frames send p0v3 ff:ff:ff:ff:ff:ff \
	02:00:00:00:66:66 0 forged 3
run sriovctl -s vf show pf0/3
forged=$(sriovctl -J -s vf show pf0/3 |
	jq '[.. | .["tx-spoofed-mac"]? | numbers] | add')
[ "$forged" = 3 ]

step "Everything off again"
for vf in 0 1 2 3; do ip netns del "guest$vf"; done
for port in 0 1 2 3; do
	run sriovctl vf disable "pf$port"
done
run rmmod sriov_vf sriov_pf sriov_mock
echo
echo "Demo done: everything worked."
