/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Data path over the rings of the mock NIC: interface and objects.
 *
 * PF and VF have the same queues, so the PF netdev and the VF netdev share
 * this code. It isn't a module of its own, which would have to be loaded
 * before both: each driver compiles it in through a wrapper file of one
 * #include. It owns the descriptor rings, their buffers, the NAPI contexts
 * and the interrupts of the queues; the driver owns vector 0.
 *
 *	mock_dp_init --- mock_dp_open ---- mock_dp_start
 *	(NAPI exists)    (memory, IRQs)    (device runs)
 *	mock_dp_exit --- mock_dp_close --- mock_dp_stop
 *
 * (mock_dp_uninit() comes between exit and close, while the netdev is being
 * unregistered.)
 *
 * Open and start are apart so that a VF can be brought up while its PF is
 * away, and so that a reset can't fail for lack of memory.
 *
 * Locks: none of its own. Everything but mock_dp_xmit(), the NAPI poll and
 * reading statistics is serialised by the caller (rtnl in the PF, a mutex in
 * the VF). Transmit is serialised by the queue's xmit lock, the receive side
 * and the completion of transmit by NAPI.
 */
#ifndef MOCK_TXRX_H
#define MOCK_TXRX_H

#include <linux/ethtool.h>
#include <linux/netdevice.h>
#include <linux/pci.h>
#include <linux/u64_stats_sync.h>
#include <linux/workqueue.h>

#include "compat/qstats.h"
#include "selftests/mock_nic/mock_hw.h"

/* One receive buffer: headroom, frame bytes, room for struct skb_shared_info.
 * A page holds several; they are posted and retired together, as a group.
 */
#define MOCK_RX_BUF_SIZE	2048
#define MOCK_RX_HEADROOM	(NET_SKB_PAD + NET_IP_ALIGN)
#define MOCK_RX_BUF_LEN		(SKB_WITH_OVERHEAD(MOCK_RX_BUF_SIZE) - \
				 MOCK_RX_HEADROOM)
#define MOCK_RX_GROUP		(PAGE_SIZE / MOCK_RX_BUF_SIZE < 8 ? \
				 PAGE_SIZE / MOCK_RX_BUF_SIZE : 8)
/* Used pages that wait for their readers to finish, per ring. */
#define MOCK_RX_MAX_SPARE	32

/* Software counters of one queue; see the tables in mock_stats.c. */
enum mock_tx_counter {
	MOCK_TX_PACKETS,
	MOCK_TX_BYTES,
	MOCK_TX_STOPPED,	/* queue stopped because the ring was full */
	MOCK_TX_MAP_ERROR,	/* no DMA mapping to be had: dropped */
	MOCK_TX_ABORTED,	/* in the ring when it was reset: dropped */
	MOCK_TX_COUNTERS,
};

enum mock_rx_counter {
	MOCK_RX_PACKETS,
	MOCK_RX_BYTES,
	MOCK_RX_MULTICAST,
	MOCK_RX_CSUM_ERROR,	/* passed up without checksum verdict */
	MOCK_RX_NO_MEMORY,	/* no skb, or too many fragments: dropped */
	MOCK_RX_BAD_DESC,	/* nonsense in a descriptor: dropped */
	MOCK_RX_PAGE_NEW,	/* buffer pages taken from the allocator */
	MOCK_RX_PAGE_REUSED,
	MOCK_RX_COUNTERS,
};

/**
 * struct mock_tx_buf - what is behind a transmit descriptor
 * @skb: the frame, at its first descriptor; NULL at the others
 * @dma: mapping of this descriptor's bytes
 * @len: their number
 * @last: at the first descriptor of a frame: index of its last one
 */
struct mock_tx_buf {
	struct sk_buff *skb;
	dma_addr_t dma;
	u32 len;
	u16 last;
};

/**
 * struct mock_tx_ring - a transmit ring
 * @desc: descriptors, DMA coherent
 * @buf: as many struct mock_tx_buf
 * @dma: DMA address of @desc
 * @len: number of descriptors, a power of two
 * @next: next descriptor to fill; written by transmit
 * @clean: next descriptor to complete; written by NAPI
 */
struct mock_tx_ring {
	struct mock_tx_desc *desc;
	struct mock_tx_buf *buf;
	dma_addr_t dma;
	u16 len;
	u16 next;
	u16 clean ____cacheline_aligned_in_smp;
};

/* A page of receive buffers. The driver holds one reference, each skb that
 * points into it another; it may be posted again once the driver's is the
 * only one.
 */
struct mock_rx_page {
	struct page *page;
	dma_addr_t dma;
};

