#!/bin/bash
# Proves by traffic that a VF uses as many queues as the host lets it, no more, and goes on when that changes.
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 6.12 debug
# check-kernels: 6.12
#
#   guest a: p0v0 10.9.0.1 ---[ embedded switch ]--- guest b: p0v1 10.9.0.2
#            1 queue                                  as many as it may
# Cases are strings that check evaluates later.
# shellcheck disable=SC2016,SC2034,SC2317
# shellcheck source=selftests/ksft/lib.sh
. "$(dirname "$0")/lib.sh"

plan 23
# More queues than the guest has processors.
modprobe sriov_vf queues=4
drivers

FLOWS=48

setup()
{
	ip link set wire0 up && vfs 0 2 && guest a p0v0 10.9.0.1/24 && guest b p0v1 10.9.0.2/24
}

# channels NAMESPACE DEV: "MAXIMUM USED"
channels()
{
	in_ns "$1" ethtool -l "$2" |
		awk '/^Combined:/ { printf "%s%s", n++ ? " " : "", $2 }'
}

has_channels()
{
	[ "$(channels b p0v1)" = "$1" ] && has_carrier b p0v1
}

queues_of()
{
	sriovctl -J vf show "pf0/$1" | jq .vfs[0].queues
}

# counted DIRECTION: packets of each of the four queues of guest b
counted()
{
	in_ns b ethtool -S p0v1 | sed -n "s/^ *$1\([0-3]\)_packets: /\1 /p" |
		sort -n | awk '{ printf "%s ", $2 }'
}

# One datagram of each flow.
flows_send()
{
	in_ns "$1" bash -c "for port in {7001..$((7000 + FLOWS))}; do
			echo flow > /dev/udp/$2/\$port
		done" 2>/dev/null
}

# used DIRECTION BEFORE: which queues have carried more than BEFORE.
used()
{
	local now
	now=$(counted "$1")
	paste -d' ' <(xargs -n1 <<< "$2") <(xargs -n1 <<< "$now") |
		awk '$2 > $1 { printf "%s%s", n++ ? " " : "", NR - 1 }'
}

all_came()
{
	local file=/sys/class/net/p0v1/statistics/rx_packets
	[ "$(in_ns b cat "$file")" -ge $(($1 + FLOWS)) ]
}

# receives QUEUES, sends QUEUES: the flows use these
receives()
{
	local before packets
	reach a 10.9.0.2 || return 1
	before=$(counted rx)
	packets=$(in_ns b cat /sys/class/net/p0v1/statistics/rx_packets)
	flows_send a 10.9.0.2
	wait_for 10 all_came "$packets"
	equal "$1" "$(used rx "$before")"
}

sends()
{
	local before
	before=$(counted tx)
	flows_send b 10.9.0.1
	equal "$1" "$(used tx "$before")"
}

check "two VFs" setup
check "a VF may have two queue pairs by default, and has them" \
	equal "2 2 2" "$(queues_of 1) $(channels b p0v1)"
check "flows are spread over both" receives "0 1"

check "four, while its driver runs" sriovctl vf set pf0/1 queues 4
check "the driver has them" wait_for 20 has_channels "4 4"
check "flows are spread over the four" receives "0 1 2 3"
check "what it sends, too" sends "0 1 2 3"

check "one" sriovctl vf set pf0/1 queues 1
check "the driver has it" wait_for 20 has_channels "1 1"
check "all flows are in one queue" receives 0
check "what it sends, too" sends 0
refused "its user can't have more" "invalid|exceeds|maximum" \
	in_ns b ethtool -L p0v1 combined 2

refused "five queue pairs" "queues: 5, .*1 to 4" sriovctl vf set pf0/1 queues 5
refused "of a range, five" "queues: 5, .*1 to 4" \
	sriovctl vf set pf0/0-1 queues 5
check "nothing has changed" equal "2 1" "$(queues_of 0) $(queues_of 1)"

# A flow goes on while the number changes.
background in_ns b socat -u TCP-LISTEN:5001,reuseaddr OPEN:/dev/null
wait_for 20 eval 'in_ns b ss -Hltn "sport = :5001" | grep -q .'
background in_ns a socat -u OPEN:/dev/zero TCP:10.9.0.2:5001
change_under_load()
{
	local n
	for n in 4 1 3 2 4; do
		flowing b p0v1 && sriovctl vf set pf0/1 queues "$n" &&
			wait_for 20 has_channels "$n $n" || return 1
	done
	flowing b p0v1 && kill -0 "$BG"
}
check "a flow survives changes" change_under_load
kill "$BG"

in_ns b ethtool -L p0v1 combined 2
sriovctl vf set pf0/1 queues 3
check "what the VF's user wants, as far as he may" \
	wait_for 20 has_channels "3 2"
check "is what carries traffic" receives "0 1"
in_ns b ethtool -L p0v1 combined 3
check "and he may have all" receives "0 1 2"

in_ns b ip link set p0v1 down
sriovctl vf set pf0/1 queues 4
in_ns b ethtool -L p0v1 combined 3
in_ns b ip link set p0v1 up
check "a change while the netdev is down" eval \
	'wait_for 20 has_channels "4 3" && receives "0 1 2"'

guest_gone b
wait_for 20 test -e /sys/class/net/p0v1
echo 1 > /sys/class/net/p0v1/device/reset
check "the number survives a function level reset" eval \
	'sriovctl wait pf0/1 --driver --timeout 20 &&
	 guest b p0v1 10.9.0.2/24 && has_channels "4 3"'
guest_gone a
guest_gone b
wait_for 20 test -e /sys/class/net/p0v1
vfs 0 0
check "and the removal of the VFs" eval 'setup && has_channels "4 4" &&
	receives "0 1 2 3"'
sriovctl vf reset pf0/1
check "a reset VF has the default" eval \
	'wait_for 20 has_channels "2 2" && receives "0 1"'

finish
