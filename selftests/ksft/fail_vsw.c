// SPDX-License-Identifier: GPL-2.0
/*
 * fail_vsw - let the nth allocation of an operation on virtual switches fail,
 * for every n; see fail_nth.h.
 *
 * Wants root, a switch lan0 with ports s1 and s2, a device f1 that is no port,
 * and nobody else who changes them. Run by fail_vsw.sh.
 */
#include <net/if.h>
#include <linux/rtnetlink.h>

#include "fail_nth.h"
#include "nl_change.h"

static struct nl_family family;
static struct vsw_listing list;

/* ---- the listing -------------------------------------------------------- */

/* Whose port a device is, and whether it is promiscuous */
static void list_device(struct state *state, const char *name)
{
	char path[64], target[256], flags[16] = "";
	ssize_t len;
	FILE *file;

	snprintf(path, sizeof(path), "/sys/class/net/%s/master", name);
	len = readlink(path, target, sizeof(target) - 1);
	target[len > 0 ? len : 0] = '\0';
	snprintf(path, sizeof(path), "/sys/class/net/%s/flags", name);
	file = fopen(path, "r");
	if (file && !fgets(flags, sizeof(flags), file))
		flags[0] = '\0';
	if (file)
		fclose(file);
	add_text(state, "%s %s %s\n", name,
		 len > 0 ? strrchr(target, '/') : "-", flags);
}

static void look_at_all(struct state *state)
{
	list_all(&list);
	add_text(state, "%s", list.text);
	state->generation[0] = list.generation;
	list_device(state, "f1");
	list_device(state, "lan9");
}

/* ---- requests ----------------------------------------------------------- */

static struct nl_msg by_side;

/* Without a fault */
static bool now(const char *line)
{
	begin_single(&by_side, &family, line);
	return do_now(&by_side, NETLINK_GENERIC);
}

static bool now_all(const char *const *lines)
{
	while (*lines)
		if (!now(*lines++))
			return false;
	return true;
}

/* What there is at first */
static const char *const base[] = {
	"switch-set ifname=lan0 vlan-proto=0x8100",
	"vlan-new port=s1 first=10 last=12",
	"vlan-new port=s2 first=10",
	"fdb-new switch=lan0 mac=02:00:00:00:06:01 vlan=10 port=s1",
	"fdb-new switch=lan0 mac=02:00:00:00:06:02 vlan=1 port=s2",
	"guard-set port=s2 binding=02:00:00:00:02:02",
	"mdb-new switch=lan0 group=239.1.1.1 vlan=10 port=s1",
	NULL
};

/* A change, and what takes it back */
#define CHANGES(name, line, back)					\
	static void name(void) { begin_single(&req, &family, line); }	\
	static bool name##_back(void) { return now(back); }

CHANGES(switch_set,
	"switch-set ifname=lan0 ageing=7 fdb-limit=99 mcast-querier=1",
	"switch-set ifname=lan0 ageing=300 fdb-limit=131072 mcast-querier=0")
CHANGES(switch_mode, "switch-set ifname=lan0 mode=host-only",
	"switch-set ifname=lan0 mode=bridge")
CHANGES(switch_vlans, "switch-set ifname=lan0 vlan-proto=0x88a8",
	"switch-set ifname=lan0 vlan-proto=0x8100")
CHANGES(port_set,
	"port-set ifname=s1 isolated=1 rate-in=1000000 storm-broadcast=9 mcast-router=2",
	"port-set ifname=s1 isolated=0 rate-in=0 storm-broadcast=0 mcast-router=1")
CHANGES(fdb_new, "fdb-new switch=lan0 mac=02:00:00:00:06:09 vlan=10 port=s1",
	"fdb-del switch=lan0 mac=02:00:00:00:06:09 vlan=10")
CHANGES(fdb_replace,
	"fdb-new switch=lan0 mac=02:00:00:00:06:01 vlan=10 port=s2 replace",
	"fdb-new switch=lan0 mac=02:00:00:00:06:01 vlan=10 port=s1 replace")
CHANGES(fdb_del, "fdb-del switch=lan0 mac=02:00:00:00:06:01 vlan=10",
	"fdb-new switch=lan0 mac=02:00:00:00:06:01 vlan=10 port=s1")
CHANGES(vlan_new, "vlan-new port=s1 first=100 last=200",
	"vlan-del port=s1 first=100 last=200")
CHANGES(vlan_del, "vlan-del port=s1 first=11 last=12",
	"vlan-new port=s1 first=11 last=12")
