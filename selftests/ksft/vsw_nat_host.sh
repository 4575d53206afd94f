#!/bin/bash
# Proves that one command gives guests addresses, names and the outside, two switches the same subnet too, and that the host's forwarding, rules, routes and processes are as before when they go, also after a crash.
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 6.12 debug
# check-kernels: 6.12
# nic: none
# module: iptable_filter ip6table_filter
# timeout: 300
#
#   ga: g1 === s1 --[ lan0 ]              [ lan1 ]-- s2 === g2 :gb
#                 10.77.0.1/24          10.77.0.1/24
#                 fd77::1/64
#                      up0 === o0 :out             192.0.2.1; out .100
#                                                  2001:db8::1; ::100
#
# shellcheck disable=SC2016,SC2034,SC2317
# shellcheck source=selftests/ksft/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=selftests/ksft/vsw_lib.sh
. "$(dirname "$0")/vsw_lib.sh"
# shellcheck source=selftests/ksft/vsw_nat_lib.sh
. "$(dirname "$0")/vsw_nat_lib.sh"

plan 52

NET=/run/sriovctl/net
NS=$(stat -L -c %i /proc/self/ns/net)

# What the host has, but for what changes by itself
host_state()
{
	{
		sysctl -a -r '^net\.(ipv[46]\.conf|ipv4.ip_forward)' \
			2> /dev/null | grep -Ev '\.(lan|s|g)[0-9]+\.'
		ip rule; ip -6 rule
		ip route show table all; ip -6 route show table all | sed 's/ expires.*//'
		ps -e -o user=,comm=
		ls -R "$NET" /sys/fs/cgroup 2> /dev/null
		nft list ruleset
	} | grep -Ev ' (ps|ls|nft|sed|vsw_nat_host.sh|kworker.*|sort)$|dev (lan|s)[0-9]' |
		sort
}

as_before()
{
	host_state > "$LIB_TMP/after"
	diff "$LIB_TMP/before" "$LIB_TMP/after"
}

value()
{
	sysctl -n "net.$1"
}

# values WANT SYSCTL...
values()
{
	local want=$1 name got=
	shift
	for name; do got+="${got:+ }$(value "$name")"; done
	equal "$want" "$got"
}

lease_script()
{
	cat > "$LIB_TMP/script" <<-'END'
	#!/bin/bash
	[ "$1" = bound ] || exit 0
	ip -4 address flush dev "$interface"
	ip address add "$ip/$mask" dev "$interface"
	ip route replace default via "$router"
	END
	chmod +x "$LIB_TMP/script"
}

# lease NS N [NAME]: the guest asks, and configures itself.
lease()
{
	in_ns "$1" busybox udhcpc -f -q -n -t 5 -T 2 -i "g$2" \
		-s "$LIB_TMP/script" ${3:+-x "hostname:$3"} > /dev/null 2>&1
}

# named NS NAME ADDRESS
named()
{
	in_ns "$1" timeout 10 busybox nslookup "$2" 10.77.0.1 2> /dev/null |
		grep -q "^Address: $3\$"
}

# has6 NS DEV: a global address that isn't tentative
has6()
{
	ip -n "$1" -6 address show dev "$2" scope global -tentative |
		grep -q fd77::
}

supervisor_of()
{
	cat "$NET/$NS-$1/supervisor" 2> /dev/null
}

nothing_kept()
{
	[ ! -e "$NET" ] && ! pgrep -f "conf-file=$NET" > /dev/null
}

the_outside()
{
	sysctl -qw net.ipv6.conf.default.accept_dad=0
	outside 0 out 192.0.2.1/24 192.0.2.100/24 2001:db8::1/64 \
		2001:db8::100/64 || return 1
	ip route add default via 192.0.2.100
	ip -6 route add default via 2001:db8::100
	in_ns out sysctl -qw net.ipv4.ip_forward=0
	background in_ns out dnsmasq -k -C /dev/null --no-resolv --no-hosts \
		--user=root -i o0 --bind-interfaces --pid-file= \
		--address=/out.test/192.0.2.7
	OUTSIDE_DNS=$BG
	echo nameserver 192.0.2.100 > /etc/resolv.conf
	udp_server out 5000 && tcp_server out 5001 && tcp_server out 5007 ::
}

no_outside_dns()
{
	kill "$OUTSIDE_DNS"
	wait "$OUTSIDE_DNS" 2> /dev/null
}

lease_script
modprobe vswitch_nat
mkdir -p /run/sriovctl
touch /run/sriovctl/lock
check "an outside with a server of names" the_outside
sysctl -qw net.ipv4.conf.all.rp_filter=1 net.ipv6.conf.up0.accept_ra=1
host_state > "$LIB_TMP/before"

# ---- one command ----

check "one command" sriovctl switch create lan0 mode nat \
	subnet 10.77.0.0/24 subnet fd77::/64 uplink up0 dhcp on domain lan
