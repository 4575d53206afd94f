#!/bin/bash
# Proves that established sessions of a NAT switch's guests take the fast path, both ways, by IPv4 and IPv6, with what they carry and conntrack's counters right, and that rules, routes, neighbours, links, addresses and closed connections take effect on them within a second.
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 6.12 debug
# check-kernels: 6.1 debug
# timeout: 240
#
# The picture is in vsw_nat_lib.sh.
# shellcheck disable=SC2016,SC2034,SC2317
# shellcheck source=selftests/ksft/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=selftests/ksft/vsw_lib.sh
. "$(dirname "$0")/vsw_lib.sh"
# shellcheck source=selftests/ksft/vsw_nat_lib.sh
. "$(dirname "$0")/vsw_nat_lib.sh"

plan 32

TMP=$(mktemp -d)
COUNT=300

# echo_server NS PORT
echo_server()
{
	background in_ns "$1" udp_echo serve "$2"
	wait_for 10 eval "in_ns $1 ss -lun | grep -q ':$2 '"
}

# echoed ADDRESS PORT COUNT: how many came back of so many
echoed()
{
	in_ns ga udp_echo ask "$@"
}

# fast COMMAND...: how many packets passed by the stack meanwhile
fast()
{
	local before

	before=$(nat fast-packets)
	"$@" > "$TMP/out"
	echo $(($(nat fast-packets) - before))
}

# mostly_fast COUNT COMMAND...: all but some of so many
mostly_fast()
{
	local count=$1

	shift
	FAST=$(fast "$@")
	note "$FAST of $count packets were fast"
	[ "$FAST" -ge $((count * 7 / 10)) ]
}

# A guest that sends a datagram each 10 ms; $TMP/beat has a line for each that
# came back.
beat()
{
	: > "$TMP/beat"
	background in_ns ga udp_echo beat 192.0.2.100 5000 > "$TMP/beat"
	BEAT=$!
	beats
}

beat_end()
{
	kill "$BEAT"
	wait "$BEAT" 2> /dev/null
	return 0
}

beat_count()
{
	wc -l < "$TMP/beat"
}

# Datagrams come back, by the fast path
beats()
{
	local before

	before=$(beat_count)
	wait_for 10 eval "[ \$(beat_count) -gt $((before + 20)) ]" || return 1
	before=$(nat fast-packets)
	wait_for 10 eval "[ \$(nat fast-packets) -gt $((before + 20)) ]"
}

# What was just done stops them within a second, or two as the test sees it
stops()
{
	local before

	sleep 2
	before=$(beat_count)
	sleep 1
	[ $(($(beat_count) - before)) -le 1 ]
}

# A listener at the switch's netdev hears a session of both sides.
overheard()
{
	timeout 30 tcpdump -lni lan0 -c 200 udp port 5000 > "$TMP/heard" \
		2> /dev/null
	[ "$(grep -c '> 192.0.2.100' "$TMP/heard")" -ge 80 ] &&
		[ "$(grep -c 'IP 192.0.2.100' "$TMP/heard")" -ge 80 ]
}

# counters DIRECTION PORT: packets of that direction of the session to a port
counters()
{
	conntrack -L -p udp --orig-dst 192.0.2.100 --orig-port-dst "$2" \
		2> /dev/null | grep -o 'packets=[0-9]*' | sed -n "$1s/.*=//p"
}

check "a NAT switch, two guests and an outside" the_network
sysctl -qw net.netfilter.nf_conntrack_acct=1
check "servers" eval 'echo_server out 5000 && echo_server out 5001'

check "UDP: of one socket's datagrams most pass by the stack, both ways" \
	mostly_fast $((2 * COUNT)) echoed 192.0.2.100 5001 "$COUNT"
check "and all come back as they were" equal "$COUNT" "$(cat "$TMP/out")"
check "conntrack has counted each of them" eval \
	'equal "$COUNT" "$(counters 1 5001)" && equal "$COUNT" "$(counters 2 5001)"'
