// SPDX-License-Identifier: GPL-2.0
/*
 * nat_peer - guests and servers of the tests of NAT (RFC 4787, 5382, 5508).
 *
 *   nat_peer serve ADDRESS PORT...	UDP and TCP there, in pairs: answers what
 *					comes with "PEER PORT TEXT", TEXT being at
 *					most 32 characters, and with " LEN" where
 *					it was more; "ready" once it does
 *   nat_peer udp ADDRESS PORT STEP...	one socket that is bound there; a line of
 *					output a step, "FROM PORT TEXT" or "none":
 *	  ADDRESS,PORT[,TEXT]		send, wait $PATIENCE seconds (1) for
 *					an answer
 *	  quiet,ADDRESS,PORT		send only; no line
 *	  wait,SECONDS			for whatever comes
 *   nat_peer tcp ADDRESS PORT TO PORT SECONDS
 *					connect: "connected [ANSWER]"; or after N
 *					seconds "refused N", "nothing N", or what
 *					else is wrong
 *   nat_peer meet ADDRESS PORT TO PORT SECONDS
 *					the same, but both ends say who they are
 *   nat_peer error TYPE CODE MTU FROM TO PROTOCOL SRC PORT DST PORT [WHAT]
 *					an ICMP error about such a packet; WHAT
 *					"bad": with a wrong checksum of its own,
 *					"inner": of the IP header that it is about
 *   nat_peer errors SECONDS [PORT]	the first ICMP error that comes, about what
 *					came from that port: "TYPE CODE
 *					MTU FROM TO PROTOCOL SRC PORT DST PORT
 *					good|bad", the last of its checksums
 *   nat_peer fragments SRC PORT DST PORT LEN
 *					a UDP datagram in three, the last one first
 *   nat_peer echo ID DST SECONDS	an ICMP query: "answer ID" or "none"
 *   nat_peer queries SECONDS		the first that comes: "FROM ID"
 *
 * What concerns ICMP and fragments is of IPv4 only.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/ip.h>
#include <netinet/ip_icmp.h>
#include <netinet/tcp.h>
#include <netinet/udp.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define TEXT		32
#define MAX_SOCKETS	16
#define MAX_LEN		8192

struct address {
	struct sockaddr_storage sa;
	socklen_t len;
};

static void die(const char *what)
{
	perror(what);
	exit(1);
}

static double now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec + ts.tv_nsec / 1e9;
}

static struct address address_of(const char *host, const char *port)
{
	struct addrinfo hints = {
		.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV,
		.ai_socktype = SOCK_DGRAM,
	}, *info;
	struct address address;

	if (getaddrinfo(host, port, &hints, &info)) {
		fprintf(stderr, "nat_peer: what is %s %s?\n", host, port);
		exit(1);
	}
	memcpy(&address.sa, info->ai_addr, info->ai_addrlen);
	address.len = info->ai_addrlen;
	freeaddrinfo(info);
	return address;
}

static int bound(int type, const char *host, const char *port)
{
	struct address address = address_of(host, port);
	int fd = socket(address.sa.ss_family, type, 0), on = 1;

	if (fd < 0)
		die("socket");
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (bind(fd, (void *)&address.sa, address.len))
		die("bind");
	return fd;
}

static void name_of(const struct address *address, char *name, size_t len)
{
	char host[INET6_ADDRSTRLEN], port[8];

	getnameinfo((void *)&address->sa, address->len, host, sizeof(host),
		    port, sizeof(port), NI_NUMERICHOST | NI_NUMERICSERV);
	snprintf(name, len, "%s %s", host, port);
}

static bool readable(int fd, double seconds)
{
	struct pollfd pollfd = { .fd = fd, .events = POLLIN };

	return poll(&pollfd, 1, seconds > 0 ? seconds * 1000 : 0) > 0;
}

/* ---- UDP and TCP ---------------------------------------------------------- */

static size_t say(const struct address *peer, const char *text, ssize_t len,
		  char *answer, size_t room)
{
	char name[80];
	int n;

	name_of(peer, name, sizeof(name));
	n = snprintf(answer, room, "%s %.*s", name,
		     (int)(len < TEXT ? len : TEXT), text);
	if (len > TEXT)
		n += snprintf(answer + n, room - n, " %zd", len);
	return n;
}

static void serve_udp(int fd)
{
	struct address peer = { .len = sizeof(peer.sa) };
	char text[MAX_LEN], answer[160];
	ssize_t len = recvfrom(fd, text, sizeof(text), 0, (void *)&peer.sa,
			       &peer.len);

	if (len >= 0)
		sendto(fd, answer, say(&peer, text, len, answer,
				       sizeof(answer)), 0, (void *)&peer.sa,
		       peer.len);
}

