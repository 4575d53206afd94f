// SPDX-License-Identifier: GPL-2.0
/*
 * Receive of the PF's netdev.
 *
 * Owns struct i576_rx_ring. A buffer is a page of a page_pool, mapped as long
 * as the pool has it; a frame longer than a buffer goes on in the next ones,
 * which become fragments of the skb. So a change of MTU needs no new buffers.
 *
 * Locks: none; everything runs in the queue's NAPI context, or while that is
 * off.
 */
#include <linux/dma-mapping.h>
#include <linux/etherdevice.h>
#include <linux/if_vlan.h>
#include <linux/slab.h>

#include "datapath/igb_gro.h"
#include "hw.h"
#include "ring.h"

/* What the longest frame needs. */
#define RX_MAX_BUFS	DIV_ROUND_UP(I576_MAX_FRAME, I576_RX_BUF_LEN)

static unsigned int rx_posted(const struct i576_rx_ring *rx)
{
	return (rx->post - rx->clean) & (rx->len - 1);
}

/* ---- Memory ----------------------------------------------------------------------- */

/**
 * i576_rx_alloc() - allocate the memory of a receive ring
 * @qp: queue pair it is for
 * @rx: ring to set up
 * @len: descriptors, a power of two
 *
 * Return: 0 or a negative errno, and then nothing is allocated.
 */
int i576_rx_alloc(struct i576_qp *qp, struct i576_rx_ring *rx, u16 len)
{
	struct device *dev = &qp->np->hw->pf->pdev->dev;
	struct page_pool_params params = {
		.flags = PP_FLAG_DMA_MAP | PP_FLAG_DMA_SYNC_DEV,
		.pool_size = len,
		.nid = dev_to_node(dev),
		.dev = dev,
		/* XDP's TX sends from where it received. */
		.dma_dir = DMA_BIDIRECTIONAL,
		.max_len = I576_RX_BUF_LEN,
		.offset = I576_RX_HEADROOM,
	};
	int err;

	rx->pool = page_pool_create(&params);
	if (IS_ERR(rx->pool))
		return PTR_ERR(rx->pool);
	err = xdp_rxq_info_reg(&rx->xdp, qp->np->netdev, qp->index,
			       qp->napi.napi_id);
	if (err)
		goto destroy;
	err = xdp_rxq_info_reg_mem_model(&rx->xdp, MEM_TYPE_PAGE_POOL,
					 rx->pool);
	if (err)
		goto unreg;
	err = -ENOMEM;
	rx->page = kvcalloc(len, sizeof(*rx->page), GFP_KERNEL);
	if (!rx->page)
		goto unreg;
	rx->desc = dma_alloc_coherent(dev, len * sizeof(*rx->desc), &rx->dma,
				      GFP_KERNEL);
	if (!rx->desc)
		goto free_page;
	rx->len = len;
	return 0;

free_page:
	kvfree(rx->page);
unreg:
	xdp_rxq_info_unreg(&rx->xdp);
destroy:
	page_pool_destroy(rx->pool);
	return err;
}

/**
 * i576_rx_free() - free the memory of a receive ring
 * @np: the netdev
 * @rx: a drained ring
 */
void i576_rx_free(struct i576_netdev *np, struct i576_rx_ring *rx)
{
	dma_free_coherent(&np->hw->pf->pdev->dev, rx->len * sizeof(*rx->desc),
			  rx->desc, rx->dma);
	kvfree(rx->page);
	xdp_rxq_info_unreg(&rx->xdp);
	page_pool_destroy(rx->pool);
}

/* ---- Buffers ------------------------------------------------------------------------ */

