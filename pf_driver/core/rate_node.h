/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Rate nodes of a PF: VFs that have a rate together, see rate_node.c. Part of
 * sriov_pf.h.
 */
#ifndef SRIOV_RATE_NODE_H
#define SRIOV_RATE_NODE_H

#include <linux/types.h>

struct netlink_ext_ack;
struct sriov_pf;
struct sriov_vf;
struct sriov_vf_cfg;

#define SRIOV_PF_MAX_NODES	32	/* of a PF */

/**
 * struct sriov_rate_node - VFs that have a rate together
 * @used: it exists
 * @max_rate: what its VFs may transmit together, Mbit/s, 0: no limit
 * @min_rate: what they are guaranteed of the link together, Mbit/s, 0: what
 *	each of them is; not less than that, and not more than @max_rate if that
 *	is set
 * @name: its name
 */
struct sriov_rate_node {
	bool used;
	u32 max_rate;
	u32 min_rate;
	char name[32];
};

/* For vf_apply(): with the VF's rates it programs those of its node, if it is in
 * one.
 */
const struct sriov_rate_node *sriov_vf_node(const struct sriov_vf *vf);

/* For the core; this one is in vf_check.c. */
u32 sriov_rate_promised(const struct sriov_pf *pf,
			const struct sriov_vf_cfg *cfg, u32 *seen);

int sriov_rate_node_new(struct sriov_pf *pf, const char *name,
			struct netlink_ext_ack *extack);
void sriov_rate_node_del(struct sriov_pf *pf, u8 node);
int sriov_rate_node_set_max(struct sriov_pf *pf, u8 node, u32 max_rate,
			    struct netlink_ext_ack *extack);
int sriov_rate_node_set_share(struct sriov_pf *pf, u8 node, u32 min_rate,
			      struct netlink_ext_ack *extack);

#endif /* SRIOV_RATE_NODE_H */
