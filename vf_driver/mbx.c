// SPDX-License-Identifier: GPL-2.0
/*
 * Mailbox client: how the VF talks to its PF. The messages are those of
 * pf_driver/core/mailbox.h, the in-tree igbvf's.
 *
 * Owns the mailbox registers of the VF and the cache of their clear-on-read
 * bits. Everything runs under sriov_vf_dev.lock and may sleep.
 *
 * One buffer serves both directions. Two rules keep messages from being lost:
 * the VF writes only after it has seen, while it owned the buffer, that no
 * message of the PF lies in it; and the PF doesn't write over a request. A
 * call is one request with its answer:
 *
 *	VF	own, write, REQ ............ PFSTS: own, read, ACK
 *	PF	     own, read, ACK, write, STS
 *
 * igb doesn't keep the second rule: what it has to say to all VFs, such as that
 * its link is up, it writes over a request that it hasn't read, and over an
 * answer that the VF hasn't. A VF sees the one by a message that answers nothing
 * while its request wasn't acknowledged, and asks again at once. After the
 * acknowledgment the answer may be gone or still come: then it asks again if
 * there is none soon. Every request may be asked twice.
 *
 * A call that isn't answered within a second means that the PF doesn't
 * listen: the VF isn't ready any more, and the task starts with a reset.
 */
#include <linux/bitfield.h>
#include <linux/delay.h>
#include <linux/ktime.h>
#include <linux/preempt.h>

#include "sriov_vf.h"

#define MBX_TIMEOUT_US	USEC_PER_SEC
/* The PF serves a call in some ten microseconds if it isn't busy; look less
 * often if it is.
 */
#define MBX_POLL_MIN_US	20
#define MBX_POLL_MAX_US	500
/* An answer comes right behind the acknowledgment, unless it is lost. */
#define MBX_ANSWER_US	(10 * USEC_PER_MSEC)

/* The mailbox register, with what earlier reads have cleared. 0 if the device
 * is gone: nobody owns the buffer, nothing has come.
 */
static u32 mbx_ctrl(struct sriov_vf_dev *vfd)
{
	u32 val = vfd->ops->mbx_rd(vfd);

	if (val == ~0U)
		return 0;
	vfd->mbx_sticky |= val & SRIOV_VMB_R2C;
	return val | vfd->mbx_sticky;
}

/**
 * sriov_vf_mbx_reset() - forget what came before a reset of the function
 * @vfd: the VF
 */
void sriov_vf_mbx_reset(struct sriov_vf_dev *vfd)
{
	/* Reading clears the register, too. */
	mbx_ctrl(vfd);
	vfd->mbx_sticky = 0;
}

/**
 * sriov_vf_mbx_pf_away() - is there no PF to talk to?
 * @vfd: the VF
 *
 * Return: true if the PF is resetting, has no driver, or the device is gone.
 */
bool sriov_vf_mbx_pf_away(struct sriov_vf_dev *vfd)
{
	u32 val = vfd->ops->mbx_rd(vfd);

	if (val != ~0U)
		vfd->mbx_sticky |= val & SRIOV_VMB_R2C;
	return val == ~0U || val & SRIOV_VMB_RSTI;
}

/* Take the PF's message out of the buffer, if it can be had now. */
static bool mbx_try_read(struct sriov_vf_dev *vfd, u32 *msg, unsigned int len)
{
	unsigned int i;

	vfd->ops->mbx_wr(vfd, SRIOV_VMB_VFU);
	if (!(mbx_ctrl(vfd) & SRIOV_VMB_VFU))
		return false;
	for (i = 0; i < len; i++)
		msg[i] = vfd->ops->mbx_mem_rd(vfd, i);
	vfd->mbx_sticky &= ~SRIOV_VMB_PFSTS;
	vfd->ops->mbx_wr(vfd, SRIOV_VMB_ACK);
	return true;
}

