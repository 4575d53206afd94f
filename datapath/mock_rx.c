// SPDX-License-Identifier: GPL-2.0
/*
 * Receive side of the mock NIC's data path.
 *
 * Owns struct mock_rx_ring. Buffers are 2 KiB parts of order-0 pages whatever
 * the MTU: a longer frame goes on in the next buffers, which become fragments
 * of the skb. So a change of MTU needs no new buffers, and an idle ring of
 * 128 descriptors costs 256 KiB.
 *
 * A page stays mapped while the ring has it. Retired pages wait in a short
 * queue; when the oldest one's readers are done it's posted again without
 * the allocator and the IOMMU. Unlike with a page_pool, the driver needs no
 * page back before it can be unbound: closing the ring unmaps everything, and
 * skbs still around only hold references to plain pages.
 *
 * Locks: none; everything runs in the queue's NAPI context, or while that is
 * off.
 */
#include <linux/dma-mapping.h>
#include <linux/etherdevice.h>
#include <linux/if_vlan.h>
#include <linux/slab.h>

#include "mock_txrx.h"

/* The pages are seen by others while they are mapped, so the CPU's cache is
 * taken care of buffer by buffer.
 */
#define MOCK_RX_DMA_ATTR	DMA_ATTR_SKIP_CPU_SYNC

/* What the longest frame needs. */
#define MOCK_RX_MAX_BUFS	DIV_ROUND_UP(MOCK_MAX_FRAME + VLAN_HLEN, \
					     MOCK_RX_BUF_LEN)
/* When to try again for memory, if there wasn't even that for so much. */
#define MOCK_RX_RETRY		(HZ / 50)

static void mock_rx_count(struct mock_qp *qp, enum mock_rx_counter counter)
{
	u64_stats_update_begin(&qp->count->rx_sync);
	u64_stats_inc(&qp->count->rx[counter]);
	u64_stats_update_end(&qp->count->rx_sync);
}

/* ---- Pages --------------------------------------------------------------- */

static void mock_rx_page_put(struct device *dev, struct mock_rx_page *page)
{
	if (!page->page)
		return;
	dma_unmap_page_attrs(dev, page->dma, PAGE_SIZE, DMA_FROM_DEVICE,
			     MOCK_RX_DMA_ATTR);
	put_page(page->page);
	page->page = NULL;
}

static int mock_rx_page_alloc(struct device *dev, struct mock_rx_page *page,
			      gfp_t gfp)
{
	page->page = alloc_page(gfp | __GFP_NOWARN);
	if (!page->page)
		return -ENOMEM;
	page->dma = dma_map_page_attrs(dev, page->page, 0, PAGE_SIZE,
				       DMA_FROM_DEVICE, MOCK_RX_DMA_ATTR);
	if (dma_mapping_error(dev, page->dma)) {
		__free_page(page->page);
		page->page = NULL;
		return -ENOMEM;
	}
	return 0;
}

/* Take the oldest retired page if nobody reads it any more. */
static bool mock_rx_page_reuse(struct mock_rx_ring *rx,
			       struct mock_rx_page *page)
{
	struct mock_rx_page *oldest = &rx->spare[rx->spare_head];

	if (!rx->spare_num || page_ref_count(oldest->page) != 1)
		return false;
	*page = *oldest;
	oldest->page = NULL;
	rx->spare_head = (rx->spare_head + 1) & (rx->spare_size - 1);
	rx->spare_num--;
	return true;
}

/* All buffers of the page were received. */
static void mock_rx_page_retire(struct device *dev, struct mock_rx_ring *rx,
				struct mock_rx_page *page)
{
	struct mock_rx_page *slot;

