/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The virtual switch: what its files share. Objects, and who owns them:
 *
 *	struct vsw	a switch: private data of its netdev, which is also the
 *			host's port
 *	struct vsw_port	a port: made by attaching a netdev; the host's is made
 *			with the switch
 *
 * Configuration is done under rtnl. The datapath reads under RCU; a port is
 * freed a grace period after it was taken from the list, from the FDB and from
 * its device.
 */
#ifndef VSW_H
#define VSW_H

#include <linux/if_vlan.h>
#include <linux/netdevice.h>
#include <linux/siphash.h>
#include <linux/u64_stats_sync.h>

#include "compat/netdev.h"
#include "vswitch/drop.h"
#include "vswitch/fdb.h"
#include "vswitch/guard.h"
#include "vswitch/limits.h"

struct mem_cgroup;
struct netlink_ext_ack;
struct vsw_mcast;
struct vsw_mode;
struct vsw_pf_filters;
struct vsw_vlan_stats;

#define VSW_MAX_PORTS		4096
/* Of every port, until it is changed */
#define VSW_DEFAULT_PVID	1

/**
 * enum vsw_slow - what takes a port's frames off the shortest way
 *
 * A port has two words of these: for frames from it, and for frames to it.
 * Zero means that only the source, the destination and the MTU are looked at.
 *
 * @VSW_SLOW_DOWN: switched off by an administrator
 * @VSW_SLOW_ISOLATED: talks to ports only that are not isolated
 * @VSW_SLOW_HAIRPIN: frames may leave by the port that they came from; to the
 *	port only
 * @VSW_SLOW_MODE: the switch's mode wants to see them
 * @VSW_SLOW_RATE: so many bit/s, and no more
 * @VSW_SLOW_STORM: so many frames a second with more than one destination, and
 *	no more; from the port only
 * @VSW_SLOW_GUARD: only from addresses that it is bound to; from the port only
 * @VSW_SLOW_DHCP_GUARD: nothing that a DHCP server sends; from the port only
 * @VSW_SLOW_RA_GUARD: nothing that an IPv6 router says; from the port only
 * @VSW_SLOW_MIRROR: copied to another port
 * @VSW_SLOW_BPDU_GUARD: a BPDU shuts it; from the port only
 * @VSW_SLOW_BPDU_DROP: no BPDUs
 * @VSW_SLOW_LOOP: probes of this switch may come back; from the port only
 * @VSW_SLOW_SHUT: shut by a guard, for a time
 */
enum vsw_slow {
	VSW_SLOW_DOWN		= BIT(0),
	VSW_SLOW_ISOLATED	= BIT(1),
	VSW_SLOW_HAIRPIN	= BIT(2),
	VSW_SLOW_MODE		= BIT(3),
	VSW_SLOW_RATE		= BIT(4),
	VSW_SLOW_STORM		= BIT(5),
	VSW_SLOW_GUARD		= BIT(6),
	VSW_SLOW_DHCP_GUARD	= BIT(7),
	VSW_SLOW_RA_GUARD	= BIT(8),
	VSW_SLOW_MIRROR		= BIT(9),
	VSW_SLOW_BPDU_GUARD	= BIT(10),
	VSW_SLOW_BPDU_DROP	= BIT(11),
	VSW_SLOW_LOOP		= BIT(12),
	VSW_SLOW_SHUT		= BIT(13),
};

/* Nothing in, nothing out */
#define VSW_SLOW_CLOSED		(VSW_SLOW_DOWN | VSW_SLOW_SHUT)
/* What is looked for in frames to groups from the port */
#define VSW_SLOW_LINK		(VSW_SLOW_BPDU_GUARD | VSW_SLOW_BPDU_DROP | \
				 VSW_SLOW_LOOP)

/* What looks into frames from the port */
#define VSW_SLOW_INSPECT	(VSW_SLOW_GUARD | VSW_SLOW_DHCP_GUARD | \
				 VSW_SLOW_RA_GUARD)

