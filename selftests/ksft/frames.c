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
 *   frames flood DEV DST SRC LEN               as fast as the device goes,
 *                                              until it goes down
 *   frames meter DEV WARMUP SECONDS            a line "SRC KBIT/S" for each
 *                                              sender of those
 *   frames send DEV DST SRC VID TEXT [COUNT [LEN]]
 *                                              VID 0: untagged, vid[:pcp],
 *                                              sVID: a tag of 802.1ad,
 *                                              sVID.VID: and 802.1Q behind it;
 *                                              LEN: bytes, without tags
 *   frames batch                               what "send" takes, a line each,
 *                                              on standard input
 *   frames recv DEV SECONDS                    prints "ready", then a line
 *                                              "SRC DST VID TEXT" a frame,
 *                                              VID as above without pcp
 *
 * The frames carry ethertype 0x88b5 (IEEE 802 local experimental 1); recv also
 * shows what groups (groups.c) sends. recv
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

#include "groups.h"
#include "packet.h"

#define ETHERTYPE	0x88b5
#define FRAME_LEN	60
#define GRACE_MS	150
#define TAGS_LEN	64
#define FLOOD_MAX	9000
#define METERED		8

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

static size_t put_tag(uint8_t *at, unsigned int proto, unsigned int tci)
{
	uint16_t tag[2] = { htons(proto), htons(tci) };

	memcpy(at, tag, sizeof(tag));
	return sizeof(tag);
}

static size_t build(uint8_t *frame, const char *dst, const char *src,
		    const char *vlan, const char *text)
{
	unsigned int svid = 0, vid = 0, pcp = 0;
	size_t at = 2 * ETH_ALEN;

	memset(frame, 0, FRAME_LEN + 8);
	parse_mac(dst, frame);
	parse_mac(src, frame + ETH_ALEN);
	if (sscanf(vlan, "s%u.%u", &svid, &vid) >= 1)
		at += put_tag(frame + at, ETH_P_8021AD, svid);
	if ((!svid && sscanf(vlan, "%u:%u", &vid, &pcp) == 2) || vid)
		at += put_tag(frame + at, ETH_P_8021Q, pcp << 13 | vid);
	frame[at] = ETHERTYPE >> 8;
	frame[at + 1] = ETHERTYPE & 0xff;
	snprintf((char *)frame + at + 2, FRAME_LEN - at - 2, "%s", text);
	return FRAME_LEN + at - 2 * ETH_ALEN;
}

static int do_send(char **arg, int count, size_t longer)
{
	uint8_t frame[FLOOD_MAX + 8] = { 0 };
	size_t len = build(frame, arg[1], arg[2], arg[3], arg[4]);
	int fd = packet_socket(arg[0], 0);

	if (longer > FLOOD_MAX)
		return 2;
	if (longer > FRAME_LEN)
		len += longer - FRAME_LEN;
	while (count--)
		if (send(fd, frame, len, 0) != (ssize_t)len)
			die("send");
	close(fd);
	return 0;
}

/* Write a tag into @text, behind what is there. */
static void tag_text(char *text, unsigned int proto, unsigned int vid)
{
	size_t used = strlen(text);

	snprintf(text + used, TAGS_LEN - used, "%s%s%u", used ? "." : "",
		 proto == ETH_P_8021AD ? "s" : "", vid);
}

