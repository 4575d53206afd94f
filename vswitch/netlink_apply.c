// SPDX-License-Identifier: GPL-2.0
/*
 * Changes in the family "vswitch": one of them, as most requests are, or any
 * number in a request "apply". Each is read by the function that knows its kind
 * into a draft (draft.h), under rtnl from the first to the end. That is held for
 * as long as the request takes, and the wait for frames under way once.
 */
#include <linux/rtnetlink.h>
#include <linux/sizes.h>
#include <linux/slab.h>

#include "compat/extack.h"
#include "vswitch/draft.h"
#include "vswitch/netlink.h"

#include "compat/genl.h"
#include "vswitch/vswitch_nl_gen.h"

#define MAX_REQUEST	SZ_1M	/* as the spec says */

/* ---- one ------------------------------------------------------------------ */

struct vsw_nl_req vsw_nl_req_of(struct genl_info *info)
{
	return (struct vsw_nl_req) {
		.net = genl_info_net(info),
		.attrs = info->attrs,
		.first = nlmsg_attrdata(info->nlhdr, GENL_HDRLEN),
		.len = nlmsg_attrlen(info->nlhdr, GENL_HDRLEN),
		.extack = info->extack,
	};
}

/**
 * vsw_nl_change_one() - make the change that a request is
 * @info: request
 * @change: reads it
 *
 * Context: rtnl; may sleep.
 * Return: what @change returned, what vsw_draft_hold() returned, or -ENOMEM.
 */
int vsw_nl_change_one(struct genl_info *info, vsw_nl_change change)
{
	struct vsw_nl_req req = vsw_nl_req_of(info);
	struct vsw_draft draft;
	int err;

	req.draft = &draft;
	err = vsw_draft_init(&draft, 1);
	if (!err)
		err = change(&req);
	if (!err)
		err = vsw_draft_hold(&draft, false, info->extack);
	if (!err)
		vsw_draft_commit(&draft);
	vsw_draft_free(&draft);
	return err;
}

/* ---- many ----------------------------------------------------------------- */

/* What a change may be: its attributes are those of the single request. */
static const struct kind {
	const struct nla_policy *policy;
	unsigned int maxattr;
	vsw_nl_change change;
} kinds[] = {
	[VSWITCH_A_CHANGE_SWITCH_SET] = {
		.policy = vswitch_switch_change_nl_policy,
		.maxattr = ARRAY_SIZE(vswitch_switch_change_nl_policy) - 1,
		.change = vsw_nl_set_switch,
	},
	[VSWITCH_A_CHANGE_PORT_SET] = {
		.policy = vswitch_port_change_nl_policy,
		.maxattr = ARRAY_SIZE(vswitch_port_change_nl_policy) - 1,
		.change = vsw_nl_set_port,
	},
	[VSWITCH_A_CHANGE_FDB_NEW] = {
		.policy = vswitch_fdb_entry_nl_policy,
		.maxattr = ARRAY_SIZE(vswitch_fdb_entry_nl_policy) - 1,
		.change = vsw_nl_new_fdb,
	},
	[VSWITCH_A_CHANGE_FDB_DEL] = {
		.policy = vswitch_fdb_named_nl_policy,
		.maxattr = ARRAY_SIZE(vswitch_fdb_named_nl_policy) - 1,
		.change = vsw_nl_del_fdb,
	},
	[VSWITCH_A_CHANGE_VLAN_NEW] = {
		.policy = vswitch_vlan_member_nl_policy,
		.maxattr = ARRAY_SIZE(vswitch_vlan_member_nl_policy) - 1,
		.change = vsw_nl_new_vlan,
	},
	[VSWITCH_A_CHANGE_VLAN_DEL] = {
		.policy = vswitch_vlan_named_nl_policy,
		.maxattr = ARRAY_SIZE(vswitch_vlan_named_nl_policy) - 1,
		.change = vsw_nl_del_vlan,
	},
	[VSWITCH_A_CHANGE_GUARD_SET] = {
		.policy = vswitch_guard_change_nl_policy,
		.maxattr = ARRAY_SIZE(vswitch_guard_change_nl_policy) - 1,
		.change = vsw_nl_set_guard,
	},
	[VSWITCH_A_CHANGE_MDB_NEW] = {
		.policy = vswitch_mdb_member_nl_policy,
		.maxattr = ARRAY_SIZE(vswitch_mdb_member_nl_policy) - 1,
		.change = vsw_nl_new_mdb,
	},
	[VSWITCH_A_CHANGE_MDB_DEL] = {
		.policy = vswitch_mdb_named_nl_policy,
		.maxattr = ARRAY_SIZE(vswitch_mdb_named_nl_policy) - 1,
		.change = vsw_nl_del_mdb,
	},
};

