// SPDX-License-Identifier: GPL-2.0
/*
 * What the host may set, and what a VF's driver may have: validation of
 * requests, and of the state that a change leads to. Owns no data and changes
 * none, but for the plan of a change, in which drivers give way; takes no lock.
 *
 * Two rules about addresses. Where two VFs can meet an address belongs to one
 * of them, and the PF's own to none. What the host gives out wins over what a
 * VF's driver took by itself, as its own or as an additional address: the
 * driver loses it.
 */
#include "compat/extack.h"
#include "pf_driver/core/apply.h"
#include "pf_driver/core/sriov_pf.h"

static int check_mac(const struct sriov_vf_cfg *cfg, unsigned int num,
		     struct netlink_ext_ack *extack)
{
	if (is_multicast_ether_addr(cfg->mac)) {
		NL_SET_ERR_MSG(extack, "mac: a multicast address can't be used");
		return -EINVAL;
	}
	if (num > 1 && !is_zero_ether_addr(cfg->mac)) {
		NL_SET_ERR_MSG(extack, "mac: one address for several VFs");
		return -EINVAL;
	}
	return 0;
}

static int check_vlan(const struct sriov_vf_cfg *cfg, unsigned int num,
		      struct netlink_ext_ack *extack)
{
	if (cfg->vlan >= VLAN_VID_MASK) {
		NL_SET_ERR_MSG_FMT(extack, "vlan: %u is not within 0-4094",
				   cfg->vlan);
		return -EINVAL;
	}
	if (cfg->qos && !cfg->vlan) {
		NL_SET_ERR_MSG(extack, "qos: needs a port VLAN");
		return -EINVAL;
	}
	if (cfg->vlan_proto == ETH_P_8021Q)
		return 0;
	if (cfg->vlan_proto != ETH_P_8021AD) {
		NL_SET_ERR_MSG(extack, "vlan-proto: neither 802.1Q nor 802.1ad");
		return -EPROTONOSUPPORT;
	}
	if (!cfg->vlan) {
		NL_SET_ERR_MSG(extack, "vlan-proto: 802.1ad needs a port VLAN");
		return -EPROTONOSUPPORT;
	}
	return 0;
}

static int check_qos(const struct sriov_vf_cfg *cfg, unsigned int num,
		     struct netlink_ext_ack *extack)
{
	if (cfg->qos <= VLAN_PRIO_MASK >> VLAN_PRIO_SHIFT)
		return 0;
	NL_SET_ERR_MSG_FMT(extack, "qos: %u is not within 0-7", cfg->qos);
	return -EINVAL;
}

static int check_link(const struct sriov_vf_cfg *cfg, unsigned int num,
		      struct netlink_ext_ack *extack)
{
	if (cfg->link_state <= IFLA_VF_LINK_STATE_DISABLE)
		return 0;
	NL_SET_ERR_MSG_FMT(extack, "link-state: %u is not auto, enable or disable",
			   cfg->link_state);
	return -EINVAL;
}

static int check_queues(const struct sriov_pf *pf,
			const struct sriov_vf_cfg *cfg, u32 mask,
			struct netlink_ext_ack *extack)
{
	if (!(mask & SRIOV_VF_CHG_NUM_QUEUES) ||
	    (cfg->queues && cfg->queues <= pf->max_queues))
		return 0;
	NL_SET_ERR_MSG_FMT(extack,
			   "queues: %u, but VFs of this PF have 1 to %u queue pairs",
			   cfg->queues, pf->max_queues);
	return -ERANGE;
}

/* The order is what netlink_set.c puts them into. */
static int check_allowed(const struct sriov_vf_cfg *cfg, unsigned int num,
			 struct netlink_ext_ack *extack)
{
	const struct sriov_mac_list *list = &cfg->allowed;
	unsigned int i;

