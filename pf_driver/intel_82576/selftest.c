// SPDX-License-Identifier: GPL-2.0
/*
 * "ethtool -t": the link, and offline, when there are no VFs, the EEPROM,
 * registers, an interrupt, and a frame through the PHY and back. Owns the table
 * of tests; runs under rtnl.
 *
 * A test returns 0 if it passed.
 */
#include <linux/delay.h>
#include <linux/etherdevice.h>
#include <linux/mii.h>

#include "hw.h"
#include "ring.h"

#define LOOP_LEN	256	/* bytes of the frame sent to itself */
#define PATIENCE_MS	200	/* for an interrupt, or a frame */

static int test_link(struct i576_netdev *np)
{
	return i576_link(np->hw, NULL, NULL) ? 0 : -ENETDOWN;
}

static int test_eeprom(struct i576_netdev *np)
{
	return i576_eeprom_valid(np->hw) ? 0 : -EIO;
}

/* What is written is read. Device stopped; it is programmed anew afterwards. */
static int test_registers(struct i576_netdev *np)
{
	static const u32 patterns[] = { 0x5a5a5a5a, 0xa5a5a5a5, 0, ~0U - 1 };
	static const u32 regs[] = {
		I576_MTA(0), I576_MTA(127), I576_VFTA(0), I576_VFTA(127),
		I576_RETA(0), I576_RETA(31), I576_RSSRK(0),
		I576_RXQ(0) + I576_Q_BAH, I576_TXQ(0) + I576_Q_BAH,
	};
	struct i576 *hw = np->hw;
	unsigned int r, p;
	int err = 0;
	u32 old;

	for (r = 0; r < ARRAY_SIZE(regs); r++) {
		old = i576_rd(hw, regs[r]);
		for (p = 0; p < ARRAY_SIZE(patterns) && !err; p++) {
			i576_wr(hw, regs[r], patterns[p]);
			if (i576_rd(hw, regs[r]) != patterns[p])
				err = -EIO;
		}
		i576_wr(hw, regs[r], old);
	}
	return err;
}

static int test_interrupt(struct i576_netdev *np)
{
	int before = atomic_read(&np->others);
	unsigned int ms;

	i576_wr(np->hw, I576_ICS, I576_INT_LSC);
	for (ms = 0; ms < PATIENCE_MS; ms++) {
		if (atomic_read(&np->others) != before)
			return 0;
		usleep_range(1000, 1500);
	}
	return -ETIMEDOUT;
}

static u64 received(struct i576_netdev *np)
{
	unsigned int i;
	u64 sum = 0;

	for (i = 0; i < np->num_qps; i++)
		sum += i576_rx_counter(&np->qp[i], I576_RX_BYTES);
	return sum;
}

/* A frame to itself, of a protocol nobody listens to. */
static int loop_send(struct i576_netdev *np)
{
	struct net_device *netdev = np->netdev;
	struct netdev_queue *txq = netdev_get_tx_queue(netdev, 0);
	netdev_tx_t ret;
	struct sk_buff *skb;

	skb = netdev_alloc_skb(netdev, LOOP_LEN);
	if (!skb)
		return -ENOMEM;
	skb_put(skb, LOOP_LEN);
	memset(skb->data, 0x5a, LOOP_LEN);
	ether_addr_copy(skb->data, netdev->dev_addr);
	ether_addr_copy(skb->data + ETH_ALEN, netdev->dev_addr);
	put_unaligned_be16(ETH_P_LOOPBACK, skb->data + 2 * ETH_ALEN);
	skb_reset_network_header(skb);
	skb_set_queue_mapping(skb, 0);
	local_bh_disable();
	__netif_tx_lock(txq, smp_processor_id());
	ret = i576_xmit(skb, netdev);
	__netif_tx_unlock(txq);
	local_bh_enable();
	if (ret != NETDEV_TX_OK) {
		kfree_skb(skb);
		return -EBUSY;
	}
	return 0;
}

static int loop_run(struct i576_netdev *np)
{
	u64 before = received(np);
	unsigned int ms;
	int err;

	err = loop_send(np);
	if (err)
		return err;
	for (ms = 0; ms < PATIENCE_MS; ms++) {
		if (received(np) - before >= LOOP_LEN)
			return 0;
		usleep_range(1000, 1500);
	}
	return -ETIMEDOUT;
}

