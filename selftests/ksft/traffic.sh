#!/bin/bash
# Proves that VFs carry real traffic: in namespaces as guests, to each other and over the wire, with TCP, jumbo frames, VLANs, and ring changes under load.
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 6.12 debug
# check-kernels: 6.1 6.12
# timeout: 600
#
#   host: wire0 10.9.0.254 ---[ embedded switch ]
#                                |           |
#                 guest a: p0v0 10.9.0.1   guest b: p0v1 10.9.0.2
# Cases are strings that check evaluates later.
# shellcheck disable=SC2016,SC2034,SC2317
# shellcheck source=selftests/ksft/lib.sh
. "$(dirname "$0")/lib.sh"

plan 16
drivers

ip link set wire0 up
ip address add 10.9.0.254/24 dev wire0
ip address add fd09::254/64 dev wire0 nodad
check "two VFs" vfs 0 2
check "VF 0 in guest a" guest a p0v0 10.9.0.1/24 fd09::1/64
check "VF 1 in guest b" guest b p0v1 10.9.0.2/24 fd09::2/64

check "guest to guest, IPv4" reach a 10.9.0.2
check "guest to guest, IPv6" reach a fd09::2
check "guest to the wire" reach a 10.9.0.254
check "the wire to a guest" reach - 10.9.0.2
check "an address that nobody has doesn't answer" eval '! reach a 10.9.0.77'

head -c 4194304 /dev/urandom > "$LIB_TMP/sent"

# tcp FROM TO ADDRESS: 4 MiB arrive as they were sent.
tcp()
{
	local receiver start=${EPOCHREALTIME/./}
	in_ns "$2" socat -u TCP-LISTEN:5001,reuseaddr \
		"OPEN:$LIB_TMP/received,creat,trunc" &
	receiver=$!
	LIB_PIDS+=("$receiver")
	wait_for 20 listening "$2" 5001 &&
		in_ns "$1" socat -u "OPEN:$LIB_TMP/sent" "TCP:$3:5001" &&
		wait "$receiver" || return 1
	note "$((8 * 4194304 / (${EPOCHREALTIME/./} - start))) Mbit/s"
	cmp "$LIB_TMP/sent" "$LIB_TMP/received"
}

listening()
{
	in_ns "$1" ss -Hltn "sport = :$2" | grep -q .
}

check "TCP from guest to guest" tcp a b 10.9.0.2
check "TCP from guest over the wire" tcp a - 10.9.0.254

csum_errors()
{
	in_ns "$1" awk '/^Tcp:/ { n++; if (n == 1) { for (i = 1; i <= NF; i++)
		if ($i == "InCsumErrors") c = i } else print $c }' /proc/net/snmp
}
check "no checksum error on the way" equal "0 0" "$(csum_errors a) $(csum_errors b)"

jumbo()
{
	ip link set wire0 mtu 9000 && ip -n a link set p0v0 mtu 9000 &&
		ip -n b link set p0v1 mtu 9000 &&
		wait_for 20 has_carrier a p0v0 && wait_for 20 has_carrier b p0v1
}
check "MTU 9000 is accepted" jumbo
check "a ping of 8900 bytes unfragmented" \
	wait_for 10 in_ns a ping -M "do" -s 8900 -c 1 -W 1 10.9.0.2

ip -n a link add link p0v0 name v5 type vlan id 5
ip -n b link add link p0v1 name v5 type vlan id 5
ip -n a address add 10.5.0.1/24 dev v5
ip -n b address add 10.5.0.2/24 dev v5
ip -n a link set v5 up
ip -n b link set v5 up
check "a VLAN of the guests' own" wait_for 10 reach a 10.5.0.2

# Rings and channels change while traffic flows; the flow goes on.
background in_ns b iperf3 -s > "$LIB_TMP/server"
wait_for 20 listening b 5201
background in_ns a iperf3 -c 10.9.0.2 -t 900 > "$LIB_TMP/flow"
resize()
{
	in_ns a ethtool -G p0v0 rx 256 tx 512 && in_ns a ethtool -L p0v0 combined 1 &&
		in_ns b ethtool -G p0v1 rx 64 && in_ns a ethtool -L p0v0 combined 2 &&
		wait_for 20 reach a 10.9.0.2
}
check "rings and channels change under traffic" resize
check "and the flow survives it" eval 'flowing b p0v1 && kill -0 "$BG"'

finish
