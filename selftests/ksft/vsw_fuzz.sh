#!/bin/bash
# Proves that no message, however broken, stops netlink family vswitch, makes what it counts and what it lists differ, or gets an unprivileged sender anywhere.
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 6.12 debug
# check-kernels: 6.12
# nic: none
# memory: 1536
# timeout: 400
#
#     g1 === s1 --[ lan0 ]-- s2 === g2        d1 --[ lan1 ], host-only
#                   |
#            g3 === s3
#
# The program nl_fuzz learns the family's policies from the kernel. SEED= repeats
# a run; it prints its seed. A soak takes another seed each time.
# Cases are strings that check evaluates later.
# shellcheck disable=SC2016,SC2034,SC2086,SC2317
# shellcheck source=selftests/ksft/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=selftests/ksft/vsw_lib.sh
. "$(dirname "$0")/vsw_lib.sh"

plan 7

SEED=${SEED:-$(soak 7 "$(date +%s)" 7)}
COUNT=$(soak 12000 1500 1500)
APPLY=28:1	# in each change (1) of an apply (28) one of what there may be

new_switch lan0 3
ip link add lan1 type vswitch && ip link add d1 type dummy
quiet lan0 lan1 d1
ip link set lan1 up
ip link set d1 master lan1
nl_apply singly <<-END
	switch-set ifname=lan1 mode=host-only
	switch-set ifname=lan0 vlan-proto=0x8100
	vlan-new port=s1 first=10 last=12
	vlan-new port=s2 first=10
	fdb-new switch=lan0 mac=02:00:00:00:06:01 vlan=10 port=s1
	fdb-new switch=lan0 mac=02:00:00:00:06:02 vlan=1 port=s2 state=0
	fdb-new switch=lan1 mac=02:00:00:00:06:03 port=d1
	guard-set port=s3 binding=02:00:00:00:02:03,192.0.2.3
	mdb-new switch=lan0 group=239.1.1.1 vlan=10 port=s1
	mdb-new switch=lan0 group=ff0e::1 vlan=1 port=s2 state=0
END

fuzz()
{
	nl_fuzz --seed "$SEED" --count "$COUNT" --choice "$APPLY" "$@" vswitch
}

# whole SWITCH: its numbers are those of what is listed. Nothing ages meanwhile.
whole()
{
	local sw=$1 ports fdb mdb port

	nl_apply singly <<< "switch-set ifname=$sw ageing=0" || return 1
	ports=$(sriovctl -J port list "$sw")
	fdb=$(sriovctl -J fdb list "$sw")
	mdb=$(nl_mdb show "$sw")
	equal "$(jq '[.ports[] | select(.host | not)] | length' <<< "$ports") $(
		jq '.fdb | length' <<< "$fdb") $(grep -c . <<< "$mdb")" \
		"$(sriovctl -J switch show "$sw" | jq -r '.switches[0] |
		   "\(.ports) \(."fdb-entries") \(."mdb-entries")"')" || return 1
	for port in $(jq -r '.ports[].port' <<< "$ports"); do
		equal "$port $(jq --arg port "$port" '[.fdb[] |
			select(.port == $port and .state == "learned")] |
			length' <<< "$fdb") $(
			grep -c "^$port .* reported" <<< "$mdb")" \
			"$(jq -r --arg port "$port" '.ports[] |
			   select(.port == $port) |
			   "\(.port) \(.learned) \(."mcast-groups")"' \
			   <<< "$ports")" || return 1
	done
}

check "a seed makes the same messages again" fuzz --dry
before=$(nl_apply list)
check "an unprivileged sender is answered" setpriv --reuid 1000 \
	--clear-groups nl_fuzz --seed "$SEED" --count "$COUNT" \
	--choice "$APPLY" vswitch
check "and changes nothing" equal "$before" "$(nl_apply list)"
# Members of groups seldom are there for long, so none may be left to delete (24);
# and so few messages as on the debug kernel don't reach all.
REACH="--reach --unsure 24"
! is_debug || REACH=
check "every operation succeeds at times, and every refusal has a reason" \
	fuzz --strict $REACH
check "what the switches count is what they list" eval \
	'whole lan0 && whole lan1'

# soak_on: two at once, with seeds of their own, for half the time.
soak_on()
{
	local seconds

	seconds=$(sed 's/m$/*60/; s/h$/*3600/; s/s$//' <<< "$SOAK")
	seconds=$((seconds / 2))
	nl_fuzz --seed $((SEED + 1)) --seconds "$seconds" --choice "$APPLY" \
		vswitch &
	nl_fuzz --seed $((SEED + 2)) --seconds "$seconds" --choice "$APPLY" \
		vswitch && wait $! && whole lan0 && whole lan1
}
if [ -n "${SOAK:-}" ]; then
	check "two at once for a long time" soak_on
else
	skip "two at once for a long time" "make soak does it"
fi

# A port that is attached anew has nothing of what the fuzzer set.
for port in s1 s2 s3; do
	ip link set "$port" nomaster
	ip link set "$port" master lan0
done
nl_apply send > /dev/null <<-END
	switch-set ifname=lan0 vlan-proto=0 mode=bridge fdb-limit=131072 mdb-limit=16384
END
listen g2 g3
from 1 ff:ff:ff:ff:ff:ff after
from 2 1 reply
all_heard 2 3
check "after all ports were attached anew traffic flows" eval \
	'heard g2 after && heard g3 after && learned lan0 "$(guest_mac 1)" s1'

finish
