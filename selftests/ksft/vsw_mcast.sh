#!/bin/bash
# Proves that frames to groups go to those who joined them by IGMP or MLD, to routers, and to all while nobody asks; and that neighbour discovery always gets through.
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 6.12 debug
# check-kernels: 6.1 6.12
# nic: none
#
#     g1 === s1 --[ lan0 ]-- s3 === g3        g1: joins, by its kernel
#                  |    |                     g2: doesn't
#     g2 === s2 ---+    +--- s4 === g4        g3: sends     g4: asks
#
# Guests are in namespaces n1 to n4.
# Cases are strings that check evaluates later.
# shellcheck disable=SC2016,SC2034,SC2317
# shellcheck source=selftests/ksft/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=selftests/ksft/vsw_lib.sh
. "$(dirname "$0")/vsw_lib.sh"
# shellcheck source=selftests/ksft/vsw_mcast_lib.sh
. "$(dirname "$0")/vsw_mcast_lib.sh"

plan 36

check "a switch with four guests" guests

# ---- nobody asks
check "a guest joins" eval \
	'joins 1 $four/32 && joins 1 $six/128 && wait_for 10 member s1 $four &&
	 wait_for 10 member s1 $six'
listening 1 2 4
by 3 data $four blind4
by 3 data $six blind6
all_heard 1 2 4
check "while nobody asks, all get it" \
	eval 'heard g1 blind4 && heard g2 blind4 && heard g4 blind4 &&
	      heard g1 blind6 && heard g2 blind6 && heard g4 blind6'

# ---- somebody does
nl_mdb monitor > "$LIB_TMP/monitor" &
LIB_PIDS+=($!)
wait_for 10 grep -q ready "$LIB_TMP/monitor"
check "a querier is noticed" asked 4
check "and who has joined is still known" \
	eval 'member s1 $four 0 reported && member s1 $six 0 reported'
listening 1 2 4
by 3 data $four joined4
by 3 data $six joined6
by 3 data 239.9.9.9 stranger4
by 3 data ff05::9999 stranger6
by 3 data 239.129.1.1 samemac
by 3 data 224.0.0.251 mdns4
by 3 data ff02::fb mdns6
by 3 solicit fe80::1 solicit
by 2 join 239.3.3.3
all_heard 1 2 4
check "IGMP: who joined gets it, and the router; who didn't doesn't" \
	eval 'heard g1 joined4 && heard g4 joined4 && unheard g2 joined4'
check "MLD: the same" \
	eval 'heard g1 joined6 && heard g4 joined6 && unheard g2 joined6'
check "what nobody joined goes to the router alone" eval \
	'heard g4 stranger4 && unheard g1 stranger4 && unheard g2 stranger4 &&
	 heard g4 stranger6 && unheard g1 stranger6 && unheard g2 stranger6'
check "a group with the same MAC address is another one" \
	eval 'heard g4 samemac && unheard g1 samemac'
check "groups of the link go to all" \
	eval 'heard g1 mdns4 && heard g2 mdns4 && heard g1 mdns6 &&
	      heard g2 mdns6'
check "neighbour discovery, too" \
	eval 'heard g1 solicit && heard g2 solicit && heard g4 solicit'
check "a report goes to the router alone" \
	eval 'heard g4 report && unheard g1 report'
# local_of N: its link-local address
local_of()
{
	ip -n "n$1" -6 -br address show dev "g$1" | grep -o "fe80::[0-9a-f:]*"
}
check "neighbours find each other" eval \
	'in_ns n2 ping -6 -c 2 -W 3 -q "$(local_of 1)%g2" > /dev/null'

# ---- leaving
by 4 query 192.0.2.104 $four 100
by 4 query fe80::104 $six 100
check "a member that is asked about stays" eval \
	'wait_for 5 lasting s1 $four && wait_for 5 lasting s1 $six'
leaves 1 $four/32
leaves 1 $six/128
check "one that leaves stays until the querier has asked" member s1 $four
by 4 query 192.0.2.104 $four 100
by 4 query fe80::104 $six 100
check "and then goes" eval \
	'wait_for 10 eval "! member s1 $four" &&
	 wait_for 10 eval "! member s1 $six"'
listening 1 4
by 3 data $four left4
by 3 data $six left6
all_heard 1 4
check "it gets nothing any more" eval \
	'heard g4 left4 && heard g4 left6 && unheard g1 left4 &&
	 unheard g1 left6'
check "the drop of what nobody wants is counted" eval \
	'before=$(drops lan0 no-member) && by 4 data 239.8.8.8 lost &&
	 wait_for 10 eval "[ \$(drops lan0 no-member) -gt $before ]"'
