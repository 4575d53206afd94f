/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Requests for neighbours, and answers to them. See suppress_frame.c.
 */
#ifndef VSW_SUPPRESS_FRAME_H
#define VSW_SUPPRESS_FRAME_H

#include <linux/if_ether.h>
#include <linux/in6.h>
#include <linux/skbuff.h>

/* An address of either family */
union vsw_ask_ip {
	__be32 ip4;
	struct in6_addr ip6;
};

/**
 * struct vsw_ask - a request: who has an address?
 * @mac: address of who asks
 * @is_v6: family of the other two
 * @from: his IP address
 * @target: the address that he wants to know the station of
 */
struct vsw_ask {
	u8 mac[ETH_ALEN];
	bool is_v6;
	union vsw_ask_ip from;
	union vsw_ask_ip target;
};

bool vsw_ask_parse(const struct sk_buff *skb, struct vsw_ask *ask);
struct sk_buff *vsw_ask_answer(struct net_device *dev,
			       const struct vsw_ask *ask, const u8 *mac,
			       bool router);

#endif /* VSW_SUPPRESS_FRAME_H */
