# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# What every kselftest script here shares: KTAP output, waiting on conditions,
# network namespaces as guests, and frames of the test's own making. A script
# sources it, calls plan N, then runs N cases; each case ends in ok, not_ok or
# skip. The trap set here cleans up whatever the helpers made.
#
# Everything goes through public interfaces: sysfs, rtnetlink, ethtool, devlink
# and sriovctl.

set -u

KTAP_N=0
KTAP_FAILED=0
LIB_NETNS=()
LIB_PIDS=()
LISTENERS=()
LIB_TMP=$(mktemp -d)

# plan N: KTAP header for N cases.
plan()
{
	echo "TAP version 13"
	echo "1..$1"
}

ok()
{
	KTAP_N=$((KTAP_N + 1))
	echo "ok $KTAP_N $*"
}

not_ok()
{
	KTAP_N=$((KTAP_N + 1))
	KTAP_FAILED=$((KTAP_FAILED + 1))
	echo "not ok $KTAP_N $*"
}

# skip NAME REASON
skip()
{
	KTAP_N=$((KTAP_N + 1))
	echo "ok $KTAP_N $1 # SKIP $2"
}

# note TEXT: a KTAP diagnostic.
note()
{
	echo "# $*"
}

# check NAME COMMAND...: the case passes if the command does.
check()
{
	local name=$1
	shift
	if "$@"; then ok "$name"; else not_ok "$name"; fi
}

# check_not NAME COMMAND...: the case passes if the command fails.
check_not()
{
	local name=$1
	shift
	if "$@"; then not_ok "$name"; else ok "$name"; fi
}

# refused NAME PATTERN COMMAND...: fails, and says PATTERN (extended regex).
refused()
{
	local name=$1 pattern=$2 out
	shift 2
	if out=$("$@" 2>&1); then
		note "accepted: $*"
		not_ok "$name"
	elif ! grep -Eqi -- "$pattern" <<< "$out"; then
		note "refused with other words: $out"
		not_ok "$name"
	else
		ok "$name"
	fi
}

# wait_for SECONDS COMMAND...: poll until the command succeeds.
wait_for()
{
	local end=$((SECONDS + $1))
	shift
	until "$@" >/dev/null 2>&1; do
		[ "$SECONDS" -lt "$end" ] || return 1
		sleep 0.05
	done
}

# equal WANT GOT: compares and says the difference.
equal()
{
	[ "$1" = "$2" ] && return 0
	note "wanted '$1', got '$2'"
	return 1
}

# soak CHECK SOAK [DEBUG]: the count to use: CHECK normally, SOAK under make
# soak; on the debug kernel, where all takes ten times as long, DEBUG.
soak()
{
	if [ -n "${SOAK:-}" ]; then
		echo "$2"
	elif is_debug; then
		echo "${3:-$1}"
	else
		echo "$1"
	fi
}

is_debug()
{
	[ -e /sys/kernel/debug/kmemleak ]
}

# patience SECONDS: how long to wait for what should come; on the debug kernel five
# times as long
patience()
{
	if is_debug; then
		echo $(($1 * 5))
	else
		echo "$1"
	fi
}

# drivers: load PF and VF driver; true once all PFs of the mock have netdevs.
drivers()
{
	modprobe sriov_pf && modprobe sriov_vf && wait_for 30 pfs_there
}

pfs_there()
{
	[ -e /sys/class/net/pf0 ] && [ -e /sys/class/net/pf3 ]
}

# pf_pci N: PCI address of the mock's PF on port N.
pf_pci()
{
	basename "$(readlink -f "/sys/class/net/pf$1/device")"
}

# pf_sysfs N: its sysfs directory.
pf_sysfs()
{
	echo "/sys/bus/pci/devices/$(pf_pci "$1")"
}

# numvfs N: VFs that port N has now.
numvfs()
{
	cat "$(pf_sysfs "$1")/sriov_numvfs"
}

# vfs PORT COUNT: enable VFs through sysfs, wait until their drivers run.
vfs()
{
	local port=$1 count=$2
	echo "$count" > "$(pf_sysfs "$port")/sriov_numvfs" || return 1
	[ "$count" = 0 ] || sriovctl wait "pf$port" --driver --timeout 120
}

# vf_dev PORT VF: netdev of a VF.
vf_dev()
{
	echo "p$1v$2"
}

# guest NAME DEV ADDRESS...: a network namespace that owns DEV.
guest()
{
	local ns=$1 dev=$2 address
	shift 2
	if ! ip netns list | grep -qw "$ns"; then
		ip netns add "$ns"
		LIB_NETNS+=("$ns")
		ip -n "$ns" link set lo up
	fi
	ip link set "$dev" netns "$ns"
	for address; do
		case $address in
		*:*) ip -n "$ns" address add "$address" dev "$dev" nodad ;;
		*) ip -n "$ns" address add "$address" dev "$dev" ;;
		esac
	done
	ip -n "$ns" link set "$dev" up
	wait_for 20 has_carrier "$ns" "$dev"
}

# has_carrier NAMESPACE DEV; namespace "-" is the initial one.
has_carrier()
{
	local carrier
	carrier=$(in_ns "$1" cat "/sys/class/net/$2/carrier" 2>/dev/null)
	[ "$carrier" = 1 ]
}

