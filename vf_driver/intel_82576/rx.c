// SPDX-License-Identifier: GPL-2.0
/*
 * Receive side of the 82576's VF.
 *
 * Owns struct ivf_rx_ring. A buffer is a page of a page_pool, of which the
 * device gets 3 KiB whatever the MTU: a longer frame goes on in the next
 * buffers, which become fragments of the skb. When an skb is freed its pages
 * go back to the pool, mapped as they are.
 *
 * Locks: none; everything runs in NAPI, or while that is off.
 */
#include <linux/bitfield.h>
#include <linux/dma-mapping.h>
#include <linux/slab.h>

#include "datapath/igb_gro.h"
#include "ivf.h"

/* What the longest frame needs. */
#define IVF_RX_MAX_BUFS		DIV_ROUND_UP(IVF_MAX_MTU + VLAN_ETH_HLEN + \
					     VLAN_HLEN, IVF_RX_BUF_LEN)
/* When to try again for memory, if there wasn't even that for so much. */
#define IVF_RX_RETRY		(HZ / 50)

static_assert(IVF_RX_HEADROOM + IVF_RX_BUF_LEN <= SKB_WITH_OVERHEAD(PAGE_SIZE));
static_assert(IVF_RX_MAX_BUFS + IVF_RX_BATCH < IVF_MIN_DESC);
static_assert(IVF_MIN_DESC % IVF_RX_BATCH == 0);

static unsigned int ivf_rx_posted(const struct ivf_rx_ring *rx)
{
	return (rx->post - rx->clean) & rx->mask;
}

/* Descriptors that could be posted; one stays free, so that full and empty
 * differ.
 */
static unsigned int ivf_rx_unposted(const struct ivf_rx_ring *rx)
{
	return (rx->clean - rx->post - 1) & rx->mask;
}

/* Post buffers in groups. False: there was no memory. */
static bool ivf_rx_fill(struct ivf_rx_ring *rx, gfp_t gfp)
{
	unsigned int n;

	while (ivf_rx_unposted(rx) >= IVF_RX_BATCH) {
		for (n = 0; n < IVF_RX_BATCH; n++) {
			union igb_rx_desc *desc = &rx->desc[rx->post];
			struct page *page;

			page = page_pool_alloc_pages(rx->pool, gfp);
			if (unlikely(!page))
				return false;
			rx->page[rx->post] = page;
			desc->post.addr =
				cpu_to_le64(page_pool_get_dma_addr(page) +
					    IVF_RX_HEADROOM);
			/* And no DD of its last turn */
			desc->post.hdr_addr = 0;
			rx->post = (rx->post + 1) & rx->mask;
		}
	}
	return true;
}

static struct page_pool *ivf_rx_pool(struct ivf *vf, u16 len)
{
	struct page_pool_params params = {
		.flags = PP_FLAG_DMA_MAP | PP_FLAG_DMA_SYNC_DEV,
		.pool_size = len,
		.nid = dev_to_node(ivf_dev(vf)),
		.dev = ivf_dev(vf),
		/* XDP sends them back. */
		.dma_dir = DMA_BIDIRECTIONAL,
		.offset = IVF_RX_HEADROOM,
		.max_len = IVF_RX_BUF_LEN,
	};

	return page_pool_create(&params);
}

/* Take the pages back that the device has let go of. */
static void ivf_rx_empty(struct ivf_rx_ring *rx)
{
	dev_kfree_skb_any(rx->skb);
	rx->skb = NULL;
	rx->discard = false;
	for (; rx->clean != rx->post; rx->clean = (rx->clean + 1) & rx->mask)
		page_pool_put_full_page(rx->pool, rx->page[rx->clean], false);
}

/**
 * ivf_rx_free() - free a receive ring with its buffers
 * @vf: the VF
 * @rx: a ring the device has let go of, or a zeroed one
 */
void ivf_rx_free(struct ivf *vf, struct ivf_rx_ring *rx)
{
	if (rx->pool) {
		ivf_rx_empty(rx);
		if (xdp_rxq_info_is_reg(&rx->rxq))
			xdp_rxq_info_unreg(&rx->rxq);
		page_pool_destroy(rx->pool);
	}
	if (rx->desc)
		dma_free_coherent(ivf_dev(vf),
				  (rx->mask + 1) * sizeof(*rx->desc),
				  rx->desc, rx->dma);
	kvfree(rx->page);
	memset(rx, 0, sizeof(*rx));
}