/* What is looked at when a frame leaves, wherever it came from */
#define VSW_SLOW_LEAVING	(VSW_SLOW_RATE | VSW_SLOW_MIRROR | \
				 VSW_SLOW_BPDU_DROP)

/**
 * enum vsw_port_flag - how a port behaves in paths that are rare anyway
 * @VSW_PORT_HOST: the host's own
 * @VSW_PORT_LEARNING: sources are learned
 * @VSW_PORT_LOCKED: frames of unknown sources are dropped, none is learned
 * @VSW_PORT_FLOOD_UNICAST: unknown unicast goes out here
 * @VSW_PORT_FLOOD_MULTICAST: so does unregistered multicast
 * @VSW_PORT_FLOOD_BROADCAST: so does broadcast
 * @VSW_PORT_STICKY: what is learned here doesn't move
 * @VSW_PORT_LOOP_GUARD: probes are sent out here
 * @VSW_PORT_FAST_LEAVE: who leaves a group was the only one here
 * @VSW_PORT_NEIGH_SUPPRESS: the switch answers for stations behind it, and keeps
 *	requests for known ones from it
 */
enum vsw_port_flag {
	VSW_PORT_HOST			= BIT(0),
	VSW_PORT_LEARNING		= BIT(1),
	VSW_PORT_LOCKED			= BIT(2),
	VSW_PORT_FLOOD_UNICAST		= BIT(3),
	VSW_PORT_FLOOD_MULTICAST	= BIT(4),
	VSW_PORT_FLOOD_BROADCAST	= BIT(5),
	VSW_PORT_STICKY			= BIT(6),
	VSW_PORT_LOOP_GUARD		= BIT(7),
	VSW_PORT_FAST_LEAVE		= BIT(8),
	VSW_PORT_NEIGH_SUPPRESS		= BIT(9),
};

#define VSW_PORT_FLOOD		(VSW_PORT_FLOOD_UNICAST |	\
				 VSW_PORT_FLOOD_MULTICAST |	\
				 VSW_PORT_FLOOD_BROADCAST)
#define VSW_PORT_DEFAULT	(VSW_PORT_LEARNING | VSW_PORT_FLOOD)

/* Options of a port that are on or off; see vsw_port_opts */
enum vsw_opt {
	VSW_OPT_ENABLED,
	VSW_OPT_LEARNING,
	VSW_OPT_LOCKED,
	VSW_OPT_ISOLATED,
	VSW_OPT_HAIRPIN,
	VSW_OPT_FLOOD_UNICAST,
	VSW_OPT_FLOOD_MULTICAST,
	VSW_OPT_FLOOD_BROADCAST,
	VSW_OPT_STICKY,
	VSW_OPT_DHCP_GUARD,
	VSW_OPT_RA_GUARD,
	VSW_OPT_BPDU_GUARD,
	VSW_OPT_BPDU_DROP,
	VSW_OPT_LOOP_GUARD,
	VSW_OPT_FAST_LEAVE,
	VSW_OPT_NEIGH_SUPPRESS,
	VSW_OPT_NUM
};

/* Why a guard has shut a port: as enum vswitch_port_shut */
enum vsw_shut {
	VSW_SHUT_NOT,
	VSW_SHUT_BPDU,
	VSW_SHUT_LOOP,
};

#define VSW_DEFAULT_RECOVERY	60

/**
 * struct vsw_port_opt - what an option is
 * @name: as users know it
 * @nl: attribute of the set "port" of the family "vswitch"
 * @brport: IFLA_BRPORT_*; 0: bridge(8) has no word for it
 * @flag: enum vsw_port_flag
 * @slow_in: enum vsw_slow of vsw_port.slow
 * @slow_out: enum vsw_slow of vsw_port.slow_out
 * @inverted: the bits are set when it is off
 * @host: the host's port has it, too
 */
struct vsw_port_opt {
	const char *name;
	u16 nl;
	u16 brport;
	u32 flag;
	u32 slow_in;
	u32 slow_out;
	bool inverted;
	bool host;
};

