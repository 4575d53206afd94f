// SPDX-License-Identifier: GPL-2.0
/*
 * Getting a VF ready, and keeping it so: the reset task.
 *
 * A VF is ready when it has been reset and the PF has answered its reset
 * message; then its address, MTU and filters are told to the PF, and the data
 * path may run. It stops being ready when the PF is reset or goes away, loses
 * track of the VF, or doesn't answer; when the function is reset; when
 * transmit hangs. The netdev keeps its address, VLANs and lists meanwhile,
 * without carrier, and the task tries again: soon at first, then every two
 * seconds.
 *
 * Owns the task, and with it sriov_vf_dev.ready. Takes sriov_vf_dev.lock;
 * rtnl only without it, see sriov_vf_adopt_mac() and sriov_vf_adopt_queues().
 */
#include <linux/jiffies.h>

#include "sriov_vf.h"

#define RETRY_FIRST	(HZ / 50)
#define RETRY_LAST	(2 * HZ)
/* Events come by interrupt. This finds a function whose interrupts were
 * switched off by a reset nobody told us of, such as one of the PF's.
 */
#define WATCH_INTERVAL	(2 * HZ)

/**
 * sriov_vf_kick() - have the task look at the VF
 * @vfd: the VF
 *
 * Context: any.
 */
void sriov_vf_kick(struct sriov_vf_dev *vfd)
{
	if (test_bit(SRIOV_VF_SERVED, &vfd->todo))
		mod_delayed_work(sriov_vf_wq, &vfd->task, 0);
}

/**
 * sriov_vf_request_reset() - have the task reset the VF
 * @vfd: the VF
 *
 * Context: any.
 */
void sriov_vf_request_reset(struct sriov_vf_dev *vfd)
{
	set_bit(SRIOV_VF_RESET, &vfd->todo);
	sriov_vf_kick(vfd);
}

/**
 * sriov_vf_unlock() - let go of the lock after mail may have been sent
 * @vfd: the VF, locked
 *
 * For everybody but the task. Has it repair what mail has found broken.
 */
void sriov_vf_unlock(struct sriov_vf_dev *vfd)
{
	bool broken = test_bit(SRIOV_VF_RESET, &vfd->todo);

	mutex_unlock(&vfd->lock);
	if (broken)
		sriov_vf_kick(vfd);
}

/**
 * sriov_vf_watch() - begin to watch a VF that was opened
 * @vfd: the VF
 */
void sriov_vf_watch(struct sriov_vf_dev *vfd)
{
	if (test_bit(SRIOV_VF_SERVED, &vfd->todo))
		queue_delayed_work(sriov_vf_wq, &vfd->task, WATCH_INTERVAL);
}

/**
 * sriov_vf_update_link() - let the carrier follow the link
 * @vfd: the VF; lock held
 */
void sriov_vf_update_link(struct sriov_vf_dev *vfd)
{
	/* With the wrong address it would talk for nothing. */
	if (vfd->ready && !vfd->adopt && !vfd->refit && !vfd->link_denied &&
	    vfd->ops->link(vfd))
		netif_carrier_on(vfd->netdev);
	else
		netif_carrier_off(vfd->netdev);
}

/**
 * sriov_vf_quiesce() - stop the data path: the VF isn't ready any more
 * @vfd: the VF; lock held
 */
void sriov_vf_quiesce(struct sriov_vf_dev *vfd)
{
	vfd->ready = false;
	netif_carrier_off(vfd->netdev);
	vfd->ops->stop(vfd);
}

/* Decide which address the netdev is to have: the one a user chose if the PF
 * lets him, else the one the PF gave.
 */
static int sriov_vf_settle_mac(struct sriov_vf_dev *vfd)
{
	struct net_device *netdev = vfd->netdev;
	bool given = is_valid_ether_addr(vfd->given_mac);
	int err;

	ether_addr_copy(vfd->hw_mac, vfd->given_mac);
	vfd->adopt = false;
	if (!vfd->registered && given) {
		eth_hw_addr_set(netdev, vfd->given_mac);
		ether_addr_copy(netdev->perm_addr, vfd->given_mac);
		netdev->addr_assign_type = NET_ADDR_PERM;
		return 0;
	}
	if (ether_addr_equal(netdev->dev_addr, vfd->given_mac))
		return 0;
	if (given && !vfd->own_mac) {
		vfd->adopt = true;
		return 0;
	}

	err = sriov_vf_mail_mac(vfd, SRIOV_MBX_MAC_SET, netdev->dev_addr);
	if (!err) {
		ether_addr_copy(vfd->hw_mac, netdev->dev_addr);
		return 0;
	}
	if (err != -EPERM || !given)
		return err;
	netdev_warn(netdev, "the host insists on address %pM\n",
		    vfd->given_mac);
	vfd->adopt = true;
	return 0;
}

/**
 * sriov_vf_get_ready() - reset the function and shake hands with the PF
 * @vfd: the VF; lock held
 *
 * Context: process.
 *
 * Return: 0 and the VF is ready; -EAGAIN, -ETIMEDOUT or -EPERM: it isn't, and
 * its data path is stopped.
 */
