#!/bin/bash
# Proves that a vswitch answers ARP and neighbour discovery for stations that it knows, where neigh-suppress is on, and that what it doesn't know, or isn't a plain request, still reaches all.
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 6.12 debug
# check-kernels: 6.12
# nic: none
#
#     g1 === s1 --[ lan0 ]-- s2 === g2        g1: asks
#                  |    |                     g2: is bound to its addresses
#     g3 === s3 ---+   lan0                   g3: looks on
#
# Cases are strings that check evaluates later.
# shellcheck disable=SC2016,SC2034,SC2317
# shellcheck source=selftests/ksft/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=selftests/ksft/vsw_lib.sh
. "$(dirname "$0")/vsw_lib.sh"

plan 31

m1=020000000201 m2=020000000202 m3=020000000203 all=ffffffffffff
a1=c0000201 a2=c0000202 a3=c0000203 a9=c0000209 none4=00000000
net=20010db800000000000000000000
b1=${net}0001 b2=${net}0002 b3=${net}0003 b9=${net}0009
none6=00000000000000000000000000000000

# arp OP SHA SIP THA TIP
arp() { echo "00010800060400$1$2$3$4$5"; }
# request TARGET [SIP]: a frame of guest 1
request() { echo "$all${m1}0806$(arp 01 $m1 "${2:-$a1}" 000000000000 "$1")"; }
# reply MAC TARGET [SIP]: to guest 1
reply() { echo "$m1${1}0806$(arp 02 "$1" "$2" $m1 "${3:-$a1}")"; }

