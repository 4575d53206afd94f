// SPDX-License-Identifier: GPL-2.0
/*
 * sriovctl alone: the PFs of this host and their VFs, and the virtual switches
 * of this network namespace and their ports, as a tree. Each of the two is shown
 * whose module is loaded.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <libsmartcols/libsmartcols.h>

#include "items.h"
#include "link.h"
#include "out.h"
#include "session.h"
#include "sysfs.h"

/* Switches and ports, and where the switches' addresses are asked for */
struct view {
	struct item_list switches;
	struct item_list ports;
	struct nl *route;
};

static bool set_cells(struct libscols_line *line,
		      const char *const cells[TREE_COLUMNS])
{
	size_t i;

	for (i = 0; i < TREE_COLUMNS; i++)
		if (scols_line_set_data(line, i, cells[i]))
			return false;
	return true;
}

static const char *text_of(enum item_kind kind, const struct item *item,
			   unsigned int attr, char text[ITEM_TEXT])
{
	const struct item_field *fields;
	unsigned int max;

	fields = item_fields(kind, &max);
	return item_text(&fields[attr], attr, item, text);
}

static struct libscols_line *add_switch(struct libscols_table *table,
					const struct view *view,
					const struct item *sw)
{
	struct libscols_line *line = scols_table_new_line(table, NULL);
	const char *name = item_name(sw, VSWITCH_A_SWITCH_IFNAME);
	char mac[ITEM_TEXT], address[64] = "", state[2 * ITEM_TEXT];
	int index = (int)item_num(sw, VSWITCH_A_SWITCH_IFINDEX);
	const char *cells[TREE_COLUMNS];
	struct nl_error err;

	if (!line)
		return NULL;
	if (!link_address(view->route, index, address, sizeof(address), &err))
		address[0] = '\0';
	snprintf(state, sizeof(state), "%s, %" PRIu64 " ports",
		 item_name(sw, VSWITCH_A_SWITCH_MODE),
		 item_num(sw, VSWITCH_A_SWITCH_NUM_PORTS));
	cells[TREE_NAME] = name;
	cells[TREE_ADDRESS] = address[0] ? address : "-";
	cells[TREE_DRIVER] = "vswitch";
	cells[TREE_NETDEV] = name;
	cells[TREE_MAC] = text_of(ITEM_SWITCH, sw, VSWITCH_A_SWITCH_MAC, mac);
	cells[TREE_VLAN] = "-";
	cells[TREE_STATE] = state;
	return set_cells(line, cells) ? line : NULL;
}

static bool add_port(struct libscols_table *table, struct libscols_line *parent,
		     const struct item *port, bool vlans)
{
	struct libscols_line *line = scols_table_new_line(table, parent);
	char pvid[ITEM_TEXT], flags[FIELD_TEXT], state[FIELD_TEXT + 16];
	const char *name = item_name(port, VSWITCH_A_PORT_IFNAME);
	const char *cells[TREE_COLUMNS];

	if (!line)
		return false;
	port_flags(port, flags);
	snprintf(state, sizeof(state), "%s%s%s",
		 item_num(port, VSWITCH_A_PORT_LINK) ? "up" : "no link",
		 strcmp(flags, "-") ? ", " : "", strcmp(flags, "-") ? flags : "");
	cells[TREE_NAME] = name;
	cells[TREE_ADDRESS] = "-";
	cells[TREE_DRIVER] = "-";
	cells[TREE_NETDEV] = name;
	cells[TREE_MAC] = "-";
	cells[TREE_VLAN] = "-";
	if (vlans)
		cells[TREE_VLAN] = text_of(ITEM_PORT, port,
					   VSWITCH_A_PORT_PVID, pvid);
	cells[TREE_STATE] = state;
	return set_cells(line, cells);
}

static bool is_port_of(const struct item *port, const struct item *sw)
{
	return !item_num(port, VSWITCH_A_PORT_HOST) &&
	       !strcmp(item_name(port, VSWITCH_A_PORT_SWITCH_IFNAME),
		       item_name(sw, VSWITCH_A_SWITCH_IFNAME));
}

static bool add_rows(struct libscols_table *table, const void *data)
{
	const struct view *view = data;
	struct libscols_line *branch;
	size_t i, j;

	for (i = 0; i < view->switches.count; i++) {
		const struct item *sw = &view->switches.item[i];

		branch = add_switch(table, view, sw);
		if (!branch)
			return false;
		for (j = 0; j < view->ports.count; j++)
			if (is_port_of(&view->ports.item[j], sw) &&
			    !add_port(table, branch, &view->ports.item[j],
				      item_num(sw, VSWITCH_A_SWITCH_VLAN_PROTO)))
				return false;
	}
	return true;
}

static void add_json(struct json *json, const void *data)
{
	const struct view *view = data;
	size_t i, j;

	json_array(json, "switches");
	for (i = 0; i < view->switches.count; i++) {
		const struct item *sw = &view->switches.item[i];

		json_object(json, NULL);
		json_item(json, ITEM_SWITCH, sw);
		json_array(json, "ports");
		for (j = 0; j < view->ports.count; j++) {
			if (!is_port_of(&view->ports.item[j], sw))
				continue;
			json_object(json, NULL);
			json_item(json, ITEM_PORT, &view->ports.item[j]);
			json_close(json);
		}
		json_close(json);
		json_close(json);
	}
	json_close(json);
}

static int load_view(struct nl *nl, struct view *view)
{
	int status;

	nl_request(nl, VSWITCH_CMD_SWITCH_GET);
	status = items_load(nl, &view->switches, "the switches");
	if (status)
		return status;
	nl_request(nl, VSWITCH_CMD_PORT_GET);
	return items_load(nl, &view->ports, "the ports");
}

/* The PFs, with what @more adds */
static int show_pfs(const struct options *opt, const struct out_more *more)
{
	struct vf_list vfs = { 0 };
	bool incomplete;
	struct session s;
	int status;

	status = session_open(&s, NULL, NEED_PF);
	if (status)
		return status;
	status = nl_load_vfs(&s.nl, NULL, NULL, opt->given & OPT_STATS, &vfs,
			     &incomplete);
	if (!(opt->given & OPT_ALL))
		vf_list_in_service(&vfs);
	if (!status)
		status = out_tree(&vfs, &s.pfs, more, opt);
	if (!status && (incomplete || s.incomplete))
		status = nl_incomplete();
	vf_list_free(&vfs);
	session_close(&s);
	return status;
}

static int show(const struct options *opt, const struct out_more *more)
{
	const struct vf_list no_vfs = { 0 };
	const struct pf_list no_pfs = { 0 };

	if (more && !sysfs_module("sriov_pf"))
		return out_tree(&no_vfs, &no_pfs, more, opt);
	return show_pfs(opt, more);
}

int cmd_tree(const struct options *opt, int argc, char **argv)
{
	struct view view = {
		.switches.kind = ITEM_SWITCH, .ports.kind = ITEM_PORT,
	};
	const struct out_more more = { add_rows, add_json, &view };
	struct nl nl, route;
	int status;

	(void)argc;
	(void)argv;
	/* Asking for the family would load the module. */
	if (!sysfs_module("vswitch"))
		return show(opt, NULL);
	status = nl_open(&nl, &family_vswitch);
	if (status)
		return status;
	status = nl_open_route(&route);
	if (status)
		goto close;
	view.route = &route;
	status = load_view(&nl, &view);
	if (!status)
		status = show(opt, &more);
	item_list_free(&view.ports);
	item_list_free(&view.switches);
	nl_close(&route);
close:
	nl_close(&nl);
	return status;
}
