#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The rooms' own checks: generated code is up to date, the tool's host tests.

# shellcheck source=selftests/static/lib.sh
. "$(dirname -- "$0")/lib.sh"

rooms=()
for room in netlink_uapi userspace_tools; do
	if grep -q -s '^check:' "$room/Makefile"; then
		rooms+=("$room")
	fi
done
plan "${#rooms[@]}"

for room in "${rooms[@]}"; do
	log=$(mktemp)
	if make --no-print-directory -C "$room" check > "$log" 2>&1; then
		result "make -C $room check" < /dev/null
	else
		tail -n 30 "$log" | cat - <(echo failed) |
			result "make -C $room check"
	fi
	rm -f "$log"
done
