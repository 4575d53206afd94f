#!/bin/bash
# Proves that the drivers of Intel's 82576 leave GRO out for UDP only while nobody wants it: a socket that asks gets datagrams merged, and others get each one.
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 6.12
# check-kernels: 6.12
# nic: igb2
# timeout: 200
# Cases are strings that check evaluates later.
# shellcheck disable=SC2016,SC2317
# shellcheck source=selftests/ksft/interop_lib.sh
. "$(dirname "$0")/interop_lib.sh"

plan 6

# merged NAMESPACE ADDRESS: one of a burst is longer than was sent, as nobody else
# would merge them: the sender's card doesn't make segments of UDP.
merged()
{
	local socket

	in_ns "$1" udp_gro longest 5003 > "$LIB_TMP/longest" &
	socket=$!
	wait_for 20 listening "$1" 5003 && in_ns out udp_gro burst "$2" 5003
	wait "$socket"
	[ "$(cat "$LIB_TMP/longest")" -gt 1000 ]
}

# listening NAMESPACE PORT
listening()
{
	in_ns "$1" ss -Hlun "sport = :$2" | grep -q .
}

# all_come NAMESPACE ADDRESS: ten of ten, on a socket that doesn't ask
all_come()
{
	local socket status=0

	in_ns "$1" timeout 60 udp_echo serve 5002 &
	socket=$!
	wait_for 20 listening "$1" 5002 || status=1
	[ "$(in_ns out udp_echo ask "$2" 5002 10)" = 10 ] || status=1
	kill "$socket"
	wait "$socket"
	return "$status"
}

card()
{
	give "$CARD" sriov_pf_82576 && port_up && enable 1 &&
		vf_give 0 sriov_vf && guest a vf0 10.9.0.1/24 && outside
}
check "PF, VF and another card" card
check "the other card reaches both" eval \
	'wait_for 20 reach out 10.9.0.254 && wait_for 20 reach out 10.9.0.1'
check "PF: all datagrams come, nobody asks" all_come - 10.9.0.254
check "VF: likewise" all_come a 10.9.0.1
check "PF: a socket that asks gets them merged" merged - 10.9.0.254
check "VF: likewise" merged a 10.9.0.1

guest_gone a
echo 0 > "$CARD/sriov_numvfs"
give "$CARD" -
finish
