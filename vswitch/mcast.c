// SPDX-License-Identifier: GPL-2.0
/*
 * Multicast snooping (RFC 4541): where frames to groups go. Reports are written
 * down (mcast_mdb.c), queriers and routers noticed (mcast_querier.c,
 * mcast_role.c), and once it is known in a VLAN who is in which group, a frame
 * goes to those ports only, and to routers. Until then, and whenever something
 * isn't known, it is flooded. Groups of the link, which neighbour discovery
 * lives on, always are.
 *
 * Frames are decided on under rcu_read_lock(), without a lock unless they are
 * IGMP or MLD; these take vsw_mcast.lock.
 */
#include <linux/etherdevice.h>
#include <linux/if_vlan.h>
#include <linux/sched/mm.h>
#include <linux/slab.h>

#include "vswitch/datapath.h"
#include "vswitch/mcast.h"

#define DEFAULT_LIMIT		16384
#define DEFAULT_PORT_LIMIT	512

/* ---- domains -------------------------------------------------------------- */

static unsigned long domain_index(u16 vid, bool is_v6)
{
	return 2UL * vid + is_v6;
}

static void domain_init(struct vsw_mcast *mc, struct vsw_mcast_domain *domain,
			u16 vid, bool is_v6)
{
	struct vsw_port *port;

	domain->vid = vid;
	domain->is_v6 = is_v6;
	domain->member_time = mc->opts.member_time;
	vsw_roles_init(domain);
	list_for_each_entry_rcu(port, &mc->sw->ports, list,
				lockdep_rtnl_is_held())
		if (port->mcast_router == VSW_MCAST_ROUTER_ALWAYS)
			vsw_role_changed(domain, port);
}

/**
 * vsw_mcast_domain() - what is known of a family in a VLAN
 * @mc: of the switch
 * @vid: VLAN
 * @is_v6: family
 *
 * It is made when there is none. While there is none, frames are flooded.
 *
 * Context: vsw_mcast.lock held, and rcu_read_lock or rtnl.
 * Return: it, or NULL without memory.
 */
struct vsw_mcast_domain *vsw_mcast_domain(struct vsw_mcast *mc, u16 vid,
					  bool is_v6)
{
	unsigned long index = domain_index(vid, is_v6);
	struct vsw_mcast_domain *domain = xa_load(&mc->domain, index);

	if (domain)
		return domain;
	domain = kzalloc(sizeof(*domain), VSW_MCAST_GFP);
	if (!domain)
		return NULL;
	domain_init(mc, domain, vid, is_v6);
	if (xa_err(xa_store(&mc->domain, index, domain, VSW_MCAST_GFP))) {
		vsw_roles_free(domain);
		kfree(domain);
		return NULL;
	}
	list_add_tail(&domain->list, &mc->domains);
	vsw_querier_start(mc, domain);
	return domain;
}

static void remove_domain(struct vsw_mcast *mc, struct vsw_mcast_domain *domain)
{
	xa_erase(&mc->domain, domain_index(domain->vid, domain->is_v6));
	list_del(&domain->list);
	vsw_roles_free(domain);
	kfree_rcu(domain, rcu);
}

static void remove_domains(struct vsw_mcast *mc)
{
	struct vsw_mcast_domain *domain, *next;

	list_for_each_entry_safe(domain, next, &mc->domains, list)
		remove_domain(mc, domain);
}

/* ---- messages ------------------------------------------------------------- */

/* What frames make is charged to who made the switch. */
static struct mem_cgroup *lock_charged(struct vsw_mcast *mc)
	__acquires(&mc->lock)
{
	spin_lock_bh(&mc->lock);
	return set_active_memcg(mc->sw->memcg);
}

static void unlock_charged(struct vsw_mcast *mc, struct mem_cgroup *before)
	__releases(&mc->lock)
{
	set_active_memcg(before);
	spin_unlock_bh(&mc->lock);
}

