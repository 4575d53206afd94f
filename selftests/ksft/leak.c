// SPDX-License-Identifier: GPL-2.0
/*
 * leak - random traffic of guests, and whether any of it gets outside.
 *
 *   leak SEED COUNT
 *
 * sends COUNT frames from a guest, then half as many from outside, of all kinds
 * that a host might be made to pass on or answer: IPv4 and IPv6 in VLANs or not,
 * to the host, its broadcasts and groups, and to others, from true and forged
 * addresses, with source routes, extension headers, fragments and tunnels in
 * them, ARP, MPLS. Prints "outside N inside N": frames that came out there, all
 * but those that the host sends by itself, and those from outside that a guest
 * got. The first of each are shown on standard error.
 *
 * Namespaces, devices and addresses are those of vsw_leak.sh:
 *
 *   ga: g1 10.9.0.11 fd09::11            h: lan0 10.9.0.1 fd09::1
 *   gb: g2 10.9.0.12 fd09::12               lan0.10 10.10.0.1 fd10::1
 *   out: o0 192.0.2.2 2001:db8::2           eth0 192.0.2.1 2001:db8::1
 *
 * When all is sent, a frame on eth0 and one on s2 in h, which must arrive, tell
 * that nothing is under way any more. Exits 1 if they don't.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "nl_raw.h"
#include "packet.h"

#define ETHERTYPE_END	0x88b5
#define WAIT_MS		10000
#define SHOWN		3

static const char guest_mark[] = "GUESTGUEST";
static const char outer_mark[] = "OUTEROUTER";

static struct rnd rnd;

/* A packet socket on a device of a namespace; it stays there. */
static int open_in(const char *ns, const char *dev, int protocol)
{
	char path[64];
	int fd, one = 1, size = 8 << 20;

	snprintf(path, sizeof(path), "/run/netns/%s", ns);
	fd = open(path, O_RDONLY);
	if (fd < 0 || setns(fd, CLONE_NEWNET))
		die(path);
	close(fd);
	fd = packet_socket(dev, protocol);
	if (setsockopt(fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, &one,
		       sizeof(one)) ||
	    setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size)))
		die(dev);
	return fd;
}

/* ---- frames ------------------------------------------------------------- */

/* What the random choices are made among; %u: a random octet */
struct side {
	const char *mark;
	const char *dst[6], *src4[8], *dst4[20], *src6[6], *dst6[14];
};

static const struct side guest = {
	.mark = guest_mark,
	.dst = { "02:00:00:00:09:01", "02:00:00:00:09:01",
		 "02:00:00:00:09:01", "ff:ff:ff:ff:ff:ff",
		 "01:80:c2:00:00:0e", "02:00:00:00:01:01" },
	.src4 = { "10.9.0.11", "10.9.0.11", "10.9.0.11", "10.10.0.11",
		  "203.0.113.%u", "192.0.2.2", "0.0.0.0", "192.0.2.1" },
	.dst4 = { "10.9.0.1", "10.9.0.1", "10.9.0.1", "192.0.2.1",
		  "10.10.0.1", "203.0.113.%u", "203.0.113.%u", "203.0.113.9",
		  "192.0.2.2", "192.0.2.255", "10.9.0.255",
		  "255.255.255.255", "224.0.0.1", "239.1.1.1", "10.9.0.200",
		  "127.0.0.1", "10.9.0.12", "198.51.100.%u", "192.0.2.1",
		  "10.9.0.1" },
	.src6 = { "fd09::11", "fd09::11", "fd10::11", "2001:db8:9::%u",
		  "fe80::ff:fe00:201", "2001:db8::2" },
	.dst6 = { "fd09::1", "fd09::1", "fd09::1", "2001:db8::1", "fd10::1",
		  "2001:db8:9::%u", "2001:db8:9::%u", "2001:db8::2",
		  "ff02::1", "ff0e::99", "fd09::200", "::1", "fd09::12",
		  "2001:db8:9::9" },
};