check "changes are told" eval \
	'grep -q "^new s2 239.3.3.3 0 reported" "$LIB_TMP/monitor" &&
	 grep -q "^del s1 $six 0 reported" "$LIB_TMP/monitor"'

bridge link set dev s1 fastleave on
by 1 join 239.4.0.1
by 1 join ff05::4
wait_for 10 member s1 239.4.0.1
by 1 leave 239.4.0.1
by 1 leave ff05::4
check "with fast leave it goes at once" eval \
	'wait_for 2 eval "! member s1 239.4.0.1" && ! member s1 ff05::4'
bridge link set dev s1 fastleave off

# ---- by hand
check "a member is set" nl_mdb new lan0 s2 $four
check "and one of IPv6" nl_mdb new lan0 s2 $six
listening 1 2
by 3 data $four static4
by 3 data $six static6
all_heard 1 2
check "it gets the group" eval \
	'heard g2 static4 && heard g2 static6 && unheard g1 static4'
refused "twice the same member" "already" nl_mdb new lan0 s2 $four
refused "a group of the link" "of the link" nl_mdb new lan0 s2 ff02::1:ff00:1
refused "a station" "no multicast" nl_mdb new lan0 s2 10.0.0.1
refused "what is of no length" "4 bytes" nl_mdb new lan0 s2 anaddress
refused "a VLAN where none is looked at" "no VLANs" \
	nl_mdb new lan0 s2 239.1.1.7 5
by_bridge()
{
	bridge mdb add dev lan0 port s2 grp 239.1.1.5 permanent &&
		bridge mdb show dev lan0 | grep -q "s2 grp 239.1.1.5 permanent" &&
		bridge mdb del dev lan0 port s2 grp 239.1.1.5 &&
		! member s2 239.1.1.5
}
if bridge mdb add dev lan0 port s2 grp 239.1.1.6 permanent 2> /dev/null; then
	check "the same by bridge mdb" by_bridge
else
	skip "the same by bridge mdb" "this kernel has it for bridges only"
fi
check "it is taken away" eval \
	'nl_mdb del lan0 s2 $four && nl_mdb del lan0 s2 $six &&
	 ! member s2 $four && ! nl_mdb get lan0 s2 $four 2> /dev/null'

# ---- by hand and by reports
nl_mdb new lan0 s1 239.6.0.1
by 1 join 239.6.0.1
by 1 join 239.6.0.8
wait_for 10 member s1 239.6.0.8
nl_mdb new lan0 s2 239.6.0.1
check "what is set is static, whoever reports" eval \
	'member s1 239.6.0.1 0 static && member s2 239.6.0.1 0 static'
check "set no more, it is what it reports, and what doesn't report goes" eval \
	'nl_mdb del lan0 s1 239.6.0.1 && nl_mdb del lan0 s2 239.6.0.1 &&
	 member s1 239.6.0.1 0 reported && ! member s2 239.6.0.1'
nl_mdb new lan0 s1 239.6.0.2
bridge link set dev s1 fastleave on
by 1 join 239.6.0.2
by 1 leave 239.6.0.2
by 1 join 239.6.0.9
wait_for 10 member s1 239.6.0.9
bridge link set dev s1 fastleave off
check "one that has left stays as long as it is set" eval \
	'member s1 239.6.0.2 0 static && nl_mdb del lan0 s1 239.6.0.2 &&
	 ! member s1 239.6.0.2'

# ---- limits
nl_mdb port s1 limit 2
full=$(count_of mdb-full)
by 1 join 239.5.0.1 3
wait_for 10 eval '[ "$(count_of mdb-full)" -gt "$full" ]'
listening 1 2
by 3 data 239.5.0.1 roomy
by 3 data 239.5.0.3 cramped
all_heard 1 2
check "a port at its limit gets what it joined, by flooding" eval \
	'heard g1 roomy && heard g1 cramped && unheard g2 roomy &&
	 unheard g2 cramped && ! member s1 239.5.0.3'
nl_mdb port s1 limit 512
bad=$(count_of mcast-bad)
by 1 broken 239.5.9.9
check "a report with a wrong sum is counted, not believed" eval \
	'wait_for 10 eval "[ $(count_of mcast-bad) -gt '"$bad"' ]" &&
	 ! member s1 239.5.9.9'
check "switch and module go, members or not" eval \
	'nl_mdb new lan0 s2 $four && ip link del lan0 && rmmod vswitch'
finish
