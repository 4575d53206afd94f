// SPDX-License-Identifier: GPL-2.0
/*
 * The netlink operation "apply": a message with any number of changes of VFs
 * of several PFs becomes a transaction of the core (apply.c), and its outcome
 * an answer. Owns nothing; takes no lock but by what it calls.
 */
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/sizes.h>

#include "compat/extack.h"
#include "pf_driver/core/apply.h"
#include "pf_driver/core/netlink.h"

#include "compat/genl.h"
#include "pf_driver/core/sriov_nl_gen.h"

#define MAX_REQUEST	SZ_1M	/* as the spec says */

/* Attributes of the request: many are of one type, so info->attrs won't do. */
static const struct nlattr *first_attr(const struct genl_info *info)
{
	return nlmsg_attrdata(info->nlhdr, GENL_HDRLEN);
}

static int attrs_len(const struct genl_info *info)
{
	return nlmsg_attrlen(info->nlhdr, GENL_HDRLEN);
}

/* What a nest of the set vf holds, into @attrs of SRIOV_A_VF_MAX + 1. It was
 * validated with the request.
 */
static int parse_change(struct nlattr **attrs, const struct nlattr *nest,
			struct netlink_ext_ack *extack)
{
	memset(attrs, 0, (SRIOV_A_VF_MAX + 1) * sizeof(*attrs));
	return nla_parse_nested(attrs,
				ARRAY_SIZE(sriov_vf_change_nl_policy) - 1,
				nest, sriov_vf_change_nl_policy, extack);
}

/* The VFs and what to set, of a PF that is known. */
static int get_change(struct nlattr **attrs, const struct nlattr *nest,
		      struct sriov_apply_entry *entry,
		      struct netlink_ext_ack *extack)
{
	const struct sriov_pf *pf = entry->of->pf;
	struct sriov_nl_range range = {};
	int mask, err;

	if (!attrs[SRIOV_A_VF_VF_ID]) {
		NL_SET_ERR_MSG(extack, "no VF named: give vf-id");
		NL_SET_ERR_ATTR_MISS(extack, nest, SRIOV_A_VF_VF_ID);
		return -EINVAL;
	}
	err = sriov_nl_get_range(attrs, pf->total_vfs, &range, extack);
	if (err)
		return err;
	mask = sriov_nl_get_cfg(attrs, &entry->cfg, extack);
	if (mask < 0)
		return mask;
	entry->first = range.first;
	entry->last = range.last;
	entry->mask = mask;
	return 0;
}

static int add_change(struct sriov_apply *apply, const struct nlattr *nest,
		      struct nlattr **attrs, struct netlink_ext_ack *extack)
{
	struct sriov_apply_entry *entry = &apply->entries[apply->num];
	struct netlink_ext_ack why = {};
	struct sriov_pf *pf;
	int err;

	err = parse_change(attrs, nest, extack);
	if (err)
		return err;
	pf = sriov_nl_find_pf(attrs, SRIOV_A_VF_PCI_ADDRESS,
			      SRIOV_A_VF_IFINDEX, extack);
	if (IS_ERR(pf)) {
		if (!extack->bad_attr)
			NL_SET_ERR_ATTR_MISS(extack, nest,
					     SRIOV_A_VF_PCI_ADDRESS);
		return PTR_ERR(pf);
	}
	entry->of = sriov_apply_pf(apply, pf);
	sriov_pf_put(pf);
	if (!entry->of)
		return -ENOMEM;

	err = get_change(attrs, nest, entry, &why);
	if (!err) {
		apply->num++;
		return 0;
	}
	*extack = why;
	sriov_apply_explain(entry->of->pf, -1, &why, extack);
	return err;
}

static int add_expect(struct sriov_apply *apply, const struct nlattr *nest,
		      struct netlink_ext_ack *extack)
{
	struct nlattr *attrs[ARRAY_SIZE(sriov_apply_expect_nl_policy)];
	struct nlattr *generation, *address;
	struct sriov_apply_pf *of;
	struct sriov_pf *pf;
	int err;

