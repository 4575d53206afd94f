// SPDX-License-Identifier: GPL-2.0
/*
 * Members of multicast groups, and queriers, in the family "vswitch". Requests
 * come under rtnl; entries are read under vsw_mcast.lock.
 */
#include <linux/rtnetlink.h>
#include <net/sock.h>

#include "vswitch/draft.h"
#include "vswitch/netlink.h"

#include "compat/extack.h"
#include "compat/genl.h"
#include "vswitch/vswitch_nl_gen.h"

static_assert(!((int)VSW_QUERIER_OTHER - VSWITCH_QUERIER_OTHER) &&
	      !((int)VSW_QUERIER_OWN - VSWITCH_QUERIER_OWN));

static const struct vsw_nl_name mdb_switch_name = {
	VSWITCH_A_MDB_SWITCH_IFINDEX, VSWITCH_A_MDB_SWITCH_IFNAME, "switch"
};

static const struct vsw_nl_name mdb_port_name = {
	VSWITCH_A_MDB_PORT_IFINDEX, VSWITCH_A_MDB_PORT_IFNAME, "port"
};

static const struct vsw_nl_name mcast_switch_name = {
	VSWITCH_A_MCAST_SWITCH_IFINDEX, VSWITCH_A_MCAST_SWITCH_IFNAME, "switch"
};

static unsigned int ip_len(bool is_v6)
{
	return is_v6 ? sizeof(struct in6_addr) : sizeof(__be32);
}

/**
 * vsw_nl_put_mdb() - write a member of a group as a message
 * @skb: message buffer
 * @msg: head of the message
 * @sw: switch
 * @entry: member
 *
 * Context: what keeps its port there: rtnl or vsw_mcast.lock.
 * Return: 0 or -EMSGSIZE.
 */
int vsw_nl_put_mdb(struct sk_buff *skb, const struct vsw_nl_msg *msg,
		   struct vsw *sw, const struct vsw_mdb_entry *entry)
{
	void *head = vsw_nl_begin(skb, msg);
	int err = 0;

	if (!head)
		return -EMSGSIZE;
	if (vsw_nl_put_dev(skb, &mdb_switch_name, sw->dev) ||
	    vsw_nl_put_dev(skb, &mdb_port_name, entry->port->dev) ||
	    nla_put(skb, VSWITCH_A_MDB_GROUP, ip_len(entry->key.is_v6),
		    &entry->key.group) ||
	    nla_put_u32(skb, VSWITCH_A_MDB_VLAN, entry->key.vid) ||
	    nla_put_u32(skb, VSWITCH_A_MDB_STATE,
			entry->fixed ? VSWITCH_MDB_STATE_STATIC :
				       VSWITCH_MDB_STATE_REPORTED) ||
	    (!entry->fixed && nla_put_u32(skb, VSWITCH_A_MDB_EXPIRES,
					  jiffies_to_msecs(entry->left))))
		err = -EMSGSIZE;
	return vsw_nl_end(skb, head, err);
}

static int read_group(const struct vsw_nl_req *req, struct vsw_mdb_key *key)
{
	struct nlattr *group = req->attrs[VSWITCH_A_MDB_GROUP];
	struct nlattr *vlan = req->attrs[VSWITCH_A_MDB_VLAN];

	memset(key, 0, sizeof(*key));
	key->vid = vlan ? nla_get_u32(vlan) : 0;
	if (!group) {
		NL_SET_ERR_MSG(req->extack, "no group named: give group");
		NL_SET_ERR_ATTR_MISS(req->extack, NULL, VSWITCH_A_MDB_GROUP);
		return -EINVAL;
	}
	key->is_v6 = nla_len(group) == sizeof(struct in6_addr);
	if (nla_len(group) != ip_len(key->is_v6)) {
		NL_SET_ERR_MSG_ATTR(req->extack, group,
				    "group: an address of 4 bytes, or of 16");
		return -EINVAL;
	}
	memcpy(&key->group, nla_data(group), nla_len(group));
	return 0;
}

/* What a request is about */
struct member {
	struct vsw *sw;
	struct vsw_port *port;
	struct vsw_mdb_key key;
};

