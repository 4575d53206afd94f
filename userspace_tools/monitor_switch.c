// SPDX-License-Identifier: GPL-2.0
/*
 * sriovctl monitor switch, port, fdb, mdb, nat: events of the families "vswitch"
 * and "vswitch-nat" in this network namespace, one in a line with the time it was
 * received, until interrupted, or until the module goes. Beside those of PFs and
 * VFs they come back with the module.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/genetlink.h>

#include "items.h"
#include "monitor.h"

/* Events, and what of the object is told of in a line, by attribute */
struct event {
	const char *name;
	enum item_kind kind;
	uint8_t cmd;
	uint8_t attrs[10];
};

static const struct event nat_events[] = {
	{ "nat", ITEM_NAT, VSWITCH_NAT_CMD_NAT_NTF,
	  { VSWITCH_NAT_A_NAT_SWITCH_IFNAME, VSWITCH_NAT_A_NAT_UPLINKS,
	    VSWITCH_NAT_A_NAT_IPV6, VSWITCH_NAT_A_NAT_MAPPING,
	    VSWITCH_NAT_A_NAT_FILTERING } },
	{ "forward", ITEM_FORWARD, VSWITCH_NAT_CMD_FORWARD_NTF,
	  { VSWITCH_NAT_A_FORWARD_SWITCH_IFNAME,
	    VSWITCH_NAT_A_FORWARD_PROTOCOL, VSWITCH_NAT_A_FORWARD_PORT_MIN,
	    VSWITCH_NAT_A_FORWARD_PORT_MAX } },
	{ "forward-gone", ITEM_FORWARD, VSWITCH_NAT_CMD_FORWARD_DEL_NTF,
	  { VSWITCH_NAT_A_FORWARD_SWITCH_IFNAME,
	    VSWITCH_NAT_A_FORWARD_PROTOCOL, VSWITCH_NAT_A_FORWARD_PORT_MIN,
	    VSWITCH_NAT_A_FORWARD_PORT_MAX } },
	{ "refused", ITEM_GUEST, VSWITCH_NAT_CMD_GUEST_NTF,
	  { VSWITCH_NAT_A_GUEST_PORT_IFNAME, VSWITCH_NAT_A_GUEST_SWITCH_IFNAME,
	    VSWITCH_NAT_A_GUEST_SESSIONS, VSWITCH_NAT_A_GUEST_REFUSED } },
};

static const struct event events[] = {
	{ "switch", ITEM_SWITCH, VSWITCH_CMD_SWITCH_NTF,
	  { VSWITCH_A_SWITCH_IFNAME, VSWITCH_A_SWITCH_VLAN_PROTO,
	    VSWITCH_A_SWITCH_AGEING, VSWITCH_A_SWITCH_FDB_LIMIT } },
	{ "switch-gone", ITEM_SWITCH, VSWITCH_CMD_SWITCH_DEL_NTF,
	  { VSWITCH_A_SWITCH_IFNAME } },
	{ "port", ITEM_PORT, VSWITCH_CMD_PORT_NTF,
	  { VSWITCH_A_PORT_IFNAME, VSWITCH_A_PORT_SWITCH_IFNAME,
	    VSWITCH_A_PORT_ENABLED, VSWITCH_A_PORT_LEARNING,
	    VSWITCH_A_PORT_LOCKED, VSWITCH_A_PORT_ISOLATED,
	    VSWITCH_A_PORT_PVID } },
	{ "port-gone", ITEM_PORT, VSWITCH_CMD_PORT_DEL_NTF,
	  { VSWITCH_A_PORT_IFNAME, VSWITCH_A_PORT_SWITCH_IFNAME } },
	{ "port-state", ITEM_PORT, VSWITCH_CMD_PORT_STATE_NTF,
	  { VSWITCH_A_PORT_IFNAME, VSWITCH_A_PORT_SWITCH_IFNAME,
	    VSWITCH_A_PORT_LINK } },
	{ "station", ITEM_FDB, VSWITCH_CMD_FDB_NTF,
	  { VSWITCH_A_FDB_MAC, VSWITCH_A_FDB_SWITCH_IFNAME, VSWITCH_A_FDB_VLAN,
	    VSWITCH_A_FDB_PORT_IFNAME, VSWITCH_A_FDB_STATE } },
	{ "station-gone", ITEM_FDB, VSWITCH_CMD_FDB_DEL_NTF,
	  { VSWITCH_A_FDB_MAC, VSWITCH_A_FDB_SWITCH_IFNAME, VSWITCH_A_FDB_VLAN,
	    VSWITCH_A_FDB_PORT_IFNAME } },
	{ "guard", ITEM_GUARD, VSWITCH_CMD_GUARD_NTF,
	  { VSWITCH_A_GUARD_PORT_IFNAME, VSWITCH_A_GUARD_SWITCH_IFNAME,
	    VSWITCH_A_GUARD_BINDING } },
	{ "member", ITEM_MDB, VSWITCH_CMD_MDB_NTF,
	  { VSWITCH_A_MDB_GROUP, VSWITCH_A_MDB_SWITCH_IFNAME,
	    VSWITCH_A_MDB_VLAN, VSWITCH_A_MDB_PORT_IFNAME,
	    VSWITCH_A_MDB_STATE } },
	{ "member-gone", ITEM_MDB, VSWITCH_CMD_MDB_DEL_NTF,
	  { VSWITCH_A_MDB_GROUP, VSWITCH_A_MDB_SWITCH_IFNAME,
	    VSWITCH_A_MDB_VLAN, VSWITCH_A_MDB_PORT_IFNAME } },
};

