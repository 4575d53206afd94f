#!/bin/bash
# Proves by traffic that rates of VFs hold within 10 %, that VFs which contend for the wire get their guarantees, and that what can't be kept is refused.
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 6.12 debug
# check-kernels: 6.12
# timeout: 600
#
#     wire0 ---[ embedded switch of port 0 ]--- pf0
#     line rate   |        |
#               p0v0     p0v1
#
# Rates are multiples of U Mbit/s, so low that an emulated host sends more; on
# the debug kernel it takes jumbo frames for that. The bytes are counted where
# they arrive. A host that others keep busy may send too little: a rate that
# wasn't reached is measured again, one that was exceeded is not.
# Cases are strings that check evaluates later.
# shellcheck disable=SC2016,SC2034,SC2317
# shellcheck source=selftests/ksft/lib.sh
. "$(dirname "$0")/lib.sh"

plan 27
drivers

U=$(soak 5 5 1)
SECONDS_METERED=$(soak 4 10)
TRIES=5
LEN=$(soak 1500 1500 9000)
KNOB=/sys/kernel/debug/sriov_mock/port0/line_rate
nobody=02:00:00:00:77:77
FLOODS=()

# flood DEV DST: in the background, until floods_end.
flood()
{
	frames flood "$1" "$2" "$(mac_of "$1")" "$LEN" &
	FLOODS+=($!)
	LIB_PIDS+=($!)
}

floods_end()
{
	kill "${FLOODS[@]}" 2>/dev/null
	wait "${FLOODS[@]}" 2>/dev/null
	FLOODS=()
}

# metered DEV: what arrives there.
metered()
{
	frames meter "$1" 1 "$SECONDS_METERED" > "$LIB_TMP/metered"
}

# kbits DEV: what of it came from that device, kbit/s.
kbits()
{
	awk -v src="$(mac_of "$1")" '$1 == src { n = $2 } END { print n + 0 }' \
		"$LIB_TMP/metered"
}

# near DEV TENTHS: its rate was TENTHS/10 * U Mbit/s, within 10 %; 2: less.
near()
{
	local got want=$(($2 * U * 100))
	got=$(kbits "$1")
	note "$1: $got kbit/s, wanted $want"
	[ $((got * 10)) -ge $((want * 9)) ] || return 2
	[ $((got * 10)) -le $((want * 11)) ]
}

# above DEV TENTHS: it was more than that.
above()
{
	local got
	got=$(kbits "$1")
	note "$1: $got kbit/s, wanted more than $(($2 * U * 100))"
	[ "$got" -gt $(($2 * U * 100)) ] || return 2
}

# alone TEST TENTHS [DEV]: VF 0 sends, to VF 1 or to what is behind DEV.
alone()
{
	local try status
	for ((try = 0; try < TRIES; try++)); do
		if [ -n "${3:-}" ]; then
			flood p0v0 "$nobody"
		else
			flood p0v0 "$(mac_of p0v1)"
		fi
		metered "${3:-p0v1}"
		floods_end
		status=0
		"$1" p0v0 "$2" || status=$?
		[ "$status" = 2 ] || return "$status"
	done
	return 1
}

# contending TENTHS TENTHS: both send to the wire. Who sends too little leaves
# more to the other, so both are measured again.
contending()
{
	local try
	for ((try = 0; try < TRIES; try++)); do
		flood p0v0 "$nobody"
		flood p0v1 "$nobody"
		metered wire0
		floods_end
		near p0v0 "$1" && near p0v1 "$2" && return 0
	done
	return 1
}

rates()
{
	sriovctl -J vf show "pf0/$1" |
		jq -r '.vfs[0] | "\(.["max-tx-rate"]) \(.["min-tx-rate"])"'
}

by_ip()
{
	ip -j link show pf0 | jq -r ".[0].vfinfo_list[$1].rate |
		\"\(.max_tx) \(.min_tx)\""
}

ready()
{
	local dev
	for dev in wire0 pf0 p0v0 p0v1; do
		ip link set "$dev" mtu $((LEN - 14)) || return 1
	done
	ip link set wire0 up && up pf0 p0v0 p0v1
}

check "two VFs" vfs 0 2
check "they are up" ready
check "without a rate a VF sends as fast as it can" alone above 50