static void take_report(struct vsw_mcast *mc, struct vsw_port *in,
			const struct sk_buff *skb, u16 vid,
			struct vsw_mcast_msg *msg)
{
	struct vsw_mdb_key key = { .vid = vid, .is_v6 = msg->is_v6 };
	enum vsw_mcast_change change;
	struct vsw_mcast_domain *domain;
	struct mem_cgroup *before;
	unsigned long expires;

	before = lock_charged(mc);
	domain = vsw_mcast_domain(mc, vid, msg->is_v6);
	if (!domain)
		goto out;
	expires = jiffies + domain->member_time;
	while (vsw_mcast_next(skb, msg, &key.group, &change)) {
		if (change == VSW_MCAST_LEAVE)
			vsw_mdb_leave(mc, &key, in,
				      domain->querier == VSW_QUERIER_OWN);
		if (change != VSW_MCAST_JOIN ||
		    !vsw_mdb_join(mc, &key, in, expires))
			continue;
		atomic64_inc(&mc->full);
		vsw_role_all(mc, domain, in, expires);
	}
out:
	unlock_charged(mc, before);
}

/* A querier's word about a group: who doesn't answer in that time is gone. */
static void shorten(struct vsw_mcast *mc, u16 vid,
		    const struct vsw_mcast_msg *msg)
{
	struct vsw_mdb_key key = {
		.group = msg->group, .vid = vid, .is_v6 = msg->is_v6,
	};
	unsigned int count = max_t(unsigned int, mc->opts.last_member_count,
				   msg->robustness);

	vsw_mdb_asked(mc, &key,
		      jiffies + vsw_mcast_jiffies(msg->max_resp) * count);
}

static void take_query(struct vsw_mcast *mc, struct vsw_port *in, u16 vid,
		       const struct vsw_mcast_msg *msg)
{
	static const union vsw_ip none;
	struct vsw_mcast_domain *domain;
	struct mem_cgroup *before;

	if (in->mcast_router == VSW_MCAST_ROUTER_NEVER)
		return;
	before = lock_charged(mc);
	domain = vsw_mcast_domain(mc, vid, msg->is_v6);
	if (!domain)
		goto out;
	/* Also of one who isn't elected, or asks from 0.0.0.0: what is behind
	 * another switch must reach its members here.
	 */
	vsw_role_router(mc, domain, in, jiffies + vsw_querier_time(mc, msg));
	if (!vsw_querier_elect(mc, domain, msg, in))
		goto out;
	if (!memcmp(&msg->group, &none, sizeof(none)))
		vsw_roles_asked(mc, domain,
				jiffies + vsw_mcast_jiffies(msg->max_resp) +
				HZ / 10);
	else if (!msg->suppress && !msg->sources)
		shorten(mc, vid, msg);
out:
	unlock_charged(mc, before);
}

static void take_router(struct vsw_mcast *mc, struct vsw_port *in, u16 vid,
			const struct vsw_mcast_msg *msg)
{
	struct vsw_mcast_domain *domain;
	struct mem_cgroup *before;

	before = lock_charged(mc);
	domain = vsw_mcast_domain(mc, vid, msg->is_v6);
	if (domain)
		vsw_role_router(mc, domain, in,
				jiffies + mc->opts.querier_time);
	unlock_charged(mc, before);
}

/* ---- frames --------------------------------------------------------------- */

/* The VLAN that a frame's groups are known by: that of the switch, or of its
 * tag where the switch looks at none. False: a tag that isn't understood.
 */
static bool vlan_of(const struct vsw *sw, const struct sk_buff *skb, u16 *vid)
{
	if (!skb_vlan_tag_present(skb))
		return true;
	if (sw->vlan_proto)
		return skb->vlan_proto == sw->vlan_proto;
	if (skb->vlan_proto != htons(ETH_P_8021Q))
		return false;
	*vid = skb_vlan_tag_get_id(skb);
	return true;
}

