/* SPDX-License-Identifier: GPL-2.0 */
/*
 * PF core: the objects, and the interface between the core and the hardware
 * backends.
 *
 * The core owns the PF and VF objects, the desired state of every VF, all
 * validation, the locks and every interface a user sees. A backend owns
 * registers and the PF's netdev: it fills a struct sriov_pf_ops, allocates a
 * PF in its PCI probe, and is then told what to program. Nothing else in a
 * backend decides anything.
 *
 * Lock order: device_lock of the PF's PCI device, devlink lock, rtnl,
 * sriov_pf_list_lock, sriov_apply_lock, sriov_pf.lock, mailbox buffer of the
 * hardware. Nothing under sriov_pf.lock takes an earlier one; only apply.c
 * takes several, see there. Mail work takes sriov_pf.lock only, never rtnl: a
 * VF's ndo_open in the same kernel waits for its mail under rtnl.
 */
#ifndef SRIOV_PF_H
#define SRIOV_PF_H

#include <linux/bitmap.h>
#include <linux/completion.h>
#include <linux/etherdevice.h>
#include <linux/if_link.h>
#include <linux/if_vlan.h>
#include <linux/kref.h>
#include <linux/mutex.h>
#include <linux/netdevice.h>
#include <linux/pci.h>
#include <linux/workqueue.h>

#include "pf_driver/core/mailbox.h"
#include "pf_driver/core/quarantine.h"
#include "pf_driver/core/rate_node.h"
#include "pf_driver/core/trunk.h"

struct devlink;
struct devlink_health_reporter;
struct ethtool_drvinfo;
struct sriov_devlink_port;
struct sriov_pf;
struct sriov_vf;

#define SRIOV_PF_VERSION	"0.1.0"

#define SRIOV_PF_MAX_VFS	256	/* First VF Offset rules allow more; we don't */
#define SRIOV_NDO_MAX_VFS	221	/* VFs that rtnetlink can list, see ndo.c */
#define SRIOV_MBX_DWORDS	16
#define SRIOV_VF_MAX_MC		30	/* hashes in one multicast message */
#define SRIOV_VF_MAX_MACS	16	/* additional addresses of one VF */
#define SRIOV_VF_MAX_VLANS	64	/* VLANs one VF may ask for by mail */
#define SRIOV_VF_DEF_QUEUES	2U	/* queue pairs, where the hardware has them */
#define SRIOV_VF_MAX_ALLOWED	16	/* addresses it has from the host besides */

/* Mail and resets of one VF that are served at once, and how many a second in
 * the long run. A driver that programs all it may have, 16 addresses and 64
 * VLANs, isn't delayed.
 */
#define SRIOV_VF_MAIL_BURST	128
#define SRIOV_VF_MAIL_RATE	100

/**
 * enum sriov_pf_cap - what the hardware behind a PF can do
 * @SRIOV_CAP_MAC: host-set MAC address per VF
 * @SRIOV_CAP_VLAN: port VLAN with priority per VF
 * @SRIOV_CAP_SPOOFCHK: source address (and VLAN) checked on transmit
 * @SRIOV_CAP_STATS: statistics per VF
 * @SRIOV_CAP_MAILBOX: mailbox between VF and PF
 * @SRIOV_CAP_RATE: maximum rate of transmission per VF
 * @SRIOV_CAP_TRUST: a VF may be given what @SRIOV_VF_CHG_TRUST stands for
 * @SRIOV_CAP_LINK_STATE: a VF's link may be down while that of the port is up
 * @SRIOV_CAP_QINQ: the port VLAN's tag may be one of 802.1ad
 * @SRIOV_CAP_QUEUES: the number of a VF's queue pairs can be limited
 * @SRIOV_CAP_TRUNK: a VF's own tags may be limited to a list of VLANs
 * @SRIOV_CAP_ALLOWED_MACS: addresses per VF from the host besides its own
 * @SRIOV_CAP_MAX_MTU: the length of a VF's frames may be limited, sent or
 *	received, and is checked by the hardware
 * @SRIOV_CAP_LOCAL_VLAN: frames of a VLAN can be kept off the wire, those from
 *	there out; see local_vlan.c
 * @SRIOV_CAP_MIN_RATE: guaranteed rate of transmission per VF
 * @SRIOV_CAP_LINK_UP: a VF's link may be up while that of the port is down
 *
 * A request that needs a missing capability is refused by the core with an
 * extack message. The numbers are those of the netlink attribute "caps".
 */
enum sriov_pf_cap {
	SRIOV_CAP_MAC,
	SRIOV_CAP_VLAN,
	SRIOV_CAP_SPOOFCHK,
	SRIOV_CAP_STATS,
	SRIOV_CAP_MAILBOX,
	SRIOV_CAP_RATE,
	SRIOV_CAP_TRUST,
	SRIOV_CAP_LINK_STATE,
	SRIOV_CAP_QINQ,
	SRIOV_CAP_QUEUES,
	SRIOV_CAP_TRUNK,
	SRIOV_CAP_ALLOWED_MACS,
	SRIOV_CAP_MAX_MTU,
	SRIOV_CAP_LOCAL_VLAN,
	SRIOV_CAP_MIN_RATE,
	SRIOV_CAP_LINK_UP,
	/* private: */
	SRIOV_CAP_NUM,
};

