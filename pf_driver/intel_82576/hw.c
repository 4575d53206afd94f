// SPDX-License-Identifier: GPL-2.0
/*
 * The port as a whole: accesses that fail, reset, what is set up once, and the
 * EEPROM.
 *
 * Owns RCTL, VFRE and VFTE, under the lock of struct i576, which its functions
 * take. Each wait is for a condition, with the limit of the datasheet.
 */
#include <linux/delay.h>
#include <linux/etherdevice.h>

#include "hw.h"

/**
 * i576_rd_slow() - a register read as all ones: is the card still there?
 * @hw: the PF
 * @reg: the register
 *
 * Any context.
 *
 * Return: all ones; the card is marked as gone if it doesn't answer.
 */
u32 i576_rd_slow(struct i576 *hw, u32 reg)
{
	/* STATUS has bits that are always 0. */
	if (reg != I576_STATUS && readl(hw->addr + I576_STATUS) != ~0U)
		return ~0U;
	if (!xchg(&hw->gone, true))
		pci_err(hw->pf->pdev, "the card doesn't answer any more\n");
	return ~0U;
}

/**
 * i576_wait() - wait until a register says something
 * @hw: the PF
 * @reg: the register
 * @mask: which of its bits
 * @want: what they are to be
 * @usecs: for how long at most
 *
 * Process context, may sleep.
 *
 * Return: 0; -ETIMEDOUT; -ENODEV if the card is gone.
 */
int i576_wait(struct i576 *hw, u32 reg, u32 mask, u32 want, unsigned int usecs)
{
	unsigned int waited;
	u32 val;

	for (waited = 0;; waited += 50) {
		val = i576_rd(hw, reg);
		if (val == ~0U && READ_ONCE(hw->gone))
			return -ENODEV;
		if ((val & mask) == want)
			return 0;
		if (waited >= usecs)
			return -ETIMEDOUT;
		usleep_range(50, 100);
	}
}

/* ---- Reset, 4.2 of the datasheet -------------------------------------------- */

/**
 * i576_reset() - reset the port
 * @hw: the PF, all of its queues off
 *
 * The PHY keeps its link. What drivers of VFs do is cut off, and they see it.
 *
 * Return: 0; -ENODEV if the card is gone, -EIO if it doesn't come back.
 */
int i576_reset(struct i576 *hw)
{
	i576_wr(hw, I576_IMC, ~0U);
	i576_wr(hw, I576_EIMC, ~0U);
	i576_wr(hw, I576_RCTL, 0);
	i576_wr(hw, I576_TCTL, I576_TCTL_PSP);
	i576_flush(hw);

	/* 5.2.3.2: no request may be under way; 80 ms are its limit. One that
	 * hangs is ended by the reset.
	 */
	i576_wr(hw, I576_CTRL,
		i576_rd(hw, I576_CTRL) | I576_CTRL_MASTER_DIS);
	if (i576_wait(hw, I576_STATUS, I576_STATUS_MASTER, 0, 80000) ==
	    -ETIMEDOUT)
		pci_warn(hw->pf->pdev, "requests hang on the bus\n");

	i576_wr(hw, I576_CTRL, (i576_rd(hw, I576_CTRL) &
				~I576_CTRL_MASTER_DIS) | I576_CTRL_RST);
	/* 4.2.1.6.1: no access for 1 ms. */
	usleep_range(1000, 1500);
	if (i576_wait(hw, I576_CTRL, I576_CTRL_RST, 0, 10000))
		return i576_present(hw) ? -EIO : -ENODEV;
	/* 3.3.1.3: the EEPROM is read by itself. Cards without one, and
	 * emulated ones, never say so.
	 */
	i576_wait(hw, I576_EECD, I576_EECD_AUTO_RD, I576_EECD_AUTO_RD, 10000);
	i576_wr(hw, I576_IMC, ~0U);
	i576_wr(hw, I576_EIMC, ~0U);
	i576_rd(hw, I576_ICR);
	return i576_present(hw) ? 0 : -ENODEV;
}

/**
 * i576_init_port() - set up what doesn't depend on queues, VFs or the netdev
 * @hw: the PF, just reset
 *
 * The reset leaves tables as they were.
 */
