// SPDX-License-Identifier: GPL-2.0
/*
 * The generic netlink family "sriov": serves the requests described in
 * netlink_uapi/specs/sriov.yaml and sends its notifications. The policy and
 * the table of operations are generated from that; by the time a handler runs,
 * attributes have the right type, length and range, and the caller the right
 * to call.
 *
 * Owns the family and the notifier that follows the names of the PFs' netdevs.
 * Operations run in parallel, without genl's lock. They find a PF in the list,
 * hold a reference to it, and take sriov_pf.lock to read it; the core takes
 * what changing it needs, which for the number of VFs is the device_lock.
 * None takes rtnl, but for PFs that are adopted. A dump holds nothing from one
 * message buffer to the next: it goes on by PCI address and VF number, so that
 * PFs and VFs may come and go.
 */
#include <linux/build_bug.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/netdevice.h>
#include <linux/notifier.h>

#include "pf_driver/core/netlink.h"
#include "pf_driver/core/local_vlan.h"
#include "pf_driver/core/lock.h"
#include "pf_driver/core/sriov_pf.h"

#include "compat/extack.h"
#include "compat/genl.h"
#include "pf_driver/core/sriov_nl_gen.h"

/* ---- what requests have in common ---------------------------------------- */

int sriov_nl_check_version(const struct nlmsghdr *nlh,
			   struct netlink_ext_ack *extack)
{
	const struct genlmsghdr *header = nlmsg_data(nlh);

	if (header->version == SRIOV_FAMILY_VERSION)
		return 0;
	NL_SET_ERR_MSG_FMT(extack,
			   "version %u in the header, the family has version %u",
			   header->version, SRIOV_FAMILY_VERSION);
	return -EINVAL;
}

struct sriov_pf *sriov_nl_find_pf(struct nlattr **attrs, int pci, int ifindex,
				  struct netlink_ext_ack *extack)
{
	struct sriov_pf *pf = NULL, *same;

	if (!attrs[pci] && !attrs[ifindex]) {
		NL_SET_ERR_MSG(extack,
			       "no PF named: give pci-address or ifindex");
		NL_SET_ERR_ATTR_MISS(extack, NULL, pci);
		return ERR_PTR(-EINVAL);
	}

	if (attrs[pci]) {
		pf = sriov_pf_find_pci(nla_data(attrs[pci]));
		if (!pf) {
			NL_SET_ERR_MSG_ATTR(extack, attrs[pci],
					    "pci-address: no PF of this driver has it");
			return ERR_PTR(-ENODEV);
		}
	}
	if (!attrs[ifindex])
		return pf;

	same = sriov_pf_find_ifindex(nla_get_u32(attrs[ifindex]));
	if (!same) {
		if (pf)
			sriov_pf_put(pf);
		NL_SET_ERR_MSG_ATTR(extack, attrs[ifindex],
				    "ifindex: no netdev of a PF of this driver has it");
		return ERR_PTR(-ENODEV);
	}
	if (!pf)
		return same;
	sriov_pf_put(same);
	if (same != pf) {
		sriov_pf_put(pf);
		NL_SET_ERR_MSG_ATTR(extack, attrs[ifindex],
				    "ifindex: not the netdev of the PF with that pci-address");
		return ERR_PTR(-EINVAL);
	}
	return pf;
}

int sriov_nl_get_range(struct nlattr **attrs, unsigned int total,
		       struct sriov_nl_range *range,
		       struct netlink_ext_ack *extack)
{
	struct nlattr *first = attrs[SRIOV_A_VF_VF_ID];
	struct nlattr *last = attrs[SRIOV_A_VF_VF_LAST];

	if (!first) {
		if (!last)
			return 0;
		NL_SET_ERR_MSG_ATTR(extack, last, "vf-last: needs vf-id");
		NL_SET_ERR_ATTR_MISS(extack, NULL, SRIOV_A_VF_VF_ID);
		return -EINVAL;
	}

	if (!last)
		last = first;
	range->first = nla_get_u32(first);
	range->last = nla_get_u32(last);
	if (range->last < range->first) {
		NL_SET_ERR_MSG_ATTR_FMT(extack, last,
					"vf-last: %u is below vf-id %u",
					range->last, range->first);
		return -EINVAL;
	}
	if (range->last < total)
		return 0;
	if (range->first >= total)
		last = first;
	NL_SET_ERR_MSG_ATTR_FMT(extack, last,
				"%s: %u is too high, the PF can have %u VFs",
				last == first ? "vf-id" : "vf-last",
				nla_get_u32(last), total);
	return -ERANGE;
}

