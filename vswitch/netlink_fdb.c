// SPDX-License-Identifier: GPL-2.0
/*
 * Entries of forwarding databases in the family "vswitch". Requests come under
 * rtnl; dumps walk a database under rcu_read_lock().
 */
#include <linux/etherdevice.h>
#include <linux/rtnetlink.h>
#include <net/sock.h>

#include "vswitch/draft.h"
#include "vswitch/netlink.h"

#include "compat/extack.h"
#include "compat/genl.h"
#include "vswitch/vswitch_nl_gen.h"

static const struct vsw_nl_name fdb_switch_name = {
	VSWITCH_A_FDB_SWITCH_IFINDEX, VSWITCH_A_FDB_SWITCH_IFNAME, "switch"
};

static const struct vsw_nl_name fdb_port_name = {
	VSWITCH_A_FDB_PORT_IFINDEX, VSWITCH_A_FDB_PORT_IFNAME, "port"
};

static u32 state_of(u32 flags)
{
	if (flags & VSW_FDB_LOCAL)
		return VSWITCH_FDB_STATE_LOCAL;
	return flags & VSW_FDB_STATIC ? VSWITCH_FDB_STATE_STATIC :
					VSWITCH_FDB_STATE_LEARNED;
}

/**
 * vsw_nl_put_fdb() - write an entry as a message
 * @skb: message buffer
 * @msg: head of the message
 * @sw: switch
 * @entry: entry
 *
 * Context: what keeps the entry's port there: rtnl, rcu_read_lock or
 * vsw_fdb.lock.
 * Return: 0 or -EMSGSIZE.
 */
int vsw_nl_put_fdb(struct sk_buff *skb, const struct vsw_nl_msg *msg,
		   struct vsw *sw, const struct vsw_fdb_entry *entry)
{
	unsigned long age = (unsigned long)entry->age << VSW_TICK_SHIFT;
	void *head = vsw_nl_begin(skb, msg);
	u8 addr[ETH_ALEN];
	int err = 0;

	if (!head)
		return -EMSGSIZE;
	vsw_key_addr(entry->key, addr);
	if (vsw_nl_put_dev(skb, &fdb_switch_name, sw->dev) ||
	    vsw_nl_put_dev(skb, &fdb_port_name, entry->port->dev) ||
	    nla_put(skb, VSWITCH_A_FDB_MAC, ETH_ALEN, addr) ||
	    nla_put_u32(skb, VSWITCH_A_FDB_VLAN, vsw_key_vid(entry->key)) ||
	    nla_put_u32(skb, VSWITCH_A_FDB_STATE, state_of(entry->flags)) ||
	    nla_put_u32(skb, VSWITCH_A_FDB_STICKY,
			!!(entry->flags & VSW_FDB_STICKY)) ||
	    nla_put_u32(skb, VSWITCH_A_FDB_AGE, age / HZ) ||
	    nla_put_u32(skb, VSWITCH_A_FDB_OFFLOADED,
			!!(entry->flags & VSW_FDB_OFFLOADED)))
		err = -EMSGSIZE;
	return vsw_nl_end(skb, head, err);
}

/* Where a request is about: the switch, and a port of it, NULL if none is named */
struct place {
	struct vsw *sw;
	struct vsw_port *port;
};

/* For requests that may name a port */
static int read_place(struct net *net, struct nlattr **attrs,
		      struct place *place, struct netlink_ext_ack *extack)
{
	place->port = NULL;
	place->sw = vsw_nl_find_switch(net, attrs, &fdb_switch_name, extack);
	if (IS_ERR(place->sw))
		return PTR_ERR(place->sw);
	if (!vsw_nl_names(attrs, &fdb_port_name))
		return 0;
	place->port = vsw_nl_find_port_of(net, attrs, &fdb_port_name,
					  place->sw, extack);
	return PTR_ERR_OR_ZERO(place->port);
}

