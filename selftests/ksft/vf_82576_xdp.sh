#!/bin/bash
# Proves that XDP programs on a VF of the 82576 pass, drop, send back and redirect frames, that others can redirect to it, and that a program and long frames exclude each other.
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 6.12 debug
# check-kernels: 6.12
# nic: igb2
# timeout: 200
# Cases are strings that check evaluates later.
# shellcheck disable=SC2016,SC2317
# shellcheck source=selftests/ksft/interop_lib.sh
. "$(dirname "$0")/interop_lib.sh"

PEER=02:77:00:00:00:01

# program DEV WHAT...: in the driver, until program_off
program()
{
	xdp_set "$@" 2> "$LIB_TMP/xdp" && PROG=$1
}

program_off()
{
	xdp_set "$PROG" off && ! ip link show "$PROG" | grep -q xdp
}

counter()
{
	ethtool -S vf0 | awk -v name="$1:" '$1 == name { print $2 }'
}

# sent TEXT: twenty frames from the other card to VF 0
sent()
{
	frames send out0 "$(mac_of vf0)" "$PEER" 0 "$1" 20
}

# grown COUNTER FROM: by twenty at least
grown()
{
	[ "$(counter "$1")" -ge $(($2 + 20)) ]
}

# back TEXT: the other card hears what it sent, addresses swapped, twenty times
back()
{
	[ "$(grep -c "$(mac_of vf0) $PEER 0 $1" "$LIB_TMP/out0.heard")" -ge 20 ]
}

setup()
{
	local dev

	give "$OTHER" e1000e && called "$OTHER" out0 &&
		give "$CARD" igb && port_up && enable 2 &&
		vf_give 0 sriov_vf && vf_give 1 sriov_vf || return 1
	# For frames of the test alone
	for dev in port out0 vf0 vf1; do
		echo 1 > "/proc/sys/net/ipv6/conf/$dev/disable_ipv6"
	done
	up out0 vf0 vf1
}

dropped()
{
	local before

	before=$(counter xdp_drop)
	listen vf0 && sent dropped || return 1
	wait_for 10 grown xdp_drop "$before" && ! grep -q dropped "$LIB_TMP/vf0.heard"
}

passed()
{
	listen vf0 && sent passed && wait_for 10 heard vf0 "$PEER .* passed"
}

sent_back()
{
	listen out0 && sent returned && wait_for 10 back returned
}

aborted()
{
	local before

	before=$(counter drop_xdp_error)
	sent aborted && wait_for 10 grown drop_xdp_error "$before"
}

# While frames come, programs come and go.
changes()
{
	local i pid

	ping -i 0.01 -q -I vf0 -b 10.9.9.255 > /dev/null 2>&1 &
	pid=$!
	LIB_PIDS+=("$pid")
	for i in 1 2 3 4 5 6 7 8; do
		program vf0 drop && sent "$i" && program_off &&
			program vf0 tx && sent "$i" && program_off || return 1
	done
	kill "$pid"
	passed
}

plan 17
[ -e "$CARD" ] || { echo "no 82576 here"; exit 4; }
check "PF, two VFs and another card" setup

check "a program that drops" program vf0 drop
check "frames are dropped, and counted" dropped
check "it's gone" program_off
check "a program that passes" program vf0 pass
check "frames pass" passed
refused "with a program the MTU has a limit" "invalid" \
	ip link set vf0 mtu 3051
check "up to that it may be changed" ip link set vf0 mtu 3050
program_off
check "a program that sends back" program vf0 tx
check "frames come back" sent_back
check "what was sent is counted" eval '[ "$(counter xdp_tx)" -ge 20 ]'
program_off
check "a program that redirects to the other VF" program vf0 redirect vf1
check "frames leave by the other VF" sent_back
program_off
program vf0 abort
check "a program's failure is counted" aborted
program_off
check "programs come and go with traffic" changes
ip link set vf0 mtu 9000
check_not "no program with long frames" program vf0 pass
check "which says why" grep -q "MTU is at most 3050" "$LIB_TMP/xdp"
ip link set vf0 mtu 1500
echo 0 > "$CARD/sriov_numvfs"
give "$CARD" -
finish
