#!/bin/bash
# Proves that sriovctl switch, port, fdb, mdb and vlan do what they say, by traffic, that nothing is half done, and that a namespace's root stays within its own.
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 6.12 debug
# check-kernels: 6.12
# nic: none
#
#     g1 === s1 --[ lan0 ]-- s2 === g2
#                   |
#            g3 === s3
# Cases are strings that check evaluates later.
# shellcheck disable=SC2016,SC2034,SC2317
# shellcheck source=selftests/ksft/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=selftests/ksft/vsw_lib.sh
. "$(dirname "$0")/vsw_lib.sh"

plan 67

all=ff:ff:ff:ff:ff:ff

# of_switch KEY, of_port PORT KEY, stat PORT COUNTER: as JSON has it
of_switch()
{
	sriovctl -J switch show lan0 | jq -r ".switches[0][\"$1\"]"
}

of_port()
{
	sriovctl -J port show "$1" | jq -r ".ports[0][\"$2\"]"
}

stat()
{
	sriovctl -J -s port show "$1" | jq -r ".ports[0].stats$2"
}

# ---- making, attaching

check "asking for switches loads the module" eval \
	'sriovctl switch list && [ -d /sys/module/vswitch ]'
check "a switch is created, with options, and up" eval \
	'sriovctl switch create lan0 ageing 100 fdb-limit 64 &&
	 equal "100 64 off 0" "$(of_switch ageing) $(of_switch fdb-limit) $(
		of_switch vlans) $(of_switch ports)" &&
	 ip link show lan0 | grep -q ",UP"'
quiet lan0
refused "another of that name" "File exists" sriovctl switch create lan0
refused "an option that isn't one, and then no switch" "is no attribute" \
	sriovctl switch create lan1 colour red
check "which isn't there" gone lan1
refused "an option that the kernel refuses, and then no switch" \
	"fdb-limit: 16 to 1048576" sriovctl switch create lan1 fdb-limit 3
check "which isn't there either" gone lan1
ip link add s7 type dummy && quiet s7
add_guests lan0 1 2
ip link set s1 nomaster; ip link set s2 nomaster
ip link set s1 down
check "two devices are attached, and up" eval \
	'sriovctl switch attach lan0 s1 s2 &&
	 wait_for 10 has_carrier - g1 && wait_for 10 has_carrier - g2 &&
	 [ "$(of_switch ports)" = 2 ]'
listen g1 g2
from 1 "$all" hello
all_heard 1 2
check "and forward" heard g2 hello
ip addr add 192.0.2.9/24 dev s7
refused "a device with this host's address is left alone" "192.0.2.9" \
	sriovctl switch attach lan0 s7
ip addr flush dev s7
ip link add br7 type bridge && ip link add t7 type dummy &&
	ip link set t7 master br7
refused "of several that can't all be attached" "t7 has a master already" \
	sriovctl switch attach lan0 s7 t7
check "none is" equal "2" "$(of_switch ports)"
check "attaching what is attached changes nothing" \
	sriovctl switch attach lan0 s1
refused "what is no switch" "s1 is no switch" sriovctl switch attach s1 s7
refused "what isn't there" "no device with that name" sriovctl switch show lan7
ip link del br7; ip link del t7
add_guests lan0 3 3
check "ports are listed by number, the host's first" equal \
	"lan0 s1 s2 s3" "$(sriovctl -n port list lan0 | awk '{ print $1 }' |
		xargs)"

# ---- options of ports, by what they do

sriovctl port set s1 isolated on; sriovctl port set s2 isolated on
listen g2 g3
from 1 "$all" isolated
all_heard 2 3
check "isolated" eval 'unheard g2 isolated && heard g3 isolated &&
	[ "$(of_port s1 isolated)" = true ]'
sriovctl port set s1 isolated off; sriovctl port set s2 isolated off

sriovctl port set s3 enabled off
listen g2 g3
from 3 "$all" dead
from 1 "$all" tooff
all_heard 2 3
check "enabled off: nothing passes" eval \
	'unheard g2 dead && unheard g3 tooff && heard g2 tooff'
check "and the drop is told with its reason" eval \
	'[ "$(stat s3 ".drops[\"port-down\"]")" -ge 1 ] &&
	 sriovctl --drops port show s3 | grep -Eq "port-down +[1-9]"'
sriovctl port set s3 enabled on

sriovctl port set s3 flood-broadcast off
listen g2 g3
from 1 "$all" quiet
all_heard 2 3
check "flood-broadcast off" eval 'heard g2 quiet && unheard g3 quiet'
sriovctl port set s3 flood-broadcast on

