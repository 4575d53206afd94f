/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Device side of the mock NIC: its objects and their locks.
 *
 *	mock_card -- mock_port (1-4) -- mock_eswitch
 *				     -- mock_fn (PF, VFs) -- mock_ring
 *				     -- wire netdev
 *
 * Everything is allocated with the card and lives as long as it does; what a
 * reset, a missing bus master bit or a removal takes away is a flag, never
 * memory. So a register access or a doorbell needs no reference.
 *
 * Locks, in the order in which they nest. All are raw and taken with
 * interrupts off, because registers are read in hard IRQ context and an FLR
 * is a config access, which comes with interrupts off:
 *
 * mock_port.lock: the embedded switch, rates, the rings but for the tail, what
 *	allows DMA (present, bus_master, queue enable), statistics, link. The
 *	engine holds it for one frame at a time and does DMA under it only:
 *	who cleared a queue's enable bit under it knows that DMA is over.
 * mock_mbx.lock: a VF's mailbox.
 * mock_intr.lock: a function's ICR and IMS. Innermost.
 *
 * Without a lock: ring tails (doorbells; the engine takes what it sees), the
 * PF's event bitmaps (atomic), RSS and OFFLOAD (single words), and
 * mock_fn.present when a register access looks at it.
 */
#ifndef MOCK_DEVICE_H
#define MOCK_DEVICE_H

#include <linux/atomic.h>
#include <linux/hrtimer.h>
#include <linux/interrupt.h>
#include <linux/llist.h>
#include <linux/netdevice.h>
#include <linux/spinlock.h>

#include "eswitch.h"
#include "mock.h"
#include "rate.h"

#define MOCK_EVENT_WORDS	(MOCK_MAX_VFS / 32)
#define MOCK_NUM_FAULTS		9	/* files of faults.c */

/* Bit of mock_ring.flags: the engine has the ring, or will take it. */
#define MOCK_RING_BUSY		0

/* What mock_ring_fetch() found. */
enum mock_fetch {
	MOCK_FETCH_NONE,	/* no complete frame */
	MOCK_FETCH_FRAME,	/* a frame, perhaps a bad one */
	MOCK_FETCH_REST,	/* more of a bad frame that was counted before */
};

/**
 * struct mock_ring - one transmit or receive ring
 * @fn: its function
 * @index: number of the queue pair
 * @en: MOCK_Q_EN
 * @discard: transmit: what follows up to EOP belongs to a frame given up
 * @bal: MOCK_Q_BAL
 * @bah: MOCK_Q_BAH
 * @len: MOCK_Q_LEN, number of descriptors
 * @head: next descriptor the device takes
 * @tail: first descriptor the device doesn't own; written without lock
 * @desc: the ring in memory while @en
 * @tx: @desc of a transmit ring
 * @rx: @desc of a receive ring
 * @flags: transmit: MOCK_RING_BUSY
 * @seen: @tail when the device last looked at it
 * @doorbell: transmit: in mock_port.doorbells while rung
 * @turn: transmit: in mock_port.turns, .throttled, .served or .waiting; engine
 *	only
 */
struct mock_ring {
	struct mock_fn *fn;
	u8 index;
	bool en;
	bool discard;
	u32 bal;
	u32 bah;
	u32 len;
	u32 head;
	u32 tail;
	union {
		void *desc;
		struct mock_tx_desc *tx;
		struct mock_rx_desc *rx;
	};
	unsigned long flags;
	u32 seen;
	struct llist_node doorbell;
	struct list_head turn;
};

/**
 * struct mock_itr - interrupt moderation of a queue pair
 * @fn: its function
 * @index: its number
 * @rx_usecs: MOCK_ITR_RX_USECS
 * @rx_frames: MOCK_ITR_RX_FRAMES
 * @tx_usecs: MOCK_ITR_TX_USECS
 * @frames: received frames that haven't raised the cause yet
 * @when: when the cause is to be raised, ns of ktime_get_ns(); 0: nothing waits
 * @timer: fires at @when, or has fired
 *
 * Protected by mock_intr.lock; the times are also read without.
 */
