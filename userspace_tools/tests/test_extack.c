// SPDX-License-Identifier: GPL-2.0
/*
 * Proves that the kernel's reasons come out in words: its text, the attribute
 * by offset or because it is missing, and the limits; whole or capped.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <linux/genetlink.h>

#include "extack.h"
#include "model.h"
#include "test.h"

static char request_buf[512] __attribute__((aligned(8)));
static char reply_buf[2048] __attribute__((aligned(8)));

/* vf-set with a VLAN; *@vlan is the offset of that attribute. */
static struct nlmsghdr *request(uint32_t *vlan)
{
	struct nlmsghdr *nlh = test_message(request_buf, 32, SRIOV_CMD_VF_SET);

	mnl_attr_put_strz(nlh, SRIOV_A_VF_PCI_ADDRESS, "10000:01:00.0");
	mnl_attr_put_u32(nlh, SRIOV_A_VF_VF_ID, 0);
	*vlan = nlh->nlmsg_len;
	mnl_attr_put_u32(nlh, SRIOV_A_VF_VLAN, 5000);
	return nlh;
}

/* Start of a refusal of @req. */
static struct nlmsghdr *refusal(const struct nlmsghdr *req, int code,
				bool capped)
{
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(reply_buf);
	size_t copy = capped ? sizeof(*req) : req->nlmsg_len;
	struct nlmsgerr *e;

	nlh->nlmsg_type = NLMSG_ERROR;
	nlh->nlmsg_flags = NLM_F_ACK_TLVS | (capped ? NLM_F_CAPPED : 0);
	e = mnl_nlmsg_put_extra_header(nlh, sizeof(e->error) + copy);
	e->error = -code;
	memcpy(&e->msg, req, copy);
	return nlh;
}

static void put_limits(struct nlmsghdr *nlh, uint64_t min, uint64_t max)
{
	struct nlattr *nest = mnl_attr_nest_start(nlh, NLMSGERR_ATTR_POLICY);

	mnl_attr_put_u32(nlh, NL_POLICY_TYPE_ATTR_TYPE, NL_ATTR_TYPE_U32);
	mnl_attr_put_u64(nlh, NL_POLICY_TYPE_ATTR_MIN_VALUE_U, min);
	mnl_attr_put_u64(nlh, NL_POLICY_TYPE_ATTR_MAX_VALUE_U, max);
	mnl_attr_nest_end(nlh, nest);
}

static void test_range(bool capped)
{
	const char *how = capped ? "capped" : "whole";
	struct nl_error err;
	struct nlmsghdr *req, *nlh;
	char text[320];
	uint32_t vlan;

	req = request(&vlan);
	nlh = refusal(req, ERANGE, capped);
	mnl_attr_put_strz(nlh, NLMSGERR_ATTR_MSG, "integer out of range");
	mnl_attr_put_u32(nlh, NLMSGERR_ATTR_OFFS, vlan);
	put_limits(nlh, 0, 4094);
	check(extack_decode(nlh, req, &family_sriov, &err) && err.code == ERANGE,
	      "%s: a value out of range", how);
	check_text("integer out of range (attribute vlan, 0 to 4094)",
		   extack_text(&err, text, sizeof(text)),
		   "%s: its attribute and limits", how);

	nlh = refusal(req, EINVAL, capped);
	mnl_attr_put_strz(nlh, NLMSGERR_ATTR_MSG, "qos: needs a port VLAN");
	extack_decode(nlh, req, &family_sriov, &err);
	check_text("qos: needs a port VLAN",
		   extack_text(&err, text, sizeof(text)),
		   "%s: only a text", how);

	nlh = refusal(req, EPERM, capped);
	extack_decode(nlh, req, &family_sriov, &err);
	check_text("Operation not permitted",
		   extack_text(&err, text, sizeof(text)),
		   "%s: nothing but a number", how);
}

