// SPDX-License-Identifier: GPL-2.0
/*
 * Ports of VFs of hardware without representors. That a VF is attached is
 * remembered where it can't get lost or out of date, in the kernel: as an
 * alternative name of the device that is its port, such as
 *
 *	sriovctl-0000.01.00.0-vf3	VF 3 of that PF
 *	sriovctl-0000.01.00.0-port100	the VLAN device was made for such VFs;
 *					port0: the PF was attached for them
 *
 * A name is there once in a namespace, so a VF is attached once; and it goes with
 * the device.
 */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/if_ether.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>

#include "legacy_port.h"
#include "sriovctl.h"

#define PREFIX		"sriovctl-"
#define NAME_LEN	128	/* ALTIFNAMSIZ */

/* ---- names ---- */

/* Of "0000:01:00.0" without colons, which not every program takes in names */
static void name_of(const char *pf, const char *what, unsigned int number,
		    char name[NAME_LEN])
{
	char *colon;

	snprintf(name, NAME_LEN, PREFIX "%s-%s%u", pf, what, number);
	for (colon = strchr(name, ':'); colon; colon = strchr(colon, ':'))
		*colon = '.';
}

/* The number behind @what; the address in front of it goes to @pf. */
static bool name_parse(const char *name, const char *what,
		       char pf[TEXT_LEN], unsigned int *number)
{
	const char *dash;
	size_t len;
	int colons;

	if (strncmp(name, PREFIX, strlen(PREFIX)) != 0)
		return false;
	name += strlen(PREFIX);
	dash = strchr(name, '-');
	len = dash ? (size_t)(dash - name) : TEXT_LEN;
	if (len >= TEXT_LEN ||
	    strncmp(dash + 1, what, strlen(what)) != 0 ||
	    number_parse(dash + 1 + strlen(what), number))
		return false;
	snprintf(pf, TEXT_LEN, "%.*s", (int)len, name);
	for (colons = 2; *pf && colons; pf++) {
		if (*pf != '.')
			continue;
		*pf = ':';
		colons--;
	}
	return !colons;
}

static bool change_name(struct nl *route, int ifindex, const char *name,
			bool on, struct nl_error *err)
{
	struct nlmsghdr *nlh;
	struct ifinfomsg *ifi;
	struct nlattr *nest;

	nlh = nl_route_request(route, on ? RTM_NEWLINKPROP : RTM_DELLINKPROP,
			       sizeof(*ifi));
	ifi = mnl_nlmsg_get_payload(nlh);
	ifi->ifi_index = ifindex;
	nest = mnl_attr_nest_start(nlh, IFLA_PROP_LIST);
	mnl_attr_put_strz(nlh, IFLA_ALT_IFNAME, name);
	mnl_attr_nest_end(nlh, nest);
	return nl_do_with(route, on ? NLM_F_CREATE | NLM_F_EXCL | NLM_F_APPEND :
				      0, NULL, err);
}

bool legacy_mark_vf(struct nl *route, int ifindex, const char *pf,
		    unsigned int vf, bool on, struct nl_error *err)
{
	char name[NAME_LEN];

	name_of(pf, "vf", vf, name);
	return change_name(route, ifindex, name, on, err);
}

bool legacy_mark_made(struct nl *route, int ifindex, const char *pf,
		      unsigned int vid, bool on, struct nl_error *err)
{
	char name[NAME_LEN];

	name_of(pf, "port", vid, name);
	return change_name(route, ifindex, name, on, err);
}

/* ---- what there is ---- */

static void take_name(const struct nlattr *attr, struct legacy_port *port)
{
	char pf[TEXT_LEN];
	unsigned int number;
	const char *name;

	if (mnl_attr_get_type(attr) != IFLA_ALT_IFNAME ||
	    mnl_attr_validate(attr, MNL_TYPE_NUL_STRING) < 0)
		return;
	name = mnl_attr_get_str(attr);
	if (name_parse(name, "vf", pf, &number) && number < SRIOV_MAX_VFS)
		ranges_add(&port->vfs, (uint16_t)number, (uint16_t)number);
	else if (name_parse(name, "port", pf, &number))
		port->made = true;
	else
		return;
	memcpy(port->pf, pf, sizeof(pf));
}

static void take_vlan(const struct nlattr *data, struct legacy_port *port)
{
	uint16_t proto = 0, vid = 0;
	const struct nlattr *attr;

	mnl_attr_for_each_nested(attr, data) {
		if (mnl_attr_get_payload_len(attr) != sizeof(uint16_t))
			continue;
		if (mnl_attr_get_type(attr) == IFLA_VLAN_ID)
			vid = mnl_attr_get_u16(attr);
		else if (mnl_attr_get_type(attr) == IFLA_VLAN_PROTOCOL)
			proto = mnl_attr_get_u16(attr);
	}
	if (proto == htons(ETH_P_8021Q))
		port->vid = vid;
}

static void take_attr(const struct nlattr *attr, struct legacy_port *port)
{
	const struct nlattr *inner;
	bool vlan = false;

	switch (mnl_attr_get_type(attr)) {
	case IFLA_LINK:
		if (mnl_attr_validate(attr, MNL_TYPE_U32) == 0)
			port->lower = (int)mnl_attr_get_u32(attr);
		break;
	case IFLA_PROP_LIST:
		mnl_attr_for_each_nested(inner, attr)
			take_name(inner, port);
		break;
	case IFLA_LINKINFO:
		mnl_attr_for_each_nested(inner, attr) {
			if (mnl_attr_get_type(inner) == IFLA_INFO_KIND)
				vlan = mnl_attr_validate(inner, MNL_TYPE_NUL_STRING) == 0 &&
				       !strcmp(mnl_attr_get_str(inner), "vlan");
			else if (mnl_attr_get_type(inner) == IFLA_INFO_DATA &&
				 vlan)
				take_vlan(inner, port);
		}
		break;
	default:
		break;
	}
}