/**
 * enum sriov_vf_state - life of one VF; changed by sriov_vf_set_state() only
 * @SRIOV_VF_DISABLED: the PCI function doesn't exist
 * @SRIOV_VF_ENABLING: the PCI core is creating the function
 * @SRIOV_VF_RESETTING: function level reset seen, hardware being reprogrammed
 * @SRIOV_VF_READY: exists, every policy programmed; may be handed to a guest
 * @SRIOV_VF_QUARANTINED: taken off the network for misbehaviour
 *
 *	DISABLED --> ENABLING --> READY <--> RESETTING
 *	    ^                       |         |     ^
 *	    |                       v         v     |
 *	  (any)                   QUARANTINED ------'
 *
 * ENABLING leads to RESETTING if a reset came and the hardware couldn't be
 * programmed after it.
 *
 * Whether a driver runs in the VF is not a state but sriov_vf.active.
 */
enum sriov_vf_state {
	SRIOV_VF_DISABLED,
	SRIOV_VF_ENABLING,
	SRIOV_VF_RESETTING,
	SRIOV_VF_READY,
	SRIOV_VF_QUARANTINED,
	/* private: */
	SRIOV_VF_STATE_NUM,
};

/* What changed, for sriov_pf_ops.vf_apply() and sriov_vfs_set(). */
#define SRIOV_VF_CHG_MAC	BIT(0)	/* cfg.mac */
#define SRIOV_VF_CHG_VLAN	BIT(1)	/* cfg.vlan, cfg.qos, cfg.vlan_proto */
#define SRIOV_VF_CHG_SPOOFCHK	BIT(2)	/* cfg.spoofchk */
#define SRIOV_VF_CHG_QOS	BIT(3)	/* sriov_vfs_set() only, see there */
#define SRIOV_VF_CHG_RATE	BIT(4)	/* cfg.max_rate, cfg.min_rate */
#define SRIOV_VF_CHG_TRUST	BIT(5)	/* cfg.trust */
#define SRIOV_VF_CHG_LINK	BIT(6)	/* cfg.link_state */
#define SRIOV_VF_CHG_TRUNK	BIT(7)	/* cfg.trunk */
#define SRIOV_VF_CHG_OWNER	BIT(8)	/* cfg.owner, never told to backends */
#define SRIOV_VF_CHG_MIN_RATE	BIT(9)	/* sriov_vfs_set() only, see there */
#define SRIOV_VF_CHG_ALLOWED	BIT(10)	/* cfg.allowed */
#define SRIOV_VF_CHG_MTU	BIT(11)	/* cfg.max_mtu */
#define SRIOV_VF_CHG_NUM_QUEUES	BIT(12)	/* cfg.queues */
#define SRIOV_VF_CHG_RELEASE	BIT(13)	/* requests only, as the next two */
#define SRIOV_VF_CHG_FORCE	BIT(14)
#define SRIOV_VF_CHG_RESET	BIT(15)
#define SRIOV_VF_CHG_SERVICE	BIT(16)	/* cfg.in_service */
#define SRIOV_VF_CHG_NODE	BIT(17)	/* cfg.node; backends see it as _RATE */
#define SRIOV_VF_CHG_CFG	GENMASK(23, 0)	/* all that a host may set */
#define SRIOV_VF_CHG_MC		BIT(24)	/* asked.mc_hash, .all_mc, .all_uc */
#define SRIOV_VF_CHG_MACS	BIT(25)	/* asked.macs */
#define SRIOV_VF_CHG_VLANS	BIT(26)	/* asked.vlans */
#define SRIOV_VF_CHG_MAXFRAME	BIT(27)	/* asked.max_frame */
#define SRIOV_VF_CHG_QUEUES	BIT(28)	/* receive/transmit on or off: active */
#define SRIOV_VF_CHG_ALL	GENMASK(31, 0)

/**
 * struct sriov_mac_list - addresses
 * @num: entries in @mac
 * @mac: in ascending order, none twice; the rest is zero. So equal lists are
 *	equal in memory.
 */
struct sriov_mac_list {
	u16 num;
	u8 mac[SRIOV_VF_MAX_ALLOWED][ETH_ALEN] __aligned(2);
};

/**
 * struct sriov_vf_cfg - desired state of a VF, set by the host
 * @mac: its MAC address, never zero: derived from PF and VF number by default,
 *	changed by the host, or by the VF's driver while @mac_by_host is false
 *	or @trust is true
 * @mac_by_host: the host set an address, so that the VF may not change it
 *	unless it is trusted
 * @host_mac: with @mac_by_host the address the host set, to which the VF goes
 *	back when it loses @trust; else zero
 * @spoofchk: check source address and VLAN of what the VF transmits
 * @vlan: port VLAN id, 0: none
 * @qos: priority (PCP) of the port VLAN, 0-7
 * @vlan_proto: ETH_P_8021Q, or with a port VLAN ETH_P_8021AD: then the VF may
 *	have VLANs of its own inside it; host byte order
 * @max_rate: what the VF may transmit, Mbit/s, 0: no limit
 * @min_rate: what it is guaranteed of the link, Mbit/s, 0: nothing; not more
 *	than @max_rate if that is set
 * @trust: the VF's driver may have all unicast and all multicast of its VLANs,
 *	additional addresses in any case, and another address than the host's
 * @link_state: IFLA_VF_LINK_STATE_*: the VF sees the port's link, or it is up
 *	for the VF in any case, or down, and nothing passes
 * @queues: queue pairs it may use, 1 to sriov_pf.max_queues; 0 if the hardware
 *	has no such limit
 * @owner: cookie of who may change it, 0: anybody
 * @trunk: what VLANs it may have with tags of its own; not limited with a port
 *	VLAN of 802.1Q, and with one of 802.1ad it is about the tags inside
 * @allowed: addresses that it has besides @mac, whatever its driver asks for
 * @max_mtu: limit of its MTU, 0: none; see sriov_vf_max_frame()
 * @in_service: the VF exists and its driver may use it; else its queues are
 *	off and no handshake is accepted
 *
 * @node: the rate node it is in, its number; 0: none
 *
 * Survives reset, FLR, and disabling and enabling of VFs; but for @in_service
 * and @node, which begin with the creation of the VF and end with its removal.
 */