/**
 * struct vsw_port_change - options of a port to change
 * @mask: which, BIT(enum vsw_opt)
 * @on: these are to be on, the others off
 * @set_learn_limit: @learn_limit counts
 * @set_filter_limit: @filter_limit counts
 * @set_mcast_limit: @mcast_limit counts
 * @set_mcast_router: @mcast_router counts
 * @mcast_router: see struct vsw_port
 * @mcast_limit: there, too
 * @learn_limit: and this
 * @filter_limit: see vsw_pf_filter_state.limit
 */
struct vsw_port_change {
	u32 mask;
	u32 on;
	bool set_learn_limit;
	bool set_filter_limit;
	bool set_mcast_limit;
	bool set_mcast_router;
	u8 mcast_router;
	u32 mcast_limit;
	u32 learn_limit;
	u32 filter_limit;
};

/* A port's own cache line on each processor: the source that it saw last, and
 * what passed.
 */
struct vsw_pcpu {
	u64 src;		/* key; zero: none */
	u32 src_gen;		/* of the FDB when it was looked up */
	u32 src_tick;
	u64_stats_t rx_packets;	/* from the port into the switch */
	u64_stats_t rx_bytes;
	u64_stats_t tx_packets;	/* out of the switch by the port */
	u64_stats_t tx_bytes;
	struct u64_stats_sync syncp;
} ____cacheline_aligned;

/* What passed a port, over all processors */
struct vsw_port_traffic {
	u64 rx_packets;
	u64 rx_bytes;
	u64 tx_packets;
	u64 tx_bytes;
};

struct vsw_drops {
	u64 count[VSW_DROP_COUNT];
};

/* A port's VLANs, replaced as a whole. Bits by VID. */
struct vsw_vlans {
	DECLARE_BITMAP(member, VLAN_N_VID);
	DECLARE_BITMAP(untagged, VLAN_N_VID);
	struct rcu_head rcu;
};

/**
 * struct vsw_port - a port
 * @dev: behind it; the switch's own for the host's port
 * @sw: the switch
 * @pcpu: counters and last source
 * @slow: enum vsw_slow, for frames from the port
 * @slow_out: enum vsw_slow, for frames to the port
 * @flags: enum vsw_port_flag
 * @pvid: VLAN of untagged frames; 0: they are dropped
 * @vlans: what it is a member of
 * @vlan_stats: what passed in these; NULL: it isn't counted
 * @drops: by reason; frames from the port, or those that should leave by it
 * @list: in vsw.ports
 * @learned: entries that were learned here; vsw_fdb.lock
 * @learn_limit: how many there may be; 0: any number
 * @unlearned: sources not learned for that limit
 * @answered: requests for neighbours from here that the switch answered
 * @mcast_groups: groups that were joined here by reports; vsw_mcast.lock
 * @mcast_limit: how many there may be; 0: any number
 * @mcast_router: enum vsw_mcast_router
 * @number: in listings; the host's is 0, others from 1, lowest free one
 * @link: the device is up and has a carrier, as was last told
 * @guard: who the port may be; NULL: anybody
 * @limits: storm control and rates; NULL: none
 * @shut: enum vsw_shut
 * @recovery: seconds until it opens again; 0: never by itself
 * @shut_at: jiffies when it was shut
 * @mirror: where its frames are copied to, by enum vsw_dir; NULL: nowhere
 * @pf_filters: see vswitch/pf_filter.h; NULL: it is no PF; rtnl
 * @mode_data: the mode's, which leaves it NULL behind
 * @dev_tracker: of the reference to @dev
 * @rcu: to free it
 */
struct vsw_port {
	struct net_device *dev;
	struct vsw *sw;
	struct vsw_pcpu __percpu *pcpu;
	u32 slow;
	u32 slow_out;
	u32 flags;
	u16 pvid;
	u16 number;
	struct vsw_vlans __rcu *vlans;
	struct vsw_vlan_stats __rcu *vlan_stats;
	struct vsw_drops __percpu *drops;
	struct list_head list;

