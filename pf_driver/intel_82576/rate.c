// SPDX-License-Identifier: GPL-2.0
/*
 * What VFs may transmit, by the rate scheduler of the 82576 (the I350 has none):
 * each queue has a factor, link speed / rate, by which its packets are spread in
 * time. So it depends on the link's speed, and is written anew when that changes.
 *
 * Owns the registers, which are behind a window and can't be read, and @max_rate
 * and @rate_speed; under the lock of struct i576. By datasheet: the emulated card
 * limits nothing.
 */
#include "hw.h"

#define RATE_SHIFT	14	/* of the integral part */

/**
 * i576_rate_factor() - the factor for a rate
 * @speed: of the link, Mbit/s
 * @rate: what a queue may transmit, Mbit/s, 0: no limit
 *
 * Any context. Rounded up, so that nobody gets more than the host says.
 *
 * Return: what goes into RTTBCNRC; 0: no limit, or one the link is below.
 */
u32 i576_rate_factor(u32 speed, u32 rate)
{
	if (!rate || rate >= speed)
		return 0;
	return I576_RATE_EN |
	       min_t(u32, DIV_ROUND_UP(speed << RATE_SHIFT, rate),
		     I576_RATE_INT | I576_RATE_DEC);
}

static void rate_write(struct i576 *hw, unsigned int vf)
{
	u32 factor = i576_rate_factor(hw->rate_speed, hw->vf[vf].max_rate);

	i576_wr(hw, I576_RTTDQSEL, vf);
	i576_wr(hw, I576_RTTBCNRM, I576_RATE_MMW);
	i576_wr(hw, I576_RTTBCNRC, factor);
	/* The limit is the VF's, not each queue's: its second one gets the
	 * least there is.
	 */
	i576_wr(hw, I576_RTTDQSEL, vf + 8);
	i576_wr(hw, I576_RTTBCNRC, !factor ? 0 :
		I576_RATE_EN | I576_RATE_INT | I576_RATE_DEC);
}

/**
 * i576_rate_set() - limit what a VF transmits
 * @hw: the PF
 * @vf: the VF
 * @rate: Mbit/s, 0: no limit
 *
 * Lock held.
 */
void i576_rate_set(struct i576 *hw, unsigned int vf, u32 rate)
{
	lockdep_assert_held(&hw->lock);

	if (!hw->model->has_rates)
		return;
	hw->vf[vf].max_rate = rate;
	rate_write(hw, vf);
}

/**
 * i576_rates_link() - the link is up: limits go by its speed
 * @hw: the PF
 *
 * Takes the lock.
 */
void i576_rates_link(struct i576 *hw)
{
	unsigned int vf;
	u32 speed;

	if (!hw->model->has_rates || !i576_link(hw, &speed, NULL))
		return;
	spin_lock_bh(&hw->lock);
	if (speed != hw->rate_speed) {
		hw->rate_speed = speed;
		for (vf = 0; vf < I576_MAX_VFS; vf++)
			rate_write(hw, vf);
	}
	spin_unlock_bh(&hw->lock);
}

/**
 * i576_link_speed() - sriov_pf_ops.link_speed
 * @pf: the PF
 *
 * Return: Mbit/s; while the link is down, the highest.
 */
u32 i576_link_speed(struct sriov_pf *pf)
{
	u32 speed = SPEED_1000;

	i576_link(sriov_pf_priv(pf), &speed, NULL);
	return speed;
}
