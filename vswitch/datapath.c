// SPDX-License-Identifier: GPL-2.0
/*
 * The way of a frame through the switch, top to bottom: from a port's device
 * (vsw_rx) or the host (vsw_start_xmit), by VLAN, source and destination, to
 * the host or to another port's device (vsw_transmit). What is rare is
 * elsewhere: slow.c for ports with a policy, flood.c for frames with more than
 * one destination. Runs under rcu_read_lock() with bottom halves off; takes no
 * lock itself, but for a device's transmit lock.
 */
#include <linux/etherdevice.h>
#include <linux/if_vlan.h>
#include <linux/netdevice.h>
#include <net/sch_generic.h>

#include "compat/netdev.h"
#include "vswitch/datapath.h"
#include "vswitch/mode.h"
#include "vswitch/vsw.h"

/* Nothing of it needs the work that a device may want done before it: no
 * segments, tag, checksum or fragments, and no socket with wishes.
 */
static inline bool is_plain(const struct sk_buff *skb)
{
	return !skb->data_len && !skb_is_gso(skb) &&
	       !skb_vlan_tag_present(skb) &&
	       skb->ip_summed != CHECKSUM_PARTIAL && !skb->sk &&
	       !skb_sec_path(skb);
}

/* A source that the port didn't send from just now: is it a station's, and
 * where is it known to be? False: the frame is dropped.
 */
static noinline bool learn(struct vsw_port *in, struct sk_buff *skb, u64 src,
			   u32 tick)
{
	struct vsw_pcpu *pcpu = this_cpu_ptr(in->pcpu);
	u32 gen = READ_ONCE(in->sw->fdb.gen);
	bool known;

	if (unlikely(!is_valid_ether_addr(eth_hdr(skb)->h_source))) {
		vsw_drop(in, skb, VSW_DROP_BAD_SOURCE);
		return false;
	}
	/* The generation before the entry: pairs with remove() in fdb.c. */
	smp_rmb();
	known = vsw_fdb_learn(in->sw, in, src, tick);
	if (unlikely(!known && in->flags & VSW_PORT_LOCKED)) {
		vsw_drop(in, skb, VSW_DROP_LOCKED);
		return false;
	}
	pcpu->src = known ? src : 0;
	pcpu->src_gen = gen;
	pcpu->src_tick = tick;
	return true;
}

static inline bool known_source(const struct vsw_port *in,
				const struct vsw_pcpu *pcpu, u64 src, u32 tick)
{
	return pcpu->src == src && pcpu->src_tick == tick &&
	       pcpu->src_gen == READ_ONCE(in->sw->fdb.gen);
}

/* Has the port no policy but the mode's, for which vsw_to_host() asks anyway? */
static inline bool is_mode_only(const struct vsw_port *in,
				const struct vsw_port *out)
{
	return out != in && out->slow_out == VSW_SLOW_MODE &&
	       vsw_port_is_host(out);
}

/* To where the destination is, once it is decided that the frame may come in.
 * The result is as vsw_flood()'s; what comes from the host doesn't go there.
 */
static __always_inline rx_handler_result_t forward(struct vsw_port *in,
						   struct sk_buff *skb, u16 vid)
{
	struct vsw_port *out;

	if (is_multicast_ether_addr(eth_hdr(skb)->h_dest))
		return vsw_flood(in, skb, vid);
	out = vsw_fdb_find(rcu_dereference(in->sw->fdb.table),
			   vsw_dest_key(eth_hdr(skb), vid));
	if (unlikely(!out))
		return vsw_flood(in, skb, vid);
	if (unlikely(out == in || out->slow_out) && !is_mode_only(in, out) &&
	    !vsw_slow_out(in, out, skb, vid))
		return RX_HANDLER_CONSUMED;
	if (vsw_port_is_host(out))
		return vsw_to_host(out, skb, vid, true);
	vsw_transmit(out, skb, vid);
	return RX_HANDLER_CONSUMED;
}

