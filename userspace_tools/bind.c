// SPDX-License-Identifier: GPL-2.0
/*
 * Bindings of a source guard, as words and as attributes; and sriovctl port
 * guard, which sets and lists them.
 */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libsmartcols/libsmartcols.h>

#include "bind.h"
#include "items.h"
#include "out.h"

static const char *address_parse(const char *text, struct binding *binding)
{
	char address[INET6_ADDRSTRLEN];
	const char *slash = strchr(text, '/');
	size_t len = slash ? (size_t)(slash - text) : strlen(text);
	uint32_t bits;

	if (len >= sizeof(address))
		return "it is MAC, MAC,ADDRESS[/BITS] or ADDRESS[/BITS]";
	memcpy(address, text, len);
	address[len] = '\0';
	binding->family = strchr(address, ':') ? AF_INET6 : AF_INET;
	binding->bits = binding->family == AF_INET ? 32 : 128;
	if (inet_pton(binding->family, address, binding->address) != 1)
		return "it is MAC, MAC,ADDRESS[/BITS] or ADDRESS[/BITS]";
	if (!slash)
		return NULL;
	if (number_parse(slash + 1, &bits) || !bits || bits > binding->bits)
		return "a prefix has 1 to 32 bits, of IPv6 128";
	binding->bits = (uint8_t)bits;
	return NULL;
}

const char *binding_parse(const char *text, struct binding *binding)
{
	const char *comma = strchr(text, ',');
	char mac[MAC_TEXT_LEN];

	memset(binding, 0, sizeof(*binding));
	snprintf(mac, sizeof(mac), "%.*s",
		 (int)(comma ? comma - text : MAC_TEXT_LEN - 1), text);
	binding->has_mac = !mac_parse(comma ? mac : text, binding->mac);
	if (binding->has_mac)
		return comma ? address_parse(comma + 1, binding) : NULL;
	return address_parse(text, binding);
}

const char *binding_text(const struct binding *binding, char text[BINDING_TEXT])
{
	char mac[MAC_TEXT_LEN] = "", address[INET6_ADDRSTRLEN] = "";
	bool whole = binding->bits == (binding->family == AF_INET ? 32 : 128);

	if (binding->has_mac)
		mac_text(binding->mac, mac);
	if (binding->family)
		inet_ntop(binding->family, binding->address, address,
			  sizeof(address));
	snprintf(text, BINDING_TEXT, "%s%s%s", mac, mac[0] && address[0] ? "," :
		 "", address);
	if (address[0] && !whole)
		snprintf(text + strlen(text), BINDING_TEXT - strlen(text),
			 "/%u", binding->bits);
	return text;
}

bool bindings_decode(const struct nlattr *nest, struct bindings **bindings)
{
	const struct nlattr *attr;
	struct binding *binding;
	size_t len;

	if (!*bindings) {
		*bindings = xrealloc(NULL, 1, sizeof(**bindings));
		(*bindings)->count = 0;
	}
	if ((*bindings)->count == BINDINGS_MAX)
		return true;
	binding = &(*bindings)->binding[(*bindings)->count];
	memset(binding, 0, sizeof(*binding));
	mnl_attr_for_each_nested(attr, nest) {
		len = mnl_attr_get_payload_len(attr);
		switch (mnl_attr_get_type(attr)) {
		case VSWITCH_A_BINDING_MAC:
			if (len != MAC_LEN)
				return false;
			memcpy(binding->mac, mnl_attr_get_payload(attr), len);
			binding->has_mac = true;
			break;
		case VSWITCH_A_BINDING_IPV4:
		case VSWITCH_A_BINDING_IPV6:
			if (len != 4 && len != 16)
				return false;
			memcpy(binding->address, mnl_attr_get_payload(attr),
			       len);
			binding->family = len == 4 ? AF_INET : AF_INET6;
			if (!binding->bits)
				binding->bits = (uint8_t)(len * 8);
			break;
		case VSWITCH_A_BINDING_PREFIX_LEN:
			if (len != sizeof(uint32_t) ||
			    mnl_attr_get_u32(attr) > 128)
				return false;
			binding->bits = (uint8_t)mnl_attr_get_u32(attr);
			break;
		default:
			break;
		}
	}
	(*bindings)->count++;
	return true;
}

void binding_put(struct nlmsghdr *nlh, const struct binding *binding)
{
	bool ipv4 = binding->family == AF_INET;
	struct nlattr *nest;

	nest = mnl_attr_nest_start(nlh, VSWITCH_A_GUARD_BINDING);
	if (binding->has_mac)
		mnl_attr_put(nlh, VSWITCH_A_BINDING_MAC, MAC_LEN, binding->mac);
	if (binding->family) {
		mnl_attr_put(nlh, ipv4 ? VSWITCH_A_BINDING_IPV4 :
					 VSWITCH_A_BINDING_IPV6,
			     ipv4 ? 4 : 16, binding->address);
		mnl_attr_put_u32(nlh, VSWITCH_A_BINDING_PREFIX_LEN,
				 binding->bits);
	}
	mnl_attr_nest_end(nlh, nest);
}

