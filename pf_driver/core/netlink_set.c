// SPDX-License-Identifier: GPL-2.0
/*
 * What requests of the family "sriov" set of VFs: attributes become the core's
 * terms, and a refusal by the core, in those terms, the attribute to blame.
 * Serves vf-set and the changes of apply. Owns no state and takes no lock.
 */
#include <linux/kernel.h>
#include <linux/netdevice.h>

#include "pf_driver/core/netlink.h"
#include "pf_driver/core/sriov_pf.h"

#include "compat/extack.h"
#include "compat/genl.h"
#include "pf_driver/core/sriov_nl_gen.h"

/* What a vf-set can set: by which attribute, what that changes, and what the
 * hardware must be able to do.
 */
static const struct sriov_nl_setting {
	u16 attr;
	u32 change;
	enum sriov_pf_cap cap;
} sriov_nl_settings[] = {
	{ SRIOV_A_VF_MAC, SRIOV_VF_CHG_MAC, SRIOV_CAP_MAC },
	{ SRIOV_A_VF_VLAN, SRIOV_VF_CHG_VLAN, SRIOV_CAP_VLAN },
	{ SRIOV_A_VF_QOS, SRIOV_VF_CHG_QOS, SRIOV_CAP_VLAN },
	{ SRIOV_A_VF_SPOOFCHK, SRIOV_VF_CHG_SPOOFCHK, SRIOV_CAP_SPOOFCHK },
	{ SRIOV_A_VF_MAX_TX_RATE, SRIOV_VF_CHG_RATE, SRIOV_CAP_RATE },
	{ SRIOV_A_VF_MIN_TX_RATE, SRIOV_VF_CHG_MIN_RATE, SRIOV_CAP_RATE },
	{ SRIOV_A_VF_TRUST, SRIOV_VF_CHG_TRUST, SRIOV_CAP_TRUST },
	{ SRIOV_A_VF_LINK_STATE, SRIOV_VF_CHG_LINK, SRIOV_CAP_LINK_STATE },
	{ SRIOV_A_VF_IN_SERVICE, SRIOV_VF_CHG_SERVICE, SRIOV_CAP_MAILBOX },
};

/* How to do it. Only owner-force needs something to do. */
static const struct {
	u16 attr;
	u32 change;
} sriov_nl_flags[] = {
	{ SRIOV_A_VF_OWNER, SRIOV_VF_CHG_OWNER },
	{ SRIOV_A_VF_OWNER_RELEASE, SRIOV_VF_CHG_RELEASE },
	{ SRIOV_A_VF_OWNER_FORCE, SRIOV_VF_CHG_FORCE },
	{ SRIOV_A_VF_RESET, SRIOV_VF_CHG_RESET },
};

