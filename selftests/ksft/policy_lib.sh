# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Six VFs of port 0 with every policy there is, and the question whether all of
# it holds, answered by traffic: what is allowed arrives, what is forbidden
# doesn't. For tests that break something and want it back as it was. lib.sh
# comes first.
#
#     wire0 ---[ embedded switch of port 0 ]--- pf0
#             |      |      |      |      |      |
#           p0v0   p0v1   p0v2   p0v3   p0v4   p0v5
#         VLAN 10, spoof trusted  not   link   1 Mbit/s
#         check, MAC set  promisc promisc disabled

POLICY_MAC=02:00:00:00:fa:00
POLICY_STRANGER=02:00:00:00:99:01
POLICY_ALL=ff:ff:ff:ff:ff:ff
POLICY_UP="p0v0 p0v1 p0v2 p0v3 p0v5"

# policy_setup [VFS]: at least 6.
policy_setup()
{
	local dev
	ip link set wire0 up && vfs 0 "${1:-6}" &&
		sriovctl vf set pf0/0 mac "$POLICY_MAC" &&
		sriovctl vf set pf0/0-1 vlan 10 spoofchk on &&
		sriovctl vf set pf0/2 trust on &&
		sriovctl vf set pf0/4 link-state disable &&
		sriovctl vf set pf0/5 max-tx-rate 1 || return 1
	ip link set p0v2 promisc on
	ip link set p0v3 promisc on
	ip link set p0v4 up
	# shellcheck disable=SC2086
	up pf0 $POLICY_UP && wait_for 20 policy_rests
}

# The PF has served what the trusted one asked for.
policy_rests()
{
	local before
	before=$(policy_stat 2 mail-received)
	sleep 0.2
	[ -n "$before" ] && [ "$before" = "$(policy_stat 2 mail-received)" ]
}

policy_stat()
{
	sriovctl -J -s vf show "pf0/$1" | jq ".vfs[0].stats[\"$2\"]"
}

# All have a link who may have one: a VF has it when the PF has served all that
# its driver asked for.
policy_settled()
{
	local dev carrier
	for dev in $POLICY_UP pf0; do
		carrier=
		read -r carrier 2>/dev/null < "/sys/class/net/$dev/carrier"
		[ "$carrier" = 1 ] || return 1
	done 2>/dev/null
}

# What follows returns 1 if something was missing that may come yet, 2 if
# something was seen that must never be.

# Not above 1 Mbit/s, and not nothing.
policy_rate()
{
	local kbits flood
	frames flood p0v5 "$1" "$2" 1500 &
	flood=$!
	LIB_PIDS+=("$flood")
	kbits=$(frames meter p0v3 0 2)
	kbits=${kbits##* }
	kill "$flood" && wait "$flood" 2>/dev/null
	[ "${kbits:-0}" -gt 0 ] && [ "$kbits" -lt 1200 ] && return 0
	note "VF 5 sends ${kbits:-0} kbit/s"
	[ "${kbits:-0}" -lt 1200 ] || return 2
	return 1
}

# Frames of all kinds: those that must arrive and those that must not.
policy_send()
{
	local tag=$1
	frames batch <<- EOT
		p0v0 ${MAC[1]} $POLICY_MAC 0 ten-$tag
		p0v0 ${MAC[1]} $POLICY_STRANGER 0 forged-$tag
		p0v5 $POLICY_ALL ${MAC[5]} 0 all-$tag
		p0v5 ${MAC[3]} ${MAC[5]} 0 tothree-$tag
		wire0 ${MAC[2]} $POLICY_STRANGER 0 totwo-$tag
		wire0 $POLICY_ALL $POLICY_STRANGER 10 wireten-$tag
		p0v0 $POLICY_ALL $POLICY_MAC 0 outten-$tag
		pf0 $POLICY_ALL 02:ee:00:00:00:01 0 end-$tag
		pf0 $POLICY_ALL 02:ee:00:00:00:01 10 end-$tag
		wire0 $POLICY_ALL 02:ee:00:00:00:02 0 end-$tag
		wire0 $POLICY_ALL 02:ee:00:00:00:02 10 end-$tag
	EOT
}

# policy_came TAG DEV [VID_]TEXT...: what came there, "-TEXT": what did not.
policy_came()
{
	local tag=$1 dev=$2 text all status=0
	shift 2
	all=$(< "$LIB_TMP/$dev.heard")
	for text in "${@//_/ }"; do
		case $text in
		-*)	[[ $all != *" ${text#-}-$tag"* ]] && continue
			note "$dev heard ${text#-}"
			status=2 ;;
		*)	[[ $all == *" $text-$tag"* ]] && continue
			note "$dev didn't hear $text"
			[ $status = 2 ] || status=1 ;;
		esac
	done
	return $status
}

# policy_try TAG: once.
policy_try()
{
	local tag=$1 n rx before pid missing=0 seen=0
	local -a MAC
	local count=/sys/class/net/p0v4/statistics/rx_packets
	for n in 0 1 2 3 5; do
		read -r "MAC[$n]" < "/sys/class/net/p0v$n/address"
	done
	equal "$POLICY_MAC" "${MAC[0]}" || missing=1
	before=$(< $count)
	listen p0v0 p0v1 p0v2 p0v3 wire0 || return 1
	policy_send "$tag" || missing=1
	for pid in "${LISTENERS[@]}"; do
		wait "$pid" || missing=1
	done
	while read -r -a n; do
		policy_came "$tag" "${n[@]}"
		case $? in 1) missing=1 ;; 2) seen=1 ;; esac
	done <<- EOT
		p0v0 0_wireten -all -totwo
		p0v1 0_ten 0_wireten -forged -all
		p0v2 all tothree totwo -ten -wireten
		p0v3 all tothree -totwo -ten -wireten
		wire0 10_outten -forged
	EOT
	rx=$(< $count)
	if [ "$rx" != "$before" ] || has_carrier - p0v4; then
		note "VF 4 has a link, or frames: $before, then $rx"
		seen=1
	fi
	policy_rate "${MAC[3]}" "${MAC[5]}"
	case $? in 1) missing=1 ;; 2) seen=1 ;; esac
	[ $seen = 0 ] || return 2
	return $missing
}

# policy_holds TAG: waits until the VFs have their link, a minute at most. A VF
# that is just about to notice that it was reset has the link still: what is
# missing is looked for again, but what must not be must never be seen.
policy_holds()
{
	local try
	for try in 1 2 3 4; do
		if ! wait_for 60 policy_settled; then
			note "no link: $(ip -br link | grep -v ' UP ' |
				tr -s ' \n' ' ')"
			return 1
		fi
		policy_try "$1-$try"
		case $? in 0) return 0 ;; 2) return 1 ;; esac
	done
	return 1
}

# logged PATTERN: how often the kernel said it so far.
logged()
{
	dmesg | grep -Ec -- "$1"
}

# vf_pci PORT VF
vf_pci()
{
	basename "$(readlink -f "$(pf_sysfs "$1")/virtfn$2")"
}
