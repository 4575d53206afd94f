// SPDX-License-Identifier: GPL-2.0
/*
 * Netdevs, by rtnetlink. One request each; the caller undoes what he began.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <linux/if_ether.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>

#include "link.h"
#include "model.h"

static struct ifinfomsg *link_request(struct nl *route, uint16_t type,
				      int ifindex)
{
	struct nlmsghdr *nlh = nl_route_request(route, type,
						sizeof(struct ifinfomsg));
	struct ifinfomsg *ifi = mnl_nlmsg_get_payload(nlh);

	ifi->ifi_index = ifindex;
	return ifi;
}

static struct nlmsghdr *request_of(struct nl *route)
{
	return (struct nlmsghdr *)(void *)route->tx;
}

static void copy_text(char *to, size_t size, const struct nlattr *attr)
{
	if (mnl_attr_validate(attr, MNL_TYPE_NUL_STRING) < 0)
		return;
	snprintf(to, size, "%s", mnl_attr_get_str(attr));
	printable(to);
}

bool link_decode(const struct nlmsghdr *nlh, struct link *link)
{
	const struct ifinfomsg *ifi = mnl_nlmsg_get_payload(nlh);
	const struct nlattr *attr, *inner;

	if (nlh->nlmsg_type != RTM_NEWLINK ||
	    mnl_nlmsg_get_payload_len(nlh) < sizeof(*ifi))
		return false;
	link->ifindex = ifi->ifi_index;
	link->up = ifi->ifi_flags & IFF_UP;
	mnl_attr_for_each(attr, nlh, sizeof(*ifi)) {
		switch (mnl_attr_get_type(attr)) {
		case IFLA_IFNAME:
			copy_text(link->name, sizeof(link->name), attr);
			break;
		case IFLA_ADDRESS:
			if (mnl_attr_get_payload_len(attr) == MAC_LEN)
				memcpy(link->mac, mnl_attr_get_payload(attr),
				       MAC_LEN);
			break;
		case IFLA_MASTER:
			if (mnl_attr_validate(attr, MNL_TYPE_U32) == 0)
				link->master = (int)mnl_attr_get_u32(attr);
			break;
		case IFLA_LINKINFO:
			mnl_attr_for_each_nested(inner, attr)
				if (mnl_attr_get_type(inner) == IFLA_INFO_KIND)
					copy_text(link->kind,
						  sizeof(link->kind), inner);
			break;
		default:
			break;
		}
	}
	return true;
}

static bool take_link(const struct nlmsghdr *nlh, void *data)
{
	return link_decode(nlh, data);
}

bool link_find(struct nl *route, const char *name, struct link *link,
	       struct nl_error *err)
{
	const struct nl_sink sink = { .object = take_link, .data = link };

	memset(link, 0, sizeof(*link));
	link_request(route, RTM_GETLINK, 0);
	mnl_attr_put_strz(request_of(route), IFLA_IFNAME, name);
	return nl_do(route, &sink, err);
}

bool link_add(struct nl *route, const char *name, const char *kind,
	      struct nl_error *err)
{
	struct nlmsghdr *nlh;
	struct nlattr *nest;

	link_request(route, RTM_NEWLINK, 0);
	nlh = request_of(route);
	mnl_attr_put_strz(nlh, IFLA_IFNAME, name);
	nest = mnl_attr_nest_start(nlh, IFLA_LINKINFO);
	mnl_attr_put_str(nlh, IFLA_INFO_KIND, kind);
	mnl_attr_nest_end(nlh, nest);
	return nl_do_with(route, NLM_F_CREATE | NLM_F_EXCL, NULL, err);
}

bool link_add_vlan(struct nl *route, const char *name, int lower,
		   unsigned int vid, struct nl_error *err)
{
	struct nlattr *nest, *data;
	struct nlmsghdr *nlh;

	link_request(route, RTM_NEWLINK, 0);
	nlh = request_of(route);
	mnl_attr_put_strz(nlh, IFLA_IFNAME, name);
	mnl_attr_put_u32(nlh, IFLA_LINK, (uint32_t)lower);
	nest = mnl_attr_nest_start(nlh, IFLA_LINKINFO);
	mnl_attr_put_str(nlh, IFLA_INFO_KIND, "vlan");
	data = mnl_attr_nest_start(nlh, IFLA_INFO_DATA);
	mnl_attr_put_u16(nlh, IFLA_VLAN_ID, (uint16_t)vid);
	mnl_attr_put_u16(nlh, IFLA_VLAN_PROTOCOL, htons(ETH_P_8021Q));
	mnl_attr_nest_end(nlh, data);
	mnl_attr_nest_end(nlh, nest);
	return nl_do_with(route, NLM_F_CREATE | NLM_F_EXCL, NULL, err);
}

bool link_delete(struct nl *route, int ifindex, struct nl_error *err)
{
	link_request(route, RTM_DELLINK, ifindex);
	return nl_do(route, NULL, err);
}

bool link_set_up(struct nl *route, int ifindex, bool up, struct nl_error *err)
{
	struct ifinfomsg *ifi = link_request(route, RTM_NEWLINK, ifindex);

	ifi->ifi_flags = up ? IFF_UP : 0;
	ifi->ifi_change = IFF_UP;
	return nl_do(route, NULL, err);
}

bool link_set_master(struct nl *route, int ifindex, int master,
		     struct nl_error *err)
{
	link_request(route, RTM_NEWLINK, ifindex);
	mnl_attr_put_u32(request_of(route), IFLA_MASTER, (uint32_t)master);
	return nl_do(route, NULL, err);
}

bool link_set_mac(struct nl *route, int ifindex, const uint8_t mac[MAC_LEN],
		  struct nl_error *err)
{
	link_request(route, RTM_NEWLINK, ifindex);
	mnl_attr_put(request_of(route), IFLA_ADDRESS, MAC_LEN, mac);
	return nl_do(route, NULL, err);
}

struct address_taker {
	int ifindex;
	char *text;
	size_t size;
};

static bool take_address(const struct nlmsghdr *nlh, void *data)
{
	const struct ifaddrmsg *ifa = mnl_nlmsg_get_payload(nlh);
	const struct address_taker *taker = data;
	const struct nlattr *attr;
	size_t len;

	if (mnl_nlmsg_get_payload_len(nlh) < sizeof(*ifa))
		return false;
	if ((int)ifa->ifa_index != taker->ifindex || taker->text[0] ||
	    ifa->ifa_scope >= RT_SCOPE_LINK)
		return true;
	len = ifa->ifa_family == AF_INET ? 4 : 16;
	mnl_attr_for_each(attr, nlh, sizeof(*ifa))
		if (mnl_attr_get_type(attr) == IFA_ADDRESS &&
		    mnl_attr_get_payload_len(attr) == len)
			inet_ntop(ifa->ifa_family, mnl_attr_get_payload(attr),
				  taker->text, (socklen_t)taker->size);
	return true;
}

bool link_address(struct nl *route, int ifindex, char *text, size_t size,
		  struct nl_error *err)
{
	struct address_taker taker = { ifindex, text, size };
	const struct nl_sink sink = { .object = take_address, .data = &taker };

	text[0] = '\0';
	nl_route_request(route, RTM_GETADDR, sizeof(struct ifaddrmsg));
	return nl_dump(route, &sink, err);
}
