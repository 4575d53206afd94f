// SPDX-License-Identifier: GPL-2.0
/*
 * Rate nodes of a PF: groups of VFs that together may send no more than the
 * node's rate, above what each of them may, and together are guaranteed a share
 * of the link, in which what each of them is guaranteed is contained. Owns
 * sriov_pf.nodes; every function takes sriov_pf.lock, except where it says that
 * it is held.
 *
 * Which node a VF is in is part of its desired state, cfg.node, and changed as
 * all of it is, by sriov_vfs_set(). The hardware gets the node's rates with those
 * of each of its VFs.
 */
#include <linux/string.h>

#include "compat/extack.h"
#include "pf_driver/core/sriov_pf.h"

/**
 * sriov_vf_node() - the node that a VF is in
 * @vf: the VF; sriov_pf.lock held
 *
 * Return: the node, or NULL.
 */
const struct sriov_rate_node *sriov_vf_node(const struct sriov_vf *vf)
{
	return vf->cfg.node ? &vf->pf->nodes[vf->cfg.node - 1] : NULL;
}

/**
 * sriov_rate_node_new() - make a node without VFs and without a rate
 * @pf: the PF
 * @name: its name
 * @extack: where a refusal is explained
 *
 * Return: its number, 1 or more; -EOPNOTSUPP if the hardware has none, -EINVAL
 * for a name that is too long, -ENOSPC if all are used.
 */
int sriov_rate_node_new(struct sriov_pf *pf, const char *name,
			struct netlink_ext_ack *extack)
{
	unsigned int i;
	int err = -ENOSPC;

	if (!pf->rate_nodes) {
		NL_SET_ERR_MSG(extack, "the hardware of this PF has no nodes");
		return -EOPNOTSUPP;
	}
	if (strlen(name) >= sizeof(pf->nodes[0].name)) {
		NL_SET_ERR_MSG_FMT(extack,
				   "a name of a node has at most %zu characters",
				   sizeof(pf->nodes[0].name) - 1);
		return -EINVAL;
	}

	mutex_lock(&pf->lock);
	for (i = 0; i < pf->rate_nodes; i++) {
		struct sriov_rate_node *node = &pf->nodes[i];

		if (node->used)
			continue;
		node->used = true;
		node->max_rate = 0;
		node->min_rate = 0;
		strscpy(node->name, name, sizeof(node->name));
		err = i + 1;
		break;
	}
	mutex_unlock(&pf->lock);
	if (err < 0)
		NL_SET_ERR_MSG_FMT(extack, "this PF has %u nodes, all used",
				   pf->rate_nodes);
	return err;
}

/**
 * sriov_rate_node_del() - the end of a node
 * @pf: the PF
 * @node: its number; VFs that are in it leave it
 */
void sriov_rate_node_del(struct sriov_pf *pf, u8 node)
{
	unsigned int i;

	mutex_lock(&pf->lock);
	for (i = 0; i < pf->total_vfs; i++) {
		if (pf->vfs[i].cfg.node != node)
			continue;
		pf->vfs[i].cfg.node = 0;
		sriov_vf_apply(&pf->vfs[i], SRIOV_VF_CHG_RATE, NULL);
	}
	pf->nodes[node - 1].used = false;
	mutex_unlock(&pf->lock);
}

/* What VFs in the node are guaranteed together. */
static u64 node_min_rates(const struct sriov_pf *pf, u8 node)
{
	unsigned int i;
	u64 sum = 0;

	for (i = 0; i < pf->total_vfs; i++)
		if (pf->vfs[i].cfg.node == node)
			sum += pf->vfs[i].cfg.min_rate;
	return sum;
}

/* Tell the hardware, by the VFs in the node. */
static int node_apply(struct sriov_pf *pf, u8 node,
		      struct netlink_ext_ack *extack)
{
	unsigned int i;
	int err;

	for (i = 0; i < pf->total_vfs; i++) {
		if (pf->vfs[i].cfg.node != node)
			continue;
		err = sriov_vf_apply(&pf->vfs[i], SRIOV_VF_CHG_RATE, extack);
		if (err)
			return err;
	}
	return 0;
}

/* What the PF has promised, shares of nodes without VFs included. */
static u64 pf_promised(const struct sriov_pf *pf)
{
	unsigned int i;
	u32 seen = 0;
	u64 sum = 0;

	for (i = 0; i < pf->total_vfs; i++)
		sum += sriov_rate_promised(pf, &pf->vfs[i].cfg, &seen);
	for (i = 0; i < pf->rate_nodes; i++)
		if (pf->nodes[i].used && !(seen & BIT(i)))
			sum += pf->nodes[i].min_rate;
	return sum;
}

static int check_max(struct sriov_pf *pf,
		     const struct sriov_rate_node *node, u64 vfs,
		     struct netlink_ext_ack *extack)
{
	u32 speed = pf->ops->link_speed(pf);