struct sriov_vf_cfg {
	u8 mac[ETH_ALEN];
	bool mac_by_host;
	bool spoofchk;
	u16 vlan;
	u8 qos;
	u16 vlan_proto;
	u32 max_rate;
	u32 min_rate;
	u8 host_mac[ETH_ALEN] __aligned(2);
	bool trust;
	u8 link_state;
	u32 queues;
	u64 owner;
	struct sriov_trunk trunk;
	struct sriov_mac_list allowed;
	u16 max_mtu;
	bool in_service;
	u8 node;
};

/**
 * struct sriov_vf_asked - what the VF's driver asked for by mail
 * @num_macs: entries in @macs
 * @macs: additional unicast addresses
 * @all_mc: wants all multicast, whatever @mc_hash holds; has it while trusted,
 *	see sriov_vf_all_mc()
 * @all_uc: wants all unicast of its VLANs, likewise
 * @num_mc: entries in @mc_hash
 * @mc_hash: 12-bit multicast hashes (82576, RCTL.MO = 0)
 * @vlans: VLAN filter of the VF
 * @bounded: an answer depended on what the host allows, which may change
 * @max_frame: longest frame to receive, bytes without FCS and tag
 *
 * Forgotten on every reset of the VF.
 */
struct sriov_vf_asked {
	u8 num_macs;
	u8 macs[SRIOV_VF_MAX_MACS][ETH_ALEN] __aligned(2);
	bool all_mc;
	bool all_uc;
	u8 num_mc;
	u16 mc_hash[SRIOV_VF_MAX_MC];
	DECLARE_BITMAP(vlans, VLAN_N_VID);
	u16 max_frame;
	bool bounded;
};

/* Statistics of one VF, as its user sees it: rx is what the VF received.
 * Drop reasons the hardware doesn't count stay 0.
 */
struct sriov_vf_stats {
	u64 rx_packets;
	u64 rx_bytes;
	u64 rx_multicast;
	u64 rx_broadcast;
	u64 rx_dropped;		/* no descriptor, too long */
	u64 tx_packets;
	u64 tx_bytes;
	u64 tx_multicast;
	u64 tx_broadcast;
	u64 tx_dropped;		/* all but spoof check */
	u64 tx_spoofed_mac;
	u64 tx_spoofed_vlan;
};

/* Counters kept by the core: mail and resets of one VF. */
struct sriov_vf_mail_stats {
	u64 received;
	u64 refused;		/* answered with NACK */
	u64 malformed;		/* unknown id or impossible length or content */
	u64 resets;		/* FLR and mailbox resets */
	u64 delayed;		/* had to wait: more than SRIOV_VF_MAIL_* */
	u64 quarantines;
};

/**
 * struct sriov_vf - one VF
 * @pf: its PF
 * @id: its number, 0 to TotalVFs - 1
 * @state: see enum sriov_vf_state
 * @active: a driver in the VF has completed the reset handshake (CTS given);
 *	never while it is out of service
 * @programmed: the last sriov_vf_program() succeeded
 * @cfg: desired state
 * @vectors: interrupt vectors that the host gave it, 0: the default. Until VFs
 *	are disabled, see vectors.c
 * @asked: what the VF's driver asked for
 * @mail_full: its bucket of mail: when it is full again, ns of ktime_get_ns()
 * @mail: counters
 * @quarantine: why it is in quarantine; not NONE exactly in that state
 * @strikes: by enum sriov_quarantine: when what it did is forgotten, ns
 * @release_at: when it is to be released, 0: not by itself
 * @released_at: when it was released by the timer, 0: it never was
 * @relapses: how often it was quarantined again soon after
 * @pardon: resets to come that are the PF's own doing
 * @differs: SRIOV_VF_CHG_* in which the driver of an adopted PF has something
 *	else than @cfg; before the VF was ever seen, all that nobody set
 *
 * All fields but @pf and @id are protected by sriov_pf.lock.
 */
struct sriov_vf {
	struct sriov_pf *pf;
	u16 id;
	enum sriov_vf_state state;
	bool active;
	bool programmed;
	struct sriov_vf_cfg cfg;
	u32 vectors;
	struct sriov_vf_asked asked;
	u64 mail_full;
	struct sriov_vf_mail_stats mail;
	enum sriov_quarantine quarantine;
	u64 strikes[SRIOV_QUARANTINE_COMMAND];
	u64 release_at;
	u64 released_at;
	u8 relapses;
	u8 pardon;
	u32 differs;
};

