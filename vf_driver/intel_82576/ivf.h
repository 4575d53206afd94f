/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Backend of the VF driver for VFs of Intel's 82576 and I350: its objects, and
 * what its files call of each other. backend.c has registers and the netdev's
 * operations, life.c rings that come, run and go, tx.c and rx.c the path of a
 * frame, xdp.c that of XDP's, stats.c what users are told.
 *
 * A VF uses one queue pair and three vectors, as the in-tree igbvf does. One
 * NAPI context serves both rings. QEMU's model ORs a new vector into the one
 * that a queue had before, so that another choice of vectors would go wrong
 * when a VF changes from one driver to the other.
 *
 * Locks: none of its own. sriov_vf_dev.lock serialises life.c; transmit runs
 * under the queue's xmit lock, reception and the completion of transmit in
 * NAPI.
 */
#ifndef VF_INTEL_82576_IVF_H
#define VF_INTEL_82576_IVF_H

#include <linux/bpf.h>
#include <linux/io.h>
#include <linux/u64_stats_sync.h>
#include <net/xdp.h>

#include "compat/page_pool.h"
#include "compat/qstats.h"
#include "datapath/igb_tx.h"
#include "regs.h"
#include "../sriov_vf.h"

/* Vectors */
#define IVF_VEC_TX		0
#define IVF_VEC_RX		1
#define IVF_VEC_OTHER		2
#define IVF_VECTORS		3
#define IVF_VEC_QUEUE		(BIT(IVF_VEC_TX) | BIT(IVF_VEC_RX))
#define IVF_VEC_ALL		GENMASK(IVF_VECTORS - 1, 0)

/* A receive buffer is a page: headroom, which XDP wants, 3 KiB for the device,
 * and what is left for struct skb_shared_info.
 */
#define IVF_RX_HEADROOM		XDP_PACKET_HEADROOM
#define IVF_RX_BUF_KIB		3
#define IVF_RX_BUF_LEN		(IVF_RX_BUF_KIB * 1024)
/* Buffers are posted in groups of that many. */
#define IVF_RX_BATCH		16

/* Software counters; their names are in stats.c. */
enum ivf_counter {
	/* Written by NAPI, or while it's off */
	IVF_RX_PACKETS,
	IVF_RX_BYTES,
	IVF_RX_MULTICAST,
	IVF_RX_CSUM_ERROR,	/* passed up without checksum verdict */
	IVF_RX_NO_MEMORY,	/* no skb, or too many fragments: dropped */
	IVF_RX_BAD,		/* error of the MAC, nonsense: dropped */
	IVF_TX_PACKETS,
	IVF_TX_BYTES,
	IVF_TX_ABORTED,		/* in the ring when it was reset: dropped */
	IVF_XDP_DROP,		/* dropped by the program */
	IVF_XDP_TX,		/* sent back */
	IVF_XDP_REDIRECT,
	IVF_XDP_ERROR,		/* not possible, or XDP_ABORTED: dropped */
	IVF_NAPI_COUNTERS,
	/* Written by transmit */
	IVF_TX_STOPPED = IVF_NAPI_COUNTERS, /* because the ring was full */
	IVF_TX_MAP_ERROR,	/* no DMA mapping or memory: dropped */
	IVF_XDP_FULL,		/* times there was no room for frames of XDP */
	IVF_COUNTERS,
};

/* Hardware counters; see ivf_hw_stats[]. */
#define IVF_HW_COUNTERS		9

/**
 * struct ivf_rx_ring - the receive ring
 * @desc: descriptors, DMA coherent
 * @page: page of each posted descriptor
 * @tail: register to say how far it's posted
 * @pool: where pages come from
 * @skb: frame whose last descriptor hasn't come yet
 * @mask: number of descriptors, a power of two, less one
 * @clean: next descriptor to look at
 * @post: next descriptor to post
 * @discard: the rest of the frame at hand is dropped
 * @flush: IVF_FLUSH_*: what XDP has left to be sent
 * @dma: DMA address of @desc
 * @rxq: what XDP knows of the ring
 */
struct ivf_rx_ring {
	union igb_rx_desc *desc;
	struct page **page;
	void __iomem *tail;
	struct page_pool *pool;
	struct sk_buff *skb;
	u16 mask;
	u16 clean;
	u16 post;
	bool discard;
	u8 flush;
	dma_addr_t dma;
	struct xdp_rxq_info rxq;
};

#define IVF_FLUSH_TX		BIT(0)
#define IVF_FLUSH_REDIRECT	BIT(1)

/* Both rings: what is replaced when sizes change. */
struct ivf_rings {
	struct igb_tx_ring tx;
	struct ivf_rx_ring rx;
};

/**
 * struct ivf_count - software counters
 * @napi_sync: of those that NAPI writes
 * @xmit_sync: of those that transmit writes
 * @val: counters
 */
