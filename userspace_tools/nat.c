// SPDX-License-Identifier: GPL-2.0
/*
 * NAT mode: the module, its options, and what it counts. Of a switch that leaves
 * the mode the kernel forgets them.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <libsmartcols/libsmartcols.h>

#include "firewall.h"
#include "items.h"
#include "nat.h"

#define MODULE	"vswitch_nat"

/* Room for the uplinks, or for one option */
#define ROOM	256

/* ---- the module ---- */

static int run_modprobe(void)
{
	int status = -1;
	pid_t pid;

	pid = fork();
	if (!pid) {
		execlp("modprobe", "modprobe", "-q", MODULE, NULL);
		_exit(127);
	}
	if (pid < 0)
		return -1;
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return status;
}

static bool is_loaded(void)
{
	return !access("/sys/module/" MODULE, F_OK);
}

int nat_load(void)
{
	if (is_loaded() || !run_modprobe())
		return EXIT_OK;
	error("the module " MODULE " can't be loaded, which NAT mode is in");
	hint("run 'modprobe " MODULE "' as root: it says why");
	return EXIT_NO_MODULE;
}

static struct nlmsghdr *request(struct nl *nl, uint8_t cmd, const char *name)
{
	nl_request(nl, cmd);
	if (name)
		mnl_attr_put_strz(nl_room(nl, IFNAMSIZ + 8),
				  VSWITCH_NAT_A_NAT_SWITCH_IFNAME, name);
	return nl_room(nl, ROOM);
}

/* ---- uplinks ---- */

static void add_uplink(struct network *net, const char *device)
{
	unsigned int i;

	for (i = 0; i < net->num_uplinks; i++)
		if (!strcmp(net->uplink[i], device))
			return;
	if (net->num_uplinks < NETWORK_UPLINKS && strcmp(device, "lo") != 0 &&
	    strcmp(device, net->name) != 0)
		snprintf(net->uplink[net->num_uplinks++], IFNAMSIZ, "%s",
			 device);
}

/* Where default routes lead to */
static void find_uplinks(struct network *net)
{
	char line[256], device[16], address[33];
	unsigned int length;
	FILE *file;

	_Static_assert(IFNAMSIZ == 16, "the widths below");
	file = fopen("/proc/net/route", "re");
	while (file && fgets(line, sizeof(line), file))
		if (sscanf(line, "%15s %32s %*s %*s %*s %*s %*s %x", device,
			   address, &length) == 3 &&
		    !strcmp(address, "00000000") && !length)
			add_uplink(net, device);
	if (file)
		fclose(file);
	file = fopen("/proc/net/ipv6_route", "re");
	while (file && fgets(line, sizeof(line), file))
		if (sscanf(line,
			   "%32s %x %*s %*s %*s %*s %*s %*s %*s %15s",
			   address, &length, device) == 3 &&
		    strspn(address, "0") == 32 && !length)
			add_uplink(net, device);
	if (file)
		fclose(file);
}

static int put_uplinks(struct nl *nl, struct network *net)
{
	struct nlmsghdr *nlh = request(nl, VSWITCH_NAT_CMD_NAT_SET, net->name);
	struct nlattr *nest;
	unsigned int i, index;

	nest = mnl_attr_nest_start(nlh, VSWITCH_NAT_A_NAT_UPLINKS);
	for (i = 0; i < net->num_uplinks; i++) {
		index = if_nametoindex(net->uplink[i]);
		if (!index) {
			error("uplink: no device '%s'", net->uplink[i]);
			hint("'ip link' lists the devices");
			return EXIT_REFUSED;
		}
		net->uplink_index[i] = index;
		mnl_attr_put_u32(nlh, VSWITCH_NAT_A_UPLINKS_IFINDEX, index);
	}
	mnl_attr_nest_end(nlh, nest);
	return EXIT_OK;
}

int nat_prepare(struct network *net)
{
	struct nl_error err;
	struct item item;
	struct nl nl;
	int status;

	if (!net->num_uplinks && !net->any_uplink)
		find_uplinks(net);
	if (!net->num_uplinks && !net->any_uplink) {
		error("%s has no uplink: there is no default route to find it by",
		      net->name);
		hint("name it: uplink eth0, or let guests use any: uplink any");
		return EXIT_USAGE;
	}
	status = nl_open(&nl, &family_nat);
	if (status)
		return status;
	status = put_uplinks(&nl, net);
	if (!status && !item_do(&nl, ITEM_NAT, &item, &err))
		status = nl_explain(&err, "can't set the uplinks of %s",
				    net->name);
	if (!status) {
		net->mark = (uint32_t)item_num(&item, VSWITCH_NAT_A_NAT_MARK);
		net->mask = (uint32_t)item_num(&item,
					       VSWITCH_NAT_A_NAT_MARK_MASK);
		item_free(ITEM_NAT, &item);
	}
	nl_close(&nl);
	return status;
}

