# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Rates as they are measured: VFs of port 0 send as fast as they can, and the
# bytes are counted where they arrive. For tests of rates; lib.sh comes first.
#
# Rates are multiples of U Mbit/s, so low that an emulated host sends more; on
# the debug kernel it takes jumbo frames for that. A host that others keep busy
# may send too little: a rate that wasn't reached is measured again, one that
# was exceeded is not.

# shellcheck disable=SC2034
U=$(soak 5 5 1)
SECONDS_METERED=$(soak 4 10)
RATE_TRIES=8
LEN=$(soak 1500 1500 9000)
# shellcheck disable=SC2034
LINE_RATE=/sys/kernel/debug/sriov_mock/port0/line_rate
NOBODY=02:00:00:00:77:77
FLOODS=()

# flood DEV [DST]: in the background, until floods_end; to nobody, behind the
# wire.
flood()
{
	frames flood "$1" "${2:-$NOBODY}" "$(mac_of "$1")" "$LEN" &
	FLOODS+=($!)
	LIB_PIDS+=($!)
}

floods_end()
{
	kill "${FLOODS[@]}" 2>/dev/null
	wait "${FLOODS[@]}" 2>/dev/null
	FLOODS=()
}

# kbits DEV...: what of the metered came from these, kbit/s.
kbits()
{
	local dev n=0
	for dev; do
		n=$((n + $(awk -v src="$(mac_of "$dev")" '$1 == src { n = $2 }
			END { print n + 0 }' "$LIB_TMP/metered")))
	done
	echo "$n"
}

# What follows returns 2 for less than that.

# near TENTHS DEV...: together TENTHS/10 * U Mbit/s, within 10 %.
near()
{
	local want=$(($1 * U * 100)) got
	shift
	got=$(kbits "$@")
	note "$*: $got kbit/s, wanted $want"
	[ $((got * 10)) -ge $((want * 9)) ] || return 2
	[ $((got * 10)) -le $((want * 11)) ]
}

# above TENTHS DEV...: together more than that.
above()
{
	local want=$(($1 * U * 100)) got
	shift
	got=$(kbits "$@")
	note "$*: $got kbit/s, wanted more than $want"
	[ "$got" -gt "$want" ] || return 2
}

# less: too little was sent by somebody, so that others may have had more.
less()
{
	return 2
}

# metered AT TEST DEV[>DST]...: all of these send at once, to nobody or to the
# netdev DST, and TEST judges what came at AT.
metered()
{
	local at=$1 test=$2 try status sender
	shift 2
	for ((try = 0; try < RATE_TRIES; try++)); do
		for sender; do
			case $sender in
			*'>'*) flood "${sender%>*}" "$(mac_of "${sender#*>}")" ;;
			*) flood "$sender" ;;
			esac
		done
		frames meter "$at" 1 "$SECONDS_METERED" > "$LIB_TMP/metered"
		floods_end
		status=0
		eval "$test" || status=$?
		[ "$status" = 2 ] || return "$status"
	done
	return 1
}

# rate_vfs N: VFs 0 to N - 1, wire and PF, up and with frames of LEN.
rate_vfs()
{
	local dev devs=()
	for ((dev = 0; dev < $1; dev++)); do
		devs+=("p0v$dev")
	done
	vfs 0 "$1" || return 1
	for dev in wire0 pf0 "${devs[@]}"; do
		ip link set "$dev" mtu $((LEN - 14)) || return 1
	done
	ip link set wire0 up && up pf0 "${devs[@]}"
}
