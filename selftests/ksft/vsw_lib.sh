# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# What the kselftests of the virtual switch share: a switch with veth pairs as
# guests, and listening on them. Source it after lib.sh.
#
#     g1 === s1 --[ lan0 ]-- s2 === g2      g: the guest's end, s: the port
#                     |
#                   lan0, the host

# Loaded by the first dummy that is made, it would make one more of its own.
modprobe dummy numdummies=0

# What is left of it when a script ends; then lib.sh's own
vsw_cleanup()
{
	local dev

	for dev in /sys/class/net/*; do
		dev=${dev##*/}
		[[ ! $dev =~ ^([sd][0-9]+|t7|br[79]|lan[0-9]|vx9|bo9|bond0|du9)$ ]] ||
			echo "link del $dev"
	done | ip -force -batch - 2> /dev/null
	echo 0 > /proc/sys/net/ipv6/conf/default/disable_ipv6
	cleanup
}
trap vsw_cleanup EXIT

# new_switch NAME COUNT: a switch that is up, with ports s1... and guests g1...
new_switch()
{
	modprobe vswitch && ip link add "$1" type vswitch &&
		ip link set "$1" up || return 1
	add_guests "$1" 1 "$2"
}

# add_guests SWITCH FIRST LAST
add_guests()
{
	local n

	for n in $(seq "$2" "$3"); do
		ip link add "s$n" address "$(printf 02:00:00:00:01:%02x "$n")" \
			type veth peer name "g$n" \
			address "$(guest_mac "$n")" || return 1
		quiet "s$n" "g$n"
		ip link set "s$n" master "$1" && ip link set "s$n" up &&
			ip link set "g$n" up || return 1
	done
	for n in $(seq "$2" "$3"); do
		wait_for 10 has_carrier - "g$n" || return 1
	done
}

# quiet DEV...: they send nothing by themselves.
quiet()
{
	local dev

	for dev; do
		echo 1 > "/proc/sys/net/ipv6/conf/$dev/disable_ipv6"
	done
}

guest_mac()
{
	printf 02:00:00:00:02:%02x "$1"
}

# from N M TEXT [VID]: a frame of guest N to guest M, or to the address M
from()
{
	local to=$2

	[[ $to == *:* ]] || to=$(guest_mac "$to")
	send "g$1" "$to" "$(guest_mac "$1")" "${4:-0}" "$3"
}

# all_heard N...: what was sent to these guests so far is in their files. The
# last frame goes to each by its port's device, not through the switch.
all_heard()
{
	local n

	for n; do
		frames send "s$n" ff:ff:ff:ff:ff:ff 02:ee:00:00:00:01 0 \
			"end from s$n"
	done
	listeners_end
}

# learned SWITCH MAC PORT [VLAN]: it is known to be behind it.
learned()
{
	bridge fdb show dev "$1" |
		grep -Eq "^$2( dev $1)?${4:+ vlan $4} via $3 "
}

# gone DEV: no such device
gone()
{
	! ip link show "$1" > /dev/null 2>&1
}

# drops SWITCH REASON: how many, over all its ports
drops()
{
	ethtool -S "$1" | sed -n "s/^ *drop-$2: //p"
}
