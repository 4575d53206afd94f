#!/bin/bash
# Proves that a transaction of the family vswitch is done as a whole or, whichever of its changes is refused, leaves no trace and tells nobody.
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 6.12 debug
# check-kernels: 6.12
# nic: none
#
#     g1 === s1 --[ lan0 ]-- s2 === g2        d1 --[ lan1 ], which is full
#                   |
#            g3 === s3
# Cases are strings that check evaluates later.
# shellcheck disable=SC2016,SC2034,SC2317
# shellcheck source=selftests/ksft/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=selftests/ksft/vsw_lib.sh
. "$(dirname "$0")/vsw_lib.sh"

plan 33

# send_lines LINE...: these changes as one
send_lines() { printf '%s\n' "$@" | nl_apply send; }
generation() { sriovctl -J switch show lan0 | jq '.switches[0].generation'; }

new_switch lan0 3
ip link add lan1 type vswitch && ip link add d1 type dummy
quiet lan0 lan1 d1
ip link set lan1 up

# What there is before: stations set by hand and as if they were learned, a
# group, and of both lan1 has all that it may.
begin()
{
	local n

	for n in s1 s2 s3 d1; do
		ip link set "$n" nomaster
	done
	for n in s1 s2 s3; do
		ip link set "$n" master lan0
	done
	ip link set d1 master lan1
	{
		cat <<-END
			switch-set ifname=lan0 vlan-proto=0 fdb-limit=4000
			switch-set ifname=lan0 vlan-proto=0x8100 ageing=300
			switch-set ifname=lan0 mcast-querier=0
			switch-set ifname=lan1 mode=bridge fdb-limit=32
			switch-set ifname=lan1 mdb-limit=16
			fdb-new switch=lan0 mac=02:00:00:00:06:01 vlan=1 port=s1
			fdb-new switch=lan0 mac=02:00:00:00:06:02 vlan=1 port=s1
			fdb-new switch=lan0 mac=02:00:00:00:06:03 vlan=1 port=s2 state=0
			fdb-new switch=lan0 mac=02:00:00:00:06:04 vlan=1 port=s2 state=0
			mdb-new switch=lan0 group=239.1.1.1 vlan=1 port=s1
			mdb-new switch=lan0 group=239.1.1.2 vlan=1 port=s2 state=0
		END
		for n in $(seq 10 40); do
			echo "fdb-new switch=lan1 mac=02:00:00:00:07:$n port=d1"
		done
		for n in $(seq 10 25); do
			echo "mdb-new switch=lan1 group=239.2.2.$n port=d1"
		done
	} | nl_apply singly
}
check "a switch with stations and groups, and one that is full" begin

# Later changes rest on earlier ones: a station on a VLAN, another port on that.
cat > "$LIB_TMP/good" <<'END'
switch-set ifname=lan0 ageing=77 mcast-querier=1
switch-set ifname=lan0 fdb-limit=5000
vlan-new port=s1 first=10 last=20
vlan-new port=s1 first=10 pvid=1 untagged=1
fdb-new switch=lan0 mac=02:00:00:00:06:05 vlan=10 port=s1
vlan-new port=s2 first=10
fdb-new switch=lan0 mac=02:00:00:00:06:05 vlan=10 port=s2 replace
fdb-new switch=lan0 mac=02:00:00:00:06:06 vlan=11 port=s1
fdb-del switch=lan0 mac=02:00:00:00:06:06 vlan=11
fdb-new switch=lan0 mac=02:00:00:00:06:06 vlan=11 port=s1
fdb-new switch=lan0 mac=02:00:00:00:06:03 vlan=1 port=s3 replace
fdb-del switch=lan0 mac=02:00:00:00:06:02 vlan=1
mdb-new switch=lan0 group=239.1.1.3 vlan=10 port=s1
mdb-new switch=lan0 group=ff0e::5 vlan=10 port=s2
mdb-new switch=lan0 group=239.1.1.2 vlan=1 port=s2 replace
mdb-del switch=lan0 group=239.1.1.1 vlan=1 port=s1
port-set ifname=s1 isolated=1 learn-limit=5 rate-in=10000000 storm-broadcast=9
port-set ifname=s1 storm-broadcast=7
port-set ifname=s2 locked=1
guard-set port=s3 binding=02:00:00:00:02:09
guard-set port=s3 binding=02:00:00:00:02:03,192.0.2.3
switch-set ifname=lan1 mode=host-only
vlan-del port=s3 first=1
END
# Each of them is refused, wherever it stands; lan1's for want of room.
cat > "$LIB_TMP/bad" <<'END'
switch-set ifname=lan0 ageing=2000000
switch-set ifname=lan0 vlan-proto=0x1234
switch-set ifname=lan1 mode=nosuch
switch-set ifname=nosuch ageing=3
switch-set ageing=3
port-set ifname=s1
port-set ifname=s1 recovery=99999
port-set ifname=lan0 learning=0
port-set ifname=s1 mirror-in=999999
fdb-new switch=lan0 mac=02:00:00:00:06:01 vlan=1 port=s2
fdb-new switch=lan0 mac=02:00:00:00:06:09 vlan=4000 port=s1
fdb-new switch=lan0 mac=02:00:00:00:06:09 port=s1
fdb-new switch=lan1 mac=02:00:00:00:07:50 port=d1
fdb-del switch=lan0 mac=02:00:00:00:06:09 vlan=1
vlan-new port=s1 first=20 last=10
vlan-del port=s1 first=4000
guard-set port=lan0 binding=02:00:00:00:02:03
guard-set port=s1 binding=01:00:00:00:02:03
mdb-new switch=lan0 group=224.0.0.1 vlan=1 port=s1
mdb-new switch=lan1 group=239.2.2.50 port=d1
mdb-del switch=lan0 group=239.1.1.9 vlan=1 port=s1
END
send_lines "fdb-new switch=lan1 mac=02:00:00:00:07:41 port=d1" > /dev/null
check "each refusal, at each place, leaves all as it was and tells nobody" \
	eval 'nl_apply "refuse=$LIB_TMP/bad" < "$LIB_TMP/good"'
