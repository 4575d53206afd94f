// SPDX-License-Identifier: GPL-2.0
/*
 * sriovctl nat sessions: the sessions of guests, out of the kernel's table of
 * connections. A switch's have its zone in the direction that began them.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <libsmartcols/libsmartcols.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_conntrack.h>

#include "items.h"
#include "network.h"
#include "out.h"
#include "sock.h"

#define ENDPOINT	80	/* "[address]:port" */

/* One end of a direction */
struct endpoint {
	struct address address;
	uint16_t port;
	bool has_port;
};

/**
 * struct nat_session - a session
 * @zone: of the direction that began it
 * @protocol: of IP
 * @from: who began it
 * @to: with whom
 * @outside: what @from is to the other one
 * @timeout: seconds until it ends if nothing is heard
 * @packets: of both directions
 * @bytes: likewise
 */
struct nat_session {
	uint16_t zone;
	uint8_t protocol;
	struct endpoint from;
	struct endpoint to;
	struct endpoint outside;
	uint32_t timeout;
	uint64_t packets;
	uint64_t bytes;
};

struct session_list {
	struct nat_session *session;
	size_t count;
};

static void get_address(const struct nlattr *attr, uint8_t family,
			struct endpoint *end)
{
	size_t size = family == AF_INET ? 4 : 16;

	if (mnl_attr_get_payload_len(attr) != size)
		return;
	end->address.family = family;
	memcpy(end->address.data, mnl_attr_get_payload(attr), size);
}

static void get_ips(const struct nlattr *nest, struct endpoint *src,
		    struct endpoint *dst)
{
	const struct nlattr *attr;

	mnl_attr_for_each_nested(attr, nest) {
		switch (mnl_attr_get_type(attr)) {
		case CTA_IP_V4_SRC:
			get_address(attr, AF_INET, src);
			break;
		case CTA_IP_V4_DST:
			get_address(attr, AF_INET, dst);
			break;
		case CTA_IP_V6_SRC:
			get_address(attr, AF_INET6, src);
			break;
		case CTA_IP_V6_DST:
			get_address(attr, AF_INET6, dst);
			break;
		default:
			break;
		}
	}
}

static void get_port(const struct nlattr *attr, struct endpoint *end)
{
	if (mnl_attr_get_payload_len(attr) != sizeof(uint16_t))
		return;
	end->port = ntohs(mnl_attr_get_u16(attr));
	end->has_port = true;
}

/* An identifier of ICMP is its sender's, in both directions. */
static void get_proto(const struct nlattr *nest, struct nat_session *session,
		      struct endpoint *src, struct endpoint *dst)
{
	const struct nlattr *attr;

	mnl_attr_for_each_nested(attr, nest) {
		switch (mnl_attr_get_type(attr)) {
		case CTA_PROTO_NUM:
			if (mnl_attr_get_payload_len(attr) == 1)
				session->protocol = mnl_attr_get_u8(attr);
			break;
		case CTA_PROTO_SRC_PORT:
			get_port(attr, src);
			break;
		case CTA_PROTO_DST_PORT:
			get_port(attr, dst);
			break;
		case CTA_PROTO_ICMP_ID:
		case CTA_PROTO_ICMPV6_ID:
			get_port(attr, src);
			get_port(attr, dst);
			break;
		default:
			break;
		}
	}
}

static void get_tuple(const struct nlattr *nest, struct nat_session *session,
		      struct endpoint *src, struct endpoint *dst)
{
	const struct nlattr *attr;

	mnl_attr_for_each_nested(attr, nest) {
		switch (mnl_attr_get_type(attr)) {
		case CTA_TUPLE_IP:
			get_ips(attr, src, dst);
			break;
		case CTA_TUPLE_PROTO:
			get_proto(attr, session, src, dst);
			break;
		case CTA_TUPLE_ZONE:
			if (mnl_attr_get_payload_len(attr) == 2)
				session->zone = ntohs(mnl_attr_get_u16(attr));
			break;
		default:
			break;
		}
	}
}

