#!/bin/bash
# Proves that devlink shows a port of each PF and VF, and that what it sets of their functions is the one desired state, by traffic.
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 6.12 debug
# check-kernels: 6.1 6.12
#
#     wire0 ---[ embedded switch of port 0 ]--- pf0
#                 |        |
#               p0v0     p0v1
# Cases are strings that check evaluates later.
# shellcheck disable=SC2016,SC2034,SC2317
# shellcheck source=selftests/ksft/lib.sh
. "$(dirname "$0")/lib.sh"

plan 18
drivers

all=ff:ff:ff:ff:ff:ff
dev=pci/$(pf_pci 0)
mac=02:00:00:00:55:01

# shown PORT FILTER: of the port, in jq's terms
shown()
{
	devlink -j port show "$dev/$1" | jq -r ".port[] | $2"
}

# ports: how many of pf0
ports()
{
	devlink -j port show | jq "[.port | to_entries[] |
		select(.key | startswith(\"$dev/\"))] | length"
}

# field VF KEY
field()
{
	sriovctl -J vf show "pf0/$1" | jq -r ".vfs[0][\"$2\"]"
}

ip link set wire0 up
check "a PF has a port" eval 'equal 1 "$(ports)" &&
	equal "pcipf 0" "$(shown 0 "\"\(.flavour) \(.pfnum)\"")"'
check "with its address" equal "$(mac_of pf0)" \
	"$(shown 0 .function.hw_addr)"
refused "which isn't set there" "its netdev, see ip link" \
	devlink port function set "$dev/0" hw_addr "$mac"

check "two VFs" eval 'vfs 0 2 && up pf0 p0v0 p0v1'
check "have ports" eval 'equal 3 "$(ports)" && equal "pcivf 0 1" \
	"$(shown 2 "\"\(.flavour) \(.pfnum) \(.vfnum)\"")"'
check "with their addresses, in service, with drivers" \
	equal "$(mac_of p0v1) active attached" "$(shown 2 \
	'.function | "\(.hw_addr) \(.state) \(.opstate)"')"

check "devlink sets an address" \
	devlink port function set "$dev/2" hw_addr "$mac"
check "it is the VF's" eval 'wait_for 20 eval "[ \$(mac_of p0v1) = $mac ]" &&
	equal "$mac true" "$(field 1 mac) $(field 1 mac-by-host)" && up p0v1'
listen p0v1 wire0
send p0v1 "$all" "$mac" 0 bythisone
send p0v1 "$all" 02:00:00:00:55:02 0 byanother
send wire0 "$mac" 02:ee:00:00:00:09 0 tothisone
ended 0
check "by traffic" eval 'heard wire0 bythisone && unheard wire0 byanother &&
	heard p0v1 tothisone'
check "what ip sets devlink shows" eval \
	'ip link set pf0 vf 0 mac 02:00:00:00:55:03 &&
	 equal 02:00:00:00:55:03 "$(shown 1 .function.hw_addr)"'
refused "one of another VF is refused" "mac: VF 0 has" \
	devlink port function set "$dev/2" hw_addr 02:00:00:00:55:03
sriovctl vf set pf0/1 --owner 7
refused "so is any by who isn't the owner" "VF 1 belongs to 0x7" \
	devlink port function set "$dev/2" hw_addr 02:00:00:00:55:04
sriovctl vf set pf0/1 owner none --owner 7
wait_for 20 eval '[ "$(mac_of p0v0)" = 02:00:00:00:55:03 ]'
up p0v0

check "devlink takes a VF out of service" eval \
	'devlink port function set "$dev/2" state inactive &&
	 equal "inactive detached" \
	 "$(shown 2 ".function | \"\(.state) \(.opstate)\"")" &&
	 equal false "$(field 1 in-service)" &&
	 wait_for 20 eval "! has_carrier - p0v1"'
listen p0v0 wire0
send p0v1 "$all" "$mac" 0 fromout
send p0v0 "$all" "$(mac_of p0v0)" 0 fromin
ended 0
check "it is off the network, the other isn't" eval \
	'unheard wire0 fromout && unheard p0v0 fromout && heard wire0 fromin'
check "and into it" eval 'devlink port function set "$dev/2" state active &&
	wait_for 30 has_carrier - p0v1 &&
	equal "active attached" \
	"$(shown 2 ".function | \"\(.state) \(.opstate)\"")"'
listen wire0
send p0v1 "$all" "$mac" 0 again
ended 0
check "it is back" heard wire0 again

vfs 0 0
check "ports of VFs go with them" equal 1 "$(ports)"
rmmod sriov_pf
check "that of the PF goes with its driver" eval \
	'equal 0 "$(ports)" && modprobe sriov_pf && wait_for 30 pfs_there &&
	 equal 1 "$(ports)"'

finish
