// SPDX-License-Identifier: GPL-2.0
/*
 * Leases of the flow cache. Each packet that comes by the stack's way gets here
 * last of all, after every rule, with its final headers and its route: if its
 * session is one that may be fast, the packets after it are, in its direction,
 * until the lease is over. So one packet of a flow in a second refreshes
 * conntrack's timeout, the neighbour and the route, and is seen by all rules;
 * one that is dropped on the way renews nothing. A hook of netfilter, under
 * rcu_read_lock(); takes vsw_nat_flows.lock for new entries only.
 */
#include <linux/netfilter/nf_conntrack_tcp.h>
#include <net/addrconf.h>
#include <net/arp.h>
#include <net/ip6_route.h>
#include <net/lwtunnel.h>
#include <net/ndisc.h>
#include <net/netfilter/nf_conntrack_helper.h>
#include <net/route.h>

#include "vswitch/nat/flow.h"
#include "vswitch/nat/flow_frame.h"
#include "vswitch/nat/nat.h"

/* Of a packet that is about to leave */
struct renewal {
	struct vsw_nat_flows *flows;
	struct sk_buff *skb;
	struct nf_conn *ct;
	u8 dir;
	bool v6;
	u32 epoch;
	struct vsw_nat_key key;
	struct vsw_nat_way way;
};

/* Sessions whose packets somebody else has to see, all of them */
#define NEVER_FAST	(IPS_SEQ_ADJUST | IPS_NAT_CLASH | IPS_OFFLOAD)

static bool has_helper(const struct nf_conn *ct)
{
	const struct nf_conn_help *help = nfct_help(ct);

	return help && rcu_access_pointer(help->helper);
}

/* May packets of the session be fast, once it is established? */
static bool is_steady(const struct nf_conn *ct)
{
	unsigned long status = READ_ONCE(ct->status);

	if (nf_ct_is_template(ct) || !nf_ct_is_confirmed(ct) ||
	    nf_ct_is_dying(ct) || status & NEVER_FAST ||
	    !(status & IPS_SEEN_REPLY) || has_helper(ct))
		return false;
	switch (nf_ct_protonum(ct)) {
	case IPPROTO_UDP:
		return true;
	case IPPROTO_TCP:
		return READ_ONCE(ct->proto.tcp.state) ==
		       TCP_CONNTRACK_ESTABLISHED;
	default:
		return false;
	}
}

/* Conntrack sees one segment in a second: it mustn't hold the numbers of the
 * others against it, nor take a RST for a wrong one because it is newer than
 * what was last acknowledged before its eyes.
 */
static void loosen(struct nf_conn *ct)
{
	struct ip_ct_tcp_state *seen = ct->proto.tcp.seen;
	unsigned int n;

	spin_lock_bh(&ct->lock);
	for (n = 0; n < 2; n++)
		seen[n].flags = (seen[n].flags | IP_CT_TCP_FLAG_BE_LIBERAL) &
				~IP_CT_TCP_FLAG_MAXACK_SET;
	spin_unlock_bh(&ct->lock);
}

/* What the packet came as, which conntrack knows, and by which device, which the
 * stack does. Nothing for what was made here.
 */
static bool read_key(struct renewal *r)
{
	const struct nf_conntrack_tuple *tuple =
		&r->ct->tuplehash[r->dir].tuple;
	struct vsw_nat_key *key = &r->key;

	if (r->v6) {
		key->ends.iif = r->skb->skb_iif ? IP6CB(r->skb)->iif : 0;
		key->ip6.saddr = tuple->src.u3.in6;
		key->ip6.daddr = tuple->dst.u3.in6;
	} else {
		key->ends.iif = IPCB(r->skb)->flags & IPSKB_FORWARDED ?
				IPCB(r->skb)->iif : 0;
		key->ip4.saddr = tuple->src.u3.ip;
		key->ip4.daddr = tuple->dst.u3.ip;
	}
	key->kind = vsw_nat_flow_kind(tuple->dst.protonum, r->v6);
	key->ends.ports = htonl(ntohs(tuple->src.u.all) << 16 |
				ntohs(tuple->dst.u.all));
	return key->ends.iif;
}

