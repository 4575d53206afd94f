// SPDX-License-Identifier: GPL-2.0
/*
 * Endpoint-independent mapping and filtering: what sessions have to do with the
 * table of mappings (eim_table.c). A mapping lasts as long as a session of it does
 * that its guest began or has answered, which is as long as conntrack says; and
 * TCP's for the transitory time more. What strangers send and the guest doesn't
 * answer keeps nothing, and ends with the mapping.
 *
 *	struct use	a session of a mapping; holds its conntrack, so that the end
 *			of that can be seen
 *
 * Conntrack tells nobody of the end of sessions: so mappings are looked through,
 * some each second, as budgets are (guest.c). A mapping has a session at least when
 * it is made, so that the budgets of sessions are those of mappings, too.
 *
 * All under vsw_nat_eim.lock, with bottom halves off; but strangers, of whom most
 * are for nobody, are looked up without it.
 */
#include <linux/inetdevice.h>
#include <linux/slab.h>
#include <net/addrconf.h>
#include <net/netfilter/nf_conntrack_core.h>
#include <net/netfilter/nf_nat.h>
#include <net/route.h>

#include "vswitch/nat/nat.h"

/* Mappings to look at each second: so many, or this part of all */
#define LOOK_MIN	1024
#define LOOK_PART	16
/* And when there is no port */
#define LOOK_FULL	64

struct use {
	struct hlist_node node;
	struct nf_conn *ct;
	u32 since;
};

/* ---- sessions of a mapping ------------------------------------------------ */

/* Did the guest begin it, or answer? */
static bool is_wanted(const struct nf_conn *ct, const struct vsw_nat_map *map)
{
	const struct nf_conntrack_tuple *orig =
		&ct->tuplehash[IP_CT_DIR_ORIGINAL].tuple;

	return test_bit(IPS_SEEN_REPLY_BIT, &ct->status) ||
	       (nf_inet_addr_cmp(&orig->src.u3, &map->in.end.addr) &&
		orig->src.u.all == map->in.end.port);
}

static void end_use(struct vsw_nat_map *map, struct use *use)
{
	hlist_del(&use->node);
	map->num_uses--;
	nf_ct_put(use->ct);
	kfree(use);
}

static bool begin_use(struct vsw_nat_map *map, struct nf_conn *ct)
{
	struct use *use = kmalloc(sizeof(*use), GFP_ATOMIC);

	if (!use)
		return false;
	use->ct = ct;
	nf_conntrack_get(&ct->ct_general);
	use->since = jiffies;
	hlist_add_head(&use->node, &map->uses);
	map->num_uses++;
	return true;
}

static void end_map(struct vsw_nat_net *nn, struct vsw_nat_map *map)
{
	struct vsw_nat *nat = rcu_dereference(nn->by_id[map->in.id]);
	struct hlist_node *next;
	struct use *use;

	hlist_for_each_entry_safe(use, next, &map->uses, node) {
		/* Strangers don't go on by themselves. */
		if (nf_ct_is_confirmed(use->ct) && !is_wanted(use->ct, map))
			nf_ct_kill(use->ct);
		end_use(map, use);
	}
	if (nat)
		nat->num_maps--;
	vsw_nat_map_del(&nn->eim, map);
}

/* Takes away what is over. Does a session keep the mapping? */
static bool is_kept(struct vsw_nat_map *map)
{
	struct hlist_node *next;
	bool kept = false;
	struct use *use;

	hlist_for_each_entry_safe(use, next, &map->uses, node) {
		if (vsw_nat_is_over(use->ct, use->since))
			end_use(map, use);
		else if (!kept)
			kept = is_wanted(use->ct, map);
	}
	return kept;
}

static u32 linger_of(const struct vsw_nat_net *nn,
		     const struct vsw_nat_map *map)
{
	const struct vsw_nat *nat = rcu_dereference(nn->by_id[map->in.id]);
	int attr = VSWITCH_NAT_A_TIMEOUTS_TCP_TRANSITORY;

	if (!nat || map->in.end.protocol != IPPROTO_TCP)
		return 0;
	return rcu_dereference(nat->opts)->timeouts[attr - 1] * HZ;
}

/* Some of the mappings that weren't looked at for longest. @hard: those that no
 * session keeps end now. rcu_read_lock and lock held
 */
static void look(struct vsw_nat_net *nn, unsigned int num, bool hard)
{
	struct vsw_nat_eim *eim = &nn->eim;
	struct vsw_nat_map *map, *next;

	list_for_each_entry_safe(map, next, &eim->all, all) {
		if (!num--)
			break;
		list_move_tail(&map->all, &eim->all);
		if (is_kept(map))
			vsw_nat_map_busy(eim, map);
		else if (hard || vsw_nat_map_rest(eim, map, jiffies,
						  linger_of(nn, map)))
			end_map(nn, map);
	}
}