/* The first data of a VLAN where this switch is to ask */
static void begin_asking(struct vsw_mcast *mc, u16 vid, bool is_v6)
{
	struct mem_cgroup *before;

	if (!READ_ONCE(mc->opts.querier) || (vid && !mc->sw->vlan_proto))
		return;
	before = lock_charged(mc);
	vsw_mcast_domain(mc, vid, is_v6);
	unlock_charged(mc, before);
}

static bool find_members(struct vsw_mcast *mc, u16 vid,
			 const struct vsw_mcast_msg *msg,
			 struct vsw_mcast_dest *dest)
{
	struct vsw_mdb_key key = {
		.group = msg->dest, .vid = vid, .is_v6 = msg->is_v6,
	};
	struct vsw_mcast_domain *domain;
	struct vsw_mdb_group *group;

	if (vsw_mcast_is_kept(&msg->dest, msg->is_v6))
		return false;
	domain = xa_load(&mc->domain, domain_index(vid, msg->is_v6));
	if (!domain)
		begin_asking(mc, vid, msg->is_v6);
	if (!domain || !vsw_mcast_known(domain))
		return false;
	group = vsw_mdb_find(mc, &key);
	dest->members = group ? rcu_dereference(group->ports) : &vsw_mdb_none;
	dest->takers = rcu_dereference(domain->takers);
	return dest->members && dest->takers;
}

/* Reports go where routers are, and not to hosts, which would think that they
 * needn't report themselves (RFC 4541, 2.1.1).
 */
static bool find_routers(struct vsw_mcast *mc, u16 vid,
			 const struct vsw_mcast_msg *msg,
			 struct vsw_mcast_dest *dest)
{
	struct vsw_mcast_domain *domain;

	domain = xa_load(&mc->domain, domain_index(vid, msg->is_v6));
	if (!domain || !vsw_mcast_known(domain))
		return false;
	dest->members = &vsw_mdb_none;
	dest->takers = rcu_dereference(domain->routers);
	return dest->takers;
}

/**
 * vsw_mcast_decide() - where does a frame to a group go?
 * @in: port where it came in
 * @skb: frame, whose data begin behind the Ethernet header
 * @vid: its VLAN; 0 when the switch knows none
 * @dest: gets the ports
 *
 * Context: bottom halves off, rcu_read_lock held.
 * Return: false when it is to be flooded.
 */
bool vsw_mcast_decide(struct vsw_port *in, const struct sk_buff *skb, u16 vid,
		      struct vsw_mcast_dest *dest)
{
	struct vsw_mcast *mc = in->sw->mcast;
	const struct ethhdr *eth = eth_hdr(skb);
	struct vsw_mcast_msg msg;

	if (!READ_ONCE(mc->opts.snooping) || !vlan_of(in->sw, skb, &vid))
		return false;
	switch (vsw_mcast_parse(skb, eth->h_dest, eth->h_proto, &msg)) {
	case VSW_MCAST_OTHER:
		break;
	case VSW_MCAST_DATA:
		return find_members(mc, vid, &msg, dest);
	case VSW_MCAST_BAD:
		atomic64_inc(&mc->bad);
		break;
	case VSW_MCAST_QUERY:
		take_query(mc, in, vid, &msg);
		break;
	case VSW_MCAST_REPORT:
		take_report(mc, in, skb, vid, &msg);
		return find_routers(mc, vid, &msg, dest);
	case VSW_MCAST_ROUTER:
		take_router(mc, in, vid, &msg);
		break;
	}
	return false;
}

/* ---- time ----------------------------------------------------------------- */

/**
 * vsw_mcast_arm() - something is to be done later
 * @mc: of the switch
 * @when: jiffies
 *
 * Context: vsw_mcast.lock held.
 */
void vsw_mcast_arm(struct vsw_mcast *mc, unsigned long when)
{
	unsigned long now = jiffies;

	if (mc->armed && time_before_eq(mc->next, when))
		return;
	mc->armed = true;
	mc->next = when;
	mod_delayed_work(system_unbound_wq, &mc->work,
			 time_after(when, now) ? when - now : 0);
}