struct mock_itr {
	struct mock_fn *fn;
	u8 index;
	u32 rx_usecs;
	u32 rx_frames;
	u32 tx_usecs;
	u32 frames;
	u64 when;
	struct hrtimer timer;
};

/**
 * struct mock_intr - interrupt causes of a function
 * @lock: protects all below
 * @bus_master: MSIs can be sent; a copy of mock_fn's present && bus_master
 * @causes: bits that mean something to this function
 * @icr: MOCK_ICR
 * @ims: MOCK_IMS
 */
struct mock_intr {
	raw_spinlock_t lock;
	bool bus_master;
	u32 causes;
	u32 icr;
	u32 ims;
};

/**
 * struct mock_mbx - mailbox of a VF
 * @lock: protects all below
 * @ctrl: bits of MOCK_VMB_CTRL: VFU, PFU, PFSTS, PFACK, RSTD
 * @mem: the buffer
 * @lose: fault: the next so many messages of the PF get lost
 * @over: fault: the PF writes over the next so many requests unread
 * @erase: fault: ... and over its own next so many messages
 * @corrupt: fault: the next so many messages of the PF become nonsense
 * @late: fault: the PF's messages come so many ms late
 * @on_its_way: a late message hasn't come yet
 * @timer: when it comes
 */
struct mock_mbx {
	raw_spinlock_t lock;
	u32 ctrl;
	u32 mem[MOCK_MBX_DWORDS];
	u32 lose;
	u32 over;
	u32 erase;
	u32 corrupt;
	u32 late;
	bool on_its_way;
	struct hrtimer timer;
};

/**
 * struct mock_fn - a PF or a VF
 * @hw: what its driver holds
 * @port: its port
 * @pcifn: where its MSIs go
 * @vf: VF number, -1: PF
 * @pool: its pool of the embedded switch
 * @queues: queue pairs
 * @usable: those that it may use: MOCK_POOL_QUEUES; never 0
 * @msgs: VF: MSI messages it offers
 * @present: it's on the bus: registers answer
 * @bus_master: it may do DMA, if also @present
 * @pfrstd: PF: MOCK_CTRL_PFRSTD
 * @rss: MOCK_RSS
 * @offload: MOCK_OFFLOAD
 * @intr: interrupts
 * @itr: their moderation, a queue pair each
 * @mbx: VF: mailbox
 * @overrun: fault: the next so many frames find no free descriptor;
 *	mock_port.lock
 * @stat: statistics
 * @tx: transmit rings
 * @rx: receive rings
 */
struct mock_fn {
	struct mock_hw hw;
	struct mock_port *port;
	struct mock_pcifn *pcifn;
	int vf;
	unsigned int pool;
	unsigned int queues;
	unsigned int usable;
	unsigned int msgs;
	bool present;
	bool bus_master;
	bool pfrstd;
	u32 rss;
	u32 offload;
	struct mock_intr intr;
	struct mock_itr itr[MOCK_PF_QUEUE_PAIRS];
	struct mock_mbx mbx;
	u32 overrun;
	u64 stat[MOCK_STAT_NUM];
	struct mock_ring tx[MOCK_PF_QUEUE_PAIRS];
	struct mock_ring rx[MOCK_PF_QUEUE_PAIRS];
};

/**
 * struct mock_events - what VFs have to tell the PF, as bitmaps over VFs
 * @mask: MOCK_MBMASK
 * @flr: MOCK_VFLR
 * @req: MOCK_MBREQ
 * @ack: MOCK_MBACK
 */
struct mock_events {
	atomic_t mask[MOCK_EVENT_WORDS];
	atomic_t flr[MOCK_EVENT_WORDS];
	atomic_t req[MOCK_EVENT_WORDS];
	atomic_t ack[MOCK_EVENT_WORDS];
};

/* A file of faults.c. */
struct mock_fault_file {
	struct mock_port *port;
	unsigned int index;
};