	unsigned int learned;
	unsigned int learn_limit;
	atomic64_t unlearned;
	atomic64_t answered;
	unsigned int mcast_groups;
	unsigned int mcast_limit;
	u8 mcast_router;
	bool link;

	u32 shut;
	u32 recovery;
	unsigned long shut_at;
	struct vsw_guard __rcu *guard;
	struct vsw_limits __rcu *limits;
	struct vsw_port __rcu *mirror[VSW_DIR_NUM];
	struct vsw_pf_filters *pf_filters;
	void *mode_data;

	netdevice_tracker dev_tracker;
	struct rcu_head rcu;
};

/**
 * struct vsw - a switch: the private data of its netdev
 * @vlan_proto: tag that it understands, ETH_P_8021Q or ETH_P_8021AD, in network
 *	order; 0: it looks at no tag
 * @suppressing: some port has VSW_PORT_NEIGH_SUPPRESS
 * @fdb: who is where
 * @mcast: who is in which group
 * @host: the host's port
 * @ports: all of them, the host's first; changed under rtnl
 * @num_ports: without the host's
 * @gone_drops: what ports dropped that were detached since
 * @moves: stations that were seen at another port than before
 * @dev: its netdev
 * @mode: see vswitch/mode.h; changed under rtnl
 * @node: in vsw_net.switches
 * @vn: its namespace's
 * @memcg: of who made it, for what is made later and by nobody's request
 * @num_pfs: ports with @pf_filters; changed under rtnl
 * @filter_work: sets their filters
 * @loop_work: shuts ports, opens them and sends probes
 * @probe_key: secret of its probes
 * @probe_seq: number of the last ones
 * @vlan_stats: frames are counted by VLAN; rtnl
 * @mtu_set: the MTU was set by somebody: it doesn't follow the ports'
 * @following_mtu: the change under way is one that follows them
 */
struct vsw {
	__be16 vlan_proto;
	bool suppressing;
	struct vsw_fdb fdb;
	struct vsw_mcast *mcast;
	struct vsw_port *host;
	struct list_head ports;
	unsigned int num_ports;
	u64 gone_drops[VSW_DROP_COUNT];
	atomic64_t moves;
	struct net_device *dev;
	struct vsw_mode __rcu *mode;
	struct list_head node;
	struct vsw_net *vn;
	struct mem_cgroup *memcg;
	unsigned int num_pfs;
	struct delayed_work filter_work;
	struct delayed_work loop_work;
	siphash_key_t probe_key;
	u32 probe_seq;
	bool vlan_stats;
	bool mtu_set;
	bool following_mtu;
};

/**
 * struct vsw_net - what a network namespace has of switches
 * @switches: all, by ifindex; rtnl
 * @generation: counts changes of their configuration; rtnl
 * @num_switches: also those that are just being registered; rtnl
 * @num_ports: of all of them, without the host's; rtnl
 * @fdb_entries: of all of them
 * @mdb_entries: members of groups, of all of them
 * @limited: not the initial namespace: limits apply
 */
struct vsw_net {
	struct list_head switches;
	u32 generation;
	unsigned int num_switches;
	unsigned int num_ports;
	atomic_t fdb_entries;
	atomic_t mdb_entries;
	bool limited;
};

static inline bool vsw_port_is_host(const struct vsw_port *port)
{
	return port->flags & VSW_PORT_HOST;
}

/* Change these bits of a port's word of enum vsw_slow; rtnl. */
static inline void vsw_slow_set(u32 *word, u32 mask, u32 bits)
{
	WRITE_ONCE(*word, (*word & ~mask) | bits);
}

/* drop.c: count a dropped frame, and free it. */
void vsw_drop(struct vsw_port *port, struct sk_buff *skb, enum vsw_drop why);
u64 vsw_drops_of(const struct vsw_port *port, enum vsw_drop why);
u64 vsw_drops_of_all(const struct vsw *sw, enum vsw_drop why);

