#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The modules build for each kernel with W=1 and without a warning, and sparse
# finds no mix-up of address spaces, byte orders or lock contexts.

# shellcheck source=selftests/static/lib.sh
. "$(dirname -- "$0")/lib.sh"

mkdir -p build
read -r -a kernels <<< "${KERNELS:-6.1 6.12 debug}"
plan $((2 * ${#kernels[@]}))

for kernel in "${kernels[@]}"; do
	dir="build/static/$kernel"
	status=0
	"$BED/build" --fresh --into "$TOP/$dir" "$kernel" \
		W=1 C=1 "CF=-D__CHECK_ENDIAN__" > /dev/null 2> "$TOP/build/.err" ||
		status=$?
	if [ "$status" -eq 4 ]; then
		skip "W=1 on $kernel" "$(tail -n 1 "$TOP/build/.err")"
		skip "sparse on $kernel" "no kernel"
		continue
	fi
	log="$dir/.log"
	{
		[ "$status" -eq 0 ] || grep -E 'error|Error' "$log" || true
		grep -E '(warning|WARNING):.*(\[-W|modpost)|^WARNING' "$log" ||
			true
	} | result "W=1 on $kernel"
	# gcc names its option, sparse doesn't; the kernel's own headers are
	# not ours to mend.
	grep -E ': (warning|error): ' "$log" | grep -v '\[-W' |
		grep -F "$dir/" | result "sparse on $kernel" || true
done
