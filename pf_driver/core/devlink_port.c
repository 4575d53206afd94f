// SPDX-License-Identifier: GPL-2.0
/*
 * devlink ports of a PF and its VFs, and what users see and set of the functions
 * behind them: the MAC address, and whether a VF is in service. Both are the
 * desired state that netlink and "ip link set vf" set, by the same way.
 *
 * Owns the ports. The one of the PF lives as long as the PF is registered, those
 * of VFs as long as these. The operations run under devlink's lock and take
 * sriov_pf.lock. Ports have no netdev: that would be a representor.
 */
#include <linux/slab.h>

#include "compat/devlink.h"
#include "compat/extack.h"
#include "pf_driver/core/devlink.h"
#include "pf_driver/core/sriov_pf.h"

/**
 * struct sriov_devlink_port - the port of a PF or a VF
 * @port: devlink's part
 * @pf: the PF
 * @vf: the VF, NULL for the port of the PF
 */
struct sriov_devlink_port {
	struct devlink_port port;
	struct sriov_pf *pf;
	struct sriov_vf *vf;
};

static struct sriov_devlink_port *port_of(struct devlink_port *port)
{
	return container_of(port, struct sriov_devlink_port, port);
}

int sriov_devlink_hw_addr_get(struct devlink_port *port, u8 *hw_addr, int *len,
			      struct netlink_ext_ack *extack)
{
	struct sriov_devlink_port *of = port_of(port);
	struct sriov_pf *pf = of->pf;

	mutex_lock(&pf->lock);
	if (of->vf)
		ether_addr_copy(hw_addr, of->vf->cfg.mac);
	else if (is_zero_ether_addr(pf->netdev_mac))
		ether_addr_copy(hw_addr, pf->mac);
	else
		ether_addr_copy(hw_addr, pf->netdev_mac);
	mutex_unlock(&pf->lock);
	*len = ETH_ALEN;
	return 0;
}

int sriov_devlink_hw_addr_set(struct devlink_port *port, const u8 *hw_addr,
			      int len, struct netlink_ext_ack *extack)
{
	struct sriov_devlink_port *of = port_of(port);
	struct sriov_vf_cfg cfg = {};

	if (!of->vf) {
		NL_SET_ERR_MSG(extack,
			       "hw_addr: the PF's is that of its netdev, see ip link");
		return -EOPNOTSUPP;
	}
	if (len != ETH_ALEN) {
		NL_SET_ERR_MSG(extack, "hw_addr: 6 bytes are wanted");
		return -EINVAL;
	}
	ether_addr_copy(cfg.mac, hw_addr);
	return sriov_vfs_set(of->pf, of->vf->id, of->vf->id, &cfg,
			     SRIOV_VF_CHG_MAC, extack);
}

int sriov_devlink_state_get(struct devlink_port *port,
			    enum devlink_port_fn_state *state,
			    enum devlink_port_fn_opstate *opstate,
			    struct netlink_ext_ack *extack)
{
	struct sriov_devlink_port *of = port_of(port);

	if (!of->vf)
		return -EOPNOTSUPP;
	mutex_lock(&of->pf->lock);
	*state = of->vf->cfg.in_service ? DEVLINK_PORT_FN_STATE_ACTIVE :
					  DEVLINK_PORT_FN_STATE_INACTIVE;
	*opstate = of->vf->active ? DEVLINK_PORT_FN_OPSTATE_ATTACHED :
				    DEVLINK_PORT_FN_OPSTATE_DETACHED;
	mutex_unlock(&of->pf->lock);
	return 0;
}

int sriov_devlink_state_set(struct devlink_port *port,
			    enum devlink_port_fn_state state,
			    struct netlink_ext_ack *extack)
{
	struct sriov_devlink_port *of = port_of(port);
	struct sriov_vf_cfg cfg = {
		.in_service = state == DEVLINK_PORT_FN_STATE_ACTIVE,
	};

	if (!of->vf) {
		NL_SET_ERR_MSG(extack, "state: the PF's can't be set");
		return -EOPNOTSUPP;
	}
	return sriov_vfs_set(of->pf, of->vf->id, of->vf->id, &cfg,
			     SRIOV_VF_CHG_SERVICE, extack);
}