static const struct side outer = {
	.mark = outer_mark,
	.dst = { "02:00:00:00:0e:01", "02:00:00:00:0e:01",
		 "02:00:00:00:0e:01", "02:00:00:00:0e:01",
		 "ff:ff:ff:ff:ff:ff", "33:33:00:00:00:01" },
	.src4 = { "192.0.2.2", "203.0.113.%u", "203.0.113.%u", "192.0.2.2",
		  "203.0.113.9", "10.9.0.11", "192.0.2.2", "192.0.2.2" },
	.dst4 = { "10.9.0.12", "10.9.0.12", "10.9.0.12", "10.9.0.12",
		  "192.0.2.1", "192.0.2.1", "10.9.0.255", "10.10.0.12",
		  "239.1.1.1", "255.255.255.255", "10.9.0.12", "10.9.0.12",
		  "10.9.0.12", "192.0.2.1", "10.9.0.1", "10.9.0.12",
		  "10.9.0.12", "192.0.2.255", "10.9.0.12", "10.9.0.12" },
	.src6 = { "2001:db8::2", "2001:db8:9::%u", "2001:db8:9::9",
		  "2001:db8::2", "2001:db8::2", "fd09::11" },
	.dst6 = { "fd09::12", "fd09::12", "fd09::12", "fd09::12", "ff0e::99",
		  "2001:db8::1", "fd09::12", "fd09::12", "fd10::12",
		  "fd09::12", "fd09::12", "2001:db8::1", "fd09::12",
		  "fd09::12" },
};

#define ONE_OF(array)	((array)[rnd_below(&rnd, NUM(array))])

static void put_addr(struct frame *f, int family, const char *format)
{
	char text[64];
	uint8_t addr[16];

	/* The octet 255 would be a broadcast of its own. */
	snprintf(text, sizeof(text), format, 1 + rnd_below(&rnd, 250) % 99);
	if (inet_pton(family, text, addr) != 1)
		die(text);
	put(f, addr, family == AF_INET ? 4 : 16);
}

/* Of TCP, UDP or ICMP, from @start; @pseudo: sum of addresses and protocol */
static void put_upper(struct frame *f, int protocol, const char *mark,
		      uint32_t pseudo)
{
	static const uint16_t ports[] = { 53, 9, 8080, 4789, 22 };
	uint16_t from = 1024 + rnd_below(&rnd, 8);
	size_t start = f->len, check = 0;

	switch (protocol) {
	case IPPROTO_ICMP:
	case IPPROTO_ICMPV6:
		put8(f, protocol == IPPROTO_ICMP ? 8 : 128);
		put8(f, 0);
		check = f->len;
		put32(f, 0);
		put16(f, 1);
		break;
	case IPPROTO_UDP:
		put16(f, from);
		put16(f, ONE_OF(ports));
		put16(f, 8 + sizeof(guest_mark) - 1);
		check = f->len;
		put16(f, 0);
		break;
	case IPPROTO_TCP:
		put16(f, from);
		put16(f, ONE_OF(ports));
		put32(f, rnd64(&rnd));
		put32(f, 0);
		put16(f, 0x5002);
		put16(f, 1024);
		check = f->len;
		put32(f, 0);
		break;
	}
	put(f, mark, sizeof(guest_mark) - 1);
	if (protocol == IPPROTO_ICMP)
		pseudo = 0;
	else
		pseudo += f->len - start;
	if (check)
		set16(f, check, folded(sum_of(f->data + start, f->len - start,
					      pseudo)));
}

static int any_protocol(bool six)
{
	switch (rnd_below(&rnd, 8)) {
	case 0:
	case 1:
		return IPPROTO_TCP;
	case 2:
	case 3:
		return IPPROTO_UDP;
	case 4:
		return rnd_once_in(&rnd, 2) ? IPPROTO_GRE : IPPROTO_IPIP;
	default:
		return six ? IPPROTO_ICMPV6 : IPPROTO_ICMP;
	}
}

