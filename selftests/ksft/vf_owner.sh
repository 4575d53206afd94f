#!/bin/bash
# Proves that a VF obeys its owner only, through every interface and across resets, and that a reset VF is as new.
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 6.12 debug
# check-kernels: 6.12
#
#     wire0 ---[ embedded switch of port 0 ]--- pf0
#                 |        |        |
#               p0v0     p0v1     p0v2
# Cases are strings that check evaluates later.
# shellcheck disable=SC2016,SC2034,SC2317
# shellcheck source=selftests/ksft/lib.sh
. "$(dirname "$0")/lib.sh"

plan 20
drivers

all=ff:ff:ff:ff:ff:ff
forged=02:00:00:00:99:02

# field VF KEY
field()
{
	sriovctl -J vf show "pf0/$1" | jq -r ".vfs[0][\"$2\"]"
}

setup()
{
	ip link set wire0 up && vfs 0 3 && up pf0 p0v0 p0v1 p0v2
}

check "three VFs" setup
first=$(mac_of p0v1)
sriovctl monitor vf > "$LIB_TMP/events" &
LIB_PIDS+=($!)
wait_for 10 eval 'sriovctl vf set pf0/2 spoofchk off &&
	sriovctl vf set pf0/2 spoofchk on && grep -q " vf " "$LIB_TMP/events"'

check "who claims a VF owns it" eval \
	'sriovctl vf set pf0/1 vlan 10 --owner 0x1234 &&
	 equal 0x1234 "$(field 1 owner)"'
refused "another one is refused, told whose it is" \
	"VF 1 belongs to 0x1234" sriovctl vf set pf0/1 vlan 20 --owner 7
refused "so is one without a cookie" "VF 1 belongs to 0x1234" \
	sriovctl vf set pf0/0-2 vlan 20
refused "so is a late reset" "VF 1 belongs to 0x1234" \
	sriovctl vf reset pf0/1 --owner 7
refused "so is ip" "not permitted" ip link set pf0 vf 1 vlan 20
check "each refusal is announced, with who asked" eval \
	'wait_for 10 eval "[ \$(grep -c vf-refused $LIB_TMP/events) = 4 ]" &&
	 [ "$(grep -c "vf-refused.*refused-owner 0x7" "$LIB_TMP/events")" = 2 ]'

listen p0v0 wire0
send p0v1 "$all" "$first" 0 stillten
ended 0 10
check "the VF is still in its VLAN, the others are in none" eval \
	'heard wire0 " 10 stillten" && unheard p0v0 stillten'

echo 1 > "$(pf_sysfs 0)/virtfn1/reset"
check "a reset of the function doesn't free it" \
	equal 0x1234 "$(field 1 owner)"
vfs 0 0 && vfs 0 3 && up p0v0 p0v1 p0v2
check "nor does its removal" equal 0x1234 "$(field 1 owner)"
check "its driver may work" eval 'has_carrier - p0v1'

check "the owner changes it" sriovctl vf set pf0/1 vlan 30 qos 2 \
	spoofchk off mac 02:00:00:00:55:07 --owner 0x1234
check "by force anybody does, and it keeps its owner" eval \
	'sriovctl vf set pf0/1 vlan 40 --force &&
	 equal "40 0x1234" "$(field 1 vlan) $(field 1 owner)"'
check "or takes it over" eval 'sriovctl vf set pf0/1 --owner 7 --force &&
	equal 0x7 "$(field 1 owner)"'

check "the owner resets it" sriovctl vf reset pf0/1 --owner 7
check "it is as it was, and nobody's" eval \
	'equal "null 0 0 true false" \
	 "$(for key in owner vlan qos spoofchk mac-by-host; do
		field 1 $key; done | paste -s -d " ")"'
wait_for 20 eval '[ "$(mac_of p0v1)" = "$first" ]'
up p0v1
listen p0v0 p0v2 wire0
send p0v1 "$all" "$first" 0 fresh
send p0v1 "$all" "$forged" 0 forged
ended 0
check "with its first address, in no VLAN" eval \
	'equal "$first" "$(mac_of p0v1)" && heard p0v0 fresh &&
	 heard p0v2 fresh && heard wire0 " 0 fresh"'
check "and its sources are checked" eval \
	'unheard p0v0 forged && unheard wire0 forged'

check "an owner gives it up, and the rest stays" eval \
	'sriovctl vf set pf0/2 vlan 50 --owner 9 &&
	 sriovctl vf set pf0/2 owner none --owner 9 &&
	 equal "50 null" "$(field 2 vlan) $(field 2 owner)"'
check "then anybody may set it" sriovctl vf set pf0/2 vlan none

finish
