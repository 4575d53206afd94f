#!/bin/bash
# Proves that a guarded port of a vswitch sends from its own addresses only, by whatever headers, and neither as DHCP server nor as router where it may not.
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 6.12 debug
# check-kernels: 6.12
# nic: none
#
#     g1 === s1 --[ lan0 ]-- s2 === g2
#     |                             `-- hears what passes
#     `-- 192.0.2.1, 2001:db8::1, guarded
# Cases are strings that check evaluates later.
# shellcheck disable=SC2016,SC2034,SC2317
# shellcheck source=selftests/ksft/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=selftests/ksft/vsw_lib.sh
. "$(dirname "$0")/vsw_lib.sh"

plan 20

mac=020000000201 other=020000000299 all=ffffffffffff
me4=c0000201 he4=c0000209 none4=00000000
me6=20010db8000000000000000000000001
he6=20010db8000000000000000000000009
none6=00000000000000000000000000000000
# What 02:00:00:00:02:01 makes of itself, and the like of another
ll6=fe80000000000000000000fffe000201
hisll6=fe80000000000000000000fffe000299

# eth PROTO DATA [SRC [DST]]
eth() { echo "${4:-$all}${3:-$mac}$1$2"; }
# ip4 SRC DATA [PROTO [DST [FRAG [OPTIONS]]]]
ip4()
{
	local options=${6:-} head

	head=$(printf '4%x00%04x' $((5 + ${#options} / 8)) \
		$((20 + (${#options} + ${#2}) / 2)))
	echo "${head}0001${5:-0000}40${3:-11}0000$1${4:-$he4}$options$2"
}
# udp SPORT DPORT: with 8 octets of data
udp() { printf '%04x%04x00100000abcdef0123456789' "$1" "$2"; }
# ip6 SRC NEXT DATA [DST]
ip6()
{
	printf '60000000%04x%sff%s%s%s' $((${#3} / 2)) "$2" "$1" \
		"${4:-ff020000000000000000000000000001}" "$3"
}
# arp OP SHA SIP TIP
arp() { echo "0001080006040001${2}${3}000000000000$4" | sed "s/^\(.\{12\}\)..../\1000$1/"; }
# ns TARGET [MAC], na TARGET [MAC], ra
ns() { echo "8700000000000000$1${2:+0101$2}"; }
na() { echo "8800000020000000$1${2:+0201$2}"; }
ra() { echo "86000000400007080000000000000000"; }
# behind HEADER NEXT: a chain; dest options, hop by hop
ext() { echo "${1}00010400000000$2"; }
# frag OFFSET|MORE NEXT DATA
frag() { echo "$2""00$1deadbeef$3"; }

WANTED=() UNWANTED=()
declare -A REASON=()
# may NAME FRAME; maynot NAME REASON FRAME: each is told from others by 4 octets
# at the end, which are padding to IP
may() { WANTED+=("$1 $2$(printf '%08x' "${#WANTED[@]}")"); }
maynot()
{
	UNWANTED+=("$1 $3$(printf '%04xdead' "${#UNWANTED[@]}")")
	REASON[$2]=$((${REASON[$2]:-0} + 1))
}

reset()
{
	WANTED=() UNWANTED=() REASON=()
}

# judged: send all, and look that what may passes, and nothing else
judged()
{
	local one reason bad=0
	declare -A before=()

	for reason in "${!REASON[@]}"; do
		before[$reason]=$(drops lan0 "$reason")
	done
	rawframes recv g2 60 > "$LIB_TMP/raw" &
	LISTENERS=($!)
	LIB_PIDS+=($!)
	wait_for 10 grep -q ready "$LIB_TMP/raw" || return 1
	for one in "${UNWANTED[@]}" "${WANTED[@]}"; do
		echo "${one#* }"
	done | rawframes send g1
	all_heard 2 || bad=1
	for one in "${WANTED[@]}"; do
		grep -q "^${one#* }\$" "$LIB_TMP/raw" && continue
		note "didn't pass: $one"
		bad=1
	done
	for one in "${UNWANTED[@]}"; do
		grep -q "^${one#* }\$" "$LIB_TMP/raw" || continue
		note "passed: $one"
		bad=1
	done
	for reason in "${!REASON[@]}"; do
		equal "$reason ${REASON[$reason]}" \
			"$reason $(($(drops lan0 "$reason") - before[$reason]))" ||
			bad=1
	done
	return $bad
}

check "a switch with two guests" new_switch lan0 2
quiet lan0
may plain "$(eth 0800 "$(ip4 $he4 "$(udp 5 5)")" $other)"
may server "$(eth 0800 "$(ip4 $he4 "$(udp 67 68)")")"
may router "$(eth 86dd "$(ip6 $hisll6 3a "$(ra)")")"
check "without a guard all passes" judged

check "a port is bound to a MAC, an IPv4 and an IPv6 address" eval \
	'nl_vsw guard s1 02:00:00:00:02:01,192.0.2.1 02:00:00:00:02:01,2001:db8::1 &&
	 equal "s1 02:00:00:00:02:01,192.0.2.1/32 02:00:00:00:02:01,2001:db8::1/128" \
		"$(nl_vsw guards)" &&
	 equal "bindings 2" "$(nl_vsw get s1 | grep bindings)"'

reset
may own4 "$(eth 0800 "$(ip4 $me4 "$(udp 5 5)")")"
may own6 "$(eth 86dd "$(ip6 $me6 11 "$(udp 5 5)")")"
may linklocal "$(eth 86dd "$(ip6 $ll6 11 "$(udp 5 5)")")"
may other-protocol "$(eth 88b5 74657874)"
maynot mac guard-mac "$(eth 0800 "$(ip4 $me4 "$(udp 5 5)")" $other)"
maynot mac-other guard-mac "$(eth 88b5 74657874 $other)"
maynot ipv4 guard-ipv4 "$(eth 0800 "$(ip4 $he4 "$(udp 5 5)")")"
maynot ipv6 guard-ipv6 "$(eth 86dd "$(ip6 $he6 11 "$(udp 5 5)")")"
maynot linklocal-other guard-ipv6 "$(eth 86dd "$(ip6 $hisll6 11 "$(udp 5 5)")")"
maynot none4 guard-ipv4 "$(eth 0800 "$(ip4 $none4 "$(udp 5 5)")")"
maynot none6 guard-ipv6 "$(eth 86dd "$(ip6 $none6 11 "$(udp 5 5)")")"
check "its own addresses pass, others don't" judged

reset
for tag in 81000005 88a80005 91000005 8100000088a80007 88a8000581000006 \
	0010aaaa03000000; do
	may "own4-$tag" "$(eth "${tag}0800" "$(ip4 $me4 "$(udp 5 5)")")"
	maynot "ipv4-$tag" guard-ipv4 \
		"$(eth "${tag}0800" "$(ip4 $he4 "$(udp 5 5)")")"
	maynot "ipv6-$tag" guard-ipv6 \
		"$(eth "${tag}86dd" "$(ip6 $he6 11 "$(udp 5 5)")")"
	maynot "arp-$tag" guard-arp "$(eth "${tag}0806" "$(arp 1 $mac $he4 $me4)")"
done
may llc "$(eth 0003 424203)"
deep=$(for _ in 1 2 3 4 5 6 7 8 9; do printf 81000005; done)
maynot deep guard-malformed "$(eth "${deep}0800" "$(ip4 $he4 "$(udp 5 5)")")"
check "behind tags and SNAP the same" judged

reset
may options4 "$(eth 0800 "$(ip4 $me4 "$(udp 5 5)" 11 $he4 0000 0101010101010101)")"
may fragment4 "$(eth 0800 "$(ip4 $me4 "$(udp 5 5)" 11 $he4 2000)")"
may fragment4-last "$(eth 0800 "$(ip4 $me4 "$(udp 5 5)" 11 $he4 0010)")"
may extended6 "$(eth 86dd "$(ip6 $me6 00 "$(ext 3c "$(ext 11 "$(udp 5 5)")")")")"
may fragment6 "$(eth 86dd "$(ip6 $me6 2c "$(frag 0001 11 "$(udp 5 5)")")")"
may fragment6-last "$(eth 86dd "$(ip6 $me6 2c "$(frag 0010 11 00)")")"
maynot options4 guard-ipv4 "$(eth 0800 "$(ip4 $he4 "$(udp 5 5)" 11 $he4 0000 0101010101010101)")"
maynot fragment4 guard-ipv4 "$(eth 0800 "$(ip4 $he4 "$(udp 5 5)" 11 $he4 2000)")"
maynot fragment4-last guard-ipv4 "$(eth 0800 "$(ip4 $he4 "$(udp 5 5)" 11 $he4 0010)")"
maynot extended6 guard-ipv6 "$(eth 86dd "$(ip6 $he6 00 "$(ext 3c "$(ext 11 "$(udp 5 5)")")")")"
maynot fragment6 guard-ipv6 "$(eth 86dd "$(ip6 $he6 2c "$(frag 0001 11 "$(udp 5 5)")")")"
maynot fragment6-last guard-ipv6 "$(eth 86dd "$(ip6 $he6 2c "$(frag 0010 11 00)")")"
check "with options, extension headers and in fragments the same" judged

reset
may request "$(eth 0806 "$(arp 1 $mac $me4 $he4)")"
may reply "$(eth 0806 "$(arp 2 $mac $me4 $he4)")"
may probe "$(eth 0806 "$(arp 1 $mac $none4 $me4)")"
may announcement "$(eth 0806 "$(arp 1 $mac $me4 $me4)")"
maynot his-ip guard-arp "$(eth 0806 "$(arp 2 $mac $he4 $me4)")"
maynot his-mac guard-arp "$(eth 0806 "$(arp 2 $other $me4 $he4)")"
maynot probe-of-his guard-arp "$(eth 0806 "$(arp 1 $mac $none4 $he4)")"
maynot reply-of-none guard-arp "$(eth 0806 "$(arp 2 $mac $none4 $me4)")"
maynot short guard-arp "$(eth 0806 000108000604)"
maynot not-ethernet guard-arp "$(eth 0806 "$(arp 1 $mac $me4 $he4 | sed s/^0001/0006/)")"
check "ARP says what is true" judged

reset
may solicitation "$(eth 86dd "$(ip6 $me6 3a "$(ns $he6 $mac)")")"
may advertisement "$(eth 86dd "$(ip6 $me6 3a "$(na $me6 $mac)")")"
may advertisement-ll "$(eth 86dd "$(ip6 $ll6 3a "$(na $ll6 $mac)")")"
may dad "$(eth 86dd "$(ip6 $none6 3a "$(ns $me6)")")"
may dad-ll "$(eth 86dd "$(ip6 $none6 3a "$(ns $ll6)")")"
may report "$(eth 86dd "$(ip6 $none6 00 "3a00050200000000""8f00000000000000")")"
may router-solicitation "$(eth 86dd "$(ip6 $ll6 3a "85000000000000000101$mac")")"
may echo "$(eth 86dd "$(ip6 $me6 3a 8000000000000000)")"
maynot his-target guard-nd "$(eth 86dd "$(ip6 $me6 3a "$(na $he6 $mac)")")"
maynot his-mac guard-nd "$(eth 86dd "$(ip6 $me6 3a "$(na $me6 $other)")")"
maynot ns-mac guard-nd "$(eth 86dd "$(ip6 $me6 3a "$(ns $he6 $other)")")"
maynot dad-of-his guard-nd "$(eth 86dd "$(ip6 $none6 3a "$(ns $he6)")")"
maynot rs-mac guard-nd "$(eth 86dd "$(ip6 $ll6 3a "85000000000000000101$other")")"
maynot second-option guard-nd "$(eth 86dd "$(ip6 $me6 3a "$(na $me6 $mac)0201$other")")"
maynot option-of-0 guard-nd "$(eth 86dd "$(ip6 $me6 3a "$(na $me6)0200$mac")")"
maynot behind-headers guard-nd "$(eth 86dd "$(ip6 $me6 00 "$(ext 3c "$(ext 3a "$(na $he6 $mac)")")")")"
maynot in-fragments guard-nd "$(eth 86dd "$(ip6 $me6 2c "$(frag 0001 3a "$(na $me6 $mac)")")")"
maynot cut guard-malformed "$(eth 86dd "$(ip6 $me6 2c "$(frag 0001 3c 3a)")")"
maynot none-echo guard-ipv6 "$(eth 86dd "$(ip6 $none6 3a 8000000000000000)")"
check "neighbour discovery says what is true" judged

reset
may discover "$(eth 0800 "$(ip4 $none4 "$(udp 68 67)" 11 ffffffff)")"
may igmp "$(eth 0800 "$(ip4 $none4 "$(udp 5 5)" 02)")"
maynot not-broadcast guard-ipv4 "$(eth 0800 "$(ip4 $none4 "$(udp 68 67)" 11 $he4)")"
maynot fragments guard-ipv4 "$(eth 0800 "$(ip4 $none4 "$(udp 68 67)" 11 ffffffff 2000)")"
check "without an address it may ask for one" judged

reset
nl_vsw guard s1 02:00:00:00:02:01
may any4 "$(eth 0800 "$(ip4 $he4 "$(udp 5 5)")")"
may any6 "$(eth 86dd "$(ip6 $he6 11 "$(udp 5 5)")")"
may arp-any "$(eth 0806 "$(arp 1 $mac $he4 $me4)")"
maynot mac guard-mac "$(eth 0800 "$(ip4 $he4 "$(udp 5 5)")" $other)"
maynot arp-mac guard-arp "$(eth 0806 "$(arp 1 $other $he4 $me4)")"
maynot nd-mac guard-nd "$(eth 86dd "$(ip6 $he6 3a "$(na $he6 $other)")")"
check "bound to a MAC address alone: any IP address" judged

reset
nl_vsw guard s1 02:00:00:00:02:01,192.0.2.0/29 2001:db8::/64
may prefix4 "$(eth 0800 "$(ip4 c0000207 "$(udp 5 5)")")"
may prefix6 "$(eth 86dd "$(ip6 $he6 11 "$(udp 5 5)")")"
maynot outside4 guard-ipv4 "$(eth 0800 "$(ip4 c0000208 "$(udp 5 5)")")"
maynot outside6 guard-ipv6 "$(eth 86dd "$(ip6 20010db8000000010000000000000001 11 "$(udp 5 5)")")"
check "prefixes: what is inside, not what is outside" judged

reset
nl_vsw guard s1 02:00:00:00:02:01,192.0.2.1 02:00:00:00:02:99,192.0.2.9
may one "$(eth 0800 "$(ip4 $me4 "$(udp 5 5)")")"
may two "$(eth 0800 "$(ip4 $he4 "$(udp 5 5)")" $other)"
maynot crossed guard-ipv4 "$(eth 0800 "$(ip4 $he4 "$(udp 5 5)")")"
maynot crossed-arp guard-arp "$(eth 0806 "$(arp 2 $mac $he4 $me4)")"
check "two stations: each its own address" judged

reset
nl_vsw guard s1
nl_vsw set s1 dhcp-guard 1 ra-guard 1
check "DHCP and RA guard are listed" eval \
	'equal "1 1" "$(echo $(nl_vsw get s1 | sed -En "s/^(dhcp|ra)-guard //p"))"'
may client "$(eth 0800 "$(ip4 $none4 "$(udp 68 67)" 11 ffffffff)")"
may client6 "$(eth 86dd "$(ip6 $ll6 11 "$(udp 546 547)")")"
may solicitation "$(eth 86dd "$(ip6 $ll6 3a 8500000000000000)")"
may neighbour "$(eth 86dd "$(ip6 $me6 3a "$(na $me6 $mac)")")"
may later-fragment "$(eth 86dd "$(ip6 $ll6 2c "$(frag 0010 3a "$(ra)")")")"
maynot offer dhcp-guard "$(eth 0800 "$(ip4 $me4 "$(udp 67 68)")")"
maynot offer-tagged dhcp-guard "$(eth 810000050800 "$(ip4 $me4 "$(udp 67 68)")")"
maynot offer-options dhcp-guard "$(eth 0800 "$(ip4 $me4 "$(udp 67 68)" 11 $he4 0000 01010101)")"
maynot offer-fragment dhcp-guard "$(eth 0800 "$(ip4 $me4 "$(udp 67 68)" 11 $he4 2000)")"
maynot advertise6 dhcp-guard "$(eth 86dd "$(ip6 $ll6 11 "$(udp 547 546)")")"
maynot advertise6-behind dhcp-guard "$(eth 86dd "$(ip6 $ll6 00 "$(ext 11 "$(udp 547 546)")")")"
maynot ra ra-guard "$(eth 86dd "$(ip6 $ll6 3a "$(ra)")")"
maynot ra-tagged ra-guard "$(eth 88a8000586dd "$(ip6 $ll6 3a "$(ra)")")"
maynot ra-behind ra-guard "$(eth 86dd "$(ip6 $ll6 00 "$(ext 3c "$(ext 3c "$(ext 3a "$(ra)")")")")")"
maynot ra-fragment ra-guard "$(eth 86dd "$(ip6 $ll6 2c "$(frag 0001 3a "$(ra)")")")"
maynot redirect ra-guard "$(eth 86dd "$(ip6 $ll6 3a 8900000000000000)")"
maynot hidden guard-malformed "$(eth 86dd "$(ip6 $ll6 2c "$(frag 0001 3c 3a)")")"
check "neither DHCP servers nor routers, however they hide" judged
nl_vsw set s1 dhcp-guard 0 ra-guard 0

refused "a group's address" "group's" nl_vsw guard s1 01:00:5e:00:00:01
refused "bits behind the prefix" "behind its prefix" \
	nl_vsw guard s1 192.0.2.1/24
refused "the host's port" "own port" nl_vsw guard lan0 02:00:00:00:02:01
refused "too many, and nothing is set" "64 bindings" eval \
	'nl_vsw guard s1 $(seq -f "10.0.0.%g" 65)'
check "nothing is" equal "" "$(nl_vsw guards)"
ip link del s1
check "the port goes with its guard" eval 'ip link del lan0 && rmmod vswitch'
finish