static int read_member(const struct vsw_nl_req *req, struct member *member)
{
	member->sw = vsw_nl_find_switch(req->net, req->attrs,
					&mdb_switch_name, req->extack);
	if (IS_ERR(member->sw))
		return PTR_ERR(member->sw);
	member->port = vsw_nl_find_port_of(req->net, req->attrs,
					   &mdb_port_name, member->sw,
					   req->extack);
	if (IS_ERR(member->port))
		return PTR_ERR(member->port);
	return read_group(req, &member->key);
}

static int get_mdb(struct genl_info *info, struct sk_buff *reply)
{
	struct vsw_nl_msg msg = vsw_nl_reply_to(info, VSWITCH_CMD_MDB_GET);
	struct vsw_nl_req req = vsw_nl_req_of(info);
	struct vsw_mdb_entry entry;
	struct member member;
	int err;

	err = read_member(&req, &member);
	if (err)
		return err;
	if (!vsw_mdb_get(member.sw->mcast, &member.key, member.port, &entry)) {
		NL_SET_ERR_MSG(info->extack,
			       "the port is no member of that group");
		return -ENOENT;
	}
	return vsw_nl_put_mdb(reply, &msg, member.sw, &entry);
}

int vswitch_nl_mdb_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	return vsw_nl_answer(info, get_mdb);
}

int vsw_nl_new_mdb(const struct vsw_nl_req *req)
{
	struct nlattr *state = req->attrs[VSWITCH_A_MDB_STATE];
	bool fixed = !state || nla_get_u32(state) == VSWITCH_MDB_STATE_STATIC;
	u16 nlflags = req->attrs[VSWITCH_A_MDB_REPLACE] ? 0 : NLM_F_EXCL;
	struct member member;
	int err = read_member(req, &member);

	return err ?: vsw_draft_mdb_new(req->draft, member.port, &member.key,
					fixed, nlflags, req->extack);
}

static int new_mdb(struct genl_info *info, struct sk_buff *reply)
{
	int err = vsw_nl_change_one(info, vsw_nl_new_mdb);

	return err ?: get_mdb(info, reply);
}

int vswitch_nl_mdb_new_doit(struct sk_buff *skb, struct genl_info *info)
{
	return vsw_nl_answer(info, new_mdb);
}

int vsw_nl_del_mdb(const struct vsw_nl_req *req)
{
	struct member member;
	int err = read_member(req, &member);

	return err ?: vsw_draft_mdb_del(req->draft, member.port, &member.key,
					req->extack);
}

static int del_mdb(struct genl_info *info)
{
	return vsw_nl_change_one(info, vsw_nl_del_mdb);
}

int vswitch_nl_mdb_del_doit(struct sk_buff *skb, struct genl_info *info)
{
	return vsw_nl_do(info, del_mdb);
}

/* ---- dumps ---------------------------------------------------------------- */

static_assert(!((int)VSWITCH_A_MDB_SWITCH_IFINDEX -
		VSWITCH_A_MCAST_SWITCH_IFINDEX) &&
	      !((int)VSWITCH_A_MDB_SWITCH_IFNAME -
		VSWITCH_A_MCAST_SWITCH_IFNAME));

/* Both dumps are of one switch, named by the same attributes. */
int vswitch_nl_mdb_get_start(struct netlink_callback *cb)
{
	struct net *net = sock_net(cb->skb->sk);
	struct vsw *sw;
	int err;

	err = vsw_nl_check_version(cb->nlh, cb->extack);
	if (err)
		return err;
	rtnl_lock();
	sw = vsw_nl_find_switch(net, compat_genl_dump_attrs(cb),
				&mdb_switch_name, cb->extack);
	if (IS_ERR(sw))
		err = PTR_ERR(sw);
	else
		vsw_nl_dump(cb)->only = sw->dev->ifindex;
	rtnl_unlock();
	return err;
}

struct mdb_dump {
	struct sk_buff *skb;
	struct netlink_callback *cb;
	struct vsw *sw;
};

static int dump_member(const struct vsw_mdb_entry *entry, void *data)
{
	const struct mdb_dump *dump = data;
	struct vsw_nl_msg msg = vsw_nl_part_of(dump->cb, VSWITCH_CMD_MDB_GET);

	return vsw_nl_put_mdb(dump->skb, &msg, dump->sw, entry);
}

typedef int (*dump_fn)(struct mdb_dump *dump, unsigned long *cursor);