	if (list->num > SRIOV_VF_MAX_ALLOWED) {
		NL_SET_ERR_MSG_FMT(extack, "allowed-macs: more than %u",
				   SRIOV_VF_MAX_ALLOWED);
		return -ERANGE;
	}
	for (i = 0; i < list->num; i++) {
		if (!is_valid_ether_addr(list->mac[i])) {
			NL_SET_ERR_MSG_FMT(extack,
					   "allowed-macs: %pM can't be used",
					   list->mac[i]);
			return -EINVAL;
		}
		if (i && memcmp(list->mac[i - 1], list->mac[i], ETH_ALEN) >= 0) {
			NL_SET_ERR_MSG_FMT(extack, "allowed-macs: %pM twice",
					   list->mac[i]);
			return -EINVAL;
		}
	}
	return 0;
}

/* Not what to set but how. */
#define REQUEST_ONLY \
	(SRIOV_VF_CHG_RELEASE | SRIOV_VF_CHG_FORCE | SRIOV_VF_CHG_RESET)

/* What a host may set, and what each needs. */
static const struct {
	u32 mask;
	const char *name;
	enum sriov_pf_cap cap;
	int (*check)(const struct sriov_vf_cfg *cfg, unsigned int num,
		     struct netlink_ext_ack *extack);
} vf_attrs[] = {
	{ SRIOV_VF_CHG_MAC, "mac", SRIOV_CAP_MAC, check_mac },
	{ SRIOV_VF_CHG_VLAN, "vlan", SRIOV_CAP_VLAN, check_vlan },
	{ SRIOV_VF_CHG_VLAN | SRIOV_VF_CHG_QOS, "qos", SRIOV_CAP_VLAN,
	  check_qos },
	{ SRIOV_VF_CHG_SPOOFCHK, "spoofchk", SRIOV_CAP_SPOOFCHK, NULL },
	{ SRIOV_VF_CHG_RATE, "max-tx-rate", SRIOV_CAP_RATE, NULL },
	{ SRIOV_VF_CHG_MIN_RATE, "min-tx-rate", SRIOV_CAP_MIN_RATE, NULL },
	{ SRIOV_VF_CHG_TRUST, "trust", SRIOV_CAP_TRUST, NULL },
	{ SRIOV_VF_CHG_LINK, "link-state", SRIOV_CAP_LINK_STATE, check_link },
	{ SRIOV_VF_CHG_NUM_QUEUES, "queues", SRIOV_CAP_QUEUES, NULL },
	{ SRIOV_VF_CHG_TRUNK, "trunk", SRIOV_CAP_TRUNK, NULL },
	{ SRIOV_VF_CHG_ALLOWED, "allowed-macs", SRIOV_CAP_ALLOWED_MACS,
	  check_allowed },
	{ SRIOV_VF_CHG_MTU, "max-mtu", SRIOV_CAP_MAX_MTU, NULL },
	/* Who is in service does the handshake, by mail. */
	{ SRIOV_VF_CHG_SERVICE, "in-service", SRIOV_CAP_MAILBOX, NULL },
	{ SRIOV_VF_CHG_NODE, "rate-node", SRIOV_CAP_RATE, NULL },
};

int sriov_change_request(const struct sriov_pf *pf, u16 first, u16 last,
			 const struct sriov_vf_cfg *cfg, u32 mask,
			 struct netlink_ext_ack *extack)
{
	u32 known = REQUEST_ONLY | SRIOV_VF_CHG_OWNER;
	unsigned int i;
	int err;

	if (first >= pf->total_vfs) {
		NL_SET_ERR_MSG_FMT(extack, "vf-id: %u, but this PF has %u VFs",
				   first, pf->total_vfs);
		return -EINVAL;
	}
	if (last >= pf->total_vfs) {
		NL_SET_ERR_MSG_FMT(extack, "vf-last: %u, but this PF has %u VFs",
				   last, pf->total_vfs);
		return -EINVAL;
	}
	if (last < first) {
		NL_SET_ERR_MSG_FMT(extack, "vf-last: %u is less than vf-id, %u",
				   last, first);
		return -EINVAL;
	}

