#!/bin/bash
# Proves that a switch serves addresses and names by DHCP, router advertisements and DNS on itself alone, goes on when what serves them is killed, and leaves the host as it was.
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 6.12 debug
# check-kernels: 6.12
# nic: none
# timeout: 300
#
#     g1 (n1) === s1 --[ lan0 ]-- s2 === g2 (n2)     lan0: host-only, dnsmasq
#
# Cases are strings that check evaluates later.
# shellcheck disable=SC2016,SC2317
# shellcheck source=selftests/ksft/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=selftests/ksft/vsw_lib.sh
. "$(dirname "$0")/vsw_lib.sh"

plan 45

NET=/run/sriovctl/net
# Switches are numbered by the namespace that they are in.
NS=$(stat -L -c %i /proc/self/ns/net)

# What the host has, but for what changes by itself
host_state()
{
	{
		sysctl -a -r '^net\.' 2> /dev/null | grep -Ev \
			'conntrack_count|neigh|fastopen_key|\.(lan|s|g)[0-9]+\.'
		ip rule; ip -6 rule
		ip route show table all; ip -6 route show table all
		ps -e -o user=,comm=
		ls -R /run/sriovctl /sys/fs/cgroup
	} | grep -Ev ' (ps|ls|vsw_dhcp.sh|kworker.*|sort)$' | sort
}

# udhcpc's script: what it is called with, into a file
lease_script()
{
	cat > "$LIB_TMP/script" <<-'END'
	#!/bin/bash
	[ "$1" = bound ] || exit 0
	ip -4 address flush dev "$interface"
	ip address add "$ip/$mask" dev "$interface"
	echo "ip=$ip router=${router:-none} dns=${dns:-none} domain=${domain:-none}" \
		> "$OUT"
	END
	chmod +x "$LIB_TMP/script"
}

# ask N NAME: guest N asks for an address and says what it is called; what it
# got is in $LIB_TMP/N.
ask()
{
	rm -f "$LIB_TMP/$1"
	OUT="$LIB_TMP/$1" in_ns "n$1" busybox udhcpc -f -q -n -t 5 -T 2 \
		-i "g$1" -s "$LIB_TMP/script" -x "hostname:$2" > /dev/null 2>&1
}

# got N PATTERN
got()
{
	grep -Eq -- "$2" "$LIB_TMP/$1" && return 0
	note "guest $1 got '$(cat "$LIB_TMP/$1" 2>&1)'"
	return 1
}

# named N NAME ADDRESS [SERVER]: guest N asks for the name.
named()
{
	in_ns "n$1" timeout 10 busybox nslookup "$2" "${4:-10.77.0.1}" 2> /dev/null |
		grep -q "^Address: $3\$"
}

# pid_of SWITCH, supervisor_of SWITCH
pid_of()
{
	cat "$NET/$NS-$1/dnsmasq.pid" 2> /dev/null
}

supervisor_of()
{
	cat "$NET/$NS-$1/supervisor" 2> /dev/null
}

serves()
{
	local pid
	pid=$(pid_of "$1") && [ -d "/proc/$pid" ]
}

# another_serves SWITCH PID: not the one with that number
another_serves()
{
	serves "$1" && [ "$(pid_of "$1")" != "$2" ]
}

servers()
{
	pgrep -c -x dnsmasq
}

no_servers()
{
	[ "$(servers)" = 0 ] && ! pgrep -f 'sriovctl .*switch' > /dev/null
}

nothing_kept()
{
	no_servers && [ ! -e "$NET" ] && ! compgen -G '/sys/fs/cgroup/sriovctl-*' > /dev/null
}

has6()
{
	in_ns "$1" ip -6 address show dev "$2" scope global | grep -q "$3"
}

# Sockets of DNS and DHCP that aren't the switch's
other_sockets()
{
	ss -Hlntu | awk '{ print $5 }' | grep -E ':(53|67|547)$' |
		grep -v "%$1:"
}

lease_script
modprobe vswitch
mkdir -p /run/sriovctl
touch /run/sriovctl/lock
host_state > "$LIB_TMP/before"

# ---- what it serves ----

check "a switch with a network" sriovctl switch create lan0 mode host-only \
	subnet 10.77.0.0/24 subnet fd00:77::/64 dhcp on domain lan
check "it has the first address of each subnet" eval \
	'ip -br address show lan0 | grep -q "10.77.0.1/24.*fd00:77::1/64"'
check "dnsmasq runs, and switch show says so" eval \
	'sriovctl switch show lan0 | grep -q "dnsmasq, process $(pid_of lan0)$"'
check "in JSON too" equal "true $(pid_of lan0) 10.77.0.1/24" \
	"$(sriovctl -J switch show lan0 | jq -r '.switches[0].network |
		[.running, .pid, .subnets[0]] | join(" ")')"
check "it isn't root" equal dnsmasq "$(ps -o user= -p "$(pid_of lan0)")"
check "it listens on the switch alone" equal "" "$(other_sockets lan0)"

add_guests lan0 1 2
guest n1 g1
guest n2 g2
check "a guest gets an address (udhcpc)" ask 1 alpha
check "of the subnet, with the switch as DNS, and no router" \
	got 1 '^ip=10\.77\.0\.[0-9]+ router=none dns=10.77.0.1 domain=lan$'
check "another one gets another (dhclient)" eval \
	'in_ns n2 dhclient -1 -lf "$LIB_TMP/leases" -pf "$LIB_TMP/pid" g2 \
		> "$LIB_TMP/dhclient" 2>&1 &&
	 in_ns n2 ip -br address show g2 | grep -q " 10\.77\.0\."'
