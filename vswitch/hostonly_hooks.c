// SPDX-License-Identifier: GPL-2.0
/*
 * Netfilter hooks of host-only mode, in each namespace that has such a switch:
 *
 *   FORWARD		first of all: nothing is forwarded out of a host-only
 *			switch, nor into one. What comes from guests gets here
 *			only if its destination was changed on the way (DNAT,
 *			source routes)
 *   POST_ROUTING	last of all: what came from a guest and is sent on
 *			without being forwarded (IPVS, dup), and the host's
 *			answers to a guest that leave by another way than the one
 *			to it (routes by mark, source or user)
 *
 * Registering a hook patches code of all processors if it is the first of its
 * kind. So that users of namespaces can't do that again and again, those of the
 * initial namespace stay from when the first switch, in any namespace, became
 * host-only until the module goes; the others come and go with their switches.
 * Registration is under rtnl; the hooks run under rcu_read_lock.
 */
#include <linux/netfilter.h>
#include <linux/netfilter_ipv4.h>
#include <linux/netfilter_ipv6.h>
#include <linux/random.h>
#include <linux/rtnetlink.h>
#include <linux/siphash.h>
#include <net/ip.h>
#include <net/ipv6.h>
#include <net/net_namespace.h>
#include <net/netns/generic.h>

#include "vswitch/hostonly.h"

#define HEARD_BITS	4096

/**
 * struct hostonly_net - what a namespace has of host-only mode
 * @switches: in that mode; rtnl
 * @hooked: the hooks are registered; rtnl
 * @heard: by hash: a guest may have spoken to the host from such an address. Bits
 *	are set only: one more costs the host a look-up for each packet to there
 */
struct hostonly_net {
	unsigned int switches;
	bool hooked;
	DECLARE_BITMAP(heard, HEARD_BITS);
};

static unsigned int hostonly_net_id;
static hsiphash_key_t heard_key __read_mostly;

static struct hostonly_net *hostonly_net(const struct net *net)
{
	return net_generic(net, hostonly_net_id);
}

static unsigned int heard_bit(const void *addr, unsigned int len)
{
	return hsiphash(addr, len, &heard_key) % HEARD_BITS;
}

/* A guest speaks to the host from an address of 4 or 16 octets. */
void vsw_hostonly_heard(struct net *net, const void *addr, unsigned int len)
{
	unsigned long *heard = hostonly_net(net)->heard;
	unsigned int bit = heard_bit(addr, len);

	if (!test_bit(bit, heard))
		set_bit(bit, heard);
}

static bool was_heard(struct net *net, const void *addr, unsigned int len)
{
	return test_bit(heard_bit(addr, len), hostonly_net(net)->heard);
}

/* The switch that a packet came from: by the device that the stack says, which
 * may be a VRF's, and by those that it came in by before.
 */
static struct vsw *came_from(const struct nf_hook_state *state,
			     const struct sk_buff *skb, int iif)
{
	struct vsw *sw = vsw_hostonly_of(state->in);
	int in = state->in ? state->in->ifindex : 0;

	if (!sw && skb->skb_iif && skb->skb_iif != in)
		sw = vsw_hostonly_of(dev_get_by_index_rcu(state->net,
							  skb->skb_iif));
	if (!sw && iif && iif != in && iif != skb->skb_iif)
		sw = vsw_hostonly_of(dev_get_by_index_rcu(state->net, iif));
	return sw;
}

static unsigned int drop(struct vsw *sw, struct sk_buff *skb)
{
	vsw_drop(sw->host, skb, VSW_DROP_HOST_ONLY_FWD);
	return NF_STOLEN;
}

static unsigned int forward(const struct nf_hook_state *state,
			    struct sk_buff *skb, int iif)
{
	struct vsw *from = came_from(state, skb, iif);
	struct vsw *to = vsw_hostonly_of(state->out);

	return likely(from == to) ? NF_ACCEPT : drop(from ?: to, skb);
}

static unsigned int forward4(void *priv, struct sk_buff *skb,
			     const struct nf_hook_state *state)
{
	return forward(state, skb, IPCB(skb)->iif);
}

static unsigned int forward6(void *priv, struct sk_buff *skb,
			     const struct nf_hook_state *state)
{
	return forward(state, skb, IP6CB(skb)->iif);
}

