#!/bin/bash
# Proves that 1, 7, 64, 255, 256 and 4 x 256 VFs come up as PCI functions with driver and netdev, and go again.
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 6.12 debug
# check-kernels: 6.12 debug
# memory: 6144
# timeout: 900
# debug-append: dma_debug=off
# Cases are strings that check evaluates later.
# shellcheck disable=SC2016,SC2034,SC2317
# shellcheck source=selftests/ksft/lib.sh
. "$(dirname "$0")/lib.sh"

# On the debug kernel make check takes fewer of them, make soak all.
counts=$(soak "1 7 64 256" "1 7 64 255 256" "1 7")
each=$(soak 256 256 64)
all=$((4 * each))
plan $((3 * $(wc -w <<< "$counts") + 11))
drivers

# VFs of port N that are PCI functions bound to sriov_vf.
bound()
{
	readlink -f "$(pf_sysfs "$1")"/virtfn*/driver | grep -c '/sriov_vf$'
}

netdevs()
{
	find /sys/class/net -name "p$1v*" | wc -l
}

# Buses that VFs of port N stand on.
buses()
{
	readlink -f "$(pf_sysfs "$1")"/virtfn* | sed 's|.*/||; s|:[^:]*$||' |
		sort -u | wc -l
}

# On the debug kernel lockdep's key table is finite: one key per qdisc.
if is_debug; then
	modprobe -r sriov_vf 2>/dev/null
	modprobe sriov_vf queues=1
fi

for count in $counts; do
	check "sysfs enables $count VFs" \
		eval "echo $count > $(pf_sysfs 0)/sriov_numvfs"
	check "all $count become ready with a driver" \
		sriovctl wait pf0 --driver --timeout 120
	check "$count functions bound, $count netdevs, $count listed" eval \
		"equal '$count $count $count' \
		 \"\$(bound 0) \$(netdevs 0) \$(sriovctl -J vf list pf0 | jq '[.. | .state? | strings] | length')\""
	echo 0 > "$(pf_sysfs 0)/sriov_numvfs"
done
check "disabling leaves none" equal "0 0" "$(bound 0) $(netdevs 0)"

all_ports()
{
	local port
	for port in 0 1 2 3; do
		sriovctl vf enable "pf$port" "$each" || return 1
	done
}

check "sriovctl enables 4 x $each" all_ports
check "$all VFs are listed" equal "$all" \
	"$(sriovctl -J vf list | jq '[.. | .state? | strings] | length')"
check "they stand on more than one bus" eval '[ "$(buses 3)" -gt 1 ]'
check "lspci knows them all" equal "$all" "$(lspci -D -d 6d6b:5f02 | wc -l)"

# Their netdevs work: bring all up, the last of them carries traffic.
last=$((each - 1))
up_all()
{
	local port
	for port in 0 1 2 3; do
		ip link set "wire$port" up
		for vf in $(seq 0 "$last"); do echo "link set p${port}v$vf up"; done
	done | ip -batch -
	wait_for 60 has_carrier - "p3v$last"
}
for port in 0 1 2 3; do ip link set "wire$port" up; done
check "$all netdevs come up" up_all
up pf3 "p3v$((last - 1))"
# The carrier is there before the queues are: with 1024 netdevs that takes a
# while, and what is sent meanwhile is dropped.
wait_for 60 grep -q up "/sys/class/net/p3v$((last - 1))/operstate"
listen "p3v$last" wire3
send "p3v$((last - 1))" "$(mac_of "p3v$last")" \
	"$(mac_of "p3v$((last - 1))")" 0 lastvf
ended 3
check "VF $((last - 1)) of port 3 reaches VF $last, on another bus than the PF" \
	heard "p3v$last" lastvf

for port in 0 1 2 3; do
	sriovctl vf disable "pf$port" || not_ok "disable pf$port"
done
check "and all are gone" equal 0 "$(lspci -D -d 6d6b:5f02 | wc -l)"
refused "257 VFs are refused with the limit" "256" sriovctl vf enable pf0 257
refused "by the kernel too" "out of range|invalid" \
	bash -c "echo 257 > $(pf_sysfs 0)/sriov_numvfs"
check "and none is there" equal 0 "$(numvfs 0)"

finish
