/* SPDX-License-Identifier: GPL-2.0 */
/*
 * VF driver: its object, and the interface between the driver and the
 * hardware backends.
 *
 * The driver owns the netdev's life, the mailbox client, the reset task and
 * every decision; a backend owns registers and rings. A backend's
 * netdev_priv() begins with a struct sriov_vf_dev.
 *
 * Lock order: device_lock, rtnl, sriov_vf_dev.lock. The reset task takes
 * sriov_vf_dev.lock alone, and rtnl alone when it has let go of that one.
 * Nothing waits for the task under rtnl, but whoever takes sriov_vf_dev.lock
 * there may have to wait until the task has told the PF all it has to: a mail
 * for each VLAN and address. A PF that serves them takes some ten microseconds
 * for each; the first that isn't answered, within a second, ends it.
 */
#ifndef SRIOV_VF_H
#define SRIOV_VF_H

#include <linux/etherdevice.h>
#include <linux/ethtool.h>
#include <linux/if_vlan.h>
#include <linux/interrupt.h>
#include <linux/mutex.h>
#include <linux/netdevice.h>
#include <linux/pci.h>
#include <linux/workqueue.h>

#include "pf_driver/core/mailbox.h"

#define SRIOV_VF_VERSION	"0.1.0"

/* Intel's device ids of VFs */
#define SRIOV_VF_DEVICE_82576	0x10ca
#define SRIOV_VF_DEVICE_I350	0x1520

struct sriov_vf_dev;

/*
 * VF side of the mailbox register, the 82576's V2PMAILBOX (8.14.3 of its
 * datasheet), which every backend has. PFSTS, PFACK and RSTD clear on read.
 */
#define SRIOV_VMB_REQ		BIT(0)
#define SRIOV_VMB_ACK		BIT(1)
#define SRIOV_VMB_VFU		BIT(2)
#define SRIOV_VMB_PFU		BIT(3)
#define SRIOV_VMB_PFSTS		BIT(4)
#define SRIOV_VMB_PFACK		BIT(5)
#define SRIOV_VMB_RSTI		BIT(6)
#define SRIOV_VMB_RSTD		BIT(7)
#define SRIOV_VMB_R2C	(SRIOV_VMB_PFSTS | SRIOV_VMB_PFACK | SRIOV_VMB_RSTD)

/**
 * struct sriov_vf_ops - a hardware backend
 * @name: name of the backend, shown to users
 * @create: allocate netdev and backend data, allocate interrupt vectors, set
 *	netdev_ops, features, and vfd->ops. The PCI device is enabled. Returns
 *	an ERR_PTR on failure.
 * @destroy: undo @create; the netdev is not registered (any more)
 * @vector: number of the vector of mailbox and link
 * @interrupt: its handler, with the struct sriov_vf_dev as its argument; calls
 *	sriov_vf_kick()
 * @make_name: write the netdev's name, which follows from PF and VF number
 * @mbx_rd: read the mailbox register; all ones if the device is gone
 * @mbx_wr: write it
 * @mbx_mem_rd: read dword @n of the mailbox buffer
 * @mbx_mem_wr: write it
 * @reset: function reset; the data path is stopped. Afterwards nothing is
 *	programmed and interrupts are off.
 * @irq_enable: enable the causes of @vector
 * @armed: whether they still are: else the function was reset behind our back
 * @link: whether the link is up
 * @open: allocate rings and queue interrupts; may fail
 * @close: undo @open; also when not open
 * @queues_fit: look how many queues the PF lets the VF have, now that it has
 *	answered; whether they are as many as there are
 * @fit_queues: have that many; may fail, with nothing changed. rtnl held if the
 *	netdev is registered
 * @start: let the device work on the rings; after @open, can't fail
 * @stop: take the rings back; also when not started
 * @sset_count: see ethtool_ops, as what follows
 * @strings: likewise
 * @stats: likewise
 * @get_rings: likewise
 * @set_rings: likewise
 * @get_channels: likewise
 * @set_channels: likewise
 * @get_coalesce: likewise
 * @set_coalesce: likewise
 * @link_ksettings: likewise
 *
 * Called with sriov_vf_dev.lock held, but for @create, @destroy, @interrupt,
 * @make_name, and the ethtool_ops that only read, which are under rtnl.
 */
