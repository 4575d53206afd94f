#!/bin/bash
# Proves that sriovctl moves the host's addresses, routes, neighbours and DHCP client to a switch without cutting a connection, and gives all back unless that is confirmed.
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 6.12 debug
# check-kernels: 6.12
# nic: none
# timeout: 300
#
#     out: o9 === d9 --[ lan0 ]      d9: has the host's addresses
#     srv: o8 === d8 --[ lan0 ]      srv: a DHCP server, later
#               d7                   one more way out
# Cases are strings that check evaluates later.
# shellcheck disable=SC2016,SC2034,SC2317
# shellcheck source=selftests/ksft/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=selftests/ksft/vsw_lib.sh
. "$(dirname "$0")/vsw_lib.sh"

plan 46

STATE=/run/sriovctl

# wire DEV NAMESPACE PEER
wire()
{
	ip link add "$1" address "02:00:00:00:09:0${1#d}" type veth peer name "$3"
	ethtool -K "$3" tx off > /dev/null
	guest "$2" "$3"
	ip link set "$1" up && wait_for 10 has_carrier - "$1"
}

# All that the host can have on a device; lifetimes apart, they get shorter.
dress()
{
	sysctl -qw net.ipv6.conf.d9.accept_dad=0 \
		net.ipv6.conf.d9.accept_ra=2
	ip address add 192.0.2.1/24 brd 192.0.2.255 dev d9 label d9:one
	ip address add 192.0.2.11/24 dev d9
	ip address add 198.51.100.1/25 dev d9 metric 77 noprefixroute
	ip address add 10.9.0.1 peer 10.9.0.2/32 dev d9
	ip address add 203.0.113.200/32 dev d9 scope link
	ip address add 192.0.2.50/24 dev d9 valid_lft 5000 preferred_lft 3000
	ip address add 2001:db8:9::1/64 dev d9 nodad
	ip address add 2001:db8:9::2/64 dev d9 nodad home
	ip address add 2001:db8:a::1/64 dev d9 nodad valid_lft 6000 \
		preferred_lft 4000
	ip route add default via 192.0.2.2 dev d9 metric 5 mtu 1400 advmss 1300
	ip route add 10.1.0.0/16 via 10.9.9.9 dev d9 onlink src 192.0.2.11
	ip route add 172.16.0.1 dev d9 scope link table 100
	ip route add default via 172.16.0.1 dev d9 table 100
	ip route add 172.16.0.1 dev d9 scope link
	ip route add 10.2.0.0/16 via inet6 2001:db8:9::9 dev d9
	ip route add 198.51.100.0/25 dev d9 proto kernel scope link \
		src 198.51.100.1 metric 77
	ip route add 10.3.0.0/16 metric 9 \
		nexthop via 192.0.2.3 dev d9 weight 3 \
		nexthop via 203.0.113.2 dev d7 weight 5
	ip nexthop add id 9 via 192.0.2.4 dev d9
	ip route add 10.4.0.0/16 nhid 9
	ip -6 route add default via 2001:db8:9::9 dev d9 metric 50 mtu 1400
	ip -6 route add 2001:db8:b::/48 via fe80::9 dev d9 table 100
	ip -6 route add 2001:db8:c::/48 dev d9 expires 4000
	ip -6 route add 2001:db8:d::/48 metric 9 \
		nexthop via 2001:db8:9::3 dev d9 weight 3 \
		nexthop via 2001:db8:7::2 dev d7 weight 5
	ip neighbour add 192.0.2.77 lladdr 02:00:00:00:77:77 dev d9 nud permanent
	ip neighbour add 2001:db8:9::77 lladdr 02:00:00:00:77:77 dev d9 \
		nud permanent
	ip neighbour add proxy 192.0.2.99 dev d9
}

