#!/bin/bash
# Proves that a VF that floods, sends nonsense or resets endlessly is throttled, then quarantined and let out again, while others go on.
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 6.12 debug
# check-kernels: 6.12
# timeout: 300
#
#     wire0 ---[ embedded switch of port 0 ]--- pf0
#                 |        |        |
#               p0v0     p0v1      VF 2
#                a        b       sriov_hostile
# Cases are strings that check evaluates later.
# shellcheck disable=SC2016,SC2034,SC2317
# shellcheck source=selftests/ksft/lib.sh
. "$(dirname "$0")/lib.sh"

plan 46
drivers
modprobe sriov_hostile

EVENTS="$LIB_TMP/events"

# of VF KEY: what the listing says, null if nothing
of()
{
	sriovctl -J -s vf show "pf0/$1" |
		jq -r ".vfs[0] | (. + .stats)[\"$2\"]"
}

is()
{
	[ "$(of "$1" "$2")" = "$3" ]
}

# above VF STATISTIC N
above()
{
	[ "$(of "$1" "$2")" -gt "$3" ]
}

# attacks: how often the hostile VF has attacked since it began
attacks()
{
	cat "$HOSTILE/attack"
}

attacked()
{
	[ "$(attacks)" -gt "$1" ]
}

attack()
{
	echo "$1" > "$HOSTILE/attack"
}

# calls WORDS: what the PF answers
calls()
{
	echo "$1" > "$HOSTILE/call" 2>/dev/null && cat "$HOSTILE/call"
}

setup()
{
	ip link set wire0 up && vfs 0 3 &&
		ip address add 10.9.0.254/24 dev wire0 &&
		guest a p0v0 10.9.0.1/24 && guest b p0v1 10.9.0.2/24 &&
		reach a 10.9.0.2 && hostile 0 2
}

# Mail of another VF is served: its VLANs are told to the PF.
VID=100
others_mail()
{
	VID=$((VID + 1))
	in_ns b ip link add link p0v1 name "v$VID" type vlan id "$VID" &&
		wait_for 10 is 1 num-vlans 1 && in_ns b ip link del "v$VID" &&
		wait_for 10 is 1 num-vlans 0
}

others_go_on()
{
	others_mail && reach a 10.9.0.2 && reach b 10.9.0.254
}

check "two VFs in guests, a third is hostile" setup
check "it shakes hands, as an honest one does" eval \
	'calls 1 | grep -q "^80000001 "'
check "the defaults are shown" equal "1000 100 600 60" \
	"$(sriovctl -J pf show pf0 | jq -r '.pfs[0] |
	   [."quarantine-flood", ."quarantine-malformed",
	    ."quarantine-resets", ."quarantine-release"] | join(" ")')"
refused "a limit that nobody can reach" 'out of range.*quarantine-flood, 0 to 6000' \
	sriovctl pf set pf0 quarantine-flood 6001
refused "a year in quarantine" 'quarantine-release, 0 to 21600' \
	sriovctl pf set pf0 quarantine-flood 5 quarantine-release 31536000
check "and nothing of that was taken" equal 1000 \
	"$(sriovctl -J pf show pf0 | jq '.pfs[0]."quarantine-flood"')"

background sriovctl monitor > "$EVENTS"

# Throttled, and with never no more than that.
announced()
{
	sriovctl pf set pf0 quarantine-flood never quarantine-release never &&
		grep -q ' pf  *pf0 ' "$EVENTS"
}
check "a change of the settings is announced" wait_for 20 announced
attack flood
check "it floods, and is throttled" wait_for 30 above 2 mail-delayed 20
check "what isn't served isn't lost sight of: the rest waits" eval \
	'[ "$(of 2 mail-received)" -lt "$(attacks)" ]'
check "with never it isn't quarantined for it" is 2 state ready
check "others go on meanwhile" others_go_on

sriovctl pf set pf0 quarantine-flood 100
check "it goes on, and is quarantined" wait_for 60 is 2 state quarantined
check "with the reason" is 2 quarantine-reason mail-flood
check "which is announced" wait_for 10 grep -q \
	'vf-state pf0/2 state quarantined quarantine-reason mail-flood' \
	"$EVENTS"
check "and logged" eval 'dmesg | grep -q "VF 2: quarantined for mail-flood"'
check "and counted" is 2 quarantines 1
check "the listing says it in one word" eval \
	'sriovctl vf list pf0 | grep -q "^pf0/2 .* quarantined:mail-flood "'
check "without timer it stays" is 2 quarantine-left null
received=$(of 2 mail-received)
now=$(attacks)
check "its mail isn't read any more" eval \
	'wait_for 30 attacked $((now + 100)) && is 2 mail-received "$received"'
