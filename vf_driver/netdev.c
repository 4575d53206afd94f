// SPDX-License-Identifier: GPL-2.0
/*
 * The VF's netdev: what users and the network stack ask of it.
 *
 * Owns the netdev's name and address, its VLAN list and whether it's open.
 * All runs under rtnl, and takes sriov_vf_dev.lock, but for
 * sriov_vf_set_rx_mode(), which may not sleep and leaves it to the task.
 *
 * While the VF isn't ready everything is accepted and told to the PF when it
 * is: it could be the PF that a user waits for.
 */
#include <linux/rtnetlink.h>

#include "sriov_vf.h"

/**
 * sriov_vf_open() - ndo_open
 * @netdev: the VF's netdev
 *
 * Return: 0, or why rings or interrupts can't be had.
 */
int sriov_vf_open(struct net_device *netdev)
{
	struct sriov_vf_dev *vfd = netdev_priv(netdev);
	int err;

	mutex_lock(&vfd->lock);
	if (vfd->refit) {
		err = vfd->ops->fit_queues(vfd);
		if (err)
			goto unlock;
		vfd->refit = false;
	}
	err = vfd->ops->open(vfd);
	if (err)
		goto unlock;
	vfd->opened = true;
	/* A closed VF isn't watched: is it still what it was? */
	if (vfd->ready && !vfd->ops->armed(vfd)) {
		vfd->ready = false;
		set_bit(SRIOV_VF_RESET, &vfd->todo);
	}
	if (vfd->ready)
		vfd->ops->start(vfd);
	sriov_vf_update_link(vfd);
	sriov_vf_watch(vfd);
unlock:
	sriov_vf_unlock(vfd);
	return err;
}

/**
 * sriov_vf_stop() - ndo_stop
 * @netdev: the VF's netdev
 *
 * Return: 0.
 */
int sriov_vf_stop(struct net_device *netdev)
{
	struct sriov_vf_dev *vfd = netdev_priv(netdev);

	mutex_lock(&vfd->lock);
	vfd->opened = false;
	vfd->ops->stop(vfd);
	vfd->ops->close(vfd);
	mutex_unlock(&vfd->lock);
	return 0;
}

/**
 * sriov_vf_set_rx_mode() - ndo_set_rx_mode
 * @netdev: the VF's netdev
 *
 * Context: address lock held, softirqs off.
 */
void sriov_vf_set_rx_mode(struct net_device *netdev)
{
	struct sriov_vf_dev *vfd = netdev_priv(netdev);

	set_bit(SRIOV_VF_RX_MODE, &vfd->todo);
	sriov_vf_kick(vfd);
}

/**
 * sriov_vf_set_mac_address() - ndo_set_mac_address
 * @netdev: the VF's netdev
 * @addr: struct sockaddr with the address
 *
 * Return: 0; -EADDRNOTAVAIL if the PF refuses the address; -EIO if the PF
 * can't be talked to; what eth_prepare_mac_addr_change() says.
 */
int sriov_vf_set_mac_address(struct net_device *netdev, void *addr)
{
	struct sriov_vf_dev *vfd = netdev_priv(netdev);
	const u8 *mac = ((struct sockaddr *)addr)->sa_data;
	int err;

	err = eth_prepare_mac_addr_change(netdev, addr);
	if (err)
		return err;
	mutex_lock(&vfd->lock);
	if (vfd->ready && !ether_addr_equal(mac, vfd->hw_mac)) {
		err = sriov_vf_mail_mac(vfd, SRIOV_MBX_MAC_SET, mac);
		if (err)
			goto refused;
		ether_addr_copy(vfd->hw_mac, mac);
	}
	eth_commit_mac_addr_change(netdev, addr);
	vfd->own_mac = !ether_addr_equal(mac, vfd->given_mac);
	vfd->adopt = false;
	sriov_vf_unlock(vfd);
	return 0;

refused:
	sriov_vf_unlock(vfd);
	if (err != -EPERM)
		return -EIO;
	if (net_ratelimit())
		netdev_err(netdev,
			   "the PF refuses address %pM: the host decides on it\n",
			   mac);
	return -EADDRNOTAVAIL;
}

/**
 * sriov_vf_adopt_mac() - take the address over that the PF gave
 * @vfd: the VF; lock not held
 *
 * Context: the task.
 */
void sriov_vf_adopt_mac(struct sriov_vf_dev *vfd)
{
	struct net_device *netdev = vfd->netdev;
	struct sockaddr sa = { .sa_family = netdev->type };
	bool adopt;
	int err;

	rtnl_lock();
	mutex_lock(&vfd->lock);
	adopt = vfd->adopt;
	ether_addr_copy(sa.sa_data, vfd->given_mac);
	mutex_unlock(&vfd->lock);
	if (!adopt)
		goto unlock;
	/* First, so that who is notified of the change sees it, too. */
	ether_addr_copy(netdev->perm_addr, sa.sa_data);
	err = dev_set_mac_address(netdev, &sa, NULL);
	if (err)
		netdev_err(netdev,
			   "can't take over address %pM, given by the host (%d)\n",
			   sa.sa_data, err);
	else
		netdev->addr_assign_type = NET_ADDR_PERM;
	mutex_lock(&vfd->lock);
	vfd->adopt = false;
	sriov_vf_update_link(vfd);
	sriov_vf_unlock(vfd);
unlock:
	rtnl_unlock();
}

