#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# checkpatch --strict is content with every C file.

# shellcheck source=selftests/static/lib.sh
. "$(dirname -- "$0")/lib.sh"

need_linux
plan 2

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# checkpatch TYPES FILE...: its complaints, without those types.  It leaves a
# file in its current folder, hence another one.
checkpatch()
{
	local types=$1

	shift
	(cd "$work" && perl "$LINUX/scripts/checkpatch.pl" --strict --no-tree \
		--root="$LINUX" --terse --show-types --quiet --no-summary \
		--ignore "$types" -f "${@/#/$TOP/}" 2>&1) |
		grep -v -e '^$' -e '^fatal: ' | sed "s|^$TOP/||"
}

# by_checkpatch TYPES: so for the files on stdin
by_checkpatch()
{
	unless_clean "checkpatch-$(cat "$LINUX/scripts/checkpatch.pl" - \
		<<< "$1" | digest_of)" checkpatch "$1"
}

# PREFER_ETHTOOL_PUTS: 6.1 has none. Headers of tracepoints are a language of
# their own.
kernel_sources | grep -v '/trace\.h$' | by_checkpatch FILE_PATH_CHANGES,PREFER_ETHTOOL_PUTS |
	result "checkpatch --strict, kernel" || true

# User space has the C library's types and format macros, not the kernel's. A
# macro that iterates names its cursor more than once.
user_sources | by_checkpatch "FILE_PATH_CHANGES,PREFER_KERNEL_TYPES,CAMELCASE,\
PREFER_DEFINED_ATTRIBUTE_MACRO,MACRO_ARG_REUSE" |
	result "checkpatch --strict, user space" || true