	for (i = 0; i < ARRAY_SIZE(vf_attrs); i++) {
		if (!(mask & vf_attrs[i].mask))
			continue;
		known |= vf_attrs[i].mask;
		if (!test_bit(vf_attrs[i].cap, &pf->caps)) {
			NL_SET_ERR_MSG_FMT(extack,
					   "%s: the hardware of this PF can't do it",
					   vf_attrs[i].name);
			return -EOPNOTSUPP;
		}
		if (!vf_attrs[i].check)
			continue;
		err = vf_attrs[i].check(cfg, last - first + 1, extack);
		if (err)
			return err;
	}
	if (mask & SRIOV_VF_CHG_VLAN && cfg->vlan_proto == ETH_P_8021AD &&
	    !test_bit(SRIOV_CAP_QINQ, &pf->caps)) {
		NL_SET_ERR_MSG(extack, "vlan-proto: this PF can 802.1Q only");
		return -EPROTONOSUPPORT;
	}
	if (mask & SRIOV_VF_CHG_LINK &&
	    cfg->link_state == IFLA_VF_LINK_STATE_ENABLE &&
	    !test_bit(SRIOV_CAP_LINK_UP, &pf->caps)) {
		NL_SET_ERR_MSG(extack,
			       "link-state: this PF can auto and disable only");
		return -EOPNOTSUPP;
	}
	if ((mask & SRIOV_VF_CHG_MTU) && cfg->max_mtu &&
	    (cfg->max_mtu < ETH_MIN_MTU ||
	     cfg->max_mtu > pf->max_frame - ETH_HLEN)) {
		NL_SET_ERR_MSG_FMT(extack, "max-mtu: %u is not within %u-%u",
				   cfg->max_mtu, ETH_MIN_MTU,
				   pf->max_frame - ETH_HLEN);
		return -ERANGE;
	}
	if ((mask & SRIOV_VF_CHG_OWNER) && !cfg->owner) {
		NL_SET_ERR_MSG(extack, "owner: 0 means that there is none");
		return -EINVAL;
	}
	if (mask & ~known) {
		NL_SET_ERR_MSG(extack, "the PF core doesn't know this change");
		return -EINVAL;
	}
	return check_queues(pf, cfg, mask, extack);
}

u32 sriov_change_settable(const struct sriov_pf *pf)
{
	unsigned int i;
	u32 mask = 0;

	for (i = 0; i < ARRAY_SIZE(vf_attrs); i++) {
		if (test_bit(vf_attrs[i].cap, &pf->caps))
			mask |= vf_attrs[i].mask;
	}
	/* Where a VF is in its life is no policy, and nodes are devlink's. */
	return mask & ~(SRIOV_VF_CHG_SERVICE | SRIOV_VF_CHG_NODE);
}

/* The address of a VF whose driver has no say. Of another driver's PF it is that
 * driver's affair.
 */
void sriov_vf_host_mac(const struct sriov_pf *pf, unsigned int id,
		       const struct sriov_vf_cfg *cfg, u8 *mac)
{
	if (cfg->mac_by_host)
		ether_addr_copy(mac, cfg->host_mac);
	else if (pf->ops->foreign)
		eth_zero_addr(mac);
	else
		sriov_vf_default_mac(pf->mac, id, mac);
}

/* Not the netdev's dev_addr: that is rtnl's, and may be read half-written. */
static bool mac_of_pf(const struct sriov_pf *pf, const u8 *mac)
{
	return ether_addr_equal(mac, pf->mac) ||
	       ether_addr_equal(mac, pf->netdev_mac);
}

/* Of 802.1Q and of 802.1ad, numbers that are equal aren't one VLAN. */
static bool same_vlan(const struct sriov_vf_cfg *a,
		      const struct sriov_vf_cfg *b)
{
	return a->vlan == b->vlan && a->vlan_proto == b->vlan_proto;
}

/* Whether two VFs can be in one VLAN. Without a port VLAN a VF can be in any:
 * it asks for it by mail, or the host lets it send what it wants.
 */
static bool may_meet(const struct sriov_vf_cfg *a, const struct sriov_vf_cfg *b)
{
	return !a->vlan || !b->vlan || same_vlan(a, b);
}

/* Whether a VF has the address, or goes back to it when it loses its trust. */
static bool holds_mac(const struct sriov_vf_cfg *cfg, const u8 *mac)
{
	return ether_addr_equal(cfg->mac, mac) ||
	       (cfg->mac_by_host && ether_addr_equal(cfg->host_mac, mac));
}