refused "the mode of two switches" "one switch in a transaction" send_lines \
	"switch-set ifname=lan0 mode=host-only" \
	"switch-set ifname=lan1 mode=host-only"
refused "the number, the attribute and the reason are told" \
	"out of range: change 2: ageing: 1000000 .*\(change 2, attribute 6," \
	send_lines "port-set ifname=s1 isolated=1" \
	"switch-set ifname=lan0 ageing=1000001"
refused "and what is missing" "change 1: no VLAN named.*\(change 1, .* missing 5" \
	send_lines "vlan-new port=s1"
refused "an attribute that the single request doesn't take" "Invalid argument" \
	eval 'echo "fdb-del switch=lan0 mac=02:00:00:00:06:01 vlan=1 state=1" |
	      nl_apply send'
refused "no change" "nothing to do" eval 'nl_apply send < /dev/null'

# ---- a dry run

was=$(generation); before=$(nl_apply list)
check "a dry run says yes, and tells nobody" eval \
	'equal "generation $was changes 23 heard 0" \
	 "$(nl_apply --dry-run send < "$LIB_TMP/good")"'
check "and leaves no trace" eval \
	'equal "$before" "$(nl_apply list)" && equal "$was" "$(generation)"'
refused "where there is no room it says no" "change 1: The switch is at its" \
	eval 'echo "fdb-new switch=lan1 mac=02:00:00:00:07:50 port=d1" |
	      nl_apply --dry-run send'

# ---- the generation

refused "another generation than expected" \
	"Stale file handle: generation: 7777 expected, but it is $was" \
	eval 'nl_apply --generation 7777 send < "$LIB_TMP/good"'
check "leaves no trace" equal "$before" "$(nl_apply list)"

# ---- and now

check "with the right one it is done, and told of each object" eval \
	'said=$(nl_apply --generation "$was" send < "$LIB_TMP/good") &&
	 [[ $said =~ ^generation\ ([0-9]+)\ changes\ 23\ heard\ [1-9] ]]'
check "the answer has the new generation" equal "$(generation)" \
	"${BASH_REMATCH[1]:-}"
as_one=$(nl_apply list)
check "all is new" test "$as_one" != "$before"
begin && send_lines "fdb-new switch=lan1 mac=02:00:00:00:07:41 port=d1" \
	> /dev/null
check "the same again is where it began" equal "$before" "$(nl_apply list)"
check "one by one it comes to the same" eval \
	'nl_apply singly < "$LIB_TMP/good" &&
	 equal "$as_one" "$(nl_apply list)"'

# ---- what is forgotten is what the end demands

begin
check "a port that leaves a VLAN and gets back keeps its stations" eval \
	'before=$(nl_apply list) && send_lines "vlan-del port=s1 first=1" \
	 "vlan-new port=s1 first=1 untagged=1 pvid=1" > /dev/null &&
	 equal "$before" "$(nl_apply list)"'
