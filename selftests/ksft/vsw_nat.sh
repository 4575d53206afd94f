#!/bin/bash
# Proves that a NAT switch gives guests the outside by IPv4 and IPv6 and keeps the outside from them, that forwards, hairpin, bypass, budgets and timeouts do what they say, and that leaving the mode ends all.
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 6.12 debug
# check-kernels: 6.1 6.12
# timeout: 150
#
# The picture is in vsw_nat_lib.sh.
# shellcheck disable=SC2016,SC2034,SC2317
# shellcheck source=selftests/ksft/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=selftests/ksft/vsw_lib.sh
. "$(dirname "$0")/vsw_lib.sh"
# shellcheck source=selftests/ksft/vsw_nat_lib.sh
. "$(dirname "$0")/vsw_nat_lib.sh"

plan 24

servers()
{
	udp_server out 5000 && tcp_server out 5001 &&
		udp_server out 5006 :: && tcp_server out 5007 ::
}

check "a NAT switch, two guests and an outside" the_network
check "servers outside" servers
check "ping" reach ga 192.0.2.100
check "ping by IPv6" reach ga 2001:db8::100
check "UDP comes from the uplink's address, with the guest's port" \
	equal "192.0.2.1 4000 hello" "$(ask ga udp 192.0.2.100 5000 4000)"
check "TCP, too" \
	equal "192.0.2.1 4001 hello" "$(ask ga tcp 192.0.2.100 5001 4001)"
check "UDP by IPv6" equal "[2001:0db8:0000:0000:0000:0000:0000:0001] 4006 hello" \
	"$(ask ga udp 2001:db8::100 5006 4006)"
check "two guests with the same port get two" eval \
	'[[ "$(ask gb udp 192.0.2.100 5000 4000)" =~ ^192.0.2.1\ [0-9]+\ hello$ ]] &&
	 [ "$(ask gb udp 192.0.2.100 5000 4000)" != "192.0.2.1 4000 hello" ]'
check "guests reach each other" reach ga 10.77.0.12
check "guests reach the host, and the host them" eval \
	'reach ga 10.77.0.1 && reach - 10.77.0.11 && reach ga fd77::1'
check "sessions are seen with the switch's zone" eval \
	'conntrack -L -p udp --orig-zone "$(nat zone)" 2> /dev/null |
		grep -q "src=10.77.0.11 dst=192.0.2.100 .*dport=5000"'

ip -n out route add 10.77.0.0/24 via 192.0.2.1
check_not "the outside doesn't reach a guest" reach out 10.77.0.11
check "which is counted" eval '[ "$(drops lan0 nat-unsolicited)" -ge 5 ]'
ip -n out route del 10.77.0.0/24

tcp_server ga 80
udp_server ga 5353
check "forwards" eval 'nl_nat forward lan0 6 8080 10.77.0.11 80 &&
	nl_nat forward lan0 17 5300-5399 10.77.0.11 5300'
check "the outside comes in by TCP, as itself" eval \
	'[[ "$(ask out tcp 192.0.2.1 8080)" == "192.0.2.100 "*" hello" ]]'
check "and by a range of UDP" eval \
	'[[ "$(ask out udp 192.0.2.1 5353)" == "192.0.2.100 "*" hello" ]]'
check "hairpin: another guest comes by the uplink's address, from that" eval \
	'[[ "$(ask gb tcp 192.0.2.1 8080)" == "192.0.2.1 "*" hello" ]]'
refused "the same port again" "ports 8080 to 8080 of that already" \
	nl_nat forward lan0 6 8000-9000 10.77.0.12
check "a forward that goes" nl_nat unforward lan0 6 8080 10.77.0.11 80
check "lets nobody in" eval '[ -z "$(ask out tcp 192.0.2.1 8080)" ]'

nft add table ip t
nft add chain ip t f '{ type filter hook forward priority 0; policy drop; }'
check "the host's rules decide" eval '! reach ga 192.0.2.100'
check "unless they are bypassed" eval \
	'nl_nat set lan0 bypass 1 && reach ga 192.0.2.100'
nl_nat set lan0 bypass 0
nft flush ruleset

check "back to bridge: no session is left, nothing is translated" eval \
	'sriovctl switch set lan0 mode bridge &&
	 ! conntrack -L 2> /dev/null | grep -q zone-orig &&
	 ! reach ga 192.0.2.100'
check "what was on for NAT only is off" eval \
	'equal 0 "$(sysctl -n net.ipv4.conf.up0.forwarding)" &&
	 equal 0 "$(sysctl -n net.ipv6.conf.all.forwarding)"'
finish
