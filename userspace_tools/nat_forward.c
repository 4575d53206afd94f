// SPDX-License-Identifier: GPL-2.0
/*
 * sriovctl nat forward list, add, delete: what comes to a port of this host from
 * outside is for a guest.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <libsmartcols/libsmartcols.h>

#include "items.h"
#include "network.h"
#include "switch.h"

#define ROOM	256

static int show(const struct options *opt, int argc, char **argv)
{
	static const struct item_column columns[] = {
		{ "SWITCH", VSWITCH_NAT_A_FORWARD_SWITCH_IFNAME, 0 },
		{ "PROTOCOL", VSWITCH_NAT_A_FORWARD_PROTOCOL, 0 },
		{ "PORTS", ITEM_COL_PORTS, SCOLS_FL_RIGHT },
		{ "AT", ITEM_COL_AT, 0 },
		{ "TO", ITEM_COL_TO, 0 },
		{ "SESSIONS", VSWITCH_NAT_A_FORWARD_SESSIONS, SCOLS_FL_RIGHT },
	};
	static const struct item_query query = {
		.kind = ITEM_FORWARD,
		.family = &family_nat,
		.key = "forwards",
		.what = "the forwards",
		.cmd = VSWITCH_NAT_CMD_FORWARD_GET,
		.name_attr = VSWITCH_NAT_A_FORWARD_SWITCH_IFNAME,
		.columns = columns,
		.num_columns = ARRAY_SIZE(columns),
	};

	if (argc > 1) {
		error("nat forward list takes one switch, or none");
		return EXIT_USAGE;
	}
	return items_list(&query, argc ? argv[0] : NULL, opt);
}

static const char *put_protocol(struct nlmsghdr *nlh, const char *text)
{
	uint32_t value;

	for (value = 0; value < 256; value++)
		if (protocol_name(value) && !strcmp(text, protocol_name(value)))
			break;
	if (value == 256 && (number_parse(text, &value) || value > 255))
		return "it is tcp, udp, sctp, dccp, udplite, gre, esp, a number or all";
	mnl_attr_put_u32(nlh, VSWITCH_NAT_A_FORWARD_PROTOCOL, value);
	return NULL;
}

/* "80" or "5300-5399"; false: it is something else. */
static bool put_ports(struct nlmsghdr *nlh, const char *text)
{
	unsigned int first, last;
	char end;
	int count;

	count = sscanf(text, "%u-%u%c", &first, &last, &end);
	if (count != 2) {
		if (strspn(text, "0123456789") != strlen(text) || count != 1)
			return false;
		last = first;
	}
	mnl_attr_put_u32(nlh, VSWITCH_NAT_A_FORWARD_PORT_MIN, first);
	mnl_attr_put_u32(nlh, VSWITCH_NAT_A_FORWARD_PORT_MAX, last);
	return true;
}

static void put_address(struct nlmsghdr *nlh, const struct address *a,
			uint16_t ipv4, uint16_t ipv6)
{
	if (a->family == AF_INET)
		mnl_attr_put(nlh, ipv4, 4, a->data);
	else
		mnl_attr_put(nlh, ipv6, 16, a->data);
}

/* "10.77.0.5", "10.77.0.5:80", "fd00::5", "[fd00::5]:80" */
static const char *put_target(struct nlmsghdr *nlh, const char *text)
{
	static const char problem[] =
		"a guest is ADDRESS, ADDRESS:PORT or [ADDRESS]:PORT";
	const char *colon = strrchr(text, ':'), *start = text;
	size_t len = strlen(text);
	uint32_t port = 0;
	struct address a;
	char copy[64];

	if (*text == '[' || (colon && strchr(text, ':') == colon)) {
		if (!colon || number_parse(colon + 1, &port) || !port)
			return problem;
		len = (size_t)(colon - text);
		if (*text == '[') {
			if (len < 3 || text[len - 1] != ']')
				return problem;
			start++;
			len -= 2;
		}
	}
	if (len >= sizeof(copy))
		return problem;
	snprintf(copy, sizeof(copy), "%.*s", (int)len, start);
	if (!address_parse(copy, &a))
		return problem;
	put_address(nlh, &a, VSWITCH_NAT_A_FORWARD_TO_ADDRESS4,
		    VSWITCH_NAT_A_FORWARD_TO_ADDRESS6);
	if (port)
		mnl_attr_put_u32(nlh, VSWITCH_NAT_A_FORWARD_TO_PORT, port);
	return NULL;
}

static const char *put_at(struct nlmsghdr *nlh, const char *text)
{
	struct address a;

	if (!text || !address_parse(text, &a))
		return "at which address of this host?";
	put_address(nlh, &a, VSWITCH_NAT_A_FORWARD_ADDRESS4,
		    VSWITCH_NAT_A_FORWARD_ADDRESS6);
	return NULL;
}

/* PROTOCOL [PORTS] GUEST [at ADDRESS] */
static const char *put_forward(struct nlmsghdr *nlh, int argc, char **argv)
{
	const char *problem = put_protocol(nlh, argv[0]);
	bool guest = false;
	int i = 1;

	if (problem)
		return problem;
	if (i < argc && put_ports(nlh, argv[i]))
		i++;
	if (i < argc && strcmp(argv[i], "at") != 0) {
		problem = put_target(nlh, argv[i++]);
		guest = true;
	}
	if (!problem && i < argc && !strcmp(argv[i], "at")) {
		problem = put_at(nlh, i + 1 < argc ? argv[i + 1] : NULL);
		i += 2;
	}
	if (problem)
		return problem;
	if (!guest)
		return "to which guest?";
	return i < argc ? "that is a word too many" : NULL;
}

static int change(int argc, char **argv, bool new)
{
	const char *problem;
	struct nl_error err;
	struct nl nl;
	int status;

	if (argc < 2) {
		error("a switch and a protocol are missing");
		hint("as in: sriovctl nat forward %s nat0 tcp 8080 10.77.0.5:80",
		     new ? "add" : "delete");
		return EXIT_USAGE;
	}
	if (switch_check_name(argv[0]))
		return EXIT_USAGE;
	status = nl_open(&nl, &family_nat);
	if (status)
		return status;
	nl_request(&nl, new ? VSWITCH_NAT_CMD_FORWARD_NEW :
			      VSWITCH_NAT_CMD_FORWARD_DEL);
	mnl_attr_put_strz(nl_room(&nl, ROOM),
			  VSWITCH_NAT_A_FORWARD_SWITCH_IFNAME, argv[0]);
	problem = put_forward(nl_room(&nl, ROOM), argc - 1, argv + 1);
	if (problem) {
		error("'%s': %s", argv[argc - 1], problem);
		status = EXIT_USAGE;
	} else if (!nl_do(&nl, NULL, &err)) {
		status = nl_explain(&err, new ? "can't forward to a guest of %s" :
						"can't take a forward from %s",
				    argv[0]);
	}
	nl_close(&nl);
	return status;
}

int cmd_nat_forward(const struct options *opt, int argc, char **argv)
{
	if (!strcmp(argv[0], "list"))
		return show(opt, argc - 1, argv + 1);
	if (nl_collecting()) {
		error("forwards aren't part of a transaction");
		return EXIT_USAGE;
	}
	if (!strcmp(argv[0], "add"))
		return change(argc - 1, argv + 1, true);
	if (!strcmp(argv[0], "delete"))
		return change(argc - 1, argv + 1, false);
	error("nat forward '%s': it is list, add or delete", argv[0]);
	return EXIT_USAGE;
}