struct ivf_count {
	struct u64_stats_sync napi_sync;
	struct u64_stats_sync xmit_sync;
	u64_stats_t val[IVF_COUNTERS];
};

/**
 * struct ivf - netdev_priv() of a VF of the 82576 or I350
 * @vfd: the driver's part; first
 * @regs: registers
 * @rings: the rings while open
 * @prog: XDP program, or NULL
 * @napi: completes transmit and receives
 * @running: the device works on the rings
 * @swapped_tag: the tag of frames from the same card has its bytes swapped
 *	(I350; by datasheet, untested)
 * @tx_len: descriptors of the transmit ring
 * @rx_len: likewise of the receive ring
 * @usecs: moderation of the vectors of transmit and receive
 * @timeouts: transmit timeouts
 * @refill_work: polls, after there was no memory for buffers
 * @count: counters
 * @hw_last: hardware counters as last read
 * @hw_sum: what they have counted since probe
 */
struct ivf {
	struct sriov_vf_dev vfd;
	void __iomem *regs;
	struct ivf_rings *rings;
	struct bpf_prog *prog;
	struct napi_struct napi;
	bool running;
	bool swapped_tag;
	u16 tx_len;
	u16 rx_len;
	u16 usecs[2];
	unsigned long timeouts;
	struct delayed_work refill_work;
	struct ivf_count count;
	u32 hw_last[IVF_HW_COUNTERS];
	u64 hw_sum[IVF_HW_COUNTERS];
};

static inline struct ivf *ivf_of(struct sriov_vf_dev *vfd)
{
	return container_of(vfd, struct ivf, vfd);
}

/* A function that is gone reads as all ones, which whoever reads has to mind. */
static inline u32 ivf_rd(const struct ivf *vf, u32 reg)
{
	return readl(vf->regs + reg);
}

static inline void ivf_wr(const struct ivf *vf, u32 reg, u32 val)
{
	writel(val, vf->regs + reg);
}

static inline struct device *ivf_dev(const struct ivf *vf)
{
	return &vf->vfd.pdev->dev;
}

/* By NAPI, or while it's off */
static inline void ivf_count_napi(struct ivf *vf, enum ivf_counter counter)
{
	u64_stats_update_begin(&vf->count.napi_sync);
	u64_stats_inc(&vf->count.val[counter]);
	u64_stats_update_end(&vf->count.napi_sync);
}

/* By transmit */
static inline void ivf_count_xmit(struct ivf *vf, enum ivf_counter counter)
{
	u64_stats_update_begin(&vf->count.xmit_sync);
	u64_stats_inc(&vf->count.val[counter]);
	u64_stats_update_end(&vf->count.xmit_sync);
}

/* life.c: sriov_vf_dev.lock held but for ivf_poll() and ivf_init(). */
void ivf_init(struct ivf *vf);
int ivf_open(struct ivf *vf);
void ivf_close(struct ivf *vf);
void ivf_start(struct ivf *vf);
void ivf_stop(struct ivf *vf);
void ivf_moderate(struct ivf *vf);
int ivf_resize(struct ivf *vf, u16 tx_len, u16 rx_len);

/* tx.c */
netdev_tx_t ivf_xmit(struct sk_buff *skb, struct net_device *netdev);
void ivf_tx_start(struct ivf *vf);
void ivf_tx_drain(struct ivf *vf);
void ivf_tx_clean(struct ivf *vf, int budget);

/* rx.c */
int ivf_rx_alloc(struct ivf *vf, struct ivf_rx_ring *rx, u16 len);
void ivf_rx_free(struct ivf *vf, struct ivf_rx_ring *rx);
void ivf_rx_start(struct ivf *vf);
void ivf_rx_doorbell(struct ivf_rx_ring *rx);
void ivf_rx_reset(struct ivf *vf);
int ivf_rx_clean(struct ivf *vf, int budget);

/* xdp.c */
int ivf_xdp_xmit(struct net_device *netdev, int n, struct xdp_frame **frames,
		 u32 flags);
bool ivf_xdp_run(struct ivf *vf, struct bpf_prog *prog, struct xdp_buff *xdp);
void ivf_xdp_flush(struct ivf *vf);
int ivf_bpf(struct net_device *netdev, struct netdev_bpf *bpf);
int ivf_change_mtu(struct net_device *netdev, int mtu);

/* stats.c */
void ivf_hw_base(struct ivf *vf);
void ivf_hw_update(struct ivf *vf);
void ivf_stats64(struct net_device *netdev, struct rtnl_link_stats64 *stats);
int ivf_sset_count(struct sriov_vf_dev *vfd, int sset);
void ivf_strings(struct sriov_vf_dev *vfd, u32 sset, u8 *data);
void ivf_ethtool_stats(struct sriov_vf_dev *vfd, u64 *data);
extern const struct netdev_stat_ops ivf_stat_ops;

#endif /* VF_INTEL_82576_IVF_H */
