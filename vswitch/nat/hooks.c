// SPDX-License-Identifier: GPL-2.0
/*
 * Netfilter hooks of NAT mode: registered in a namespace while it has a NAT
 * switch, and with them conntrack and the kernel's NAT, for all packets of the
 * namespace. All under rtnl, but for the hooks.
 */
#include <linux/inetdevice.h>
#include <linux/ip.h>
#include <linux/netfilter_arp.h>
#include <linux/netfilter_ipv4.h>
#include <linux/netfilter_ipv6.h>
#include <linux/rtnetlink.h>
#include <net/addrconf.h>
#include <net/netfilter/nf_nat.h>

#include "vswitch/nat/flow.h"
#include "vswitch/nat/nat.h"

/* For the conntrack of a packet that comes from the switch */
static inline struct nf_conn *template_of(const struct vsw_nat *nat,
					  const struct sk_buff *skb, u8 pf)
{
	return likely(pf == NFPROTO_IPV4 && !READ_ONCE(nat->helping)) ?
	       nat->templates[vsw_nat_kind_of(ip_hdr(skb)->protocol)] :
	       vsw_nat_find_template(nat, skb, pf);
}

/* What comes from a guest gets the switch's zone and timeouts, and what a helper
 * of its expects the timeouts, unless a rule has decided already what conntrack is
 * to do with it.
 */
static unsigned int classify(void *priv, struct sk_buff *skb,
			     const struct nf_hook_state *state)
{
	const struct vsw_nat *nat = vsw_nat_of(state->in);
	const struct vsw_nat_net *nn = priv;
	struct nf_conn *tmpl = NULL;

	if (skb->_nfct)
		return NF_ACCEPT;
	if (nat)
		tmpl = template_of(nat, skb, state->pf);
	else if (unlikely(READ_ONCE(nn->num_helping)))
		tmpl = vsw_nat_expected(nn, skb, state->pf);
	if (!tmpl)
		return NF_ACCEPT;
	nf_conntrack_get(&tmpl->ct_general);
	nf_ct_set(skb, tmpl, IP_CT_NEW);
	return NF_ACCEPT;
}

#define HOOK(_pf, _pri, _hook, _num) {					\
	.pf		= _pf,						\
	.priority	= _pri,						\
	.hook		= _hook,					\
	.hooknum	= _num,						\
}

static const struct nf_hook_ops hooks[] = {
	HOOK(NFPROTO_IPV4, NF_IP_PRI_RAW + 1, classify, NF_INET_PRE_ROUTING),
	HOOK(NFPROTO_IPV4, NF_IP_PRI_LAST, vsw_nat_mark_in,
	     NF_INET_PRE_ROUTING),
	HOOK(NFPROTO_IPV4, NF_IP_PRI_FIRST, vsw_nat_unmark, NF_INET_LOCAL_IN),
	HOOK(NFPROTO_IPV4, NF_IP_PRI_FIRST, vsw_nat_forward, NF_INET_FORWARD),
	HOOK(NFPROTO_IPV4, NF_IP_PRI_NAT_DST + 1, vsw_nat_mark_out,
	     NF_INET_LOCAL_OUT),
	HOOK(NFPROTO_ARP, INT_MAX, vsw_nat_mark_arp, NF_ARP_IN),
	HOOK(NFPROTO_IPV4, NF_IP_PRI_LAST, vsw_nat_flow_renew,
	     NF_INET_POST_ROUTING),
	HOOK(NFPROTO_IPV6, NF_IP6_PRI_RAW + 1, classify, NF_INET_PRE_ROUTING),
	HOOK(NFPROTO_IPV6, NF_IP6_PRI_LAST, vsw_nat_mark_in,
	     NF_INET_PRE_ROUTING),
	HOOK(NFPROTO_IPV6, NF_IP6_PRI_FIRST, vsw_nat_unmark, NF_INET_LOCAL_IN),
	HOOK(NFPROTO_IPV6, NF_IP6_PRI_FIRST, vsw_nat_forward, NF_INET_FORWARD),
	HOOK(NFPROTO_IPV6, NF_IP6_PRI_NAT_DST + 1, vsw_nat_mark_out,
	     NF_INET_LOCAL_OUT),
	HOOK(NFPROTO_IPV6, NF_IP6_PRI_LAST, vsw_nat_flow_renew,
	     NF_INET_POST_ROUTING),
};

/* Among the host's own rules for NAT, before them: whoever binds first, holds. */
static const struct nf_hook_ops binds4[] = {
	HOOK(NFPROTO_IPV4, NF_IP_PRI_NAT_DST - 1, vsw_nat_bind_dst,
	     NF_INET_PRE_ROUTING),
	HOOK(NFPROTO_IPV4, NF_IP_PRI_NAT_SRC - 1, vsw_nat_bind_src,
	     NF_INET_POST_ROUTING),
};

static const struct nf_hook_ops binds6[] = {
	HOOK(NFPROTO_IPV6, NF_IP6_PRI_NAT_DST - 1, vsw_nat_bind_dst,
	     NF_INET_PRE_ROUTING),
	HOOK(NFPROTO_IPV6, NF_IP6_PRI_NAT_SRC - 1, vsw_nat_bind_src,
	     NF_INET_POST_ROUTING),
};

