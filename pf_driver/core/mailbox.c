// SPDX-License-Identifier: GPL-2.0
/*
 * The PF's end of the mailbox: from the hardware's events over the message
 * table to the answer, and the PF's own message to VFs. The formats are in
 * mailbox.h, the decoding in mail_parse.c. Owns the bitmaps of pending work
 * and the workqueue's work item; takes sriov_pf.lock for one VF at a time, so
 * that controllers get in between, and never rtnl: a VF's ndo_open waits
 * for its answer under it.
 *
 * Fairness: a VF has one buffer, so that a pass over the events serves one
 * message of each at most. A VF that floods gets its turn when all others had
 * theirs, and not more than SRIOV_VF_MAIL_RATE of them a second: what is above
 * that stays in its buffer, and its driver waits. Meanwhile its mail doesn't
 * interrupt either, where the hardware can do that. Who goes on is quarantined,
 * see quarantine.c.
 */
#include <linux/bitfield.h>
#include <linux/jiffies.h>
#include <linux/sched.h>
#include <linux/timekeeping.h>

#include "pf_driver/core/local_vlan.h"
#include "pf_driver/core/sriov_pf.h"

static int mail_mac_set(struct sriov_vf *vf, const u8 *mac)
{
	struct sriov_vf_cfg *cfg = &vf->cfg;
	u8 old[ETH_ALEN] __aligned(2);
	int err;

	/* A driver that sets what it was given, as igbvf does, is right. */
	if (ether_addr_equal(mac, cfg->mac))
		return 0;
	if ((cfg->mac_by_host && !cfg->trust) ||
	    !test_bit(SRIOV_CAP_MAC, &vf->pf->caps))
		return -EPERM;
	err = sriov_vf_mac_refused(vf, mac);
	if (err)
		return err;

	ether_addr_copy(old, cfg->mac);
	ether_addr_copy(cfg->mac, mac);
	err = sriov_vf_apply(vf, SRIOV_VF_CHG_MAC, NULL);
	if (err) {
		ether_addr_copy(cfg->mac, old);
		return err;
	}
	sriov_pf_changed(vf->pf);
	sriov_netlink_notify_vf(vf);
	return 0;
}

static int mail_mac_clear(struct sriov_vf *vf)
{
	u8 old = vf->asked.num_macs;
	int err;

	vf->asked.num_macs = 0;
	err = sriov_vf_apply(vf, SRIOV_VF_CHG_MACS, NULL);
	if (err)
		vf->asked.num_macs = old;
	return err;
}

static int mail_mac_add(struct sriov_vf *vf, const u8 *mac)
{
	struct sriov_vf_asked *asked = &vf->asked;
	unsigned int i;
	int err;

	/* It has that one, and if the host takes it away, has to ask again. */
	if (sriov_mac_listed(&vf->cfg.allowed, mac)) {
		asked->bounded = true;
		return 0;
	}
	if (!sriov_vf_macs_allowed(vf))
		return -EPERM;
	if (ether_addr_equal(mac, vf->cfg.mac))
		return 0;
	for (i = 0; i < asked->num_macs; i++) {
		if (ether_addr_equal(mac, asked->macs[i]))
			return 0;
	}
	if (asked->num_macs == SRIOV_VF_MAX_MACS)
		return -ENOSPC;
	err = sriov_vf_mac_refused(vf, mac);
	if (err)
		return err;

	ether_addr_copy(asked->macs[asked->num_macs++], mac);
	err = sriov_vf_apply(vf, SRIOV_VF_CHG_MACS, NULL);
	if (err)
		asked->num_macs--;
	return err;
}

static int mail_mac(struct sriov_vf *vf, const struct sriov_mail *mail)
{
	if (mail->info == SRIOV_MBX_MAC_SET)
		return mail_mac_set(vf, mail->mac);
	if (mail->info == SRIOV_MBX_MAC_CLEAR)
		return mail_mac_clear(vf);
	return mail_mac_add(vf, mail->mac);
}