int sriov_nl_get_cfg(struct nlattr **attrs, struct sriov_vf_cfg *cfg,
		     struct netlink_ext_ack *extack)
{
	struct nlattr *proto = attrs[SRIOV_A_VF_VLAN_PROTO];
	u32 mask = 0;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(sriov_nl_settings); i++)
		if (attrs[sriov_nl_settings[i].attr])
			mask |= sriov_nl_settings[i].change;
	for (i = 0; i < ARRAY_SIZE(sriov_nl_flags); i++)
		if (attrs[sriov_nl_flags[i].attr])
			mask |= sriov_nl_flags[i].change;
	/* With a VLAN the priority is part of it. */
	if (mask & SRIOV_VF_CHG_VLAN)
		mask &= ~SRIOV_VF_CHG_QOS;

	if (proto && !(mask & SRIOV_VF_CHG_VLAN)) {
		NL_SET_ERR_MSG_ATTR(extack, proto, "vlan-proto: needs vlan");
		NL_SET_ERR_ATTR_MISS(extack, NULL, SRIOV_A_VF_VLAN);
		return -EINVAL;
	}
	if (proto && nla_get_u32(proto) > U16_MAX) {
		NL_SET_ERR_MSG_ATTR(extack, proto,
				    "vlan-proto: not an Ethernet protocol");
		return -EPROTONOSUPPORT;
	}
	if (!(mask & ~SRIOV_VF_CHG_FORCE)) {
		NL_SET_ERR_MSG(extack,
			       "nothing to set: give mac, vlan, qos, spoofchk, max-tx-rate, min-tx-rate, trust, link-state or in-service");
		return -EINVAL;
	}

	if (attrs[SRIOV_A_VF_MAC])
		ether_addr_copy(cfg->mac, nla_data(attrs[SRIOV_A_VF_MAC]));
	if (attrs[SRIOV_A_VF_VLAN])
		cfg->vlan = nla_get_u32(attrs[SRIOV_A_VF_VLAN]);
	if (attrs[SRIOV_A_VF_QOS])
		cfg->qos = nla_get_u32(attrs[SRIOV_A_VF_QOS]);
	if (attrs[SRIOV_A_VF_SPOOFCHK])
		cfg->spoofchk = nla_get_u32(attrs[SRIOV_A_VF_SPOOFCHK]);
	if (attrs[SRIOV_A_VF_MAX_TX_RATE])
		cfg->max_rate = nla_get_u32(attrs[SRIOV_A_VF_MAX_TX_RATE]);
	if (attrs[SRIOV_A_VF_MIN_TX_RATE])
		cfg->min_rate = nla_get_u32(attrs[SRIOV_A_VF_MIN_TX_RATE]);
	if (attrs[SRIOV_A_VF_TRUST])
		cfg->trust = nla_get_u32(attrs[SRIOV_A_VF_TRUST]);
	if (attrs[SRIOV_A_VF_LINK_STATE])
		cfg->link_state = nla_get_u32(attrs[SRIOV_A_VF_LINK_STATE]);
	if (attrs[SRIOV_A_VF_IN_SERVICE])
		cfg->in_service = nla_get_u32(attrs[SRIOV_A_VF_IN_SERVICE]);
	if (attrs[SRIOV_A_VF_OWNER])
		cfg->owner = nla_get_u64(attrs[SRIOV_A_VF_OWNER]);
	cfg->vlan_proto = proto ? nla_get_u32(proto) : ETH_P_8021Q;
	return mask;
}

struct nlattr *sriov_nl_blame(struct nlattr **attrs, const struct sriov_pf *pf,
			      const struct sriov_vf_cfg *cfg, int err)
{
	const struct sriov_nl_setting *setting = sriov_nl_settings;
	const struct sriov_nl_setting *end =
		setting + ARRAY_SIZE(sriov_nl_settings);
	struct nlattr *only = NULL;

	switch (err) {
	case -ENODEV:
	case -ENOMEM:
		return NULL;
	case -EPROTONOSUPPORT:
		return attrs[SRIOV_A_VF_VLAN_PROTO];
	case -EPERM:
		return attrs[SRIOV_A_VF_OWNER];
	case -ENXIO:
		return attrs[SRIOV_A_VF_IN_SERVICE];
	case -EADDRINUSE:
		/* without one, the VLAN has its own address in it already */
		return attrs[SRIOV_A_VF_MAC] ?: attrs[SRIOV_A_VF_VLAN];
	case -EDQUOT:
		return attrs[SRIOV_A_VF_MIN_TX_RATE];
	case -ERANGE:
		/* above the maximum, which may be an older one; else it is
		 * the maximum that doesn't fit
		 */
		if (!attrs[SRIOV_A_VF_MAX_TX_RATE] ||
		    (cfg->max_rate && cfg->min_rate > cfg->max_rate))
			return attrs[SRIOV_A_VF_MIN_TX_RATE];
		return attrs[SRIOV_A_VF_MAX_TX_RATE];
	case -EINVAL:
		/* An address that can't be, or one for many; else the range
		 * of the VLAN was checked, and the priority doesn't fit it.
		 */
		if (attrs[SRIOV_A_VF_MAC] && !is_zero_ether_addr(cfg->mac) &&
		    (!is_valid_ether_addr(cfg->mac) ||
		     attrs[SRIOV_A_VF_VF_LAST]))
			return attrs[SRIOV_A_VF_MAC];
		return attrs[SRIOV_A_VF_QOS];
	}

	for (; setting < end; setting++) {
		if (!attrs[setting->attr])
			continue;
		if (err == -EOPNOTSUPP && !test_bit(setting->cap, &pf->caps))
			return attrs[setting->attr];
		if (only)
			return NULL;
		only = attrs[setting->attr];
	}
	return only;
}
