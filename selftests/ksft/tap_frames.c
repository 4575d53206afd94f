// SPDX-License-Identifier: GPL-2.0
/*
 * tap_frames - frames as only a guest's tap can send them: of any length, of
 * nothing but noise, larger than a page, in segments still to be cut.
 *
 *   tap_frames ready IN OUT		until a frame written to IN is read at OUT
 *   tap_frames lengths IN OUT		0 to 64 octets
 *   tap_frames size IN OUT LEN PASS	one of LEN octets; PASS 0: it mustn't come
 *   tap_frames gso IN OUT WHOLE	a TCP segment to be cut into 40; WHOLE 0:
 *					OUT doesn't take such, and gets 40
 *   tap_frames noise IN COUNT SEED	frames of random contents, lengths, tags,
 *					protocols, headers of virtio
 *
 * IN and OUT are persistent taps with vnet_hdr, ports of a switch. What is read
 * at OUT must be what was written, octet by octet. Exits 0, or 1 and says what
 * came instead.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/if_ether.h>
#include <linux/if_tun.h>
#include <linux/virtio_net.h>
#include <poll.h>
#include <stdbool.h>
#include <sys/ioctl.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#include "packet.h"

#define HEADER		sizeof(struct virtio_net_hdr)
#define MAX_LEN		65536
#define SEGMENT		1400
#define SEGMENTS	40
#define WAIT_MS		2000
#define SILENT_MS	200

/* Addresses that the switch doesn't know: what is sent is flooded to OUT. */
static const uint8_t to_mac[ETH_ALEN] = { 2, 0, 0, 0, 7, 2 };
static const uint8_t from_mac[ETH_ALEN] = { 2, 0, 0, 0, 7, 1 };
/* IEEE 802 local experimental */
static const uint8_t type[2] = { 0x88, 0xb5 };

static int open_tap(const char *name, unsigned int offload)
{
	struct ifreq ifr = { .ifr_flags = IFF_TAP | IFF_NO_PI | IFF_VNET_HDR };
	int fd = open("/dev/net/tun", O_RDWR);

	snprintf(ifr.ifr_name, sizeof(ifr.ifr_name), "%s", name);
	if (fd < 0 || ioctl(fd, TUNSETIFF, &ifr) ||
	    ioctl(fd, TUNSETOFFLOAD, offload))
		die(name);
	return fd;
}

/* 0, or the error */
static int write_frame(int fd, const struct virtio_net_hdr *header,
		       const uint8_t *frame, size_t len)
{
	struct iovec iov[2] = {
		{ (void *)header, HEADER }, { (void *)frame, len },
	};

	return writev(fd, iov, 2) < 0 ? errno : 0;
}

/* The next frame that a test wrote: its length, or -1 if none comes. What the
 * host sends by itself isn't one.
 */
static ssize_t read_frame(int fd, struct virtio_net_hdr *header,
			  uint8_t *frame, int wait)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	struct iovec iov[2] = { { header, HEADER }, { frame, MAX_LEN } };
	ssize_t len;

	while (poll(&p, 1, wait) > 0) {
		len = readv(fd, iov, 2) - (ssize_t)HEADER;
		if (len >= ETH_HLEN &&
		    !memcmp(frame + ETH_ALEN, from_mac, ETH_ALEN))
			return len;
	}
	return -1;
}

static void fill(uint8_t *frame, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		frame[i] = i * 7 + len;
	if (len < ETH_HLEN)
		return;
	memcpy(frame, to_mac, ETH_ALEN);
	memcpy(frame + ETH_ALEN, from_mac, ETH_ALEN);
	memcpy(frame + 2 * ETH_ALEN, type, sizeof(type));
}

/* One frame there: is it the same? */
static bool passes(int in, int out, size_t len)
{
	static uint8_t sent[MAX_LEN], got[MAX_LEN];
	struct virtio_net_hdr header = {};
	ssize_t got_len;
	int err;

	fill(sent, len);
	err = write_frame(in, &header, sent, len);
	if (err) {
		printf("%zu octets: %s\n", len, strerror(err));
		return false;
	}
	got_len = read_frame(out, &header, got, WAIT_MS);
	if (got_len == (ssize_t)len && !memcmp(sent, got, len))
		return true;
	printf("%zu octets: %zd came%s\n", len, got_len,
	       got_len == (ssize_t)len ? ", others" : "");
	return false;
}

