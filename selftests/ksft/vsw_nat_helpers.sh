#!/bin/bash
# Proves that protocols that tell addresses inside their connections work through a NAT switch when their helper is on, and only then: FTP in active mode, and TFTP.
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 6.12 debug
# check-kernels: 6.1
# timeout: 120
#
# The picture is in vsw_nat_lib.sh; the servers are a few lines of shell.
# shellcheck disable=SC2016,SC2034,SC2317
# shellcheck source=selftests/ksft/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=selftests/ksft/vsw_lib.sh
. "$(dirname "$0")/vsw_lib.sh"
# shellcheck source=selftests/ksft/vsw_nat_lib.sh
. "$(dirname "$0")/vsw_nat_lib.sh"

FTP=1 TFTP=2 PPTP=8

plan 12

# To whom PORT h1,h2,h3,h4,p1,p2 says, from port 20: RFC 959, 3.2 and 5.3.2
cat > "$LIB_TMP/ftpd" <<'END'
printf '220 ready\r\n'
read -r user
printf '331 %s\r\n' "${user%?}"
IFS=' ,' read -r word a b c d p q
q=${q%$'\r'}
printf '200 %s,%s\r\n' "$a.$b.$c.$d" "$((p * 256 + q))"
echo "the file" | socat -u - \
	"TCP:$a.$b.$c.$d:$((p * 256 + q)),sourceport=20,reuseaddr,connect-timeout=2"
read -r word
END

# Its answers come from a port of their own: RFC 1350, 4.
cat > "$LIB_TMP/tftpd" <<'END'
head -c 1 > /dev/null
sleep 0.5
printf '\0\3\0\1the block' | socat -u - \
	"UDP:$SOCAT_PEERADDR:$SOCAT_PEERPORT,sourceport=3333,reuseaddr"
END

servers()
{
	background in_ns out socat TCP-LISTEN:21,fork,reuseaddr \
		"EXEC:bash $LIB_TMP/ftpd"
	background in_ns out socat -t 3 UDP-RECVFROM:69,fork,reuseaddr \
		"EXEC:bash $LIB_TMP/tftpd"
	wait_for 10 eval 'in_ns out ss -ltn | grep -q ":21 "'
}

# ftp: what the server says it connects to, and what came
ftp()
{
	local pid

	in_ns ga socat -u TCP-LISTEN:5555,reuseaddr - > "$LIB_TMP/file" &
	pid=$!
	LIB_PIDS+=("$pid")
	wait_for 5 eval 'in_ns ga ss -ltn | grep -q ":5555 "' || return 1
	in_ns ga timeout 8 bash -c '
		exec 3<> /dev/tcp/192.0.2.100/21
		read -r line <&3
		printf "USER me\r\n" >&3
		read -r line <&3
		printf "PORT 10,77,0,11,21,179\r\n" >&3
		read -r line <&3
		echo "${line%?}"
		sleep 3
		echo QUIT >&3' 2> /dev/null
	kill "$pid" 2> /dev/null
	wait "$pid" 2> /dev/null
	cat "$LIB_TMP/file"
}

tftp()
{
	local pid

	in_ns ga timeout 3 socat -u "UDP-RECV:$1,reuseaddr" - > "$LIB_TMP/block" &
	pid=$!
	wait_for 5 eval "in_ns ga ss -lun | grep -q ':$1 '" || return 1
	# While this one is there, the port is its; the server takes its time.
	printf '\0\1name\0octet\0' | in_ns ga socat -u - \
		"UDP-SENDTO:192.0.2.100:69,sourceport=$1,reuseaddr"
	wait "$pid"
	tr -d '\0\1\3' < "$LIB_TMP/block"
}

check "a NAT switch, two guests and an outside" the_network
check "servers" servers
check "no helper is on by itself" equal 0 "$(nat helpers)"
check "FTP without: the server is told the guest's own address" \
	equal "200 10.77.0.11,5555" "$(ftp)"
check "TFTP without: the answer doesn't come" equal "" "$(tftp 4001)"
check "helpers are switched on" nl_nat set lan0 helpers $((FTP | TFTP))
# The port stays if it is free.
check "FTP with: it is told the uplink's, and the file comes" equal \
	$'200 192.0.2.1,5555\nthe file' "$(ftp)"
check "TFTP with: the answer comes" equal "the block" "$(tftp 4002)"
check "one of them off" nl_nat set lan0 helpers $FTP
check "that one is, the other isn't" eval \
	'equal "" "$(tftp 4003)" && [[ "$(ftp)" == *"the file" ]]'
if is_debug; then
	refused "one that the kernel hasn't" "no NAT helper for pptp" \
		nl_nat set lan0 helpers $((FTP | PPTP))
	check "nothing has changed" equal $FTP "$(nat helpers)"
else
	check "PPTP, too" nl_nat set lan0 helpers $((FTP | PPTP))
	check "is held" eval 'lsmod | grep -q "^nf_conntrack_pptp *[0-9]* [1-9]" &&
		lsmod | grep -q "^nf_nat_pptp "'
fi
finish
