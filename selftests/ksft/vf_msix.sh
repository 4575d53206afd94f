#!/bin/bash
# Proves that interrupt vectors are shared out to VFs by sriov_vf_msix_count, from a pool that ends, and that a VF has its queues after them.
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 6.12 debug
# check-kernels: 6.12
# mock-params: vfs=8 vf_vectors=36
#
#   36 vectors, 4 for each of 8 VFs by default: one VF can have 8
#
#   guest a: p0v4 10.9.0.1 ---[ embedded switch ]--- guest b: p0vN 10.9.0.2
# Cases are strings that check evaluates later.
# shellcheck disable=SC2016,SC2034,SC2317
# shellcheck source=selftests/ksft/lib.sh
. "$(dirname "$0")/lib.sh"

plan 24
# More queues than the guest has processors.
modprobe sriov_vf queues=4
drivers

FLOWS=48
PF=$(pf_sysfs 0)

# vf_sysfs N
vf_sysfs()
{
	readlink -f "$PF/virtfn$1"
}

# Eight VFs without a driver, which may get one later.
create()
{
	echo 0 > "$PF/sriov_drivers_autoprobe"
	echo 8 > "$PF/sriov_numvfs"
	echo 1 > "$PF/sriov_drivers_autoprobe"
}

setup()
{
	create && sriovctl vf set pf0/0-7 queues 4
}

# give VF COUNT
give()
{
	echo "$2" > "$(vf_sysfs "$1")/sriov_vf_msix_count"
}

# has VF COUNT: as the host, and the function's MSI capability, say.
has()
{
	local flags
	flags=$(setpci -s "$(basename "$(vf_sysfs "$1")")" CAP_MSI+2.w)
	equal "$2 $2" "$((1 << (0x$flags >> 1 & 7))) $(
		sriovctl -J vf show "pf0/$1" | jq .vfs[0].vectors)"
}

# drive VF: bind its driver
drive()
{
	basename "$(vf_sysfs "$1")" > /sys/bus/pci/drivers/sriov_vf/bind
	sriovctl wait "pf0/$1" --driver --timeout 60 &&
		wait_for 20 test -e "/sys/class/net/p0v$1"
}

# vectors_of VF: that its driver has
vectors_of()
{
	find "$(vf_sysfs "$1")/msi_irqs" -type f | wc -l
}

# queues_of NAMESPACE DEV: its maximum
queues_of()
{
	in_ns "$1" ethtool -l "$2" | awk '/^Combined:/ { print $2; exit }'
}

# fired VF: "N N ..." interrupts of each of the VF's vectors
fired()
{
	local irqs
	irqs=$(cd "$(vf_sysfs "$1")/msi_irqs" && echo *)
	awk -v irqs=" $irqs " '
		sub(":", "", $1) && index(irqs, " " $1 " ") {
			n = 0
			for (i = 2; $i ~ /^[0-9]+$/; i++) n += $i
			printf "%d ", n }' /proc/interrupts
}

# fires VF: how many of its vectors fire while flows come to it
fires()
{
	local before after
	before=$(fired "$1")
	in_ns a bash -c "for port in {7001..$((7000 + FLOWS))}; do
			echo flow > /dev/udp/10.9.0.2/\$port
		done" 2>/dev/null
	reach a 10.9.0.2 || return
	after=$(fired "$1")
	paste -d' ' <(xargs -n1 <<< "$before") <(xargs -n1 <<< "$after") |
		awk '$2 > $1 { n++ } END { print n + 0 }'
}

# works VF VECTORS QUEUES: its driver has so many of them; all queues fire
works()
{
	drive "$1" && guest b "p0v$1" 10.9.0.2/24 || return 1
	# It knows the VF that had the address before.
	ip -n a neighbor flush dev p0v4
	equal "$2 $3" "$(vectors_of "$1") $(queues_of b "p0v$1")" &&
		wait_for 20 reach a 10.9.0.2 && equal "$3" "$(fires "$1")"
}

# back VF: from the guest, but driven
back()
{
	guest_gone b
	wait_for 20 test -e "/sys/class/net/p0v$1"
}

ip link set wire0 up
check "eight VFs" setup
check "the PF says how many vectors its VFs share" \
	equal 36 "$(cat "$PF/sriov_vf_total_msix")"
check "four each by default" eval 'has 0 4 && has 7 4'
check "guest a" eval 'drive 4 && guest a p0v4 10.9.0.1/24'

check "by default a driver has three queue pairs, with a vector each" \
	works 5 4 3
back 5
refused "its number, while it has a driver" "busy" give 5 8

check "one VF may have eight" give 0 8
check "it has them" has 0 8
refused "a second one: the rest isn't enough" "no space" give 1 8
check "it has four, as before" has 1 4
refused "three" "invalid" give 1 3
refused "sixteen" "invalid" give 1 16
refused "less than none" "invalid" give 1 -1
check "a refusal says in the kernel log why" eval \
	'dmesg | grep -q "VF 1: 8 vectors: of the 36 for all VFs 4 are left"'

check "with eight a driver has four queue pairs" works 0 5 4
echo 1 > "$PF/reset"
check "and after a reset of the PF" eval \
	'wait_for 30 has_carrier b p0v0 && wait_for 20 reach a 10.9.0.2 &&
	 has 0 8 && equal 4 "$(fires 0)"'
back 0

give 1 2
check "with two, one queue pair" works 1 2 1
back 1
give 2 1
check "with one vector for all, one queue pair, too" works 2 1 1
back 2
check "what those gave up another VF may have" eval 'give 3 8 && has 3 8'
echo 1 > "$(vf_sysfs 3)/reset"
check "a function level reset doesn't change it" has 3 8
check "0 is the default" eval 'give 3 0 && has 3 4'

sriovctl vf set pf0/6 spoofchk on --owner 7
refused "that of a VF with an owner" "permitted" give 6 2

guest_gone a
wait_for 20 test -e /sys/class/net/p0v4
echo 0 > "$PF/sriov_numvfs"
create
check "new VFs have the default" eval 'has 0 4 && has 1 4 && has 2 4'
check "and the pool is whole" eval 'give 7 8 && has 7 8'

finish
