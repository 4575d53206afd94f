#!/bin/bash
# Proves that ip link, ethtool, devlink, sysfs and sriovctl see and change one state.
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 6.12 debug
# check-kernels: 6.1 6.12
# memory: 4096
# timeout: 600
# Cases are strings that check evaluates later.
# shellcheck disable=SC2016,SC2034,SC2317
# shellcheck source=selftests/ksft/lib.sh
. "$(dirname "$0")/lib.sh"

plan 24
drivers

# One field of one VF, as each tool sees it.
by_ip()
{
	ip -j link show pf0 | jq -r ".[0].vfinfo_list[] | select(.vf == $1) | .$2"
}

by_tool()
{
	sriovctl -J vf show "pf0/$1" | jq -r "[.. | .[\"$2\"]? | values] | first"
}

both()
{
	equal "$4" "$(by_ip "$1" "$2")" && equal "$4" "$(by_tool "$1" "$3")"
}

check "four VFs are up" vfs 0 4

ip link set pf0 vf 1 mac 02:00:00:00:11:01
check "a MAC set by ip is what both show" both 1 address mac 02:00:00:00:11:01
sriovctl vf set pf0/2 mac 02:00:00:00:11:02
check "a MAC set by sriovctl is what both show" both 2 address mac 02:00:00:00:11:02
ip link set pf0 vf 1 vlan 100 qos 3
check "a VLAN set by ip is what sriovctl shows" equal "100 3" \
	"$(by_tool 1 vlan) $(by_tool 1 qos)"
sriovctl vf set pf0/3 vlan 200 qos 4
check "a VLAN set by sriovctl is what ip shows" equal "200 4" \
	"$(ip -j link show pf0 | jq -r '.[0].vfinfo_list[] | select(.vf == 3) |
	   .vlan_list[0] | "\(.vlan) \(.qos)"')"
ip link set pf0 vf 1 vlan 101 proto 802.1ad
check "a VLAN of 802.1ad set by ip is what sriovctl shows" equal "101 802.1ad" \
	"$(by_tool 1 vlan) $(by_tool 1 vlan-proto)"
sriovctl vf set pf0/3 vlan 201 proto 802.1ad
check "a VLAN of 802.1ad set by sriovctl is what ip shows" \
	equal "201 802.1ad" \
	"$(ip -j link show pf0 | jq -r '.[0].vfinfo_list[] | select(.vf == 3) |
	   .vlan_list[0] | "\(.vlan) \(.protocol | ascii_downcase)"')"
sriovctl vf set pf0/1,3 vlan none
ip link set pf0 vf 2 spoofchk off
check "spoof check switched by ip is what both show" both 2 spoofchk spoofchk false
sriovctl vf set pf0/2 spoofchk on
check "spoof check switched by sriovctl is what both show" both 2 spoofchk spoofchk true

ip link set pf0 vf 2 trust on
check "trust given by ip is what both show" both 2 trust trust true
sriovctl vf set pf0/2 trust off
check "trust taken by sriovctl is what both show" both 2 trust trust false
ip link set pf0 vf 1 state disable
check "a link state set by ip is what both show" both 1 link_state link-state \
	disable
sriovctl vf set pf0/1 link-state auto
check "a link state set by sriovctl is what both show" \
	both 1 link_state link-state auto

vfs 0 0
vfs 0 4
check "the state survives disabling and enabling" \
	both 2 address mac 02:00:00:00:11:02

refused "ip: VLAN 4095" "range|invalid|4094" ip link set pf0 vf 0 vlan 4095
refused "ip: multicast MAC" "address|invalid|unicast" \
	ip link set pf0 vf 0 mac 01:00:00:00:00:01
refused "ip: VF 300 of 256" "invalid|range|256" ip link set pf0 vf 300 vlan 5
refused "ip: 802.1ad without a VLAN" "protocol|support" \
	ip link set pf0 vf 0 vlan 0 proto 802.1ad
refused "sysfs: another count while VFs exist" "busy" \
	bash -c "echo 8 > $(pf_sysfs 0)/sriov_numvfs"
check "and the four VFs are still there" equal 4 "$(numvfs 0)"

check "ethtool names driver and bus address" equal \
	"sriov_pf $(pf_pci 0)" \
	"$(ethtool -i pf0 | awk '/^driver|^bus-info/ { print $2 }' | xargs)"
check "devlink knows the PF" eval \
	"devlink dev info pci/$(pf_pci 0) | grep -q sriov_pf"

# The list of VFs doesn't need their netdevs.
vfs 0 0
modprobe -r sriov_vf
echo 256 > "$(pf_sysfs 0)/sriov_numvfs"
check "with 256 VFs ip -s -j link is valid and holds 221 of them" equal 221 \
	"$(ip -s -j link show pf0 | jq '.[0].vfinfo_list | length')"
ip link set pf0 vf 250 vlan 77
check "ip sets a VF beyond its list, sriovctl shows it" \
	equal 77 "$(by_tool 250 vlan)"
ip link set pf0 vf 250 vlan 0

finish
