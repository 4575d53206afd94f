// SPDX-License-Identifier: GPL-2.0
/*
 * nl_vswitch - options of a vswitch that ip(8) has no words for.
 *
 *   nl_vswitch DEV [vlan off|802.1q|802.1ad] [ageing SECONDS] [option N 1]
 *              [snooping 0|1] [querier 0|1] [query_time|response|querier_time|
 *              member_time|last_member|startup_time HUNDREDTHS]
 *
 * sends one RTM_NEWLINK for the device with those options as IFLA_INFO_DATA of
 * the kind vswitch, "option N" being an attribute of that number with one octet.
 * Prints the kernel's reason and exits 1 when it is refused.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <net/if.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <linux/if_ether.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>

#include "nl_genl.h"

#define NUM(array)	(sizeof(array) / sizeof((array)[0]))

/* Times of multicast snooping, in hundredths of a second */
static int put_time(struct nlmsghdr *nlh, const char *name, const char *value)
{
	static const struct {
		const char *name;
		uint16_t attr;
	} times[] = {
		{ "query_time", IFLA_BR_MCAST_QUERY_INTVL },
		{ "response", IFLA_BR_MCAST_QUERY_RESPONSE_INTVL },
		{ "querier_time", IFLA_BR_MCAST_QUERIER_INTVL },
		{ "member_time", IFLA_BR_MCAST_MEMBERSHIP_INTVL },
		{ "last_member", IFLA_BR_MCAST_LAST_MEMBER_INTVL },
		{ "startup_time", IFLA_BR_MCAST_STARTUP_QUERY_INTVL },
	};
	unsigned int n;

	for (n = 0; n < NUM(times); n++) {
		if (strcmp(name, times[n].name))
			continue;
		mnl_attr_put_u64(nlh, times[n].attr, atoll(value));
		return 1;
	}
	return 0;
}

static int put_option(struct nlmsghdr *nlh, const char *name, const char *value)
{
	if (!strcmp(name, "vlan")) {
		mnl_attr_put_u8(nlh, IFLA_BR_VLAN_FILTERING,
				strcmp(value, "off") != 0);
		if (!strcmp(value, "802.1q"))
			mnl_attr_put_u16(nlh, IFLA_BR_VLAN_PROTOCOL,
					 htons(ETH_P_8021Q));
		else if (!strcmp(value, "802.1ad"))
			mnl_attr_put_u16(nlh, IFLA_BR_VLAN_PROTOCOL,
					 htons(ETH_P_8021AD));
	} else if (!strcmp(name, "ageing")) {
		mnl_attr_put_u32(nlh, IFLA_BR_AGEING_TIME, atoi(value) * 100);
	} else if (!strcmp(name, "snooping")) {
		mnl_attr_put_u8(nlh, IFLA_BR_MCAST_SNOOPING, atoi(value));
	} else if (!strcmp(name, "querier")) {
		mnl_attr_put_u8(nlh, IFLA_BR_MCAST_QUERIER, atoi(value));
	} else if (put_time(nlh, name, value)) {
		return 0;
	} else if (!strcmp(name, "option")) {
		mnl_attr_put_u8(nlh, atoi(value), 1);
	} else {
		return -1;
	}
	return 0;
}

int main(int argc, char **argv)
{
	struct nlattr *info, *data;
	struct ifinfomsg *ifinfo;
	struct mnl_socket *nl;
	struct nlmsghdr *nlh;
	char buf[4096];
	int n;

	if (argc < 4 || argc % 2) {
		fprintf(stderr, "usage: nl_vswitch DEV OPTION VALUE...\n");
		return 2;
	}
	nlh = mnl_nlmsg_put_header(buf);
	nlh->nlmsg_type = RTM_NEWLINK;
	nlh->nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK;
	ifinfo = mnl_nlmsg_put_extra_header(nlh, sizeof(*ifinfo));
	ifinfo->ifi_index = if_nametoindex(argv[1]);
	info = mnl_attr_nest_start(nlh, IFLA_LINKINFO);
	mnl_attr_put_strz(nlh, IFLA_INFO_KIND, "vswitch");
	data = mnl_attr_nest_start(nlh, IFLA_INFO_DATA);
	for (n = 2; n < argc; n += 2)
		if (put_option(nlh, argv[n], argv[n + 1])) {
			fprintf(stderr, "nl_vswitch: no option %s\n", argv[n]);
			return 2;
		}
	mnl_attr_nest_end(nlh, data);
	mnl_attr_nest_end(nlh, info);
	nl = nl_open(NETLINK_ROUTE);
	if (!nl) {
		perror("netlink");
		return 1;
	}
	return !!nl_exchange(nl, nlh, NULL, NULL);
}
