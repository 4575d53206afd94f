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

# settle: MEM = MemFree in KiB once it stays the same, after caches, per-CPU
# lists and empty slabs are given back
settle()
{
	local before=0 try cache

	for try in {1..40}; do
		for cache in /sys/kernel/slab/*/shrink; do
			echo 1 > "$cache"
		done
		echo 3 > /proc/sys/vm/drop_caches
		echo 1 > /proc/sys/vm/compact_memory
		MEM=$(awk '/^MemFree:/ { print $2 }' /proc/meminfo)
		[ $((MEM - before)) -gt 64 ] || [ $((before - MEM)) -gt 64 ] ||
			return 0
		before=$MEM
		sleep 0.25
	done
	echo "error memory doesn't settle after $try tries"
}

# used NAME COUNT: what is gone since the last settle, in bytes for each
used()
{
	local before=$MEM

	settle
	result "$1" $(((before - MEM) * 1024 / $2))
}

# each PATTERN COUNT: the pattern with %d as 0 to COUNT - 1, for ip -batch
each()
{
	local n

	for ((n = 0; n < $2; n++)); do
		# shellcheck disable=SC2059
		printf "$1\n" "$n"
	done | ip -batch -
}

# sent DEV: frames that it sent
sent()
{
	cat "/sys/class/net/$1/statistics/tx_packets"
}

# all_left DEV COUNT BEFORE: has it sent COUNT since?
all_left()
{
	[ $(($(sent "$1") - $3)) -ge "$2" ]
}

# masquerade_rules [MORE]: the kernel's own NAT, of what leaves by up0
masquerade_rules()
{
	nft -f - <<- END
		table ip bench {
			${1:-}
			chain post {
				type nat hook postrouting priority srcnat;
				oifname up0 masquerade
			}
		}
	END
}

# flowtable_rules DEV: the same with a flowtable, between DEV and up0
flowtable_rules()
{
	masquerade_rules "flowtable f {
			hook ingress priority filter
			devices = { $1, up0 }
		}
		chain forward {
			type filter hook forward priority filter
			ct state established flow add @f
		}"
}

# bench_up DEV...: up, and silent
bench_up()
{
	local dev

	for dev; do
		echo 1 > "/proc/sys/net/ipv6/conf/$dev/disable_ipv6"
		ip link set "$dev" up
	done
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