static int mail_multicast(struct sriov_vf *vf, const struct sriov_mail *mail)
{
	struct sriov_vf_asked *asked = &vf->asked;
	u16 old_hash[SRIOV_VF_MAX_MC];
	u8 old_num = asked->num_mc;
	int err;

	memcpy(old_hash, asked->mc_hash, sizeof(old_hash));
	memcpy(asked->mc_hash, mail->hash, mail->info * sizeof(mail->hash[0]));
	asked->num_mc = mail->info;

	err = sriov_vf_apply(vf, SRIOV_VF_CHG_MC, NULL);
	if (err) {
		memcpy(asked->mc_hash, old_hash, sizeof(old_hash));
		asked->num_mc = old_num;
	}
	return err;
}

static int mail_vlan(struct sriov_vf *vf, const struct sriov_mail *mail)
{
	unsigned long *vlans = vf->asked.vlans;
	bool add = mail->info == SRIOV_MBX_VLAN_ADD;
	int err;

	/* Untagged and priority-tagged frames always belong to the VF. */
	if (!mail->vid)
		return 0;
	/* In a port VLAN of 802.1ad tags of its own are the VF's affair. */
	if (vf->cfg.vlan && vf->cfg.vlan_proto == ETH_P_8021Q)
		return -EPERM;
	/* A network that ends in the hardware has the members that the host
	 * says.
	 */
	if (add && sriov_vf_is_free(vf) &&
	    sriov_vlan_is_local(vf->pf, mail->vid))
		return -EPERM;
	if (add && !sriov_trunk_has(&vf->cfg.trunk, mail->vid)) {
		vf->asked.bounded = true;
		return -EPERM;
	}
	if (test_bit(mail->vid, vlans) == add)
		return 0;
	if (add && bitmap_weight(vlans, VLAN_N_VID) >= SRIOV_VF_MAX_VLANS)
		return -ENOSPC;

	__assign_bit(mail->vid, vlans, add);
	err = sriov_vf_apply(vf, SRIOV_VF_CHG_VLANS, NULL);
	if (err)
		__assign_bit(mail->vid, vlans, !add);
	return err;
}

static int mail_max_frame(struct sriov_vf *vf, const struct sriov_mail *mail)
{
	u16 old = vf->asked.max_frame;
	int err;

	if (mail->max_frame > sriov_vf_frame_limit(vf)) {
		vf->asked.bounded = true;
		return -ERANGE;
	}

	vf->asked.max_frame = mail->max_frame;
	err = sriov_vf_apply(vf, SRIOV_VF_CHG_MAXFRAME, NULL);
	if (err)
		vf->asked.max_frame = old;
	return err;
}

/* To see what is for others takes the host's trust, all or part of it. */
static int mail_promisc(struct sriov_vf *vf, const struct sriov_mail *mail)
{
	struct sriov_vf_asked *asked = &vf->asked;
	bool old_mc = asked->all_mc;
	bool old_uc = asked->all_uc;
	int err;

	if (mail->info && !vf->cfg.trust)
		return -EPERM;

	asked->all_mc = mail->info & SRIOV_MBX_PROMISC_MC;
	asked->all_uc = mail->info & SRIOV_MBX_PROMISC_UC;
	err = sriov_vf_apply(vf, SRIOV_VF_CHG_MC, NULL);
	if (err) {
		asked->all_mc = old_mc;
		asked->all_uc = old_uc;
	}
	return err;
}

/* What is served once the VF is clear to send. A handler changes state and
 * hardware together or leaves both alone; its error becomes a NACK.
 */
static const struct {
	u16 id;
	int (*handle)(struct sriov_vf *vf, const struct sriov_mail *mail);
} mail_handlers[] = {
	{ SRIOV_MBX_MAC,	mail_mac },
	{ SRIOV_MBX_MULTICAST,	mail_multicast },
	{ SRIOV_MBX_VLAN,	mail_vlan },
	{ SRIOV_MBX_MAX_FRAME,	mail_max_frame },
	{ SRIOV_MBX_PROMISC,	mail_promisc },
};

