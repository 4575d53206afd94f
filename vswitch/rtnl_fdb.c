// SPDX-License-Identifier: GPL-2.0
/*
 * The FDB by rtnetlink, for bridge(8) and for switchdev:
 *
 *	bridge fdb add ADDR dev SWITCH self via PORT [vlan VID]
 *	bridge fdb show dev SWITCH; bridge fdb get ADDR br SWITCH
 *	bridge monitor fdb
 *
 * An entry is one of the switch's netdev, and says by NDA_IFINDEX which port
 * the station is behind, as vxlan's entries do: the form with "master" belongs
 * to bridge.ko. Requests come under rtnl; notifications under vsw_fdb.lock.
 */
#include <linux/etherdevice.h>
#include <linux/rtnetlink.h>
#include <net/rtnetlink.h>
#include <net/switchdev.h>

#include "compat/extack.h"
#include "compat/netdev.h"
#include "vswitch/netlink.h"
#include "vswitch/pf_filter.h"
#include "vswitch/vsw.h"

static u16 state_of(u32 flags)
{
	if (flags & VSW_FDB_LOCAL)
		return NUD_PERMANENT;
	return flags & VSW_FDB_STATIC ? NUD_NOARP : NUD_REACHABLE;
}

static u8 ntf_flags(u32 flags)
{
	return NTF_SELF | (flags & VSW_FDB_STICKY ? NTF_STICKY : 0) |
	       (flags & VSW_FDB_OFFLOADED ? NTF_OFFLOADED : 0) |
	       (flags & VSW_FDB_EXTERNAL ? NTF_EXT_LEARNED : 0);
}

static int put_entry(struct sk_buff *skb, const struct vsw_fdb_entry *entry)
{
	unsigned long age = (unsigned long)entry->age << VSW_TICK_SHIFT;
	struct nda_cacheinfo info = {
		.ndm_used	= jiffies_to_clock_t(age),
		.ndm_updated	= jiffies_to_clock_t(age),
	};
	u16 vid = vsw_key_vid(entry->key);
	u8 addr[ETH_ALEN];

	vsw_key_addr(entry->key, addr);
	if (nla_put(skb, NDA_LLADDR, ETH_ALEN, addr) ||
	    nla_put(skb, NDA_CACHEINFO, sizeof(info), &info) ||
	    (vid && nla_put_u16(skb, NDA_VLAN, vid)) ||
	    (!vsw_port_is_host(entry->port) &&
	     nla_put_u32(skb, NDA_IFINDEX, entry->port->dev->ifindex)))
		return -EMSGSIZE;
	return 0;
}

static int fill_entry(struct sk_buff *skb, const struct net_device *dev,
		      const struct vsw_fdb_entry *entry, u32 portid, u32 seq,
		      int type, unsigned int nlflags)
{
	struct nlmsghdr *nlh;
	struct ndmsg *ndm;

	nlh = nlmsg_put(skb, portid, seq, type, sizeof(*ndm), nlflags);
	if (!nlh)
		return -EMSGSIZE;
	ndm = nlmsg_data(nlh);
	memset(ndm, 0, sizeof(*ndm));
	ndm->ndm_family = AF_BRIDGE;
	ndm->ndm_state = state_of(entry->flags);
	ndm->ndm_flags = ntf_flags(entry->flags);
	ndm->ndm_ifindex = dev->ifindex;
	if (put_entry(skb, entry)) {
		nlmsg_cancel(skb, nlh);
		return -EMSGSIZE;
	}
	nlmsg_end(skb, nlh);
	return 0;
}

static size_t entry_size(void)
{
	return NLMSG_ALIGN(sizeof(struct ndmsg)) +
	       nla_total_size(ETH_ALEN) +		/* NDA_LLADDR */
	       nla_total_size(sizeof(u16)) +		/* NDA_VLAN */
	       nla_total_size(sizeof(u32)) +		/* NDA_IFINDEX */
	       nla_total_size(sizeof(struct nda_cacheinfo));
}

static void notify_switchdev(const struct vsw_fdb_entry *entry, bool gone)
{
	struct switchdev_notifier_fdb_info info = {};
	u8 addr[ETH_ALEN];

	if (vsw_port_is_host(entry->port))
		return;
	vsw_key_addr(entry->key, addr);
	info.addr = addr;
	info.vid = vsw_key_vid(entry->key);
	info.added_by_user = entry->flags & VSW_FDB_STATIC;
	info.is_local = false;
	info.offloaded = entry->flags & VSW_FDB_OFFLOADED;
	call_switchdev_notifiers(gone ? SWITCHDEV_FDB_DEL_TO_DEVICE :
					SWITCHDEV_FDB_ADD_TO_DEVICE,
				 entry->port->dev, &info.info, NULL);
}

/**
 * vsw_fdb_notify() - tell who listens that an entry is new, changed or gone
 * @sw: switch
 * @entry: as it is, or was
 * @gone: it was
 *
 * Context: vsw_fdb.lock held.
 */
void vsw_fdb_notify(struct vsw *sw, const struct vsw_fdb_entry *entry,
		    bool gone)
{
	struct net *net = dev_net(sw->dev);
	int err = -ENOBUFS;
	struct sk_buff *skb;

	notify_switchdev(entry, gone);
	vsw_pf_filter_changed(sw);
	vsw_nl_fdb_changed(sw, entry, gone);
	if (!rtnl_has_listeners(net, RTNLGRP_NEIGH))
		return;
	skb = nlmsg_new(entry_size(), GFP_ATOMIC);
	if (!skb)
		goto lost;
	err = fill_entry(skb, sw->dev, entry, 0, 0,
			 gone ? RTM_DELNEIGH : RTM_NEWNEIGH, 0);
	if (WARN_ON_ONCE(err)) {
		kfree_skb(skb);
		goto lost;
	}
	rtnl_notify(skb, net, 0, RTNLGRP_NEIGH, NULL, GFP_ATOMIC);
	return;

lost:
	rtnl_set_sk_err(net, RTNLGRP_NEIGH, err);
}