/* Not more often than this, however many groups there are to look at. */
#define PACE	(HZ / 20)

static void work(struct work_struct *work)
{
	struct vsw_mcast *mc = container_of(work, struct vsw_mcast, work.work);
	struct vsw_mcast_domain *domain, *next;
	struct sk_buff_head queries;
	unsigned long now = jiffies;

	__skb_queue_head_init(&queries);
	local_bh_disable();
	/* Ports in queries stay until these are sent. */
	rcu_read_lock();
	spin_lock(&mc->lock);
	mc->armed = false;
	list_for_each_entry_safe(domain, next, &mc->domains, list) {
		vsw_querier_expire(mc, domain, now, &queries);
		vsw_roles_expire(mc, domain, now);
		/* Nothing is known there any more. */
		if (domain->querier == VSW_QUERIER_NONE &&
		    list_empty(&domain->roles))
			remove_domain(mc, domain);
	}
	vsw_mdb_expire(mc, now, &queries);
	if (mc->armed && time_before(mc->next, now + PACE)) {
		mc->next = now + PACE;
		mod_delayed_work(system_unbound_wq, &mc->work, PACE);
	}
	spin_unlock(&mc->lock);
	vsw_querier_send(mc->sw, &queries);
	rcu_read_unlock();
	local_bh_enable();
}

/* ---- configuration -------------------------------------------------------- */

/* Forget what was learned from messages. */
void vsw_mcast_reset(struct vsw *sw)
{
	struct vsw_mdb_filter filter = { .last = VLAN_VID_MASK };
	struct vsw_mcast *mc = sw->mcast;

	vsw_mdb_flush(mc, &filter);
	spin_lock_bh(&mc->lock);
	remove_domains(mc);
	if (mc->opts.snooping && mc->opts.querier && !sw->vlan_proto) {
		vsw_mcast_domain(mc, 0, false);
		vsw_mcast_domain(mc, 0, true);
	}
	spin_unlock_bh(&mc->lock);
}

/**
 * vsw_mcast_set_opts() - change the options of a switch
 * @sw: switch
 * @opts: all of them, in their ranges
 *
 * Switched off, what was learned is forgotten.
 *
 * Context: rtnl; may sleep.
 */
void vsw_mcast_set_opts(struct vsw *sw, const struct vsw_mcast_opts *opts)
{
	struct vsw_mcast *mc = sw->mcast;
	bool was_on = mc->opts.snooping, asked = mc->opts.querier;
	struct vsw_mcast_domain *domain;

	ASSERT_RTNL();
	spin_lock_bh(&mc->lock);
	mc->opts = *opts;
	list_for_each_entry(domain, &mc->domains, list) {
		if (opts->querier)
			vsw_querier_start(mc, domain);
		else
			vsw_querier_stop(domain);
	}
	spin_unlock_bh(&mc->lock);
	/* Frames under way read by the old options. */
	if (was_on && !opts->snooping)
		synchronize_net();
	if (was_on != opts->snooping || (opts->querier && !asked))
		vsw_mcast_reset(sw);
}

/* Is a multicast router behind a port? rtnl */
void vsw_mcast_set_router(struct vsw_port *port, enum vsw_mcast_router router)
{
	struct vsw_mcast *mc = port->sw->mcast;
	struct vsw_mcast_domain *domain;

	if (port->mcast_router == router)
		return;
	spin_lock_bh(&mc->lock);
	WRITE_ONCE(port->mcast_router, router);
	list_for_each_entry(domain, &mc->domains, list)
		vsw_role_changed(domain, port);
	spin_unlock_bh(&mc->lock);
}

/**
 * vsw_mcast_port_new() - it isn't known what a port has joined
 * @port: it was attached, came up, or got into VLANs
 * @first: in VLANs from this one
 * @last: to this one
 *
 * It gets all groups until it was asked.
 *
 * Context: rtnl.
 */
