// SPDX-License-Identifier: GPL-2.0
/*
 * What requests of the family "sriov" set of VFs: attributes become the core's
 * terms, and a refusal by the core, in those terms, the attribute to blame.
 * Serves vf-set and the changes of apply. Owns no state and takes no lock.
 */
#include <linux/kernel.h>
#include <linux/netdevice.h>
#include <linux/string.h>

#include "pf_driver/core/netlink.h"
#include "pf_driver/core/sriov_pf.h"

#include "compat/extack.h"
#include "compat/genl.h"
#include "pf_driver/core/sriov_nl_gen.h"

/* What a vf-set can set: by which attribute, what that changes, and the name
 * with which the core begins to say what is wrong with it. Without a change it
 * goes with another.
 */
static const struct {
	u16 attr;
	u32 change;
	const char *name;
} sriov_nl_settings[] = {
	{ SRIOV_A_VF_MAC, SRIOV_VF_CHG_MAC, "mac" },
	{ SRIOV_A_VF_VLAN, SRIOV_VF_CHG_VLAN, "vlan" },
	{ SRIOV_A_VF_QOS, SRIOV_VF_CHG_QOS, "qos" },
	{ SRIOV_A_VF_VLAN_PROTO, 0, "vlan-proto" },
	{ SRIOV_A_VF_SPOOFCHK, SRIOV_VF_CHG_SPOOFCHK, "spoofchk" },
	{ SRIOV_A_VF_MAX_TX_RATE, SRIOV_VF_CHG_RATE, "max-tx-rate" },
	{ SRIOV_A_VF_MIN_TX_RATE, SRIOV_VF_CHG_MIN_RATE, "min-tx-rate" },
	{ SRIOV_A_VF_TRUST, SRIOV_VF_CHG_TRUST, "trust" },
	{ SRIOV_A_VF_LINK_STATE, SRIOV_VF_CHG_LINK, "link-state" },
	{ SRIOV_A_VF_QUEUES, SRIOV_VF_CHG_NUM_QUEUES, "queues" },
	{ SRIOV_A_VF_TRUNK, SRIOV_VF_CHG_TRUNK, "trunk" },
	{ SRIOV_A_VF_ALLOWED_MACS, SRIOV_VF_CHG_ALLOWED, "allowed-macs" },
	{ SRIOV_A_VF_MAX_MTU, SRIOV_VF_CHG_MTU, "max-mtu" },
	{ SRIOV_A_VF_IN_SERVICE, SRIOV_VF_CHG_SERVICE, "in-service" },
	{ SRIOV_A_VF_OWNER, SRIOV_VF_CHG_OWNER, "owner" },
};

/* How to do it. Only owner-force needs something to do. */
static const struct {
	u16 attr;
	u32 change;
} sriov_nl_flags[] = {
	{ SRIOV_A_VF_OWNER_RELEASE, SRIOV_VF_CHG_RELEASE },
	{ SRIOV_A_VF_OWNER_FORCE, SRIOV_VF_CHG_FORCE },
	{ SRIOV_A_VF_RESET, SRIOV_VF_CHG_RESET },
};

/* What is named, SRIOV_VF_CHG_*. */
static int get_mask(struct nlattr **attrs, struct netlink_ext_ack *extack)
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
			       "nothing to set: give mac, vlan or another attribute");
		return -EINVAL;
	}
	return mask;
}

static int get_range(const struct nlattr *nest, struct sriov_trunk *trunk,
		     struct netlink_ext_ack *extack)
{
	struct nlattr *attrs[ARRAY_SIZE(sriov_vlan_range_nl_policy)];
	struct nlattr *first, *last;
	int err;

	err = nla_parse_nested(attrs, ARRAY_SIZE(attrs) - 1, nest,
			       sriov_vlan_range_nl_policy, extack);
	if (err)
		return err;
	first = attrs[SRIOV_A_VLAN_RANGE_FIRST];
	last = attrs[SRIOV_A_VLAN_RANGE_LAST] ?: first;
	if (!first) {
		NL_SET_ERR_MSG_ATTR(extack, nest, "trunk: a range needs first");
		NL_SET_ERR_ATTR_MISS(extack, nest, SRIOV_A_VLAN_RANGE_FIRST);
		return -EINVAL;
	}
	if (nla_get_u32(last) < nla_get_u32(first)) {
		NL_SET_ERR_MSG_ATTR_FMT(extack, last,
					"trunk: last, %u, is below first, %u",
					nla_get_u32(last), nla_get_u32(first));
		return -EINVAL;
	}
	if (sriov_trunk_add(trunk, nla_get_u32(first), nla_get_u32(last))) {
		NL_SET_ERR_MSG_ATTR_FMT(extack, nest,
					"trunk: more than %u ranges",
					SRIOV_VF_MAX_TRUNK);
		return -ERANGE;
	}
	return 0;
}

/* Ranges come many times, which the table of attributes can't hold. */
int sriov_nl_get_trunk(const struct nlattr *nest, struct sriov_trunk *trunk,
		       struct netlink_ext_ack *extack)
{
	const struct nlattr *attr, *all = NULL;
	int err, rem;

	memset(trunk, 0, sizeof(*trunk));
	nla_for_each_nested(attr, nest, rem) {
		if (nla_type(attr) == SRIOV_A_TRUNK_ALL) {
			all = attr;
			continue;
		}
		err = get_range(attr, trunk, extack);
		if (err)
			return err;
	}
	if (all && trunk->num) {
		NL_SET_ERR_MSG_ATTR(extack, all, "trunk: all, or a list");
		return -EINVAL;
	}
	trunk->limited = !all;
	return 0;
}

