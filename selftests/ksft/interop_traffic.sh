#!/bin/bash
# Proves that VFs of an 82576 carry traffic whichever driver PF and VF have: to each other, to the PF, to another card on the wire and to QEMU's user network, with checksums and TSO.
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 6.12 debug
# check-kernels: 6.12
# nic: igb2
# timeout: 500
# Cases are strings that check evaluates later.
# shellcheck disable=SC2016,SC2317
# shellcheck source=selftests/ksft/interop_lib.sh
. "$(dirname "$0")/interop_lib.sh"

head -c 4194304 /dev/urandom > "$LIB_TMP/sent"

# tcp FROM TO ADDRESS: 4 MiB arrive as they were sent.
tcp()
{
	local receiver family=4 status=0

	[[ $3 != *:* ]] || family=6
	rm -f "$LIB_TMP/received"
	in_ns "$2" timeout 60 socat -u "TCP$family-LISTEN:5001,reuseaddr" \
		"OPEN:$LIB_TMP/received,creat,trunc" &
	receiver=$!
	wait_for 20 listening "$2" 5001 &&
		in_ns "$1" timeout 60 socat -u "OPEN:$LIB_TMP/sent" \
			"TCP$family:$3:5001" || status=1
	[ "$status" = 0 ] || kill "$receiver" 2> /dev/null
	wait "$receiver" && cmp "$LIB_TMP/sent" "$LIB_TMP/received"
}

listening()
{
	in_ns "$1" ss -Hltn "sport = :$2" | grep -q .
}

csum_errors()
{
	in_ns "$1" awk '/^Tcp:/ { n++; if (n == 1) { for (i = 1; i <= NF; i++)
		if ($i == "InCsumErrors") c = i } else print $c }' /proc/net/snmp
}

# segmented: the VF's driver saw frames much longer than the wire's
segmented()
{
	local frames bytes

	frames=$(in_ns a cat /sys/class/net/vf0/statistics/tx_packets)
	bytes=$(in_ns a cat /sys/class/net/vf0/statistics/tx_bytes)
	[ "$((bytes / frames))" -gt 1600 ] || equal "long frames" "$bytes/$frames"
}

# counted: what the VF's driver counts agrees with what the card does, about
counted()
{
	local soft hard

	in_ns a ethtool -S vf0 > "$LIB_TMP/stats"
	soft=$(awk '$1 == "rx0_packets:" { print $2 }' "$LIB_TMP/stats")
	hard=$(awk '$1 == "hw_rx_packets:" { print $2 }' "$LIB_TMP/stats")
	if [ "$soft" -lt 100 ] || [ "$hard" -lt "$soft" ] ||
	   [ "$hard" -gt "$((soft + 50))" ]; then
		equal "$soft" "$hard"
	fi
}

try()
{
	check "$PAIR two VFs have their driver and a link" two_guests "$2"
	check "$PAIR VF to VF, IPv4" wait_for 20 reach a 10.9.0.2
	check "$PAIR VF to VF, IPv6" wait_for 20 reach a fd09::2
	check "$PAIR VF to PF" wait_for 20 reach a 10.9.0.254
	check "$PAIR VF to another card" wait_for 20 reach b 10.9.0.250
	ip -n a address add 10.0.2.77/24 dev vf0
	check "$PAIR VF to the user network" wait_for 20 reach a 10.0.2.2
	ip -n a address del 10.0.2.77/24 dev vf0
	check "$PAIR an address that nobody has doesn't answer" \
		eval '! reach a 10.9.0.77'
	check "$PAIR TCP from VF to VF" tcp a b 10.9.0.2
	check "$PAIR TCP from VF to VF, IPv6" tcp a b "[fd09::2]"
	check "$PAIR TCP from VF to another card" tcp a out "[fd09::250]"
	check "$PAIR TCP from another card to VF" tcp out a "[fd09::1]"
	check "$PAIR TCP from PF to VF" tcp - b 10.9.0.2
	check "$PAIR no checksum error on the way" equal "0 0 0" \
		"$(csum_errors a) $(csum_errors b) $(csum_errors out)"
	if [ "$2" = sriov_vf ]; then
		check "$PAIR the card makes segments" segmented
		check "$PAIR counters agree with the card's" counted
	else
		skip "$PAIR the card makes segments" "another driver's counters"
		skip "$PAIR counters agree with the card's" \
			"another driver's counters"
	fi
}

outside || note "no other card"
pairs 15 try
finish
