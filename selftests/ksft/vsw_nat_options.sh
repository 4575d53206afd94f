#!/bin/bash
# Proves by traffic what the options of a NAT switch do: uplinks and their failover, pools, port ranges, IPv6 none, routed, by prefix and nat66, segment size, timeouts, a DMZ host and protocols without ports, and that sources are checked.
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 6.12 debug
# check-kernels: 6.12
# timeout: 150
#
# The picture is in vsw_nat_lib.sh; beside it
#
#   host === up1 === o1 :out       198.51.100.1; out .100      2001:db8:1::1; ::100
# shellcheck disable=SC2016,SC2034,SC2317
# shellcheck source=selftests/ksft/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=selftests/ksft/vsw_lib.sh
. "$(dirname "$0")/vsw_lib.sh"
# shellcheck source=selftests/ksft/vsw_nat_lib.sh
. "$(dirname "$0")/vsw_nat_lib.sh"

plan 39

# The server's other address, which both uplinks lead to
network()
{
	the_network && outside 1 out 198.51.100.1/24 198.51.100.100/24 \
		2001:db8:1::1/64 2001:db8:1::100/64 || return 1
	sysctl -qw net.ipv4.conf.up1.forwarding=2
	ip -n out address add 203.0.113.9/32 dev lo
	ip route add 203.0.113.9 via 192.0.2.100 metric 1
	ip route add 203.0.113.9 via 198.51.100.100 metric 2
	udp_server out 5000 && tcp_server out 5001 && udp_server out 5006 ::
}

# from UPLINK-ADDRESS: what the first guest comes from at the far address
comes_from()
{
	[[ "$(ask ga tcp 203.0.113.9 5001)" == "$1 "* ]]
}

more()
{
	[ "$(drops lan0 "$1")" -gt "$2" ]
}

check "a NAT switch with two ways outside" network
check "by itself any of them is one" eval \
	'comes_from 192.0.2.1 && reach ga 198.51.100.100'
check "one of them is the uplink" nl_nat set lan0 uplinks up1
before=$(drops lan0 nat-uplink)
check "by the other nothing leaves, which is counted" eval \
	'! reach ga 192.0.2.100 && more nat-uplink "$before" &&
	 reach ga 198.51.100.100'
check "both are" nl_nat set lan0 uplinks up0,up1
check "the first one's route is taken" comes_from 192.0.2.1
check "it goes down: the second's" eval 'ip link set up0 down && comes_from 198.51.100.1'
ip link set up0 up
ip address add 2001:db8::1/64 dev up0 nodad 2> /dev/null
check "and back" eval 'wait_for 10 has_carrier - up0 &&
	ip route replace 203.0.113.9 via 192.0.2.100 metric 1 &&
	comes_from 192.0.2.1'
refused "a NAT switch as uplink" "can't be one" nl_nat set lan0 uplinks lan0
refused "a port of the switch" "can't be one, too" nl_nat set lan0 uplinks s1
check "an uplink that changes its address: new sessions have the new one" eval \
	'ip address del 192.0.2.1/24 dev up0 && ip address add 192.0.2.7/24 dev up0 &&
	 ip route replace 203.0.113.9 via 192.0.2.100 metric 1 &&
	 comes_from 192.0.2.7'
check "sessions with the old one are gone" eval \
	'wait_for 5 eval "! conntrack -L 2> /dev/null | grep -q \"dst=192.0.2.1 \""'
ip address del 192.0.2.7/24 dev up0
ip address add 192.0.2.1/24 dev up0
ip route replace 203.0.113.9 via 192.0.2.100 metric 1
nl_nat set lan0 uplinks any

for n in 20 21 22; do
	ip address add "192.0.2.$n/32" dev up0
done
check "a pool" nl_nat set lan0 pool4-min 192.0.2.20 pool4-max 192.0.2.22
a=$(ask ga udp 192.0.2.100 5000) b=$(ask ga tcp 192.0.2.100 5001)
check "a guest comes from one address of it, whatever it asks" eval \
	'[[ "$a" == 192.0.2.2[012]\ * ]] && equal "${a%% *}" "${b%% *}"'
refused "a pool that ends before it begins" "not below pool4-min" \
	nl_nat set lan0 pool4-min 192.0.2.22 pool4-max 192.0.2.20
nl_nat set lan0 pool4-min 0.0.0.0 pool4-max 0.0.0.0

check "a range of ports" nl_nat set lan0 port-min 30000 port-max 30099
check "is kept to" eval \
	'[[ "$(ask ga udp 192.0.2.100 5000 4000)" == 192.0.2.1\ 300[0-9][0-9]\ * ]]'
check "a port inside it stays" eval \
	'[[ "$(ask ga udp 192.0.2.100 5000 30055)" == "192.0.2.1 30055 "* ]]'
nl_nat set lan0 port-min 0 port-max 0

check "IPv6 none" nl_nat set lan0 ipv6 0
before=$(drops lan0 nat-ipv6)
check "doesn't pass, which is counted" eval \
	'! reach ga 2001:db8::100 && more nat-ipv6 "$before"'
check "IPv6 routed" eval 'nl_nat set lan0 ipv6 2 &&
	ip -n out route add fd77::/64 via 2001:db8::1'
