// SPDX-License-Identifier: GPL-2.0
/*
 * Budgets: how many sessions the guests behind a port may have and begin, so that
 * one that begins too many harms only itself. A port is found by the source
 * address of the packet in the FDB, since that is where the frame came from just
 * now; whatever addresses a guest invents, all count for its port.
 *
 * Conntrack tells nobody but ctnetlink of the end of sessions. But it counts the
 * references to a timeout policy: so each port has policies of its own (owner.c),
 * and what its guests have is what refers to those.
 *
 *	struct vsw_nat_guest	what the guests behind a port have; by its number
 *	  room			sessions that may begin before they are counted
 *				again; fewer than there is room for
 *	  tokens		those that may begin in this tick of the clock
 *
 * Taking from these two takes no lock, all else vsw_nat.guests.lock, with bottom
 * halves off.
 */
#include <linux/etherdevice.h>
#include <linux/jiffies.h>
#include <linux/rtnetlink.h>
#include <linux/slab.h>
#include <linux/workqueue.h>
#include <linux/xarray.h>
#include <net/netfilter/nf_conntrack_core.h>
#include <net/netfilter/nf_conntrack_timeout.h>

#include "vswitch/nat/nat.h"

/**
 * struct vsw_nat_guest - what the guests behind a port have
 * @nat: switch
 * @owners: of sessions that they begin with the outside, by kind
 * @others: and of those with guests of other switches, by others_index()
 * @room: see above
 * @tokens: see above
 * @filled: when tokens came last, in jiffies
 * @refused: sessions that they were refused
 * @told: when that was announced last, in jiffies
 */
struct vsw_nat_guest {
	struct vsw_nat *nat;
	struct nf_ct_timeout *owners[VSW_NAT_KINDS];
	struct xarray others;
	atomic_t room;
	atomic_t tokens;
	unsigned long filled;
	u64 refused;
	unsigned long told;
};

static unsigned long others_index(const struct vsw_nat *to,
				  enum vsw_nat_kind kind)
{
	return to->id * VSW_NAT_KINDS + kind;
}

/* ---- counting ------------------------------------------------------------- */

/* Sessions of an owner: references but the guest's own */
static unsigned int sessions_of(const struct nf_ct_timeout *owner)
{
	return owner ? refcount_read(&owner->refcnt) - 1 : 0;
}

static unsigned int count(struct vsw_nat_guest *guest)
{
	struct nf_ct_timeout *owner;
	unsigned int num = 0, i;
	unsigned long index;

	for (i = 0; i < VSW_NAT_KINDS; i++)
		num += sessions_of(guest->owners[i]);
	xa_for_each(&guest->others, index, owner)
		num += sessions_of(owner);
	return num;
}

/* Ends sessions that are over, and that conntrack hasn't come across yet. */
static int is_over(struct nf_conn *ct, void *data)
{
	const struct vsw_nat *nat = data;
	bool over;

	rcu_read_lock();
	over = nf_ct_is_expired(ct) && vsw_nat_source(nat->nn, ct) == nat;
	rcu_read_unlock();
	return over;
}

static void end_those_over(struct work_struct *work)
{
	struct vsw_nat *nat = container_of(work, struct vsw_nat,
					   guests.work.work);
	struct nf_ct_iter_data iter = { .net = nat->nn->net, .data = nat };

	nf_ct_iterate_cleanup_net(is_over, &iter);
}

/* ---- guests --------------------------------------------------------------- */

static struct vsw_nat_guest *new_guest(struct vsw_nat *nat)
{
	struct vsw_nat_guest *guest = kzalloc(sizeof(*guest), GFP_ATOMIC);

	if (!guest)
		return NULL;
	guest->nat = nat;
	xa_init(&guest->others);
	guest->filled = jiffies - HZ;
	guest->told = jiffies - HZ;
	return guest;
}

/* A port that is gone leaves what it had to the next one of its number. */
static struct vsw_nat_guest *find_guest(struct vsw_nat *nat,
					struct vsw_port *port)
{
	struct vsw_nat_guest *guest = xa_load(&nat->guests.by_port,
					      port->number);