/**
 * struct mock_rx_ring - a receive ring
 * @desc: descriptors, DMA coherent
 * @pages: page of each group of MOCK_RX_GROUP descriptors; NULL: not posted
 * @spare: queue of retired pages, oldest at @spare_head
 * @skb: frame whose last descriptor hasn't come yet
 * @dma: DMA address of @desc
 * @len: number of descriptors, a power of two
 * @clean: next descriptor to look at
 * @post: next descriptor to post, the tail; a multiple of MOCK_RX_GROUP
 * @vlan_tci: stripped tag of the frame at hand
 * @status: status bits of the frame at hand, collected
 * @hash: flow hash of the frame at hand
 * @discard: the rest of the frame at hand is dropped
 * @more: a frame is at hand
 * @spare_size: entries in @spare, a power of two
 * @spare_head: oldest
 * @spare_num: in use
 */
struct mock_rx_ring {
	struct mock_rx_desc *desc;
	struct mock_rx_page *pages;
	struct mock_rx_page *spare;
	struct sk_buff *skb;
	dma_addr_t dma;
	u16 len;
	u16 clean;
	u16 post;
	u16 vlan_tci;
	u32 status;
	u32 hash;
	bool discard;
	bool more;
	u8 spare_size;
	u8 spare_head;
	u8 spare_num;
};

/* Both rings of a queue pair: what is replaced when sizes change. */
struct mock_rings {
	struct mock_tx_ring tx;
	struct mock_rx_ring rx;
};

/**
 * struct mock_count - software counters of a queue pair
 * @tx_sync: of @tx, written by transmit
 * @tx: counters
 * @rx_sync: of @rx, written by NAPI
 * @rx: counters
 */
struct mock_count {
	struct u64_stats_sync tx_sync;
	u64_stats_t tx[MOCK_TX_COUNTERS];
	struct u64_stats_sync rx_sync;
	u64_stats_t rx[MOCK_RX_COUNTERS];
};

/**
 * struct mock_qp - a queue pair with its interrupt
 * @napi: completes transmit and receives
 * @dp: its data path
 * @index: its number
 * @irq: Linux interrupt number while requested, else 0
 * @rings: the rings while open
 * @count: its counters
 * @name: name of the interrupt
 *
 * A host has many VFs that are down: two of these fit into 1 KiB because rings
 * and counters are elsewhere.
 */
struct mock_qp {
	struct napi_struct napi;
	struct mock_dp *dp;
	u16 index;
	int irq;
	struct mock_rings *rings;
	struct mock_count *count;
	char name[IFNAMSIZ + 8];
};

/**
 * struct mock_dp_itr - interrupt moderation, see mock_hw.h
 * @rx_usecs: MOCK_ITR_RX_USECS
 * @rx_frames: MOCK_ITR_RX_FRAMES
 * @tx_usecs: MOCK_ITR_TX_USECS
 */
struct mock_dp_itr {
	u32 rx_usecs;
	u32 rx_frames;
	u32 tx_usecs;
};

/* What ethtool may set of it. */
#define MOCK_DP_COALESCE	(ETHTOOL_COALESCE_USECS | \
				 ETHTOOL_COALESCE_RX_MAX_FRAMES)

/**
 * struct mock_dp - data path of one function
 * @netdev: whose traffic it carries
 * @pdev: the function
 * @hw: its registers
 * @max_qps: queue pairs there can be; NAPI contexts exist for all
 * @num_qps: queue pairs in use
 * @limit: queue pairs the device lets the function use, at most @max_qps;
 *	read without lock
 * @wanted: as many as its user wants to have, if they may be had
 * @tx_len: descriptors of a transmit ring
 * @rx_len: descriptors of a receive ring
 * @itr: interrupt moderation of the queues
 * @features: what decides on receive offloads
 * @open: rings and interrupts are allocated
 * @running: the device works on the rings
 * @shared_vector: there is only one interrupt vector: the driver's handler
 *	of vector 0 calls mock_dp_interrupt() too
 * @refill_work: has all queues polled, after one was short of buffers
 * @timeouts: transmit timeouts
 * @qp: @max_qps queue pairs
 * @rings: their rings while @open
 * @count: their counters
 * @hw_base: hardware statistics from before this driver
 */
struct mock_dp {
	struct net_device *netdev;
	struct pci_dev *pdev;
	struct mock_hw *hw;
	unsigned int max_qps;
	unsigned int num_qps;
	unsigned int limit;
	unsigned int wanted;
	u16 tx_len;
	u16 rx_len;
	struct mock_dp_itr itr;
	netdev_features_t features;
	bool open;
	bool running;
	bool shared_vector;
	struct delayed_work refill_work;
	unsigned long timeouts;
	struct mock_qp *qp;
	struct mock_rings *rings;
	struct mock_count *count;
	u64 hw_base[MOCK_STAT_NUM];
};

static inline u32 mock_rd(struct mock_hw *hw, u32 reg)
{
	return hw->ops->rd32(hw, reg);
}

static inline void mock_wr(struct mock_hw *hw, u32 reg, u32 val)
{
	hw->ops->wr32(hw, reg, val);
}

/* A hardware counter; 0 once the device is gone. */
static inline u64 mock_rd_stat(struct mock_hw *hw, u32 reg)
{
	u64 val = hw->ops->rd64(hw, reg);

	return val == ~0ULL ? 0 : val;
}

