#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# What sriovctl makes of other people's words and messages, by libFuzzer: the
# same few thousand inputs each time, with SOAK for a sixth of that time in all.

# shellcheck source=selftests/static/lib.sh
. "$(dirname -- "$0")/lib.sh"

CLANG=${CLANG:-clang}
log=$(mktemp)
trap 'rm -rf "$log" "$log.d"' EXIT
mkdir "$log.d"

# Without its sanitizers' libraries clang is there, and no use.
echo 'int LLVMFuzzerTestOneInput(const char *d, long n) { return 0 * n * !d; }' |
	"$CLANG" -x c -fsanitize=fuzzer,address,undefined -o "$log.d/it" - \
		> "$log" 2>&1 || {
	plan 0
	echo "unavailable: clang with libFuzzer: $(head -n 1 "$log")" >&2
	exit 4
}

arguments=(fuzz-check)
if [ -n "${SOAK:-}" ]; then
	seconds=$(sed 's/m$/*60/; s/h$/*3600/; s/s$//' <<< "$SOAK")
	arguments=(fuzz "FUZZ_SECONDS=$((seconds / 30 + 1))")
fi
if ! make --no-print-directory -s -C userspace_tools fuzz-programs \
	CLANG="$CLANG" > "$log" 2>&1; then
	plan 1
	result "the fuzz targets build" < "$log"
	exit 1
fi
make --no-print-directory -s -C userspace_tools CLANG="$CLANG" \
	"${arguments[@]}" 2> /dev/null