/* Write a request, if the buffer can be had and is empty. */
static bool mbx_try_write(struct sriov_vf_dev *vfd, const u32 *msg,
			  unsigned int len)
{
	bool done = false;
	unsigned int i;
	u32 ctrl;

	/* Short: the PF, who serves others too, waits for the buffer. */
	preempt_disable();
	vfd->ops->mbx_wr(vfd, SRIOV_VMB_VFU);
	ctrl = mbx_ctrl(vfd);
	if (ctrl & SRIOV_VMB_PFSTS) {
		vfd->ops->mbx_wr(vfd, 0);
	} else if (ctrl & SRIOV_VMB_VFU) {
		/* The next one is for this request. */
		vfd->mbx_sticky &= ~SRIOV_VMB_PFACK;
		for (i = 0; i < len; i++)
			vfd->ops->mbx_mem_wr(vfd, i, msg[i]);
		vfd->ops->mbx_wr(vfd, SRIOV_VMB_REQ);
		done = true;
	}
	preempt_enable();
	return done;
}

/* A message that isn't the answer to anything. Returns whether it makes sense. */
static bool mbx_unsolicited(struct sriov_vf_dev *vfd, u32 msg)
{
	/* A bare NACK is igb's to who reads before it has been reset. */
	if (FIELD_GET(SRIOV_MBX_ID, msg) != SRIOV_MBX_CONTROL &&
	    msg != SRIOV_MBX_NACK) {
		vfd->nonsense++;
		return false;
	}
	/* It's about the link, which is looked at anyway. */
	vfd->link_denied = !(msg & SRIOV_MBX_CTS) &&
			   FIELD_GET(SRIOV_MBX_INFO, msg) ==
			   SRIOV_MBX_CONTROL_DOWN;
	/* Else, without CTS the PF has forgotten us, or has a new address. */
	if (!(msg & SRIOV_MBX_CTS) && !vfd->link_denied)
		set_bit(SRIOV_VF_RESET, &vfd->todo);
	return true;
}

/**
 * sriov_vf_mbx_listen() - look whether the PF has something to say
 * @vfd: the VF, ready
 *
 * Requests a reset if the PF has been reset, or the function has without
 * anybody telling us.
 */
void sriov_vf_mbx_listen(struct sriov_vf_dev *vfd)
{
	u32 msg;

	if (sriov_vf_mbx_pf_away(vfd) || !vfd->ops->armed(vfd) ||
	    vfd->mbx_sticky & SRIOV_VMB_RSTD) {
		set_bit(SRIOV_VF_RESET, &vfd->todo);
		return;
	}
	/* If the PF owns the buffer it's about to raise an interrupt. */
	if (vfd->mbx_sticky & SRIOV_VMB_PFSTS && mbx_try_read(vfd, &msg, 1))
		mbx_unsolicited(vfd, msg);
}

/* Sleep a little longer each time. False: it has been enough. */
static bool mbx_wait(struct sriov_vf_dev *vfd, ktime_t start, unsigned int *us)
{
	if (ktime_us_delta(ktime_get(), start) > MBX_TIMEOUT_US)
		return false;
	/* The driver is being unbound: with 256 VFs that took minutes. */
	if (vfd->registered && !test_bit(SRIOV_VF_SERVED, &vfd->todo))
		return false;
	usleep_range(*us, *us + MBX_POLL_MIN_US + *us / 2);
	*us = min_t(unsigned int, *us + *us / 4, MBX_POLL_MAX_US);
	return true;
}

static int mbx_send(struct sriov_vf_dev *vfd, const u32 *msg,
		    unsigned int len, ktime_t start)
{
	unsigned int us = MBX_POLL_MIN_US;
	u32 other;

	while (!mbx_try_write(vfd, msg, len)) {
		if (sriov_vf_mbx_pf_away(vfd))
			return -EAGAIN;
		if (vfd->mbx_sticky & SRIOV_VMB_PFSTS &&
		    mbx_try_read(vfd, &other, 1)) {
			mbx_unsolicited(vfd, other);
			continue;
		}
		if (!mbx_wait(vfd, start, &us))
			return -ETIMEDOUT;
	}
	return 0;
}

