// SPDX-License-Identifier: GPL-2.0
/*
 * What happens to an adopted PF, and what is done about it. Its driver doesn't
 * tell us: it is looked at every ADOPT_POLL_MS, and when the PCI core or the
 * network core tell of something.
 *
 * What differs from what is wanted is set again if the driver lost it: VFs were
 * created, a driver bound, or the netdev came up or got its link, as it does
 * after a reset. Else it is somebody's will: it stays, is shown, and announced.
 *
 * Owns struct adopt and struct adopt_vf. Looking takes device_lock, by trying, so
 * that neither the number of VFs nor the driver changes meanwhile; then rtnl and
 * sriov_pf.lock.
 */
#include "compat/extack.h"
#include "pf_driver/adopt/adopt.h"
#include "pf_driver/core/lock.h"

#define BUSY_MS	50	/* try device_lock again */

void adopt_kick(struct adopt *adopt)
{
	mod_delayed_work(adopt->pf->wq, &adopt->work, 0);
}

/* Set what was lost, each by itself: one that is refused is no reason to leave
 * the others out. It is tried again with each look.
 */
static void give_back(struct sriov_vf *vf, u32 which)
{
	struct adopt_vf *of = adopt_vf(vf);
	unsigned long lost = which;
	unsigned int bit;
	int err;

	for_each_set_bit(bit, &lost, 32) {
		err = adopt_vf_apply(vf->pf, vf, BIT(bit), NULL);
		if (!err)
			continue;
		if (!(of->owed & BIT(bit)))
			pci_notice_ratelimited(vf->pf->pdev,
					       "VF %u: the driver doesn't take back what it lost (%d)\n",
					       vf->id, err);
		of->owed |= BIT(bit);
	}
}

/* Its own driver has another address, and may. */
static bool follow_mac(struct sriov_vf *vf)
{
	const struct adopt_vf *of = adopt_vf(vf);

	if (ether_addr_equal(vf->cfg.mac, of->now.mac) ||
	    !(of->readable & SRIOV_VF_CHG_MAC) ||
	    (vf->cfg.mac_by_host && !vf->cfg.trust))
		return false;
	adopt_accept(vf, SRIOV_VF_CHG_MAC);
	return true;
}

/* Before anything is wanted of it, what it is. */
static void meet(struct sriov_vf *vf)
{
	struct adopt_vf *of = adopt_vf(vf);

	if (of->now.vlan && of->now.vlan_proto == ETH_P_8021AD)
		__set_bit(SRIOV_CAP_QINQ, &vf->pf->caps);
	adopt_accept(vf, vf->differs);
	of->start = of->now;
	of->known = true;
	vf->differs = 0;
}

/* What of @differs was lost, as @happened says, and not set by somebody. A VF that
 * was created anew begins with the host's address, trusted or not.
 */
static u32 lost(struct sriov_vf *vf, u32 differs, unsigned long happened)
{
	const struct adopt_vf *of = adopt_vf(vf);
	struct sriov_vf_cfg *cfg = &vf->cfg;

	if (!(happened & BIT(ADOPT_RENEWED)))
		return differs & (happened & BIT(ADOPT_RESET) ? ~vf->differs :
								of->owed);
	if (cfg->mac_by_host) {
		ether_addr_copy(cfg->mac, cfg->host_mac);
		if (!ether_addr_equal(cfg->mac, of->now.mac))
			differs |= SRIOV_VF_CHG_MAC;
	}
	return differs;
}

/* False: it couldn't be looked at. */
static bool settle(struct sriov_vf *vf, unsigned long happened)
{
	struct adopt_vf *of = adopt_vf(vf);
	struct sriov_vf_cfg before = of->now;
	u32 differs, back;
	bool news;

	if (adopt_look(vf))
		return false;
	if (!of->known) {
		meet(vf);
		happened |= BIT(ADOPT_RENEWED);
	}
	differs = adopt_differs(vf);
	back = lost(vf, differs, happened);
	if (back) {
		give_back(vf, back);
		differs = adopt_differs(vf);
	}
	of->owed &= differs;

	news = follow_mac(vf);
	if (differs != vf->differs ||
	    (differs && memcmp(&before, &of->now, sizeof(before))))
		news = true;
	vf->differs = differs;
	if (news) {
		sriov_pf_changed(vf->pf);
		sriov_netlink_notify_vf(vf);
	}
	return true;
}

static void vanish(struct sriov_vf *vf)
{
	struct adopt_vf *of = adopt_vf(vf);

	vf->cfg.in_service = false;
	of->owed = 0;
	if (of->known)
		vf->differs = 0;
	sriov_vf_set_state(vf, SRIOV_VF_DISABLED);
}

/* The functions that there are: those that are new become ready as soon as they
 * have what is wanted.
 */
static void count_vfs(struct sriov_pf *pf, unsigned int num)
{
	unsigned int i;

	for (i = 0; i < pf->total_vfs; i++) {
		struct sriov_vf *vf = &pf->vfs[i];

		if (i >= num && vf->state != SRIOV_VF_DISABLED)
			vanish(vf);
		if (i < num && vf->state == SRIOV_VF_DISABLED) {
			vf->cfg.in_service = true;
			sriov_vf_set_state(vf, SRIOV_VF_ENABLING);
		}
	}
	pf->num_vfs = num;
	pf->vf_offset = 0;
	pf->vf_stride = 0;
	if (num)
		sriov_pf_read_layout(pf);
}

