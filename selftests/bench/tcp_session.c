// SPDX-License-Identifier: GPL-2.0
/*
 * tcp_session - one TCP session of a guest with the outside, by packet sockets,
 * since pktgen makes no TCP.
 *
 *	tcp_session open IN OUT IN_MAC OUT_MAC	opens it, prints its port outside
 *	tcp_session out IN IN_MAC		prints a segment of the guest's
 *	tcp_session back OUT OUT_MAC PORT	prints a segment to it
 *
 * IN and OUT are where the guest and the outside are: what they send goes to
 * IN_MAC and OUT_MAC. The guest is 10.77.0.11 port 4000, the outside 192.0.2.100
 * port 9, and knows the guest as 192.0.2.1. Segments are acknowledgements without
 * data (RFC 9293), in frames of 60 octets, in hexadecimal for frame_gen.ko.
 */
#include <linux/if_ether.h>
#include <net/if_arp.h>
#include <stdbool.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "packet.h"

enum { SYN = 0x02, ACK = 0x10 };
enum { GUEST_PORT = 4000, OUTER_PORT = 9 };
enum { GUEST_SEQ = 1000, OUTER_SEQ = 2000 };
enum { IP_AT = 14, TCP_AT = IP_AT + 20, FRAME = 60 };

struct segment {
	const char *dev, *to, *src, *dst;
	uint16_t sport, dport;
	uint32_t seq, ack;
	uint8_t flags;
};

static void put_own_mac(struct frame *f, int fd, const char *dev)
{
	struct ifreq req = {};

	snprintf(req.ifr_name, sizeof(req.ifr_name), "%s", dev);
	if (ioctl(fd, SIOCGIFHWADDR, &req))
		die(dev);
	put(f, req.ifr_hwaddr.sa_data, 6);
}

static void put_ip(struct frame *f, const char *text)
{
	struct in_addr addr;

	if (inet_pton(AF_INET, text, &addr) != 1)
		die(text);
	put(f, &addr, 4);
}

static void build(struct frame *f, int fd, const struct segment *s)
{
	f->len = 0;
	put_mac(f, s->to);
	put_own_mac(f, fd, s->dev);
	put16(f, 0x0800);
	put16(f, 0x4500);
	put16(f, 40);
	put32(f, 0x4000);
	put16(f, 64 << 8 | IPPROTO_TCP);
	put16(f, 0);
	put_ip(f, s->src);
	put_ip(f, s->dst);
	set16(f, IP_AT + 10, folded(sum_of(f->data + IP_AT, 20, 0)));
	put16(f, s->sport);
	put16(f, s->dport);
	put32(f, s->seq);
	put32(f, s->ack);
	put16(f, 0x5000 | s->flags);
	put16(f, 65535);
	put32(f, 0);
	set16(f, TCP_AT + 16,
	      folded(sum_of(f->data + IP_AT + 12, 28, IPPROTO_TCP + 20)));
	while (f->len < FRAME)
		put8(f, 0);
}

static void transmit(int fd, const struct frame *f)
{
	if (send(fd, f->data, f->len, 0) != (ssize_t)f->len)
		die("send");
}

static uint16_t get16(const uint8_t *at)
{
	return at[0] << 8 | at[1];
}

/* The source port of the segment with these flags, to that port */
static uint16_t wait_for(int fd, uint8_t flags, uint16_t dport)
{
	struct timeval patience = { .tv_sec = 5 };
	uint8_t frame[2048];
	ssize_t len;

	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	for (;;) {
		len = recv(fd, frame, sizeof(frame), 0);
		if (len < 0)
			die("tcp_session: the handshake fails");
		if (len >= TCP_AT + 20 && frame[IP_AT + 9] == IPPROTO_TCP &&
		    frame[TCP_AT + 13] == flags &&
		    get16(frame + TCP_AT + 2) == dport)
			return get16(frame + TCP_AT);
	}
}

static struct segment from_guest(const char *dev, const char *to)
{
	return (struct segment) {
		dev, to, "10.77.0.11", "192.0.2.100", GUEST_PORT, OUTER_PORT,
		GUEST_SEQ + 1, OUTER_SEQ + 1, ACK
	};
}

static struct segment from_outside(const char *dev, const char *to,
				   uint16_t port)
{
	return (struct segment) {
		dev, to, "192.0.2.100", "192.0.2.1", OUTER_PORT, port,
		OUTER_SEQ + 1, GUEST_SEQ + 1, ACK
	};
}

static void open_session(char **argv)
{
	/* Those for one protocol get nothing of what tc drops. */
	int in = packet_socket(argv[0], ETH_P_ALL);
	int out = packet_socket(argv[1], ETH_P_ALL);
	struct segment s = from_guest(argv[0], argv[2]);
	struct frame f;
	uint16_t port;

	s.flags = SYN;
	s.seq--;
	s.ack = 0;
	build(&f, in, &s);
	transmit(in, &f);
	port = wait_for(out, SYN, OUTER_PORT);
	s = from_outside(argv[1], argv[3], port);
	s.flags = SYN | ACK;
	s.seq--;
	build(&f, out, &s);
	transmit(out, &f);
	wait_for(in, SYN | ACK, GUEST_PORT);
	s = from_guest(argv[0], argv[2]);
	build(&f, in, &s);
	transmit(in, &f);
	wait_for(out, ACK, OUTER_PORT);
	printf("%u\n", port);
}

/* As frame_gen takes it */
static void print_frame(const struct segment *s)
{
	int fd = packet_socket(s->dev, 0);
	struct frame f;
	size_t i;

	build(&f, fd, s);
	for (i = 0; i < f.len; i++)
		printf("%02x", f.data[i]);
	puts("");
}

int main(int argc, char **argv)
{
	struct segment s;

	if (argc == 6 && !strcmp(argv[1], "open")) {
		open_session(argv + 2);
	} else if (argc == 4 && !strcmp(argv[1], "out")) {
		s = from_guest(argv[2], argv[3]);
		print_frame(&s);
	} else if (argc == 5 && !strcmp(argv[1], "back")) {
		s = from_outside(argv[2], argv[3], atoi(argv[4]));
		print_frame(&s);
	} else {
		fprintf(stderr, "usage: tcp_session open IN OUT IN_MAC OUT_MAC\n"
			"       tcp_session out IN IN_MAC\n"
			"       tcp_session back OUT OUT_MAC PORT\n");
		return 2;
	}
	return 0;
}
