#!/bin/bash
# Proves that controllers changing one PF at the same time never leave it half-changed or confused.
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 6.12 debug
# check-kernels: 6.12
# timeout: 600
# Cases are strings that check evaluates later.
# shellcheck disable=SC2016,SC2034,SC2317
# shellcheck source=selftests/ksft/lib.sh
. "$(dirname "$0")/lib.sh"

plan 6
drivers

vfs 0 8
rounds=$(soak 200 5000 30)

# Each writes VLAN and priority together for all VFs, as long as ip is at work:
# whoever is last, every VF must show a pair that one of them wrote, the same on
# all.
by_tool()
{
	until [ -e "$LIB_TMP/ended" ]; do
		sriovctl vf set pf0/0-7 vlan "$1" qos "$2" || return 1
	done
}

# It looks each time: what is its alone nobody else changes, though each of the
# others' requests is of all VFs. It ends with what isn't the default.
by_ip()
{
	local i vf switch
	for i in $(seq "$rounds"); do
		for switch in on off; do
			for vf in 0 1 2 3 4 5 6 7; do
				echo "link set pf0 vf $vf spoofchk $switch"
			done
			echo "link show pf0"
		done
	done | ip -batch - > "$LIB_TMP/shown"
	i=$?
	touch "$LIB_TMP/ended"
	return "$i"
}

# What ip saw that it hadn't set, if it looked as often as it should
unlike()
{
	awk -v looks=$((2 * rounds)) '
		/^[0-9]+: pf0/ { want = ++n % 2 ? "on" : "off" }
		/spoof checking/ {
			vfs++
			if ($0 !~ "spoof checking " want)
				print "look " n ", not " want ":" $0
		}
		END {
			if (n != looks || vfs != 8 * n)
				print n " looks at " vfs " VFs"
		}' "$LIB_TMP/shown" | head -n 3
}

by_tool 101 1 & one=$!
by_tool 202 2 & two=$!
by_ip & three=$!
wait "$one"; s1=$?
wait "$two"; s2=$?
wait "$three"; s3=$?
check "two sriovctl and one ip all succeed" equal "0 0 0" "$s1 $s2 $s3"

pairs=$(sriovctl -J vf list pf0 |
	jq -r '.. | objects | select(has("qos")) | "\(.vlan) \(.qos)"' | sort -u)
check "ip finds each time what it set" equal "" "$(unlike)"
check "all VFs show one writer's pair" eval \
	'[ "$pairs" = "101 1" ] || [ "$pairs" = "202 2" ]'
check "spoof check ends as ip left it" equal "8 false" \
	"$(sriovctl -J vf list pf0 |
	   jq -r '[.. | .spoofchk? | booleans] | "\(length) \(any)"')"

# The number of VFs, changed by both at once: one wins, the other is refused,
# and the kernel and the tool agree on what there is.
fight()
{
	local i
	for i in $(seq "$(soak 4 100 2)"); do
		sriovctl vf disable pf0 2>/dev/null
		sriovctl vf enable pf0 3 2>/dev/null
	done
}
fight &
one=$!
(
	for i in $(seq "$(soak 4 100 2)"); do
		echo 0 > "$(pf_sysfs 0)/sriov_numvfs"
		echo 5 > "$(pf_sysfs 0)/sriov_numvfs"
	done
) 2>/dev/null &
two=$!
wait "$one" "$two"
now=$(numvfs 0)
check "the kernel and sriovctl agree on the number of VFs" equal "$now" \
	"$(sriovctl -J pf show pf0 | jq '[.. | .["num-vfs"]? | numbers] | first')"
check "and that many are listed" equal "$now" \
	"$(sriovctl -J vf list pf0 | jq '[.. | .state? | strings] | length')"

finish