	err = nla_parse_nested(attrs, ARRAY_SIZE(attrs) - 1, nest,
			       sriov_apply_expect_nl_policy, extack);
	if (err)
		return err;
	address = attrs[SRIOV_A_APPLY_PF_PCI_ADDRESS];
	generation = attrs[SRIOV_A_APPLY_PF_GENERATION];
	if (!address || !generation) {
		NL_SET_ERR_MSG(extack,
			       "expect: needs pci-address and generation");
		NL_SET_ERR_ATTR_MISS(extack, nest,
				     address ? SRIOV_A_APPLY_PF_GENERATION :
					       SRIOV_A_APPLY_PF_PCI_ADDRESS);
		return -EINVAL;
	}

	pf = sriov_pf_find_pci(nla_data(address));
	if (!pf) {
		NL_SET_ERR_MSG_ATTR(extack, address,
				    "pci-address: no PF of this driver has it");
		return -ENODEV;
	}
	of = sriov_apply_pf(apply, pf);
	sriov_pf_put(pf);
	if (!of)
		return -ENOMEM;
	if (of->expects && of->expected != nla_get_u32(generation)) {
		NL_SET_ERR_MSG_ATTR(extack, generation,
				    "generation: two different ones of one PF");
		return -EINVAL;
	}
	of->expects = true;
	of->expected = nla_get_u32(generation);
	return 0;
}

/* The whole message. @attrs is room for one change. */
static int parse_request(struct sriov_apply *apply, struct genl_info *info,
			 struct nlattr **attrs)
{
	const struct nlattr *attr;
	int err = 0, rem;

	nla_for_each_attr(attr, first_attr(info), attrs_len(info), rem) {
		if (nla_type(attr) == SRIOV_A_APPLY_CHANGE)
			err = add_change(apply, attr, attrs, info->extack);
		else if (nla_type(attr) == SRIOV_A_APPLY_EXPECT)
			err = add_expect(apply, attr, info->extack);
		if (err)
			return err;
		cond_resched();
	}
	apply->dry_run = info->attrs[SRIOV_A_APPLY_DRY_RUN];
	return 0;
}

/* Room for as many changes as the message holds. */
static int alloc_entries(struct sriov_apply *apply, struct genl_info *info)
{
	const struct nlattr *attr;
	unsigned int num = 0;
	int rem;

	if (info->nlhdr->nlmsg_len > MAX_REQUEST) {
		NL_SET_ERR_MSG_FMT(info->extack,
				   "a request of %u bytes, %u are the limit",
				   info->nlhdr->nlmsg_len, MAX_REQUEST);
		return -EMSGSIZE;
	}
	nla_for_each_attr(attr, first_attr(info), attrs_len(info), rem)
		num += nla_type(attr) == SRIOV_A_APPLY_CHANGE;
	if (!num) {
		NL_SET_ERR_MSG(info->extack, "nothing to set: give change");
		NL_SET_ERR_ATTR_MISS(info->extack, NULL, SRIOV_A_APPLY_CHANGE);
		return -EINVAL;
	}
	apply->entries = kvcalloc(num, sizeof(*apply->entries), GFP_KERNEL);
	return apply->entries ? 0 : -ENOMEM;
}

/* The attribute that tells the generation that a PF hasn't. */
static const struct nlattr *blame_expect(const struct sriov_pf *pf,
					 struct genl_info *info)
{
	const struct nlattr *attr, *inner, *generation = NULL;
	bool same;
	int rem, r;

	nla_for_each_attr(attr, first_attr(info), attrs_len(info), rem) {
		if (nla_type(attr) != SRIOV_A_APPLY_EXPECT)
			continue;
		same = false;
		nla_for_each_nested(inner, attr, r) {
			if (nla_type(inner) == SRIOV_A_APPLY_PF_GENERATION)
				generation = inner;
			else if (!strcmp(nla_data(inner), pci_name(pf->pdev)))
				same = true;
		}
		if (same)
			return generation;
	}
	return NULL;
}

