# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# Variables are used by those who source it.
# shellcheck disable=SC2034
#
# What the kselftests of multicast snooping share: a switch with four guests in
# namespaces n1 to n4. Source it after vsw_lib.sh.
#
#     g1 === s1 --[ lan0 ]-- s3 === g3        g1: joins, by its kernel
#                  |    |                     g2: doesn't
#     g2 === s2 ---+    +--- s4 === g4        g3: sends     g4: asks

# Groups of each family that g1 joins
four=239.1.1.1 six=ff05::1234

guests()
{
	local n

	new_switch lan0 4 || return 1
	quiet lan0
	for n in 1 2 3 4; do
		guest "n$n" "g$n" "192.0.2.$n/24" || return 1
		in_ns "n$n" sysctl -qw "net.ipv6.conf.g$n.accept_dad=0" \
			"net.ipv6.conf.g$n.disable_ipv6=0"
	done
	# Hundredths of a second
	nl_vswitch lan0 response 10 last_member 10
}

# listening N...: guests that listen; "host" is lan0
listening()
{
	local n

	LISTENERS=()
	rm -f "$LIB_TMP"/*.heard
	for n; do
		if [ "$n" = host ]; then
			frames recv lan0 60 > "$LIB_TMP/lan0.heard" &
		else
			in_ns "n$n" frames recv "g$n" 60 \
				> "$LIB_TMP/g$n.heard" &
		fi
		LISTENERS+=($!)
		LIB_PIDS+=($!)
	done
	for n; do
		[ "$n" != host ] || n=lan0
		wait_for 10 grep -q ready "$LIB_TMP/${n/#[1-9]/g$n}.heard" ||
			return 1
	done
}

# by N COMMAND...: of groups, by guest N
by()
{
	local n=$1 what=$2

	shift 2
	in_ns "n$n" groups "$what" "g$n" "$@"
}

# joins N GROUP, leaves N GROUP: the guest's kernel
joins()
{
	ip -n "n$1" address add "$2" dev "g$1" autojoin
}

leaves()
{
	ip -n "n$1" address del "$2" dev "g$1"
}

# member PORT GROUP [VID [STATE]]: it is listed.
member()
{
	nl_mdb show lan0 | grep -q "^$1 $2 ${3:-0} ${4:-}"
}

# lasting PORT GROUP: it is listed, and has just reported.
lasting()
{
	nl_mdb show lan0 | awk -v port="$1" -v group="$2" \
		'$1 == port && $2 == group && $5 > 200000 { found = 1 }
		END { exit !found }'
}

# querier FAMILY VID STATE: it is listed so.
querier()
{
	nl_mdb queriers lan0 | grep -q "^$1 $2 $3"
}

# asked N: by guest N, both families; waits until all is known.
asked()
{
	by "$1" query "192.0.2.10$1" all 100 &&
		by "$1" query "fe80::10$1" all 100 &&
		wait_for 10 querier 4 0 "other known" &&
		wait_for 10 querier 6 0 "other known" &&
		wait_for 10 eval '! nl_mdb queriers lan0 | grep -v "takers 1"'
}

count_of()
{
	ethtool -S lan0 | sed -n "s/^ *$1: //p"
}