	/* Not worth keeping: remote memory, or from the emergency reserve. */
	if (!dev_page_is_reusable(page->page)) {
		mock_rx_page_put(dev, page);
		return;
	}
	if (rx->spare_num == rx->spare_size) {
		mock_rx_page_put(dev, &rx->spare[rx->spare_head]);
		rx->spare_head = (rx->spare_head + 1) & (rx->spare_size - 1);
		rx->spare_num--;
	}
	slot = &rx->spare[(rx->spare_head + rx->spare_num) &
			  (rx->spare_size - 1)];
	*slot = *page;
	page->page = NULL;
	rx->spare_num++;
}

/* ---- Ring ---------------------------------------------------------------- */

static struct mock_rx_page *mock_rx_page_of(const struct mock_rx_ring *rx,
					    u16 i)
{
	return &rx->pages[i / MOCK_RX_GROUP];
}

static unsigned int mock_rx_offset(u16 i)
{
	return i % MOCK_RX_GROUP * MOCK_RX_BUF_SIZE + MOCK_RX_HEADROOM;
}

/* Write the descriptors of the group at @i, whose page is there. */
static void mock_rx_post_group(struct device *dev, struct mock_rx_ring *rx,
			       u16 i)
{
	struct mock_rx_page *page = mock_rx_page_of(rx, i);
	u16 end = i + MOCK_RX_GROUP;

	for (; i < end; i++) {
		unsigned int offset = mock_rx_offset(i);

		dma_sync_single_range_for_device(dev, page->dma, offset,
						 MOCK_RX_BUF_LEN,
						 DMA_FROM_DEVICE);
		rx->desc[i] = (struct mock_rx_desc) {
			.addr = cpu_to_le64(page->dma + offset),
			.len = cpu_to_le32(MOCK_RX_BUF_LEN),
		};
	}
}

static unsigned int mock_rx_posted(const struct mock_rx_ring *rx)
{
	return (rx->post - rx->clean) & (rx->len - 1);
}

/* Descriptors that could be posted; one stays free, so that full and empty
 * differ.
 */
static unsigned int mock_rx_unposted(const struct mock_rx_ring *rx)
{
	return (rx->clean - rx->post - 1) & (rx->len - 1);
}

/* Post as many groups as there are free. Without a @qp it's a ring that isn't
 * in use yet: nothing to count.
 */
static int mock_rx_fill(struct device *dev, struct mock_qp *qp,
			struct mock_rx_ring *rx, gfp_t gfp)
{
	unsigned int fresh = 0, reused = 0;
	int err = 0;

	while (mock_rx_unposted(rx) >= MOCK_RX_GROUP) {
		struct mock_rx_page *page = mock_rx_page_of(rx, rx->post);

		if (mock_rx_page_reuse(rx, page)) {
			reused++;
		} else {
			err = mock_rx_page_alloc(dev, page, gfp);
			if (err)
				break;
			fresh++;
		}
		mock_rx_post_group(dev, rx, rx->post);
		rx->post = (rx->post + MOCK_RX_GROUP) & (rx->len - 1);
	}
	if (qp) {
		u64_stats_update_begin(&qp->count->rx_sync);
		u64_stats_add(&qp->count->rx[MOCK_RX_PAGE_NEW], fresh);
		u64_stats_add(&qp->count->rx[MOCK_RX_PAGE_REUSED], reused);
		u64_stats_update_end(&qp->count->rx_sync);
	}
	return err;
}

static void mock_rx_doorbell(struct mock_qp *qp)
{
	/* The descriptors before the tail that covers them. */
	dma_wmb();
	mock_wr(qp->dp->hw, MOCK_RX(qp->index) + MOCK_Q_TAIL,
		qp->rings->rx.post);
}

/**
 * mock_rx_free() - free a receive ring with its buffers
 * @dp: data path
 * @rx: a ring the device has let go of, or one that was never set up
 */