/* -ESTALE: the PF has written over the request, or over its answer. */
static int mbx_receive(struct sriov_vf_dev *vfd, u32 *msg, unsigned int len,
		       u32 request, ktime_t start)
{
	unsigned int us = MBX_POLL_MIN_US;
	ktime_t doubt = 0;
	bool sense;

	do {
		if (sriov_vf_mbx_pf_away(vfd))
			return -EAGAIN;
		if (doubt && ktime_us_delta(ktime_get(), doubt) > MBX_ANSWER_US)
			return -ESTALE;
		if (!(vfd->mbx_sticky & SRIOV_VMB_PFSTS) ||
		    !mbx_try_read(vfd, msg, len))
			continue;
		if (!FIELD_GET(SRIOV_MBX_ID, msg[0] ^ request) &&
		    msg[0] & (SRIOV_MBX_ACK | SRIOV_MBX_NACK))
			return 0;
		sense = mbx_unsolicited(vfd, msg[0]);
		if (!(vfd->mbx_sticky & SRIOV_VMB_PFACK))
			return mbx_wait(vfd, start, &us) ? -ESTALE : -ETIMEDOUT;
		if (sense)
			doubt = ktime_get();
	} while (mbx_wait(vfd, start, &us));
	return -ETIMEDOUT;
}

/* The PF doesn't know us, or doesn't answer. The task isn't kicked from here,
 * as it may be the one who calls, and then waits for a while before it tries
 * again; others kick it when they have let go of the lock.
 */
static void mbx_lost(struct sriov_vf_dev *vfd)
{
	vfd->ready = false;
	set_bit(SRIOV_VF_RESET, &vfd->todo);
}

/* Once, until it answers: there may be hundreds of VFs who try for ever. */
static void mbx_complain(struct sriov_vf_dev *vfd)
{
	bool leaving = vfd->registered &&
		       !test_bit(SRIOV_VF_SERVED, &vfd->todo);

	if (vfd->unanswered || leaving)
		return;
	vfd->unanswered = true;
	if (vfd->nonsense)
		pci_warn(vfd->pdev,
			 "the PF doesn't answer, but sent nonsense (%u messages): no link until it does\n",
			 vfd->nonsense);
	else
		pci_warn(vfd->pdev,
			 "the PF doesn't answer: no link until it does\n");
}

/**
 * sriov_vf_mbx_call() - send a request and wait for the answer
 * @vfd: the VF
 * @msg: the request; becomes the answer
 * @len: dwords of the request
 * @reply_len: dwords to read of the answer
 *
 * Context: process, sriov_vf_dev.lock held.
 *
 * Return: 0 for any answer, ACK or NACK; -EAGAIN if the PF has gone away,
 * -ETIMEDOUT if it didn't answer. On failure the VF isn't ready any more and
 * the task has to be kicked; sriov_vf_unlock() does.
 */
int sriov_vf_mbx_call(struct sriov_vf_dev *vfd, u32 *msg, unsigned int len,
		      unsigned int reply_len)
{
	ktime_t start = ktime_get();
	u32 request[SRIOV_MBX_LEN];
	int err;

	lockdep_assert_held(&vfd->lock);

	memcpy(request, msg, len * sizeof(*msg));
	WRITE_ONCE(vfd->mbx_busy, true);
	do {
		err = mbx_send(vfd, request, len, start);
		if (!err)
			err = mbx_receive(vfd, msg, reply_len, request[0],
					  start);
	} while (err == -ESTALE);
	vfd->mbx_sticky &= ~SRIOV_VMB_PFACK;
	if (err) {
		netdev_dbg(vfd->netdev, "message %08x: no answer (%d)\n",
			   request[0], err);
		mbx_lost(vfd);
		if (err == -ETIMEDOUT)
			mbx_complain(vfd);
	}
	/* What came since the last look had its interrupt ignored. */
	WRITE_ONCE(vfd->mbx_busy, false);
	/* The flag before the look: pairs with the device, which sets its bit
	 * before it interrupts.
	 */
	smp_mb();
	if (sriov_vf_mbx_pf_away(vfd) ||
	    vfd->mbx_sticky & (SRIOV_VMB_PFSTS | SRIOV_VMB_RSTD))
		sriov_vf_kick(vfd);
	return err;
}

/* A request of a VF that is clear to send. */
static int mbx_request(struct sriov_vf_dev *vfd, u32 *msg, unsigned int len)
{
	int err = sriov_vf_mbx_call(vfd, msg, len, SRIOV_MBX_REPLY_LEN);

	if (err)
		return err;
	if (!(msg[0] & SRIOV_MBX_CTS)) {
		mbx_lost(vfd);
		return -EAGAIN;
	}
	return msg[0] & SRIOV_MBX_ACK ? 0 : -EPERM;
}

