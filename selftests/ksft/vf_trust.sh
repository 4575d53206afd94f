#!/bin/bash
# Proves by traffic that a trusted VF may hear what is for others and choose its address, that another may not, and that trust taken away is gone at once.
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 6.12 debug
# check-kernels: 6.12
#
#     wire0 ---[ embedded switch of port 0 ]--- pf0
#                 |        |        |       |
#               p0v0     p0v1     p0v2    p0v3
#              talks    listens   spy     spy in VLAN 20
# Cases are strings that check evaluates later.
# shellcheck disable=SC2016,SC2034,SC2317
# shellcheck source=selftests/ksft/lib.sh
. "$(dirname "$0")/lib.sh"

plan 21
drivers

stranger=02:00:00:00:99:01
other=02:00:00:00:99:02
group=01:00:5e:7f:12:34
given=02:00:00:00:7a:01
own=02:00:00:00:7a:02

trusted()
{
	equal "$2" "$(sriovctl -J vf show "pf0/$1" | jq -r '.vfs[0].trust')"
}

setup()
{
	ip link set wire0 up && vfs 0 4 && sriovctl vf set pf0/3 vlan 20 &&
		up pf0 p0v0 p0v1 p0v2 p0v3
}

# mail_of VF received|refused: the PF's counter
mail_of()
{
	sriovctl -J -s vf show "pf0/$1" | jq ".vfs[0].stats[\"mail-$2\"]"
}

was_refused()
{
	[ "$(mail_of "$1" refused)" -gt "$2" ]
}

# The PF has served what the VF's driver asked for: its counter of mail rests.
mail_rests()
{
	local before
	before=$(mail_of "$1" received)
	sleep 0.1
	[ "$before" = "$(mail_of "$1" received)" ]
}

# spied NAME YES|NO: frames for others, from a VF and from the wire.
spy()
{
	wait_for 20 has_carrier - p0v2
	wait_for 20 mail_rests 2
	listen p0v1 p0v2 p0v3 wire0
	send p0v0 "$mac1" "$mac0" 0 "tovf-$1"
	send wire0 "$mac1" "$stranger" 0 "fromwire-$1"
	send wire0 "$other" "$stranger" 0 "tonobody-$1"
	send wire0 "$group" "$stranger" 0 "togroup-$1"
	send wire0 "$mac1" "$stranger" 30 "vlan30-$1"
	ended 0 20
}

hears_all()
{
	heard p0v2 "tovf-$1" && heard p0v2 "fromwire-$1" &&
		heard p0v2 "tonobody-$1" && heard p0v2 "togroup-$1"
}

hears_none()
{
	unheard p0v2 "tovf-$1" && unheard p0v2 "fromwire-$1" &&
		unheard p0v2 "tonobody-$1" && unheard p0v2 "togroup-$1"
}

check "four VFs are up, one in VLAN 20" setup
mac0=$(mac_of p0v0)
mac1=$(mac_of p0v1)
check "no VF is trusted by default" trusted 2 false

before=$(mail_of 2 refused)
ip link set p0v2 promisc on
ip link set p0v3 promisc on
check "promiscuous, but not trusted: its driver is refused that" \
	wait_for 20 was_refused 2 "$before"
spy before
check "and hears nothing of others" \
	hears_none before
check "who it is for hears it" eval \
	'heard p0v1 tovf-before && heard p0v1 fromwire-before'

sriovctl vf set pf0/2-3 trust on
check "trust is shown" eval 'trusted 2 true && trusted 3 true'
spy trusted
check "trusted: it hears what is for others" hears_all trusted
check "who it is for still hears it" eval \
	'heard p0v1 tovf-trusted && heard p0v1 fromwire-trusted'
check "and it isn't on the wire" unheard wire0 tovf-trusted
check "another VLAN stays closed, trusted or not" eval \
	'unheard p0v3 -trusted && unheard p0v2 vlan30'

echo 1 > /sys/class/net/p0v2/device/reset
spy reset
check "a function level reset keeps the trust" eval \
	'trusted 2 true && hears_all reset'

ip link set p0v2 promisc off
ip link set p0v2 allmulticast on
spy multi
check "all multicast alone isn't all unicast" eval \
	'heard p0v2 togroup-multi && unheard p0v2 fromwire-multi'
ip link set p0v2 allmulticast off
ip link set p0v2 promisc on
spy again
check "promiscuous again" hears_all again

# What the driver asked for is still asked for, as it isn't told: the PF alone
# takes it away.
echo "2 1" > /sys/kernel/debug/sriov_mock/port0/mbx_lost
ip link set pf0 vf 2 trust off
wait_for 20 eval '[ -z "$(cat /sys/kernel/debug/sriov_mock/port0/mbx_lost)" ]'
listen p0v1 p0v2
send p0v0 "$mac1" "$mac0" 0 tovf-atonce
ended 0
check "taken away, it is gone at once" unheard p0v2 tovf-atonce
ip link set p0v2 promisc off
ip link set p0v2 promisc on
spy revoked
check "and stays away when its driver asked again" hears_none revoked
ip link set p0v2 promisc off

# Its address, which the host set.
sriovctl vf set pf0/2 mac "$given"
wait_for 20 eval '[ "$(mac_of p0v2)" = "$given" ]'
wait_for 20 has_carrier - p0v2
refused "untrusted: the host's address stays" "assign|address|permit" \
	ip link set p0v2 address "$own"
sriovctl vf set pf0/2 trust on
changed()
{
	ip link set p0v2 address "$own"
}
wait_for 20 mail_rests 2
wait_for 20 has_carrier - p0v2
check "trusted: it changes the address that the host set" changed
listen p0v2 p0v1
send wire0 "$own" "$stranger" 0 toown
send wire0 "$given" "$stranger" 0 togiven
send p0v2 "$mac1" "$own" 0 fromown
ended 0
check "it hears and speaks by the new one only" eval \
	'heard p0v2 toown && unheard p0v2 togiven && heard p0v1 fromown'
refused "nobody else gets the host's address meanwhile" "in use|address|assign" \
	ip link set p0v0 address "$given"

sriovctl vf set pf0/2 trust off
check "without trust the host's address is back" wait_for 20 \
	eval '[ "$(mac_of p0v2)" = "$given" ]'
wait_for 20 has_carrier - p0v2
listen p0v2
send wire0 "$own" "$stranger" 0 toown
send wire0 "$given" "$stranger" 0 togiven
ended 0
check "and the chosen one is gone" eval \
	'heard p0v2 togiven && unheard p0v2 toown'

finish