sriovctl vf set pf0/0 max-tx-rate $((4 * U))
check "max-tx-rate holds from VF to VF" alone near 40
dropped=$(sriovctl -J -s vf show pf0/0 | jq '.vfs[0].stats["tx-dropped"]')
check "who has to wait isn't dropped from" equal "0 0" \
	"$dropped $(cat /sys/class/net/p0v0/statistics/tx_dropped)"
ip link set pf0 vf 0 max_tx_rate $((2 * U)) min_tx_rate 1
check "a rate set by ip is what sriovctl shows" equal "$((2 * U)) 1" \
	"$(rates 0)"
check "and holds" alone near 20

ip link set p0v0 down
echo 1 > /sys/class/net/p0v0/device/reset
check "after a function level reset it still holds" eval \
	'up p0v0 && alone near 20'
flood p0v0 "$(mac_of p0v1)"
echo 1 > "$(pf_sysfs 0)/reset"
floods_end
check "after a reset of the PF, with frames waiting, too" eval \
	'wait_for 30 has_carrier - p0v0 && wait_for 30 has_carrier - p0v1 &&
	 alone near 20'
vfs 0 0
check "after disabling and enabling the VFs, too" eval \
	'vfs 0 2 && ready && alone near 20'

sriovctl vf set pf0/0-1 max-tx-rate none min-tx-rate none
check "removing the rate lets go" alone above 50
check "sriovctl and ip show no rate" equal "0 0 0 0" \
	"$(rates 0) $(by_ip 0)"

# ---- contention

echo $((4 * U)) > $KNOB
check "the line rate is the speed of the link" wait_for 10 eval \
	'ethtool p0v0 | grep -q "Speed: $((4 * U))Mb/s"'
check "without guarantees VFs get equal parts of the wire" contending 20 20
sriovctl vf set pf0/0 min-tx-rate $((3 * U))
sriovctl vf set pf0/1 min-tx-rate "$U"
check "with guarantees they get these" contending 30 10
sriovctl vf set pf0/0 min-tx-rate "$U"
sriovctl vf set pf0/1 min-tx-rate none
check "what guarantees leave is shared" contending 25 15
sriovctl vf set pf0/1 max-tx-rate "$U"
check "what one may not use the other gets" contending 30 10
sriovctl vf set pf0/1 max-tx-rate none
check "from VF to VF nobody waits for the wire" alone above 50

# ---- what is refused

sriovctl vf set pf0/0 min-tx-rate $((3 * U))
refused "more guaranteed than there is: the sum, and the limit" \
	"min-tx-rate: VFs' sum $((4 * U + 1)) exceeds the link's $((4 * U)) Mbit/s" \
	sriovctl vf set pf0/1 min-tx-rate $((U + 1))
refused "the same by ip" "quota" \
	ip link set pf0 vf 1 min_tx_rate $((U + 1))
refused "a maximum that the link doesn't have" \
	"max-tx-rate: $((4 * U + 1)) is above the link's $((4 * U))" \
	sriovctl vf set pf0/1 max-tx-rate $((4 * U + 1))
refused "a maximum below the guarantee" \
	"min-tx-rate: $((3 * U)) of VF 0 is above its max-tx-rate, $U" \
	sriovctl vf set pf0/0 max-tx-rate "$U"
check "refused is not changed" equal "0 $((3 * U)) 0 0" \
	"$(rates 0) $(rates 1)"
sriovctl vf set pf0/0-1 max-tx-rate none min-tx-rate none
echo 0 > $KNOB
check "without a line rate the wire takes all" alone above 50 wire0

# ---- going away with frames that wait

sriovctl vf set pf0/0 max-tx-rate 1
echo 1 > $KNOB
flood p0v0 "$(mac_of p0v1)"
flood p0v1 "$nobody"
wait_for 10 flowing - wire0
check "VFs go while frames wait" vfs 0 0
floods_end
check "and come" eval 'vfs 0 2 && ready'
flood p0v0 "$(mac_of p0v1)"
flood p0v1 "$nobody"
wait_for 10 flowing - wire0
check "the card goes while frames wait, and comes" eval \
	'echo 0 > /sys/kernel/debug/sriov_mock/present &&
	 echo 1 > /sys/kernel/debug/sriov_mock/present &&
	 wait_for 30 pfs_there && vfs 0 2'
floods_end
echo 0 > $KNOB

finish