/**
 * struct mock_port - one port: PF, VFs, switch, cable
 * @lock: see the head of this file
 * @card: its card
 * @num: number of the port
 * @vfs: number of VFs
 * @msgs: MSI messages that the VFs have together at most
 * @link: the cable is plugged in and alive
 * @esw: the embedded switch
 * @rates: rates of pools and cable
 * @events: for the PF
 * @fns: all functions, the PF last
 * @fn: functions by pool; NULL for VFs the port doesn't have
 * @wire: the cable's other end
 * @engine: moves the frames, see engine.c
 * @doorbells: rings whose doorbell was rung since the engine last looked
 * @turns: rings with work, in the order of their turns; engine only
 * @throttled: rings with work whose pool has sent enough; engine only
 * @served: those of them that sent something in their last turn; engine only
 * @waiting: rings whose next frame waits for the cable; engine only
 * @timer: when one of the latter two can go on; no timer while @stopping
 * @stopping: the engine is about to be destroyed
 * @xmit: what the engine is transmitting; engine only
 * @refuse: fault: the write with this number, of those that give a pool
 *	something, isn't taken; 0: none; @lock
 * @faults: files of faults.c
 */
struct mock_port {
	raw_spinlock_t lock;
	struct mock_card *card;
	unsigned int num;
	unsigned int vfs;
	unsigned int msgs;
	bool link;
	struct mock_eswitch *esw;
	struct mock_rates *rates;
	struct mock_events events;
	struct mock_fn *fns;
	struct mock_fn *fn[MOCK_MAX_POOLS];
	struct net_device *wire;
	struct tasklet_struct engine;
	struct llist_head doorbells;
	struct list_head turns;
	struct list_head throttled;
	struct list_head served;
	struct list_head waiting;
	struct hrtimer timer;
	bool stopping;
	struct mock_xmit *xmit;
	u32 refuse;
	struct mock_fault_file faults[MOCK_NUM_FAULTS];
};

/**
 * struct mock_card - the card
 * @ports: number of ports
 * @port: the ports
 */
struct mock_card {
	unsigned int ports;
	struct mock_port *port[MOCK_MAX_PORTS];
};

/**
 * struct mock_xmit - one frame on its way from a transmit ring
 * @segs: descriptors taken
 * @bytes: length of the frame in memory
 * @rs: bitmap of the descriptors that ask for a write-back
 * @bad: nonsense in a descriptor
 * @cmd: flags of the first descriptor
 * @vlan_tci: tag to insert, if MOCK_TXD_VLAN
 * @csum_start: see struct mock_tx_desc
 * @csum_offset: likewise
 * @addr: DMA address per descriptor
 * @len: length per descriptor
 * @buf: the frame, behind room for tags
 *
 * A copy of the descriptors, so that a driver (or a guest) that changes them
 * under way can't make the device believe two things.
 */
struct mock_xmit {
	unsigned int segs;
	unsigned int bytes;
	u32 rs;
	bool bad;
	u32 cmd;
	u16 vlan_tci;
	u16 csum_start;
	u16 csum_offset;
	u64 addr[MOCK_MAX_TX_SEGS];
	u32 len[MOCK_MAX_TX_SEGS];
	u8 buf[MOCK_FRAME_HEADROOM + MOCK_MAX_FRAME + VLAN_HLEN];
};

static inline bool mock_fn_is_pf(const struct mock_fn *fn)
{
	return fn->vf < 0;
}

static inline struct mock_fn *mock_port_pf(const struct mock_port *port)
{
	return port->fn[MOCK_POOL_PF];
}

/* May it do DMA? mock_port.lock held. */
static inline bool mock_fn_dma(const struct mock_fn *fn)
{
	return fn->present && fn->bus_master;
}

/* regs.c */
extern const struct mock_hw_ops mock_hw_ops;

/* intr.c */
void mock_intr_init(struct mock_fn *fn);
void mock_intr_raise(struct mock_fn *fn, u32 causes);
void mock_intr_rx(struct mock_fn *fn, unsigned int queue);
void mock_intr_tx(struct mock_fn *fn, unsigned int queue);
void mock_intr_reset(struct mock_fn *fn);
void mock_intr_destroy(struct mock_fn *fn);
u32 mock_itr_rd(struct mock_fn *fn, unsigned int index, u32 off);
void mock_itr_wr(struct mock_fn *fn, unsigned int index, u32 off, u32 val);
void mock_intr_set_bus_master(struct mock_fn *fn, bool on);
u32 mock_intr_rd(struct mock_fn *fn, unsigned int index, u32 off);
void mock_intr_wr(struct mock_fn *fn, unsigned int index, u32 off, u32 val);

