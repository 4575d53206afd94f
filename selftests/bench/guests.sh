#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Is 64 VFs the practical limit? Guests (network namespaces) on the five PFs of
# a card, whose cables end in one bridge; each with a public VF, and a private
# one in the port VLAN of one of eight tenants. 32 to 512 guests, so 64 to 1024
# VFs, and the 100 guests that a host of today has: time to set up, who reaches whom (complete up to 256 VFs,
# from every 16th VF at 1024), and what all of them carry together.
#
#	guest g: port g % 5, VFs 2k (public) and 2k + 1 (private, tenant k % 8),
#	k = g / 5
#
# IPv6 is off in all of them: what it sends by itself would be measured too.

# shellcheck source=selftests/bench/lib.sh
. "${0%/*}/lib.sh"

PORTS=5
TENANTS=8

# Port VLANs of the private VFs
policy()
{
	local each=$1 port tenant k list

	for ((port = 0; port < PORTS; port++)); do
		for ((tenant = 0; tenant < TENANTS; tenant++)); do
			list=""
			for ((k = tenant; k < each / 2; k += TENANTS)); do
				list+="${list:+,}$((2 * k + 1))"
			done
			[ -z "$list" ] ||
				sriovctl vf set "pf$port/$list" \
					vlan $((100 + tenant))
		done
	done
}

# Namespaces with their two VFs
guests_up()
{
	local guests=$1 g port k

	for ((g = 0; g < guests; g++)); do
		port=$((g % PORTS)) k=$((g / PORTS))
		echo "netns add g$g"
		echo "link set p${port}v$((2 * k)) netns g$g"
		echo "link set p${port}v$((2 * k + 1)) netns g$g"
		echo "g$g p${port}v$((2 * k)) 0" >&3
		echo "g$g p${port}v$((2 * k + 1)) $((1 + k % TENANTS))" >&3
	done > "$BENCH_TMP/batch" 3> "$BENCH_TMP/ports"
	# ip -batch holds a descriptor of each namespace until it ends.
	(ulimit -n 8192 && ip -batch "$BENCH_TMP/batch")
	for ((g = 0; g < guests; g++)); do
		port=$((g % PORTS)) k=$((g / PORTS))
		ip -n "g$g" -batch - <<- END
			address add 10.1.$((g / 250)).$((g % 250 + 1))/16 dev p${port}v$((2 * k))
			address add 10.2.$((g / 250)).$((g % 250 + 1))/16 dev p${port}v$((2 * k + 1))
			link set p${port}v$((2 * k)) up
			link set p${port}v$((2 * k + 1)) up
		END
	done
}

vfs_home()
{
	[ "$(find /sys/class/net -name 'p[0-9]v*' | wc -l)" = "$1" ]
}

guests_down()
{
	local g

	for ((g = 0; g < $1; g++)); do
		echo "netns del g$g"
	done | ip -batch -
	wait_for 120 vfs_home "$2" || die "VFs didn't come back"
}

# round VFS
round()
{
	local vfs=$1 guests=$(($1 / 2)) each port line stride=1

	# As many on each, so that some may stay without a guest
	each=$((2 * ((guests + PORTS - 1) / PORTS)))

	[ "$vfs" -le 256 ] || stride=16
	for ((port = 0; port < PORTS; port++)); do
		vfs "$port" "$each"
	done
	stopwatch
	policy "$each"
	guests_up "$guests"
	lap "guests.$vfs.setup"
	guests "$BENCH_TMP/ports" "$stride" 32 > "$OUT" ||
		die "guests: $vfs VFs: $(cat "$OUT")"
	while IFS=$'\t' read -r _ line; do
		result "guests.$vfs.${line%$'\t'*}" "${line#*$'\t'}"
	done < "$OUT"
	stopwatch
	guests_down "$guests" $((PORTS * each))
	lap "guests.$vfs.teardown"
	for ((port = 0; port < PORTS; port++)); do
		sriovctl vf set "pf$port/all" vlan none
		vfs "$port" 0
	done
}

rmmod sriov_mock
modprobe sriov_mock ports="$PORTS"
# Namespaces take it from the initial one
echo 1 > /proc/sys/net/core/devconf_inherit_init_net
echo 1 > /proc/sys/net/ipv6/conf/all/disable_ipv6
echo 1 > /proc/sys/net/ipv6/conf/default/disable_ipv6
drivers
ip link add bench_br type bridge
for ((port = 0; port < PORTS; port++)); do
	ip link set "wire$port" master bench_br
	ip link set "wire$port" up
done
ip link set bench_br up
for count in ${GUEST_VFS:-64 128 200 256 1024}; do
	round "$count"
done
ip link del bench_br
echo 0 > /proc/sys/net/ipv6/conf/all/disable_ipv6
echo 0 > /proc/sys/net/ipv6/conf/default/disable_ipv6
