#!/bin/bash
# Proves that changes of VFs of several PFs are one transaction: all or nothing, by traffic, listing and generation.
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 6.12 debug
# check-kernels: 6.12
# memory: 4096
# timeout: 600
#
#     wire0 ---[ port 0 ]--- pf0        wire1 ---[ port 1 ]--- pf1
#                |     |                           |     |
#              p0v0   p0v1                       p1v0   p1v1
# Cases are strings that check evaluates later.
# shellcheck disable=SC2016,SC2034,SC2317
# shellcheck source=selftests/ksft/lib.sh
. "$(dirname "$0")/lib.sh"

plan 19
drivers

all=ff:ff:ff:ff:ff:ff

generation()
{
	sriovctl -J pf show "pf$1" | jq '.pfs[0].generation'
}

# vlans PORT: of all its VFs, as "VLAN COUNT VLAN COUNT ..."
vlans()
{
	sriovctl -J vf list "pf$1" | jq -r '.vfs[].vlan' | sort -n | uniq -c |
		awk '{ printf "%s%s x %s", (NR > 1 ? ", " : ""), $1, $2 }'
}

setup()
{
	ip link set wire0 up && ip link set wire1 up && vfs 0 2 && vfs 1 2 &&
		up pf0 pf1 p0v0 p0v1 p1v0 p1v1
}

# Broadcast of p0v0 and p1v0, heard on their siblings and wires.
traffic()
{
	listen p0v1 wire0 && send p0v0 "$all" "$(mac_of p0v0)" 0 zero &&
		ended 0 10 20 || return 1
	cp "$LIB_TMP/p0v1.heard" "$LIB_TMP/port0"
	cp "$LIB_TMP/wire0.heard" "$LIB_TMP/port0wire"
	listen p1v1 wire1 && send p1v0 "$all" "$(mac_of p1v0)" 0 one &&
		ended 1 10 20 || return 1
	cp "$LIB_TMP/port0" "$LIB_TMP/p0v1.heard"
	cp "$LIB_TMP/port0wire" "$LIB_TMP/wire0.heard"
}

check "two VFs on each of two ports" setup
check "one command puts all four into VLAN 10" \
	sriovctl vf set pf0/0-1 pf1/all vlan 10
traffic
check "they are there, on both ports" eval \
	'heard p0v1 zero && heard wire0 " 10 zero" &&
	 heard p1v1 one && heard wire1 " 10 one"'

before="$(generation 0) $(generation 1)"
refused "a change that the second PF can't take is refused, with PF and VF" \
	"$(pf_pci 1)/0: mac: VF 1 has .* too" \
	sriovctl vf set pf0/0 vlan 20 , pf1/0 mac "$(mac_of p1v1)"
refused "one that the first can't take too" "$(pf_pci 0)/1: mac: " \
	sriovctl vf set pf1/0 vlan 20 , pf0/1 mac "$(mac_of p0v0)"
check "a dry run says what would change" equal \
	"pf0: 1 VF would change, pf1: 2 VFs would change" \
	"$(sriovctl vf set --dry-run pf0/0 pf1/0-1 vlan 20 |
	   paste -s -d , | sed 's/,/, /')"
check "neither changed anything" \
	equal "$before" "$(generation 0) $(generation 1)"
traffic
check "and traffic flows as before, on both ports" eval \
	'heard p0v1 zero && heard wire0 " 10 zero" &&
	 heard p1v1 one && heard wire1 " 10 one"'

g=$(generation 0)
check "with the right generations it is done" sriovctl vf set \
	pf0/0 pf1/0 vlan 20 --generation "pf0=$g" \
	--generation "pf1=$(generation 1)"
traffic
check "VF 0 of both ports left VLAN 10" eval \
	'unheard p0v1 zero && heard wire0 " 20 zero" &&
	 unheard p1v1 one && heard wire1 " 20 one"'
refused "the old generation is refused, with both numbers" \
	"$(pf_pci 0): generation: $g expected, but it is $(generation 0)" \
	sriovctl vf set pf1/0 vlan 30 --generation "pf0=$g"
check "and nothing changed" equal "1 x 10, 1 x 20" "$(vlans 1)"

# Two count the VLAN of a VF up, each from what it read: none may be lost.
rounds=$(soak 15 300 5)
sriovctl vf set pf0/0 vlan 100
count_up()
{
	local left=$rounds tries=0 vf
	while [ "$left" -gt 0 ] && [ "$tries" -lt $((rounds * 200)) ]; do
		tries=$((tries + 1))
		vf=$(sriovctl -J vf show pf0/0 |
		     jq -r '.vfs[0] | "\(.vlan + 1) pf0=\(.generation)"')
		sriovctl vf set pf0/0 vlan "${vf% *}" \
			--generation "${vf#* }" 2>/dev/null && left=$((left - 1))
	done
	[ "$left" = 0 ]
}
count_up & one=$!
count_up & two=$!
wait "$one"; s1=$?
wait "$two"; s2=$?
check "two controllers that heed the generation both get through" \
	equal "0 0" "$s1 $s2"
check "and no change is lost" equal $((100 + 2 * rounds)) \
	"$(sriovctl -J vf show pf0/0 | jq '.vfs[0].vlan')"
vfs 0 0
vfs 1 0

# Many: functions without drivers, that takes seconds only.
each=$(soak 256 256 64)
many()
{
	local port
	for port in 0 1 2 3; do
		echo 0 > "$(pf_sysfs "$port")/sriov_drivers_autoprobe"
		sriovctl vf enable "pf$port" "$each" || return 1
	done
}
check "$each VFs on each of four ports" many
range=0-$((each - 1))
start=$(date +%s%N)
sriovctl vf set "pf0/$range" "pf1/$range" "pf2/$range" "pf3/$range" \
	vlan 77 qos 3 spoofchk off
end=$(date +%s%N)
note "$((4 * each)) VFs over four PFs in $(((end - start) / 1000)) us"
check "one transaction changes all of them" equal \
	"$(for i in 0 1 2 3; do echo "$each x 77"; done)" \
	"$(for i in 0 1 2 3; do vlans "$i"; echo; done)"

# groups N: N times every other VF of all ports, the last wins.
groups()
{
	local i port odd
	odd=$(seq -s , 1 2 255)
	for i in $(seq "$1"); do
		[ "$i" = 1 ] || echo ,
		for port in 0 1 2 3; do echo "pf$port/$odd"; done
		echo "vlan $((100 + i))"
	done
}
# shellcheck disable=SC2046
check "a request of more than 208 KiB" sriovctl vf set $(groups 12)
check "is done, in its order" equal \
	"$((each / 2)) x 77, $((each / 2)) x 112" "$(vlans 3)"
# shellcheck disable=SC2046
refused "one of more than 1 MiB is refused" "1048576 are the limit" \
	sriovctl vf set $(groups 60)
for port in 0 1 2 3; do
	sriovctl vf disable "pf$port" > /dev/null
	echo 1 > "$(pf_sysfs "$port")/sriov_drivers_autoprobe"
done

finish
