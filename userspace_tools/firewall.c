// SPDX-License-Identifier: GPL-2.0
/*
 * Chains of nftables for forwarded packets whose policy is to drop, such as
 * Docker and firewalld make: guests' packets pass by a rule of theirs only. Those
 * of iptables are among them; those of its older kind are asked for by socket
 * options.
 */
#include <arpa/inet.h>
#include <net/if.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter_ipv4/ip_tables.h>
#include <linux/netfilter_ipv6/ip6_tables.h>

#include "firewall.h"
#include "model.h"
#include "sock.h"
#include "sriovctl.h"

#include <libmnl/libmnl.h>
#include <linux/netlink.h>

#define NAME_LEN	64
#define CHAINS_MAX	8

/* A chain that drops, "ip filter FORWARD" */
struct chain {
	const char *family;
	char table[NAME_LEN];
	char name[NAME_LEN];
	bool legacy;
};

struct chains {
	struct chain chain[CHAINS_MAX];
	unsigned int count;
};

static const char *family_of(uint8_t family)
{
	switch (family) {
	case NFPROTO_IPV4:
		return "ip";
	case NFPROTO_IPV6:
		return "ip6";
	case NFPROTO_INET:
		return "inet";
	default:
		return NULL;
	}
}

static uint32_t get_u32(const struct nlattr *attr)
{
	return mnl_attr_get_payload_len(attr) == sizeof(uint32_t) ?
	       ntohl(mnl_attr_get_u32(attr)) : UINT32_MAX;
}

static void get_name(const struct nlattr *attr, char text[NAME_LEN])
{
	if (mnl_attr_validate(attr, MNL_TYPE_NUL_STRING) < 0)
		return;
	snprintf(text, NAME_LEN, "%s", mnl_attr_get_str(attr));
	printable(text);
}

static bool is_forward(const struct nlattr *nest)
{
	const struct nlattr *attr;

	mnl_attr_for_each_nested(attr, nest)
		if (mnl_attr_get_type(attr) == NFTA_HOOK_HOOKNUM)
			return get_u32(attr) == NF_INET_FORWARD;
	return false;
}

static void take_chain(const struct nlmsghdr *nlh, struct chains *chains)
{
	const struct nfgenmsg *nfg = mnl_nlmsg_get_payload(nlh);
	bool forward = false, drops = false;
	const struct nlattr *attr;
	struct chain chain = { 0 };

	if (mnl_nlmsg_get_payload_len(nlh) < sizeof(*nfg) ||
	    chains->count == CHAINS_MAX)
		return;
	chain.family = family_of(nfg->nfgen_family);
	mnl_attr_for_each(attr, nlh, sizeof(*nfg)) {
		switch (mnl_attr_get_type(attr)) {
		case NFTA_CHAIN_TABLE:
			get_name(attr, chain.table);
			break;
		case NFTA_CHAIN_NAME:
			get_name(attr, chain.name);
			break;
		case NFTA_CHAIN_HOOK:
			forward = is_forward(attr);
			break;
		case NFTA_CHAIN_POLICY:
			drops = get_u32(attr) == NF_DROP;
			break;
		default:
			break;
		}
	}
	if (chain.family && forward && drops)
		chains->chain[chains->count++] = chain;
}

/* False: that was the last one, or an error. */
static bool take_messages(const char *buf, int len, struct chains *chains)
{
	const struct nlmsghdr *nlh = (const void *)buf;

	for (; mnl_nlmsg_ok(nlh, len); nlh = mnl_nlmsg_next(nlh, &len)) {
		if (nlh->nlmsg_type == NLMSG_DONE ||
		    nlh->nlmsg_type == NLMSG_ERROR)
			return false;
		if (nlh->nlmsg_type == (NFNL_SUBSYS_NFTABLES << 8 |
					NFT_MSG_NEWCHAIN))
			take_chain(nlh, chains);
	}
	return true;
}

/* What can't be listed, as this isn't root's or there is no nftables, isn't. */
static void find_nftables(struct chains *chains)
{
	char buf[32768] __attribute__((aligned(8)));
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buf);
	struct sock *sock = sock_open(NETLINK_NETFILTER);
	struct nfgenmsg *nfg;
	ssize_t n;

	if (!sock)
		return;
	nlh->nlmsg_type = NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_GETCHAIN;
	nlh->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
	nfg = mnl_nlmsg_put_extra_header(nlh, sizeof(*nfg));
	nfg->nfgen_family = NFPROTO_UNSPEC;
	nfg->version = NFNETLINK_V0;
	n = sock_send(sock, buf, nlh->nlmsg_len);
	while (n > 0) {
		n = sock_recv(sock, buf, sizeof(buf));
		if (n > 0 && !take_messages(buf, (int)n, chains))
			break;
	}
	sock_close(sock);
}

