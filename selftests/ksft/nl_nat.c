// SPDX-License-Identifier: GPL-2.0
/*
 * nl_nat - switches in mode nat, by the family "vswitch-nat".
 *
 *   nl_nat set SWITCH NAME VALUE...	options by their names in
 *					netlink_uapi/specs/vswitch_nat.yaml;
 *					"uplinks DEV,DEV" ("any": none), timeouts
 *					as "timeout-udp 5"
 *   nl_nat get SWITCH			all of them, a line "NAME VALUE" each,
 *					counters with them
 *   nl_nat forward SWITCH PROTOCOL PORTS TO [TO-PORT [ADDRESS]]
 *					add one: 6 80 10.0.0.1, 17 5000-5010 ...;
 *					PORTS 0 for protocols without
 *   nl_nat unforward ...		the same, to take it away
 *   nl_nat forwards [SWITCH]		a line with the same words, and sessions
 *   nl_nat guests [SWITCH]		a line "DEV SESSIONS REFUSED" each
 *   nl_nat monitor			a line for each event, until killed
 *
 * Prints the kernel's reason and exits 1 when it is refused.
 */
#include <arpa/inet.h>
#include <inttypes.h>
#include <net/if.h>
#include <stdbool.h>
#include <stdlib.h>

#include <linux/vswitch_nat.h>

#include "nl_genl.h"

#define NUM(array)	(sizeof(array) / sizeof((array)[0]))

enum type { NUMBER, ADDRESS4, ADDRESS6, COUNTER };

static const struct name {
	const char *name;
	uint16_t attr;
	enum type type;
} names[] = {
	{ "zone", VSWITCH_NAT_A_NAT_ZONE, NUMBER },
	{ "mark", VSWITCH_NAT_A_NAT_MARK, NUMBER },
	{ "mark-mask", VSWITCH_NAT_A_NAT_MARK_MASK, NUMBER },
	{ "pool4-min", VSWITCH_NAT_A_NAT_POOL4_MIN, ADDRESS4 },
	{ "pool4-max", VSWITCH_NAT_A_NAT_POOL4_MAX, ADDRESS4 },
	{ "pool6-min", VSWITCH_NAT_A_NAT_POOL6_MIN, ADDRESS6 },
	{ "pool6-max", VSWITCH_NAT_A_NAT_POOL6_MAX, ADDRESS6 },
	{ "port-min", VSWITCH_NAT_A_NAT_PORT_MIN, NUMBER },
	{ "port-max", VSWITCH_NAT_A_NAT_PORT_MAX, NUMBER },
	{ "ipv6", VSWITCH_NAT_A_NAT_IPV6, NUMBER },
	{ "bypass", VSWITCH_NAT_A_NAT_BYPASS, NUMBER },
	{ "mss-clamp", VSWITCH_NAT_A_NAT_MSS_CLAMP, NUMBER },
	{ "max-sessions", VSWITCH_NAT_A_NAT_MAX_SESSIONS, NUMBER },
	{ "max-rate", VSWITCH_NAT_A_NAT_MAX_RATE, NUMBER },
	{ "num-forwards", VSWITCH_NAT_A_NAT_NUM_FORWARDS, NUMBER },
	{ "mapping", VSWITCH_NAT_A_NAT_MAPPING, NUMBER },
	{ "filtering", VSWITCH_NAT_A_NAT_FILTERING, NUMBER },
	{ "helpers", VSWITCH_NAT_A_NAT_HELPERS, NUMBER },
	{ "npt-inside", VSWITCH_NAT_A_NAT_NPT_INSIDE, ADDRESS6 },
	{ "npt-outside", VSWITCH_NAT_A_NAT_NPT_OUTSIDE, ADDRESS6 },
	{ "npt-length", VSWITCH_NAT_A_NAT_NPT_LENGTH, NUMBER },
}, timeouts[] = {
	{ "timeout-udp", VSWITCH_NAT_A_TIMEOUTS_UDP, NUMBER },
	{ "timeout-udp-stream", VSWITCH_NAT_A_TIMEOUTS_UDP_STREAM, NUMBER },
	{ "timeout-tcp", VSWITCH_NAT_A_TIMEOUTS_TCP, NUMBER },
	{ "timeout-tcp-transitory", VSWITCH_NAT_A_TIMEOUTS_TCP_TRANSITORY,
	  NUMBER },
	{ "timeout-icmp", VSWITCH_NAT_A_TIMEOUTS_ICMP, NUMBER },
	{ "timeout-other", VSWITCH_NAT_A_TIMEOUTS_OTHER, NUMBER },
}, stats[] = {
	{ "sessions", VSWITCH_NAT_A_STATS_SESSIONS, COUNTER },
	{ "created", VSWITCH_NAT_A_STATS_CREATED, COUNTER },
	{ "refused-sessions", VSWITCH_NAT_A_STATS_REFUSED_SESSIONS, COUNTER },
	{ "refused-rate", VSWITCH_NAT_A_STATS_REFUSED_RATE, COUNTER },
	{ "no-port", VSWITCH_NAT_A_STATS_NO_PORT, COUNTER },
	{ "fast-packets", VSWITCH_NAT_A_STATS_FAST_PACKETS, COUNTER },
	{ "fast-bytes", VSWITCH_NAT_A_STATS_FAST_BYTES, COUNTER },
	{ "flows", VSWITCH_NAT_A_STATS_FLOWS, COUNTER },
};