sriovctl fdb flush lan0 > /dev/null
sriovctl port set s1 learn-limit 2
for n in 1 2 3 4; do
	send g1 "$all" "02:00:00:00:05:0$n" 0 limit
done
check "learn-limit: no more are learned, and others pass" eval \
	'equal "2 2" "$(of_port s1 learned) $(stat s1 .unlearned)"'
sriovctl port set s1 learn-limit none

sriovctl fdb flush lan0 > /dev/null
sriovctl port set s1 sticky on
from 1 "$all" here
send g3 "$all" "$(guest_mac 1)" 0 thief
listen g1 g3
from 2 1 tosticky
all_heard 1 3
check "sticky: another port can't take a station away" eval \
	'heard g1 tosticky && unheard g3 tosticky'
sriovctl port set s1 sticky off
refused "what the host's port doesn't have" "learning: not for the switch" \
	sriovctl port set lan0 learning off
sriovctl port set lan0 flood-broadcast off
listen lan0
from 1 "$all" nohost
frames send g1 "$(mac_of lan0)" 02:ee:00:00:00:01 0 "end from g1"
listeners_end
check "the host's port without broadcasts" unheard lan0 nohost
sriovctl port set lan0 flood-broadcast on
refused "a value that isn't one" "it is on or off" \
	sriovctl port set s1 isolated maybe

# ---- policy, whose own tests are vsw_limits.sh, vsw_guard.sh, vsw_mirror.sh

sriovctl port set s1 storm-broadcast 5 rate-in 100M mcast-router always
for n in $(seq 40); do from 1 "$all" storm; done
check "storm control, and what was set is shown" eval \
	'[ "$(stat s1 ".drops[\"storm-broadcast\"]")" -ge 1 ] &&
	 equal "5 100000000 always" "$(of_port s1 storm-broadcast) $(
		of_port s1 rate-in) $(of_port s1 mcast-router)" &&
	 sriovctl -n port list lan0 | grep -q "^s1 .*rate-in"'
sriovctl port set s1 storm-broadcast none rate-in none mcast-router heard
refused "a rate that isn't one" "as 10M, or none" \
	sriovctl port set s1 rate-in fast

sriovctl port guard s1 "$(guest_mac 1),192.0.2.1"
listen g2
send g1 "$all" 02:00:00:00:07:07 0 forged
from 1 "$all" honest
all_heard 2
check "a guarded port is who it may be" eval \
	'unheard g2 forged && heard g2 honest &&
	 equal "$(guest_mac 1),192.0.2.1" "$(sriovctl port guard s1)"'
refused "a binding that isn't one" "MAC,ADDRESS" sriovctl port guard s1 me
sriovctl port guard s3 02:00:00:00:07:08 2001:db8::/64
check "all bindings, a line each" equal \
	"s1 lan0 $(guest_mac 1) 192.0.2.1 s3 lan0 02:00:00:00:07:08 - s3 lan0 - 2001:db8::/64" \
	"$(sriovctl -n port guards lan0 | xargs)"
check "and as JSON" equal "s1:1 s3:2" "$(sriovctl -J port guards |
	jq -r '.guards[] | "\(.port):\(.bindings | length)"' | xargs)"
sriovctl port guard s1 none
sriovctl port guard s3 none

sriovctl port set s1 mirror-in s3
sriovctl fdb add lan0 "$(guest_mac 2)" port s2
listen g2 g3
from 1 2 watched
all_heard 2 3
check "a mirror" eval 'heard g2 watched && heard g3 watched &&
	equal s3 "$(of_port s1 mirror-in)"'
sriovctl port set s1 mirror-in none

# ---- stations

sriovctl fdb flush lan0 static > /dev/null
check "a static station" sriovctl fdb add lan0 02:00:00:00:06:01 port s2
listen g2 g3
from 1 02:00:00:00:06:01 tostation
all_heard 2 3
check "gets its frames" eval 'heard g2 tostation && unheard g3 tostation'
refused "twice" "already" sriovctl fdb add lan0 02:00:00:00:06:01 port s3
check "unless with --force" eval \
	'sriovctl --force fdb add lan0 02:00:00:00:06:01 port s3 &&
	 sriovctl -n fdb list lan0 port s3 | grep -q "02:00:00:00:06:01.*static"'
refused "not from where it isn't" "no entry at s2" \
	sriovctl fdb delete lan0 02:00:00:00:06:01 port s2
refused "a group is no station" "not of a group" \
	sriovctl fdb add lan0 01:00:5e:00:00:01 port s2
