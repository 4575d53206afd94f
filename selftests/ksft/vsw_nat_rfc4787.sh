#!/bin/bash
# Proves each requirement of RFC 4787 (NAT and UDP) that can be checked: mapping, ports, timers, filtering, hairpinning, ICMP errors, fragments.
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 6.12 debug
# check-kernels: 6.1 6.12
# timeout: 240
#
# The picture is in vsw_nat_lib.sh, the servers are in vsw_nat_rfc_lib.sh. What is
# required, and what can't be held: Documentation/nat-conformance.rst.
# shellcheck disable=SC2016,SC2034,SC2086,SC2317
# shellcheck source=selftests/ksft/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=selftests/ksft/vsw_lib.sh
. "$(dirname "$0")/vsw_lib.sh"
# shellcheck source=selftests/ksft/vsw_nat_lib.sh
. "$(dirname "$0")/vsw_nat_lib.sh"
# shellcheck source=selftests/ksft/vsw_nat_rfc_lib.sh
. "$(dirname "$0")/vsw_nat_rfc_lib.sh"

plan 29

check "a NAT switch, two guests, two servers" rfc_network

# ---- mapping ------------------------------------------------------------------

# Guest B has port 4000 of the outside first, so A's must be another.
same_outside()
{
	fresh && equal "192.0.2.1 4000" "$(outside_of gb $B 4000)" || return 1
	first=$(udp ga $A 4000 $S1,5000 $S1,5002 $S2,5000 $S2,5002 | ends)
	[[ "$first" =~ ^192\.0\.2\.1\ [0-9]+$ ]] &&
		[ "$first" != "192.0.2.1 4000" ]
}

check "REQ-1: one outside address and port, whichever the server" same_outside
check "REQ-1, REQ-11: the same later, and with others" eval \
	'udp ga $A 4001 $S1,5000 > /dev/null
	 equal "$first" "$(udp ga $A 4000 $S2,5002 $S1,5000 | ends)"'
check "REQ-1: by IPv6, too" eval \
	'equal "2001:db8::1 4006" \
		"$(udp ga fd77::11 4006 2001:db8::100,5000 2001:db8::101,5002 | ends)"'

pooled()
{
	ip -n out route add 192.0.2.8/29 via 192.0.2.1
	nl_nat set lan0 pool4-min 192.0.2.8 pool4-max 192.0.2.15 && fresh ||
		return 1
	local port
	for port in 4000 4001 4002 4003 4004 4005; do
		outside_of ga $A $port
	done | awk '{ print $1 }' | sort -u > "$LIB_TMP/pool"
	equal 1 "$(wc -l < "$LIB_TMP/pool")" &&
		grep -Eq '^192\.0\.2\.(8|9|1[0-5])$' "$LIB_TMP/pool"
}

check "REQ-2: of a pool, a guest has one address" pooled
check "REQ-2: for ICMP as well" eval \
	'in_ns out nat_peer queries 5 > "$LIB_TMP/query" & pid=$!
	 in_ns ga ping -c 3 -i 0.3 $S1 > /dev/null; wait $pid
	 grep -q "query $(cat "$LIB_TMP/pool") " "$LIB_TMP/query"'
check "REQ-8: strangers reach a mapping of the pool" eval \
	'[[ "$(stranger "$(cat "$LIB_TMP/pool")" 4000 ga $A 4000)" == *hello ]]'
nl_nat set lan0 pool4-min 0.0.0.0 pool4-max 0.0.0.0

# ---- ports --------------------------------------------------------------------

check "REQ-3: a port is preserved where it is free" eval \
	'fresh && equal "192.0.2.1 4321" "$(outside_of ga $A 4321)"'
check "REQ-3: no two guests have one port, whomever they speak to" eval \
	'[ "$(udp gb $B 4321 $S2,5002 | ends)" != "192.0.2.1 4321" ]'
