// SPDX-License-Identifier: GPL-2.0
/*
 * groups - multicast packets of the test's own making, on any device.
 *
 *   groups data DEV GROUP TEXT [VID]            a UDP packet that "frames recv"
 *                                               shows the text of
 *   groups query DEV SRC GROUP|all MS [v2] [VID]
 *                                               IGMPv3 or MLDv2, v2: IGMPv2 or
 *                                               MLDv1
 *   groups join|leave DEV GROUP [COUNT [VID]]   IGMPv2 or MLDv1, of so many
 *                                               groups from this one on
 *   groups hello DEV SRC                        of PIM
 *   groups solicit DEV TARGET TEXT              a neighbour solicitation, with
 *                                               a text behind it
 *   groups broken DEV GROUP                     a report whose sum is wrong
 *
 * The family follows from the address; "all" is of SRC's.
 */
#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "groups.h"
#include "packet.h"

struct ip {
	bool v6;
	uint8_t octet[16];
};

static struct ip parse_ip(const char *text)
{
	struct ip ip = { .v6 = strchr(text, ':') };

	if (inet_pton(ip.v6 ? AF_INET6 : AF_INET, text, ip.octet) != 1) {
		fprintf(stderr, "groups: no address: %s\n", text);
		exit(2);
	}
	return ip;
}

/* A packet, of headers that are written when the payload is known */
struct packet {
	struct ip src, dest;
	unsigned int proto;
	unsigned int hops;
	bool alert;
	int sum_at;		/* in the payload; -1: it has none */
	struct frame payload;
};

static void put_ipv4(struct frame *f, struct packet *p)
{
	size_t head = f->len, options = p->alert ? 4 : 0;

	put8(f, 0x45 + options / 4);
	put8(f, 0);
	put16(f, 20 + options + p->payload.len);
	put16(f, 0);
	put16(f, 0);
	put8(f, p->hops);
	put8(f, p->proto);
	put16(f, 0);
	put(f, p->src.octet, 4);
	put(f, p->dest.octet, 4);
	if (options)
		put(f, "\x94\x04\0\0", 4);
	set16(f, head + 10, folded(sum_of(f->data + head, f->len - head, 0)));
	if (p->sum_at >= 0)
		set16(&p->payload, p->sum_at,
		      folded(sum_of(p->payload.data, p->payload.len, 0)));
}

static void put_ipv6(struct frame *f, struct packet *p)
{
	size_t options = p->alert ? 8 : 0;
	uint32_t sum;

	put(f, "\x60\0\0\0", 4);
	put16(f, options + p->payload.len);
	put8(f, p->alert ? 0 : p->proto);
	put8(f, p->hops);
	put(f, p->src.octet, 16);
	put(f, p->dest.octet, 16);
	if (options) {
		put8(f, p->proto);
		put(f, "\0\x05\x02\0\0\x01\0", 7);
	}
	if (p->sum_at < 0)
		return;
	sum = sum_of(p->src.octet, 16, p->proto + p->payload.len);
	sum = sum_of(p->dest.octet, 16, sum);
	set16(&p->payload, p->sum_at,
	      folded(sum_of(p->payload.data, p->payload.len, sum)));
}

static void put_ethernet(struct frame *f, const struct packet *p,
			 const uint8_t *mac, unsigned int vid)
{
	if (p->dest.v6) {
		put(f, "\x33\x33", 2);
		put(f, p->dest.octet + 12, 4);
	} else {
		put(f, "\x01\x00\x5e", 3);
		put8(f, p->dest.octet[1] & 0x7f);
		put(f, p->dest.octet + 2, 2);
	}
	put(f, mac, ETH_ALEN);
	if (vid) {
		put16(f, ETH_P_8021Q);
		put16(f, vid);
	}
	put16(f, p->dest.v6 ? ETH_P_IPV6 : ETH_P_IP);
}

static void send_packet(const char *dev, struct packet *p, unsigned int vid)
{
	int fd = packet_socket(dev, 0);
	struct ifreq ifr = { 0 };
	struct frame f = { .len = 0 };

	snprintf(ifr.ifr_name, sizeof(ifr.ifr_name), "%s", dev);
	if (ioctl(fd, SIOCGIFHWADDR, &ifr))
		die(dev);
	put_ethernet(&f, p, (uint8_t *)ifr.ifr_hwaddr.sa_data, vid);
	if (p->dest.v6)
		put_ipv6(&f, p);
	else
		put_ipv4(&f, p);
	put(&f, p->payload.data, p->payload.len);
	if (f.len < ETH_ZLEN)
		f.len = ETH_ZLEN;
	if (send(fd, f.data, f.len, 0) != (ssize_t)f.len)
		die("send");
	close(fd);
}

/* Of a station on the link */
static struct ip source(bool v6)
{
	return parse_ip(v6 ? "fe80::ee" : "192.0.2.238");
}