/* Post pages until the ring is full, or there are none. */
static void rx_fill(struct i576_rx_ring *rx)
{
	unsigned int room = rx->len - 1 - rx_posted(rx);
	u16 post = rx->post;

	while (room--) {
		struct page *page = page_pool_dev_alloc_pages(rx->pool);
		union igb_rx_desc *desc = &rx->desc[post];

		if (unlikely(!page))
			break;
		rx->page[post] = page;
		desc->post.addr = cpu_to_le64(page_pool_get_dma_addr(page) +
					      I576_RX_HEADROOM);
		/* Clears DD of the last turn, too. */
		desc->post.hdr_addr = 0;
		post = (post + 1) & (rx->len - 1);
	}
	rx->post = post;
}

static void rx_doorbell(struct i576_rx_ring *rx)
{
	if (rx->told == rx->post)
		return;
	rx->told = rx->post;
	/* The descriptors before the tail that covers them. */
	dma_wmb();
	i576_doorbell(rx->tail, rx->post);
}

/**
 * i576_rx_start() - hand a receive ring with buffers to the device
 * @qp: queue pair, with NAPI off
 *
 * If there is no memory for buffers, NAPI tries again.
 */
void i576_rx_start(struct i576_qp *qp)
{
	struct i576_rx_ring *rx = &qp->rings->rx;
	struct i576 *hw = qp->np->hw;
	u32 reg = I576_RXQ(qp->reg);

	compat_page_pool_set_napi(rx->pool, &qp->napi);
	rx->clean = 0;
	rx->post = 0;
	rx->told = 0;
	rx->tail = hw->addr + reg + I576_Q_TAIL;
	i576_wr(hw, reg + I576_Q_LEN, rx->len * sizeof(*rx->desc));
	i576_wr(hw, reg + I576_Q_BAL, lower_32_bits(rx->dma));
	i576_wr(hw, reg + I576_Q_BAH, upper_32_bits(rx->dma));
	i576_wr(hw, reg + I576_Q_HEAD, 0);
	i576_wr(hw, reg + I576_Q_TAIL, 0);
	i576_wr(hw, reg + I576_Q_SRRCTL, I576_SRRCTL_KB(I576_RX_BUF_KB) |
		I576_SRRCTL_ADV | I576_SRRCTL_DROP_EN);
	i576_wr(hw, reg + I576_Q_DCTL, I576_DCTL_PTHRESH(8) |
		I576_DCTL_HTHRESH(8) | I576_DCTL_WTHRESH(1) | I576_DCTL_EN);
	/* 4.5.9: the tail only once the queue is on. */
	i576_wait(hw, reg + I576_Q_DCTL, I576_DCTL_EN, I576_DCTL_EN, 10000);
	local_bh_disable();
	rx_fill(rx);
	local_bh_enable();
	rx_doorbell(rx);
}

/**
 * i576_rx_drain() - take all buffers out of a receive ring
 * @qp: queue pair; the device has let go of the ring, and NAPI is off
 */
void i576_rx_drain(struct i576_qp *qp)
{
	struct i576_rx_ring *rx = &qp->rings->rx;

	dev_kfree_skb_any(rx->skb);
	rx->skb = NULL;
	rx->discard = false;
	while (rx->clean != rx->post) {
		page_pool_put_full_page(rx->pool, rx->page[rx->clean], false);
		rx->page[rx->clean] = NULL;
		rx->clean = (rx->clean + 1) & (rx->len - 1);
	}
}

/* ---- Frames ---------------------------------------------------------------------------- */

/* Hashes over ports. */
#define RX_L4_TYPES	(BIT(1) | BIT(3) | BIT(6) | BIT(7) | BIT(8) | BIT(9))

