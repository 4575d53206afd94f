// SPDX-License-Identifier: GPL-2.0
/*
 * Forwards: which guest gets what comes to a port of the host's. A namespace has
 * one table of them, by family and protocol, since switches share its addresses;
 * and a map of all ports that there are any for, so that what there is none for
 * costs one look. Changed under rtnl, read under RCU.
 */
#include <linux/bitmap.h>
#include <linux/inetdevice.h>
#include <linux/rtnetlink.h>
#include <linux/slab.h>
#include <net/addrconf.h>
#include <net/ipv6_stubs.h>

#include "compat/extack.h"
#include "vswitch/nat/nat.h"

static const union nf_inet_addr any;

static struct hlist_head *bucket(struct vsw_nat_net *nn, u8 family, u8 protocol)
{
	return &nn->forwards[(protocol + family) % ARRAY_SIZE(nn->forwards)];
}

static bool is_any(const union nf_inet_addr *address)
{
	return nf_inet_addr_cmp(address, &any);
}

/* ---- for packets ---------------------------------------------------------- */

/* The device that has an address. rcu_read_lock held */
const struct net_device *vsw_nat_device_of(struct net *net, u8 family,
					   const union nf_inet_addr *address)
{
	return family == NFPROTO_IPV4 ?
	       __ip_dev_find(net, address->ip, false) :
	       ipv6_stub->ipv6_dev_find(net, &address->in6, NULL);
}

/* Is it to where the forward listens? */
static bool is_to(const struct vsw_nat_fwd *fwd, struct net *net,
		  const struct nf_conntrack_tuple *tuple)
{
	const struct net_device *dev;

	if (!is_any(&fwd->address))
		return nf_inet_addr_cmp(&fwd->address, &tuple->dst.u3);
	dev = vsw_nat_device_of(net, fwd->family, &tuple->dst.u3);
	return dev && !vsw_nat_of(dev) &&
	       vsw_nat_may_leave(rcu_dereference(fwd->nat->opts), dev);
}

/* May packets that come in by a device use it? */
static bool is_from(const struct vsw_nat_fwd *fwd, const struct net_device *in)
{
	return vsw_nat_of(in) ||
	       vsw_nat_may_leave(rcu_dereference(fwd->nat->opts), in);
}

static struct vsw_nat_fwd *find(struct vsw_nat_net *nn, u8 protocol,
				const struct nf_conntrack_tuple *tuple,
				const struct net_device *in)
{
	u16 port = ntohs(tuple->dst.u.all);
	u8 family = tuple->src.l3num;
	struct vsw_nat_fwd *fwd;

	hlist_for_each_entry_rcu(fwd, bucket(nn, family, protocol), node) {
		if (fwd->protocol != protocol || fwd->family != family ||
		    (fwd->port_min &&
		     (port < fwd->port_min || port > fwd->port_max)))
			continue;
		if (is_from(fwd, in) && is_to(fwd, nn->net, tuple))
			return fwd;
	}
	return NULL;
}

/**
 * vsw_nat_fwd_find() - the forward that a new session is for
 * @nn: namespace
 * @ct: session
 * @in: device that its packet came in by
 *
 * Context: rcu_read_lock held.
 * Return: NULL if there is none.
 */
struct vsw_nat_fwd *vsw_nat_fwd_find(struct vsw_nat_net *nn,
				     const struct nf_conn *ct,
				     const struct net_device *in)
{
	const struct nf_conntrack_tuple *tuple =
		&ct->tuplehash[IP_CT_DIR_ORIGINAL].tuple;
	struct vsw_nat_fwd *fwd;

	fwd = find(nn, nf_ct_protonum(ct), tuple, in);
	return fwd ?: find(nn, 0, tuple, in);
}

/**
 * vsw_nat_fwd_has() - is a port forwarded, by name?
 * @nn: namespace
 * @at: address and port
 * @dev: device that has the address, or NULL
 *
 * Forwards of all ports leave room for others.
 *
 * Context: rcu_read_lock held.
 */
