#!/bin/bash
# Proves each command of sriovctl against the kernel: what it does, prints and returns, and what it says when refused.
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 6.12 debug
# check-kernels: 6.1 6.12
# timeout: 600
# Cases are strings that check evaluates later.
# shellcheck disable=SC2016
. "$(dirname "$0")/lib.sh"

drivers || exit 1
plan 65

# exits STATUS PATTERN COMMAND...: with that status, and says PATTERN.
exits()
{
	local want=$1 pattern=$2 out got
	shift 2
	out=$("$@" 2>&1)
	got=$?
	[ "$got" = "$want" ] && grep -Eq -- "$pattern" <<< "$out" && return 0
	note "wanted exit $want and '$pattern', got exit $got and: $out"
	return 1
}

# json EXPRESSION COMMAND...: its output is JSON of which jq's is true.
json()
{
	local expression=$1 out
	shift
	out=$(sriovctl -J "$@") && jq -e "$expression" <<< "$out" > /dev/null &&
		return 0
	note "not $expression: ${out:0:300}"
	return 1
}

# field VF KEY: of one VF of pf0
field()
{
	sriovctl -J vf show "pf0/$1" | jq -r ".vfs[0][\"$2\"]"
}

# vf_path PORT N: its directory in sysfs
vf_path()
{
	readlink -f "$(pf_sysfs "$1")/virtfn$2"
}

# drawn COUNT PATTERN: so many lines of the tree match.
drawn()
{
	equal "$1" "$(sriovctl -n | grep -Ec -- "$2")"
}

# ---- without VFs

check "the tree shows four PFs" drawn 4 "mock .* 0 of 256 VFs"
check "pf list knows address and limit" equal \
	"pf2 $(pf_pci 2) mock 0 $(cat "$(pf_sysfs 2)/sriov_totalvfs")" \
	"$(sriovctl -n pf list | awk '$1 == "pf2" { print $1, $2, $3, $4, $5 }')"
check "pf list as JSON" json '.pfs | length == 4 and
	all(.["total-vfs"] == 256 and .["num-vfs"] == 0 and
	    (.caps | index("spoofchk")) and (.mac | test("^02:")) and
	    (.ifindex | type == "number"))' pf list
check "pf show by address" json '.pfs | length == 1 and .[0].pf == "pf1"' \
	pf show "$(pf_pci 1)"
check "vf list of nothing" equal '{"vfs": []}' "$(sriovctl -J vf list)"
check "vf show of a VF that doesn't exist" json \
	'.vfs[0] | .state == "disabled" and has("address") == false' \
	vf show pf0/200

# ---- lifecycle

check "enable" exits 0 '^pf0: 8 VFs enabled$' sriovctl vf enable pf0 8
check "sysfs knows them" equal 8 "$(numvfs 0)"
check "enable them again" exits 0 '8 VFs were enabled already' \
	sriovctl vf enable pf0 8
check "enable another number" exits 1 'first: sriovctl vf disable pf0' \
	sriovctl vf enable pf0 9
check "enable too many" exits 1 'pf0 has at most 256' \
	sriovctl vf enable pf0 257
check "enable too many: what to do" exits 1 'give a number from 1 to 256' \
	sriovctl vf enable pf0 257
check "wait for the drivers" exits 0 '^$' sriovctl wait pf0 --driver
check "progress on a terminal" exits 0 'pf1: [0-9]+ of 3 VFs ready.*' \
	socat -u 'EXEC:sriovctl vf enable pf1 3,pty,stderr' -
check "and its result" equal 3 "$(numvfs 1)"
check "no progress elsewhere" equal 'pf1: 3 VFs disabled' \
	"$(sriovctl vf disable pf1 2>&1)"

# ---- listing

check "vf list: the addresses are those of sysfs" equal \
	"$(for vf in 0 1 2 3 4 5 6 7; do basename "$(vf_path 0 $vf)"; done)" \
	"$(sriovctl -n vf list pf0 | awk '{ print $2 }')"
check "vf list: driver and netdev" equal "sriov_vf p0v3" \
	"$(sriovctl -n vf list pf0/3 | awk '{ print $5, $6 }')"
check "vf list: some of them" equal "pf0/1 pf0/4 pf0/5 pf0/7" \
	"$(sriovctl -n vf list pf0/7,4-5,1 | awk '{ print $1 }' | xargs)"
