/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Requests to generic netlink for the tests' small programs: a socket with
 * extended acknowledgments, a request, and its answers, with the kernel's words
 * on standard error when it is refused. nl_raw.h is for those that send what no
 * library would.
 */
#ifndef NL_GENL_H
#define NL_GENL_H

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include <libmnl/libmnl.h>
#include <linux/genetlink.h>

/* NULL and errno on failure */
static inline struct mnl_socket *nl_open(int protocol)
{
	struct mnl_socket *nl = mnl_socket_open(protocol);
	int one = 1;

	if (!nl || mnl_socket_bind(nl, 0, MNL_SOCKET_AUTOPID) ||
	    mnl_socket_setsockopt(nl, NETLINK_EXT_ACK, &one, sizeof(one)))
		return NULL;
	return nl;
}

/* The head of a request, at @buf */
static inline struct nlmsghdr *nl_request(void *buf, uint16_t type,
					  uint16_t flags, uint8_t cmd)
{
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buf);
	struct genlmsghdr *genl;

	nlh->nlmsg_type = type;
	nlh->nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | flags;
	genl = mnl_nlmsg_put_extra_header(nlh, sizeof(*genl));
	genl->cmd = cmd;
	genl->version = 1;
	return nlh;
}

/* The kernel's words, behind the error number and the request's head */
static inline void nl_say_why(const struct nlmsghdr *nlh)
{
	const struct nlmsgerr *err = mnl_nlmsg_get_payload(nlh);
	size_t offset = sizeof(*err);
	const struct nlattr *attr;

	if (!(nlh->nlmsg_flags & NLM_F_CAPPED))
		offset += err->msg.nlmsg_len - sizeof(struct nlmsghdr);
	if (nlh->nlmsg_flags & NLM_F_ACK_TLVS)
		mnl_attr_for_each(attr, nlh, offset)
			if (mnl_attr_get_type(attr) == NLMSGERR_ATTR_MSG)
				fprintf(stderr, "%s\n",
					mnl_attr_get_str(attr));
	fprintf(stderr, "%s\n", strerror(-err->error));
}

/* One message: 1 if more come, 0 at the end, -1 and errno when it was refused */
static inline int nl_take(const struct nlmsghdr *nlh, mnl_cb_t show, void *arg)
{
	int error;

	if (nlh->nlmsg_type != NLMSG_ERROR && nlh->nlmsg_type != NLMSG_DONE) {
		if (show)
			show(nlh, arg);
		return 1;
	}
	error = *(int *)mnl_nlmsg_get_payload(nlh);
	if (!error)
		return 0;
	if (nlh->nlmsg_type == NLMSG_ERROR)
		nl_say_why(nlh);
	errno = -error;
	return -1;
}

/* Send, and give each answer to @show, which may be NULL, until the last. 0, or
 * -1 and errno.
 */
static inline int nl_exchange(struct mnl_socket *nl, struct nlmsghdr *nlh,
			      mnl_cb_t show, void *arg)
{
	static char buf[32768];
	int left, more = 1;

	if (mnl_socket_sendto(nl, nlh, nlh->nlmsg_len) < 0)
		return -1;
	while (more > 0) {
		left = mnl_socket_recvfrom(nl, buf, sizeof(buf));
		if (left <= 0)
			return -1;
		for (nlh = (void *)buf; more > 0 && mnl_nlmsg_ok(nlh, left);
		     nlh = mnl_nlmsg_next(nlh, &left))
			more = nl_take(nlh, show, arg);
	}
	return more;
}

static inline int nl_take_family(const struct nlmsghdr *nlh, void *arg)
{
	const struct nlattr *attr;
	uint16_t *id = arg;

	mnl_attr_for_each(attr, nlh, sizeof(struct genlmsghdr))
		if (mnl_attr_get_type(attr) == CTRL_ATTR_FAMILY_ID)
			*id = mnl_attr_get_u16(attr);
	return MNL_CB_OK;
}

/* Number of a family; 0: it isn't there. */
static inline uint16_t nl_family(struct mnl_socket *nl, const char *name)
{
	char buf[256] __attribute__((aligned(8)));
	struct nlmsghdr *nlh = nl_request(buf, GENL_ID_CTRL, 0,
					  CTRL_CMD_GETFAMILY);
	uint16_t id = 0;

	mnl_attr_put_strz(nlh, CTRL_ATTR_FAMILY_NAME, name);
	return nl_exchange(nl, nlh, nl_take_family, &id) ? 0 : id;
}

#endif /* NL_GENL_H */