/* mailbox.c */
void mock_mbx_init(struct mock_fn *vf);
void mock_mbx_destroy(struct mock_fn *vf);
void mock_mbx_reset(struct mock_fn *vf);
void mock_mbx_pf_reset(struct mock_port *port);
void mock_mbx_pf_changed(struct mock_port *port, bool up);
u32 mock_vmb_rd(struct mock_fn *fn, unsigned int index, u32 off);
void mock_vmb_wr(struct mock_fn *fn, unsigned int index, u32 off, u32 val);
u32 mock_vmb_mem_rd(struct mock_fn *fn, unsigned int index, u32 off);
void mock_vmb_mem_wr(struct mock_fn *fn, unsigned int index, u32 off, u32 val);
u32 mock_pmb_rd(struct mock_fn *fn, unsigned int index, u32 off);
void mock_pmb_wr(struct mock_fn *fn, unsigned int index, u32 off, u32 val);
u32 mock_pmb_mem_rd(struct mock_fn *fn, unsigned int index, u32 off);
void mock_pmb_mem_wr(struct mock_fn *fn, unsigned int index, u32 off, u32 val);

/* device.c */
void mock_port_link(struct mock_port *port, bool up);
void mock_port_set_line_rate(struct mock_port *port, u32 rate);
u32 mock_port_speed(const struct mock_port *port);
void mock_fn_ctrl(struct mock_fn *fn, u32 val);
void mock_fn_set_vectors(struct mock_fn *fn, u32 num);
void mock_event_set(atomic_t *words, unsigned int vf);
void mock_event_clear(atomic_t *words, unsigned int vf);
void mock_event_raise(struct mock_fn *vf, u32 cause);
void mock_events_unmask(struct mock_port *port, unsigned int word, u32 vfs);

/* ring.c; mock_port.lock held, but for the register accesses */
void mock_rings_init(struct mock_fn *fn);
void mock_rings_reset(struct mock_fn *fn);
void mock_rings_limit(struct mock_fn *fn, u32 num);
void mock_rings_kick(struct mock_fn *fn);
enum mock_fetch mock_ring_fetch(struct mock_ring *ring,
				struct mock_xmit *xmit);
bool mock_ring_gather(struct mock_xmit *xmit, struct mock_frame *frame);
void mock_ring_complete(struct mock_ring *ring, const struct mock_xmit *xmit);
enum mock_stat mock_ring_deliver(struct mock_fn *fn, struct mock_frame *frame,
				 unsigned int strip);
u32 mock_queue_rd(struct mock_fn *fn, unsigned int index, u32 off);
void mock_queue_wr(struct mock_fn *fn, unsigned int index, u32 off, u32 val);

/* engine.c */
int mock_engine_init(struct mock_port *port);
void mock_engine_destroy(struct mock_port *port);
void mock_engine_kick(struct mock_port *port);
void mock_engine_doorbell(struct mock_ring *ring);

/* wire.c */
int mock_wire_create(struct mock_port *port);
void mock_wire_unregister(struct mock_port *port);
void mock_wire_free(struct mock_port *port);
void mock_wire_set_present(struct mock_port *port, bool present);
void mock_wire_flap(struct mock_port *port, unsigned int times);
struct sk_buff *mock_wire_pop(struct mock_port *port);
bool mock_wire_pending(const struct mock_port *port);
void mock_wire_taken(struct mock_port *port, struct sk_buff *skb);
void mock_wire_lost(struct mock_port *port, struct sk_buff *skb);
void mock_wire_emit(struct mock_port *port, const struct mock_frame *frame,
		    struct list_head *skbs);

/* knobs.c */
void mock_knobs_create(struct mock_port *port);

/* faults.c */
void mock_faults_create(struct mock_port *port, struct dentry *dir);

/* csum.c */
bool mock_csum_fill(u8 *data, unsigned int len, unsigned int start,
		    unsigned int offset);
void mock_frame_inspect(struct mock_frame *frame);

#endif /* MOCK_DEVICE_H */