check "vf list as JSON: keys and types" json '.vfs | length == 8 and
	all((.vf | type == "number") and .pf == "pf0" and
	    .state == "ready" and .active == true and
	    (.spoofchk | type == "boolean") and
	    (.["mac-by-host"] | type == "boolean") and
	    .vlan == 0 and .qos == 0 and .["vlan-proto"] == "802.1Q" and
	    .driver == "sriov_vf" and (.netdev | test("^p0v")) and
	    (.["max-macs"] | type == "number") and has("stats") == false)' \
	vf list
check "statistics as JSON: all are numbers" json '.vfs[0].stats |
	length == 18 and all(.[]; type == "number") and .resets >= 1' \
	vf show pf0/0 -s
check "the tree as JSON" json '[.pfs[].vfs | length] == [8, 0, 0, 0]'
check "the tree draws them" drawn 8 "^(├|└)─pf0/[0-7] "

# ---- monitor; it is there once it reports a change

toggle=0
poke()
{
	toggle=$((toggle ^ 1))
	sriovctl vf set pf0/7 spoofchk "$([ $toggle = 1 ] && echo off || echo on)"
	[ -s "$LIB_TMP/events" ]
}

# happened EXPRESSION: an event of which jq's is true was reported.
happened()
{
	jq -e -s "any($1)" "$LIB_TMP/events"
}

# Ends with a change that undoes what poke did.
background sriovctl -J monitor > "$LIB_TMP/events"
MONITOR=$BG
check "monitor reports" wait_for 20 poke
sriovctl vf set pf0/7 spoofchk on

# ---- vf set

check "set a range" exits 0 '^$' sriovctl vf set pf0/0-3 vlan 100 qos 5
check "it is set" equal "100 5 100 5" \
	"$(field 0 vlan) $(field 0 qos) $(field 3 vlan) $(field 3 qos)"
check "each VF was announced" wait_for 10 happened \
	'.[]; .event == "vf" and .pf == "pf0" and .vf == 3 and .vlan == 100'
check "set a priority alone" exits 0 '^$' sriovctl vf set pf0/0-3 qos 2
check "the VLAN stays" equal "100 2" "$(field 2 vlan) $(field 2 qos)"
check "a VLAN out of range: attribute and limits" exits 1 \
	'attribute vlan, 0 to 4094' sriovctl vf set pf0/0 vlan 4095
check "VLAN 0 is said as none" exits 2 '1 to 4094, or none' \
	sriovctl vf set pf0/0 vlan 0
check "a range is one transaction" exits 1 'VF 4 has no port VLAN' \
	sriovctl vf set pf0/2-5 qos 6
check "nothing of it was done" equal "2 2" "$(field 2 qos) $(field 3 qos)"
check "a list with gaps is one too" exits 1 'VF 5 has no port VLAN' \
	sriovctl vf set pf0/1,3,5,7 qos 6
check "the VF to blame is named with its PF" exits 1 \
	"$(pf_pci 0)/5: qos: " sriovctl vf set pf0/1,3,5,7 qos 6
check "nothing of that was done" equal "2 2 2" \
	"$(field 1 qos) $(field 2 qos) $(field 3 qos)"
sriovctl vf set pf0/0-3 vlan none
check "a MAC address" exits 0 '^$' sriovctl vf set pf0/1 mac 02:00:00:00:5a:01
check "it is set by the host" equal "02:00:00:00:5a:01 true" \
	"$(field 1 mac) $(field 1 mac-by-host)"
check "the same for another VF" exits 1 'VF 1 has 02:00:00:00:5a:01 too' \
	sriovctl vf set pf0/2 mac 02:00:00:00:5a:01
check "a multicast address" exits 1 'multicast' \
	sriovctl vf set pf0/2 mac 01:00:00:00:00:01
check "one address for several VFs" exits 2 'is for one VF only' \
	sriovctl vf set pf0/1-2 mac 02:00:00:00:5a:02
check "the default address" exits 0 '^$' sriovctl vf set pf0/all mac default
check "it is the old one" equal false "$(field 1 mac-by-host)"
check "a word that is no attribute" exits 2 'mac, vlan, qos, .* or owner' \
	sriovctl vf set pf0/1 rate 100
check "a VF that there can't be" exits 1 'numbered 0 to 255' \
	sriovctl vf set pf0/256 vlan 5
check "a PF that there isn't" exits 1 'there are: pf0 \(' \
	sriovctl vf list pf9

# ---- wait

check "wait: who is missing" exits 3 'not enabled: pf0/8-9$' \
	sriovctl wait pf0/0-9 --timeout 0.5