void mock_rx_free(struct mock_dp *dp, struct mock_rx_ring *rx)
{
	struct device *dev = &dp->pdev->dev;
	unsigned int i;

	for (i = 0; rx->pages && i < rx->len / MOCK_RX_GROUP; i++)
		mock_rx_page_put(dev, &rx->pages[i]);
	for (i = 0; rx->spare && i < rx->spare_size; i++)
		mock_rx_page_put(dev, &rx->spare[i]);
	if (rx->desc)
		dma_free_coherent(dev, rx->len * sizeof(*rx->desc), rx->desc,
				  rx->dma);
	kvfree(rx->pages);
	kfree(rx->spare);
	dev_kfree_skb_any(rx->skb);
	memset(rx, 0, sizeof(*rx));
}

/**
 * mock_rx_alloc() - allocate a receive ring with its buffers
 * @dp: data path
 * @rx: zeroed ring to set up
 * @len: descriptors, a power of two
 *
 * Return: 0 or -ENOMEM, and then nothing is allocated.
 */
int mock_rx_alloc(struct mock_dp *dp, struct mock_rx_ring *rx, u16 len)
{
	unsigned int groups = len / MOCK_RX_GROUP;
	const unsigned int room = MOCK_RX_BUF_LEN;
	struct device *dev = &dp->pdev->dev;

	/* Frames up to the standard MTU, with a tag, fit into one buffer, and
	 * the longest into one skb.
	 */
	BUILD_BUG_ON(room < ETH_FRAME_LEN + VLAN_HLEN);
	BUILD_BUG_ON(room * MAX_SKB_FRAGS < MOCK_MAX_FRAME + VLAN_HLEN);
	BUILD_BUG_ON(2 * MOCK_RX_GROUP + MOCK_RX_MAX_BUFS > MOCK_MIN_DESC);

	rx->len = len;
	rx->spare_size = min_t(unsigned int, groups / 2, MOCK_RX_MAX_SPARE);
	rx->pages = kvcalloc(groups, sizeof(*rx->pages), GFP_KERNEL);
	rx->spare = kcalloc(rx->spare_size, sizeof(*rx->spare), GFP_KERNEL);
	rx->desc = dma_alloc_coherent(dev, len * sizeof(*rx->desc), &rx->dma,
				      GFP_KERNEL);
	if (!rx->pages || !rx->spare || !rx->desc ||
	    mock_rx_fill(dev, NULL, rx, GFP_KERNEL)) {
		mock_rx_free(dp, rx);
		return -ENOMEM;
	}
	return 0;
}

/**
 * mock_rx_start() - hand a receive ring with its buffers to the device
 * @qp: queue pair; the ring is fresh or was reset
 */
void mock_rx_start(struct mock_qp *qp)
{
	struct mock_rx_ring *rx = &qp->rings->rx;
	struct mock_hw *hw = qp->dp->hw;
	u32 reg = MOCK_RX(qp->index);

	mock_wr(hw, reg + MOCK_Q_BAL, lower_32_bits(rx->dma));
	mock_wr(hw, reg + MOCK_Q_BAH, upper_32_bits(rx->dma));
	mock_wr(hw, reg + MOCK_Q_LEN, rx->len);
	mock_wr(hw, reg + MOCK_Q_CTL, MOCK_Q_EN);
	mock_rx_doorbell(qp);
}

/**
 * mock_rx_reset() - make a receive ring ready for another mock_rx_start()
 * @qp: queue pair; the device has let go of the ring, and NAPI is off
 *
 * Received frames that nobody looked at are forgotten. Can't fail: it posts
 * the pages it has, and the first poll gets the others.
 */
void mock_rx_reset(struct mock_qp *qp)
{
	struct mock_rx_ring *rx = &qp->rings->rx;
	unsigned int groups = rx->len / MOCK_RX_GROUP;
	struct device *dev = &qp->dp->pdev->dev;
	unsigned int i, have = 0;

	dev_kfree_skb_any(rx->skb);
	rx->skb = NULL;
	rx->more = false;
	rx->discard = false;

	/* Pages whose first buffers were received may have readers. */
	for (i = 0; i < groups; i++) {
		struct mock_rx_page *page = &rx->pages[i];

		if (page->page && page_ref_count(page->page) != 1)
			mock_rx_page_retire(dev, rx, page);
		if (!page->page)
			continue;
		swap(rx->pages[have], *page);
		have++;
	}
	rx->clean = 0;
	rx->post = 0;
	/* Empty and full must differ: one group stays out. */
	if (have == groups)
		mock_rx_page_retire(dev, rx, &rx->pages[--have]);
	for (i = 0; i < have; i++) {
		mock_rx_post_group(dev, rx, rx->post);
		rx->post += MOCK_RX_GROUP;
	}
	/* The others may have the DD of their last turn. */
	for (i = rx->post; i < rx->len; i++)
		rx->desc[i].status = 0;
}

