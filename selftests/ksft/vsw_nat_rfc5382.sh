#!/bin/bash
# Proves each requirement of RFC 5382 (NAT and TCP) that can be checked: mapping, simultaneous open, filtering, unsolicited SYNs, timers, ports, hairpinning, ICMP errors.
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 6.12 debug
# check-kernels: 6.12
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

plan 22

check "a NAT switch, two guests, two servers" rfc_network

# tcp NS ADDRESS PORT TO PORT [SECONDS]
tcp()
{
	in_ns "$1" nat_peer tcp "$2" "$3" "$4" "$5" "${6:-5}"
}

# tcp_outside NS ADDRESS PORT [SERVER [PORT]]: outside address and port
tcp_outside()
{
	tcp "$1" "$2" "$3" "${4:-$S1}" "${5:-5000}" | awk '{ print $2, $3 }'
}

# ---- mapping, ports -----------------------------------------------------------

same_outside()
{
	fresh && equal "192.0.2.1 4000" "$(tcp_outside gb $B 4000)" || return 1
	first=$(tcp_outside ga $A 4000)
	[[ "$first" =~ ^192\.0\.2\.1\ [0-9]+$ ]] &&
		[ "$first" != "192.0.2.1 4000" ] &&
		equal "$first" "$(tcp_outside ga $A 4000 $S1 5002)" &&
		equal "$first" "$(tcp_outside ga $A 4000 $S2)" &&
		equal "$first" "$(tcp_outside ga $A 4000 $S2 5002)"
}

check "REQ-1: one outside address and port, whichever the server" same_outside
check "REQ-1: by IPv6, too" eval \
	'one=$(tcp_outside ga fd77::11 4006 2001:db8::100) &&
	 equal "$one" "$(tcp_outside ga fd77::11 4006 2001:db8::101 5002)" &&
	 equal "2001:db8::1 4006" "$one"'
check "REQ-7: no two guests have one port, whomever they speak to" eval \
	'fresh && tcp_outside ga $A 4321 > /dev/null &&
	 [ "$(tcp_outside gb $B 4321 $S2 5002)" != "192.0.2.1 4321" ]'
check "a port of the same parity" eval \
	'read -r _ port <<< "$(tcp_outside gb $B 4321 $S2 5002)"
	 [ $((port % 2)) = 1 ]'

# ---- filtering ----------------------------------------------------------------

# stranger_connects FILTERING: what becomes of it
stranger_connects()
{
	fresh "$1" && tcp_outside ga $A 4400 > /dev/null
	serve ga $A 4400 && tcp out $S2 7000 192.0.2.1 4400 3 > "$LIB_TMP/got"
	kill "$SERVER"
	wait "$SERVER" 2> /dev/null
	equal "$2" "$(cat "$LIB_TMP/got")"
}

check "REQ-3: filtering independent: a stranger's connection" \
	stranger_connects 1 "connected $S2 7000 hello"
check "REQ-3: filtering address-port: none" stranger_connects 0 "nothing 3"

# ---- simultaneous open, unsolicited SYNs --------------------------------------

# meet PORT EARLY LATE: guest A and the outside connect to each other; the guest
# waits for EARLY seconds before, the outside for LATE
meet()
{
	(sleep "$2"; in_ns ga nat_peer meet $A "$1" $S1 6000 10) \
		> "$LIB_TMP/guest" &
	local one=$!
	sleep "$3"
	in_ns out nat_peer meet $S1 6000 192.0.2.1 "$1" 10 > "$LIB_TMP/outside"
	wait $one
	equal "connected $S1" "$(cat "$LIB_TMP/guest")" &&
		equal "connected $A" "$(cat "$LIB_TMP/outside")"
}

# The wire takes 300 ms, so that both SYNs are on it.
crossing()
{
	tc qdisc add dev up0 root netem delay 300ms
	ip netns exec out tc qdisc add dev o0 root netem delay 300ms
	fresh 0 && meet 4500 0 0.1
	local status=$?
	tc qdisc del dev up0 root
	ip netns exec out tc qdisc del dev o0 root
	return $status
}

check "REQ-2: a connection that is opened from both sides at once" crossing

# The mapped port lets nobody in; the outside's SYN comes first, and is held. No
# error comes of it.
early()
{
	fresh 0 && tcp_outside ga $A 4510 > /dev/null
	ip netns exec out nat_peer errors 9 6000 > "$LIB_TMP/error" &
	local pid=$!
	listens out && meet 4510 2 0 && wait $pid &&
		equal none "$(cat "$LIB_TMP/error")"
}

before=$(drops lan0 nat-unsolicited)
check "REQ-4: a SYN that comes first is no obstacle" early
check "REQ-4: it was dropped" wait_for 10 eval \
	'[ "$(drops lan0 nat-unsolicited)" -gt "$before" ]'

# refused_late ADDRESS PORT: unreachable, but not before six seconds
refused_late()
{
	local got
	got=$(tcp out $S2 7100 "$1" "$2" 15)
	[[ "$got" =~ ^refused\ [67]$ ]] || { note "$got"; return 1; }
}

check "REQ-4: nobody answers: after six seconds it is unreachable" eval \
	'fresh 0 && tcp_outside ga $A 4600 > /dev/null &&
	 refused_late 192.0.2.1 4600'