/* The tag may stand in the frame, or beside it if the device stripped it. */
static void take_tags(uint8_t *frame, ssize_t *len, struct msghdr *msg,
		      char *text)
{
	unsigned int proto;
	struct cmsghdr *c;

	text[0] = 0;

	for (c = CMSG_FIRSTHDR(msg); c; c = CMSG_NXTHDR(msg, c)) {
		struct tpacket_auxdata aux;

		if (c->cmsg_level != SOL_PACKET || c->cmsg_type != PACKET_AUXDATA)
			continue;
		memcpy(&aux, CMSG_DATA(c), sizeof(aux));
		if (aux.tp_status & TP_STATUS_VLAN_VALID)
			tag_text(text,
				 aux.tp_status & TP_STATUS_VLAN_TPID_VALID ?
				 aux.tp_vlan_tpid : ETH_P_8021Q,
				 aux.tp_vlan_tci & 0xfff);
	}
	for (;;) {
		proto = frame[12] << 8 | frame[13];
		if (*len < FRAME_LEN - 8 ||
		    (proto != ETH_P_8021Q && proto != ETH_P_8021AD))
			break;
		tag_text(text, proto, (frame[14] & 0xf) << 8 | frame[15]);
		memmove(frame + 12, frame + 16, *len - 16);
		*len -= 4;
	}
	if (!text[0])
		tag_text(text, ETH_P_8021Q, 0);
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
	char tags[TAGS_LEN];
	const char *text;

	if (len < 0) {
		if (errno == EAGAIN || errno == EINTR)
			return false;
		die("recvmsg");
	}
	frame[len] = 0;
	take_tags(frame, &len, &msg, tags);
	text = groups_text(frame, len);
	if (!text && len >= 16 && frame[12] == ETHERTYPE >> 8 &&
	    frame[13] == (ETHERTYPE & 0xff))
		text = (char *)frame + 14;
	if (!text)
		return false;
	printf("%02x:%02x:%02x:%02x:%02x:%02x %02x:%02x:%02x:%02x:%02x:%02x %s %s\n",
	       frame[6], frame[7], frame[8], frame[9], frame[10], frame[11],
	       frame[0], frame[1], frame[2], frame[3], frame[4], frame[5],
	       tags, text);
	fflush(stdout);
	return !strncmp(text, "end", 3);
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

/* The device's queue is full: send() waits. The queue behind it is: try again.
 */
static int do_flood(char **arg)
{
	uint8_t frame[FLOOD_MAX + 4] = { 0 };
	size_t len = strtoul(arg[3], NULL, 10);
	int fd = packet_socket(arg[0], 0);

	if (len < FRAME_LEN || len > FLOOD_MAX)
		return 2;
	build(frame, arg[1], arg[2], "0", "flood");
	for (;;) {
		if (send(fd, frame, len, 0) == (ssize_t)len)
			continue;
		if (errno != ENOBUFS && errno != EAGAIN)
			return 0;
		usleep(1000);
	}
}

static struct meter {
	uint8_t src[ETH_ALEN];
	uint64_t bytes;
} meters[METERED];

static void count(const uint8_t *src, size_t len)
{
	static const uint8_t none[ETH_ALEN];
	struct meter *m;

	for (m = meters; m < meters + METERED; m++) {
		if (!memcmp(m->src, none, ETH_ALEN))
			memcpy(m->src, src, ETH_ALEN);
		if (memcmp(m->src, src, ETH_ALEN))
			continue;
		m->bytes += len;
		return;
	}
}

static int do_meter(const char *dev, int warmup, int seconds)
{
	int64_t start = now_ms() + warmup * 1000LL, now;
	int fd = packet_socket(dev, ETHERTYPE);
	int one = 1, room = 16 << 20;
	struct meter *m;

	if (setsockopt(fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, &one,
		       sizeof(one)) ||
	    setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof(room)))
		die("setsockopt");
	while ((now = now_ms()) < start + seconds * 1000LL) {
		struct pollfd p = { .fd = fd, .events = POLLIN };
		uint8_t frame[FRAME_LEN];
		ssize_t len;

		if (poll(&p, 1, 100) <= 0)
			continue;
		len = recv(fd, frame, sizeof(frame), MSG_TRUNC | MSG_DONTWAIT);
		if (len >= FRAME_LEN && now >= start)
			count(frame + ETH_ALEN, len);
	}
	for (m = meters; m < meters + METERED && m->bytes; m++)
		printf("%02x:%02x:%02x:%02x:%02x:%02x %llu\n", m->src[0],
		       m->src[1], m->src[2], m->src[3], m->src[4], m->src[5],
		       (unsigned long long)(m->bytes * 8 / (now - start)));
	return 0;
}

/* One process for many frames: starting one takes longer than sending it. */
static int do_batch(void)
{
	char line[256], *arg[6];
	int i;

	while (fgets(line, sizeof(line), stdin)) {
		arg[0] = strtok(line, "\n ");
		for (i = 1; i < 6; i++)
			arg[i] = strtok(NULL, "\n ");
		if (!arg[4] || do_send(arg, arg[5] ? atoi(arg[5]) : 1, 0))
			return 2;
	}
	return 0;
}

int main(int argc, char **argv)
{
	if (argc >= 7 && !strcmp(argv[1], "send"))
		return do_send(argv + 2, argc > 7 ? atoi(argv[7]) : 1,
			       argc > 8 ? strtoul(argv[8], NULL, 10) : 0);
	if (argc == 2 && !strcmp(argv[1], "batch"))
		return do_batch();
	if (argc == 4 && !strcmp(argv[1], "recv"))
		return do_recv(argv[2], atoi(argv[3]));
	if (argc == 6 && !strcmp(argv[1], "flood"))
		return do_flood(argv + 2);
	if (argc == 5 && !strcmp(argv[1], "meter"))
		return do_meter(argv[2], atoi(argv[3]), atoi(argv[4]));
	fprintf(stderr, "usage: frames send DEV DST SRC VID[:PCP] TEXT [COUNT [LEN]]\n"
		"       frames recv DEV SECONDS\n"
		"       frames flood DEV DST SRC LEN\n"
		"       frames meter DEV WARMUP SECONDS\n");
	return 2;
}
