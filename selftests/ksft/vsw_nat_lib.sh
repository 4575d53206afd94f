# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# What the kselftests of NAT mode share: a NAT switch with guests, and an outside
# with a server. Source it after vsw_lib.sh.
#
#   ga: g1 === s1 --[ lan0 ]-- s2 === g2 :gb      10.77.0.11, .12; the host .1
#                      |                          fd77::11, ::12; ::1
#                    host
#                      |
#                     up0 === o0 :out             192.0.2.1; out .100
#                                                 2001:db8::1; ::100
#
# The server's only way to the guests' networks is none: what isn't translated
# gets no answer.

# socat's shell expands what it is told.
# shellcheck disable=SC2016

# How long answers are waited for, seconds
PATIENCE=$(patience 1)
export PATIENCE

# What a NAT script leaves; then vsw_lib.sh's own
nat_cleanup()
{
	nft flush ruleset 2> /dev/null
	ip -4 rule flush; ip rule add pref 32766 lookup main
	ip rule add pref 32767 lookup default
	ip -force link del up0 2> /dev/null
	ip -force link del up1 2> /dev/null
	sysctl -qw net.ipv4.ip_forward=0 net.ipv6.conf.all.forwarding=0 \
		net.ipv4.conf.all.rp_filter=0
	vsw_cleanup
	rmmod vswitch_nat 2> /dev/null
}
trap nat_cleanup EXIT

# outside N NS HOST4 NS4 HOST6 NS6: upN === oN in the namespace
outside()
{
	ip link add "up$1" type veth peer name "o$1" || return 1
	ip link set "up$1" up && guest "$2" "o$1" "$4" "$6" &&
		ip address add "$3" dev "up$1" &&
		ip address add "$5" dev "up$1" nodad &&
		wait_for 10 has_carrier - "up$1"
}

# nat_switch NAME GATEWAY4 GATEWAY6: in mode nat, with addresses, forwarding
nat_switch()
{
	modprobe vswitch_nat && ip link add "$1" type vswitch &&
		sriovctl switch set "$1" mode nat &&
		ip address add "$2" dev "$1" &&
		ip address add "$3" dev "$1" nodad &&
		ip link set "$1" up
}

# nat_guest NS N ADDRESS4 ADDRESS6 GATEWAY4 GATEWAY6
nat_guest()
{
	guest "$1" "g$2" "$3" || return 1
	in_ns "$1" sysctl -qw "net.ipv6.conf.g$2.disable_ipv6=0" &&
		ip -n "$1" address add "$4" dev "g$2" nodad &&
		ip -n "$1" route add default via "$5" &&
		ip -n "$1" route add default via "$6"
}

# the_network: all of the picture
the_network()
{
	outside 0 out 192.0.2.1/24 192.0.2.100/24 2001:db8::1/64 \
		2001:db8::100/64 || return 1
	nat_switch lan0 10.77.0.1/24 fd77::1/64 && add_guests lan0 1 2 || return 1
	nat_guest ga 1 10.77.0.11/24 fd77::11/64 10.77.0.1 fd77::1 &&
		nat_guest gb 2 10.77.0.12/24 fd77::12/64 10.77.0.1 fd77::1 ||
		return 1
	sysctl -qw net.ipv4.conf.up0.forwarding=2 \
		net.ipv6.conf.all.forwarding=2
}

# udp_server NS PORT [ADDRESS]: answers each datagram with "SENDER PORT TEXT"
udp_server()
{
	background in_ns "$1" socat -T 60 \
		"UDP$([[ ${3:-} != *:* ]] || echo 6)-RECVFROM:$2,fork,reuseaddr" \
		'SYSTEM:read x; echo $SOCAT_PEERADDR $SOCAT_PEERPORT $x'
	wait_for 10 eval "in_ns $1 ss -lun | grep -q ':$2 '"
}

tcp_server()
{
	background in_ns "$1" socat \
		"TCP$([[ ${3:-} != *:* ]] || echo 6)-LISTEN:$2,fork,reuseaddr" \
		'SYSTEM:read x; echo $SOCAT_PEERADDR $SOCAT_PEERPORT $x'
	wait_for 10 eval "in_ns $1 ss -ltn | grep -q ':$2 '"
}

# ask NS udp|tcp ADDRESS PORT [SOURCE-PORT [TEXT]]: what the server answers
ask()
{
	local kind=UDP address=$3

	[ "$2" = udp ] || kind=TCP
	[[ $3 != *:* ]] || { kind+=6; address="[$3]"; }
	echo "${6:-hello}" | in_ns "$1" timeout "$(patience 5)" \
		socat -t "$PATIENCE" -T "$PATIENCE" - \
		"$kind:$address:$4${5:+,sourceport=$5,reuseaddr},connect-timeout=$((PATIENCE * 2))" \
		2> /dev/null
}

# nat NAME: an option or a counter of lan0
nat()
{
	nl_nat get "${2:-lan0}" | sed -n "s/^$1 //p"
}