struct switch_watch {
	const struct options *opt;
	const char *only;	/* one of kinds, or NULL */
	struct nl listener;	/* the connection for events */
	struct nl nl;		/* the connection for requests */
	bool family;		/* a family may have come or gone */
};

/* Kinds of events, by word; of guards with those of ports */
static const struct {
	const char *word;
	enum item_kind kind;
	enum item_kind also;
} kinds[] = {
	{ "switch", ITEM_SWITCH, ITEM_SWITCH },
	{ "port", ITEM_PORT, ITEM_GUARD },
	{ "fdb", ITEM_FDB, ITEM_FDB },
	{ "mdb", ITEM_MDB, ITEM_MDB },
};

static bool wanted(const struct switch_watch *w, enum item_kind kind)
{
	size_t i;

	for (i = 0; w->only && i < ARRAY_SIZE(kinds); i++)
		if (!strcmp(w->only, kinds[i].word))
			return kind == kinds[i].kind || kind == kinds[i].also;
	return true;
}

/* The first attribute names the object, the others have their keys. */
static void show_line(const struct event *event, const struct item *item)
{
	const struct item_field *fields;
	char text[ITEM_TEXT];
	unsigned int max, attr;
	size_t i;

	fields = item_fields(event->kind, &max);
	for (i = 0; i < ARRAY_SIZE(event->attrs) && event->attrs[i]; i++) {
		attr = event->attrs[i];
		if (!i)
			monitor_line(event->name,
				     item_text(&fields[attr], attr, item,
					       text));
		else
			printf(" %s %s", fields[attr].key,
			       item_text(&fields[attr], attr, item, text));
	}
	putchar('\n');
}

static bool take_one(const struct nlmsghdr *nlh, const struct switch_watch *w,
		     const struct event *all, size_t count)
{
	const struct genlmsghdr *genl = mnl_nlmsg_get_payload(nlh);
	const struct event *event = NULL;
	struct item item;
	struct json json;
	size_t i;

	for (i = 0; i < count; i++)
		if (all[i].cmd == genl->cmd)
			event = &all[i];
	/* From a newer kernel, or not asked for */
	if (!event || !wanted(w, event->kind))
		return true;
	if (!item_decode(nlh, event->kind, &item))
		return false;
	if (w->opt->given & OPT_JSON) {
		monitor_json(&json, event->name);
		json_item(&json, event->kind, &item);
		json_close(&json);
	} else {
		show_line(event, &item);
	}
	item_free(event->kind, &item);
	return true;
}

static bool take_event(const struct nlmsghdr *nlh, void *data)
{
	return take_one(nlh, data, events, ARRAY_SIZE(events));
}

static bool take_nat_event(const struct nlmsghdr *nlh, void *data)
{
	return take_one(nlh, data, nat_events, ARRAY_SIZE(nat_events));
}

static void note_family(void *data)
{
	((struct switch_watch *)data)->family = true;
}

/* It may have been news of the module. */
static void recover(void *data)
{
	struct switch_watch *w = data;

	monitor_lost(w->opt);
	w->family = true;
}