/**
 * struct sriov_pf_ops - a hardware backend
 * @name: name of the backend, shown to users
 * @vfs_enable: prepare the hardware for @num VFs, before the PCI core creates
 *	the functions. Process context, device_lock held. May fail.
 * @vfs_disable: undo @vfs_enable, after the functions are gone
 * @vf_apply: program the desired state of a VF: what @changed
 *	(SRIOV_VF_CHG_*) names from @vf->cfg, @vf->asked and @vf->active.
 *	While @vf->quarantine is set nothing may pass from or to the VF, which
 *	it sees as a link that is down; a change of that comes with all bits.
 *	Must be idempotent, may be called for a VF whose queues are off. Fails
 *	only for lack of a hardware resource, with nothing changed then.
 *	sriov_pf.lock held, may sleep.
 * @vf_stats: read the VF's statistics into @stats, zeroed before.
 *	sriov_pf.lock held. With SRIOV_CAP_STATS. Called by
 *	sriov_vf_get_stats() only, and for VFs that exist.
 * @mbx_events: move the hardware's event bits into the bitmaps (of
 *	SRIOV_PF_MAX_VFS bits, zeroed before): VFs that wrote a message, VFs
 *	that read ours, VFs that were reset. The bits are cleared in hardware.
 *	Look for requests first, for resets last: a reset that came before a
 *	request must not be reported after it, or it would undo what the
 *	request began. sriov_pf.lock held.
 * @mbx_read: take the VF's message (at most @len dwords) and acknowledge it.
 *	Returns 0, or -EBUSY if the buffer can't be had.
 * @mbx_write: write a message and tell the VF. Returns 0; or -EBUSY, with
 *	nothing done, if the buffer can't be had or holds a message of the VF
 *	that wasn't read yet (its request bit is pending): the one buffer serves
 *	both directions, and writing would destroy the request. mbx_read and
 *	mbx_write are called with sriov_pf.lock held.
 * @mbx_mask: have the VF's messages and resets not interrupt the PF, or again;
 *	they are still there for @mbx_events, and interrupt when that ends.
 *	May be NULL: then a VF that floods costs interrupts. sriov_pf.lock
 *	held.
 *
 * @vf_set_vectors: give a VF that exists, and has no driver, @num interrupt
 *	vectors; 0: the default. Returns 0, or a negative errno with nothing
 *	changed. device_lock of PF and VF held, and sriov_pf.lock. With
 *	sriov_pf.total_vectors
 * @link_speed: speed of the link in Mbit/s; while it is down, the highest one
 *	that the port can have. Never 0. sriov_pf.lock held. With
 *	SRIOV_CAP_RATE: rates of VFs are held against it.
 * @set_local_vlans: program @pf->local_vlans. sriov_pf.lock held. With
 *	SRIOV_CAP_LOCAL_VLAN. A reset of the PF, the backend undoes itself.
 * @foreign: another driver has the PF, see adopt/: no devlink instance of ours,
 *	VFs stay without us, and who calls an operation holds rtnl, see lock.h.
 *	With the next three, without @vfs_enable and @vfs_disable
 * @set_num_vfs: have that driver create @num VFs, or remove all. device_lock
 *	held, neither sriov_pf.lock nor rtnl. Returns 0 or an errno.
 * @vf_default: what the VF was found with, into @cfg, by default ours
 * @vf_found: what the driver has, into @cfg; needs no rtnl
 *
 * The mailbox operations come with SRIOV_CAP_MAILBOX.
 */
struct sriov_pf_ops {
	const char *name;
	int (*vfs_enable)(struct sriov_pf *pf, unsigned int num,
			  struct netlink_ext_ack *extack);
	void (*vfs_disable)(struct sriov_pf *pf);
	int (*vf_apply)(struct sriov_pf *pf, struct sriov_vf *vf, u32 changed,
			struct netlink_ext_ack *extack);
	void (*vf_stats)(struct sriov_pf *pf, struct sriov_vf *vf,
			 struct sriov_vf_stats *stats);
	void (*mbx_events)(struct sriov_pf *pf, unsigned long *req,
			   unsigned long *ack, unsigned long *flr);
	int (*mbx_read)(struct sriov_pf *pf, struct sriov_vf *vf, u32 *msg,
			unsigned int len);
	int (*mbx_write)(struct sriov_pf *pf, struct sriov_vf *vf,
			 const u32 *msg, unsigned int len);
	void (*mbx_mask)(struct sriov_pf *pf, struct sriov_vf *vf, bool on);
	int (*vf_set_vectors)(struct sriov_pf *pf, struct sriov_vf *vf,
			      unsigned int num);
	u32 (*link_speed)(struct sriov_pf *pf);
	void (*set_local_vlans)(struct sriov_pf *pf);
	bool foreign;
	int (*set_num_vfs)(struct sriov_pf *pf, unsigned int num,
			   struct netlink_ext_ack *extack);
	void (*vf_default)(const struct sriov_vf *vf, struct sriov_vf_cfg *cfg);
	void (*vf_found)(const struct sriov_vf *vf, struct sriov_vf_cfg *cfg);
};

