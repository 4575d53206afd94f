// SPDX-License-Identifier: GPL-2.0
/*
 * Fuzz target: one message of the kernel, decoded as a PF, as a VF, as what the
 * family "vswitch" has, and as a refusal, or made into a request for another
 * netdev. The first byte picks which; one of 32
 * inputs is made from what the kernel would send.
 */
#include <stdlib.h>
#include <string.h>

#include <linux/genetlink.h>
#include <linux/rtnetlink.h>

#include "extack.h"
#include "fake.h"
#include "fuzz.h"
#include "item.h"
#include "rewrite.h"
#include "sriovctl.h"

static void decode_refusal(uint8_t kind, const struct nlmsghdr *nlh)
{
	char request_buf[256] __attribute__((aligned(8)));
	struct nlmsghdr *request = mnl_nlmsg_put_header(request_buf);
	struct genlmsghdr *genl;
	struct nl_error err;
	struct nlattr *nest;
	char text[320];

	genl = mnl_nlmsg_put_extra_header(request, sizeof(*genl));
	genl->cmd = kind & 8 ? SRIOV_CMD_APPLY : SRIOV_CMD_VF_SET;
	if (kind & 8) {
		nest = mnl_attr_nest_start(request, SRIOV_A_APPLY_CHANGE);
		mnl_attr_put_u32(request, SRIOV_A_VF_VLAN, 1);
		mnl_attr_nest_end(request, nest);
	} else {
		mnl_attr_put_u32(request, SRIOV_A_VF_VLAN, 1);
	}
	if (!extack_decode(nlh, request, &family_sriov, &err))
		return;
	if (!memchr(err.text, 0, sizeof(err.text)) ||
	    !memchr(err.attr, 0, sizeof(err.attr)))
		abort();
	extack_text(&err, text, sizeof(text));
	if (!memchr(text, 0, sizeof(text)))
		abort();
}

/* As an item of each kind, with its words */
static void decode_items(const struct nlmsghdr *nlh)
{
	const struct item_field *fields;
	char text[ITEM_TEXT];
	unsigned int kind, attr, max;
	struct item item;

	for (kind = 0; kind < ITEM_KINDS; kind++) {
		if (!item_decode(nlh, kind, &item))
			continue;
		fields = item_fields(kind, &max);
		for (attr = 0; attr <= max; attr++)
			if (!item_text(&fields[attr], attr, &item, text))
				abort();
		item_free(kind, &item);
	}
}

/* As what a netdev has, in no more room than is promised */
static void rewrite(const struct nlmsghdr *nlh)
{
	static const uint16_t types[] = {
		RTM_NEWADDR, RTM_NEWROUTE, RTM_NEWNEXTHOP, RTM_NEWNEIGH,
	};
	struct rewrite how = {
		.from = 1, .to = 2, .from_name = "eth0", .to_name = "lan0",
		.elapsed = 10, .advertised = true,
	};
	struct nlmsghdr *from, *to;
	char text[REWRITE_TEXT];
	uint16_t flags;
	size_t i, room = nlh->nlmsg_len + REWRITE_ROOM;

	from = malloc(MNL_ALIGN(nlh->nlmsg_len));
	if (!from)
		abort();
	memcpy(from, nlh, MNL_ALIGN(nlh->nlmsg_len));
	for (i = 0; i < 2 * ARRAY_SIZE(types); i++) {
		from->nlmsg_type = types[i / 2];
		how.remove = i & 1;
		rewrite_text(from, text);
		rewrite_wants(from, how.from);
		to = calloc(1, NLMSG_HDRLEN + room);
		if (!to)
			abort();
		to->nlmsg_len = NLMSG_HDRLEN;
		if (rewrite_message(from, &how, to, &flags) &&
		    to->nlmsg_len > NLMSG_HDRLEN + room)
			abort();
		free(to);
	}
	free(from);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct nlmsghdr *nlh;
	struct pf pf;
	struct vf vf;
	uint8_t kind;

	if (!size)
		return 0;
	kind = *data++;
	size--;
	/* libmnl rounds the end up to 4 bytes, which nl->rx has room for. */
	nlh = calloc(1, MNL_ALIGN(NLMSG_HDRLEN + size));
	if (!nlh)
		abort();
	memcpy((char *)nlh + NLMSG_HDRLEN, data, size);
	nlh->nlmsg_len = (uint32_t)(NLMSG_HDRLEN + size);
	if (kind & 1) {
		pf_decode(nlh, &pf);
		vf_decode(nlh, &vf);
		decode_items(nlh);
		rewrite(nlh);
	} else {
		nlh->nlmsg_type = kind & 2 ? NLMSG_ERROR : NLMSG_DONE;
		nlh->nlmsg_flags = NLM_F_ACK_TLVS |
				   (kind & 4 ? NLM_F_CAPPED : 0);
		decode_refusal(kind, nlh);
	}
	free(nlh);
	return 0;
}

/* A PF or a VF with all its attributes: mutation alone hardly finds that. */
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size,
			       unsigned int seed)
{
	char buf[4096] __attribute__((aligned(8)));
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buf);
	struct genlmsghdr *genl;
	size_t len;

	if (seed % 32)
		return LLVMFuzzerMutate(data, size, max_size);
	genl = mnl_nlmsg_put_extra_header(nlh, sizeof(*genl));
	genl->version = 1;
	if (seed & 32) {
		genl->cmd = SRIOV_CMD_PF_GET;
		fake_put_pf(nlh, &fake_pfs[0]);
	} else {
		genl->cmd = SRIOV_CMD_VF_GET;
		fake_put_vf(nlh, &fake_pfs[0], seed >> 8 & 7, seed & 64);
	}
	len = nlh->nlmsg_len - NLMSG_HDRLEN;
	if (len + 1 > max_size)
		return LLVMFuzzerMutate(data, size, max_size);
	data[0] = 1;
	memcpy(data + 1, buf + NLMSG_HDRLEN, len);
	return len + 1;
}
