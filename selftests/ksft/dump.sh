#!/bin/bash
# Proves that 1024 VFs are listed completely, also while they change.
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 6.12 debug
# memory: 6144
# timeout: 900
# Cases are strings that check evaluates later.
# shellcheck disable=SC2016,SC2034,SC2317
# shellcheck source=selftests/ksft/lib.sh
. "$(dirname "$0")/lib.sh"

plan 6
drivers

# Without netdevs: the listing is what is tested.
modprobe -r sriov_vf
for port in 0 1 2 3; do
	sriovctl vf enable "pf$port" 256 || exit 1
done

listed()
{
	sriovctl -J vf list "$@" | jq '[.. | .state? | strings] | length'
}

check "1024 VFs are listed" equal 1024 "$(listed)"
check "with statistics too" equal 1024 "$(listed -s)"
check "a range of one PF" equal 10 "$(listed pf2/100-109)"

churn()
{
	local vlan=0
	while :; do
		vlan=$((vlan % 4000 + 1))
		sriovctl vf set pf1/17 vlan "$vlan" || exit
	done
}

background churn
bad=0
incomplete=0
for _ in $(seq "$(soak 20 500)"); do
	if ! sriovctl -J vf list > "$LIB_TMP/list" 2> "$LIB_TMP/err"; then
		incomplete=$((incomplete + 1))
		grep -qi incomplete "$LIB_TMP/err" || bad=$((bad + 1))
		continue
	fi
	n=$(jq '[.. | .state? | strings] | length' < "$LIB_TMP/list")
	[ "$n" = 1024 ] || bad=$((bad + 1))
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
