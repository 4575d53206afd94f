#!/bin/bash
# Proves that nothing leaves a host-only vswitch, or gets into it from outside, whatever the host's configuration, and that the same leaks in bridge mode.
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 6.12 debug
# check-kernels: 6.12
# nic: none
# timeout: 120
# module: ipip ip_gre nft_dup_ipv4
#
#     ga: g1 === s1 --[ lan0 ]-- s2 === g2 :gb       h: the host, with lan0,
#                         |                          lan0.10 and eth0
#                    h: routing, nft, ...            leak.c has the addresses
#                         |
#                        eth0 === o0 :out
# shellcheck disable=SC2016,SC2034,SC2317
# shellcheck source=selftests/ksft/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=selftests/ksft/vsw_lib.sh
. "$(dirname "$0")/vsw_lib.sh"

frames=$(soak 250 20000 200)
seed=${SEED:-$((RANDOM * 32768 + RANDOM))}

host()
{
	in_ns h bash -ec "$*"
}

wire()
{
	local ns
	for ns in h ga gb out; do
		ip netns add "$ns" && LIB_NETNS+=("$ns")
		in_ns "$ns" sysctl -qw net.ipv6.conf.default.accept_dad=0
	done
	ip link add eth0 address 02:00:00:00:0e:01 netns h type veth \
		peer name o0 address 02:00:00:00:0e:02 netns out &&
		ip link add s1 address 02:00:00:00:01:01 netns h type veth \
		peer name g1 address 02:00:00:00:02:01 netns ga &&
		ip link add s2 address 02:00:00:00:01:02 netns h type veth \
		peer name g2 address 02:00:00:00:02:02 netns gb
}

addresses()
{
	ip -n h -batch - <<- END &&
		link add lan0 address 02:00:00:00:09:01 type vswitch
		link set s1 master lan0
		link set s2 master lan0
		link add link lan0 name lan0.10 type vlan id 10
		link set lo up
		link set eth0 up
		link set s1 up
		link set s2 up
		link set lan0 up
		link set lan0.10 up
		address add 10.9.0.1/24 brd + dev lan0
		address add fd09::1/64 dev lan0
		address add 10.10.0.1/24 brd + dev lan0.10
		address add fd10::1/64 dev lan0.10
		address add 192.0.2.1/24 brd + dev eth0
		address add 2001:db8::1/64 dev eth0
		route add default via 192.0.2.2
		route add default via 2001:db8::2
		neigh replace 192.0.2.2 lladdr 02:00:00:00:0e:02 dev eth0
		neigh replace 2001:db8::2 lladdr 02:00:00:00:0e:02 dev eth0
		neigh replace 10.9.0.11 lladdr 02:00:00:00:02:01 dev lan0
		neigh replace 10.9.0.12 lladdr 02:00:00:00:02:02 dev lan0
		neigh replace fd09::11 lladdr 02:00:00:00:02:01 dev lan0
		neigh replace fd09::12 lladdr 02:00:00:00:02:02 dev lan0
		route add default via 192.0.2.2 table 100
		route add default via 2001:db8::2 table 100
	END
		ip -n ga link set g1 up && ip -n gb link set g2 up &&
		ip -n out link set o0 up && ip -n out link set o0 promisc on &&
		ip -n gb link set g2 promisc on
}