/* ---- Frames -------------------------------------------------------------- */

/* Put a buffer into the frame at hand. False: no memory for it. */
static bool mock_rx_add(struct mock_qp *qp, struct mock_rx_page *page,
			unsigned int offset, unsigned int len)
{
	struct mock_rx_ring *rx = &qp->rings->rx;
	struct sk_buff *skb = rx->skb;
	void *start;

	if (!skb) {
		start = page_address(page->page) + offset - MOCK_RX_HEADROOM;
		skb = napi_build_skb(start, MOCK_RX_BUF_SIZE);
		if (unlikely(!skb))
			return false;
		skb_reserve(skb, MOCK_RX_HEADROOM);
		__skb_put(skb, len);
		rx->skb = skb;
	} else {
		if (unlikely(skb_shinfo(skb)->nr_frags == MAX_SKB_FRAGS))
			return false;
		skb_add_rx_frag(skb, skb_shinfo(skb)->nr_frags, page->page,
				offset, len, MOCK_RX_BUF_SIZE);
	}
	get_page(page->page);
	return true;
}

static void mock_rx_checksum(struct mock_qp *qp, struct sk_buff *skb,
			     u32 status)
{
	if (!(qp->dp->netdev->features & NETIF_F_RXCSUM))
		return;
	if (status & MOCK_RXD_CSUM_OK)
		skb->ip_summed = CHECKSUM_UNNECESSARY;
	else if (status & MOCK_RXD_CSUM_BAD)
		mock_rx_count(qp, MOCK_RX_CSUM_ERROR);
}

/* The frame at hand is complete: give it to the stack. */
static void mock_rx_deliver(struct mock_qp *qp)
{
	struct net_device *netdev = qp->dp->netdev;
	struct mock_rx_ring *rx = &qp->rings->rx;
	struct sk_buff *skb = rx->skb;
	u32 status = rx->status;

	rx->skb = NULL;
	if (unlikely(skb_headlen(skb) < ETH_HLEN)) {
		mock_rx_count(qp, MOCK_RX_BAD_DESC);
		dev_kfree_skb_any(skb);
		return;
	}
	mock_rx_checksum(qp, skb, status);
	/* A checksum verdict says that the device saw a whole TCP or UDP
	 * segment, so its ports are in the hash.
	 */
	if (rx->hash && netdev->features & NETIF_F_RXHASH)
		skb_set_hash(skb, rx->hash,
			     status & (MOCK_RXD_CSUM_OK | MOCK_RXD_CSUM_BAD) ?
			     PKT_HASH_TYPE_L4 : PKT_HASH_TYPE_L3);
	if (status & MOCK_RXD_VLAN)
		__vlan_hwaccel_put_tag(skb, htons(ETH_P_8021Q), rx->vlan_tci);
	skb_record_rx_queue(skb, qp->index);

	u64_stats_update_begin(&qp->count->rx_sync);
	u64_stats_inc(&qp->count->rx[MOCK_RX_PACKETS]);
	u64_stats_add(&qp->count->rx[MOCK_RX_BYTES], skb->len);
	if (is_multicast_ether_addr(skb->data) &&
	    !is_broadcast_ether_addr(skb->data))
		u64_stats_inc(&qp->count->rx[MOCK_RX_MULTICAST]);
	u64_stats_update_end(&qp->count->rx_sync);

	skb->protocol = eth_type_trans(skb, netdev);
	napi_gro_receive(&qp->napi, skb);
}

