#!/bin/bash
# Proves that a vswitch shuts a port by which a BPDU or its own probe comes in, opens it again in time, and that BPDUs pass or are dropped as was said.
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 6.12 debug
# check-kernels: 6.12
# nic: none
#
#     g1 === s1 --[ lan0 ]-- s2 === g2
#                   |  |
#         g3 === s3     s4 === g4
#          `---- loop -------'
# Cases are strings that check evaluates later.
# shellcheck disable=SC2016,SC2034,SC2317
# shellcheck source=selftests/ksft/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=selftests/ksft/vsw_lib.sh
. "$(dirname "$0")/vsw_lib.sh"

plan 16

all=ff:ff:ff:ff:ff:ff
bpdu=01:80:c2:00:00:00
pvst=01:00:0c:cc:cc:cd

has()
{
	nl_vsw get "$1" | grep -qx "$2"
}

check "a switch with four guests" new_switch lan0 4
quiet lan0
for n in 1 2 3 4; do from "$n" "$all" here; done

listen g2
from 1 "$bpdu" spanning
from 1 "$pvst" tree
all_heard 2
check "BPDUs pass" eval 'heard g2 spanning && heard g2 tree'
nl_vsw set s1 bpdu-drop 1
listen g1 g2
from 1 "$bpdu" in
from 1 "$pvst" in
from 1 "$all" other
from 2 "$bpdu" out
from 2 "$all" back
all_heard 1 2
check "not by a port that drops them, either way; all else does" eval \
	'unheard g2 " in" && unheard g1 " out" && heard g2 other && heard g1 back'
check "they are counted" equal 3 "$(drops lan0 bpdu)"
nl_vsw set s1 bpdu-drop 0

check "a port with BPDU guard, as bridge(8) has it" eval \
	'bridge link set dev s1 guard on && has s1 "bpdu-guard 1" &&
	 nl_vsw set s1 recovery 0'
from 1 "$bpdu" spanning
check "a BPDU shuts it" eval \
	'wait_for 5 has s1 "shut 1" && equal 1 "$(drops lan0 bpdu-guard)"'
listen g1 g2
from 1 2 fromshut
from 2 "$all" toshut
from 2 1 toshut
all_heard 1 2
check "nothing in, nothing out, and its stations are forgotten" eval \
	'unheard g2 fromshut && unheard g1 toshut && has s1 "enabled 1" &&
	 ! learned lan0 "$(guest_mac 1)" s1 && [ "$(drops lan0 port-shut)" -gt 0 ]'
listen g2
nl_vsw set s1 enabled 1
from 1 2 again
all_heard 2
check "who enables it opens it" eval 'has s1 "shut 0" && heard g2 again'
nl_vsw set s1 recovery 1
from 1 "$bpdu" spanning
wait_for 5 has s1 "shut 1"
check "else it opens in its time" wait_for 10 has s1 "shut 0"
bridge link set dev s1 guard off

# Frames go from g3 to g4 and back: a loop through s3 and s4
ip link add br7 type bridge
ip link set g3 master br7
ip link set g4 master br7
bridge link set dev s1 bcast_flood off
nl_vsw set s3 loop-guard 1 recovery 0
nl_vsw set s4 loop-guard 1 recovery 0
ip link set br7 up
check "a loop shuts the port with the higher number, and no other" eval \
	'wait_for 10 has s4 "shut 2" && has s3 "shut 0" && has s1 "shut 0"'
check "the probe is counted" eval '[ "$(drops lan0 loop)" -gt 0 ]'
listen g2
from 1 "$all" once
all_heard 2
check "a broadcast arrives once" equal 1 "$(grep -c once "$LIB_TMP/g2.heard")"
ip link set br7 down
nl_vsw set s4 recovery 1
check "the loop is gone: the port opens and stays" eval \
	'wait_for 10 has s4 "shut 0" && nl_vsw set s3 loop-guard 0'
ip link set br7 up
check "one port that probes is enough, it is the one that is shut" eval \
	'wait_for 10 has s4 "shut 2" && has s3 "shut 0"'
ip link del br7

# A guest that knows its own probes can't shut another's port with them.
nl_vsw set s4 recovery 1
wait_for 10 has s4 "shut 0"
rawframes recv g4 60 > "$LIB_TMP/probes" &
LISTENERS=($!)
LIB_PIDS+=($!)
wait_for 10 grep -q "^cf" "$LIB_TMP/probes" || sleep 0
wait_for 5 eval 'frames send s4 '"$all"' 02:ee:00:00:00:01 0 end; grep -q "^cf0" $LIB_TMP/probes'
wait "${LISTENERS[0]}"
grep "^cf0" "$LIB_TMP/probes" | sed 's/767377310004/767377310002/' |
	rawframes send g2
grep "^cf0" "$LIB_TMP/probes" | rawframes send g2
check "its probe by another port: it is shut, none for a port it forged" eval \
	'wait_for 5 has s4 "shut 2" && has s2 "shut 0" && has s1 "shut 0"'
nl_vsw set s1 bpdu-guard 1 loop-guard 1
from 1 "$bpdu" spanning
check "a switch goes while ports are shut" eval \
	'ip link del lan0 && rmmod vswitch'
finish