bool sriov_mac_listed(const struct sriov_mac_list *list, const u8 *mac)
{
	unsigned int i;

	for (i = 0; i < list->num; i++) {
		if (ether_addr_equal(list->mac[i], mac))
			return true;
	}
	return false;
}

static bool mac_among_additional(const struct sriov_vf *vf, const u8 *mac)
{
	unsigned int i;

	for (i = 0; i < vf->asked.num_macs; i++) {
		if (ether_addr_equal(vf->asked.macs[i], mac))
			return true;
	}
	return false;
}

int sriov_vf_mac_refused(const struct sriov_vf *vf, const u8 *mac)
{
	const struct sriov_pf *pf = vf->pf;
	unsigned int i;

	lockdep_assert_held(&pf->lock);

	if (mac_of_pf(pf, mac))
		return -EADDRINUSE;

	for (i = 0; i < pf->total_vfs; i++) {
		const struct sriov_vf *other = &pf->vfs[i];

		if (other == vf || !may_meet(&other->cfg, &vf->cfg))
			continue;
		if (holds_mac(&other->cfg, mac) ||
		    sriov_mac_listed(&other->cfg.allowed, mac) ||
		    mac_among_additional(other, mac))
			return -EADDRINUSE;
	}
	return 0;
}

bool sriov_vf_macs_allowed(const struct sriov_vf *vf)
{
	lockdep_assert_held(&vf->pf->lock);

	/* A host that gives the VF an address and has its sources checked
	 * means that one address, unless it trusts the VF. The check takes
	 * every address the hardware knows for the VF, so an additional one
	 * would be a way around it.
	 */
	return vf->cfg.trust || !(vf->cfg.spoofchk && vf->cfg.mac_by_host);
}

/* An address that a VF's driver chose gives way to what the host wants. */
static bool give_way(struct vfs_change *change, unsigned int id)
{
	struct vf_change *vf = &change->vf[id];
	u8 mac[ETH_ALEN] __aligned(2);

	sriov_vf_host_mac(change->pf, id, &vf->new, mac);
	if (ether_addr_equal(vf->new.mac, mac))
		return false;

	ether_addr_copy(vf->new.mac, mac);
	vf->changed |= SRIOV_VF_CHG_MAC;
	__set_bit(id, change->unchecked);
	return true;
}

/* Look at the VFs as they are going to be. VFs that don't exist count too:
 * they have their address already.
 *
 * One address for a VF in a port VLAN and for one that could get there is the
 * host's to decide, as long as it has decided both. @mac is the VF's address,
 * or the one that it goes back to without trust, which can't give way, or with
 * @allowed one that it has besides: of those, several VFs may have one.
 */
static int check_address(struct vfs_change *change, unsigned int id,
			 const u8 *mac, bool allowed,
			 struct netlink_ext_ack *extack)
{
	const char *what = allowed ? "allowed-macs" : "mac";
	const struct sriov_vf_cfg *cfg = &change->vf[id].new;
	bool own = !allowed && ether_addr_equal(mac, cfg->mac);
	unsigned int i;

	if (is_zero_ether_addr(mac))
		return 0;
	if (mac_of_pf(change->pf, mac)) {
		if (own && give_way(change, id))
			return 0;
		NL_SET_ERR_MSG_FMT(extack, "%s: %pM is the address of the PF",
				   what, mac);
		return -EADDRINUSE;
	}

	for (i = 0; i < change->num; i++) {
		const struct sriov_vf_cfg *other = &change->vf[i].new;

		if (i == id || !may_meet(other, cfg))
			continue;
		if (ether_addr_equal(other->mac, mac))
			give_way(change, i);
		if (!holds_mac(other, mac) &&
		    (allowed || !sriov_mac_listed(&other->allowed, mac)))
			continue;
		if (own && give_way(change, id))
			return 0;
		if (!same_vlan(other, cfg))
			continue;
		NL_SET_ERR_MSG_FMT(extack,
				   "%s: VF %u has %pM too, in the same VLAN",
				   what, i, mac);
		return -EADDRINUSE;
	}
	return 0;
}

/* All addresses of a VF. */
static int check_vf_addresses(struct vfs_change *change, unsigned int id,
			      struct netlink_ext_ack *extack)
{
	const struct sriov_vf_cfg *cfg = &change->vf[id].new;
	unsigned int i;
	int err;

