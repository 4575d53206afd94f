#!/bin/bash
# Proves that a vswitch with vlan-stats counts each frame of a port in its VLAN, to the octet, and nothing else, for as long as the port is in it.
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 6.12 debug
# check-kernels: 6.12
# nic: none
#
#     g1 === s1 --[ lan0 ]-- s2 === g2        s1: access port of VLAN 10
#                  |    |                     s2: trunk, 10 and 20 tagged
#         g3 === s3     lan0                  s3: access port of VLAN 20
#
# The host is in VLAN 10.
# Cases are strings that check evaluates later.
# shellcheck disable=SC2016,SC2034,SC2317
# shellcheck source=selftests/ksft/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=selftests/ksft/vsw_lib.sh
. "$(dirname "$0")/vsw_lib.sh"

plan 19

# listed PORT VID: "rx-packets rx-bytes tx-packets tx-bytes" by the tool
listed()
{
	sriovctl -J -s vlan list lan0 | jq -r ".vlans[] |
		select(.port == \"$1\" and .first == $2 and .last == $2) | .stats // empty |
		map(tostring) | join(\" \")"
}

# bridged PORT VID: the same by iproute2
bridged()
{
	bridge -j -s vlan show | jq -r ".[] | select(.ifname == \"$1\").vlans[] |
		select(.vid == $2) |
		\"\(.rx_packets) \(.rx_bytes) \(.tx_packets) \(.tx_bytes)\""
}

# counts PORT VID WANT: waits until it does
counts()
{
	wait_for 10 eval "[ \"\$(listed $1 $2)\" = '$3' ]" ||
		equal "$3" "$(listed "$1" "$2")"
}

# send_n DEV DST SRC VID COUNT LEN
send_n()
{
	frames send "$1" "$2" "$3" "$4" text "$5" "$6"
}

all=ff:ff:ff:ff:ff:ff m1=$(guest_mac 1) m2=$(guest_mac 2) m3=$(guest_mac 3)
check "a switch with three guests" new_switch lan0 3
quiet lan0
nl_vswitch lan0 vlan 802.1q
for port in s1 s2 s3; do
	bridge vlan del dev $port vid 1
done
bridge vlan del dev lan0 vid 1 self
bridge vlan add dev s1 vid 10 pvid untagged
bridge vlan add dev s2 vid 10
bridge vlan add dev s2 vid 20
bridge vlan add dev s3 vid 20 pvid untagged
bridge vlan add dev lan0 vid 10 pvid untagged self
send_n g1 $all "$m1" 0 3 100
check "off, nothing is counted" eval \
	'equal "" "$(listed s1 10)" && equal "" "$(bridged s1 10)" &&
	 sriovctl switch show lan0 | grep -Eq "vlan-stats +off"'
check "it is switched on" eval \
	'sriovctl switch set lan0 vlan-stats on &&
	 sriovctl switch show lan0 | grep -Eq "vlan-stats +on"'
check "and all begins with 0" eval \
	'equal "0 0 0 0" "$(listed s1 10)" && equal "0 0 0 0" "$(listed lan0 10)" &&
	 equal "0 0 0 0" "$(bridged s2 20)"'

send_n g1 $all "$m1" 0 5 100
check "frames that are flooded count where they come in" \
	counts s1 10 "5 500 0 0"
check "and once where they leave, the host's port too" eval \
	'counts s2 10 "0 0 5 500" && counts lan0 10 "0 0 5 500" &&
	 equal "0 0 0 0" "$(listed s2 20)" && equal "0 0 0 0" "$(listed s3 20)"'
send_n g2 "$m1" "$m2" 10 7 200
send_n g2 $all "$m2" 20 2 300
send_n g3 "$m2" "$m3" 0 4 1000
check "a trunk's count in the VLAN of their tag, without the tag" eval \
	'counts s2 10 "7 1400 5 500" && counts s2 20 "2 600 4 4000"'
check "and go out without one as with one" eval \
	'counts s1 10 "5 500 7 1400" && counts s3 20 "4 4000 2 600"'
send_n lan0 "$m1" "$(mac_of lan0)" 0 3 150
check "the host's count" eval \
	'counts lan0 10 "3 450 5 500" && counts s1 10 "5 500 10 1850"'
check "bridge -s vlan says the same" eval \
	'equal "5 500 10 1850" "$(bridged s1 10)" &&
	 equal "7 1400 5 500" "$(bridged s2 10)" &&
	 equal "2 600 4 4000" "$(bridged s2 20)" &&
	 equal "3 450 5 500" "$(bridged lan0 10)"'

before=$(drops lan0 vlan-in)
send_n g1 $all "$m1" 20 6 100
send_n g2 $all "$m2" 0 6 100
nl_vsw set s3 enabled 0
send_n g2 $all "$m2" 20 1 100
send_n g3 $all "$m3" 0 6 100
nl_vsw set s3 enabled 1
ip link set s3 down
lost=$(drops lan0 egress-down)
send_n g2 $all "$m2" 20 1 100
check "what is dropped isn't counted" eval \
	'wait_for 10 eval "[ \$(drops lan0 vlan-in) = $((before + 12)) ]" &&
	 counts s2 20 "4 800 4 4000" && equal "4 4000 2 600" "$(listed s3 20)" &&
	 equal "5 500 10 1850" "$(listed s1 10)" &&
	 equal 1 $(($(drops lan0 egress-down) - lost))'

bridge vlan add dev s1 vid 20
send_n g1 $all "$m1" 20 1 64
check "a VLAN that a port gets into is counted from then on" \
	counts s1 20 "1 64 0 0"
bridge vlan del dev s1 vid 20
bridge vlan add dev s1 vid 20
check "and from 0 when it left it in between, others go on" eval \
	'equal "0 0 0 0" "$(listed s1 20)" &&
	 equal "5 500 10 1850" "$(listed s1 10)"'
add_guests lan0 4 4
bridge vlan add dev s4 vid 2-4094
send_n g4 $all "$(guest_mac 4)" 4094 2 64
send_n g4 $all "$(guest_mac 4)" 64 3 64
check "a port that is new is counted, in all VLANs" eval \
	'counts s4 4094 "2 128 0 0" && equal "3 192 0 0" "$(listed s4 64)" &&
	 equal "0 0 0 0" "$(listed s4 63)" &&
	 equal 4094 "$(sriovctl -n -s vlan list lan0 | grep -c ^s4)"'
check "bridge -s vlan has all of them" eval \
	'equal 4094 "$(bridge -j -s vlan show |
		jq "[.[] | select(.ifname == \"s4\").vlans[]] | length")" &&
	 equal "2 128 0 0" "$(bridged s4 4094)"'
check "one port alone, with too many for a message, can be asked for" eval \
	'ip stats show dev s4 group xstats_slave > /dev/null &&
	 ! dmesg | grep -q "cut here"'
check "without counters neighbours are one range" eval \
	'sriovctl -n vlan list lan0 | grep -Eq "^s4 .* 2-4094 "'
sriovctl switch set lan0 vlan-stats off
check "off, they are gone" eval \
	'equal "" "$(listed s1 10)" && equal "" "$(bridged s1 10)" &&
	 sriovctl switch set lan0 vlan-stats on &&
	 equal "0 0 0 0" "$(listed s1 10)"'
check "the switch goes while it counts" eval 'ip link del lan0 && rmmod vswitch'
finish
