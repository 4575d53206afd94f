#!/bin/bash
# Proves by traffic that spoof check drops forged source addresses and tags, counts them, and lets honest frames pass.
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 6.12 debug
# check-kernels: 6.1 6.12
#
#     wire0 ---[ embedded switch of port 0 ]--- pf0
#                 |        |
#               p0v0     p0v1
# Cases are strings that check evaluates later.
# shellcheck disable=SC2016,SC2034,SC2317
# shellcheck source=selftests/ksft/lib.sh
. "$(dirname "$0")/lib.sh"

plan 14
drivers

forged=02:00:00:00:66:66

counter()
{
	sriovctl -J -s vf show pf0/0 | jq "[.. | .[\"$1\"]? | numbers] | add"
}

setup()
{
	ip link set wire0 up && vfs 0 2 && up pf0 p0v0 p0v1
}

check "two VFs are up" setup
mine=$(mac_of p0v0)
peer=$(mac_of p0v1)

check "spoof check is on by default" eval \
	'sriovctl -J vf show pf0/0 | jq -e "[.. | .spoofchk? | booleans] == [true]"'

before=$(counter tx-spoofed-mac)
listen p0v1 wire0
send p0v0 "$peer" "$mine" 0 honest
send p0v0 "$peer" "$forged" 0 forged 3
send p0v0 ff:ff:ff:ff:ff:ff "$forged" 0 forgedcast 2
send p0v0 "$peer" "$mine" 0 after
ended 0
check "honest frames pass" eval 'heard p0v1 honest && heard p0v1 after'
check "forged frames reach neither VF nor wire" eval \
	'unheard p0v1 forged && unheard wire0 forged'
check "each forged frame is counted" equal $((before + 5)) "$(counter tx-spoofed-mac)"

before=$(counter tx-spoofed-vlan)
listen p0v1 wire0
send p0v0 ff:ff:ff:ff:ff:ff "$mine" 77 foreigntag 2
ended 0
check "a tag the VF doesn't own reaches nobody" eval \
	'unheard p0v1 foreigntag && unheard wire0 foreigntag'
check "and is counted" equal $((before + 2)) "$(counter tx-spoofed-vlan)"

ip link add link p0v0 name p0v0.77 type vlan id 77
ip link set p0v0.77 up
listen wire0
send p0v0 ff:ff:ff:ff:ff:ff "$mine" 77 owntag
ended 0
check "a tag the VF asked for passes" heard wire0 '77 owntag'
ip link del p0v0.77

sriovctl vf set pf0/0 spoofchk off
listen p0v1 wire0
send p0v0 "$peer" "$forged" 0 forged
ended 0
check "with spoof check off the forged frame arrives" heard p0v1 forged

ip link set pf0 vf 0 spoofchk on
listen p0v1 wire0
send p0v0 "$peer" "$forged" 0 forged
send p0v0 "$peer" "$mine" 0 honest
ended 0
check "switched on again by ip link, it is dropped again" eval \
	'unheard p0v1 forged && heard p0v1 honest'

ip link set p0v0 down
echo 1 > "/sys/class/net/p0v0/device/reset"
ip link set p0v0 up
wait_for 20 has_carrier - p0v0
listen p0v1 wire0
send p0v0 "$peer" "$forged" 0 forged
send p0v0 "$peer" "$mine" 0 honest
ended 0
check "a function level reset doesn't shake it off" eval \
	'unheard p0v1 forged && heard p0v1 honest'

# A victim in a port VLAN, which the other VF may ask for by itself.
victim=02:00:00:00:77:01
stranger=02:00:00:00:99:01
sriovctl vf set pf0/1 mac "$victim" vlan 10
wait_for 20 eval '[ "$(mac_of p0v1)" = "$victim" ]'
wait_for 20 has_carrier - p0v1
refused "the address of a VF in a port VLAN is refused to one without" \
	"address|in use|assign|permit" ip link set p0v0 address "$victim"
ip link add link p0v0 name p0v0.10 type vlan id 10
ip link set p0v0.10 up
listen p0v0 p0v1 wire0
send wire0 "$victim" "$stranger" 10 tovictim
send p0v0 ff:ff:ff:ff:ff:ff "$victim" 10 asvictim
ended 0 10
check "in its VLAN nobody else hears what is for it" eval \
	'heard p0v1 tovictim && unheard p0v0 tovictim'
check "nor speaks in its name" eval \
	'unheard p0v1 asvictim && unheard wire0 asvictim'
ip link del p0v0.10

finish