/* An answer to a guest, by @to, where it should leave by @way */
static unsigned int check_way(const struct nf_hook_state *state,
			      struct sk_buff *skb,
			      const struct net_device *way)
{
	struct vsw *sw = vsw_hostonly_of(way);

	return likely(!sw || way == state->out) ? NF_ACCEPT : drop(sw, skb);
}

static unsigned int post4(void *priv, struct sk_buff *skb,
			  const struct nf_hook_state *state)
{
	struct vsw *from = came_from(state, skb, 0);
	__be32 daddr = ip_hdr(skb)->daddr;

	if (state->out->flags & IFF_LOOPBACK)
		return NF_ACCEPT;
	if (unlikely(from))
		return from == vsw_hostonly_of(state->out) ? NF_ACCEPT :
							     drop(from, skb);
	if (skb->skb_iif || !was_heard(state->net, &daddr, sizeof(daddr)))
		return NF_ACCEPT;
	return check_way(state, skb, vsw_route4(state->net, daddr));
}

static unsigned int post6(void *priv, struct sk_buff *skb,
			  const struct nf_hook_state *state)
{
	struct vsw *from = came_from(state, skb, 0);
	const struct in6_addr *daddr = &ipv6_hdr(skb)->daddr;

	if (state->out->flags & IFF_LOOPBACK)
		return NF_ACCEPT;
	if (unlikely(from))
		return from == vsw_hostonly_of(state->out) ? NF_ACCEPT :
							     drop(from, skb);
	if (skb->skb_iif || !was_heard(state->net, daddr, sizeof(*daddr)))
		return NF_ACCEPT;
	return check_way(state, skb, vsw_route6(state->net, daddr));
}

static const struct nf_hook_ops hooks[] = {
	{
		.hook		= forward4,
		.pf		= NFPROTO_IPV4,
		.hooknum	= NF_INET_FORWARD,
		.priority	= NF_IP_PRI_FIRST,
	}, {
		.hook		= forward6,
		.pf		= NFPROTO_IPV6,
		.hooknum	= NF_INET_FORWARD,
		.priority	= NF_IP6_PRI_FIRST,
	}, {
		.hook		= post4,
		.pf		= NFPROTO_IPV4,
		.hooknum	= NF_INET_POST_ROUTING,
		.priority	= NF_IP_PRI_LAST,
	}, {
		.hook		= post6,
		.pf		= NFPROTO_IPV6,
		.hooknum	= NF_INET_POST_ROUTING,
		.priority	= NF_IP6_PRI_LAST,
	},
};

static int hook(struct net *net)
{
	struct hostonly_net *hn = hostonly_net(net);
	int err;

	if (hn->hooked)
		return 0;
	err = nf_register_net_hooks(net, hooks, ARRAY_SIZE(hooks));
	if (!err)
		hn->hooked = true;
	return err;
}

static void unhook(struct net *net)
{
	struct hostonly_net *hn = hostonly_net(net);

	if (!hn->hooked)
		return;
	nf_unregister_net_hooks(net, hooks, ARRAY_SIZE(hooks));
	hn->hooked = false;
}

/**
 * vsw_hostonly_hook() - a switch of a namespace becomes host-only
 * @net: namespace
 *
 * Context: rtnl.
 * Return: 0 or what netfilter says.
 */
int vsw_hostonly_hook(struct net *net)
{
	int err;

	ASSERT_RTNL();
	err = hook(&init_net);
	if (!err)
		err = hook(net);
	if (!err)
		hostonly_net(net)->switches++;
	return err;
}

/* One isn't any more. */
void vsw_hostonly_unhook(struct net *net)
{
	ASSERT_RTNL();
	if (!--hostonly_net(net)->switches && !net_eq(net, &init_net))
		unhook(net);
}

static struct pernet_operations hostonly_net_ops = {
	.id	= &hostonly_net_id,
	.size	= sizeof(struct hostonly_net),
};

int vsw_hostonly_hooks_init(void)
{
	get_random_bytes(&heard_key, sizeof(heard_key));
	return register_pernet_subsys(&hostonly_net_ops);
}

/* No switch is left. */
void vsw_hostonly_hooks_exit(void)
{
	unhook(&init_net);
	unregister_pernet_subsys(&hostonly_net_ops);
}
