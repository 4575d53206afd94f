// SPDX-License-Identifier: GPL-2.0
/*
 * Requests to netlink: finding a family and its groups, one
 * request with its answer, dumps that are whole or say that they aren't,
 * events, and explaining refusals. Owns the buffers of a connection. A
 * connection belongs to one thread.
 */
#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/genetlink.h>

#include "item.h"
#include "nl.h"
#include "sriovctl.h"
#include "sysfs.h"

/* How often a dump is taken again when its objects changed meanwhile. */
#define DUMP_TRIES	10

/*
 * Milliseconds to wait for an answer. The kernel works while it is sent the
 * request, however long that takes, and what it answers is there when it
 * returns. So this ends only when there will be no answer, as for a request
 * that failed with EINTR: netlink never reports that one.
 */
#define ANSWER_LIMIT	5000

/* What came in answer to one request. */
enum answer {
	ANSWER_MORE,
	ANSWER_END,
};

/* Who takes requests in place of the kernel, see nl_collect() */
static nl_collect_fn collector;
static void *collector_data;

void nl_collect(nl_collect_fn take, void *data)
{
	collector = take;
	collector_data = data;
}

bool nl_collecting(void)
{
	return collector;
}

static struct nlmsghdr *start(struct nl *nl, uint16_t type)
{
	struct nlmsghdr *nlh;

	if (!nl->tx) {
		nl->tx = xrealloc(NULL, 1, NL_REQUEST);
		nl->tx_size = NL_REQUEST;
	}
	nlh = mnl_nlmsg_put_header(nl->tx);
	nlh->nlmsg_type = type;
	nlh->nlmsg_flags = NLM_F_REQUEST;
	return nlh;
}

static struct nlmsghdr *put_header(struct nl *nl, uint16_t type, uint8_t cmd,
				   uint8_t version)
{
	struct nlmsghdr *nlh = start(nl, type);
	struct genlmsghdr *genl;

	genl = mnl_nlmsg_put_extra_header(nlh, sizeof(*genl));
	genl->cmd = cmd;
	genl->version = version;
	return nlh;
}

struct nlmsghdr *nl_request(struct nl *nl, uint8_t cmd)
{
	return put_header(nl, nl->family, cmd, nl->kind->version);
}

struct nlmsghdr *nl_route_request(struct nl *nl, uint16_t type, size_t size)
{
	struct nlmsghdr *nlh = start(nl, type);

	mnl_nlmsg_put_extra_header(nlh, size);
	return nlh;
}

struct nlmsghdr *nl_room(struct nl *nl, size_t len)
{
	struct nlmsghdr *nlh = (struct nlmsghdr *)(void *)nl->tx;
	size_t need = nlh->nlmsg_len + len;

	if (need > nl->tx_size) {
		nl->tx_size = 2 * need;
		nl->tx = xrealloc(nl->tx, 1, nl->tx_size);
	}
	return (struct nlmsghdr *)(void *)nl->tx;
}

static bool fail(struct nl_error *err, int code, const char *text)
{
	const struct nl_family *family = err->family;

	memset(err, 0, sizeof(*err));
	err->family = family;
	err->code = code;
	if (text)
		snprintf(err->text, sizeof(err->text), "%s", text);
	return false;
}

/* One message of an answer. False: failed, see @err. */
static bool take(const struct nl *nl, const struct nlmsghdr *nlh,
		 const struct nl_sink *sink, enum answer *answer,
		 struct nl_error *err)
{
	const struct nlmsghdr *request = (const void *)nl->tx;
	bool interrupted = err->incomplete;

	if (nlh->nlmsg_flags & NLM_F_DUMP_INTR)
		interrupted = true;
	err->incomplete = interrupted;
	switch (nlh->nlmsg_type) {
	case NLMSG_NOOP:
		return true;
	case NLMSG_OVERRUN:
		return fail(err, ENOBUFS, NULL);
	case NLMSG_ERROR:
	case NLMSG_DONE:
		*answer = ANSWER_END;
		if (!extack_decode(nlh, request, nl->kind, err))
			return fail(err, EBADMSG, "the kernel's answer is cut");
		err->incomplete = interrupted;
		return !err->code;
	default:
		if (sink && !sink->object(nlh, sink->data))
			return fail(err, EBADMSG,
				    "the kernel's answer isn't understood");
		return true;
	}
}