/* The attribute to blame for the refusal of a change, or the change itself. */
static const struct nlattr *blame_change(const struct sriov_apply *apply,
					 struct genl_info *info,
					 struct nlattr **attrs, int err)
{
	const struct sriov_apply_entry *entry;
	int i = apply->bad_entry, rem;
	const struct nlattr *attr;

	if (i < 0 || err == -ENODEV || err == -ENOMEM)
		return NULL;
	entry = &apply->entries[i];
	nla_for_each_attr(attr, first_attr(info), attrs_len(info), rem) {
		if (nla_type(attr) != SRIOV_A_APPLY_CHANGE || i--)
			continue;
		if (parse_change(attrs, attr, NULL))
			break;
		return sriov_nl_blame(attrs, entry->of->pf, info->extack,
				      err) ?: attr;
	}
	return NULL;
}

static int run(struct sriov_apply *apply, struct genl_info *info,
	       struct nlattr **attrs)
{
	const struct nlattr *bad;
	int err;

	err = sriov_apply_run(apply, info->extack);
	if (!err)
		return 0;
	bad = err == -ESTALE ? blame_expect(apply->bad->pf, info) :
			       blame_change(apply, info, attrs, err);
	if (bad)
		NL_SET_BAD_ATTR(info->extack, bad);
	return err;
}

/* ---- the answer ------------------------------------------------------------ */

static int put_result(struct sk_buff *skb, const struct sriov_apply_pf *of)
{
	struct nlattr *nest = nla_nest_start(skb, SRIOV_A_APPLY_RESULT);

	if (!nest ||
	    nla_put_string(skb, SRIOV_A_APPLY_PF_PCI_ADDRESS,
			   pci_name(of->pf->pdev)) ||
	    nla_put_u32(skb, SRIOV_A_APPLY_PF_GENERATION, of->generation) ||
	    nla_put_u32(skb, SRIOV_A_APPLY_PF_NUM_CHANGED, of->num_changed))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static struct sk_buff *new_answer(const struct sriov_apply *apply)
{
	/* 32: as long as an address may be */
	size_t size = nla_total_size(0) + nla_total_size(32) +
		      2 * nla_total_size(sizeof(u32));

	return genlmsg_new(apply->num_pfs * size, GFP_KERNEL);
}

/* Takes over @skb. */
static int answer(struct sk_buff *skb, struct genl_info *info,
		  const struct sriov_apply *apply)
{
	struct sriov_nl_msg msg = sriov_nl_reply_to(info, SRIOV_CMD_APPLY);
	const struct sriov_apply_pf *of;
	void *header;

	header = genlmsg_put(skb, msg.portid, msg.seq, &sriov_nl_family, 0,
			     msg.cmd);
	if (!header)
		goto err_free;
	list_for_each_entry(of, &apply->pfs, node) {
		if (put_result(skb, of))
			goto err_free;
	}
	genlmsg_end(skb, header);
	return genlmsg_reply(skb, info);

err_free:
	nlmsg_free(skb);
	return -EMSGSIZE;
}

int sriov_nl_apply_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct sriov_apply apply;
	struct sk_buff *reply;
	struct nlattr **attrs;
	int err;

	err = sriov_nl_check_version(info->nlhdr, info->extack);
	if (err)
		return err;
	attrs = kcalloc(SRIOV_A_VF_MAX + 1, sizeof(*attrs), GFP_KERNEL);
	if (!attrs)
		return -ENOMEM;

	sriov_apply_init(&apply);
	err = alloc_entries(&apply, info);
	if (!err)
		err = parse_request(&apply, info, attrs);
	if (err)
		goto out;

	/* Before the change, which is not undone for want of memory. */
	reply = new_answer(&apply);
	if (!reply) {
		err = -ENOMEM;
		goto out;
	}
	err = run(&apply, info, attrs);
	if (err)
		nlmsg_free(reply);
	else
		err = answer(reply, info, &apply);
out:
	sriov_apply_free(&apply);
	kvfree(apply.entries);
	kfree(attrs);
	return err;
}
