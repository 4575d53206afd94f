// SPDX-License-Identifier: GPL-2.0
/*
 * The multicast database by rtnetlink, for bridge(8):
 *
 *	bridge mdb add dev SWITCH port PORT grp GROUP permanent [vid VID]
 *	bridge mdb show dev SWITCH; bridge monitor mdb
 *
 * where a netdev that is no bridge may have one; elsewhere the family "vswitch"
 * does the same. Requests come under rtnl; notifications are sent under
 * vsw_mcast.lock.
 */
#include <linux/if_bridge.h>
#include <linux/rtnetlink.h>
#include <net/rtnetlink.h>

#include "compat/extack.h"
#include "compat/netdev.h"
#include "vswitch/mcast.h"
#include "vswitch/netlink.h"

static void to_br(const struct vsw_mdb_entry *entry, struct br_mdb_entry *br)
{
	memset(br, 0, sizeof(*br));
	br->ifindex = entry->port->dev->ifindex;
	br->state = entry->fixed ? MDB_PERMANENT : MDB_TEMPORARY;
	br->flags = entry->fast_leave ? MDB_FLAGS_FAST_LEAVE : 0;
	br->vid = entry->key.vid;
	if (entry->key.is_v6) {
		br->addr.u.ip6 = entry->key.group.v6;
		br->addr.proto = htons(ETH_P_IPV6);
	} else {
		br->addr.u.ip4 = entry->key.group.v4;
		br->addr.proto = htons(ETH_P_IP);
	}
}

static int put_entry(struct sk_buff *skb, const struct vsw_mdb_entry *entry)
{
	struct nlattr *nest, *info;
	struct br_mdb_entry br;

	to_br(entry, &br);
	nest = nla_nest_start_noflag(skb, MDBA_MDB_ENTRY);
	if (!nest)
		return -EMSGSIZE;
	info = nla_nest_start_noflag(skb, MDBA_MDB_ENTRY_INFO);
	if (!info || nla_put_nohdr(skb, sizeof(br), &br) ||
	    nla_put_u32(skb, MDBA_MDB_EATTR_TIMER, entry->fixed ? 0 :
			jiffies_to_clock_t(entry->left))) {
		nla_nest_cancel(skb, nest);
		return -EMSGSIZE;
	}
	nla_nest_end(skb, info);
	nla_nest_end(skb, nest);
	return 0;
}

static struct nlmsghdr *begin(struct sk_buff *skb, const struct net_device *dev,
			      u32 portid, u32 seq, int type, int flags)
{
	struct br_port_msg *bpm;
	struct nlmsghdr *nlh;

	nlh = nlmsg_put(skb, portid, seq, type, sizeof(*bpm), flags);
	if (!nlh)
		return NULL;
	bpm = nlmsg_data(nlh);
	memset(bpm, 0, sizeof(*bpm));
	bpm->family = AF_BRIDGE;
	bpm->ifindex = dev->ifindex;
	return nlh;
}

static int fill_entry(struct sk_buff *skb, const struct net_device *dev,
		      const struct vsw_mdb_entry *entry, u32 portid, u32 seq,
		      int type)
{
	struct nlmsghdr *nlh = begin(skb, dev, portid, seq, type, 0);
	struct nlattr *nest;

	if (!nlh)
		return -EMSGSIZE;
	nest = nla_nest_start_noflag(skb, MDBA_MDB);
	if (!nest || put_entry(skb, entry)) {
		nlmsg_cancel(skb, nlh);
		return -EMSGSIZE;
	}
	nla_nest_end(skb, nest);
	nlmsg_end(skb, nlh);
	return 0;
}

static size_t entry_size(void)
{
	return NLMSG_ALIGN(sizeof(struct br_port_msg)) +
	       3 * nla_total_size(0) +			/* nests */
	       NLA_ALIGN(sizeof(struct br_mdb_entry)) +
	       nla_total_size(sizeof(u32));		/* MDBA_MDB_EATTR_TIMER */
}