# conf_of DEV: what it has, with its name taken out
conf_of()
{
	{
		ip -j address show dev "$1" | jq -r '.[0].addr_info[] |
			select(.family == "inet" or .scope != "link") |
			[.family, .local, .address, .prefixlen, .broadcast,
			 .label, .metric, .noprefixroute, .scope, .home,
			 .tentative, .deprecated, .secondary] | join(" ")'
		ip -4 route show table all dev "$1" |
			grep -Ev '^(local|broadcast) '
		ip -6 route show table all dev "$1" |
			grep -Ev '^(local|anycast|multicast|fe80::/64) '
		ip -4 route show 10.3.0.0/16
		ip -6 route show 2001:db8:d::/48
		ip nexthop show
		ip neighbour show dev "$1" nud permanent
		ip neighbour show proxy dev "$1"
	} | sed -E -e "s/\<$1\>/DEV/g" -e 's/expires [0-9]+sec/expires/' \
		-e 's/ +/ /g' -e 's/ $//' | sort_legs
}

# In IPv6 the order of legs says nothing.
sort_legs()
{
	awk '/^\t?nexthop/ { legs[++n] = $0; next }
		{ flush() ; print }
		END { flush() }
		function flush(    i, j, t) {
			for (i = 1; i <= n; i++)
				for (j = i + 1; j <= n; j++)
					if (legs[j] < legs[i]) {
						t = legs[i]; legs[i] = legs[j]
						legs[j] = t
					}
			for (i = 1; i <= n; i++)
				print legs[i]
			n = 0
		}'
}

# same BEFORE NOW: and says the difference
same()
{
	[ "$1" = "$2" ] && return 0
	diff <(echo "$1") <(echo "$2") | sed 's/^/# /'
	return 1
}

# lifetime DEV ADDRESS KEY
lifetime()
{
	ip -j address show dev "$1" | jq -r ".[0].addr_info[] |
		select(.local == \"$2\") | .$3"
}

# about WANTED GOT: less by some seconds at most
about()
{
	[ "$2" -le "$1" ] && [ "$2" -ge $(($1 - 120)) ] && return 0
	note "lifetime $2 of $1"
	return 1
}

# bare DEV: it has no address but its link's
bare()
{
	equal "" "$(ip -4 -o address show dev "$1")$(
		ip -6 -o address show dev "$1" scope global)$(
		ip -4 route show table all dev "$1")"
}

# talk_start NAME TO: a connection from out to an echo of this host; what is
# written to NAME.in is sent
talk_start()
{
	local name=$1 to=$2

	mkfifo "$LIB_TMP/$name.in"
	in_ns out socat -t 600 - "$to" < "$LIB_TMP/$name.in" \
		> "$LIB_TMP/$name.out" 2> /dev/null &
	LIB_PIDS+=($!)
}

# talks FD NAME WORD: what is sent comes back on that connection
talks()
{
	echo "$3" >&"$1" && wait_for 20 grep -qx "$3" "$LIB_TMP/$2.out"
}

both_talk()
{
	talks 8 four "$1" && talks 9 six "$1"
}

attach()
{
	sriovctl switch attach lan0 d9 --move-addresses "$@"
}

pending()
{
	compgen -G "$STATE/*-lan0" > /dev/null
}

not_pending()
{
	! pending
}