void json_bindings(struct json *json, const char *key,
		   const struct bindings *bindings)
{
	char text[BINDING_TEXT];
	unsigned int i;

	json_array(json, key);
	for (i = 0; bindings && i < bindings->count; i++)
		json_string(json, NULL,
			    binding_text(&bindings->binding[i], text));
	json_close(json);
}

/* ---- sriovctl port guard ---- */

static int show_guard(const struct item *item, const struct options *opt)
{
	const struct bindings *bindings = item->bindings;
	char text[BINDING_TEXT];
	unsigned int i;

	if (opt->given & OPT_JSON)
		return item_out(ITEM_GUARD, item, "guards", opt);
	if (!bindings || !bindings->count)
		printf("%s may be any station\n",
		       item_name(item, VSWITCH_A_GUARD_PORT_IFNAME));
	for (i = 0; bindings && i < bindings->count; i++)
		printf("%s\n", binding_text(&bindings->binding[i], text));
	return EXIT_OK;
}

static int put_bindings(struct nl *nl, int argc, char **argv)
{
	struct binding binding;
	const char *problem;
	int i;

	if (argc == 1 && !strcmp(argv[0], "none"))
		return EXIT_OK;
	for (i = 0; i < argc; i++) {
		problem = binding_parse(argv[i], &binding);
		if (problem) {
			error("'%s': %s", argv[i], problem);
			return EXIT_USAGE;
		}
		binding_put(nl_room(nl, 64), &binding);
	}
	return EXIT_OK;
}

/* A line for each binding, with the port that it is of */
static bool add_rows(struct libscols_table *table, const struct item *item)
{
	const struct bindings *bindings = item->bindings;
	struct libscols_line *line;
	struct binding one;
	char text[BINDING_TEXT], mac[MAC_TEXT_LEN];
	unsigned int i;

	for (i = 0; bindings && i < bindings->count; i++) {
		one = bindings->binding[i];
		if (one.has_mac)
			mac_text(one.mac, mac);
		else
			snprintf(mac, sizeof(mac), "-");
		one.has_mac = false;
		line = scols_table_new_line(table, NULL);
		if (!line ||
		    scols_line_set_data(line, 0,
					item_name(item, VSWITCH_A_GUARD_PORT_IFNAME)) ||
		    scols_line_set_data(line, 1,
					item_name(item, VSWITCH_A_GUARD_SWITCH_IFNAME)) ||
		    scols_line_set_data(line, 2, mac) ||
		    scols_line_set_data(line, 3, one.family ?
					binding_text(&one, text) : "-"))
			return false;
	}
	return true;
}

static int guards_table(const struct item_list *list, const struct options *opt)
{
	static const char *const heads[] = {
		"PORT", "SWITCH", "MAC", "ADDRESS",
	};
	struct libscols_table *table = out_table_new(opt);
	size_t i;

	if (!table)
		return out_no_memory(table);
	for (i = 0; i < ARRAY_SIZE(heads); i++)
		if (!scols_table_new_column(table, heads[i], 0, 0))
			return out_no_memory(table);
	for (i = 0; i < list->count; i++)
		if (!add_rows(table, &list->item[i]))
			return out_no_memory(table);
	return out_table_print(table);
}

/* All bindings, or those of a switch's ports */
int cmd_port_guards(const struct options *opt, int argc, char **argv)
{
	struct item_list list = { .kind = ITEM_GUARD };
	struct nl nl;
	int status;

	status = nl_open(&nl, &family_vswitch);
	if (status)
		return status;
	nl_request(&nl, VSWITCH_CMD_GUARD_GET);
	if (argc)
		mnl_attr_put_strz(nl_room(&nl, strlen(argv[0]) + 8),
				  VSWITCH_A_GUARD_SWITCH_IFNAME, argv[0]);
	status = items_load(&nl, &list, "the guards");
	if (!status)
		status = opt->given & OPT_JSON ?
			 items_out(&list, "guards", NULL, 0, opt) :
			 guards_table(&list, opt);
	item_list_free(&list);
	nl_close(&nl);
	return status;
}

/* PORT: who it may be; PORT BINDING...: that, PORT none: any */
int cmd_port_guard(const struct options *opt, int argc, char **argv)
{
	struct nl_error err;
	struct item item;
	struct nl nl;
	int status;

	status = nl_open(&nl, &family_vswitch);
	if (status)
		return status;
	nl_request(&nl, argc > 1 ? VSWITCH_CMD_GUARD_SET :
				   VSWITCH_CMD_GUARD_GET);
	mnl_attr_put_strz(nl_room(&nl, strlen(argv[0]) + 8),
			  VSWITCH_A_GUARD_PORT_IFNAME, argv[0]);
	status = put_bindings(&nl, argc - 1, argv + 1);
	if (!status && item_do(&nl, ITEM_GUARD, &item, &err)) {
		if (argc == 1)
			status = show_guard(&item, opt);
		item_free(ITEM_GUARD, &item);
	} else if (!status) {
		status = nl_explain(&err, "can't %s the guard of %s",
				    argc > 1 ? "set" : "show", argv[0]);
	}
	nl_close(&nl);
	return status;
}
