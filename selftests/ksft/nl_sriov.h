/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the tests of the netlink family "sriov" share: messages as no tool would
 * send them, what came back, and KTAP. They want root, the initial network
 * namespace, and a PF without VFs whose driver can do all and which nobody else
 * changes meanwhile; they leave it without VFs.
 *
 * Include it once in a program: it owns the program's socket and buffers.
 */
#ifndef NL_SRIOV_H
#define NL_SRIOV_H

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <libmnl/libmnl.h>
#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <linux/types.h>

#include <linux/sriov.h>

#define MAX_ATTR	64	/* more than any set of the family has */
#define MAX_OBJECTS	(4 * SRIOV_MAX_VFS)
#define FEW		7

#define NUM(array) (sizeof(array) / sizeof((array)[0]))

/* ---- messages ------------------------------------------------------------- */

/* One attribute of a request */
struct field {
	enum { END, U32, U64, FLAG, RAW, TEXT, THE_PF, MAC_OF, NEST } kind;
	__u16 type;
	__u32 value;		/* of RAW its length, of MAC_OF the VF */
	const void *data;	/* of NEST its fields */
};

#define U32(type, value)	{ U32, type, value, NULL }
#define RAW(type, len, data)	{ RAW, type, len, data }
#define TEXT(type, text)	{ TEXT, type, 0, text }
#define FLAG(type)		{ FLAG, type, 0, NULL }
#define MAC_OF(vf)		{ MAC_OF, SRIOV_A_VF_MAC, vf, NULL }
#define PF			{ THE_PF, SRIOV_A_PF_PCI_ADDRESS, 0, NULL }
#define PF_OF_VF		{ THE_PF, SRIOV_A_VF_PCI_ADDRESS, 0, NULL }
#define VF_ID(n)		U32(SRIOV_A_VF_VF_ID, n)
#define VF_LAST(n)		U32(SRIOV_A_VF_VF_LAST, n)

#define IN(type, ...) \
	{ NEST, type, 0, (const struct field[]) { __VA_ARGS__, \
						  { END, 0, 0, NULL } } }
#define CHANGE(...)		IN(SRIOV_A_APPLY_CHANGE, __VA_ARGS__)
#define EXPECT(n) \
	IN(SRIOV_A_APPLY_EXPECT, \
	   { THE_PF, SRIOV_A_APPLY_PF_PCI_ADDRESS, 0, NULL }, \
	   U32(SRIOV_A_APPLY_PF_GENERATION, n))

#define MAX_FIELDS 6

/* A PF or VF as a message told it */
struct object {
	__u8 cmd;
	bool has[MAX_ATTR];
	__u32 number[MAX_ATTR];
	char text[MAX_ATTR][32];	/* also MAC addresses */
	unsigned int counters;		/* in stats */
	unsigned int results;		/* of a transaction: PFs */
	__u32 generation;		/* of the last of them */
	__u32 num_changed;
};

/* What came back */
struct answer {
	int err;			/* 0 or -errno */
	char message[256];
	__u16 bad;			/* type of the attribute to blame */
	__u16 missing;
	bool interrupted;		/* NLM_F_DUMP_INTR was seen */
	unsigned int num;
	struct object object[MAX_OBJECTS];
};

static struct mnl_socket *sock;
static __u16 family;
static __u32 group_config, group_state;
static struct object pf;
static char pf_address[32];
static char mac_text[2][6];		/* of VF 0 and 1, for MAC_OF */
static char request[4096];
static struct answer answer;

static void die(const char *what)
{
	printf("Bail out! %s: %s\n", what, strerror(errno));
	exit(1);
}

static struct mnl_socket *open_socket(void)
{
	struct mnl_socket *nl = mnl_socket_open(NETLINK_GENERIC);
	struct timeval patience = { .tv_sec = 60 };
	int one = 1;

	if (!nl || mnl_socket_bind(nl, 0, MNL_SOCKET_AUTOPID))
		die("netlink socket");
	mnl_socket_setsockopt(nl, NETLINK_EXT_ACK, &one, sizeof(one));
	mnl_socket_setsockopt(nl, NETLINK_CAP_ACK, &one, sizeof(one));
	setsockopt(mnl_socket_get_fd(nl), SOL_SOCKET, SO_RCVTIMEO, &patience,
		   sizeof(patience));
	return nl;
}

