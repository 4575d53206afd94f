// SPDX-License-Identifier: GPL-2.0
/*
 * What the commands of switches, ports, stations and VLANs share: listings,
 * words that become attributes, tables, blocks of one object, JSON.
 */
#include <errno.h>
#include <inttypes.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include <libsmartcols/libsmartcols.h>
#include <linux/if_ether.h>

#include "items.h"
#include "legacy_port.h"
#include "out.h"

/* ---- requests ---- */

static bool add_item(const struct nlmsghdr *nlh, void *data)
{
	struct item_list *list = data;

	if (item_decode(nlh, list->kind, item_list_add(list)))
		return true;
	list->count--;
	return false;
}

static void restart(void *data)
{
	item_list_clear(data);
}

int items_load(struct nl *nl, struct item_list *list, const char *what)
{
	const struct nl_sink sink = {
		.object = add_item, .restart = restart, .data = list,
	};
	struct nl_error err;

	if (!nl_dump(nl, &sink, &err))
		return nl_explain(&err, "can't list %s", what);
	return err.incomplete ? nl_incomplete() : EXIT_OK;
}

struct taker {
	enum item_kind kind;
	struct item *item;
};

static bool take_item(const struct nlmsghdr *nlh, void *data)
{
	const struct taker *taker = data;

	item_free(taker->kind, taker->item);
	return item_decode(nlh, taker->kind, taker->item);
}

bool item_do(struct nl *nl, enum item_kind kind, struct item *item,
	     struct nl_error *err)
{
	struct taker taker = { kind, item };
	const struct nl_sink sink = { .object = take_item, .data = &taker };

	memset(item, 0, sizeof(*item));
	if (nl_do(nl, &sink, err))
		return true;
	item_free(kind, item);
	return false;
}

/* ---- words ---- */

const char *word_switch(const char *text, uint32_t *value)
{
	*value = !strcmp(text, "on");
	return *value || !strcmp(text, "off") ? NULL : "it is on or off";
}

const char *word_proto(const char *text, uint32_t *value)
{
	*value = 0;
	if (!strcasecmp(text, "802.1Q") || !strcmp(text, "on"))
		*value = ETH_P_8021Q;
	else if (!strcasecmp(text, "802.1ad"))
		*value = ETH_P_8021AD;
	else if (strcmp(text, "off") != 0)
		return "it is 802.1Q, 802.1ad or off";
	return NULL;
}

const char *word_seconds(const char *text, uint32_t *value)
{
	*value = 0;
	if (strcmp(text, "never") != 0 &&
	    (number_parse(text, value) || !*value))
		return "it is a number of seconds, or never";
	return NULL;
}

const char *word_limit(const char *text, uint32_t *value)
{
	*value = 0;
	if (strcmp(text, "none") != 0 && (number_parse(text, value) || !*value))
		return "it is a number from 1, or none";
	return NULL;
}

const char *word_number(const char *text, uint32_t *value)
{
	return number_parse(text, value) ? "it is a number" : NULL;
}

const char *word_millis(const char *text, uint32_t *value)
{
	return seconds_parse(text, value);
}

const char *word_router(const char *text, uint32_t *value)
{
	return router_parse(text, value) ? NULL : "it is never, heard or always";
}

const char *word_device(const char *text, uint32_t *value)
{
	*value = 0;
	if (!strcmp(text, "none"))
		return NULL;
	*value = if_nametoindex(text);
	return *value ? NULL : "no such device; 'none' is none";
}

/* "10M": k, M, G are thousands. Whether it is within limits the kernel knows. */
const char *word_rate(const char *text, uint64_t *value)
{
	static const char units[] = "kMG";
	const char *unit;
	char number[16];
	uint32_t count;
	size_t len = strlen(text);

	*value = 0;
	if (!strcmp(text, "none"))
		return NULL;
	unit = len ? strchr(units, text[len - 1]) : NULL;
	snprintf(number, sizeof(number), "%.*s", (int)(len - !!unit), text);
	if (!len || len >= sizeof(number) || number_parse(number, &count) ||
	    !count)
		return "a rate is a number of bit/s, as 10M, or none";
	*value = count;
	for (; unit && unit >= units; unit--)
		*value *= 1000;
	return NULL;
}

const char *word_vlan(const char *text, uint32_t *value)
{
	if (number_parse(text, value) || !*value || *value > 4094)
		return "a VLAN is a number from 1 to 4094";
	return NULL;
}

static void name_words(const struct word *words, size_t num)
{
	char text[1024] = "";
	size_t i, used = 0;
	int n;

	for (i = 0; i < num && used < sizeof(text); i++) {
		n = snprintf(text + used, sizeof(text) - used, "%s%s",
			     i ? ", " : "", words[i].word);
		used += n > 0 ? (size_t)n : 0;
	}
	hint("there are: %s", text);
}

