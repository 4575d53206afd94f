#!/bin/bash
# Proves that no message, however broken, stops netlink family vswitch-nat, or gets an unprivileged sender anywhere, and that guests get outside afterwards.
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 6.12 debug
# check-kernels: 6.12
# memory: 1536
# timeout: 300
#
# The picture is in vsw_nat_lib.sh; see vsw_fuzz.sh.
# shellcheck disable=SC2016,SC2034,SC2086,SC2317
# shellcheck source=selftests/ksft/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=selftests/ksft/vsw_lib.sh
. "$(dirname "$0")/vsw_lib.sh"
# shellcheck source=selftests/ksft/vsw_nat_lib.sh
. "$(dirname "$0")/vsw_nat_lib.sh"

plan 6

SEED=${SEED:-$(soak 7 "$(date +%s)" 7)}
COUNT=$(soak 8000 100000 1500)

check "a NAT switch, two guests and an outside" the_network
nl_nat forward lan0 6 8080 10.77.0.11 80
nl_nat forward lan0 17 5300-5399 10.77.0.12
nl_nat forward lan0 6 8080 fd77::11 80
settings()
{
	nl_nat get lan0 | grep -v "^\(created\|sessions\|fast\|flows\)"
	nl_nat forwards
}

before=$(settings)
check "an unprivileged sender is answered" setpriv --reuid 1000 \
	--clear-groups nl_fuzz --seed "$SEED" --count "$COUNT" vswitch-nat
check "and changes nothing" equal "$before" "$(settings)"
REACH=--reach
! is_debug || REACH=
check "every operation succeeds at times, and every refusal has a reason" \
	nl_fuzz --seed "$SEED" --count "$COUNT" --strict $REACH vswitch-nat
check "forwards are as many as are counted" eval \
	'equal "$(nat num-forwards)" "$(nl_nat forwards lan0 | grep -c .)"'
# The mode anew has nothing of what the fuzzer set.
check "guests get outside" eval 'sriovctl switch set lan0 mode bridge &&
	sriovctl switch set lan0 mode nat &&
	sysctl -qw net.ipv4.conf.up0.forwarding=2 \
		net.ipv6.conf.all.forwarding=2 && reach ga 192.0.2.100'
finish