/* The PHY sends back what it gets, 1 Gbit/s without a link. */
static int test_loopback(struct i576_netdev *np)
{
	struct i576 *hw = np->hw;
	u32 ctrl = i576_rd(hw, I576_CTRL);
	u16 bmcr;
	int err;

	err = i576_phy_read(hw, MII_BMCR, &bmcr) ?:
	      i576_phy_write(hw, MII_BMCR, BMCR_LOOPBACK | BMCR_SPEED1000 |
			     BMCR_FULLDPLX);
	if (err)
		return err;
	i576_wr(hw, I576_CTRL, (ctrl & ~I576_CTRL_SPEED) | I576_CTRL_SLU |
		FIELD_PREP(I576_CTRL_SPEED, 2) | I576_CTRL_FRCSPD |
		I576_CTRL_FRCDPX | I576_CTRL_FD);
	err = loop_run(np);
	i576_wr(hw, I576_CTRL, ctrl);
	return i576_phy_write(hw, MII_BMCR, bmcr & BMCR_ANENABLE ?
			      bmcr | BMCR_ANRESTART : bmcr) ?: err;
}

/* How a test wants the device. */
enum test_kind {
	TEST_ONLINE,
	TEST_STOPPED,
	TEST_RUNNING,
};

static const struct {
	char name[ETH_GSTRING_LEN];
	enum test_kind kind;
	int (*run)(struct i576_netdev *np);
} tests[] = {
	{ "link", TEST_ONLINE, test_link },
	{ "EEPROM (offline)", TEST_STOPPED, test_eeprom },
	{ "registers (offline)", TEST_STOPPED, test_registers },
	{ "interrupt (offline)", TEST_RUNNING, test_interrupt },
	{ "loopback (offline)", TEST_RUNNING, test_loopback },
};

/**
 * i576_test_count() - ethtool_ops.get_sset_count of ETH_SS_TEST
 *
 * Return: how many tests there are.
 */
int i576_test_count(void)
{
	return ARRAY_SIZE(tests);
}

/**
 * i576_test_strings() - their names
 * @data: where to put them
 */
void i576_test_strings(u8 *data)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(tests); i++)
		ethtool_sprintf(&data, "%s", tests[i].name);
}

static void run_kind(struct i576_netdev *np, enum test_kind kind,
		     struct ethtool_test *test, u64 *results)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(tests); i++) {
		if (tests[i].kind != kind)
			continue;
		results[i] = -tests[i].run(np);
		if (results[i])
			test->flags |= ETH_TEST_FL_FAILED;
	}
}

/* What can't be tried hasn't passed. */
static void fail_offline(struct ethtool_test *test, u64 *results, int err)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(tests); i++)
		if (tests[i].kind != TEST_ONLINE)
			results[i] = -err;
	test->flags |= ETH_TEST_FL_FAILED;
}

static void run_offline(struct i576_netdev *np, struct ethtool_test *test,
			u64 *results)
{
	bool was_open = np->open;
	int err = 0;

	if (np->hw->pools || !np->ready) {
		netdev_notice(np->netdev,
			      "offline tests: not while there are VFs, or a reset\n");
		fail_offline(test, results, -EBUSY);
		return;
	}
	if (!was_open)
		err = i576_open(np);
	if (err) {
		fail_offline(test, results, err);
		return;
	}
	i576_stop(np);
	run_kind(np, TEST_STOPPED, test, results);
	i576_netdev_program(np->netdev);
	i576_start(np);
	run_kind(np, TEST_RUNNING, test, results);
	if (!was_open) {
		i576_stop(np);
		i576_close(np);
	}
}

/**
 * i576_self_test() - ethtool_ops.self_test
 * @netdev: the PF's netdev
 * @test: what is wanted
 * @results: errors of tests, 0: passed
 */
void i576_self_test(struct net_device *netdev, struct ethtool_test *test,
		    u64 *results)
{
	struct i576_netdev *np = netdev_priv(netdev);

	run_kind(np, TEST_ONLINE, test, results);
	if (test->flags & ETH_TEST_FL_OFFLINE)
		run_offline(np, test, results);
}