static void look_at_some(struct work_struct *work)
{
	struct vsw_nat_net *nn = container_of(work, struct vsw_nat_net,
					      eim.work.work);
	struct vsw_nat_eim *eim = &nn->eim;

	rcu_read_lock();
	spin_lock_bh(&eim->lock);
	look(nn, max_t(unsigned int, LOOK_MIN, eim->count / LOOK_PART), false);
	if (eim->count)
		schedule_delayed_work(&eim->work, HZ);
	spin_unlock_bh(&eim->lock);
	rcu_read_unlock();
}

/* ---- which outside -------------------------------------------------------- */

/* A session that wants a mapping */
struct request {
	struct vsw_nat *nat;
	const struct vsw_nat_opts *opts;
	struct nf_conn *ct;
	const struct net_device *dev;	/* that has the outside's address */
	struct vsw_nat_inside in;
	struct vsw_nat_wish wish;
	bool is_pool;
};

static void read_end(struct vsw_nat_end *end, const struct nf_conn *ct,
		     const union nf_inet_addr *addr, __be16 port)
{
	end->addr = *addr;
	end->port = port;
	end->family = nf_ct_l3num(ct);
	end->protocol = nf_ct_protonum(ct);
}

/* Another mapping, a session of conntrack's with the same other end, a forward, or
 * a socket of the host's that waits for anybody?
 */
static bool is_taken(const struct vsw_nat_end *out, void *data)
{
	const struct request *req = data;
	struct nf_conntrack_tuple orig, reply;

	nf_ct_invert_tuple(&orig,
			   &req->ct->tuplehash[IP_CT_DIR_REPLY].tuple);
	orig.src.u3 = out->addr;
	orig.src.u.all = out->port;
	if (!nf_ct_invert_tuple(&reply, &orig) ||
	    nf_conntrack_tuple_taken(&reply, req->ct))
		return true;
	return vsw_nat_fwd_has(req->nat->nn, out, req->dev) ||
	       (req->dev &&
		vsw_nat_has_socket(req->nat->nn->net, out, &orig.dst.u3,
				   orig.dst.u.all, req->dev->ifindex));
}

static void set_pool(struct request *req)
{
	const struct vsw_nat_opts *opts = req->opts;
	u8 family = req->in.end.family;
	union nf_inet_addr min = {}, max = {};

	if (family == NFPROTO_IPV4) {
		min.ip = opts->pool4[0];
		max.ip = opts->pool4[1];
	} else {
		min.in6 = opts->pool6[0];
		max.in6 = opts->pool6[1];
	}
	req->is_pool = !nf_inet_addr_cmp(&min, &(union nf_inet_addr){});
	if (!req->is_pool)
		return;
	vsw_nat_pair(&req->wish.addr, &req->in.end.addr, &min, &max, family);
	req->dev = vsw_nat_device_of(req->nat->nn->net, family,
				     &req->wish.addr);
}

static struct request request_of(struct vsw_nat *nat, struct nf_conn *ct)
{
	const struct nf_conntrack_tuple *orig =
		&ct->tuplehash[IP_CT_DIR_ORIGINAL].tuple;
	struct request req = {
		.nat = nat,
		.opts = rcu_dereference(nat->opts),
		.ct = ct,
	};

	read_end(&req.in.end, ct, &orig->src.u3, orig->src.u.all);
	req.in.id = nat->id;
	req.wish.port_min = req.opts->port_min;
	req.wish.port_max = req.opts->port_max;
	req.wish.is_taken = is_taken;
	set_pool(&req);
	return req;
}

/* The address that the kernel's masquerade would take. False: there is none. */
static bool set_uplink(struct request *req, const struct sk_buff *skb,
		       const struct net_device *out)
{
	union nf_inet_addr *addr = &req->wish.addr;
	__be32 hop;

	req->dev = out;
	req->in.ifindex = out->ifindex;
	if (req->in.end.family == NFPROTO_IPV6)
		return !ipv6_dev_get_saddr(req->nat->nn->net, out,
					   &ipv6_hdr(skb)->daddr, 0,
					   &addr->in6);
	hop = rt_nexthop(skb_rtable(skb), ip_hdr(skb)->daddr);
	addr->ip = inet_select_addr(out, hop, RT_SCOPE_UNIVERSE);
	return addr->ip != 0;
}

/* Does its outside still serve? An uplink may have several addresses. */
static bool is_good(const struct request *req, const struct vsw_nat_map *map)
{
	const struct vsw_nat_opts *opts = req->opts;
	u16 port = ntohs(map->out.port);

	if (opts->port_min && (port < opts->port_min || port > opts->port_max))
		return false;
	if (req->is_pool)
		return nf_inet_addr_cmp(&map->out.addr, &req->wish.addr);
	return vsw_nat_device_of(req->nat->nn->net, map->out.family,
				 &map->out.addr) == req->dev;
}