static void serve_tcp(int listener)
{
	struct address peer = { .len = sizeof(peer.sa) };
	int fd = accept(listener, (void *)&peer.sa, &peer.len);
	char text[TEXT], answer[160];
	ssize_t len;

	if (fd < 0)
		return;
	len = readable(fd, 2) ? read(fd, text, sizeof(text)) : 0;
	if (len >= 0 && write(fd, answer, say(&peer, text, len, answer,
					      sizeof(answer))) < 0)
		perror("write");
	close(fd);
}

static int do_serve(char **arg)
{
	struct pollfd fds[MAX_SOCKETS];
	int num = 0, n;

	for (; arg[0] && arg[1] && num < MAX_SOCKETS; arg += 2) {
		fds[num++].fd = bound(SOCK_DGRAM, arg[0], arg[1]);
		fds[num].fd = bound(SOCK_STREAM, arg[0], arg[1]);
		if (listen(fds[num++].fd, 16))
			die("listen");
	}
	for (n = 0; n < num; n++)
		fds[n].events = POLLIN;
	puts("ready");
	fflush(stdout);
	while (poll(fds, num, -1) >= 0)
		for (n = 0; n < num; n++)
			if (fds[n].revents && n % 2)
				serve_tcp(fds[n].fd);
			else if (fds[n].revents)
				serve_udp(fds[n].fd);
	return 1;
}

/* A port unreachable that was heard of before is no answer. */
static void await_udp(int fd, double seconds)
{
	struct address peer = { .len = sizeof(peer.sa) };
	double end = now() + seconds;
	char text[MAX_LEN], name[80];
	ssize_t len = -1;

	while (len < 0 && readable(fd, end - now()))
		len = recvfrom(fd, text, sizeof(text), 0, (void *)&peer.sa,
			       &peer.len);
	if (len < 0) {
		puts("none");
	} else {
		name_of(&peer, name, sizeof(name));
		printf("%s %.*s\n", name, (int)len, text);
	}
	fflush(stdout);
}

/* How long to wait for an answer, seconds */
static double patience(void)
{
	const char *text = getenv("PATIENCE");

	return text ? atof(text) : 1;
}

static void step(int fd, char *text)
{
	char *word[3] = {};
	bool quiet;
	struct address to;
	int n;

	for (n = 0; n < 3; n++)
		word[n] = strtok(n ? NULL : text, ",");
	if (!word[1])
		exit(1);
	if (!strcmp(word[0], "wait")) {
		await_udp(fd, atof(word[1]));
		return;
	}
	quiet = !strcmp(word[0], "quiet");
	to = address_of(word[quiet], word[quiet + 1]);
	if (quiet || !word[2])
		word[2] = "hello";
	sendto(fd, word[2], strlen(word[2]), 0, (void *)&to.sa, to.len);
	if (!quiet)
		await_udp(fd, patience());
}

static int do_udp(char **arg)
{
	int fd = bound(SOCK_DGRAM, arg[0], arg[1]);

	for (arg += 2; *arg; arg++)
		step(fd, *arg);
	return 0;
}

static int connect_for(char **arg, double *seconds)
{
	struct address to = address_of(arg[2], arg[3]);
	int fd = bound(SOCK_STREAM, arg[0], arg[1]), err;
	struct timeval timeout = { .tv_sec = atoi(arg[4]) };
	double start = now();

	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof(timeout));
	err = connect(fd, (void *)&to.sa, to.len) ? errno : 0;
	*seconds = now() - start;
	if (!err)
		return fd;
	printf("%s %d\n", err == ECONNREFUSED ? "refused" :
	       err == EINPROGRESS || err == ETIMEDOUT ? "nothing" :
							strerror(err),
	       (int)*seconds);
	return -1;
}

static int talk(char **arg, const char *text)
{
	char answer[160];
	double seconds;
	ssize_t len;
	int fd = connect_for(arg, &seconds);

	if (fd < 0)
		return 0;
	if (write(fd, text, strlen(text)) < 0)
		perror("write");
	len = readable(fd, 5) ? read(fd, answer, sizeof(answer)) : 0;
	printf("connected %.*s\n", len < 0 ? 0 : (int)len, answer);
	return 0;
}

static int do_tcp(char **arg)
{
	return talk(arg, "hello");
}

static int do_meet(char **arg)
{
	return talk(arg, arg[0]);
}