static void rx_verdicts(struct i576_qp *qp, const union igb_rx_desc *desc,
			u32 status, struct sk_buff *skb)
{
	netdev_features_t features = qp->np->netdev->features;
	u32 type = le16_to_cpu(desc->done.info) & IGB_RXD_RSS_TYPE;

	if (features & NETIF_F_RXCSUM && status & IGB_RXD_L4CS) {
		if (likely(!(status & (IGB_RXD_L4E | IGB_RXD_IPE))))
			skb->ip_summed = CHECKSUM_UNNECESSARY;
		else
			i576_count_rx(qp, I576_RX_CSUM_ERROR);
	}
	if (type && features & NETIF_F_RXHASH)
		skb_set_hash(skb, le32_to_cpu(desc->done.hash),
			     RX_L4_TYPES & BIT(type) ?
			     PKT_HASH_TYPE_L4 : PKT_HASH_TYPE_L3);
	if (status & IGB_RXD_VP) {
		u16 tci = le16_to_cpu(desc->done.vlan);

		/* The I350 leaves it as it was on the wire, from a VF. */
		if (qp->np->hw->model->has_dvmolr && status & IGB_RXD_LB)
			tci = swab16(tci);
		__vlan_hwaccel_put_tag(skb, htons(ETH_P_8021Q), tci);
	}
}

/* What a poll has received */
struct rx_sum {
	unsigned int packets;
	unsigned int bytes;
	unsigned int multicasts;
};

static void rx_account(struct i576_qp *qp, const struct rx_sum *sum)
{
	u64_stats_update_begin(&qp->rx_sync);
	u64_stats_add(&qp->rx[I576_RX_PACKETS], sum->packets);
	u64_stats_add(&qp->rx[I576_RX_BYTES], sum->bytes);
	u64_stats_add(&qp->rx[I576_RX_MULTICAST], sum->multicasts);
	u64_stats_update_end(&qp->rx_sync);
}

/* A frame is complete: give it to the stack. */
static void rx_deliver(struct i576_qp *qp, const union igb_rx_desc *desc,
		       u32 status, struct sk_buff *skb, struct rx_sum *sum)
{
	u16 type = le16_to_cpu(desc->done.info);

	rx_verdicts(qp, desc, status, skb);
	skb_record_rx_queue(skb, qp->index);
	sum->packets++;
	sum->bytes += skb->len;
	sum->multicasts += is_multicast_ether_addr(skb->data) &&
			   !is_broadcast_ether_addr(skb->data);
	skb->protocol = eth_type_trans(skb, qp->np->netdev);
	igb_receive(&qp->napi, skb, type);
}

/* A frame of @len bytes at @offset into a page, which becomes its. */
static struct sk_buff *rx_build(struct page *page, unsigned int offset,
				unsigned int len)
{
	struct sk_buff *skb = napi_build_skb(page_address(page), PAGE_SIZE);

	if (unlikely(!skb))
		return NULL;
	skb_mark_for_recycle(skb);
	skb_reserve(skb, offset);
	__skb_put(skb, len);
	return skb;
}

/* A frame in one buffer, as nearly all are. */
static void rx_single(struct i576_qp *qp, union igb_rx_desc *desc,
		      u32 status, unsigned int len, struct page *page,
		      struct rx_sum *sum)
{
	struct i576_rx_ring *rx = &qp->rings->rx;
	struct bpf_prog *prog = READ_ONCE(qp->np->prog);
	unsigned int offset = I576_RX_HEADROOM;
	unsigned int meta = 0;
	struct sk_buff *skb;

	if (unlikely(status & IGB_RXD_RXE)) {
		i576_count_rx(qp, I576_RX_ERRORS);
		page_pool_recycle_direct(rx->pool, page);
		return;
	}
	if (prog) {
		struct xdp_buff xdp;

		xdp_init_buff(&xdp, PAGE_SIZE, &rx->xdp);
		xdp_prepare_buff(&xdp, page_address(page), offset, len, true);
		if (i576_xdp_run(qp, prog, &xdp, page))
			return;
		offset = xdp.data - xdp.data_hard_start;
		len = xdp.data_end - xdp.data;
		meta = xdp.data - xdp.data_meta;
	}
	skb = rx_build(page, offset, len);
	if (unlikely(!skb)) {
		i576_count_rx(qp, I576_RX_NO_MEMORY);
		page_pool_recycle_direct(rx->pool, page);
		return;
	}
	if (meta)
		skb_metadata_set(skb, meta);
	rx_deliver(qp, desc, status, skb, sum);
}