/* rcu_read_lock and lock held */
static struct vsw_nat_map *find_or_make(struct request *req)
{
	struct vsw_nat_net *nn = req->nat->nn;
	struct vsw_nat_eim *eim = &nn->eim;
	struct vsw_nat_map *map;

	map = vsw_nat_map_inside(eim, &req->in);
	if (map && is_good(req, map))
		return map;
	if (map)
		end_map(nn, map);
	if (req->nat->num_maps >= VSW_NAT_MAX_MAPS)
		return NULL;
	req->wish.data = req;
	map = vsw_nat_map_new(eim, &req->in, &req->wish);
	if (!map) {
		look(nn, LOOK_FULL, true);
		map = vsw_nat_map_new(eim, &req->in, &req->wish);
	}
	if (!map)
		return NULL;
	req->nat->num_maps++;
	if (eim->count == 1)
		schedule_delayed_work(&eim->work, HZ);
	return map;
}

static void set_range(struct nf_nat_range2 *range,
		      const struct vsw_nat_end *end)
{
	range->flags = NF_NAT_RANGE_MAP_IPS | NF_NAT_RANGE_PROTO_SPECIFIED;
	range->min_addr = end->addr;
	range->max_addr = end->addr;
	range->min_proto.all = end->port;
	range->max_proto.all = end->port;
}

static bool serve(struct request *req, struct nf_nat_range2 *range)
{
	struct vsw_nat_eim *eim = &req->nat->nn->eim;
	struct vsw_nat_map *map;
	bool served;

	spin_lock_bh(&eim->lock);
	map = find_or_make(req);
	served = map && begin_use(map, req->ct);
	if (served) {
		vsw_nat_map_busy(eim, map);
		set_range(range, &map->out);
	}
	spin_unlock_bh(&eim->lock);
	return served;
}

/* ---- for packets ---------------------------------------------------------- */

/* Which protocols have mappings: those with ports or identifiers that the RFCs
 * speak of (4787, 5382, 5508).
 */
bool vsw_nat_eim_is_for(const struct vsw_nat_opts *opts, u8 protocol)
{
	if (opts->mapping != VSWITCH_NAT_BEHAVIOUR_INDEPENDENT)
		return false;
	switch (protocol) {
	case IPPROTO_TCP:
	case IPPROTO_UDP:
	case IPPROTO_ICMP:
	case IPPROTO_ICMPV6:
		return true;
	default:
		return false;
	}
}

/**
 * vsw_nat_eim_leave() - the outside address and port of a guest's new session
 * @nat: switch
 * @ct: session
 * @skb: its packet, with its route
 * @out: uplink that it leaves by
 * @range: address and port go here
 * @masquerades: it is the uplink's address
 *
 * Context: softirq, rcu_read_lock held.
 * Return: false if there is none.
 */
bool vsw_nat_eim_leave(struct vsw_nat *nat, struct nf_conn *ct,
		       const struct sk_buff *skb, const struct net_device *out,
		       struct nf_nat_range2 *range, bool *masquerades)
{
	struct request req = request_of(nat, ct);

	*masquerades = !req.is_pool;
	if (!req.is_pool && !set_uplink(&req, skb, out))
		return false;
	return serve(&req, range);
}

/**
 * vsw_nat_eim_hairpin() - the same for a session that goes back into a switch
 * @nat: switch that it comes from
 * @ct: session
 * @range: address and port go here
 *
 * The guest that it is for sees the outside of the one it comes from (RFC 4787,
 * REQ-9).
 *
 * Context: softirq, rcu_read_lock held.
 * Return: false if there is none.
 */
bool vsw_nat_eim_hairpin(struct vsw_nat *nat, struct nf_conn *ct,
			 struct nf_nat_range2 *range)
{
	struct request req = request_of(nat, ct);

	if (!req.is_pool) {
		req.wish.addr = ct->tuplehash[IP_CT_DIR_ORIGINAL].tuple.dst.u3;
		req.dev = vsw_nat_device_of(nat->nn->net, req.in.end.family,
					    &req.wish.addr);
		if (!req.dev)
			return false;
		req.in.ifindex = req.dev->ifindex;
	}
	return serve(&req, range);
}

/* Strangers' sessions of a mapping are bounded as its guest's are. */
static bool let_in(struct vsw_nat *nat, struct vsw_nat_map *map,
		   struct nf_conn *ct, struct nf_nat_range2 *range)
{
	u32 max = rcu_dereference(nat->opts)->max_sessions;
	struct vsw_nat_eim *eim = &nat->nn->eim;
	bool lets;