/* ---- where it goes -------------------------------------------------------- */

static bool read_neigh(struct vsw_nat_way *way, struct neighbour *neigh)
{
	if (IS_ERR_OR_NULL(neigh) ||
	    !(READ_ONCE(neigh->nud_state) & NUD_VALID) ||
	    neigh->dev != way->dev)
		return false;
	way->family = neigh->tbl->family;
	memcpy(&way->addr, neigh->primary_key,
	       min_t(unsigned int, neigh->tbl->key_len, sizeof(way->addr)));
	neigh_ha_snapshot(way->mac, neigh, way->dev);
	return true;
}

static bool read_way4(struct renewal *r)
{
	struct rtable *rt = skb_rtable(r->skb);
	bool ignored = false;

	if (rt->rt_type != RTN_UNICAST)
		return false;
	r->way.mtu = ip_dst_mtu_maybe_forward(&rt->dst, true);
	r->way.proto = htons(ETH_P_IP);
	return read_neigh(&r->way, ip_neigh_for_gw(rt, r->skb, &ignored));
}

static bool read_way6(struct renewal *r)
{
	struct dst_entry *dst = skb_dst(r->skb);
	const struct in6_addr *next;

	next = rt6_nexthop((struct rt6_info *)dst, &ipv6_hdr(r->skb)->daddr);
	r->way.mtu = ip6_dst_mtu_maybe_forward(dst, true);
	r->way.proto = htons(ETH_P_IPV6);
	return read_neigh(&r->way, ip_neigh_gw6(r->way.dev, next));
}

static bool read_way(struct renewal *r, struct net_device *out)
{
	struct dst_entry *dst = skb_dst(r->skb);

	if (!dst || dst->dev != out || dst_xfrm(dst) || dst->lwtstate)
		return false;
	r->way.dev = out;
	return r->v6 ? read_way6(r) : read_way4(r);
}

/* ---- entries -------------------------------------------------------------- */

/* What the packets leave as is what answers to them come as, turned around. */
static void set_new(const struct renewal *r, struct vsw_nat_flow *flow)
{
	const struct nf_conntrack_tuple *answer =
		&r->ct->tuplehash[!r->dir].tuple;

	flow->new_ports = htonl(ntohs(answer->dst.u.all) << 16 |
				ntohs(answer->src.u.all));
	if (r->v6) {
		flow->new6.saddr = answer->dst.u3.in6;
		flow->new6.daddr = answer->src.u3.in6;
	} else {
		flow->new4.saddr = answer->dst.u3.ip;
		flow->new4.daddr = answer->src.u3.ip;
	}
}

/* Is this packet what the entry would make of it? Not if somebody beside
 * conntrack has changed it.
 */
static bool is_as_sent(const struct renewal *r,
		       const struct vsw_nat_flow *flow)
{
	const struct sk_buff *skb = r->skb;
	unsigned int offset;
	__be32 _ports, *ports;

	if (r->v6) {
		if (!ipv6_addr_equal(&ipv6_hdr(skb)->saddr,
				     &flow->new6.saddr) ||
		    !ipv6_addr_equal(&ipv6_hdr(skb)->daddr,
				     &flow->new6.daddr) ||
		    ipv6_hdr(skb)->nexthdr != nf_ct_protonum(r->ct))
			return false;
		offset = sizeof(struct ipv6hdr);
	} else {
		if (ip_hdr(skb)->saddr != flow->new4.saddr ||
		    ip_hdr(skb)->daddr != flow->new4.daddr ||
		    ip_is_fragment(ip_hdr(skb)))
			return false;
		offset = ip_hdrlen(skb);
	}
	ports = skb_header_pointer(skb, skb_network_offset(skb) + offset,
				   sizeof(_ports), &_ports);
	return ports && *ports == flow->new_ports;
}