static void mail_write(struct sriov_vf *vf, const u32 *msg, unsigned int len)
{
	int err = vf->pf->ops->mbx_write(vf->pf, vf, msg, len);

	/* The VF took the buffer back without waiting: it doesn't listen. */
	if (err)
		pci_dbg(vf->pf->pdev, "VF %u: no answer possible (%d)\n",
			vf->id, err);
	else
		__set_bit(vf->id, vf->pf->told);
}

/* Whether a VF's link is down in spite of what it reads in the hardware. */
static bool mail_link_down(const struct sriov_vf *vf)
{
	return vf->active && vf->pf->link_by_mail &&
	       vf->cfg.link_state == IFLA_VF_LINK_STATE_DISABLE;
}

static void mail_reply(struct sriov_vf *vf, u32 msg, int err)
{
	if (err)
		vf->mail.refused++;
	if (vf->active)
		msg |= SRIOV_MBX_CTS;
	else
		msg &= ~SRIOV_MBX_CTS;
	msg |= err ? SRIOV_MBX_NACK : SRIOV_MBX_ACK;
	mail_write(vf, &msg, SRIOV_MBX_REPLY_LEN);
	/* An answer with CTS means a link to igbvf: take that back. */
	if (mail_link_down(vf))
		__set_bit(vf->id, vf->pf->ping);
}

#define MAIL_INTERVAL_NS	(NSEC_PER_SEC / SRIOV_VF_MAIL_RATE)

/* Tokens of a message that makes no sense: there is no reason for two. */
#define MAIL_MALFORMED_COST	8

/* A token bucket as one time: when it would be full again. */
static void mail_charge(struct sriov_vf *vf, unsigned int tokens)
{
	vf->mail_full = max(vf->mail_full, ktime_get_ns()) +
			tokens * (u64)MAIL_INTERVAL_NS;
}

static bool mail_may_go(const struct sriov_vf *vf)
{
	/* Nobody is behind it: a message left behind has to be cleared away. */
	if (vf->state == SRIOV_VF_DISABLED)
		return true;
	return vf->mail_full <= ktime_get_ns() +
	       (SRIOV_VF_MAIL_BURST - 1) * (u64)MAIL_INTERVAL_NS;
}

/* The VF has been reset, and the hardware has switched its queues off. */
static void mail_flr(struct sriov_vf *vf)
{
	int err;

	lockdep_assert_held(&vf->pf->lock);

	if (vf->state == SRIOV_VF_DISABLED)
		return;

	/* Out of service, its driver has noticed. */
	if (!vf->cfg.in_service)
		__clear_bit(vf->id, vf->pf->ping);
	/* In quarantine they needn't be looked at more than once a second. */
	mail_charge(vf, vf->quarantine ? 2 * SRIOV_VF_MAIL_BURST : 1);
	vf->mail.resets++;
	/* Whatever driver it has will ask by itself. */
	__clear_bit(vf->id, vf->pf->renew);
	sriov_vf_strike(vf, SRIOV_QUARANTINE_RESET_LOOP);
	/* If it was the PF that was reset, the hardware has forgotten that the
	 * VF is cut off.
	 */
	if (vf->quarantine) {
		sriov_vf_program(vf, NULL);
		return;
	}
	sriov_vf_reset_asked(vf);
	if (vf->state == SRIOV_VF_READY)
		sriov_vf_set_state(vf, SRIOV_VF_RESETTING);
	vf->active = false;

	/* On failure it stays in RESETTING until its driver's own reset
	 * message succeeds. While ENABLING it becomes ready with the others.
	 */
	err = sriov_vf_program(vf, NULL);
	if (err)
		pci_notice_ratelimited(vf->pf->pdev,
				       "VF %u: can't be programmed after reset (%d)\n",
				       vf->id, err);
	else if (vf->state == SRIOV_VF_RESETTING)
		sriov_vf_set_state(vf, SRIOV_VF_READY);
}

/* Ask the hardware for news. Needs to be done before a reset message is
 * served: the reset of the hardware that came before it may not have been
 * there at the last look, and served later it would undo the handshake.
 */