void vsw_mcast_port_new(struct vsw_port *port, u16 first, u16 last)
{
	struct vsw_mcast *mc = port->sw->mcast;
	struct vsw_mcast_domain *domain;

	spin_lock_bh(&mc->lock);
	list_for_each_entry(domain, &mc->domains, list) {
		if (domain->vid < first || domain->vid > last)
			continue;
		if (port->mcast_router == VSW_MCAST_ROUTER_ALWAYS)
			vsw_role_changed(domain, port);
		if (domain->querier != VSW_QUERIER_NONE)
			vsw_role_all(mc, domain, port,
				     jiffies + domain->member_time);
	}
	spin_unlock_bh(&mc->lock);
}

/* Whoever is behind a port may turn up elsewhere. */
void vsw_mcast_port_forget(struct vsw_port *port)
{
	struct vsw_mdb_filter filter = { .port = port, .last = VLAN_VID_MASK };

	vsw_mdb_flush(port->sw->mcast, &filter);
}

/* A port left VLANs: it isn't a member there, whoever made it one. */
void vsw_mcast_port_left(struct vsw_port *port, u16 first, u16 last)
{
	struct vsw_mdb_filter filter = {
		.port = port, .first = first, .last = last, .kept = true,
	};

	vsw_mdb_flush(port->sw->mcast, &filter);
}

/**
 * vsw_mcast_port_gone() - a port goes
 * @port: no frame comes from it any more
 *
 * Frames may still be on their way to it until a grace period is over.
 */
void vsw_mcast_port_gone(struct vsw_port *port)
{
	struct vsw_mdb_filter filter = {
		.port = port, .last = VLAN_VID_MASK, .kept = true,
	};
	struct vsw_mcast *mc = port->sw->mcast;
	struct vsw_mcast_domain *domain;

	vsw_mdb_flush(mc, &filter);
	spin_lock_bh(&mc->lock);
	list_for_each_entry(domain, &mc->domains, list)
		vsw_role_forget(domain, port);
	spin_unlock_bh(&mc->lock);
}

int vsw_mcast_init(struct vsw *sw)
{
	struct vsw_mcast *mc = kzalloc(sizeof(*mc), GFP_KERNEL_ACCOUNT);
	int err;

	if (!mc)
		return -ENOMEM;
	err = vsw_mdb_init(mc);
	if (err) {
		kfree(mc);
		return err;
	}
	mc->sw = sw;
	spin_lock_init(&mc->lock);
	xa_init(&mc->domain);
	INIT_LIST_HEAD(&mc->domains);
	INIT_DELAYED_WORK(&mc->work, work);
	/* RFC 3376, 8 */
	mc->opts = (struct vsw_mcast_opts) {
		.snooping		= true,
		.last_member_count	= 2,
		.startup_count		= 2,
		.limit			= DEFAULT_LIMIT,
		.query_interval		= 125 * HZ,
		.response		= 10 * HZ,
		.querier_time		= 255 * HZ,
		.member_time		= 260 * HZ,
		.last_member_interval	= HZ,
		.startup_interval	= 125 * HZ / 4,
	};
	sw->mcast = mc;
	return 0;
}

/* No frame comes in any more, and all ports are gone. */
void vsw_mcast_destroy(struct vsw *sw)
{
	struct vsw_mdb_filter filter = { .last = VLAN_VID_MASK, .kept = true };
	struct vsw_mcast *mc = sw->mcast;

	vsw_mdb_flush(mc, &filter);
	spin_lock_bh(&mc->lock);
	remove_domains(mc);
	/* Nothing arms it again. */
	spin_unlock_bh(&mc->lock);
	cancel_delayed_work_sync(&mc->work);
	vsw_mdb_destroy(mc);
	xa_destroy(&mc->domain);
	kfree(mc);
}

/* What a port begins with */
void vsw_mcast_port_init(struct vsw_port *port)
{
	port->mcast_router = VSW_MCAST_ROUTER_HEARD;
	port->mcast_limit = DEFAULT_PORT_LIMIT;
}
