#!/bin/bash
# Proves that a PF its own driver keeps is managed as any other: listed, set, rolled back, watched and set again after a reload.
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 6.12 debug
# check-kernels: 6.12
# nic: igb
# timeout: 300
# Cases are strings that check evaluates later.
# shellcheck disable=SC2016,SC2034,SC2317
# shellcheck source=selftests/ksft/lib.sh
. "$(dirname "$0")/lib.sh"

plan 50

modprobe igb && modprobe sriov_pf || exit 1
for path in /sys/bus/pci/drivers/igb/0000:*; do
	PCI=${path##*/}
done
SYSFS=/sys/bus/pci/devices/$PCI

# pf_dev: the netdev of the PF now
pf_dev()
{
	ls "$SYSFS/net" 2> /dev/null
}

wait_for 20 pf_dev
DEV=$(pf_dev)
cleanup_igb()
{
	sriovctl pf release "$PCI" 2> /dev/null
	echo 0 > "$SYSFS/sriov_numvfs" 2> /dev/null
}
trap 'cleanup_igb; cleanup' EXIT

# vf N KEY: of one VF, as sriovctl sees it
vf()
{
	sriovctl -J vf show "$PCI/$1" | jq -r ".vfs[0]$2"
}

# pf KEY: of the PF
pf()
{
	sriovctl -J pf show "$PCI" | jq -r ".pfs[0]$1"
}

# is VF KEY VALUE
is()
{
	[ "$(vf "$1" "$2")" = "$3" ]
}

# driver_has VF KEY: what igb says over rtnetlink
driver_has()
{
	ip -j link show "$(pf_dev)" | jq -r ".[0].vfinfo_list[$1]$2"
}

# drifts VF EXPRESSION: of its drift as JSON, which has to be there
drifts()
{
	sriovctl -J vf show "$PCI/$1" | jq -e ".vfs[0].drift | $2" > /dev/null
}

no_drift()
{
	[ "$(vf "$1" .drift)" = null ]
}

# happened EXPRESSION: an event of which jq's is true was reported
happened()
{
	jq -e -s "any($1)" "$LIB_TMP/events" > /dev/null
}

# ---- adopt

vfs_of_sysfs()
{
	echo "$1" > "$SYSFS/sriov_numvfs"
}

ip link set "$DEV" up
wait_for 20 has_carrier - "$DEV"
modprobe igbvf || exit 1
check "two VFs are there before" vfs_of_sysfs 2
ip link set "$DEV" vf 1 vlan 77 qos 3

# infos: all that igb says of its VFs
infos()
{
	ip -j link show "$DEV" | jq -c '.[0].vfinfo_list'
}

before=$(infos)

refused "the card isn't listed" "no PF" sriovctl pf show "$PCI"
background sriovctl -J monitor > "$LIB_TMP/events"
check "adopt" sriovctl pf adopt "$DEV"
check "nothing of it has changed" equal "$before" "$(infos)"
refused "not twice" "adopted already" sriovctl pf adopt "$PCI"
check "it is listed, with its driver" equal "adopt igb 2 7" \
	"$(pf .driver) $(pf '["foreign-driver"]') $(pf '["num-vfs"]') $(pf '["total-vfs"]')"
check "capabilities are those of igb" equal \
	"mac,vlan,spoofchk,rate,trust,min-rate" "$(pf '.caps | join(",")')"
check "what was set before is taken over" equal "ready 77 3 true" \
	"$(vf 1 .state) $(vf 1 .vlan) $(vf 1 .qos) $(vf 1 .spoofchk)"
check "so is a VF's driver, if it has one" equal \
	"$(basename "$(readlink "$SYSFS/virtfn0/driver")")" \
	"$(sriovctl -J vf show "$PCI/0" | jq -r '.vfs[0].driver // ""')"

# ---- set

check "set a VLAN and trust" sriovctl vf set "$PCI/0" vlan 10 qos 5 trust on
check "igb has it" equal "10 5 true" "$(driver_has 0 '.vlan_list[0].vlan') \
$(driver_has 0 '.vlan_list[0].qos') $(driver_has 0 .trust)"
check "set an address" sriovctl vf set "$DEV/0" mac 02:00:00:00:07:01
check "igb has that" equal 02:00:00:00:07:01 "$(driver_has 0 .address)"
refused "an address twice" "VF 0 has" \
	sriovctl vf set "$PCI/1" mac 02:00:00:00:07:01 vlan 10
refused "what igb can't" "can't do it" sriovctl vf set "$PCI/0" link-state enable
refused "802.1ad" "802.1Q only" \
	sriovctl vf set "$PCI/0" vlan 9 proto 802.1ad
sriovctl vf set "$PCI/0" trust off
refused "no quarantine" "adopted" sriovctl vf quarantine "$PCI/0"
refused "no slots" "slots" sriovctl pf slots "$PCI" 2
refused "what igb refuses is said with its name" "igb refused, VF 1" \
	sriovctl vf set "$PCI/0-1" vlan 11 , "$PCI/1" min-tx-rate 5
check "and all is as it was" equal "10 77 10 77" \
	"$(vf 0 .vlan) $(vf 1 .vlan) $(driver_has 0 '.vlan_list[0].vlan') \
$(driver_has 1 '.vlan_list[0].vlan')"
sriovctl vf set "$PCI/1" spoofchk off --owner 0x55
refused "an owner counts" "owner" sriovctl vf set "$PCI/1" spoofchk on
sriovctl vf set "$PCI/1" spoofchk on owner none --owner 0x55

# ---- what others do

ip link set "$DEV" vf 0 vlan 12
check "what another sets is found" \
	wait_for 20 drifts 0 '.vlan == 12 and .qos == 0 and (has("trust") | not)'
check "what is wanted stays" equal 10 "$(vf 0 .vlan)"
check "people see it in the list" eval \
	'sriovctl -n vf list "$PCI" | grep -q ready:drift'
check "it was announced" wait_for 20 happened \
	'.[]; .event == "vf" and .vf == 0 and .drift.vlan == 12'
check "setting what was wanted ends it" sriovctl vf set "$PCI/0" vlan 10 qos 5
check "in igb" equal "10 5" "$(driver_has 0 '.vlan_list[0].vlan') \
$(driver_has 0 '.vlan_list[0].qos')"
check "and there is no drift" no_drift 0
ip link set "$DEV" vf 0 spoofchk off
wait_for 20 drifts 0 '.spoofchk == false'
check "or one wants it too" sriovctl vf set "$PCI/0" spoofchk off
check "that ends it, too" no_drift 0
ip link set "$DEV" vf 0 mac 02:00:00:00:07:09
check "an address that another set" \
	wait_for 20 drifts 0 '.mac == "02:00:00:00:07:09"'
sriovctl vf set "$PCI/0" mac 02:00:00:00:07:01

# ---- the number of VFs

check "disable VFs" sriovctl vf disable "$PCI"
check "there are none" equal 0 "$(cat "$SYSFS/sriov_numvfs")"
check "set what doesn't exist" sriovctl vf set "$PCI/2" vlan 30 spoofchk off
sriovctl vf set "$PCI/0" trust on
check "enable VFs" sriovctl vf enable "$PCI" 3
check "they have what was wanted" equal "10 77 30" \
	"$(driver_has 0 '.vlan_list[0].vlan') \
$(driver_has 1 '.vlan_list[0].vlan') $(driver_has 2 '.vlan_list[0].vlan')"
check "the address, too" equal 02:00:00:00:07:01 "$(driver_has 0 .address)"
check "before their drivers came, which know it" wait_for 20 eval \
	'equal 02:00:00:00:07:01 "$(cat "$SYSFS"/virtfn0/net/*/address)"'
check "spoof check as it was set, or igb has it" equal "false true false" \
	"$(driver_has 0 .spoofchk) $(driver_has 1 .spoofchk) $(driver_has 2 .spoofchk)"
refused "not another number" "exist" sriovctl vf enable "$PCI" 2
vfs_of_sysfs 0
check "VFs that another removed" wait_for 20 eval '[ "$(pf "[\"num-vfs\"]")" = 0 ]'
vfs_of_sysfs 2
check "VFs that another created have it all" wait_for 20 eval \
	'[ "$(driver_has 0 .address) $(driver_has 1 ".vlan_list[0].vlan")" = \
	"02:00:00:00:07:01 77" ]'

# ---- the driver

echo "$PCI" > "$SYSFS/driver/unbind"
check "without its driver it is still there" wait_for 20 eval \
	'[ -z "$(pf "[\"foreign-driver\"]")" ]'
check "and takes settings" sriovctl vf set "$PCI/0" vlan 40
echo "$PCI" > /sys/bus/pci/drivers/igb/bind
wait_for 20 pf_dev
check "its driver is back" wait_for 20 eval '[ "$(pf "[\"foreign-driver\"]")" = igb ]'
ip link set "$(pf_dev)" up
check "VFs have it all after that" eval \
	'sriovctl vf enable "$PCI" 2 && wait_for 10 is 0 .state ready &&
	equal "40 02:00:00:00:07:01" "$(driver_has 0 ".vlan_list[0].vlan") $(driver_has 0 .address)"'
check "back to what it was found with" eval \
	'sriovctl vf reset "$PCI/0-1" && equal "0 77" \
	"$(driver_has 0 ".vlan_list[0].vlan // 0") $(driver_has 1 ".vlan_list[0].vlan")"'

# ---- release

check "release" sriovctl pf release "$(pf_dev)"
check "VFs and settings stay" equal "2 77" \
	"$(cat "$SYSFS/sriov_numvfs") $(driver_has 1 '.vlan_list[0].vlan')"
check "adopt again by address, then remove the module" eval \
	'sriovctl pf adopt "$PCI" && rmmod sriov_pf &&
	equal 77 "$(driver_has 1 ".vlan_list[0].vlan")"'
finish
