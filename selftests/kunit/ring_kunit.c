// SPDX-License-Identifier: GPL-2.0
/*
 * Unit tests of the mock NIC's rings: that a frame gets no further than its
 * descriptors allow, is received whole or not at all, and that a descriptor
 * can't name what isn't memory for DMA. Owns a function with one queue pair;
 * what the rings call of the rest of the device is replaced here.
 */
#include <kunit/test.h>
#include <linux/module.h>

#include "selftests/mock_nic/ring.c"

#define LEN		128
/* The longest frame with its tag, and buffers that just hold it. */
#define LONGEST		(MOCK_MAX_FRAME + VLAN_HLEN)
#define LEAST		DIV_ROUND_UP(LONGEST, MOCK_MAX_RX_SEGS)

struct fixture {
	struct mock_port port;
	struct mock_fn fn;
	struct mock_xmit xmit;
	struct mock_frame frame;
	struct mock_rx_desc *rx;
	struct mock_tx_desc *tx;
	u8 *buf;
	u8 data[LONGEST];
	u32 raised;
};

/* ---- The rest of the device --------------------------------------------- */

void mock_intr_rx(struct mock_fn *fn, unsigned int queue)
{
	container_of(fn, struct fixture, fn)->raised |= MOCK_INT_QUEUE(queue);
}

void mock_intr_tx(struct mock_fn *fn, unsigned int queue)
{
	container_of(fn, struct fixture, fn)->raised |= MOCK_INT_QUEUE(queue);
}

void mock_engine_doorbell(struct mock_ring *ring)
{
}

bool mock_csum_fill(u8 *data, unsigned int len, unsigned int start,
		    unsigned int offset)
{
	return true;
}

void mock_frame_inspect(struct mock_frame *frame)
{
}

void mock_frame_push_tag(struct mock_frame *frame, u16 tci)
{
}

/* ---- Fixture ------------------------------------------------------------- */

static void fixture_exit(struct kunit *test)
{
	struct fixture *fx = test->priv;

	/* Runs after an initialisation that failed, too. */
	if (!fx)
		return;
	free_pages((unsigned long)fx->buf, get_order(LONGEST));
	free_page((unsigned long)fx->tx);
	free_page((unsigned long)fx->rx);
	kvfree(fx);
}

static void start(struct fixture *fx, u32 block, void *desc)
{
	u64 base = virt_to_phys(desc);

	block -= MOCK_TX(0);
	mock_queue_wr(&fx->fn, 0, block + MOCK_Q_BAL, lower_32_bits(base));
	mock_queue_wr(&fx->fn, 0, block + MOCK_Q_BAH, upper_32_bits(base));
	mock_queue_wr(&fx->fn, 0, block + MOCK_Q_LEN, LEN);
	mock_queue_wr(&fx->fn, 0, block + MOCK_Q_CTL, MOCK_Q_EN);
}

static int fixture_init(struct kunit *test)
{
	struct fixture *fx = kvzalloc(sizeof(*fx), GFP_KERNEL);
	unsigned int i;

	BUILD_BUG_ON(LEN * sizeof(*fx->rx) > PAGE_SIZE);
	if (!fx)
		return -ENOMEM;
	test->priv = fx;
	fx->rx = (void *)get_zeroed_page(GFP_KERNEL);
	fx->tx = (void *)get_zeroed_page(GFP_KERNEL);
	fx->buf = (void *)__get_free_pages(GFP_KERNEL | __GFP_ZERO,
					   get_order(LONGEST));
	if (!fx->rx || !fx->tx || !fx->buf)
		return -ENOMEM;
	raw_spin_lock_init(&fx->port.lock);
	fx->fn.port = &fx->port;
	fx->fn.queues = 1;
	fx->fn.present = true;
	fx->fn.bus_master = true;
	mock_rings_init(&fx->fn);
	start(fx, MOCK_RX(0), fx->rx);
	start(fx, MOCK_TX(0), fx->tx);
	for (i = 0; i < sizeof(fx->data); i++)
		fx->data[i] = i * 7;
	return 0;
}