/* net.c */
struct vsw_net *vsw_net(const struct net *net);
int vsw_net_init(void);
void vsw_net_exit(void);
int vsw_net_join(struct vsw *sw);
void vsw_net_leave(struct vsw *sw);
void vsw_net_list(struct vsw *sw);
void vsw_net_unlist(struct vsw *sw);
int vsw_net_charge_port(struct vsw *sw, struct netlink_ext_ack *extack);
void vsw_net_uncharge_port(struct vsw *sw);
bool vsw_net_charge_fdb(struct vsw *sw, bool always);
void vsw_net_uncharge_fdb(struct vsw *sw, unsigned int entries);
bool vsw_net_charge_mdb(struct vsw *sw);
void vsw_net_uncharge_mdb(struct vsw *sw);

/* netdev.c */
extern const struct net_device_ops vsw_netdev_ops;
void vsw_setup(struct net_device *dev);

/* Is it the netdev of a switch? Any context. */
static inline bool vsw_is_switch(const struct net_device *dev)
{
	return dev->netdev_ops == &vsw_netdev_ops;
}

void vsw_follow_mtu(struct vsw *sw, unsigned int mtu);

/* ethtool.c */
extern const struct ethtool_ops vsw_ethtool_ops;

/* host.c */
void vsw_host_sync(struct vsw *sw);
void vsw_host_sync_locked(struct vsw *sw);

/* port.c */
struct vsw_port *vsw_port_of(const struct net_device *dev);
struct vsw_port *vsw_port_by_index(struct vsw *sw, int ifindex);
struct vsw_port *vsw_port_new(struct vsw *sw, struct net_device *dev,
			      u32 flags);
void vsw_port_free(struct vsw_port *port);
int vsw_port_attach(struct vsw *sw, struct net_device *dev,
		    struct netlink_ext_ack *extack);
void vsw_port_detach(struct vsw_port *port);
void vsw_port_forget(struct vsw_port *port);
void vsw_ports_changed(struct vsw *sw);
bool vsw_port_has_link(const struct vsw_port *port);
void vsw_port_traffic(const struct vsw_port *port,
		      struct vsw_port_traffic *sum);

/* port_opts.c */
extern const struct vsw_port_opt vsw_port_opts[VSW_OPT_NUM];
bool vsw_port_opt(const struct vsw_port *port, enum vsw_opt opt);
int vsw_port_check(struct vsw_port *port,
		   const struct vsw_port_change *change,
		   struct netlink_ext_ack *extack);
bool vsw_port_write(struct vsw_port *port,
		    const struct vsw_port_change *change);
void vsw_port_settle(struct vsw_port *port);
void vsw_port_change(struct vsw_port *port,
		     const struct vsw_port_change *change);

/* loop.c */
bool vsw_is_bpdu(const struct sk_buff *skb);
bool vsw_loop_inspect(struct vsw_port *in, struct sk_buff *skb);
void vsw_loop_open(struct vsw_port *port);
void vsw_loop_sync(struct vsw *sw);
void vsw_loop_init(struct vsw *sw);
void vsw_loop_exit(struct vsw *sw);

/* suppress.c */
void vsw_suppress_sync(struct vsw *sw);

/* mirror.c */
int vsw_mirror_check(const struct vsw_port *port, const struct vsw_port *to,
		     struct netlink_ext_ack *extack);
void vsw_mirror_set(struct vsw_port *port, enum vsw_dir dir,
		    struct vsw_port *to);
void vsw_mirror_forget(struct vsw_port *gone);
void vsw_mirror_copy(struct vsw_port *port, struct sk_buff *skb,
		     enum vsw_dir dir);

/* datapath.c */
rx_handler_result_t vsw_rx(struct sk_buff **pskb);
netdev_tx_t vsw_start_xmit(struct sk_buff *skb, struct net_device *dev);