/* ---- writing -------------------------------------------------------------- */

static int put_uplinks(struct nlmsghdr *nlh, char *list)
{
	struct nlattr *nest = mnl_attr_nest_start(nlh,
						  VSWITCH_NAT_A_NAT_UPLINKS);
	char *dev;

	for (dev = strtok(list, ","); dev; dev = strtok(NULL, ","))
		if (strcmp(dev, "any"))
			mnl_attr_put_u32(nlh, VSWITCH_NAT_A_UPLINKS_IFINDEX,
					 if_nametoindex(dev) ?:
					 (unsigned int)atoi(dev));
	mnl_attr_nest_end(nlh, nest);
	return 0;
}

static const struct name *find(const struct name *table, size_t num,
			       const char *name)
{
	size_t n;

	for (n = 0; n < num; n++)
		if (!strcmp(table[n].name, name))
			return &table[n];
	return NULL;
}

static int put_value(struct nlmsghdr *nlh, const struct name *n,
		     const char *value)
{
	uint8_t addr[16];

	switch (n->type) {
	case ADDRESS4:
		if (inet_pton(AF_INET, value, addr) != 1)
			return -1;
		mnl_attr_put(nlh, n->attr, 4, addr);
		return 0;
	case ADDRESS6:
		if (inet_pton(AF_INET6, value, addr) != 1)
			return -1;
		mnl_attr_put(nlh, n->attr, 16, addr);
		return 0;
	default:
		mnl_attr_put_u32(nlh, n->attr, strtoul(value, NULL, 0));
		return 0;
	}
}

static int put_timeout(struct nlmsghdr *nlh, const struct name *n,
		       const char *value)
{
	struct nlattr *nest = mnl_attr_nest_start(nlh,
						  VSWITCH_NAT_A_NAT_TIMEOUTS);

	mnl_attr_put_u32(nlh, n->attr, strtoul(value, NULL, 0));
	mnl_attr_nest_end(nlh, nest);
	return 0;
}

static int put_option(struct nlmsghdr *nlh, const char *name, char *value)
{
	const struct name *n;

	if (!strcmp(name, "uplinks"))
		return put_uplinks(nlh, value);
	n = find(timeouts, NUM(timeouts), name);
	if (n)
		return put_timeout(nlh, n, value);
	n = find(names, NUM(names), name);
	return n ? put_value(nlh, n, value) : -1;
}

static int put_options(struct nlmsghdr *nlh, char **arg)
{
	for (; *arg; arg += 2) {
		if (!arg[1] || put_option(nlh, arg[0], arg[1])) {
			fprintf(stderr, "nl_nat: what is %s?\n", *arg);
			return -1;
		}
	}
	return 0;
}

