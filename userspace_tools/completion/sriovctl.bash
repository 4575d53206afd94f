# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Completion of sriovctl for bash: words of the grammar, and the PFs and VFs
# that there are.

# Names of the PFs; nothing if the module isn't loaded.
_sriovctl_pfs()
{
	sriovctl -n pf list 2> /dev/null | while read -r pf _; do
		echo "$pf"
	done
}

# Names of the switches, or ports; nothing if the module isn't loaded.
_sriovctl_first()
{
	[ -d /sys/module/vswitch ] || return
	sriovctl -n "$1" list 2> /dev/null | while read -r name _; do
		echo "$name"
	done
}

# PF/ and PF/N for the PF that is typed, after its slash.
_sriovctl_vfs()
{
	local pf=${1%%/*}

	case $1 in
	*/*)	echo "$pf/all"
		sriovctl -n vf list "$pf" 2> /dev/null |
			while read -r vf _; do
				echo "$vf"
			done
		;;
	*)	_sriovctl_pfs | while read -r pf; do
			echo "$pf/"
		done
		;;
	esac
}

# Words that may follow the plain words before the cursor.
_sriovctl_words()
{
	local cur=$1
	shift

	case "${1:-} ${2:-}" in
	' ')		echo pf vf switch nat lease port fdb mdb vlan monitor wait \
				help ;;
	'help ')	echo pf vf switch nat lease port fdb mdb vlan monitor wait ;;
	'pf ')		echo list show set slots adopt release bind \
				unbind ;;
	'vf ')		echo list show enable disable set reset start stop \
				quarantine release ;;
	'monitor ')	echo pf vf switch port fdb mdb nat ;;
	'switch ')	echo list show create set apply delete attach detach \
				confirm revert ;;
	'nat ')		echo forward guests sessions stats ;;
	'nat forward')
		case $# in
		2)		echo list add delete ;;
		3)		_sriovctl_first switch ;;
		4)		echo tcp udp sctp all ;;
		esac
		;;
	'nat guests'|'nat sessions')	[ "$#" -gt 2 ] || _sriovctl_first switch ;;
	'lease ')	echo list add delete ;;
	'port ')	echo list show set guard guards ;;
	'fdb ')		echo list add delete flush ;;
	'mdb ')		echo list add delete queriers ;;
	'vlan ')	echo list add delete ;;
	'switch create'|'switch set')
		_sriovctl_network "$@" ;;
	'switch attach'|'switch detach')
		case $# in
		2)		_sriovctl_first switch ;;
		3)		ls /sys/class/net
				[ -z "$cur" ] || _sriovctl_vfs "$cur" ;;
		*)		ls /sys/class/net ;;
		esac
		;;
	'switch show'|\
	'switch confirm'|'switch revert'|'fdb list'|\
	'fdb add'|'fdb delete'|'fdb flush'|'port list'|'port guards'|\
	'lease list'|'lease add'|'lease delete'|\
	'mdb list'|'mdb add'|'mdb delete'|'mdb queriers'|'vlan list')
		[ "$#" -gt 2 ] || _sriovctl_first switch
		;;
	'switch delete')
		_sriovctl_first switch
		;;
	'port show'|'port set'|'port guard'|'vlan add'|'vlan delete')
		[ "$#" -gt 2 ] || _sriovctl_first port
		;;
	'wait '|'vf list')
		[ "$#" -gt 2 ] || { _sriovctl_pfs; _sriovctl_vfs "$cur"; }
		;;
	'pf adopt'|'pf bind')
			[ "$#" -gt 2 ] || ls /sys/class/net ;;
	'pf show'|'pf slots'|'pf release'|'pf unbind'|'vf disable'|'vf enable')
		[ "$#" -gt 2 ] || _sriovctl_pfs
		;;
	'pf set')
		case $# in
		2)		_sriovctl_pfs ;;
		*[13579])	echo quarantine-flood quarantine-malformed \
					quarantine-resets quarantine-release \
					local-vlans ;;
		*)		[[ ${*: -1} != local-vlans ]] && echo never ||
					echo none ;;
		esac
		;;
	'vf show')
		[ "$#" -gt 2 ] || _sriovctl_vfs "$cur"
		;;
	'vf reset'|'vf stop'|'vf quarantine'|'vf release')
		_sriovctl_vfs "$cur"
		;;
	'vf set'|'vf start')
		case "$#:${*: -1}" in
		2:*|*:,)	_sriovctl_vfs "$cur" ;;
		*:mac)		echo default ;;
		*:vlan|*:owner)	echo none ;;
		*:qos)		echo 0 1 2 3 4 5 6 7 ;;
		*:m??-tx-rate|*:allowed-macs|*:max-mtu)
				echo none ;;
		*:proto)	echo 802.1Q 802.1ad ;;
		*:spoofchk|*:trust)
				echo on off ;;
		*:link-state)	echo auto enable disable ;;
		*:queues)	echo 1 2 4 ;;
		*:trunk)	echo all none ;;
		*/*)		echo mac vlan qos proto spoofchk max-tx-rate \
					min-tx-rate trust link-state queues \
					trunk allowed-macs max-mtu owner
				[ -z "$cur" ] || _sriovctl_vfs "$cur" ;;
		*)		echo mac vlan qos proto spoofchk max-tx-rate \
					min-tx-rate trust link-state queues \
					trunk allowed-macs max-mtu owner , ;;
		esac
		;;
	esac
}

# What follows a switch that is made or changed
_sriovctl_network()
{
	case "$#:${*: -1}" in
	2:set)		_sriovctl_first switch ;;
	2:*)		;;
	*[3579]:*)	echo mode subnet uplink dhcp dns ra range domain vlans \
				ageing fdb-limit mdb-limit vlan-stats ;;
	*:mode)		echo bridge host-only nat ;;
	*:dhcp|*:dns|*:ra|*:vlan-stats)
			echo on off ;;
	*:subnet|*:domain)
			echo none ;;
	*:uplink)	echo any ;;
	*:range)	echo all ;;
	esac
}

_sriovctl_options()
{
	echo --json --stats --noheadings --help --version
	[ "${1:-}" != wait ] || echo --driver --timeout
	case "${1:-} ${2:-}" in
	' '|'vf list')	echo --all ;;
	'switch attach')
		echo --move-addresses --timeout --yes --tagged-on-wire --owner \
			--force ;;
	'switch detach')
		echo --owner --force ;;
	'pf bind'|'pf unbind')
			echo --force ;;
	'vf set'|'vf reset'|'vf start'|'vf stop')
		echo --dry-run --generation --owner --force ;;
	esac
}

_sriovctl()
{
	local line cur word words=() plain=()

	# A colon in a PCI address must not end a word.
	line=${COMP_LINE:0:COMP_POINT}
	read -r -a words <<< "$line"
	cur=""
	if [[ $line != *[[:space:]] ]]; then
		cur=${words[-1]}
		unset 'words[-1]'
	fi
	for word in "${words[@]:1}"; do
		[[ $word == -* ]] || plain+=("$word")
	done
	if [[ $cur == -* ]]; then
		mapfile -t COMPREPLY < <(compgen -W \
			"$(_sriovctl_options "${plain[@]}")" -- "$cur")
	else
		mapfile -t COMPREPLY < <(compgen -W \
			"$(_sriovctl_words "$cur" "${plain[@]}")" -- "$cur")
	fi
	if [[ ${COMPREPLY[0]:-} == */ ]]; then
		compopt -o nospace 2> /dev/null
	fi
	# Bash replaces only what follows the last colon.
	if [[ $cur == *:* && $COMP_WORDBREAKS == *:* ]]; then
		COMPREPLY=("${COMPREPLY[@]#"${cur%"${cur##*:}"}"}")
	fi
}

complete -F _sriovctl sriovctl