/* Memory for the attributes of a change of any kind */
static struct nlattr **alloc_attrs(void)
{
	unsigned int kind, most = 0;

	for (kind = 0; kind < ARRAY_SIZE(kinds); kind++)
		most = max(most, kinds[kind].maxattr);
	return kcalloc(most + 1, sizeof(struct nlattr *), GFP_KERNEL);
}

/* Which change was refused, and for which attribute if nobody has said that */
static void explain(unsigned int number, const struct nlattr *change,
		    const struct nlattr *inner,
		    const struct netlink_ext_ack *why,
		    struct netlink_ext_ack *extack)
{
	*extack = *why;
	NL_SET_ERR_MSG_FMT(extack, "change %u: %.64s", number,
			   why->_msg ?: "refused");
	if (why->miss_type && !why->miss_nest)
		extack->miss_nest = inner ?: change;
	else if (!why->miss_type && !why->bad_attr)
		NL_SET_BAD_ATTR(extack, change);
}

/* The one attribute of a change; NULL: it has none, or more than one */
static const struct nlattr *only_attr(const struct nlattr *change,
				      struct netlink_ext_ack *extack)
{
	const struct nlattr *inner, *only = NULL;
	int left, num = 0;

	nla_for_each_nested(inner, change, left) {
		only = inner;
		num++;
	}
	if (num == 1)
		return only;
	NL_SET_ERR_MSG(extack, "has to have one attribute, which says what");
	return NULL;
}

static int read_change(struct vsw_nl_req *req, const struct nlattr *change,
		       struct netlink_ext_ack *extack)
{
	struct netlink_ext_ack why = {};
	const struct nlattr *inner = only_attr(change, &why);
	const struct kind *kind;
	int err = -EINVAL;

	req->draft->change++;
	if (inner) {
		kind = &kinds[nla_type(inner)];
		req->first = nla_data(inner);
		req->len = nla_len(inner);
		req->extack = &why;
		/* They were validated with the request. */
		err = nla_parse_nested(req->attrs, kind->maxattr, inner,
				       kind->policy, &why);
		if (!err)
			err = kind->change(req);
	}
	/* Who lets something pass may have a word to say, too. */
	if (err || why._msg)
		explain(req->draft->change, change, inner, &why, extack);
	return err;
}

static int read_changes(struct vsw_nl_req *req, struct genl_info *info)
{
	const struct nlattr *attr;
	int left, err;

	nla_for_each_attr(attr, nlmsg_attrdata(info->nlhdr, GENL_HDRLEN),
			  nlmsg_attrlen(info->nlhdr, GENL_HDRLEN), left) {
		if (nla_type(attr) != VSWITCH_A_APPLY_CHANGE)
			continue;
		err = read_change(req, attr, info->extack);
		if (err)
			return err;
		cond_resched();
	}
	return 0;
}

static const struct nlattr *nth_change(struct genl_info *info, unsigned int n)
{
	const struct nlattr *attr;
	int left;

	nla_for_each_attr(attr, nlmsg_attrdata(info->nlhdr, GENL_HDRLEN),
			  nlmsg_attrlen(info->nlhdr, GENL_HDRLEN), left)
		if (nla_type(attr) == VSWITCH_A_APPLY_CHANGE && !--n)
			return attr;
	return NULL;
}

