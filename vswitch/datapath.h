/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the files of the datapath share: counting, and the VLAN decisions at
 * both ends. All runs under rcu_read_lock() with bottom halves off.
 */
#ifndef VSW_DATAPATH_H
#define VSW_DATAPATH_H

#include "vswitch/vsw.h"

static inline void vsw_count_rx(struct vsw_pcpu *pcpu, unsigned int len)
{
	u64_stats_update_begin(&pcpu->syncp);
	u64_stats_inc(&pcpu->rx_packets);
	u64_stats_add(&pcpu->rx_bytes, len);
	u64_stats_update_end(&pcpu->syncp);
}

static inline void vsw_count_tx(struct vsw_pcpu *pcpu, unsigned int len)
{
	u64_stats_update_begin(&pcpu->syncp);
	u64_stats_inc(&pcpu->tx_packets);
	u64_stats_add(&pcpu->tx_bytes, len);
	u64_stats_update_end(&pcpu->syncp);
}

static inline void vsw_count_drop(struct vsw_port *port, enum vsw_drop why)
{
	this_cpu_inc(port->drops->count[why]);
}

/* vlan_stats.c */
void vsw_vlan_count(struct vsw_port *port, u16 vid, enum vsw_dir dir,
		    unsigned int len);

/* A frame passes to the host, or would, had its mode not sent it on already.
 * @len: of its data behind the Ethernet header
 */
static inline void vsw_count_to_host(struct vsw_port *host, unsigned int len,
				     u16 vid)
{
	vsw_count_tx(this_cpu_ptr(host->pcpu), len + ETH_HLEN);
	if (vid && unlikely(rcu_access_pointer(host->vlan_stats)))
		vsw_vlan_count(host, vid, VSW_DIR_OUT, len + ETH_HLEN);
	dev_sw_netstats_rx_add(host->dev, len);
}

/* The VLAN of a frame that comes in: its tag's, or the port's. False: the frame
 * is dropped. A tag of the other protocol is data. IEEE 802.1Q-2018, 6.9.
 */
static inline bool vsw_vlan_in(struct vsw_port *in, struct sk_buff *skb,
			       u16 *vid)
{
	const struct vsw_vlans *vlans = rcu_dereference(in->vlans);

	*vid = 0;
	if (skb_vlan_tag_present(skb) &&
	    skb->vlan_proto == in->sw->vlan_proto)
		*vid = skb_vlan_tag_get_id(skb);
	if (!*vid)
		*vid = READ_ONCE(in->pvid);
	if (likely(*vid && test_bit(*vid, vlans->member)))
		return true;
	vsw_drop(in, skb, VSW_DROP_VLAN_IN);
	return false;
}

bool vsw_vlan_retag(struct sk_buff *skb, __be16 proto, u16 vid);

/* Leave by a port with the tag that it wants. False: the frame is dropped. */
static inline bool vsw_vlan_out(struct vsw_port *out, struct sk_buff *skb,
				u16 vid)
{
	const struct vsw_vlans *vlans = rcu_dereference(out->vlans);
	__be16 proto = out->sw->vlan_proto;

	if (unlikely(!test_bit(vid, vlans->member))) {
		vsw_drop(out, skb, VSW_DROP_VLAN_OUT);
		return false;
	}
	if (!skb_vlan_tag_present(skb)) {
		if (!test_bit(vid, vlans->untagged))
			__vlan_hwaccel_put_tag(skb, proto, vid);
		return true;
	}
	if (likely(skb->vlan_proto == proto)) {
		if (test_bit(vid, vlans->untagged))
			__vlan_hwaccel_clear_tag(skb);
		else
			skb->vlan_tci = (skb->vlan_tci & ~VLAN_VID_MASK) | vid;
		return true;
	}
	if (test_bit(vid, vlans->untagged) || vsw_vlan_retag(skb, proto, vid))
		return true;
	vsw_drop(out, skb, VSW_DROP_NO_MEMORY);
	return false;
}

bool vsw_send(struct net_device *dev, struct sk_buff *skb);
void vsw_transmit(struct vsw_port *out, struct sk_buff *skb, u16 vid);
void vsw_transmit_raw(struct vsw_port *out, struct sk_buff *skb);
rx_handler_result_t vsw_to_host(struct vsw_port *host, struct sk_buff *skb,
				u16 vid, bool own);

/* flood.c */
rx_handler_result_t vsw_flood(struct vsw_port *in, struct sk_buff *skb,
			      u16 vid);
bool vsw_may_leave(const struct vsw_port *in, const struct vsw_port *out,
		   u16 vid);

/* suppress.c */
bool vsw_suppress(struct vsw_port *in, const struct sk_buff *skb, u16 vid,
		  bool *answered);

/* slow.c */
bool vsw_slow_closed(struct vsw_port *port, u32 word, struct sk_buff *skb);
bool vsw_slow_in(struct vsw_port *in, struct sk_buff *skb, u16 vid);
bool vsw_slow_leave(struct vsw_port *out, struct sk_buff *skb, u16 vid);
bool vsw_slow_out(struct vsw_port *in, struct vsw_port *out,
		  struct sk_buff *skb, u16 vid);

#endif /* VSW_DATAPATH_H */
