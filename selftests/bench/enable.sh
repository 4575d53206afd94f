#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# What enabling VFs costs, from 64 on one PF to 1024 on four: with a PF driver
# that does nothing (stub, the floor), with sriov_pf alone (pf), and with VF
# netdevs (vf), which are ready at the end. The last round leaves 4 x 256 VFs
# of each kind for list.sh and config.sh.

# shellcheck source=selftests/bench/lib.sh
. "${0%/*}/lib.sh"

# numvfs_write NAME VALUE PFS
numvfs_write()
{
	local name=$1 value=$2 pfs=$3 paths=() port

	for ((port = 0; port < pfs; port++)); do
		paths+=("/sys/bus/pci/devices/$(pf_address "$port")/sriov_numvfs")
	done
	measured "$name" --write "$value" "${paths[@]}"
}

# enable NAME VFS-OF-EACH-PF PFS
enable()
{
	local name=$1 each=$2 pfs=$3 port

	numvfs_write "enable.$name.$((each * pfs))" "$each" "$pfs"
	[ "$READY" = 1 ] || return 0
	stopwatch
	for ((port = 0; port < pfs; port++)); do
		sriovctl wait "pf$port" --driver --timeout 300
	done
	lap "wait.$name.$((each * pfs))"
}

disable()
{
	local name=$1 each=$2 pfs=$3

	numvfs_write "disable.$name.$((each * pfs))" 0 "$pfs"
}

# rounds NAME
rounds()
{
	local each pfs

	# Once for what the first ones set up
	enable "warm.$1" 16 4
	disable "warm.$1" 16 4
	while read -r each pfs; do
		enable "$1" "$each" "$pfs"
		[ "$each$pfs" != 2564 ] || extra "$1"
		disable "$1" "$each" "$pfs"
	done <<- END
		64 1
		128 1
		256 1
		256 2
		256 4
	END
}

# What else wants 1024 VFs
extra()
{
	case $1 in
	pf)	config; listing bare ;;
	vf)	listing netdevs ;;
	esac
}

# shellcheck source=selftests/bench/config.sh
. "${0%/*}/config.sh"
# shellcheck source=selftests/bench/listing.sh
. "${0%/*}/listing.sh"

READY=0
modprobe sriov_stub
rounds stub
rmmod sriov_stub
modprobe sriov_pf
wait_for 30 pfs_there
rounds pf
READY=1
modprobe sriov_vf
rounds vf
