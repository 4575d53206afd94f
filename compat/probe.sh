#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Compile each probe and print the flags that follow; see Kbuild.probe, which
# runs it, in the kernel's build folder.
#
# usage: probe.sh CACHE COMPILER FLAG...
#
# The answers are kept in CACHE.<key>.cmd.  The key covers everything they
# depend on: compiler, flags, the kernel's configuration, and the probes.
#
# Exit status: 0, 1 if a probe fails for another reason than the one it is for.

here=$(dirname -- "$0")
cache=$1
shift

key=$({
	echo "$PWD $*"
	"$1" --version
	cat include/generated/autoconf.h include/generated/utsrelease.h
	cat "$here/probe.sh" "$here"/probes/*.c
} 2> /dev/null | cksum | tr -d ' ')
cache=$cache.$key.cmd

if [ -f "$cache" ]; then
	cat "$cache"
	exit 0
fi

tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT

# A missing function or another signature must be an error whatever the
# kernel's warnings are; nothing else may be one.
check()
{
	"$@" -fsyntax-only -Wno-error -Werror=implicit-function-declaration \
		-Werror=incompatible-pointer-types -Werror=int-conversion
}

flags=-DCOMPAT_PROBED
for probe in "$here"/probes/*.c; do
	name=$(basename "$probe" .c)
	if check "$@" -DPROBE "$probe" 2> "$tmp/log"; then
		flags="$flags -DCOMPAT_HAVE_$(echo "$name" | tr '[:lower:]' '[:upper:]')"
	elif ! check "$@" "$probe" 2> "$tmp/log"; then
		echo "compat: $probe fails even without what it asks for:" >&2
		cat "$tmp/log" >&2
		exit 1
	fi
done

# Folders are built in parallel; a rename makes the cache appear as a whole.
echo "$flags" > "$tmp/flags"
cp "$tmp/flags" "$cache.$$" && mv "$cache.$$" "$cache"
cat "$tmp/flags"