add_guests lan0 1 1
guest ga g1
in_ns ga sysctl -qw net.ipv6.conf.g1.disable_ipv6=0
check "forwarding is on for the switch alone" values "0 2 2" \
	ipv4.ip_forward ipv4.conf.lan0.forwarding ipv4.conf.up0.forwarding
check "that of IPv6, and the uplink takes advertisements" values "2 2" \
	ipv6.conf.all.forwarding ipv6.conf.up0.accept_ra
check "a table of its own, by rules" eval \
	'ip rule | grep -q "^100:.*fwmark" && ip -6 rule | grep -q "^100:.*fwmark" &&
	 ip route show table "$((0x56000001))" | grep -q "^10.77.0.0/24 dev lan0"'
check "the guest gets an address" lease ga 1 alpha
check "the outside" reach ga 192.0.2.100
check "as the uplink's address" eval \
	'[[ "$(ask ga tcp 192.0.2.100 5001)" == "192.0.2.1 "*" hello" ]]'
check "names of the outside" named ga out.test 192.0.2.7
check "its own name" named ga alpha.lan \
	"$(sriovctl -J lease list | jq -r '.leases[0].address')"
check "a way out by IPv6" wait_for 30 eval 'ip -n ga -6 route | grep -q ^default'
check "an address of IPv6" wait_for 10 has6 ga g1
check "the outside by IPv6" wait_for 10 reach ga 2001:db8::100
check "switch show has it" eval 'sriovctl switch show lan0 | grep -Eq "^  uplinks +up0$" &&
	sriovctl -J switch show lan0 | jq -e ".switches[0].nat.mark > 0" > /dev/null'

# ---- forwards, options, counters ----

ADDRESS=$(sriovctl -J lease list | jq -r '.leases[0].address')
tcp_server ga 80
check "a forward" sriovctl nat forward add lan0 tcp 8080 "$ADDRESS:80"
check "is listed" eval 'sriovctl -n nat forward list |
	grep -Eq "^lan0 +tcp +8080 +any +$ADDRESS:80 +0$"'
check "lets the outside in" eval \
	'[[ "$(ask out tcp 192.0.2.1 8080)" == "192.0.2.100 "*" hello" ]]'
check "is taken away" eval 'sriovctl nat forward delete lan0 tcp 8080 "$ADDRESS:80" &&
	[ "$(sriovctl -J nat forward list | jq ".forwards | length")" = 0 ]'
refused "one without a guest" "to which guest" \
	sriovctl nat forward add lan0 tcp 8080
refused "one to a switch that isn't" "is no switch" \
	sriovctl nat forward add up0 tcp 8080 10.77.0.5
check "options" eval 'sriovctl switch set lan0 mapping independent timeout-udp 200 pool 192.0.2.8 &&
	sriovctl -J switch show lan0 | jq -e ".switches[0].nat |
		.mapping == \"independent\" and .timeouts.udp == 200 and
		.\"pool4-max\" == \"192.0.2.8\"" > /dev/null &&
	sriovctl switch set lan0 pool none mapping address-port'
refused "an option out of its range" "range|3 to" \
	sriovctl switch set lan0 timeout-udp 1
check "sessions are counted" eval \
	'[ "$(sriovctl -J nat stats | jq ".nat[0].stats.created")" -ge 3 ]'
check "by port" eval 'sriovctl -n nat guests lan0 | grep -q "^s1 "'
check "nat sessions has them" eval \
	'ask ga udp 192.0.2.100 5000 4000 > /dev/null; sriovctl -n nat sessions lan0 |
		grep -Eq "^lan0 +udp +$ADDRESS:4000 +192.0.2.100:5000 +192.0.2.1:4000 "'
nft add table ip t
nft add chain ip t f '{ type filter hook forward priority 0; policy drop; }'
check "a firewall that drops is named" eval \
	'sriovctl switch show lan0 | grep -q "ip t f drops"'
nft flush ruleset
if modprobe -qa iptable_filter ip6table_filter; then
	check "so is one of iptables-legacy" eval 'xt_policy 4 drop &&
		sriovctl switch show lan0 |
			grep -q "ip filter FORWARD of iptables-legacy drops"'
	check "and one of ip6tables-legacy" eval \
		'xt_policy 4 accept && xt_policy 6 drop && equal "ip6 true" \
			"$(sriovctl -J switch show lan0 | jq -r ".switches[0].nat.
				\"firewall-drops\"[] | \"\(.family) \(.legacy)\"")"'
	check "but none that accepts" eval 'xt_policy 6 accept &&
		! sriovctl switch show lan0 | grep -q firewall'
else
	for name in "so is one of iptables-legacy" \
		    "and one of ip6tables-legacy" "but none that accepts"; do
		skip "$name" "no such modules"
	done
