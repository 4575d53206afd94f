#!/bin/bash
# Proves that a vswitch copies a port's frames to another port, each once, with the tag they have on the wire, and stops when that port goes.
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 6.12 debug
# check-kernels: 6.12
# nic: none
#
#     g1 === s1 --[ lan0 ]-- s2 === g2
#                     |
#                    s3 === g3, the analyzer
# Cases are strings that check evaluates later.
# shellcheck disable=SC2016,SC2034,SC2317
# shellcheck source=selftests/ksft/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=selftests/ksft/vsw_lib.sh
. "$(dirname "$0")/vsw_lib.sh"

plan 14

all=ff:ff:ff:ff:ff:ff

# once DEV TEXT: it came exactly once
once()
{
	equal "$2 1" "$2 $(grep -c " $2\$" "$LIB_TMP/$1.heard")"
}

check "a switch with three guests" new_switch lan0 3
quiet lan0
from 1 "$all" here
from 2 "$all" here
bridge link set dev s3 flood off mcast_flood off bcast_flood off

check "frames from a port are mirrored" nl_vsw set s1 mirror-in s3
listen g1 g2 g3
from 1 2 sent
from 1 "$all" broadcast
from 2 1 answer
from 2 "$all" other
all_heard 1 2 3
check "those from it: once each, and where they go as well" eval \
	'once g3 sent && once g3 broadcast && once g2 sent && once g2 broadcast'
check "not those to it" eval 'unheard g3 answer && unheard g3 other &&
	once g1 answer && once g1 other'

nl_vsw set s1 mirror-in 0 mirror-out s3
listen g1 g2 g3
from 1 2 sent
from 2 1 answer
from 2 "$all" other
send lan0 "$(guest_mac 1)" "$(mac_of lan0)" 0 fromhost
all_heard 1 2 3
check "those to it: known, flooded, from the host" eval \
	'once g3 answer && once g3 other && once g3 fromhost && once g1 answer'
check "not those from it" unheard g3 sent

nl_vsw set s1 mirror-in s3
listen g1 g2 g3
from 1 2 both
from 2 1 ways
from 3 1 analyzer
all_heard 1 2 3
check "both ways, and nothing twice" eval \
	'once g3 both && once g3 ways && once g3 analyzer'

nl_vsw guard s1 02:00:00:00:02:01
listen g1 g2 g3
send g1 "$(guest_mac 2)" 02:00:00:00:09:09 0 forged
all_heard 1 2 3
check "what a guard drops is on the wire, so in the mirror" eval \
	'once g3 forged && unheard g2 forged'
nl_vsw guard s1

nl_vswitch lan0 vlan 802.1q
bridge vlan add dev s1 vid 7
bridge vlan add dev s2 vid 7 pvid untagged
for n in 1 2; do from "$n" "$all" here 7; done
listen g1 g2 g3
from 1 "$all" tagged 7
from 2 "$all" untagged
all_heard 1 2 3
check "with the tag of the mirrored port, whatever VLANs the other is in" eval \
	'heard g3 " 7 tagged" && heard g3 " 7 untagged" &&
	 heard g2 " 0 tagged" && heard g1 " 7 untagged"'
nl_vswitch lan0 vlan off

refused "to itself" "another port" nl_vsw set s1 mirror-in s1
refused "to the host" "no port" nl_vsw set s1 mirror-in lan0
refused "to what is no port" "no port" nl_vsw set s1 mirror-in g1

ip link set s3 nomaster
check "the analyzer's port goes: nothing is mirrored" eval \
	'equal "0 0" "$(echo $(nl_vsw get s1 | sed -n "s/^mirror-[a-z]* //p"))"'
listen g1 g2
from 1 2 after
all_heard 1 2
check "and frames go on" once g2 after
finish
