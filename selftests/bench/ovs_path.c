// SPDX-License-Identifier: GPL-2.0
/*
 * ovs_path - a path through Open vSwitch's kernel datapath, without its daemon.
 *
 *	ovs_path new DATAPATH IN OUT MAC MAC
 *					a datapath with two ports, and the flow
 *					that the daemon's action NORMAL makes of
 *					an IPv4 frame: from the first MAC by
 *					port IN to the second by port OUT
 *	ovs_path del DATAPATH
 *
 * Prints the kernel's reason and exits 1 when it is refused.
 */
/* First: <netinet/ether.h> makes a macro of a name in it. */
#include <linux/openvswitch.h>

#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/ether.h>
#include <stdio.h>
#include <string.h>

#include "nl_genl.h"

enum { PORT_IN = 1, PORT_OUT };

static struct mnl_socket *nl;
static char buf[4096] __attribute__((aligned(8)));

static struct nlmsghdr *request(const char *family, uint8_t cmd, int ifindex)
{
	uint16_t id = nl_family(nl, family);
	struct ovs_header *header;
	struct nlmsghdr *nlh;

	if (!id)
		return NULL;
	memset(buf, 0, sizeof(buf));
	nlh = nl_request(buf, id, 0, cmd);
	header = mnl_nlmsg_put_extra_header(nlh, sizeof(*header));
	header->dp_ifindex = ifindex;
	return nlh;
}

static int put_port(int ifindex, uint32_t number, const char *dev)
{
	struct nlmsghdr *nlh = request(OVS_VPORT_FAMILY, OVS_VPORT_CMD_NEW,
				       ifindex);
	uint32_t nobody = 0;

	if (!nlh)
		return -1;
	mnl_attr_put_u32(nlh, OVS_VPORT_ATTR_PORT_NO, number);
	mnl_attr_put_u32(nlh, OVS_VPORT_ATTR_TYPE, OVS_VPORT_TYPE_NETDEV);
	mnl_attr_put_strz(nlh, OVS_VPORT_ATTR_NAME, dev);
	mnl_attr_put(nlh, OVS_VPORT_ATTR_UPCALL_PID, sizeof(nobody), &nobody);
	return nl_exchange(nl, nlh, NULL, NULL);
}

static void put_match(struct nlmsghdr *nlh, uint16_t nest, uint32_t in_port,
		      const struct ovs_key_ethernet *eth, uint16_t type,
		      uint8_t frag)
{
	struct ovs_key_ipv4 ip = { .ipv4_frag = frag };
	struct nlattr *match = mnl_attr_nest_start(nlh, nest);

	mnl_attr_put_u32(nlh, OVS_KEY_ATTR_IN_PORT, in_port);
	mnl_attr_put(nlh, OVS_KEY_ATTR_ETHERNET, sizeof(*eth), eth);
	mnl_attr_put_u16(nlh, OVS_KEY_ATTR_ETHERTYPE, type);
	mnl_attr_put(nlh, OVS_KEY_ATTR_IPV4, sizeof(ip), &ip);
	mnl_attr_nest_end(nlh, match);
}

static int put_flow(int ifindex, const struct ether_addr *from,
		    const struct ether_addr *to)
{
	struct nlmsghdr *nlh = request(OVS_FLOW_FAMILY, OVS_FLOW_CMD_NEW,
				       ifindex);
	struct ovs_key_ethernet eth, mask;
	struct nlattr *actions;

	if (!nlh)
		return -1;
	memcpy(eth.eth_src, from, sizeof(eth.eth_src));
	memcpy(eth.eth_dst, to, sizeof(eth.eth_dst));
	memset(&mask, 0xff, sizeof(mask));
	put_match(nlh, OVS_FLOW_ATTR_KEY, PORT_IN, &eth, htons(ETH_P_IP),
		  OVS_FRAG_TYPE_NONE);
	put_match(nlh, OVS_FLOW_ATTR_MASK, UINT32_MAX, &mask, UINT16_MAX,
		  UINT8_MAX);
	actions = mnl_attr_nest_start(nlh, OVS_FLOW_ATTR_ACTIONS);
	mnl_attr_put_u32(nlh, OVS_ACTION_ATTR_OUTPUT, PORT_OUT);
	mnl_attr_nest_end(nlh, actions);
	return nl_exchange(nl, nlh, NULL, NULL);
}

static int new(char **arg)
{
	struct nlmsghdr *nlh = request(OVS_DATAPATH_FAMILY, OVS_DP_CMD_NEW, 0);
	struct ether_addr from, to;
	int ifindex;

	if (!ether_aton_r(arg[3], &from) || !ether_aton_r(arg[4], &to)) {
		fprintf(stderr, "ovs_path: no address: %s, %s\n", arg[3],
			arg[4]);
		return -1;
	}
	if (!nlh)
		return -1;
	mnl_attr_put_strz(nlh, OVS_DP_ATTR_NAME, arg[0]);
	mnl_attr_put_u32(nlh, OVS_DP_ATTR_UPCALL_PID, 0);
	if (nl_exchange(nl, nlh, NULL, NULL))
		return -1;
	ifindex = if_nametoindex(arg[0]);
	return put_port(ifindex, PORT_IN, arg[1]) ||
	       put_port(ifindex, PORT_OUT, arg[2]) ||
	       put_flow(ifindex, &from, &to);
}

static int del(const char *name)
{
	struct nlmsghdr *nlh = request(OVS_DATAPATH_FAMILY, OVS_DP_CMD_DEL, 0);

	if (!nlh)
		return -1;
	mnl_attr_put_strz(nlh, OVS_DP_ATTR_NAME, name);
	return nl_exchange(nl, nlh, NULL, NULL);
}

int main(int argc, char **argv)
{
	int err;

	nl = nl_open(NETLINK_GENERIC);
	if (nl && argc == 7 && !strcmp(argv[1], "new")) {
		err = new(argv + 2);
	} else if (nl && argc == 3 && !strcmp(argv[1], "del")) {
		err = del(argv[2]);
	} else {
		fprintf(stderr, "usage: ovs_path new DATAPATH IN OUT MAC MAC\n"
			"       ovs_path del DATAPATH\n");
		return 2;
	}
	return err ? 1 : 0;
}
