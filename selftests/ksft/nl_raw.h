/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Netlink for programs that send what no tool would, and that must survive that
 * the kernel's answer is lost: a message builder, one exchange, the number of a
 * generic family, random numbers that can be repeated. Nothing in here ends the
 * program but a message that outgrows its buffer.
 */
#ifndef NL_RAW_H
#define NL_RAW_H

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <linux/genetlink.h>
#include <linux/netlink.h>

#define NUM(array) (sizeof(array) / sizeof((array)[0]))

#define NL_RX_SIZE	65536
#define NL_TX_SIZE	(3 << 20)

/* ---- random numbers: splitmix64 ----------------------------------------- */

struct rnd {
	uint64_t state;
};

static inline uint64_t rnd64(struct rnd *rnd)
{
	uint64_t z = rnd->state += 0x9e3779b97f4a7c15ULL;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
	return z ^ (z >> 31);
}

/* Below @n, which is not 0. */
static inline uint32_t rnd_below(struct rnd *rnd, uint32_t n)
{
	return rnd64(rnd) % n;
}

/* True once in @n times. */
static inline bool rnd_once_in(struct rnd *rnd, uint32_t n)
{
	return !rnd_below(rnd, n);
}

/* ---- messages ----------------------------------------------------------- */

struct nl_msg {
	size_t len;
	size_t size;
	char *buf;
};

static inline struct nlmsghdr *nl_head(const struct nl_msg *msg)
{
	return (struct nlmsghdr *)msg->buf;
}

/* @len octets more, zeroed, and aligned as attributes are. */
static inline void *nl_add(struct nl_msg *msg, size_t len)
{
	void *at = msg->buf + msg->len;

	if (msg->len + NLA_ALIGN(len) > msg->size) {
		printf("Bail out! a message outgrew its %zu octets\n",
		       msg->size);
		exit(1);
	}
	memset(at, 0, NLA_ALIGN(len));
	msg->len += NLA_ALIGN(len);
	return at;
}

static inline void nl_init(struct nl_msg *msg)
{
	if (!msg->buf) {
		msg->size = NL_TX_SIZE;
		msg->buf = malloc(msg->size);
		if (!msg->buf)
			exit(1);
	}
	msg->len = 0;
}

/* A new message of type @type with NLM_F_REQUEST and @flags. */
static inline void nl_begin(struct nl_msg *msg, uint16_t type, uint16_t flags)
{
	struct nlmsghdr *nlh;

	nl_init(msg);
	nlh = nl_add(msg, sizeof(*nlh));
	nlh->nlmsg_type = type;
	nlh->nlmsg_flags = NLM_F_REQUEST | flags;
	nlh->nlmsg_seq = 1;
}

static inline void nl_begin_genl(struct nl_msg *msg, uint16_t family,
				 uint8_t cmd, uint8_t version, uint16_t flags)
{
	struct genlmsghdr *genl;

	nl_begin(msg, family, flags);
	genl = nl_add(msg, sizeof(*genl));
	genl->cmd = cmd;
	genl->version = version;
}

static inline void nl_end(struct nl_msg *msg)
{
	nl_head(msg)->nlmsg_len = msg->len;
}

static inline void nl_put(struct nl_msg *msg, uint16_t type, const void *data,
			  size_t len)
{
	struct nlattr *attr = nl_add(msg, NLA_HDRLEN + len);

	attr->nla_type = type;
	attr->nla_len = NLA_HDRLEN + len;
	if (len)
		memcpy((char *)attr + NLA_HDRLEN, data, len);
}

static inline void nl_put_u32(struct nl_msg *msg, uint16_t type, uint32_t value)
{
	nl_put(msg, type, &value, sizeof(value));
}

static inline void nl_put_u64(struct nl_msg *msg, uint16_t type, uint64_t value)
{
	nl_put(msg, type, &value, sizeof(value));
}

static inline void nl_put_text(struct nl_msg *msg, uint16_t type,
			       const char *text)
{
	nl_put(msg, type, text, strlen(text) + 1);
}

/* Offset of a nest, for nl_nest_end(). */
static inline size_t nl_nest(struct nl_msg *msg, uint16_t type)
{
	size_t at = msg->len;

	nl_put(msg, type | NLA_F_NESTED, NULL, 0);
	return at;
}

static inline void nl_nest_end(struct nl_msg *msg, size_t at)
{
	struct nlattr *nest = (struct nlattr *)(msg->buf + at);

	nest->nla_len = msg->len - at;
}

/* ---- attributes of what came -------------------------------------------- */