check "others go on after that" others_go_on
attack stop
check_not "nor is its handshake answered" calls 1

sysfs=$(readlink -f "$(pf_sysfs 0)/virtfn2")
resets=$(of 2 resets)
echo 1 > "$sysfs/reset"
# It doesn't interrupt the PF, which sees it when there is other mail.
check "a function level reset doesn't release it" eval \
	'others_mail && above 2 resets "$resets" && is 2 state quarantined'
sriovctl vf set pf0/2 mac 02:00:00:00:77:05
check "it can be configured" eval \
	'is 2 mac 02:00:00:00:77:05 && is 2 state quarantined'
sriovctl vf release pf0/2
check "released by command it is ready" eval \
	'is 2 state ready && is 2 quarantine-reason null && is 2 active false'
check "which is announced" wait_for 10 grep -q \
	'vf-state pf0/2 state ready' "$EVENTS"
check "it shakes hands, and gets what was configured" eval \
	'calls 1 | grep -q "^80000001 00000002 00000577"'

# Nonsense, and the timer.
sriovctl pf set pf0 quarantine-malformed 20 quarantine-release 1
attack malformed
check "it sends nonsense, and is quarantined for it" wait_for 60 \
	grep -q 'quarantine-reason malformed quarantine-left 1$' "$EVENTS"
check "after being throttled" above 2 mail-malformed 20
attack stop
check "the timer releases it" wait_for 60 is 2 state ready
attack malformed
check "quarantined soon again, it stays twice as long" wait_for 60 \
	grep -q 'quarantine-reason malformed quarantine-left 2$' "$EVENTS"
attack stop
sriovctl vf quarantine pf0/2
check "by command it is for good" eval \
	'is 2 quarantine-reason command && is 2 quarantine-left null'
sriovctl vf release pf0/2
check "until released by command" is 2 state ready

# Resets.
sriovctl pf set pf0 quarantine-resets 50 quarantine-release never
attack reset
check "it resets endlessly, and is quarantined for it" \
	wait_for 60 is 2 quarantine-reason reset-loop
check "others go on meanwhile" others_go_on
attack stop

# What may happen to it in quarantine.
echo 1 > "$(pf_sysfs 0)/reset"
pf_back()
{
	wait_for 30 has_carrier a p0v0 && wait_for 30 reach a 10.9.0.2
}
check "the PF is reset: the others come back" pf_back
check "who was in quarantine is in quarantine" is 2 quarantine-reason reset-loop
check_not "and isn't served" calls 1

# One that runs an honest driver, by command.
sriovctl vf quarantine pf0/1
no_carrier()
{
	! has_carrier b p0v1
}
check "an honest VF is quarantined: it has no carrier" \
	wait_for 20 no_carrier
received=$(of 1 rx-packets)
check_not "others don't reach it" reach a 10.9.0.2
check "nothing gets to it" is 1 rx-packets "$received"
driver=/sys/bus/pci/drivers/sriov_vf
vf=$(basename "$(readlink -f "$(pf_sysfs 0)/virtfn1")")
guest_gone b
echo "$vf" > "$driver/unbind"
echo "$vf" > "$driver/bind"
check "its driver is unbound and bound: it stays" eval \
	'is 1 state quarantined && is 1 active false'
sriovctl vf release pf0/all
check "all are released at once" eval \
	'is 1 state ready && is 2 state ready &&
	 sriovctl wait pf0/1 --driver --timeout 20'
check "and traffic flows" eval \
	'guest b p0v1 10.9.0.2/24 && wait_for 20 reach a 10.9.0.2'

# With a timer running, VFs and driver go.
sriovctl pf set pf0 quarantine-malformed 20 quarantine-release 3600
calls 1 > /dev/null
attack malformed
wait_for 60 is 2 state quarantined
guest_gone a
guest_gone b
vfs 0 0
vfs 0 3
check "disabling and enabling the VFs ends it" is 2 state ready
sriovctl vf quarantine pf0/0-2
refused "what doesn't exist isn't quarantined" "VF 3 doesn't exist" \
	sriovctl vf quarantine pf0/3
pf=$(pf_pci 0)
echo "$pf" > /sys/bus/pci/drivers/sriov_pf_mock/unbind
echo "$pf" > /sys/bus/pci/drivers/sriov_pf_mock/bind
check "after its driver was unbound the PF begins with the defaults" eval \
	'wait_for 20 pfs_there && vfs 0 1 && is 0 state ready &&
	 [ "$(sriovctl -J pf show pf0 | jq ".pfs[0].\"quarantine-flood\"")" = 1000 ]'

finish
