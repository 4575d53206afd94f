// SPDX-License-Identifier: GPL-2.0
/*
 * VLANs of ports, IEEE 802.1Q-2018, 8.4 to 8.6: which a port is a member of,
 * which leave it without a tag, and which untagged frames belong to. Each port
 * has a table that is copied to be changed. All under rtnl.
 */
#include <linux/slab.h>

#include "compat/extack.h"
#include "vswitch/datapath.h"
#include "vswitch/mcast.h"
#include "vswitch/vsw.h"

static struct vsw_vlans *vlans_of(const struct vsw_port *port)
{
	return rtnl_dereference(port->vlans);
}

/* Until somebody says otherwise: untagged, all in VLAN 1 */
int vsw_vlan_init(struct vsw_port *port)
{
	struct vsw_vlans *vlans = kzalloc(sizeof(*vlans), GFP_KERNEL_ACCOUNT);

	if (!vlans)
		return -ENOMEM;
	__set_bit(VSW_DEFAULT_PVID, vlans->member);
	__set_bit(VSW_DEFAULT_PVID, vlans->untagged);
	rcu_assign_pointer(port->vlans, vlans);
	port->pvid = VSW_DEFAULT_PVID;
	return 0;
}

void vsw_vlan_free(struct vsw_port *port)
{
	kfree(rcu_dereference_protected(port->vlans, true));
}

/**
 * vsw_vlan_check() - are these VLANs, and one if one is to be the PVID?
 * @first: first of a range
 * @last: last of it
 * @pvid: untagged frames are to belong to it
 * @extack: where the reason of a refusal goes
 *
 * Return: 0 or -EINVAL.
 */
int vsw_vlan_check(u16 first, u16 last, bool pvid,
		   struct netlink_ext_ack *extack)
{
	if (!first || last >= VLAN_VID_MASK || first > last) {
		NL_SET_ERR_MSG(extack,
			       "A VLAN is 1 to 4094, a range lowest first");
		return -EINVAL;
	}
	if (pvid && first != last) {
		NL_SET_ERR_MSG(extack, "Only one VLAN can be the PVID");
		return -EINVAL;
	}
	return 0;
}

/* What a port is a member of; NULL when its switch looks at no VLANs. rtnl */
const struct vsw_vlans *vsw_vlan_seen(const struct vsw_port *port)
{
	return port->sw->vlan_proto ? vlans_of(port) : NULL;
}

/* To be changed and handed to vsw_vlan_write(); NULL without memory */
struct vsw_vlans *vsw_vlan_copy(const struct vsw_port *port)
{
	return kmemdup(vlans_of(port), sizeof(struct vsw_vlans),
		       GFP_KERNEL_ACCOUNT);
}

/* Put VLANs into a table that nobody reads yet. */
void vsw_vlan_put(struct vsw_vlans *vlans, u16 first, u16 last, bool untagged)
{
	bitmap_set(vlans->member, first, last - first + 1);
	if (untagged)
		bitmap_set(vlans->untagged, first, last - first + 1);
	else
		bitmap_clear(vlans->untagged, first, last - first + 1);
}

/* Take VLANs out of such a table: -ENOENT if it has none of them. */
int vsw_vlan_take(struct vsw_vlans *vlans, u16 first, u16 last,
		  struct netlink_ext_ack *extack)
{
	if (find_next_bit(vlans->member, last + 1, first) > last) {
		NL_SET_ERR_MSG(extack, "The port is not in that VLAN");
		return -ENOENT;
	}
	bitmap_clear(vlans->member, first, last - first + 1);
	bitmap_clear(vlans->untagged, first, last - first + 1);
	return 0;
}

/* The PVID when VLANs got other properties, or went */
u16 vsw_vlan_pvid(u16 old, u16 first, u16 last, bool pvid)
{
	if (pvid)
		return first;
	return old >= first && old <= last ? 0 : old;
}

/**
 * vsw_vlan_write() - give a port another table of VLANs
 * @port: port, or the host's
 * @new: table
 * @pvid: VLAN of untagged frames; 0: none
 *
 * Context: rtnl.
 * Return: the table that it had, for vsw_vlan_settle().
 */
struct vsw_vlans *vsw_vlan_write(struct vsw_port *port, struct vsw_vlans *new,
				 u16 pvid)
{
	struct vsw_vlans *old = vlans_of(port);
	DECLARE_BITMAP(got, VLAN_N_VID);
	unsigned long first, end;

	rcu_assign_pointer(port->vlans, new);
	WRITE_ONCE(port->pvid, pvid);
	if (vsw_port_is_host(port))
		vsw_host_sync(port->sw);
	bitmap_andnot(got, new->member, old->member, VLAN_N_VID);
	for_each_set_bitrange(first, end, got, VLAN_N_VID)
		vsw_mcast_port_new(port, first, end - 1);
	return old;
}

/**
 * vsw_vlan_settle() - forget the stations of a port in VLANs that it has left
 * @port: port, or the host's
 * @old: table that it had when frames under way came in; is freed
 *
 * Also those set by hand.
 *
 * Context: rtnl, a grace period after vsw_vlan_write() if there are such VLANs.
 */