/* Is it the packet's still? */
static bool is_current(const struct renewal *r, const struct vsw_nat_flow *flow)
{
	return flow->ct == r->ct && flow->dir == r->dir &&
	       vsw_nat_hop_is(flow->hop, &r->way) && is_as_sent(r, flow);
}

static bool add(struct renewal *r)
{
	struct vsw_nat_flows *flows = r->flows;
	struct vsw_nat_flow *flow = vsw_nat_flow_alloc(&r->key);

	if (!flow)
		return false;
	set_new(r, flow);
	if (!is_as_sent(r, flow))
		goto free;
	vsw_nat_flow_sums(flow);
	flow->dir = r->dir;
	flow->epoch = r->epoch;
	/* The next packet gets another chance. */
	if (!spin_trylock_bh(&flows->lock))
		goto free;
	flow->hop = vsw_nat_hop_get(flows, &r->way);
	if (!flow->hop)
		goto unlock;
	nf_conntrack_get(&r->ct->ct_general);
	flow->ct = r->ct;
	if (vsw_nat_flow_insert(flows, flow)) {
		vsw_nat_hop_put(flow->hop);
		goto unlock;
	}
	spin_unlock_bh(&flows->lock);
	return true;

unlock:
	spin_unlock_bh(&flows->lock);
free:
	vsw_nat_flow_free(flow);
	return false;
}

/* Does somebody look at what comes in by the device? NAT switches do. */
static bool is_watched(struct vsw_nat_flows *flows, u32 ifindex)
{
	const struct net_device *dev = dev_get_by_index_rcu(flows->net,
							    ifindex);

	if (!dev)
		return false;
	if (vsw_is_switch(dev))
		return vsw_nat_of_switch(netdev_priv(dev));
	return vsw_nat_flow_hooked(flows, ifindex);
}

static void renew(struct renewal *r, struct net_device *out)
{
	struct vsw_nat_flow *flow;

	if (!read_key(r) || !is_watched(r->flows, r->key.ends.iif) ||
	    !read_way(r, out))
		return;
	flow = vsw_nat_flow_find(r->flows, &r->key);
	if (flow && is_current(r, flow))
		WRITE_ONCE(flow->epoch, r->epoch);
	else if (!add(r))
		return;
	if (nf_ct_protonum(r->ct) == IPPROTO_TCP)
		loosen(r->ct);
}

static noinline void take_lease(const struct vsw_nat_net *nn,
				struct sk_buff *skb, struct nf_conn *ct, u8 dir,
				const struct nf_hook_state *state)
{
	struct renewal r = {
		.flows = rcu_dereference(nn->flows), .skb = skb, .ct = ct,
		.dir = dir, .v6 = state->pf == NFPROTO_IPV6,
	};

	if (unlikely(!r.flows))
		return;
	/* Before anything is read: what changes meanwhile ends the lease. */
	r.epoch = vsw_nat_epoch(r.flows);
	if (is_steady(ct) && (vsw_nat_source(nn, ct) ?: vsw_nat_owner(nn, ct)))
		renew(&r, state->out);
}

/**
 * vsw_nat_flow_renew() - give the flow of a packet its lease
 * @priv: struct vsw_nat_net
 * @skb: packet, about to leave
 * @state: by which device
 *
 * Context: a hook of netfilter at POST_ROUTING, behind all that changes packets.
 * Return: NF_ACCEPT.
 */
unsigned int vsw_nat_flow_renew(void *priv, struct sk_buff *skb,
				const struct nf_hook_state *state)
{
	const struct vsw_nat_net *nn = priv;
	enum ip_conntrack_info ctinfo;
	struct nf_conn *ct = nf_ct_get(skb, &ctinfo);

	if (ct && (ctinfo == IP_CT_ESTABLISHED ||
		   ctinfo == IP_CT_ESTABLISHED_REPLY))
		take_lease(nn, skb, ct, CTINFO2DIR(ctinfo), state);
	return NF_ACCEPT;
}