# All that is on by a switch, for every device
hostile()
{
	local conf
	for conf in accept_local accept_source_route bc_forwarding \
		proxy_arp route_localnet send_redirects; do
		host "echo 1 | tee /proc/sys/net/ipv4/conf/*/$conf > /dev/null"
	done
	host 'echo 0 | tee /proc/sys/net/ipv4/conf/*/rp_filter > /dev/null
		echo 1 | tee /proc/sys/net/ipv6/conf/*/proxy_ndp > /dev/null
		echo 1 | tee /proc/sys/net/ipv6/conf/*/seg6_enabled > /dev/null
		echo 0 | tee /proc/sys/net/ipv?/neigh/*/proxy_delay > /dev/null
		echo 1 > /proc/sys/net/ipv4/ipfrag_time
		echo 1 > /proc/sys/net/ipv6/ip6frag_time
		echo 0 > /proc/sys/net/ipv4/icmp_ratelimit
		echo 0 > /proc/sys/net/ipv4/icmp_echo_ignore_broadcasts
		echo 0 > /proc/sys/net/ipv6/icmp/ratelimit'
}

forwarding()
{
	host "echo $1 > /proc/sys/net/ipv4/ip_forward
	      echo $1 > /proc/sys/net/ipv6/conf/all/forwarding"
}

# set_mode MODE
set_mode()
{
	in_ns h sriovctl switch set lan0 mode "$1"
}

# Sets OUTSIDE and INSIDE: how many frames came through.
traffic()
{
	local word
	OUTSIDE='' INSIDE=''
	read -r word OUTSIDE word INSIDE < \
		<(taskset -c 0 leak "$((seed++))" "$frames" 2> "$LIB_TMP/leaked")
	[ -n "$INSIDE" ] || note "$(cat "$LIB_TMP/leaked")"
	[ -n "$INSIDE" ]
}

# Nobody is asked for any more, and nothing waits for the rest of its fragments,
# so that no error about it comes later, from when the mode was another.
settled()
{
	wait_for 10 eval '[ -z "$(in_ns h ip neigh show nud incomplete)" ] &&
		host "grep -q \"FRAG: inuse 0 \" /proc/net/sockstat &&
		      grep -q \"FRAG6: inuse 0 \" /proc/net/sockstat6"'
}

leaks()
{
	traffic && [ "$OUTSIDE" -gt 0 ]
}

tight()
{
	traffic || return 1
	[ "$OUTSIDE$INSIDE" = 00 ] && return 0
	note "seed $((seed - 1)): $OUTSIDE outside, $INSIDE inside"
	note "$(cat "$LIB_TMP/leaked")"
	return 1
}

# config NAME SET UNSET: a configuration that both modes bear
config()
{
	check "$1: set" host "$2"
	check "$1: leaks in bridge mode" leaks
	check "$1: nothing in host-only mode" eval \
		'set_mode host-only && settled && tight'
	host "$3"
	set_mode bridge
}

# over NAME SET UNSET: one that host-only mode refuses to share the switch with
over()
{
	SET=$2
	check "$1: set, and leaks in bridge mode" eval 'host "$SET" && leaks'
	refused "$1: host-only mode is refused" "only VLAN devices" \
		set_mode host-only
	host "$3"
	set_mode host-only
	settled
	check "$1: is refused in host-only mode, and nothing leaks" \
		eval '! host "$SET" 2> /dev/null && tight'
	host "$3" 2> /dev/null
	set_mode bridge
}

plan 49
note "seed $seed"
check "host, guests and outside" eval \
	'modprobe vswitch && wire && addresses && hostile'

config "answers to forged sources" true true
forwarding 1
config "routing" true true
config "proxy ARP and ND" \
	'ip neigh add proxy 203.0.113.9 dev lan0
	 ip neigh add proxy 2001:db8:9::9 dev lan0' \
	'ip neigh del proxy 203.0.113.9 dev lan0
	 ip neigh del proxy 2001:db8:9::9 dev lan0'
config "policy routing" \
	'ip rule add pref 10 iif lan0 lookup 100
	 ip -6 rule add pref 10 iif lan0 lookup 100
	 ip rule add pref 11 from 10.9.0.1 lookup 100
	 ip -6 rule add pref 11 from fd09::1 lookup 100' \
	'ip rule del pref 10; ip -6 rule del pref 10
	 ip rule del pref 11; ip -6 rule del pref 11'
config "routes to guests elsewhere" \
	'ip route add 10.9.0.0/28 via 192.0.2.2
	 ip route add fd09::/96 via 2001:db8::2' \
	'ip route del 10.9.0.0/28 via 192.0.2.2
	 ip route del fd09::/96 via 2001:db8::2'
config "answers routed by mark" \
	'nft add table inet t
	 nft "add chain inet t c { type route hook output priority 0; }"
	 nft "add rule inet t c meta mark set 7"
	 ip rule add pref 12 fwmark 7 lookup 100
	 ip -6 rule add pref 12 fwmark 7 lookup 100' \
	'nft flush ruleset; ip rule del pref 12; ip -6 rule del pref 12'
config "DNAT and SNAT" \
	'nft add table inet t
	 nft "add chain inet t c { type nat hook prerouting priority -100; }"
	 nft "add chain inet t d { type nat hook postrouting priority 100; }"
	 nft "add rule inet t c ip daddr { 10.9.0.1, 10.9.0.255 } \
		dnat ip to 203.0.113.9"
	 nft "add rule inet t c ip6 daddr fd09::1 dnat ip6 to 2001:db8:9::9"
	 nft "add rule inet t c ip daddr 192.0.2.1 dnat ip to 10.9.0.12"
	 nft "add rule inet t c ip6 daddr 2001:db8::1 dnat ip6 to fd09::12"
	 nft "add rule inet t d masquerade"' \
	'nft flush ruleset'
config "addresses changed without NAT" \
	'nft add table inet t
	 nft "add chain inet t c { type filter hook prerouting priority -300; }"
	 nft "add rule inet t c ip daddr 10.9.0.1 ip daddr set 203.0.113.9"
	 nft "add rule inet t c ip6 daddr fd09::1 ip6 daddr set 2001:db8:9::9"' \
	'nft flush ruleset'
config "a forward chain that takes all, and copies" \
	'nft add table ip t
	 nft "add chain ip t c { type filter hook prerouting priority -300; }"
	 nft "add chain ip t f { type filter hook forward priority -400; }"
	 nft "add rule ip t c iif lan0 dup to 192.0.2.2 device eth0"
	 nft "add rule ip t f accept"' \
	'nft flush ruleset'
config "a flowtable, with connections from before" \
	'nft add table inet t
	 nft "add chain inet t c { type nat hook prerouting priority -100; }"
	 nft "add rule inet t c ip daddr 10.9.0.1 dnat ip to 203.0.113.9"
	 nft "add rule inet t c ip6 daddr fd09::1 dnat ip6 to 2001:db8:9::9"
	 nft "add flowtable inet t ft { hook ingress priority 0; \
		devices = { lan0, eth0 }; }"
	 nft "add chain inet t f { type filter hook forward priority 0; }"
	 nft "add rule inet t f meta l4proto { tcp, udp } flow add @ft"' \
	'nft flush ruleset'
config "MPLS" \
	'modprobe -a mpls_router mpls_iptunnel
	 sysctl -qw net.mpls.platform_labels=1000 net.mpls.conf.lan0.input=1 \
		net.mpls.conf.lan0/10.input=1 net.mpls.conf.s1.input=1
	 ip -f mpls route add 100 via inet 192.0.2.2 dev eth0
	 ip route add 198.51.100.0/24 encap mpls 200 via inet 192.0.2.2' \
	'ip -f mpls route del 100; ip route del 198.51.100.0/24'
config "tunnels that end at the host" \
	'ip link add tu1 type ipip local 10.9.0.1 remote any
	 ip link add tu2 type gre local 10.9.0.1 remote any
	 ip link set tu1 up; ip link set tu2 up
	 echo 0 | tee /proc/sys/net/ipv4/conf/tu?/rp_filter > /dev/null' \
	'ip link del tu1; ip link del tu2'
over "a bridge" \
	'ip link add br0 type bridge; ip link set br0 up
	 ip link set eth0 master br0; ip link set lan0 master br0' \
	'ip link del br0'
over "a bridge over a VLAN device" \
	'ip link add br0 type bridge; ip link set br0 up
	 ip link set eth0 master br0; ip link set lan0.10 master br0' \
	'ip link del br0'
over "a macvlan" \
	'ip link add br0 type bridge; ip link set br0 up
	 ip link set eth0 master br0
	 ip link add mv0 link lan0 type macvlan mode passthru
	 ip link set mv0 up; ip link set mv0 master br0' \
	'ip link del br0; ip link del mv0'
# The last one: addresses go with it.
over "a VRF" \
	'ip link add vr0 type vrf table 200; ip link set vr0 up
	 ip link set eth0 master vr0
	 ip route replace default via 192.0.2.2 vrf vr0
	 ip link set lan0 master vr0' \
	'ip link del vr0'
note "$SECONDS s"
finish