	err = check_address(change, id, cfg->mac, false, extack);
	if (!err && cfg->mac_by_host)
		err = check_address(change, id, cfg->host_mac, false, extack);
	for (i = 0; !err && i < cfg->allowed.num; i++)
		err = check_address(change, id, cfg->allowed.mac[i], true,
				    extack);
	return err;
}

/* Ends, as no VF gives way twice. */
static int check_addresses(struct vfs_change *change,
			   struct netlink_ext_ack *extack)
{
	unsigned int id;
	int err;

	for (;;) {
		id = find_first_bit(change->unchecked, change->num);
		if (id >= change->num)
			return 0;
		__clear_bit(id, change->unchecked);
		err = check_vf_addresses(change, id, extack);
		if (err) {
			change->bad = id;
			return err;
		}
		cond_resched();
	}
}

static int check_rate(const struct sriov_vf_cfg *cfg, unsigned int id,
		      u32 speed, struct netlink_ext_ack *extack)
{
	if (cfg->max_rate && cfg->min_rate > cfg->max_rate) {
		NL_SET_ERR_MSG_FMT(extack,
				   "min-tx-rate: %u of VF %u is above its max-tx-rate, %u",
				   cfg->min_rate, id, cfg->max_rate);
		return -ERANGE;
	}
	if (cfg->max_rate > speed) {
		NL_SET_ERR_MSG_FMT(extack,
				   "max-tx-rate: %u is above the link's %u Mbit/s",
				   cfg->max_rate, speed);
		return -ERANGE;
	}
	return 0;
}

/* What VFs of a node are guaranteed together, where one of them changes: part of
 * its share, or else of what it may send.
 */
static int check_node(struct vfs_change *change, u8 number,
		      struct netlink_ext_ack *extack)
{
	const struct sriov_rate_node *node = &change->pf->nodes[number - 1];
	u32 limit = node->min_rate ?: node->max_rate;
	unsigned int i;
	u64 sum = 0;

	if (!limit)
		return 0;
	for (i = 0; i < change->num; i++)
		if (change->vf[i].new.node == number)
			sum += change->vf[i].new.min_rate;
	if (sum <= limit)
		return 0;
	NL_SET_ERR_MSG_FMT(extack,
			   "min-tx-rate: VFs' sum %llu exceeds %u, that of node %s",
			   sum, limit, node->name);
	return -EDQUOT;
}

/**
 * sriov_rate_promised() - what a VF adds to what a PF has promised
 * @pf: the PF; its lock held
 * @cfg: the VF's state, which it has or is to have
 * @seen: nodes that were counted, BIT(number - 1)
 *
 * What VFs of a node are guaranteed is part of the node's share, if it has one,
 * and that counts once, and while a VF is in it.
 *
 * Return: Mbit/s.
 */
u32 sriov_rate_promised(const struct sriov_pf *pf,
			const struct sriov_vf_cfg *cfg, u32 *seen)
{
	u32 share = cfg->node ? pf->nodes[cfg->node - 1].min_rate : 0;

	BUILD_BUG_ON(SRIOV_PF_MAX_NODES > 8 * sizeof(*seen));
	if (!share)
		return cfg->min_rate;
	if (*seen & BIT(cfg->node - 1))
		return 0;
	*seen |= BIT(cfg->node - 1);
	return share;
}

/* Rates of VFs that change, and what all VFs and their nodes are guaranteed
 * together, VFs that don't exist included. A link may become slower than what was promised:
 * what doesn't promise more is accepted then.
 */
static int check_rates(struct vfs_change *change,
		       struct netlink_ext_ack *extack)
{
	struct sriov_pf *pf = change->pf;
	u32 seen_before = 0, seen = 0;
	u64 before = 0, sum = 0;
	bool any = false;
	unsigned int i;
	u32 speed;
	int err;

	if (!test_bit(SRIOV_CAP_RATE, &pf->caps))
		return 0;

