#!/bin/bash
# Proves that a vswitch's port sends no more broadcast, multicast and unknown unicast, and no more bit/s in and out, than it may, and that the rest passes.
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 6.12
# check-kernels: 6.12
# nic: none
#
#     g1 === s1 --[ lan0 ]-- s2 === g2
#                     |
#                   lan0, the host
# Cases are strings that check evaluates later.
# shellcheck disable=SC2016,SC2034,SC2317
# shellcheck source=selftests/ksft/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=selftests/ksft/vsw_lib.sh
. "$(dirname "$0")/vsw_lib.sh"

plan 15

all=ff:ff:ff:ff:ff:ff
group=01:00:5e:01:01:01
nobody=02:00:00:00:09:09

is()
{
	equal "$3" "$(nl_vsw get "$1" | sed -n "s/^$2 //p")"
}

count_of()
{
	grep -c " $2\$" "$LIB_TMP/$1.heard"
}

# within LOW HIGH VALUE
within()
{
	[ "$3" -ge "$1" ] && [ "$3" -le "$2" ] && return 0
	note "$3 isn't from $1 to $2"
	return 1
}

check "a switch with two guests" new_switch lan0 2
quiet lan0
from 2 "$all" here

check "limits are set, and are what was set" eval \
	'nl_vsw set s1 storm-broadcast 20 storm-multicast 20 storm-unknown 20 &&
	 is s1 storm-broadcast 20 && is s1 storm-unknown 20 && is s1 rate-in 0'
before=$SECONDS
listen g2
for to in "$all" "$group" "$nobody" 2; do
	[ "$to" = 2 ] && to=$(guest_mac 2)
	frames send g1 "$to" "$(guest_mac 1)" 0 "to$to" 200
done
all_heard 2
most=$((10 + 20 * (SECONDS - before + 1)))
check "of 200 broadcasts, as many as may pass" \
	within 10 "$most" "$(count_of g2 "to$all")"
check "the same of multicast" \
	within 10 "$most" "$(count_of g2 "to$group")"
check "and of frames to unknown stations" \
	within 10 "$most" "$(count_of g2 "to$nobody")"
check "frames to a known station all pass" \
	equal 200 "$(count_of g2 "to$(guest_mac 2)")"
check "what didn't is counted, by class" eval \
	'equal $((200 - $(count_of g2 "to$all"))) "$(drops lan0 storm-broadcast)" &&
	 equal $((200 - $(count_of g2 "to$group"))) "$(drops lan0 storm-multicast)" &&
	 equal $((200 - $(count_of g2 "to$nobody"))) "$(drops lan0 storm-unknown)"'
nl_vsw set s1 storm-broadcast 0 storm-multicast 0 storm-unknown 0
listen g2
frames send g1 "$all" "$(guest_mac 1)" 0 free 200
all_heard 2
check "without limits all pass" equal 200 "$(count_of g2 free)"

# metered DEV: kbit/s that a flood from guest 1 has there
metered()
{
	frames meter "$1" 1 2 > "$LIB_TMP/meter" &
	local meter=$! flood
	frames flood g1 "$(guest_mac 2)" "$(guest_mac 1)" 1000 &
	flood=$!
	wait "$meter"
	kill "$flood"
	wait "$flood" 2> /dev/null
	awk -v mac="$(guest_mac 1)" '$1 == mac { print $2 }' "$LIB_TMP/meter"
}
nl_vsw set s1 rate-in 10M
check "10 Mbit/s from a port, within 10 %" \
	within 9000 11000 "$(metered g2)"
check "what is above is counted" eval \
	'[ "$(drops lan0 rate-in)" -gt 0 ] && equal 0 "$(drops lan0 rate-out)"'
nl_vsw set s1 rate-in 0
nl_vsw set s2 rate-out 10M burst-out 20000
check "10 Mbit/s to a port, within 10 %" \
	within 9000 11000 "$(metered g2)"
check "and counted" eval '[ "$(drops lan0 rate-out)" -gt 0 ]'

# Frames of many segments count as all of them: 40 Mbit/s of TCP, and once a
# tenth of a second's worth
guest ns1 g1 192.0.2.1/24
guest ns2 g2 192.0.2.2/24
nl_vsw set s2 rate-out 0
nl_vsw set s1 rate-in 40M
background ip netns exec ns2 iperf3 -s -1
wait_for 10 eval 'ip netns exec ns2 ss -ltn | grep -q 5201'
ip netns exec ns1 iperf3 -c 192.0.2.2 -t 2 -f k > "$LIB_TMP/tcp" 2>&1
check "TCP in long frames gets no more, but what a policer leaves it" \
	within 8000 62000 \
	"$(sed -n 's/.* \([0-9.]*\) Kbits.*receiver/\1/p' "$LIB_TMP/tcp" | cut -d. -f1)"
refused "a rate too low" "rate-in: 8000 to" nl_vsw set s1 rate-in 7999
refused "a storm too fast, and nothing else is set" "packets/s at most" eval \
	'nl_vsw set s1 rate-in 8000 storm-unknown 100000001 || {
		is s1 rate-in 40000000 && false; }'
finish
