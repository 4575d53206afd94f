# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# What the benchmarks share. They run in a guest, print one line "result NAME
# VALUE" for each figure, and a line "error ..." with a failure as status when
# what they measure didn't do what it should: a fast failure is no result.
# Under --icount the clock counts instructions, 1 ns each.

# shellcheck source=selftests/ksft/lib.sh
. /root/selftests/ksft/lib.sh
set -eu -o pipefail

BENCH_TMP=$(mktemp -d)

# result NAME VALUE
result()
{
	printf 'result\t%s\t%s\n' "$1" "$2"
}

die()
{
	echo "error $*"
	exit 1
}

# The address of a PF, whatever driver it has
pf_address()
{
	echo "15f00:01:00.$1"
}

# measured NAME COMMAND...: its time and its peak memory are results, what it
# prints goes to OUT.
OUT="$BENCH_TMP/out"
measured()
{
	local name=$1 ns kib cpu
	shift
	measure "$BENCH_TMP/took" "$@" > "$OUT" 2> "$BENCH_TMP/err" ||
		die "$name: $* failed: $(head -n 3 "$BENCH_TMP/err")"
	read -r ns kib cpu < "$BENCH_TMP/took"
	result "$name.ns" "$ns"
	result "$name.kib" "$kib"
	result "$name.cpu_ns" "$cpu"
}

# pktgen, for those that load it. pg FILE COMMAND
pg()
{
	echo "$2" > "/proc/net/pktgen/$1"
}

# pktgen_set FROM MAC SIZE: FRAMES frames to MAC, SIZE octets without CRC
pktgen_set()
{
	pg kpktgend_0 rem_device_all
	pg kpktgend_0 "add_device $1"
	pg "$1" "count $FRAMES"
	pg "$1" "pkt_size $3"
	pg "$1" "delay 0"
	pg "$1" "dst 192.0.2.1"
	pg "$1" "dst_mac $2"
}

# pktgen_took FROM: what the last run took for each frame, ns
pktgen_took()
{
	local us

	us=$(sed -n 's/^Result: OK: \([0-9]*\)(.*/\1/p' "/proc/net/pktgen/$1")
	echo $((us * 1000 / FRAMES))
}

# stopwatch, lap NAME: time since stopwatch
stopwatch()
{
	START=${EPOCHREALTIME/./}
}

lap()
{
	local end=${EPOCHREALTIME/./}
	result "$1.ns" $(((end - START) * 1000))
}

# The trap of ksft/lib.sh cleans up the rest.
bench_cleanup()
{
	local status=$?
	set +e
	rm -rf "$BENCH_TMP"
	cleanup
	exit "$status"
}
trap bench_cleanup EXIT

result kernel "$(uname -r)"
result processors "$(nproc)"