static void mail_collect(struct sriov_pf *pf)
{
	DECLARE_BITMAP(req, SRIOV_PF_MAX_VFS) = {};
	DECLARE_BITMAP(ack, SRIOV_PF_MAX_VFS) = {};
	DECLARE_BITMAP(flr, SRIOV_PF_MAX_VFS) = {};
	DECLARE_BITMAP(noise, SRIOV_PF_MAX_VFS);
	unsigned int id;

	lockdep_assert_held(&pf->lock);

	/* An ack needs no work, but may be what a postponed ping waited for:
	 * it has woken this work, and that is enough.
	 */
	pf->ops->mbx_events(pf, req, ack, flr);
	bitmap_or(pf->req, pf->req, req, SRIOV_PF_MAX_VFS);
	bitmap_or(pf->flr, pf->flr, flr, SRIOV_PF_MAX_VFS);

	/* An ack of nothing is an interrupt for nothing. */
	bitmap_andnot(noise, ack, pf->told, SRIOV_PF_MAX_VFS);
	bitmap_andnot(pf->told, pf->told, ack, SRIOV_PF_MAX_VFS);
	for_each_set_bit(id, noise, pf->total_vfs)
		mail_charge(&pf->vfs[id], 1);
	bitmap_or(pf->noise, pf->noise, noise, SRIOV_PF_MAX_VFS);
}

static void mail_reset(struct sriov_vf *vf)
{
	u32 msg[SRIOV_MBX_RESET_REPLY_LEN] = { SRIOV_MBX_RESET };
	bool was_active;
	int err;

	mail_collect(vf->pf);
	if (__test_and_clear_bit(vf->id, vf->pf->flr))
		mail_flr(vf);

	vf->mail.resets++;
	sriov_vf_strike(vf, SRIOV_QUARANTINE_RESET_LOOP);
	if (vf->quarantine)
		return;

	/* The answer tells the address: what there was to renew is done. */
	__clear_bit(vf->id, vf->pf->renew);
	sriov_vf_reset_asked(vf);
	was_active = vf->active;
	vf->active = true;
	err = sriov_vf_program(vf, NULL);
	if (err) {
		vf->active = false;
		sriov_vf_apply(vf, SRIOV_VF_CHG_QUEUES, NULL);
		vf->mail.refused++;
		msg[0] |= SRIOV_MBX_NACK;
	} else {
		msg[0] |= SRIOV_MBX_ACK;
		sriov_mbx_put_mac(msg, vf->cfg.mac);
	}

	/* One more handshake of an active driver is no news. */
	if (!err && vf->state != SRIOV_VF_READY) {
		sriov_vf_set_state(vf, SRIOV_VF_READY);
	} else if (vf->active != was_active) {
		sriov_pf_changed(vf->pf);
		sriov_netlink_notify_vf_state(vf);
	}
	mail_write(vf, msg, ARRAY_SIZE(msg));
	if (mail_link_down(vf))
		__set_bit(vf->id, vf->pf->ping);
}

static int mail_handle(struct sriov_vf *vf, const struct sriov_mail *mail)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(mail_handlers); i++) {
		if (mail_handlers[i].id == mail->id)
			return mail_handlers[i].handle(vf, mail);
	}
	return -EOPNOTSUPP;
}

/* Serve a message that was read. */
static void mail_dispatch(struct sriov_vf *vf, const u32 *msg)
{
	struct sriov_mail mail;
	int err;

	lockdep_assert_held(&vf->pf->lock);

	vf->mail.received++;
	err = sriov_mail_parse(msg, SRIOV_MBX_LEN, &mail);

	mail_charge(vf, err && err != -ENOMSG ? MAIL_MALFORMED_COST : 1);
	/* Our own answer: a request bit without a request. */
	if (err == -ENOMSG)
		return;
	if (err) {
		vf->mail.malformed++;
		sriov_vf_strike(vf, SRIOV_QUARANTINE_MALFORMED);
		if (vf->quarantine)
			return;
	}

	if (vf->state == SRIOV_VF_DISABLED || !vf->cfg.in_service) {
		mail_reply(vf, msg[0], -ENODEV);
		return;
	}
	if (!err && mail.id == SRIOV_MBX_RESET) {
		mail_reset(vf);
		return;
	}
	if (!err)
		err = vf->active ? mail_handle(vf, &mail) : -EACCES;
	if (err)
		pci_dbg(vf->pf->pdev, "VF %u: message %08x refused (%d)\n",
			vf->id, msg[0], err);
	mail_reply(vf, msg[0], err);
}