static int ready(int in, int out)
{
	static uint8_t frame[MAX_LEN];
	struct virtio_net_hdr header = {};
	int tries;

	fill(frame, ETH_ZLEN);
	for (tries = 0; tries < 100; tries++) {
		write_frame(in, &header, frame, ETH_ZLEN);
		if (read_frame(out, &header, frame, 100) < 0)
			continue;
		while (read_frame(out, &header, frame, 0) >= 0)
			;
		return 0;
	}
	printf("nothing passes\n");
	return 1;
}

static int lengths(int in, int out)
{
	struct virtio_net_hdr header = {};
	uint8_t frame[ETH_HLEN] = {};
	size_t len;
	int bad = 0;

	/* No Ethernet frame: the tap itself has to refuse. */
	for (len = 0; len < ETH_HLEN; len++)
		if (write_frame(in, &header, frame, len) != EINVAL) {
			printf("%zu octets were taken\n", len);
			bad = 1;
		}
	for (; len <= 64; len++)
		bad |= !passes(in, out, len);
	return bad;
}

static int size(int in, int out, size_t len, bool pass)
{
	static uint8_t frame[MAX_LEN];
	struct virtio_net_hdr header = {};
	ssize_t got;

	if (len < ETH_HLEN || len > MAX_LEN)
		return 2;
	if (pass)
		return !passes(in, out, len);
	fill(frame, len);
	if (write_frame(in, &header, frame, len))
		return 1;
	got = read_frame(out, &header, frame, SILENT_MS);
	if (got >= 0)
		printf("%zd octets came\n", got);
	return got >= 0;
}

/* A TCP segment over IPv4 that is to be cut, with the sum that is left to the
 * device; returns its length.
 */
static size_t make_tcp(uint8_t *frame, struct virtio_net_hdr *header)
{
	struct frame f = {};
	size_t len = 20 + SEGMENT * SEGMENTS;

	put(&f, to_mac, ETH_ALEN);
	put(&f, from_mac, ETH_ALEN);
	put16(&f, ETH_P_IP);
	put16(&f, 0x4500);
	put16(&f, 20 + len);
	put32(&f, 0x00014000);
	put16(&f, 0x4006);
	put16(&f, 0);
	put32(&f, 0xc0000201);
	put32(&f, 0xc0000202);
	set16(&f, ETH_HLEN + 10, folded(sum_of(f.data + ETH_HLEN, 20, 0)));
	put16(&f, 1000);
	put16(&f, 2000);
	put32(&f, 1);
	put32(&f, 1);
	put32(&f, 0x50107fff);
	put16(&f, ~folded(sum_of(f.data + ETH_HLEN + 12, 8, 6 + len)));
	put16(&f, 0);
	memcpy(frame, f.data, f.len);
	memset(frame + f.len, 0xaa, SEGMENT * SEGMENTS);
	*header = (struct virtio_net_hdr){
		.flags = VIRTIO_NET_HDR_F_NEEDS_CSUM,
		.gso_type = VIRTIO_NET_HDR_GSO_TCPV4,
		.hdr_len = f.len, .gso_size = SEGMENT,
		.csum_start = ETH_HLEN + 20, .csum_offset = 16,
	};
	return f.len + SEGMENT * SEGMENTS;
}

static int gso(int in, int out, bool whole)
{
	static uint8_t frame[MAX_LEN], got[MAX_LEN];
	size_t len, want, head = ETH_HLEN + 40;
	struct virtio_net_hdr header;
	int count = whole ? 1 : SEGMENTS;
	ssize_t one;
	int n;

	len = make_tcp(frame, &header);
	if (write_frame(in, &header, frame, len))
		die("write");
	want = whole ? len : head + SEGMENT;
	for (n = 0; n < count; n++) {
		one = read_frame(out, &header, got, WAIT_MS);
		if (one != (ssize_t)want ||
		    memcmp(got + head, frame + head, want - head)) {
			printf("frame %d: %zd octets instead of %zu\n", n, one,
			       want);
			return 1;
		}
		if (!whole && folded(sum_of(got + ETH_HLEN + 12, one - 26, 6 +
					    one - 34)) != 0xffff) {
			printf("frame %d: wrong checksum\n", n);
			return 1;
		}
	}
	one = read_frame(out, &header, got, SILENT_MS);
	if (one >= 0)
		printf("one more, of %zd octets\n", one);
	return one >= 0;
}