rx_handler_result_t vsw_rx(struct sk_buff **pskb)
{
	struct sk_buff *skb = *pskb;
	struct vsw_port *in = rcu_dereference(skb->dev->rx_handler_data);
	struct vsw_pcpu *pcpu = this_cpu_ptr(in->pcpu);
	u32 tick = vsw_tick();
	u16 vid = 0;
	u64 src;

	if (unlikely(skb->pkt_type == PACKET_LOOPBACK))
		return RX_HANDLER_PASS;
	/* Somebody else holds the frame, too, as pktgen does. What he sees of
	 * it then is its place in the buffer and its device, at which whoever
	 * sent a frame doesn't look; mirred relies on that as well. But its
	 * octets may not move, so what may need more room needs its own frame.
	 */
	if (unlikely(skb_shared(skb) && !is_plain(skb))) {
		skb = skb_share_check(skb, GFP_ATOMIC);
		if (!skb)
			return RX_HANDLER_CONSUMED;
		*pskb = skb;
	}
	if (in->sw->vlan_proto && !vsw_vlan_in(in, skb, &vid))
		return RX_HANDLER_CONSUMED;
	if (unlikely(in->slow) && !vsw_slow_in(in, skb, vid))
		return RX_HANDLER_CONSUMED;
	src = vsw_source_key(eth_hdr(skb), vid);
	if (unlikely(!known_source(in, pcpu, src, tick)) &&
	    !learn(in, skb, src, tick))
		return RX_HANDLER_CONSUMED;
	vsw_count_rx(pcpu, skb->len + ETH_HLEN);
	if (vid && unlikely(rcu_access_pointer(in->vlan_stats)))
		vsw_vlan_count(in, vid, VSW_DIR_IN, skb->len + ETH_HLEN);
	return forward(in, skb, vid);
}

/* From the host. Its address is in the FDB already, and others that it sends
 * from, for guests of its own, aren't learned.
 */
static void from_host(struct vsw *sw, struct sk_buff *skb)
{
	unsigned int len = skb->len + ETH_HLEN;
	struct vsw_port *in = sw->host;
	u16 vid = 0;

	dev_sw_netstats_tx_add(sw->dev, 1, len);
	if (sw->vlan_proto && !vsw_vlan_in(in, skb, &vid))
		return;
	if (unlikely(in->slow) && !vsw_slow_in(in, skb, vid))
		return;
	vsw_count_rx(this_cpu_ptr(in->pcpu), len);
	if (vid && unlikely(rcu_access_pointer(in->vlan_stats)))
		vsw_vlan_count(in, vid, VSW_DIR_IN, len);
	forward(in, skb, vid);
}

netdev_tx_t vsw_start_xmit(struct sk_buff *skb, struct net_device *dev)
{
	rcu_read_lock();
	skb_reset_mac_header(skb);
	skb_pull(skb, ETH_HLEN);
	from_host(netdev_priv(dev), skb);
	rcu_read_unlock();
	return NETDEV_TX_OK;
}

/* Into the device's own hands: for devices without a queue, when nobody wants
 * to see or change the frame on its way. dev_queue_xmit() does the same for
 * them, and asks more questions. False: it took no more.
 */
static bool transmit_direct(struct net_device *dev, struct sk_buff *skb,
			    struct netdev_queue *txq)
{
	int cpu = smp_processor_id();
	struct sk_buff *next;
	bool again;

	/* It has its number from the queue that it came by, and taps go by it. */
	skb_set_queue_mapping(skb, 0);
	if (unlikely(!is_plain(skb)))
		skb = validate_xmit_skb_list(skb, dev, &again);
	/* Our own transmit, further down this stack */
	if (unlikely(!skb || READ_ONCE(txq->xmit_lock_owner) == cpu)) {
		kfree_skb_list(skb);
		return false;
	}
	HARD_TX_LOCK(dev, txq, cpu);
	do {
		next = skb->next;
		skb_mark_not_on_list(skb);
		if (unlikely(netif_xmit_frozen_or_stopped(txq)) ||
		    unlikely(!dev_xmit_complete(netdev_start_xmit(skb, dev,
								  txq, next)))) {
			skb->next = next;
			break;
		}
		skb = next;
	} while (unlikely(skb));
	HARD_TX_UNLOCK(dev, txq);
	if (likely(!skb))
		return true;
	kfree_skb_list(skb);
	return false;
}

/* The only queue of a device, when it is one to bypass dev_queue_xmit() for */
static inline struct netdev_queue *direct_queue(struct net_device *dev)
{
	struct netdev_queue *txq = netdev_get_tx_queue(dev, 0);

	if (dev->real_num_tx_queues > 1 ||
	    rcu_dereference_bh(txq->qdisc)->enqueue ||
	    compat_has_egress_hook(dev) || dev_nit_active(dev))
		return NULL;
	return txq;
}

/* By a device, past all that only the host's stack needs. The frame's data begin
 * with the Ethernet header. False: it took no more.
 */
static __always_inline bool send(struct net_device *dev, struct sk_buff *skb)
{
	struct netdev_queue *txq = direct_queue(dev);
	int err;

	skb->dev = dev;
	skb_forward_csum(skb);
	skb_clear_tstamp(skb);
	if (likely(txq))
		return transmit_direct(dev, skb, txq);
	err = dev_queue_xmit(skb);
	return !net_xmit_eval(err);
}