/* ---- the older kind ---- */

/* Asking for a table that isn't there would make it. */
static bool has_filter(const char *path)
{
	FILE *file = fopen(path, "re");
	bool found = false;
	char line[64];

	while (file && !found && fgets(line, sizeof(line), file))
		found = !strcmp(line, "filter\n");
	if (file)
		fclose(file);
	return found;
}

/* Both families' are alike, but for what is in an entry before its target. */
static bool entry_drops(const char *entries, size_t size, size_t at, bool ipv6)
{
	size_t target = at + (ipv6 ? offsetof(struct ip6t_entry, target_offset) :
				     offsetof(struct ipt_entry, target_offset));
	struct xt_standard_target standard;
	uint16_t offset;

	if (target + sizeof(offset) > size)
		return false;
	memcpy(&offset, entries + target, sizeof(offset));
	if (at + offset + sizeof(standard) > size)
		return false;
	memcpy(&standard, entries + at + offset, sizeof(standard));
	return standard.verdict == -NF_DROP - 1;
}

static bool policy_drops(int fd, bool ipv6)
{
	int level = ipv6 ? IPPROTO_IPV6 : IPPROTO_IP;
	struct ipt_getinfo info = { .name = "filter" };
	struct ipt_get_entries *get;
	socklen_t len = sizeof(info);
	bool drops;

	_Static_assert(sizeof(*get) == sizeof(struct ip6t_get_entries) &&
		       sizeof(info) == sizeof(struct ip6t_getinfo) &&
		       IPT_SO_GET_ENTRIES == IP6T_SO_GET_ENTRIES,
		       "one for both");
	if (getsockopt(fd, level, IPT_SO_GET_INFO, &info, &len))
		return false;
	len = (socklen_t)sizeof(*get) + info.size;
	get = xrealloc(NULL, 1, len);
	memset(get, 0, sizeof(*get));
	memcpy(get->name, info.name, sizeof(get->name));
	get->size = info.size;
	drops = !getsockopt(fd, level, IPT_SO_GET_ENTRIES, get, &len) &&
		entry_drops((const char *)get->entrytable, info.size,
			    info.underflow[NF_INET_FORWARD], ipv6);
	free(get);
	return drops;
}

static void find_legacy(struct chains *chains, bool ipv6, const char *tables)
{
	struct chain chain = {
		.family = ipv6 ? "ip6" : "ip",
		.table = "filter",
		.name = "FORWARD",
		.legacy = true,
	};
	int fd;

	if (chains->count == CHAINS_MAX || !has_filter(tables))
		return;
	fd = socket(ipv6 ? AF_INET6 : AF_INET, SOCK_RAW | SOCK_CLOEXEC,
		    IPPROTO_RAW);
	if (fd < 0)
		return;
	if (policy_drops(fd, ipv6))
		chains->chain[chains->count++] = chain;
	close(fd);
}

static void find(struct chains *chains)
{
	chains->count = 0;
	find_nftables(chains);
	find_legacy(chains, false, "/proc/net/ip_tables_names");
	find_legacy(chains, true, "/proc/net/ip6_tables_names");
}

void firewall_warn(const char *name)
{
	struct chains chains;
	unsigned int i;

	find(&chains);
	for (i = 0; i < chains.count; i++)
		printf("  %-16s %s %s %s%s drops what it has no rule for\n",
		       i ? "" : "firewall", chains.chain[i].family,
		       chains.chain[i].table, chains.chain[i].name,
		       chains.chain[i].legacy ? " of iptables-legacy" : "");
	if (!chains.count)
		return;
	printf("  %-16s let guests through by a rule there, for iif and oif %s,\n"
	       "  %-16s or ask no rules: sriovctl switch set %s bypass-rules on\n",
	       "", name, "", name);
}

void firewall_json(struct json *json)
{
	struct chains chains;
	unsigned int i;

	find(&chains);
	json_array(json, "firewall-drops");
	for (i = 0; i < chains.count; i++) {
		json_object(json, NULL);
		json_string(json, "family", chains.chain[i].family);
		json_string(json, "table", chains.chain[i].table);
		json_string(json, "chain", chains.chain[i].name);
		json_bool(json, "legacy", chains.chain[i].legacy);
		json_close(json);
	}
	json_close(json);
}
