#!/bin/bash
# Proves that two NAT switches of one host may have the same subnet and guests the same addresses, under strict reverse path filters, that guests reach the gateway, the outside and forwards of the other, and nothing else of it.
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 6.12 debug
# check-kernels: 6.12
# timeout: 120
#
#   ga: g1 === s1 --[ lan0 ]      10.77.0.11; gateway .1     (fd77::11; ::1)
#                       |
#                     host === up0 === o0 :out    192.0.2.1; out .100
#                       |
#   gc: g3 === s3 --[ lan1 ]      10.77.0.11; gateway .1     (fd77::11; ::1)
# shellcheck disable=SC2016,SC2034,SC2317
# shellcheck source=selftests/ksft/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=selftests/ksft/vsw_lib.sh
. "$(dirname "$0")/vsw_lib.sh"
# shellcheck source=selftests/ksft/vsw_nat_lib.sh
. "$(dirname "$0")/vsw_nat_lib.sh"

plan 17

# table SWITCH NUMBER: what the switch's mark leads to
table()
{
	local mark mask

	mark=$(nat mark "$1") mask=$(nat mark-mask "$1")
	ip rule add pref 100 fwmark "$mark/$mask" lookup "$2" &&
		ip -6 rule add pref 100 fwmark "$mark/$mask" lookup "$2" &&
		ip route add 10.77.0.0/24 dev "$1" table "$2" &&
		ip -6 route add fd77::/64 dev "$1" table "$2"
}

both()
{
	the_network && nat_switch lan1 10.77.0.1/24 fd77::1/64 &&
		add_guests lan1 3 3 &&
		nat_guest gc 3 10.77.0.11/24 fd77::11/64 10.77.0.1 fd77::1
}

strict()
{
	local dev

	for dev in all up0 lan0 lan1; do
		sysctl -qw "net.ipv4.conf.$dev.rp_filter=1"
	done
}

# Frames of all that both guests ask for
both_ask()
{
	[ "$(ask ga "$@")" ] && [ "$(ask gc "$@")" ]
}

check "two networks with equal addresses" both
check "by strict reverse path filters the second has no way yet" eval \
	'strict && reach ga 192.0.2.100 && ! reach gc 192.0.2.100'
check "a table for each" eval 'table lan0 5601 && table lan1 5602'
udp_server out 5000
tcp_server out 5001
udp_server out 5006 ::
check "both ping the outside" eval \
	'reach ga 192.0.2.100 && reach gc 192.0.2.100'
check "by IPv6 as well" eval \
	'reach ga 2001:db8::100 && reach gc 2001:db8::100'
check "UDP with the same ports on both ends" both_ask udp 192.0.2.100 5000 4000
check "TCP with the same ports" both_ask tcp 192.0.2.100 5001 4001
check "UDP by IPv6" both_ask udp 2001:db8::100 5006 4006
check "both reach their gateway" eval 'reach ga 10.77.0.1 && reach gc 10.77.0.1'
check "by IPv6 as well" eval 'reach ga fd77::1 && reach gc fd77::1'
udp_server - 5353
check "and a server of the host, from the same port" both_ask udp 10.77.0.1 \
	5353 4002
check "each is in the zone of its switch" eval \
	'conntrack -L -p udp --orig-zone "$(nat zone lan1)" 2> /dev/null |
		grep -q "src=10.77.0.11 dst=192.0.2.100 .*dport=5000" &&
	 conntrack -L -p udp --orig-zone "$(nat zone)" 2> /dev/null |
		grep -q "src=10.77.0.11 dst=192.0.2.100 .*dport=5000"'

tcp_server ga 80
tcp_server gc 80
# What the second guest answers must not be taken for the first's: the same
# client port becomes another one.
check "forwards to both" eval 'nl_nat forward lan0 6 8080 10.77.0.11 80 &&
	nl_nat forward lan1 6 8081 10.77.0.11 80 &&
	[ "$(ask out tcp 192.0.2.1 8080 7000)" = "192.0.2.100 7000 hello" ] &&
	[[ "$(ask out tcp 192.0.2.1 8081 7000)" == "192.0.2.100 "*" hello" ]]'
refused "one port for both" "lan0 forwards ports 8080 to 8080" \
	nl_nat forward lan1 6 8080 10.77.0.11 80

check "a guest with an address of its own, in the second" eval \
	'add_guests lan1 4 4 && nat_guest gd 4 10.77.0.44/24 fd77::44/64 \
		10.77.0.1 fd77::1 && reach gd 192.0.2.100'
# As if it were behind the router: the first switch's gateway knows the way.
ip -n ga route add 10.99.0.44/32 via 10.77.0.1
ip route add 10.99.0.44/32 via 10.77.0.44 dev lan1
ip -n gd address add 10.99.0.44/32 dev g4
check "isn't reached by the first's guests" eval \
	'! reach ga 10.99.0.44 && [ "$(drops lan0 nat-isolated)" -ge 5 ]'
check "one switch goes, the other's guest is served" eval \
	'ip link del lan0 && reach gc 192.0.2.100 && both=$(ask gc udp 192.0.2.100 5000) &&
	 [ -n "$both" ]'
finish