struct sriov_vf_ops {
	const char *name;
	struct net_device *(*create)(struct pci_dev *pdev);
	void (*destroy)(struct net_device *netdev);
	unsigned int vector;
	irqreturn_t (*interrupt)(int irq, void *vfd);
	void (*make_name)(struct sriov_vf_dev *vfd, char *name, size_t len);
	u32 (*mbx_rd)(struct sriov_vf_dev *vfd);
	void (*mbx_wr)(struct sriov_vf_dev *vfd, u32 val);
	u32 (*mbx_mem_rd)(struct sriov_vf_dev *vfd, unsigned int n);
	void (*mbx_mem_wr)(struct sriov_vf_dev *vfd, unsigned int n, u32 val);
	void (*reset)(struct sriov_vf_dev *vfd);
	void (*irq_enable)(struct sriov_vf_dev *vfd);
	bool (*armed)(struct sriov_vf_dev *vfd);
	bool (*link)(struct sriov_vf_dev *vfd);
	int (*open)(struct sriov_vf_dev *vfd);
	void (*close)(struct sriov_vf_dev *vfd);
	bool (*queues_fit)(struct sriov_vf_dev *vfd);
	int (*fit_queues)(struct sriov_vf_dev *vfd);
	void (*start)(struct sriov_vf_dev *vfd);
	void (*stop)(struct sriov_vf_dev *vfd);

	int (*sset_count)(struct sriov_vf_dev *vfd, int sset);
	void (*strings)(struct sriov_vf_dev *vfd, u32 sset, u8 *data);
	void (*stats)(struct sriov_vf_dev *vfd, u64 *data);
	void (*get_rings)(struct sriov_vf_dev *vfd,
			  struct ethtool_ringparam *ring);
	int (*set_rings)(struct sriov_vf_dev *vfd,
			 const struct ethtool_ringparam *ring,
			 struct netlink_ext_ack *extack);
	void (*get_channels)(struct sriov_vf_dev *vfd,
			     struct ethtool_channels *ch);
	int (*set_channels)(struct sriov_vf_dev *vfd,
			    const struct ethtool_channels *ch);
	void (*get_coalesce)(struct sriov_vf_dev *vfd,
			     struct ethtool_coalesce *ec);
	int (*set_coalesce)(struct sriov_vf_dev *vfd,
			    const struct ethtool_coalesce *ec,
			    struct netlink_ext_ack *extack);
	int (*link_ksettings)(struct sriov_vf_dev *vfd,
			      struct ethtool_link_ksettings *ks);
};

/* Atomic bits in sriov_vf_dev.todo. */
enum sriov_vf_todo {
	SRIOV_VF_SERVED,	/* the task does its work; cleared under lock */
	SRIOV_VF_RESET,		/* reset the function, shake hands with the PF */
	SRIOV_VF_RX_MODE,	/* tell the PF the address lists */
};

/* Additional unicast addresses the PF is asked for at most. */
#define SRIOV_VF_MAX_FILTER_MACS 16

/**
 * struct sriov_vf_filters - what the PF was told to let through
 * @num_hashes: entries in @hash
 * @hash: multicast hashes, in the order of the netdev's list
 * @all_mc: all multicast was asked for
 * @all_uc: all unicast was asked for
 * @num_macs: entries in @mac
 * @mac: additional unicast addresses
 */
struct sriov_vf_filters {
	u8 num_hashes;
	u16 hash[SRIOV_MBX_MAX_HASHES];
	bool all_mc;
	bool all_uc;
	u8 num_macs;
	u8 mac[SRIOV_VF_MAX_FILTER_MACS][ETH_ALEN];
};

/**
 * struct sriov_vf_dev - a VF
 * @netdev: its netdev
 * @pdev: its PCI function
 * @ops: its backend
 * @lock: serialises the mailbox, the data path's state, and all below but
 *	@todo and @task
 * @mbx_sticky: clear-on-read bits that were read and not yet used
 * @mbx_busy: a call is under way, which looks for itself what has come: the
 *	interrupt handler needn't kick the task. Read without lock.
 * @ready: the PF has answered our reset: mail is served, queues may run
 * @opened: ndo_open was called
 * @in_flr: a function level reset is under way: don't touch the device
 * @registered: the netdev is registered
 * @unanswered: the log says that the PF doesn't answer
 * @nonsense: messages of the PF since the last answer that were none
 * @retries: failed attempts to get ready in a row
 * @retry_at: when the next one is due, in jiffies, if @retries
 * @given_mac: address the PF gave with the last reset
 * @hw_mac: address that is in force at the PF
 * @own_mac: the netdev's address isn't @given_mac because a user set it
 * @adopt: the netdev is to take @given_mac over
 * @refit: the number of queues isn't what the PF lets us have: the data path
 *	must not run
 * @link_denied: the PF has said that the host took our link down
 * @vlans: VLAN filter of the netdev
 * @sent: filters as the PF knows them
 * @todo: enum sriov_vf_todo
 * @task: the reset task, which is also the watchdog
 */
