// SPDX-License-Identifier: GPL-2.0
/*
 * frames - send and receive Ethernet frames of the test's own making.
 *
 * VF policy is proved by what arrives, so the tests need frames with any
 * source address and any VLAN tag, and a receiver that tells apart "dropped"
 * from "not yet there". It does so without sleeping for luck: after the frame
 * under test the sender sends one that must arrive, whose text starts with
 * "end"; the receiver reads until that one, then a short grace for reordering
 * between queues.
 *
 *   frames send DEV DST SRC VID TEXT [COUNT]   VID 0: untagged, vid[:pcp]
 *   frames recv DEV SECONDS                    prints "ready", then a line
 *                                              "SRC DST VID TEXT" a frame
 *
 * The frames carry ethertype 0x88b5 (IEEE 802 local experimental 1). recv
 * exits 0 once the end came, 1 if it didn't. It doesn't make the device
 * promiscuous: the filter of the NIC is part of what is tested.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define ETHERTYPE	0x88b5
#define FRAME_LEN	60
#define GRACE_MS	150

static void die(const char *what)
{
	perror(what);
	exit(2);
}

static void parse_mac(const char *text, uint8_t *mac)
{
	unsigned int byte[ETH_ALEN];
	int i;

	if (sscanf(text, "%x:%x:%x:%x:%x:%x", &byte[0], &byte[1], &byte[2],
		   &byte[3], &byte[4], &byte[5]) != ETH_ALEN) {
		fprintf(stderr, "not a MAC address: %s\n", text);
		exit(2);
	}
	for (i = 0; i < ETH_ALEN; i++)
		mac[i] = byte[i];
}

static int packet_socket(const char *dev, uint16_t protocol)
{
	struct sockaddr_ll address = { .sll_family = AF_PACKET };
	int fd = socket(AF_PACKET, SOCK_RAW, htons(protocol));

	if (fd < 0)
		die("socket");
	address.sll_protocol = htons(protocol);
	address.sll_ifindex = if_nametoindex(dev);
	if (!address.sll_ifindex)
		die(dev);
	if (bind(fd, (struct sockaddr *)&address, sizeof(address)))
		die("bind");
	return fd;
}

static size_t build(uint8_t *frame, const char *dst, const char *src,
		    const char *vlan, const char *text)
{
	unsigned int vid = 0, pcp = 0;
	size_t at = 2 * ETH_ALEN;

	memset(frame, 0, FRAME_LEN + 4);
	parse_mac(dst, frame);
	parse_mac(src, frame + ETH_ALEN);
	if (sscanf(vlan, "%u:%u", &vid, &pcp) == 2 || vid) {
		uint16_t tag[2] = { htons(ETH_P_8021Q),
				    htons(pcp << 13 | vid) };

		memcpy(frame + at, tag, sizeof(tag));
		at += sizeof(tag);
	}
	frame[at] = ETHERTYPE >> 8;
	frame[at + 1] = ETHERTYPE & 0xff;
	snprintf((char *)frame + at + 2, FRAME_LEN - at - 2, "%s", text);
	return at == 2 * ETH_ALEN ? FRAME_LEN : FRAME_LEN + 4;
}

static int do_send(char **arg, int count)
{
	uint8_t frame[FRAME_LEN + 4];
	size_t len = build(frame, arg[1], arg[2], arg[3], arg[4]);
	int fd = packet_socket(arg[0], 0);

	while (count--)
		if (send(fd, frame, len, 0) != (ssize_t)len)
			die("send");
	return 0;
}

/* The tag may stand in the frame, or beside it if the device stripped it. */
static unsigned int take_vid(uint8_t *frame, ssize_t *len, struct msghdr *msg)
{
	struct cmsghdr *c;
	unsigned int vid;

	for (c = CMSG_FIRSTHDR(msg); c; c = CMSG_NXTHDR(msg, c)) {
		struct tpacket_auxdata aux;

		if (c->cmsg_level != SOL_PACKET || c->cmsg_type != PACKET_AUXDATA)
			continue;
		memcpy(&aux, CMSG_DATA(c), sizeof(aux));
		if (aux.tp_status & TP_STATUS_VLAN_VALID)
			return aux.tp_vlan_tci & 0xfff;
	}
	if (*len < FRAME_LEN || frame[12] != 0x81 || frame[13] != 0x00)
		return 0;
	vid = (frame[14] & 0xf) << 8 | frame[15];
	memmove(frame + 12, frame + 16, *len - 16);
	*len -= 4;
	return vid;
}

/* Returns true when the frame was the end. */
static bool receive_one(int fd)
{
	uint8_t frame[2048];
	char control[256];
	struct iovec iov = { frame, sizeof(frame) - 1 };
	struct msghdr msg = {
		.msg_iov = &iov, .msg_iovlen = 1,
		.msg_control = control, .msg_controllen = sizeof(control),
	};
	ssize_t len = recvmsg(fd, &msg, MSG_DONTWAIT);
	unsigned int vid;

	if (len < 0) {
		if (errno == EAGAIN || errno == EINTR)
			return false;
		die("recvmsg");
	}
	frame[len] = 0;
	vid = take_vid(frame, &len, &msg);
	if (len < 16 || frame[12] != ETHERTYPE >> 8 ||
	    frame[13] != (ETHERTYPE & 0xff))
		return false;
	printf("%02x:%02x:%02x:%02x:%02x:%02x %02x:%02x:%02x:%02x:%02x:%02x %u %s\n",
	       frame[6], frame[7], frame[8], frame[9], frame[10], frame[11],
	       frame[0], frame[1], frame[2], frame[3], frame[4], frame[5],
	       vid, (char *)frame + 14);
	fflush(stdout);
	return !strncmp((char *)frame + 14, "end", 3);
}

static int64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000LL + t.tv_nsec / 1000000;
}

static int do_recv(const char *dev, int seconds)
{
	int64_t until = now_ms() + seconds * 1000LL;
	int fd = packet_socket(dev, ETH_P_ALL);
	bool ended = false;
	int one = 1;

	if (setsockopt(fd, SOL_PACKET, PACKET_AUXDATA, &one, sizeof(one)))
		die("PACKET_AUXDATA");
	/* What this host sends itself isn't what arrived. */
	if (setsockopt(fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, &one,
		       sizeof(one)))
		die("PACKET_IGNORE_OUTGOING");
	puts("ready");
	fflush(stdout);
	while (now_ms() < until) {
		struct pollfd p = { .fd = fd, .events = POLLIN };

		if (poll(&p, 1, until - now_ms()) <= 0)
			continue;
		if (receive_one(fd) && !ended) {
			ended = true;
			until = now_ms() + GRACE_MS;
		}
	}
	return ended ? 0 : 1;
}

int main(int argc, char **argv)
{
	if (argc >= 7 && !strcmp(argv[1], "send"))
		return do_send(argv + 2, argc > 7 ? atoi(argv[7]) : 1);
	if (argc == 4 && !strcmp(argv[1], "recv"))
		return do_recv(argv[2], atoi(argv[3]));
	fprintf(stderr, "usage: frames send DEV DST SRC VID[:PCP] TEXT [COUNT]\n"
		"       frames recv DEV SECONDS\n");
	return 2;
}
