# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# What tests of the PF driver for Intel's 82576 share, on QEMU's model of it
# (nic: igb). VFs have the stock driver, igbvf, and are netdevs ethN.
#
#	10.0.2.2, the host's user network ---[ wire ]--- PF, VFs

# find_card: its PCI address in PCI, its folder in SYSFS
find_card()
{
	SYSFS=$(grep -lx 0x10c9 /sys/bus/pci/devices/*/device | head -n 1)
	SYSFS=${SYSFS%/device}
	PCI=${SYSFS##*/}
	[ -n "$PCI" ]
}

# take_pf: give the card to sriov_pf; then its netdev is in PF.
take_pf()
{
	modprobe sriov_pf && find_card || return 1
	echo sriov_pf_82576 > "$SYSFS/driver_override"
	[ ! -e "$SYSFS/driver" ] || echo "$PCI" > "$SYSFS/driver/unbind"
	echo "$PCI" > /sys/bus/pci/drivers_probe
	PF=$(ls "$SYSFS/net" 2>/dev/null)
	[ -n "$PF" ]
}

# pf_up: up, with an address on the wire
pf_up()
{
	ip link set "$PF" up &&
		ip address replace 10.0.2.15/24 dev "$PF" &&
		wait_for 20 has_carrier - "$PF"
}

# igb_vfs NUMBER: that many VFs, each with a driver
igb_vfs()
{
	echo "$1" > "$SYSFS/sriov_numvfs" || return 1
	[ "$1" = 0 ] || { modprobe igbvf && wait_for 30 vfs_there "$1"; }
}

vfs_there()
{
	local found
	found=$(compgen -G "$SYSFS/virtfn*/net/*" | wc -l)
	[ "$found" = "$1" ]
}

# igb_vf N: its netdev, in the initial namespace
igb_vf()
{
	ls "$SYSFS/virtfn$1/net"
}

# stat NAME: a statistic of "ethtool -S"
stat_of()
{
	ethtool -S "$PF" | sed -n "s/^ *$1: //p"
}