static bool take_port(const struct nlmsghdr *nlh, void *data)
{
	struct legacy_port port = { .vid = 0 };
	struct legacy_list *list = data;
	const struct nlattr *attr;

	if (!link_decode(nlh, &port.link))
		return false;
	mnl_attr_for_each(attr, nlh, sizeof(struct ifinfomsg))
		take_attr(attr, &port);
	if (!port.pf[0] && !port.vid)
		return true;
	if (list->count == list->room) {
		list->room = list->room ? list->room * 2 : 8;
		list->port = xrealloc(list->port, list->room,
				      sizeof(*list->port));
	}
	list->port[list->count++] = port;
	return true;
}

static void restart(void *data)
{
	((struct legacy_list *)data)->count = 0;
}

bool legacy_load(struct nl *route, struct legacy_list *list,
		 struct nl_error *err)
{
	const struct nl_sink sink = {
		.object = take_port, .restart = restart, .data = list,
	};

	memset(list, 0, sizeof(*list));
	nl_route_request(route, RTM_GETLINK, sizeof(struct ifinfomsg));
	return nl_dump(route, &sink, err);
}

void legacy_free(struct legacy_list *list)
{
	free(list->port);
	memset(list, 0, sizeof(*list));
}

const struct legacy_port *legacy_find(const struct legacy_list *list,
				      const char *pf, unsigned int vf)
{
	size_t i;

	for (i = 0; i < list->count; i++)
		if (!strcmp(list->port[i].pf, pf) &&
		    ranges_has(&list->port[i].vfs, (uint16_t)vf))
			return &list->port[i];
	return NULL;
}

/* ---- for people and programs ---- */

/* The list, and the index of a device; false: there is no such thing to show. */
static bool load_for(const char *name, struct legacy_list *list, int *ifindex)
{
	struct nl_error err;
	struct link link;
	struct nl route;
	bool ok;

	if (nl_collecting() || nl_open_route(&route))
		return false;
	ok = link_find(&route, name, &link, &err) &&
	     legacy_load(&route, list, &err);
	nl_close(&route);
	*ifindex = link.ifindex;
	return ok;
}

/* The PF as people call it: the name of its netdev, if that is here */
static const char *label_of(const struct legacy_port *port, char name[IF_NAMESIZE])
{
	if (port->lower && if_indextoname((unsigned int)port->lower, name))
		return name;
	return port->lower ? port->pf : port->link.name;
}

void legacy_out(const char *name)
{
	char text[RANGES_TEXT_LEN], label[IF_NAMESIZE];
	struct legacy_list list;
	const char *key = "vfs";
	int ifindex;
	size_t i;

	if (!load_for(name, &list, &ifindex))
		return;
	for (i = 0; i < list.count; i++) {
		const struct legacy_port *port = &list.port[i];

		if (port->link.master != ifindex || !port->vfs.count)
			continue;
		printf("  %-16s %s/%s by %s", key, label_of(port, label),
		       ranges_text(&port->vfs, text, sizeof(text)),
		       port->link.name);
		if (port->vid)
			printf(", VLAN %u", port->vid);
		putchar('\n');
		key = "";
	}
	legacy_free(&list);
}

static void port_json(struct json *json, const struct legacy_port *port)
{
	char text[TEXT_LEN + 8], label[IF_NAMESIZE];
	unsigned int vf;

	for (vf = 0; vf < SRIOV_MAX_VFS; vf++) {
		if (!ranges_has(&port->vfs, (uint16_t)vf))
			continue;
		json_object(json, NULL);
		snprintf(text, sizeof(text), "%s/%u", label_of(port, label), vf);
		json_string(json, "vf", text);
		json_string(json, "port", port->link.name);
		if (port->vid)
			json_number(json, "vlan", port->vid);
		else
			json_null(json, "vlan");
		json_close(json);
	}
}

void legacy_json(struct json *json, const char *name)
{
	struct legacy_list list;
	int ifindex;
	size_t i;

	if (!load_for(name, &list, &ifindex))
		return;
	json_array(json, "vfs");
	for (i = 0; i < list.count; i++)
		if (list.port[i].link.master == ifindex)
			port_json(json, &list.port[i]);
	json_close(json);
	legacy_free(&list);
}

/* One listing serves all ports of a table. */
static const struct legacy_list *once(void)
{
	static struct legacy_list list;
	static bool loaded;
	struct nl_error err;
	struct nl route;

	if (loaded)
		return &list;
	loaded = true;
	if (nl_collecting() || nl_open_route(&route))
		return &list;
	if (!legacy_load(&route, &list, &err))
		legacy_free(&list);
	nl_close(&route);
	return &list;
}

const char *legacy_text(const char *port, char *text, size_t size)
{
	char ranges[RANGES_TEXT_LEN], label[IF_NAMESIZE];
	const struct legacy_list *list = once();
	size_t i;

	*text = '\0';
	for (i = 0; i < list->count; i++)
		if (!strcmp(list->port[i].link.name, port) &&
		    list->port[i].vfs.count)
			snprintf(text, size, "%s/%s",
				 label_of(&list->port[i], label),
				 ranges_text(&list->port[i].vfs, ranges,
					     sizeof(ranges)));
	return text;
}