static void follow_pf_mac(struct sriov_pf *pf)
{
	if (!pf->netdev || ether_addr_equal(pf->netdev->dev_addr, pf->mac))
		eth_zero_addr(pf->netdev_mac);
	else
		ether_addr_copy(pf->netdev_mac, pf->netdev->dev_addr);
}

static void settle_one(struct sriov_vf *vf, unsigned long happened)
{
	bool new = vf->state == SRIOV_VF_ENABLING;

	if (new)
		happened |= BIT(ADOPT_RENEWED);
	if (settle(vf, happened) && new)
		sriov_vf_set_state(vf, SRIOV_VF_READY);
	cond_resched();
}

void adopt_sync(struct sriov_pf *pf)
{
	unsigned int num = min_t(unsigned int, pci_num_vf(pf->pdev),
				 pf->total_vfs);
	struct adopt *adopt = sriov_pf_priv(pf);
	bool number = num != pf->num_vfs;
	unsigned long happened;
	unsigned int i;

	ASSERT_RTNL();
	lockdep_assert_held(&pf->lock);

	if (!pf->registered)
		return;
	follow_pf_mac(pf);
	if (number)
		count_vfs(pf, num);
	/* Without a driver they stay what they were. */
	if (pf->netdev) {
		happened = xchg(&adopt->happened, 0);
		for (i = 0; i < num; i++)
			settle_one(&pf->vfs[i], happened);
	}
	if (number) {
		sriov_pf_changed(pf);
		sriov_netlink_notify_pf(pf);
	}
}

/**
 * adopt_work() - look at an adopted PF, and again in a while
 * @work: adopt.work
 */
void adopt_work(struct work_struct *work)
{
	struct adopt *adopt = container_of(work, struct adopt, work.work);
	struct sriov_pf *pf = adopt->pf;
	unsigned int next = BUSY_MS;

	/* Waiting for it could be waiting for who waits for this work. */
	if (device_trylock(&pf->pdev->dev)) {
		sriov_pf_lock(pf);
		adopt_sync(pf);
		sriov_pf_unlock(pf);
		device_unlock(&pf->pdev->dev);
		next = ADOPT_POLL_MS;
	}
	queue_delayed_work(pf->wq, &adopt->work, msecs_to_jiffies(next));
}

/**
 * adopt_set_num_vfs() - have the PF's driver create VFs, or remove them
 * @pf: the PF
 * @num: how many
 * @extack: where the refusal is explained
 *
 * As writing sriov_numvfs does, but drivers of VFs come when those have their
 * settings. device_lock held.
 *
 * Return: 0, -EOPNOTSUPP, or what the driver returned.
 */
int adopt_set_num_vfs(struct sriov_pf *pf, unsigned int num,
		      struct netlink_ext_ack *extack)
{
	struct adopt *adopt = sriov_pf_priv(pf);
	struct device *dev = &pf->pdev->dev;
	struct pci_driver *driver = dev->driver ? to_pci_driver(dev->driver) :
						  NULL;
	int made;

	device_lock_assert(dev);

	if (!driver || !driver->sriov_configure) {
		NL_SET_ERR_MSG(extack,
			       "num-vfs: the PF has no driver that can make VFs");
		return -EOPNOTSUPP;
	}
	WRITE_ONCE(adopt->holding, num);
	made = driver->sriov_configure(pf->pdev, num);

	sriov_pf_lock(pf);
	adopt_sync(pf);
	sriov_pf_unlock(pf);
	/* Also after a failure: there may be some. */
	adopt_let_go(adopt);

	if (made < 0) {
		NL_SET_ERR_MSG_FMT(extack, "num-vfs: %s refused (%d)",
				   driver->name, made);
		return made;
	}
	if (made != num)
		pci_notice(pf->pdev, "%s made %d VFs of %u\n", driver->name,
			   made, num);
	return 0;
}

/* Whether the PF has a driver is news. */
static void announce(struct sriov_pf *pf)
{
	lockdep_assert_held(&pf->lock);

	if (!pf->registered)
		return;
	sriov_pf_changed(pf);
	sriov_netlink_notify_pf(pf);
}

void adopt_attach(struct adopt *adopt, struct net_device *dev)
{
	const struct device_driver *driver = dev->dev.parent->driver;
	struct sriov_pf *pf = adopt->pf;

	ASSERT_RTNL();

	netdev_hold(dev, &adopt->tracker, GFP_KERNEL);
	adopt->netdev = dev;
	adopt->carrier = netif_carrier_ok(dev);

	mutex_lock(&pf->lock);
	pf->netdev = dev;
	pf->caps = adopt_caps(dev);
	pf->max_frame = clamp_t(unsigned int, dev->max_mtu + ETH_HLEN,
				ETH_FRAME_LEN, U16_MAX);
	strscpy(adopt->driver, driver ? driver->name : "",
		sizeof(adopt->driver));
	announce(pf);
	mutex_unlock(&pf->lock);
}

void adopt_detach(struct adopt *adopt)
{
	struct net_device *dev = adopt->netdev;
	struct sriov_pf *pf = adopt->pf;

	ASSERT_RTNL();

	mutex_lock(&pf->lock);
	pf->netdev = NULL;
	adopt->driver[0] = '\0';
	announce(pf);
	mutex_unlock(&pf->lock);

	adopt->netdev = NULL;
	netdev_put(dev, &adopt->tracker);
}
