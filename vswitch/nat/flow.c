// SPDX-License-Identifier: GPL-2.0
/*
 * The way of a frame by the flow cache: from a guest, whose frame the switch was
 * about to pass to the host, or from an uplink, where a hook of netfilter sees
 * it before the stack does. It is looked up, rewritten, counted as the stack
 * would have counted it, and sent by the device of its entry. Whenever there is
 * a doubt it is left as it is, and the stack gets it. Takes no lock. Under
 * rcu_read_lock() with bottom halves off.
 */
#include <linux/etherdevice.h>
#include <net/netfilter/nf_conntrack_acct.h>

#include "compat/netdev.h"
#include "vswitch/datapath.h"
#include "vswitch/nat/flow.h"
#include "vswitch/nat/flow_frame.h"
#include "vswitch/nat/nat.h"

/* Is the entry good for now? Its lease is over with its second, or earlier if
 * something changed; and what conntrack has ended, or is about to, is its own.
 */
static inline bool is_leased(const struct vsw_nat_flows *flows,
			     const struct vsw_nat_flow *flow)
{
	const struct nf_conn *ct = flow->ct;

	if (unlikely(READ_ONCE(flow->epoch) != vsw_nat_epoch(flows) ||
		     nf_ct_is_dying(ct)))
		return false;
	return (flow->kind & ~VSW_NAT_FLOW_V6) != IPPROTO_TCP ||
	       likely(READ_ONCE(ct->proto.tcp.state) ==
		      TCP_CONNTRACK_ESTABLISHED);
}

/* As conntrack does for each packet; which of them it counts is its own matter. */
static inline void account(const struct vsw_nat_flow *flow, unsigned int len)
{
	struct nf_conn_acct *acct = nf_conn_acct_find(flow->ct);
	struct nf_conn_counter *counter;

	if (!acct)
		return;
	counter = &acct->counter[flow->dir];
	atomic64_inc(&counter->packets);
	atomic64_add(len, &counter->bytes);
}

/* May the headers be written, up to the end of the transport's? The packet has
 * @len octets; what is behind it goes.
 */
static inline bool make_writable(struct sk_buff *skb, unsigned int offset,
				 unsigned int len)
{
	unsigned int head = min_t(unsigned int, skb_headlen(skb),
				  offset + sizeof(struct tcphdr));

	if (unlikely(skb_headroom(skb) < ETH_HLEN))
		return false;
	if (unlikely(skb_cloned(skb)) && skb_ensure_writable(skb, head))
		return false;
	return likely(len == skb->len) || !pskb_trim_rcsum(skb, len);
}

/* Can a packet of @len octets pass as its entry says? Then it is counted. */
static __always_inline bool may_pass(struct vsw_nat_flows *flows,
				     const struct vsw_nat_flow *flow,
				     struct sk_buff *skb, unsigned int offset,
				     unsigned int len)
{
	if (!is_leased(flows, flow))
		return false;
	if (skb_is_gso(skb))
		skb_set_transport_header(skb, offset);
	if (unlikely(!vsw_nat_fits(skb, len, flow->hop->mtu)) ||
	    !make_writable(skb, offset, len))
		return false;
	account(flow, len);
	return true;
}

static __always_inline void put_header(struct sk_buff *skb,
				       const struct vsw_nat_hop *hop)
{
	memcpy(skb->data - ETH_HLEN, &hop->eth, ETH_HLEN);
	skb_set_mac_header(skb, -ETH_HLEN);
}

/* What became of a frame. It and a key are filled in before they are looked at:
 * setting either to zero first, as kernels may do, isn't for this path.
 */
struct passed {
	const struct vsw_nat_hop *hop;
	unsigned int len;
};

static __always_inline bool pass4(struct vsw_nat_flows *flows,
				  struct sk_buff *skb, u32 iif,
				  struct passed *passed)
{
	const struct vsw_nat_flow *flow;
	struct vsw_nat_key key __uninitialized;

	passed->len = vsw_nat_parse4(skb, iif, &key);
	if (!passed->len)
		return false;
	flow = vsw_nat_flow_find4(rcu_dereference(flows->table), &key);
	if (!flow ||
	    !may_pass(flows, flow, skb, sizeof(struct iphdr), passed->len))
		return false;
	vsw_nat_rewrite4(skb, flow);
	/* As the stack does when it forwards */
	skb->priority = rt_tos2priority(((struct iphdr *)skb->data)->tos);
	put_header(skb, flow->hop);
	passed->hop = flow->hop;
	return true;
}

