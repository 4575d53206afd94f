// SPDX-License-Identifier: GPL-2.0
/*
 * Quarantine in the generic netlink family "sriov": vf-quarantine, vf-release,
 * and the settings of a PF. Owns nothing; takes sriov_pf.lock through the core.
 */
#include "pf_driver/core/netlink.h"
#include "pf_driver/core/sriov_pf.h"

#include "compat/genl.h"
#include "pf_driver/core/sriov_nl_gen.h"

#define SAME_REASON(name) \
	static_assert((int)SRIOV_QUARANTINE_REASON_##name == \
		      (int)SRIOV_QUARANTINE_##name)

SAME_REASON(NONE);
SAME_REASON(MAIL_FLOOD);
SAME_REASON(MALFORMED);
SAME_REASON(RESET_LOOP);
SAME_REASON(COMMAND);
static_assert(SRIOV_QUARANTINE_REASON_COMMAND + 1 == (int)SRIOV_QUARANTINE_NUM);
static_assert(SRIOV_MAX_QUARANTINE_LIMIT == SRIOV_QUARANTINE_MAX_LIMIT);

static const struct {
	u16 attr;
	enum sriov_quarantine reason;
} limits[] = {
	{ SRIOV_A_PF_QUARANTINE_FLOOD, SRIOV_QUARANTINE_MAIL_FLOOD },
	{ SRIOV_A_PF_QUARANTINE_MALFORMED, SRIOV_QUARANTINE_MALFORMED },
	{ SRIOV_A_PF_QUARANTINE_RESETS, SRIOV_QUARANTINE_RESET_LOOP },
};

/* Returns what is named, for sriov_pf_set_quarantine(). */
u32 sriov_nl_get_quarantine(struct nlattr **attrs,
			    struct sriov_quarantine_cfg *cfg)
{
	u32 mask = 0;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(limits); i++) {
		if (!attrs[limits[i].attr])
			continue;
		cfg->limit[limits[i].reason] = nla_get_u32(attrs[limits[i].attr]);
		mask |= BIT(limits[i].reason);
	}
	if (attrs[SRIOV_A_PF_QUARANTINE_RELEASE]) {
		cfg->release =
			nla_get_u32(attrs[SRIOV_A_PF_QUARANTINE_RELEASE]);
		mask |= SRIOV_QUARANTINE_SET_RELEASE;
	}
	return mask;
}

/* sriov_pf.lock held, as in the next one */
int sriov_nl_fill_pf_quarantine(struct sk_buff *skb, const struct sriov_pf *pf)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(limits); i++)
		if (nla_put_u32(skb, limits[i].attr,
				pf->quarantine.limit[limits[i].reason]))
			return -EMSGSIZE;
	if (nla_put_u32(skb, SRIOV_A_PF_QUARANTINE_RELEASE,
			pf->quarantine.release))
		return -EMSGSIZE;
	return 0;
}

int sriov_nl_fill_vf_quarantine(struct sk_buff *skb, const struct sriov_vf *vf)
{
	u32 left = sriov_vf_quarantine_left(vf);

	if (vf->quarantine &&
	    nla_put_u32(skb, SRIOV_A_VF_QUARANTINE_REASON, vf->quarantine))
		return -EMSGSIZE;
	if (left && nla_put_u32(skb, SRIOV_A_VF_QUARANTINE_LEFT, left))
		return -EMSGSIZE;
	return 0;
}

/* Of refusals these two are about the VFs. */
static int blame_vfs(struct genl_info *info, int err)
{
	if (err == -ENXIO || err == -EBUSY)
		NL_SET_BAD_ATTR(info->extack, info->attrs[SRIOV_A_VF_VF_ID]);
	return err;
}

static int quarantine_vfs(struct genl_info *info, struct sriov_pf *pf,
			  const struct sriov_nl_range *range)
{
	return blame_vfs(info, sriov_vfs_quarantine(pf, range->first,
						    range->last, info->extack));
}

static int release_vfs(struct genl_info *info, struct sriov_pf *pf,
		       const struct sriov_nl_range *range)
{
	return blame_vfs(info, sriov_vfs_release(pf, range->first, range->last,
						 info->extack));
}

int sriov_nl_vf_quarantine_doit(struct sk_buff *skb, struct genl_info *info)
{
	return sriov_nl_change_vf(info, quarantine_vfs);
}

int sriov_nl_vf_release_doit(struct sk_buff *skb, struct genl_info *info)
{
	return sriov_nl_change_vf(info, release_vfs);
}
