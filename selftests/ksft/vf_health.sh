#!/bin/bash
# Proves that devlink's health reporter tells of VFs in quarantine, releases them, and decides over the timer.
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 6.12 debug
# check-kernels: 6.1 6.12
# Cases are strings that check evaluates later.
# shellcheck disable=SC2016,SC2034,SC2317
# shellcheck source=selftests/ksft/lib.sh
. "$(dirname "$0")/lib.sh"

plan 20
drivers
modprobe sriov_hostile

pf=$(pf_pci 0)

of()
{
	sriovctl -J -s vf show "pf0/$1" |
		jq -r ".vfs[0] | (. + .stats)[\"$2\"]"
}

is()
{
	[ "$(of "$1" "$2")" = "$3" ]
}

# health KEY: of the reporter
health()
{
	devlink -j health show "pci/$pf" reporter vf |
		jq -r "first(.. | objects | select(.reporter == \"vf\")) | .$1"
}

healthy()
{
	[ "$(health "$1")" = "$2" ]
}

# diagnosed VF KEY
diagnosed()
{
	# shellcheck disable=SC2086 # two words
	devlink -j health ${3:-diagnose} "pci/$pf" reporter vf |
		jq -r "first(.. | objects | select(.vf == $1)) | .\"$2\""
}

nobody()
{
	[ -z "$(diagnosed 2 reason)" ]
}

# more KEY N: what the listing says of VF 2, or devlink of the reporter
more()
{
	[ "$(of 2 "$1")" -gt "$2" ]
}

more_health()
{
	[ "$(health "$1")" -gt "$2" ]
}

# nonsense: until the VF is in quarantine for it, maybe not any more
nonsense()
{
	local before status=0
	before=$(of 2 quarantines)
	echo malformed > "$HOSTILE/attack" || return 1
	wait_for 60 more quarantines "$before" || status=1
	echo stop > "$HOSTILE/attack"
	return "$status"
}

check "three VFs, one of them hostile" eval 'vfs 0 3 && hostile 0 2'
check "the PF has a reporter, which is healthy" equal "healthy 0 true" \
	"$(health state) $(health error) $(health auto_recover)"
check "nobody is in quarantine" nobody

sriovctl pf set pf0 quarantine-malformed 20 quarantine-release 3600
check "a VF sends nonsense" nonsense
check "that is an error" wait_for 10 healthy state error
check "and counted" healthy error 1
check "diagnose says who, and why" equal malformed "$(diagnosed 2 reason)"
check "with the counters" equal "$(of 2 mail-malformed)" \
	"$(diagnosed 2 mail-malformed)"
check "and nobody else" eval '[ -z "$(diagnosed 1 reason)" ]'
check "there is a dump of when it happened" \
	equal malformed "$(diagnosed 2 reason 'dump show')"
devlink health dump clear "pci/$pf" reporter vf

devlink health recover "pci/$pf" reporter vf
check "recover releases it" eval \
	'is 2 state ready && healthy state healthy && nobody'

sriovctl pf set pf0 quarantine-release 1
recovered=$(health recover)
check "once more" nonsense
check "the timer releases it, and it is healthy again" eval \
	'wait_for 60 is 2 state ready && wait_for 10 healthy state healthy'
check "which is a recovery" wait_for 10 more_health recover "$recovered"

devlink health set "pci/$pf" reporter vf auto_recover false
check "without automatic recovery, once more" nonsense
check "there is no timer" wait_for 20 is 2 quarantine-left null
check "a second later it is where it was" eval \
	'! wait_for 3 is 2 state ready'
devlink health recover "pci/$pf" reporter vf
check "until recover releases it" is 2 state ready

sriovctl vf quarantine pf0/0-1
check "by command it is an error too" wait_for 10 healthy state error
echo "$pf" > /sys/bus/pci/drivers/sriov_pf_mock/unbind
echo "$pf" > /sys/bus/pci/drivers/sriov_pf_mock/bind
check "the PF's driver is unbound and bound: healthy" eval \
	'wait_for 20 pfs_there && healthy state healthy'

finish