bool vsw_nat_fwd_has(struct vsw_nat_net *nn, const struct vsw_nat_end *at,
		     const struct net_device *dev)
{
	u16 port = ntohs(at->port);
	struct vsw_nat_fwd *fwd;

	hlist_for_each_entry_rcu(fwd, bucket(nn, at->family, at->protocol),
				 node) {
		if (fwd->protocol != at->protocol ||
		    fwd->family != at->family || !fwd->port_min ||
		    port < fwd->port_min || port > fwd->port_max)
			continue;
		if (is_any(&fwd->address) ?
		    dev && vsw_nat_may_leave(rcu_dereference(fwd->nat->opts),
					     dev) :
		    nf_inet_addr_cmp(&fwd->address, &at->addr))
			return true;
	}
	return false;
}

/* ---- configuration -------------------------------------------------------- */

static bool is_same_way(const struct vsw_nat_fwd *a,
			const struct vsw_nat_fwd *b)
{
	return a->family == b->family && a->protocol == b->protocol &&
	       nf_inet_addr_cmp(&a->address, &b->address);
}

static bool overlap(const struct vsw_nat_fwd *a, const struct vsw_nat_fwd *b)
{
	return is_same_way(a, b) && a->port_min <= b->port_max &&
	       b->port_min <= a->port_max;
}

static bool is_equal(const struct vsw_nat_fwd *a, const struct vsw_nat_fwd *b)
{
	return is_same_way(a, b) && a->port_min == b->port_min &&
	       a->port_max == b->port_max && a->to_port == b->to_port &&
	       nf_inet_addr_cmp(&a->to, &b->to);
}

static int check_room(struct vsw_nat *nat, const struct vsw_nat_fwd *want,
		      struct netlink_ext_ack *extack)
{
	const struct vsw_nat_fwd *fwd;

	if (nat->num_forwards >= VSWITCH_NAT_MAX_FORWARDS) {
		NL_SET_ERR_MSG_FMT(extack, "%s has %u forwards, the most it can",
				   nat->sw->dev->name, nat->num_forwards);
		return -ENOSPC;
	}
	hlist_for_each_entry(fwd, bucket(nat->nn, want->family, want->protocol),
			     node) {
		if (!overlap(fwd, want))
			continue;
		NL_SET_ERR_MSG_FMT(extack,
				   "%s forwards ports %u to %u of that already",
				   fwd->nat->sw->dev->name, fwd->port_min,
				   fwd->port_max);
		return -EEXIST;
	}
	return 0;
}

/* Those for one address are asked before those for any. */
static void insert(struct vsw_nat_fwd *fwd)
{
	struct hlist_head *head = bucket(fwd->nat->nn, fwd->family,
					 fwd->protocol);
	struct hlist_node *node = head->first;

	if (!node || !is_any(&fwd->address)) {
		hlist_add_head_rcu(&fwd->node, head);
		return;
	}
	while (node->next)
		node = node->next;
	hlist_add_behind_rcu(&fwd->node, node);
}

/**
 * vsw_nat_fwd_add() - add a forward
 * @nat: switch
 * @want: what it is to be, all but @nat, which is checked
 * @extack: where the reason of a refusal goes
 *
 * Context: rtnl.
 * Return: 0, -EEXIST, -ENOSPC or -ENOMEM.
 */
int vsw_nat_fwd_add(struct vsw_nat *nat, const struct vsw_nat_fwd *want,
		    struct netlink_ext_ack *extack)
{
	struct vsw_nat_fwd *fwd;
	int err = check_room(nat, want, extack);

	if (err)
		return err;
	fwd = kmemdup(want, sizeof(*want), GFP_KERNEL);
	if (!fwd)
		return -ENOMEM;
	fwd->nat = nat;
	atomic64_set(&fwd->sessions, 0);
	insert(fwd);
	nat->num_forwards++;
	WRITE_ONCE(nat->nn->num_forwards, nat->nn->num_forwards + 1);
	vsw_nat_nl_fwd_changed(nat, fwd, false);
	return 0;
}

