// SPDX-License-Identifier: GPL-2.0
/*
 * What the device reads of a frame beyond Ethernet: checksums to fill on
 * transmit, checksums to verify and flows to hash on receive.
 *
 * Works on bytes, owns nothing, takes no locks. A frame is looked at once,
 * however many functions receive it.
 */
#include <linux/etherdevice.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/jhash.h>
#include <linux/tcp.h>
#include <linux/udp.h>
#include <net/checksum.h>
#include <net/ip6_checksum.h>
#include <net/ipv6.h>

#include "device.h"

#define HASH_SEED	0x6d6b6d6b

/**
 * struct l4 - the transport header of a packet
 * @data: its first byte
 * @len: length of header and payload
 * @proto: IPPROTO_*, 0 if it can't be reached (fragments, unknown extensions)
 * @addrs: source and destination address of the packet
 * @addr_len: length of one of them
 */
struct l4 {
	const u8 *data;
	unsigned int len;
	u8 proto;
	const u8 *addrs;
	unsigned int addr_len;
};

/**
 * mock_csum_fill - fill in a checksum, as MOCK_TXD_CSUM asks
 * @data: the frame, as the driver gave it
 * @len: its length
 * @start: first byte that is summed; the sum ends with the frame
 * @offset: where it is stored, from @start; holds the pseudo header's sum
 *
 * Return: false if the positions aren't within the frame.
 */
bool mock_csum_fill(u8 *data, unsigned int len, unsigned int start,
		    unsigned int offset)
{
	__sum16 sum;

	if (start < ETH_HLEN || start + offset + sizeof(sum) > len)
		return false;
	sum = csum_fold(csum_partial(data + start, len - start, 0));
	/* For UDP 0 means no checksum; for the others both are the same. */
	if (!sum)
		sum = CSUM_MANGLED_0;
	memcpy(data + start + offset, &sum, sizeof(sum));
	return true;
}

static bool find_l4_v4(const u8 *data, unsigned int len, struct l4 *l4)
{
	struct iphdr ip;
	unsigned int hlen, total;

	if (len < sizeof(ip))
		return false;
	memcpy(&ip, data, sizeof(ip));
	hlen = ip.ihl * 4;
	total = ntohs(ip.tot_len);
	if (ip.version != 4 || hlen < sizeof(ip) || total < hlen ||
	    total > len || csum_fold(csum_partial(data, hlen, 0)))
		return false;
	l4->addrs = data + offsetof(struct iphdr, saddr);
	l4->addr_len = sizeof(ip.saddr);
	l4->data = data + hlen;
	l4->len = total - hlen;
	/* More fragments, or not the first one. */
	l4->proto = ip.frag_off & htons(0x3fff) ? 0 : ip.protocol;
	return true;
}

static bool find_l4_v6(const u8 *data, unsigned int len, struct l4 *l4)
{
	unsigned int hlen;
	struct ipv6hdr ip;

	if (len < sizeof(ip))
		return false;
	memcpy(&ip, data, sizeof(ip));
	if (ip.version != 6 || ntohs(ip.payload_len) > len - sizeof(ip))
		return false;
	l4->addrs = data + offsetof(struct ipv6hdr, saddr);
	l4->addr_len = sizeof(ip.saddr);
	l4->data = data + sizeof(ip);
	l4->len = ntohs(ip.payload_len);
	l4->proto = ip.nexthdr;
	while (l4->proto == NEXTHDR_HOP || l4->proto == NEXTHDR_DEST) {
		hlen = l4->len < 8 ? 0 : (l4->data[1] + 1) * 8;
		if (!hlen || hlen > l4->len) {
			l4->proto = 0;
			break;
		}
		l4->proto = l4->data[0];
		l4->data += hlen;
		l4->len -= hlen;
	}
	return true;
}

/* Returns false if the frame is no IP packet, or one that is malformed. */
static bool find_l4(const struct mock_frame *frame, struct l4 *l4)
{
	const u8 *data = frame->data + 2 * ETH_ALEN;
	unsigned int len = frame->len - 2 * ETH_ALEN;
	unsigned int type = data[0] << 8 | data[1];

	while ((type == ETH_P_8021Q || type == ETH_P_8021AD) &&
	       len >= VLAN_HLEN + 2) {
		data += VLAN_HLEN;
		len -= VLAN_HLEN;
		type = data[0] << 8 | data[1];
	}
	if (type == ETH_P_IP)
		return find_l4_v4(data + 2, len - 2, l4);
	if (type == ETH_P_IPV6)
		return find_l4_v6(data + 2, len - 2, l4);
	return false;
}

static __sum16 l4_sum(const struct l4 *l4)
{
	__wsum sum = csum_partial(l4->data, l4->len, 0);
	struct in6_addr a6[2];
	__be32 a4[2];

	if (l4->addr_len == sizeof(a4[0])) {
		memcpy(a4, l4->addrs, sizeof(a4));
		return csum_tcpudp_magic(a4[0], a4[1], l4->len, l4->proto,
					 sum);
	}
	memcpy(a6, l4->addrs, sizeof(a6));
	return csum_ipv6_magic(&a6[0], &a6[1], l4->len, l4->proto, sum);
}

/* Sets @l4->len of UDP to what its header says: the rest is padding. */
static bool has_sum(struct l4 *l4)
{
	struct udphdr udp;

	if (l4->proto == IPPROTO_TCP)
		return l4->len >= sizeof(struct tcphdr);
	if (l4->proto != IPPROTO_UDP || l4->len < sizeof(udp))
		return false;
	memcpy(&udp, l4->data, sizeof(udp));
	if (!udp.check || ntohs(udp.len) < sizeof(udp) ||
	    ntohs(udp.len) > l4->len)
		return false;
	l4->len = ntohs(udp.len);
	return true;
}

/**
 * mock_frame_inspect - find checksum verdict and flow hash of a frame
 * @frame: the frame; @frame->csum and @frame->hash are valid afterwards
 *
 * No verdict: not TCP or UDP, a fragment, UDP without a checksum, a header
 * that isn't sound. The hash covers the addresses, and the ports where TCP or
 * UDP ports are.
 */
void mock_frame_inspect(struct mock_frame *frame)
{
	struct l4 l4;
	u32 ports;

	if (frame->inspected)
		return;
	frame->inspected = true;
	frame->csum = 0;
	frame->hash = 0;
	if (!find_l4(frame, &l4))
		return;
	frame->hash = jhash(l4.addrs, 2 * l4.addr_len, HASH_SEED);
	if ((l4.proto == IPPROTO_TCP || l4.proto == IPPROTO_UDP) &&
	    l4.len >= sizeof(ports)) {
		memcpy(&ports, l4.data, sizeof(ports));
		frame->hash = jhash_1word(ports, frame->hash);
	}
	if (!frame->hash)
		frame->hash = 1;
	if (has_sum(&l4))
		frame->csum = l4_sum(&l4) ? MOCK_RXD_CSUM_BAD :
					    MOCK_RXD_CSUM_OK;
}