/* The port that a request names by "via", or the host's */
static struct vsw_port *port_of_request(struct vsw *sw, struct nlattr *tb[],
					struct netlink_ext_ack *extack)
{
	struct vsw_port *port;

	if (!tb[NDA_IFINDEX])
		return sw->host;
	if (nla_len(tb[NDA_IFINDEX]) != sizeof(u32)) {
		NL_SET_ERR_MSG_ATTR(extack, tb[NDA_IFINDEX],
				    "The port's index has 4 octets");
		return NULL;
	}
	port = vsw_port_by_index(sw, nla_get_u32(tb[NDA_IFINDEX]));
	if (!port)
		NL_SET_ERR_MSG_ATTR(extack, tb[NDA_IFINDEX],
				    "The device after \"via\" is no port of this switch");
	return port;
}

int vsw_fdb_ndo_add(struct ndmsg *ndm, struct nlattr *tb[],
		    struct net_device *dev, const unsigned char *addr, u16 vid,
		    u16 nlflags, struct netlink_ext_ack *extack)
{
	struct vsw_fdb_edit edit = { .nlflags = nlflags };
	struct vsw *sw = netdev_priv(dev);
	struct vsw_port *port = port_of_request(sw, tb, extack);

	if (!port)
		return -EINVAL;
	if (!is_valid_ether_addr(addr)) {
		NL_SET_ERR_MSG(extack,
			       "Groups are set by bridge mdb; the FDB takes stations");
		return -EINVAL;
	}
	if (vid && !sw->vlan_proto) {
		NL_SET_ERR_MSG(extack, "The switch looks at no VLANs");
		return -EINVAL;
	}
	if (ndm->ndm_state & (NUD_PERMANENT | NUD_NOARP)) {
		edit.flags |= VSW_FDB_STATIC;
	} else if (!(ndm->ndm_state & NUD_REACHABLE)) {
		NL_SET_ERR_MSG(extack,
			       "An entry is permanent, static or dynamic");
		return -EINVAL;
	}
	if (ndm->ndm_flags & NTF_STICKY)
		edit.flags |= VSW_FDB_STICKY;
	/* Where a switch knows VLANs, an entry without one is meant for all of
	 * the port's.
	 */
	if (sw->vlan_proto && !vid)
		return vsw_fdb_edit_all(port, addr, &edit, extack);
	return vsw_fdb_edit(port, addr, vid, &edit, extack);
}

int vsw_fdb_ndo_del(struct ndmsg *ndm, struct nlattr *tb[],
		    struct net_device *dev, const unsigned char *addr, u16 vid,
		    struct netlink_ext_ack *extack)
{
	struct vsw *sw = netdev_priv(dev);
	struct vsw_port *port = NULL;

	if (tb[NDA_IFINDEX]) {
		port = port_of_request(sw, tb, extack);
		if (!port)
			return -EINVAL;
	}
	if (sw->vlan_proto && !vid)
		return vsw_fdb_erase_all(sw, port, addr, extack);
	return vsw_fdb_erase(sw, port, addr, vid, extack);
}

COMPAT_FDB_DEL_BULK(vsw_fdb_ndo_del_bulk)
{
	struct vsw *sw = netdev_priv(dev);
	struct vsw_fdb_filter filter = { .vid = -1 };

	vsw_fdb_flush(sw, &filter);
	return 0;
}

struct dump_state {
	struct sk_buff *skb;
	struct netlink_callback *cb;
	const struct net_device *dev;
	int idx;
};

static int dump_one(const struct vsw_fdb_entry *entry, void *data)
{
	struct dump_state *dump = data;
	int err = 0;

	if (dump->idx >= dump->cb->args[2])
		err = fill_entry(dump->skb, dump->dev, entry,
				 NETLINK_CB(dump->cb->skb).portid,
				 dump->cb->nlh->nlmsg_seq, RTM_NEWNEIGH,
				 NLM_F_MULTI);
	if (!err)
		dump->idx++;
	return err;
}

/* The caller's cursor counts entries; it is resumed by counting again. */
int vsw_fdb_ndo_dump(struct sk_buff *skb, struct netlink_callback *cb,
		     struct net_device *dev, struct net_device *filter_dev,
		     int *idx)
{
	struct dump_state dump = {
		.skb = skb, .cb = cb, .dev = dev, .idx = *idx,
	};
	unsigned long cursor = 0;
	int err;

	err = vsw_fdb_walk(netdev_priv(dev), &cursor, dump_one, &dump);
	*idx = dump.idx;
	return err;
}

int vsw_fdb_ndo_get(struct sk_buff *skb, struct nlattr *tb[],
		    struct net_device *dev, const unsigned char *addr, u16 vid,
		    u32 portid, u32 seq, struct netlink_ext_ack *extack)
{
	struct vsw_fdb_entry entry;

	if (!vsw_fdb_get(netdev_priv(dev), vsw_key(addr, vid), &entry)) {
		NL_SET_ERR_MSG(extack, "The address has no entry");
		return -ENOENT;
	}
	return fill_entry(skb, dev, &entry, portid, seq, RTM_NEWNEIGH, 0);
}
