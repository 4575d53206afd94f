/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Between the parts of the devlink interface: devlink.c, which has the instance,
 * and devlink_port.c, which has its ports.
 */
#ifndef SRIOV_DEVLINK_H
#define SRIOV_DEVLINK_H

#include <net/devlink.h>

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

#endif /* SRIOV_DEVLINK_H */