/**
 * vsw_send() - forward a frame by a device that may be no port
 * @dev: device, also a switch's: then it is a frame from the host
 * @skb: frame that nobody else holds, no larger than the device takes; its data
 *	begin behind the Ethernet header, and all headers are set; consumed
 *
 * Context: bottom halves off, rcu_read_lock held.
 * Return: false when the device took no more, and the frame was dropped.
 */
bool vsw_send(struct net_device *dev, struct sk_buff *skb)
{
	/* What a switch's frames need done is done where they leave it. */
	if (dev->netdev_ops == &vsw_netdev_ops && likely(direct_queue(dev))) {
		skb->dev = dev;
		skb_set_queue_mapping(skb, 0);
		from_host(netdev_priv(dev), skb);
		return true;
	}
	__skb_push(skb, ETH_HLEN);
	return send(dev, skb);
}
EXPORT_SYMBOL_GPL(vsw_send);

/* False: it was dropped. */
static __always_inline bool transmit(struct vsw_port *out, struct sk_buff *skb)
{
	struct net_device *dev = out->dev;
	unsigned int len;
	bool sent;

	/* See vsw_rx(); and some devices take no frame that others hold. */
	if (unlikely(skb_shared(skb)) &&
	    !(dev->priv_flags & IFF_TX_SKB_SHARING && is_plain(skb))) {
		skb = skb_share_check(skb, GFP_ATOMIC);
		if (!skb) {
			vsw_count_drop(out, VSW_DROP_NO_MEMORY);
			return false;
		}
	}
	__skb_push(skb, ETH_HLEN);
	if (unlikely(!__is_skb_forwardable(dev, skb, true))) {
		vsw_drop(out, skb, dev->flags & IFF_UP ? VSW_DROP_TOO_BIG :
						     VSW_DROP_EGRESS_DOWN);
		return false;
	}
	len = skb->len;
	sent = send(dev, skb);
	if (likely(sent))
		vsw_count_tx(this_cpu_ptr(out->pcpu), len);
	else
		vsw_count_drop(out, VSW_DROP_EGRESS_BUSY);
	return sent;
}

/* And count it in its VLAN. */
static noinline void transmit_counted(struct vsw_port *out, struct sk_buff *skb,
				      u16 vid)
{
	unsigned int len = skb->len + ETH_HLEN;

	if (transmit(out, skb))
		vsw_vlan_count(out, vid, VSW_DIR_OUT, len);
}

/**
 * vsw_transmit() - send a frame out by a port
 * @out: not the host's
 * @skb: frame, whose data begin behind the Ethernet header; consumed
 * @vid: its VLAN; 0 when the switch knows none
 *
 * Context: bottom halves off, rcu_read_lock held.
 */
void vsw_transmit(struct vsw_port *out, struct sk_buff *skb, u16 vid)
{
	if (out->sw->vlan_proto && !vsw_vlan_out(out, skb, vid))
		return;
	if (vid && unlikely(rcu_access_pointer(out->vlan_stats)))
		transmit_counted(out, skb, vid);
	else
		transmit(out, skb);
}

/* The same for a frame that is to leave as it is, whatever its VLAN */
void vsw_transmit_raw(struct vsw_port *out, struct sk_buff *skb)
{
	transmit(out, skb);
}

/**
 * vsw_to_host() - pass a frame to the host
 * @host: its port
 * @skb: frame, whose data begin behind the Ethernet header; consumed unless
 *	RX_HANDLER_ANOTHER is returned
 * @vid: its VLAN; 0 when the switch knows none
 * @own: its destination is an address of the host
 *
 * Context: bottom halves off, rcu_read_lock held.
 * Return: RX_HANDLER_ANOTHER when the caller is to let it in from skb->dev,
 * or RX_HANDLER_CONSUMED.
 */
rx_handler_result_t vsw_to_host(struct vsw_port *host, struct sk_buff *skb,
				u16 vid, bool own)
{
	struct vsw *sw = host->sw;
	struct net_device *dev = sw->dev;

	if (sw->vlan_proto && !vsw_vlan_out(host, skb, vid))
		return RX_HANDLER_CONSUMED;
	if (unlikely(!(dev->flags & IFF_UP))) {
		vsw_drop(host, skb, VSW_DROP_HOST_DOWN);
		return RX_HANDLER_CONSUMED;
	}
	if (unlikely(host->slow_out & VSW_SLOW_MODE) &&
	    !vsw_mode_to(host, skb, vid))
		return RX_HANDLER_CONSUMED;
	skb->dev = dev;
	if (own)
		skb->pkt_type = PACKET_HOST;
	vsw_count_to_host(host, skb->len, vid);
	return RX_HANDLER_ANOTHER;
}
