#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Rules of the house that no other tool knows: short files, licences, kernel
# version tests in compat/ only, no mirror named.

# shellcheck source=selftests/static/lib.sh
. "$(dirname -- "$0")/lib.sh"

plan 5

# The generator takes a family from one file, and makes one page of it.
sources | grep -v -E '^LICENSE|^netlink_uapi/specs/|^Documentation/netlink-' |
	while read -r file; do
		lines=$(wc -l < "$file")
		[ "$lines" -le 1000 ] || echo "$file: $lines lines"
	done | result "no file is longer than 1000 lines"

sources | grep -v -E '^LICENSE|\.md$|^MAINTAINERS|README$|\.json$|\.svg$' |
	while read -r file; do
		head -n 5 "$file" | grep -q SPDX-License-Identifier ||
			echo "$file: no SPDX line"
	done | result "every file has its licence in an SPDX line"

version='LINUX_VERSION_CODE|KERNEL_VERSION\(|linux/version\.h|RHEL_RELEASE'
c_sources | grep -v '^compat/' | xargs -r grep -n -E "$version" |
	result "no test of the kernel's version outside compat/" || true

sources | grep -v '^selftests/static/' |
	xargs -r grep -n -I -E 'https?://[^ ]*(mirror|deb\.debian|archive)' |
	result "no mirror is named" || true

c_sources | xargs -r grep -n -E '[[:space:]]$' |
	result "no white space at the end of a line" || true