/**
 * sriov_vf_adopt_queues() - have as many queues as the PF lets the VF have
 * @vfd: the VF; lock not held
 *
 * Context: the task. If memory is short it tries again when it next looks.
 */
void sriov_vf_adopt_queues(struct sriov_vf_dev *vfd)
{
	int err = 0;

	rtnl_lock();
	mutex_lock(&vfd->lock);
	if (vfd->refit && vfd->ready) {
		err = vfd->ops->fit_queues(vfd);
		vfd->refit = err;
		if (!err && vfd->opened)
			vfd->ops->start(vfd);
		sriov_vf_update_link(vfd);
	}
	sriov_vf_unlock(vfd);
	rtnl_unlock();
	if (err && net_ratelimit())
		netdev_err(vfd->netdev,
			   "can't have the queues that the host allows (%d): no traffic until then\n",
			   err);
}

/**
 * sriov_vf_change_mtu() - ndo_change_mtu
 * @netdev: the VF's netdev
 * @mtu: new MTU, bytes
 *
 * Return: 0; -EPERM if the PF refuses it; -EIO if the PF can't be talked to.
 */
int sriov_vf_change_mtu(struct net_device *netdev, int mtu)
{
	struct sriov_vf_dev *vfd = netdev_priv(netdev);
	int err = 0;

	mutex_lock(&vfd->lock);
	if (vfd->ready)
		err = sriov_vf_mail_mtu(vfd, mtu);
	if (!err)
		WRITE_ONCE(netdev->mtu, mtu);
	sriov_vf_unlock(vfd);
	if (err == -EPERM && net_ratelimit())
		netdev_err(netdev, "the PF refuses an MTU of %d\n", mtu);
	return err && err != -EPERM ? -EIO : err;
}

static int sriov_vf_change_vlan(struct net_device *netdev, u16 vid, bool add)
{
	struct sriov_vf_dev *vfd = netdev_priv(netdev);
	int err = 0;

	/* Untagged and priority-tagged frames need no filter. */
	if (!vid)
		return 0;
	mutex_lock(&vfd->lock);
	if (vfd->ready)
		err = sriov_vf_mail_vlan(vfd, vid, add);
	/* Nobody can refuse a removal: what the PF has is corrected by the
	 * next reset.
	 */
	if (!add)
		err = 0;
	if (!err)
		__assign_bit(vid, vfd->vlans, add);
	sriov_vf_unlock(vfd);
	if (err == -EPERM && net_ratelimit())
		netdev_err(netdev, "the PF refuses VLAN %u\n", vid);
	return err && err != -EPERM ? -EIO : err;
}

/**
 * sriov_vf_vlan_add() - ndo_vlan_rx_add_vid
 * @netdev: the VF's netdev
 * @proto: ETH_P_8021Q: there is no filter for another
 * @vid: VLAN id
 *
 * Return: 0; -EPERM if the PF refuses it; -EIO if the PF can't be talked to.
 */
int sriov_vf_vlan_add(struct net_device *netdev, __be16 proto, u16 vid)
{
	return sriov_vf_change_vlan(netdev, vid, true);
}

/**
 * sriov_vf_vlan_kill() - ndo_vlan_rx_kill_vid
 * @netdev: the VF's netdev
 * @proto: see sriov_vf_vlan_add()
 * @vid: VLAN id
 *
 * Return: 0.
 */
int sriov_vf_vlan_kill(struct net_device *netdev, __be16 proto, u16 vid)
{
	return sriov_vf_change_vlan(netdev, vid, false);
}

/**
 * sriov_vf_register() - register the netdev under a name that tells the VF
 * @vfd: the VF
 *
 * The name is known beforehand, so that the kernel needn't scan all netdevs
 * for a free number, which takes long with 1024 VFs. If it's taken, the kernel
 * appends a number to it.
 *
 * Return: 0 or a negative errno.
 */
int sriov_vf_register(struct sriov_vf_dev *vfd)
{
	struct net_device *netdev = vfd->netdev;
	char name[IFNAMSIZ - 4];
	int err;

	vfd->ops->make_name(vfd, name, sizeof(name));
	snprintf(netdev->name, sizeof(netdev->name), "%s", name);
	err = register_netdev(netdev);
	if (err == -EEXIST) {
		snprintf(netdev->name, sizeof(netdev->name), "%s_%%d", name);
		err = register_netdev(netdev);
	}
	return err;
}