/* @proto: of the tags that the switch understands, or is to understand */
static int read_key(const struct vsw_nl_req *req, __be16 proto, u64 *key)
{
	struct nlattr *mac = req->attrs[VSWITCH_A_FDB_MAC];
	struct nlattr *vlan = req->attrs[VSWITCH_A_FDB_VLAN];
	u32 vid = vlan ? nla_get_u32(vlan) : 0;

	if (!mac) {
		NL_SET_ERR_MSG(req->extack, "no station named: give mac");
		NL_SET_ERR_ATTR_MISS(req->extack, NULL, VSWITCH_A_FDB_MAC);
		return -EINVAL;
	}
	if (!is_valid_ether_addr(nla_data(mac))) {
		NL_SET_ERR_MSG_ATTR(req->extack, mac,
				    "mac: the address of a station, not of a group");
		return -EINVAL;
	}
	if (vid && !proto) {
		NL_SET_ERR_MSG_ATTR(req->extack, vlan,
				    "vlan: the switch looks at no VLANs");
		return -EINVAL;
	}
	if (!vid && proto) {
		NL_SET_ERR_MSG(req->extack, "the switch knows VLANs: give vlan");
		NL_SET_ERR_ATTR_MISS(req->extack, NULL, VSWITCH_A_FDB_VLAN);
		return -EINVAL;
	}
	*key = vsw_key(nla_data(mac), vid);
	return 0;
}

static int get_fdb(struct genl_info *info, struct sk_buff *reply)
{
	struct vsw_nl_msg msg = vsw_nl_reply_to(info, VSWITCH_CMD_FDB_GET);
	struct vsw_nl_req req = vsw_nl_req_of(info);
	struct vsw_fdb_entry entry;
	struct vsw *sw;
	u64 key;
	int err;

	sw = vsw_nl_find_switch(req.net, req.attrs, &fdb_switch_name,
				req.extack);
	if (IS_ERR(sw))
		return PTR_ERR(sw);
	err = read_key(&req, sw->vlan_proto, &key);
	if (err)
		return err;
	if (!vsw_fdb_get(sw, key, &entry)) {
		NL_SET_ERR_MSG(info->extack, "the address has no entry");
		return -ENOENT;
	}
	return vsw_nl_put_fdb(reply, &msg, sw, &entry);
}

int vswitch_nl_fdb_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	return vsw_nl_answer(info, get_fdb);
}

static int read_flags(const struct vsw_nl_req *req, u32 *flags)
{
	struct nlattr *state = req->attrs[VSWITCH_A_FDB_STATE];
	struct nlattr *sticky = req->attrs[VSWITCH_A_FDB_STICKY];

	*flags = 0;
	if (!state || nla_get_u32(state) == VSWITCH_FDB_STATE_STATIC)
		*flags |= VSW_FDB_STATIC;
	if (state && nla_get_u32(state) == VSWITCH_FDB_STATE_LOCAL) {
		NL_SET_ERR_MSG_ATTR(req->extack, state,
				    "state: local is what the switch sets itself");
		return -EINVAL;
	}
	if (sticky && nla_get_u32(sticky))
		*flags |= VSW_FDB_STICKY;
	return 0;
}

int vsw_nl_new_fdb(const struct vsw_nl_req *req)
{
	struct vsw_fdb_edit edit = { .nlflags = NLM_F_CREATE };
	struct place at;
	u64 key;
	int err;

	err = read_place(req->net, req->attrs, &at, req->extack);
	if (err)
		return err;
	if (!at.port) {
		NL_SET_ERR_MSG(req->extack,
			       "no port named: give port-ifindex or port-ifname");
		NL_SET_ERR_ATTR_MISS(req->extack, NULL,
				     VSWITCH_A_FDB_PORT_IFINDEX);
		return -EINVAL;
	}
	err = read_key(req, vsw_draft_proto(req->draft, at.sw), &key);
	if (!err)
		err = read_flags(req, &edit.flags);
	if (err)
		return err;
	if (!req->attrs[VSWITCH_A_FDB_REPLACE])
		edit.nlflags |= NLM_F_EXCL;
	return vsw_draft_fdb_new(req->draft, at.port, key, &edit, req->extack);
}

static int new_fdb(struct genl_info *info, struct sk_buff *reply)
{
	int err = vsw_nl_change_one(info, vsw_nl_new_fdb);

	return err ?: get_fdb(info, reply);
}

int vswitch_nl_fdb_new_doit(struct sk_buff *skb, struct genl_info *info)
{
	return vsw_nl_answer(info, new_fdb);
}

int vsw_nl_del_fdb(const struct vsw_nl_req *req)
{
	struct place at;
	u64 key;
	int err;

	err = read_place(req->net, req->attrs, &at, req->extack);
	if (!err)
		err = read_key(req, vsw_draft_proto(req->draft, at.sw), &key);
	return err ?: vsw_draft_fdb_del(req->draft, at.sw, at.port, key,
					req->extack);
}