	if (!guest) {
		guest = new_guest(nat);
		if (!guest)
			return NULL;
		if (xa_err(xa_store(&nat->guests.by_port, port->number, guest,
				    GFP_ATOMIC))) {
			kfree(guest);
			return NULL;
		}
	}
	/* Whoever sees it, in guest_of(), has to see what is in it. */
	smp_store_release(&port->mode_data, guest);
	return guest;
}

static struct vsw_nat_guest *guest_of(struct vsw_nat *nat,
				      struct vsw_port *port)
{
	struct vsw_nat_guest *guest;

	/* Of find_guest() */
	guest = smp_load_acquire(&port->mode_data);
	if (likely(guest))
		return guest;
	spin_lock_bh(&nat->guests.lock);
	guest = find_guest(nat, port);
	spin_unlock_bh(&nat->guests.lock);
	return guest;
}

static noinline struct nf_ct_timeout *new_owner(struct vsw_nat_guest *guest,
						enum vsw_nat_kind kind)
{
	struct vsw_nat_guests *guests = &guest->nat->guests;
	struct nf_ct_timeout *owner;

	spin_lock_bh(&guests->lock);
	owner = guest->owners[kind];
	if (!owner) {
		owner = vsw_nat_owner_new(guest->nat, kind, GFP_ATOMIC);
		/* As find_guest(); for begin() */
		smp_store_release(&guest->owners[kind], owner);
	}
	spin_unlock_bh(&guests->lock);
	return owner;
}

/* The session is the guest's from now on. False: no memory */
static bool begin(struct vsw_nat_guest *guest, struct nf_conn *ct)
{
	enum vsw_nat_kind kind = vsw_nat_kind_of(nf_ct_protonum(ct));
	struct nf_ct_timeout *owner;

	/* Of new_owner() */
	owner = smp_load_acquire(&guest->owners[kind]);
	if (unlikely(!owner))
		owner = new_owner(guest, kind);
	return owner && vsw_nat_owner_take(owner, ct);
}

/**
 * vsw_nat_guest_own() - a guest's session turns out to be with one of another
 *	switch
 * @guest: who began it, and is charged
 * @to: the other switch
 * @ct: session that isn't confirmed yet
 *
 * It is the other switch's then, and goes on to count for the guest. Without
 * memory it stays what it was, and isn't let in.
 *
 * Context: rcu_read_lock held.
 */
void vsw_nat_guest_own(struct vsw_nat_guest *guest, struct vsw_nat *to,
		       struct nf_conn *ct)
{
	struct vsw_nat_guests *guests = &guest->nat->guests;
	enum vsw_nat_kind kind = vsw_nat_kind_of(nf_ct_protonum(ct));
	unsigned long index = others_index(to, kind);
	struct nf_ct_timeout *owner;

	if (to == guest->nat)
		return;
	spin_lock_bh(&guests->lock);
	owner = xa_load(&guest->others, index);
	if (!owner) {
		owner = vsw_nat_owner_new(to, kind, GFP_ATOMIC);
		if (owner && xa_err(xa_store(&guest->others, index, owner,
					     GFP_ATOMIC))) {
			vsw_nat_owner_end(to->nn, owner);
			owner = NULL;
		}
	}
	if (owner)
		vsw_nat_owner_take(owner, ct);
	spin_unlock_bh(&guests->lock);
}

/* The port that a frame came from, which reached the host by @dev; the host's for a
 * station that isn't known
 */