/* ---- options ---- */

static const char *put_ports(struct nlmsghdr *nlh, const char *text)
{
	unsigned int first = 0, last = 0;
	char end;

	if (strcmp(text, "any") != 0 &&
	    sscanf(text, "%u-%u%c", &first, &last, &end) != 2)
		return "it is FIRST-LAST, or any";
	mnl_attr_put_u32(nlh, VSWITCH_NAT_A_NAT_PORT_MIN, first);
	mnl_attr_put_u32(nlh, VSWITCH_NAT_A_NAT_PORT_MAX, last);
	return NULL;
}

static void put_pool(struct nlmsghdr *nlh, const struct address *first,
		     const struct address *last)
{
	bool ipv6 = first->family == AF_INET6;
	size_t size = ipv6 ? 16 : 4;

	mnl_attr_put(nlh, ipv6 ? VSWITCH_NAT_A_NAT_POOL6_MIN :
				 VSWITCH_NAT_A_NAT_POOL4_MIN, size,
		     first->data);
	mnl_attr_put(nlh, ipv6 ? VSWITCH_NAT_A_NAT_POOL6_MAX :
				 VSWITCH_NAT_A_NAT_POOL4_MAX, size, last->data);
}

/* "192.0.2.8-192.0.2.15", or one address */
static const char *put_pools(struct nlmsghdr *nlh, const char *text)
{
	static const struct address none4 = { .family = AF_INET };
	static const struct address none6 = { .family = AF_INET6 };
	const char *dash = strchrnul(text, '-');
	struct address first, last;
	char start[48];

	if (!strcmp(text, "none")) {
		put_pool(nlh, &none4, &none4);
		put_pool(nlh, &none6, &none6);
		return NULL;
	}
	if (dash - text >= (long)sizeof(start))
		return "it is FIRST-LAST, two addresses, or none";
	snprintf(start, sizeof(start), "%.*s", (int)(dash - text), text);
	if (!address_parse(start, &first) ||
	    !address_parse(*dash ? dash + 1 : start, &last) ||
	    first.family != last.family)
		return "it is FIRST-LAST, two addresses, or none";
	put_pool(nlh, &first, &last);
	return NULL;
}

/* "fd77::/48,2001:db8:1::/48": the guests', and that others know them by */
static const char *put_prefixes(struct nlmsghdr *nlh, const char *text)
{
	static const struct address none = { .family = AF_INET6 };
	struct address inside = none, outside = none;
	const char *comma = strchrnul(text, ',');
	char first[64];

	if (strcmp(text, "none") != 0) {
		snprintf(first, sizeof(first), "%.*s", (int)(comma - text),
			 text);
		if (!*comma || comma - text >= (long)sizeof(first) ||
		    !prefix_parse(first, &inside) ||
		    !prefix_parse(comma + 1, &outside) ||
		    inside.family != AF_INET6 || outside.family != AF_INET6 ||
		    inside.length != outside.length)
			return "it is INSIDE/LENGTH,OUTSIDE/LENGTH, of IPv6, or none";
	}
	mnl_attr_put(nlh, VSWITCH_NAT_A_NAT_NPT_INSIDE, 16, inside.data);
	mnl_attr_put(nlh, VSWITCH_NAT_A_NAT_NPT_OUTSIDE, 16, outside.data);
	mnl_attr_put_u32(nlh, VSWITCH_NAT_A_NAT_NPT_LENGTH, inside.length);
	return NULL;
}

static const char *word_behaviour(const char *text, uint32_t *value)
{
	for (*value = 0; behaviour_name(*value); ++*value)
		if (!strcmp(text, behaviour_name(*value)))
			return NULL;
	return "it is address-port or independent";
}

static const char *word_ipv6(const char *text, uint32_t *value)
{
	for (*value = 0; nat_ipv6_name(*value); ++*value)
		if (!strcmp(text, nat_ipv6_name(*value)))
			return NULL;
	return "it is none, nat66, routed or nptv6";
}

/* "ftp,sip" */
static const char *word_helpers(const char *text, uint32_t *value)
{
	unsigned int bit;
	size_t len;

	*value = 0;
	if (!strcmp(text, "none"))
		return NULL;
	for (;; text += len + 1) {
		len = strcspn(text, ",");
		for (bit = 0; helper_name(bit); bit++)
			if (!strncmp(text, helper_name(bit), len) &&
			    !helper_name(bit)[len])
				break;
		if (!helper_name(bit))
			return "it is some of ftp, tftp, sip, pptp with commas between, or none";
		*value |= 1U << bit;
		if (!text[len])
			return NULL;
	}
}