/* Post @num buffers of @len bytes, one behind the other. */
static void post(struct fixture *fx, unsigned int num, unsigned int len)
{
	unsigned int i;

	for (i = 0; i < num; i++)
		fx->rx[i] = (struct mock_rx_desc) {
			.addr = cpu_to_le64(virt_to_phys(fx->buf) +
					    min_t(u32, i * len, LONGEST - 1)),
			.len = cpu_to_le32(len),
		};
	mock_queue_wr(&fx->fn, 0, MOCK_RX(0) - MOCK_TX(0) + MOCK_Q_TAIL, num);
}

static enum mock_stat receive(struct fixture *fx, unsigned int len)
{
	enum mock_stat verdict;
	unsigned long flags;

	fx->frame.data = fx->data;
	fx->frame.len = len;
	raw_spin_lock_irqsave(&fx->port.lock, flags);
	verdict = mock_ring_deliver(&fx->fn, &fx->frame, 0);
	raw_spin_unlock_irqrestore(&fx->port.lock, flags);
	return verdict;
}

static u32 head(struct fixture *fx, u32 block)
{
	return mock_queue_rd(&fx->fn, 0, block - MOCK_TX(0) + MOCK_Q_HEAD);
}

/* ---- Receive -------------------------------------------------------------- */

/* The least buffers that the manual promises hold the longest frame. */
static void longest_frame_fits(struct kunit *test)
{
	struct fixture *fx = test->priv;
	unsigned int i, sum = 0;
	u32 status;

	KUNIT_EXPECT_EQ(test, LEAST, 145);
	post(fx, MOCK_MAX_RX_SEGS + 1, LEAST);
	KUNIT_ASSERT_EQ(test, receive(fx, LONGEST), MOCK_STAT_RX_PACKETS);
	KUNIT_EXPECT_EQ(test, head(fx, MOCK_RX(0)), MOCK_MAX_RX_SEGS);
	KUNIT_EXPECT_EQ(test, fx->raised, MOCK_INT_QUEUE(0));
	for (i = 0; i <= MOCK_MAX_RX_SEGS; i++) {
		status = le32_to_cpu(fx->rx[i].status);
		KUNIT_EXPECT_EQ(test, !!(status & MOCK_RXD_DD),
				i < MOCK_MAX_RX_SEGS);
		KUNIT_EXPECT_EQ(test, !!(status & MOCK_RXD_EOP),
				i == MOCK_MAX_RX_SEGS - 1);
		sum += le16_to_cpu(fx->rx[i].pkt_len);
	}
	KUNIT_EXPECT_EQ(test, sum, LONGEST);
	KUNIT_EXPECT_EQ(test, memcmp(fx->buf, fx->data, LONGEST), 0);
}

/* Tiny buffers take a frame of as many descriptors as there may be. A longer
 * one is dropped, without a trace.
 */
static void tiny_buffers(struct kunit *test)
{
	struct fixture *fx = test->priv;

	post(fx, LEN - 1, 1);
	KUNIT_EXPECT_EQ(test, receive(fx, MOCK_MAX_RX_SEGS + 1),
			MOCK_STAT_DROP_RX_NO_DESC);
	KUNIT_EXPECT_EQ(test, head(fx, MOCK_RX(0)), 0u);
	KUNIT_EXPECT_EQ(test, le32_to_cpu(fx->rx[0].status), 0u);
	KUNIT_EXPECT_EQ(test, fx->raised, 0u);
	KUNIT_EXPECT_EQ(test, receive(fx, MOCK_MAX_RX_SEGS),
			MOCK_STAT_RX_PACKETS);
	KUNIT_EXPECT_EQ(test, head(fx, MOCK_RX(0)), MOCK_MAX_RX_SEGS);
	/* 63 are left. */
	KUNIT_EXPECT_EQ(test, receive(fx, MOCK_MAX_RX_SEGS),
			MOCK_STAT_DROP_RX_NO_DESC);
	KUNIT_EXPECT_EQ(test, receive(fx, MOCK_MAX_RX_SEGS - 1),
			MOCK_STAT_RX_PACKETS);
}

