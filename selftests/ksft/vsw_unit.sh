#!/bin/bash
# Proves that with systemd what looks after a switch is a unit of its own, which is started again after a crash and not after its end, says what dnsmasq complains of, and leaves nothing; a stand-in for systemd-run that checks its options is systemd here.
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 6.12
# check-kernels: 6.12
# nic: none
# timeout: 240
#
# shellcheck disable=SC2016,SC2034,SC2317
# shellcheck source=selftests/ksft/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=selftests/ksft/vsw_lib.sh
. "$(dirname "$0")/vsw_lib.sh"

plan 23

NET=/run/sriovctl/net
NS=$(stat -L -c %i /proc/self/ns/net)
UNITS=/run/stand-in
GROUPS_DIR=/sys/fs/cgroup

# ---- the stand-in ----

# What systemd-run of 252 takes, as far as it is asked here; another option is
# an error, as is a unit that there is already. The service is in a group of its
# own, and none of the caller's files or environment.
stand_in_run()
{
	cat <<-'END'
	#!/bin/bash
	units=/run/stand-in unit=run-$$.service restart= netns=/proc/1/ns/net
	while [ $# -gt 0 ]; do
		case $1 in
		--quiet|--collect|--service-type=exec|--description=?*) ;;
		--unit=*) unit=${1#*=} ;;
		--property=Restart=on-failure) restart=1 ;;
		--property=RestartSec=3|--property=TimeoutStopSec=10) ;;
		--property=RestartPreventExitStatus=2) ;;
		--property=KillMode=mixed|--property=Delegate=yes) ;;
		--property=NetworkNamespacePath=/run/netns/*) netns=${1##*=} ;;
		-*) echo "stand-in: unknown option $1" >&2; exit 1 ;;
		*) break ;;
		esac
		shift
	done
	if [[ ! $unit =~ ^[A-Za-z0-9:_.\\-]+\.service$ ]] ||
	   [ -e "$units/$unit" ]; then
		echo "stand-in: bad unit $unit" >&2
		exit 1
	fi
	[ -x "$1" ] || exit 1
	mkdir -p "$units"
	: > "$units/$unit"
	echo "$unit" >> "$units/.started"
	UNIT=$unit RESTART=$restart setsid "$0-service" "$netns" "$@" \
		< /dev/null > /dev/null 2>&1 &
	END
}

# The unit: runs it, and once more if it fails, unless it was stopped.
stand_in_service()
{
	cat <<-'END'
	#!/bin/bash
	units=/run/stand-in group=/sys/fs/cgroup/$UNIT netns=$1
	shift
	# Who asked for it may be in a unit that is ended.
	echo 0 > /sys/fs/cgroup/cgroup.procs
	mkdir -p "$group"
	while [ -e "$units/$UNIT" ]; do
		(
			echo 0 > "$group/cgroup.procs"
			echo "$BASHPID" > "$units/$UNIT"
			cd / && exec nsenter --net="$netns" env -i "$@"
		)
		status=$?
		[ "$status" != 0 ] && [ "$status" != 2 ] &&
			[ -n "$RESTART" ] || break
		# KillMode=mixed: the rest goes with the main process.
		find "$group" -name cgroup.procs -exec cat {} + | xargs -r kill -KILL
		echo "$UNIT" >> "$units/.restarted"
	done
	find "$group" -name cgroup.procs -exec cat {} + | xargs -r kill -KILL
	until [ ! -d "$group" ] ||
	      find "$group" -depth -type d -exec rmdir {} + 2> /dev/null; do :; done
	rm -f "$units/$UNIT"
	END
}

stand_in_control()
{
	cat <<-'END'
	#!/bin/bash
	units=/run/stand-in
	[ "$1" = stop ] && [ $# = 2 ] || exit 1
	[ -e "$units/$2" ] || exit 5
	kill "$(cat "$units/$2")"
	while [ -e "$units/$2" ]; do read -r -t 0.05 <> <(:); done
	exit 0
	END
}

systemd_comes()
{
	stand_in_run > /usr/bin/systemd-run
	stand_in_service > /usr/bin/systemd-run-service
	stand_in_control > /usr/bin/systemctl
	chmod +x /usr/bin/systemd-run{,-service} /usr/bin/systemctl
	mkdir -p /run/systemd/system
}

# ---- what there is ----

unit_pid()
{
	cat "$UNITS/$1" 2> /dev/null
}

units()
{
	find "$UNITS" -name '*.service' -printf '%f\n' | sort |
		paste -sd ' '
}

no_units()
{
	[ -z "$(units)" ]
}

supervisor_of()
{
	cat "$NET/$NS-$1/supervisor" 2> /dev/null
}

serves()
{
	local pid
	pid=$(cat "$NET/$NS-$1/dnsmasq.pid" 2> /dev/null) && [ -d "/proc/$pid" ]
}

# group_of SWITCH: that of its dnsmasq
group_of()
{
	sed -n 's/^0:://p' "/proc/$(cat "$NET/$NS-$1/dnsmasq.pid")/cgroup"
}

# restarted N: so often till now, and it serves
restarted()
{
	[ "$(wc -l < "$UNITS/.restarted")" = "$1" ] && serves lan0
}

nothing_left()
{
	[ -z "$(units)" ] && [ ! -e "$NET" ] && ! pgrep -x dnsmasq > /dev/null &&
		! pgrep -f 'sriovctl supervise' > /dev/null &&
		! compgen -G "$GROUPS_DIR/*sriovctl*" > /dev/null
}

modprobe vswitch
mkdir -p "$UNITS"
: > "$UNITS/.restarted"

create()
{
	sriovctl switch create "$1" mode host-only subnet "$2" dhcp on
}

check "without systemd there is no unit" eval \
	'create lan0 10.77.0.0/24 && serves lan0 &&
	 [ "$(sriovctl -J switch show lan0 | jq ".switches[0].network.unit")" = null ] &&
	 sriovctl switch delete lan0 && nothing_left'
systemd_comes

check "with it there is one" eval \
	'create lan0 10.77.0.0/24 && serves lan0 &&
	 equal sriovctl-switch-lan0.service "$(units)"'
check "which is what looks after the switch" equal \
	"$(unit_pid sriovctl-switch-lan0.service)" "$(supervisor_of lan0)"
check "switch show names it" eval \
	'sriovctl switch show lan0 | grep -Eq "^  unit +sriovctl-switch-lan0.service$"'
check "in JSON too" equal sriovctl-switch-lan0.service \
	"$(sriovctl -J switch show lan0 | jq -r '.switches[0].network.unit')"
check "dnsmasq is in its group" equal \
	"/sriovctl-switch-lan0.service/sriovctl-$NS-lan0" "$(group_of lan0)"

# ---- crashes ----

kill -KILL "$(cat "$NET/$NS-lan0/dnsmasq.pid")"
check "dnsmasq is started again when it is killed" wait_for 20 serves lan0
check "by the same process" restarted 0
OLD=$(supervisor_of lan0)
kill -KILL "$OLD"
check "systemd starts it again when that is killed" wait_for 30 restarted 1
check "one of each" eval '[ "$(pgrep -c -x dnsmasq)" = 1 ] &&
	[ "$(supervisor_of lan0)" != "$OLD" ] &&
	equal "$(unit_pid sriovctl-switch-lan0.service)" "$(supervisor_of lan0)"'

# ---- changes ----

OLD=$(supervisor_of lan0)
check "a change is another one" eval \
	'sriovctl switch set lan0 range 10.77.0.99-10.77.0.99 && serves lan0 &&
	 [ "$(supervisor_of lan0)" != "$OLD" ]'
check "a mode that was set by a transaction is followed" eval \
	'echo "switch set lan0 mode bridge" | sriovctl switch apply - > /dev/null &&
	 wait_for 20 no_units && ! pgrep -x dnsmasq > /dev/null &&
	 wait_for 20 grep -qx "mode bridge" "$NET/$NS-lan0/network"'
check "and host-only mode again" eval \
	'sriovctl switch set lan0 mode host-only && serves lan0'
check "no end was taken for a crash" restarted 1
check "a name is escaped" eval \
	'create my-lan 10.78.0.0/24 && equal "my\x2dlan" \
		"$(units | sed "s/.*sriovctl-switch-\(my.*\).service.*/\1/")" &&
	 sriovctl switch delete my-lan'