static int sriov_nl_no_device(struct netlink_ext_ack *extack)
{
	NL_SET_ERR_MSG(extack, "the PF's driver is being unbound");
	return -ENODEV;
}

struct sriov_nl_msg sriov_nl_reply_to(const struct genl_info *info, u8 cmd)
{
	return (struct sriov_nl_msg) {
		.portid = info->snd_portid,
		.seq = info->snd_seq,
		.cmd = cmd,
	};
}

int sriov_nl_reply_pf(struct sk_buff *skb, struct genl_info *info,
		      struct sriov_pf *pf)
{
	struct sriov_nl_msg msg = sriov_nl_reply_to(info, SRIOV_CMD_PF_GET);
	int err;

	mutex_lock(&pf->lock);
	err = pf->registered ? sriov_nl_put_pf(skb, &msg, pf) :
			       sriov_nl_no_device(info->extack);
	mutex_unlock(&pf->lock);
	if (err) {
		nlmsg_free(skb);
		return err;
	}
	return genlmsg_reply(skb, info);
}

int sriov_nl_reply_vf(struct sk_buff *skb, struct genl_info *info,
		      struct sriov_pf *pf, u16 id, bool with_stats)
{
	struct sriov_nl_msg msg = sriov_nl_reply_to(info, SRIOV_CMD_VF_GET);
	int err;

	sriov_pf_lock(pf);
	err = pf->registered ? sriov_nl_put_vf(skb, &msg, &pf->vfs[id],
					       with_stats) :
			       sriov_nl_no_device(info->extack);
	sriov_pf_unlock(pf);
	if (err) {
		nlmsg_free(skb);
		return err;
	}
	return genlmsg_reply(skb, info);
}

/* ---- PF requests ---------------------------------------------------------- */

struct sriov_pf *sriov_nl_pf_of_pf(struct genl_info *info)
{
	int err = sriov_nl_check_version(info->nlhdr, info->extack);

	if (err)
		return ERR_PTR(err);
	return sriov_nl_find_pf(info->attrs, SRIOV_A_PF_PCI_ADDRESS,
				SRIOV_A_PF_IFINDEX, info->extack);
}

int sriov_nl_pf_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct sk_buff *reply;
	struct sriov_pf *pf;
	int err = -ENOMEM;

	pf = sriov_nl_pf_of_pf(info);
	if (IS_ERR(pf))
		return PTR_ERR(pf);

	reply = genlmsg_new(sriov_nl_pf_size(), GFP_KERNEL);
	if (reply)
		err = sriov_nl_reply_pf(reply, info, pf);
	sriov_pf_put(pf);
	return err;
}

/* What a pf-set asks for */
struct pf_request {
	struct nlattr *num;
	struct nlattr *slots;
	struct nlattr *local;
	struct sriov_quarantine_cfg quarantine;
	u32 mask;		/* of it */
	struct sriov_trunk vlans;
};

static int get_local_vlans(struct pf_request *request,
			   struct netlink_ext_ack *extack)
{
	int err;

	err = sriov_nl_get_trunk(request->local, &request->vlans, extack);
	if (err || request->vlans.limited)
		return err;
	NL_SET_ERR_MSG_ATTR(extack, request->local,
			    "local-vlans: a list, without the flag all");
	return -EINVAL;
}

static int get_pf_request(struct genl_info *info, const struct sriov_pf *pf,
			  struct pf_request *request)
{
	request->slots = info->attrs[SRIOV_A_PF_SLOTS];
	request->num = info->attrs[SRIOV_A_PF_NUM_VFS];
	request->local = info->attrs[SRIOV_A_PF_LOCAL_VLANS];
	request->mask = sriov_nl_get_quarantine(info->attrs,
						&request->quarantine);
	if (!request->num && !request->mask && !request->local) {
		NL_SET_ERR_MSG(info->extack,
			       "nothing to set: give num-vfs, quarantine-* or local-vlans");
		NL_SET_ERR_ATTR_MISS(info->extack, NULL, SRIOV_A_PF_NUM_VFS);
		return -EINVAL;
	}
	/* What sleeps for seconds isn't undone for what is small. */
	if (request->local && (request->num || request->mask)) {
		NL_SET_ERR_MSG_ATTR(info->extack, request->local,
				    "local-vlans: by itself only");
		return -EINVAL;
	}
	if (request->mask && !test_bit(SRIOV_CAP_MAILBOX, &pf->caps)) {
		NL_SET_ERR_MSG(info->extack,
			       "quarantine-*: the driver of this PF has the mail");
		return -EOPNOTSUPP;
	}
	if (request->slots && !request->num) {
		NL_SET_ERR_MSG_ATTR(info->extack, request->slots,
				    "slots: needs num-vfs");
		NL_SET_ERR_ATTR_MISS(info->extack, NULL, SRIOV_A_PF_NUM_VFS);
		return -EINVAL;
	}
	return request->local ? get_local_vlans(request, info->extack) : 0;
}

