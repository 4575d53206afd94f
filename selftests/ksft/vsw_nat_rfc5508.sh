#!/bin/bash
# Proves each requirement of RFC 5508 (NAT and ICMP) that can be checked: queries and their timer, errors translated both ways, those without a session or with a wrong checksum dropped, sessions untouched by errors, hairpinned errors.
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 6.12 debug
# check-kernels: 6.1
# timeout: 150
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

plan 17

check "a NAT switch, two guests, two servers" rfc_network

# listen_errors NS [SECONDS]: for the first one that comes
listen_errors()
{
	ip netns exec "$1" nat_peer errors "${2:-3}" > "$LIB_TMP/error" &
	LISTENER=$!
	listens "$1"
}

# heard_error WANT: it came
heard_error()
{
	wait "$LISTENER"
	equal "$1" "$(cat "$LIB_TMP/error")"
}

# ---- queries ------------------------------------------------------------------

check "REQ-1: a query is answered" \
	eval 'equal "answer $S1 4242" "$(in_ns ga nat_peer echo 4242 $S1 3)"'

seen_with()
{
	ip netns exec out nat_peer queries 4 > "$LIB_TMP/query" &
	local pid=$!
	listens out
	in_ns "$1" nat_peer echo 77 "$2" 3 > /dev/null
	wait $pid
	cat "$LIB_TMP/query"
}

same_identifier()
{
	fresh 1 && equal "query 192.0.2.1 77" "$(seen_with gb $S1)" || return 1
	local one
	one=$(seen_with ga $S1)
	[[ "$one" =~ ^query\ 192\.0\.2\.1\ [0-9]+$ ]] &&
		[ "$one" != "query 192.0.2.1 77" ] &&
		equal "$one" "$(seen_with ga $S2)"
}

check "a query has one outside identifier, whomever it is for" same_identifier
check "REQ-2: sixty seconds" eval \
	'fresh && in_ns ga nat_peer echo 4243 192.0.2.1 1 > /dev/null
	 equal 60 "$(nat timeout-icmp)" &&
	 in_ns ga nat_peer echo 4244 $S1 3 > /dev/null &&
	 conntrack -L -p icmp 2> /dev/null |
		grep -Eq "^icmp +1 (60|59|58) src=$A dst=$S1 .*id=4244"'

check "REQ-10: time exceeded, by the NAT itself" eval \
	'in_ns ga ping -c 1 -W 2 -t 1 $S1 |
		grep -q "From 10.77.0.1 .*Time to live exceeded"'

# ---- errors from outside ------------------------------------------------------

# Guest A spoke from port 4000 to both servers; what is B's has another port.
speak()
{
	fresh 1 && outside_of gb $B 4000 > /dev/null &&
		read -r _ PORT <<< "$(outside_of ga $A 4000)" &&
		[ "$PORT" != 4000 ]
}

check "REQ-4: an error about a guest's packet reaches it, translated" eval \
	'speak && listen_errors ga &&
	 in_ns out nat_peer error 3 1 0 $S2 192.0.2.1 17 192.0.2.1 $PORT $S1 5000 &&
	 heard_error "3 1 0 $S2 $A 17 $A 4000 $S1 5000 good"'
check "REQ-4: an error about a query, too" eval \
	'fresh && in_ns gb nat_peer echo 77 $S1 3 > /dev/null
	 seen_with ga $S1 > /dev/null
	 read -r _ _ id < "$LIB_TMP/query"
	 [ "$id" != 77 ] && listen_errors ga &&
	 in_ns out nat_peer error 11 0 0 $S2 192.0.2.1 1 192.0.2.1 $id $S1 0 &&
	 heard_error "11 0 0 $S2 $A 1 $A 77 $S1 0 good"'
check "path MTU discovery: the guest learns what the outside says" eval \
	'speak && in_ns out nat_peer error 3 4 1300 $S2 192.0.2.1 17 192.0.2.1 $PORT $S1 5000 &&
	 wait_for 5 eval "in_ns ga ip route get $S1 | grep -q \"mtu 1300\""'
check "REQ-4: an error without a session is for nobody" eval \
	'speak && listen_errors ga &&
	 in_ns out nat_peer error 3 1 0 $S2 192.0.2.1 17 192.0.2.1 $PORT $S2 5999 &&
	 heard_error none'
check "REQ-3: nor one whose checksum is wrong" eval \
	'listen_errors ga &&
	 in_ns out nat_peer error 3 1 0 $S2 192.0.2.1 17 192.0.2.1 $PORT $S1 5000 bad &&
	 heard_error none'

# ---- errors from guests -------------------------------------------------------

check "REQ-5: an error by a guest reaches the outside, translated" eval \
	'speak && listen_errors out &&
	 in_ns ga nat_peer error 3 3 0 $A $S1 17 $S1 5000 $A 4000 &&
	 heard_error "3 3 0 192.0.2.1 $S1 17 $S1 5000 192.0.2.1 $PORT good"'
check "REQ-5: without a session it doesn't" eval \
	'listen_errors out &&
	 in_ns ga nat_peer error 3 3 0 $A $S1 17 $S1 5999 $A 4000 &&
	 heard_error none'

# ---- sessions and errors ------------------------------------------------------

# left: seconds of the guest's session with the first server
left()
{
	conntrack -L -p udp 2> /dev/null |
		sed -n "s/^udp *17 *\([0-9]*\) src=$A dst=$S1 sport=4000 .*/\1/p"
}

untouched()
{
	speak || return 1
	local before
	before=$(left)
	wait_for 10 eval "[ \"\$(left)\" -lt $((before - 1)) ]" || return 1
	in_ns out nat_peer error 3 1 0 $S2 192.0.2.1 17 192.0.2.1 "$PORT" $S1 5000
	[ "$(left)" -lt "$before" ] && [ "$(left)" -gt $((before - 30)) ]
}

check "REQ-6: an error neither refreshes a session nor ends it" untouched
check "REQ-6: the mapping is what it was" eval \
	'equal "192.0.2.1 $PORT" "$(udp ga $A 4000 $S2,5002 | ends)"'

# ---- hairpinning --------------------------------------------------------------

# Nobody listens at A's port any more; B asks it by its outside.
check "REQ-7: an error goes back through the hairpin, translated" eval \
	'fresh && outside_of ga $A 4000 > /dev/null && listen_errors gb &&
	 udp gb $B 4001 quiet,192.0.2.1,4000 &&
	 heard_error "3 3 0 192.0.2.1 $B 17 $B 4001 192.0.2.1 4000 good"'

# ---- the NAT's own ------------------------------------------------------------

check "a hop is a hop: TTL goes down by one" eval \
	'in_ns ga ping -c 1 -W 2 -t 2 $S1 > /dev/null'
check "REQ-8: without a free identifier the query is refused and counted" eval \
	'nl_nat set lan0 port-min 30000 port-max 30000 && fresh &&
	 in_ns ga nat_peer echo 1 $S1 3 > /dev/null
	 before=$(nat no-port)
	 equal none "$(in_ns gb nat_peer echo 2 $S1 1)" &&
	 [ "$(nat no-port)" -gt "$before" ]'
finish
