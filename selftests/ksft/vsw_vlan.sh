#!/bin/bash
# Proves that a vswitch keeps VLANs apart: PVID, untagged, ranges, 802.1Q and 802.1ad, tags in tags, and the host's own VLANs.
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 6.12 debug
# check-kernels: 6.12
# nic: none
#
#     g1 === s1 --[ lan0 ]-- s2 === g2        s1: access port of VLAN 10
#                  |    |                     s2: trunk, 10 and 20-29 tagged
#         g3 === s3     lan0                  s3: access port of VLAN 20
# Cases are strings that check evaluates later.
# shellcheck disable=SC2016,SC2034,SC2317
# shellcheck source=selftests/ksft/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=selftests/ksft/vsw_lib.sh
. "$(dirname "$0")/vsw_lib.sh"

plan 24

all=ff:ff:ff:ff:ff:ff
check "a switch with three guests" new_switch lan0 3
quiet lan0
listen g1 g2
from 1 "$all" blind 77
all_heard 1 2
check "a switch that looks at no VLANs passes tags as they are" \
	heard g2 "77 blind"

refused "a VLAN's entry where VLANs aren't looked at" "no VLANs" \
	bridge fdb add "$(guest_mac 3)" dev lan0 self via s3 static vlan 20
check "it is told to look at 802.1Q" nl_vswitch lan0 vlan 802.1q
bridge vlan del dev s1 vid 1
bridge vlan del dev s2 vid 1
bridge vlan del dev s3 vid 1
bridge vlan add dev s1 vid 10 pvid untagged
bridge vlan add dev s2 vid 10
bridge vlan add dev s2 vid 20-29
bridge vlan add dev s3 vid 20 pvid untagged
check "ranges are listed as such" eval \
	'bridge -compressvlans vlan show dev s2 | grep -q "20-29"'

listen g1 g2 g3 lan0
from 1 "$all" ten
from 3 "$all" twenty
from 2 "$all" trunk10 10
from 2 "$all" trunk20 20
from 2 "$all" trunk25 25
from 2 "$all" trunk30 30
from 2 "$all" trunk0
from 1 "$all" intruder 20
from 1 "$all" priority 10:5
ip link set lan0 promisc on
frames send s1 "$all" 02:ee:00:00:00:09 0 "end from s1"
bridge vlan add dev lan0 vid 10 pvid untagged self
frames send g1 "$all" 02:ee:00:00:00:03 0 "end from g1"
all_heard 1 2 3
check "an access port's frames leave the trunk with its tag" \
	eval 'heard g2 " 10 ten" && unheard g3 ten'
check "and another's with its own" \
	eval 'heard g2 " 20 twenty" && unheard g1 twenty'
check "from the trunk to the port of the tag, without it" \
	eval 'heard g1 " 0 trunk10" && unheard g3 trunk10 &&
	      heard g3 " 0 trunk20" && unheard g1 trunk20'
check "a VLAN of the trunk alone goes nowhere" \
	eval 'unheard g1 trunk25 && unheard g3 trunk25'
check "a VLAN that it isn't in, and none at all, are dropped" \
	eval 'unheard g1 trunk30 && unheard g3 trunk30 && unheard g1 trunk0 &&
	      unheard g3 trunk0'
check "an access port can't send into another VLAN by a tag" \
	eval 'unheard g3 intruder && unheard g2 intruder'
check "a tag of its own VLAN is one" heard g2 " 10 priority"
check "the drops are counted, and none is one of a flood's" eval \
	'[ "$(drops lan0 vlan-in)" -ge 3 ] && [ "$(drops lan0 vlan-out)" = 0 ]'

check "stations are known by VLAN" eval \
	'learned lan0 "$(guest_mac 2)" s2 10 && learned lan0 "$(guest_mac 2)" s2 20'
check "an entry without VLAN is one for each of the port's" eval \
	'bridge fdb replace 02:00:00:00:07:01 dev lan0 self via s2 static &&
	 [ "$(bridge fdb show dev lan0 | grep -c 02:00:00:00:07:01)" = 11 ]'
check "leaving a VLAN, a port loses its stations there" eval \
	'bridge vlan del dev s2 vid 22-29 &&
	 [ "$(bridge fdb show dev lan0 | grep -c 02:00:00:00:07:01)" = 3 ]'

# The host
bridge vlan add dev lan0 vid 20 self
ip link add link lan0 name lan0.20 type vlan id 20
quiet lan0.20
ip link set lan0.20 up
listen g1 g2 g3 lan0 lan0.20
send lan0 "$all" "$(mac_of lan0)" 0 host10
send lan0.20 "$all" "$(mac_of lan0)" 0 host20
from 1 "$(mac_of lan0)" tohost10
from 3 "$(mac_of lan0)" tohost20
send g1 "$all" 02:ee:00:00:00:03 0 "end from g1"
send g3 "$all" 02:ee:00:00:00:03 0 "end from g3"
all_heard 1 2 3
check "the host speaks in its PVID and by a VLAN device" \
	eval 'heard g1 host10 && unheard g3 host10 &&
	      heard g3 host20 && unheard g1 host20'
check "and hears in both" \
	eval 'heard lan0 tohost10 && heard lan0.20 tohost20 &&
	      unheard lan0.20 tohost10'
ip link del lan0.20

# Tags in tags
listen g1 g2
from 2 "$all" inner s10.30
from 2 "$all" outer 10
all_heard 1 2
check "a tag of the other protocol is data: no VLAN at the trunk" \
	eval 'unheard g1 inner && heard g1 outer'
check "it is told to look at 802.1ad" nl_vswitch lan0 vlan 802.1ad
listen g1 g2
from 2 "$all" service s10.30
from 2 "$all" customer 10
from 1 "$all" wrapped 30
all_heard 1 2
check "802.1ad: the outer tag counts, the inner stays" \
	eval 'heard g1 " 30 service" && unheard g1 customer'
check "and a customer's tag is wrapped" heard g2 "s10.30 wrapped"

refused "a VLAN above 4094" "1 to 4094|invalid|wrong|Invalid" \
	bridge vlan add dev s1 vid 4095
nl_vswitch lan0 vlan off
listen g1 g2 g3
from 1 "$all" again
all_heard 1 2 3
check "told to look at none, all are one network again" \
	eval 'heard g2 " 0 again" && heard g3 " 0 again"'
finish
