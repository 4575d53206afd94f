#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# mandoc finds no fault in the manual pages.

# shellcheck source=selftests/static/lib.sh
. "$(dirname -- "$0")/lib.sh"

plan 1

sources | grep -E '\.[1-9]$' | xargs -r mandoc -Tlint -Wwarning 2>&1 |
	result "mandoc -Tlint" || true