# up DEV...: with carrier, in the initial namespace.
up()
{
	local dev
	for dev; do
		ip link set "$dev" up && wait_for 20 has_carrier - "$dev" ||
			return 1
	done
}

# hostile PORT VF: give the VF to sriov_hostile, whose files are in $HOSTILE.
hostile()
{
	local vf sysfs
	sysfs=$(readlink -f "$(pf_sysfs "$1")/virtfn$2")
	vf=$(basename "$sysfs")
	echo sriov_hostile > "$sysfs/driver_override"
	[ ! -e "$sysfs/driver" ] || echo "$vf" > "$sysfs/driver/unbind"
	echo "$vf" > /sys/bus/pci/drivers_probe
	HOSTILE=/sys/kernel/debug/sriov_hostile/$vf
	[ -e "$HOSTILE/attack" ]
}

# in_ns NAMESPACE COMMAND...; "-" is the initial one.
in_ns()
{
	local ns=$1
	shift
	if [ "$ns" = - ]; then "$@"; else ip netns exec "$ns" "$@"; fi
}

# guest_gone NAME: back to the initial namespace goes what is physical.
guest_gone()
{
	ip netns pids "$1" 2>/dev/null | xargs -r kill 2>/dev/null
	ip netns del "$1" 2>/dev/null
	wait_for 20 no_netns "$1"
}

no_netns()
{
	! ip netns list | grep -qw "$1"
}

# reach NAMESPACE ADDRESS: one answer to five pings.
reach()
{
	in_ns "$1" ping -c 5 -i 0.1 -W 1 -q "$2" 2>/dev/null |
		grep -Eq ' [1-5] (packets )?received'
}

# flowing NAMESPACE DEV: its counter of received packets goes up.
flowing()
{
	local file=/sys/class/net/$2/statistics/rx_packets before
	before=$(in_ns "$1" cat "$file") &&
		wait_for 10 eval "[ \"\$(in_ns $1 cat $file)\" -gt $((before + 10)) ]"
}

# background COMMAND...: ended by the trap. Its id is in BG.
background()
{
	"$@" &
	BG=$!
	LIB_PIDS+=("$BG")
}

# Frames of the test's own making, see frames.c. listen starts a receiver on
# each device (initial namespace); then the test sends, then ended sends the
# frame that must arrive and waits for the receivers; heard and unheard look
# at what came.

# listen DEV...
listen()
{
	local dev

	LISTENERS=()
	rm -f "$LIB_TMP"/*.heard
	for dev; do
		frames recv "$dev" 60 > "$LIB_TMP/$dev.heard" &
		LISTENERS+=($!)
		LIB_PIDS+=($!)
	done
	for dev; do
		wait_for 10 grep -q ready "$LIB_TMP/$dev.heard" || return 1
	done
}

# send DEV DST SRC VID[:PCP]|sVID[.VID] TEXT [COUNT [LEN]]
send()
{
	frames send "$@"
}

# ended PORT VID...: from PF and wire, to all, untagged (0) and in each VLAN
# (sVID: of 802.1ad).
ended()
{
	local port=$1 vid
	shift
	for vid in 0 "$@"; do
		frames send "pf$port" ff:ff:ff:ff:ff:ff 02:ee:00:00:00:01 \
			"$vid" "end from pf$port"
		frames send "wire$port" ff:ff:ff:ff:ff:ff 02:ee:00:00:00:02 \
			"$vid" "end from wire$port"
	done
	listeners_end
}

# listeners_end: wait for those that listen; false if one didn't hear the end.
listeners_end()
{
	local pid status=0
	for pid in "${LISTENERS[@]}"; do
		wait "$pid" || status=1
	done
	[ "$status" = 0 ] || note "a receiver didn't hear the end"
	return "$status"
}

# heard DEV PATTERN: a line "SRC DST VID TEXT" that matches came.
heard()
{
	grep -Eq -- "$2" "$LIB_TMP/$1.heard" && return 0
	note "$1 didn't hear '$2'"
	return 1
}

# unheard DEV PATTERN: none came, though the device heard until the end.
unheard()
{
	if ! grep -q ' end from ' "$LIB_TMP/$1.heard" 2>/dev/null; then
		note "$1 heard nothing, not even the end"
		return 1
	fi
	grep -Eq -- "$2" "$LIB_TMP/$1.heard" || return 0
	note "$1 heard '$2'"
	return 1
}

# mac_of DEV
mac_of()
{
	cat "/sys/class/net/$1/address"
}

cleanup()
{
	local pid ns port
	for pid in "${LIB_PIDS[@]:-}"; do
		[ -n "$pid" ] && kill "$pid" 2>/dev/null
	done
	for ns in "${LIB_NETNS[@]:-}"; do
		[ -n "$ns" ] && guest_gone "$ns"
	done
	for port in 0 1 2 3; do
		[ -e "/sys/class/net/pf$port" ] || continue
		[ "$(numvfs "$port")" = 0 ] ||
			echo 0 > "$(pf_sysfs "$port")/sriov_numvfs"
	done
	rm -rf "$LIB_TMP"
}

# finish: the verdict; call it last.
finish()
{
	[ "$KTAP_FAILED" = 0 ]
	exit
}

trap cleanup EXIT