/* To its place; the core finds what is there twice. */
static int get_entry(const struct nlattr *nest, struct sriov_mac_list *list,
		     struct netlink_ext_ack *extack)
{
	struct nlattr *attrs[ARRAY_SIZE(sriov_mac_entry_nl_policy)];
	const struct nlattr *mac;
	unsigned int i;
	int err;

	err = nla_parse_nested(attrs, ARRAY_SIZE(attrs) - 1, nest,
			       sriov_mac_entry_nl_policy, extack);
	if (err)
		return err;
	mac = attrs[SRIOV_A_MAC_ENTRY_MAC];
	if (!mac) {
		NL_SET_ERR_MSG_ATTR(extack, nest,
				    "allowed-macs: an entry needs mac");
		NL_SET_ERR_ATTR_MISS(extack, nest, SRIOV_A_MAC_ENTRY_MAC);
		return -EINVAL;
	}
	if (list->num == SRIOV_VF_MAX_ALLOWED) {
		NL_SET_ERR_MSG_ATTR_FMT(extack, nest,
					"allowed-macs: more than %u",
					SRIOV_VF_MAX_ALLOWED);
		return -ERANGE;
	}
	for (i = list->num++; i; i--) {
		if (memcmp(list->mac[i - 1], nla_data(mac), ETH_ALEN) <= 0)
			break;
		ether_addr_copy(list->mac[i], list->mac[i - 1]);
	}
	memcpy(list->mac[i], nla_data(mac), ETH_ALEN);
	return 0;
}

static int get_allowed(const struct nlattr *nest, struct sriov_mac_list *list,
		       struct netlink_ext_ack *extack)
{
	const struct nlattr *attr;
	int err, rem;

	memset(list, 0, sizeof(*list));
	nla_for_each_nested(attr, nest, rem) {
		err = get_entry(attr, list, extack);
		if (err)
			return err;
	}
	return 0;
}

int sriov_nl_get_cfg(struct nlattr **attrs, struct sriov_vf_cfg *cfg,
		     struct netlink_ext_ack *extack)
{
	struct nlattr *proto = attrs[SRIOV_A_VF_VLAN_PROTO];
	int mask, err;

	mask = get_mask(attrs, extack);
	if (mask < 0)
		return mask;
	if (attrs[SRIOV_A_VF_TRUNK]) {
		err = sriov_nl_get_trunk(attrs[SRIOV_A_VF_TRUNK], &cfg->trunk,
					 extack);
		if (err)
			return err;
	}
	if (attrs[SRIOV_A_VF_ALLOWED_MACS]) {
		err = get_allowed(attrs[SRIOV_A_VF_ALLOWED_MACS],
				  &cfg->allowed, extack);
		if (err)
			return err;
	}
	/* What is too much for the field is too much for the core, too. */
	if (attrs[SRIOV_A_VF_MAX_MTU])
		cfg->max_mtu = min_t(u32, U16_MAX,
				     nla_get_u32(attrs[SRIOV_A_VF_MAX_MTU]));
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
	if (attrs[SRIOV_A_VF_QUEUES])
		cfg->queues = nla_get_u32(attrs[SRIOV_A_VF_QUEUES]);
	if (attrs[SRIOV_A_VF_IN_SERVICE])
		cfg->in_service = nla_get_u32(attrs[SRIOV_A_VF_IN_SERVICE]);
	if (attrs[SRIOV_A_VF_OWNER])
		cfg->owner = nla_get_u64(attrs[SRIOV_A_VF_OWNER]);
	cfg->vlan_proto = proto ? nla_get_u32(proto) : ETH_P_8021Q;
	return mask;
}

/* The attribute with whose name the core's message begins, behind what apply
 * puts before it.
 */
static int named(const struct sriov_pf *pf, const char *message)
{
	const char *address = pci_name(pf->pdev);
	const char *skip;
	size_t i, len;

	if (!strncmp(message, address, strlen(address))) {
		skip = strstr(message, ": ");
		message = skip ? skip + 2 : message;
	}
	len = strcspn(message, ":");
	for (i = 0; i < ARRAY_SIZE(sriov_nl_settings); i++) {
		if (strlen(sriov_nl_settings[i].name) == len &&
		    !strncmp(sriov_nl_settings[i].name, message, len))
			return sriov_nl_settings[i].attr;
	}
	return 0;
}

struct nlattr *sriov_nl_blame(struct nlattr **attrs, const struct sriov_pf *pf,
			      const struct netlink_ext_ack *extack, int err)
{
	struct nlattr *only = NULL;
	int attr;
	size_t i;

	if (err == -ENODEV || err == -ENOMEM)
		return NULL;
	attr = extack->_msg ? named(pf, extack->_msg) : 0;
	/* Without an address, it is the VLAN that has it in it already. */
	if (attr == SRIOV_A_VF_MAC && !attrs[attr])
		attr = SRIOV_A_VF_VLAN;
	if (attr)
		return attrs[attr];

	/* The hardware's word. */
	for (i = 0; i < ARRAY_SIZE(sriov_nl_settings); i++) {
		attr = sriov_nl_settings[i].attr;
		if (!attrs[attr] || attr == SRIOV_A_VF_OWNER)
			continue;
		if (only)
			return NULL;
		only = attrs[attr];
	}
	return only;
}