int words_put(struct nl *nl, const struct word *words, size_t num, int argc,
	      char **argv, int *count)
{
	const char *problem;
	uint64_t wide;
	uint32_t value;
	size_t i;

	for (*count = 0; argc > 0; argc -= 2, argv += 2, ++*count) {
		for (i = 0; i < num; i++)
			if (!strcmp(argv[0], words[i].word))
				break;
		if (i == num) {
			error("'%s' is no attribute", argv[0]);
			name_words(words, num);
			return EXIT_USAGE;
		}
		if (argc == 1) {
			error("%s: a value is missing", argv[0]);
			return EXIT_USAGE;
		}
		if (words[i].wide) {
			problem = words[i].wide(argv[1], &wide);
			if (!problem)
				mnl_attr_put_u64(nl_room(nl, 16),
						 words[i].type, wide);
		} else if (!words[i].parse) {
			problem = NULL;
			mnl_attr_put_strz(nl_room(nl, strlen(argv[1]) + 8),
					  words[i].type, argv[1]);
		} else {
			problem = words[i].parse(argv[1], &value);
			if (!problem)
				mnl_attr_put_u32(nl_room(nl, 8), words[i].type,
						 value);
		}
		if (problem) {
			error("%s '%s': %s", argv[0], argv[1], problem);
			return EXIT_USAGE;
		}
	}
	return EXIT_OK;
}

/* ---- tables ---- */

const char *port_flags(const struct item *port, char *text)
{
	static const struct {
		unsigned int attr;
		uint64_t normal;
		const char *word;
	} flags[] = {
		{ VSWITCH_A_PORT_ENABLED, 1, "disabled" },
		{ VSWITCH_A_PORT_LEARNING, 1, "no-learning" },
		{ VSWITCH_A_PORT_LOCKED, 0, "locked" },
		{ VSWITCH_A_PORT_ISOLATED, 0, "isolated" },
		{ VSWITCH_A_PORT_HAIRPIN, 0, "hairpin" },
		{ VSWITCH_A_PORT_FLOOD_UNICAST, 1, "no-flood-unicast" },
		{ VSWITCH_A_PORT_FLOOD_MULTICAST, 1, "no-flood-multicast" },
		{ VSWITCH_A_PORT_FLOOD_BROADCAST, 1, "no-flood-broadcast" },
		{ VSWITCH_A_PORT_STICKY, 0, "sticky" },
		{ VSWITCH_A_PORT_BARRED, 0, "barred" },
		{ VSWITCH_A_PORT_SHUT, 0, "shut" },
		{ VSWITCH_A_PORT_BPDU_GUARD, 0, "bpdu-guard" },
		{ VSWITCH_A_PORT_BPDU_DROP, 0, "bpdu-drop" },
		{ VSWITCH_A_PORT_LOOP_GUARD, 0, "loop-guard" },
		{ VSWITCH_A_PORT_BINDINGS, 0, "guarded" },
		{ VSWITCH_A_PORT_DHCP_GUARD, 0, "dhcp-guard" },
		{ VSWITCH_A_PORT_NEIGH_SUPPRESS, 0, "neigh-suppress" },
		{ VSWITCH_A_PORT_RA_GUARD, 0, "ra-guard" },
		{ VSWITCH_A_PORT_RATE_IN, 0, "rate-in" },
		{ VSWITCH_A_PORT_RATE_OUT, 0, "rate-out" },
		{ VSWITCH_A_PORT_MIRROR_IN, 0, "mirrored-in" },
		{ VSWITCH_A_PORT_MIRROR_OUT, 0, "mirrored-out" },
	};
	bool host = item_num(port, VSWITCH_A_PORT_HOST);
	size_t i, used = 0;
	int n;

	snprintf(text, FIELD_TEXT, "%s", host ? "host" : "-");
	used = host ? strlen(text) : 0;
	/* What the host's port doesn't have it has not switched off. */
	for (i = 0; i < ARRAY_SIZE(flags) && used < FIELD_TEXT; i++) {
		if (!item_has(port, flags[i].attr) ||
		    item_num(port, flags[i].attr) == flags[i].normal ||
		    (host && (flags[i].attr == VSWITCH_A_PORT_LEARNING ||
			      flags[i].attr == VSWITCH_A_PORT_FLOOD_UNICAST)))
			continue;
		n = snprintf(text + used, FIELD_TEXT - used, "%s%s",
			     used ? "," : "", flags[i].word);
		used += n > 0 ? (size_t)n : 0;
	}
	return text;
}

