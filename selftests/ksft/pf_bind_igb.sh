#!/bin/bash
# Proves that pf bind and unbind move a real card's PF from the in-tree igb to our driver and back, with the wire at work after each, and not if the host would lose its way out or VFs.
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 6.12
# check-kernels: 6.12
# nic: igb
# timeout: 200
# Cases are strings that check evaluates later.
# shellcheck disable=SC2016,SC2317,SC2034
# shellcheck source=selftests/ksft/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=selftests/ksft/igb_lib.sh
. "$(dirname "$0")/igb_lib.sh"

plan 13

find_card && modprobe igb && modprobe sriov_pf || exit 1

# has DRIVER: the card, and it has a netdev, which is in PF then
has()
{
	[ "$(basename "$(readlink -f "$SYSFS/driver")")" = "$1" ] &&
		PF=$(ls "$SYSFS/net" 2> /dev/null) && [ -n "$PF" ]
}

# works: it reaches the host's user network
works()
{
	wait_for 20 pf_up && wait_for 20 reach - 10.0.2.2
}

# says WORDS COMMAND...: and succeeds
says()
{
	local out words=$1

	shift
	out=$("$@") && grep -q -- "$words" <<< "$out" && return 0
	note "$out"
	return 1
}

# A router of IPv6 on the wire would make a default route, too.
for conf in /proc/sys/net/ipv6/conf/*/accept_ra; do
	echo 0 > "$conf"
done
check "igb has the card" wait_for 20 has igb
check "the wire answers" works
ip route add default via 10.0.2.2
refused "not with the default route" "default route goes through $PF" \
	sriovctl pf bind "$PF"
check "igb still has it" eval 'has igb && reach - 10.0.2.2'
check "but with --force" says "from igb to sriov_pf_82576" \
	sriovctl pf bind "$PF" --force
check "our driver has it, and the wire answers" eval \
	'wait_for 20 has sriov_pf_82576 && works'
check "VFs can be had" eval 'sriovctl vf enable "$PF" 2 &&
	[ -e "$SYSFS/virtfn1" ]'
refused "not back while there are VFs" "has 2 VFs" sriovctl pf unbind "$PF"
sriovctl vf disable "$PF"
check "back" says "from sriov_pf_82576 to igb" sriovctl pf unbind "$PF"
check "igb has it, and the wire answers" eval 'wait_for 20 has igb && works'
echo 2 > "$SYSFS/sriov_numvfs"
refused "not from igb while that has VFs" "has 2 VFs" sriovctl pf bind "$PCI"
check "they are still there" [ -e "$SYSFS/virtfn1" ]
echo 0 > "$SYSFS/sriov_numvfs"
check "without them, by the card's address" says "to sriov_pf_82576" \
	sriovctl pf bind "$PCI"
sriovctl pf unbind "$PCI" > /dev/null

finish
