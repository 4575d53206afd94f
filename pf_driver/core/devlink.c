// SPDX-License-Identifier: GPL-2.0
/*
 * The devlink instance of a PF: what "devlink dev info" tells, and the way to
 * its ports (devlink_port.c). Owns the
 * instance; its operations run under the devlink lock and take none.
 */
#include "compat/devlink.h"
#include "pf_driver/core/devlink.h"
#include "pf_driver/core/sriov_pf.h"

struct sriov_devlink {
	struct sriov_pf *pf;
};

/* Device serial number capability (PCIe 6.0, 7.9.3), where there is one. Most
 * significant octet first, as lspci writes it.
 */
static int sriov_devlink_put_serial(const struct sriov_pf *pf,
				    struct devlink_info_req *req)
{
	__be64 dsn = cpu_to_be64(pci_get_dsn(pf->pdev));
	char serial[24];

	if (!dsn)
		return 0;
	snprintf(serial, sizeof(serial), "%8phD", &dsn);
	return devlink_info_serial_number_put(req, serial);
}

static int sriov_devlink_put_board(const struct sriov_pf *pf,
				   struct devlink_info_req *req)
{
	const struct pci_dev *pdev = pf->pdev;
	char id[24];
	int err;

	snprintf(id, sizeof(id), "%04x:%04x", pdev->vendor, pdev->device);
	err = devlink_info_version_fixed_put(req,
					     DEVLINK_INFO_VERSION_GENERIC_BOARD_ID,
					     id);
	if (err)
		return err;

	snprintf(id, sizeof(id), "%02x", pdev->revision);
	return devlink_info_version_fixed_put(req,
					      DEVLINK_INFO_VERSION_GENERIC_BOARD_REV,
					      id);
}

static int sriov_devlink_info_get(struct devlink *devlink,
				  struct devlink_info_req *req,
				  struct netlink_ext_ack *extack)
{
	struct sriov_devlink *priv = devlink_priv(devlink);
	const struct sriov_pf *pf = priv->pf;
	int err;

	err = compat_devlink_driver_name(req,
					 dev_driver_string(&pf->pdev->dev));
	if (err)
		return err;
	err = sriov_devlink_put_serial(pf, req);
	if (err)
		return err;
	err = sriov_devlink_put_board(pf, req);
	if (err)
		return err;
	err = devlink_info_version_running_put(req, "driver",
					       SRIOV_PF_VERSION);
	if (err)
		return err;
	return devlink_info_version_running_put(req, "driver.backend",
						pf->ops->name);
}

/* The PF that a devlink instance is of. */
struct sriov_pf *sriov_devlink_pf(struct devlink *devlink)
{
	struct sriov_devlink *priv = devlink_priv(devlink);

	return priv->pf;
}

static const struct devlink_ops sriov_devlink_ops = {
	.info_get = sriov_devlink_info_get,
	COMPAT_DEVLINK_PORT_OPS(sriov_devlink_hw_addr_get,
				sriov_devlink_hw_addr_set,
				sriov_devlink_state_get,
				sriov_devlink_state_set)
	.rate_leaf_tx_max_set = sriov_devlink_leaf_tx_max,
	.rate_leaf_tx_share_set = sriov_devlink_leaf_tx_share,
	.rate_leaf_parent_set = sriov_devlink_leaf_parent,
	.rate_node_new = sriov_devlink_node_new,
	.rate_node_del = sriov_devlink_node_del,
	.rate_node_tx_max_set = sriov_devlink_node_tx_max,
	.rate_node_tx_share_set = sriov_devlink_node_tx_share,
};

/**
 * sriov_devlink_alloc() - make the devlink instance of a PF
 * @pf: the PF
 *
 * Return: 0 or -ENOMEM.
 */
int sriov_devlink_alloc(struct sriov_pf *pf)
{
	struct sriov_devlink *priv;

	pf->devlink = devlink_alloc(&sriov_devlink_ops, sizeof(*priv),
				    &pf->pdev->dev);
	if (!pf->devlink)
		return -ENOMEM;
	priv = devlink_priv(pf->devlink);
	priv->pf = pf;
	INIT_WORK(&pf->rate_work, sriov_devlink_rate_work);
	return 0;
}

/**
 * sriov_devlink_register() - let users see it; the last step of registration
 * @pf: the PF
 */
void sriov_devlink_register(struct sriov_pf *pf)
{
	sriov_health_create(pf);
	devlink_register(pf->devlink);
	sriov_health_start(pf, true);
}

/**
 * sriov_devlink_unregister() - hide it; waits for operations under way
 * @pf: the PF
 */
void sriov_devlink_unregister(struct sriov_pf *pf)
{
	sriov_health_start(pf, false);
	devlink_unregister(pf->devlink);
	sriov_health_destroy(pf);
}

/**
 * sriov_devlink_free() - free it
 * @pf: the PF
 */
void sriov_devlink_free(struct sriov_pf *pf)
{
	cancel_work_sync(&pf->rate_work);
	devlink_free(pf->devlink);
	pf->devlink = NULL;
}