static void test_attribute(void)
{
	struct nl_error err;
	struct nlmsghdr *req, *nlh;
	char text[320];
	uint32_t vlan;

	req = request(&vlan);
	nlh = refusal(req, EINVAL, true);
	mnl_attr_put_strz(nlh, NLMSGERR_ATTR_MSG, "vlan: 5000 is too much");
	mnl_attr_put_u32(nlh, NLMSGERR_ATTR_OFFS, vlan);
	extack_decode(nlh, req, &family_sriov, &err);
	check_text("vlan: 5000 is too much",
		   extack_text(&err, text, sizeof(text)),
		   "an attribute that the text names isn't named twice");

	nlh = refusal(req, EINVAL, true);
	mnl_attr_put_u32(nlh, NLMSGERR_ATTR_MISS_TYPE, SRIOV_A_VF_VF_LAST);
	extack_decode(nlh, req, &family_sriov, &err);
	check_text("Invalid argument (attribute vf-last is missing)",
		   extack_text(&err, text, sizeof(text)),
		   "an attribute that is missing");

	nlh = refusal(req, EINVAL, true);
	mnl_attr_put_u32(nlh, NLMSGERR_ATTR_OFFS, vlan + 1);
	extack_decode(nlh, req, &family_sriov, &err);
	check_text("", err.attr, "an offset where no attribute starts");

	nlh = refusal(req, EINVAL, true);
	mnl_attr_put_strz(nlh, NLMSGERR_ATTR_MSG, "a\033b");
	extack_decode(nlh, req, &family_sriov, &err);
	check_text("a?b", err.text, "control characters in a text");
}

/* A dump that fails says so at its end. */
static void test_done(void)
{
	struct nlmsghdr *req, *nlh;
	struct nl_error err;
	uint32_t vlan;
	int *code;

	req = request(&vlan);
	nlh = mnl_nlmsg_put_header(reply_buf);
	nlh->nlmsg_type = NLMSG_DONE;
	nlh->nlmsg_flags = NLM_F_MULTI | NLM_F_ACK_TLVS;
	code = mnl_nlmsg_put_extra_header(nlh, sizeof(*code));
	*code = -ENODEV;
	mnl_attr_put_strz(nlh, NLMSGERR_ATTR_MSG, "the PF went away");
	check(extack_decode(nlh, req, &family_sriov, &err) && err.code == ENODEV,
	      "a dump that failed");
	check_text("the PF went away", err.text, "and why");

	nlh = mnl_nlmsg_put_header(reply_buf);
	nlh->nlmsg_type = NLMSG_DONE;
	code = mnl_nlmsg_put_extra_header(nlh, sizeof(*code));
	*code = 0;
	check(extack_decode(nlh, req, &family_sriov, &err) && !err.code, "one that didn't");
}

static void test_short(void)
{
	struct nlmsghdr *req, *nlh;
	struct nl_error err;
	unsigned int round, i;
	uint32_t vlan;

	req = request(&vlan);
	nlh = refusal(req, EINVAL, true);
	((struct nlmsgerr *)mnl_nlmsg_get_payload(nlh))->error = INT32_MIN;
	check(extack_decode(nlh, req, &family_sriov, &err) && err.code == EBADMSG,
	      "an error that is none");
	nlh = refusal(req, EINVAL, true);
	nlh->nlmsg_len = NLMSG_HDRLEN + 8;
	check(!extack_decode(nlh, req, &family_sriov, &err), "a reply that is cut");
	nlh = refusal(req, EINVAL, false);
	((struct nlmsgerr *)mnl_nlmsg_get_payload(nlh))->msg.nlmsg_len = ~0U;
	check(extack_decode(nlh, req, &family_sriov, &err) && err.code == EINVAL,
	      "a reply that claims a longer request");

	srand(4);
	for (round = 0; round < 100000; round++) {
		nlh = refusal(req, EINVAL, rand() & 1);
		nlh->nlmsg_len += (unsigned int)rand() % 200;
		if (rand() & 1)
			nlh->nlmsg_type = NLMSG_DONE;
		for (i = NLMSG_HDRLEN + 4; i < nlh->nlmsg_len; i++)
			if (i >= NLMSG_HDRLEN + 20 || !(rand() % 8))
				reply_buf[i] = (char)(rand() % 3 ?
						      rand() % 24 : rand());
		extack_decode(nlh, req, &family_sriov, &err);
	}
	check(true, "100000 random replies do no harm");
}

int main(void)
{
	test_range(true);
	test_range(false);
	test_attribute();
	test_done();
	test_short();
	return test_status();
}
