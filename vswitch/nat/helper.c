// SPDX-License-Identifier: GPL-2.0
/*
 * Helpers of conntrack, for protocols that tell addresses and ports inside their
 * connections: which of them a switch's sessions get, by their well-known ports.
 * The helpers are the kernel's; a session gets one from the template of its first
 * packet, as it gets the switch's timeouts. Set under rtnl, read under RCU.
 */
#include <linux/ip.h>
#include <linux/kmod.h>
#include <linux/rtnetlink.h>
#include <net/ipv6.h>
#include <net/netfilter/nf_conntrack_core.h>
#include <net/netfilter/nf_conntrack_expect.h>
#include <net/netfilter/nf_conntrack_helper.h>
#include <net/netfilter/nf_conntrack_zones.h>

#include "compat/extack.h"
#include "vswitch/nat/nat.h"

static const struct vsw_nat_helper {
	const char *name;
	u32 flag;
	u8 family;
	u8 protocol;
	u16 port;
	bool unnamed;	/* its half for NAT can't be found by name, nor held */
} helpers[VSW_NAT_HELPERS] = {
	{ "ftp", VSWITCH_NAT_HELPER_FTP, NFPROTO_IPV4, IPPROTO_TCP, 21 },
	{ "ftp", VSWITCH_NAT_HELPER_FTP, NFPROTO_IPV6, IPPROTO_TCP, 21 },
	{ "tftp", VSWITCH_NAT_HELPER_TFTP, NFPROTO_IPV4, IPPROTO_UDP, 69 },
	{ "tftp", VSWITCH_NAT_HELPER_TFTP, NFPROTO_IPV6, IPPROTO_UDP, 69 },
	{ "sip", VSWITCH_NAT_HELPER_SIP, NFPROTO_IPV4, IPPROTO_UDP, 5060 },
	{ "sip", VSWITCH_NAT_HELPER_SIP, NFPROTO_IPV6, IPPROTO_UDP, 5060 },
	{ "sip", VSWITCH_NAT_HELPER_SIP, NFPROTO_IPV4, IPPROTO_TCP, 5060 },
	{ "sip", VSWITCH_NAT_HELPER_SIP, NFPROTO_IPV6, IPPROTO_TCP, 5060 },
	{ "pptp", VSWITCH_NAT_HELPER_PPTP, NFPROTO_IPV4, IPPROTO_TCP, 1723,
	  true },
};

/**
 * vsw_nat_helpers_load() - have the modules of helpers loaded
 * @wanted: VSWITCH_NAT_HELPER_*
 *
 * What can't be loaded is refused by vsw_nat_helpers_prepare().
 *
 * Context: may sleep; no lock held, since modprobe may want any.
 */
void vsw_nat_helpers_load(u32 wanted)
{
	unsigned int i;

	for (i = 0; i < VSW_NAT_HELPERS; i++)
		if (wanted & helpers[i].flag) {
			request_module("nfct-helper-%s", helpers[i].name);
			request_module("ip_nat_%s", helpers[i].name);
		}
}

static void put(const struct vsw_nat_helper *h,
		struct nf_conntrack_helper *helper)
{
	if (!h->unnamed)
		nf_nat_helper_put(helper);
	nf_conntrack_helper_put(helper);
}

static struct nf_conntrack_helper *get(const struct vsw_nat_helper *h)
{
	struct nf_conntrack_helper *helper;

	helper = nf_conntrack_helper_try_module_get(h->name, h->family,
						    h->protocol);
	if (!helper || h->unnamed)
		return helper;
	if (!nf_nat_helper_try_module_get(h->name, h->family, h->protocol))
		return helper;
	nf_conntrack_helper_put(helper);
	return NULL;
}

static struct nf_conn *new_template(struct vsw_nat *nat,
				    const struct vsw_nat_helper *h)
{
	struct nf_conntrack_helper *helper = get(h);
	struct nf_conn_help *help;
	struct nf_conn *tmpl;

	if (!helper)
		return ERR_PTR(-ENOENT);
	tmpl = vsw_nat_new_template(nat, vsw_nat_kind_of(h->protocol),
				    NF_CT_ZONE_DIR_ORIG);
	if (!tmpl)
		goto put;
	help = nf_ct_helper_ext_add(tmpl, GFP_KERNEL);
	if (!help)
		goto free;
	rcu_assign_pointer(help->helper, helper);
	vsw_nat_template_ready(tmpl);
	return tmpl;

free:
	vsw_nat_put_template(nat, tmpl, vsw_nat_kind_of(h->protocol));
put:
	put(h, helper);
	return ERR_PTR(-ENOMEM);
}

/* Nobody takes it from the switch any more; a grace period ago. */
static void put_template(struct vsw_nat *nat, unsigned int i,
			 struct nf_conn *tmpl)
{
	struct nf_conntrack_helper *helper =
		rcu_dereference_protected(nfct_help(tmpl)->helper, true);

	vsw_nat_put_template(nat, tmpl, vsw_nat_kind_of(helpers[i].protocol));
	put(&helpers[i], helper);
}