/* Is this a function of the mock NIC, and still there? */
static inline bool mock_hw_present(struct mock_hw *hw)
{
	return mock_rd(hw, MOCK_ID) == MOCK_ID_MAGIC;
}

/* mock_txrx.c */
struct mock_hw *mock_dp_find_hw(struct pci_dev *pdev);
int mock_dp_alloc_vectors(struct pci_dev *pdev, unsigned int max_qps);
int mock_dp_init(struct mock_dp *dp, struct net_device *netdev,
		 struct pci_dev *pdev, struct mock_hw *hw,
		 unsigned int vectors);
void mock_dp_uninit(struct mock_dp *dp);
void mock_dp_exit(struct mock_dp *dp);
int mock_dp_open(struct mock_dp *dp);
void mock_dp_close(struct mock_dp *dp);
void mock_dp_start(struct mock_dp *dp);
void mock_dp_moderate(struct mock_dp *dp);
void mock_dp_stop(struct mock_dp *dp);
int mock_dp_resize(struct mock_dp *dp, unsigned int qps, u16 tx_len,
		   u16 rx_len);
bool mock_dp_queues_fit(struct mock_dp *dp);
int mock_dp_fit_queues(struct mock_dp *dp);
void mock_dp_set_offloads(struct mock_dp *dp, netdev_features_t features);
void mock_dp_interrupt(struct mock_dp *dp);
void mock_dp_tx_timeout(struct mock_dp *dp, unsigned int queue);
bool mock_dp_link(struct mock_dp *dp, u32 *speed);

/* mock_stats.c */
void mock_dp_base_stats(struct mock_dp *dp);
void mock_dp_stats64(struct mock_dp *dp, struct rtnl_link_stats64 *stats);
int mock_dp_sset_count(struct mock_dp *dp, int sset);
void mock_dp_strings(struct mock_dp *dp, u32 sset, u8 *data);
void mock_dp_ethtool_stats(struct mock_dp *dp, u64 *data);
void mock_dp_get_rings(struct mock_dp *dp, struct ethtool_ringparam *ring);
int mock_dp_set_rings(struct mock_dp *dp,
		      const struct ethtool_ringparam *ring,
		      struct netlink_ext_ack *extack);
void mock_dp_get_channels(struct mock_dp *dp, struct ethtool_channels *ch);
int mock_dp_set_channels(struct mock_dp *dp,
			 const struct ethtool_channels *ch);
int mock_dp_link_ksettings(struct mock_dp *dp,
			   struct ethtool_link_ksettings *ks);
void mock_dp_queue_rx(struct mock_dp *dp, int queue,
		      struct netdev_queue_stats_rx *stats);
void mock_dp_queue_tx(struct mock_dp *dp, int queue,
		      struct netdev_queue_stats_tx *stats);
void mock_dp_queue_base(struct mock_dp *dp, struct netdev_queue_stats_rx *rx,
			struct netdev_queue_stats_tx *tx);
void mock_dp_get_coalesce(const struct mock_dp *dp,
			  struct ethtool_coalesce *ec);
int mock_dp_set_coalesce(struct mock_dp *dp, const struct ethtool_coalesce *ec,
			 struct netlink_ext_ack *extack);

/* mock_tx.c */
netdev_tx_t mock_dp_xmit(struct mock_dp *dp, struct sk_buff *skb);
int mock_tx_alloc(struct mock_dp *dp, struct mock_tx_ring *tx, u16 len);
void mock_tx_free(struct mock_dp *dp, struct mock_tx_ring *tx);
void mock_tx_start(struct mock_qp *qp);
void mock_tx_drain(struct mock_qp *qp);
void mock_tx_clean(struct mock_qp *qp, int budget);

/* mock_rx.c */
int mock_rx_alloc(struct mock_dp *dp, struct mock_rx_ring *rx, u16 len);
void mock_rx_free(struct mock_dp *dp, struct mock_rx_ring *rx);
void mock_rx_start(struct mock_qp *qp);
void mock_rx_reset(struct mock_qp *qp);
int mock_rx_clean(struct mock_qp *qp, int budget);

/* The features a netdev over this data path has. */
#define MOCK_DP_HW_FEATURES	(NETIF_F_SG | NETIF_F_HW_CSUM | \
				 NETIF_F_RXCSUM | NETIF_F_RXHASH | \
				 NETIF_F_HW_VLAN_CTAG_TX | \
				 NETIF_F_HW_VLAN_CTAG_RX)
#define MOCK_DP_FEATURES	(MOCK_DP_HW_FEATURES | NETIF_F_HIGHDMA | \
				 NETIF_F_HW_VLAN_CTAG_FILTER)
#define MOCK_DP_VLAN_FEATURES	(NETIF_F_SG | NETIF_F_HW_CSUM | \
				 NETIF_F_HIGHDMA)

#endif /* MOCK_TXRX_H */