static inline const void *nl_data(const struct nlattr *attr)
{
	return (const char *)attr + NLA_HDRLEN;
}

static inline unsigned int nl_len(const struct nlattr *attr)
{
	return attr->nla_len - NLA_HDRLEN;
}

static inline unsigned int nl_type(const struct nlattr *attr)
{
	return attr->nla_type & NLA_TYPE_MASK;
}

static inline uint32_t nl_u32(const struct nlattr *attr)
{
	uint32_t value = 0;

	memcpy(&value, nl_data(attr),
	       nl_len(attr) < sizeof(value) ? nl_len(attr) : sizeof(value));
	return value;
}

static inline uint64_t nl_u64(const struct nlattr *attr)
{
	uint64_t value = 0;

	memcpy(&value, nl_data(attr),
	       nl_len(attr) < sizeof(value) ? nl_len(attr) : sizeof(value));
	return value;
}

static inline bool nl_ok(const struct nlattr *attr, int left)
{
	return left >= (int)sizeof(*attr) && attr->nla_len >= sizeof(*attr) &&
	       attr->nla_len <= left;
}

/* NLMSG_OK() takes a length below 0, as after the last message's padding, for
 * much.
 */
static inline bool nl_msg_ok(const struct nlmsghdr *nlh, int left)
{
	return left >= (int)sizeof(*nlh) && nlh->nlmsg_len >= sizeof(*nlh) &&
	       (int)nlh->nlmsg_len <= left;
}

#define nl_for_each_msg(nlh, start, octets, left)			\
	for (nlh = (const void *)(start), left = (octets);		\
	     nl_msg_ok(nlh, left); nlh = NLMSG_NEXT(nlh, left))

#define nl_for_each(attr, start, octets, left)				\
	for (attr = (const struct nlattr *)(start), left = (octets);	\
	     nl_ok(attr, left);						\
	     left -= NLA_ALIGN(attr->nla_len),				\
	     attr = (const struct nlattr *)((const char *)attr +	\
					    NLA_ALIGN(attr->nla_len)))

#define nl_for_each_in(attr, nest, left) \
	nl_for_each(attr, nl_data(nest), (int)nl_len(nest), left)

/* ---- one exchange ------------------------------------------------------- */

/* What an exchange came to */
enum nl_outcome {
	NL_DONE,	/* the kernel says that it is done */
	NL_REFUSED,	/* the kernel says why not */
	NL_UNSENT,	/* the kernel never saw it */
	NL_LOST,	/* the kernel's answer was lost */
	NL_SILENT,	/* no answer, which must not be */
};

typedef void (*nl_object_fn)(const struct nlmsghdr *nlh, void *data);

struct nl_answer {
	enum nl_outcome outcome;
	int err;		/* of NL_REFUSED, NL_UNSENT, NL_LOST: errno */
	unsigned int objects;
	char message[256];
	unsigned int bad;	/* offset of the attribute to blame */
	unsigned int missing;	/* type of an attribute that must be there... */
	unsigned int nest;	/* ...in the nest at this offset, 0: in none */
	bool interrupted;	/* the dump is inconsistent */
};

static inline int nl_socket(int protocol)
{
	struct sockaddr_nl self = { .nl_family = AF_NETLINK };
	struct timeval patience = { .tv_sec = 60 };
	int one = 1, size = 4 << 20;
	int fd = socket(AF_NETLINK, SOCK_RAW, protocol);

	if (fd < 0 || bind(fd, (struct sockaddr *)&self, sizeof(self))) {
		printf("Bail out! netlink socket: %s\n", strerror(errno));
		exit(1);
	}
	setsockopt(fd, SOL_NETLINK, NETLINK_EXT_ACK, &one, sizeof(one));
	setsockopt(fd, SOL_NETLINK, NETLINK_CAP_ACK, &one, sizeof(one));
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &size, sizeof(size));
	setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size));
	return fd;
}

static inline void nl_parse_ack(const struct nlmsghdr *nlh, size_t skip,
				struct nl_answer *to)
{
	const struct nlattr *attr;
	int left;

	if (!(nlh->nlmsg_flags & NLM_F_ACK_TLVS))
		return;
	nl_for_each(attr, (const char *)NLMSG_DATA(nlh) + skip,
		    (int)(nlh->nlmsg_len - NLMSG_HDRLEN - skip), left) {
		if (nl_type(attr) == NLMSGERR_ATTR_MSG)
			snprintf(to->message, sizeof(to->message), "%.*s",
				 (int)nl_len(attr),
				 (const char *)nl_data(attr));
		if (nl_type(attr) == NLMSGERR_ATTR_OFFS)
			to->bad = nl_u32(attr);
		if (nl_type(attr) == NLMSGERR_ATTR_MISS_TYPE)
			to->missing = nl_u32(attr);
		if (nl_type(attr) == NLMSGERR_ATTR_MISS_NEST)
			to->nest = nl_u32(attr);
	}
}