/**
 * struct sriov_pf - one PF
 * @node: in the list of all PFs, in order of PCI address
 * @ref: whoever uses the PF outside its driver's probe and remove
 * @pdev: its PCI device; a reference is held
 * @order: its PCI address as a number: PFs are locked in ascending order
 * @netdev: its netdev, set by the backend before sriov_pf_register(), which
 *	frees it after sriov_pf_unregister() only. To be read under @lock;
 *	NULL once the PF is unregistered
 * @ops: its backend
 * @caps: bitmap of enum sriov_pf_cap, set by the backend
 * @max_frame: longest frame the hardware takes, bytes without FCS and tag
 * @max_queues: queue pairs a VF can have, set by the backend with
 *	SRIOV_CAP_QUEUES
 * @total_vectors: interrupt vectors that all VFs have together at most, 0: that
 *	of a VF can't be changed; set by the backend, as the next two
 * @max_vectors: those of one VF
 * @def_vectors: those of a VF by default, for all of them at most
 *	@total_vectors
 * @link_by_mail: a VF reads the link of the port: that the host has taken its
 *	own down it learns by mail; set by the backend
 * @mac: the PF's permanent MAC address, from which VF addresses derive; set
 *	by the backend before sriov_pf_register()
 * @devlink: its devlink instance; NULL with sriov_pf_ops.foreign
 * @pf_port: its devlink port
 * @vf_ports: those of its VFs, while there are any; under devlink's lock
 * @num_vf_ports: how many
 * @rate_work: tells devlink of rates
 * @rate_nodes: rate nodes the hardware has, at most SRIOV_PF_MAX_NODES, set by
 *	the backend
 * @lock: protects @netdev, @netdev_mac, @registered, @num_vfs, @slots,
 *	@vf_offset, @vf_stride, @generation, @local_vlans, @mail_on,
 *	@quarantine and the VF table (see struct sriov_vf)
 * @netdev_mac: the netdev's address once it was changed, else zero
 * @registered: the driver is bound; cleared first on removal
 * @total_vfs: TotalVFs of the SR-IOV capability, at most SRIOV_PF_MAX_VFS
 * @num_vfs: VFs that exist. Written under device_lock and @lock
 * @slots: they were created out of service. Likewise
 * @vf_offset: First VF Offset while VFs are enabled, 0: not known
 * @vf_stride: VF Stride, likewise
 * @generation: counts changes of configuration and state of this PF
 * @local_vlans: VLANs that don't leave the hardware, none by default
 * @vfs: table of @total_vfs VFs
 * @nodes: the rate nodes, by number - 1; under @lock
 * @wq: ordered workqueue of the mail
 * @mail_work: reads the hardware's events and serves them
 * @mail_on: @mail_work may call the backend
 * @ping_wanted: bit 0: all active VFs are to get a PF control message
 * @ping: VFs that are yet to get it; this and the following are written under
 *	@lock
 * @renew: VFs that are to be told to do a new handshake
 * @req: VFs whose message is to be served
 * @flr: VFs whose reset is to be served
 * @unread: VFs whose message couldn't be read when it was its turn
 * @held: VFs among those that sent too much and have to wait
 * @told: VFs that got a message since they last acknowledged one
 * @noise: VFs that acknowledged what they didn't get
 * @masked: VFs whose mail doesn't interrupt, see sriov_pf_ops.mbx_mask
 * @quarantine: when VFs are quarantined
 * @release_work: releases them when it is time
 * @health: devlink's health reporter "vf", or none
 * @health_work: tells it what happened
 * @health_on: it can be told
 * @health_todo: VFs that were quarantined, not told yet
 * @health_timer: the timer has released one, not told yet
 * @priv: the backend's own data
 */
struct sriov_pf {
	struct list_head node;
	struct kref ref;
	struct pci_dev *pdev;
	u64 order;
	struct net_device *netdev;
	const struct sriov_pf_ops *ops;
	unsigned long caps;
	u16 max_frame;
	u32 max_queues;
	u32 total_vectors;
	u32 max_vectors;
	u32 def_vectors;
	bool link_by_mail;
	u8 mac[ETH_ALEN];
	struct devlink *devlink;
	struct sriov_devlink_port *pf_port;
	struct sriov_devlink_port *vf_ports;
	unsigned int num_vf_ports;
	struct work_struct rate_work;
	u8 rate_nodes;

	struct mutex lock;	/* netdev, and all from here to vfs[] */
	u8 netdev_mac[ETH_ALEN];
	bool registered;
	u16 total_vfs;
	u16 num_vfs;
	bool slots;
	u16 vf_offset;
	u16 vf_stride;
	u32 generation;
	struct sriov_trunk local_vlans;
	struct sriov_vf *vfs;
	struct sriov_rate_node nodes[SRIOV_PF_MAX_NODES];

	struct workqueue_struct *wq;
	struct delayed_work mail_work;
	bool mail_on;
	unsigned long ping_wanted;
	DECLARE_BITMAP(ping, SRIOV_PF_MAX_VFS);
	DECLARE_BITMAP(renew, SRIOV_PF_MAX_VFS);
	DECLARE_BITMAP(req, SRIOV_PF_MAX_VFS);
	DECLARE_BITMAP(flr, SRIOV_PF_MAX_VFS);
	DECLARE_BITMAP(unread, SRIOV_PF_MAX_VFS);
	DECLARE_BITMAP(held, SRIOV_PF_MAX_VFS);
	DECLARE_BITMAP(told, SRIOV_PF_MAX_VFS);
	DECLARE_BITMAP(noise, SRIOV_PF_MAX_VFS);
	DECLARE_BITMAP(masked, SRIOV_PF_MAX_VFS);

	struct sriov_quarantine_cfg quarantine;
	struct delayed_work release_work;
	struct devlink_health_reporter *health;
	struct work_struct health_work;
	bool health_on;
	DECLARE_BITMAP(health_todo, SRIOV_PF_MAX_VFS);
	bool health_timer;

	long priv[] __aligned(8);
};

/* ---- core to backends (pf.c, lifecycle.c, mailbox.c, ndo.c, ethtool.c) -- */

/**
 * sriov_pf_alloc() - allocate a PF and its devlink instance
 * @pdev: the PCI device, in its driver's probe
 * @ops: the backend
 * @priv_size: bytes of sriov_pf.priv
 *
 * Reads TotalVFs and does pci_set_drvdata(pdev, pf). Nothing is visible yet.
 *
 * Return: the PF, or an ERR_PTR: -ENOMEM.
 */