/* To libmnl a length of 2 GiB and more is less than nothing, and fits. */
static bool message_ok(const struct nlmsghdr *nlh, int len)
{
	return mnl_nlmsg_ok(nlh, len) && nlh->nlmsg_len <= (uint32_t)len;
}

/* sock_recv(), within the limit. */
static ssize_t receive(struct nl *nl)
{
	struct pollfd fd = { .fd = sock_fd(nl->sock), .events = POLLIN };
	ssize_t n;

	do {
		n = poll(&fd, 1, ANSWER_LIMIT);
		if (n > 0)
			n = sock_recv(nl->sock, nl->rx, sizeof(nl->rx));
		else if (!n)
			return 0;
	} while (n < 0 && errno == EINTR);
	return n;
}

/* Send what is in nl->tx, and take all that answers it. */
static bool transact(struct nl *nl, uint16_t flags, const struct nl_sink *sink,
		     struct nl_error *err)
{
	struct nlmsghdr *request = (struct nlmsghdr *)(void *)nl->tx;
	enum answer answer = ANSWER_MORE;
	const struct nlmsghdr *nlh;
	ssize_t n;
	int len;

	memset(err, 0, sizeof(*err));
	err->family = nl->kind;
	if (collector)
		return collector(request, collector_data) ||
		       fail(err, EINVAL, "that changes no switch");
	request->nlmsg_flags = NLM_F_REQUEST | flags;
	request->nlmsg_seq = ++nl->seq;
	while (sock_send(nl->sock, request, request->nlmsg_len) < 0)
		if (errno != EINTR)
			return fail(err, errno, NULL);
	while (answer == ANSWER_MORE) {
		n = receive(nl);
		if (n < 0)
			return fail(err, errno, NULL);
		if (!n)
			return fail(err, ETIMEDOUT, "the kernel didn't answer");
		len = (int)n;
		for (nlh = (struct nlmsghdr *)(void *)nl->rx;
		     message_ok(nlh, len) && answer == ANSWER_MORE;
		     nlh = mnl_nlmsg_next(nlh, &len)) {
			/* An answer to a request that was given up. */
			if (nlh->nlmsg_seq != nl->seq)
				continue;
			if (!take(nl, nlh, sink, &answer, err))
				return false;
		}
	}
	return true;
}

bool nl_do(struct nl *nl, const struct nl_sink *sink, struct nl_error *err)
{
	return transact(nl, NLM_F_ACK, sink, err);
}

bool nl_do_with(struct nl *nl, uint16_t flags, const struct nl_sink *sink,
		struct nl_error *err)
{
	return transact(nl, NLM_F_ACK | flags, sink, err);
}

bool nl_dump(struct nl *nl, const struct nl_sink *sink, struct nl_error *err)
{
	int tries;

	for (tries = 0; tries < DUMP_TRIES; tries++) {
		if (tries && sink->restart)
			sink->restart(sink->data);
		if (!transact(nl, NLM_F_DUMP, sink, err))
			return false;
		if (!err->incomplete)
			return true;
	}
	return true;
}

enum nl_event nl_event(struct nl *nl, const struct nl_sink *sink)
{
	const struct nlmsghdr *nlh;
	ssize_t n;
	int len;

	do
		n = sock_recv(nl->sock, nl->rx, sizeof(nl->rx));
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return errno == ENOBUFS ? NL_EVENT_LOST : NL_EVENT_ERROR;
	len = (int)n;
	for (nlh = (struct nlmsghdr *)(void *)nl->rx; message_ok(nlh, len);
	     nlh = mnl_nlmsg_next(nlh, &len)) {
		if (nlh->nlmsg_type == GENL_ID_CTRL && sink->family)
			sink->family(sink->data);
		if (nlh->nlmsg_type != nl->family ||
		    nlh->nlmsg_len < NLMSG_HDRLEN + GENL_HDRLEN)
			continue;
		if (!sink->object(nlh, sink->data)) {
			errno = EBADMSG;
			return NL_EVENT_ERROR;
		}
	}
	return NL_EVENT_OK;
}

bool nl_pending(const struct nl *nl)
{
	struct pollfd fd = { .fd = sock_fd(nl->sock), .events = POLLIN };

	return poll(&fd, 1, 0) > 0;
}

