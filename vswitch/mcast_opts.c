// SPDX-License-Identifier: GPL-2.0
/*
 * Options of multicast snooping: one table says in which range each is, and
 * under which numbers rtnetlink, which has those of a bridge (IFLA_BR_MCAST_*),
 * and the family "vswitch" know it. Times are in hundredths of a second in
 * rtnetlink, and in milliseconds in the family. All under rtnl.
 */
#include <linux/if_link.h>
#include <net/netlink.h>

#include "compat/extack.h"
#include "vswitch/mcast.h"
#include "vswitch/vswitch_nl_gen.h"

/* What an option is: a bool, an unsigned int, or an unsigned long of jiffies */
enum kind {
	FLAG,
	COUNT,
	TIME,
};

/* A day, in milliseconds */
#define DAY	(24 * 3600 * 1000U)

/**
 * struct mcast_opt - an option
 * @name: as users know it
 * @kind: type in struct vsw_mcast_opts, and in messages
 * @br: attribute of rtnetlink; 0: it has none
 * @nl: attribute of the set "switch" of the family "vswitch"
 * @least: lowest value, for times in milliseconds
 * @most: highest value
 * @at: place in struct vsw_mcast_opts
 */
struct mcast_opt {
	const char *name;
	enum kind kind;
	u16 br;
	u16 nl;
	u32 least;
	u32 most;
	size_t at;
};

static const struct mcast_opt mcast_opts[] = {
	{ "mcast-snooping", FLAG, IFLA_BR_MCAST_SNOOPING,
	  VSWITCH_A_SWITCH_MCAST_SNOOPING, 0, 1,
	  offsetof(struct vsw_mcast_opts, snooping) },
	{ "mcast-querier", FLAG, IFLA_BR_MCAST_QUERIER,
	  VSWITCH_A_SWITCH_MCAST_QUERIER, 0, 1,
	  offsetof(struct vsw_mcast_opts, querier) },
	{ "mcast-use-ifaddr", FLAG, IFLA_BR_MCAST_QUERY_USE_IFADDR,
	  VSWITCH_A_SWITCH_MCAST_USE_IFADDR, 0, 1,
	  offsetof(struct vsw_mcast_opts, use_ifaddr) },
	{ "mcast-last-member-count", COUNT, IFLA_BR_MCAST_LAST_MEMBER_CNT,
	  VSWITCH_A_SWITCH_MCAST_LAST_MEMBER_COUNT, 1, 255,
	  offsetof(struct vsw_mcast_opts, last_member_count) },
	{ "mcast-startup-count", COUNT, IFLA_BR_MCAST_STARTUP_QUERY_CNT,
	  VSWITCH_A_SWITCH_MCAST_STARTUP_COUNT, 1, 255,
	  offsetof(struct vsw_mcast_opts, startup_count) },
	{ "mdb-limit", COUNT, 0, VSWITCH_A_SWITCH_MDB_LIMIT, 16,
	  VSWITCH_MAX_MDB, offsetof(struct vsw_mcast_opts, limit) },
	{ "mcast-query-interval", TIME, IFLA_BR_MCAST_QUERY_INTVL,
	  VSWITCH_A_SWITCH_MCAST_QUERY_INTERVAL, 1000, DAY,
	  offsetof(struct vsw_mcast_opts, query_interval) },
	{ "mcast-response", TIME, IFLA_BR_MCAST_QUERY_RESPONSE_INTVL,
	  VSWITCH_A_SWITCH_MCAST_RESPONSE, 100, DAY,
	  offsetof(struct vsw_mcast_opts, response) },
	{ "mcast-querier-time", TIME, IFLA_BR_MCAST_QUERIER_INTVL,
	  VSWITCH_A_SWITCH_MCAST_QUERIER_TIME, 1000, DAY,
	  offsetof(struct vsw_mcast_opts, querier_time) },
	{ "mcast-member-time", TIME, IFLA_BR_MCAST_MEMBERSHIP_INTVL,
	  VSWITCH_A_SWITCH_MCAST_MEMBER_TIME, 1000, DAY,
	  offsetof(struct vsw_mcast_opts, member_time) },
	{ "mcast-last-member-interval", TIME, IFLA_BR_MCAST_LAST_MEMBER_INTVL,
	  VSWITCH_A_SWITCH_MCAST_LAST_MEMBER_INTERVAL, 100, DAY,
	  offsetof(struct vsw_mcast_opts, last_member_interval) },
	{ "mcast-startup-interval", TIME, IFLA_BR_MCAST_STARTUP_QUERY_INTVL,
	  VSWITCH_A_SWITCH_MCAST_STARTUP_INTERVAL, 1000, DAY,
	  offsetof(struct vsw_mcast_opts, startup_interval) },
};