check "deleting ends it" eval 'sriovctl switch delete lan0 && nothing_left'
create lan0 10.77.0.0/24
ip link del lan0
check "so does ip link del" wait_for 20 nothing_left

# ---- what can't start ----

cat > "$LIB_TMP/dnsmasq" <<-'END'
#!/bin/bash
echo "dnsmasq: a bad day" >&2
exit 3
END
chmod +x "$LIB_TMP/dnsmasq"
mount --bind "$LIB_TMP/dnsmasq" /usr/sbin/dnsmasq
refused "what dnsmasq complains of is said" "needs: dnsmasq: a bad day" \
	create lan1 10.78.0.0/24
umount /usr/sbin/dnsmasq
check "and nothing is left" eval 'gone lan1 && nothing_left'
mount --bind "$(type -P false)" /usr/bin/systemd-run
refused "what systemd doesn't start" "systemd doesn't start" \
	create lan1 10.78.0.0/24
umount /usr/bin/systemd-run

# ---- namespaces ----

ip netns add nsw
OTHER=$(stat -c %i /run/netns/nsw)
check "in a namespace that has a name the unit has its number" eval \
	'ip netns exec nsw sriovctl switch create lan0 mode host-only subnet 10.77.0.0/24 dhcp on &&
	 equal "sriovctl-switch-lan0-$OTHER.service" "$(units)" &&
	 equal "$OTHER" "$(stat -L -c %i "/proc/$(unit_pid "$(units)")/ns/net")"'
ip netns del nsw
check "and ends with it" wait_for 20 nothing_left
check "in one without a name it is a process" eval \
	'unshare -n sh -c "sriovctl switch create lan0 mode host-only subnet 10.77.0.0/24 dhcp on &&
		sriovctl -J switch show lan0 | jq -e \".switches[0].network |
			.running and .unit == null\" > /dev/null &&
		sriovctl switch delete lan0" && nothing_left'

finish