bool nl_drain(struct nl *nl)
{
	while (nl_pending(nl))
		if (sock_recv(nl->sock, nl->rx, sizeof(nl->rx)) < 0 &&
		    errno != ENOBUFS && errno != EINTR)
			return false;
	return true;
}

/* ---- the family ---- */

/* Names of groups are unique in their family; @ours: it is the one wanted. */
static void take_group(const struct nlattr *nest, bool ours, struct nl *nl)
{
	const struct nlattr *attr;
	const char *name = NULL;
	uint32_t id = 0;

	mnl_attr_for_each_nested(attr, nest) {
		switch (mnl_attr_get_type(attr)) {
		case CTRL_ATTR_MCAST_GRP_NAME:
			if (mnl_attr_validate(attr, MNL_TYPE_NUL_STRING) == 0)
				name = mnl_attr_get_str(attr);
			break;
		case CTRL_ATTR_MCAST_GRP_ID:
			if (mnl_attr_validate(attr, MNL_TYPE_U32) == 0)
				id = mnl_attr_get_u32(attr);
			break;
		default:
			break;
		}
	}
	if (!name)
		return;
	if (!ours && !strcmp(name, "notify"))
		nl->group_notify = id;
	else if (ours && !strcmp(name, SRIOV_MCGRP_CONFIG))
		nl->group_config = id;
	else if (ours && !strcmp(name, SRIOV_MCGRP_STATE))
		nl->group_state = id;
	else if (ours && !strcmp(name, VSWITCH_MCGRP_FDB))
		nl->group_fdb = id;
	else if (ours && !strcmp(name, VSWITCH_MCGRP_MDB))
		nl->group_mdb = id;
}

/* NULL: it has no name. */
static const char *family_name(const struct nlmsghdr *nlh)
{
	const struct nlattr *attr;

	mnl_attr_for_each(attr, nlh, sizeof(struct genlmsghdr))
		if (mnl_attr_get_type(attr) == CTRL_ATTR_FAMILY_NAME &&
		    mnl_attr_validate(attr, MNL_TYPE_NUL_STRING) == 0)
			return mnl_attr_get_str(attr);
	return NULL;
}

/* Two are of interest: ours, and that which tells of families. */

static bool take_family(const struct nlmsghdr *nlh, void *data)
{
	const struct nlattr *attr, *group;
	struct nl *nl = data;
	const char *name;
	bool ours;

	if (nlh->nlmsg_len < NLMSG_HDRLEN + GENL_HDRLEN)
		return false;
	name = family_name(nlh);
	if (!name)
		return false;
	ours = !strcmp(name, nl->kind->name);
	if (!ours && strcmp(name, "nlctrl") != 0)
		return true;
	mnl_attr_for_each(attr, nlh, sizeof(struct genlmsghdr)) {
		switch (mnl_attr_get_type(attr)) {
		case CTRL_ATTR_FAMILY_ID:
			if (mnl_attr_validate(attr, MNL_TYPE_U16) < 0)
				return false;
			if (ours)
				nl->family = mnl_attr_get_u16(attr);
			break;
		case CTRL_ATTR_MCAST_GROUPS:
			mnl_attr_for_each_nested(group, attr)
				take_group(group, ours, nl);
			break;
		default:
			break;
		}
	}
	return !ours || nl->family;
}

/* The family isn't there: because of the module, or of where we are? */
static int no_family(const struct nl_family *kind)
{
	if (kind->initial && sysfs_module(kind->module)) {
		error("no netlink family '%s' in this network namespace",
		      kind->name);
		hint("it is in the initial one: 'nsenter -t 1 -n sriovctl ...'");
		return EXIT_REFUSED;
	}
	error("the module %s is not loaded", kind->module);
	hint("run 'modprobe %s', or in a build tree 'insmod .../%s.ko', as root",
	     kind->module, kind->module);
	return EXIT_NO_MODULE;
}

static int open_socket(struct nl *nl, const struct nl_family *kind,
		       int protocol)
{
	memset(nl, 0, sizeof(*nl));
	nl->kind = kind;
	nl->sock = sock_open(protocol);
	if (nl->sock)
		return EXIT_OK;
	error("can't open a netlink socket: %s", strerror(errno));
	return EXIT_REFUSED;
}