static void mail_serve(struct sriov_vf *vf)
{
	struct sriov_pf *pf = vf->pf;
	u32 msg[SRIOV_MBX_LEN] = {};

	lockdep_assert_held(&pf->lock);

	if (__test_and_clear_bit(vf->id, pf->flr))
		mail_flr(vf);

	/* Nobody reads what it sends. */
	if (vf->quarantine)
		return;

	/* The VF holds the buffer, to read something. Its next event, and be
	 * it the ack of that, brings us back. One that never lets go costs
	 * waiting in each pass.
	 */
	if (pf->ops->mbx_read(pf, vf, msg, ARRAY_SIZE(msg))) {
		mail_charge(vf, 1);
		__set_bit(vf->id, pf->unread);
		return;
	}
	mail_dispatch(vf, msg);
}

/* The PF control message. Not written over a message of the VF: it keeps. To
 * renew, it says that the VF isn't clear to send, though the PF goes on
 * serving it until its driver has understood. So it does to invite one that
 * isn't active.
 */
static void mail_ping(struct sriov_vf *vf)
{
	struct sriov_pf *pf = vf->pf;
	u32 msg = SRIOV_MBX_CONTROL;

	lockdep_assert_held(&pf->lock);

	/* The hardware has told of this message and doesn't mind it now. */
	if (test_bit(vf->id, pf->req))
		return;

	if (test_bit(vf->id, pf->renew))
		msg |= SRIOV_MBX_NACK;
	else if (mail_link_down(vf))
		msg |= FIELD_PREP(SRIOV_MBX_INFO, SRIOV_MBX_CONTROL_DOWN);
	else
		msg |= SRIOV_MBX_CTS;
	if ((vf->active || test_bit(vf->id, pf->renew)) &&
	    pf->ops->mbx_write(pf, vf, &msg, 1))
		return;
	__set_bit(vf->id, pf->told);
	if (test_bit(vf->id, pf->renew))
		sriov_vf_pardon(vf);
	__clear_bit(vf->id, pf->ping);
	__clear_bit(vf->id, pf->renew);
}

static void mail_collect_pings(struct sriov_pf *pf)
{
	bool all = test_and_clear_bit(0, &pf->ping_wanted);
	unsigned int id;

	mutex_lock(&pf->lock);
	for (id = 0; id < pf->total_vfs; id++) {
		if ((pf->vfs[id].active && all) || test_bit(id, pf->renew))
			__set_bit(id, pf->ping);
	}
	mutex_unlock(&pf->lock);
}

/* Call @serve for the VFs in @todo, each under the lock of its own. */
static void mail_for_each(struct sriov_pf *pf, const unsigned long *todo,
			  void (*serve)(struct sriov_vf *vf))
{
	unsigned int id;

	for_each_set_bit(id, todo, pf->total_vfs) {
		mutex_lock(&pf->lock);
		if (pf->mail_on)
			serve(&pf->vfs[id]);
		mutex_unlock(&pf->lock);
		cond_resched();
	}
}

/* Who has something to be served, and may not be yet: the rest of the pass
 * leaves it alone.
 */