struct sriov_vf_dev {
	struct net_device *netdev;
	struct pci_dev *pdev;
	const struct sriov_vf_ops *ops;

	struct mutex lock; /* mailbox, data path, what follows; see above */
	u32 mbx_sticky;
	bool mbx_busy;
	bool ready;
	bool opened;
	bool in_flr;
	bool registered;
	bool unanswered;
	unsigned int nonsense;
	unsigned int retries;
	unsigned long retry_at;
	u8 given_mac[ETH_ALEN] __aligned(2);
	u8 hw_mac[ETH_ALEN] __aligned(2);
	bool own_mac;
	bool adopt;
	bool refit;
	bool link_denied;
	DECLARE_BITMAP(vlans, VLAN_N_VID);
	struct sriov_vf_filters sent;

	unsigned long todo;
	struct delayed_work task;
};

/* Backends. */
extern const struct sriov_vf_ops sriov_vf_mock_ops;
extern const struct sriov_vf_ops sriov_vf_82576_ops;

/* main.c */
extern struct workqueue_struct *sriov_vf_wq;

/* mbx.c: the mailbox client. Lock held. */
void sriov_vf_mbx_reset(struct sriov_vf_dev *vfd);
bool sriov_vf_mbx_pf_away(struct sriov_vf_dev *vfd);
void sriov_vf_mbx_listen(struct sriov_vf_dev *vfd);
int sriov_vf_mbx_call(struct sriov_vf_dev *vfd, u32 *msg, unsigned int len,
		      unsigned int reply_len);
int sriov_vf_mail_reset(struct sriov_vf_dev *vfd, u8 *mac);
int sriov_vf_mail_mac(struct sriov_vf_dev *vfd, u8 what, const u8 *mac);
int sriov_vf_mail_multicast(struct sriov_vf_dev *vfd, const u16 *hash,
			    unsigned int num);
int sriov_vf_mail_promisc(struct sriov_vf_dev *vfd, u8 what);
int sriov_vf_mail_vlan(struct sriov_vf_dev *vfd, u16 vid, bool add);
int sriov_vf_mail_mtu(struct sriov_vf_dev *vfd, unsigned int mtu);

/* reset.c: getting ready, and staying it. */
void sriov_vf_init(struct sriov_vf_dev *vfd, struct net_device *netdev,
		   struct pci_dev *pdev, const struct sriov_vf_ops *ops);
void sriov_vf_kick(struct sriov_vf_dev *vfd);
void sriov_vf_unlock(struct sriov_vf_dev *vfd);
void sriov_vf_request_reset(struct sriov_vf_dev *vfd);
int sriov_vf_get_ready(struct sriov_vf_dev *vfd);
void sriov_vf_update_link(struct sriov_vf_dev *vfd);
void sriov_vf_watch(struct sriov_vf_dev *vfd);

/* recover.c: resets, errors of the bus, sleep of the machine. */
bool sriov_vf_repair_config(struct sriov_vf_dev *vfd);
void sriov_vf_quiesce(struct sriov_vf_dev *vfd);
extern const struct pci_error_handlers sriov_vf_err_handlers;
extern const struct dev_pm_ops sriov_vf_pm_ops;

/* filters.c: lock held. */
void sriov_vf_send_filters(struct sriov_vf_dev *vfd);
void sriov_vf_forget_filters(struct sriov_vf_dev *vfd);
void sriov_vf_send_vlans(struct sriov_vf_dev *vfd);

/* netdev.c: for the backends' net_device_ops. */
int sriov_vf_open(struct net_device *netdev);
int sriov_vf_stop(struct net_device *netdev);
void sriov_vf_set_rx_mode(struct net_device *netdev);
int sriov_vf_set_mac_address(struct net_device *netdev, void *addr);
int sriov_vf_change_mtu(struct net_device *netdev, int mtu);
int sriov_vf_vlan_add(struct net_device *netdev, __be16 proto, u16 vid);
int sriov_vf_vlan_kill(struct net_device *netdev, __be16 proto, u16 vid);
int sriov_vf_register(struct sriov_vf_dev *vfd);
void sriov_vf_adopt_mac(struct sriov_vf_dev *vfd);
void sriov_vf_adopt_queues(struct sriov_vf_dev *vfd);

/* ethtool.c */
extern const struct ethtool_ops sriov_vf_ethtool_ops;

#endif /* SRIOV_VF_H */