struct sriov_pf *sriov_pf_alloc(struct pci_dev *pdev,
				const struct sriov_pf_ops *ops,
				size_t priv_size);

/**
 * sriov_pf_free() - the end of what sriov_pf_alloc() began
 * @pf: the PF; not registered (any more)
 *
 * The backend has freed its interrupts: sriov_pf_mbx_event() may be called
 * until here.
 */
void sriov_pf_free(struct sriov_pf *pf);

/**
 * sriov_pf_register() - make a PF visible: list, netlink, devlink
 * @pf: the PF, with caps, max_frame, mac and netdev set by the backend
 *
 * Called in probe when the hardware is up. The netdev may be registered
 * before or after; before is better, as the notification then names it.
 * From here ops may be called.
 *
 * Return: 0; -EINVAL if the backend lacks an operation that its capabilities
 * need; -EADDRNOTAVAIL if mac isn't a station's address; -EBUSY if VFs of an
 * earlier driver still exist.
 */
int sriov_pf_register(struct sriov_pf *pf);

/**
 * sriov_pf_unregister() - disable all VFs, stop mail, hide the PF
 * @pf: a registered PF
 *
 * Called in remove, device_lock held; also when the hardware has vanished. (With
 * sriov_pf_ops.foreign without locks; VFs stay.)
 * Mail is served until the last VF's driver is gone. After it no op is
 * called and pf->netdev is NULL.
 */
void sriov_pf_unregister(struct sriov_pf *pf);

/* pci_driver.sriov_configure of every backend. */
int sriov_pf_sriov_configure(struct pci_dev *pdev, int num_vfs);

/* pci_driver.sriov_get_vf_total_msix and sriov_set_msix_vec_count, see
 * vectors.c.
 */
u32 sriov_pf_get_total_vectors(struct pci_dev *pdev);
int sriov_pf_set_vf_vectors(struct pci_dev *vf_pdev, int num);

/* The hardware has mail, acks or VF resets. Any context. */
void sriov_pf_mbx_event(struct sriov_pf *pf);

/* Tell all active VFs that something changed (link): they get a PF control
 * message by and by. Any context.
 */
void sriov_pf_ping_vfs(struct sriov_pf *pf);

/**
 * sriov_pf_set_mac() - give the PF's netdev another MAC address
 * @pf: the PF, registered or not
 * @mac: the address, valid
 * @commit: called with @arg and @mac to set it in netdev and hardware, with
 *	sriov_pf.lock held; it can't fail
 * @arg: for @commit
 *
 * For the backend's ndo_set_mac_address, its only way to change the address,
 * which begins as sriov_pf.mac. Checked and set as one. An address that a VF's
 * driver chose itself gives way: that VF goes back to its default, or loses an
 * additional address. Takes sriov_pf.lock.
 *
 * Return: 0; -EADDRINUSE if a VF has it by default or from the host; -ENOMEM;
 * or what the backend returned for a VF that was to give way.
 */
int sriov_pf_set_mac(struct sriov_pf *pf, const u8 *mac,
		     void (*commit)(void *arg, const u8 *mac), void *arg);

/* For the backend's ethtool_ops.get_drvinfo. */
void sriov_pf_get_drvinfo(struct net_device *dev,
			  struct ethtool_drvinfo *info);

static inline void *sriov_pf_priv(struct sriov_pf *pf)
{
	return pf->priv;
}

/* What a VF receives beyond its filters, for vf_apply(): what its driver asked
 * for, as long as the host trusts it. Lock held.
 */
static inline bool sriov_vf_all_mc(const struct sriov_vf *vf)
{
	return vf->cfg.trust && vf->asked.all_mc;
}

static inline bool sriov_vf_all_uc(const struct sriov_vf *vf)
{
	return vf->cfg.trust && vf->asked.all_uc;
}

/* The longest frame that the host lets a VF have, bytes without FCS and tag. */
static inline u16 sriov_vf_frame_limit(const struct sriov_vf *vf)
{
	u16 mtu = vf->cfg.max_mtu;

	return mtu ? min_t(unsigned int, mtu + ETH_HLEN, vf->pf->max_frame) :
		     vf->pf->max_frame;
}

/* For vf_apply(): the longest one it is to have, to send and to receive, bytes
 * without FCS and tag. Lock held.
 */
static inline u16 sriov_vf_max_frame(const struct sriov_vf *vf)
{
	return min(vf->asked.max_frame, sriov_vf_frame_limit(vf));
}

/* ndo_* of VFs, for the backend's net_device_ops. @pf found by
 * sriov_pf_from_netdev(): the backend's netdev_priv() starts with a
 * struct sriov_pf pointer.
 */
struct sriov_pf_netdev {
	struct sriov_pf *pf;
};

static inline struct sriov_pf *sriov_pf_from_netdev(struct net_device *dev)
{
	return ((struct sriov_pf_netdev *)netdev_priv(dev))->pf;
}

int sriov_pf_ndo_set_mac(struct net_device *dev, void *addr,
			 void (*commit)(void *dev, const u8 *mac));
int sriov_pf_ndo_set_vf_mac(struct net_device *dev, int vf, u8 *mac);
int sriov_pf_ndo_set_vf_vlan(struct net_device *dev, int vf, u16 vlan, u8 qos,
			     __be16 proto);
int sriov_pf_ndo_set_vf_spoofchk(struct net_device *dev, int vf, bool on);
int sriov_pf_ndo_set_vf_rate(struct net_device *dev, int vf, int min_tx_rate,
			     int max_tx_rate);