check "REQ-3a: a privileged port becomes a privileged one" eval \
	'outside_of ga $A 700 > /dev/null
	 read -r _ port <<< "$(outside_of gb $B 700)"
	 [ "$port" != 700 ] && [ "$port" -lt 1024 ]'

parity()
{
	local port got
	for port in 4400 4401 4402 4403 4404 4405; do
		outside_of ga $A $port > /dev/null
		read -r _ got <<< "$(outside_of gb $B $port)"
		[ "$got" != $port ] && [ $((got % 2)) = $((port % 2)) ] ||
			return 1
	done
}

check "REQ-4: another port has the same parity" parity

in_range()
{
	local port got
	nl_nat set lan0 port-min 30000 port-max 30003 && fresh || return 1
	for port in 4000 4002 4003 4005; do
		read -r _ got <<< "$(outside_of ga $A $port)"
		[ "$got" -ge 30000 ] && [ "$got" -le 30003 ] &&
			[ $((got % 2)) = $((port % 2)) ] || return 1
	done
	before=$(nat no-port)
	equal none "$(udp gb $B 4000 $S1,5000)" &&
		[ "$(nat no-port)" -gt "$before" ]
}

check "a range of four ports serves four sockets, and says when it can't" \
	in_range
nl_nat set lan0 port-min 0 port-max 0

not_the_hosts()
{
	serve - 192.0.2.1 4500 && fresh || return 1
	[ "$(outside_of ga $A 4500)" != "192.0.2.1 4500" ] &&
		equal "192.0.2.1 4500 $S1 7000 hello" \
			"$(udp out $S1 7000 192.0.2.1,4500)"
}

check "a port on which the host listens isn't a mapping's" not_the_hosts
check "nor one that is forwarded" eval \
	'nl_nat forward lan0 17 4600 $B 4600 &&
	 [ "$(outside_of ga $A 4600)" != "192.0.2.1 4600" ] &&
	 nl_nat unforward lan0 17 4600 $B 4600'

another_address()
{
	fresh && equal "192.0.2.1 4000" "$(outside_of ga $A 4000)" || return 1
	ip address del 192.0.2.1/24 dev up0
	ip address add 192.0.2.3/24 dev up0
	equal "192.0.2.3 4000" "$(outside_of ga $A 4000)"
	local status=$?
	ip address del 192.0.2.3/24 dev up0
	ip address add 192.0.2.1/24 dev up0
	return $status
}

check "a mapping goes with the uplink's address" another_address

# ---- timers -------------------------------------------------------------------

check "REQ-5: two minutes at least, five when it was answered" eval \
	'equal "120 300" "$(nat timeout-udp) $(nat timeout-udp-stream)" && fresh &&
	 udp ga $A 4000 "quiet,192.0.2.99,5000" &&
	 conntrack -L -p udp 2> /dev/null | grep "sport=4000" |
		grep -Eq "udp +17 1(1[5-9]|20) "'

udp_times()
{
	nl_nat set lan0 timeout-udp "$1" &&
		nl_nat set lan0 timeout-udp-stream "$2"
}

outbound_refreshes()
{
	udp_times 3 3 && fresh || return 1
	udp ga $A 4000 "quiet,$S1,7777" wait,2 "quiet,$S1,7777" wait,2 \
		"quiet,$S1,7777" wait,2 "quiet,$S1,7777" wait,2 \
		"quiet,$S1,7777" > /dev/null
	[[ "$(stranger 192.0.2.1 4000 ga $A 4000)" == *hello ]]
}

nobody_is_let_in()
{
	equal none "$(stranger 192.0.2.1 4000 ga $A 4000 $S2 \
			$((7000 + RANDOM % 500)))"
}

check "REQ-6: what the guest sends keeps its mapping" outbound_refreshes
check "REQ-6: what strangers send doesn't" wait_for 15 nobody_is_let_in
udp_times 120 300

# ---- filtering ----------------------------------------------------------------