waiter()
{
	sed -n 's/^waiter //p' "$STATE"/*-lan0
}

# ended PID: the process is no more
ended_pid()
{
	! kill -0 "$1" 2> /dev/null
}

is_port()
{
	[ -e "/sys/class/net/$1/master" ]
}

# ---- a host on the network

modprobe vswitch
ip link add d7 type dummy && ip link set d7 up
ip address add 203.0.113.1/24 dev d7
ip address add 2001:db8:7::1/64 dev d7 nodad
wire d9 out o9
ip -n out address add 192.0.2.2/24 dev o9
ip -n out address add 2001:db8:9::9/64 dev o9 nodad
dress
BEFORE=$(conf_of d9)
note "$(wc -l <<< "$BEFORE") lines of configuration"
sriovctl switch create lan0
LAN_MAC=$(mac_of lan0)
background socat TCP4-LISTEN:7000,reuseaddr,fork PIPE
background socat TCP6-LISTEN:7000,reuseaddr,fork,ipv6only=1 PIPE
wait_for 10 eval '[ "$(ss -Hltn "sport = 7000" | wc -l)" = 2 ]'
talk_start four TCP:192.0.2.1:7000
talk_start six 'TCP6:[2001:db8:9::1]:7000'
exec 8> "$LIB_TMP/four.in" 9> "$LIB_TMP/six.in"
check "connections come in by the device" both_talk begin

refused "without the word a device with addresses is left alone, and it is named" \
	"attach lan0 d9 --move-addresses" sriovctl switch attach lan0 d9
refused "options without what they are for" "are for --move-addresses" \
	sriovctl switch attach lan0 d7 --yes
refused "two devices at once" "one device at a time" \
	sriovctl switch attach lan0 d9 d7 --move-addresses
refused "nothing to confirm" "nothing to confirm" sriovctl switch confirm lan0
refused "nothing to revert" "nothing to revert" sriovctl switch revert lan0

# ---- there and back by hand

check "attach, with the addresses" eval 'attach > "$LIB_TMP/out" &&
	grep -q "switch confirm lan0" "$LIB_TMP/out"'
sed 's/^/# /' "$LIB_TMP/out"
check "the switch has all that the device had" same "$BEFORE" "$(conf_of lan0)"
check "with their lifetimes" eval \
	'about 5000 "$(lifetime lan0 192.0.2.50 valid_life_time)" &&
	 about 3000 "$(lifetime lan0 192.0.2.50 preferred_life_time)" &&
	 about 6000 "$(lifetime lan0 2001:db8:a::1 valid_life_time)" &&
	 about 4000 "$(lifetime lan0 2001:db8:a::1 preferred_life_time)" &&
	 about 4000 "$(ip -6 route show 2001:db8:c::/48 |
		sed "s/.*expires \([0-9]*\)sec.*/\1/")"'
check "and its MAC address, and takes router advertisements as it did" eval \
	'equal "02:00:00:00:09:09 2" "$(mac_of lan0) $(
		sysctl -n net.ipv6.conf.lan0.accept_ra)"'
check "the device is a port, and has none of it" eval 'is_port d9 && bare d9'
check "the connections go on" both_talk moved
WAITER=$(waiter)
check "a process of a session of its own waits" eval \
	'equal "$WAITER" "$(ps -o sid= -p "$WAITER" | tr -d " ")"'
refused "another move before that is confirmed" "isn't confirmed yet" attach
check "switch show tells of it" eval 'sriovctl switch show lan0 |
	grep -Eq "unconfirmed +the addresses of d9, which go back in [1-9]"'
check "revert" sriovctl switch revert lan0
check "the device has all again" same "$BEFORE" "$(conf_of d9)"
check "with the lifetimes that are left" eval \
	'about 5000 "$(lifetime d9 192.0.2.50 valid_life_time)" &&
	 about 4000 "$(lifetime d9 2001:db8:a::1 preferred_life_time)"'
check "and is no port, and the switch is as it was" eval \
	'! is_port d9 && bare lan0 && equal "$LAN_MAC 1" "$(mac_of lan0) $(
		sysctl -n net.ipv6.conf.lan0.accept_ra)"'
check "the connections go on still" both_talk back
check "nobody waits any more" eval 'not_pending && wait_for 10 ended_pid "$WAITER"'

# ---- nobody confirms

check "attach for some seconds" eval 'attach --timeout 3 > /dev/null && is_port d9'
check "not confirmed, all is undone" eval 'wait_for 30 not_pending &&
	same "$BEFORE" "$(conf_of d9)" && ! is_port d9'
check "and the connections go on" both_talk undone

# The session ends: all of its processes get SIGHUP, then are killed.
setsid -w bash -c 'sriovctl switch attach lan0 d9 --move-addresses --timeout 5
	echo $$ > '"$LIB_TMP/sid"'; read -r < <(:); sleep 1000' > /dev/null &
LIB_PIDS+=($!)
wait_for 20 test -s "$LIB_TMP/sid"
check "the session that asked for it ends" eval 'is_port d9 &&
	pkill -HUP -s "$(cat "$LIB_TMP/sid")" &&
	{ pkill -KILL -s "$(cat "$LIB_TMP/sid")"; true; } &&
	wait_for 10 eval "! pgrep -s \"\$(cat \"\$LIB_TMP/sid\")\""'
