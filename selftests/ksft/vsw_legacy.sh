#!/bin/bash
# Proves that VFs of hardware without representors join switches: in bridge mode by the PF, else by a VLAN that the hardware keeps off the wire, all or nothing, and that detaching restores all.
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 6.12 debug
# check-kernels: 6.12
# timeout: 300
#
#	wire0 ---[ NIC ]--- pf0 --- pf0.4094 --[ lan0, host-only ]-- the host
#		  |   |
#	     p0v0, a  p0v1, b
#
# Cases are strings that check evaluates later.
# shellcheck disable=SC2016,SC2317
# shellcheck source=selftests/ksft/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=selftests/ksft/vsw_lib.sh
. "$(dirname "$0")/vsw_lib.sh"

plan 47

ALL=ff:ff:ff:ff:ff:ff
FROM=02:00:00:00:05:01
KNOBS=/sys/kernel/debug/sriov_mock/port0

legacy_cleanup()
{
	for dev in lan0 lan1 lan2; do
		sriovctl switch delete "$dev" 2> /dev/null
	done
	ip link del pf0.4094 2> /dev/null
	vsw_cleanup
}
trap legacy_cleanup EXIT

# vf N KEY, pf KEY: of pf0, as JSON has it
vf()
{
	sriovctl -J vf show "pf0/$1" | jq -r ".vfs[0][\"$2\"]"
}

pf()
{
	sriovctl -J pf show pf0 | jq -r ".pfs[0][\"$1\"]"
}

# state: all that attaching changes, but that the PF is up
state()
{
	ip -j link | jq -c '.[] | select(.ifname | test("^(pf|p0)")) |
		[.ifname, .master, .altnames]'
	sriovctl -J vf list pf0 | jq -c '.vfs[] | [.vf, .vlan, .qos, .owner]'
	pf local-vlans
}

# as_before: nothing is left
as_before()
{
	diff <(state) "$LIB_TMP/before" > "$LIB_TMP/diff" && return 0
	note "$(head -n 5 "$LIB_TMP/diff")"
	return 1
}

# hears: a broadcast of VF 0 is heard by VF 1 (a host-only switch passes none of
# these to the host); the wire's part is the caller's to look at
hears()
{
	listen p0v1 wire0 &&
		send p0v0 "$ALL" "$(mac_of p0v0)" 0 shout &&
		send p0v0 "$ALL" "$(mac_of p0v0)" 0 "end from p0v0" &&
		send pf0 "$ALL" "$FROM" 0 "end from pf0" && listeners_end &&
		heard p0v1 shout
}

drivers && up wire0 && vfs 0 4 && up p0v0 p0v1 p0v2 || exit 1
quiet p0v0 p0v1 p0v2 wire0 pf0
sriovctl vf set pf0/3 vlan 4093
state > "$LIB_TMP/before"

# ---- host-only ----

check "the card can keep VLANs off the wire" eval \
	'sriovctl pf show pf0 | grep -q "caps.*local-vlan"'