static int put_address(struct nlmsghdr *nlh, uint16_t attr4, uint16_t attr6,
		       const char *text)
{
	uint8_t addr[16];

	if (inet_pton(AF_INET, text, addr) == 1)
		mnl_attr_put(nlh, attr4, 4, addr);
	else if (inet_pton(AF_INET6, text, addr) == 1)
		mnl_attr_put(nlh, attr6, 16, addr);
	else
		return -1;
	return 0;
}

static void put_ports(struct nlmsghdr *nlh, const char *ports)
{
	const char *last = strchr(ports, '-');

	mnl_attr_put_u32(nlh, VSWITCH_NAT_A_FORWARD_PORT_MIN, atoi(ports));
	if (last)
		mnl_attr_put_u32(nlh, VSWITCH_NAT_A_FORWARD_PORT_MAX,
				 atoi(last + 1));
}

static int put_forward(struct nlmsghdr *nlh, char **arg)
{
	if (!arg[0] || !arg[1] || !arg[2])
		return -1;
	mnl_attr_put_u32(nlh, VSWITCH_NAT_A_FORWARD_PROTOCOL, atoi(arg[0]));
	put_ports(nlh, arg[1]);
	if (put_address(nlh, VSWITCH_NAT_A_FORWARD_TO_ADDRESS4,
			VSWITCH_NAT_A_FORWARD_TO_ADDRESS6, arg[2]))
		return -1;
	if (!arg[3])
		return 0;
	if (atoi(arg[3]))
		mnl_attr_put_u32(nlh, VSWITCH_NAT_A_FORWARD_TO_PORT,
				 atoi(arg[3]));
	return arg[4] ? put_address(nlh, VSWITCH_NAT_A_FORWARD_ADDRESS4,
				    VSWITCH_NAT_A_FORWARD_ADDRESS6, arg[4]) : 0;
}

/* ---- reading -------------------------------------------------------------- */

static const struct name *by_attr(const struct name *table, size_t num,
				  uint16_t attr)
{
	size_t n;

	for (n = 0; n < num; n++)
		if (table[n].attr == attr)
			return &table[n];
	return NULL;
}

static void show_value(const struct name *n, const struct nlattr *attr)
{
	char text[INET6_ADDRSTRLEN];

	if (n->type == NUMBER)
		printf("%s %" PRIu32 "\n", n->name, mnl_attr_get_u32(attr));
	else if (n->type == COUNTER)
		printf("%s %" PRIu64 "\n", n->name, mnl_attr_get_u64(attr));
	else
		printf("%s %s\n", n->name,
		       inet_ntop(n->type == ADDRESS4 ? AF_INET : AF_INET6,
				 mnl_attr_get_payload(attr), text,
				 sizeof(text)));
}

static void show_nest(const struct name *table, size_t num,
		      const struct nlattr *nest)
{
	const struct nlattr *attr;
	const struct name *n;

	mnl_attr_for_each_nested(attr, nest) {
		n = by_attr(table, num, mnl_attr_get_type(attr));
		if (n)
			show_value(n, attr);
	}
}

static void show_uplinks(const struct nlattr *nest)
{
	const struct nlattr *attr;
	const char *separator = " ";
	char name[IF_NAMESIZE];

	printf("uplinks");
	mnl_attr_for_each_nested(attr, nest) {
		printf("%s%s", separator,
		       if_indextoname(mnl_attr_get_u32(attr), name) ?: "?");
		separator = ",";
	}
	printf("\n");
}

static int show_nat(const struct nlmsghdr *nlh, void *arg)
{
	const struct nlattr *attr;
	const struct name *n;

	(void)arg;
	mnl_attr_for_each(attr, nlh, sizeof(struct genlmsghdr)) {
		switch (mnl_attr_get_type(attr)) {
		case VSWITCH_NAT_A_NAT_UPLINKS:
			show_uplinks(attr);
			continue;
		case VSWITCH_NAT_A_NAT_TIMEOUTS:
			show_nest(timeouts, NUM(timeouts), attr);
			continue;
		case VSWITCH_NAT_A_NAT_STATS:
			show_nest(stats, NUM(stats), attr);
			continue;
		}
		n = by_attr(names, NUM(names), mnl_attr_get_type(attr));
		if (n)
			show_value(n, attr);
	}
	return MNL_CB_OK;
}