/* ---- raw packets ---------------------------------------------------------- */

static uint16_t sum(const void *data, size_t len)
{
	const uint8_t *octet = data;
	uint32_t all = 0;
	size_t n;

	for (n = 0; n < len; n++)
		all += n % 2 ? octet[n] : octet[n] << 8;
	while (all >> 16)
		all = (all & 0xffff) + (all >> 16);
	return htons(~all);
}

static void fill_ip(struct iphdr *ip, const char *src, const char *dst,
		    uint8_t protocol, size_t len)
{
	*ip = (struct iphdr) {
		.version = 4, .ihl = 5, .ttl = 64, .protocol = protocol,
		.tot_len = htons(sizeof(*ip) + len), .id = htons(getpid()),
		.saddr = inet_addr(src), .daddr = inet_addr(dst),
	};
	ip->check = sum(ip, sizeof(*ip));
}

static int raw(int protocol)
{
	int fd = socket(AF_INET, SOCK_RAW, protocol);

	if (fd < 0)
		die("socket");
	return fd;
}

static void send_ip(int fd, const void *packet, size_t len)
{
	const struct iphdr *ip = packet;
	struct sockaddr_in to = {
		.sin_family = AF_INET, .sin_addr.s_addr = ip->daddr,
	};

	if (sendto(fd, packet, len, 0, (void *)&to, sizeof(to)) < 0)
		die("sendto");
}

/* What an error tells of a packet: IP and eight octets. UDP's checksum is none. */
static size_t fill_inner(uint8_t *at, char **arg, const char *what)
{
	struct iphdr *ip = (void *)at;
	uint16_t *ports = (void *)(ip + 1);
	uint8_t protocol = atoi(arg[0]);

	fill_ip(ip, arg[1], arg[3], protocol, 64);
	if (what && !strcmp(what, "inner"))
		ip->check ^= htons(0x55aa);
	memset(ports, 0, 8);
	if (protocol == IPPROTO_ICMP) {
		struct icmphdr *icmp = (void *)ports;

		icmp->type = ICMP_ECHO;
		icmp->un.echo.id = htons(atoi(arg[2]));
	} else {
		ports[0] = htons(atoi(arg[2]));
		ports[1] = htons(atoi(arg[4]));
		if (protocol == IPPROTO_UDP)
			ports[2] = htons(64);
	}
	return sizeof(*ip) + 8;
}

static int do_error(char **arg)
{
	uint8_t packet[128] = {};
	struct iphdr *ip = (void *)packet;
	struct icmphdr *icmp = (void *)(ip + 1);
	const char *what = arg[10];
	size_t len;

	icmp->type = atoi(arg[0]);
	icmp->code = atoi(arg[1]);
	icmp->un.frag.mtu = htons(atoi(arg[2]));
	len = sizeof(*icmp) + fill_inner((void *)(icmp + 1), arg + 5, what);
	icmp->checksum = sum(icmp, len);
	if (what && !strcmp(what, "bad"))
		icmp->checksum ^= htons(0x55aa);
	fill_ip(ip, arg[3], arg[4], IPPROTO_ICMP, len);
	send_ip(raw(IPPROTO_RAW), packet, sizeof(*ip) + len);
	return 0;
}

static bool show_error(const uint8_t *packet, ssize_t len, uint16_t port)
{
	const struct iphdr *ip = (void *)packet, *inner;
	const struct icmphdr *icmp = (void *)(packet + ip->ihl * 4);
	const uint16_t *ports;
	char a[4][INET_ADDRSTRLEN];

	inner = (void *)(icmp + 1);
	if (len < (ssize_t)(ip->ihl * 4 + sizeof(*icmp) + sizeof(*inner) + 8) ||
	    icmp->type == ICMP_ECHO || icmp->type == ICMP_ECHOREPLY)
		return false;
	ports = (void *)((uint8_t *)inner + inner->ihl * 4);
	if (port && ntohs(ports[0]) != port)
		return false;
	inet_ntop(AF_INET, &ip->saddr, a[0], sizeof(a[0]));
	inet_ntop(AF_INET, &ip->daddr, a[1], sizeof(a[1]));
	inet_ntop(AF_INET, &inner->saddr, a[2], sizeof(a[2]));
	inet_ntop(AF_INET, &inner->daddr, a[3], sizeof(a[3]));
	printf("%u %u %u %s %s %u %s %u %s %u %s\n", icmp->type, icmp->code,
	       ntohs(icmp->un.frag.mtu), a[0], a[1], inner->protocol, a[2],
	       inner->protocol == IPPROTO_ICMP ? ntohs(ports[2]) :
						 ntohs(ports[0]),
	       a[3], inner->protocol == IPPROTO_ICMP ? 0 : ntohs(ports[1]),
	       sum(ip, ip->ihl * 4) || sum(inner, inner->ihl * 4) ||
	       sum(icmp, len - ip->ihl * 4) ? "bad" : "good");
	return true;
}