static void get_counters(const struct nlattr *nest, struct nat_session *session)
{
	const struct nlattr *attr;
	uint64_t value;

	mnl_attr_for_each_nested(attr, nest) {
		if (mnl_attr_get_payload_len(attr) != sizeof(value))
			continue;
		value = be64toh(mnl_attr_get_u64(attr));
		if (mnl_attr_get_type(attr) == CTA_COUNTERS_PACKETS)
			session->packets += value;
		else if (mnl_attr_get_type(attr) == CTA_COUNTERS_BYTES)
			session->bytes += value;
	}
}

static bool decode(const struct nlmsghdr *nlh, struct nat_session *session)
{
	struct endpoint answerer = { 0 };
	const struct nlattr *attr;

	memset(session, 0, sizeof(*session));
	if (mnl_nlmsg_get_payload_len(nlh) < sizeof(struct nfgenmsg))
		return false;
	mnl_attr_for_each(attr, nlh, sizeof(struct nfgenmsg)) {
		switch (mnl_attr_get_type(attr)) {
		case CTA_TUPLE_ORIG:
			get_tuple(attr, session, &session->from, &session->to);
			break;
		case CTA_TUPLE_REPLY:
			get_tuple(attr, session, &answerer, &session->outside);
			break;
		case CTA_ZONE:
			if (mnl_attr_get_payload_len(attr) == 2)
				session->zone = ntohs(mnl_attr_get_u16(attr));
			break;
		case CTA_TIMEOUT:
			if (mnl_attr_get_payload_len(attr) == 4)
				session->timeout = ntohl(mnl_attr_get_u32(attr));
			break;
		case CTA_COUNTERS_ORIG:
		case CTA_COUNTERS_REPLY:
			get_counters(attr, session);
			break;
		default:
			break;
		}
	}
	return session->from.address.family && session->to.address.family &&
	       session->outside.address.family;
}

/* False: the last one was there, or *@code says why not. */
static bool take(const char *buf, int len, struct session_list *list, int *code)
{
	const struct nlmsghdr *nlh = (const void *)buf;
	struct nat_session session;

	for (; mnl_nlmsg_ok(nlh, len); nlh = mnl_nlmsg_next(nlh, &len)) {
		if (nlh->nlmsg_type == NLMSG_DONE)
			return false;
		if (nlh->nlmsg_type == NLMSG_ERROR) {
			*code = mnl_nlmsg_get_payload_len(nlh) < sizeof(int) ?
				EBADMSG :
				-((struct nlmsgerr *)mnl_nlmsg_get_payload(nlh))->error;
			return false;
		}
		if (!decode(nlh, &session) || !session.zone)
			continue;
		list->session = xrealloc(list->session, list->count + 1,
					 sizeof(*list->session));
		list->session[list->count++] = session;
	}
	return true;
}

static int load(struct session_list *list)
{
	char buf[32768] __attribute__((aligned(8)));
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buf);
	struct sock *sock = sock_open(NETLINK_NETFILTER);
	struct nfgenmsg *nfg;
	int code = 0;
	ssize_t n;

	memset(list, 0, sizeof(*list));
	nlh->nlmsg_type = NFNL_SUBSYS_CTNETLINK << 8 | IPCTNL_MSG_CT_GET;
	nlh->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
	nfg = mnl_nlmsg_put_extra_header(nlh, sizeof(*nfg));
	nfg->nfgen_family = AF_UNSPEC;
	nfg->version = NFNETLINK_V0;
	n = sock ? sock_send(sock, buf, nlh->nlmsg_len) : -1;
	while (n > 0) {
		n = sock_recv(sock, buf, sizeof(buf));
		if (n > 0 && !take(buf, (int)n, list, &code))
			break;
	}
	if (n < 0)
		code = errno;
	if (sock)
		sock_close(sock);
	if (!code)
		return EXIT_OK;
	error("can't list the kernel's sessions: %s", strerror(code));
	if (code == EPERM)
		hint("be root: it takes CAP_NET_ADMIN in this network namespace");
	else
		hint("they need the module nf_conntrack_netlink");
	return EXIT_REFUSED;
}

/* ---- output ---- */

static const char *endpoint_text(const struct endpoint *end,
				 char text[ENDPOINT])
{
	char address[ADDRESS_TEXT];

	address_text(&end->address, address);
	if (!end->has_port)
		snprintf(text, ENDPOINT, "%s", address);
	else if (end->address.family == AF_INET)
		snprintf(text, ENDPOINT, "%s:%u", address, end->port);
	else
		snprintf(text, ENDPOINT, "[%s]:%u", address, end->port);
	return text;
}