# sum HEX: the Internet checksum
sum()
{
	local i total=0

	for ((i = 0; i < ${#1}; i += 4)); do
		total=$((total + 0x${1:i:4}))
	done
	total=$(((total & 0xffff) + (total >> 16)))
	printf %04x $((~((total & 0xffff) + (total >> 16)) & 0xffff))
}

# icmp6 SRC DST TYPE REST [HOPS]: a packet; REST is what follows the checksum
icmp6()
{
	local len

	len=$(printf %04x $((${#4} / 2 + 4)))
	echo "60000000${len}3a${5:-ff}$1$2$3$(sum "$1$2${len}003a$3$4")$4"
}

# To the group of an address: in IP, in Ethernet
group() { echo "ff0200000000000000000001ff${1:26}"; }
group_mac() { echo "3333ff${1:26}"; }
# solicit TARGET [SRC [OPTIONS [HOPS]]]: a frame of guest 1
solicit()
{
	echo "$(group_mac "$1")${m1}86dd$(icmp6 "${2:-$b1}" "$(group "$1")" 8700 \
		"00000000$1${3-0101$m1}" "${4:-ff}")"
}
# advert MAC TARGET [FLAGS]: to guest 1
advert()
{
	echo "$m1${1}86dd$(icmp6 "$2" $b1 8800 "${3:-60000000}${2}0201$1")"
}
# tagged VID FRAME
tagged() { echo "${2:0:24}8100$(printf %04x "$1")${2:24}"; }

# asking FRAME...: by guest 1; what each guest hears is in its file
asking()
{
	local n

	LISTENERS=()
	for n in 1 2 3; do
		rawframes recv "g$n" 60 > "$LIB_TMP/raw$n" &
		LISTENERS+=($!)
		LIB_PIDS+=($!)
	done
	for n in 1 2 3; do
		wait_for 10 grep -q ready "$LIB_TMP/raw$n" || return 1
	done
	printf '%s\n' "$@" | rawframes send g1
	all_heard 1 2 3
}

# came N [FRAME]...: to guest N, and nothing else
came()
{
	local n=$1

	shift
	equal "$(printf '%s\n' "$@" | sort)" \
		"$(grep -v ready "$LIB_TMP/raw$n" | sort)"
}

# answered WANT...: and nobody else has seen what guest 1 asked
answered()
{
	came 1 "$@" && came 2 && came 3
}

# flooded FRAME...: those that guest 1 sent, and nobody has answered
flooded()
{
	came 1 && came 2 "$@" && came 3 "$@"
}

# counted PORT: requests from there that were answered
counted()
{
	sriovctl -J -s port show "$1" | jq ".ports[0].stats.answered"
}

# here N...: the switch knows these guests. The frame is heard.
here()
{
	local n

	for n; do
		from "$n" ff:ff:ff:ff:ff:ff here
		wait_for 10 learned lan0 "$(guest_mac "$n")" "s$n"
	done
}

# suppress PORT on|off...
suppress()
{
	while [ $# -gt 0 ]; do
		bridge link set dev "$1" neigh_suppress "$2" || return 1
		shift 2
	done
}

check "a switch with three guests" new_switch lan0 3
quiet lan0
nl_vsw guard s2 02:00:00:00:02:02,192.0.2.2 02:00:00:00:02:02,2001:db8::2
nl_vsw set s2 ra-guard 1
here 1 2 3
asking "$(request $a2)" "$(solicit $b2)"
check "off, requests for it reach all" flooded "$(request $a2)" "$(solicit $b2)"

check "it is switched on, by bridge(8) and by the family" eval \
	'suppress s2 on && nl_vsw set s3 neigh-suppress 1 &&
	 nl_vsw get s2 | grep -q "neigh-suppress 1" &&
	 bridge -d link show dev s3 | grep -q "neigh_suppress on" &&
	 bridge -d link show dev s1 | grep -q "neigh_suppress off"'
asking "$(request $a2)"
check "ARP: the switch answers, and nobody else is asked" \
	answered "$(reply $m2 $a2)"
check "that is counted" eval \
	'equal 1 "$(counted s1)" && equal 0 "$(counted s2)" &&
	 equal 0 "$(drops lan0 answered)"'
nl_vsw set lan0 flood-broadcast 0
asking "$(request $a2)" "$(request $a2)"
nl_vsw set lan0 flood-broadcast 1
check "and is a drop where it then goes to nobody" \
	equal "2 3" "$(drops lan0 answered) $(counted s1)"
asking "$(solicit $b2)"
check "neighbour discovery: the same" answered "$(advert $m2 $b2)"
asking "$(request $a9)" "$(solicit $b9)"
check "what it doesn't know reaches all" \
	flooded "$(request $a9)" "$(solicit $b9)"

asking "$(request $a2 $none4)" "$(request $a1)" "$(request $a2 $a2)" \
	"$(solicit $b2 $none6 "")"
check "probes, announcements and DAD reach all" \
	flooded "$(request $a2 $none4)" "$(request $a1)" "$(request $a2 $a2)" \
	"$(solicit $b2 $none6 "")"

arps=(
	"$all${m1}08060001080006"
	"$all${m1}0806$(arp 01 $m3 $a1 000000000000 $a2)"
	"$all${m1}0806$(arp 02 $m1 $a1 000000000000 $a2)"
	"$all${m1}0806$(arp 03 $m1 $a1 000000000000 $a2)"
	"$(request $a2 e0000001)"
	"$(request $a2 7f000001)"
	"$(request $a2 | sed s/08060001/08060006/)"
	"$(request $a2 | sed s/0604/0610/)"
)
asking "${arps[@]}"
check "odd or malformed ARP isn't answered" flooded "${arps[@]}"
good=$(solicit $b2)
solicitations=(
	"$(solicit $b2 $b1 "0101$m1" fe)"
	"$(solicit $b2 $b1 "")"
	"$(solicit $b2 $b1 "0101$m3")"
	"$(solicit $b2 $b1 "0100$m1")"
	"$(solicit $b2 $b1 "0102$m1")"
	"$(solicit $b2 $b1 "0101$m1"01)"
	"$(solicit $b2 ff020000000000000000000000000001)"
	"$(solicit $b2 $none6)"
	"${good:0:112}dead${good:116}"
	"${good:0:-12}$m3"
	"${good:0:-8}"
	"${good:0:60}"
	"3333ff000009${good:12}"
	"$(group_mac $b2)${m1}86dd$(icmp6 $b1 "$(group $b9)" 8700 "00000000${b2}0101$m1")"
	"$(group_mac $b2)${m1}86dd$(icmp6 $b1 "$(group $b2)" 8701 "00000000${b2}0101$m1")"
	"$(group_mac $b2)${m1}86dd60000000""00283aff$b1$(group $b2)3a00000000000000${good:108}"
)
asking "${solicitations[@]}"
check "nor are odd or malformed solicitations" flooded "${solicitations[@]}"
asking "$(tagged 10 "$(request $a2)")" "$(tagged 10 "$(solicit $b2)")"
check "nor what has a tag, where the switch knows no VLANs" \
	flooded "$(tagged 10 "$(request $a2)")" "$(tagged 10 "$(solicit $b2)")"

suppress s3 off
asking "$(request $a2)" "$(solicit $b2)"
check "a port without the option sees it, though it is answered" eval \
	'came 1 "$(reply $m2 $a2)" "$(advert $m2 $b2)" && came 2 &&
	 came 3 "$(request $a2)" "$(solicit $b2)"'
suppress s3 on s2 off
asking "$(request $a2)" "$(solicit $b2)"
check "a station behind such a port answers itself, and is asked alone" eval \
	'came 1 && came 2 "$(request $a2)" "$(solicit $b2)" && came 3'
suppress s2 on

bridge fdb del "$(guest_mac 2)" dev lan0 self
asking "$(request $a2)"
check "a station that isn't there is asked for" flooded "$(request $a2)"
here 2
asking "$(request $a2)"
check "and no more when it is" answered "$(reply $m2 $a2)"
nl_vsw set s2 ra-guard 0
asking "$(request $a2)" "$(solicit $b2)"
check "one that may be a router tells that itself" eval \
	'came 1 "$(reply $m2 $a2)" && came 2 "$(solicit $b2)" &&
	 came 3 "$(solicit $b2)"'
nl_vsw set s2 ra-guard 1
bridge link set dev s1 isolated on
bridge link set dev s2 isolated on
asking "$(request $a2)"
check "who may not reach it gets no answer" eval \
	'came 1 && came 2 && came 3 "$(request $a2)"'
bridge link set dev s1 isolated off
bridge link set dev s2 isolated off
nl_vsw guard s3 02:00:00:00:02:03,192.0.2.2 02:00:00:00:02:03,192.0.2.0/24
here 3
asking "$(request $a2)"
check "of two that may have the address neither is it" flooded "$(request $a2)"
nl_vsw guard s3 192.0.2.3 02:00:00:00:02:03,192.0.2.0/24
here 3
asking "$(request $a3)"
check "a binding of a prefix, or to any MAC, says nothing" \
	flooded "$(request $a3)"
nl_vsw guard s3
nl_vsw guard s1 02:00:00:00:02:01,192.0.2.1 02:00:00:00:02:07,192.0.2.7
from 1 ff:ff:ff:ff:ff:ff here
send g1 ff:ff:ff:ff:ff:ff 02:00:00:00:02:07 0 here
suppress s1 on
here 3
asking "$(request c0000207)"
check "nor is one answered for that is behind the same port" \
	flooded "$(request c0000207)"
suppress s1 off
nl_vsw guard s1
here 1 2 3

# ---- the host's neighbours
ip link set lan0 addrgenmode none
echo 0 > /proc/sys/net/ipv6/conf/lan0/disable_ipv6
ip neigh replace 192.0.2.3 lladdr "$(guest_mac 3)" dev lan0 nud permanent
ip neigh replace 2001:db8::3 lladdr "$(guest_mac 3)" dev lan0 nud permanent router
ip neigh replace 192.0.2.2 lladdr "$(guest_mac 3)" dev lan0 nud permanent
asking "$(request $a3)" "$(solicit $b3)" "$(request $a2)"
check "what the host knows is answered, a router as one; bindings first" \
	answered "$(reply $m3 $a3)" "$(advert $m3 $b3 e0000000)" \
	"$(reply $m2 $a2)"
bridge fdb del "$(guest_mac 3)" dev lan0 self
asking "$(request $a3)"
check "but not of a station that isn't there" flooded "$(request $a3)"
here 3
ip neigh flush dev lan0 nud permanent
ip addr add 192.0.2.100/24 dev lan0
listen g2 g3
ping -c 1 -W 1 192.0.2.2 > /dev/null
all_heard 2 3
check "the host is answered, too" eval \
	'ip neigh show 192.0.2.2 dev lan0 | grep -q "$(guest_mac 2)" &&
	 equal 1 "$(counted lan0)"'
ip addr del 192.0.2.100/24 dev lan0
ip neigh flush dev lan0

# ---- VLANs
nl_vswitch lan0 vlan 802.1q
for n in 1 2 3; do
	bridge vlan add dev "s$n" vid 10
	bridge vlan add dev "s$n" vid 20
done
from 2 ff:ff:ff:ff:ff:ff here 10
asking "$(tagged 10 "$(request $a2)")" "$(tagged 10 "$(solicit $b2)")"
check "in a VLAN the answer has its tag" answered \
	"$(tagged 10 "$(reply $m2 $a2)")" "$(tagged 10 "$(advert $m2 $b2)")"
asking "$(tagged 20 "$(request $a2)")" "$(request $a2)"
check "it isn't given in another one" \
	flooded "$(tagged 20 "$(request $a2)")" "$(request $a2)"
asking "$(tagged 10 "$(tagged 20 "$(request $a2)")")"
check "nor to what has one more tag" \
	flooded "$(tagged 10 "$(tagged 20 "$(request $a2)")")"
bridge vlan add dev s1 vid 10 pvid untagged
asking "$(request $a2)"
check "without a tag to who has none" answered "$(reply $m2 $a2)"
ip link add link lan0 name lan0.20 type vlan id 20
bridge vlan add dev lan0 vid 20 self
quiet lan0.20
ip link set lan0.20 up
from 3 ff:ff:ff:ff:ff:ff here 20
ip neigh replace 192.0.2.3 lladdr "$(guest_mac 3)" dev lan0.20 nud permanent
asking "$(tagged 20 "$(request $a3)")" "$(request $a3)"
check "the host's neighbours count in the VLAN of the device" eval \
	'came 1 "$(tagged 20 "$(reply $m3 $a3)")" &&
	 came 2 "$(tagged 10 "$(request $a3)")" &&
	 came 3 "$(tagged 10 "$(request $a3)")"'
ip link del lan0.20
nl_vswitch lan0 vlan off

# ---- kernels
refused "the host's port" "own port" nl_vsw set lan0 neigh-suppress 1
# A guest in a namespace, with both families
kernel()
{
	guest "n$1" "g$1" "192.0.2.$1/24" || return 1
	in_ns "n$1" sysctl -qw "net.ipv6.conf.g$1.disable_ipv6=0"
	ip -n "n$1" address add "2001:db8::$1/64" dev "g$1" nodad
}
conflicts()
{
	ip -n n1 address add 2001:db8::2/64 dev g1 &&
		wait_for 20 eval \
			'ip -n n1 address show dev g1 dadfailed | grep -q 2001:db8::2'
}
check "guests reach each other, and DAD finds who has the address" eval \
	'nl_vsw guard s2 02:00:00:00:02:02,192.0.2.2 02:00:00:00:02:02,2001:db8::2 \
		02:00:00:00:02:02,fe80::/64 &&
	 kernel 1 && kernel 2 && reach n2 192.0.2.1 && reach n1 192.0.2.2 &&
	 reach n1 2001:db8::2 && conflicts'
finish
