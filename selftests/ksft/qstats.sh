#!/bin/bash
# Proves that statistics per queue say where the traffic was, and add up to those of the device, through ethtool and netlink.
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 6.12 debug
# check-kernels: 6.12
#
#   guest a: p0v0 10.9.0.1 ---[ embedded switch ]--- guest b: p0v1 10.9.0.2
# Cases are strings that check evaluates later.
# shellcheck disable=SC2016,SC2034,SC2317
# shellcheck source=selftests/ksft/lib.sh
. "$(dirname "$0")/lib.sh"

plan 12
# More queues than the guest has processors.
modprobe sriov_vf queues=4
drivers

setup()
{
	ip link set wire0 up && vfs 0 2 && sriovctl vf set pf0/1 queues 4 &&
		guest a p0v0 10.9.0.1/24 && guest b p0v1 10.9.0.2/24 &&
		reach a 10.9.0.2
}

flows()
{
	in_ns "$1" bash -c "for port in {7001..7048}; do
			echo flow > /dev/udp/$2/\$port
		done" 2>/dev/null
	reach "$1" "$2"
}

# standard NAMESPACE DEV: "RX-PACKETS RX-BYTES TX-PACKETS TX-BYTES"
standard()
{
	in_ns "$1" ip -j -s link show "$2" | jq -r '.[0].stats64 |
		"\(.rx.packets) \(.rx.bytes) \(.tx.packets) \(.tx.bytes)"'
}

# by_ethtool NAMESPACE DEV: the same, summed over queues
by_ethtool()
{
	in_ns "$1" ethtool -S "$2" | awk '
		/ rx[0-9]+_packets:/ { rp += $2 } / rx[0-9]+_bytes:/ { rb += $2 }
		/ tx[0-9]+_packets:/ { tp += $2 } / tx[0-9]+_bytes:/ { tb += $2 }
		END { print rp, rb, tp, tb }'
}

# by_netlink NAMESPACE DEV: the same of the device
by_netlink()
{
	in_ns "$1" nl_qstats "$2" | awk '{ print $2, $4, $6, $8 }'
}

# by_queues NAMESPACE DEV: the same, summed over queues
by_queues()
{
	in_ns "$1" nl_qstats "$2" queue | awk '
		$1 == "rx" { rp += $4; rb += $6 } $1 == "tx" { tp += $4; tb += $6 }
		END { print rp, rb, tp, tb }'
}

# quiet FUNCTION NAMESPACE DEV: it says what the device's counters say, which
# stand still meanwhile.
quiet()
{
	local before after got tries
	for tries in 1 2 3 4 5 6 7 8 9 10; do
		before=$(standard "$2" "$3")
		got=$("$1" "$2" "$3")
		after=$(standard "$2" "$3")
		[ "$before" = "$after" ] && break
	done
	equal "$after" "$got"
}

# rx queues that have carried something, by netlink and by ethtool
netlink_queues()
{
	in_ns b nl_qstats p0v1 queue |
		awk '$1 == "rx" && $4 > 0 { printf "%s ", $2 }'
}
ethtool_queues()
{
	in_ns b ethtool -S p0v1 | sed -n 's/^ *rx\([0-9]\)_packets: [1-9].*/\1/p' |
		sort | xargs -n1 printf '%s '
}

check "two VFs talk, one of them with four queues" setup
check "flows" flows a 10.9.0.2
check "ethtool shows them in all queues" equal "0 1 2 3 " "$(ethtool_queues)"
check "and the queues add up to the device" quiet by_ethtool b p0v1

in_ns b nl_qstats p0v1 > /dev/null 2>&1
if [ $? = 4 ]; then
	for name in "queues by netlink" "their sum" "the device" \
			"sums after a change" "the device after a change" \
			"a queue that is left, as it was" "the PF's queues"; do
		skip "$name" "this kernel has no qstats-get"
	done
else
	check "netlink shows them in all queues" \
		equal "0 1 2 3 " "$(netlink_queues)"
	check "the queues add up to the device" quiet by_queues b p0v1
	check "and so it says of the device" quiet by_netlink b p0v1

	queue0=$(in_ns b nl_qstats p0v1 queue | grep '^rx 0')
	in_ns b ethtool -L p0v1 combined 1
	wait_for 20 has_carrier b p0v1
	check "with one queue left, it alone is listed" equal "rx 0 tx 0" \
		"$(in_ns b nl_qstats p0v1 queue | awk '{ print $1, $2 }' | xargs)"
	check "it hasn't lost what it had" eval \
		'[ "$(in_ns b nl_qstats p0v1 queue | awk "/^rx 0/ { print \$4 }")" \
		   -ge "$(awk "{ print \$4 }" <<< "$queue0")" ]'
	check "the device hasn't lost what the others had" \
		quiet by_netlink b p0v1
	check "the PF's, too" eval 'up pf0 && ping -c 3 -i 0.1 -W 1 -q \
		-I pf0 10.9.0.2 > /dev/null 2>&1; quiet by_netlink - pf0'
fi
check "ethtool still knows all" quiet by_ethtool b p0v1

finish
