// SPDX-License-Identifier: GPL-2.0
/*
 * Budgets: how many sessions the guests behind a port may have and begin, so that
 * one that begins too many harms only itself. A port is found by the source
 * address of the packet in the FDB, since that is where the frame came from just
 * now; whatever addresses a guest invents, all count for its port.
 *
 *	struct guest	what the guests behind a port have; by the port's number
 *	struct session	a session of theirs; holds its conntrack, so that the end
 *			of that can be seen
 *
 * Conntrack tells nobody but ctnetlink of the end of sessions: so they are looked
 * through, some each second, and those of a port when it has no room left. All
 * under vsw_nat.guests.lock, with bottom halves off.
 */
#include <linux/etherdevice.h>
#include <linux/jiffies.h>
#include <linux/slab.h>
#include <linux/workqueue.h>
#include <linux/xarray.h>

#include "vswitch/nat/nat.h"

/* Sessions to look through each second: so many, or this part of all */
#define REAP_MIN	1024
#define REAP_PART	16
/* And those of a port that has no room */
#define REAP_FULL	64

struct guest {
	struct list_head sessions;
	unsigned int count;
	u32 tokens;
	unsigned long filled;
	u64 refused;
	unsigned long told;
};

struct session {
	struct list_head all;
	struct list_head list;
	struct guest *guest;
	struct nf_conn *ct;
	u32 since;
};

static void end(struct vsw_nat_guests *guests, struct session *session)
{
	list_del(&session->all);
	list_del(&session->list);
	session->guest->count--;
	WRITE_ONCE(guests->count, guests->count - 1);
	nf_ct_put(session->ct);
	kfree(session);
}

/* Of one port, those that are longest there first; what is alive goes to the
 * end, so that all have their turn.
 */
static void reap(struct vsw_nat_guests *guests, struct guest *guest)
{
	struct session *session, *next;
	unsigned int num = 0;

	list_for_each_entry_safe(session, next, &guest->sessions, list) {
		if (num++ == REAP_FULL)
			break;
		if (vsw_nat_is_over(session->ct, session->since))
			end(guests, session);
		else
			list_move_tail(&session->list, &guest->sessions);
	}
}

static void reap_some(struct work_struct *work)
{
	struct vsw_nat_guests *guests =
		container_of(work, struct vsw_nat_guests, work.work);
	struct session *session, *next;
	unsigned int num;

	spin_lock_bh(&guests->lock);
	num = max_t(unsigned int, REAP_MIN, guests->count / REAP_PART);
	list_for_each_entry_safe(session, next, &guests->sessions, all) {
		if (!num--)
			break;
		if (vsw_nat_is_over(session->ct, session->since))
			end(guests, session);
		else
			list_move_tail(&session->all, &guests->sessions);
	}
	if (guests->count)
		schedule_delayed_work(&guests->work, HZ);
	spin_unlock_bh(&guests->lock);
}

static struct guest *guest_of(struct vsw_nat_guests *guests,
			      const struct vsw_port *port)
{
	struct guest *guest = xa_load(&guests->by_port, port->number);

	if (guest)
		return guest;
	guest = kzalloc(sizeof(*guest), GFP_ATOMIC);
	if (!guest)
		return NULL;
	INIT_LIST_HEAD(&guest->sessions);
	guest->filled = jiffies - HZ;
	guest->told = jiffies - HZ;
	if (xa_err(xa_store(&guests->by_port, port->number, guest,
			    GFP_ATOMIC))) {
		kfree(guest);
		return NULL;
	}
	return guest;
}

/* The port that a frame came from, which reached the host by @dev; the host's for a
 * station that isn't known
 */
static struct vsw_port *port_of(const struct vsw_nat *nat,
				const struct sk_buff *skb,
				const struct net_device *dev)
{
	const struct vsw *sw = nat->sw;
	struct vsw_port *port = NULL;
	u16 vid = 0;

	if (skb_mac_header_was_set(skb)) {
		if (sw->vlan_proto)
			vid = is_vlan_dev(dev) ? vlan_dev_vlan_id(dev) :
						 READ_ONCE(sw->host->pvid);
		port = vsw_fdb_find(rcu_dereference(sw->fdb.table),
				    vsw_source_key(eth_hdr(skb), vid));
	}
	return port ?: sw->host;
}

/* A bucket of one second's worth. False: it is empty. */
static bool take_token(struct guest *guest, u32 rate)
{
	unsigned long passed = jiffies - guest->filled;
	u64 more;

	if (!rate)
		return true;
	if (passed >= HZ) {
		guest->tokens = rate;
		guest->filled = jiffies;
	} else if (passed) {
		more = div_u64((u64)passed * rate, HZ);
		if (more) {
			guest->tokens = min_t(u64, rate, guest->tokens + more);
			guest->filled = jiffies;
		}
	}
	if (!guest->tokens)
		return false;
	guest->tokens--;
	return true;
}

static bool has_room(struct vsw_nat_guests *guests, struct guest *guest,
		     u32 max)
{
	if (!max || guest->count < max)
		return true;
	reap(guests, guest);
	return guest->count < max;
}

static bool begin(struct vsw_nat_guests *guests, struct guest *guest,
		  struct nf_conn *ct)
{
	struct session *session = kmalloc(sizeof(*session), GFP_ATOMIC);

