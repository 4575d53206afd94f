#!/bin/bash
# Proves that the commands in README and the guides print what these pages show, by running them all.
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 6.12
# check-kernels: 6.12
# memory: 4096
# timeout: 600
# file: README.md Documentation/guide.rst Documentation/networks.rst Documentation/nat.rst
#
# A page's console blocks ("```console", ".. code-block:: console") are run from
# top to bottom in one shell, each page with the project's modules loaded anew.
# A line that begins with "# " is a command, one with "> " goes on with it, the
# others are what it prints; "..." stands for anything. Each command is a case.
#
# usage: pages.sh [--write PAGE]
#
# With --write the page is printed with what the commands print now, and
# nothing is judged: for who changes a page (see Documentation/testing.rst).

# shellcheck source=selftests/ksft/lib.sh
. "$(dirname "$0")/lib.sh"

ROOT=$(dirname "$0")/../..
PAGES=(README.md Documentation/guide.rst Documentation/networks.rst
	Documentation/nat.rst)
WRITE=0
OUTSIDE='' INDENT='' COMMAND='' WANT='' PAGE=''

# The kernel's own words are the same on a terminal and here.
export LC_ALL=C.UTF-8

emit()
{
	[ "$WRITE" = 0 ] || printf '%s\n' "$1"
}

# matches WANT GOT: "..." in WANT stands for anything.
matches()
{
	local pattern
	pattern=$(sed -e 's/[][\\*?]/\\&/g' -e 's/\.\.\./*/g' <<< "$1")
	# shellcheck disable=SC2053 # a pattern is meant
	[[ $2 == $pattern ]]
}

# Run the command that was read, and judge or print what it says.
flush()
{
	local got name line

	[ -n "$COMMAND" ] || return 0
	eval "$COMMAND" > "$LIB_TMP/out" 2>&1 < /dev/null
	got=$(sed 's/ *$//' "$LIB_TMP/out")
	name="$PAGE: ${COMMAND%%$'\n'*}"
	if [ "$WRITE" = 1 ]; then
		if [[ $WANT == *...* ]] && matches "$WANT" "$got"; then
			got=$WANT
		fi
		[ -z "$got" ] || while IFS= read -r line; do
			emit "${line:+$INDENT$line}"
		done <<< "$got"
	elif matches "$WANT" "$got"; then
		ok "${name//#/}"
	else
		note "it prints:"
		while IFS= read -r line; do note "  $line"; done <<< "$got"
		not_ok "${name//#/}"
	fi
	COMMAND='' WANT=''
}

block_begins()
{
	case $1 in
	'```console')			INDENT='' ;;
	'.. code-block:: console')	INDENT='   ' ;;
	*)				return 1 ;;
	esac
}

block_ends()
{
	if [ -z "$INDENT" ]; then [ "$1" = '```' ]; else [ -n "${1%% *}" ]; fi
}

inside()
{
	local line=$1 text=${1#"$INDENT"}

	if block_ends "$line"; then
		flush
		OUTSIDE=1
		emit "$line"
	elif [[ $text == '# '* ]]; then
		flush
		COMMAND=${text#'# '}
		emit "$line"
	elif [[ $text == '> '* && -z $WANT ]]; then
		COMMAND+=$'\n'${text#'> '}
		emit "$line"
	elif [ -z "$text" ] && [ -n "$INDENT" ]; then
		# Between blocks, or before the end
		flush
		emit ''
	else
		WANT+=${WANT:+$'\n'}$text
	fi
}

page()
{
	local line

	PAGE=$(basename "$1") OUTSIDE=1
	while IFS= read -r line <&3; do
		if [ -z "$OUTSIDE" ]; then
			inside "$line"
		else
			emit "$line"
			! block_begins "$line" || OUTSIDE=''
		fi
	done 3< "$1"
	flush
}

# Between two pages: as a reader finds the card.
anew()
{
	local ns module

	for ns in $(ip netns list | cut -d ' ' -f 1); do guest_gone "$ns"; done
	sysctl -qw net.ipv4.ip_forward=0
	for module in sriov_vf sriov_pf sriov_mock; do
		rmmod "$module" 2> /dev/null
	done
	modprobe sriov_mock
	# Loaded by the first dummy, it would make one more of its own.
	modprobe dummy numdummies=0
}

if [ "${1:-}" = --write ]; then
	WRITE=1
	page "$ROOT/$2"
	exit
fi

# commands FILE...: how many there are
commands()
{
	awk '/^```console$/ { page = 1; next }
	     /^\.\. code-block:: console$/ { page = 2; next }
	     page == 1 && /^```$/ || page == 2 && /^[^ ]/ { page = 0 }
	     page == 1 && /^# / || page == 2 && /^   # / { n++ }
	     END { print n + 0 }' "$@"
}

plan "$(commands "${PAGES[@]/#/$ROOT/}")"
for file in "${PAGES[@]}"; do
	anew
	page "$ROOT/$file"
done
finish