static int check_generation(struct genl_info *info)
{
	struct nlattr *attr = info->attrs[VSWITCH_A_APPLY_GENERATION];
	u32 now = vsw_net(genl_info_net(info))->generation;

	if (!attr || nla_get_u32(attr) == now)
		return 0;
	NL_SET_ERR_MSG_ATTR_FMT(info->extack, attr,
				"generation: %u expected, but it is %u",
				nla_get_u32(attr), now);
	return -ESTALE;
}

static int hold(struct vsw_draft *draft, struct genl_info *info, bool dry)
{
	struct netlink_ext_ack why = {};
	int err = vsw_draft_hold(draft, dry, &why);

	if (err)
		explain(draft->change, nth_change(info, draft->change), NULL,
			&why, info->extack);
	return err;
}

static int put_result(struct genl_info *info, struct sk_buff *reply,
		      unsigned int changes)
{
	struct vsw_nl_msg msg = vsw_nl_reply_to(info, VSWITCH_CMD_APPLY);
	void *head = vsw_nl_begin(reply, &msg);
	int err = 0;

	if (!head)
		return -EMSGSIZE;
	if (nla_put_u32(reply, VSWITCH_A_APPLY_GENERATION,
			vsw_net(genl_info_net(info))->generation) ||
	    nla_put_u32(reply, VSWITCH_A_APPLY_NUM_CHANGES, changes))
		err = -EMSGSIZE;
	return vsw_nl_end(reply, head, err);
}

static int run(struct vsw_nl_req *req, struct genl_info *info,
	       struct sk_buff *reply)
{
	bool dry = info->attrs[VSWITCH_A_APPLY_DRY_RUN];
	unsigned int changes;
	int err;

	err = check_generation(info);
	if (!err)
		err = read_changes(req, info);
	changes = req->draft->change;
	if (!err)
		err = hold(req->draft, info, dry);
	if (err)
		return err;
	if (dry)
		vsw_draft_release(req->draft);
	else
		vsw_draft_commit(req->draft);
	return put_result(info, reply, changes);
}

/* How many changes there are, or a negative error */
static int count_changes(struct genl_info *info)
{
	const struct nlattr *attr;
	int left, num = 0;

	nla_for_each_attr(attr, nlmsg_attrdata(info->nlhdr, GENL_HDRLEN),
			  nlmsg_attrlen(info->nlhdr, GENL_HDRLEN), left)
		num += nla_type(attr) == VSWITCH_A_APPLY_CHANGE;
	if (num)
		return num;
	NL_SET_ERR_MSG(info->extack, "nothing to do: give change");
	NL_SET_ERR_ATTR_MISS(info->extack, NULL, VSWITCH_A_APPLY_CHANGE);
	return -EINVAL;
}

static int apply(struct genl_info *info, struct sk_buff *reply)
{
	struct vsw_draft draft;
	struct vsw_nl_req req = {
		.net = genl_info_net(info), .draft = &draft,
	};
	int num, err;

	num = count_changes(info);
	if (num < 0)
		return num;
	req.attrs = alloc_attrs();
	if (!req.attrs)
		return -ENOMEM;
	err = vsw_draft_init(&draft, num);
	if (!err)
		err = run(&req, info, reply);
	vsw_draft_free(&draft);
	kfree(req.attrs);
	return err;
}

int vswitch_nl_apply_doit(struct sk_buff *skb, struct genl_info *info)
{
	if (info->nlhdr->nlmsg_len > MAX_REQUEST) {
		NL_SET_ERR_MSG_FMT(info->extack,
				   "a request of %u bytes, %u are the limit",
				   info->nlhdr->nlmsg_len, MAX_REQUEST);
		return -EMSGSIZE;
	}
	return vsw_nl_answer(info, apply);
}
