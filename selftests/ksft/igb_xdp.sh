#!/bin/bash
# Proves that XDP programs on the PF of Intel's 82576 decide: pass, drop, tx and redirect do what they say, and what can't be is refused.
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 6.12 debug
# check-kernels: 6.12
# nic: igb
# timeout: 120
#
#	VF 0 ---[ switch in the card ]--- PF with a program
# Cases are strings that check evaluates later.
# shellcheck disable=SC2016,SC2034,SC2317
# shellcheck source=selftests/ksft/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=selftests/ksft/igb_lib.sh
. "$(dirname "$0")/igb_lib.sh"

plan 14

take_pf && pf_up && igb_vfs 1
VF=$(igb_vf 0)
check "PF and VF" up "$VF"
check "without a program the wire answers" reach - 10.0.2.2

xdp()
{
	xdp_set "$PF" "$1"
}

# sent TEXT: VF 0 sends it to the PF
sent()
{
	send "$VF" "$(mac_of "$PF")" "$(mac_of "$VF")" 0 "$1" 5
}

# back TEXT: it comes back, with addresses swapped
back()
{
	local words
	words="$(mac_of "$PF") $(mac_of "$VF") 0 $1"
	sent "$1" && wait_for 10 grep -q "$words" "$LIB_TMP/$VF.heard"
}

counter()
{
	echo $(($(stat_of "rx0_$1") + $(stat_of "rx1_$1")))
}

check "pass: accepted" xdp pass
check "and the wire answers" reach - 10.0.2.2
check "drop: nothing comes through" eval 'xdp drop && ! reach - 10.0.2.2'
check "and is counted" eval '[ "$(counter xdp_drop)" -gt 0 ]'
listen "$VF"
check_not "nothing comes back by itself" eval \
	'sent plain && wait_for 1 grep -q "$(mac_of "$PF") .* plain" "$LIB_TMP/$VF.heard"'
check "tx: what the VF sends comes back" eval 'xdp tx && back sent-back'
check "and is counted" eval '[ "$(counter xdp_tx)" -ge 5 ]'
check "redirect: the same, by ndo_xdp_xmit" eval 'xdp redirect && back redirected'
check "and is counted" eval '[ "$(counter xdp_redirect)" -ge 5 ]'
check_not "a frame in several buffers can't be: no MTU of 9000" \
	ip link set "$PF" mtu 9000
check "without a program it can, and the wire answers" eval \
	'xdp off && ip link set "$PF" mtu 9000 && wait_for 10 reach - 10.0.2.2'
refused "and then there can't be a program" "buffer" xdp pass

finish
