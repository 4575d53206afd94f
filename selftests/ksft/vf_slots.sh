#!/bin/bash
# Proves by traffic that VFs are taken into service and out of it one by one, that the others lose no frame meanwhile, and that out of service nothing passes.
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 6.12 debug
# check-kernels: 6.12
# timeout: 600
#
#     wire0 ---[ embedded switch of port 0 ]--- pf0
#                 |       |       |      |
#               p0v0    p0v1    p0v2   p0v3 ...
#              [left] [right]
#
# Cases are strings that check evaluates later.
# shellcheck disable=SC2016,SC2034,SC2317
# shellcheck source=selftests/ksft/lib.sh
. "$(dirname "$0")/lib.sh"

plan 32
drivers

SLOTS=$(soak 32 255 8)
ROUNDS=$(soak 10 100 4)
all=ff:ff:ff:ff:ff:ff
PF=$(pf_sysfs 0)

# field VF KEY
field()
{
	sriovctl -J vf show "pf0/$1" | jq -r ".vfs[0][\"$2\"]"
}

# in_service: their numbers
in_service()
{
	sriovctl -n vf list pf0 | awk '{ sub(/.*\//, "", $1); print $1 }' |
		paste -s -d " "
}

# counted SLOTS IN_SERVICE: as the PF tells
counted()
{
	equal "true $1 $2" "$(sriovctl -J pf show pf0 | jq -r \
		'.pfs[0] | "\(.slots) \(.["num-vfs"]) \(.["in-service"])"')"
}

vf_netdevs()
{
	local vf
	for vf in /sys/class/net/p0v*; do
		[ -e "$vf" ] && basename "$vf"
	done | sort -V | paste -s -d " "
}

ip link set wire0 up

# ---- slots

check "slots are created" sriovctl pf slots pf0 "$SLOTS"
check "the functions exist, none is in service" eval \
	'counted "$SLOTS" 0 && equal "$SLOTS" "$(numvfs 0)" &&
	 equal "" "$(in_service)"'
check "none has a netdev" equal "" "$(vf_netdevs)"
check "an option lists all" eval \
	'equal "$SLOTS" "$(sriovctl -n vf list pf0 --all | wc -l)"'
check "drivers may bind to VFs again" equal 1 \
	"$(cat "$PF/sriov_drivers_autoprobe")"
rmmod sriov_vf && modprobe sriov_vf
check "a driver that is loaded later doesn't take them" \
	equal "" "$(vf_netdevs)"
check "once more is no change" eval \
	'sriovctl pf slots pf0 "$SLOTS" && counted "$SLOTS" 0'
refused "another number is one" "disable VFs first" \
	sriovctl pf slots pf0 $((SLOTS - 1))

check "two are taken into service" eval \
	'sriovctl vf start pf0/0-1 && sriovctl wait pf0 --driver &&
	 equal "p0v0 p0v1" "$(vf_netdevs)" && equal "0 1" "$(in_service)"'
check "the PF counts them" counted "$SLOTS" 2
guest left p0v0 10.9.0.1/24
guest right p0v1 10.9.0.2/24
check "they reach each other" reach left 10.9.0.2

# ---- others come and go

lost=unknown
# Not in_ns: a function in the background is a shell, deaf to the signal.
ip netns exec left ping -i 0.02 -W 60 -q 10.9.0.2 > "$LIB_TMP/ping" &
ping=$!
LIB_PIDS+=("$ping")
come_and_go()
{
	local i
	for ((i = 0; i < ROUNDS; i++)); do
		sriovctl vf start pf0/2-5 || return 1
		equal "0 1 2 3 4 5" "$(in_service)" || return 1
		[ "$i" = 0 ] && { up p0v2 p0v5 || return 1; }
		sriovctl vf stop pf0/3,2,4-5 || return 1
		equal "" "$(vf_netdevs)" || return 1
	done > "$LIB_TMP/rounds" 2>&1
}
check "others come and go many times" come_and_go
grep '^#' "$LIB_TMP/rounds"
kill -INT "$ping"
wait "$ping"
note "$(grep transmitted "$LIB_TMP/ping")"
lost=$(awk '/transmitted/ { print ($1 > 20) ? $1 - $4 : "too few" }' \
	"$LIB_TMP/ping")
