// SPDX-License-Identifier: GPL-2.0
/*
 * rawframes - send and receive Ethernet frames given as hexadecimal digits.
 *
 *   rawframes send DEV			a frame a line, on standard input
 *   rawframes recv DEV SECONDS		prints "ready", then each frame, a line
 *					each, until that of "frames send" whose
 *					text begins with "end"
 *
 * recv puts a tag that the device has taken off back where it was. It exits 0
 * once the end came, else 1.
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

#include "packet.h"

#define MAX_LEN		2048
#define GRACE_MS	150

static int do_send(const char *dev)
{
	char line[2 * MAX_LEN + 2];
	uint8_t frame[MAX_LEN];
	int fd = packet_socket(dev, 0);
	unsigned int octet;
	size_t len;

	while (fgets(line, sizeof(line), stdin)) {
		for (len = 0; sscanf(line + 2 * len, "%2x", &octet) == 1; len++)
			frame[len] = octet;
		if (len >= ETH_HLEN && send(fd, frame, len, 0) < 0)
			die("send");
	}
	return 0;
}

static size_t put_tag_back(uint8_t *frame, size_t len, struct msghdr *msg)
{
	struct tpacket_auxdata aux;
	struct cmsghdr *c = CMSG_FIRSTHDR(msg);
	uint16_t tag[2];

	if (!c || c->cmsg_type != PACKET_AUXDATA)
		return len;
	memcpy(&aux, CMSG_DATA(c), sizeof(aux));
	if (!(aux.tp_status & TP_STATUS_VLAN_VALID))
		return len;
	tag[0] = htons(aux.tp_vlan_tpid);
	tag[1] = htons(aux.tp_vlan_tci);
	memmove(frame + 16, frame + 12, len - 12);
	memcpy(frame + 12, tag, sizeof(tag));
	return len + sizeof(tag);
}

/* Returns true when the frame was the end. */
static bool receive_one(int fd)
{
	uint8_t frame[MAX_LEN + 4];
	char control[256];
	struct iovec iov = { frame, MAX_LEN };
	struct msghdr msg = {
		.msg_iov = &iov, .msg_iovlen = 1,
		.msg_control = control, .msg_controllen = sizeof(control),
	};
	ssize_t len = recvmsg(fd, &msg, MSG_DONTWAIT);
	size_t i, all;

	if (len < ETH_HLEN)
		return false;
	if (len > 17 && !memcmp(frame + 12, "\210\265end", 5))
		return true;
	all = put_tag_back(frame, len, &msg);
	for (i = 0; i < all; i++)
		printf("%02x", frame[i]);
	puts("");
	return false;
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
	int one = 1, room = 16 << 20;
	bool ended = false;

	if (setsockopt(fd, SOL_PACKET, PACKET_AUXDATA, &one, sizeof(one)) ||
	    setsockopt(fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, &one,
		       sizeof(one)) ||
	    setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof(room)))
		die("setsockopt");
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
	if (argc == 3 && !strcmp(argv[1], "send"))
		return do_send(argv[2]);
	if (argc == 4 && !strcmp(argv[1], "recv"))
		return do_recv(argv[2], atoi(argv[3]));
	fprintf(stderr, "usage: rawframes send DEV\n"
		"       rawframes recv DEV SECONDS\n");
	return 2;
}