static void what_forbids_dma(struct kunit *test)
{
	struct fixture *fx = test->priv;

	post(fx, 8, 256);
	fx->fn.bus_master = false;
	KUNIT_EXPECT_EQ(test, receive(fx, 60), MOCK_STAT_DROP_RX_NO_DESC);
	fx->fn.bus_master = true;
	fx->fn.present = false;
	KUNIT_EXPECT_EQ(test, receive(fx, 60), MOCK_STAT_DROP_RX_NO_DESC);
	fx->fn.present = true;
	KUNIT_EXPECT_EQ(test, receive(fx, 60), MOCK_STAT_RX_PACKETS);
	mock_queue_wr(&fx->fn, 0, MOCK_RX(0) - MOCK_TX(0) + MOCK_Q_CTL, 0);
	KUNIT_EXPECT_EQ(test, receive(fx, 60), MOCK_STAT_DROP_RX_NO_DESC);
}

static void not_memory(struct kunit *test)
{
	const u64 zero = page_to_phys(ZERO_PAGE(0));
	struct fixture *fx = test->priv;
	const u64 buf = virt_to_phys(fx->buf);

	KUNIT_EXPECT_PTR_EQ(test, dma_ptr(buf, LONGEST, true),
			    (void *)fx->buf);
	KUNIT_EXPECT_NULL(test, dma_ptr(buf, ~0ULL, true));
	KUNIT_EXPECT_NULL(test, dma_ptr(~0ULL, 1, true));
	KUNIT_EXPECT_NULL(test, dma_ptr(~0ULL, 2, true));
	KUNIT_EXPECT_NULL(test, dma_ptr(1ULL << 51, 1, false));
	/* sendfile() transmits from the zero page. */
	KUNIT_EXPECT_NOT_NULL(test, dma_ptr(zero, PAGE_SIZE, false));
	KUNIT_EXPECT_NULL(test, dma_ptr(zero, 1, true));

	post(fx, 8, 256);
	fx->rx[0].addr = cpu_to_le64(zero);
	KUNIT_EXPECT_EQ(test, receive(fx, 60), MOCK_STAT_DROP_RX_NO_DESC);
	fx->rx[0].addr = cpu_to_le64(buf);
	fx->rx[0].len = 0;
	KUNIT_EXPECT_EQ(test, receive(fx, 60), MOCK_STAT_DROP_RX_NO_DESC);
}

/* ---- Transmit ------------------------------------------------------------- */

static enum mock_fetch fetch(struct fixture *fx)
{
	enum mock_fetch fetch;
	unsigned long flags;

	raw_spin_lock_irqsave(&fx->port.lock, flags);
	fetch = mock_ring_fetch(&fx->fn.tx[0], &fx->xmit);
	if (fetch != MOCK_FETCH_NONE)
		mock_ring_complete(&fx->fn.tx[0], &fx->xmit);
	raw_spin_unlock_irqrestore(&fx->port.lock, flags);
	return fetch;
}

/* A frame of too many descriptors is bad, once, and the next one isn't. */
static void too_many_segments(struct kunit *test)
{
	const unsigned int num = MOCK_MAX_TX_SEGS + 3;
	struct fixture *fx = test->priv;
	unsigned int i;

	for (i = 0; i <= num; i++)
		fx->tx[i] = (struct mock_tx_desc) {
			.addr = cpu_to_le64(virt_to_phys(fx->buf)),
			.len = cpu_to_le32(60),
			.cmd = cpu_to_le32(i < num - 1 ? 0 : MOCK_TXD_EOP |
					   MOCK_TXD_RS),
		};
	mock_queue_wr(&fx->fn, 0, MOCK_Q_TAIL, num + 1);
	KUNIT_EXPECT_EQ(test, fetch(fx), MOCK_FETCH_FRAME);
	KUNIT_EXPECT_TRUE(test, fx->xmit.bad);
	KUNIT_EXPECT_EQ(test, fetch(fx), MOCK_FETCH_REST);
	KUNIT_EXPECT_EQ(test, head(fx, MOCK_TX(0)), num);
	KUNIT_EXPECT_EQ(test, fetch(fx), MOCK_FETCH_FRAME);
	KUNIT_EXPECT_FALSE(test, fx->xmit.bad);
	KUNIT_EXPECT_EQ(test, fetch(fx), MOCK_FETCH_NONE);
	KUNIT_EXPECT_EQ(test, le32_to_cpu(fx->tx[num].status), MOCK_TXD_DD);
}