static void put_ipv4(struct frame *f, const struct side *side, bool inner)
{
	static const uint8_t lsrr[] = { 1, 131, 7, 4, 203, 0, 113, 7 };
	size_t start = f->len, options = 0;
	int protocol = inner ? IPPROTO_ICMP : any_protocol(false);
	uint32_t pseudo;

	if (rnd_once_in(&rnd, 10))
		options = sizeof(lsrr);
	put8(f, 0x45 + options / 4);
	put8(f, 0);
	put16(f, 0);
	put16(f, rnd64(&rnd));
	put16(f, rnd_once_in(&rnd, 20) ? 0x2000 : 0);
	put8(f, rnd_once_in(&rnd, 10) ? 1 : 64);
	put8(f, protocol);
	put16(f, 0);
	put_addr(f, AF_INET, ONE_OF(side->src4));
	put_addr(f, AF_INET, inner ? "203.0.113.8" : ONE_OF(side->dst4));
	put(f, lsrr, options);
	pseudo = sum_of(f->data + start + 12, 8, protocol);
	if (protocol == IPPROTO_GRE)
		put32(f, ETH_P_IP);
	if (protocol == IPPROTO_GRE || protocol == IPPROTO_IPIP)
		put_ipv4(f, side, true);
	else
		put_upper(f, protocol, side->mark, pseudo);
	set16(f, start + 2, f->len - start);
	set16(f, start + 10, folded(sum_of(f->data + start, 20 + options, 0)));
}

static void put_ipv6(struct frame *f, const struct side *side)
{
	int next = any_protocol(true), protocol;
	size_t start = f->len, header;
	bool srh = rnd_once_in(&rnd, 10), dest = rnd_once_in(&rnd, 10);
	uint32_t pseudo;

	if (next == IPPROTO_IPIP)
		next = IPPROTO_IPV6;
	protocol = next;
	put32(f, 0x60000000);
	put16(f, 0);
	put8(f, srh ? IPPROTO_ROUTING : dest ? IPPROTO_DSTOPTS : next);
	put8(f, rnd_once_in(&rnd, 10) ? 1 : 64);
	put_addr(f, AF_INET6, ONE_OF(side->src6));
	put_addr(f, AF_INET6, ONE_OF(side->dst6));
	header = f->len;
	if (srh) {
		/* RFC 8754: one segment left */
		put8(f, dest ? IPPROTO_DSTOPTS : next);
		put8(f, 4);
		put8(f, 4);
		put8(f, 1);
		put32(f, 0x01000000);
		put_addr(f, AF_INET6, "2001:db8:9::7");
		put(f, f->data + start + 24, 16);
	}
	if (dest) {
		put8(f, next);
		put8(f, 0);
		put16(f, 0x0104);
		put32(f, 0);
	}
	pseudo = sum_of(f->data + start + 8, 32, protocol);
	if (protocol == IPPROTO_GRE)
		put32(f, ETH_P_IP);
	if (protocol == IPPROTO_GRE)
		put_ipv4(f, side, true);
	else
		put_upper(f, protocol, side->mark, pseudo);
	set16(f, start + 4, f->len - header);
}

static void put_arp(struct frame *f, const struct side *side, const char *mac)
{
	put16(f, 1);
	put16(f, ETH_P_IP);
	put16(f, 0x0604);
	put16(f, 1 + rnd_below(&rnd, 2));
	put_mac(f, mac);
	put_addr(f, AF_INET, ONE_OF(side->src4));
	put_mac(f, "00:00:00:00:00:00");
	put_addr(f, AF_INET, ONE_OF(side->dst4));
	put(f, side->mark, sizeof(guest_mark) - 1);
}

static void build(struct frame *f, const struct side *side, const char *mac)
{
	unsigned int kind = rnd_below(&rnd, 20);

	f->len = 0;
	put_mac(f, ONE_OF(side->dst));
	put_mac(f, mac);
	if (rnd_once_in(&rnd, 5)) {
		put16(f, ETH_P_8021Q);
		put16(f, rnd_once_in(&rnd, 4) ? 0 : 10);
	}
	if (kind < 10) {
		put16(f, ETH_P_IP);
		put_ipv4(f, side, false);
	} else if (kind < 16) {
		put16(f, ETH_P_IPV6);
		put_ipv6(f, side);
	} else if (kind < 17) {
		put16(f, ETH_P_ARP);
		put_arp(f, side, mac);
	} else if (kind < 19) {
		put16(f, ETH_P_MPLS_UC);
		put32(f, 100 << 12 | 1 << 8 | 64);
		put_ipv4(f, side, true);
	} else {
		put16(f, 0x0800 + rnd_below(&rnd, 0x1000));
		put(f, side->mark, sizeof(guest_mark) - 1);
	}
	while (f->len < ETH_ZLEN)
		put8(f, 0);
}

