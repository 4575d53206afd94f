/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The data path of the PF, and its netdev: objects, and what the files call of
 * each other.
 *
 * A queue pair has an interrupt and a NAPI context of its own. Transmit fills
 * a ring under the queue's xmit lock; NAPI completes it, and has the receive
 * ring to itself. Everything else is under rtnl.
 *
 *	i576_rings_alloc --- i576_start ---- device runs
 *	i576_rings_free ---- i576_stop -----
 *
 * Rings are allocated before the old ones are stopped, so that a change can't
 * end with none.
 */
#ifndef I576_RING_H
#define I576_RING_H

#include <linux/bpf.h>
#include <linux/netdevice.h>
#include <linux/u64_stats_sync.h>
#include <linux/workqueue.h>
#include <net/xdp.h>

#include "compat/page_pool.h"
#include "compat/qstats.h"
#include "datapath/igb_tx.h"
#include "hw.h"

#define I576_MAX_QPS		8	/* of the PF; it has 10 vectors, one for all else */
#define I576_DEF_LEN		256
#define I576_MIN_LEN		64
#define I576_MAX_LEN		4096
#define I576_DEF_USECS		50

/* A receive buffer is a page: room for XDP's head, 3 KiB of packet and struct
 * skb_shared_info. The chip counts buffers in KiB.
 */
#define I576_RX_HEADROOM	XDP_PACKET_HEADROOM
#define I576_RX_BUF_KB		3
#define I576_RX_BUF_LEN		(I576_RX_BUF_KB * 1024)
#define I576_RX_BATCH		16	/* posted at a time */

static_assert(I576_RX_HEADROOM + I576_RX_BUF_LEN <=
	      SKB_WITH_OVERHEAD(PAGE_SIZE));

enum i576_tx_counter {
	I576_TX_PACKETS,
	I576_TX_BYTES,
	I576_TX_STOPPED,	/* queue stopped because the ring was full */
	I576_TX_DROPPED,	/* no memory or mapping for a frame */
	I576_TX_COUNTERS,
};

enum i576_rx_counter {
	I576_RX_PACKETS,
	I576_RX_BYTES,
	I576_RX_MULTICAST,
	I576_RX_CSUM_ERROR,	/* passed up without checksum verdict */
	I576_RX_NO_MEMORY,	/* no skb, or too many fragments: dropped */
	I576_RX_ERRORS,		/* the chip says that the packet is bad */
	I576_RX_XDP_DROP,	/* dropped by the program, or for it */
	I576_RX_XDP_TX,
	I576_RX_XDP_REDIRECT,
	I576_RX_COUNTERS,
};

/**
 * struct i576_rx_ring - a receive ring
 * @desc: descriptors, DMA coherent
 * @page: the page of each; NULL: not posted
 * @pool: where pages come from
 * @tail: the tail register
 * @skb: frame whose last descriptor hasn't come yet
 * @dma: DMA address of @desc
 * @len: number of descriptors, a power of two
 * @clean: next descriptor to look at
 * @post: next descriptor to post
 * @told: what the tail register holds
 * @discard: the rest of the frame at hand is dropped
 * @xdp: for XDP programs
 */
struct i576_rx_ring {
	union igb_rx_desc *desc;
	struct page **page;
	struct page_pool *pool;
	u8 __iomem *tail;
	struct sk_buff *skb;
	dma_addr_t dma;
	u16 len;
	u16 clean;
	u16 post;
	u16 told;
	bool discard;
	struct xdp_rxq_info xdp;
};

/* What is replaced when sizes change. */
struct i576_rings {
	struct igb_tx_ring tx;
	struct i576_rx_ring rx;
};

/**
 * struct i576_qp - a queue pair with its interrupt
 * @napi: completes transmit and receives
 * @np: its netdev
 * @rings: the rings while open
 * @index: its number
 * @reg: the number of its registers
 * @irq: Linux interrupt number while requested, else 0
 * @tx_sync: of @tx, written by transmit
 * @tx: counters
 * @rx_sync: of @rx, written by NAPI
 * @rx: counters
 * @name: name of the interrupt
 */
struct i576_qp {
	struct napi_struct napi;
	struct i576_netdev *np;
	struct i576_rings *rings;
	u16 index;
	u16 reg;
	int irq;
	struct u64_stats_sync tx_sync;
	u64_stats_t tx[I576_TX_COUNTERS];
	struct u64_stats_sync rx_sync;
	u64_stats_t rx[I576_RX_COUNTERS];
	char name[IFNAMSIZ + 8];
};

