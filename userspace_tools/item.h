/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the kernel says of switches, ports, stations, VLANs, guards and groups:
 * items of these kinds, each a message of the family "vswitch". A table for each kind names
 * its attributes: for decoding, for output, for requests, and for telling which
 * of them the kernel refused.
 */
#ifndef ITEM_H
#define ITEM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <libmnl/libmnl.h>
#include <linux/vswitch.h>
#include <linux/vswitch_nat.h>

#include "json.h"
#include "select.h"

#define ITEM_ATTRS	56
#define ITEM_TEXT	64	/* longest text of an attribute, with its end */
#define ITEM_DROPS	64	/* reasons at most */
#define ITEM_COUNTERS	16

enum item_kind {
	ITEM_SWITCH,
	ITEM_PORT,
	ITEM_FDB,
	ITEM_VLAN,
	ITEM_GUARD,		/* who a port may be */
	ITEM_MDB,		/* a port in a multicast group */
	ITEM_MCAST,		/* who asks for groups, and where routers are */
	ITEM_NAT,		/* a switch in mode nat; of "vswitch-nat", as are: */
	ITEM_FORWARD,		/* a port forward */
	ITEM_GUEST,		/* what the guests behind a port have of budgets */
	ITEM_KINDS
};

/* What an attribute holds */
enum item_type {
	TYPE_NONE,		/* has a name only */
	TYPE_NUMBER,
	TYPE_BOOL,		/* 0 or 1, for no and yes */
	TYPE_SWITCH,		/* the same for off and on */
	TYPE_LIMIT,		/* a number, 0 for none */
	TYPE_SECONDS,		/* 0 for never */
	TYPE_MILLIS,		/* milliseconds, shown as seconds */
	TYPE_RATE,		/* u64, bit/s, 0 for none */
	TYPE_DEVICE,		/* index of a netdev, 0 for none */
	TYPE_PROTO,		/* an Ethernet protocol of tags, 0 for off */
	TYPE_STATE,		/* enum vswitch_fdb_state */
	TYPE_SHUT,		/* enum vswitch_port_shut */
	TYPE_ROUTER,		/* enum vswitch_mcast_router */
	TYPE_MDB_STATE,		/* enum vswitch_mdb_state */
	TYPE_QUERIER,		/* enum vswitch_querier */
	TYPE_VLAN,		/* 0 for none */
	TYPE_BYPASS,		/* bits of enum vswitch_bypass */
	TYPE_TEXT,
	TYPE_MAC,
	TYPE_STATS,
	TYPE_IP,		/* 4 or 16 bytes, kept as text */
	TYPE_DEVICES,		/* several, indices of netdevs, kept as text */
	TYPE_UPLINKS,		/* the same in a nest */
	TYPE_TIMEOUTS,		/* numbers in a nest, kept as "udp 120,..." */
	TYPE_BEHAVIOUR,		/* enum vswitch_nat_behaviour */
	TYPE_NAT_IPV6,		/* enum vswitch_nat_ipv6 */
	TYPE_HELPERS,		/* bits of enum vswitch_nat_helper */
	TYPE_PROTOCOL,		/* of IP, 0 for all */
	TYPE_COUNT,		/* u64 */
	TYPE_BINDINGS,		/* nests, one for each station; see bind.h */
};

/**
 * struct item_field - an attribute
 * @name: as in the specification of the family
 * @key: in JSON and on the screen; NULL: isn't shown
 * @type: what it holds
 */
struct item_field {
	const char *name;
	const char *key;
	enum item_type type;
};

/**
 * struct item_stats - counters of a switch or a port
 * @present: bitmap of those that the kernel sent
 * @value: by attribute number
 * @num_drops: reasons in @drop
 * @drop: frames dropped, by reason
 */
struct item_stats {
	uint64_t present;
	uint64_t value[ITEM_COUNTERS];
	unsigned int num_drops;
	struct item_drop {
		char reason[ITEM_TEXT];
		uint64_t count;
	} drop[ITEM_DROPS];
};

struct bindings;

/**
 * struct item - one of them
 * @present: bitmap of the attributes that the kernel sent
 * @value: by attribute number; an address is in the lowest 48 bits, its first
 *	octet highest
 * @stats: NULL: none were sent
 * @bindings: likewise
 */
struct item {
	uint64_t present;
	union {
		uint64_t num;
		char *text;
	} value[ITEM_ATTRS];
	struct item_stats *stats;
	struct bindings *bindings;
};

struct item_list {
	enum item_kind kind;
	struct item *item;
	size_t count;
	size_t room;
};

/* The table of a kind, indexed by attribute number, and its last number. */
const struct item_field *item_fields(enum item_kind kind, unsigned int *max);
/* Names of the counters of a kind, likewise, or NULL. */
const char *const *item_counters(enum item_kind kind, unsigned int *max);
const char *item_attr_name(unsigned int cmd, unsigned int type);

/* The tables of the kinds of "vswitch-nat"; see item_nat.c. */
extern const struct item_field nat_fields[VSWITCH_NAT_A_NAT_MAX + 1];
extern const struct item_field forward_fields[VSWITCH_NAT_A_FORWARD_MAX + 1];
extern const struct item_field guest_fields[VSWITCH_NAT_A_GUEST_MAX + 1];
extern const char *const nat_counters[VSWITCH_NAT_A_STATS_MAX + 1];
const char *timeout_name(unsigned int type);
const char *behaviour_name(uint64_t value);
const char *nat_ipv6_name(uint64_t value);
/* By bit; NULL: there is none */
const char *helper_name(unsigned int bit);
/* "tcp", or NULL */
const char *protocol_name(uint64_t value);
const char *nat_attr_name(unsigned int cmd, unsigned int type);

/* Decode a message. False when it isn't what the specification says. */
bool item_decode(const struct nlmsghdr *nlh, enum item_kind kind,
		 struct item *item);
void item_free(enum item_kind kind, struct item *item);

struct item *item_list_add(struct item_list *list);
void item_list_clear(struct item_list *list);
void item_list_free(struct item_list *list);

static inline bool item_has(const struct item *item, unsigned int attr)
{
	return item->present >> attr & 1;
}

static inline uint64_t item_num(const struct item *item, unsigned int attr)
{
	return item_has(item, attr) ? item->value[attr].num : 0;
}

/* Value of a word of enum vswitch_mcast_router; false: it is none. */
bool router_parse(const char *text, uint32_t *value);

/* What a bit of enum vswitch_bypass is called, and means; NULL: there is none. */
const char *bypass_meaning(unsigned int bit);
const char *bypass_name(unsigned int bit);

/* "" if the kernel didn't send it */
const char *item_name(const struct item *item, unsigned int attr);

/* For people, "-" if the kernel didn't send it. */
const char *item_text(const struct item_field *field, unsigned int attr,
		      const struct item *item, char text[ITEM_TEXT]);

/* The members of an object, into one that is open. */
void json_item(struct json *json, enum item_kind kind,
	       const struct item *item);

#endif /* ITEM_H */