check "a station of a VLAN that its port leaves isn't set" eval \
	'send_lines "vlan-new port=s1 first=30" \
	 "fdb-new switch=lan0 mac=02:00:00:00:06:0a vlan=30 port=s1" \
	 "mdb-new switch=lan0 group=239.1.1.7 vlan=30 port=s1" \
	 "vlan-del port=s1 first=30" > /dev/null &&
	 equal "$before" "$(nl_apply list)"'
refused "nor one of a VLAN that it has left" "change 2: s1 is not in VLAN 1" \
	send_lines "vlan-del port=s1 first=1" \
	"fdb-new switch=lan0 mac=02:00:00:00:06:0a vlan=1 port=s1"
check "a switch that stops to look at VLANs takes stations of none" \
	send_lines "switch-set ifname=lan0 vlan-proto=0" \
	"fdb-new switch=lan0 mac=02:00:00:00:06:0a port=s2"
listen g2 g3
from 1 02:00:00:00:06:0a station
all_heard 2 3
check "which get their frames" eval 'heard g2 station && unheard g3 station'

# ---- by sriovctl, a command a line

cat > "$LIB_TMP/file" <<'END'
switch set lan0 vlans 802.1Q ageing 99	# as said elsewhere
vlan add s1 40-49

vlan add s2 40 pvid untagged
fdb add lan0 02:00:00:00:06:0b port s1 vlan 41
fdb add lan0 02:00:00:00:06:0b port s2 vlan 40 sticky
fdb add lan0 02:00:00:00:06:0b port s1 vlan 40 --force
port set s1 isolated on rate-in 10M mirror-in s3
port guard s1 02:00:00:00:02:01,192.0.2.1 2001:db8::/64
END
before=$(nl_apply list)
check "sriovctl, for a start only if it could" eval \
	'sriovctl switch apply "$LIB_TMP/file" --dry-run |
	 grep -q "8 changes would be made" &&
	 equal "$before" "$(nl_apply list)"'
refused "a command that is none of a transaction" \
	"switch attach changes no switch" eval \
	'echo "switch attach lan0 d1" | sriovctl switch apply -'
refused "what the kernel refuses is told with its line" \
	"standard input: line 11: .*learn-limit" eval \
	'{ cat "$LIB_TMP/file"; echo "port set s1 learn-limit 9999999"; } |
	 sed "1i# first" | sriovctl switch apply -'
refused "and what can't be meant" "in line 2 of" eval \
	'printf "vlan add s1 50\nvlan add s1 5000\n" | sriovctl switch apply -'
check "which leaves no trace" equal "$before" "$(nl_apply list)"
check "and then all of it" eval \
	'said=$(sriovctl switch apply - --generation "$(generation)" \
		< "$LIB_TMP/file") &&
	 equal "8 changes, generation $(generation)" "$said" &&
	 sriovctl -n fdb list lan0 port s1 vlan 40 | grep -q 06:0b &&
	 sriovctl port guard s1 | grep -q "2001:db8::/64"'

# ---- size, and rights

big='fdb-new switch=lan0 mac=02:09:08:00:00:00 vlan=1 port=s3'
refused "a request of more than 1 MiB" "too long.*1048576 are the limit" \
	eval 'echo "$big" | nl_apply big=30000'
send_lines "switch-set ifname=lan0 fdb-limit=50000" > /dev/null
check "one of almost 1 MiB" eval \
	'echo "$big" | nl_apply big=18000 | grep -q "changes 18000" &&
	 [ "$(sriovctl -J switch show lan0 |
	      jq ".switches[0][\"fdb-entries\"]")" -ge 18000 ]'
before=$(nl_apply list | md5sum)
refused "one of its stations there already, by none of them" \
	"File exists: change 1:" eval \
	'echo "${big/09:08/09:07}" | nl_apply big=100 > /dev/null
	 echo "$big" | nl_apply big=18000'
refused "who has no right here" "not permitted" unshare -Ur bash -c \
	'echo "port-set ifname=s1 isolated=1" | nl_apply send'
check "who has one in a namespace of his own" unshare -Urn bash -c \
	'ip link add lan0 type vswitch &&
	 echo "switch-set ifname=lan0 ageing=9" | nl_apply send > /dev/null &&
	 ! echo "port-set ifname=s1 isolated=1" | nl_apply send 2> /dev/null'

finish
