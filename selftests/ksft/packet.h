/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Frames of the tests' own making: a packet socket on a device, and a frame that
 * grows, with the checksums of the Internet protocols (RFC 1071).
 */
#ifndef PACKET_H
#define PACKET_H

#include <arpa/inet.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

struct frame {
	uint8_t data[2048];
	size_t len;
};

static inline void die(const char *what)
{
	perror(what);
	exit(2);
}

static inline int packet_socket(const char *dev, uint16_t protocol)
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

static inline void put(struct frame *f, const void *data, size_t len)
{
	memcpy(f->data + f->len, data, len);
	f->len += len;
}

static inline void put8(struct frame *f, uint8_t value)
{
	put(f, &value, 1);
}

static inline void put16(struct frame *f, uint16_t value)
{
	value = htons(value);
	put(f, &value, 2);
}

static inline void put32(struct frame *f, uint32_t value)
{
	value = htonl(value);
	put(f, &value, 4);
}

/* An address as text, "02:..." */
static inline void put_mac(struct frame *f, const char *text)
{
	unsigned int b[6];
	int i;

	if (sscanf(text, "%x:%x:%x:%x:%x:%x", b, b + 1, b + 2, b + 3, b + 4,
		   b + 5) != 6)
		die(text);
	for (i = 0; i < 6; i++)
		put8(f, b[i]);
}

static inline void set16(struct frame *f, size_t at, uint16_t value)
{
	f->data[at] = value >> 8;
	f->data[at + 1] = value & 0xff;
}

static inline uint32_t sum_of(const uint8_t *data, size_t len, uint32_t sum)
{
	size_t i;

	for (i = 0; i < len; i++)
		sum += data[i] << (i % 2 ? 0 : 8);
	return sum;
}

/* As a checksum is sent: never 0, which means to UDP that there is none. */
static inline uint16_t folded(uint32_t sum)
{
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	sum = ~sum & 0xffff;
	return sum ?: 0xffff;
}

#endif /* PACKET_H */
