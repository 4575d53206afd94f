// SPDX-License-Identifier: GPL-2.0
/*
 * Registers behind which there is a resource of the port that may have run out:
 * the hardware doesn't take the write then. So they are read back, and what was
 * written before in the same go is undone.
 *
 * Owns nothing and takes no lock: see hw.c. A device that is gone refuses
 * nothing; what was meant for it is programmed when it is back.
 */
#include "hw.h"

static void claim_note(struct mock_claim *claim, u32 reg, u32 old)
{
	if (WARN_ON_ONCE(claim->num == ARRAY_SIZE(claim->did)))
		return;
	claim->did[claim->num].reg = reg;
	claim->did[claim->num].old = old;
	claim->num++;
}

/**
 * mock_claim_reg() - write a register of a pool
 * @claim: what was written so far
 * @reg: the register
 * @val: its value
 *
 * Return: 0, or -ENOSPC: the register is as it was.
 */
int mock_claim_reg(struct mock_claim *claim, u32 reg, u32 val)
{
	u32 old = mock_rd(claim->mpf->hw, reg), now;

	if (old == val)
		return 0;
	mock_wr(claim->mpf->hw, reg, val);
	now = mock_rd(claim->mpf->hw, reg);
	if (now != val && now != ~0U)
		return -ENOSPC;
	claim_note(claim, reg, old);
	return 0;
}

/**
 * mock_claim_ra() - write an entry of the receive address table
 * @claim: what was written so far
 * @i: the entry
 * @mac: its address
 * @pool: whose it is
 *
 * Return: 0, or -ENOSPC; mock_claim_undo() gives the entry back what it had.
 */
int mock_claim_ra(struct mock_claim *claim, unsigned int i, const u8 *mac,
		  unsigned int pool)
{
	struct mock_hw *hw = claim->mpf->hw;
	u32 hi;

	/* Undone backwards: the low half first, as the entry wants it. */
	claim_note(claim, MOCK_RA_HI(i), mock_rd(hw, MOCK_RA_HI(i)));
	claim_note(claim, MOCK_RA_LO(i), mock_rd(hw, MOCK_RA_LO(i)));
	mock_ra_write(claim->mpf, i, mac, pool);
	hi = mock_rd(hw, MOCK_RA_HI(i));
	return hi & MOCK_RA_HI_AV ? 0 : -ENOSPC;
}

/**
 * mock_claim_undo() - all registers get back what they had
 * @claim: what was written
 */
void mock_claim_undo(struct mock_claim *claim)
{
	while (claim->num) {
		claim->num--;
		mock_wr(claim->mpf->hw, claim->did[claim->num].reg,
			claim->did[claim->num].old);
	}
}
