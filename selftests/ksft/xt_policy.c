// SPDX-License-Identifier: GPL-2.0
/*
 * xt_policy 4|6 drop|accept: the policy of the chain FORWARD as "iptables-legacy
 * -P" sets it, or ip6tables-legacy, which a guest doesn't have.
 */
#include <err.h>
#include <net/if.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <linux/netfilter_ipv4/ip_tables.h>
#include <linux/netfilter_ipv6/ip6_tables.h>

/* The structures are the same for both families, but for the entry. */
static uint16_t target_of(const char *entry, int six)
{
	return six ? ((const struct ip6t_entry *)(const void *)entry)->target_offset :
		     ((const struct ipt_entry *)(const void *)entry)->target_offset;
}

int main(int argc, char **argv)
{
	int six = argc == 3 && !strcmp(argv[1], "6");
	int fd, level = six ? IPPROTO_IPV6 : IPPROTO_IP;
	struct ipt_getinfo info = { .name = "filter" };
	struct xt_standard_target *target;
	struct ipt_get_entries *get;
	struct ipt_replace *new;
	socklen_t len = sizeof(info);
	char *entry;

	if (argc != 3)
		errx(2, "usage: xt_policy 4|6 drop|accept");
	fd = socket(six ? AF_INET6 : AF_INET, SOCK_RAW, IPPROTO_RAW);
	if (fd < 0 || getsockopt(fd, level, IPT_SO_GET_INFO, &info, &len))
		err(1, "no table");
	len = sizeof(*get) + info.size;
	get = calloc(1, len);
	new = calloc(1, sizeof(*new) + info.size);
	if (!get || !new)
		err(1, "memory");
	memcpy(get->name, info.name, sizeof(get->name));
	get->size = info.size;
	if (getsockopt(fd, level, IPT_SO_GET_ENTRIES, get, &len))
		err(1, "no entries");
	entry = (char *)get->entrytable + info.underflow[NF_INET_FORWARD];
	target = (void *)(entry + target_of(entry, six));
	target->verdict = -(strcmp(argv[2], "drop") ? NF_ACCEPT : NF_DROP) - 1;

	memcpy(new->name, info.name, sizeof(new->name));
	new->valid_hooks = info.valid_hooks;
	memcpy(new->hook_entry, info.hook_entry, sizeof(new->hook_entry));
	memcpy(new->underflow, info.underflow, sizeof(new->underflow));
	new->num_entries = info.num_entries;
	new->size = info.size;
	new->num_counters = info.num_entries;
	new->counters = calloc(info.num_entries, sizeof(*new->counters));
	memcpy(new->entries, get->entrytable, info.size);
	if (setsockopt(fd, level, IPT_SO_SET_REPLACE, new,
		       sizeof(*new) + info.size))
		err(1, "can't replace the table");
	return 0;
}