static int set_pf(struct genl_info *info, struct sriov_pf *pf,
		  const struct pf_request *request)
{
	struct nlattr *blamed = request->num;
	int err = 0;

	if (request->local) {
		blamed = request->local;
		err = sriov_pf_set_local_vlans(pf, &request->vlans,
					       info->extack);
	}
	if (request->num)
		err = sriov_pf_change_num_vfs(pf, nla_get_u32(request->num),
					      request->slots &&
					      nla_get_u32(request->slots),
					      info->extack);
	if (!err && request->mask)
		err = sriov_pf_set_quarantine(pf, &request->quarantine,
					      request->mask);
	if (err && err != -ENODEV && err != -ECANCELED && err != -ETIMEDOUT)
		NL_SET_BAD_ATTR(info->extack, blamed);
	return err;
}

int sriov_nl_pf_set_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct pf_request request = {};
	struct sk_buff *reply;
	struct sriov_pf *pf;
	int err;

	pf = sriov_nl_pf_of_pf(info);
	if (IS_ERR(pf))
		return PTR_ERR(pf);
	err = get_pf_request(info, pf, &request);
	if (err)
		goto out;

	/* Before the change, which is not undone for want of memory. */
	reply = genlmsg_new(sriov_nl_pf_size(), GFP_KERNEL);
	if (!reply) {
		err = -ENOMEM;
		goto out;
	}
	err = set_pf(info, pf, &request);
	if (err)
		nlmsg_free(reply);
	else
		err = sriov_nl_reply_pf(reply, info, pf);
out:
	sriov_pf_put(pf);
	return err;
}

/* ---- VF requests ---------------------------------------------------------- */

struct sriov_pf *sriov_nl_pf_of_vf(struct genl_info *info,
				   struct sriov_nl_range *range)
{
	struct sriov_pf *pf;
	int err;

	err = sriov_nl_check_version(info->nlhdr, info->extack);
	if (err)
		return ERR_PTR(err);

	pf = sriov_nl_find_pf(info->attrs, SRIOV_A_VF_PCI_ADDRESS,
			      SRIOV_A_VF_IFINDEX, info->extack);
	if (IS_ERR(pf))
		return pf;

	err = sriov_nl_get_range(info->attrs, pf->total_vfs, range,
				 info->extack);
	if (!err && !info->attrs[SRIOV_A_VF_VF_ID]) {
		NL_SET_ERR_MSG(info->extack, "no VF named: give vf-id");
		NL_SET_ERR_ATTR_MISS(info->extack, NULL, SRIOV_A_VF_VF_ID);
		err = -EINVAL;
	}
	if (err) {
		sriov_pf_put(pf);
		return ERR_PTR(err);
	}
	return pf;
}

int sriov_nl_vf_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	bool with_stats = info->attrs[SRIOV_A_VF_WITH_STATS];
	struct sriov_nl_range range;
	struct sk_buff *reply;
	struct sriov_pf *pf;
	int err = -ENOMEM;

	pf = sriov_nl_pf_of_vf(info, &range);
	if (IS_ERR(pf))
		return PTR_ERR(pf);

	reply = genlmsg_new(sriov_nl_vf_size(with_stats), GFP_KERNEL);
	if (reply)
		err = sriov_nl_reply_vf(reply, info, pf, range.first,
					with_stats);
	sriov_pf_put(pf);
	return err;
}

int sriov_nl_change_vf(struct genl_info *info,
		       int (*change)(struct genl_info *info,
				     struct sriov_pf *pf,
				     const struct sriov_nl_range *range))
{
	struct sriov_nl_range range;
	struct sk_buff *reply;
	struct sriov_pf *pf;
	int err = -ENOMEM;

	pf = sriov_nl_pf_of_vf(info, &range);
	if (IS_ERR(pf))
		return PTR_ERR(pf);

	/* Before the change, which is not undone for want of memory. */
	reply = genlmsg_new(sriov_nl_vf_size(false), GFP_KERNEL);
	if (!reply)
		goto out;
	err = change(info, pf, &range);
	if (err)
		nlmsg_free(reply);
	else
		err = sriov_nl_reply_vf(reply, info, pf, range.first, false);
out:
	sriov_pf_put(pf);
	return err;
}