static void put_field(struct nlmsghdr *nlh, const struct field *field)
{
	const struct field *inner;
	__u64 wide = field->value;
	struct nlattr *nest;

	switch (field->kind) {
	case U32:
		mnl_attr_put_u32(nlh, field->type, field->value);
		break;
	case U64:
		mnl_attr_put(nlh, field->type, sizeof(wide), &wide);
		break;
	case FLAG:
		mnl_attr_put(nlh, field->type, 0, NULL);
		break;
	case RAW:
		mnl_attr_put(nlh, field->type, field->value, field->data);
		break;
	case TEXT:
		mnl_attr_put_strz(nlh, field->type, field->data);
		break;
	case THE_PF:
		mnl_attr_put_strz(nlh, field->type, pf_address);
		break;
	case MAC_OF:
		mnl_attr_put(nlh, field->type, 6, mac_text[field->value]);
		break;
	case NEST:
		nest = mnl_attr_nest_start(nlh, field->type);
		for (inner = field->data; inner->kind != END; inner++)
			put_field(nlh, inner);
		mnl_attr_nest_end(nlh, nest);
		break;
	case END:
		break;
	}
}

static void send_request(struct mnl_socket *nl, __u8 cmd, bool dump,
			 __u8 version, const struct field *fields)
{
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(request);
	struct genlmsghdr *genl;

	nlh->nlmsg_type = family;
	nlh->nlmsg_flags = NLM_F_REQUEST | (dump ? NLM_F_DUMP : NLM_F_ACK);
	nlh->nlmsg_seq = 1;
	genl = mnl_nlmsg_put_extra_header(nlh, sizeof(*genl));
	genl->cmd = cmd;
	genl->version = version;
	for (; fields && fields->kind != END; fields++)
		put_field(nlh, fields);
	if (mnl_socket_sendto(nl, nlh, nlh->nlmsg_len) < 0)
		die("send");
}

static void parse_result(const struct nlattr *nest, struct object *object)
{
	struct nlattr *attr;

	object->results++;
	mnl_attr_for_each_nested(attr, nest) {
		if (mnl_attr_get_type(attr) == SRIOV_A_APPLY_PF_GENERATION)
			object->generation = mnl_attr_get_u32(attr);
		if (mnl_attr_get_type(attr) == SRIOV_A_APPLY_PF_NUM_CHANGED)
			object->num_changed = mnl_attr_get_u32(attr);
	}
}

static void parse_object(const struct nlmsghdr *nlh, struct object *object)
{
	const struct genlmsghdr *genl = mnl_nlmsg_get_payload(nlh);
	struct nlattr *attr, *counter;

	memset(object, 0, sizeof(*object));
	object->cmd = genl->cmd;
	mnl_attr_for_each(attr, nlh, sizeof(*genl)) {
		__u16 type = mnl_attr_get_type(attr);
		__u16 len = mnl_attr_get_payload_len(attr);

		if (type >= MAX_ATTR)
			continue;
		object->has[type] = true;
		if (genl->cmd == SRIOV_CMD_APPLY) {
			parse_result(attr, object);
			continue;
		}
		if (attr->nla_type & NLA_F_NESTED) {
			mnl_attr_for_each_nested(counter, attr)
				object->counters +=
					mnl_attr_get_payload_len(counter) == 8;
			continue;
		}
		/* Which it is, the reader knows. */
		if (len == sizeof(__u32))
			object->number[type] = mnl_attr_get_u32(attr);
		if (len <= sizeof(object->text[type]))
			memcpy(object->text[type], mnl_attr_get_payload(attr),
			       len);
	}
}

/* The offset of the attribute to blame becomes the type found there, which
 * says more when it is wrong.
 */
static void parse_ack(const struct nlmsghdr *nlh, size_t skip,
		      struct answer *to)
{
	const struct nlattr *attr;
	__u32 offset;

	if (!(nlh->nlmsg_flags & NLM_F_ACK_TLVS))
		return;
	mnl_attr_for_each(attr, nlh, skip) {
		switch (mnl_attr_get_type(attr)) {
		case NLMSGERR_ATTR_MSG:
			snprintf(to->message, sizeof(to->message), "%s",
				 mnl_attr_get_str(attr));
			break;
		case NLMSGERR_ATTR_OFFS:
			offset = mnl_attr_get_u32(attr);
			if (offset + MNL_ATTR_HDRLEN <=
			    ((struct nlmsghdr *)request)->nlmsg_len)
				to->bad = mnl_attr_get_type((void *)request +
							    offset);
			break;
		case NLMSGERR_ATTR_MISS_TYPE:
			to->missing = mnl_attr_get_u32(attr);
			break;
		}
	}
}

/* Take one buffer of an answer; false: it was the last. */
static bool receive(struct mnl_socket *nl, size_t size, struct answer *to)
{
	static char buffer[32768];
	const struct nlmsghdr *nlh = (void *)buffer;
	const struct nlmsgerr *error;
	int len;

	len = mnl_socket_recvfrom(nl, buffer, size);
	if (len < 0) {
		to->err = -errno;
		return false;
	}
	for (; mnl_nlmsg_ok(nlh, len); nlh = mnl_nlmsg_next(nlh, &len)) {
		if (nlh->nlmsg_flags & NLM_F_DUMP_INTR &&
		    nlh->nlmsg_type != NLMSG_ERROR)
			to->interrupted = true;
		switch (nlh->nlmsg_type) {
		case NLMSG_ERROR:
			error = mnl_nlmsg_get_payload(nlh);
			to->err = error->error;
			parse_ack(nlh, sizeof(*error), to);
			return false;
		case NLMSG_DONE:
			to->err = *(int *)mnl_nlmsg_get_payload(nlh);
			parse_ack(nlh, sizeof(int), to);
			return false;
		default:
			if (to->num < MAX_OBJECTS)
				parse_object(nlh, &to->object[to->num]);
			to->num++;
		}
	}
	return true;
}

