#!/bin/bash
# Proves that a VF of an 82576 that was handed out through vfio-pci behind an IOMMU works with a user-space driver that knows nothing of us (DPDK's), that the PF keeps control of it, and that it comes back.
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 6.12
# check-kernels: 6.12
# nic: igb-iommu
# part: dpdk
# append: intel_iommu=on
# timeout: 300
# Cases are strings that check evaluates later.
# shellcheck disable=SC2016,SC2317
#
#	user space: vf0 10.9.0.1 --.
#	guest b:    vf1 10.9.0.2 --+-- [ 82576 ]
#	host:    port 10.9.0.254 --'
#
# The user-space driver runs testpmd, which answers pings to any address.
VFS=${VFS:-sriov_vf}
# shellcheck source=selftests/ksft/interop_lib.sh
. "$(dirname "$0")/interop_lib.sh"

MAC=02:00:00:00:99:01
# For DPDK's memory
echo 40 > /proc/sys/vm/nr_hugepages

# user_start: DPDK's driver takes the VF.
user_start()
{
	rm -f "$LIB_TMP/user"
	dpdk-testpmd -l 0,1 --in-memory -m 64 --iova-mode=va --no-telemetry \
		-a "$(basename "$(vf 0)")" -- --total-num-mbufs=2048 \
		--forward-mode=icmpecho --no-lsc-interrupt --stats-period 1 \
		< /dev/null >> "$LIB_TMP/user" 2>&1 &
	USER_PID=$!
	LIB_PIDS+=("$USER_PID")
	wait_for 60 eval 'user_runs || [ ! -e /proc/$USER_PID ]'
	user_runs && return 0
	sed 's/^/# /' "$LIB_TMP/user"
	return 1
}

user_runs()
{
	grep -q "Port statistics" "$LIB_TMP/user"
}

# user_end SIGNAL: also when it died
user_end()
{
	kill "-$1" "$USER_PID" 2> /dev/null
	wait "$USER_PID" 2> /dev/null
	ip -n b neigh flush all
	ip neigh flush all
}

# handed_out: behind the IOMMU, in a group of its own
handed_out()
{
	local group

	modprobe vfio_iommu_type1
	give "$(vf 0)" vfio-pci || return 1
	group=$(readlink -f "$(vf 0)/iommu_group") || return 1
	equal 1 "$(find "$group/devices/" -type l | wc -l)" && [ -e "/dev/vfio/${group##*/}" ]
}

# address_of_user: the one that the host gave
address_of_user()
{
	ip -n b neigh show 10.9.0.1 | grep -q "$MAC"
}

# cut_off PF-DRIVER, let_in PF-DRIVER: what the host has against a VF
cut_off()
{
	case $1 in
	igb) ip link set port vf 0 vlan 5 ;;
	*) sriovctl vf quarantine port/0 ;;
	esac
	! reach b 10.9.0.1
}

# In the log, for who has to find out why
again()
{
	user_start && wait_for 30 reach b 10.9.0.1 && return 0
	tail -n 40 "$LIB_TMP/user" | sed 's/^/# /'
	return 1
}

let_in()
{
	case $1 in
	igb) ip link set port vf 0 vlan 0 ;;
	*) sriovctl vf release port/0 ;;
	esac
	user_end TERM
	again
}

# The VF's registers are gone for a moment: whatever that does to its driver,
# the PF and the other VF are back, and the next driver works.
pf_flr()
{
	echo 1 > "$CARD/reset"
	[ "$1" != igb ] || { ip link set port down && ip link set port up; }
	wait_for 40 reach b 10.9.0.254 || return 1
	user_end TERM
	again
}

killed()
{
	user_end KILL
	! reach b 10.9.0.1 && wait_for 10 reach b 10.9.0.254 &&
		again
}

returned()
{
	user_end TERM
	vf_give 0 "$1" && guest a vf0 10.9.0.1/24 &&
		wait_for 20 reach a 10.9.0.2 && wait_for 20 reach a 10.9.0.254
}

try()
{
	check "$PAIR two VFs" eval 'enable 2 && vf_give 1 sriov_vf &&
		guest b vf1 10.9.0.2/24'
	check "$PAIR the host gives an address" ip link set port vf 0 mac "$MAC"
	check "$PAIR the VF is vfio-pci's, alone in its group" handed_out
	check "$PAIR DPDK's driver takes it" user_start
	check "$PAIR another VF reaches it" wait_for 20 reach b 10.9.0.1
	check "$PAIR it has the host's address" address_of_user
	check "$PAIR the PF reaches it" wait_for 20 reach - 10.9.0.1
	check "$PAIR the host cuts it off" cut_off "$1"
	check "$PAIR and lets its next driver in" let_in "$1"
	check "$PAIR FLR of the PF" pf_flr "$1"
	check "$PAIR killed, and started again" killed
	check "$PAIR back with the kernel's driver" returned "$2"
}

pairs 12 try
finish
