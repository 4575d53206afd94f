#!/bin/bash
# Proves that VFs of a NIC without representors reach guests behind a vswitch that its PF is a port of, with nothing set by hand, and what happens when filters run out.
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 6.12 debug
# check-kernels: 6.12
#
#     p0v0 ---[ NIC's switch ]--- pf0 --[ lan0 ]-- s1 === g1
#                    |                     |
#                  wire0                 lan0, the host
# Cases are strings that check evaluates later.
# shellcheck disable=SC2016,SC2034,SC2317
# shellcheck source=selftests/ksft/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=selftests/ksft/vsw_lib.sh
. "$(dirname "$0")/vsw_lib.sh"

plan 20
drivers

all=ff:ff:ff:ff:ff:ff
upe_copy=/sys/kernel/debug/sriov_mock/port0/upe_copy

# of_pf KEY
of_pf()
{
	sriovctl -J port show pf0 | jq -r ".ports[0][\"$1\"]"
}

pf_has()
{
	[ "$(of_pf filters)" = "$1" ] && [ "$(of_pf unfiltered)" = "${2:-0}" ]
}

# Addresses that the PF receives beside its own
pf_addresses()
{
	bridge fdb show dev pf0 self | grep -c '^[0-9a-f][02468ace]:'
}

# end_from VF: the last frame, by the way that the others went
end_from()
{
	send "$1" "$all" "$(mac_of "$1")" 0 "end from $1"
	listeners_end
}

# to_guest MAC TEXT: the VF sends to a station behind the PF
to_guest()
{
	listen g1 wire0 lan0
	send p0v0 "$1" "$(mac_of p0v0)" 0 "$2"
	end_from p0v0
}

quiet wire0
ip link set wire0 up
check "two VFs" vfs 0 2
quiet pf0 p0v0 p0v1
check "are up" up wire0 pf0 p0v0 p0v1
check "a switch with a guest" new_switch lan0 1
quiet lan0
check "the PF becomes a port, with 16 filters at most" eval \
	'ip link set pf0 master lan0 && equal 16 "$(of_pf filter-limit)"'
from 1 "$all" here
send p0v0 "$all" "$(mac_of p0v0)" 0 here

# A promiscuous PF that sees what its VFs send: it works, but leaks.
sriovctl port set pf0 filter-limit none
to_guest "$(guest_mac 1)" leak
check "without filters: a VF's frame for a guest leaves on the wire" \
	heard wire0 leak
echo 0 > "$upe_copy"
to_guest "$(guest_mac 1)" lost
check "and doesn't reach the guest where a promiscuous PF doesn't see it" \
	eval 'unheard g1 lost && heard wire0 lost'

sriovctl port set pf0 filter-limit 16
check "the PF has a filter for the guest and for the host" \
	wait_for 5 pf_has 2
to_guest "$(guest_mac 1)" arrives
check "the VF's frame reaches the guest, and not the wire" \
	eval 'heard g1 arrives && unheard wire0 arrives'
to_guest "$(mac_of lan0)" tohost
check "and the host" eval 'heard lan0 tohost && unheard wire0 tohost'
listen p0v0 wire0
from 1 "$(mac_of p0v0)" back
end_from p0v1
check "and back" eval 'heard p0v0 back && unheard wire0 back'
bridge fdb add 02:00:00:00:07:01 dev lan0 self via s1 static
check "a station that is set by hand gets one" wait_for 5 pf_has 3
to_guest 02:00:00:00:07:01 static
check "which works" eval 'heard g1 static && unheard wire0 static'
bridge fdb del 02:00:00:00:07:01 dev lan0 self
check "and goes with it" wait_for 5 pf_has 2

# Few filters, many stations
background sriovctl -J monitor port > "$LIB_TMP/monitor"
listening()
{
	sriovctl port set pf0 filter-limit 3 && grep -q pf0 "$LIB_TMP/monitor"
}
wait_for 10 listening
for n in 2 3 4 5; do
	send g1 "$all" "$(guest_mac "$n")" 0 many
done
check "more stations than filters: counted, and announced" eval \
	'wait_for 5 pf_has 3 3 &&
	 wait_for 5 grep -Eq "\"unfiltered\": ?[1-9]" "$LIB_TMP/monitor"'
bridge fdb add 02:00:00:00:07:01 dev lan0 self via s1 static
to_guest 02:00:00:00:07:01 first
check "a static station takes the place of a learned one" \
	eval 'wait_for 5 pf_has 3 4 && heard g1 first'
bridge fdb add 02:00:00:00:07:02 dev lan0 self via s1 static
refused "a static station that finds no filter" "all 3 receive filters of pf0" \
	bridge fdb add 02:00:00:00:07:03 dev lan0 self via s1 static
refused "fewer filters than static stations" "static stations and the host use 3" \
	sriovctl port set pf0 filter-limit 2
refused "filters of what is no PF" "no PF" sriovctl port set s1 filter-limit 8
check "the PF leaves: so do its filters" eval \
	'ip link set pf0 nomaster && [ "$(pf_addresses)" = 0 ]'
ip link del lan0
check "the modules go" eval \
	'echo 1 > "$upe_copy" && rmmod vswitch && vfs 0 0'
finish
