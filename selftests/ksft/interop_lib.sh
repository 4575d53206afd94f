# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# What the interoperability tests on QEMU's 82576 share: drivers for PF and VF
# by driver_override, and the pairs of them. Everything a test does to a card
# it does with each pair.
#
#	guest a: vf0 10.9.0.1 --.            .-- out: e1000e 10.9.0.250
#	guest b: vf1 10.9.0.2 --+-- [ 82576 ]-+
#	host: port 10.9.0.254 --'            '-- user network of QEMU 10.0.2.2

# shellcheck source=selftests/ksft/lib.sh
. "$(dirname "$0")/lib.sh"

# Drivers of the PF and of VFs that are tried with each other
PFS=${PFS:-igb sriov_pf_82576}
VFS=${VFS:-sriov_vf igbvf}

BUS=/sys/bus/pci/devices
CARD=$(grep -l 0x10c9 "$BUS"/*/device | head -n 1)
CARD=${CARD%/device}
OTHER=$(grep -l 0x10d3 "$BUS"/*/device | head -n 1)
OTHER=${OTHER%/device}

# module_of DRIVER: where it lives
module_of()
{
	case $1 in
	sriov_pf_*) echo sriov_pf ;;
	*) echo "$1" ;;
	esac
}

# give DEVICE DRIVER: by driver_override, whoever has it now; "-" is none
give()
{
	local name=${1##*/}

	[ "$2" = - ] || modprobe "$(module_of "$2")" || return 1
	echo "$2" > "$1/driver_override" || return 1
	[ ! -e "$1/driver" ] || echo "$name" > "$1/driver/unbind" || return 1
	[ "$2" != - ] || return 0
	echo "$name" > /sys/bus/pci/drivers_probe
	[ "$(basename "$(readlink -f "$1/driver")")" = "$2" ] || return 1
	[ "$2" = vfio-pci ] ||
		wait_for 20 eval "[ -n \"\$(ls $1/net 2>/dev/null)\" ]"
}

# called DEVICE NAME: its netdev's name
called()
{
	local dev

	dev=$(basename "$(echo "$1"/net/*)")
	[ "$dev" = "$2" ] || ip link set "$dev" name "$2"
}

# vf N: the VF's place in sysfs
vf()
{
	readlink -f "$CARD/virtfn$1"
}

# vf_give N DRIVER: its netdev is called vfN
vf_give()
{
	give "$(vf "$1")" "$2" && called "$(vf "$1")" "vf$1"
}

# port_up: the PF's netdev, as "port", with an address
port_up()
{
	called "$CARD" port || return 1
	ip address replace 10.9.0.254/24 dev port
	ip link set port up && wait_for 20 has_carrier - port
}

# enable N: VFs without a driver
enable()
{
	echo 0 > "$CARD/sriov_drivers_autoprobe" &&
		echo "$1" > "$CARD/sriov_numvfs"
}

# two_guests VF-DRIVER: two VFs, in guests a and b
two_guests()
{
	enable 2 && vf_give 0 "$1" && vf_give 1 "$1" || return 1
	guest a vf0 10.9.0.1/24 fd09::1/64 && guest b vf1 10.9.0.2/24 fd09::2/64
}

# all_reach: VF to VF and VF to PF
all_reach()
{
	wait_for 40 reach a 10.9.0.2 && wait_for 20 reach a 10.9.0.254 &&
		wait_for 20 reach b 10.9.0.254
}

# outside: the other card, in namespace out
outside()
{
	give "$OTHER" e1000e && called "$OTHER" out0 &&
		guest out out0 10.9.0.250/24 fd09::250/64
}

# end_guests: VFs come back to the host, and go
end_guests()
{
	guest_gone a
	guest_gone b
	echo 0 > "$CARD/sriov_numvfs"
}

# pairs CASES FUNCTION: call it with the driver of the PF and that of VFs, for
# all of them; it has so many cases, and says $PAIR in each.
pairs()
{
	local cases=$1 pf_driver vf_driver n=0

	for pf_driver in $PFS; do
		for vf_driver in $VFS; do n=$((n + cases)); done
	done
	plan "$n"
	[ -e "$CARD" ] || { echo "no 82576 here"; exit 4; }
	for pf_driver in $PFS; do
		for vf_driver in $VFS; do
			PAIR="$pf_driver + $vf_driver:"
			if ! give "$CARD" "$pf_driver" || ! port_up; then
				note "$PAIR no PF"
			fi
			"$2" "$pf_driver" "$vf_driver"
			end_guests
			give "$CARD" -
		done
	done
}