/**
 * vsw_nat_helpers_prepare() - make the templates of helpers
 * @nat: switch
 * @wanted: VSWITCH_NAT_HELPER_*
 * @made: where those go that the switch hasn't yet
 * @extack: where the reason of a refusal goes
 *
 * Context: rtnl.
 * Return: 0, -ENOENT for a helper that the kernel hasn't, or -ENOMEM; then
 * nothing is left in @made.
 */
int vsw_nat_helpers_prepare(struct vsw_nat *nat, u32 wanted,
			    struct nf_conn **made,
			    struct netlink_ext_ack *extack)
{
	struct nf_conn *tmpl;
	unsigned int i;

	for (i = 0; i < VSW_NAT_HELPERS; i++) {
		made[i] = NULL;
		if (!(wanted & helpers[i].flag) ||
		    rcu_access_pointer(nat->helpers[i]))
			continue;
		tmpl = new_template(nat, &helpers[i]);
		if (IS_ERR(tmpl))
			goto undo;
		made[i] = tmpl;
	}
	return 0;

undo:
	if (tmpl == ERR_PTR(-ENOENT))
		NL_SET_ERR_MSG_FMT(extack,
				   "helpers: this kernel has no NAT helper for %s",
				   helpers[i].name);
	while (i--)
		if (made[i])
			put_template(nat, i, made[i]);
	return PTR_ERR(tmpl);
}

/**
 * vsw_nat_helpers_set() - have new sessions get the helpers that are wanted
 * @nat: switch
 * @wanted: VSWITCH_NAT_HELPER_*
 * @made: by vsw_nat_helpers_prepare(); NULL: none is wanted
 *
 * Context: rtnl; may sleep.
 */
void vsw_nat_helpers_set(struct vsw_nat *nat, u32 wanted,
			 struct nf_conn **made)
{
	struct nf_conn *old[VSW_NAT_HELPERS] = {};
	struct vsw_nat_net *nn = nat->nn;
	bool had = nat->helping;
	bool any = false;
	unsigned int i;

	WRITE_ONCE(nat->helping, wanted);
	WRITE_ONCE(nn->num_helping, nn->num_helping + nat->helping - had);
	for (i = 0; i < VSW_NAT_HELPERS; i++) {
		if (made && made[i]) {
			rcu_assign_pointer(nat->helpers[i], made[i]);
		} else if (!(wanted & helpers[i].flag)) {
			old[i] = rtnl_dereference(nat->helpers[i]);
			RCU_INIT_POINTER(nat->helpers[i], NULL);
			any |= !!old[i];
		}
	}
	if (!any)
		return;
	synchronize_net();
	for (i = 0; i < VSW_NAT_HELPERS; i++)
		if (old[i])
			put_template(nat, i, old[i]);
}

/**
 * vsw_nat_helper_template() - the template of a packet that a helper is for
 * @nat: switch
 * @skb: packet
 * @pf: NFPROTO_IPV4 or NFPROTO_IPV6
 * @protocol: of its payload
 * @offset: where that begins
 *
 * Context: rcu_read_lock held.
 * Return: NULL if there is none.
 */
struct nf_conn *vsw_nat_helper_template(const struct vsw_nat *nat,
					const struct sk_buff *skb, u8 pf,
					u8 protocol, int offset)
{
	const __be16 *ports;
	__be16 _ports[2];
	unsigned int i;

	if (protocol != IPPROTO_TCP && protocol != IPPROTO_UDP)
		return NULL;
	ports = skb_header_pointer(skb, offset, sizeof(_ports), _ports);
	if (!ports)
		return NULL;
	for (i = 0; i < VSW_NAT_HELPERS; i++)
		if (ports[1] == htons(helpers[i].port) &&
		    protocol == helpers[i].protocol && pf == helpers[i].family)
			return rcu_dereference(nat->helpers[i]);
	return NULL;
}

/**
 * vsw_nat_expected() - the template of a packet from outside that a helper of a
 *	switch's expects
 * @nn: namespace
 * @skb: packet, of no session yet or of any
 * @pf: NFPROTO_IPV4 or NFPROTO_IPV6
 *
 * What is expected has the zone of its master, which packets from outside have
 * not: they are found by asking for each switch, which costs little while nothing
 * is expected.
 *
 * Context: rcu_read_lock held.
 * Return: NULL if there is none.
 */
struct nf_conn *vsw_nat_expected(const struct vsw_nat_net *nn,
				 const struct sk_buff *skb, u8 pf)
{
	unsigned int left = READ_ONCE(nn->num_helping), id;
	struct nf_conntrack_tuple tuple;
	struct nf_conntrack_zone zone;
	const struct vsw_nat *nat;

	if (!nf_ct_get_tuplepr(skb, skb_network_offset(skb), pf, nn->net,
			       &tuple))
		return NULL;
	for (id = 1; left && id < VSW_NAT_IDS; id++) {
		nat = rcu_dereference(nn->by_id[id]);
		if (!nat || !READ_ONCE(nat->helping))
			continue;
		left--;
		nf_ct_zone_init(&zone, VSW_NAT_ZONE + id, 0, 0);
		if (__nf_ct_expect_find(nn->net, &zone, &tuple))
			return nat->expected[vsw_nat_kind_of(tuple.dst.protonum)];
	}
	return NULL;
}
