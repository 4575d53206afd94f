// SPDX-License-Identifier: GPL-2.0
/*
 * Unit tests of the 82576's rate limits: that no factor lets a VF have more than
 * the host said, and that limits follow the link's speed. Emulated cards limit
 * nothing, so this is all that can be tested without the chip. Owns registers in
 * memory, and a link.
 */
#include <kunit/test.h>
#include <linux/module.h>

#include "pf_driver/intel_82576/rate.c"

#define REGS_LEN	0x6000

static u32 link_speed;	/* 0: down */

bool i576_link(struct i576 *hw, u32 *speed, bool *full)
{
	if (link_speed)
		*speed = link_speed;
	return link_speed;
}

u32 i576_rd_slow(struct i576 *hw, u32 reg)
{
	return ~0U;
}

static const struct i576_model with_rates = { .has_rates = true };
static const struct i576_model without = {};

static struct i576 *card(struct kunit *test)
{
	struct i576 *hw = kunit_kzalloc(test, sizeof(*hw), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, hw);
	hw->addr = (u8 __iomem __force *)kunit_kzalloc(test, REGS_LEN,
						       GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, (void __force *)hw->addr);
	spin_lock_init(&hw->lock);
	hw->model = &with_rates;
	return hw;
}

static void set(struct i576 *hw, unsigned int vf, u32 rate)
{
	spin_lock_bh(&hw->lock);
	i576_rate_set(hw, vf, rate);
	spin_unlock_bh(&hw->lock);
}

/* Whether the last queue that was written has a limit. */
static bool limited(struct i576 *hw)
{
	return i576_rd(hw, I576_RTTBCNRC) & I576_RATE_EN;
}

static void factor_values(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, i576_rate_factor(1000, 0), 0);
	KUNIT_EXPECT_EQ(test, i576_rate_factor(1000, 1000), 0);
	KUNIT_EXPECT_EQ(test, i576_rate_factor(100, 500), 0);
	KUNIT_EXPECT_EQ(test, i576_rate_factor(0, 500), 0);
	KUNIT_EXPECT_EQ(test, i576_rate_factor(1000, 100),
			I576_RATE_EN | FIELD_PREP(I576_RATE_INT, 10));
	KUNIT_EXPECT_EQ(test, i576_rate_factor(1000, 400),
			I576_RATE_EN | FIELD_PREP(I576_RATE_INT, 2) |
			FIELD_PREP(I576_RATE_DEC, BIT(13)));
	KUNIT_EXPECT_EQ(test, i576_rate_factor(1000, 1),
			I576_RATE_EN | FIELD_PREP(I576_RATE_INT, 1000));
}

static void factor_never_more(struct kunit *test)
{
	static const u32 speeds[] = { 10, 100, 1000 };
	unsigned int i;
	u32 rate;

	for (i = 0; i < ARRAY_SIZE(speeds); i++)
		for (rate = 1; rate < speeds[i]; rate++) {
			u64 factor = i576_rate_factor(speeds[i], rate) &
				     ~I576_RATE_EN;

			/* speed / (factor / 2^14) <= rate, and hardly less */
			KUNIT_ASSERT_GE(test, factor * rate,
					(u64)speeds[i] << 14);
			KUNIT_ASSERT_LT(test, (factor - 1) * rate,
					(u64)speeds[i] << 14);
		}
}

static void limits_follow_link(struct kunit *test)
{
	struct i576 *hw = card(test);

	link_speed = 0;
	set(hw, 6, 500);
	i576_rates_link(hw);
	KUNIT_EXPECT_FALSE_MSG(test, limited(hw), "no speed is known yet");
	link_speed = 1000;
	i576_rates_link(hw);
	KUNIT_EXPECT_TRUE(test, limited(hw));
	KUNIT_EXPECT_EQ_MSG(test, i576_rd(hw, I576_RTTDQSEL), 14,
			    "both queues of a VF");
	KUNIT_EXPECT_EQ(test, i576_rd(hw, I576_RTTBCNRM), I576_RATE_MMW);
	link_speed = 100;
	i576_rates_link(hw);
	KUNIT_EXPECT_FALSE_MSG(test, limited(hw), "the link is slower");
	link_speed = 1000;
	i576_rates_link(hw);
	KUNIT_EXPECT_TRUE(test, limited(hw));
	set(hw, 6, 0);
	KUNIT_EXPECT_FALSE(test, limited(hw));
}

static void none_on_i350(struct kunit *test)
{
	struct i576 *hw = card(test);

	hw->model = &without;
	link_speed = 1000;
	i576_rates_link(hw);
	set(hw, 6, 500);
	KUNIT_EXPECT_EQ(test, i576_rd(hw, I576_RTTDQSEL), 0);
	KUNIT_EXPECT_FALSE(test, limited(hw));
}

static struct kunit_case igb_rate_cases[] = {
	KUNIT_CASE(factor_values),
	KUNIT_CASE(factor_never_more),
	KUNIT_CASE(limits_follow_link),
	KUNIT_CASE(none_on_i350),
	{}
};

static struct kunit_suite igb_rate_suite = {
	.name = "igb_rate",
	.test_cases = igb_rate_cases,
};

kunit_test_suite(igb_rate_suite);

MODULE_DESCRIPTION("Unit tests of the 82576's rate limits");
MODULE_LICENSE("GPL");