refused "the switch's own address" "own address" \
	sriovctl fdb delete lan0 "$(mac_of lan0)"
check "it is deleted" sriovctl fdb delete lan0 02:00:00:00:06:01
refused "once" "no entry" sriovctl fdb delete lan0 02:00:00:00:06:01
from 2 "$all" learnme
check "a flush says how many it was, and leaves the host's own" eval \
	'sriovctl fdb flush lan0 port s2 | grep -q "lan0: 1 entries" &&
	 sriovctl -n fdb list lan0 | grep -q local'
refused "a port of no switch" "is no port" \
	sriovctl fdb add lan0 02:00:00:00:06:01 port s7

# ---- multicast groups, whose own tests are vsw_mcast.sh and vsw_querier.sh

check "a port is put into a group" eval \
	'sriovctl mdb add lan0 239.1.1.1 port s2 &&
	 equal "s2 239.1.1.1 0 static 0" "$(nl_mdb show lan0)" &&
	 equal "239.1.1.1 - s2 static -" "$(sriovctl -n mdb list lan0 | xargs)"'
refused "once" "already" sriovctl mdb add lan0 239.1.1.1 port s2
check "unless with --force" eval \
	'sriovctl --force mdb add lan0 239.1.1.1 port s2 reported &&
	 sriovctl mdb add lan0 ff05::7 port lan0 &&
	 nl_mdb show lan0 | grep -q "^s2 239.1.1.1 0 reported"'