static int data(char **arg, unsigned int vid)
{
	struct packet p = {
		.dest = parse_ip(arg[1]), .proto = 17, .hops = 8, .sum_at = -1,
	};

	p.src = source(p.dest.v6);
	put16(&p.payload, GROUPS_PORT);
	put16(&p.payload, GROUPS_PORT);
	put16(&p.payload, 8 + GROUPS_TEXT);
	put16(&p.payload, 0);
	snprintf((char *)p.payload.data + p.payload.len, GROUPS_TEXT, "%s",
		 arg[2]);
	p.payload.len += GROUPS_TEXT;
	send_packet(arg[0], &p, vid);
	return 0;
}

static int query(char **arg, bool old, unsigned int vid)
{
	struct packet p = {
		.src = parse_ip(arg[1]), .hops = 1, .alert = true, .sum_at = 2,
	};
	bool v6 = p.src.v6, all = !strcmp(arg[2], "all");
	unsigned int ms = atoi(arg[3]);
	struct ip group = { .v6 = v6 };

	if (!all)
		group = parse_ip(arg[2]);
	p.dest = all ? parse_ip(v6 ? "ff02::1" : "224.0.0.1") : group;
	p.proto = v6 ? 58 : 2;
	put8(&p.payload, v6 ? 130 : 0x11);
	put8(&p.payload, v6 ? 0 : ms / 100);
	put16(&p.payload, 0);
	if (v6) {
		put16(&p.payload, ms);
		put16(&p.payload, 0);
	}
	put(&p.payload, group.octet, v6 ? 16 : 4);
	if (!old)
		put(&p.payload, "\x02\0\0\0", 4);
	send_packet(arg[0], &p, vid);
	return 0;
}

static int report(char **arg, bool join, unsigned int count, unsigned int vid,
		  bool broken)
{
	struct ip group = parse_ip(arg[1]);
	bool v6 = group.v6;
	uint8_t *last = group.octet + (v6 ? 14 : 2);

	for (; count--; last[0] += !++last[1]) {
		struct packet p = {
			.src = source(v6), .dest = group, .hops = 1,
			.alert = true, .proto = v6 ? 58 : 2, .sum_at = 2,
		};

		if (!join)
			p.dest = parse_ip(v6 ? "ff02::2" : "224.0.0.2");
		put8(&p.payload, v6 ? join ? 131 : 132 : join ? 0x16 : 0x17);
		put8(&p.payload, 0);
		put16(&p.payload, 0);
		if (v6)
			put(&p.payload, "\0\0\0\0", 4);
		put(&p.payload, group.octet, v6 ? 16 : 4);
		if (broken)
			p.sum_at = -1;
		send_packet(arg[0], &p, vid);
	}
	return 0;
}

static int hello(char **arg)
{
	struct packet p = {
		.src = parse_ip(arg[1]), .proto = 103, .hops = 1, .sum_at = 2,
	};

	p.dest = parse_ip(p.src.v6 ? "ff02::d" : "224.0.0.13");
	put(&p.payload, "\x20\0\0\0", 4);
	send_packet(arg[0], &p, 0);
	return 0;
}

/* A text as its option of a type that nobody knows; all of 8 octets */
static int solicit(char **arg)
{
	struct packet p = {
		.src = parse_ip("fe80::ee"), .dest = parse_ip("ff02::1:ff00:0"),
		.proto = 58, .hops = 255, .sum_at = 2,
	};
	struct ip target = parse_ip(arg[1]);

	memcpy(p.dest.octet + 13, target.octet + 13, 3);
	put(&p.payload, "\x87\0\0\0\0\0\0\0", 8);
	put(&p.payload, target.octet, 16);
	put8(&p.payload, 0xfd);
	put8(&p.payload, (GROUPS_TEXT + 8) / 8);
	put(&p.payload, "\0\0\0\0\0\0", 6);
	snprintf((char *)p.payload.data + p.payload.len, GROUPS_TEXT, "%s",
		 arg[2]);
	p.payload.len += GROUPS_TEXT;
	send_packet(arg[0], &p, 0);
	return 0;
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";
	char **arg = argv + 2;
	bool old;

	argc -= 2;
	if (!strcmp(what, "data") && argc >= 3)
		return data(arg, argc > 3 ? atoi(arg[3]) : 0);
	if (!strcmp(what, "query") && argc >= 4) {
		old = argc > 4 && !strcmp(arg[4], "v2");
		return query(arg, old, argc > 4 + old ? atoi(arg[4 + old]) : 0);
	}
	if ((!strcmp(what, "join") || !strcmp(what, "leave")) && argc >= 2)
		return report(arg, *what == 'j', argc > 2 ? atoi(arg[2]) : 1,
			      argc > 3 ? atoi(arg[3]) : 0, false);
	if (!strcmp(what, "broken") && argc == 2)
		return report(arg, true, 1, 0, true);
	if (!strcmp(what, "hello") && argc == 2)
		return hello(arg);
	if (!strcmp(what, "solicit") && argc == 3)
		return solicit(arg);
	fprintf(stderr, "usage: groups data|query|join|leave|hello|solicit|broken DEV ...\n");
	return 2;
}