static void index_attrs(const struct nlmsghdr *nlh, const struct nlattr **attrs,
			unsigned int num)
{
	const struct nlattr *attr;

	mnl_attr_for_each(attr, nlh, sizeof(struct genlmsghdr))
		if (mnl_attr_get_type(attr) < num)
			attrs[mnl_attr_get_type(attr)] = attr;
}

static const char *address(const struct nlattr *four, const struct nlattr *six)
{
	static char text[2][INET6_ADDRSTRLEN];
	static int turn;

	turn = !turn;
	if (!four && !six)
		return "";
	return inet_ntop(four ? AF_INET : AF_INET6,
			 mnl_attr_get_payload(four ?: six), text[turn],
			 sizeof(text[turn]));
}

static int show_forward(const struct nlmsghdr *nlh, void *arg)
{
	const struct nlattr *a[VSWITCH_NAT_A_FORWARD_MAX + 1] = {};

	(void)arg;
	index_attrs(nlh, a, NUM(a));
	printf("%s %u %u-%u %s %u %s sessions %" PRIu64 "\n",
	       mnl_attr_get_str(a[VSWITCH_NAT_A_FORWARD_SWITCH_IFNAME]),
	       mnl_attr_get_u32(a[VSWITCH_NAT_A_FORWARD_PROTOCOL]),
	       mnl_attr_get_u32(a[VSWITCH_NAT_A_FORWARD_PORT_MIN]),
	       mnl_attr_get_u32(a[VSWITCH_NAT_A_FORWARD_PORT_MAX]),
	       address(a[VSWITCH_NAT_A_FORWARD_TO_ADDRESS4],
		       a[VSWITCH_NAT_A_FORWARD_TO_ADDRESS6]),
	       mnl_attr_get_u32(a[VSWITCH_NAT_A_FORWARD_TO_PORT]),
	       address(a[VSWITCH_NAT_A_FORWARD_ADDRESS4],
		       a[VSWITCH_NAT_A_FORWARD_ADDRESS6]),
	       mnl_attr_get_u64(a[VSWITCH_NAT_A_FORWARD_SESSIONS]));
	return MNL_CB_OK;
}

static int show_guest(const struct nlmsghdr *nlh, void *arg)
{
	const struct nlattr *a[VSWITCH_NAT_A_GUEST_MAX + 1] = {};

	(void)arg;
	index_attrs(nlh, a, NUM(a));
	printf("%s %u %" PRIu64 "\n",
	       mnl_attr_get_str(a[VSWITCH_NAT_A_GUEST_PORT_IFNAME]),
	       mnl_attr_get_u32(a[VSWITCH_NAT_A_GUEST_SESSIONS]),
	       mnl_attr_get_u64(a[VSWITCH_NAT_A_GUEST_REFUSED]));
	return MNL_CB_OK;
}

/* ---- events --------------------------------------------------------------- */

static int take_groups(const struct nlmsghdr *nlh, void *arg)
{
	const struct nlattr *attr, *group, *item;
	uint32_t **id = arg;

	mnl_attr_for_each(attr, nlh, sizeof(struct genlmsghdr)) {
		if (mnl_attr_get_type(attr) != CTRL_ATTR_MCAST_GROUPS)
			continue;
		mnl_attr_for_each_nested(group, attr)
			mnl_attr_for_each_nested(item, group)
				if (mnl_attr_get_type(item) ==
				    CTRL_ATTR_MCAST_GRP_ID)
					*(*id)++ = mnl_attr_get_u32(item);
	}
	return MNL_CB_OK;
}

static int show_event(const struct nlmsghdr *nlh, void *arg)
{
	const struct genlmsghdr *genl = mnl_nlmsg_get_payload(nlh);

	switch (genl->cmd) {
	case VSWITCH_NAT_CMD_NAT_NTF:
		printf("nat\n");
		break;
	case VSWITCH_NAT_CMD_FORWARD_NTF:
		printf("forward ");
		return show_forward(nlh, arg);
	case VSWITCH_NAT_CMD_FORWARD_DEL_NTF:
		printf("unforward ");
		return show_forward(nlh, arg);
	case VSWITCH_NAT_CMD_GUEST_NTF:
		printf("refused ");
		return show_guest(nlh, arg);
	}
	return MNL_CB_OK;
}

