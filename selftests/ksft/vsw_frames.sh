#!/bin/bash
# Proves that a vswitch passes frames of every length octet by octet, jumbo frames, segments whole and tags in tags, and survives any noise with every guard on.
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 6.12 debug
# check-kernels: 6.12 debug
# nic: none
#
#     d1 --[ lan0 ]-- d2		taps, which this script's programs hold
#             |
#           lan0, the host
# Cases are strings that check evaluates later.
# shellcheck disable=SC2016,SC2034,SC2317
# shellcheck source=selftests/ksft/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=selftests/ksft/vsw_lib.sh
. "$(dirname "$0")/vsw_lib.sh"

plan 17

NOISE=$(soak 3000 300000 400)

# said COMMAND...: what it says on failure is a note
said()
{
	local out

	out=$("$@") && return 0
	note "$out"
	return 1
}

taps()
{
	local dev

	modprobe tun
	ip link add lan0 type vswitch && ip link set lan0 up || return 1
	for dev in d1 d2; do
		ip tuntap add "$dev" mode tap vnet_hdr || return 1
		quiet "$dev"
		ip link set "$dev" master lan0 && ip link set "$dev" up ||
			return 1
	done
	quiet lan0
}

check "a switch with two taps" taps
check "every length from 14 to 64 passes as it is; less is no frame" \
	said tap_frames lengths d1 d2
check "the longest frame of MTU 1500" said tap_frames size d1 d2 1514 1
before=$(drops lan0 too-big)
check "no longer one" said tap_frames size d1 d2 1519 0
check "which is counted" \
	eval '[ "$(drops lan0 too-big)" = $((before + 1)) ]'
for dev in d1 d2; do ip link set "$dev" mtu 9000; done
check "the switch's MTU follows its ports" eval \
	'[ "$(cat /sys/class/net/lan0/mtu)" = 9000 ]'
check "a jumbo frame" said tap_frames size d1 d2 9014 1
check "a TCP segment to be cut passes whole to who can cut it" \
	said tap_frames gso d1 d2 1
check "and in 40 frames with right sums to who can't" \
	said tap_frames gso d1 d2 0
# Where there is no queue, the switch hands frames to the device itself.
tc qdisc replace dev d2 root noqueue
check "also where no queue cuts it" \
	eval 'said tap_frames gso d1 d2 1 && said tap_frames gso d1 d2 0'

# As trunk and access port: tags in tags come as they were sent
nl_vswitch lan0 vlan 802.1q
bridge vlan add dev d1 vid 2-4094
bridge vlan add dev d2 vid 2-4094
check "the same frames where VLANs are looked at" eval \
	'said tap_frames lengths d1 d2 && said tap_frames size d1 d2 9014 1 &&
	 said tap_frames gso d1 d2 1 && said tap_frames gso d1 d2 0'

# Frames from d1 that the switch let in, or dropped because of where they came
# from or what they are
accounted()
{
	sriovctl -J -s port show d1 | jq '.ports[0].stats |
		."rx-packets" + ([.drops | to_entries[] | select(.key |
		test("^(bad-source|reserved|vlan-in|locked|rate-in|guard-.*" +
		     "|dhcp-guard|ra-guard|bpdu.*|loop)$")) | .value] | add)'
}

# noise SEED: the switch accounts for what came in, and works on. The stack
# itself drops frames that end within a tag.
noise()
{
	local before taken in

	before=$(accounted)
	taken=$(tap_frames noise d1 "$NOISE" "$1") || return 1
	in=$(($(accounted) - before))
	taken=${taken%% *}
	note "$taken frames of $NOISE writes, $in accounted for"
	[ "$in" -le "$taken" ] && [ "$in" -gt $((taken * 9 / 10)) ] &&
		said tap_frames ready d1 d2
}

check "noise, and the switch works on" noise 1
nl_vsw set d1 dhcp-guard 1 ra-guard 1 bpdu-drop 1 loop-guard 1 \
	storm-broadcast 1000000 rate-in 100G mirror-in d2
check "noise at a port with guards, limits and a mirror" noise 2
nl_vsw guard d1 02:00:00:00:07:01 02:00:00:00:07:01,192.0.2.1 \
	02:00:00:00:07:01,2001:db8::1
check "noise at a port that is bound to a station" noise 3
nl_vsw guard d1
nl_vswitch lan0 querier 1
check "noise where reports of groups are believed" noise 4
nl_vswitch lan0 vlan 802.1ad
bridge vlan add dev d1 vid 2-4094
check "noise with provider's tags" noise 5
ip link del lan0
check "the switch goes, and its module" eval \
	'ip link del d1 && ip link del d2 && rmmod vswitch'
finish
