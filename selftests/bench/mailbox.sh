#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# What a hostile VF costs another one: calls of VF 1 (mail and its answer, one
# after the other) alone, and beside VF 0, which misbehaves. VF 0, as it is
# served first where both have something.
#
# Latency: 100 calls at once, which is less than the bucket holds, then a pause in
# which it fills, and so on. VF 0 misbehaves once before each call and a thousand
# times a second in the pauses. Only the calls are timed: what the hostile
# guest's own processor does isn't the PF's. The first 100 meet VF 0 with a full
# bucket, the others when it is throttled. Then the same in quarantine.
# Throughput: calls without a pause, while a thread of VF 0 misbehaves; as many
# get through as the bucket lets.
#
# Both VFs are driven by selftests/hostile, so that nothing but the PF's driver is
# in between.

# shellcheck source=selftests/bench/lib.sh
. "${0%/*}/lib.sh"

CALLS=3100
BURST=100
THROUGHPUT=1000

# driven VF: by sriov_hostile
driven()
{
	hostile 0 "$1" || die "VF $1 isn't driven by sriov_hostile"
}

# measures NAME CALLS BURST [KIND ADDRESS]: one run; each must be answered
measures()
{
	local name=$1 first ns median p99 max
	shift
	echo "$*" > "$VICTIM/measure" ||
		die "$name: not all calls were answered"
	read -r first ns median p99 max < "$VICTIM/measure"
	result "mailbox.$name.first" "$first"
	result "mailbox.$name.ns" "$ns"
	result "mailbox.$name.median" "$median"
	result "mailbox.$name.p99" "$p99"
	result "mailbox.$name.max" "$max"
}

# latency NAME [KIND]
latency()
{
	# Each begins with full buckets.
	sleep 3
	measures "$1" "$CALLS" "$BURST" ${2:+"$2" "$ATTACKER"}
}

# throughput NAME [KIND]
throughput()
{
	sleep 3
	[ $# = 1 ] || echo "$2" > "$HOSTILE/attack"
	measures "$1" "$THROUGHPUT" 0
	[ $# = 1 ] || echo stop > "$HOSTILE/attack"
}

stat()
{
	sriovctl -J -s vf show pf0/0 | jq -r ".vfs[0].stats[\"$1\"]"
}

drivers
modprobe sriov_hostile
vfs 0 2
for setting in flood malformed resets; do
	sriovctl pf set pf0 "quarantine-$setting" never
done
driven 1
VICTIM=$HOSTILE
driven 0
ATTACKER=${HOSTILE##*/}
echo 1 > "$HOSTILE/call" || die "the hostile VF isn't answered"

latency quiet.0
throughput all.quiet.0
for kind in flood malformed reset hold ack; do
	delayed=$(stat mail-delayed)
	latency "throttled.$kind" "$kind"
	[ "$(stat mail-delayed)" -gt "$delayed" ] ||
		die "$kind: it wasn't throttled"
	throughput "all.$kind" "$kind"
	sriovctl vf quarantine pf0/0
	latency "quarantined.$kind" "$kind"
	sriovctl vf release pf0/0
done
latency quiet.1