/**
 * vsw_mdb_notify() - tell who listens that a member is new, changed or gone
 * @mc: of the switch
 * @entry: as it is, or was
 * @gone: it was
 *
 * Context: vsw_mcast.lock held.
 */
void vsw_mdb_notify(struct vsw_mcast *mc, const struct vsw_mdb_entry *entry,
		    bool gone)
{
	const struct net_device *dev = mc->sw->dev;
	struct net *net = dev_net(dev);
	int err = -ENOBUFS;
	struct sk_buff *skb;

	vsw_nl_mdb_changed(mc->sw, entry, gone);
	if (!rtnl_has_listeners(net, RTNLGRP_MDB))
		return;
	skb = nlmsg_new(entry_size(), GFP_ATOMIC);
	if (skb)
		err = fill_entry(skb, dev, entry, 0, 0,
				 gone ? RTM_DELMDB : RTM_NEWMDB);
	if (err) {
		WARN_ON_ONCE(err == -EMSGSIZE);
		kfree_skb(skb);
		rtnl_set_sk_err(net, RTNLGRP_MDB, err);
		return;
	}
	rtnl_notify(skb, net, 0, RTNLGRP_MDB, NULL, GFP_ATOMIC);
}

/* What a request is about: the port and the group of a br_mdb_entry */
static struct vsw_port *read_entry(struct vsw *sw, const struct nlattr *attr,
				   struct vsw_mdb_key *key,
				   struct netlink_ext_ack *extack)
{
	const struct br_mdb_entry *br = nla_data(attr);
	struct vsw_port *port;

	memset(key, 0, sizeof(*key));
	key->vid = br->vid;
	key->is_v6 = br->addr.proto == htons(ETH_P_IPV6);
	if (key->is_v6) {
		key->group.v6 = br->addr.u.ip6;
	} else if (br->addr.proto == htons(ETH_P_IP)) {
		key->group.v4 = br->addr.u.ip4;
	} else {
		NL_SET_ERR_MSG_ATTR(extack, attr,
				    "A group is one of IPv4 or IPv6, not a MAC address");
		return NULL;
	}
	port = vsw_port_by_index(sw, br->ifindex);
	if (!port)
		NL_SET_ERR_MSG_ATTR(extack, attr,
				    "The device after \"port\" is no port of this switch");
	return port;
}

static struct vsw_port *read_request(struct vsw *sw, struct nlattr *tb[],
				     struct vsw_mdb_key *key,
				     struct netlink_ext_ack *extack)
{
	if (tb[MDBA_SET_ENTRY_ATTRS]) {
		NL_SET_ERR_MSG_ATTR(extack, tb[MDBA_SET_ENTRY_ATTRS],
				    "A vswitch tells groups apart, not their sources");
		return ERR_PTR(-EOPNOTSUPP);
	}
	return read_entry(sw, tb[MDBA_SET_ENTRY], key, extack) ?:
	       ERR_PTR(-EINVAL);
}

int vsw_mdb_ndo_add(struct net_device *dev, struct nlattr *tb[], u16 nlflags,
		    struct netlink_ext_ack *extack)
{
	const struct br_mdb_entry *br = nla_data(tb[MDBA_SET_ENTRY]);
	struct vsw *sw = netdev_priv(dev);
	struct vsw_mdb_key key;
	struct vsw_port *port;
	int err;

	port = read_request(sw, tb, &key, extack);
	if (IS_ERR(port))
		return PTR_ERR(port);
	err = vsw_mdb_check(vsw_vlan_seen(port), &key, extack);
	if (err)
		return err;
	return vsw_mdb_set(sw->mcast, &key, port, br->state == MDB_PERMANENT,
			   nlflags, extack);
}

int vsw_mdb_ndo_del(struct net_device *dev, struct nlattr *tb[],
		    struct netlink_ext_ack *extack)
{
	struct vsw *sw = netdev_priv(dev);
	struct vsw_mdb_key key;
	struct vsw_port *port;