static void mail_hold(struct sriov_pf *pf)
{
	DECLARE_BITMAP(pending, SRIOV_PF_MAX_VFS);
	unsigned int id;

	lockdep_assert_held(&pf->lock);

	bitmap_or(pending, pf->req, pf->flr, SRIOV_PF_MAX_VFS);
	bitmap_or(pending, pending, pf->unread, SRIOV_PF_MAX_VFS);
	bitmap_or(pending, pending, pf->noise, SRIOV_PF_MAX_VFS);
	bitmap_zero(pf->noise, SRIOV_PF_MAX_VFS);
	for_each_set_bit(id, pf->held, pf->total_vfs) {
		if (test_bit(id, pending) && !mail_may_go(&pf->vfs[id]))
			continue;
		__clear_bit(id, pf->held);
		sriov_vf_mail_mask(&pf->vfs[id]);
	}
	for_each_set_bit(id, pending, pf->total_vfs) {
		if (mail_may_go(&pf->vfs[id]) ||
		    __test_and_set_bit(id, pf->held))
			continue;
		sriov_vf_mail_mask(&pf->vfs[id]);
		if (pf->vfs[id].quarantine)
			continue;
		pf->vfs[id].mail.delayed++;
		sriov_vf_strike(&pf->vfs[id], SRIOV_QUARANTINE_MAIL_FLOOD);
	}
}

/* What came to light during the pass has no interrupt of its own, and who is
 * held waits for time to pass only.
 */
static void mail_go_on(struct sriov_pf *pf)
{
	DECLARE_BITMAP(pending, SRIOV_PF_MAX_VFS);

	mutex_lock(&pf->lock);
	bitmap_or(pending, pf->req, pf->flr, SRIOV_PF_MAX_VFS);
	if (!pf->mail_on)
		goto out;
	if (bitmap_andnot(pending, pending, pf->held, SRIOV_PF_MAX_VFS))
		mod_delayed_work(pf->wq, &pf->mail_work, 0);
	else if (!bitmap_empty(pf->held, SRIOV_PF_MAX_VFS))
		queue_delayed_work(pf->wq, &pf->mail_work,
				   nsecs_to_jiffies(MAIL_INTERVAL_NS) + 1);
out:
	mutex_unlock(&pf->lock);
}

/**
 * sriov_pf_mail_work() - one pass over the hardware's events
 * @work: mail_work of a PF
 *
 * Resets first, as they make older messages void; then messages; then pings.
 * Takes sriov_pf.lock.
 */
void sriov_pf_mail_work(struct work_struct *work)
{
	struct sriov_pf *pf = container_of(work, struct sriov_pf,
					   mail_work.work);
	DECLARE_BITMAP(todo, SRIOV_PF_MAX_VFS);
	DECLARE_BITMAP(flr, SRIOV_PF_MAX_VFS);

	mutex_lock(&pf->lock);
	if (!pf->mail_on) {
		mutex_unlock(&pf->lock);
		return;
	}
	mail_collect(pf);
	mail_hold(pf);
	bitmap_andnot(flr, pf->flr, pf->held, SRIOV_PF_MAX_VFS);
	bitmap_and(pf->flr, pf->flr, pf->held, SRIOV_PF_MAX_VFS);
	bitmap_or(todo, pf->req, pf->unread, SRIOV_PF_MAX_VFS);
	bitmap_andnot(todo, todo, pf->held, SRIOV_PF_MAX_VFS);
	bitmap_and(pf->req, pf->req, pf->held, SRIOV_PF_MAX_VFS);
	bitmap_and(pf->unread, pf->unread, pf->held, SRIOV_PF_MAX_VFS);
	mutex_unlock(&pf->lock);

	mail_for_each(pf, flr, mail_flr);
	mail_for_each(pf, todo, mail_serve);

	mail_collect_pings(pf);
	mail_for_each(pf, pf->ping, mail_ping);

	mail_go_on(pf);
}

void sriov_pf_mbx_event(struct sriov_pf *pf)
{
	mod_delayed_work(pf->wq, &pf->mail_work, 0);
}

void sriov_pf_ping_vfs(struct sriov_pf *pf)
{
	set_bit(0, &pf->ping_wanted);
	mod_delayed_work(pf->wq, &pf->mail_work, 0);
}

/**
 * sriov_vf_renew() - have a VF's driver do a new handshake
 * @vf: the VF, with the lock of its PF held
 *
 * The way to give it a new address: the answer to the reset message is the
 * only one that has it. Inactive VFs will ask anyway.
 */