void vsw_vlan_settle(struct vsw_port *port, struct vsw_vlans *old)
{
	const struct vsw_vlans *now = vlans_of(port);
	struct vsw_fdb_filter filter = {
		.port = port, .vid = -1, .kept = true, .member = now->member,
	};
	DECLARE_BITMAP(gone, VLAN_N_VID);
	unsigned long first, end;

	if (bitmap_andnot(gone, old->member, now->member, VLAN_N_VID) &&
	    !vsw_port_is_host(port))
		vsw_fdb_flush(port->sw, &filter);
	for_each_set_bitrange(first, end, gone, VLAN_N_VID) {
		vsw_vlan_stats_clear(port, first, end - 1);
		vsw_mcast_port_left(port, first, end - 1);
	}
	kfree_rcu(old, rcu);
}

/**
 * vsw_vlan_add() - make a port a member of VLANs
 * @port: port, or the host's
 * @first: first of a range, 1 to 4094
 * @last: last of it
 * @pvid: untagged frames from the port belong to it; for one VLAN only
 * @untagged: its frames leave the port without a tag
 * @extack: where the reason of a refusal goes
 *
 * A VLAN that it is in already gets the new properties.
 *
 * Context: rtnl.
 * Return: 0, -EINVAL or -ENOMEM.
 */
int vsw_vlan_add(struct vsw_port *port, u16 first, u16 last, bool pvid,
		 bool untagged, struct netlink_ext_ack *extack)
{
	struct vsw_vlans *new;
	int err;

	ASSERT_RTNL();
	err = vsw_vlan_check(first, last, pvid, extack);
	if (err)
		return err;
	err = vsw_vlan_stats_prepare(port, first, last);
	if (err)
		return err;
	new = vsw_vlan_copy(port);
	if (!new)
		return -ENOMEM;
	vsw_vlan_put(new, first, last, untagged);
	new = vsw_vlan_write(port, new,
			     vsw_vlan_pvid(port->pvid, first, last, pvid));
	vsw_vlan_settle(port, new);
	return 0;
}

/**
 * vsw_vlan_del() - take a port out of VLANs
 * @port: port, or the host's
 * @first: first of a range, 1 to 4094
 * @last: last of it
 * @extack: where the reason of a refusal goes
 *
 * The stations that are known behind it in these VLANs are forgotten, those
 * set by hand too.
 *
 * Context: rtnl.
 * Return: 0; -EINVAL; -ENOENT when it is in none of them; -ENOMEM.
 */
int vsw_vlan_del(struct vsw_port *port, u16 first, u16 last,
		 struct netlink_ext_ack *extack)
{
	struct vsw_vlans *new, *old;
	int err;

	ASSERT_RTNL();
	err = vsw_vlan_check(first, last, false, extack);
	if (err)
		return err;
	new = vsw_vlan_copy(port);
	if (!new)
		return -ENOMEM;
	err = vsw_vlan_take(new, first, last, extack);
	if (err) {
		kfree(new);
		return err;
	}
	old = vsw_vlan_write(port, new,
			     vsw_vlan_pvid(port->pvid, first, last, false));
	/* The datapath uses the old table until then, and may learn by it. */
	synchronize_net();
	vsw_vlan_settle(port, old);
	return 0;
}

static unsigned int properties(const struct vsw_port *port,
			       const struct vsw_vlans *vlans, unsigned int vid)
{
	return test_bit(vid, vlans->untagged) | (port->pvid == vid) << 1;
}

/**
 * vsw_vlan_next() - the next VLANs of a port that have equal properties
 * @port: port, or the host's
 * @from: not before this one
 * @first: gets the first of them
 * @last: gets the last; the PVID is alone
 *
 * Context: rtnl, or rcu_read_lock held.
 * Return: false when there are none.
 */
bool vsw_vlan_next(const struct vsw_port *port, unsigned long from, u16 *first,
		   u16 *last)
{
	const struct vsw_vlans *vlans = rcu_dereference_rtnl(port->vlans);
	unsigned long vid = find_next_bit(vlans->member, VLAN_N_VID, from);
	unsigned long end = vid;

	if (vid >= VLAN_N_VID)
		return false;
	while (end + 1 < VLAN_N_VID && test_bit(end + 1, vlans->member) &&
	       properties(port, vlans, end + 1) == properties(port, vlans, vid))
		end++;
	*first = vid;
	*last = end;
	return true;
}

/**
 * vsw_vlan_set_proto() - which tags the switch understands
 * @sw: switch
 * @proto: ETH_P_8021Q or ETH_P_8021AD in network order, or 0: none, VLANs are
 *	not looked at
 * @extack: where the reason of a refusal goes
 *
 * What was learned is forgotten, since it was learned by other VLANs.
 *
 * Context: rtnl.
 * Return: 0 or -EPROTONOSUPPORT.
 */
int vsw_vlan_set_proto(struct vsw *sw, __be16 proto,
		       struct netlink_ext_ack *extack)
{
	struct vsw_fdb_filter filter = { .vid = -1 };

	ASSERT_RTNL();
	if (proto && !eth_type_vlan(proto)) {
		NL_SET_ERR_MSG(extack, "The protocol is 802.1Q or 802.1ad");
		return -EPROTONOSUPPORT;
	}
	if (sw->vlan_proto == proto)
		return 0;
	WRITE_ONCE(sw->vlan_proto, proto);
	synchronize_net();
	vsw_fdb_flush(sw, &filter);
	vsw_mcast_reset(sw);
	vsw_host_sync(sw);
	return 0;
}

/* Put another tag before one that isn't the switch's. */
bool vsw_vlan_retag(struct sk_buff *skb, __be16 proto, u16 vid)
{
	int err;

	skb_push(skb, ETH_HLEN);
	err = skb_vlan_push(skb, proto, vid);
	skb_pull(skb, ETH_HLEN);
	return !err;
}