/* A buffer of a frame in several. */
static void rx_several(struct i576_qp *qp, union igb_rx_desc *desc,
		       u32 status, unsigned int len, struct page *page,
		       struct rx_sum *sum)
{
	struct i576_rx_ring *rx = &qp->rings->rx;
	struct sk_buff *skb = rx->skb;
	bool end = status & IGB_RXD_EOP;

	/* Programs see whole frames only, and with one there are none such. */
	if (unlikely(!rx->discard && READ_ONCE(qp->np->prog))) {
		i576_count_rx(qp, I576_RX_XDP_DROP);
		rx->discard = true;
	}
	if (!rx->discard && !skb) {
		skb = rx_build(page, I576_RX_HEADROOM, len);
		rx->skb = skb;
		if (skb)
			return;
	} else if (!rx->discard && skb_shinfo(skb)->nr_frags < MAX_SKB_FRAGS) {
		skb_add_rx_frag(skb, skb_shinfo(skb)->nr_frags, page,
				I576_RX_HEADROOM, len, PAGE_SIZE);
		if (!end)
			return;
		rx->skb = NULL;
		if (likely(!(status & IGB_RXD_RXE))) {
			rx_deliver(qp, desc, status, skb, sum);
			return;
		}
		i576_count_rx(qp, I576_RX_ERRORS);
		dev_kfree_skb_any(skb);
		return;
	}
	/* No memory, too long, or the rest of such a frame. */
	if (!rx->discard)
		i576_count_rx(qp, I576_RX_NO_MEMORY);
	page_pool_recycle_direct(rx->pool, page);
	dev_kfree_skb_any(rx->skb);
	rx->skb = NULL;
	rx->discard = !end;
}

/**
 * i576_rx_clean() - receive
 * @qp: queue pair
 * @budget: frames to take at most
 *
 * Context: NAPI.
 *
 * Return: frames taken; with @budget NAPI comes again, also because there was
 * no memory for buffers.
 */
int i576_rx_clean(struct i576_qp *qp, int budget)
{
	struct device *dev = &qp->np->hw->pf->pdev->dev;
	struct i576_rx_ring *rx = &qp->rings->rx;
	struct rx_sum sum = {};
	int frames = 0;

	/* What isn't posted has no page. */
	while (frames < budget && rx->clean != rx->post) {
		union igb_rx_desc *desc = &rx->desc[rx->clean];
		u32 status = le32_to_cpu(READ_ONCE(desc->done.status));
		struct page *page;
		unsigned int len;

		if (!(status & IGB_RXD_DD))
			break;
		/* DD before the rest of the descriptor. */
		dma_rmb();
		len = min_t(unsigned int, le16_to_cpu(desc->done.len),
			    I576_RX_BUF_LEN);
		page = rx->page[rx->clean];
		dma_sync_single_range_for_cpu(dev,
					      page_pool_get_dma_addr(page),
					      I576_RX_HEADROOM, len,
					      DMA_BIDIRECTIONAL);
		rx->clean = (rx->clean + 1) & (rx->len - 1);
		if (likely(status & IGB_RXD_EOP && !rx->skb && !rx->discard))
			rx_single(qp, desc, status, len, page, &sum);
		else
			rx_several(qp, desc, status, len, page, &sum);
		frames += !!(status & IGB_RXD_EOP);
		if (rx->len - rx_posted(rx) > I576_RX_BATCH) {
			rx_fill(rx);
			rx_doorbell(rx);
		}
	}
	if (sum.packets)
		rx_account(qp, &sum);
	if (READ_ONCE(qp->np->prog))
		i576_xdp_flush(qp);
	if (likely(rx_posted(rx) >= RX_MAX_BUFS))
		return frames;
	/* Too few for some frame, perhaps the only ones that come: there may
	 * be no other interrupt.
	 */
	rx_fill(rx);
	rx_doorbell(rx);
	return rx_posted(rx) >= RX_MAX_BUFS ? frames : budget;
}