void i576_init_port(struct i576 *hw)
{
	unsigned int i;
	u32 ctrl;

	for (i = 0; i < I576_TABLE_ROWS; i++) {
		i576_wr(hw, I576_MTA(i), 0);
		i576_wr(hw, I576_UTA(i), 0);
		i576_wr(hw, I576_VFTA(i), 0);
	}
	for (i = 0; i < hw->model->ra_num; i++)
		i576_ra_clear(hw, i);
	for (i = 0; i < I576_VLVF_NUM; i++)
		i576_wr(hw, I576_VLVF(i), 0);
	for (i = 0; i < 8; i++)
		i576_wr(hw, I576_IVAR(i), 0);
	for (i = 0; i < hw->model->max_queues; i++) {
		i576_wr(hw, I576_RXQ(i) + I576_Q_DCTL, 0);
		i576_wr(hw, I576_TXQ(i) + I576_Q_DCTL, 0);
	}

	ctrl = i576_rd(hw, I576_CTRL);
	ctrl &= ~(I576_CTRL_FRCSPD | I576_CTRL_FRCDPX |
		  I576_CTRL_RFCE | I576_CTRL_TFCE | I576_CTRL_VME);
	i576_wr(hw, I576_CTRL, ctrl | I576_CTRL_SLU);
	i576_wr(hw, I576_VET, ETH_P_8021Q | ETH_P_8021Q << 16);
	i576_wr(hw, I576_GPIE, I576_GPIE_NSICR | I576_GPIE_MSIX |
		I576_GPIE_EIAME | I576_GPIE_PBA);
	i576_wr(hw, I576_RXCSUM, I576_RXCSUM_IPOFL | I576_RXCSUM_TUOFL |
		I576_RXCSUM_CRCOFL | I576_RXCSUM_PCSD);
	i576_wr(hw, I576_RLPML, I576_MAX_FRAME);
	i576_wr(hw, I576_CTRL_EXT,
		i576_rd(hw, I576_CTRL_EXT) | I576_CTRL_EXT_DRV_LOAD);
	/* Who wakes the machine is said before it sleeps. */
	i576_wr(hw, I576_WUC, 0);

	spin_lock_bh(&hw->lock);
	hw->enabled = 0;
	i576_wr(hw, I576_VFRE, 0);
	i576_wr(hw, I576_VFTE, 0);
	hw->rctl = I576_RCTL_BAM | I576_RCTL_SECRC | I576_RCTL_LPE;
	i576_wr(hw, I576_RCTL, hw->rctl);
	spin_unlock_bh(&hw->lock);
	i576_wr(hw, I576_TCTL, I576_TCTL_PSP | I576_TCTL_RTLC |
		I576_TCTL_CT(15) | I576_TCTL_COLD(63) | I576_TCTL_EN);
}

/**
 * i576_rctl_set() - change RCTL
 * @hw: the PF
 * @clear: bits to clear
 * @set: bits to set
 *
 * Lock held.
 */
void i576_rctl_set(struct i576 *hw, u32 clear, u32 set)
{
	lockdep_assert_held(&hw->lock);

	hw->rctl = (hw->rctl & ~clear) | set;
	i576_wr(hw, I576_RCTL, hw->rctl);
}

/**
 * i576_pool_enable() - let a pool receive and transmit, or not
 * @hw: the PF
 * @pool: the pool
 * @on: whether
 *
 * Lock held. Written even if it doesn't change: a reset of the VF clears it.
 */
void i576_pool_enable(struct i576 *hw, unsigned int pool, bool on)
{
	lockdep_assert_held(&hw->lock);

	if (on)
		hw->enabled |= BIT(pool);
	else
		hw->enabled &= ~BIT(pool);
	i576_wr(hw, I576_VFRE, hw->enabled);
	i576_wr(hw, I576_VFTE, hw->enabled);
}

/* ---- What the card is --------------------------------------------------------- */

/**
 * i576_read_mac() - the permanent MAC address
 * @hw: the PF, just reset: the card has put it into its first receive address
 * @mac: where to put it
 */
void i576_read_mac(struct i576 *hw, u8 *mac)
{
	u32 lo = i576_rd(hw, I576_RAL(0));
	u32 hi = i576_rd(hw, I576_RAH(0));
	unsigned int i;

	for (i = 0; i < ETH_ALEN; i++)
		mac[i] = (i < 4 ? lo >> 8 * i : hi >> 8 * (i - 4)) & 0xff;
}

/**
 * i576_read_eeprom() - read a word of the EEPROM
 * @hw: the PF
 * @word: its number
 * @val: where to put it
 *
 * Process context.
 *
 * Return: 0; -EIO if the EEPROM doesn't answer; -ENODEV if the card is gone.
 */
int i576_read_eeprom(struct i576 *hw, unsigned int word, u16 *val)
{
	int err;

	i576_wr(hw, I576_EERD,
		FIELD_PREP(I576_EERD_ADDR, word) | I576_EERD_START);
	/* 3.3.1.2: at most 1 ms for a word, with others who want one. */
	err = i576_wait(hw, I576_EERD, I576_EERD_DONE, I576_EERD_DONE, 10000);
	if (err)
		return err == -ENODEV ? err : -EIO;
	*val = FIELD_GET(I576_EERD_DATA, i576_rd(hw, I576_EERD));
	return 0;
}

/**
 * i576_eeprom_valid() - is the checksum of the EEPROM right?
 * @hw: the PF
 *
 * Process context.
 *
 * Return: whether it is, and all of it could be read.
 */
bool i576_eeprom_valid(struct i576 *hw)
{
	u16 sum = 0, val;
	unsigned int i;

	for (i = 0; i < I576_EEPROM_WORDS; i++) {
		if (i576_read_eeprom(hw, i, &val))
			return false;
		sum += val;
	}
	return sum == I576_EEPROM_SUM;
}