/* A switch that went away meanwhile has nothing more. */
static int dump_switch(struct sk_buff *skb, struct netlink_callback *cb,
		       dump_fn write)
{
	struct vsw_nl_dump *state = vsw_nl_dump(cb);
	struct mdb_dump dump = { .skb = skb, .cb = cb };
	struct net_device *dev;
	int err = 0;

	rtnl_lock();
	dev = __dev_get_by_index(sock_net(cb->skb->sk), state->only);
	if (dev && vsw_is_switch(dev)) {
		dump.sw = netdev_priv(dev);
		/* 0 is no number to compare. */
		cb->seq = READ_ONCE(dump.sw->mcast->seq) ?: 1;
		err = write(&dump, &state->item);
	}
	rtnl_unlock();
	return err == -EMSGSIZE && skb->len ? skb->len : err;
}

static int dump_members(struct mdb_dump *dump, unsigned long *cursor)
{
	return vsw_mdb_walk(dump->sw->mcast, cursor, dump_member, dump);
}

int vswitch_nl_mdb_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	return dump_switch(skb, cb, dump_members);
}

static int put_ports(struct sk_buff *skb, u16 type,
		     const struct vsw_mdb_ports *ports)
{
	unsigned int n;

	for (n = 0; ports && n < ports->num; n++)
		if (nla_put_u32(skb, type, ports->port[n]->dev->ifindex))
			return -EMSGSIZE;
	return 0;
}

static int put_other(struct sk_buff *skb, const struct vsw_mcast_domain *domain)
{
	unsigned long now = jiffies;
	u32 left = time_after(domain->until, now) ?
		   jiffies_to_msecs(domain->until - now) : 0;

	if (nla_put(skb, VSWITCH_A_MCAST_ADDRESS, ip_len(domain->is_v6),
		    &domain->address) ||
	    nla_put_u32(skb, VSWITCH_A_MCAST_EXPIRES, left) ||
	    (domain->port && nla_put_u32(skb, VSWITCH_A_MCAST_PORT_IFINDEX,
					 domain->port->dev->ifindex)))
		return -EMSGSIZE;
	return 0;
}

/* vsw_mcast.lock held */
static int put_domain(const struct mdb_dump *dump,
		      const struct vsw_mcast_domain *domain)
{
	struct vsw_nl_msg msg = vsw_nl_part_of(dump->cb, VSWITCH_CMD_MCAST_GET);
	struct sk_buff *skb = dump->skb;
	void *head = vsw_nl_begin(skb, &msg);
	int err = 0;

	if (!head)
		return -EMSGSIZE;
	if (vsw_nl_put_dev(skb, &mcast_switch_name, dump->sw->dev) ||
	    nla_put_u32(skb, VSWITCH_A_MCAST_FAMILY, domain->is_v6 ? 6 : 4) ||
	    nla_put_u32(skb, VSWITCH_A_MCAST_VLAN, domain->vid) ||
	    nla_put_u32(skb, VSWITCH_A_MCAST_QUERIER, domain->querier) ||
	    nla_put_u32(skb, VSWITCH_A_MCAST_KNOWN, vsw_mcast_known(domain)) ||
	    (domain->querier == VSW_QUERIER_OTHER && put_other(skb, domain)) ||
	    put_ports(skb, VSWITCH_A_MCAST_ROUTER,
		      rcu_dereference(domain->routers)) ||
	    put_ports(skb, VSWITCH_A_MCAST_TAKER,
		      rcu_dereference(domain->takers)))
		err = -EMSGSIZE;
	return vsw_nl_end(skb, head, err);
}

static int dump_domains(struct mdb_dump *dump, unsigned long *cursor)
{
	struct vsw_mcast *mc = dump->sw->mcast;
	struct vsw_mcast_domain *domain;
	unsigned long at = 0;
	int err = 0;

	rcu_read_lock();
	spin_lock_bh(&mc->lock);
	list_for_each_entry(domain, &mc->domains, list) {
		if (at++ < *cursor)
			continue;
		err = put_domain(dump, domain);
		if (err)
			break;
		++*cursor;
	}
	spin_unlock_bh(&mc->lock);
	rcu_read_unlock();
	return err;
}

int vswitch_nl_mcast_get_dumpit(struct sk_buff *skb,
				struct netlink_callback *cb)
{
	return dump_switch(skb, cb, dump_domains);
}