static const struct devlink_port_ops sriov_devlink_port_ops = {
	.port_fn_hw_addr_get = sriov_devlink_hw_addr_get,
	.port_fn_hw_addr_set = sriov_devlink_hw_addr_set,
	.port_fn_state_get = sriov_devlink_state_get,
	.port_fn_state_set = sriov_devlink_state_set,
};

/* Port 0 is the PF's, port N + 1 that of VF N. */
static int port_register(struct sriov_devlink_port *of, struct sriov_pf *pf,
			 struct sriov_vf *vf)
{
	u16 function = PCI_FUNC(pf->pdev->devfn);
	int err;

	of->pf = pf;
	of->vf = vf;
	if (vf)
		devlink_port_attrs_pci_vf_set(&of->port, 0, function, vf->id,
					      false);
	else
		devlink_port_attrs_pci_pf_set(&of->port, 0, function, false);
	err = devl_port_register_with_ops(pf->devlink, &of->port,
					  vf ? vf->id + 1 : 0,
					  &sriov_devlink_port_ops);
	if (err)
		return err;
	compat_devlink_port_no_netdev(&of->port);
	if (vf)
		err = sriov_devlink_add_leaf(&of->port, vf);
	if (err)
		devl_port_unregister(&of->port);
	return err;
}

static void ports_unregister(struct sriov_devlink_port *ports,
			     unsigned int num)
{
	while (num--) {
		devl_rate_leaf_destroy(&ports[num].port);
		devl_port_unregister(&ports[num].port);
	}
}

/**
 * sriov_devlink_leaf() - the rate leaf of a VF
 * @pf: the PF; devlink's lock held
 * @vf: number of the VF, below num_vf_ports
 *
 * Return: the leaf, or NULL if it has none.
 */
struct devlink_rate *sriov_devlink_leaf(const struct sriov_pf *pf,
					unsigned int vf)
{
	return pf->vf_ports[vf].port.devlink_rate;
}

/**
 * sriov_devlink_add_vfs() - make the ports of VFs that are being created
 * @pf: the PF; device_lock held, no lock that comes after it
 * @num: how many
 *
 * Return: 0, or an errno, and there are none.
 */
int sriov_devlink_add_vfs(struct sriov_pf *pf, unsigned int num)
{
	struct sriov_devlink_port *ports;
	unsigned int i;
	int err = 0;

	ports = kvcalloc(num, sizeof(*ports), GFP_KERNEL);
	if (!ports)
		return -ENOMEM;

	devl_lock(pf->devlink);
	for (i = 0; i < num && !err; i++)
		err = port_register(&ports[i], pf, &pf->vfs[i]);
	if (err) {
		ports_unregister(ports, i - 1);
	} else {
		pf->vf_ports = ports;
		pf->num_vf_ports = num;
	}
	devl_unlock(pf->devlink);
	if (err)
		kvfree(ports);
	return err;
}

/**
 * sriov_devlink_del_vfs() - the end of the ports of VFs, if there are any
 * @pf: the PF; as above
 */
void sriov_devlink_del_vfs(struct sriov_pf *pf)
{
	struct sriov_devlink_port *ports;

	devl_lock(pf->devlink);
	ports = pf->vf_ports;
	ports_unregister(ports, pf->num_vf_ports);
	pf->vf_ports = NULL;
	pf->num_vf_ports = 0;
	devl_unlock(pf->devlink);
	kvfree(ports);
}

/**
 * sriov_devlink_add_pf() - make the port of the PF
 * @pf: the PF, not visible yet in devlink
 *
 * Return: 0 or an errno.
 */
int sriov_devlink_add_pf(struct sriov_pf *pf)
{
	int err;

	pf->pf_port = kzalloc(sizeof(*pf->pf_port), GFP_KERNEL);
	if (!pf->pf_port)
		return -ENOMEM;
	devl_lock(pf->devlink);
	err = port_register(pf->pf_port, pf, NULL);
	devl_unlock(pf->devlink);
	if (err) {
		kfree(pf->pf_port);
		pf->pf_port = NULL;
	}
	return err;
}

/**
 * sriov_devlink_del_pf() - the end of the port of the PF
 * @pf: the PF, not visible any more in devlink
 */
void sriov_devlink_del_pf(struct sriov_pf *pf)
{
	devl_lock(pf->devlink);
	devl_rate_nodes_destroy(pf->devlink);
	ports_unregister(pf->pf_port, 1);
	devl_unlock(pf->devlink);
	kfree(pf->pf_port);
	pf->pf_port = NULL;
}
