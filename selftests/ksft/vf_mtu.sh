#!/bin/bash
# Proves by traffic that the host's MTU limit holds for what a VF sends and receives, whatever MTU its guest has, and that its driver can't get more.
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 6.12 debug
# check-kernels: 6.12
#
#     wire0 ---[ embedded switch of port 0 ]--- pf0
#                 |        |
#               p0v0     p0v1
#              limited
# Cases are strings that check evaluates later.
# shellcheck disable=SC2016,SC2034,SC2317
# shellcheck source=selftests/ksft/lib.sh
. "$(dirname "$0")/lib.sh"

plan 17
drivers

setup()
{
	ip link set wire0 mtu 9000 && ip link set wire0 up && vfs 0 2 &&
		ip link set p0v0 mtu 8000 && ip link set p0v1 mtu 8000 &&
		up pf0 p0v0 p0v1
}

limit()
{
	sriovctl -J vf show pf0/0 | jq '.vfs[0]["max-mtu"]'
}

stat()
{
	sriovctl -J -s vf show pf0/0 | jq ".vfs[0].stats[\"$1\"]"
}

# again RESETS: p0v0's driver did another handshake.
again()
{
	wait_for 20 eval "[ \"\$(stat resets)\" -gt $1 ]" &&
		wait_for 20 has_carrier - p0v0
}

# talk NAME LEN: a frame of that length in each direction.
talk()
{
	listen p0v0 p0v1 wire0
	send p0v0 "$mac1" "$mac0" 0 "out-$1" 1 "$2"
	send p0v0 "$mac9" "$mac0" 0 "outwire-$1" 1 "$2"
	send p0v1 "$mac0" "$mac1" 0 "in-$1" 1 "$2"
	send wire0 "$mac0" "$mac9" 0 "inwire-$1" 1 "$2"
	ended 0
}

passes()
{
	heard p0v1 "out-$1" && heard wire0 "outwire-$1" &&
		heard p0v0 "in-$1" && heard p0v0 "inwire-$1"
}

lost()
{
	unheard p0v1 "out-$1" && unheard wire0 "outwire-$1" &&
		unheard p0v0 "in-$1" && unheard p0v0 "inwire-$1"
}

check "two VFs with long frames" setup
mac0=$(mac_of p0v0)
mac1=$(mac_of p0v1)
mac9=02:00:00:00:99:01
talk before 4000
check "which pass" passes before

resets=$(stat resets)
sriovctl vf set pf0/0 max-mtu 1500
listen p0v0 p0v1
send p0v0 "$mac1" "$mac0" 0 out-atonce 1 4000
send p0v1 "$mac0" "$mac1" 0 in-atonce 1 4000
ended 0
check "with a limit they are lost at once, though the guest has its old MTU" \
	eval 'unheard p0v1 out-atonce && unheard p0v0 in-atonce'
check "the limit is shown" equal 1500 "$(limit)"
check "the driver is told" again "$resets"
check "and says what it means" eval \
	'dmesg | grep -q "the PF refuses an MTU of 8000"'
sent=$(stat tx-dropped)
received=$(stat rx-dropped)
talk long 1515
check "longer frames are lost in both directions" lost long
check "and counted" equal "$((sent + 2)) $((received + 2))" \
	"$(stat tx-dropped) $(stat rx-dropped)"
talk short 1514
check "those of the limit pass" passes short
refused "the guest gets no MTU above the limit" "permit" \
	ip link set p0v0 mtu 1501

echo 1 > /sys/class/net/p0v0/device/reset
wait_for 20 has_carrier - p0v0
talk reset 1515
check "a function level reset changes nothing" lost reset

resets=$(stat resets)
sriovctl vf set pf0/0 max-mtu none
again "$resets"
talk none 4000
check "without the limit the guest's MTU counts again, without its doing" \
	passes none

# Below what drivers begin with.
ip link set p0v0 mtu 1500
resets=$(stat resets)
sriovctl vf set pf0/0 max-mtu 1000
again "$resets"
talk low 1015
check "a limit below the usual MTU holds, too" lost low
ip link set p0v0 mtu 1000
talk lowshort 1014
check "and lets pass what is within it" passes lowshort

refused "a limit that no guest could have is refused" \
	"max-mtu: 67 is not within 68-9202" sriovctl vf set pf0/0 max-mtu 67
refused "as is one beyond the hardware" "max-mtu: .* is not within 68-9202" \
	sriovctl vf set pf0/0 max-mtu 100000
ip link set p0v0 mtu 1500
echo 0 > "$(pf_sysfs 0)/sriov_numvfs"
vfs 0 2
before=$(limit)
sriovctl vf reset pf0/0
check "it outlives the VFs, but not a reset to the defaults" \
	equal "1000 0" "$before $(limit)"

finish