CHANGES(guard_set, "guard-set port=s2 binding=02:00:00:00:02:09,192.0.2.9",
	"guard-set port=s2 binding=02:00:00:00:02:02")
CHANGES(guard_none, "guard-set port=s2",
	"guard-set port=s2 binding=02:00:00:00:02:02")
CHANGES(mdb_new, "mdb-new switch=lan0 group=ff0e::5 vlan=10 port=s1",
	"mdb-del switch=lan0 group=ff0e::5 vlan=10 port=s1")
CHANGES(mdb_join, "mdb-new switch=lan0 group=239.1.1.1 vlan=10 port=s2",
	"mdb-del switch=lan0 group=239.1.1.1 vlan=10 port=s2")
CHANGES(mdb_del, "mdb-del switch=lan0 group=239.1.1.1 vlan=10 port=s1",
	"mdb-new switch=lan0 group=239.1.1.1 vlan=10 port=s1")

/* Some of each kind, and later ones that rest on earlier ones */
static const char *const together[] = {
	"switch-set ifname=lan0 ageing=7 mcast-querier=1",
	"vlan-new port=s2 first=20 last=29",
	"fdb-new switch=lan0 mac=02:00:00:00:06:0a vlan=20 port=s2",
	"fdb-new switch=lan0 mac=02:00:00:00:06:01 vlan=10 port=s2 replace",
	"mdb-new switch=lan0 group=239.1.1.7 vlan=20 port=s2",
	"mdb-del switch=lan0 group=239.1.1.1 vlan=10 port=s1",
	"port-set ifname=s1 rate-in=1000000 isolated=1",
	"guard-set port=s1 binding=02:00:00:00:02:01",
	NULL
};

static const char *const apart[] = {
	"switch-set ifname=lan0 ageing=300 mcast-querier=0",
	"vlan-del port=s2 first=20 last=29",
	"fdb-new switch=lan0 mac=02:00:00:00:06:01 vlan=10 port=s1 replace",
	"mdb-new switch=lan0 group=239.1.1.1 vlan=10 port=s1",
	"port-set ifname=s1 rate-in=0 isolated=0",
	"guard-set port=s1",
	NULL
};

static void apply(void)
{
	const char *const *line;

	nl_begin_genl(&req, family.id, VSWITCH_CMD_APPLY, 1, NLM_F_ACK);
	for (line = together; *line; line++)
		put_change(&req, *line);
}

static bool apply_back(void)
{
	return now_all(apart);
}

static void apply_mode(void)
{
	apply();
	put_change(&req, "switch-set ifname=lan0 mode=host-only");
}

static bool apply_mode_back(void)
{
	return now("switch-set ifname=lan0 mode=bridge") && now_all(apart);
}

static void apply_dry(void)
{
	apply();
	nl_put(&req, VSWITCH_A_APPLY_DRY_RUN, NULL, 0);
}

/* The last of all is refused. */
static void apply_refused(void)
{
	apply();
	put_change(&req,
		   "fdb-new switch=lan0 mac=02:00:00:00:06:02 vlan=1 port=s1");
}

/* ---- reading ------------------------------------------------------------- */

static void get(uint8_t cmd, uint16_t attr, const char *name, uint16_t flags)
{
	nl_begin_genl(&req, family.id, cmd, 1, flags);
	if (attr)
		nl_put_text(&req, attr, name);
}

#define READING(fn, cmd, attr, name, flags) \
	static void fn(void) { get(cmd, attr, name, flags); }

READING(switch_get, VSWITCH_CMD_SWITCH_GET, VSWITCH_A_SWITCH_IFNAME, "lan0",
	NLM_F_ACK)
READING(switch_dump, VSWITCH_CMD_SWITCH_GET, 0, NULL, NLM_F_DUMP)
READING(port_get, VSWITCH_CMD_PORT_GET, VSWITCH_A_PORT_IFNAME, "s1", NLM_F_ACK)
READING(port_dump, VSWITCH_CMD_PORT_GET, 0, NULL, NLM_F_DUMP)
READING(fdb_dump, VSWITCH_CMD_FDB_GET, VSWITCH_A_FDB_SWITCH_IFNAME, "lan0",
	NLM_F_DUMP)
READING(vlan_dump, VSWITCH_CMD_VLAN_GET, 0, NULL, NLM_F_DUMP)
READING(guard_dump, VSWITCH_CMD_GUARD_GET, 0, NULL, NLM_F_DUMP)
READING(mdb_dump, VSWITCH_CMD_MDB_GET, VSWITCH_A_MDB_SWITCH_IFNAME, "lan0",
	NLM_F_DUMP)