check "guests come as they are" eval \
	'[[ "$(ask ga udp 2001:db8::100 5006)" == \
	    "[fd77:0000:0000:0000:0000:0000:0000:0011] "* ]]'
check "the outside begins nothing" eval '! reach out fd77::11'
udp_server ga 5353 ::
check "but what a forward lets in" eval \
	'nl_nat forward lan0 17 5353 fd77::11 5353 &&
	 [[ "$(ask out udp 2001:db8::1 5353)" == "[2001:0db8:"* ]]'
refused "prefixes are needed to translate them" "nptv6 needs npt-inside" \
	nl_nat set lan0 ipv6 3
refused "a prefix with more than its length" "behind npt-length" \
	nl_nat set lan0 npt-inside fd77::1 npt-length 48
check "IPv6 by prefix" eval 'ip -n out route del fd77::/64 &&
	ip -n out route add 2001:db8:77::/48 via 2001:db8::1 &&
	nl_nat set lan0 ipv6 3 npt-inside fd77:: npt-outside 2001:db8:77:: \
		npt-length 48'
# RFC 6296: fd77 - (2001 + 0db8 + 0077), carries added
as="[2001:0db8:0077:cf47:0000:0000:0000:0011]"
check "guests have the address that the prefixes make" eval \
	'equal "$as 4006 hello" "$(ask ga udp 2001:db8::100 5006 4006)"'
check "which anybody may speak to" eval \
	'reach out 2001:db8:77:cf47::11 &&
	 [[ "$(ask out udp 2001:db8:77:cf47::11 5353)" == "[2001:0db8:"* ]]'
check "other guests, too, and see one another by it" eval \
	'[[ "$(ask gb udp 2001:db8:77:cf47::11 5353 4007)" == \
	    "[2001:0db8:0077:cf47:0000:0000:0000:0012] 4007 hello" ]]'
check "no guest is behind another address" eval '! reach out 2001:db8:77:1::11'
nl_nat set lan0 ipv6 1

# SYNs as the server's side sees them
mss_seen()
{
	in_ns out timeout 5 tcpdump -lni o0 -c 1 \
		'tcp[tcpflags] & tcp-syn != 0 and dst port 5001' \
		> "$LIB_TMP/syn" 2> "$LIB_TMP/tcpdump" &
	wait_for 5 grep -q listening "$LIB_TMP/tcpdump"
	ask ga tcp 192.0.2.100 5001 > /dev/null
	wait $!
	grep -q "mss $1," "$LIB_TMP/syn" && return
	note "wanted mss $1: $(cat "$LIB_TMP/syn")"
	return 1
}
ip link set up0 mtu 1300
check "segment sizes are as the guest says" mss_seen 1460
check "clamped to the way outside" eval \
	'nl_nat set lan0 mss-clamp 1 && mss_seen 1260'
ip link set up0 mtu 1500

check "timeouts: those that are set hold" eval \
	'nl_nat set lan0 timeout-udp 17 && in_ns ga sessions 192.0.2.100 5999 1 4444 &&
	 conntrack -L -p udp --sport 4444 2> /dev/null | grep -Eq "^udp *17 1[567] "'
check "by itself TCP has two hours and four minutes" eval \
	'ask ga tcp 192.0.2.100 5001 > /dev/null
	 background in_ns ga bash -c \
		"sleep 20 | socat - TCP:192.0.2.100:5001,sourceport=4445"
	 wait_for 5 eval "conntrack -L -p tcp --sport 4445 2> /dev/null |
		grep -Eq \"tcp *6 7[34][0-9][0-9] ESTABLISHED\""'

tcp_server ga 7777
check "a DMZ host gets what nobody else does" eval \
	'nl_nat forward lan0 0 0 10.77.0.11 &&
	 [[ "$(ask out tcp 192.0.2.1 7777)" == "192.0.2.100 "* ]]'
tcp_server gb 7778
check "a forward is asked before it" eval \
	'nl_nat forward lan0 6 7777 10.77.0.12 7778 &&
	 [[ "$(ask out tcp 192.0.2.1 7777)" == "192.0.2.100 "* ]] &&
	 nl_nat forwards lan0 | grep -q "^lan0 6 7777-7777 .* sessions 1$"'
nl_nat unforward lan0 0 0 10.77.0.11
check "protocols without ports: GRE to a guest" eval \
	'nl_nat forward lan0 47 0 10.77.0.11 &&
	 ip -n out link add gre9 type gre local 192.0.2.100 remote 192.0.2.1 &&
	 ip -n out link set gre9 up && ip -n out address add 10.9.9.1/30 dev gre9 &&
	 ip -n ga link add gre9 type gre local 10.77.0.11 remote 192.0.2.100 &&
	 ip -n ga link set gre9 up && ip -n ga address add 10.9.9.2/30 dev gre9 &&
	 reach out 10.9.9.2'
# Its module made devices of its own in every namespace.
ip -n out link del gre9
ip -n ga link del gre9
modprobe -r ip_gre

before=$(drops lan0 nat-source)
check "a source that isn't behind the switch" eval \
	'ip -n ga address add 172.16.9.9/32 dev lo &&
	 ip -n ga route replace 192.0.2.100 via 10.77.0.1 src 172.16.9.9 &&
	 ! reach ga 192.0.2.100 && more nat-source "$before"'
finish