static int do_errors(char **arg)
{
	double end = now() + atof(arg[0]);
	uint16_t port = arg[1] ? atoi(arg[1]) : 0;
	int fd = raw(IPPROTO_ICMP);
	uint8_t packet[MAX_LEN];
	ssize_t len;

	while (readable(fd, end - now())) {
		len = recv(fd, packet, sizeof(packet), 0);
		if (len > 0 && show_error(packet, len, port))
			return 0;
	}
	puts("none");
	return 0;
}

static int do_fragments(char **arg)
{
	unsigned int len = atoi(arg[4]), size, n;
	unsigned int part = (len + 8) / 3 & ~7u;
	uint8_t whole[MAX_LEN], packet[MAX_LEN];
	struct udphdr *udp = (void *)whole;
	struct iphdr *ip = (void *)packet;
	int fd = raw(IPPROTO_RAW);

	if (len + 8 > MAX_LEN - sizeof(*ip))
		return 1;
	memset(whole, 'x', sizeof(whole));
	*udp = (struct udphdr) {
		.source = htons(atoi(arg[1])), .dest = htons(atoi(arg[3])),
		.len = htons(len + 8),
	};
	for (n = 3; n--;) {
		size = n == 2 ? len + 8 - 2 * part : part;
		fill_ip(ip, arg[0], arg[2], IPPROTO_UDP, size);
		ip->frag_off = htons(n * part / 8 | (n < 2 ? IP_MF : 0));
		ip->check = 0;
		ip->check = sum(ip, sizeof(*ip));
		memcpy(ip + 1, whole + n * part, size);
		send_ip(fd, packet, sizeof(*ip) + size);
	}
	return 0;
}

static int await_icmp(int fd, double seconds, uint8_t type, const char *format)
{
	double end = now() + seconds;
	uint8_t packet[MAX_LEN];
	const struct iphdr *ip = (void *)packet;
	const struct icmphdr *icmp;
	char from[INET_ADDRSTRLEN];

	while (readable(fd, end - now())) {
		if (recv(fd, packet, sizeof(packet), 0) < 28)
			continue;
		icmp = (void *)(packet + ip->ihl * 4);
		if (icmp->type != type)
			continue;
		inet_ntop(AF_INET, &ip->saddr, from, sizeof(from));
		printf("%s %s %u\n", format, from, ntohs(icmp->un.echo.id));
		return 0;
	}
	puts("none");
	return 0;
}

static int do_echo(char **arg)
{
	struct sockaddr_in to = {
		.sin_family = AF_INET, .sin_addr.s_addr = inet_addr(arg[1]),
	};
	struct icmphdr icmp = {
		.type = ICMP_ECHO, .un.echo.id = htons(atoi(arg[0])),
	};
	int fd = raw(IPPROTO_ICMP);

	icmp.checksum = sum(&icmp, sizeof(icmp));
	if (sendto(fd, &icmp, sizeof(icmp), 0, (void *)&to, sizeof(to)) < 0)
		die("sendto");
	return await_icmp(fd, atof(arg[2]), ICMP_ECHOREPLY, "answer");
}

static int do_queries(char **arg)
{
	return await_icmp(raw(IPPROTO_ICMP), atof(arg[0]), ICMP_ECHO, "query");
}

static const struct command {
	const char *name;
	int args;
	int (*run)(char **arg);
} commands[] = {
	{ "serve", 2, do_serve },
	{ "udp", 2, do_udp },
	{ "tcp", 5, do_tcp },
	{ "meet", 5, do_meet },
	{ "error", 10, do_error },
	{ "errors", 1, do_errors },
	{ "fragments", 5, do_fragments },
	{ "echo", 3, do_echo },
	{ "queries", 1, do_queries },
};

int main(int argc, char **argv)
{
	size_t n;

	for (n = 0; argc > 1 && n < sizeof(commands) / sizeof(*commands); n++)
		if (!strcmp(argv[1], commands[n].name) &&
		    argc - 2 >= commands[n].args)
			return commands[n].run(argv + 2);
	fprintf(stderr, "nat_peer: see the head of nat_peer.c\n");
	return 2;
}
