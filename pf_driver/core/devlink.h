/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Between the parts of the devlink interface: devlink.c, which has the instance,
 * devlink_port.c, which has its ports, and devlink_rate.c with their rates.
 */
#ifndef SRIOV_DEVLINK_H
#define SRIOV_DEVLINK_H

#include <net/devlink.h>

struct sriov_pf;
struct sriov_vf;

struct sriov_pf *sriov_devlink_pf(struct devlink *devlink);

int sriov_devlink_hw_addr_get(struct devlink_port *port, u8 *hw_addr, int *len,
			      struct netlink_ext_ack *extack);
int sriov_devlink_hw_addr_set(struct devlink_port *port, const u8 *hw_addr,
			      int len, struct netlink_ext_ack *extack);
int sriov_devlink_state_get(struct devlink_port *port,
			    enum devlink_port_fn_state *state,
			    enum devlink_port_fn_opstate *opstate,
			    struct netlink_ext_ack *extack);
int sriov_devlink_state_set(struct devlink_port *port,
			    enum devlink_port_fn_state state,
			    struct netlink_ext_ack *extack);

int sriov_devlink_leaf_tx_max(struct devlink_rate *rate, void *priv,
			      u64 tx_max, struct netlink_ext_ack *extack);
int sriov_devlink_leaf_tx_share(struct devlink_rate *rate, void *priv,
				u64 tx_share, struct netlink_ext_ack *extack);
int sriov_devlink_leaf_parent(struct devlink_rate *child,
			      struct devlink_rate *parent, void *priv_child,
			      void *priv_parent,
			      struct netlink_ext_ack *extack);
int sriov_devlink_node_new(struct devlink_rate *node, void **priv,
			   struct netlink_ext_ack *extack);
int sriov_devlink_node_del(struct devlink_rate *node, void *priv,
			   struct netlink_ext_ack *extack);
int sriov_devlink_node_tx_max(struct devlink_rate *node, void *priv,
			      u64 tx_max, struct netlink_ext_ack *extack);
int sriov_devlink_node_tx_share(struct devlink_rate *node, void *priv,
				u64 tx_share, struct netlink_ext_ack *extack);
int sriov_devlink_add_leaf(struct devlink_port *port, struct sriov_vf *vf);

struct devlink_rate *sriov_devlink_leaf(const struct sriov_pf *pf,
					unsigned int vf);

#endif /* SRIOV_DEVLINK_H */
