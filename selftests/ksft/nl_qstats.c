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
#include <time.h>

#include <libmnl/libmnl.h>
#include <linux/genetlink.h>

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

static char buf[16384];

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

static int family_id(const struct nlmsghdr *nlh, void *arg)
{
	const struct nlattr *attr;
	uint16_t *id = arg;

	mnl_attr_for_each(attr, nlh, sizeof(struct genlmsghdr))
		if (mnl_attr_get_type(attr) == CTRL_ATTR_FAMILY_ID)
			*id = mnl_attr_get_u16(attr);
	return MNL_CB_OK;
}

static struct nlmsghdr *request(uint16_t type, uint16_t flags, uint8_t cmd)
{
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buf);
	struct genlmsghdr *genl;

	nlh->nlmsg_type = type;
	nlh->nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | flags;
	nlh->nlmsg_seq = (uint32_t)time(NULL);
	genl = mnl_nlmsg_put_extra_header(nlh, sizeof(*genl));
	genl->cmd = cmd;
	genl->version = 1;
	return nlh;
}

static int talk(struct mnl_socket *nl, struct nlmsghdr *nlh, mnl_cb_t cb,
		void *arg)
{
	unsigned int seq = nlh->nlmsg_seq;
	ssize_t len;
	int status = MNL_CB_OK;

	if (mnl_socket_sendto(nl, nlh, nlh->nlmsg_len) < 0)
		return -1;
	while (status == MNL_CB_OK) {
		len = mnl_socket_recvfrom(nl, buf, sizeof(buf));
		if (len < 0)
			return -1;
		status = mnl_cb_run(buf, (size_t)len, seq,
				    mnl_socket_get_portid(nl), cb, arg);
	}
	return status;
}

int main(int argc, char **argv)
{
	bool queues = argc == 3 && !strcmp(argv[2], "queue");
	struct mnl_socket *nl;
	struct nlmsghdr *nlh;
	unsigned int ifindex;
	uint16_t family = 0;

	if (argc != 2 && !queues) {
		fprintf(stderr, "usage: nl_qstats DEV [queue]\n");
		return 2;
	}
	ifindex = if_nametoindex(argv[1]);
	nl = mnl_socket_open(NETLINK_GENERIC);
	if (!ifindex || !nl || mnl_socket_bind(nl, 0, MNL_SOCKET_AUTOPID) < 0) {
		perror(argv[1]);
		return 1;
	}

	nlh = request(GENL_ID_CTRL, 0, CTRL_CMD_GETFAMILY);
	mnl_attr_put_strz(nlh, CTRL_ATTR_FAMILY_NAME, "netdev");
	if (talk(nl, nlh, family_id, &family) < 0 || !family) {
		fprintf(stderr, "no family netdev\n");
		return EXIT_UNKNOWN;
	}

	nlh = request(family, NLM_F_DUMP, CMD_QSTATS_GET);
	mnl_attr_put_u32(nlh, A_IFINDEX, ifindex);
	if (queues)
		mnl_attr_put_u32(nlh, A_SCOPE, SCOPE_QUEUE);
	if (talk(nl, nlh, show, &queues) < 0) {
		perror("qstats-get");
		return errno == EOPNOTSUPP || errno == EINVAL ?
		       EXIT_UNKNOWN : 1;
	}
	mnl_socket_close(nl);
	return 0;
}