READING(mcast_dump, VSWITCH_CMD_MCAST_GET, VSWITCH_A_MCAST_SWITCH_IFNAME, "lan0",
	NLM_F_DUMP)

/* ---- rtnetlink ----------------------------------------------------------- */

static void link_request(struct nl_msg *msg, uint16_t type, uint16_t flags,
			 const char *name)
{
	nl_begin(msg, type, NLM_F_ACK | flags);
	nl_add(msg, sizeof(struct ifinfomsg));
	nl_put_text(msg, IFLA_IFNAME, name);
}

static void put_new(struct nl_msg *msg)
{
	static const unsigned char mac[] = { 2, 0, 0, 0, 9, 9 };
	size_t nest;

	link_request(msg, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, "lan9");
	nl_put(msg, IFLA_ADDRESS, mac, sizeof(mac));
	nest = nl_nest(msg, IFLA_LINKINFO);
	nl_put_text(msg, IFLA_INFO_KIND, "vswitch");
	nl_nest_end(msg, nest);
}

static void put_master(struct nl_msg *msg, const char *sw)
{
	link_request(msg, RTM_SETLINK, 0, "f1");
	nl_put_u32(msg, IFLA_MASTER, sw ? if_nametoindex(sw) : 0);
}

static void link_new(void)
{
	put_new(&req);
}

static void link_del(void)
{
	link_request(&req, RTM_DELLINK, 0, "lan9");
}

static bool link_new_now(void)
{
	put_new(&by_side);
	return do_now(&by_side, NETLINK_ROUTE);
}

static bool link_del_now(void)
{
	link_request(&by_side, RTM_DELLINK, 0, "lan9");
	return do_now(&by_side, NETLINK_ROUTE);
}

static void attach(void)
{
	put_master(&req, "lan0");
}

static void detach(void)
{
	put_master(&req, NULL);
}

static bool attach_now(void)
{
	put_master(&by_side, "lan0");
	return do_now(&by_side, NETLINK_ROUTE);
}

static bool detach_now(void)
{
	put_master(&by_side, NULL);
	return do_now(&by_side, NETLINK_ROUTE);
}

#define READS(fn)	{ .name = #fn, .build = fn, .proto = NETLINK_GENERIC }
#define SETS(fn)	{ .name = #fn, .build = fn, .proto = NETLINK_GENERIC, \
			  .changes = true, .undo = fn##_back }
#define LINK(fn, back)	{ .name = #fn, .build = fn, .proto = NETLINK_ROUTE, \
			  .changes = true, .undo = back, .uncounted = true, \
			  .slow = true

static const struct op ops[] = {
	READS(switch_get),
	READS(switch_dump),
	READS(port_get),
	READS(port_dump),
	READS(fdb_dump),
	READS(vlan_dump),
	READS(guard_dump),
	READS(mdb_dump),
	READS(mcast_dump),
	SETS(switch_set),
	SETS(switch_mode),
	SETS(switch_vlans),
	SETS(port_set),
	SETS(fdb_new),
	SETS(fdb_replace),
	SETS(fdb_del),
	SETS(vlan_new),
	SETS(vlan_del),
	SETS(guard_set),
	SETS(guard_none),
	SETS(mdb_new),
	SETS(mdb_join),
	SETS(mdb_del),
	SETS(apply),
	SETS(apply_mode),
	READS(apply_dry),
	{ .name = "apply_refused", .build = apply_refused,
	  .proto = NETLINK_GENERIC, .refuses = EEXIST },
	LINK(link_new, link_del_now) },
	LINK(link_del, link_new_now), .begin = link_new_now,
	  .end = link_del_now },
	LINK(attach, detach_now) },
	LINK(detach, attach_now), .begin = attach_now, .end = detach_now },
};

static bool begin(void)
{
	list.fd = nl_socket(NETLINK_GENERIC);
	list.family = &family;
	list.by_name = true;
	if (!nl_find_family(list.fd, VSWITCH_FAMILY_NAME, &family) ||
	    !now_all(base)) {
		printf("Bail out! no switch lan0 with ports s1 and s2\n");
		return false;
	}
	listener = nl_socket(NETLINK_GENERIC);
	nl_join(listener, &family);
	return true;
}

static void end(void)
{
}

int main(int argc, char **argv)
{
	static const struct subject subject = {
		.usage = "fail_vsw [--list] [--tries N] [--only NAME] [--nth N] [--loud]",
		.ops = ops,
		.num = NUM(ops),
		.begin = begin,
		.end = end,
	};

	return fail_nth_main(argc, argv, &subject);
}
