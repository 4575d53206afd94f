# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# VFs of QEMU's 82576 in switches, end to end, whoever drives the PF: our own
# driver, or the stock one whose PF is adopted. Source it after lib.sh, vsw_lib.sh
# and igb_lib.sh; take the PF, and call vfs_in_networks. 17 cases.
#
#	wire, 10.0.2.2 ---[ 82576 ]--- PF 10.0.2.15 --- PF.4094 --[ lan0, nat ]
#			   |   |   |			       10.77.0.1
#			 VF 0 VF 1 VF 2
#			  a    b    c, on the wire in bridge mode
# Cases are strings that check evaluates later.
# shellcheck disable=SC2016,SC2034,SC2317

# lease NS DEV: by DHCP; the address is in LEASE
lease_script()
{
	cat > "$LIB_TMP/script" <<-'END'
	#!/bin/bash
	[ "$1" = bound ] || exit 0
	ip -4 address flush dev "$interface"
	ip address add "$ip/$mask" dev "$interface"
	[ -z "$router" ] || ip route replace default via "$router"
	echo "$ip" > "$OUT"
	END
	chmod +x "$LIB_TMP/script"
}

lease()
{
	OUT=$LIB_TMP/$1.ip in_ns "$1" busybox udhcpc -f -q -n -t 10 -T 2 \
		-i "$2" -s "$LIB_TMP/script" > "$LIB_TMP/$1.dhcp" 2>&1 || {
		note "$(tail -n 3 "$LIB_TMP/$1.dhcp")"
		return 1
	}
}

# has NS PATTERN: the address that it got
has()
{
	grep -Eq "$2" "$LIB_TMP/$1.ip"
}

# vlans: the port VLANs of VFs 0 to 2
vlans()
{
	sriovctl -J vf list "$PF" | jq -r '[.vfs[:3][].vlan] | join(" ")'
}

vfs_in_networks()
{
	local a b c

	lease_script
	modprobe vswitch_nat && igb_vfs 3 || exit 1
	a=$(igb_vf 0) b=$(igb_vf 1) c=$(igb_vf 2)
	check "a NAT switch, with DHCP" sriovctl switch create lan0 mode nat \
		subnet 10.77.0.0/24 dhcp on uplink "$PF"
	check_not "this card can't keep VLANs off the wire" eval \
		'sriovctl pf show "$PF" | grep -q "caps.*local-vlan"'
	refused "so one has to know" "tagged-on-wire" \
		sriovctl switch attach lan0 "$PF/0"
	sriovctl switch create dev0 mode host-only
	refused "and host-only isn't to be had" "host-only" \
		sriovctl switch attach dev0 "$PF/0" --tagged-on-wire
	sriovctl switch delete dev0
	check "two VFs join" \
		sriovctl switch attach lan0 "$PF/0-1" --tagged-on-wire
	check "they have its VLAN, others don't" equal "4094 4094 0" "$(vlans)"
	check "the switch names them" eval \
		'sriovctl switch show lan0 |
			grep -q "vfs  *$PF/0-1 by $PF.4094, VLAN 4094"'
	guest a "$a"
	guest b "$b"
	check "VF 0 gets an address by DHCP" eval \
		'lease a '"$a"' && has a "^10\.77\.0\."'
	check "VF 1, too" eval 'lease b '"$b"' && has b "^10\.77\.0\."'
	check "they reach each other, through the NIC" \
		reach a "$(cat "$LIB_TMP/b.ip")"
	check "the host" reach a 10.77.0.1
	check "and the outside by NAT" wait_for 10 reach b 10.0.2.2

	guest c "$c"
	sriovctl switch create lan1
	check "a VF in bridge mode: the PF is the port" eval \
		'ip address flush dev "$PF" &&
		 sriovctl switch attach lan1 "$PF/2" &&
		 equal lan1 "$(ip -j link show "$PF" | jq -r ".[0].master")" &&
		 equal "4094 4094 0" "$(vlans)"'
	check "it gets an address of the physical network" eval \
		'lease c '"$c"' && has c "^10\.0\.2\."'
	check "and is on it" wait_for 10 reach c 10.0.2.2
	check "the NAT switch goes on meanwhile" reach a 10.77.0.1
	sriovctl switch delete lan1
	sriovctl switch detach lan0 "$PF/0-1"
	check "detached, all is as before" equal "0 0 0 null 0" "$(vlans) \
$(ip -j link show "$PF" | jq -r '.[0].master') \
$(ip link | grep -c 'sriovctl-\|4094')"
	sriovctl switch delete lan0
	guest_gone a
	guest_gone b
	guest_gone c
}