/**
 * ivf_rx_alloc() - allocate a receive ring with its buffers
 * @vf: the VF
 * @rx: zeroed ring to set up
 * @len: descriptors, a power of two
 *
 * Return: 0 or a negative errno, and then nothing is allocated.
 */
int ivf_rx_alloc(struct ivf *vf, struct ivf_rx_ring *rx, u16 len)
{
	struct page_pool *pool;
	int err;

	rx->mask = len - 1;
	rx->tail = vf->regs + IVF_RDT;
	pool = ivf_rx_pool(vf, len);
	if (IS_ERR(pool))
		return PTR_ERR(pool);
	rx->pool = pool;
	rx->page = kvcalloc(len, sizeof(*rx->page), GFP_KERNEL);
	rx->desc = dma_alloc_coherent(ivf_dev(vf), len * sizeof(*rx->desc),
				      &rx->dma, GFP_KERNEL);
	err = rx->page && rx->desc && ivf_rx_fill(rx, GFP_KERNEL) ? 0 :
								    -ENOMEM;
	if (!err)
		err = xdp_rxq_info_reg(&rx->rxq, vf->vfd.netdev, 0,
				       vf->napi.napi_id);
	if (!err)
		err = xdp_rxq_info_reg_mem_model(&rx->rxq, MEM_TYPE_PAGE_POOL,
						 pool);
	if (err)
		ivf_rx_free(vf, rx);
	return err;
}

/**
 * ivf_rx_doorbell() - tell the device how far the ring is posted
 * @rx: ring that the device works on
 */
void ivf_rx_doorbell(struct ivf_rx_ring *rx)
{
	/* Orders it after the descriptors, too. */
	writel(rx->post, rx->tail);
}

/**
 * ivf_rx_start() - hand the receive ring to the device
 * @vf: the VF, with queue and NAPI off; the ring is fresh or was reset
 *
 * The device takes the tail, ivf_rx_doorbell(), when it has enabled the queue.
 */
void ivf_rx_start(struct ivf *vf)
{
	struct ivf_rx_ring *rx = &vf->rings->rx;

	compat_page_pool_set_napi(rx->pool, &vf->napi);
	ivf_wr(vf, IVF_RDBAL, lower_32_bits(rx->dma));
	ivf_wr(vf, IVF_RDBAH, upper_32_bits(rx->dma));
	ivf_wr(vf, IVF_RDLEN, (rx->mask + 1) * sizeof(*rx->desc));
	ivf_wr(vf, IVF_RDH, 0);
	ivf_wr(vf, IVF_RDT, 0);
	ivf_wr(vf, IVF_SRRCTL, IVF_SRRCTL_DROP_EN |
	       FIELD_PREP(IVF_SRRCTL_DESCTYPE, IVF_DESCTYPE_ADV) |
	       FIELD_PREP(IVF_SRRCTL_BSIZE, IVF_RX_BUF_KIB));
	/* Written back one by one: nobody waits for a group to be full. */
	ivf_wr(vf, IVF_RXDCTL, IVF_XDCTL_ENABLE |
	       FIELD_PREP(IVF_RXDCTL_PTHRESH, 16) |
	       FIELD_PREP(IVF_RXDCTL_HTHRESH, 8) |
	       FIELD_PREP(IVF_RXDCTL_WTHRESH, 1));
}

/**
 * ivf_rx_reset() - make the receive ring ready for another ivf_rx_start()
 * @vf: the VF; the device has let go of the ring, and NAPI is off
 *
 * Received frames that nobody looked at are forgotten. Can't fail: the pages
 * that the ring had are in the pool now, and the first poll gets what lacks.
 */
void ivf_rx_reset(struct ivf *vf)
{
	struct ivf_rx_ring *rx = &vf->rings->rx;

	ivf_rx_empty(rx);
	rx->clean = 0;
	rx->post = 0;
	ivf_rx_fill(rx, GFP_KERNEL | __GFP_NOWARN);
}

/* ---- Frames -------------------------------------------------------------- */