/* Give up the frame at hand, up to and including its last descriptor. */
static void mock_rx_discard(struct mock_qp *qp, enum mock_rx_counter why)
{
	struct mock_rx_ring *rx = &qp->rings->rx;

	mock_rx_count(qp, why);
	dev_kfree_skb_any(rx->skb);
	rx->skb = NULL;
	rx->discard = true;
}

/* Take the descriptor at @rx->clean, whose DD was seen. Returns whether it
 * ended a frame.
 */
static bool mock_rx_take(struct mock_qp *qp, u32 status)
{
	struct mock_rx_ring *rx = &qp->rings->rx;
	struct mock_rx_desc *desc = &rx->desc[rx->clean];
	struct mock_rx_page *page = mock_rx_page_of(rx, rx->clean);
	unsigned int len = le16_to_cpu(desc->pkt_len);
	unsigned int offset = mock_rx_offset(rx->clean);
	struct device *dev = &qp->dp->pdev->dev;

	if (!rx->more) {
		rx->more = true;
		rx->status = 0;
		rx->hash = le32_to_cpu(desc->rss_hash);
	}
	rx->status |= status;
	if (status & MOCK_RXD_VLAN)
		rx->vlan_tci = le16_to_cpu(desc->vlan_tci);
	/* Or else this turn's DD would be taken for the next turn's. */
	desc->status = 0;

	if (unlikely(!len || len > MOCK_RX_BUF_LEN)) {
		if (!rx->discard)
			mock_rx_discard(qp, MOCK_RX_BAD_DESC);
	} else if (!rx->discard) {
		dma_sync_single_range_for_cpu(dev, page->dma, offset, len,
					      DMA_FROM_DEVICE);
		if (unlikely(!mock_rx_add(qp, page, offset, len)))
			mock_rx_discard(qp, MOCK_RX_NO_MEMORY);
	}
	rx->clean = (rx->clean + 1) & (rx->len - 1);
	if (!(rx->clean % MOCK_RX_GROUP))
		mock_rx_page_retire(dev, rx, page);
	if (!(status & MOCK_RXD_EOP))
		return false;

	if (!rx->discard)
		mock_rx_deliver(qp);
	rx->more = false;
	rx->discard = false;
	return true;
}

/**
 * mock_rx_clean() - receive
 * @qp: queue pair
 * @budget: frames to take at most
 *
 * Context: NAPI.
 *
 * Return: frames taken; with @budget NAPI comes again.
 */
int mock_rx_clean(struct mock_qp *qp, int budget)
{
	struct mock_rx_ring *rx = &qp->rings->rx;
	u16 posted = rx->post;
	int frames = 0;

	/* What isn't posted has no page. */
	while (frames < budget && rx->clean != rx->post) {
		u32 status = le32_to_cpu(READ_ONCE(rx->desc[rx->clean].status));

		if (!(status & MOCK_RXD_DD))
			break;
		/* DD before the rest of the descriptor. */
		dma_rmb();
		frames += mock_rx_take(qp, status);
		if (mock_rx_unposted(rx) >= rx->len / 4)
			mock_rx_fill(&qp->dp->pdev->dev, qp, rx, GFP_ATOMIC);
		if (rx->post != posted) {
			posted = rx->post;
			mock_rx_doorbell(qp);
		}
	}
	mock_rx_fill(&qp->dp->pdev->dev, qp, rx, GFP_ATOMIC);
	if (rx->post != posted)
		mock_rx_doorbell(qp);
	/* With too few posted for some frame, perhaps the only ones that come,
	 * there may be no other interrupt: try again for memory.
	 */
	if (unlikely(mock_rx_posted(rx) < MOCK_RX_MAX_BUFS))
		schedule_delayed_work(&qp->dp->refill_work, MOCK_RX_RETRY);
	return frames;
}