static int del_fdb(struct genl_info *info)
{
	return vsw_nl_change_one(info, vsw_nl_del_fdb);
}

int vswitch_nl_fdb_del_doit(struct sk_buff *skb, struct genl_info *info)
{
	return vsw_nl_do(info, del_fdb);
}

static int put_flushed(struct genl_info *info, struct sk_buff *reply,
		       const struct vsw *sw, unsigned int removed)
{
	struct vsw_nl_msg msg = vsw_nl_reply_to(info, VSWITCH_CMD_FDB_FLUSH);
	void *head = vsw_nl_begin(reply, &msg);
	int err = 0;

	if (!head)
		return -EMSGSIZE;
	if (vsw_nl_put_dev(reply, &fdb_switch_name, sw->dev) ||
	    nla_put_u32(reply, VSWITCH_A_FDB_REMOVED, removed))
		err = -EMSGSIZE;
	return vsw_nl_end(reply, head, err);
}

static int flush_fdb(struct genl_info *info, struct sk_buff *reply)
{
	struct nlattr *vlan = info->attrs[VSWITCH_A_FDB_VLAN];
	struct vsw_fdb_filter filter = {
		.vid = vlan ? (int)nla_get_u32(vlan) : -1,
		.kept = info->attrs[VSWITCH_A_FDB_KEPT],
	};
	struct place at;
	int err;

	err = read_place(genl_info_net(info), info->attrs, &at, info->extack);
	if (err)
		return err;
	filter.port = at.port;
	return put_flushed(info, reply, at.sw, vsw_fdb_flush(at.sw, &filter));
}

int vswitch_nl_fdb_flush_doit(struct sk_buff *skb, struct genl_info *info)
{
	return vsw_nl_answer(info, flush_fdb);
}

/* ---- dumps ---------------------------------------------------------------- */

int vswitch_nl_fdb_get_start(struct netlink_callback *cb)
{
	struct nlattr **attrs = compat_genl_dump_attrs(cb);
	struct nlattr *vlan = attrs[VSWITCH_A_FDB_VLAN];
	struct net *net = sock_net(cb->skb->sk);
	struct vsw_nl_dump *dump = vsw_nl_dump(cb);
	struct place at;
	int err;

	err = vsw_nl_check_version(cb->nlh, cb->extack);
	if (err)
		return err;
	dump->vid = vlan ? (int)nla_get_u32(vlan) : -1;
	rtnl_lock();
	err = read_place(net, attrs, &at, cb->extack);
	if (!err) {
		dump->only = at.sw->dev->ifindex;
		dump->port = at.port ? at.port->dev->ifindex : 0;
	}
	rtnl_unlock();
	return err;
}

struct fdb_dump {
	struct sk_buff *skb;
	struct netlink_callback *cb;
	struct vsw *sw;
};

static int dump_entry(const struct vsw_fdb_entry *entry, void *data)
{
	const struct fdb_dump *fd = data;
	const struct vsw_nl_dump *dump = vsw_nl_dump(fd->cb);
	struct vsw_nl_msg msg = vsw_nl_part_of(fd->cb, VSWITCH_CMD_FDB_GET);

	if ((dump->port && entry->port->dev->ifindex != dump->port) ||
	    (dump->vid >= 0 && vsw_key_vid(entry->key) != dump->vid))
		return 0;
	return vsw_nl_put_fdb(fd->skb, &msg, fd->sw, entry);
}

/* A switch that went away meanwhile has no more entries. */
int vswitch_nl_fdb_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct vsw_nl_dump *dump = vsw_nl_dump(cb);
	struct fdb_dump fd = { .skb = skb, .cb = cb };
	struct net_device *dev;
	int err = 0;

	rtnl_lock();
	dev = __dev_get_by_index(sock_net(cb->skb->sk), dump->only);
	if (dev && vsw_is_switch(dev)) {
		fd.sw = netdev_priv(dev);
		cb->seq = vsw_fdb_seq(&fd.sw->fdb);
		err = vsw_fdb_walk(fd.sw, &dump->item, dump_entry, &fd);
	}
	rtnl_unlock();
	return err == -EMSGSIZE && skb->len ? skb->len : err;
}