int sriov_pf_ndo_set_vf_trust(struct net_device *dev, int vf, bool on);
int sriov_pf_ndo_set_vf_link_state(struct net_device *dev, int vf, int state);
int sriov_pf_ndo_get_vf_config(struct net_device *dev, int vf,
			       struct ifla_vf_info *ivi);
int sriov_pf_ndo_get_vf_stats(struct net_device *dev, int vf,
			      struct ifla_vf_stats *vf_stats);

/* ---- backends: their pci_drivers, a table in main.c ---------------------- */

extern struct pci_driver sriov_pf_mock_driver;
extern struct pci_driver sriov_pf_82576_driver;

/* ---- inside the core ------------------------------------------------------ */

/* pf.c: the list of PFs, sorted by domain, bus, devfn, and what protects it.
 * A PF found is referenced; put it.
 */
extern struct mutex sriov_pf_list_lock;	/* sriov_pf_list, sriov_pf.node */
extern struct list_head sriov_pf_list;
struct sriov_pf *sriov_pf_find_pci(const char *address);
struct sriov_pf *sriov_pf_find_ifindex(int ifindex);	/* in init_net */
void sriov_pf_get(struct sriov_pf *pf);
void sriov_pf_put(struct sriov_pf *pf);
u32 sriov_generation(void);	/* over all PFs, for dump consistency */
void sriov_pf_changed(struct sriov_pf *pf);	/* counts; lock held */

/* lifecycle.c: one code path for sysfs and netlink. */

/**
 * sriov_pf_set_num_vfs() - enable VFs, or disable them all
 * @pf: the PF
 * @num: how many; 0: none
 * @slots: create them out of service, to be taken into it one by one
 * @extack: where the refusal is explained
 *
 * device_lock of the PF's PCI device held, sriov_pf.lock and rtnl not.
 * Sleeps 0.1 s at least when enabling, 1 s when disabling (PCI core).
 *
 * Return: 0; -ENODEV (PF being removed), -ERANGE (more than TotalVFs), -EBUSY
 * (VFs exist and @num is another number than theirs, or with @slots they weren't
 * created so, or they are assigned to guests), -EOPNOTSUPP (@slots without
 * SRIOV_CAP_MAILBOX), or what the backend or the PCI core returned: then there are none.
 */
int sriov_pf_set_num_vfs(struct sriov_pf *pf, unsigned int num, bool slots,
			 struct netlink_ext_ack *extack);

/**
 * sriov_pf_change_num_vfs() - sriov_pf_set_num_vfs() for callers without locks
 * @pf: the PF, referenced by the caller
 * @num: as there
 * @slots: as there
 * @extack: as there
 *
 * Takes the rescan lock of the PCI core and the device_lock, as writing to
 * sriov_numvfs does, but so that it can't deadlock with hot-unplug.
 *
 * Return: as sriov_pf_set_num_vfs(); -ECANCELED for a signal that came while
 * waiting for the device_lock (not -EINTR, which makes netlink send no answer
 * at all); -ETIMEDOUT if it wasn't to be had for 5 s.
 */
int sriov_pf_change_num_vfs(struct sriov_pf *pf, unsigned int num, bool slots,
			    struct netlink_ext_ack *extack);

/* The PCI core's rescan lock and the device_lock, as there. */
int sriov_pf_lock_pci(struct pci_dev *pdev, struct netlink_ext_ack *extack);
void sriov_pf_unlock_pci(struct pci_dev *pdev);

/* Disable all VFs, whatever holds against it. device_lock held. */
void sriov_pf_disable_vfs(struct sriov_pf *pf);

/* Read First VF Offset and VF Stride. Lock held. */
void sriov_pf_read_layout(struct sriov_pf *pf);

/* vf.c: a VF, its state machine, its part of the hardware. Lock held. */
int sriov_vf_set_state(struct sriov_vf *vf, enum sriov_vf_state state);
const char *sriov_vf_state_name(enum sriov_vf_state state);
int sriov_vf_apply(struct sriov_vf *vf, u32 changed,
		   struct netlink_ext_ack *extack);
int sriov_vf_program(struct sriov_vf *vf, struct netlink_ext_ack *extack);
void sriov_vf_reset_asked(struct sriov_vf *vf);
void sriov_vf_stop(struct sriov_vf *vf);
unsigned int sriov_pf_num_in_service(const struct sriov_pf *pf);
void sriov_vf_init(struct sriov_vf *vf, struct sriov_pf *pf, u16 id);
void sriov_vf_default_cfg(const struct sriov_vf *vf, struct sriov_vf_cfg *cfg);
void sriov_vf_default_mac(const u8 *pf_mac, u16 vf, u8 *mac);

/* Statistics of a VF: zeros while it doesn't exist or without
 * SRIOV_CAP_STATS.
 */
void sriov_vf_get_stats(struct sriov_vf *vf, struct sriov_vf_stats *stats);

/* "dddd:bb:dd.f" into @buf. -ENODEV, and an empty string, if the VF doesn't
 * exist (yet).
 */
int sriov_vf_pci_address(const struct sriov_vf *vf, char *buf, size_t len);

/* vf_set.c and vf_check.c: changes of the desired state. */