static noinline bool pass6(struct vsw_nat_flows *flows, struct sk_buff *skb,
			   u32 iif, struct passed *passed)
{
	const struct vsw_nat_flow *flow;
	struct vsw_nat_key key __uninitialized;

	passed->len = vsw_nat_parse6(skb, iif, &key);
	if (!passed->len)
		return false;
	flow = vsw_nat_flow_find6(rcu_dereference(flows->table), &key);
	if (!flow ||
	    !may_pass(flows, flow, skb, sizeof(struct ipv6hdr), passed->len))
		return false;
	vsw_nat_rewrite6(skb, flow);
	put_header(skb, flow->hop);
	passed->hop = flow->hop;
	return true;
}

static __always_inline bool translate(struct vsw_nat_flows *flows,
				      struct sk_buff *skb, u32 iif,
				      struct passed *passed)
{
	if (!vsw_nat_frame_takes(skb))
		return false;
	if (likely(skb->protocol == htons(ETH_P_IP)))
		return pass4(flows, skb, iif, passed);
	if (skb->protocol == htons(ETH_P_IPV6))
		return pass6(flows, skb, iif, passed);
	return false;
}

static inline void count_fast(const struct vsw_nat *nat, unsigned int len)
{
	vsw_nat_count(nat, VSW_NAT_FAST_PACKETS, 1);
	vsw_nat_count(nat, VSW_NAT_FAST_BYTES, len);
}

/**
 * vsw_nat_flow_to_port() - send on a frame that is about to reach the host
 * @mode: of the switch
 * @port: where it would leave; the host's
 * @skb: frame, whose data begin behind the Ethernet header
 * @vid: its VLAN; 0 when the switch knows none
 *
 * Who listens at the switch's netdev, or has rules there, gets to see the frame.
 *
 * Context: bottom halves off, rcu_read_lock held.
 * Return: false when it was consumed, and counted as if the host had got it; true
 * when it is the host's.
 */
bool vsw_nat_flow_to_port(const struct vsw_mode *mode, struct vsw_port *port,
			  struct sk_buff *skb, u16 vid)
{
	const struct vsw_nat *nat = container_of(mode, struct vsw_nat, mode);
	struct vsw_nat_flows *flows = rcu_dereference(nat->nn->flows);
	struct net_device *dev = port->dev;
	unsigned int len = skb->len;
	struct passed passed __uninitialized;

	if (unlikely(!flows || !vsw_port_is_host(port) ||
		     compat_has_ingress_hook(dev)) ||
	    !ether_addr_equal(eth_hdr(skb)->h_dest, dev->dev_addr) ||
	    !translate(flows, skb, dev->ifindex, &passed))
		return true;
	vsw_count_to_host(port, len, vid);
	count_fast(nat, passed.len);
	if (unlikely(!vsw_send(passed.hop->dev, skb)))
		vsw_count_drop(port, VSW_DROP_EGRESS_BUSY);
	return false;
}

/* The switch that a hop leads into, perhaps by a VLAN device; NULL: none */
static inline struct vsw_nat *nat_behind(const struct vsw_nat_hop *hop)
{
	const struct vsw_mode *mode;

	if (unlikely(!hop->sw))
		return vsw_nat_of(hop->dev);
	mode = rcu_dereference(hop->sw->mode);
	return mode->ops == &vsw_nat_mode_ops ?
	       container_of(mode, struct vsw_nat, mode) : NULL;
}

/**
 * vsw_nat_flow_ingress() - send on a frame from an uplink
 * @priv: struct vsw_nat_flows of the namespace
 * @skb: frame, whose data begin behind the Ethernet header
 * @state: the device in it
 *
 * Context: a hook of netfilter's family netdev, at a device's ingress.
 * Return: NF_STOLEN, or NF_ACCEPT when the frame is the stack's.
 */
unsigned int vsw_nat_flow_ingress(void *priv, struct sk_buff *skb,
				  const struct nf_hook_state *state)
{
	struct vsw_nat_flows *flows = priv;
	struct passed passed __uninitialized;
	struct vsw_nat *nat;

	if (skb->pkt_type != PACKET_HOST ||
	    !translate(flows, skb, state->in->ifindex, &passed))
		return NF_ACCEPT;
	nat = nat_behind(passed.hop);
	if (likely(nat))
		count_fast(nat, passed.len);
	if (unlikely(!vsw_send(passed.hop->dev, skb)) && nat)
		vsw_count_drop(nat->sw->host, VSW_DROP_EGRESS_BUSY);
	return NF_STOLEN;
}
