#!/bin/bash
# Proves by traffic that a VF's link follows the port, stays up without it, or is cut off, as the host says.
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 6.12 debug
# check-kernels: 6.12
#
#     wire0 ---[ embedded switch of port 0 ]--- pf0
#                 |        |        |
#               p0v0     p0v1     p0v2
#              enable   enable    auto, then disable
# Cases are strings that check evaluates later.
# shellcheck disable=SC2016,SC2034,SC2317
# shellcheck source=selftests/ksft/lib.sh
. "$(dirname "$0")/lib.sh"

plan 18
drivers

all=ff:ff:ff:ff:ff:ff
stranger=02:00:00:00:99:01

setup()
{
	ip link set wire0 up && vfs 0 3 && up pf0 p0v0 p0v1 p0v2
}

state_of()
{
	sriovctl -J vf show "pf0/$1" | jq -r '.vfs[0]["link-state"]'
}

no_carrier()
{
	! has_carrier - "$1"
}

# stat VF NAME: a statistic of the card
stat()
{
	sriovctl -J -s vf show "pf0/$1" | jq ".vfs[0].stats[\"$2\"]"
}

# interrupts DEV: those that tell its driver something, not those of its queues
interrupts()
{
	awk -v name="$(basename "$(readlink -f "/sys/class/net/$1/device")")" '
		$NF ~ name "$" { for (i = 2; $i ~ /^[0-9]+$/; i++) n += $i }
		END { print n + 0 }' /proc/interrupts
}

# told DEV VF: each change of the link interrupts it, so that it needn't look.
told()
{
	local before

	before=$(interrupts "$1")
	for _ in 1 2 3 4 5; do
		sriovctl vf set "pf0/$2" link-state enable
		wait_for 10 has_carrier - "$1" || return 1
		sriovctl vf set "pf0/$2" link-state auto
		wait_for 10 no_carrier "$1" || return 1
	done
	note "$1: $(($(interrupts "$1") - before)) interrupts for 10 changes"
	[ "$(interrupts "$1")" -ge $((before + 10)) ]
}

# ended_by VF: as ended, but without wire and PF, which may have no link.
ended_by()
{
	local pid
	frames send "p0v$1" "$all" "$(mac_of "p0v$1")" 0 "end from p0v$1"
	for pid in "${LISTENERS[@]}"; do
		wait "$pid"
	done
}

check "three VFs are up" setup
check "the link follows the port by default" equal auto "$(state_of 2)"
sriovctl vf set pf0/0-1 link-state enable
check "enable is shown" equal "enable enable" "$(state_of 0) $(state_of 1)"

ip link set wire0 carrier off
check "the cable is out: VFs that follow the port have no carrier" eval \
	'wait_for 10 no_carrier p0v2 && wait_for 10 no_carrier pf0'
check "those with the link enabled have" eval \
	'has_carrier - p0v0 && has_carrier - p0v1'
listen p0v1
send p0v0 "$(mac_of p0v1)" "$(mac_of p0v0)" 0 nowire
send p0v0 "$all" "$(mac_of p0v0)" 0 nowireall
ended_by 0
check "and go on talking to each other" eval \
	'heard p0v1 nowire && heard p0v1 nowireall'
sriovctl vf set pf0/1 link-state auto
check "back to auto, the link is gone at once" wait_for 10 no_carrier p0v1
check "its driver is told each time" told p0v1 1
ip link set wire0 carrier on
check "the cable is back, and so is the link" eval \
	'wait_for 10 has_carrier - p0v1 && wait_for 10 has_carrier - p0v2'

ip link set pf0 vf 2 state disable
check "disabled by ip link: no carrier, though the port has" eval \
	'wait_for 10 no_carrier p0v2 && has_carrier - pf0 &&
	 equal disable "$(state_of 2)"'
wait_for 10 has_carrier - p0v1
wait_for 10 has_carrier - pf0
before=$(stat 2 rx-packets)
mac2=$(mac_of p0v2)
listen p0v1 wire0
send p0v0 "$mac2" "$(mac_of p0v0)" 0 tocut
send p0v0 "$all" "$(mac_of p0v0)" 0 toall
send wire0 "$mac2" "$stranger" 0 wiretocut
send wire0 "$all" "$stranger" 0 wiretoall
ended 0
check "others hear each other" eval \
	'heard p0v1 toall && heard p0v1 wiretoall'
check "the VF gets nothing" equal "$before" "$(stat 2 rx-packets)"

ip link set p0v2 down
echo 1 > /sys/class/net/p0v2/device/reset
ip link set p0v2 up
wait_for 20 eval 'sriovctl wait pf0/2 --driver --timeout 1'
listen p0v1 wire0
send p0v0 "$mac2" "$(mac_of p0v0)" 0 afterreset
ended 0
check "a function level reset doesn't change that" eval \
	'no_carrier p0v2 && equal "$before" "$(stat 2 rx-packets)"'

# A guest that minds no carrier: frames are on their way while the link goes.
sriovctl vf set pf0/2 link-state auto
check "auto again: it has carrier" wait_for 10 has_carrier - p0v2
listen p0v2 wire0
send p0v0 "$mac2" "$(mac_of p0v0)" 0 tofree
send p0v2 "$all" "$mac2" 0 fromfree
ended 0
check "and traffic both ways" eval \
	'heard p0v2 tofree && heard wire0 fromfree'
# At a thousandth of what it sends its ring is never empty.
sriovctl vf set pf0/2 max-tx-rate 1
flood()
{
	while :; do
		frames send p0v2 "$all" "$mac2" 0 flood 2000 2>/dev/null
	done
}
queued()
{
	[ "$(stat 2 tx-packets)" -gt "$1" ]
}
dropped=$(stat 2 tx-dropped)
sent=$(stat 2 tx-packets)
background flood
FLOOD=$BG
wait_for 30 queued $((sent + 100))
sriovctl vf set pf0/2 link-state disable
cut_off()
{
	[ "$(stat 2 tx-dropped)" -gt "$dropped" ]
}
check "what it sent when it was cut off is dropped, and counted" \
	wait_for 30 cut_off
sent=$(stat 2 tx-packets)
wait_for 1 false
check "nothing more leaves it" equal "$sent" "$(stat 2 tx-packets)"
kill "$FLOOD" 2>/dev/null

vfs 0 0
vfs 0 3
check "the state survives disabling and enabling" equal disable "$(state_of 2)"

finish