/**
 * sriov_vfs_set() - change the desired state of a range of VFs as one
 * @pf: the PF
 * @first: first VF
 * @last: last VF, inclusive
 * @cfg: new values of what @mask names; @cfg->mac_by_host and @cfg->host_mac
 *	aren't read
 * @mask: SRIOV_VF_CHG_MAC, _VLAN, _SPOOFCHK, _TRUST, _LINK, _TRUNK, _ALLOWED,
 *	_MTU, _NUM_QUEUES; or _QOS: @cfg->qos alone, and each VF keeps its port
 *	VLAN; backends see it as _VLAN; _RATE: @cfg->max_rate alone; _MIN_RATE:
 *	@cfg->min_rate, which backends see as _RATE. _SERVICE: @cfg->in_service.
 *	_NODE: @cfg->node, one that exists. _RESET: before the rest, back to the
 *	defaults but for _SERVICE and _NODE, and no owner. _OWNER: @cfg->owner is
 *	who asks, and becomes the owner if there is none; _RELEASE: no owner
 *	afterwards; _FORCE: whoever it is
 * @extack: where the refusal is explained; the message begins with the
 *	name of the attribute
 *
 * Validates all, then applies all; on the first failure of the hardware what
 * was applied is rolled back. A MAC address sets mac_by_host and takes a
 * range of one VF; the zero address means "back to the default" and clears
 * it. The driver of an active VF is told by mail to fetch its new address.
 * The host wins: an address that a VF's driver chose itself gives way, and
 * that VF goes back to its default, or if it was trusted to the host's, as part
 * of the change. Taking trust away takes all away that was had by it; the
 * driver of an active VF whose trust or queues changed does a new handshake,
 * and asks again for what it wants. Takes sriov_pf.lock.
 * VFs that don't exist yet take the state when they are enabled; what they are
 * guaranteed counts already. A VF is taken into service with all of its policy
 * in the hardware before its driver is let in. Out of service it is taken when
 * nothing can fail any more, so that a rollback never costs it its traffic.
 *
 * Return: 0, -EINVAL, -EPROTONOSUPPORT (vlan_proto), -EOPNOTSUPP (missing
 * capability), -EADDRINUSE (MAC of another VF in the same port VLAN, by host
 * or default, or of the PF), -ERANGE (max_rate above the link's speed, or
 * below min_rate; queues beyond what the hardware has), -EDQUOT (the VFs'
 * min_rate add up to more than the link's speed, or the max_rate of their
 * node), -EPERM (a VF has another owner; this is announced), -ENXIO
 * (in_service of a VF that doesn't exist), -ENODEV (PF being removed), -ENOMEM,
 * or what the backend returned.
 */
int sriov_vfs_set(struct sriov_pf *pf, u16 first, u16 last,
		  const struct sriov_vf_cfg *cfg, u32 mask,
		  struct netlink_ext_ack *extack);

/**
 * sriov_vf_mac_refused() - may a VF's driver use this MAC address?
 * @vf: the VF
 * @mac: what its driver asked for, as its own or an additional address
 *
 * sriov_pf.lock held.
 *
 * Return: 0, or -EADDRINUSE if the PF has the address, or another VF that can
 * be in a VLAN with this one, as its own or as an additional one. A VF without
 * port VLAN can be in each.
 */
int sriov_vf_mac_refused(const struct sriov_vf *vf, const u8 *mac);

/* Whether a list has the address. */
bool sriov_mac_listed(const struct sriov_mac_list *list, const u8 *mac);

/* Whether a VF may have addresses besides its own one. Lock held. */
bool sriov_vf_macs_allowed(const struct sriov_vf *vf);

/* mailbox.c */
void sriov_pf_mail_work(struct work_struct *work);
void sriov_pf_mail_start(struct sriov_pf *pf);
void sriov_pf_mail_discard(struct sriov_pf *pf);
void sriov_pf_mail_stop(struct sriov_pf *pf);
void sriov_vf_renew(struct sriov_vf *vf);
void sriov_vf_tell_link(struct sriov_vf *vf);
void sriov_vf_invite(struct sriov_vf *vf);
void sriov_vf_mail_mask(struct sriov_vf *vf);

/* netlink.c: called with sriov_pf.lock held unless said otherwise. */
int sriov_netlink_init(void);
void sriov_netlink_exit(void);
void sriov_netlink_notify_vf(struct sriov_vf *vf);	/* group config */
void sriov_netlink_notify_vf_state(struct sriov_vf *vf);	/* group state */
void sriov_netlink_notify_vf_refused(struct sriov_vf *vf, u64 cookie);
/* Group config. After the PF left the list (registered is false then), this
 * is the news that it is gone.
 */
void sriov_netlink_notify_pf(struct sriov_pf *pf);

/* health.c: the first two with lock held, the others without. */
void sriov_health_quarantined(struct sriov_vf *vf);
void sriov_health_released(struct sriov_pf *pf, bool by_timer);
int sriov_health_create(struct sriov_pf *pf);
void sriov_health_start(struct sriov_pf *pf, bool on);
void sriov_health_destroy(struct sriov_pf *pf);

/* devlink.c */
int sriov_devlink_alloc(struct sriov_pf *pf);
void sriov_devlink_register(struct sriov_pf *pf);
void sriov_devlink_unregister(struct sriov_pf *pf);
void sriov_devlink_free(struct sriov_pf *pf);

/* devlink_port.c */
int sriov_devlink_add_pf(struct sriov_pf *pf);
void sriov_devlink_del_pf(struct sriov_pf *pf);
int sriov_devlink_add_vfs(struct sriov_pf *pf, unsigned int num);
void sriov_devlink_del_vfs(struct sriov_pf *pf);

/* devlink_rate.c; queue rate_work when rates have changed. */
void sriov_devlink_rate_work(struct work_struct *work);

#endif /* SRIOV_PF_H */
