#!/bin/bash
# Proves that a guest that begins too many sessions, or too many a second, or takes all ports, is refused and announced, while another guest of the switch goes on, and that sessions that end give room.
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 6.12 debug
# check-kernels: 6.12
# timeout: 150
#
# The picture is in vsw_nat_lib.sh.
# shellcheck disable=SC2016,SC2034,SC2317
# shellcheck source=selftests/ksft/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=selftests/ksft/vsw_lib.sh
. "$(dirname "$0")/vsw_lib.sh"
# shellcheck source=selftests/ksft/vsw_nat_lib.sh
. "$(dirname "$0")/vsw_nat_lib.sh"

plan 22

# burst NS FIRST COUNT: datagrams to the server from so many source ports
burst()
{
	local n

	for ((n = $2; n < $2 + $3; n++)); do
		echo x | in_ns "$1" socat -u - \
			"UDP:192.0.2.100:5000,sourceport=$n,reuseaddr"
	done 2> /dev/null
}

# usage PORT: its sessions; refusals PORT: those it was refused
usage()
{
	nl_nat guests lan0 | awk -v dev="$1" '$1 == dev { print $2 }'
}

refusals()
{
	nl_nat guests lan0 | awk -v dev="$1" '$1 == dev { print $3 }'
}

none()
{
	[ "$(usage s1)" = 0 ]
}

between()
{
	[ "$1" -ge "$2" ] && [ "$1" -le "$3" ] && return
	note "$1 isn't from $2 to $3"
	return 1
}

check "a NAT switch, two guests and an outside" the_network
udp_server out 5000
check "ten sessions at most" nl_nat set lan0 max-sessions 10
nl_nat monitor > "$LIB_TMP/events" &
LIB_PIDS+=($!)
wait_for 10 grep -q ready "$LIB_TMP/events"
burst ga 6000 20
check "the first guest has ten" equal 10 "$(usage s1)"
check "and was refused the others" eval 'between "$(refusals s1)" 10 12'
check "it is announced" wait_for 5 grep -q "^refused s1 10 " "$LIB_TMP/events"
check "the frames are counted" eval 'between "$(drops lan0 nat-sessions)" 10 12'
check "the switch counts them, too" eval \
	'between "$(nat refused-sessions)" 10 12'
check "the first guest gets nothing more" eval \
	'[ -z "$(ask ga udp 192.0.2.100 5000 7000)" ]'
check "the second one does" eval \
	'[ "$(ask gb udp 192.0.2.100 5000 7000)" = "192.0.2.1 7000 hello" ]'
check "with other source addresses the first has no more" eval \
	'ip -n ga address add 10.77.0.99/24 dev g1 &&
	 ip -n ga route replace default via 10.77.0.1 src 10.77.0.99 &&
	 [ -z "$(ask ga udp 192.0.2.100 5000 7000)" ] &&
	 ip -n ga route replace default via 10.77.0.1 &&
	 ip -n ga address del 10.77.0.99/24 dev g1'
conntrack -D --orig-zone "$(nat zone)" > /dev/null 2>&1
check "sessions that end make room" eval \
	'wait_for 5 eval "[ -n \"\$(ask ga udp 192.0.2.100 5000)\" ]"'
# Conntrack alone would find those that are over in a minute.
check "sessions that time out make room" eval \
	'nl_nat set lan0 timeout-udp 3 && conntrack -D --orig-zone "$(nat zone)" \
		> /dev/null 2>&1
	 nl_nat set lan0 max-sessions 10 && burst ga 6000 20 &&
	 wait_for 20 eval "[ -n \"\$(ask ga udp 192.0.2.100 5000)\" ]"'
nl_nat set lan0 timeout-udp 120
check "without a limit there is none" eval \
	'nl_nat set lan0 max-sessions 0 && burst ga 6100 30 &&
	 [ "$(usage s1)" -ge 30 ]'

check "a second switch, with a forward to its guest" eval \
	'nat_switch lan1 10.78.0.1/24 fd78::1/64 && add_guests lan1 3 3 &&
	 nat_guest gc 3 10.78.0.11/24 fd78::11/64 10.78.0.1 fd78::1 &&
	 tcp_server gc 80 && nl_nat forward lan1 6 8080 10.78.0.11 80 &&
	 wait_for 5 eval "[ -n \"\$(ask ga tcp 192.0.2.1 8080)\" ]"'
conntrack -D --orig-zone "$(nat zone)" > /dev/null 2>&1
check "sessions with another switch's guest count as well" eval \
	'wait_for 10 none && nl_nat set lan0 max-sessions 3 &&
	 for n in {1..6}; do ask ga tcp 192.0.2.1 8080 $((7100 + n)); done \
		> "$LIB_TMP/answers"
	 equal 3 "$(grep -c hello "$LIB_TMP/answers")" &&
	 equal 3 "$(usage s1)" && nl_nat set lan0 max-sessions 0'

check "ten new ones a second" nl_nat set lan0 max-rate 10
sleep 1.1
before=$(nat refused-rate)
in_ns ga bash -c 'for n in {1..200}; do
	echo x > /dev/udp/192.0.2.100/$((20000 + n)); done'
check "of two hundred in one go most are refused" eval \
	'between $(($(nat refused-rate) - before)) 120 190'
check "the second guest has a rate of its own" eval \
	'[ -n "$(ask gb udp 192.0.2.100 5000)" ]'
nl_nat set lan0 max-rate 0

check "eight ports for all" nl_nat set lan0 port-min 30001 port-max 30008
before=$(nat no-port)
told=$(grep -c "^refused s1 " "$LIB_TMP/events")
burst ga 40000 12
check "those for whom none is left are dropped and counted" eval \
	'between $(($(nat no-port) - before)) 4 4 &&
	 between "$(drops lan0 nat-no-port)" 4 4'
check "it is announced whose they were" \
	wait_for 5 eval \
	'[ "$(grep -c "^refused s1 " "$LIB_TMP/events")" -gt "$told" ]'
check "ports are of the range" eval \
	'conntrack -L -p udp --orig-zone "$(nat zone)" 2> /dev/null |
		grep "sport=4000" | grep -qE "dport=3000[1-8] "'
finish