/* What guards, snooping and VLANs look at, and what nobody does */
static void make_noise(uint8_t *frame, size_t len)
{
	static const uint16_t types[] = {
		ETH_P_IP, ETH_P_IPV6, ETH_P_ARP, ETH_P_8021Q, ETH_P_8021AD,
		ETH_P_MPLS_UC, 0x88b5, 0, 60, 0xffff,
	};
	static const uint8_t groups[][ETH_ALEN] = {
		{ 0x01, 0x80, 0xc2 }, { 0x01, 0x00, 0x5e, 1, 1, 1 },
		{ 0x33, 0x33, 0, 0, 0, 0x16 }, { 0xff, 0xff, 0xff, 0xff, 0xff,
						 0xff },
	};
	static const uint8_t protocols[] = { 0, 1, 2, 6, 17, 58, 44, 60 };
	size_t i, at = 2 * ETH_ALEN;
	unsigned int tags;
	uint16_t t;

	for (i = 0; i < len; i++)
		frame[i] = random();
	if (random() % 2)
		memcpy(frame, groups[random() % 4], ETH_ALEN);
	if (random() % 4)
		frame[ETH_ALEN] &= ~1;
	for (tags = random() % 4; tags && at + 4 <= len; tags--, at += 4) {
		t = htons(random() % 2 ? ETH_P_8021Q : ETH_P_8021AD);
		memcpy(frame + at, &t, sizeof(t));
	}
	t = htons(types[random() % 10]);
	if (at + 2 <= len)
		memcpy(frame + at, &t, sizeof(t));
	at += 2;
	if (at + 40 > len)
		return;
	if (ntohs(t) == ETH_P_IP && random() % 4) {
		frame[at] = random() % 4 ? 0x45 : 0x40 | random() % 16;
		frame[at + 9] = protocols[random() % 8];
	} else if (ntohs(t) == ETH_P_IPV6 && random() % 4) {
		frame[at] = 0x60;
		frame[at + 6] = protocols[random() % 8];
	}
}

static int noise(int in, unsigned long count, unsigned int seed)
{
	static uint8_t frame[MAX_LEN];
	struct virtio_net_hdr header;
	unsigned long n, taken = 0;
	size_t len, i;

	srandom(seed);
	for (n = 0; n < count; n++) {
		len = ETH_HLEN + random() % (random() % 4 ? 120 : 2000);
		make_noise(frame, len);
		memset(&header, 0, sizeof(header));
		/* How much of the frame is in one piece */
		header.hdr_len = random() % 3 ? ETH_HLEN + random() % 64 : 0;
		if (!(random() % 4))
			for (i = 0; i < HEADER; i++)
				((uint8_t *)&header)[i] = random() %
					(random() % 2 ? 256 : 8);
		if (!write_frame(in, &header, frame, len))
			taken++;
	}
	printf("%lu of %lu were frames\n", taken, count);
	return taken < count / 4;
}

int main(int argc, char **argv)
{
	const char *what = argc > 3 ? argv[1] : "";
	bool whole = argc == 5 && !strcmp(what, "gso") && atoi(argv[4]);
	int in, out;

	if (argc > 3)
		in = open_tap(argv[2], 0);
	if (argc == 5 && !strcmp(what, "noise"))
		return noise(in, strtoul(argv[3], NULL, 0), atoi(argv[4]));
	if (argc > 3)
		out = open_tap(argv[3], whole ? TUN_F_CSUM | TUN_F_TSO4 : 0);
	if (argc == 4 && !strcmp(what, "ready"))
		return ready(in, out);
	if (argc > 3 && strcmp(what, "ready") && ready(in, out))
		return 1;
	if (argc == 4 && !strcmp(what, "lengths"))
		return lengths(in, out);
	if (argc == 6 && !strcmp(what, "size"))
		return size(in, out, strtoul(argv[4], NULL, 0), atoi(argv[5]));
	if (argc == 5 && !strcmp(what, "gso"))
		return gso(in, out, whole);
	fprintf(stderr, "usage: tap_frames ready|lengths IN OUT\n"
		"       tap_frames size IN OUT LEN PASS\n"
		"       tap_frames gso IN OUT WHOLE\n"
		"       tap_frames noise IN COUNT SEED\n");
	return 2;
}
