/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a frame to a group is to multicast snooping: a message by which hosts
 * and routers agree about groups (IGMP, MLD, or a router's hello), or data.
 */
#ifndef VSW_MCAST_PARSE_H
#define VSW_MCAST_PARSE_H

#include <linux/in6.h>
#include <linux/skbuff.h>
#include <linux/types.h>

/* An address of either family; what one doesn't use is zero. */
union vsw_ip {
	__be32 v4;
	struct in6_addr v6;
};

/**
 * enum vsw_mcast_kind - what a frame is
 * @VSW_MCAST_OTHER: nothing whose group can be told: no IP, malformed, or the
 *	address of the frame doesn't belong to that of the packet
 * @VSW_MCAST_DATA: a packet to a group, and none of the following
 * @VSW_MCAST_BAD: a message that is malformed, and must not be acted on
 * @VSW_MCAST_QUERY: a router asks who is in a group, or in any
 * @VSW_MCAST_REPORT: a host says which groups it joins or leaves
 * @VSW_MCAST_ROUTER: a multicast router says that it is one
 */
enum vsw_mcast_kind {
	VSW_MCAST_OTHER,
	VSW_MCAST_DATA,
	VSW_MCAST_BAD,
	VSW_MCAST_QUERY,
	VSW_MCAST_REPORT,
	VSW_MCAST_ROUTER,
};

/* What a report says of a group; NOTHING that matters to a switch that doesn't
 * tell sources apart.
 */
enum vsw_mcast_change {
	VSW_MCAST_NOTHING,
	VSW_MCAST_JOIN,
	VSW_MCAST_LEAVE,
};

/**
 * struct vsw_mcast_msg - what vsw_mcast_parse() found in a frame
 * @dest: destination of the packet
 * @src: its source
 * @group: of a query; zero in a general one
 * @is_v6: the family
 * @version: of a query: 1 to 3 of IGMP, 1 or 2 of MLD
 * @suppress: a query that shortens no timers
 * @robustness: of the querier; 0: it doesn't say
 * @sources: number of sources that a query asks about
 * @max_resp: milliseconds in which a query is to be answered
 * @interval: seconds from one general query to the next; 0: it doesn't say
 * @at: of a report: where in the frame the next record is
 * @left: how many records there still are
 * @record: type of the only record; 0: each says its own
 */
struct vsw_mcast_msg {
	union vsw_ip dest;
	union vsw_ip src;
	union vsw_ip group;
	bool is_v6;
	bool suppress;
	u8 version;
	u8 robustness;
	u8 record;
	u16 sources;
	u16 left;
	unsigned int max_resp;
	unsigned int interval;
	unsigned int at;
};

enum vsw_mcast_kind vsw_mcast_parse(const struct sk_buff *skb,
				    const u8 *mac_dest, __be16 proto,
				    struct vsw_mcast_msg *msg);
bool vsw_mcast_next(const struct sk_buff *skb, struct vsw_mcast_msg *msg,
		    union vsw_ip *group, enum vsw_mcast_change *change);
bool vsw_mcast_is_kept(const union vsw_ip *group, bool is_v6);
bool vsw_mcast_is_group(const union vsw_ip *group, bool is_v6);

#endif /* VSW_MCAST_PARSE_H */