static int sriov_nl_set_vfs(struct genl_info *info, struct sriov_pf *pf,
			    const struct sriov_nl_range *range)
{
	struct sriov_vf_cfg cfg = {};
	int mask, err;

	mask = sriov_nl_get_cfg(info->attrs, &cfg, info->extack);
	if (mask < 0)
		return mask;
	err = sriov_vfs_set(pf, range->first, range->last, &cfg, mask,
			    info->extack);
	if (err)
		NL_SET_BAD_ATTR(info->extack,
				sriov_nl_blame(info->attrs, pf, info->extack,
					       err));
	return err;
}

int sriov_nl_vf_set_doit(struct sk_buff *skb, struct genl_info *info)
{
	return sriov_nl_change_vf(info, sriov_nl_set_vfs);
}

/* ---- dumps ---------------------------------------------------------------- */

/**
 * struct sriov_nl_dump - where a dump stands, in netlink_callback.ctx
 * @next: key of the PF to go on with, its sriov_pf.order
 * @only: key of the one PF that was asked for
 * @one_pf: @only counts
 * @with_stats: statistics were asked for
 * @vf: VF to go on with, of PF @next
 * @range: VFs that were asked for
 */
struct sriov_nl_dump {
	u64 next;
	u64 only;
	bool one_pf;
	bool with_stats;
	u16 vf;
	struct sriov_nl_range range;
};

static struct sriov_nl_dump *sriov_nl_dump(struct netlink_callback *cb)
{
	BUILD_BUG_ON(sizeof(struct sriov_nl_dump) > sizeof(cb->ctx));
	return (struct sriov_nl_dump *)cb->ctx;
}

/* The PF to go on with, referenced; NULL: that was all. */
static struct sriov_pf *sriov_nl_next_pf(struct sriov_nl_dump *dump)
{
	struct sriov_pf *pf, *next = NULL;
	u64 key;

	mutex_lock(&sriov_pf_list_lock);
	list_for_each_entry(pf, &sriov_pf_list, node) {
		key = pf->order;
		if (key < dump->next || (dump->one_pf && key != dump->only))
			continue;
		if (key != dump->next) {
			dump->next = key;
			dump->vf = dump->range.first;
		}
		sriov_pf_get(pf);
		next = pf;
		break;
	}
	mutex_unlock(&sriov_pf_list_lock);
	return next;
}

/* Dump all PFs, or what is left, with @put_pf, which writes all of one PF or
 * leaves in the dump's state where it came to.
 *
 * cb->seq is set anew for each message, so that a change between any two of
 * them shows, and once more at the end, for the final message.
 */
static int sriov_nl_dump_pfs(struct sk_buff *skb, struct netlink_callback *cb,
			     int (*put_pf)(struct sk_buff *skb,
					   struct netlink_callback *cb,
					   struct sriov_pf *pf))
{
	struct sriov_nl_dump *dump = sriov_nl_dump(cb);
	struct sriov_pf *pf;
	int err = 0;

	while (!err) {
		pf = sriov_nl_next_pf(dump);
		if (!pf)
			break;
		sriov_pf_lock(pf);
		if (pf->registered)
			err = put_pf(skb, cb, pf);
		sriov_pf_unlock(pf);
		sriov_pf_put(pf);
		if (err)
			break;
		dump->next++;
		dump->vf = dump->range.first;
	}
	cb->seq = sriov_generation();
	if (err == -EMSGSIZE && skb->len)
		return skb->len;
	return err;
}

static struct sriov_nl_msg sriov_nl_part_of(struct netlink_callback *cb, u8 cmd)
{
	cb->seq = sriov_generation();
	return (struct sriov_nl_msg) {
		.portid = NETLINK_CB(cb->skb).portid,
		.seq = cb->nlh->nlmsg_seq,
		.flags = NLM_F_MULTI,
		.cmd = cmd,
		.cb = cb,
	};
}

static int sriov_nl_dump_pf(struct sk_buff *skb, struct netlink_callback *cb,
			    struct sriov_pf *pf)
{
	struct sriov_nl_msg msg = sriov_nl_part_of(cb, SRIOV_CMD_PF_GET);

	return sriov_nl_put_pf(skb, &msg, pf);
}

