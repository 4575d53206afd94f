# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2034,SC2086
#
# What the tests of RFC 4787, 5382 and 5508 share: the network of vsw_nat_lib.sh,
# in whose outside there are two servers with two ports each, and words for what
# guests see there. Source it after vsw_nat_lib.sh.
#
#   192.0.2.100, .101   ports 5000 and 5002, UDP and TCP
#   2001:db8::100, ::101

S1=192.0.2.100
S2=192.0.2.101
A=10.77.0.11
B=10.77.0.12

rfc_network()
{
	the_network && nl_nat set lan0 max-rate 0 || return 1
	ip -n out address add $S2/24 dev o0 &&
		ip -n out address add 2001:db8::101/64 dev o0 nodad || return 1
	background ip netns exec out nat_peer serve $S1 5000 $S1 5002 $S2 5000 \
		$S2 5002 2001:db8::100 5000 2001:db8::101 5002 \
		> /dev/null
	wait_for 10 eval 'in_ns out ss -ltn | grep -q "101.*5002"'
}

# A case's own switch, without what others left
fresh()
{
	conntrack -F 2> /dev/null
	nl_nat set lan0 mapping 0 filtering 0 &&
		nl_nat set lan0 mapping 1 filtering "${1:-1}"
}

udp()
{
	in_ns "$1" nat_peer udp "${@:2}"
}

# ends: of answers "SERVER PORT OUTSIDE PORT hello", each outside once
ends()
{
	awk '{ print $3, $4 }' | sort -u
}

# outside_of NS ADDRESS PORT: the outside address and port, by a server
outside_of()
{
	udp "$1" "$2" "$3" $S1,5000 | ends
}

# stranger OUTSIDE PORT GUEST ADDRESS PORT [FROM [PORT]]: what the guest's socket
# gets of a datagram from somebody that it never spoke to
stranger()
{
	in_ns "$3" nat_peer udp "$4" "$5" "wait,$((PATIENCE * 2))" > "$LIB_TMP/got" &
	local pid=$!
	wait_for 5 eval "in_ns $3 ss -lun | grep -q '$4:$5 '"
	udp out "${6:-$S2}" "${7:-7777}" "quiet,$1,$2"
	wait $pid
	cat "$LIB_TMP/got"
}

# serve NS ADDRESS PORT: in the background; its id is in SERVER
serve()
{
	if [ "$1" = - ]; then
		nat_peer serve "$2" "$3" > /dev/null &
	else
		ip netns exec "$1" nat_peer serve "$2" "$3" > /dev/null &
	fi
	SERVER=$!
	LIB_PIDS+=("$SERVER")
	wait_for 10 eval "in_ns $1 ss -ltn | grep -q '$2]*:$3 '"
}

# listens NS: there is a raw socket for ICMP
listens()
{
	wait_for 5 eval "in_ns $1 grep -q ' 00000000:0001 ' /proc/net/raw"
}