/* The forward of a switch that is as wanted; rtnl */
struct vsw_nat_fwd *vsw_nat_fwd_get(struct vsw_nat *nat,
				    const struct vsw_nat_fwd *want)
{
	struct vsw_nat_fwd *fwd;

	hlist_for_each_entry(fwd, bucket(nat->nn, want->family, want->protocol),
			     node)
		if (fwd->nat == nat && is_equal(fwd, want))
			return fwd;
	return NULL;
}

/* Did it let a session in? */
static bool is_let_in(const struct nf_conn *ct, void *data)
{
	const struct nf_conntrack_tuple *orig, *reply;
	const struct vsw_nat_fwd *fwd = data;
	u16 port;

	orig = &ct->tuplehash[IP_CT_DIR_ORIGINAL].tuple;
	reply = &ct->tuplehash[IP_CT_DIR_REPLY].tuple;
	port = ntohs(orig->dst.u.all);
	return ct->status & IPS_DST_NAT && orig->src.l3num == fwd->family &&
	       (!fwd->protocol || nf_ct_protonum(ct) == fwd->protocol) &&
	       (!fwd->port_min ||
		(port >= fwd->port_min && port <= fwd->port_max)) &&
	       (is_any(&fwd->address) ||
		nf_inet_addr_cmp(&orig->dst.u3, &fwd->address)) &&
	       nf_inet_addr_cmp(&reply->src.u3, &fwd->to);
}

static void unlink_fwd(struct vsw_nat_fwd *fwd)
{
	struct vsw_nat *nat = fwd->nat;

	hlist_del_rcu(&fwd->node);
	nat->num_forwards--;
	WRITE_ONCE(nat->nn->num_forwards, nat->nn->num_forwards - 1);
	vsw_nat_nl_fwd_changed(nat, fwd, true);
}

/**
 * vsw_nat_fwd_del() - take away a forward, and end what it let in
 * @nat: switch
 * @want: what it is
 * @extack: where the reason of a refusal goes
 *
 * Context: rtnl; may sleep.
 * Return: 0 or -ENOENT.
 */
int vsw_nat_fwd_del(struct vsw_nat *nat, const struct vsw_nat_fwd *want,
		    struct netlink_ext_ack *extack)
{
	struct vsw_nat_fwd *fwd = vsw_nat_fwd_get(nat, want);

	if (!fwd) {
		NL_SET_ERR_MSG_FMT(extack, "%s has no such forward",
				   nat->sw->dev->name);
		return -ENOENT;
	}
	unlink_fwd(fwd);
	/* Nobody is about to let in one more. */
	synchronize_net();
	vsw_nat_end_sessions(nat, is_let_in, fwd);
	kfree(fwd);
	return 0;
}

/* The forward of a switch at a place, counted over the namespace's table, or
 * the next one; NULL: none. rtnl
 */
struct vsw_nat_fwd *vsw_nat_fwd_next(struct vsw_nat *nat, unsigned long from)
{
	struct vsw_nat_fwd *fwd;
	unsigned long at = 0;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(nat->nn->forwards); i++)
		hlist_for_each_entry(fwd, &nat->nn->forwards[i], node)
			if (fwd->nat == nat && at++ == from)
				return fwd;
	return NULL;
}

/* The switch leaves the mode: its sessions end by themselves. rtnl */
void vsw_nat_fwd_flush(struct vsw_nat *nat)
{
	struct vsw_nat_fwd *fwd;
	struct hlist_node *next;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(nat->nn->forwards); i++)
		hlist_for_each_entry_safe(fwd, next, &nat->nn->forwards[i],
					  node)
			if (fwd->nat == nat) {
				unlink_fwd(fwd);
				kfree_rcu(fwd, rcu);
			}
}