check "as JSON, with the seconds that are left" equal \
	"239.1.1.1 s2 reported true, ff05::7 lan0 static false" \
	"$(sriovctl -J mdb list lan0 | jq -r "[.mdb[] | [.group, .port, .state,
		(.expires // 0 | . > 200 and . <= 260)] | join(\" \")] |
		sort | join(\", \")")"
refused "what is no group" "'s2': a group is an IP address" \
	sriovctl mdb add lan0 s2 port s2
refused "what the kernel takes for none" "group" \
	sriovctl mdb add lan0 192.0.2.1 port s2
refused "a member that isn't there" "can't delete 239.1.1.1 from lan0" \
	sriovctl mdb delete lan0 239.1.1.1 port s3
check "a port is taken out of a group" eval \
	'sriovctl mdb delete lan0 239.1.1.1 port s2 &&
	 sriovctl mdb delete lan0 ff05::7 port lan0 &&
	 equal "" "$(nl_mdb show lan0)"'
check "intervals and counts of the querier, in seconds" eval \
	'sriovctl switch set lan0 mcast-query-interval 60.5 mcast-response 0.5 \
		mcast-querier-time 100 mcast-member-time 90 \
		mcast-last-member-count 3 mcast-last-member-interval 0.5 \
		mcast-startup-count 4 mcast-startup-interval 2 \
		mcast-use-ifaddr on &&
	 equal "60.5 0.5 100 90 3 0.5 4 2 true" "$(sriovctl -J switch show lan0 |
		jq -r ".switches[0] | [.\"mcast-query-interval\",
		.\"mcast-response\", .\"mcast-querier-time\",
		.\"mcast-member-time\", .\"mcast-last-member-count\",
		.\"mcast-last-member-interval\", .\"mcast-startup-count\",
		.\"mcast-startup-interval\", .\"mcast-use-ifaddr\"] |
		join(\" \")")" &&
	 sriovctl switch show lan0 | grep -q "mcast-response *0.5"'
refused "one that is out of range" "mcast-response" \
	sriovctl switch set lan0 mcast-response 0.05
sriovctl switch set lan0 mcast-querier on mcast-startup-interval 1
check "queriers" wait_for 20 eval \
	'sriovctl -J mdb queriers lan0 | jq -e ".queriers[] |
		select(.family == 4 and .querier == \"own\")" > /dev/null &&
	 sriovctl -n mdb queriers lan0 | grep -q "^4 *- own"'
sriovctl switch set lan0 mcast-querier off

# ---- VLANs

sriovctl switch set lan0 vlans 802.1Q
sriovctl vlan add s1 20 pvid untagged
sriovctl vlan add s2 20 pvid untagged
listen g2 g3
from 1 "$all" tagged
all_heard 2 3
check "ports of a VLAN hear each other, not those of others" eval \
	'heard g2 tagged && unheard g3 tagged'
sriovctl vlan add s3 100-199
check "they are listed as ranges" equal "1 yes yes 100-199 no no" \
	"$(sriovctl -n vlan list lan0 | awk '$1 == "s3" { print $3, $4, $5 }' |
		xargs)"
check "a station set without a VLAN asks for one" eval \
	'! sriovctl fdb add lan0 02:00:00:00:06:02 port s2 2> "$LIB_TMP/err" &&
	 grep -q "give vlan" "$LIB_TMP/err"'
refused "a VLAN that isn't one" "from 1 to 4094" sriovctl vlan add s1 4095
refused "one that it isn't in" "not in that VLAN" sriovctl vlan delete s1 77
sriovctl vlan delete s2 20
listen g2
from 1 "$all" left
all_heard 2
check "who left it hears no more" unheard g2 left
sriovctl switch set lan0 vlans off

# ---- events

sriovctl -J monitor port > "$LIB_TMP/events" 2> /dev/null &
LIB_PIDS+=($!)
touched()
{
	sriovctl port set s1 hairpin on && sriovctl port set s1 hairpin off &&
		grep -q '"event": *"port"' "$LIB_TMP/events"
}
wait_for 10 touched
ip link set g2 down
check "port events: changes, links, and going" eval \
	'wait_for 10 eval "grep -q port-state \"\$LIB_TMP/events\"" &&
	 sriovctl switch detach lan0 s3 &&
	 wait_for 10 eval "grep -q port-gone \"\$LIB_TMP/events\""'
ip link set g2 up

# Without a word: of all that there is
sriovctl monitor > "$LIB_TMP/all" 2> /dev/null &
LIB_PIDS+=($!)
sriovctl monitor mdb > "$LIB_TMP/members" 2> /dev/null &
LIB_PIDS+=($!)
all_kinds()
{
	sriovctl switch set lan0 ageing 200
	sriovctl port set s1 hairpin on
	sriovctl --force fdb add lan0 02:00:00:00:06:07 port s1
	sriovctl --force mdb add lan0 239.1.1.1 port s1
	sriovctl mdb delete lan0 239.1.1.1 port s1
	sriovctl port guard s1 02:00:00:00:07:08
	sriovctl port guard s1 none
	sriovctl switch set lan0 ageing 100
	sriovctl port set s1 hairpin off
	for kind in switch port station member member-gone guard; do
		grep -q " $kind " "$LIB_TMP/all" || return 1
	done
}
check "monitor without a word tells of all" wait_for 20 all_kinds
check "and of groups alone if that is asked for" eval \
	'wait_for 10 grep -q " member-gone " "$LIB_TMP/members" &&
	 grep -q " member  *239.1.1.1 switch lan0 vlan - port s1 state static" \
		"$LIB_TMP/members" &&
	 ! grep -Eq " (switch|port|station) " <(sed "s/switch lan0.*//" \
		"$LIB_TMP/members")'

# What root has put on a device

tc qdisc add dev s1 clsact
tc filter add dev s1 ingress matchall action pass
check "a bypass is said in words" eval \
	'sriovctl switch show lan0 | grep -q "^    tc  *filters of tc may" &&
	 sriovctl port show s1 | grep -q "^    tc  *filters of tc may" &&
	 equal tc "$(sriovctl -J port show s1 | jq -r ".ports[0].bypass[]")"'
tc qdisc del dev s1 clsact

# ---- a namespace's root

inside()
{
	unshare -rn sh -ec "$1"
}
echo 2 > /sys/module/vswitch/parameters/max_switches
echo 1 > /sys/module/vswitch/parameters/max_ports
check "has switches of its own, sees no others, within limits" inside '
	sriovctl switch create in0
	sriovctl switch create in1
	! sriovctl switch create in2 2>/tmp/err
	grep -q "host grants" /tmp/err
	sriovctl -n switch list | grep -qv lan0
	ip link add d0 type dummy; ip link add d1 type dummy
	sriovctl switch attach in0 d0
	! sriovctl switch attach in1 d1 2>/tmp/err
	grep -q "host grants" /tmp/err
	sriovctl switch delete in0
	sriovctl switch attach in1 d1'
echo 3 > /sys/module/vswitch/parameters/max_fdb
check "and as many stations as the host grants" inside '
	ip link add d0 type dummy
	sriovctl switch create in0; sriovctl switch attach in0 d0
	sriovctl fdb add in0 02:00:00:00:06:01 port d0
	sriovctl fdb add in0 02:00:00:00:06:02 port d0
	! sriovctl fdb add in0 02:00:00:00:06:03 port d0 2>/dev/null'

check "deleting several, all or none" eval \
	'sriovctl switch create lan1 &&
	 ! sriovctl switch delete lan1 lan9 2> /dev/null &&
	 ip link show lan1 > /dev/null &&
	 sriovctl switch delete lan1 lan0 && gone lan0 && gone lan1'

finish