static void queue_set(struct fixture *fx, unsigned int q, u32 reg, u32 val)
{
	mock_queue_wr(&fx->fn, q, reg, val);
}

/* Rings beyond what the function may use stop and don't start, and RSS has
 * nothing for them, whatever the driver has programmed.
 */
static void queues_are_limited(struct kunit *test)
{
	const u32 rx = MOCK_RX(0) - MOCK_TX(0);
	u64 base = virt_to_phys(((struct fixture *)test->priv)->tx);
	struct fixture *fx = test->priv;
	struct rx_view view;
	unsigned int q;

	fx->fn.queues = 4;
	mock_rings_init(&fx->fn);
	for (q = 1; q < 4; q++) {
		queue_set(fx, q, MOCK_Q_BAL, lower_32_bits(base));
		queue_set(fx, q, MOCK_Q_BAH, upper_32_bits(base));
		queue_set(fx, q, MOCK_Q_LEN, LEN);
		queue_set(fx, q, MOCK_Q_CTL, MOCK_Q_EN);
		queue_set(fx, q, rx + MOCK_Q_BAL, lower_32_bits(base));
		queue_set(fx, q, rx + MOCK_Q_BAH, upper_32_bits(base));
		queue_set(fx, q, rx + MOCK_Q_LEN, LEN);
		queue_set(fx, q, rx + MOCK_Q_CTL, MOCK_Q_EN);
		KUNIT_EXPECT_TRUE(test, fx->fn.tx[q].en && fx->fn.rx[q].en);
	}
	fx->fn.rss = 4;
	fx->frame = (struct mock_frame){ .data = fx->data, .len = 60,
					 .hash = 3 };
	KUNIT_EXPECT_EQ(test, view_make(&view, &fx->fn, &fx->frame, 0), 3u);

	raw_spin_lock_irq(&fx->port.lock);
	mock_rings_limit(&fx->fn, 2);
	KUNIT_EXPECT_EQ(test, view_make(&view, &fx->fn, &fx->frame, 0), 1u);
	raw_spin_unlock_irq(&fx->port.lock);
	KUNIT_EXPECT_TRUE(test, fx->fn.tx[1].en && fx->fn.rx[1].en);
	for (q = 2; q < 4; q++) {
		KUNIT_EXPECT_FALSE(test, fx->fn.tx[q].en || fx->fn.rx[q].en);
		queue_set(fx, q, MOCK_Q_CTL, MOCK_Q_EN);
		queue_set(fx, q, rx + MOCK_Q_CTL, MOCK_Q_EN);
		KUNIT_EXPECT_EQ(test, mock_queue_rd(&fx->fn, q, MOCK_Q_CTL), 0u);
		KUNIT_EXPECT_EQ(test, mock_queue_rd(&fx->fn, q,
						    rx + MOCK_Q_CTL), 0u);
	}

	raw_spin_lock_irq(&fx->port.lock);
	mock_rings_limit(&fx->fn, 0);
	raw_spin_unlock_irq(&fx->port.lock);
	queue_set(fx, 3, MOCK_Q_CTL, MOCK_Q_EN);
	KUNIT_EXPECT_TRUE(test, fx->fn.tx[3].en);
}

static struct kunit_case mock_ring_cases[] = {
	KUNIT_CASE(longest_frame_fits),
	KUNIT_CASE(tiny_buffers),
	KUNIT_CASE(what_forbids_dma),
	KUNIT_CASE(not_memory),
	KUNIT_CASE(too_many_segments),
	KUNIT_CASE(queues_are_limited),
	{ }
};

static struct kunit_suite mock_ring_suite = {
	.name = "mock_ring",
	.init = fixture_init,
	.exit = fixture_exit,
	.test_cases = mock_ring_cases,
};

kunit_test_suite(mock_ring_suite);

MODULE_DESCRIPTION("KUnit tests of the mock NIC's rings");
MODULE_LICENSE("GPL");
