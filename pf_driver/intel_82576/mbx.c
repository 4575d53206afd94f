// SPDX-License-Identifier: GPL-2.0
/*
 * The mailboxes between the PF and its VFs, 7.10.2.9 of the datasheet: one
 * buffer of 16 dwords for each VF, which the PF or the VF has at a time.
 *
 * Owns the buffers. What is in them is the core's matter. Everything runs
 * under sriov_pf.lock.
 */
#include <linux/delay.h>

#include "hw.h"

/* How often to ask for a buffer that the VF is writing to, and after how many
 * failures of that in a row it is taken away: its driver died in the middle.
 */
#define I576_MBX_TRIES	20
#define I576_MBX_STUCK	100

static void mbx_bits(unsigned long *map, u32 bits)
{
	bitmap_from_arr32(map, &bits, 32);
}

/**
 * i576_mbx_events() - sriov_pf_ops.mbx_events
 * @pf: the PF
 * @req: VFs that wrote a message
 * @ack: VFs that read ours
 * @flr: VFs that were reset
 */
void i576_mbx_events(struct sriov_pf *pf, unsigned long *req,
		     unsigned long *ack, unsigned long *flr)
{
	struct i576 *hw = sriov_pf_priv(pf);
	u32 mail, reset, vfs = GENMASK(I576_MAX_VFS - 1, 0);

	/* Resets last, see struct sriov_pf_ops. All ones would be all VFs. */
	mail = i576_rd(hw, I576_MBVFICR);
	reset = i576_rd(hw, I576_VFLRE);
	if (mail == ~0U || reset == ~0U)
		return;
	i576_wr(hw, I576_MBVFICR, mail);
	i576_wr(hw, I576_VFLRE, reset);
	reset = (reset & vfs) | hw->vf_lost;
	hw->vf_lost = 0;

	mbx_bits(req, FIELD_GET(I576_MBVFICR_REQ, mail) & vfs);
	mbx_bits(ack, FIELD_GET(I576_MBVFICR_ACK, mail) & vfs);
	mbx_bits(flr, reset);
	/* A reset empties the mailbox. */
	hw->vf_unacked &= ~(FIELD_GET(I576_MBVFICR_ACK, mail) | reset);
}

static int mbx_lock(struct i576 *hw, unsigned int vf)
{
	struct i576_vf *state = &hw->vf[vf];
	unsigned int i;
	u32 ctrl;

	for (i = 0; i < I576_MBX_TRIES; i++) {
		i576_wr(hw, I576_P2VMAILBOX(vf), I576_P2V_PFU);
		ctrl = i576_rd(hw, I576_P2VMAILBOX(vf));
		if (ctrl == ~0U)
			return -EBUSY;
		if (ctrl & I576_P2V_PFU) {
			state->busy = 0;
			return 0;
		}
		udelay(1);
	}
	/* It takes a request with it that was not read: only then. */
	if (++state->busy == I576_MBX_STUCK) {
		state->busy = 0;
		i576_wr(hw, I576_P2VMAILBOX(vf), I576_P2V_RVFU);
	}
	return -EBUSY;
}

/**
 * i576_mbx_read() - sriov_pf_ops.mbx_read
 * @pf: the PF
 * @vf: the VF
 * @msg: where to put its message
 * @len: dwords in @msg
 *
 * Return: 0, or -EBUSY.
 */
int i576_mbx_read(struct sriov_pf *pf, struct sriov_vf *vf, u32 *msg,
		  unsigned int len)
{
	struct i576 *hw = sriov_pf_priv(pf);
	unsigned int i;

	if (mbx_lock(hw, vf->id))
		return -EBUSY;
	/* What is in the buffer now is what will be read: a request bit set
	 * since i576_mbx_events() is about this message.
	 */
	i576_wr(hw, I576_MBVFICR, FIELD_PREP(I576_MBVFICR_REQ, BIT(vf->id)));
	for (i = 0; i < len && i < SRIOV_MBX_LEN; i++)
		msg[i] = i576_rd(hw, I576_VMBMEM(vf->id, i));
	i576_wr(hw, I576_P2VMAILBOX(vf->id), I576_P2V_ACK);
	return 0;
}

/**
 * i576_mbx_write() - sriov_pf_ops.mbx_write
 * @pf: the PF
 * @vf: the VF
 * @msg: the message
 * @len: dwords in @msg
 *
 * Return: 0, or -EBUSY with nothing done.
 */
int i576_mbx_write(struct sriov_pf *pf, struct sriov_vf *vf, const u32 *msg,
		   unsigned int len)
{
	struct i576 *hw = sriov_pf_priv(pf);
	u32 bit = BIT(vf->id);
	unsigned int i;

	/* Unasked, never over an answer that the VF is still waiting for. An
	 * answer may replace what the VF, by asking, has given up.
	 */
	if (FIELD_GET(SRIOV_MBX_ID, msg[0]) == SRIOV_MBX_CONTROL &&
	    hw->vf_unacked & bit)
		return -EBUSY;
	if (mbx_lock(hw, vf->id))
		return -EBUSY;
	/* The VF has written in the meantime: that comes first. */
	if (i576_rd(hw, I576_MBVFICR) & FIELD_PREP(I576_MBVFICR_REQ, bit)) {
		i576_wr(hw, I576_P2VMAILBOX(vf->id), 0);
		return -EBUSY;
	}
	/* An ack from now on is about this message. */
	i576_wr(hw, I576_MBVFICR, FIELD_PREP(I576_MBVFICR_ACK, bit));
	for (i = 0; i < len && i < SRIOV_MBX_LEN; i++)
		i576_wr(hw, I576_VMBMEM(vf->id, i), msg[i]);
	i576_wr(hw, I576_P2VMAILBOX(vf->id), I576_P2V_STS);
	hw->vf_unacked |= bit;
	return 0;
}
