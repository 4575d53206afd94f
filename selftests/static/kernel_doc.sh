#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Every kernel-doc comment is complete and well formed.

# shellcheck source=selftests/static/lib.sh
. "$(dirname -- "$0")/lib.sh"

need_linux
plan 1

c_sources | xargs -r perl "$LINUX/scripts/kernel-doc" -none 2>&1 |
	grep -v '^$' | result "kernel-doc -none" || true