	spin_lock_bh(&eim->lock);
	lets = !list_empty(&map->all) && (!max || map->num_uses < max) &&
	       begin_use(map, ct);
	if (lets)
		set_range(range, &map->in.end);
	spin_unlock_bh(&eim->lock);
	return lets;
}

static bool may_enter(const struct vsw_nat *nat, const struct net_device *in,
		      const struct nf_conn *ct)
{
	const struct nf_conntrack_tuple *orig =
		&ct->tuplehash[IP_CT_DIR_ORIGINAL].tuple;
	const struct vsw_nat_opts *opts = rcu_dereference(nat->opts);
	const struct vsw_nat *from = vsw_nat_of(in);

	if (!vsw_nat_eim_is_for(opts, orig->dst.protonum))
		return false;
	/* Guests of one switch reach each other anyway. */
	return from == nat ||
	       (opts->filtering == VSWITCH_NAT_BEHAVIOUR_INDEPENDENT &&
		(from || vsw_nat_may_leave(opts, in)));
}

/**
 * vsw_nat_eim_enter() - the guest that a new session from outside is for
 * @nn: namespace
 * @ct: session
 * @in: device that its packet came in by
 * @range: the guest's address and port go here
 * @refused: its switch goes here if there is a mapping, but filtering lets nobody in
 *
 * What a socket of the host's waits for is the host's.
 *
 * Context: softirq, rcu_read_lock held.
 * Return: its switch; NULL if it is for none.
 */
struct vsw_nat *vsw_nat_eim_enter(struct vsw_nat_net *nn, struct nf_conn *ct,
				  const struct net_device *in,
				  struct nf_nat_range2 *range,
				  struct vsw_nat **refused)
{
	const struct nf_conntrack_tuple *orig =
		&ct->tuplehash[IP_CT_DIR_ORIGINAL].tuple;
	struct vsw_nat_end out = {};
	struct vsw_nat_map *map;
	struct vsw_nat *nat;

	if (orig->dst.protonum != IPPROTO_TCP &&
	    orig->dst.protonum != IPPROTO_UDP)
		return NULL;
	read_end(&out, ct, &orig->dst.u3, orig->dst.u.all);
	map = vsw_nat_map_outside(&nn->eim, &out);
	nat = map ? rcu_dereference(nn->by_id[map->in.id]) : NULL;
	if (!nat || vsw_nat_has_socket(nn->net, &out, &orig->src.u3,
				       orig->src.u.all, in->ifindex))
		return NULL;
	if (may_enter(nat, in, ct) && let_in(nat, map, ct, range))
		return nat;
	*refused = nat;
	return NULL;
}

/* ---- configuration -------------------------------------------------------- */

/* A switch's mappings go: its options have changed, or it leaves the mode. rtnl */
void vsw_nat_eim_flush(struct vsw_nat *nat)
{
	struct vsw_nat_net *nn = nat->nn;
	struct vsw_nat_map *map, *next;

	rcu_read_lock();
	spin_lock_bh(&nn->eim.lock);
	list_for_each_entry_safe(map, next, &nn->eim.all, all)
		if (map->in.id == nat->id)
			end_map(nn, map);
	spin_unlock_bh(&nn->eim.lock);
	rcu_read_unlock();
}

/**
 * vsw_nat_eim_set() - a switch has new options
 * @nat: switch, with them
 * @old: old ones
 *
 * Context: rtnl.
 */
void vsw_nat_eim_set(struct vsw_nat *nat, const struct vsw_nat_opts *old)
{
	const struct vsw_nat_opts *new = rtnl_dereference(nat->opts);

	if (old->mapping != new->mapping ||
	    old->port_min != new->port_min || old->port_max != new->port_max ||
	    memcmp(old->pool4, new->pool4, sizeof(new->pool4)) ||
	    memcmp(old->pool6, new->pool6, sizeof(new->pool6)))
		vsw_nat_eim_flush(nat);
}

/**
 * vsw_nat_eim_start() - the first switch of a namespace enters mode nat
 * @nn: namespace
 *
 * Context: rtnl; may sleep.
 * Return: 0 or -ENOMEM.
 */
int vsw_nat_eim_start(struct vsw_nat_net *nn)
{
	INIT_DELAYED_WORK(&nn->eim.work, look_at_some);
	return vsw_nat_eim_init(&nn->eim);
}

/* The last one left it, and no packet comes any more. rtnl; may sleep */
void vsw_nat_eim_stop(struct vsw_nat_net *nn)
{
	cancel_delayed_work_sync(&nn->eim.work);
	vsw_nat_eim_exit(&nn->eim);
}
