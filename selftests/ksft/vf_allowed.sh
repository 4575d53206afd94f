#!/bin/bash
# Proves by traffic that a VF has the further addresses that the host allows it, for sending and receiving, unasked and untrusted, and no others.
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 6.12 debug
# check-kernels: 6.12
#
#     wire0 ---[ embedded switch of port 0 ]--- pf0
#                 |        |        |        |
#               p0v0     p0v1     p0v2     p0v3
#              router   router   client   VLAN 20
# Cases are strings that check evaluates later.
# shellcheck disable=SC2016,SC2034,SC2317
# shellcheck source=selftests/ksft/lib.sh
. "$(dirname "$0")/lib.sh"

plan 21
drivers

all=ff:ff:ff:ff:ff:ff
stranger=02:00:00:00:99:01
virtual=00:00:5e:00:01:07
second=00:00:5e:00:01:08
forged=02:00:00:00:66:66
given=02:00:00:00:7a:01
own=02:00:00:00:7a:02

# The host has set the address and checks sources: its driver gets no others.
setup()
{
	ip link set wire0 up && vfs 0 4 &&
		sriovctl vf set pf0/0 mac "$given" , pf0/3 vlan 20 &&
		up pf0 p0v0 p0v1 p0v2 p0v3 &&
		wait_for 20 eval '[ "$(mac_of p0v0)" = "$given" ]' &&
		wait_for 20 has_carrier - p0v0
}

allowed()
{
	sriovctl -J vf show "pf0/$1" | jq -r '.vfs[0]["allowed-macs"] | join(",")'
}

spoofed()
{
	sriovctl -J -s vf show "pf0/$1" |
		jq '.vfs[0].stats["tx-spoofed-mac"]'
}

# talk NAME: as and to the address of the routers.
talk()
{
	listen p0v0 p0v1 p0v2 wire0
	send p0v0 "$all" "$virtual" 0 "asvirtual-$1"
	send p0v0 "$all" "$second" 0 "assecond-$1"
	send p0v0 "$all" "$forged" 0 "forged-$1"
	send p0v2 "$virtual" "$mac2" 0 "tovirtual-$1"
	send wire0 "$virtual" "$stranger" 0 "fromwire-$1"
	ended 0
}

check "four VFs, one with an address from the host" setup
mac2=$(mac_of p0v2)
pf=$(mac_of pf0)

talk before
check "nobody has the routers' address" eval \
	'unheard p0v2 "(asvirtual|assecond)-before" &&
	 unheard p0v0 "(tovirtual|fromwire)-before" &&
	 heard wire0 tovirtual-before'

check "the host allows it to a VF" \
	sriovctl vf set pf0/0 allowed-macs "$second,$virtual"
check "it is shown" equal "$virtual,$second" "$(allowed 0)"
before=$(spoofed 0)
talk allowed
check "the VF sends with it" eval \
	'heard p0v2 asvirtual-allowed && heard p0v2 assecond-allowed &&
	 heard wire0 asvirtual-allowed'
check "with others it doesn't, which is counted" eval \
	'unheard p0v2 forged-allowed && unheard wire0 forged-allowed &&
	 equal $((before + 1)) "$(spoofed 0)"'
check "it receives what is for it, from a VF and from the wire" eval \
	'heard p0v0 tovirtual-allowed && heard p0v0 fromwire-allowed'
check "nobody else does" eval \
	'unheard p0v1 "(tovirtual|fromwire)-allowed" &&
	 unheard wire0 tovirtual-allowed'
macvlan()
{
	ip link add link p0v0 name vrrp0 type macvlan mode private &&
		ip link set vrrp0 address "$virtual" && ip link set vrrp0 up &&
		ip link del vrrp0
}
check "a macvlan with it, as VRRP makes, works" macvlan

refused "another VF's driver doesn't get it" "in use|address|assign" \
	ip link set p0v1 address "$virtual"
refused "nor does the host give it to a VF as its own" \
	"mac: VF 0 has $virtual too" sriovctl vf set pf0/1 mac "$virtual"
refused "the PF's address can't be allowed" "allowed-macs: $pf is the address" \
	sriovctl vf set pf0/1 allowed-macs "$own,$pf"
refused "nor that of another VF" "allowed-macs: VF 0 has $given too" \
	sriovctl vf set pf0/1-2 allowed-macs "$given"
refused "nor a multicast address" "allowed-macs: 01:.* can't be used" \
	sriovctl vf set pf0/1 allowed-macs 01:00:5e:00:00:12
check "refusals have changed nothing" equal " " "$(allowed 1) $(allowed 2)"

sriovctl vf set pf0/1 allowed-macs "$virtual"
talk group
check "two routers of a group may have one: both hear it" eval \
	'heard p0v0 tovirtual-group && heard p0v1 tovirtual-group &&
	 heard p0v0 fromwire-group && heard p0v1 fromwire-group'
sriovctl vf set pf0/1 allowed-macs none

# What another VF's driver chose gives way to what the host allows.
ip link set p0v2 address "$own"
sriovctl vf set pf0/0 allowed-macs "$virtual,$own"
check "an address that another VF's driver chose gives way" \
	wait_for 20 eval '[ "$(mac_of p0v2)" = "$mac2" ]'
wait_for 20 has_carrier - p0v2

echo 1 > /sys/class/net/p0v0/device/reset
wait_for 20 has_carrier - p0v0
talk reset
check "a function level reset changes nothing" eval \
	'heard p0v2 asvirtual-reset && heard p0v0 fromwire-reset &&
	 unheard p0v2 assecond-reset'

sriovctl vf set pf0/0 allowed-macs none
talk none
check "taken away, it is gone" eval \
	'unheard p0v2 asvirtual-none && unheard p0v0 "(tovirtual|fromwire)-none"'

sriovctl vf set pf0/0,3 allowed-macs "$virtual"
echo 0 > "$(pf_sysfs 0)/sriov_numvfs"
vfs 0 4 && up pf0 p0v0 p0v2 && wait_for 20 has_carrier - p0v0
listen p0v0 p0v2
send p0v0 "$all" "$virtual" 0 asvirtual-again
send wire0 "$virtual" "$stranger" 0 fromwire-again
ended 0
check "it outlives the VFs" eval \
	'heard p0v2 asvirtual-again && heard p0v0 fromwire-again'
sriovctl vf reset pf0/0,3
check "but not a reset to the defaults" equal " " "$(allowed 0) $(allowed 3)"

finish