static void transmit(int fd, const struct frame *f)
{
	while (send(fd, f->data, f->len, 0) < 0)
		if (errno != ENOBUFS && errno != EAGAIN)
			die("send");
}

static void send_end(int fd)
{
	struct frame f = { .len = 0 };

	put_mac(&f, "ff:ff:ff:ff:ff:ff");
	put_mac(&f, "02:ee:00:00:00:01");
	put16(&f, ETHERTYPE_END);
	while (f.len < ETH_ZLEN)
		put8(&f, 0);
	transmit(fd, &f);
}

/* ---- what arrives -------------------------------------------------------- */

/* Of the host's own accord: router solicitations and reports of groups, which
 * have nothing of a guest's in them
 */
static bool is_noise(const uint8_t *frame, size_t len)
{
	static const uint8_t reports[] = { 224, 0, 0, 22 };
	uint8_t type;

	if (len < 64 || memmem(frame, len, guest_mark, strlen(guest_mark)))
		return false;
	if (frame[12] == 0x08 && frame[13] == 0)
		return frame[23] == IPPROTO_IGMP &&
		       !memcmp(frame + 30, reports, sizeof(reports));
	if (frame[12] != 0x86 || frame[13] != 0xdd)
		return false;
	type = frame[20] ? frame[54] : frame[62];
	return type == 133 || type == 143;
}

static void show(const char *where, const uint8_t *frame, size_t len)
{
	size_t i;

	fprintf(stderr, "# %s got ", where);
	for (i = 0; i < len && i < 64; i++)
		fprintf(stderr, "%02x%s", frame[i],
			i == 5 || i == 11 || i == 13 ? " " : "");
	fprintf(stderr, "\n");
}

/* Frames until the end came: those with @mark, or all */
static unsigned int count(int fd, const char *where, const char *mark)
{
	struct pollfd pfd = { .fd = fd, .events = POLLIN };
	unsigned int frames = 0;
	uint8_t frame[4096];
	ssize_t len;

	for (;;) {
		if (poll(&pfd, 1, WAIT_MS) <= 0) {
			fprintf(stderr, "# the end didn't get %s\n", where);
			exit(1);
		}
		len = recv(fd, frame, sizeof(frame), 0);
		if (len < ETH_HLEN)
			continue;
		if (frame[12] == ETHERTYPE_END >> 8 &&
		    frame[13] == (ETHERTYPE_END & 0xff))
			return frames;
		if (mark ? !memmem(frame, len, mark, strlen(mark)) :
			   is_noise(frame, len))
			continue;
		if (frames++ < SHOWN)
			show(where, frame, len);
	}
}

int main(int argc, char **argv)
{
	int ga, gb, out, end_out, end_in;
	unsigned int n, num, outside;
	struct frame f;

	if (argc != 3) {
		fprintf(stderr, "usage: leak SEED COUNT\n");
		return 2;
	}
	rnd.state = strtoull(argv[1], NULL, 0);
	num = atoi(argv[2]);
	ga = open_in("ga", "g1", 0);
	gb = open_in("gb", "g2", ETH_P_ALL);
	out = open_in("out", "o0", ETH_P_ALL);
	end_out = open_in("h", "eth0", 0);
	end_in = open_in("h", "s2", 0);
	for (n = 0; n < num; n++) {
		build(&f, &guest, "02:00:00:00:02:01");
		transmit(ga, &f);
	}
	send_end(end_out);
	outside = count(out, "outside", NULL);
	/* From here on the host may answer outside. */
	for (n = 0; n < num / 2; n++) {
		build(&f, &outer, "02:00:00:00:0e:02");
		transmit(out, &f);
	}
	send_end(end_in);
	printf("outside %u inside %u\n", outside,
	       count(gb, "inside", outer_mark));
	return 0;
}
