#!/bin/bash
# Proves that a vswitch forwards as a bridge does: by learned and static addresses, floods the rest, and keeps to its ports' flags.
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 6.12 debug
# check-kernels: 6.1 6.12
# nic: none
#
#     g1 === s1 --[ lan0 ]-- s2 === g2
#                  |    |
#         g3 === s3     lan0
# Cases are strings that check evaluates later.
# shellcheck disable=SC2016,SC2034,SC2317
# shellcheck source=selftests/ksft/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=selftests/ksft/vsw_lib.sh
. "$(dirname "$0")/vsw_lib.sh"

plan 23

all=ff:ff:ff:ff:ff:ff
check "a switch with three guests" new_switch lan0 3
quiet lan0

listen g1 g2 g3 lan0
from 1 2 early
from 2 "$all" hello
from 1 2 known
from 1 "$(mac_of lan0)" inward
send lan0 "$(guest_mac 2)" "$(mac_of lan0)" 0 fromhost
frames send g1 "$all" 02:ee:00:00:00:03 0 "end from g1"
all_heard 1 2 3
check "an unknown destination: to all but the sender and the host" \
	eval 'heard g2 early && heard g3 early && unheard g1 early &&
	      unheard lan0 early'
check "broadcast: to all and the host" \
	eval 'heard g1 hello && heard g3 hello && heard lan0 hello &&
	      unheard g2 hello'
check "a learned destination: to it alone" \
	eval 'heard g2 known && unheard g3 known'
check "the host's address: to the host alone" \
	eval 'heard lan0 inward && unheard g2 inward && unheard g3 inward'
check "from the host to a guest" \
	eval 'heard g2 fromhost && unheard g1 fromhost && unheard g3 fromhost'
check "what was learned is listed" eval \
	'learned lan0 "$(guest_mac 1)" s1 && learned lan0 "$(guest_mac 2)" s2'

# On each processor, since each remembers a port's last source
on_all_cpus()
{
	local cpu

	for cpu in 0 1; do
		taskset -c "$cpu" frames send g1 "$all" "$(guest_mac 1)" 0 "$1"
	done
}
on_all_cpus before
listen g1 g2 g3
send g3 "$all" "$(guest_mac 1)" 0 moved
from 2 1 tomoved
all_heard 1 2 3
check "a station that moves is followed" \
	eval 'heard g3 tomoved && unheard g1 tomoved'

listen g1 g2 g3
on_all_cpus back
from 2 1 tohome
all_heard 1 2 3
check "and when it comes back" \
	eval 'heard g1 tohome && unheard g3 tohome'

bridge fdb replace "$(guest_mac 1)" dev lan0 self via s1 static
listen g1 g2 g3
send g3 "$all" "$(guest_mac 1)" 0 forged
from 2 1 tostatic
all_heard 1 2 3
check "a static entry doesn't move" \
	eval 'heard g1 tostatic && unheard g3 tostatic'
check "bridge fdb get finds it" eval \
	'bridge fdb get "$(guest_mac 1)" br lan0 | grep -q "via s1"'
refused "twice the same entry" "already" \
	bridge fdb add "$(guest_mac 1)" dev lan0 self via s1 static
refused "an entry behind what is no port" "no port of this switch" \
	bridge fdb add 02:00:00:00:07:01 dev lan0 self via g1 static
check "it is removed" eval 'bridge fdb del "$(guest_mac 1)" dev lan0 self &&
	! bridge fdb get "$(guest_mac 1)" br lan0 2>/dev/null'

bridge link set dev s1 isolated on
bridge link set dev s2 isolated on
listen g1 g2 g3
from 1 2 isolated
from 1 "$all" isolatedall
from 3 2 open
all_heard 1 2 3
check "isolated ports reach the others, not each other" \
	eval 'unheard g2 isolated && heard g3 isolatedall && heard g2 open'
bridge link set dev s1 isolated off
bridge link set dev s2 isolated off

bridge link set dev s3 flood off bcast_flood off
listen g1 g2 g3
from 1 02:00:00:00:09:09 unknown
from 1 "$all" bcast
all_heard 1 2 3
check "no flooding where it is switched off" \
	eval 'heard g2 unknown && heard g2 bcast && unheard g3 unknown &&
	      unheard g3 bcast'
bridge link set dev s3 flood on bcast_flood on

from 1 "$all" again
bridge link set dev s2 locked on
bridge fdb replace "$(guest_mac 2)" dev lan0 self via s2 static
listen g1 g2 g3
send g2 "$(guest_mac 1)" 02:00:00:00:09:10 0 stranger
from 2 1 resident
all_heard 1 2 3
check "a locked port: its static station passes, a stranger doesn't" \
	eval 'heard g1 resident && unheard g1 stranger'
bridge link set dev s2 locked off

bridge link set dev s2 state disabled
listen g1 g2 g3
from 1 2 tooff
from 2 1 fromoff
all_heard 1 2 3
check "a port that is switched off: nothing in, nothing out" \
	eval 'unheard g2 tooff && unheard g1 fromoff'
bridge link set dev s2 state forwarding
refused "a spanning tree's state" "no spanning tree" \
	bridge link set dev s2 state learning

ip link add lan1 type vswitch
refused "a switch as a port" "veth pair" ip link set lan1 master lan0
ip link del lan1
refused "a device that is a port already" "master|Something else" \
	eval 'ip link add br9 type vswitch && ip link set s1 nomaster &&
	      ip link add mv0 link s1 type macvlan &&
	      ip link set s1 master br9'
ip link del mv0
ip link del br9
ip link set s1 master lan0

ip link del s2
check "a port's device goes: so does the port, and what was behind it" eval \
	'! bridge fdb show dev lan0 | grep -q "$(guest_mac 2)"'
ip link del lan0
check "the switch goes, its ports' devices stay" \
	eval 'gone lan0 && ! gone s1 && rmmod vswitch'
finish
