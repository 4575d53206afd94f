#!/bin/bash
# Proves who is believed to ask for members of groups, that the switch asks where told to, and what becomes of members when ports, VLANs and queriers come and go.
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 6.12 debug
# check-kernels: 6.12
# nic: none
#
#     g1 === s1 --[ lan0 ]-- s3 === g3        g1: joins, by its kernel
#                  |    |                     g2: doesn't
#     g2 === s2 ---+    +--- s4 === g4        g3: sends     g4: asks
#
# Guests are in namespaces n1 to n4.
# Cases are strings that check evaluates later.
# shellcheck disable=SC2016,SC2034,SC2086,SC2154,SC2317
# shellcheck source=selftests/ksft/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=selftests/ksft/vsw_lib.sh
. "$(dirname "$0")/vsw_lib.sh"
# shellcheck source=selftests/ksft/vsw_mcast_lib.sh
. "$(dirname "$0")/vsw_mcast_lib.sh"

plan 19

check "a switch with four guests, of which one asks" eval 'guests && asked 4'

# ---- queriers
by 2 query 192.0.2.2 all 100
check "of two queriers the lower address counts" \
	wait_for 10 querier 4 0 "other known 192.0.2.2"
by 4 query 192.0.2.104 all 100
by 3 query 0.0.0.0 all 100
check "not a higher one, nor none" querier 4 0 "other known 192.0.2.2"
check "where routers are barred none is believed" eval \
	'bridge link set dev s3 mcast_router 0 && by 3 query 192.0.2.1 all 100 &&
	 querier 4 0 "other known 192.0.2.2"'
nl_vswitch lan0 querier_time 100
by 2 query 192.0.2.2 all 100
wait_for 10 querier 4 0 "none unknown"
listening 1 2
by 3 data 239.9.9.9 silent
all_heard 1 2
check "when it falls silent, all is flooded again" \
	eval 'heard g1 silent && heard g2 silent'

joins 1 $four/32
ip address add 192.0.2.200/24 dev lan0
nl_mdb switch lan0 ifaddr 1
nl_vswitch lan0 querier 1
check "the switch asks itself" eval \
	'wait_for 10 querier 4 0 "own known" &&
	 wait_for 10 querier 6 0 "own known"'
listening 1 2 host
by 3 data $four own
in_ns n1 frames send g1 ff:ff:ff:ff:ff:ff 02:ee:00:00:00:03 0 "end from g1"
all_heard 1 2
check "and knows who has joined" \
	eval 'heard g1 own && unheard g2 own && unheard lan0 own'
check "the host joins" eval \
	'ip address add $four/32 dev lan0 autojoin &&
	 wait_for 10 member lan0 $four'
listening 2 host
by 3 data $four tohost
in_ns n1 frames send g1 ff:ff:ff:ff:ff:ff 02:ee:00:00:00:03 0 "end from g1"
all_heard 2
check "and gets the group" eval 'heard lan0 tohost && unheard g2 tohost'
ip address del $four/32 dev lan0
check "one that leaves is asked by the switch, and goes" eval \
	'leaves 1 $four/32 && wait_for 10 eval "! member s1 $four" &&
	 wait_for 10 eval "! member lan0 $four"'
nl_vswitch lan0 querier_time 25500
by 4 query 192.0.2.201 all 100
by 4 query 0.0.0.0 all 100
by 4 query 192.0.2.104 all 100
check "it yields to a querier of a lower address" \
	wait_for 10 querier 4 0 "other known 192.0.2.104"
nl_vswitch lan0 querier 0

# ---- routers
bridge link set dev s2 mcast_router 2
listening 1 2
by 3 data 239.7.7.7 routed
all_heard 1 2
check "a port that is a router's gets all groups" \
	eval 'heard g2 routed && unheard g1 routed'
bridge link set dev s2 mcast_router 0
by 1 hello 192.0.2.1
listening 1 2
by 3 data 239.7.7.8 hello
all_heard 1 2
check "so does one where a router says hello" \
	eval 'heard g1 hello && unheard g2 hello'
bridge link set dev s1 mcast_router 0
bridge link set dev s1 mcast_router 1
bridge link set dev s2 mcast_router 1

# ---- ports come and go
by 1 join 239.6.0.1
nl_mdb new lan0 s1 239.6.0.2
wait_for 10 member s1 239.6.0.1
ip link set s1 nomaster
check "a port that goes takes its members along" \
	eval '! nl_mdb show lan0 | grep -q s1'
ip link set s1 master lan0
listening 1 2
by 3 data 239.6.0.9 newport
all_heard 1 2
check "a new port gets all groups until it was asked" eval \
	'heard g1 newport && unheard g2 newport && asked 4 &&
	 ! nl_mdb queriers lan0 | grep -v "takers 1"'

# ---- VLANs: 10 and 20 tagged everywhere
nl_vswitch lan0 vlan 802.1q
for n in 1 2 3 4; do
	bridge vlan add dev "s$n" vid 10
	bridge vlan add dev "s$n" vid 20
done
by 4 query 192.0.2.104 all 100 10
wait_for 10 querier 4 10 "other known"
by 1 join 239.1.1.2 1 10
by 2 join 239.1.1.2 1 20
wait_for 10 member s2 239.1.1.2 20
listening 1 2
by 3 data 239.1.1.2 inten 10
by 3 data 239.1.1.2 intwenty 20
all_heard 1 2
check "what is known in one VLAN says nothing of another" \
	eval 'heard g1 inten && unheard g2 inten && heard g1 intwenty &&
	      heard g2 intwenty'
nl_mdb new lan0 s1 239.1.1.3 10
bridge vlan del dev s1 vid 10
check "leaving a VLAN, a port leaves its groups" \
	eval '! nl_mdb show lan0 | grep "^s1 .* 10 " && member s2 239.1.1.2 20'
nl_vswitch lan0 vlan off

asked 4
nl_vswitch lan0 snooping 0
listening 1 2
by 3 data $four off
all_heard 1 2
check "switched off, all is flooded, and nothing known" \
	eval 'heard g1 off && heard g2 off && [ -z "$(nl_mdb queriers lan0)" ]'
check "switch and module go" eval \
	'nl_vswitch lan0 snooping 1 querier 1 && asked 4 && joins 1 $four/32 &&
	 wait_for 10 member s1 $four && ip link del lan0 && rmmod vswitch'
finish