in_ns n2 dhclient -x -lf "$LIB_TMP/leases" -pf "$LIB_TMP/pid" g2 2> /dev/null
ALPHA=$(sed 's/^ip=\([^ ]*\).*/\1/' "$LIB_TMP/1")
check "lease list has the first with its name" eval \
	'sriovctl -n lease list lan0 | grep -Eq "^lan0 +$ALPHA +$(guest_mac 1) +alpha "'
check "and both in JSON" equal 2 \
	"$(sriovctl -J lease list | jq '.leases | length')"
check "names are answered" named 1 alpha.lan "$ALPHA"
check "over TCP as well" in_ns n1 timeout 10 bash -c \
	'exec 3<> /dev/tcp/10.77.0.1/53'
check_not "those of the outside are not" named 1 example.org .

for n in 1 2; do
	in_ns "n$n" sysctl -qw "net.ipv6.conf.g$n.disable_ipv6=0" \
		"net.ipv6.conf.g$n.accept_dad=0"
done
check "an address by router advertisement" wait_for 30 has6 n1 g1 fd00:77::
check_not "which is no way out" eval \
	'in_ns n1 ip -6 route | grep -q ^default'
check "an address by DHCPv6" eval \
	'wait_for 10 in_ns n2 timeout 60 dhclient -6 -1 -lf "$LIB_TMP/leases6" \
		-pf "$LIB_TMP/pid6" g2 &&
	 in_ns n2 ip -6 address show dev g2 | grep -q "fd00:77::.*/128"'
in_ns n2 dhclient -6 -x -lf "$LIB_TMP/leases6" -pf "$LIB_TMP/pid6" g2 \
	2> /dev/null
check "names over IPv6" named 1 alpha.lan "$ALPHA" fd00:77::1

# ---- static leases ----

check "a static lease" sriovctl lease add lan0 "$(guest_mac 1)" 10.77.0.50 one
refused "an address twice" 'already' \
	sriovctl lease add lan0 "$(guest_mac 2)" 10.77.0.50
refused "an address of another subnet" "isn't of a subnet" \
	sriovctl lease add lan0 "$(guest_mac 2)" 10.78.0.50
refused "the host's own" "own address" \
	sriovctl lease add lan0 "$(guest_mac 2)" 10.77.0.1
check "the guest gets it" eval 'ask 1 alpha && got 1 "^ip=10.77.0.50 "'
check "and the name that it was given" named 1 one.lan 10.77.0.50
check "leases of others are kept" eval \
	'sriovctl -J lease list lan0 | jq -r ".leases[].mac" | grep -q "$(guest_mac 2)"'

# ---- killed ----

OLD=$(pid_of lan0)
kill -KILL "$OLD"
check "dnsmasq is started again when it is killed" \
	wait_for 20 another_serves lan0 "$OLD"
check "and knows the leases" eval 'ask 1 alpha && got 1 "^ip=10.77.0.50 "'
OLD=$(supervisor_of lan0)
kill -KILL "$OLD"
check "what looks after it is started again by the next command" eval \
	'sriovctl switch list > /dev/null && serves lan0 &&
	 [ "$(supervisor_of lan0)" != "$OLD" ]'
check "one of each runs" equal 1 "$(servers)"

# ---- changes ----

check "a range" eval 'sriovctl lease delete lan0 one &&
	sriovctl switch set lan0 range 10.77.0.99-10.77.0.99 &&
	ask 1 alpha && got 1 "^ip=10.77.0.99 "'
check "bridge mode serves nobody, the address stays" eval \
	'sriovctl switch set lan0 mode bridge && wait_for 10 no_servers &&
	 ip -br address show lan0 | grep -q 10.77.0.1/24'
check "host-only mode does again" eval \
	'sriovctl switch set lan0 mode host-only && serves lan0 &&
	 ask 1 alpha && got 1 "^ip=10.77.0.99 "'
check "a mode that was set by a transaction is followed" eval \
	'echo "switch set lan0 mode bridge" | sriovctl switch apply - > /dev/null &&
	 wait_for 10 no_servers && sriovctl switch set lan0 mode host-only &&
	 serves lan0'
refused "the network with other words" "by themselves" \
	sriovctl switch set lan0 dhcp off ageing 30
refused "the network in a transaction" "isn't part" \
	sriovctl switch apply - <<< "switch set lan0 dhcp off"
refused "the subnet of another switch" "has it already" \
	sriovctl switch create lan1 mode host-only subnet 10.77.0.128/25
check "dhcp off" eval 'sriovctl switch set lan0 dhcp off &&
	wait_for 10 no_servers && ! ask 1 alpha'

# ---- the end ----

mount --bind "$(type -P false)" /usr/sbin/dnsmasq
refused "dnsmasq that doesn't start" "can't start what lan1 needs" \
	sriovctl switch create lan1 mode host-only subnet 10.78.0.0/24 dhcp on
umount /usr/sbin/dnsmasq
check "leaves no switch behind" gone lan1
check "on again" sriovctl switch set lan0 dhcp on
check "deleting leaves nothing" eval \
	'sriovctl switch delete lan0 && nothing_kept'
sriovctl switch create lan0 mode host-only subnet 10.77.0.0/24 dhcp on
ip link del lan0
check "nor does ip link del" wait_for 20 nothing_kept
ip link del s1
ip link del s2
guest_gone n1
guest_gone n2

ip netns add nsw
ip netns exec nsw sriovctl switch create lan0 mode host-only \
	subnet 10.77.0.0/24 dhcp on
check "in a namespace it serves in that" equal 1 "$(servers)"
ip netns del nsw
check "and ends with its name" wait_for 20 nothing_kept
host_state > "$LIB_TMP/after"
check "the host is as it was" diff "$LIB_TMP/before" "$LIB_TMP/after"

finish
