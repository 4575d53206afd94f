# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Configuring the 256 VFs of one PF: one sriovctl command against one `ip
# -batch`, which is the fastest that ip can do, and against an ip command for
# each VF. Sourced by enable.sh. Each round changes every VF; two rounds with
# different values, so that none finds its work done.

# One line a case: NAME | what sriovctl is told | what ip is told, for two
# rounds. A new attribute is a new line.
CONFIG_CASES='
vlan		vlan 100	vlan 100	vlan 200	vlan 200
vlan-qos	vlan 100 qos 3	vlan 100 qos 3	vlan 200 qos 5	vlan 200 qos 5
spoofchk	spoofchk off	spoofchk off	spoofchk on	spoofchk on
all		vlan 100 qos 3 spoofchk off	vlan 100 qos 3 spoofchk off	vlan 200 qos 5 spoofchk on	vlan 200 qos 5 spoofchk on
'

config_peer()
{
	local vf

	for ((vf = 0; vf < 256; vf++)); do
		echo "link set dev pf0 vf $vf $1"
	done > "$BENCH_TMP/batch"
}

config_each()
{
	local vf

	for ((vf = 0; vf < 256; vf++)); do
		# shellcheck disable=SC2086 # attributes are words
		ip link set dev pf0 vf "$vf" $1 || return 1
	done
}

# config_holds ATTRIBUTES: all 256 VFs have them
config_holds()
{
	local want key value

	sriovctl -J vf list pf0 > "$BENCH_TMP/held"
	# shellcheck disable=SC2086
	set -- $1
	while [ $# -ge 2 ]; do
		key=$1 value=$2
		case $value in on) value=true ;; off) value=false ;; esac
		want=$(grep -o "\"$key\": *${value}[,} ]" "$BENCH_TMP/held" |
			wc -l)
		[ "$want" = 256 ] ||
			die "config: $want VFs have $key $value"
		shift 2
	done
}

config()
{
	local name ours1 peer1 ours2 peer2

	while IFS=$'\t' read -r name ours1 peer1 ours2 peer2; do
		[ -n "$name" ] || continue
		# From the other round's values, both
		sriovctl vf set pf0/all vlan 200 qos 5 spoofchk on
		# shellcheck disable=SC2086
		measured "config.$name.sriovctl.1" \
			sriovctl vf set pf0/all $ours1
		config_holds "$ours1"
		# shellcheck disable=SC2086
		measured "config.$name.sriovctl.2" \
			sriovctl vf set pf0/all $ours2
		config_holds "$ours2"
		config_peer "$peer1"
		measured "config.$name.batch.1" ip -batch "$BENCH_TMP/batch"
		config_holds "$ours1"
		config_peer "$peer2"
		measured "config.$name.batch.2" ip -batch "$BENCH_TMP/batch"
		config_holds "$ours2"
	done <<< "$(tr -s '\t' <<< "$CONFIG_CASES")"
	stopwatch
	config_each "vlan 100 qos 3 spoofchk off"
	lap config.all.each.1
	sriovctl vf set pf0/all vlan none spoofchk on
}
