#!/bin/bash
# Proves that 1024 VFs are listed completely, also while they change.
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 6.12 debug
# check-kernels: 6.12
# memory: 6144
# timeout: 900
# debug-append: dma_debug=off
# Cases are strings that check evaluates later.
# shellcheck disable=SC2016,SC2034,SC2317
# shellcheck source=selftests/ksft/lib.sh
. "$(dirname "$0")/lib.sh"

plan 6
drivers

each=$(soak 256 256 64)
all=$((4 * each))

# Without netdevs: the listing is what is tested.
modprobe -r sriov_vf
for port in 0 1 2 3; do
	sriovctl vf enable "pf$port" "$each" || exit 1
done

listed()
{
	sriovctl -J vf list "$@" | jq '[.. | .state? | strings] | length'
}

check "$all VFs are listed" equal "$all" "$(listed)"
check "with statistics too" equal "$all" "$(listed -s)"
check "a range of one PF" equal 10 "$(listed pf2/50-59)"

# One request changes all VFs of pf1: a whole listing shows them with one VLAN.
churn()
{
	local vlan=0
	while :; do
		vlan=$((vlan % 4000 + 1))
		sriovctl vf set pf1/all vlan "$vlan" || exit
	done
}

background churn
bad=0
incomplete=0
for _ in $(seq "$(soak 8 500 4)"); do
	if ! sriovctl -J vf list > "$LIB_TMP/list" 2> "$LIB_TMP/err"; then
		incomplete=$((incomplete + 1))
		grep -qi incomplete "$LIB_TMP/err" || bad=$((bad + 1))
		continue
	fi
	n=$(jq -r '[.. | .state? | strings] | length' < "$LIB_TMP/list")
	vlans=$(jq '[.vfs[] | select(.pf == "pf1").vlan] | unique | length' \
		< "$LIB_TMP/list")
	[ "$n $vlans" = "$all 1" ] || bad=$((bad + 1))
done
note "$incomplete listings said 'incomplete'"
check "while VFs change, a listing is whole or says that it isn't" equal 0 "$bad"
check "the changes went on meanwhile" kill -0 "$BG"
kill "$BG"
wait "$BG" 2>/dev/null

# A PF that vanishes in the middle.
for port in 0 1 2 3; do sriovctl vf disable "pf$port"; done
for port in 0 1 2 3; do sriovctl vf enable "pf$port" 8; done
background eval 'while :; do sriovctl vf list >/dev/null 2>&1; done'
address=$(pf_pci 1)
echo "$address" > "$(pf_sysfs 1)/driver/unbind"
check "a PF unbound during listings leaves the others" equal 24 "$(listed)"

finish
