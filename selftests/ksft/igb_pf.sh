#!/bin/bash
# Proves that the PF driver for Intel's 82576 runs a card: who it takes, traffic on all queues, VLANs, filters, rings, ethtool and its self test.
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 6.12 debug
# check-kernels: 6.12
# nic: igb
# timeout: 200
# Cases are strings that check evaluates later.
# shellcheck disable=SC2016,SC2034,SC2317
# shellcheck source=selftests/ksft/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=selftests/ksft/igb_lib.sh
. "$(dirname "$0")/igb_lib.sh"

plan 25

# An earlier test in this guest may have said whose it is.
find_card
[ ! -e "$SYSFS/driver" ] || echo "$PCI" > "$SYSFS/driver/unbind"
echo > "$SYSFS/driver_override"
modprobe -r sriov_pf
modprobe sriov_pf
echo "$PCI" > /sys/bus/pci/drivers_probe
check "loading the module takes no card" eval \
	'[ ! -e /sys/bus/pci/drivers/sriov_pf_82576/*:* ]'
check_not "and it has no alias for one" eval \
	'modinfo sriov_pf | grep -qi 8086'
check "driver_override does" take_pf
check "its netdev is up" pf_up
check "the wire answers" reach - 10.0.2.2
check "the link: 1000, full, negotiated" eval '
	ethtool "$PF" > "$LIB_TMP/link" && grep -q 1000Mb/s "$LIB_TMP/link" &&
	grep -q "Duplex: Full" "$LIB_TMP/link" &&
	grep -q "Auto-negotiation: on" "$LIB_TMP/link"'

# Many flows, as the answers' hashes decide on the queue.
queues_used()
{
	ping -c 20 -i 0.02 -q 10.0.2.2 > /dev/null
	[ "$(stat_of tx0_packets)" -gt 0 ] && [ "$(stat_of rx0_packets)" -gt 0 ]
}
check "packets are counted" queues_used
check "two queue pairs" equal 2 \
	"$(ethtool -l "$PF" | awk '/^Combined:/ { n = $2 } END { print n }')"

# All answers to one queue, then to the other.
to_queue()
{
	local before
	ethtool -X "$PF" weight "$1" "$2" || return 1
	before=$(stat_of "rx$3_packets")
	reach - 10.0.2.2 && [ "$(stat_of "rx$3_packets")" -gt $((before + 3)) ]
}
check "RSS: all to queue 0" to_queue 1 0 0
check "RSS: all to queue 1" to_queue 0 1 1
check "RSS: its key is set and read" eval '
	key=$(printf "a5:%.0s" $(seq 39))5a
	ethtool -X "$PF" hkey "$key" && ethtool -x "$PF" | grep -q "$key"'
check "one queue pair, and the wire answers" eval '
	ethtool -X "$PF" default && ethtool -L "$PF" combined 1 &&
		reach - 10.0.2.2 && ethtool -L "$PF" combined 2'
check "other rings, and the wire answers" eval '
	ethtool -G "$PF" rx 1024 tx 64 && reach - 10.0.2.2'
refused "rings are powers of two" "powers of two|Invalid" \
	ethtool -G "$PF" rx 1000
check "moderation" eval '
	ethtool -C "$PF" rx-usecs 20 &&
		ethtool -c "$PF" | grep -q "rx-usecs:.*20" && reach - 10.0.2.2'
check "its own MAC address" eval '
	ip link set "$PF" address 52:54:00:00:00:77 && reach - 10.0.2.2'
check "promiscuous, and back" eval '
	ip link set "$PF" promisc on && reach - 10.0.2.2 &&
		ip link set "$PF" promisc off && reach - 10.0.2.2'
check "without checksums and segments" eval '
	ethtool -K "$PF" tx off rx off tso off && reach - 10.0.2.2 &&
		ethtool -K "$PF" tx on rx on tso on'
check "MTU 9000" eval '
	ip link set "$PF" mtu 9000 && reach - 10.0.2.2 &&
		ip link set "$PF" mtu 1500'
check "the EEPROM holds the permanent address" eval '
	[ "$(ethtool -e "$PF" offset 0 length 6 raw on |
	   od -An -tx1)" = " 52 54 00 12 34 56" ]'
check "registers are dumped" eval '
	[ "$(ethtool -d "$PF" raw on | wc -c)" -gt 400 ]'
check "the self test passes" eval '
	ethtool -t "$PF" offline > "$LIB_TMP/test"; s=$?
	sed "s/^/# /" "$LIB_TMP/test"; [ "$s" = 0 ]'
check "and the wire answers after it" wait_for 20 reach - 10.0.2.2
check "down and up" eval 'ip link set "$PF" down && pf_up && reach - 10.0.2.2'
check "the module goes, and comes back" eval '
	rmmod sriov_pf && take_pf && pf_up && wait_for 10 reach - 10.0.2.2'

finish