int nl_open_route(struct nl *nl)
{
	return open_socket(nl, NULL, NETLINK_ROUTE);
}

int nl_open(struct nl *nl, const struct nl_family *kind)
{
	const struct nl_sink sink = { .object = take_family, .data = nl };
	struct nlmsghdr *nlh;
	struct nl_error err;
	int status;

	if (collector) {
		memset(nl, 0, sizeof(*nl));
		nl->kind = kind;
		return EXIT_OK;
	}
	status = open_socket(nl, kind, NETLINK_GENERIC);
	if (status)
		return status;
	nlh = put_header(nl, GENL_ID_CTRL, CTRL_CMD_GETFAMILY, 1);
	mnl_attr_put_strz(nlh, CTRL_ATTR_FAMILY_NAME, kind->name);
	if (nl_do(nl, &sink, &err))
		return EXIT_OK;
	nl_close(nl);
	if (err.code == ENOENT)
		return no_family(kind);
	return nl_explain(&err, "can't find the netlink family '%s'",
			  kind->name);
}

void nl_close(struct nl *nl)
{
	if (nl->sock)
		sock_close(nl->sock);
	nl->sock = NULL;
	free(nl->tx);
	nl->tx = NULL;
}

bool nl_refind(struct nl *nl, struct nl_error *err)
{
	const struct nl_sink sink = { .object = take_family, .data = nl };

	/* Asked for one family by name, the kernel would load its module. */
	put_header(nl, GENL_ID_CTRL, CTRL_CMD_GETFAMILY, 1);
	nl->family = 0;
	return nl_dump(nl, &sink, err);
}

static int join(struct nl *nl, uint32_t group)
{
	if (sock_join(nl->sock, group))
		return EXIT_OK;
	error("can't subscribe to events: %s", strerror(errno));
	return EXIT_REFUSED;
}

int nl_subscribe(struct nl *nl, bool config, bool state)
{
	int status = config ? join(nl, nl->group_config) : EXIT_OK;

	return state && !status ? join(nl, nl->group_state) : status;
}

int nl_subscribe_fdb(struct nl *nl)
{
	return join(nl, nl->group_fdb);
}

int nl_subscribe_mdb(struct nl *nl)
{
	return join(nl, nl->group_mdb);
}

int nl_subscribe_families(struct nl *nl)
{
	struct nl_error err;

	if (!nl_refind(nl, &err))
		return nl_explain(&err, "can't list the netlink families");
	return join(nl, nl->group_notify);
}

/* ---- objects ---- */

static bool add_pf(const struct nlmsghdr *nlh, void *data)
{
	return pf_decode(nlh, pf_list_add(data));
}

static void restart_pfs(void *data)
{
	((struct pf_list *)data)->count = 0;
}

bool nl_list_pfs(struct nl *nl, struct pf_list *list, struct nl_error *err)
{
	const struct nl_sink sink = {
		.object = add_pf, .restart = restart_pfs, .data = list,
	};

	nl_request(nl, SRIOV_CMD_PF_GET);
	list->count = 0;
	return nl_dump(nl, &sink, err);
}

int nl_load_pfs(struct nl *nl, struct pf_list *list, bool *incomplete)
{
	struct nl_error err;

	if (!nl_list_pfs(nl, list, &err))
		return nl_explain(&err, "can't list the PFs");
	*incomplete = err.incomplete;
	return EXIT_OK;
}

/* VFs are appended to a list; a dump that starts again keeps those before. */
struct vf_taker {
	struct vf_list *list;
	size_t before;
};

static bool add_vf(const struct nlmsghdr *nlh, void *data)
{
	struct vf_taker *taker = data;

	return vf_decode(nlh, vf_list_add(taker->list));
}

static void restart_vfs(void *data)
{
	struct vf_taker *taker = data;

	taker->list->count = taker->before;
}

static int load_range(struct nl *nl, const struct pf *pf,
		      const struct vf_range *range, bool stats,
		      struct vf_list *list, bool *incomplete)
{
	struct vf_taker taker = { .list = list, .before = list->count };
	const struct nl_sink sink = {
		.object = add_vf, .restart = restart_vfs, .data = &taker,
	};
	struct nlmsghdr *nlh = nl_request(nl, SRIOV_CMD_VF_GET);
	struct nl_error err;