fi

# ---- transit, others ----

check "who turns forwarding on for himself" eval \
	'sysctl -qw net.ipv4.conf.up0.forwarding=1 && sriovctl switch delete lan0 &&
	 values 1 ipv4.conf.up0.forwarding'
sysctl -qw net.ipv4.conf.up0.forwarding=0
guest_gone ga
ip -force link del s1 2> /dev/null
check "the host is as it was" as_before

# ---- two with one subnet ----

check "two switches with the same subnet" eval \
	'sriovctl switch create lan0 mode nat subnet 10.77.0.0/24 dhcp on domain one &&
	 sriovctl switch create lan1 mode nat subnet 10.77.0.0/24 dhcp on domain two'
add_guests lan0 1 1
add_guests lan1 2 2
guest ga g1
guest gb g2
check "and guests with the same address" eval \
	'sriovctl lease add lan0 "$(guest_mac 1)" 10.77.0.50 guest &&
	 sriovctl lease add lan1 "$(guest_mac 2)" 10.77.0.50 guest &&
	 lease ga 1 && lease gb 2 &&
	 ip -n ga -br address | grep -q 10.77.0.50 && ip -n gb -br address | grep -q 10.77.0.50'
check "both have the outside" eval \
	'reach ga 192.0.2.100 && reach gb 192.0.2.100'
check "both by TCP from one port" eval \
	'[[ "$(ask ga tcp 192.0.2.100 5001 4000)" == "192.0.2.1 "* ]] &&
	 [[ "$(ask gb tcp 192.0.2.100 5001 4000)" == "192.0.2.1 "* ]]'
check "and names, each its own" eval \
	'named ga guest.one 10.77.0.50 && named gb guest.two 10.77.0.50 &&
	 ! named gb guest.one 10.77.0.50'
check "and reach the host" eval 'reach ga 10.77.0.1 && reach gb 10.77.0.1'

# ---- down and up, modes ----

ip link set lan1 down
ip link set lan1 up
check "a switch that was down routes again" wait_for 10 reach gb 192.0.2.100
check "what one of them needs stays while the other goes" eval \
	'sriovctl switch delete lan0 && values 2 ipv4.conf.up0.forwarding &&
	 reach gb 192.0.2.100'
check "host-only is no way out" eval \
	'sriovctl switch set lan1 mode host-only && ! reach gb 192.0.2.100 &&
	 values 0 ipv4.conf.up0.forwarding && lease gb 2 2>/dev/null; ! ip rule | grep -q fwmark'
check "nat is one again" eval 'sriovctl switch set lan1 mode nat &&
	lease gb 2 && reach gb 192.0.2.100'

# ---- crashes ----

kill -KILL "$(supervisor_of lan1)"
check "one that was killed is started again" eval \
	'sriovctl switch list > /dev/null && [ -d "/proc/$(supervisor_of lan1)" ] &&
	 reach gb 192.0.2.100'
ip link del lan1
check "ip link del takes all along" wait_for 20 nothing_kept
ip -force link del s1 2> /dev/null
ip -force link del s2 2> /dev/null
check "the host is as it was, again" as_before
sriovctl switch create lan0 mode nat subnet 10.77.0.0/24 subnet fd77::/64 \
	uplink up0 dhcp on
PID=$(supervisor_of lan0)
kill -KILL "$PID"
ip link del lan0
check "a switch that goes while nobody looks after it is noticed later" eval \
	'[ -e "$NET" ] && sriovctl switch list > /dev/null && nothing_kept'
check "the host is as it was after that" as_before

# ---- an uplink that is renamed ----

ip link add d1 type dummy
ip link set d1 up
sriovctl switch create lan0 mode nat subnet 10.77.0.0/24 uplink d1
ip link set d1 down
ip link set d1 name d2
ip link set d2 up
check "an uplink that is renamed is shown by its new name" eval \
	'equal d2 "$(sriovctl -J switch show lan0 | jq -r ".switches[0].network.uplinks[]")"'
check "a change finds it, and it goes on to forward" eval \
	'sriovctl switch set lan0 domain lan && values 2 ipv4.conf.d2.forwarding'
check "another device with the old name isn't taken for it" eval \
	'ip link add d1 type dummy && sriovctl switch set lan0 domain none &&
	 values "2 0" ipv4.conf.d2.forwarding ipv4.conf.d1.forwarding'
check "it is as it was before when the switch goes" eval \
	'sriovctl switch delete lan0 && values 0 ipv4.conf.d2.forwarding'
ip link del d1
ip link del d2

refused "an uplink that isn't there" "no device 'nowhere'" \
	sriovctl switch create lan0 mode nat subnet 10.77.0.0/24 uplink nowhere
check "leaves nothing" eval 'gone lan0 && nothing_kept && as_before'
no_outside_dns

finish
