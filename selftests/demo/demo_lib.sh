# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# What the demos share: each step is shown, and one that doesn't hold ends the
# demo with an error.
set -eu -o pipefail

step()
{
	echo
	echo "=== $*"
}

# Show a command, run it.
run()
{
	echo "\$ $*"
	"$@"
}

# in_guest NAME COMMAND: "-" is the host
in_guest()
{
	local name=$1

	shift
	if [ "$name" = - ]; then
		"$@"
	else
		ip netns exec "$name" "$@"
	fi
}

# wait_carrier GUEST DEV
wait_carrier()
{
	local try

	for try in $(seq 200); do
		[ "$(in_guest "$1" cat "/sys/class/net/$2/carrier" 2>/dev/null)" = 1 ] &&
			return
		sleep 0.05
	done
	echo "no carrier on $2 after $try tries" >&2
	return 1
}

# guest NAME DEV ADDRESS: a namespace with a VF of its own
guest()
{
	ip netns add "$1"
	ip link set "$2" netns "$1"
	ip -n "$1" address add "$3" dev "$2"
	ip -n "$1" link set "$2" up
	wait_carrier "$1" "$2"
}

# throughput FROM TO ADDRESS: TCP between two guests
throughput()
{
	ip netns exec "$2" iperf3 -s -1 -D
	ip netns exec "$1" iperf3 -c "$3" -t 2 --connect-timeout 3000 |
		tail -n 4
}

# refused COMMAND: shown, and that it fails with a reason
refused()
{
	local reason

	echo "\$ $*"
	if reason=$("$@" 2>&1); then
		echo "this should have been refused" >&2
		return 1
	fi
	echo "$reason"
}

# apart FROM ADDRESS: nothing passes
apart()
{
	if ip netns exec "$1" ping -c 2 -W 1 -q "$2"; then
		echo "$2 was reached from $1" >&2
		return 1
	fi
}