static __always_inline struct vsw_port *
port_of(const struct vsw_nat *nat, const struct sk_buff *skb,
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

/* ---- budgets -------------------------------------------------------------- */

/* Counts them, and takes one if there is room. */
static noinline bool find_room(struct vsw_nat_guest *guest, u32 max)
{
	struct vsw_nat_guests *guests = &guest->nat->guests;
	unsigned int num;

	spin_lock_bh(&guests->lock);
	num = count(guest);
	if (num < max)
		atomic_set(&guest->room,
			   min_t(u32, max - num - 1, INT_MAX));
	else
		schedule_delayed_work(&guests->work, HZ);
	spin_unlock_bh(&guests->lock);
	return num < max;
}

static inline bool take_room(struct vsw_nat_guest *guest, u32 max)
{
	return !max || likely(atomic_dec_if_positive(&guest->room) >= 0) ||
	       find_room(guest, max);
}

/* Tokens since the last ones came: one second's worth at most */
static noinline void fill(struct vsw_nat_guest *guest, u32 rate)
{
	struct vsw_nat_guests *guests = &guest->nat->guests;
	unsigned long passed;
	u64 more;

	spin_lock_bh(&guests->lock);
	passed = jiffies - guest->filled;
	more = passed >= HZ ? rate : div_u64((u64)passed * rate, HZ);
	if (more) {
		more += atomic_read(&guest->tokens);
		atomic_set(&guest->tokens, min_t(u64, more, rate));
		WRITE_ONCE(guest->filled, jiffies);
	}
	spin_unlock_bh(&guests->lock);
}

static inline bool take_token(struct vsw_nat_guest *guest, u32 rate)
{
	if (!rate)
		return true;
	if (unlikely(time_after(jiffies, READ_ONCE(guest->filled))))
		fill(guest, rate);
	return atomic_dec_if_positive(&guest->tokens) >= 0;
}

static enum vsw_drop charge(struct vsw_nat_guest *guest, struct nf_conn *ct)
{
	const struct vsw_nat_opts *opts = rcu_dereference(guest->nat->opts);
	enum vsw_drop why = VSW_DROP_NAT_RATE;

	if (!take_room(guest, opts->max_sessions))
		return VSW_DROP_NAT_SESSIONS;
	if (likely(take_token(guest, opts->max_rate))) {
		if (likely(begin(guest, ct)))
			return VSW_DROP_COUNT;
		why = VSW_DROP_NO_MEMORY;
	}
	atomic_inc(&guest->room);
	return why;
}

/* To be told of: once a second for each port at most */
static void refuse(struct vsw_nat *nat, struct vsw_nat_guest *guest,
		   struct vsw_port *port)
{
	bool tell;

	spin_lock_bh(&nat->guests.lock);
	guest->refused++;
	tell = time_after_eq(jiffies, guest->told + HZ);
	if (tell)
		guest->told = jiffies;
	spin_unlock_bh(&nat->guests.lock);
	if (tell)
		vsw_nat_nl_refused(nat, port);
}

/**
 * vsw_nat_charge() - a guest begins a session: has it budget for that?
 * @nat: switch
 * @skb: its packet
 * @ct: session
 * @why: why not
 *
 * Context: softirq, rcu_read_lock held.
 * Return: whom it counts for; NULL if it may not begin it.
 */
struct vsw_nat_guest *vsw_nat_charge(struct vsw_nat *nat,
				     const struct sk_buff *skb,
				     struct nf_conn *ct, enum vsw_drop *why)
{
	struct vsw_port *port = port_of(nat, skb, skb->dev);
	struct vsw_nat_guest *guest = guest_of(nat, port);

	*why = likely(guest) ? charge(guest, ct) : VSW_DROP_NO_MEMORY;
	if (likely(*why == VSW_DROP_COUNT)) {
		vsw_nat_count(nat, VSW_NAT_CREATED, 1);
		return guest;
	}
	if (*why == VSW_DROP_NO_MEMORY)
		return NULL;
	vsw_nat_count(nat, *why == VSW_DROP_NAT_RATE ? VSW_NAT_REFUSED_RATE :
						VSW_NAT_REFUSED_SESSIONS, 1);
	refuse(nat, guest, port);
	return NULL;
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
	struct vsw_nat_guest *guest;
	const struct net_device *dev;
	struct vsw_port *port;

	vsw_nat_count(nat, VSW_NAT_NO_PORT, 1);
	dev = dev_get_by_index_rcu(nat->nn->net, skb->skb_iif);
	port = dev ? port_of(nat, skb, dev) : nat->sw->host;
	guest = guest_of(nat, port);
	if (guest)
		refuse(nat, guest, port);
}

/* What the guests behind a port have and were refused */
void vsw_nat_usage(struct vsw_nat *nat, const struct vsw_port *port,
		   struct vsw_nat_usage *usage)
{
	struct vsw_nat_guest *guest;

	*usage = (struct vsw_nat_usage) {};
	spin_lock_bh(&nat->guests.lock);
	guest = xa_load(&nat->guests.by_port, port->number);
	if (guest) {
		usage->sessions = count(guest);
		usage->refused = guest->refused;
	}
	spin_unlock_bh(&nat->guests.lock);
}

/* Sessions of all guests of a switch */
unsigned int vsw_nat_sessions(struct vsw_nat *nat)
{
	struct vsw_nat_guest *guest;
	unsigned int num = 0;
	unsigned long number;

	spin_lock_bh(&nat->guests.lock);
	xa_for_each(&nat->guests.by_port, number, guest)
		num += count(guest);
	spin_unlock_bh(&nat->guests.lock);
	return num;
}

/* ---- switches ------------------------------------------------------------- */

void vsw_nat_guests_init(struct vsw_nat *nat)
{
	spin_lock_init(&nat->guests.lock);
	xa_init_flags(&nat->guests.by_port, XA_FLAGS_LOCK_BH);
	INIT_DELAYED_WORK(&nat->guests.work, end_those_over);
}

/* The budgets have changed: what there was room for doesn't count. rtnl */
void vsw_nat_guests_set(struct vsw_nat *nat)
{
	struct vsw_nat_guest *guest;
	unsigned long number;

	spin_lock_bh(&nat->guests.lock);
	xa_for_each(&nat->guests.by_port, number, guest) {
		atomic_set(&guest->room, 0);
		atomic_set(&guest->tokens, 0);
		WRITE_ONCE(guest->filled, jiffies - HZ);
	}
	spin_unlock_bh(&nat->guests.lock);
}

static void free_guest(struct vsw_nat_guest *guest)
{
	struct vsw_nat_net *nn = guest->nat->nn;
	struct nf_ct_timeout *owner;
	unsigned long index;
	unsigned int i;

	for (i = 0; i < VSW_NAT_KINDS; i++)
		if (guest->owners[i])
			vsw_nat_owner_end(nn, guest->owners[i]);
	xa_for_each(&guest->others, index, owner)
		vsw_nat_owner_end(nn, owner);
	xa_destroy(&guest->others);
	kfree(guest);
}

/* Guests of other switches have no sessions with those of this one any more. */
static void forget(struct vsw_nat *gone)
{
	struct vsw_nat_guest *guest;
	struct nf_ct_timeout *owner;
	unsigned long number;
	struct vsw_nat *nat;
	unsigned int id, i;

	for (id = 1; id < VSW_NAT_IDS; id++) {
		nat = rtnl_dereference(gone->nn->by_id[id]);
		if (!nat || nat == gone)
			continue;
		spin_lock_bh(&nat->guests.lock);
		xa_for_each(&nat->guests.by_port, number, guest)
			for (i = 0; i < VSW_NAT_KINDS; i++) {
				owner = xa_erase(&guest->others,
						 others_index(gone, i));
				if (owner)
					vsw_nat_owner_end(gone->nn, owner);
			}
		spin_unlock_bh(&nat->guests.lock);
	}
}

/* No packet comes any more. rtnl */
void vsw_nat_guests_exit(struct vsw_nat *nat)
{
	struct vsw_nat_guests *guests = &nat->guests;
	struct vsw_nat_guest *guest;
	struct vsw_port *port;
	unsigned long number;

	cancel_delayed_work_sync(&guests->work);
	forget(nat);
	list_for_each_entry(port, &nat->sw->ports, list)
		port->mode_data = NULL;
	xa_for_each(&guests->by_port, number, guest)
		free_guest(guest);
	xa_destroy(&guests->by_port);
}
