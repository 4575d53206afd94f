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
# How rates are measured: rate_lib.sh.
# Cases are strings that check evaluates later.
# shellcheck disable=SC2016,SC2034,SC2317
# shellcheck source=selftests/ksft/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=selftests/ksft/rate_lib.sh
. "$(dirname "$0")/rate_lib.sh"

plan 26
drivers

# alone TEST TENTHS: VF 0 sends to VF 1.
alone()
{
	metered p0v1 "$1 $2 p0v0" 'p0v0>p0v1'
}

# contending TENTHS TENTHS: both send to the wire. Who sends too little leaves
# more to the other, so both are measured again.
contending()
{
	metered wire0 "near $1 p0v0 && near $2 p0v1 || less" p0v0 p0v1
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

check "two VFs are up" rate_vfs 2
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
	'rate_vfs 2 && alone near 20'

sriovctl vf set pf0/0-1 max-tx-rate none min-tx-rate none
check "removing the rate lets go" alone above 50
check "sriovctl and ip show no rate" equal "0 0 0 0" \
	"$(rates 0) $(by_ip 0)"

# ---- contention

echo $((4 * U)) > "$LINE_RATE"
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
echo 0 > "$LINE_RATE"
check "without a line rate the wire takes all" \
	metered wire0 'above 50 p0v0' p0v0

# ---- going away with frames that wait

sriovctl vf set pf0/0 max-tx-rate 1
echo 1 > "$LINE_RATE"
flood p0v0 "$(mac_of p0v1)"
flood p0v1
wait_for 10 flowing - wire0
check "VFs go while frames wait" vfs 0 0
floods_end
check "and come" rate_vfs 2
flood p0v0 "$(mac_of p0v1)"
flood p0v1
wait_for 10 flowing - wire0
check "the card goes while frames wait, and comes" eval \
	'echo 0 > /sys/kernel/debug/sriov_mock/present &&
	 echo 1 > /sys/kernel/debug/sriov_mock/present &&
	 wait_for 30 pfs_there && vfs 0 2'
floods_end
echo 0 > "$LINE_RATE"

finish