	port = read_request(sw, tb, &key, extack);
	if (IS_ERR(port))
		return PTR_ERR(port);
	return vsw_mdb_unset(sw->mcast, &key, port, extack);
}

static int dump_one(const struct vsw_mdb_entry *entry, void *data)
{
	return put_entry(data, entry);
}

/* The core keeps its own place in the first argument. */
int vsw_mdb_ndo_dump(struct net_device *dev, struct sk_buff *skb,
		     struct netlink_callback *cb)
{
	struct vsw *sw = netdev_priv(dev);
	unsigned long cursor = cb->args[1];
	struct nlmsghdr *nlh;
	struct nlattr *nest;
	int err;

	nlh = begin(skb, dev, NETLINK_CB(cb->skb).portid, cb->nlh->nlmsg_seq,
		    RTM_NEWMDB, NLM_F_MULTI);
	if (!nlh)
		return -EMSGSIZE;
	nest = nla_nest_start_noflag(skb, MDBA_MDB);
	if (!nest) {
		nlmsg_cancel(skb, nlh);
		return -EMSGSIZE;
	}
	cb->seq = READ_ONCE(sw->mcast->seq);
	err = vsw_mdb_walk(sw->mcast, &cursor, dump_one, skb);
	nla_nest_end(skb, nest);
	nlmsg_end(skb, nlh);
	nl_dump_check_consistent(cb, nlh);
	cb->args[1] = cursor;
	return err;
}

/* All members of a group: one message, with an entry for each port */
struct get_request {
	struct sk_buff *skb;
	const struct vsw_mdb_key *key;
	bool found;
};

static int get_one(const struct vsw_mdb_entry *entry, void *data)
{
	struct get_request *get = data;

	if (memcmp(&entry->key, get->key, sizeof(entry->key)))
		return 0;
	get->found = true;
	return put_entry(get->skb, entry);
}

static int fill_group(struct vsw *sw, struct get_request *get, u32 portid,
		      u32 seq, struct netlink_ext_ack *extack)
{
	unsigned long cursor = 0;
	struct nlmsghdr *nlh;
	struct nlattr *nest;
	int err;

	nlh = begin(get->skb, sw->dev, portid, seq, RTM_NEWMDB, 0);
	nest = nlh ? nla_nest_start_noflag(get->skb, MDBA_MDB) : NULL;
	if (!nest)
		return -EMSGSIZE;
	err = vsw_mdb_walk(sw->mcast, &cursor, get_one, get);
	if (err)
		return err;
	if (!get->found) {
		NL_SET_ERR_MSG(extack, "Nobody is in that group");
		return -ENOENT;
	}
	nla_nest_end(get->skb, nest);
	nlmsg_end(get->skb, nlh);
	return 0;
}

int vsw_mdb_ndo_get(struct net_device *dev, struct nlattr *tb[], u32 portid,
		    u32 seq, struct netlink_ext_ack *extack)
{
	const struct br_mdb_entry *br = nla_data(tb[MDBA_GET_ENTRY]);
	struct vsw *sw = netdev_priv(dev);
	struct vsw_mdb_key key = {
		.vid = br->vid,
		.is_v6 = br->addr.proto == htons(ETH_P_IPV6),
	};
	struct get_request get = { .key = &key };
	size_t members = READ_ONCE(sw->num_ports) + 1;
	int err;

	if (key.is_v6)
		key.group.v6 = br->addr.u.ip6;
	else
		key.group.v4 = br->addr.u.ip4;
	get.skb = nlmsg_new(entry_size() * members, GFP_KERNEL);
	if (!get.skb)
		return -ENOMEM;
	err = fill_group(sw, &get, portid, seq, extack);
	if (err) {
		kfree_skb(get.skb);
		return err;
	}
	return rtnl_unicast(get.skb, dev_net(dev), portid);
}