static const char *range_text(const struct item *vlan, char text[FIELD_TEXT])
{
	uint64_t first = item_num(vlan, VSWITCH_A_VLAN_FIRST);
	uint64_t last = item_num(vlan, VSWITCH_A_VLAN_LAST);

	if (first == last)
		snprintf(text, FIELD_TEXT, "%" PRIu64, first);
	else
		snprintf(text, FIELD_TEXT, "%" PRIu64 "-%" PRIu64, first, last);
	return text;
}

static const char *ports_text(const struct item *forward, char text[FIELD_TEXT])
{
	uint64_t first = item_num(forward, VSWITCH_NAT_A_FORWARD_PORT_MIN);
	uint64_t last = item_num(forward, VSWITCH_NAT_A_FORWARD_PORT_MAX);

	if (!first)
		return "-";
	if (first == last)
		snprintf(text, FIELD_TEXT, "%" PRIu64, first);
	else
		snprintf(text, FIELD_TEXT, "%" PRIu64 "-%" PRIu64, first, last);
	return text;
}

static const char *at_text(const struct item *forward)
{
	if (item_has(forward, VSWITCH_NAT_A_FORWARD_ADDRESS4))
		return item_name(forward, VSWITCH_NAT_A_FORWARD_ADDRESS4);
	if (item_has(forward, VSWITCH_NAT_A_FORWARD_ADDRESS6))
		return item_name(forward, VSWITCH_NAT_A_FORWARD_ADDRESS6);
	return "any";
}

static const char *to_text(const struct item *forward, char text[FIELD_TEXT])
{
	bool ipv6 = item_has(forward, VSWITCH_NAT_A_FORWARD_TO_ADDRESS6);
	uint64_t port = item_num(forward, VSWITCH_NAT_A_FORWARD_TO_PORT);
	const char *address;

	address = item_name(forward, ipv6 ? VSWITCH_NAT_A_FORWARD_TO_ADDRESS6 :
					    VSWITCH_NAT_A_FORWARD_TO_ADDRESS4);
	if (!port)
		return address;
	snprintf(text, FIELD_TEXT, ipv6 ? "[%s]:%" PRIu64 : "%s:%" PRIu64,
		 address, port);
	return text;
}

static uint64_t sum_of_drops(const struct item_stats *stats)
{
	uint64_t sum = 0;
	unsigned int i;

	for (i = 0; i < stats->num_drops; i++)
		sum += stats->drop[i].count;
	return sum;
}

/* What isn't by default, and which VFs are behind it */
static const char *flags_text(const struct item *port, char text[FIELD_TEXT])
{
	char vfs[RANGES_TEXT_LEN + IFNAMSIZ], flags[FIELD_TEXT];
	const char *what = port_flags(port, flags);

	legacy_text(item_name(port, VSWITCH_A_PORT_IFNAME), vfs, sizeof(vfs));
	if (!*vfs)
		snprintf(text, FIELD_TEXT, "%s", what);
	else if (!strcmp(what, "-"))
		snprintf(text, FIELD_TEXT, "%.200s", vfs);
	else
		snprintf(text, FIELD_TEXT, "%.200s,%.100s", what, vfs);
	return text;
}

static const char *cell_text(enum item_kind kind, const struct item *item,
			     unsigned int what, char text[FIELD_TEXT])
{
	const struct item_field *fields;
	unsigned int max, counter;

	fields = item_fields(kind, &max);
	_Static_assert(FIELD_TEXT >= ITEM_TEXT, "a cell is too short");
	if (what == ITEM_COL_FLAGS)
		return flags_text(item, text);
	if (what == ITEM_COL_RANGE)
		return range_text(item, text);
	if (what == ITEM_COL_PORTS)
		return ports_text(item, text);
	if (what == ITEM_COL_AT)
		return at_text(item);
	if (what == ITEM_COL_TO)
		return to_text(item, text);
	if (what < ITEM_COL_FLAGS)
		return item_text(&fields[what], what, item, text);
	if (!item->stats)
		return "-";
	counter = what - ITEM_COL_COUNTER;
	snprintf(text, FIELD_TEXT, "%" PRIu64,
		 what == ITEM_COL_DROPS ? sum_of_drops(item->stats) :
					  item->stats->value[counter]);
	return text;
}

static int table_out(const struct item_list *list,
		     const struct item_column *columns, size_t count,
		     const struct options *opt)
{
	struct libscols_table *table = out_table_new(opt);
	struct libscols_line *line;
	char text[FIELD_TEXT];
	size_t i, j;

	if (!table)
		return out_no_memory(table);
	for (j = 0; j < count; j++)
		if (!scols_table_new_column(table, columns[j].head, 0,
					    columns[j].flags))
			return out_no_memory(table);
	for (i = 0; i < list->count; i++) {
		line = scols_table_new_line(table, NULL);
		if (!line)
			return out_no_memory(table);
		for (j = 0; j < count; j++)
			if (scols_line_set_data(line, j,
						cell_text(list->kind,
							  &list->item[i],
							  columns[j].what,
							  text)))
				return out_no_memory(table);
	}
	return out_table_print(table);
}

