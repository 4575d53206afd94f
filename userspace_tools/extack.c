// SPDX-License-Identifier: GPL-2.0
/*
 * The kernel's extended acknowledgment: the text of a refusal, the offset of
 * the attribute it is about, the attribute that is missing, and the limits
 * that a value exceeded. Pure: the reply and the request in, words out.
 *
 *	nlmsghdr  NLMSG_ERROR            nlmsghdr  NLMSG_DONE
 *	int       error                  int       error
 *	nlmsghdr  of the request         NLMSGERR_ATTR_*
 *	          (its payload, unless
 *	          NLM_F_CAPPED)
 *	NLMSGERR_ATTR_*
 */
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <linux/genetlink.h>

#include "extack.h"
#include "model.h"

static void copy_text(char *to, size_t size, const struct nlattr *attr)
{
	size_t len = mnl_attr_get_payload_len(attr);

	if (len >= size)
		len = size - 1;
	memcpy(to, mnl_attr_get_payload(attr), len);
	to[len] = '\0';
	printable(to);
}

/* A request, and the family that says what its attributes are called */
struct asked {
	const struct nlmsghdr *request;
	const struct nl_family *family;
};

static uint8_t cmd_of(const struct asked *asked)
{
	const struct genlmsghdr *genl = mnl_nlmsg_get_payload(asked->request);

	return genl->cmd;
}

static void name_attr(const struct asked *asked, unsigned int type,
		      struct nl_error *err)
{
	const char *name = asked->family->attr_name(cmd_of(asked), type);

	if (name)
		snprintf(err->attr, sizeof(err->attr), "%s", name);
	else
		snprintf(err->attr, sizeof(err->attr), "%u", type);
}

/* The attribute of a transaction at @where. */
static void name_nested(const struct asked *asked, const void *where,
			struct nl_error *err)
{
	const struct nlattr *attr, *inner;

	mnl_attr_for_each(attr, asked->request, sizeof(struct genlmsghdr)) {
		if (mnl_attr_get_type(attr) == SRIOV_A_APPLY_DRY_RUN)
			continue;
		mnl_attr_for_each_nested(inner, attr) {
			if ((const void *)inner != where)
				continue;
			if (mnl_attr_get_type(attr) == SRIOV_A_APPLY_CHANGE)
				name_attr(asked, mnl_attr_get_type(inner), err);
			else
				snprintf(err->attr, sizeof(err->attr),
					 "generation");
			return;
		}
	}
}

/* @offset counts from the request's netlink header. */
static void name_attr_at(const struct asked *asked, uint32_t offset,
			 struct nl_error *err)
{
	const char *where = (const char *)asked->request + offset;
	const struct nlattr *attr;

	if (cmd_of(asked) == asked->family->apply) {
		name_nested(asked, where, err);
		return;
	}
	mnl_attr_for_each(attr, asked->request, sizeof(struct genlmsghdr))
		if ((const char *)attr == where)
			name_attr(asked, mnl_attr_get_type(attr), err);
}

/* The part of the policy that the value broke. */
static void decode_limits(const struct nlattr *nest, struct nl_error *err)
{
	bool has_min = false, has_max = false;
	const struct nlattr *attr;

	mnl_attr_for_each_nested(attr, nest) {
		if (mnl_attr_get_payload_len(attr) != sizeof(uint64_t))
			continue;
		if (mnl_attr_get_type(attr) ==
		    NL_POLICY_TYPE_ATTR_MIN_VALUE_U) {
			err->min = mnl_attr_get_u64(attr);
			has_min = true;
		} else if (mnl_attr_get_type(attr) ==
			   NL_POLICY_TYPE_ATTR_MAX_VALUE_U) {
			err->max = mnl_attr_get_u64(attr);
			has_max = true;
		}
	}
	err->has_limits = has_min && has_max;
}

static void decode_attr(const struct nlattr *attr, const struct asked *asked,
			struct nl_error *err)
{
	bool is_u32 = mnl_attr_get_payload_len(attr) == sizeof(uint32_t);

	switch (mnl_attr_get_type(attr)) {
	case NLMSGERR_ATTR_MSG:
		copy_text(err->text, sizeof(err->text), attr);
		break;
	case NLMSGERR_ATTR_OFFS:
		if (is_u32 && asked->family)
			name_attr_at(asked, mnl_attr_get_u32(attr), err);
		break;
	case NLMSGERR_ATTR_MISS_TYPE:
		if (is_u32 && asked->family) {
			name_attr(asked, mnl_attr_get_u32(attr), err);
			err->missing = true;
		}
		break;
	case NLMSGERR_ATTR_POLICY:
		decode_limits(attr, err);
		break;
	default:
		break;
	}
}

bool extack_decode(const struct nlmsghdr *reply,
		   const struct nlmsghdr *request,
		   const struct nl_family *family, struct nl_error *err)
{
	const struct asked asked = {
		request, request->nlmsg_type == GENL_ID_CTRL ? NULL : family
	};
	size_t len = mnl_nlmsg_get_payload_len(reply), skip = sizeof(int);
	const char *payload = mnl_nlmsg_get_payload(reply);
	const struct nlattr *attr;
	struct nlmsghdr inner;
	const void *tlvs;
	int code;

	memset(err, 0, sizeof(*err));
	err->family = family;
	if (len < sizeof(code))
		return false;
	memcpy(&code, payload, sizeof(code));
	/* MAX_ERRNO: anything else is no errno, negated. */
	err->code = code <= 0 && code >= -4095 ? -code : EBADMSG;
	if (reply->nlmsg_type == NLMSG_ERROR) {
		if (len < sizeof(struct nlmsgerr))
			return false;
		memcpy(&inner, payload + offsetof(struct nlmsgerr, msg),
		       sizeof(inner));
		skip = sizeof(struct nlmsgerr);
		if (!(reply->nlmsg_flags & NLM_F_CAPPED) &&
		    inner.nlmsg_len > sizeof(inner))
			skip += inner.nlmsg_len - sizeof(inner);
	}
	skip = MNL_ALIGN(skip);
	if (!(reply->nlmsg_flags & NLM_F_ACK_TLVS) || skip >= len)
		return true;
	tlvs = payload + skip;
	mnl_attr_for_each_payload(tlvs, len - skip)
		decode_attr(attr, &asked, err);
	return true;
}

static void append(char *text, size_t size, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

static void append(char *text, size_t size, const char *fmt, ...)
{
	size_t used = strlen(text);
	va_list args;

	va_start(args, fmt);
	vsnprintf(text + used, size - used, fmt, args);
	va_end(args);
}

/*
 * Some texts of the kernel start with the name, "qos: needs a port VLAN", of a
 * transaction after its PF and VF.
 */
static bool names_itself(const struct nl_error *err)
{
	char name[sizeof(err->attr) + 4];

	snprintf(name, sizeof(name), "%s:", err->attr);
	if (!strncmp(err->text, name, strlen(name)))
		return true;
	snprintf(name, sizeof(name), ": %s:", err->attr);
	return strstr(err->text, name);
}

char *extack_text(const struct nl_error *err, char *text, size_t size)
{
	snprintf(text, size, "%s",
		 err->text[0] ? err->text : strerror(err->code));
	if (!err->attr[0] || names_itself(err))
		return text;
	append(text, size, " (attribute %s", err->attr);
	if (err->missing)
		append(text, size, " is missing");
	if (err->has_limits)
		append(text, size, ", %" PRIu64 " to %" PRIu64, err->min,
		       err->max);
	append(text, size, ")");
	return text;
}