vf4=$(basename "$(vf_path 0 4)")
echo "$vf4" > /sys/bus/pci/drivers/sriov_vf/unbind
check "a driver that stops is reported" wait_for 20 happened \
	'.[]; .event == "vf-state" and .vf == 4 and .active == false'
check "wait: who has no driver" exits 3 'no driver runs in them: pf0/4$' \
	sriovctl wait pf0 --driver --timeout 0.5
background sriovctl wait pf0/4 --driver --timeout 60
WAITER=$BG
echo "$vf4" > /sys/bus/pci/drivers/sriov_vf/bind
check "wait sees it start" wait "$WAITER"
kill "$MONITOR"

# ---- those who may not

NOBODY=(setpriv --reuid 65534 --regid 65534 --clear-groups)

check "one who isn't root may look" exits 0 '^pf0/0 ' \
	"${NOBODY[@]}" sriovctl -n vf list pf0/0
check "but not set" exits 1 'takes CAP_NET_ADMIN in the initial user' \
	"${NOBODY[@]}" sriovctl vf set pf0/0 vlan 5
check "nor enable" exits 1 'takes CAP_NET_ADMIN in the initial user' \
	"${NOBODY[@]}" sriovctl vf enable pf1 1
check "root of a user namespace neither" exits 1 'takes CAP_NET_ADMIN' \
	unshare -Ur sriovctl vf disable pf0
check "in another network namespace it says where to go" exits 1 \
	'nsenter -t 1 -n' unshare -n sriovctl vf list

# ---- so many events that some are lost

# Who isn't root gets a queue of the usual length: some hundred events.
flood()
{
	local i

	for i in 1 2 3 4 5 6 7 8; do
		sriovctl vf set pf2/all vlan "$((i + 100))" || return 1
	done
	sriovctl vf set pf2/all vlan none
}

# Reported after the loss: the change of a VF that the flood leaves alone.
goes_on()
{
	toggle=$((toggle ^ 1))
	sriovctl vf set pf0/6 qos $((toggle + 1)) vlan 4000
	happened '.[]; .pf == "pf0" and .vf == 6 and .vlan == 4000'
}

background "${NOBODY[@]}" sriovctl -J monitor vf > "$LIB_TMP/events"
MONITOR=$BG
wait_for 20 poke
kill -STOP "$MONITOR"
flood
kill -CONT "$MONITOR"
check "lost events are reported" wait_for 60 happened '.[]; .event == "lost"'
# The flood ended before the first of it was read.
check "after all that was queued" jq -e -s \
	'[.[map(.event) | index("lost"):][] | select(.pf == "pf2")] == []' \
	"$LIB_TMP/events"
check "and the next ones, too" wait_for 60 goes_on
kill "$MONITOR"

# ---- leases for VFs

modprobe vswitch
sriovctl switch create lan7 mode host-only subnet 10.77.0.0/24 dhcp on
check "a lease for a VF is for its MAC address" eval \
	'sriovctl lease add lan7 pf0/0 10.77.0.13 &&
	 equal "$(sriovctl -J vf show pf0/0 | jq -r ".vfs[0].mac")" \
		"$(sriovctl -J lease list lan7 | jq -r ".leases[0].mac")"'
check "and taken back by it" eval \
	'sriovctl lease delete lan7 pf0/0 &&
	 [ "$(sriovctl -J lease list lan7 | jq ".leases | length")" = 0 ]'
sriovctl switch delete lan7
# With it, the command without words would have something to show.
modprobe -r vswitch

# ---- without the module

sriovctl vf disable pf0 > /dev/null
background sriovctl -J monitor > "$LIB_TMP/events"
MONITOR=$BG
wait_for 20 poke
modprobe -r sriov_pf
check "monitor sees the module go" wait_for 20 happened \
	'.[]; .event == "module-gone"'
check "and doesn't have it loaded again" [ ! -e /sys/module/sriov_pf ]
# The kernel would load it again when it is asked for the family.
echo > /proc/sys/kernel/modprobe
check "the missing module" exits 4 'the module sriov_pf is not loaded' \
	sriovctl
check "and how to load it" exits 4 "run 'modprobe sriov_pf'" \
	sriovctl vf enable pf0 1
echo /sbin/modprobe > /proc/sys/kernel/modprobe
modprobe sriov_pf

# Named by netdev, so it knows the new PFs.
returns()
{
	sriovctl vf set pf0/5 vlan "$((++toggle + 100))"
	happened '.[]; .event == "module"' &&
		happened '.[]; .event == "vf" and .pf == "pf0" and .vlan > 100'
}

check "monitor sees the module return, and its events" wait_for 60 returns

finish