/**
 * struct i576_netdev - netdev_priv() of the PF's netdev; rtnl
 * @base: for the core
 * @hw: the backend's PF
 * @netdev: the netdev
 * @qp: queue pairs, of which the first @num_qps are in use
 * @num_qps: as @wanted_qps, but less with pools
 * @max_qps: how many there can be: interrupt vectors less one
 * @wanted_qps: what its user wants
 * @tx_len: descriptors of a transmit ring
 * @rx_len: descriptors of a receive ring
 * @usecs: interrupt moderation
 * @prog: XDP program, or NULL
 * @rings: @num_qps of them while open
 * @open: rings and interrupts are allocated
 * @running: the device works on the rings
 * @ready: the device may be used: no reset is under way
 * @reta: redirection table, numbers of queue pairs
 * @rss_key: hash key
 * @wol: WAKE_* its user wants
 * @timeouts: transmit timeouts
 * @others: interrupts of vector 0
 * @link_work: takes the link's state over, tells VFs
 * @restart_work: stops and starts the data path
 * @watch_work: sums up statistics, and looks whether the card is there
 * @lost: it isn't what it was, and @watch_work waits for it; device_lock
 */
struct i576_netdev {
	struct sriov_pf_netdev base;
	struct i576 *hw;
	struct net_device *netdev;
	struct i576_qp *qp;
	unsigned int num_qps;
	unsigned int max_qps;
	unsigned int wanted_qps;
	u16 tx_len;
	u16 rx_len;
	u16 usecs;
	struct bpf_prog *prog;
	struct i576_rings *rings;
	bool open;
	bool running;
	bool ready;
	u8 reta[I576_RETA_LEN];
	u8 rss_key[I576_RSSRK_LEN];
	u32 wol;
	unsigned long timeouts;
	atomic_t others;
	struct work_struct link_work;
	struct work_struct restart_work;
	struct delayed_work watch_work;
	bool lost;
};

/* A doorbell: @tail is inside the BAR, and writes to a card that is gone go
 * nowhere.
 */
static inline void i576_doorbell(u8 __iomem *tail, u16 val)
{
	writel(val, tail);
}

static inline void i576_count_rx(struct i576_qp *qp,
				 enum i576_rx_counter counter)
{
	u64_stats_update_begin(&qp->rx_sync);
	u64_stats_inc(&qp->rx[counter]);
	u64_stats_update_end(&qp->rx_sync);
}

static inline void i576_count_tx(struct i576_qp *qp,
				 enum i576_tx_counter counter)
{
	u64_stats_update_begin(&qp->tx_sync);
	u64_stats_inc(&qp->tx[counter]);
	u64_stats_update_end(&qp->tx_sync);
}

/* The longest frame at an MTU, with FCS and one tag. */
static inline unsigned int i576_frame_len(unsigned int mtu)
{
	return mtu + ETH_HLEN + VLAN_HLEN + ETH_FCS_LEN;
}

/* queues.c */
void i576_queue_vector(struct i576 *hw, unsigned int reg, int vector);
int i576_open(struct i576_netdev *np);
void i576_close(struct i576_netdev *np);
void i576_start(struct i576_netdev *np);
void i576_stop(struct i576_netdev *np);
int i576_resize(struct i576_netdev *np, unsigned int qps, u16 tx_len,
		u16 rx_len);
void i576_rss_write(struct i576_netdev *np);
void i576_moderate(struct i576_netdev *np);
int i576_napi_poll(struct napi_struct *napi, int budget);

/* tx.c */
netdev_tx_t i576_xmit(struct sk_buff *skb, struct net_device *netdev);
void i576_tx_clean(struct i576_qp *qp, int budget);
void i576_tx_start(struct i576_qp *qp);
void i576_tx_drain(struct i576_qp *qp);
int i576_tx_xdp(struct i576_qp *qp, struct xdp_frame *xdpf, bool ours);
void i576_tx_kick(struct i576_qp *qp);

/* rx.c */
int i576_rx_alloc(struct i576_qp *qp, struct i576_rx_ring *rx, u16 len);
void i576_rx_free(struct i576_netdev *np, struct i576_rx_ring *rx);
void i576_rx_start(struct i576_qp *qp);
void i576_rx_drain(struct i576_qp *qp);
int i576_rx_clean(struct i576_qp *qp, int budget);

/* xdp.c */
int i576_xdp_run(struct i576_qp *qp, struct bpf_prog *prog,
		 struct xdp_buff *xdp, struct page *page);
void i576_xdp_flush(struct i576_qp *qp);
int i576_xdp_xmit(struct net_device *netdev, int n, struct xdp_frame **frames,
		  u32 flags);
int i576_bpf(struct net_device *netdev, struct netdev_bpf *bpf);

/* netdev.c */
u64 i576_tx_counter(struct i576_qp *qp, enum i576_tx_counter counter);
u64 i576_rx_counter(struct i576_qp *qp, enum i576_rx_counter counter);
struct net_device *i576_netdev_create(struct i576 *hw);
void i576_netdev_free(struct net_device *netdev);
void i576_netdev_program(struct net_device *netdev);
void i576_netdev_quiesce(struct net_device *netdev);
void i576_netdev_resume(struct net_device *netdev);
int i576_netdev_set_pools(struct net_device *netdev, bool pools);

/* ethtool.c */
extern const struct ethtool_ops i576_ethtool_ops;

/* selftest.c */
int i576_test_count(void);
void i576_test_strings(u8 *data);
void i576_self_test(struct net_device *netdev, struct ethtool_test *test,
		    u64 *results);

/* main.c */
void i576_go(struct i576 *hw);

#endif /* I576_RING_H */
