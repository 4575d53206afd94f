# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# Shared by the scripts of the test bed: where things live, how they speak,
# how they lock.  Sourced, never run.  It owns the layout of the cache folder:
#
#   $CACHE/apt/<release>/     private apt: sources, lists, archives, status
#   $CACHE/kernels/<name>/    vmlinuz, release, kdir, modules/lib/modules/...
#   $CACHE/src/linux-6.12/    the unpacked linux-source-6.12, config-free
#   $CACHE/guest/root/        the guest's userland, a closed set of packages
#   $CACHE/qemu/root/         a private QEMU with its libraries
#   $CACHE/dpdk/root/         DPDK's test program, beside the userland
#   $CACHE/initramfs/<hash>/  base initramfs images
#   $CACHE/missing/<part>     why a part could not be had
#   $CACHE/ccache/            what the compiler made
#   $CACHE/modules-<kernel>   the folder whose modules are being built

QEMU_DIR=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
TOP=$(cd -- "$QEMU_DIR/../.." && pwd)
CACHE=${SRIOV_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/sriov-suite}

# Exit status of everything here: the thing asked for can't be had.
EXIT_UNAVAILABLE=4
export QEMU_DIR TOP CACHE EXIT_UNAVAILABLE

say()
{
	echo "${0##*/}: $*" >&2
}

die()
{
	say "$*"
	exit 1
}

unavailable()
{
	say "unavailable: $*"
	exit "$EXIT_UNAVAILABLE"
}

# lock NAME: hold $CACHE/.lock-NAME until this shell exits.  Children inherit
# the descriptor on purpose: a killed script keeps the lock until its work ends.
lock()
{
	local fd

	mkdir -p "$CACHE"
	exec {fd}>"$CACHE/.lock-$1"
	if ! flock -n "$fd"; then
		say "waiting for another run to finish with '$1'"
		flock "$fd"
	fi
}

# replace NEW OLD: put directory NEW where OLD is (or was), in one rename each
replace()
{
	local old="$2.old.$$"

	if [ -e "$2" ]; then
		mv -T "$2" "$old"
	fi
	mv -T "$1" "$2"
	rm -rf "$old"
}

codename()
{
	local VERSION_CODENAME=""

	# shellcheck source=/dev/null
	. /etc/os-release
	echo "$VERSION_CODENAME"
}