static int monitor(struct mnl_socket *nl)
{
	static char buf[32768] __attribute__((aligned(8)));
	uint32_t ids[8], *end = ids, *id;
	struct nlmsghdr *nlh;
	int left;

	nlh = nl_request(buf, GENL_ID_CTRL, 0, CTRL_CMD_GETFAMILY);
	mnl_attr_put_strz(nlh, CTRL_ATTR_FAMILY_NAME, VSWITCH_NAT_FAMILY_NAME);
	if (nl_exchange(nl, nlh, take_groups, &end))
		return 1;
	for (id = ids; id < end; id++)
		mnl_socket_setsockopt(nl, NETLINK_ADD_MEMBERSHIP, id,
				      sizeof(*id));
	setvbuf(stdout, NULL, _IOLBF, 0);
	printf("ready\n");
	while ((left = mnl_socket_recvfrom(nl, buf, sizeof(buf))) > 0)
		for (nlh = (void *)buf; mnl_nlmsg_ok(nlh, left);
		     nlh = mnl_nlmsg_next(nlh, &left))
			show_event(nlh, NULL);
	return 1;
}

/* ---- commands ------------------------------------------------------------- */

static int with_stats(struct nlmsghdr *nlh, char **arg)
{
	(void)arg;
	mnl_attr_put(nlh, VSWITCH_NAT_A_NAT_WITH_STATS, 0, NULL);
	return 0;
}

static const struct command {
	const char *name;
	uint8_t cmd;
	uint16_t flags;
	int (*put)(struct nlmsghdr *nlh, char **arg);
	mnl_cb_t show;
} commands[] = {
	{ "set", VSWITCH_NAT_CMD_NAT_SET, 0, put_options, NULL },
	{ "get", VSWITCH_NAT_CMD_NAT_GET, 0, with_stats, show_nat },
	{ "forward", VSWITCH_NAT_CMD_FORWARD_NEW, 0, put_forward, NULL },
	{ "unforward", VSWITCH_NAT_CMD_FORWARD_DEL, 0, put_forward, NULL },
	{ "forwards", VSWITCH_NAT_CMD_FORWARD_GET, NLM_F_DUMP, NULL,
	  show_forward },
	{ "guests", VSWITCH_NAT_CMD_GUEST_GET, NLM_F_DUMP, NULL, show_guest },
	{ "monitor", 0, NLM_F_DUMP, NULL, NULL },
};

static int wrong_usage(void)
{
	fprintf(stderr, "usage: nl_nat set SWITCH NAME VALUE...\n"
		"       nl_nat get SWITCH\n"
		"       nl_nat [un]forward SWITCH PROTOCOL PORTS TO [TO-PORT [ADDRESS]]\n"
		"       nl_nat forwards|guests [SWITCH]\n"
		"       nl_nat monitor\n");
	return 2;
}

int main(int argc, char **argv)
{
	const struct command *c = commands, *end = c + NUM(commands);
	static char buf[32768] __attribute__((aligned(8)));
	struct mnl_socket *nl;
	struct nlmsghdr *nlh;
	uint16_t id = 0;

	while (c < end && (argc < 2 || strcmp(argv[1], c->name)))
		c++;
	if (c == end || (argc < 3 && !c->flags) || (argc > 3 && !c->put))
		return wrong_usage();
	nl = nl_open(NETLINK_GENERIC);
	if (nl)
		id = nl_family(nl, VSWITCH_NAT_FAMILY_NAME);
	if (!id) {
		perror("nl_nat");
		return 1;
	}
	if (!c->cmd)
		return monitor(nl);
	nlh = nl_request(buf, id, c->flags, c->cmd);
	if (argc > 2)
		mnl_attr_put_strz(nlh, VSWITCH_NAT_A_NAT_SWITCH_IFNAME,
				  argv[2]);
	if (c->put && c->put(nlh, argv + 3))
		return wrong_usage();
	return nl_exchange(nl, nlh, c->show, NULL) < 0;
}