/* Put a buffer into the frame at hand; takes the page. False: no memory. */
static bool ivf_rx_add(struct ivf *vf, struct page *page, unsigned int offset,
		       unsigned int len)
{
	struct ivf_rx_ring *rx = &vf->rings->rx;
	struct sk_buff *skb = rx->skb;

	if (likely(!skb)) {
		skb = napi_build_skb(page_address(page), PAGE_SIZE);
		if (unlikely(!skb))
			return false;
		skb_mark_for_recycle(skb);
		skb_reserve(skb, offset);
		__skb_put(skb, len);
		rx->skb = skb;
		return true;
	}
	if (unlikely(skb_shinfo(skb)->nr_frags == MAX_SKB_FRAGS))
		return false;
	skb_add_rx_frag(skb, skb_shinfo(skb)->nr_frags, page, offset, len,
			PAGE_SIZE);
	return true;
}

static void ivf_rx_checksum(struct ivf *vf, struct sk_buff *skb, u32 status)
{
	if (status & IGB_RXD_IXSM ||
	    !(status & (IGB_RXD_L4CS | IGB_RXD_UDPCS)) ||
	    !(vf->vfd.netdev->features & NETIF_F_RXCSUM))
		return;
	if (unlikely(status & (IGB_RXD_L4E | IGB_RXD_IPE)))
		ivf_count_napi(vf, IVF_RX_CSUM_ERROR);
	else
		skb->ip_summed = CHECKSUM_UNNECESSARY;
}

/* The tag of a port VLAN isn't the VF's: it doesn't know that VLAN. */
static void ivf_rx_vlan(struct ivf *vf, struct sk_buff *skb, u32 status,
			__le16 vlan)
{
	u16 tci = le16_to_cpu(vlan);

	if (vf->swapped_tag && status & IGB_RXD_LB)
		tci = swab16(tci);
	if (test_bit(tci & VLAN_VID_MASK, vf->vfd.vlans))
		__vlan_hwaccel_put_tag(skb, htons(ETH_P_8021Q), tci);
}

/* The frame at hand is complete: give it to the stack. */
static void ivf_rx_deliver(struct ivf *vf, const union igb_rx_desc *desc,
			   u32 status)
{
	struct ivf_rx_ring *rx = &vf->rings->rx;
	u16 type = le16_to_cpu(desc->done.info);
	struct sk_buff *skb = rx->skb;

	rx->skb = NULL;
	ivf_rx_checksum(vf, skb, status);
	if (status & IGB_RXD_VP)
		ivf_rx_vlan(vf, skb, status, desc->done.vlan);
	skb->protocol = eth_type_trans(skb, vf->vfd.netdev);
	igb_receive(&vf->napi, skb, type);
}

/* Give up the frame at hand, up to and including its last descriptor. */
static void ivf_rx_discard(struct ivf *vf, struct page *page,
			   enum ivf_counter why)
{
	struct ivf_rx_ring *rx = &vf->rings->rx;

	if (!rx->discard)
		ivf_count_napi(vf, why);
	page_pool_put_full_page(rx->pool, page, true);
	dev_kfree_skb_any(rx->skb);
	rx->skb = NULL;
	rx->discard = true;
}

/* What a poll has received */
struct ivf_rx_sum {
	unsigned int packets;
	unsigned int bytes;
	unsigned int multicasts;
};

static void ivf_rx_account(struct ivf *vf, const struct ivf_rx_sum *sum)
{
	u64_stats_t *val = vf->count.val;

	u64_stats_update_begin(&vf->count.napi_sync);
	u64_stats_add(&val[IVF_RX_PACKETS], sum->packets);
	u64_stats_add(&val[IVF_RX_BYTES], sum->bytes);
	u64_stats_add(&val[IVF_RX_MULTICAST], sum->multicasts);
	u64_stats_update_end(&vf->count.napi_sync);
}

/* Nothing that could be part of a frame */
static bool ivf_rx_bad(const struct ivf_rx_ring *rx, unsigned int len,
		       u32 status)
{
	return len > IVF_RX_BUF_LEN || len < (rx->skb ? 1 : ETH_HLEN) ||
	       status & IGB_RXD_RXE;
}

/* Show a buffer that was received to the XDP program. */
static void ivf_rx_xdp(struct ivf *vf, struct bpf_prog *prog,
		       struct page *page, unsigned int len,
		       const union igb_rx_desc *desc, u32 status)
{
	struct ivf_rx_ring *rx = &vf->rings->rx;
	unsigned int meta;
	struct xdp_buff xdp;

	/* A frame of several, longer than the MTU allows */
	if (unlikely(rx->skb || !(status & IGB_RXD_EOP))) {
		ivf_rx_discard(vf, page, IVF_RX_BAD);
		return;
	}
	xdp_init_buff(&xdp, PAGE_SIZE, &rx->rxq);
	xdp_prepare_buff(&xdp, page_address(page), IVF_RX_HEADROOM, len, true);
	if (!ivf_xdp_run(vf, prog, &xdp))
		return;
	if (unlikely(!ivf_rx_add(vf, page, xdp.data - xdp.data_hard_start,
				 xdp.data_end - xdp.data))) {
		ivf_rx_discard(vf, page, IVF_RX_NO_MEMORY);
		return;
	}
	meta = xdp.data - xdp.data_meta;
	if (meta)
		skb_metadata_set(rx->skb, meta);
	ivf_rx_deliver(vf, desc, status);
}