	speed = pf->ops->link_speed(pf);
	for (i = 0; i < change->num; i++) {
		const struct vf_change *vf = &change->vf[i];

		before += sriov_rate_promised(pf, &vf->old, &seen_before);
		sum += sriov_rate_promised(pf, &vf->new, &seen);
		if (!(vf->changed & SRIOV_VF_CHG_RATE))
			continue;
		any = true;
		err = check_rate(&vf->new, i, speed, extack);
		if (!err && vf->new.node)
			err = check_node(change, vf->new.node, extack);
		if (err) {
			change->bad = i;
			return err;
		}
	}
	if (!any || sum <= speed || sum <= before)
		return 0;
	NL_SET_ERR_MSG_FMT(extack,
			   "min-tx-rate: VFs' sum %llu exceeds the link's %u Mbit/s",
			   sum, speed);
	return -EDQUOT;
}

/* What a port VLAN goes with. */
static int check_port_vlan(const struct vf_change *vf, unsigned int id,
			   struct netlink_ext_ack *extack)
{
	const struct sriov_vf_cfg *new = &vf->new;

	if (new->qos && !new->vlan) {
		NL_SET_ERR_MSG_FMT(extack, "qos: VF %u has no port VLAN", id);
		return -EINVAL;
	}
	if (!new->trunk.limited || !new->vlan ||
	    new->vlan_proto != ETH_P_8021Q)
		return 0;
	if (vf->changed & SRIOV_VF_CHG_TRUNK)
		NL_SET_ERR_MSG_FMT(extack,
				   "trunk: VF %u may not tag, in port VLAN %u",
				   id, new->vlan);
	else
		NL_SET_ERR_MSG_FMT(extack,
				   "vlan: VF %u has a list of VLANs, its trunk",
				   id);
	return -EINVAL;
}

/* Only what exists can be in service. */
static int check_service(struct vfs_change *change,
			 struct netlink_ext_ack *extack)
{
	unsigned int i;

	for (i = 0; i < change->num; i++) {
		if (!(change->vf[i].changed & SRIOV_VF_CHG_SERVICE) ||
		    change->pf->vfs[i].state != SRIOV_VF_DISABLED)
			continue;
		NL_SET_ERR_MSG_FMT(extack, "in-service: VF %u doesn't exist",
				   i);
		change->bad = i;
		return -ENXIO;
	}
	return 0;
}

/* A reset with the old values after it, or two changes of a transaction, lead
 * back to where the VF was: nothing to tell the hardware or anybody else.
 */
static void drop_unchanged(struct vfs_change *change)
{
	unsigned int i;

	for (i = 0; i < change->num; i++) {
		struct vf_change *vf = &change->vf[i];

		if (!memcmp(&vf->old, &vf->new, sizeof(vf->new)))
			vf->changed &= change->pf->vfs[i].differs;
	}
}

int sriov_change_check(struct vfs_change *change,
		       struct netlink_ext_ack *extack)
{
	unsigned int i;
	int err;

	lockdep_assert_held(&change->pf->lock);

	drop_unchanged(change);
	err = check_service(change, extack);
	if (err)
		return err;
	err = check_rates(change, extack);
	if (err)
		return err;

	for (i = 0; i < change->num; i++) {
		const struct vf_change *vf = &change->vf[i];

		if (vf->changed & (SRIOV_VF_CHG_VLAN | SRIOV_VF_CHG_TRUNK)) {
			err = check_port_vlan(vf, i, extack);
			if (err) {
				change->bad = i;
				return err;
			}
		}
		if (vf->changed & (SRIOV_VF_CHG_MAC | SRIOV_VF_CHG_VLAN |
				   SRIOV_VF_CHG_ALLOWED))
			__set_bit(i, change->unchecked);
	}
	return check_addresses(change, extack);
}

int sriov_change_check_pf_mac(struct vfs_change *change)
{
	unsigned int i;

	lockdep_assert_held(&change->pf->lock);

	for (i = 0; i < change->num; i++) {
		const struct sriov_vf_cfg *cfg = &change->vf[i].new;

		if (holds_mac(cfg, change->pf->netdev_mac) ||
		    sriov_mac_listed(&cfg->allowed, change->pf->netdev_mac))
			__set_bit(i, change->unchecked);
	}
	return check_addresses(change, NULL);
}