/* True: that was the last message. */
static inline bool nl_take(const struct nlmsghdr *nlh, nl_object_fn object,
			   void *data, struct nl_answer *to)
{
	int err;

	if (nlh->nlmsg_flags & NLM_F_DUMP_INTR)
		to->interrupted = true;
	switch (nlh->nlmsg_type) {
	case NLMSG_NOOP:
		return false;
	case NLMSG_ERROR:
	case NLMSG_DONE:
		err = *(const int *)NLMSG_DATA(nlh);
		to->outcome = err ? NL_REFUSED : NL_DONE;
		to->err = -err;
		nl_parse_ack(nlh, nlh->nlmsg_type == NLMSG_DONE ?
			     sizeof(int) : sizeof(struct nlmsgerr), to);
		return true;
	}
	to->objects++;
	if (object)
		object(nlh, data);
	return false;
}

/* Take one answer. With @flags MSG_DONTWAIT only what is there. */
static inline void nl_receive(int fd, int flags, nl_object_fn object,
			      void *data, struct nl_answer *to)
{
	static char rx[NL_RX_SIZE] __attribute__((aligned(8)));
	const struct nlmsghdr *nlh;
	ssize_t len;
	int left;

	for (;;) {
		len = recv(fd, rx, sizeof(rx), flags);
		if (len <= 0) {
			to->outcome = errno == EAGAIN ? NL_SILENT : NL_LOST;
			to->err = errno;
			return;
		}
		nl_for_each_msg(nlh, rx, len, left)
			if (nl_take(nlh, object, data, to))
				return;
	}
}

static inline void nl_exchange(int fd, const struct nl_msg *msg,
			       nl_object_fn object, void *data,
			       struct nl_answer *to)
{
	memset(to, 0, sizeof(*to));
	if (send(fd, msg->buf, msg->len, 0) < 0) {
		to->outcome = NL_UNSENT;
		to->err = errno;
		return;
	}
	nl_receive(fd, 0, object, data, to);
}

/* ---- a generic family --------------------------------------------------- */

struct nl_family {
	uint16_t id;
	uint8_t version;
	uint32_t group[8];	/* its multicast groups */
	unsigned int groups;
};

static inline void nl_take_family(const struct nlmsghdr *nlh, void *data)
{
	const char *payload = (const char *)NLMSG_DATA(nlh) + GENL_HDRLEN;
	struct nl_family *family = data;
	const struct nlattr *attr, *group, *part;
	int left, l, m;

	nl_for_each(attr, payload,
		    (int)nlh->nlmsg_len - NLMSG_HDRLEN - GENL_HDRLEN, left) {
		if (nl_type(attr) == CTRL_ATTR_FAMILY_ID)
			memcpy(&family->id, nl_data(attr), sizeof(family->id));
		if (nl_type(attr) == CTRL_ATTR_VERSION)
			family->version = nl_u32(attr);
		if (nl_type(attr) != CTRL_ATTR_MCAST_GROUPS)
			continue;
		nl_for_each_in(group, attr, l) {
			nl_for_each_in(part, group, m) {
				if (nl_type(part) != CTRL_ATTR_MCAST_GRP_ID ||
				    family->groups == NUM(family->group))
					continue;
				family->group[family->groups++] = nl_u32(part);
			}
		}
	}
}

/* False: there is none of that name. */
static inline bool nl_find_family(int fd, const char *name,
				  struct nl_family *family)
{
	struct nl_msg msg = {};
	struct nl_answer answer;

	memset(family, 0, sizeof(*family));
	nl_begin_genl(&msg, GENL_ID_CTRL, CTRL_CMD_GETFAMILY, 1, NLM_F_ACK);
	nl_put_text(&msg, CTRL_ATTR_FAMILY_NAME, name);
	nl_end(&msg);
	nl_exchange(fd, &msg, nl_take_family, family, &answer);
	free(msg.buf);
	return answer.outcome == NL_DONE && family->id;
}

/* Hear all its multicast groups. */
static inline void nl_join(int fd, const struct nl_family *family)
{
	unsigned int i;

	for (i = 0; i < family->groups; i++)
		setsockopt(fd, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP,
			   &family->group[i], sizeof(family->group[i]));
}

#endif /* NL_RAW_H */
