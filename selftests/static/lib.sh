# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# Shared by the static checks: each script beside this one runs on the host,
# prints KTAP, and looks at the sources without running them.

set -euo pipefail
# `result` counts, so it must not run in a subshell.
shopt -s lastpipe

TOP=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd)
BED="$TOP/selftests/qemu"
export BED
CACHE=${SRIOV_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/sriov-suite}
export LINUX="$CACHE/src/linux-6.12"
N=0
cd "$TOP"

plan()
{
	echo "TAP version 13"
	echo "1..$1"
}

# result NAME: what stdin holds are complaints; none is a pass
result()
{
	local complaints

	complaints=$(cat)
	N=$((N + 1))
	if [ -z "$complaints" ]; then
		echo "ok $N $1"
		return
	fi
	head -n 40 <<< "$complaints" | sed 's/^/# /' | tee /dev/stderr
	echo "not ok $N $1"
}

skip()
{
	N=$((N + 1))
	echo "ok $N $1 # SKIP $2"
}

# All files of the project, without what a build leaves
sources()
{
	if git rev-parse --is-inside-work-tree > /dev/null 2>&1; then
		git ls-files --cached --others --exclude-standard |
			while read -r file; do
				[ ! -f "$file" ] || echo "$file"
			done
		return
	fi
	find . \( -path ./build -o -name '.?*' -not -path './.ci*' \
		-o -name __pycache__ \) -prune -o \
		-type f -not -name '*.o' -not -name '*.ko' -not -name '*.mod' \
		-not -name '*.mod.c' -not -name '*.a' -not -name sriovctl \
		-not -name Module.symvers -not -name modules.order -print |
		sed 's|^\./||' | sort
}

# Those in C; generated files have their generator's style.
c_sources()
{
	sources | grep '\.[ch]$' | grep -v '_gen\.[ch]$'
}

# C for the kernel, and C for user space
kernel_sources()
{
	c_sources | grep -v -e '^userspace_tools/' -e '^selftests/ksft/' \
		-e '^selftests/bench/[^/]*$' -e '^selftests/fuzz/'
}

user_sources()
{
	c_sources | grep -e '^userspace_tools/' -e '^selftests/ksft/' \
		-e '^selftests/bench/[^/]*$' -e '^selftests/fuzz/'
}

# unless_clean KEY COMMAND...: give the files on stdin to COMMAND as arguments,
# but for those in which it found nothing before.  It names a file at the start
# of a complaint's line; KEY stands for its version and options.
unless_clean()
{
	local store="$CACHE/clean/$1" complaints digest file
	local -A digests=()

	shift
	mkdir -p "$store"
	while read -r digest file; do
		[ -e "$store/$digest" ] || digests[$file]=$digest
	done < <(xargs -r sha256sum)
	[ "${#digests[@]}" -gt 0 ] || return 0
	complaints=$("$@" "${!digests[@]}" 2>&1) || true
	# Not about a file: the command itself didn't work.
	if [ -n "$complaints" ] &&
		grep -q -v '^[^ :]*:[0-9]*:' <<< "$complaints"; then
		echo "$complaints"
		return
	fi
	for file in "${!digests[@]}"; do
		grep -q "^$file:" <<< "$complaints" ||
			: > "$store/${digests[$file]}"
	done
	[ -z "$complaints" ] || echo "$complaints"
}

# digest_of: a short name for what is on stdin
digest_of()
{
	sha256sum | head -c 16
}

# need_linux: skip the whole plan without linux-source
need_linux()
{
	"$BED/fetch" source > /dev/null 2>&1 && return
	plan 0
	echo "unavailable: linux-source-6.12" >&2
	exit 4
}