check "and all is undone nevertheless" eval 'wait_for 30 not_pending &&
	same "$BEFORE" "$(conf_of d9)" && both_talk hangup'

# ---- the waiting process dies

attach --timeout 2 > /dev/null
WAITER=$(waiter)
kill -KILL "$WAITER"
wait_for 10 ended_pid "$WAITER"
sleep 3	# that nothing happens can't be waited for
check "without the process that waits nothing is undone" eval \
	'pending && is_port d9 && both_talk alone'
check "but by hand" eval 'sriovctl switch revert lan0 &&
	same "$BEFORE" "$(conf_of d9)" && not_pending && both_talk byhand'

# A switch that somebody deletes takes the addresses with it.
attach > /dev/null
ip link del lan0
check "also without the switch" eval 'sriovctl switch revert lan0 &&
	same "$BEFORE" "$(conf_of d9)" && not_pending && both_talk noswitch'
sriovctl switch create lan0

# ---- all or nothing

ip address add 192.0.2.11/32 dev lan0
refused "an address that the switch has already" \
	"lan0 has the address 192.0.2.11.* already" attach
ip address del 192.0.2.11/32 dev lan0
sysctl -qw net.ipv6.conf.lan0.disable_ipv6=1
refused "what the switch can't have" "can't give the address 2001:db8.*as it was" \
	eval 'attach 2>&1 | tr "\n" " "; (exit "${PIPESTATUS[0]}")'
sysctl -qw net.ipv6.conf.lan0.disable_ipv6=0
check "and then nothing has moved" eval 'same "$BEFORE" "$(conf_of d9)" &&
	bare lan0 && ! is_port d9 && not_pending && both_talk refused'

# ---- confirmed

attach --timeout 4 > /dev/null
WAITER=$(waiter)
check "confirm" eval 'sriovctl switch confirm lan0 && not_pending &&
	wait_for 10 ended_pid "$WAITER"'
check "and it stays" eval 'is_port d9 && same "$BEFORE" "$(conf_of lan0)" &&
	both_talk stays'
sriovctl switch delete lan0
ip address flush dev d9
sriovctl switch create lan0
ip address add 192.0.2.1/24 dev d9
check "confirmed at once" eval 'attach --yes | grep -q "1 address" &&
	not_pending && is_port d9 && talks 8 four again'
sriovctl switch delete lan0
exec 8>&- 9>&-

# ---- DHCP

sriovctl switch create lan0
wire d8 srv o8
ip -n srv address add 10.8.0.1/24 dev o8
: > "$LIB_TMP/dnsmasq.log"
in_ns srv dnsmasq -k -C /dev/null -p 0 -i o8 --dhcp-authoritative \
	--dhcp-range=10.8.0.10,10.8.0.90,2m --dhcp-option=3,10.8.0.1 \
	--dhcp-leasefile="$LIB_TMP/dnsmasq.leases" --user=root \
	--log-facility="$LIB_TMP/dnsmasq.log" &
DNSMASQ=$!
LIB_PIDS+=("$DNSMASQ")

# acks: leases that were given so far
acks()
{
	grep -c DHCPACK "$LIB_TMP/dnsmasq.log"
}

more_acks()
{
	[ "$(acks)" -gt "$1" ]
}

# runs CLIENT DEV: a client runs for it
runs()
{
	pgrep -f "$1.* $2( |\$)" > /dev/null
}

address()
{
	ip -j -4 address show dev "$1" | jq -r '.[0].addr_info[0].local // empty'
}

has_address()
{
	[ -n "$(address "$1")" ]
}

# leased CLIENT DEV OTHER ACKS: it has had its lease acknowledged once more on
# DEV, where this host is reached, and has nothing on the other
leased()
{
	wait_for 20 more_acks "$4" || { note "no new lease"; return 1; }
	wait_for 10 eval "[ '$ADDRESS' = \"\$(address $2)\" ]"
	equal "$ADDRESS" "$(address "$2")" && bare "$3" || return 1
	if ! runs "$1" "$2" || runs "$1" "$3"; then
		note "$(pgrep -fa "$1")"
		return 1
	fi
	equal "via 10.8.0.1 via 10.8.0.1" "$(
		ip route show dev "$2" | grep -o "via [0-9.]*" | xargs)" &&
		in_ns srv ping -q -c 1 -W 5 "$ADDRESS" > /dev/null
}