static bool ivf_is_multicast(const void *frame)
{
	return is_multicast_ether_addr(frame) &&
	       !is_broadcast_ether_addr(frame);
}

/* Take the descriptor at @rx->clean, whose DD was seen, and count the frame if
 * that is its end.
 */
static void ivf_rx_take(struct ivf *vf, struct bpf_prog *prog, u32 status,
			struct ivf_rx_sum *sum)
{
	struct ivf_rx_ring *rx = &vf->rings->rx;
	union igb_rx_desc *desc = &rx->desc[rx->clean];
	unsigned int len = le16_to_cpu(desc->done.len);
	struct page *page = rx->page[rx->clean];

	rx->clean = (rx->clean + 1) & rx->mask;
	if (unlikely(rx->discard || ivf_rx_bad(rx, len, status))) {
		ivf_rx_discard(vf, page, IVF_RX_BAD);
		goto end;
	}
	dma_sync_single_range_for_cpu(ivf_dev(vf), page_pool_get_dma_addr(page),
				      IVF_RX_HEADROOM, len, DMA_BIDIRECTIONAL);
	sum->bytes += len;
	if (!rx->skb && ivf_is_multicast(page_address(page) + IVF_RX_HEADROOM))
		sum->multicasts++;
	if (prog)
		ivf_rx_xdp(vf, prog, page, len, desc, status);
	else if (unlikely(!ivf_rx_add(vf, page, IVF_RX_HEADROOM, len)))
		ivf_rx_discard(vf, page, IVF_RX_NO_MEMORY);
	else if (likely(status & IGB_RXD_EOP))
		ivf_rx_deliver(vf, desc, status);
end:
	if (likely(status & IGB_RXD_EOP)) {
		sum->packets += !rx->discard;
		rx->discard = false;
	}
}

/* Post what lacks. */
static void ivf_rx_refill(struct ivf *vf)
{
	struct ivf_rx_ring *rx = &vf->rings->rx;
	u16 posted = rx->post;

	ivf_rx_fill(rx, GFP_ATOMIC | __GFP_NOWARN);
	if (rx->post != posted)
		ivf_rx_doorbell(rx);
}

/**
 * ivf_rx_clean() - receive
 * @vf: the VF
 * @budget: descriptors to take at most
 *
 * Context: NAPI.
 *
 * Return: descriptors taken; with @budget NAPI comes again.
 */
int ivf_rx_clean(struct ivf *vf, int budget)
{
	/* Of NAPI or of the process that polls it: RCU is held. */
	struct bpf_prog *prog = READ_ONCE(vf->prog);
	struct ivf_rx_ring *rx = &vf->rings->rx;
	struct ivf_rx_sum sum = {};
	int taken = 0;

	/* What isn't posted has no page. */
	while (taken < budget && rx->clean != rx->post) {
		u32 status = le32_to_cpu(READ_ONCE(rx->desc[rx->clean].done.status));

		if (!(status & IGB_RXD_DD))
			break;
		/* DD before the rest of the descriptor. */
		dma_rmb();
		taken++;
		ivf_rx_take(vf, prog, status, &sum);
		if (ivf_rx_unposted(rx) >= 2 * IVF_RX_BATCH)
			ivf_rx_refill(vf);
	}
	if (ivf_rx_unposted(rx) >= IVF_RX_BATCH)
		ivf_rx_refill(vf);
	if (rx->flush)
		ivf_xdp_flush(vf);
	if (taken)
		ivf_rx_account(vf, &sum);
	/* With too few posted for some frame, perhaps the only ones that come,
	 * there may be no other interrupt: try again for memory.
	 */
	if (unlikely(ivf_rx_posted(rx) < IVF_RX_MAX_BUFS))
		schedule_delayed_work(&vf->refill_work, IVF_RX_RETRY);
	return taken;
}