	if (!session)
		return false;
	session->guest = guest;
	session->ct = ct;
	nf_conntrack_get(&ct->ct_general);
	session->since = jiffies;
	list_add_tail(&session->list, &guest->sessions);
	list_add_tail(&session->all, &guests->sessions);
	guest->count++;
	if (!guests->count)
		schedule_delayed_work(&guests->work, HZ);
	WRITE_ONCE(guests->count, guests->count + 1);
	return true;
}

/* Once a second for each port at most. True: now. */
static bool refuse(struct guest *guest)
{
	guest->refused++;
	if (time_before(jiffies, guest->told + HZ))
		return false;
	guest->told = jiffies;
	return true;
}

static enum vsw_drop charge(struct vsw_nat *nat, struct vsw_port *port,
			    struct nf_conn *ct, bool *tell)
{
	const struct vsw_nat_opts *opts = rcu_dereference(nat->opts);
	struct guest *guest = guest_of(&nat->guests, port);

	if (!guest)
		return VSW_DROP_NO_MEMORY;
	if (!has_room(&nat->guests, guest, opts->max_sessions)) {
		*tell = refuse(guest);
		return VSW_DROP_NAT_SESSIONS;
	}
	if (!take_token(guest, opts->max_rate)) {
		*tell = refuse(guest);
		return VSW_DROP_NAT_RATE;
	}
	return begin(&nat->guests, guest, ct) ? VSW_DROP_COUNT :
						VSW_DROP_NO_MEMORY;
}

/**
 * vsw_nat_charge() - a guest begins a session: has it budget for that?
 * @nat: switch
 * @skb: its packet
 * @ct: session
 * @why: why not
 *
 * Context: softirq, rcu_read_lock held.
 * Return: false if it hasn't.
 */
bool vsw_nat_charge(struct vsw_nat *nat, const struct sk_buff *skb,
		    struct nf_conn *ct, enum vsw_drop *why)
{
	struct vsw_port *port = port_of(nat, skb, skb->dev);
	bool tell = false;

	spin_lock_bh(&nat->guests.lock);
	*why = charge(nat, port, ct, &tell);
	spin_unlock_bh(&nat->guests.lock);
	if (*why == VSW_DROP_COUNT) {
		vsw_nat_count(nat, VSW_NAT_CREATED, 1);
		return true;
	}
	if (*why == VSW_DROP_NAT_SESSIONS)
		vsw_nat_count(nat, VSW_NAT_REFUSED_SESSIONS, 1);
	else if (*why == VSW_DROP_NAT_RATE)
		vsw_nat_count(nat, VSW_NAT_REFUSED_RATE, 1);
	if (tell)
		vsw_nat_nl_refused(nat, port);
	return false;
}

/**
 * vsw_nat_no_port() - a guest's session gets no address and port outside
 * @nat: switch
 * @skb: its packet, about to leave
 *
 * Context: softirq, rcu_read_lock held.
 */
void vsw_nat_no_port(struct vsw_nat *nat, const struct sk_buff *skb)
{
	const struct net_device *dev;
	struct vsw_port *port;
	struct guest *guest;
	bool tell;

	vsw_nat_count(nat, VSW_NAT_NO_PORT, 1);
	dev = dev_get_by_index_rcu(nat->nn->net, skb->skb_iif);
	port = dev ? port_of(nat, skb, dev) : nat->sw->host;
	spin_lock_bh(&nat->guests.lock);
	guest = guest_of(&nat->guests, port);
	tell = guest && refuse(guest);
	spin_unlock_bh(&nat->guests.lock);
	if (tell)
		vsw_nat_nl_refused(nat, port);
}

/* What the guests behind a port have and were refused */
void vsw_nat_usage(struct vsw_nat *nat, const struct vsw_port *port,
		   struct vsw_nat_usage *usage)
{
	const struct guest *guest;

	*usage = (struct vsw_nat_usage) {};
	spin_lock_bh(&nat->guests.lock);
	guest = xa_load(&nat->guests.by_port, port->number);
	if (guest) {
		usage->sessions = guest->count;
		usage->refused = guest->refused;
	}
	spin_unlock_bh(&nat->guests.lock);
}

void vsw_nat_guests_init(struct vsw_nat *nat)
{
	spin_lock_init(&nat->guests.lock);
	xa_init_flags(&nat->guests.by_port, XA_FLAGS_LOCK_BH);
	INIT_LIST_HEAD(&nat->guests.sessions);
	INIT_DELAYED_WORK(&nat->guests.work, reap_some);
}

/* No packet comes any more. */
void vsw_nat_guests_exit(struct vsw_nat *nat)
{
	struct vsw_nat_guests *guests = &nat->guests;
	struct session *session, *next;
	unsigned long number;
	struct guest *guest;

	spin_lock_bh(&guests->lock);
	list_for_each_entry_safe(session, next, &guests->sessions, all)
		end(guests, session);
	spin_unlock_bh(&guests->lock);
	cancel_delayed_work_sync(&guests->work);
	xa_for_each(&guests->by_port, number, guest)
		kfree(guest);
	xa_destroy(&guests->by_port);
}
