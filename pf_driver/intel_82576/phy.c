// SPDX-License-Identifier: GPL-2.0
/*
 * The copper PHY, and the link. The PHY is shared with the firmware of the
 * management controller, so each access is between i576_phy_get() and
 * i576_phy_put(). Owns nothing; process context.
 */
#include <linux/delay.h>
#include <linux/mii.h>

#include "hw.h"

/* ---- Who may use it, 4.7 of the datasheet ---------------------------------- */

/* Of the port's PHY; others' bits aren't next to each other. */
static u32 phy_sync_bit(struct i576 *hw)
{
	u32 func = FIELD_GET(I576_STATUS_FUNC, i576_rd(hw, I576_STATUS));

	return func < 2 ? I576_SYNC_PHY0 << func :
			  I576_SYNC_PHY2 << (func - 2);
}

/* The right to change SW_FW_SYNC: against other ports, then the firmware. */
static int sync_lock(struct i576 *hw)
{
	int err;

	/* Held for some microseconds; a second is for one who crashed. */
	err = i576_wait(hw, I576_SWSM, I576_SWSM_SMBI, 0, 1000000);
	if (err == -ENODEV)
		return err;
	i576_wr(hw, I576_SWSM, i576_rd(hw, I576_SWSM) | I576_SWSM_SWESMBI);
	err = i576_wait(hw, I576_SWSM, I576_SWSM_SWESMBI, I576_SWSM_SWESMBI,
			100000);
	if (err)
		i576_wr(hw, I576_SWSM, 0);
	return err;
}

static void sync_unlock(struct i576 *hw)
{
	i576_wr(hw, I576_SWSM, 0);
}

static int i576_phy_get(struct i576 *hw)
{
	u32 bit = phy_sync_bit(hw), sync;
	unsigned int tries;
	int err;

	/* Firmware has the PHY for at most a second. */
	for (tries = 0; tries < 200; tries++) {
		err = sync_lock(hw);
		if (err)
			return err;
		sync = i576_rd(hw, I576_SW_FW_SYNC);
		if (!(sync & (bit | bit << 16))) {
			i576_wr(hw, I576_SW_FW_SYNC, sync | bit);
			sync_unlock(hw);
			return 0;
		}
		sync_unlock(hw);
		usleep_range(5000, 6000);
	}
	return -EBUSY;
}

static void i576_phy_put(struct i576 *hw)
{
	if (sync_lock(hw))
		return;
	i576_wr(hw, I576_SW_FW_SYNC,
		i576_rd(hw, I576_SW_FW_SYNC) & ~phy_sync_bit(hw));
	sync_unlock(hw);
}

static int i576_mdic(struct i576 *hw, u32 cmd, u16 *val)
{
	int err;

	err = i576_phy_get(hw);
	if (err)
		return err;
	i576_wr(hw, I576_MDIC,
		cmd | FIELD_PREP(I576_MDIC_PHY, I576_MDIC_PHY_INT));
	/* 8.2.4: 64 us at 1 MHz; others may be before us. */
	err = i576_wait(hw, I576_MDIC, I576_MDIC_READY, I576_MDIC_READY,
			10000);
	if (!err && i576_rd(hw, I576_MDIC) & I576_MDIC_ERROR)
		err = -EIO;
	if (!err && val)
		*val = FIELD_GET(I576_MDIC_DATA, i576_rd(hw, I576_MDIC));
	i576_phy_put(hw);
	return err;
}

/**
 * i576_phy_read() - read a register of the PHY
 * @hw: the PF
 * @reg: the register, MII_*
 * @val: where to put it
 *
 * Return: 0; -EBUSY if firmware keeps the PHY; -EIO, -ETIMEDOUT if it doesn't
 * answer; -ENODEV if the card is gone.
 */
int i576_phy_read(struct i576 *hw, unsigned int reg, u16 *val)
{
	return i576_mdic(hw, I576_MDIC_READ | FIELD_PREP(I576_MDIC_REG, reg),
			 val);
}

/**
 * i576_phy_write() - write a register of the PHY
 * @hw: the PF
 * @reg: the register, MII_*
 * @val: its value
 *
 * Return: as i576_phy_read().
 */
int i576_phy_write(struct i576 *hw, unsigned int reg, u16 val)
{
	return i576_mdic(hw, I576_MDIC_WRITE | FIELD_PREP(I576_MDIC_REG, reg) |
			 val, NULL);
}

/**
 * i576_phy_start() - have a link negotiated, unless there is one
 * @hw: the PF
 *
 * A link that survived a reset of the port is left alone. Pause frames aren't
 * advertised: a queue that is full drops, so that a VF can't stop the others.
 *
 * Return: as i576_phy_read().
 */
int i576_phy_start(struct i576 *hw)
{
	u16 bmcr, bmsr, adv;
	int err;

	err = i576_phy_read(hw, MII_BMCR, &bmcr) ?:
	      i576_phy_read(hw, MII_BMSR, &bmsr) ?:
	      i576_phy_read(hw, MII_ADVERTISE, &adv);
	if (err)
		return err;
	if (!(adv & (ADVERTISE_PAUSE_CAP | ADVERTISE_PAUSE_ASYM)) &&
	    bmsr & BMSR_ANEGCOMPLETE && !(bmcr & BMCR_PDOWN))
		return 0;
	/* Forced by its user. */
	if (!(bmcr & (BMCR_ANENABLE | BMCR_PDOWN)))
		return 0;
	adv &= ~(ADVERTISE_PAUSE_CAP | ADVERTISE_PAUSE_ASYM);
	bmcr &= ~(BMCR_PDOWN | BMCR_ISOLATE | BMCR_LOOPBACK);
	return i576_phy_write(hw, MII_ADVERTISE, adv) ?:
	       i576_phy_write(hw, MII_BMCR,
			      bmcr | BMCR_ANENABLE | BMCR_ANRESTART);
}

/**
 * i576_link() - read the state of the link
 * @hw: the PF
 * @speed: Mbit/s, while it is up; may be NULL
 * @full: whether it is full duplex; may be NULL
 *
 * Any context.
 *
 * Return: whether it is up; false once the card is gone.
 */
bool i576_link(struct i576 *hw, u32 *speed, bool *full)
{
	u32 status = i576_rd(hw, I576_STATUS);

	if (status == ~0U || !(status & I576_STATUS_LU))
		return false;
	if (full)
		*full = status & I576_STATUS_FD;
	if (!speed)
		return true;
	switch (FIELD_GET(I576_STATUS_SPEED, status)) {
	case I576_SPEED_10:
		*speed = 10;
		break;
	case I576_SPEED_100:
		*speed = 100;
		break;
	default:
		*speed = 1000;
	}
	return true;
}