check "REQ-8: filtering independent: a stranger reaches a mapped port" eval \
	'fresh 1 && outside_of ga $A 4000 > /dev/null &&
	 equal "$S2 7777 hello" "$(stranger 192.0.2.1 4000 ga $A 4000)"'
answered()
{
	outside_of ga $A 4010 > /dev/null
	serve ga $A 4010 &&
		equal "192.0.2.1 4010 $S2 7777 hello" \
			"$(udp out $S2 7777 192.0.2.1,4010)"
}

check "REQ-8: and gets its answer from there" answered
check "but no port that isn't mapped" eval \
	'equal none "$(stranger 192.0.2.1 4444 ga $A 4444)"'
check "REQ-8: filtering address-port: only who was spoken to" eval \
	'fresh 0 && outside_of ga $A 4000 > /dev/null &&
	 equal none "$(stranger 192.0.2.1 4000 ga $A 4000)" &&
	 equal none "$(stranger 192.0.2.1 4000 ga $A 4000 $S1)"'

# ---- hairpinning --------------------------------------------------------------

hairpin()
{
	fresh "$1" && outside_of ga $A 4000 > /dev/null || return 1
	outside_of ga $A 4100 > /dev/null
	outside=$(outside_of gb $B 4100)
	in_ns ga nat_peer udp $A 4000 "wait,$((PATIENCE * 3))" > "$LIB_TMP/got" &
	local pid=$!
	wait_for 5 eval 'in_ns ga ss -lun | grep -q ":4000 "'
	udp gb $B 4100 "quiet,192.0.2.1,4000"
	wait $pid
	equal "$outside hello" "$(cat "$LIB_TMP/got")"
}

check "REQ-9: a guest reaches another's outside, and is seen with its own" \
	hairpin 1
check "REQ-9: whatever the filtering, on one switch" hairpin 0

# ---- ICMP errors, fragments ---------------------------------------------------

check "REQ-12: an ICMP error doesn't end a mapping" eval \
	'fresh && equal "192.0.2.1 4000" "$(outside_of ga $A 4000)" &&
	 in_ns out nat_peer error 3 3 0 $S1 192.0.2.1 17 192.0.2.1 4000 $S1 5000 &&
	 outside_of gb $B 4000 > /dev/null &&
	 equal "192.0.2.1 4000" "$(udp ga $A 4000 $S2,5002 | ends)"'

too_big()
{
	ip link set up0 mtu 1400; ip -n out link set o0 mtu 1400
	in_ns ga ping -c 1 -W 2 -M 'do' -s 1410 $S1 > /dev/null
	in_ns ga ip route get $S1 | grep -q "mtu 1400"
}

check "REQ-13: too big with DF: the guest is told" too_big
check "REQ-13a: too big without DF: it is fragmented" \
	in_ns ga ping -c 1 -W 2 -M dont -s 1430 $S2
ip link set up0 mtu 1500; ip -n out link set o0 mtu 1500

fragments_out()
{
	in_ns ga nat_peer udp $A 4200 "wait,$((PATIENCE * 3))" > "$LIB_TMP/got" &
	local pid=$!
	wait_for 5 eval 'in_ns ga ss -lun | grep -q ":4200 "'
	in_ns ga nat_peer fragments $A 4200 $S1 5000 2000
	wait $pid
	grep -q "$S1 5000 192.0.2.1 4200 x* 2000" "$LIB_TMP/got"
}

fragments_in()
{
	fresh && outside_of ga $A 4300 > /dev/null || return 1
	in_ns ga nat_peer udp $A 4300 "wait,$((PATIENCE * 3))" > "$LIB_TMP/got" &
	local pid=$!
	wait_for 5 eval 'in_ns ga ss -lun | grep -q ":4300 "'
	in_ns out nat_peer fragments $S1 5000 192.0.2.1 4300 2000
	wait $pid
	equal 2000 "$(grep -o x "$LIB_TMP/got" | wc -l)"
}

check "REQ-14: fragments, the last one first, from a guest" fragments_out
check "REQ-14: and to a guest" fragments_in
finish
