// SPDX-License-Identifier: GPL-2.0
/*
 * nl_qstats - statistics of queues, as netlink's family netdev tells them.
 *
 *   nl_qstats DEV [queue]
 *
 * prints a line "rx-packets N rx-bytes N tx-packets N tx-bytes N" of the
 * device, or with "queue" a line "rx Q packets N bytes N" or "tx Q ..." for each
 * queue. Exits 4 if the kernel has no such operation.
 */
#include <errno.h>
#include <inttypes.h>
#include <net/if.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "nl_genl.h"

/* linux/netdev.h, which this machine may be too old for */
enum {
	CMD_QSTATS_GET = 12,

	A_IFINDEX = 1,
	A_QUEUE_TYPE,
	A_QUEUE_ID,
	A_SCOPE,
	A_RX_PACKETS = 8,
	A_RX_BYTES,
	A_TX_PACKETS,
	A_TX_BYTES,
	A_NUM,

	SCOPE_QUEUE = 1,
	QUEUE_TYPE_RX = 0,
	EXIT_UNKNOWN = 4,
};

/* Numbers of this family are 32 or 64 bits long, as they need. */
static uint64_t number(const struct nlattr *attr)
{
	if (!attr)
		return 0;
	return mnl_attr_get_payload_len(attr) == sizeof(uint32_t) ?
	       mnl_attr_get_u32(attr) : mnl_attr_get_u64(attr);
}

static int show(const struct nlmsghdr *nlh, void *arg)
{
	const struct nlattr *attrs[A_NUM] = {}, *attr;
	const bool *queues = arg;
	bool rx;

	mnl_attr_for_each(attr, nlh, sizeof(struct genlmsghdr))
		if (mnl_attr_get_type(attr) < A_NUM)
			attrs[mnl_attr_get_type(attr)] = attr;
	if (!*queues) {
		printf("rx-packets %" PRIu64 " rx-bytes %" PRIu64
		       " tx-packets %" PRIu64 " tx-bytes %" PRIu64 "\n",
		       number(attrs[A_RX_PACKETS]), number(attrs[A_RX_BYTES]),
		       number(attrs[A_TX_PACKETS]), number(attrs[A_TX_BYTES]));
		return MNL_CB_OK;
	}
	rx = number(attrs[A_QUEUE_TYPE]) == QUEUE_TYPE_RX;
	printf("%s %" PRIu64 " packets %" PRIu64 " bytes %" PRIu64 "\n",
	       rx ? "rx" : "tx", number(attrs[A_QUEUE_ID]),
	       number(attrs[rx ? A_RX_PACKETS : A_TX_PACKETS]),
	       number(attrs[rx ? A_RX_BYTES : A_TX_BYTES]));
	return MNL_CB_OK;
}

int main(int argc, char **argv)
{
	bool queues = argc == 3 && !strcmp(argv[2], "queue");
	struct mnl_socket *nl;
	struct nlmsghdr *nlh;
	unsigned int ifindex;
	uint16_t family;
	char buf[256];

	if (argc != 2 && !queues) {
		fprintf(stderr, "usage: nl_qstats DEV [queue]\n");
		return 2;
	}
	ifindex = if_nametoindex(argv[1]);
	nl = nl_open(NETLINK_GENERIC);
	if (!ifindex || !nl) {
		perror(argv[1]);
		return 1;
	}

	family = nl_family(nl, "netdev");
	if (!family) {
		fprintf(stderr, "no family netdev\n");
		return EXIT_UNKNOWN;
	}

	nlh = nl_request(buf, family, NLM_F_DUMP, CMD_QSTATS_GET);
	mnl_attr_put_u32(nlh, A_IFINDEX, ifindex);
	if (queues)
		mnl_attr_put_u32(nlh, A_SCOPE, SCOPE_QUEUE);
	if (nl_exchange(nl, nlh, show, &queues) < 0) {
		perror("qstats-get");
		return errno == EOPNOTSUPP || errno == EINVAL ?
		       EXIT_UNKNOWN : 1;
	}
	mnl_socket_close(nl);
	return 0;
}
