// SPDX-License-Identifier: GPL-2.0
/*
 * Addresses, rules and routes of a switch's network, by rtnetlink.
 *
 * Two NAT switches may have the same subnet. An answer from outside then has
 * two routes to go by, so the kernel marks it with the switch that it belongs
 * to, and the mark leads to a table that has that switch's subnets alone. What
 * isn't for them is looked up in the host's other tables.
 */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include <linux/fib_rules.h>
#include <linux/if_addr.h>
#include <linux/rtnetlink.h>

#include "hostnet.h"

static size_t size_of(const struct address *a)
{
	return a->family == AF_INET ? 4 : 16;
}

static uint32_t table_of(const struct network *net)
{
	/* The mark is in some bits of 32; its number is what is in them. */
	return HOSTNET_TABLE +
	       (net->mask ? net->mark / (net->mask & -net->mask) : 0);
}

/* ---- addresses ---- */

static struct nlmsghdr *address_request(struct nl *route, uint16_t type,
					const struct network *net,
					const struct address *a)
{
	struct nlmsghdr *nlh = nl_route_request(route, type,
						sizeof(struct ifaddrmsg));
	struct ifaddrmsg *ifa = mnl_nlmsg_get_payload(nlh);

	ifa->ifa_family = a->family;
	ifa->ifa_prefixlen = a->length;
	ifa->ifa_index = (uint32_t)net->ifindex;
	mnl_attr_put(nlh, IFA_LOCAL, size_of(a), a->data);
	mnl_attr_put(nlh, IFA_ADDRESS, size_of(a), a->data);
	return nlh;
}

static int make_address(struct nl *route, const struct network *net,
			const struct address *a)
{
	struct nlmsghdr *nlh = address_request(route, RTM_NEWADDR, net, a);
	char text[ADDRESS_TEXT];
	struct nl_error err;
	struct range hosts;

	if (a->family == AF_INET && a->length < 31) {
		subnet_hosts(a, &hosts);
		address_step(&hosts.last, 1);
		mnl_attr_put(nlh, IFA_BROADCAST, 4, hosts.last.data);
	}
	/* It is the router's: guests can't have it before. */
	if (a->family == AF_INET6)
		mnl_attr_put_u32(nlh, IFA_FLAGS, IFA_F_NODAD);
	if (nl_do_with(route, NLM_F_CREATE | NLM_F_EXCL, NULL, &err) ||
	    err.code == EEXIST)
		return EXIT_OK;
	return nl_explain(&err, "can't give %s the address %s", net->name,
			  prefix_text(a, text));
}

static bool has(const struct network *net, const struct address *a)
{
	unsigned int i;

	for (i = 0; net && i < net->num_subnets; i++)
		if (address_same(&net->subnet[i], a) &&
		    net->subnet[i].length == a->length)
			return true;
	return false;
}

/* ---- rules and routes ---- */

static void rule_request(struct nl *route, uint16_t type,
			 const struct network *net, uint8_t family)
{
	struct nlmsghdr *nlh = nl_route_request(route, type,
						sizeof(struct fib_rule_hdr));
	struct fib_rule_hdr *rule = mnl_nlmsg_get_payload(nlh);

	rule->family = family;
	rule->action = FR_ACT_TO_TBL;
	mnl_attr_put_u32(nlh, FRA_PRIORITY, HOSTNET_RULE);
	mnl_attr_put_u32(nlh, FRA_FWMARK, net->mark);
	mnl_attr_put_u32(nlh, FRA_FWMASK, net->mask);
	mnl_attr_put_u32(nlh, FRA_TABLE, table_of(net));
	mnl_attr_put_u8(nlh, FRA_PROTOCOL, RTPROT_STATIC);
}

static int make_rule(struct nl *route, const struct network *net,
		     uint8_t family)
{
	struct nl_error err;

	rule_request(route, RTM_NEWRULE, net, family);
	if (nl_do_with(route, NLM_F_CREATE | NLM_F_EXCL, NULL, &err) ||
	    err.code == EEXIST)
		return EXIT_OK;
	return nl_explain(&err, "can't make the routing rule of %s", net->name);
}

