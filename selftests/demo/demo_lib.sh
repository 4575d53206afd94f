# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# What the demos share: each step is shown, and one that doesn't hold ends the
# demo with an error.
set -eu -o pipefail

# shellcheck source=selftests/ksft/lib.sh
. "$(dirname "$0")/../ksft/lib.sh"
# The machine ends with the demo.
trap - EXIT

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