int sriov_vf_get_ready(struct sriov_vf_dev *vfd)
{
	int err;

	sriov_vf_quiesce(vfd);
	clear_bit(SRIOV_VF_RESET, &vfd->todo);
	if (sriov_vf_mbx_pf_away(vfd) || !sriov_vf_repair_config(vfd))
		return -EAGAIN;
	vfd->ops->reset(vfd);
	sriov_vf_mbx_reset(vfd);
	/* The PF says it again. */
	vfd->link_denied = false;
	/* Before the PF can have anything to say. */
	vfd->ops->irq_enable(vfd);
	sriov_vf_forget_filters(vfd);

	err = sriov_vf_mail_reset(vfd, vfd->given_mac);
	if (err)
		return err;
	vfd->ready = true;
	err = sriov_vf_settle_mac(vfd);
	/* Said even if it is what the PF begins with: it may have less. */
	if (!err) {
		err = sriov_vf_mail_mtu(vfd, vfd->netdev->mtu);
		if (err == -EPERM) {
			netdev_warn(vfd->netdev,
				    "the PF refuses an MTU of %u: long frames will be lost\n",
				    vfd->netdev->mtu);
			err = 0;
		}
	}
	if (!err)
		sriov_vf_send_vlans(vfd);
	if (!err)
		sriov_vf_send_filters(vfd);
	/* Mail may have failed on the way. */
	if (err || !vfd->ready) {
		vfd->ready = false;
		return err ?: -EAGAIN;
	}

	vfd->refit = !vfd->ops->queues_fit(vfd);
	/* Else that takes rtnl: the task does it when it has let go. */
	if (vfd->refit && !vfd->registered)
		vfd->refit = vfd->ops->fit_queues(vfd);
	if (vfd->opened && !vfd->refit)
		vfd->ops->start(vfd);
	sriov_vf_update_link(vfd);
	return 0;
}

/* The end of what sriov_vf_mbx_call() told the log. */
static void sriov_vf_answered(struct sriov_vf_dev *vfd)
{
	vfd->nonsense = 0;
	if (!vfd->unanswered)
		return;
	vfd->unanswered = false;
	pci_info(vfd->pdev, "the PF answers again\n");
}

/* Try to get ready. Returns 0 or after how many jiffies to try again. */
static unsigned long sriov_vf_try(struct sriov_vf_dev *vfd)
{
	unsigned long delay;

	/* An interrupt is no reason to hurry, but for the PF's return. */
	if (!vfd->ready && vfd->retries) {
		sriov_vf_mbx_pf_away(vfd);
		if (!(vfd->mbx_sticky & SRIOV_VMB_RSTD) &&
		    time_before(jiffies, vfd->retry_at))
			return vfd->retry_at - jiffies;
	}
	if (!sriov_vf_get_ready(vfd)) {
		vfd->retries = 0;
		sriov_vf_answered(vfd);
		return 0;
	}
	delay = min_t(unsigned long, RETRY_FIRST << min(vfd->retries, 16U),
		      RETRY_LAST);
	vfd->retries++;
	vfd->retry_at = jiffies + delay;
	return delay;
}

/* Look at the VF and do what is to be done. Returns after how many jiffies to
 * look again; 0: at the next event. Lock held.
 */
static unsigned long sriov_vf_step(struct sriov_vf_dev *vfd)
{
	unsigned long delay;

	if (vfd->in_flr)
		return 0;
	if (vfd->ready)
		sriov_vf_mbx_listen(vfd);
	if (!vfd->ready || test_bit(SRIOV_VF_RESET, &vfd->todo)) {
		delay = sriov_vf_try(vfd);
		if (delay)
			return delay;
	}
	if (test_and_clear_bit(SRIOV_VF_RX_MODE, &vfd->todo))
		sriov_vf_send_filters(vfd);
	sriov_vf_update_link(vfd);
	/* Mail may have failed just now, or have brought bad news. */
	if (!vfd->ready || test_bit(SRIOV_VF_RESET, &vfd->todo))
		return RETRY_FIRST;
	return vfd->opened ? WATCH_INTERVAL : 0;
}

static void sriov_vf_task(struct work_struct *work)
{
	struct sriov_vf_dev *vfd = container_of(to_delayed_work(work),
						struct sriov_vf_dev, task);
	unsigned long delay = 0;
	bool adopt = false, refit = false;

	mutex_lock(&vfd->lock);
	/* Who kicked may have looked before it was cleared. */
	if (test_bit(SRIOV_VF_SERVED, &vfd->todo)) {
		delay = sriov_vf_step(vfd);
		adopt = vfd->adopt && vfd->ready;
		refit = vfd->refit && vfd->ready;
	}
	mutex_unlock(&vfd->lock);

	if (refit)
		sriov_vf_adopt_queues(vfd);
	if (adopt)
		sriov_vf_adopt_mac(vfd);
	/* No mod_delayed_work(): a kick since then comes first. */
	if (delay && test_bit(SRIOV_VF_SERVED, &vfd->todo))
		queue_delayed_work(sriov_vf_wq, &vfd->task, delay);
}

/**
 * sriov_vf_init() - initialise the driver's part of a VF
 * @vfd: the VF, zeroed
 * @netdev: its netdev
 * @pdev: its PCI function
 * @ops: its backend
 *
 * Called by backends in their @create.
 */
void sriov_vf_init(struct sriov_vf_dev *vfd, struct net_device *netdev,
		   struct pci_dev *pdev, const struct sriov_vf_ops *ops)
{
	vfd->netdev = netdev;
	vfd->pdev = pdev;
	vfd->ops = ops;
	mutex_init(&vfd->lock);
	INIT_DELAYED_WORK(&vfd->task, sriov_vf_task);
}