static int ask_on(struct mnl_socket *nl, __u8 cmd, bool dump,
		  const struct field *fields, struct answer *to)
{
	memset(to, 0, sizeof(*to));
	send_request(nl, cmd, dump, SRIOV_FAMILY_VERSION, fields);
	while (receive(nl, 32768, to))
		;
	return to->err;
}

#define FIELDS(...)	((const struct field[]) { __VA_ARGS__, { END, 0, 0, NULL } })
#define DO(cmd, ...)	ask_on(sock, cmd, false, FIELDS(__VA_ARGS__), &answer)
#define DUMP(cmd, ...)	ask_on(sock, cmd, true, FIELDS(__VA_ARGS__), &answer)

static int find_family(void)
{
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(request);
	static char buffer[8192];
	struct nlattr *attr, *group, *part;
	struct genlmsghdr *genl;
	int len;

	nlh->nlmsg_type = GENL_ID_CTRL;
	nlh->nlmsg_flags = NLM_F_REQUEST;
	genl = mnl_nlmsg_put_extra_header(nlh, sizeof(*genl));
	genl->cmd = CTRL_CMD_GETFAMILY;
	genl->version = 1;
	mnl_attr_put_strz(nlh, CTRL_ATTR_FAMILY_NAME, SRIOV_FAMILY_NAME);
	if (mnl_socket_sendto(sock, nlh, nlh->nlmsg_len) < 0)
		return -errno;
	len = mnl_socket_recvfrom(sock, buffer, sizeof(buffer));
	nlh = (void *)buffer;
	if (len < 0 || nlh->nlmsg_type == NLMSG_ERROR)
		return -ENOENT;
	mnl_attr_for_each(attr, nlh, sizeof(*genl)) {
		if (mnl_attr_get_type(attr) == CTRL_ATTR_FAMILY_ID)
			family = mnl_attr_get_u16(attr);
		if (mnl_attr_get_type(attr) != CTRL_ATTR_MCAST_GROUPS)
			continue;
		mnl_attr_for_each_nested(group, attr) {
			const char *name = "";
			__u32 id = 0;

			mnl_attr_for_each_nested(part, group) {
				if (mnl_attr_get_type(part) ==
				    CTRL_ATTR_MCAST_GRP_ID)
					id = mnl_attr_get_u32(part);
				else
					name = mnl_attr_get_str(part);
			}
			if (!strcmp(name, SRIOV_MCGRP_CONFIG))
				group_config = id;
			if (!strcmp(name, SRIOV_MCGRP_STATE))
				group_state = id;
		}
	}
	return family ? 0 : -ENOENT;
}

/* ---- KTAP ------------------------------------------------------------------ */

static unsigned int tests, failed;

static void note(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	printf("# ");
	vprintf(format, args);
	printf("\n");
	va_end(args);
}

static void result(bool good, const char *what, const char *name)
{
	failed += !good;
	printf("%s %u %s%s\n", good ? "ok" : "not ok", ++tests, what, name);
	fflush(stdout);
}

static bool equal(const char *what, long wanted, long got)
{
	if (wanted == got)
		return true;
	note("%s: %ld instead of %ld (%s)", what, got, wanted, answer.message);
	return false;
}

static int set_vfs(unsigned int num)
{
	return DO(SRIOV_CMD_PF_SET, PF, U32(SRIOV_A_PF_NUM_VFS, num));
}

/* The PF that was asked for, or the first; it must have @num VFs or more. */
static void find_pf(const char *address, __u32 num)
{
	sock = open_socket();
	if (find_family())
		die("no generic netlink family sriov; is sriov_pf loaded?");
	ask_on(sock, SRIOV_CMD_PF_GET, true, NULL, &answer);
	if (answer.err || !answer.num)
		die("no PF");
	snprintf(pf_address, sizeof(pf_address), "%s",
		 address ?: answer.object[0].text[SRIOV_A_PF_PCI_ADDRESS]);
	if (DO(SRIOV_CMD_PF_GET, PF))
		die(answer.message);
	pf = answer.object[0];
	if (pf.number[SRIOV_A_PF_TOTAL_VFS] < num ||
	    pf.number[SRIOV_A_PF_NUM_VFS])
		die("the PF has VFs, or too few of them");
}

#endif /* NL_SRIOV_H */
