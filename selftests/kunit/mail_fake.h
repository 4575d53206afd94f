/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the unit tests of the mailbox share: the files under test on a time of
 * their own, and a VF's driver that sends messages. Numbers are written as they
 * are on the wire. On top of pf_fake.h; the including file is a module.
 */
#ifndef MAIL_FAKE_H
#define MAIL_FAKE_H

#include <kunit/test.h>
#include <linux/delay.h>
#include <linux/module.h>
#include <linux/timekeeping.h>

/* Time goes by only where a test lets it. */
static u64 fake_now;

static u64 fake_ktime_get_ns(void)
{
	return fake_now;
}

#define ktime_get_ns fake_ktime_get_ns

#include "pf_driver/core/mail_parse.c"
#include "pf_driver/core/mailbox.c"
#include "pf_driver/core/quarantine.c"
#include "pf_driver/core/vf.c"
#include "pf_driver/core/trunk.c"
#include "pf_driver/core/vf_check.c"
#include "pf_driver/core/vf_set.c"

#include "selftests/kunit/pf_fake.h"

#define ACK	0x80000000
#define NACK	0x40000000
#define CTS	0x20000000

/* Dwords of addresses: 02:00:00:00:00:0a and :0b differ in the second. */
#define MAC_LO	0x00000002
#define MAC_A	0x00000a00
#define MAC_B	0x00000b00
static const u8 __maybe_unused mac_a[ETH_ALEN] = { 0x02, 0, 0, 0, 0, 0x0a };
static const u8 __maybe_unused mac_b[ETH_ALEN] = { 0x02, 0, 0, 0, 0, 0x0b };

static __maybe_unused int host_mac(struct sriov_pf *pf, u16 id, const u8 *mac)
{
	struct sriov_vf_cfg cfg = {};

	ether_addr_copy(cfg.mac, mac);
	return sriov_vfs_set(pf, id, id, &cfg, SRIOV_VF_CHG_MAC, NULL);
}

static __maybe_unused int host_trust(struct sriov_pf *pf, u16 id, bool trust)
{
	struct sriov_vf_cfg cfg = { .trust = trust };

	return sriov_vfs_set(pf, id, id, &cfg, SRIOV_VF_CHG_TRUST, NULL);
}

/* Let VF @id send a message; what the PF answers stays in fake->out. */
static __maybe_unused u32 send_msg(struct sriov_pf *pf, u16 id, const u32 *msg)
{
	struct fake *fake = fake_of(pf);
	u32 answer;

	memcpy(fake->in[id], msg, sizeof(fake->in[id]));
	fake_now += NSEC_PER_SEC;
	/* A ping, from the workqueue, comes before the message or after. */
	mutex_lock(&pf->lock);
	fake->out_len[id] = 0;
	mail_serve(&pf->vfs[id]);
	answer = fake->out_len[id] ? fake->out[id][0] : 0;
	mutex_unlock(&pf->lock);
	return answer;
}

/* The same, left for the PF's mail work. */
static __maybe_unused void request(struct sriov_pf *pf, u16 id, u32 w0)
{
	struct fake *fake = fake_of(pf);

	memset(fake->in[id], 0, sizeof(fake->in[id]));
	fake->in[id][0] = w0;
	fake->out_len[id] = 0;
	__set_bit(id, fake->req);
}

/* An interrupt, and all that follows from it. */
static __maybe_unused void run_work(struct sriov_pf *pf)
{
	sriov_pf_mbx_event(pf);
	flush_workqueue(pf->wq);
}

static __maybe_unused u32 send3(struct sriov_pf *pf, u16 id, u32 w0, u32 w1, u32 w2)
{
	u32 msg[SRIOV_MBX_LEN] = { w0, w1, w2 };

	return send_msg(pf, id, msg);
}

static __maybe_unused u32 send1(struct sriov_pf *pf, u16 id, u32 w0)
{
	return send3(pf, id, w0, 0, 0);
}

static __maybe_unused u32 send_mac(struct sriov_pf *pf, u16 id, u32 w0, u32 mac)
{
	return send3(pf, id, w0, MAC_LO, mac);
}

/* An enabled VF whose driver has done the handshake. */
static __maybe_unused struct sriov_vf *active_vf(struct kunit *test, u16 id)
{
	struct sriov_pf *pf = test->priv;

	fake_enable(test, &pf->vfs[id]);
	KUNIT_ASSERT_EQ(test, send1(pf, id, 1), 1 | ACK);
	KUNIT_ASSERT_TRUE(test, pf->vfs[id].active);
	return &pf->vfs[id];
}

/* Whether a VF's driver was told, as the last it heard, to do a new handshake. */
static __maybe_unused bool told(struct sriov_pf *pf, u16 id)
{
	struct fake *fake = fake_of(pf);

	flush_workqueue(pf->wq);
	return fake->out_len[id] &&
	       fake->out[id][0] == (SRIOV_MBX_CONTROL | SRIOV_MBX_NACK);
}

#endif /* MAIL_FAKE_H */