static int json_out(const struct item *items, size_t count, enum item_kind kind,
		    const char *key,
		    void (*more)(struct json *json, const struct item *item))
{
	struct json json;
	size_t i;

	json_init(&json, stdout);
	json_object(&json, NULL);
	json_array(&json, key);
	for (i = 0; i < count; i++) {
		json_object(&json, NULL);
		json_item(&json, kind, &items[i]);
		if (more)
			more(&json, &items[i]);
		json_close(&json);
	}
	json_close(&json);
	json_close(&json);
	return EXIT_OK;
}

int items_out(const struct item_list *list, const char *key,
	      const struct item_column *columns, size_t count,
	      const struct options *opt)
{
	if (opt->given & OPT_JSON)
		return json_out(list->item, list->count, list->kind, key,
				NULL);
	return table_out(list, columns, count, opt);
}

static void row(const char *key, const char *text)
{
	printf("  %-16s %s\n", key, text);
}

static void counters_out(enum item_kind kind, const struct item_stats *stats,
			 bool all)
{
	const char *const *names;
	unsigned int i, max;
	char text[32];

	names = item_counters(kind, &max);
	for (i = 0; i <= max; i++) {
		if (!(stats->present >> i & 1))
			continue;
		snprintf(text, sizeof(text), "%" PRIu64, stats->value[i]);
		row(names[i], text);
	}
	snprintf(text, sizeof(text), "%" PRIu64, sum_of_drops(stats));
	row("drops", text);
	for (i = 0; i < stats->num_drops; i++)
		if (all || stats->drop[i].count)
			printf("    %-20s %" PRIu64 "\n", stats->drop[i].reason,
			       stats->drop[i].count);
}

int item_out(enum item_kind kind, const struct item *item, const char *key,
	     const struct options *opt)
{
	const struct item_field *fields;
	char text[ITEM_TEXT];
	unsigned int i, max;

	if (opt->given & OPT_JSON)
		return json_out(item, 1, kind, key, NULL);
	fields = item_fields(kind, &max);
	for (i = 0; i <= max; i++)
		if (fields[i].key && fields[i].type != TYPE_STATS)
			row(fields[i].key,
			    item_text(&fields[i], i, item, text));
	if (item->stats)
		counters_out(kind, item->stats, opt->given & OPT_DROPS);
	return EXIT_OK;
}

void bypass_out(const struct item *item, unsigned int attr)
{
	uint64_t bits = item_num(item, attr);
	unsigned int bit;

	for (bit = 0; bypass_meaning(bit); bit++)
		if (bits >> bit & 1)
			printf("    %-14s %s\n", bypass_name(bit),
			       bypass_meaning(bit));
}

/* ---- commands ---- */

/* A connection, and the request in it */
static int ask(struct nl *nl, const struct item_query *query, const char *name,
	       const struct options *opt)
{
	int status = nl_open(nl, query->family ? query->family :
						 &family_vswitch);

	if (status)
		return status;
	nl_request(nl, query->cmd);
	if (name)
		mnl_attr_put_strz(nl_room(nl, strlen(name) + 8),
				  query->name_attr, name);
	if (query->stats_attr && opt->given & (OPT_STATS | OPT_DROPS))
		mnl_attr_put(nl_room(nl, 8), query->stats_attr, 0, NULL);
	return EXIT_OK;
}

int items_list(const struct item_query *query, const char *name,
	       const struct options *opt)
{
	struct item_list list = { .kind = query->kind };
	struct nl nl;
	int status = ask(&nl, query, name, opt);

	if (status)
		return status;
	status = items_load(&nl, &list, query->what);
	if (!status)
		status = items_out(&list, query->key, query->columns,
				   query->num_columns, opt);
	item_list_free(&list);
	nl_close(&nl);
	return status;
}

int item_show(const struct item_query *query, const char *name,
	      const struct options *opt)
{
	struct nl_error err;
	struct item item;
	struct nl nl;
	int status = ask(&nl, query, name, opt);

	if (status)
		return status;
	if (item_do(&nl, query->kind, &item, &err)) {
		if (opt->given & OPT_JSON)
			status = json_out(&item, 1, query->kind, query->key,
					  query->json);
		else
			status = item_out(query->kind, &item, query->key, opt);
		if (!status && query->more && !(opt->given & OPT_JSON))
			query->more(&item);
		item_free(query->kind, &item);
	} else {
		status = nl_explain(&err, "can't show %s", name);
	}
	nl_close(&nl);
	return status;
}