/* What is registered in a namespace: the same, with the namespace as priv */
struct vsw_nat_hooks {
	struct nf_hook_ops plain[ARRAY_SIZE(hooks)];
	struct nf_hook_ops binds4[ARRAY_SIZE(binds4)];
	struct nf_hook_ops binds6[ARRAY_SIZE(binds6)];
};

static void copy_hooks(struct nf_hook_ops *to, const struct nf_hook_ops *from,
		       unsigned int num, struct vsw_nat_net *nn)
{
	memcpy(to, from, num * sizeof(*to));
	while (num--)
		to[num].priv = nn;
}

static struct vsw_nat_hooks *new_hooks(struct vsw_nat_net *nn)
{
	struct vsw_nat_hooks *new = kmalloc(sizeof(*new), GFP_KERNEL);

	if (!new)
		return NULL;
	copy_hooks(new->plain, hooks, ARRAY_SIZE(hooks), nn);
	copy_hooks(new->binds4, binds4, ARRAY_SIZE(binds4), nn);
	copy_hooks(new->binds6, binds6, ARRAY_SIZE(binds6), nn);
	return new;
}

static int register_binds(struct net *net, struct vsw_nat_hooks *new)
{
	int num4, num6, err = 0;

	for (num4 = 0; num4 < ARRAY_SIZE(binds4); num4++) {
		err = nf_nat_ipv4_register_fn(net, &new->binds4[num4]);
		if (err)
			goto ipv4;
	}
	for (num6 = 0; num6 < ARRAY_SIZE(binds6); num6++) {
		err = nf_nat_ipv6_register_fn(net, &new->binds6[num6]);
		if (err)
			goto ipv6;
	}
	return 0;

ipv6:
	while (num6--)
		nf_nat_ipv6_unregister_fn(net, &new->binds6[num6]);
ipv4:
	while (num4--)
		nf_nat_ipv4_unregister_fn(net, &new->binds4[num4]);
	return err;
}

static void unregister_binds(struct net *net, struct vsw_nat_hooks *old)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(binds6); i++)
		nf_nat_ipv6_unregister_fn(net, &old->binds6[i]);
	for (i = 0; i < ARRAY_SIZE(binds4); i++)
		nf_nat_ipv4_unregister_fn(net, &old->binds4[i]);
}

/**
 * vsw_nat_hook() - register the hooks of a namespace, if they aren't
 * @nn: namespace
 *
 * Context: rtnl; may sleep.
 * Return: 0, or what netfilter and conntrack say.
 */
int vsw_nat_hook(struct vsw_nat_net *nn)
{
	struct vsw_nat_hooks *new;
	int err;

	ASSERT_RTNL();
	if (nn->hooks)
		return 0;
	new = new_hooks(nn);
	if (!new)
		return -ENOMEM;
	err = vsw_nat_flows_create(nn);
	if (err)
		goto free;
	err = nf_ct_netns_get(nn->net, NFPROTO_INET);
	if (err)
		goto flows;
	err = register_binds(nn->net, new);
	if (err)
		goto conntrack;
	err = nf_register_net_hooks(nn->net, new->plain, ARRAY_SIZE(hooks));
	if (err)
		goto binds;
	nn->hooks = new;
	return 0;

binds:
	unregister_binds(nn->net, new);
conntrack:
	nf_ct_netns_put(nn->net, NFPROTO_INET);
flows:
	vsw_nat_flows_destroy(nn);
free:
	kfree(new);
	return err;
}

/* What was forwarded for the sake of NAT switches only isn't from now on: nobody
 * looks any more at what else passes.
 */
static void stop_forwarding(struct net *net)
{
	struct in_device *in_dev;
	struct net_device *dev;

	for_each_netdev(net, dev) {
		in_dev = __in_dev_get_rtnl(dev);
		if (in_dev &&
		    IN_DEV_CONF_GET(in_dev, FORWARDING) == VSW_NAT_FORWARDING)
			IN_DEV_CONF_SET(in_dev, FORWARDING, 0);
	}
	if (net->ipv6.devconf_all &&
	    net->ipv6.devconf_all->forwarding == VSW_NAT_FORWARDING)
		WRITE_ONCE(net->ipv6.devconf_all->forwarding, 0);
	/* Cached routes say that packets are forwarded. */
	rt_genid_bump_all(net);
}

/* No switch is left. rtnl; may sleep */
void vsw_nat_unhook(struct vsw_nat_net *nn)
{
	struct vsw_nat_hooks *old = nn->hooks;

	ASSERT_RTNL();
	if (!old)
		return;
	stop_forwarding(nn->net);
	nf_unregister_net_hooks(nn->net, old->plain, ARRAY_SIZE(hooks));
	unregister_binds(nn->net, old);
	vsw_nat_flows_destroy(nn);
	nf_ct_netns_put(nn->net, NFPROTO_INET);
	nn->hooks = NULL;
	/* Netfilter may look at them until a grace period has passed. */
	synchronize_net();
	kfree(old);
}