	if (pf)
		mnl_attr_put_strz(nlh, SRIOV_A_VF_PCI_ADDRESS, pf->address);
	if (range) {
		mnl_attr_put_u32(nlh, SRIOV_A_VF_VF_ID, range->first);
		mnl_attr_put_u32(nlh, SRIOV_A_VF_VF_LAST, range->last);
	}
	if (stats)
		mnl_attr_put(nlh, SRIOV_A_VF_WITH_STATS, 0, NULL);
	if (!nl_dump(nl, &sink, &err))
		return nl_explain(&err, "can't list the VFs%s%s",
				  pf ? " of " : "", pf ? pf->label : "");
	if (err.incomplete)
		*incomplete = true;
	return EXIT_OK;
}

int nl_load_vfs(struct nl *nl, const struct pf *pf,
		const struct vf_ranges *ranges, bool stats,
		struct vf_list *list, bool *incomplete)
{
	unsigned int i;
	int status;

	*incomplete = false;
	list->count = 0;
	if (!ranges)
		return load_range(nl, pf, NULL, stats, list, incomplete);
	for (i = 0; i < ranges->count; i++) {
		status = load_range(nl, pf, &ranges->range[i], stats, list,
				    incomplete);
		if (status)
			return status;
	}
	return EXIT_OK;
}

/* ---- words ---- */

static void name_pfs(const struct pf_list *list)
{
	char text[512];
	size_t i, used = 0;
	int n;

	if (!list->count) {
		hint("sriov_pf drives none: see DEVICES in sriovctl(8)");
		return;
	}
	text[0] = '\0';
	for (i = 0; i < list->count && used < sizeof(text); i++) {
		const struct pf *pf = &list->pf[i];

		n = snprintf(text + used, sizeof(text) - used, "%s%s (%s)",
			     i ? ", " : "", pf->label, pf->address);
		used += n > 0 ? (size_t)n : 0;
	}
	hint("there are: %s%s", text, used < sizeof(text) ? "" : "...");
}

const struct pf *nl_find_pf(const struct pf_list *list,
			    const struct selector *sel)
{
	const struct pf *pf = pf_list_find(list, sel);

	if (pf)
		return pf;
	if (sel->by_address)
		error("no PF %04x:%02x:%02x.%x", sel->address.domain,
		      sel->address.bus, sel->address.device,
		      sel->address.function);
	else
		error("no PF '%s'", sel->name);
	name_pfs(list);
	return NULL;
}

bool nl_check_vfs(const struct pf *pf, const struct vf_ranges *ranges)
{
	unsigned int last;

	if (!ranges->count)
		return true;
	last = ranges->range[ranges->count - 1].last;
	if (last < pf->total_vfs)
		return true;
	error("%s has no VF %u", pf->label, last);
	if (pf->total_vfs)
		hint("its VFs are numbered 0 to %u", pf->total_vfs - 1);
	else
		hint("its hardware has no VFs");
	return false;
}

static void say(const struct nl_error *err, const char *fmt, va_list args)
{
	char what[192], why[320];

	vsnprintf(what, sizeof(what), fmt, args);
	error("%s: %s", what, extack_text(err, why, sizeof(why)));
}

int nl_say(const struct nl_error *err, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	say(err, fmt, args);
	va_end(args);
	return EXIT_REFUSED;
}

int nl_explain(const struct nl_error *err, const char *fmt, ...)
{
	const char *remedy;
	va_list args;

	va_start(args, fmt);
	say(err, fmt, args);
	va_end(args);
	if (err->code == EPERM && strstr(err->text, "owner:")) {
		hint("give its cookie with --owner, or override it with --force");
		return EXIT_REFUSED;
	}
	/* Who lacks the right isn't told in words: it's something else. */
	if (err->code == EPERM && err->text[0])
		return EXIT_REFUSED;
	remedy = (err->family ? err->family : &family_vswitch)->remedy(err->code);
	if (remedy)
		hint("%s", remedy);
	return EXIT_REFUSED;
}

int nl_incomplete(void)
{
	error("the listing is incomplete: taken %d times, things changed meanwhile", DUMP_TRIES);
	hint("try again when less is going on, or list one PF at a time");
	return EXIT_REFUSED;
}