/* ---- Messages -------------------------------------------------------------
 *
 * All return 0; -EPERM if the PF refuses; -EAGAIN or -ETIMEDOUT if it can't be
 * talked to, with the VF not ready any more, see sriov_vf_mbx_call().
 */

/**
 * sriov_vf_mail_reset() - shake hands: the function has been reset
 * @vfd: the VF
 * @mac: address the PF gives; zero if it gives none
 *
 * Return: see above.
 */
int sriov_vf_mail_reset(struct sriov_vf_dev *vfd, u8 *mac)
{
	u32 msg[SRIOV_MBX_RESET_REPLY_LEN] = { SRIOV_MBX_RESET };
	int err;

	eth_zero_addr(mac);
	err = sriov_vf_mbx_call(vfd, msg, 1, ARRAY_SIZE(msg));
	if (err)
		return err;
	/* What the PF said before was about a VF that hadn't done this. */
	clear_bit(SRIOV_VF_RESET, &vfd->todo);
	if (msg[0] == (SRIOV_MBX_RESET | SRIOV_MBX_ACK))
		sriov_mbx_get_mac(msg, mac);
	return 0;
}

/**
 * sriov_vf_mail_mac() - unicast addresses
 * @vfd: the VF
 * @what: SRIOV_MBX_MAC_SET, _CLEAR or _ADD
 * @mac: the address; with _CLEAR the VF's own, which isn't looked at
 *
 * Return: see above.
 */
int sriov_vf_mail_mac(struct sriov_vf_dev *vfd, u8 what, const u8 *mac)
{
	u32 msg[3] = { SRIOV_MBX_MAC | FIELD_PREP(SRIOV_MBX_INFO, what) };

	sriov_mbx_put_mac(msg, mac);
	return mbx_request(vfd, msg, ARRAY_SIZE(msg));
}

/**
 * sriov_vf_mail_multicast() - multicast filter
 * @vfd: the VF
 * @hash: 12-bit hashes of the addresses, all of them
 * @num: their number, at most SRIOV_MBX_MAX_HASHES
 *
 * Return: see above.
 */
int sriov_vf_mail_multicast(struct sriov_vf_dev *vfd, const u16 *hash,
			    unsigned int num)
{
	u32 msg[SRIOV_MBX_LEN] = {
		SRIOV_MBX_MULTICAST | FIELD_PREP(SRIOV_MBX_INFO, num)
	};
	unsigned int i;

	for (i = 0; i < num; i++)
		msg[1 + i / 2] |= (u32)hash[i] << (16 * (i % 2));
	return mbx_request(vfd, msg, 1 + DIV_ROUND_UP(num, 2));
}

/**
 * sriov_vf_mail_promisc() - ask for more than the filters say
 * @vfd: the VF
 * @what: SRIOV_MBX_PROMISC_OFF, or _MC and _UC
 *
 * Return: see above.
 */
int sriov_vf_mail_promisc(struct sriov_vf_dev *vfd, u8 what)
{
	u32 msg = SRIOV_MBX_PROMISC | FIELD_PREP(SRIOV_MBX_INFO, what);

	return mbx_request(vfd, &msg, 1);
}

/**
 * sriov_vf_mail_vlan() - VLAN filter
 * @vfd: the VF
 * @vid: VLAN id
 * @add: add it, or remove it
 *
 * Return: see above.
 */
int sriov_vf_mail_vlan(struct sriov_vf_dev *vfd, u16 vid, bool add)
{
	u32 msg[2] = {
		SRIOV_MBX_VLAN | FIELD_PREP(SRIOV_MBX_INFO, add), vid
	};

	return mbx_request(vfd, msg, ARRAY_SIZE(msg));
}

/**
 * sriov_vf_mail_mtu() - longest frame to receive and send
 * @vfd: the VF
 * @mtu: MTU of the netdev, bytes
 *
 * Return: see above.
 */
int sriov_vf_mail_mtu(struct sriov_vf_dev *vfd, unsigned int mtu)
{
	u32 msg[2] = {
		SRIOV_MBX_MAX_FRAME,
		max(mtu + ETH_HLEN, ETH_ZLEN) + SRIOV_MBX_FRAME_OVERHEAD
	};

	return mbx_request(vfd, msg, ARRAY_SIZE(msg));
}