static const char *protocol_text(const struct nat_session *session,
				 char text[16])
{
	const char *name = protocol_name(session->protocol);

	if (name)
		return name;
	snprintf(text, 16, "%u", session->protocol);
	return text;
}

static const char *switch_of(const struct item_list *switches,
			     const struct nat_session *session,
			     const char *only)
{
	size_t i;

	for (i = 0; i < switches->count; i++) {
		const struct item *nat = &switches->item[i];
		const char *name = item_name(nat,
					     VSWITCH_NAT_A_NAT_SWITCH_IFNAME);

		if (item_num(nat, VSWITCH_NAT_A_NAT_ZONE) == session->zone &&
		    (!only || !strcmp(only, name)))
			return name;
	}
	return NULL;
}

static bool line_out(struct libscols_table *table, const char *name,
		     const struct nat_session *session)
{
	struct libscols_line *line = scols_table_new_line(table, NULL);
	char text[ENDPOINT], number[24];

	snprintf(number, sizeof(number), "%" PRIu32, session->timeout);
	return line && !scols_line_set_data(line, 0, name) &&
	       !scols_line_set_data(line, 1, protocol_text(session, text)) &&
	       !scols_line_set_data(line, 2,
				    endpoint_text(&session->from, text)) &&
	       !scols_line_set_data(line, 3,
				    endpoint_text(&session->to, text)) &&
	       !scols_line_set_data(line, 4,
				    endpoint_text(&session->outside, text)) &&
	       !scols_line_set_data(line, 5, number);
}

static void object_out(struct json *json, const char *name,
		       const struct nat_session *session)
{
	char text[ENDPOINT];

	json_object(json, NULL);
	json_string(json, "switch", name);
	json_string(json, "protocol", protocol_text(session, text));
	json_string(json, "from", endpoint_text(&session->from, text));
	json_string(json, "to", endpoint_text(&session->to, text));
	json_string(json, "as", endpoint_text(&session->outside, text));
	json_number(json, "expires", session->timeout);
	json_number(json, "packets", session->packets);
	json_number(json, "bytes", session->bytes);
	json_close(json);
}

static int table_out(const struct session_list *list,
		     const struct item_list *switches, const char *only,
		     const struct options *opt)
{
	static const char *const heads[] = {
		"SWITCH", "PROTOCOL", "FROM", "TO", "AS", "EXPIRES",
	};
	struct libscols_table *table = out_table_new(opt);
	const char *name;
	size_t i;

	if (!table)
		return out_no_memory(table);
	for (i = 0; i < ARRAY_SIZE(heads); i++)
		if (!scols_table_new_column(table, heads[i], 0,
					    i == 5 ? SCOLS_FL_RIGHT : 0))
			return out_no_memory(table);
	for (i = 0; i < list->count; i++) {
		name = switch_of(switches, &list->session[i], only);
		if (name && !line_out(table, name, &list->session[i]))
			return out_no_memory(table);
	}
	return out_table_print(table);
}

static int json_out(const struct session_list *list,
		    const struct item_list *switches, const char *only)
{
	struct json json;
	const char *name;
	size_t i;

	json_init(&json, stdout);
	json_object(&json, NULL);
	json_array(&json, "sessions");
	for (i = 0; i < list->count; i++) {
		name = switch_of(switches, &list->session[i], only);
		if (name)
			object_out(&json, name, &list->session[i]);
	}
	json_close(&json);
	json_close(&json);
	return EXIT_OK;
}

int cmd_nat_sessions(const struct options *opt, int argc, char **argv)
{
	struct item_list switches = { .kind = ITEM_NAT };
	const char *only = argc ? argv[0] : NULL;
	struct session_list list = { 0 };
	struct nl nl;
	int status;

	status = nl_open(&nl, &family_nat);
	if (status)
		return status;
	nl_request(&nl, VSWITCH_NAT_CMD_NAT_GET);
	status = items_load(&nl, &switches, "the switches in mode nat");
	nl_close(&nl);
	if (!status)
		status = load(&list);
	if (!status && opt->given & OPT_JSON)
		status = json_out(&list, &switches, only);
	else if (!status)
		status = table_out(&list, &switches, only, opt);
	free(list.session);
	item_list_free(&switches);
	return status;
}
