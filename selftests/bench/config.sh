# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Configuring the 256 VFs of one PF: one sriovctl command against one `ip
# -batch`, which is the fastest that ip can do, and against an ip command for
# each VF. Sourced by enable.sh. Each round changes every VF; two rounds with
# different values, so that none finds its work done.

# ip is told both rates: told one, it looks for the other in a listing of all VFs,
# which costs it that listing for each line and ends at VF 220.
#
# One line a case: NAME | what sriovctl is told | what ip is told, for two
# rounds. A new attribute is a new line.
CONFIG_CASES='
vlan		vlan 100	vlan 100	vlan 200	vlan 200
vlan-qos	vlan 100 qos 3	vlan 100 qos 3	vlan 200 qos 5	vlan 200 qos 5
spoofchk	spoofchk off	spoofchk off	spoofchk on	spoofchk on
rate		max-tx-rate 500	min_tx_rate 0 max_tx_rate 500	max-tx-rate 600	min_tx_rate 0 max_tx_rate 600
trust		trust on	trust on	trust off	trust off
link		link-state enable	state enable	link-state auto	state auto
all		vlan 100 qos 3 spoofchk off max-tx-rate 500 trust on link-state enable	vlan 100 qos 3 spoofchk off min_tx_rate 0 max_tx_rate 500 trust on state enable	vlan 200 qos 5 spoofchk on max-tx-rate 600 trust off link-state auto	vlan 200 qos 5 spoofchk on min_tx_rate 0 max_tx_rate 600 trust off state auto
'
# What the second round leaves.
CONFIG_FIRST='vlan 200 qos 5 spoofchk on max-tx-rate 600 trust off link-state auto'

# config_mac VF ROUND: an address of its own for each
config_mac()
{
	printf '02:00:00:%02x:00:%02x' "$2" "$1"
}

config_mac_ours()
{
	local vf

	for ((vf = 0; vf < 256; vf++)); do
		[ "$vf" = 0 ] || echo ,
		echo "pf0/$vf mac $(config_mac "$vf" "$1")"
	done
}

config_mac_peer()
{
	local vf

	for ((vf = 0; vf < 256; vf++)); do
		echo "link set dev pf0 vf $vf mac $(config_mac "$vf" "$1")"
	done > "$BENCH_TMP/batch"
}

config_mac_holds()
{
	local want

	want=$(sriovctl -J vf list pf0 | grep -o "\"02:00:00:0$1:00:..\"" |
		sort -u | wc -l)
	[ "$want" = 256 ] || die "config: $want VFs have their address"
}

# 256 different addresses: as many changes in one transaction.
config_macs()
{
	local round words

	for round in 1 2; do
		words=$(config_mac_ours "$round")
		# shellcheck disable=SC2086
		measured "config.mac.sriovctl.$round" sriovctl vf set $words
		config_mac_holds "$round"
	done
	for round in 1 2; do
		config_mac_peer "$round"
		measured "config.mac.batch.$round" ip -batch "$BENCH_TMP/batch"
		config_mac_holds "$round"
	done
	sriovctl vf set pf0/all mac default
}

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
		case $value in
		on) value=true ;;
		off) value=false ;;
		auto | enable) value="\"$value\"" ;;
		esac
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
		# shellcheck disable=SC2086
		sriovctl vf set pf0/all $CONFIG_FIRST
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
	config_each "vlan 100 qos 3 spoofchk off min_tx_rate 0 max_tx_rate 500 trust on state enable"
	lap config.all.each.1
	config_macs
	sriovctl vf reset pf0/all
}