static bool is_wanted(const struct switch_watch *w, const char *word)
{
	return !w->only || !strcmp(w->only, word);
}

static int subscribe(struct switch_watch *w)
{
	bool config = is_wanted(w, "switch") || is_wanted(w, "port");
	int status = nl_subscribe(&w->listener, config, config);

	if (!status && is_wanted(w, "fdb"))
		status = nl_subscribe_fdb(&w->listener);
	if (!status && is_wanted(w, "mdb"))
		status = nl_subscribe_mdb(&w->listener);
	return status;
}

/* Is the family another one than that whose events are received? */
static int check_family(void *data)
{
	struct switch_watch *w = data;
	struct nl_error err;
	int status;

	if (!w->family)
		return EXIT_OK;
	w->family = false;
	if (!nl_refind(&w->nl, &err))
		return nl_explain(&err, "can't list the netlink families");
	if (w->nl.family == w->listener.family)
		return EXIT_OK;
	if (w->only) {
		error("the module vswitch was removed");
		return EXIT_NO_MODULE;
	}
	if (w->listener.family)
		monitor_text(w->opt, "module-gone", "vswitch was removed");
	w->listener.family = w->nl.family;
	w->listener.group_config = w->nl.group_config;
	w->listener.group_state = w->nl.group_state;
	w->listener.group_fdb = w->nl.group_fdb;
	w->listener.group_mdb = w->nl.group_mdb;
	if (!w->nl.family)
		return EXIT_OK;
	status = subscribe(w);
	if (!status)
		monitor_text(w->opt, "module",
			     "vswitch was loaded, see 'sriovctl'");
	return status;
}

static int open_watch(struct switch_watch *w)
{
	int status = nl_open(&w->listener, &family_vswitch);

	if (!status)
		status = nl_open(&w->nl, &family_vswitch);
	if (!status)
		status = nl_subscribe_families(&w->listener);
	return status ? status : subscribe(w);
}

int switch_watch_open(const struct options *opt, const char *what,
		      struct switch_watch **watch,
		      struct monitor_source *source)
{
	struct switch_watch *w = xrealloc(NULL, 1, sizeof(*w));
	int status;

	memset(w, 0, sizeof(*w));
	w->opt = opt;
	w->only = what;
	status = open_watch(w);
	if (status) {
		switch_watch_close(w);
		return status;
	}
	*source = (struct monitor_source){
		.listener = &w->listener,
		.sink = {
			.object = take_event, .family = note_family, .data = w,
		},
		.lost = recover,
		.check = check_family,
	};
	*watch = w;
	return EXIT_OK;
}

void switch_watch_close(struct switch_watch *watch)
{
	nl_close(&watch->nl);
	nl_close(&watch->listener);
	free(watch);
}

static void nat_lost(void *data)
{
	monitor_lost(((struct switch_watch *)data)->opt);
}

static int nat_check(void *data)
{
	(void)data;
	return EXIT_OK;
}

/* Of the other family, until interrupted */
static int watch_nat(const struct options *opt)
{
	struct switch_watch w = { .opt = opt };
	struct monitor_source source = {
		.listener = &w.listener,
		.sink = { .object = take_nat_event, .data = &w },
		.lost = nat_lost,
		.check = nat_check,
	};
	int status = nl_open(&w.listener, &family_nat);

	if (status)
		return status;
	status = nl_subscribe(&w.listener, true, true);
	if (!status)
		status = monitor_follow(&source, 1);
	nl_close(&w.listener);
	return status;
}

int monitor_switch(const struct options *opt, const char *what)
{
	struct monitor_source source;
	struct switch_watch *watch;
	size_t i;
	int status;

	if (!strcmp(what, "nat"))
		return watch_nat(opt);

	for (i = 0; i < ARRAY_SIZE(kinds); i++)
		if (!strcmp(what, kinds[i].word))
			break;
	if (i == ARRAY_SIZE(kinds)) {
		error("'%s': events are of pf, vf, switch, port, fdb, mdb or nat",
		      what);
		return EXIT_USAGE;
	}
	status = switch_watch_open(opt, what, &watch, &source);
	if (status)
		return status;
	status = monitor_follow(&source, 1);
	switch_watch_close(watch);
	return status;
}