/* An option's value, times in milliseconds */
static u64 get_opt(const struct vsw_mcast_opts *opts, const struct mcast_opt *o)
{
	const void *at = (const char *)opts + o->at;

	switch (o->kind) {
	case FLAG:
		return *(const bool *)at;
	case COUNT:
		return *(const unsigned int *)at;
	case TIME:
		break;
	}
	return jiffies_to_msecs(*(const unsigned long *)at);
}

static int set_opt(struct vsw_mcast_opts *opts, const struct mcast_opt *o,
		   u64 value, const struct nlattr *attr,
		   struct netlink_ext_ack *extack)
{
	void *at = (char *)opts + o->at;

	if (value < o->least || value > o->most) {
		NL_SET_ERR_MSG_ATTR_FMT(extack, attr, "%s: %u to %u%s", o->name,
					o->least, o->most,
					o->kind == TIME ? " milliseconds" : "");
		return -ERANGE;
	}
	switch (o->kind) {
	case FLAG:
		*(bool *)at = value;
		break;
	case COUNT:
		*(unsigned int *)at = value;
		break;
	case TIME:
		*(unsigned long *)at = msecs_to_jiffies(value);
		break;
	}
	return 0;
}

/* ---- rtnetlink ------------------------------------------------------------ */

static u64 read_br(const struct mcast_opt *o, const struct nlattr *attr)
{
	u64 time;

	switch (o->kind) {
	case FLAG:
		return !!nla_get_u8(attr);
	case COUNT:
		return nla_get_u32(attr);
	case TIME:
		break;
	}
	time = nla_get_u64(attr);
	return time > U32_MAX ? time : time * (MSEC_PER_SEC / USER_HZ);
}

/**
 * vsw_mcast_read_br() - read options from a request of rtnetlink
 * @data: attributes, of the right types
 * @opts: options; those that are given are changed
 * @extack: where the reason of a refusal goes
 *
 * Return: 0 or -ERANGE.
 */
int vsw_mcast_read_br(struct nlattr *data[], struct vsw_mcast_opts *opts,
		      struct netlink_ext_ack *extack)
{
	const struct mcast_opt *o;
	unsigned int i;
	int err;

	for (i = 0; i < ARRAY_SIZE(mcast_opts); i++) {
		o = &mcast_opts[i];
		if (!o->br || !data[o->br])
			continue;
		err = set_opt(opts, o, read_br(o, data[o->br]), data[o->br],
			      extack);
		if (err)
			return err;
	}
	return 0;
}

static int put_br(struct sk_buff *skb, const struct mcast_opt *o, u64 value)
{
	switch (o->kind) {
	case FLAG:
		return nla_put_u8(skb, o->br, value);
	case COUNT:
		return nla_put_u32(skb, o->br, value);
	case TIME:
		break;
	}
	return nla_put_u64_64bit(skb, o->br, value / (MSEC_PER_SEC / USER_HZ),
				 IFLA_BR_PAD);
}

/* Write all that rtnetlink has. */
int vsw_mcast_put_br(struct sk_buff *skb, const struct vsw_mcast_opts *opts)
{
	const struct mcast_opt *o;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(mcast_opts); i++) {
		o = &mcast_opts[i];
		if (o->br && put_br(skb, o, get_opt(opts, o)))
			return -EMSGSIZE;
	}
	return 0;
}

size_t vsw_mcast_br_size(void)
{
	return ARRAY_SIZE(mcast_opts) * nla_total_size_64bit(sizeof(u64));
}

/* ---- the family "vswitch" ------------------------------------------------- */

/**
 * vsw_mcast_read_nl() - read options from a request of the family
 * @attrs: attributes of the set "switch"
 * @opts: options; those that are given are changed
 * @any: set when one is given
 * @extack: where the reason of a refusal goes
 *
 * Return: 0 or -ERANGE.
 */
int vsw_mcast_read_nl(struct nlattr **attrs, struct vsw_mcast_opts *opts,
		      bool *any, struct netlink_ext_ack *extack)
{
	const struct mcast_opt *o;
	unsigned int i;
	int err;

	for (i = 0; i < ARRAY_SIZE(mcast_opts); i++) {
		o = &mcast_opts[i];
		if (!attrs[o->nl])
			continue;
		*any = true;
		err = set_opt(opts, o, nla_get_u32(attrs[o->nl]), attrs[o->nl],
			      extack);
		if (err)
			return err;
	}
	return 0;
}

int vsw_mcast_put_nl(struct sk_buff *skb, const struct vsw_mcast_opts *opts)
{
	const struct mcast_opt *o;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(mcast_opts); i++) {
		o = &mcast_opts[i];
		if (nla_put_u32(skb, o->nl, get_opt(opts, o)))
			return -EMSGSIZE;
	}
	return 0;
}