static const struct {
	const char *word;
	uint16_t type;
	const char *(*parse)(const char *text, uint32_t *value);
	const char *(*put)(struct nlmsghdr *nlh, const char *text);
} words[] = {
	{ "pool", 0, NULL, put_pools },
	{ "ports", 0, NULL, put_ports },
	{ "npt", 0, NULL, put_prefixes },
	{ "ipv6", VSWITCH_NAT_A_NAT_IPV6, word_ipv6, NULL },
	{ "bypass-rules", VSWITCH_NAT_A_NAT_BYPASS, word_switch, NULL },
	{ "mss-clamp", VSWITCH_NAT_A_NAT_MSS_CLAMP, word_switch, NULL },
	{ "max-sessions", VSWITCH_NAT_A_NAT_MAX_SESSIONS, word_limit, NULL },
	{ "max-rate", VSWITCH_NAT_A_NAT_MAX_RATE, word_limit, NULL },
	{ "mapping", VSWITCH_NAT_A_NAT_MAPPING, word_behaviour, NULL },
	{ "filtering", VSWITCH_NAT_A_NAT_FILTERING, word_behaviour, NULL },
	{ "helpers", VSWITCH_NAT_A_NAT_HELPERS, word_helpers, NULL },
};

#define TIMEOUT	"timeout-"

static size_t find_word(const char *text)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(words); i++)
		if (!strcmp(text, words[i].word))
			break;
	return i;
}

/* Number of the attribute of "timeout-udp"; 0: it is none */
static unsigned int find_timeout(const char *text)
{
	unsigned int type;

	if (strncmp(text, TIMEOUT, strlen(TIMEOUT)) != 0)
		return 0;
	for (type = 1; type <= VSWITCH_NAT_A_TIMEOUTS_MAX; type++)
		if (!strcmp(text + strlen(TIMEOUT), timeout_name(type)))
			return type;
	return 0;
}

int nat_take_words(int *argc, char **argv, char **nat)
{
	int from, i, to = 0, count = 0;

	for (from = 0; from < *argc; from += 2) {
		bool is_nat = find_word(argv[from]) < ARRAY_SIZE(words) ||
			      find_timeout(argv[from]);

		for (i = from; i < from + 2 && i < *argc; i++)
			if (is_nat)
				nat[count++] = argv[i];
			else
				argv[to++] = argv[i];
	}
	*argc = to;
	return count;
}

static const char *put_word(struct nl *nl, const char *word, const char *text)
{
	struct nlmsghdr *nlh = nl_room(nl, ROOM);
	size_t i = find_word(word);
	const char *problem;
	uint32_t value;

	if (words[i].put)
		return words[i].put(nlh, text);
	problem = words[i].parse(text, &value);
	if (!problem)
		mnl_attr_put_u32(nlh, words[i].type, value);
	return problem;
}

/* The timeouts go into one nest, behind all else. */
static const char *put_words(struct nl *nl, int argc, char **argv,
			     const char **word)
{
	const char *problem = NULL;
	struct nlattr *nest = NULL;
	struct nlmsghdr *nlh;
	uint32_t value;
	int i;

	for (i = 0; i < argc && !problem; i += 2) {
		*word = argv[i];
		if (i + 1 == argc)
			return "a value is missing";
		if (!find_timeout(argv[i]))
			problem = put_word(nl, argv[i], argv[i + 1]);
	}
	nlh = nl_room(nl, ROOM);
	for (i = 0; i < argc && !problem; i += 2) {
		if (!find_timeout(argv[i]))
			continue;
		*word = argv[i];
		problem = number_parse(argv[i + 1], &value) ?
			  "it is a number of seconds" : NULL;
		if (!nest)
			nest = mnl_attr_nest_start(nlh,
						   VSWITCH_NAT_A_NAT_TIMEOUTS);
		mnl_attr_put_u32(nlh, (uint16_t)find_timeout(argv[i]), value);
	}
	if (nest)
		mnl_attr_nest_end(nlh, nest);
	return problem;
}

int nat_set_words(const char *name, int argc, char **argv)
{
	const char *word = "", *problem;
	int status = EXIT_OK;
	struct nl_error err;
	struct item item;
	struct nl nl;

	if (!argc)
		return EXIT_OK;
	if (nl_collecting()) {
		error("options of NAT aren't part of a transaction");
		return EXIT_USAGE;
	}
	memset(&nl, 0, sizeof(nl));
	nl.kind = &family_nat;
	if (name)
		status = nl_open(&nl, &family_nat);
	if (status)
		return status;
	request(&nl, VSWITCH_NAT_CMD_NAT_SET, name);
	problem = put_words(&nl, argc, argv, &word);
	if (problem) {
		error("%s: %s", word, problem);
		status = EXIT_USAGE;
	} else if (name) {
		if (item_do(&nl, ITEM_NAT, &item, &err))
			item_free(ITEM_NAT, &item);
		else
			status = nl_explain(&err, "can't set %s", name);
	}
	if (name)
		nl_close(&nl);
	else
		free(nl.tx);
	return status;
}