errors_come()
{
	ip netns exec out nat_peer errors 10 7101 > "$LIB_TMP/error" &
	local pid=$!
	listens out
	tcp out $S2 7101 "$1" "$2" 15 > /dev/null
	wait $pid
	grep -Eq "^3 3 0 .* $S2 6 $S2 7101 $1 $2 good$" "$LIB_TMP/error"
}

check "REQ-4: by an ICMP error that is right" errors_come 192.0.2.1 4600
check "REQ-4: in a port range as well" eval \
	'nl_nat set lan0 port-min 30000 port-max 30100 &&
	 refused_late 192.0.2.1 30050'
nl_nat set lan0 port-min 0 port-max 0
ip -n out route add 192.0.2.8/29 via 192.0.2.1
check "REQ-4: and in a pool" eval \
	'nl_nat set lan0 pool4-min 192.0.2.8 pool4-max 192.0.2.15 &&
	 refused_late 192.0.2.9 80'
nl_nat set lan0 pool4-min 0.0.0.0 pool4-max 0.0.0.0
check "the host's own ports refuse at once" eval \
	'[[ "$(tcp out $S2 7200 192.0.2.1 81)" =~ ^refused\ [01]$ ]]'
check "and answer" eval \
	'serve - 192.0.2.1 4700 &&
	 nl_nat set lan0 port-min 4700 port-max 4800 &&
	 equal "connected $S2 7201 hello" "$(tcp out $S2 7201 192.0.2.1 4700)"'
nl_nat set lan0 port-min 0 port-max 0

# ---- timers -------------------------------------------------------------------

# timer_of PORT: seconds left of the guest's session
timer_of()
{
	conntrack -L -p tcp 2> /dev/null |
		sed -n "s/^tcp *6 *\([0-9]*\) *\([A-Z_]*\) src=$A .*sport=$1 .*/\2 \1/p"
}

established()
{
	fresh
	background in_ns ga socat -u -T 30 "TCP:$S1:5002,sourceport=4800" - \
		> /dev/null
	wait_for 10 eval 'timer_of 4800 | grep -Eq "^ESTABLISHED 74(39|40)$"'
}

check "REQ-5: two hours and four minutes when established" established
check "REQ-5: four minutes while it opens" eval \
	'ip -n out neighbour replace 192.0.2.99 lladdr 02:00:00:00:00:99 dev o0
	 ip neighbour replace 192.0.2.99 lladdr 02:00:00:00:00:99 dev up0
	 tcp ga $A 4801 192.0.2.99 80 1 > /dev/null
	 timer_of 4801 | grep -Eq "^SYN_SENT 2(39|38|37)$"'

# ---- hairpinning, ICMP errors, RST --------------------------------------------

hairpin()
{
	fresh && tcp_outside ga $A 4900 > /dev/null
	serve ga $A 4900
	tcp_outside ga $A 4901 > /dev/null
	local outside
	outside=$(tcp_outside gb $B 4901)
	equal "connected $outside hello" "$(tcp gb $B 4901 192.0.2.1 4900)"
}

check "REQ-8: a guest reaches another's outside, and is seen with its own" \
	hairpin

errors_are_harmless()
{
	fresh
	in_ns ga bash -c "exec 3<> /dev/tcp/$S1/5000; sleep 1; echo hello >&3
		cat <&3" > "$LIB_TMP/got" &
	local pid=$! port
	wait_for 5 eval 'conntrack -L -p tcp 2> /dev/null | grep -q "ESTABLISHED.*dport=5000"'
	port=$(conntrack -L -p tcp 2> /dev/null |
		sed -n "s/.*ESTABLISHED src=$A .*sport=\([0-9]*\) dport=5000.*/\1/p")
	for code in 0 1 3; do
		in_ns out nat_peer error 3 $code 0 $S1 192.0.2.1 6 192.0.2.1 \
			"$port" $S1 5000
	done
	in_ns out nat_peer error 11 0 0 $S1 192.0.2.1 6 192.0.2.1 "$port" $S1 5000
	wait $pid
	grep -q "192.0.2.1 $port hello" "$LIB_TMP/got"
}

check "REQ-10: ICMP errors end neither mapping nor connection" \
	errors_are_harmless
# The outside says so by ICMP, in place of a RST.
told()
{
	in_ns out nft -f - <<- 'END'
	table ip f {
		chain i {
			type filter hook input priority 0
			tcp dport 5999 reject with icmp port-unreachable
		}
	}
	END
	ip netns exec ga nat_peer errors 5 > "$LIB_TMP/error" &
	local pid=$!
	listens ga
	tcp ga $A 4950 $S1 5999 > "$LIB_TMP/got"
	wait $pid
	in_ns out nft flush ruleset
	grep -Eq "^refused [01]$" "$LIB_TMP/got" &&
		equal "3 3 0 $S1 $A 6 $A 4950 $S1 5999 good" \
			"$(cat "$LIB_TMP/error")"
}

# The sessions that a RST ended are gone, the mapping isn't.
after_reset()
{
	fresh && equal "192.0.2.1 4960" "$(tcp_outside ga $A 4960)" || return 1
	tcp ga $A 4960 $S2 5998 > /dev/null
	conntrack -F 2> /dev/null
	sleep 3
	[ "$(tcp_outside gb $B 4960)" != "192.0.2.1 4960" ] &&
		equal "192.0.2.1 4960" "$(tcp_outside ga $A 4960 $S2 5002)"
}

check "REQ-9: the guest is told that a port is unreachable" told
check "after RST the mapping is there for the transitory time" after_reset
finish