void sriov_vf_renew(struct sriov_vf *vf)
{
	lockdep_assert_held(&vf->pf->lock);

	if (!vf->active)
		return;
	__set_bit(vf->id, vf->pf->renew);
	mod_delayed_work(vf->pf->wq, &vf->pf->mail_work, 0);
}

/**
 * sriov_vf_tell_link() - tell a VF's driver that the host changed its link
 * @vf: the VF, with the lock of its PF held
 *
 * Where the VF doesn't see that in its registers.
 */
void sriov_vf_tell_link(struct sriov_vf *vf)
{
	lockdep_assert_held(&vf->pf->lock);

	if (!vf->pf->link_by_mail || !vf->active)
		return;
	__set_bit(vf->id, vf->pf->ping);
	mod_delayed_work(vf->pf->wq, &vf->pf->mail_work, 0);
}

/**
 * sriov_vf_invite() - have whatever driver a VF has do a handshake
 * @vf: the VF, with the lock of its PF held, inactive and served again
 *
 * The driver may not have noticed that it wasn't served.
 */
void sriov_vf_invite(struct sriov_vf *vf)
{
	lockdep_assert_held(&vf->pf->lock);

	__set_bit(vf->id, vf->pf->renew);
	mod_delayed_work(vf->pf->wq, &vf->pf->mail_work, 0);
}

/**
 * sriov_vf_mail_mask() - let a VF's mail interrupt the PF, or not
 * @vf: the VF, with the lock of its PF held
 *
 * Not while it isn't its turn before some time has passed, or if it won't be
 * served at all: or it could keep the PF busy with nothing but interrupts, at
 * the cost of the others.
 */
void sriov_vf_mail_mask(struct sriov_vf *vf)
{
	struct sriov_pf *pf = vf->pf;
	bool on = vf->quarantine || test_bit(vf->id, pf->held);

	lockdep_assert_held(&pf->lock);

	if (on == test_bit(vf->id, pf->masked))
		return;
	__assign_bit(vf->id, pf->masked, on);
	if (pf->ops->mbx_mask)
		pf->ops->mbx_mask(pf, vf, on);
}

/**
 * sriov_pf_mail_start() - begin to serve mail
 * @pf: the PF; without SRIOV_CAP_MAILBOX there is none to serve
 */
void sriov_pf_mail_start(struct sriov_pf *pf)
{
	mutex_lock(&pf->lock);
	pf->mail_on = test_bit(SRIOV_CAP_MAILBOX, &pf->caps);
	mutex_unlock(&pf->lock);

	/* Events that came before had nobody to look at them. */
	mod_delayed_work(pf->wq, &pf->mail_work, 0);
}

/**
 * sriov_pf_mail_discard() - get rid of what VFs left behind
 * @pf: the PF, all of whose VFs are disabled; its lock not held
 *
 * A pass over the events: messages of disabled VFs are read and refused. Who
 * was held back for sending too much begins anew.
 */
void sriov_pf_mail_discard(struct sriov_pf *pf)
{
	unsigned int id;

	mod_delayed_work(pf->wq, &pf->mail_work, 0);
	flush_delayed_work(&pf->mail_work);

	mutex_lock(&pf->lock);
	bitmap_zero(pf->unread, SRIOV_PF_MAX_VFS);
	bitmap_zero(pf->renew, SRIOV_PF_MAX_VFS);
	bitmap_zero(pf->held, SRIOV_PF_MAX_VFS);
	for (id = 0; id < pf->total_vfs; id++) {
		pf->vfs[id].mail_full = 0;
		sriov_vf_mail_mask(&pf->vfs[id]);
	}
	mutex_unlock(&pf->lock);
}

/**
 * sriov_pf_mail_stop() - serve no more mail
 * @pf: the PF; its lock not held
 *
 * On return the backend isn't called any more by mail, though the work may
 * still be queued by late interrupts.
 */
void sriov_pf_mail_stop(struct sriov_pf *pf)
{
	mutex_lock(&pf->lock);
	pf->mail_on = false;
	mutex_unlock(&pf->lock);

	cancel_delayed_work_sync(&pf->mail_work);
}