/* vlan.c */
int vsw_vlan_init(struct vsw_port *port);
void vsw_vlan_free(struct vsw_port *port);
int vsw_vlan_check(u16 first, u16 last, bool pvid,
		   struct netlink_ext_ack *extack);
int vsw_vlan_add(struct vsw_port *port, u16 first, u16 last, bool pvid,
		 bool untagged, struct netlink_ext_ack *extack);
int vsw_vlan_del(struct vsw_port *port, u16 first, u16 last,
		 struct netlink_ext_ack *extack);
const struct vsw_vlans *vsw_vlan_seen(const struct vsw_port *port);
struct vsw_vlans *vsw_vlan_copy(const struct vsw_port *port);
void vsw_vlan_put(struct vsw_vlans *vlans, u16 first, u16 last, bool untagged);
int vsw_vlan_take(struct vsw_vlans *vlans, u16 first, u16 last,
		  struct netlink_ext_ack *extack);
u16 vsw_vlan_pvid(u16 old, u16 first, u16 last, bool pvid);
struct vsw_vlans *vsw_vlan_write(struct vsw_port *port, struct vsw_vlans *new,
				 u16 pvid);
void vsw_vlan_settle(struct vsw_port *port, struct vsw_vlans *old);
bool vsw_vlan_next(const struct vsw_port *port, unsigned long from, u16 *first,
		   u16 *last);
int vsw_vlan_set_proto(struct vsw *sw, __be16 proto,
		       struct netlink_ext_ack *extack);

/* vlan_stats.c */
int vsw_vlan_stats_init(struct vsw_port *port);
void vsw_vlan_stats_free(struct vsw_port *port);
int vsw_vlan_stats_prepare(struct vsw_port *port, u16 first, u16 last);
void vsw_vlan_stats_clear(struct vsw_port *port, u16 first, u16 last);
bool vsw_vlan_stats_get(const struct vsw_port *port, u16 vid,
			struct vsw_port_traffic *sum);
int vsw_vlan_stats_set(struct vsw *sw, bool on);

/* rtnl_link.c */
extern struct rtnl_link_ops vsw_link_ops;

/* rtnl_fdb.c */
void vsw_fdb_notify(struct vsw *sw, const struct vsw_fdb_entry *entry,
		    bool gone);
int vsw_fdb_ndo_add(struct ndmsg *ndm, struct nlattr *tb[],
		    struct net_device *dev, const unsigned char *addr, u16 vid,
		    u16 nlflags, struct netlink_ext_ack *extack);
int vsw_fdb_ndo_del(struct ndmsg *ndm, struct nlattr *tb[],
		    struct net_device *dev, const unsigned char *addr, u16 vid,
		    struct netlink_ext_ack *extack);
COMPAT_FDB_DEL_BULK(vsw_fdb_ndo_del_bulk);
int vsw_fdb_ndo_dump(struct sk_buff *skb, struct netlink_callback *cb,
		     struct net_device *dev, struct net_device *filter_dev,
		     int *idx);
int vsw_fdb_ndo_get(struct sk_buff *skb, struct nlattr *tb[],
		    struct net_device *dev, const unsigned char *addr, u16 vid,
		    u32 portid, u32 seq, struct netlink_ext_ack *extack);

/* rtnl_bridge.c */
int vsw_bridge_setlink(struct net_device *dev, struct nlmsghdr *nlh, u16 flags,
		       struct netlink_ext_ack *extack);
int vsw_bridge_dellink(struct net_device *dev, struct nlmsghdr *nlh, u16 flags);
int vsw_bridge_getlink(struct sk_buff *skb, u32 pid, u32 seq,
		       struct net_device *dev, u32 filter, int nlflags);
void vsw_port_notify(struct vsw_port *port);
u16 vsw_bridge_vlan_flags(const struct vsw_port *port, u16 vid);

/* rtnl_stats.c */
size_t vsw_xstats_size(const struct net_device *dev, int attr);
int vsw_fill_xstats(struct sk_buff *skb, const struct net_device *dev,
		    int *next, int attr);

#endif /* VSW_H */
