// SPDX-License-Identifier: GPL-2.0
/*
 * devlink rate objects: a leaf of each VF, whose tx_max and tx_share are the
 * desired state's max_rate and min_rate, and nodes, which cap their leaves and
 * guarantee them something, together (rate_node.c). Owns the leaves and a work item.
 *
 * devlink keeps a copy of each rate and never asks for it, and rates are set by
 * other ways too, under rtnl, after which its lock can't be taken: the work
 * brings the copies up to date.
 *
 * Operations run under devlink's lock and take sriov_pf.lock. Rates are bytes a
 * second in devlink, Mbit/s here.
 */
#include <linux/math64.h>

#include "compat/devlink.h"
#include "compat/extack.h"
#include "pf_driver/core/devlink.h"
#include "pf_driver/core/sriov_pf.h"

#define MBIT	125000	/* bytes a second */

static int to_mbit(u64 bytes, const char *name, u32 *mbit,
		   struct netlink_ext_ack *extack)
{
	u64 rest;
	u64 rate = div64_u64_rem(bytes, MBIT, &rest);

	if (rest || rate > U32_MAX) {
		NL_SET_ERR_MSG_FMT(extack, "%s: whole Mbit/s are wanted", name);
		return -EINVAL;
	}
	*mbit = rate;
	return 0;
}

static int leaf_set(struct sriov_vf *vf, const struct sriov_vf_cfg *cfg,
		    u32 mask, struct netlink_ext_ack *extack)
{
	return sriov_vfs_set(vf->pf, vf->id, vf->id, cfg, mask, extack);
}

int sriov_devlink_leaf_tx_max(struct devlink_rate *rate, void *priv,
			      u64 tx_max, struct netlink_ext_ack *extack)
{
	struct sriov_vf_cfg cfg = {};
	int err;

	err = to_mbit(tx_max, "tx_max", &cfg.max_rate, extack);
	if (err)
		return err;
	return leaf_set(priv, &cfg, SRIOV_VF_CHG_RATE, extack);
}

int sriov_devlink_leaf_tx_share(struct devlink_rate *rate, void *priv,
				u64 tx_share, struct netlink_ext_ack *extack)
{
	struct sriov_vf_cfg cfg = {};
	int err;

	err = to_mbit(tx_share, "tx_share", &cfg.min_rate, extack);
	if (err)
		return err;
	return leaf_set(priv, &cfg, SRIOV_VF_CHG_MIN_RATE, extack);
}

/* A node's priv is its number. */
int sriov_devlink_leaf_parent(struct devlink_rate *child,
			      struct devlink_rate *parent, void *priv_child,
			      void *priv_parent,
			      struct netlink_ext_ack *extack)
{
	struct sriov_vf_cfg cfg = {
		.node = parent ? (unsigned long)priv_parent : 0,
	};

	return leaf_set(priv_child, &cfg, SRIOV_VF_CHG_NODE, extack);
}

static struct sriov_pf *pf_of_node(struct devlink_rate *node)
{
	return sriov_devlink_pf(node->devlink);
}

int sriov_devlink_node_new(struct devlink_rate *node, void **priv,
			   struct netlink_ext_ack *extack)
{
	int number = sriov_rate_node_new(pf_of_node(node), node->name, extack);

	if (number < 0)
		return number;
	*priv = (void *)(unsigned long)number;
	return 0;
}

int sriov_devlink_node_del(struct devlink_rate *node, void *priv,
			   struct netlink_ext_ack *extack)
{
	sriov_rate_node_del(pf_of_node(node), (unsigned long)priv);
	return 0;
}

int sriov_devlink_node_tx_max(struct devlink_rate *node, void *priv,
			      u64 tx_max, struct netlink_ext_ack *extack)
{
	u32 mbit;
	int err;

	err = to_mbit(tx_max, "tx_max", &mbit, extack);
	if (err)
		return err;
	return sriov_rate_node_set_max(pf_of_node(node), (unsigned long)priv,
				       mbit, extack);
}

int sriov_devlink_node_tx_share(struct devlink_rate *node, void *priv,
				u64 tx_share, struct netlink_ext_ack *extack)
{
	u32 mbit;
	int err;

	err = to_mbit(tx_share, "tx_share", &mbit, extack);
	if (err)
		return err;
	return sriov_rate_node_set_share(pf_of_node(node), (unsigned long)priv,
					 mbit, extack);
}

/* sriov_pf.lock held. */
static void leaf_update(struct devlink_rate *leaf)
{
	const struct sriov_vf *vf = leaf->priv;

	leaf->tx_max = (u64)vf->cfg.max_rate * MBIT;
	leaf->tx_share = (u64)vf->cfg.min_rate * MBIT;
}

/**
 * sriov_devlink_rate_work() - tell devlink of rates that were set elsewhere
 * @work: rate_work of a PF
 *
 * Takes devlink's lock and sriov_pf.lock.
 */
void sriov_devlink_rate_work(struct work_struct *work)
{
	struct sriov_pf *pf = container_of(work, struct sriov_pf, rate_work);
	struct devlink_rate *leaf;
	unsigned int i;

	devl_lock(pf->devlink);
	mutex_lock(&pf->lock);
	for (i = 0; i < pf->num_vf_ports; i++) {
		leaf = sriov_devlink_leaf(pf, i);
		if (leaf)
			leaf_update(leaf);
	}
	mutex_unlock(&pf->lock);
	devl_unlock(pf->devlink);
}

/**
 * sriov_devlink_add_leaf() - make the leaf of a VF that is being created
 * @port: its port, registered; devlink's lock held
 * @vf: the VF
 *
 * Return: 0 or an errno.
 */
int sriov_devlink_add_leaf(struct devlink_port *port, struct sriov_vf *vf)
{
	int err;

	if (!test_bit(SRIOV_CAP_RATE, &vf->pf->caps))
		return 0;
	err = compat_devl_rate_leaf_create(port, vf);
	if (err)
		return err;
	mutex_lock(&vf->pf->lock);
	leaf_update(port->devlink_rate);
	mutex_unlock(&vf->pf->lock);
	return 0;
}
