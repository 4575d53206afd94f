#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Nothing for shellcheck to say about every shell script.

# shellcheck source=selftests/static/lib.sh
. "$(dirname -- "$0")/lib.sh"

plan 1

# What a script sources is looked at with it (-x), as only what isn't known to be
# clean is given.
# SC1091: files sourced by a path that is known at run time only.
# SC2317: functions that are called by name or by trap.
sources | while read -r file; do
	case $(head -c 64 "$file" | head -n 1 | tr -d '\0') in
	'#!'*sh|'# shellcheck shell='*) echo "$file" ;;
	*)	[[ $file != *.sh ]] || echo "$file" ;;
	esac
done | unless_clean "shellcheck-$(shellcheck --version | digest_of)" \
	shellcheck -x --format=gcc --exclude=SC1091,SC2317 |
	result shellcheck || true