/* ---- what there is ---- */

static bool get(const char *name, struct item *item)
{
	struct nl_error err;
	struct nl nl;
	bool ok;

	/* Asking would load it. */
	if (!is_loaded() || nl_open(&nl, &family_nat))
		return false;
	request(&nl, VSWITCH_NAT_CMD_NAT_GET, name);
	ok = item_do(&nl, ITEM_NAT, item, &err);
	nl_close(&nl);
	return ok;
}

/* An address that is none */
static const char *no_zeros(const char *text)
{
	return !strcmp(text, "0.0.0.0") || !strcmp(text, "::") ? "none" : text;
}

void nat_out(const char *name)
{
	const struct item_field *fields;
	char text[ITEM_TEXT];
	unsigned int i, max;
	struct item item;

	if (!get(name, &item))
		return;
	fields = item_fields(ITEM_NAT, &max);
	for (i = VSWITCH_NAT_A_NAT_ZONE; i <= max; i++)
		if (fields[i].key && item_has(&item, i))
			printf("  %-16s %s\n", fields[i].key,
			       no_zeros(item_text(&fields[i], i, &item, text)));
	if (!item_num(&item, VSWITCH_NAT_A_NAT_BYPASS))
		firewall_warn(name);
	item_free(ITEM_NAT, &item);
}

void nat_json(struct json *json, const char *name)
{
	struct item item;

	if (!get(name, &item))
		return;
	json_object(json, "nat");
	json_item(json, ITEM_NAT, &item);
	firewall_json(json);
	json_close(json);
	item_free(ITEM_NAT, &item);
}

/* ---- nat stats, nat guests ---- */

#define COUNTER(name)	(ITEM_COL_COUNTER + VSWITCH_NAT_A_STATS_##name)

int cmd_nat_stats(const struct options *opt, int argc, char **argv)
{
	static const struct item_column columns[] = {
		{ "SWITCH", VSWITCH_NAT_A_NAT_SWITCH_IFNAME, 0 },
		{ "SESSIONS", COUNTER(SESSIONS), SCOLS_FL_RIGHT },
		{ "CREATED", COUNTER(CREATED), SCOLS_FL_RIGHT },
		{ "TOO-MANY", COUNTER(REFUSED_SESSIONS), SCOLS_FL_RIGHT },
		{ "TOO-FAST", COUNTER(REFUSED_RATE), SCOLS_FL_RIGHT },
		{ "NO-PORT", COUNTER(NO_PORT), SCOLS_FL_RIGHT },
		{ "FLOWS", COUNTER(FLOWS), SCOLS_FL_RIGHT },
		{ "FAST-PACKETS", COUNTER(FAST_PACKETS), SCOLS_FL_RIGHT },
		{ "FAST-BYTES", COUNTER(FAST_BYTES), SCOLS_FL_RIGHT },
	};
	static const struct item_query query = {
		.kind = ITEM_NAT,
		.family = &family_nat,
		.key = "nat",
		.what = "the switches in mode nat",
		.cmd = VSWITCH_NAT_CMD_NAT_GET,
		.stats_attr = VSWITCH_NAT_A_NAT_WITH_STATS,
		.columns = columns,
		.num_columns = ARRAY_SIZE(columns),
	};
	struct options with = *opt;

	(void)argc;
	(void)argv;
	with.given |= OPT_STATS;
	return items_list(&query, NULL, &with);
}

int cmd_nat_guests(const struct options *opt, int argc, char **argv)
{
	static const struct item_column columns[] = {
		{ "PORT", VSWITCH_NAT_A_GUEST_PORT_IFNAME, 0 },
		{ "SWITCH", VSWITCH_NAT_A_GUEST_SWITCH_IFNAME, 0 },
		{ "SESSIONS", VSWITCH_NAT_A_GUEST_SESSIONS, SCOLS_FL_RIGHT },
		{ "MAX", VSWITCH_NAT_A_GUEST_MAX_SESSIONS, SCOLS_FL_RIGHT },
		{ "REFUSED", VSWITCH_NAT_A_GUEST_REFUSED, SCOLS_FL_RIGHT },
	};
	static const struct item_query query = {
		.kind = ITEM_GUEST,
		.family = &family_nat,
		.key = "guests",
		.what = "the guests",
		.cmd = VSWITCH_NAT_CMD_GUEST_GET,
		.name_attr = VSWITCH_NAT_A_GUEST_SWITCH_IFNAME,
		.columns = columns,
		.num_columns = ARRAY_SIZE(columns),
	};

	return items_list(&query, argc ? argv[0] : NULL, opt);
}