before=$(cat /sys/class/net/lan0/statistics/{rx,tx}_packets)
echoed 192.0.2.100 5001 100 > /dev/null
after=$(cat /sys/class/net/lan0/statistics/{rx,tx}_packets)
check "so has the switch's netdev" eval \
	'[ $((${after%%[[:space:]]*} - ${before%%[[:space:]]*})) -ge 100 ] &&
	 [ $((${after##*[[:space:]]} - ${before##*[[:space:]]})) -ge 100 ]'
check "by IPv6 the same" \
	mostly_fast $((2 * COUNT)) echoed 2001:db8::100 5001 "$COUNT"
check "all come back" equal "$COUNT" "$(cat "$TMP/out")"

# stream FROM TO ADDRESS KIND: 8 MB, and what arrives of them
head -c 8000000 /dev/urandom > "$TMP/data"
SUM=$(sha256sum < "$TMP/data")
stream()
{
	local from=$1 to=$2 address=$3 kind=$4

	[[ $address != *:* ]] || address="[$address]"
	rm -f "$TMP/got"
	background in_ns "$to" socat -u "TCP$kind-LISTEN:6000,reuseaddr" \
		"CREATE:$TMP/got"
	wait_for 10 eval "in_ns $to ss -ltn | grep -q ':6000 '"
	in_ns "$from" timeout 60 socat -u "OPEN:$TMP/data" \
		"TCP$kind:$address:6000" && wait_for 10 eval "[ -s $TMP/got ]"
	wait_for 10 eval "[ \"\$(sha256sum < $TMP/got)\" = '$SUM' ]"
}

check "TCP, frames of many segments: most are fast" eval \
	'[ "$(fast stream ga out 192.0.2.100 4)" -gt 100 ]'
check "and carry what was sent" equal "$SUM" "$(sha256sum < "$TMP/got")"
check "after which conntrack knows that it is over" wait_for 5 eval \
	'conntrack -L -p tcp --dport 6000 2> /dev/null | grep -q TIME_WAIT'
check "by IPv6" eval '[ "$(fast stream ga out 2001:db8::100 6)" -gt 100 ]'
check "the same octets" equal "$SUM" "$(sha256sum < "$TMP/got")"
check "by a forward, from outside" eval 'nl_nat forward lan0 6 6000 10.77.0.11 &&
	[ "$(fast stream out ga 192.0.2.1 4)" -gt 100 ] &&
	equal "$SUM" "$(sha256sum < "$TMP/got")"'

# A socket that leaves with data unread sends RST.
background in_ns out socat -u TCP4-LISTEN:6001,reuseaddr \
	"SYSTEM:head -c 100000 > /dev/null"
wait_for 10 eval "in_ns out ss -ltn | grep -q ':6001 '"
in_ns ga timeout 20 socat -u "OPEN:$TMP/data" TCP4:192.0.2.100:6001 2> /dev/null
check "a reset ends a connection" wait_for 5 eval \
	'! conntrack -L -p tcp --dport 6001 2> /dev/null | grep -q ESTABLISHED'

check "a session that goes on" beat
nft add table ip t
nft add chain ip t f '{ type filter hook forward priority 0; }'
nft add rule ip t f udp dport 5000 drop
check "a new rule stops it" stops
nft flush ruleset
check "without the rule it goes on" beats
ip route add blackhole 192.0.2.100/32
check "so does a route" stops
ip route del blackhole 192.0.2.100/32
check "until it goes" beats
ip -n out link set o0 address 02:00:00:00:07:77
ip neighbour replace 192.0.2.100 lladdr 02:00:00:00:07:77 dev up0
check "a neighbour that moved is followed" beats
ip link set up0 down
check "a link that is down" stops
ip link set up0 up
check "comes back" beats
conntrack -D -p udp --dport 5000 > /dev/null 2>&1
check "a session that is deleted begins anew" beats
check "who listens at the switch's netdev hears both ways" overheard
ip link set up0 mtu 1000
check "what is too big for the way gets an answer" eval \
	'in_ns ga ping -c 1 -W 2 -M do -s 1200 192.0.2.100 2>&1 |
		grep -Eqi "frag|too long"'
ip link set up0 mtu 1500
ip address add 192.0.2.7/24 dev up0
ip address del 192.0.2.1/24 dev up0
ip address add 192.0.2.7/24 dev up0 2> /dev/null
sleep 2
check "sessions after a change of address have the new one" eval \
	'wait_for 10 eval "conntrack -L -p udp --dport 5000 2> /dev/null |
		grep -q dst=192.0.2.7" && beats'

check "under load the switch leaves the mode" sriovctl switch set lan0 mode bridge
check "and holds no session" wait_for 5 eval \
	'! conntrack -L 2> /dev/null | grep -q zone-orig'
check "and enters it again" eval 'sriovctl switch set lan0 mode nat &&
	sysctl -qw net.ipv4.conf.up0.forwarding=2 && beats'
check "a device goes while flows lead to it" ip link del up0
check "so does the switch" ip link del lan0
beat_end
check "and the module, since nothing is held" wait_for 10 rmmod vswitch_nat
rm -rf "$TMP"
finish
