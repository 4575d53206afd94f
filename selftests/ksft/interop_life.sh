#!/bin/bash
# Proves that whichever driver PF and VF have, they find each other again: after either was down, FLR of either, VFs that come and go, and drivers that go in any order, with traffic under way.
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 6.12 debug
# check-kernels: 6.12
# nic: igb2
# timeout: 600
# Cases are strings that check evaluates later.
# shellcheck disable=SC2016,SC2317
# shellcheck source=selftests/ksft/interop_lib.sh
. "$(dirname "$0")/interop_lib.sh"

CYCLES=$(soak 2 20)

vf_down_up()
{
	ip -n a link set vf0 down && ! reach b 10.9.0.1 &&
		ip -n a link set vf0 up && all_reach
}

pf_down_up()
{
	ip link set port down && ip link set port up && all_reach
}

has_address()
{
	[ "$(mac_of vf0)" = "$1" ]
}

# raced VF-DRIVER: it is probed while the PF goes down and comes up. igb's VFs see
# it in reset then, and igbvf doesn't wait.
raced()
{
	local i mac down_up

	for ((i = 0; i < CYCLES; i++)); do
		end_guests
		mac=02:00:00:00:98:0$((i % 8 + 1))
		enable 1 && ip link set port vf 0 mac "$mac" || return 1
		{ ip link set port down && ip link set port up; } &
		down_up=$!
		vf_give 0 "$1" && wait "$down_up" || return 1
		wait_for 20 has_address "$mac" ||
			equal "$mac" "$(mac_of vf0)" || return 1
	done
	end_guests
	two_guests "$1" && all_reach
}

# igbvf doesn't notice that its function was reset.
restart()
{
	[ "$1" = sriov_vf ] || { ip -n a link set vf0 down && ip -n a link set vf0 up; }
}

vf_flr()
{
	echo 1 > "$(vf 0)/reset" && restart "$1" && all_reach
}

# The VFs are off the bus meanwhile. igb brings back neither itself nor what
# their configuration was: igbvf needs new ones then, ours finds its way.
pf_flr()
{
	echo 1 > "$CARD/reset" || return 1
	[ "$1" != igb ] || { ip link set port down && ip link set port up; }
	case "$1 $2" in
	"igb igbvf")
		end_guests
		two_guests igbvf || return 1 ;;
	*igbvf)
		restart igbvf
		ip -n b link set vf1 down && ip -n b link set vf1 up ;;
	esac
	all_reach
}

# cycles VF-DRIVER: VFs come and go, each time with drivers.
cycles()
{
	local i

	for ((i = 0; i < CYCLES; i++)); do
		end_guests
		enable 2 && vf_give 0 "$1" && vf_give 1 "$1" || return 1
		[ ! -e "$CARD/virtfn2" ] || return 1
	done
	end_guests
	two_guests "$1" && all_reach
}

# traffic: from each to the other, until the device goes
traffic()
{
	background ip netns exec a ping -q -f -s 1000 10.9.0.2 > /dev/null 2>&1
	background ip netns exec b ping -q -f -s 1000 10.9.0.254 > /dev/null 2>&1
	flowing a vf0 && flowing b vf1
}

# gone N: the VF's netdev
gone()
{
	[ ! -e "$(vf "$1" 2> /dev/null)/net" ]
}

back()
{
	guest_gone a
	guest_gone b
	two_guests "$1" && all_reach
}

# The guests stay without their devices.
vf_driver_first()
{
	traffic && rmmod "$1" && gone 0 && gone 1 &&
		end_guests && back "$1"
}

# Its VFs go with it, or, with the in-tree PF driver, are disabled by it.
pf_driver_first()
{
	traffic && echo "${CARD##*/}" > "$CARD/driver/unbind" &&
		wait_for 20 eval '[ ! -e "$CARD/virtfn0" ]' &&
		give "$CARD" "$1" && port_up && back "$2"
}

pf_module_first()
{
	traffic && rmmod "$(module_of "$1")" && [ ! -e "$CARD/virtfn0" ] &&
		rmmod "$2" && give "$CARD" "$1" && port_up && back "$2"
}

# A module that is used as a PF's driver is loaded without VFs' and with.
vf_module_alone()
{
	end_guests
	rmmod "$2" && rmmod "$(module_of "$1")" && modprobe "$2" &&
		give "$CARD" "$1" && port_up && back "$2"
}

try()
{
	check "$PAIR two VFs have their driver and a link" two_guests "$2"
	check "$PAIR they reach each other, the PF, another card" eval \
		'all_reach && reach b 10.9.0.250'
	check "$PAIR VF down and up" vf_down_up
	check "$PAIR PF down and up" pf_down_up
	if [ "$1 $2" = "igb igbvf" ]; then
		skip "$PAIR probed while the PF does so" "no address then"
	else
		check "$PAIR probed while the PF does so" raced "$2"
	fi
	check "$PAIR FLR of the VF" vf_flr "$2"
	check "$PAIR FLR of the PF" pf_flr "$1" "$2"
	check "$PAIR $CYCLES times other VFs" cycles "$2"
	check "$PAIR the VFs' module goes first" vf_driver_first "$2"
	check "$PAIR the PF is unbound first" pf_driver_first "$1" "$2"
	check "$PAIR the PF's module goes first" pf_module_first "$1" "$2"
	check "$PAIR the VFs' module comes first" vf_module_alone "$1" "$2"
}

outside || note "no other card"
pairs 12 try
finish