# moves CLIENT: there and back, with its default route and one more
moves()
{
	local client=$1 acked

	ADDRESS=$(address d8)
	ip route add 10.99.0.0/16 via 10.8.0.1 dev d8
	acked=$(acks)
	check "$client: the lease goes to the switch" eval \
		'sriovctl switch attach lan0 d8 --move-addresses |
			grep -q "'"$client"' was started for lan0" &&
		 leased '"$client"' lan0 d8 '"$acked"
	acked=$(acks)
	check "$client: and back" eval 'sriovctl switch revert lan0 > /dev/null &&
		leased '"$client"' d8 lan0 '"$acked"
	pkill -KILL -f "^[^ ]*$client "
	ip address flush dev d8
}

mkdir -p /var/lib/dhcp
dhclient -pf /run/dhclient.d8.pid -lf /var/lib/dhcp/dhclient.d8.leases d8 \
	> "$LIB_TMP/dhclient.out" 2>&1
wait_for 10 has_address d8
check "dhclient: there is a lease" has_address d8
moves dhclient
check "dhclient asked for the lease that it had" equal 1 \
	"$(grep -c DHCPDISCOVER "$LIB_TMP/dnsmasq.log")"

ln -sf "$(type -P busybox)" /usr/bin/udhcpc
cat > "$LIB_TMP/script" <<'END'
#!/bin/bash
case $1 in
deconfig)	ip -4 address flush dev "$interface" ;;
bound|renew)	ip address replace "$ip/$subnet" dev "$interface"
		ip route replace default via "$router" dev "$interface" ;;
esac
END
chmod +x "$LIB_TMP/script"
udhcpc -b -S -i d8 -s "$LIB_TMP/script" -p /run/udhcpc.d8.pid \
	> "$LIB_TMP/udhcpc.out" 2>&1
wait_for 10 has_address d8
moves udhcpc

# ---- router advertisements

kill "$DNSMASQ"
sysctl -qw net.ipv6.conf.d8.disable_ipv6=0 net.ipv6.conf.d8.accept_dad=0
ip link set d8 down; ip link set d8 up
ip -n srv address add 2001:db8:8::1/64 dev o8 nodad
in_ns srv dnsmasq -k -C /dev/null -p 0 -i o8 --user=root --enable-ra \
	--dhcp-range=2001:db8:8::,ra-only,64,7000 --ra-param=o8,4,1800 \
	--dhcp-leasefile="$LIB_TMP/ra.leases" &
LIB_PIDS+=($!)

# advertised DEV: it has an address and a default route by that, and no other
advertised()
{
	[[ $(ip -6 -o address show dev "$1" scope global) == *2001:db8:8:* ]] &&
		ip -6 route show default dev "$1" | grep -q "expires"
}

# router_of DEV: metrics of its default routes
router_of()
{
	ip -6 route show default dev "$1" | grep -o "metric [0-9]*" | xargs
}

wait_for 30 advertised d8
check "a router advertises" eval 'advertised d8 && equal "metric 1024" \
	"$(router_of d8)"'
ADDRESS=$(ip -6 -o address show dev d8 scope global | grep -o "2001:[^/]*")
check "what it did is the switch's until the next advertisement" eval \
	'sriovctl switch attach lan0 d8 --move-addresses > /dev/null &&
	 advertised lan0 && ! advertised d8 &&
	 [[ $(ip -6 -o address show dev lan0) == *$ADDRESS* ]]'
# Beside the copy, which nothing makes last longer any more
check "and then is its own" wait_for 30 eval \
	'[ "$(router_of lan0)" = "metric 1024 metric 1025" ]'
check "and goes back" eval 'sriovctl switch revert lan0 > /dev/null &&
	advertised d8 && bare lan0'
check "with advertisements, too" wait_for 30 eval \
	'[ "$(router_of d8)" = "metric 1024 metric 1025" ]'

finish