# One may be on its way when it is told to end.
check "meanwhile nothing is lost between the two" eval \
	'[ "$lost" = 0 ] || [ "$lost" = 1 ]'
check "nor dropped" equal "0 0 0 0" "$(for vf in 0 1; do
	sriovctl -J -s vf show pf0/$vf | jq -r '.vfs[0].stats |
		"\(.["rx-dropped"]) \(.["tx-dropped"])"'
	done | paste -s -d " ")"
guest_gone left
guest_gone right
wait_for 20 eval '[ "$(vf_netdevs)" = "p0v0 p0v1" ]'

# ---- out of service nothing passes, whatever runs in the VF

check "a third" eval 'sriovctl vf start pf0/2 && up pf0 p0v0 p0v1 p0v2'
first=$(mac_of p0v1)
echo sriov_vf > "$PF/virtfn1/driver_override"
flooded=$(cat "$PF/virtfn1/net/p0v1/ifindex")
ip link set p0v1 promisc on
check "one whose driver is somebody else's is taken out" sriovctl vf stop pf0/1
check "the driver is left to him, without a link" eval \
	'equal "$flooded" "$(cat /sys/class/net/p0v1/ifindex)" &&
	 wait_for 20 eval "! has_carrier - p0v1"'
listen p0v0 p0v2 pf0 wire0
send p0v1 "$all" "$first" 0 fromout
before=$(cat /sys/class/net/p0v1/statistics/rx_packets)
send p0v0 "$all" "$(mac_of p0v0)" 0 toall
send wire0 "$first" 02:ee:00:00:00:09 0 toout
ended 0
check "nothing from it arrives" eval \
	'unheard p0v0 fromout && unheard pf0 fromout && unheard wire0 fromout'
check "others hear each other" eval 'heard p0v2 toall && heard wire0 toall'
check "nothing arrives there" equal "$before" \
	"$(cat /sys/class/net/p0v1/statistics/rx_packets)"
echo 1 > "$PF/virtfn1/reset"
check "a function level reset doesn't bring it back" eval \
	'equal "false false ready" "$(field 1 active) $(field 1 in-service) \
$(field 1 state)" && ! has_carrier - p0v1'
check "its policy can be set meanwhile" sriovctl vf set pf0/1 vlan 10
check "and holds when it is back" eval 'sriovctl vf start pf0/1 &&
	wait_for 30 has_carrier - p0v1'
listen p0v0 wire0
send p0v1 "$all" "$first" 0 back
ended 0 10
check "by traffic" eval 'heard wire0 " 10 back" && unheard p0v0 back'
echo > "$PF/virtfn1/driver_override"

# ---- with attributes, owners, refusals

check "policy and service in one go" eval \
	'sriovctl vf start pf0/3 vlan 20 , pf0/4 vlan 30 --owner 7 &&
	 equal "20 30 0x7" "$(field 3 vlan) $(field 4 vlan) $(field 4 owner)" &&
	 up p0v3 p0v4'
refused "a stranger doesn't stop it, nor others with it" \
	"VF 3 belongs to 0x7" sriovctl vf stop pf0/0-4
check "all of them are in service" eval 'equal "0 1 2 3 4" "$(in_service)"'
refused "what doesn't exist isn't taken into service" \
	"in-service: VF 255 doesn't exist" sriovctl vf start pf0/5,255

# ---- resets, and the standard interface

echo 1 > "$PF/reset"
check "a reset of the PF changes nothing of it" eval \
	'sriovctl wait pf0 --driver --timeout 60 &&
	 equal "0 1 2 3 4" "$(in_service)" && up p0v0 p0v2'
listen p0v2
send p0v0 "$all" "$(mac_of p0v0)" 0 after
ended 0
check "those in service work" heard p0v2 after
check "all go" eval 'sriovctl vf disable pf0 && equal "" "$(vf_netdevs)"'
check "VFs by sriov_numvfs are in service" eval 'vfs 0 2 &&
	equal "0 1" "$(in_service)" && equal "p0v0 p0v1" "$(vf_netdevs)"'

finish