sriovctl switch create lan0 mode host-only subnet 10.77.0.0/24 dhcp on
quiet lan0
check "a VF joins a host-only switch" sriovctl switch attach lan0 pf0/0
check "it has a port VLAN, the PF a device in it, and the hardware knows" equal \
	"4094 lan0 4094" "$(vf 0 vlan) \
$(ip -j link show pf0.4094 | jq -r '.[0].master') $(pf local-vlans)"
check "another one joins it by the same" eval \
	'sriovctl switch attach lan0 pf0/1 && equal 4094 "$(vf 1 vlan)" &&
	 equal 1 "$(sriovctl -J port list lan0 | jq "[.ports[] | select(.port | test(\"pf0\"))] | length")"'
check "the switch names them" eval \
	'sriovctl switch show lan0 | grep -q "vfs  *pf0/0-1 by pf0.4094, VLAN 4094"'
check "in JSON, too" equal "pf0/0 pf0.4094 4094 pf0/1" \
	"$(sriovctl -J switch show lan0 | jq -r '.switches[0].vfs |
		"\(.[0].vf) \(.[0].port) \(.[0].vlan) \(.[1].vf)"')"
check "so do the port, and the list of ports" eval \
	'sriovctl port show pf0.4094 | grep -q "vfs  *pf0/0-1" &&
	 sriovctl -n port list lan0 | grep -q "^pf0.4094.* pf0/0-1$"'

check "a guest's broadcast reaches the other guest" hears
check "and not the wire" unheard wire0 shout
listen p0v1 wire0
send lan0 "$ALL" "$FROM" 0 host
send p0v0 02:00:00:00:0a:0a "$(mac_of p0v0)" 0 nobody
send wire0 "$ALL" "$FROM" 4094 outside
ended 0 4094
check "the host's reaches guests, and not the wire" \
	eval 'heard p0v1 host && unheard wire0 host'
check "what nobody wants doesn't leave either" unheard wire0 nobody
check "what comes from the wire with that tag is lost" unheard p0v1 outside

refused "the VLAN stays local while the PF has a device in it" \
	"has a device in VLAN 4094" sriovctl pf set pf0 local-vlans none
refused "no VF joins it by itself" "." \
	ip link add link p0v2 name p0v2.4094 type vlan id 4094
refused "one that is in a VLAN keeps it from becoming local" \
	"driver of VF 2 is in VLAN 50" eval \
	'ip link add link p0v2 name p0v2.50 type vlan id 50 &&
	 sriovctl pf set pf0 local-vlans 50,4094'
ip link del p0v2.50
# The end that a receiver waits for may be lost on the way.
check "after a reset of the PF it is so still" eval \
	'echo 1 > "$(pf_sysfs 0)/reset" && wait_for 30 has_carrier - p0v0 &&
	 wait_for 30 has_carrier - p0v1 && wait_for 90 hears &&
	 unheard wire0 shout'

guest a p0v0
guest b p0v1
lease()
{
	in_ns "$1" busybox udhcpc -f -q -n -t 5 -T 2 -i "$2" \
		-s "$LIB_TMP/script" 2>&1 | grep -q obtained
}
cat > "$LIB_TMP/script" <<'END'
#!/bin/bash
[ "$1" = bound ] || exit 0
ip -4 address flush dev "$interface"
ip address add "$ip/$mask" dev "$interface"
echo "$ip" > "/tmp/lease.$interface"
END
chmod +x "$LIB_TMP/script"
check "guests get addresses by DHCP" eval 'lease a p0v0 && lease b p0v1'
check "reach the host" reach a 10.77.0.1
check "and each other" reach a "$(cat /tmp/lease.p0v1)"

# ---- what is refused ----

refused "a VF that is attached" "attached already, by pf0.4094" \
	sriovctl switch attach lan0 pf0/1
refused "one with a port VLAN" "has a port VLAN.*4093" \
	sriovctl switch attach lan0 pf0/3
sriovctl vf set pf0/2 trunk 7
refused "one with a list of VLANs" "list of VLANs" \
	sriovctl switch attach lan0 pf0/2
sriovctl vf set pf0/2 trunk all
refused "VFs and devices at once" "VFs of one PF" \
	sriovctl switch attach lan0 pf0/2 p0v2
refused "one that isn't attached" "isn't attached to lan0" \
	sriovctl switch detach lan0 pf0/2
refused "a mode that takes them otherwise" "mode bridge doesn't take so" \
	sriovctl switch set lan0 mode bridge

sriovctl switch create lan1 mode host-only
check "another switch gets another VLAN, that no VF has" eval \
	'sriovctl switch attach lan1 pf0/2 && equal 4092 "$(vf 2 vlan)" &&
	 equal 4092,4094 "$(pf local-vlans)"'
sriovctl switch detach lan1 pf0/2
ip link add link p0v2 name p0v2.4092 type vlan id 4092
check "nor one that a VF's driver is in by itself" eval \
	'sriovctl switch attach lan1 pf0/2 && equal 4091 "$(vf 2 vlan)"'
sriovctl switch detach lan1 pf0/2
ip link del p0v2.4092
check "which goes with its VF" eval \
	'equal 0 "$(vf 2 vlan)" && gone pf0.4091 && equal 4094 "$(pf local-vlans)"'

# ---- half-way ----

half()
{
	cp "$LIB_TMP/before" "$LIB_TMP/keep" && cp "$LIB_TMP/some" "$LIB_TMP/before"
	as_before
	local status=$?
	cp "$LIB_TMP/keep" "$LIB_TMP/before"
	return "$status"
}
sriovctl vf set pf0/2 --owner 0x55
state > "$LIB_TMP/some"
refused "a VF of somebody else, when all but its VLAN is done," "owner" \
	sriovctl switch attach lan1 pf0/2
check "leaves nothing behind" half
check "who it belongs to may attach it, and detach it" eval \
	'sriovctl switch attach lan1 pf0/2 --owner 0x55 &&
	 equal 4092 "$(vf 2 vlan)" &&
	 sriovctl switch detach lan1 pf0/2 --owner 0x55 && half'
sriovctl vf set pf0/2 owner none --owner 0x55
state > "$LIB_TMP/some"
ip link add pf0.4092 type dummy
refused "a device of that name" "can't create pf0.4092" \
	sriovctl switch attach lan1 pf0/2
ip link del pf0.4092
check "leaves nothing either" half

# ---- detach ----

check "one leaves, the other stays" eval \
	'sriovctl switch detach lan0 pf0/1 && equal 0 "$(vf 1 vlan)" &&
	 equal "4094 4094" "$(vf 0 vlan) $(pf local-vlans)"'
check "with the last one all is as before" eval \
	'sriovctl switch detach lan0 pf0/0 && guest_gone a && guest_gone b &&
	 wait_for 20 as_before'
sriovctl switch attach lan0 pf0/0-2
sriovctl switch delete lan0
check "so it is when the switch is deleted" wait_for 10 as_before
ip link add lan0 type vswitch && sriovctl switch set lan0 mode host-only
sriovctl switch attach lan0 pf0/0
ip link del lan0
check "deleted by others, the VF is free again for the next one" eval \
	'sriovctl switch attach lan1 pf0/0 && equal 4094 "$(vf 0 vlan)" &&
	 sriovctl switch detach lan1 pf0/0 && as_before'
sriovctl switch delete lan1

# ---- bridge mode ----

sriovctl switch create lan2
check "bridge mode: the PF is the port, and there is no VLAN" eval \
	'sriovctl switch attach lan2 pf0/0-1 && equal "lan2 0" \
	 "$(ip -j link show pf0 | jq -r ".[0].master") $(vf 0 vlan)"'
check "the switch names them there, too" eval \
	'sriovctl switch show lan2 | grep -q "vfs  *pf0/0-1 by pf0$"'
refused "that mode isn't left either" "mode nat doesn't take so" \
	sriovctl switch set lan2 mode nat
check "the PF stays for the last one, and leaves with it" eval \
	'sriovctl switch detach lan2 pf0/0 &&
	 [ "$(ip -j link show pf0 | jq -r ".[0].master")" = lan2 ] &&
	 sriovctl switch detach lan2 pf0/1 && as_before'
sriovctl switch delete lan2

# ---- a card that can't ----

vfs 0 0
rmmod sriov_vf && rmmod sriov_pf && echo 0 > "$KNOBS/local_vlan"
drivers && vfs 0 4 && up p0v0 p0v1
quiet p0v0 p0v1 pf0
state > "$LIB_TMP/before"
check_not "a card without the capability" eval \
	'sriovctl pf show pf0 | grep -q "caps.*local-vlan"'
sriovctl switch create lan0 mode host-only
refused "its VFs aren't for host-only switches" \
	"can't keep a VLAN off the wire, and lan0 is host-only" \
	sriovctl switch attach lan0 pf0/0
modprobe vswitch_nat && sriovctl switch set lan0 mode nat
refused "for NAT one has to know" "tagged-on-wire" \
	sriovctl switch attach lan0 pf0/0
quiet lan0
check "and say so" eval \
	'as_before && sriovctl switch attach lan0 pf0/0-1 --tagged-on-wire'
check "then the wire hears them, tagged" eval \
	'hears && heard wire0 "4094.* shout"'
check "detached: as before" eval \
	'sriovctl switch detach lan0 pf0/all && as_before'
finish