static int sriov_nl_dump_vfs(struct sk_buff *skb, struct netlink_callback *cb,
			     struct sriov_pf *pf)
{
	struct sriov_nl_dump *dump = sriov_nl_dump(cb);
	struct sriov_nl_msg msg;
	int err;

	for (; dump->vf <= dump->range.last && dump->vf < pf->total_vfs;
	     dump->vf++) {
		if (pf->vfs[dump->vf].state == SRIOV_VF_DISABLED)
			continue;
		msg = sriov_nl_part_of(cb, SRIOV_CMD_VF_GET);
		err = sriov_nl_put_vf(skb, &msg, &pf->vfs[dump->vf],
				      dump->with_stats);
		if (err)
			return err;
	}
	return 0;
}

/* Operations without a policy get no attributes, but aren't checked for them
 * by all kernels.
 */
int sriov_nl_pf_get_start(struct netlink_callback *cb)
{
	if (nlmsg_attrlen(cb->nlh, GENL_HDRLEN) > 0) {
		NL_SET_ERR_MSG_ATTR(cb->extack,
				    nlmsg_attrdata(cb->nlh, GENL_HDRLEN),
				    "a dump of PFs takes no attributes");
		return -EINVAL;
	}
	return sriov_nl_check_version(cb->nlh, cb->extack);
}

int sriov_nl_pf_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	return sriov_nl_dump_pfs(skb, cb, sriov_nl_dump_pf);
}

/* Refusals come from here and not from the dump itself, whose errors would
 * lack the offset of the attribute.
 */
int sriov_nl_vf_get_start(struct netlink_callback *cb)
{
	struct sriov_nl_dump *dump = sriov_nl_dump(cb);
	struct nlattr **attrs = compat_genl_dump_attrs(cb);
	unsigned int total = SRIOV_PF_MAX_VFS;
	struct sriov_pf *pf;
	int err;

	err = sriov_nl_check_version(cb->nlh, cb->extack);
	if (err)
		return err;

	if (attrs[SRIOV_A_VF_PCI_ADDRESS] || attrs[SRIOV_A_VF_IFINDEX]) {
		pf = sriov_nl_find_pf(attrs, SRIOV_A_VF_PCI_ADDRESS,
				      SRIOV_A_VF_IFINDEX, cb->extack);
		if (IS_ERR(pf))
			return PTR_ERR(pf);
		mutex_lock(&pf->lock);
		if (pf->registered) {
			dump->only = pf->order;
			dump->one_pf = true;
			total = pf->total_vfs;
		} else {
			err = sriov_nl_no_device(cb->extack);
		}
		mutex_unlock(&pf->lock);
		sriov_pf_put(pf);
		if (err)
			return err;
	}

	dump->with_stats = attrs[SRIOV_A_VF_WITH_STATS];
	dump->range.last = SRIOV_MAX_VF_ID;
	err = sriov_nl_get_range(attrs, total, &dump->range, cb->extack);
	if (err)
		return err;
	dump->vf = dump->range.first;
	return 0;
}

int sriov_nl_vf_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	return sriov_nl_dump_pfs(skb, cb, sriov_nl_dump_vfs);
}

/* ---- notifications -------------------------------------------------------- */

/* A message for listeners of @group; NULL if there are none, or no memory,
 * which they are told.
 */
static struct sk_buff *sriov_nl_ntf_new(size_t size, unsigned int group)
{
	struct sk_buff *skb;

	if (!genl_has_listeners(&sriov_nl_family, &init_net, group))
		return NULL;
	skb = genlmsg_new(size, GFP_KERNEL);
	if (!skb)
		genl_set_err(&sriov_nl_family, &init_net, 0, group, -ENOBUFS);
	return skb;
}

static void sriov_nl_ntf_send(struct sk_buff *skb, unsigned int group, int err)
{
	if (err) {
		nlmsg_free(skb);
		genl_set_err(&sriov_nl_family, &init_net, 0, group, err);
		return;
	}
	/* -ESRCH: the last listener left meanwhile. Others that can't take it
	 * are told by netlink itself.
	 */
	genlmsg_multicast(&sriov_nl_family, skb, 0, group, GFP_KERNEL);
}

static void sriov_nl_ntf_vf(struct sriov_vf *vf, u8 cmd, unsigned int group,
			    const u64 *refused)
{
	struct sriov_nl_msg msg = { .cmd = cmd, .refused = refused };
	struct sk_buff *skb;

	skb = sriov_nl_ntf_new(sriov_nl_vf_size(false), group);
	if (skb)
		sriov_nl_ntf_send(skb, group,
				  sriov_nl_put_vf(skb, &msg, vf, false));
}