	if (node->max_rate > speed) {
		NL_SET_ERR_MSG_FMT(extack,
				   "tx_max: %u is above the link's %u Mbit/s",
				   node->max_rate, speed);
		return -ERANGE;
	}
	if (!node->max_rate)
		return 0;
	if (vfs > node->max_rate) {
		NL_SET_ERR_MSG_FMT(extack,
				   "tx_max: %u is below what its VFs are guaranteed, %llu Mbit/s",
				   node->max_rate, vfs);
		return -EDQUOT;
	}
	if (node->min_rate > node->max_rate) {
		NL_SET_ERR_MSG_FMT(extack,
				   "tx_max: %u is below the node's tx_share, %u Mbit/s",
				   node->max_rate, node->min_rate);
		return -ERANGE;
	}
	return 0;
}

/* A share that fits the node. */
static int check_share(const struct sriov_rate_node *node, u64 vfs,
		       struct netlink_ext_ack *extack)
{
	if (!node->min_rate)
		return 0;
	if (node->max_rate && node->min_rate > node->max_rate) {
		NL_SET_ERR_MSG_FMT(extack,
				   "tx_share: %u is above the node's tx_max, %u Mbit/s",
				   node->min_rate, node->max_rate);
		return -ERANGE;
	}
	if (vfs > node->min_rate) {
		NL_SET_ERR_MSG_FMT(extack,
				   "tx_share: %u is below what its VFs are guaranteed, %llu Mbit/s",
				   node->min_rate, vfs);
		return -EDQUOT;
	}
	return 0;
}

/* And the link; @before: what was promised. What promises no more is accepted,
 * as in vf_check.c.
 */
static int check_link_share(struct sriov_pf *pf, u64 before,
			    struct netlink_ext_ack *extack)
{
	u32 speed = pf->ops->link_speed(pf);
	u64 sum = pf_promised(pf);

	if (sum <= speed || sum <= before)
		return 0;
	NL_SET_ERR_MSG_FMT(extack,
			   "tx_share: the sum %llu exceeds the link's %u Mbit/s",
			   sum, speed);
	return -EDQUOT;
}

static int node_change(struct sriov_pf *pf, u8 number,
		       const struct sriov_rate_node *new,
		       struct netlink_ext_ack *extack)
{
	struct sriov_rate_node *node = &pf->nodes[number - 1], old = *node;
	u64 before = pf_promised(pf);
	int err;

	*node = *new;
	err = check_link_share(pf, before, extack);
	if (err) {
		*node = old;
		return err;
	}
	err = node_apply(pf, number, extack);
	if (err) {
		*node = old;
		node_apply(pf, number, NULL);
		return err;
	}
	sriov_pf_changed(pf);
	sriov_netlink_notify_pf(pf);
	return 0;
}

/* The one that is given. */
static int node_set_rate(struct sriov_pf *pf, u8 node, const u32 *max_rate,
			 const u32 *min_rate, struct netlink_ext_ack *extack)
{
	u64 vfs = node_min_rates(pf, node);
	struct sriov_rate_node new;
	int err;

	lockdep_assert_held(&pf->lock);

	if (!pf->registered)
		return -ENODEV;
	new = pf->nodes[node - 1];
	if (max_rate) {
		new.max_rate = *max_rate;
		err = check_max(pf, &new, vfs, extack);
	} else {
		new.min_rate = *min_rate;
		err = check_share(&new, vfs, extack);
	}
	return err ?: node_change(pf, node, &new, extack);
}

/**
 * sriov_rate_node_set_max() - what the VFs in a node may send together
 * @pf: the PF
 * @node: the node's number
 * @max_rate: Mbit/s, 0: no limit
 * @extack: where a refusal is explained
 *
 * Return: 0; -ENODEV while the PF is removed, -ERANGE above the link's speed or
 * below the node's share, -EDQUOT below what its VFs are guaranteed, or what
 * the backend returned.
 */
int sriov_rate_node_set_max(struct sriov_pf *pf, u8 node, u32 max_rate,
			    struct netlink_ext_ack *extack)
{
	int err;

	mutex_lock(&pf->lock);
	err = node_set_rate(pf, node, &max_rate, NULL, extack);
	mutex_unlock(&pf->lock);
	return err;
}

/**
 * sriov_rate_node_set_share() - what the VFs in a node are guaranteed together
 * @pf: the PF
 * @node: the node's number
 * @min_rate: Mbit/s, 0: no more than what each of them is
 * @extack: where a refusal is explained
 *
 * Return: 0; -ENODEV while the PF is removed, -ERANGE above what the node may
 * send, -EDQUOT below what its VFs are guaranteed, or if with it more than the
 * link's speed was promised, or what the backend returned.
 */
int sriov_rate_node_set_share(struct sriov_pf *pf, u8 node, u32 min_rate,
			      struct netlink_ext_ack *extack)
{
	int err;

	mutex_lock(&pf->lock);
	err = node_set_rate(pf, node, NULL, &min_rate, extack);
	mutex_unlock(&pf->lock);
	return err;
}
