/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Which frames of Intel's 82576 GRO has no use for; PF and VF driver share it.
 * Owns nothing, takes no lock.
 *
 * GRO parses a frame of UDP, finds that nobody wants it merged, and passes it
 * on: udp_gro_receive() merges only for sockets and tunnels that asked for it,
 * which turn on udp_encap_needed_key, and if the device has one of two
 * features. That takes a third of what receiving a short frame takes, and the
 * card says which frames are UDP.
 */
#ifndef IGB_GRO_H
#define IGB_GRO_H

#include <linux/jump_label.h>
#include <linux/netdevice.h>
#include <net/busy_poll.h>
#include <net/udp.h>

#include "datapath/igb_desc.h"

/**
 * igb_gro_skips() - whether GRO would look at a frame in vain
 * @netdev: device that received it
 * @type: packet type, as the descriptor has it
 *
 * What changes meanwhile is seen from the next frame on: none of its flow was
 * merged, so none is overtaken.
 *
 * Return: true for UDP over IPv4 if nobody wants that merged.
 */
static inline bool igb_gro_skips(const struct net_device *netdev, u16 type)
{
	return (type & (IGB_RXD_TYPE_IPV4 | IGB_RXD_TYPE_UDP |
			IGB_RXD_TYPE_FILTER)) ==
	       (IGB_RXD_TYPE_IPV4 | IGB_RXD_TYPE_UDP) &&
	       !static_branch_unlikely(&udp_encap_needed_key) &&
	       !(netdev->features & (NETIF_F_GRO_FRAGLIST |
				     NETIF_F_GRO_UDP_FWD));
}

/**
 * igb_receive() - give a frame to the stack, by GRO if that is of use
 * @napi: NAPI context it was received in
 * @skb: the frame, of which the stack's fields are set
 * @type: packet type, as the descriptor has it
 */
static inline void igb_receive(struct napi_struct *napi, struct sk_buff *skb,
			       u16 type)
{
	if (igb_gro_skips(napi->dev, type)) {
		skb_mark_napi_id(skb, napi);
		netif_receive_skb(skb);
		return;
	}
	napi_gro_receive(napi, skb);
}

#endif /* IGB_GRO_H */