/* The subnet's first address, whose bits behind the prefix are 0 */
static void prefix_of(const struct address *a, struct address *prefix)
{
	struct range hosts;

	subnet_hosts(a, &hosts);
	*prefix = hosts.first;
	if (a->length + 1U < 8 * size_of(a))
		address_step(prefix, -1);
}

static bool make_route(struct nl *route, const struct network *net,
		       const struct address *a, struct nl_error *err)
{
	struct nlmsghdr *nlh = nl_route_request(route, RTM_NEWROUTE,
						sizeof(struct rtmsg));
	struct rtmsg *rtm = mnl_nlmsg_get_payload(nlh);
	struct address prefix;

	prefix_of(a, &prefix);
	rtm->rtm_family = a->family;
	rtm->rtm_dst_len = a->length;
	rtm->rtm_protocol = RTPROT_STATIC;
	rtm->rtm_scope = a->family == AF_INET ? RT_SCOPE_LINK :
						RT_SCOPE_UNIVERSE;
	rtm->rtm_type = RTN_UNICAST;
	mnl_attr_put(nlh, RTA_DST, size_of(a), prefix.data);
	mnl_attr_put_u32(nlh, RTA_OIF, (uint32_t)net->ifindex);
	mnl_attr_put_u32(nlh, RTA_TABLE, table_of(net));
	if (a->family == AF_INET)
		mnl_attr_put(nlh, RTA_PREFSRC, 4, a->data);
	return nl_do_with(route, NLM_F_CREATE | NLM_F_REPLACE, NULL, err);
}

void hostnet_make_routes(struct nl *route, const struct network *net)
{
	struct nl_error err;
	unsigned int i;

	for (i = 0; net->mask && i < net->num_subnets; i++)
		make_route(route, net, &net->subnet[i], &err);
}

/* ---- all ---- */

int hostnet_make(struct nl *route, const struct network *net)
{
	char text[ADDRESS_TEXT];
	int status = EXIT_OK;
	struct nl_error err;
	unsigned int i;

	for (i = 0; i < net->num_subnets && !status; i++)
		status = make_address(route, net, &net->subnet[i]);
	if (status || !net->mask)
		return status;
	for (i = 0; i < net->num_subnets && !status; i++)
		if (!make_route(route, net, &net->subnet[i], &err))
			status = nl_explain(&err, "can't make the route to %s",
					    prefix_text(&net->subnet[i], text));
	if (!status && network_has(net, AF_INET))
		status = make_rule(route, net, AF_INET);
	if (!status && network_has(net, AF_INET6))
		status = make_rule(route, net, AF_INET6);
	return status;
}

/* Those that are there without the switch: addresses go with it. */
static void delete_rules(struct nl *route, const struct network *net)
{
	struct nl_error err;

	if (!net->mask)
		return;
	rule_request(route, RTM_DELRULE, net, AF_INET);
	nl_do(route, NULL, &err);
	rule_request(route, RTM_DELRULE, net, AF_INET6);
	nl_do(route, NULL, &err);
}

static void delete_route(struct nl *route, const struct network *net,
			 const struct address *a)
{
	struct nlmsghdr *nlh = nl_route_request(route, RTM_DELROUTE,
						sizeof(struct rtmsg));
	struct rtmsg *rtm = mnl_nlmsg_get_payload(nlh);
	struct address prefix;
	struct nl_error err;

	prefix_of(a, &prefix);
	rtm->rtm_family = a->family;
	rtm->rtm_dst_len = a->length;
	rtm->rtm_scope = RT_SCOPE_NOWHERE;
	mnl_attr_put(nlh, RTA_DST, size_of(a), prefix.data);
	mnl_attr_put_u32(nlh, RTA_TABLE, table_of(net));
	nl_do(route, NULL, &err);
}

void hostnet_delete(struct nl *route, const struct network *net,
		    const struct network *keep)
{
	struct nl_error err;
	unsigned int i;

	delete_rules(route, net);
	for (i = 0; i < net->num_subnets; i++) {
		if (net->mask)
			delete_route(route, net, &net->subnet[i]);
		if (has(keep, &net->subnet[i]))
			continue;
		address_request(route, RTM_DELADDR, net, &net->subnet[i]);
		nl_do(route, NULL, &err);
	}
}