/**
 * sriov_netlink_notify_vf() - tell that a VF's configuration changed
 * @vf: the VF, with sriov_pf.lock held
 *
 * May sleep.
 */
void sriov_netlink_notify_vf(struct sriov_vf *vf)
{
	sriov_nl_ntf_vf(vf, SRIOV_CMD_VF_NTF, SRIOV_NLGRP_CONFIG, NULL);
}

/**
 * sriov_netlink_notify_vf_state() - tell that a VF's state changed
 * @vf: the VF, with sriov_pf.lock held
 *
 * Also for whether a driver runs in it. May sleep.
 */
void sriov_netlink_notify_vf_state(struct sriov_vf *vf)
{
	sriov_nl_ntf_vf(vf, SRIOV_CMD_VF_STATE_NTF, SRIOV_NLGRP_STATE, NULL);
}

/**
 * sriov_netlink_notify_vf_refused() - tell that a stranger asked for a change
 * @vf: the VF, which has an owner, with sriov_pf.lock held
 * @cookie: the one that came, 0: none
 *
 * May sleep.
 */
void sriov_netlink_notify_vf_refused(struct sriov_vf *vf, u64 cookie)
{
	sriov_nl_ntf_vf(vf, SRIOV_CMD_VF_REFUSED_NTF, SRIOV_NLGRP_CONFIG,
			&cookie);
}

/**
 * sriov_netlink_notify_pf() - tell that a PF appeared, changed, or is gone
 * @pf: the PF, with its lock held
 *
 * It is gone when it has left the list. May sleep.
 */
void sriov_netlink_notify_pf(struct sriov_pf *pf)
{
	struct sriov_nl_msg msg = { .cmd = SRIOV_CMD_PF_NTF };
	struct sk_buff *skb;

	/* Nobody but the caller adds and removes this PF. */
	if (list_empty(&pf->node))
		msg.cmd = SRIOV_CMD_PF_DEL_NTF;
	skb = sriov_nl_ntf_new(sriov_nl_pf_size(), SRIOV_NLGRP_CONFIG);
	if (skb)
		sriov_nl_ntf_send(skb, SRIOV_NLGRP_CONFIG,
				  sriov_nl_put_pf(skb, &msg, pf));
}

/* A PF's netdev got another name, or came into a namespace: what a dump shows
 * changed. rtnl held.
 */
static int sriov_nl_netdev_event(struct notifier_block *nb,
				 unsigned long event, void *ptr)
{
	struct net_device *dev = netdev_notifier_info_to_dev(ptr);
	struct sriov_pf *pf;

	if (event != NETDEV_CHANGENAME && event != NETDEV_REGISTER)
		return NOTIFY_DONE;

	mutex_lock(&sriov_pf_list_lock);
	list_for_each_entry(pf, &sriov_pf_list, node) {
		/* Most netdevs are no PF's: don't wait for locks for them. */
		if (READ_ONCE(pf->netdev) != dev)
			continue;
		mutex_lock(&pf->lock);
		if (pf->netdev == dev) {
			sriov_pf_changed(pf);
			sriov_netlink_notify_pf(pf);
		}
		mutex_unlock(&pf->lock);
	}
	mutex_unlock(&sriov_pf_list_lock);
	return NOTIFY_DONE;
}

static struct notifier_block sriov_nl_netdev_notifier = {
	.notifier_call = sriov_nl_netdev_event,
};

/* ---- the family ----------------------------------------------------------- */

/**
 * sriov_netlink_init() - register the family
 *
 * Before the first PF registers. Takes rtnl.
 *
 * Return: 0, or what the kernel returned.
 */
int __init sriov_netlink_init(void)
{
	int err;

	/* PFs are part of the host; a namespace of its own sees none. */
	sriov_nl_family.netnsok = false;
	err = genl_register_family(&sriov_nl_family);
	if (err)
		return err;

	err = register_netdevice_notifier(&sriov_nl_netdev_notifier);
	if (err)
		genl_unregister_family(&sriov_nl_family);
	return err;
}

/**
 * sriov_netlink_exit() - unregister the family
 *
 * After the last PF unregistered, without locks: waits for requests that are
 * being served. None is a dump, as these keep the module from being removed.
 */
void sriov_netlink_exit(void)
{
	unregister_netdevice_notifier(&sriov_nl_netdev_notifier);
	genl_unregister_family(&sriov_nl_family);
}
