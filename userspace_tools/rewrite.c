// SPDX-License-Identifier: GPL-2.0
/*
 * Addresses, routes, nexthop objects and neighbours of one netdev, made into
 * requests for another. Pure. No message is trusted: every length is checked
 * before a value is read.
 */
#include <arpa/inet.h>
#include <limits.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>

#include <linux/if_addr.h>
#include <linux/neighbour.h>
#include <linux/nexthop.h>
#include <linux/rtnetlink.h>

#include "rewrite.h"
#include "sriovctl.h"

/* The kernel tells what is left of a route's life in these, USER_HZ. */
#define TICKS		100

#define FOREVER		UINT32_MAX

static const struct nlattr *find(const struct nlmsghdr *nlh, size_t header,
				 unsigned int type)
{
	const struct nlattr *attr;

	mnl_attr_for_each(attr, nlh, header)
		if (mnl_attr_get_type(attr) == type)
			return attr;
	return NULL;
}

static bool get_u32(const struct nlattr *attr, uint32_t *value)
{
	if (!attr || mnl_attr_get_payload_len(attr) != sizeof(*value))
		return false;
	*value = mnl_attr_get_u32(attr);
	return true;
}

/* The payload as it is, without the flags in the type, which mnl masks */
static void copy(struct nlmsghdr *to, const struct nlattr *attr)
{
	mnl_attr_put(to, attr->nla_type, mnl_attr_get_payload_len(attr),
		     mnl_attr_get_payload(attr));
}

static void *copy_header(struct nlmsghdr *to, const struct nlmsghdr *from,
			 size_t size)
{
	void *header = mnl_nlmsg_put_extra_header(to, size);

	memcpy(header, mnl_nlmsg_get_payload(from), size);
	return header;
}

/* ---- addresses ---- */

static uint32_t address_flags(const struct nlmsghdr *nlh)
{
	const struct ifaddrmsg *ifa = mnl_nlmsg_get_payload(nlh);
	uint32_t flags = ifa->ifa_flags;

	get_u32(find(nlh, sizeof(*ifa), IFA_FLAGS), &flags);
	return flags;
}

static bool wants_address(const struct nlmsghdr *nlh, int ifindex)
{
	const struct ifaddrmsg *ifa = mnl_nlmsg_get_payload(nlh);

	if ((int)ifa->ifa_index != ifindex)
		return false;
	if (ifa->ifa_family == AF_INET)
		return true;
	return ifa->ifa_family == AF_INET6 &&
	       ifa->ifa_scope != RT_SCOPE_LINK &&
	       !(address_flags(nlh) & IFA_F_DADFAILED);
}

/* "eth0:1" to "lan0:1"; other labels stay, and what would be too long. */
static void put_label(struct nlmsghdr *to, const struct nlattr *attr,
		      const struct rewrite *how)
{
	size_t len = strlen(how->from_name);
	const char *label;
	char text[2 * IFNAMSIZ];

	if (mnl_attr_validate(attr, MNL_TYPE_NUL_STRING) < 0)
		return;
	label = mnl_attr_get_str(attr);
	if (strncmp(label, how->from_name, len) != 0 ||
	    (label[len] && label[len] != ':')) {
		copy(to, attr);
		return;
	}
	snprintf(text, sizeof(text), "%s%.*s", how->to_name, IFNAMSIZ,
		 label + len);
	if (strlen(text) >= IFNAMSIZ)
		snprintf(text, sizeof(text), "%s", how->to_name);
	mnl_attr_put_strz(to, IFA_LABEL, text);
}

/* False: it is over. */
static bool put_lifetimes(struct nlmsghdr *to, const struct nlattr *attr,
			  uint32_t elapsed)
{
	struct ifa_cacheinfo info;

	if (mnl_attr_get_payload_len(attr) < sizeof(info))
		return true;
	memcpy(&info, mnl_attr_get_payload(attr), sizeof(info));
	if (info.ifa_valid != FOREVER) {
		if (info.ifa_valid <= elapsed)
			return false;
		info.ifa_valid -= elapsed;
	}
	if (info.ifa_prefered != FOREVER)
		info.ifa_prefered -= info.ifa_prefered < elapsed ?
				     info.ifa_prefered : elapsed;
	mnl_attr_put(to, IFA_CACHEINFO, sizeof(info), &info);
	return true;
}

static bool put_address(const struct nlmsghdr *from, const struct rewrite *how,
			struct nlmsghdr *to)
{
	uint32_t flags = address_flags(from);
	const struct nlattr *attr;
	struct ifaddrmsg *ifa;

	ifa = copy_header(to, from, sizeof(*ifa));
	ifa->ifa_index = (unsigned int)how->to;
	ifa->ifa_flags = 0;
	mnl_attr_for_each(attr, from, sizeof(*ifa)) {
		switch (mnl_attr_get_type(attr)) {
		case IFA_FLAGS:
			break;
		case IFA_LABEL:
			if (!how->remove)
				put_label(to, attr, how);
			break;
		case IFA_CACHEINFO:
			if (!how->remove &&
			    !put_lifetimes(to, attr, how->elapsed))
				return false;
			break;
		case IFA_LOCAL:
		case IFA_ADDRESS:
			copy(to, attr);
			break;
		default:
			if (!how->remove)
				copy(to, attr);
			break;
		}
	}
	if (how->remove)
		return true;
	/*
	 * Others have known for long that the address is this host's: looking
	 * for duplicates would only keep it from use for a second. The kernel
	 * would make temporary addresses once more for one that asks for them.
	 */
	flags &= IFA_F_NOPREFIXROUTE | IFA_F_MCAUTOJOIN | IFA_F_HOMEADDRESS |
		 IFA_F_TENTATIVE;
	if (ifa->ifa_family == AF_INET6 && !(flags & IFA_F_TENTATIVE))
		flags |= IFA_F_NODAD;
	mnl_attr_put_u32(to, IFA_FLAGS, flags & ~(uint32_t)IFA_F_TENTATIVE);
	return true;
}

/* ---- routes ---- */

static const struct rtnexthop *first_leg(const struct nlattr *attr, int *left)
{
	*left = mnl_attr_get_payload_len(attr);
	return mnl_attr_get_payload(attr);
}

static const struct rtnexthop *next_leg(const struct rtnexthop *leg, int *left)
{
	*left -= (int)RTNH_ALIGN(leg->rtnh_len);
	return (const void *)((const char *)leg + RTNH_ALIGN(leg->rtnh_len));
}

static bool leg_ok(const struct rtnexthop *leg, int left)
{
	return left >= (int)sizeof(*leg) && leg->rtnh_len >= sizeof(*leg) &&
	       (int)RTNH_ALIGN(leg->rtnh_len) <= left;
}

static bool has_leg(const struct nlattr *attr, int ifindex)
{
	const struct rtnexthop *leg;
	int left;

	for (leg = first_leg(attr, &left); leg_ok(leg, left);
	     leg = next_leg(leg, &left))
		if (leg->rtnh_ifindex == ifindex)
			return true;
	return false;
}

/* fe80::/64, which comes with the link-local address */
static bool is_link_local(const struct nlmsghdr *nlh)
{
	const struct rtmsg *rtm = mnl_nlmsg_get_payload(nlh);
	const struct nlattr *attr = find(nlh, sizeof(*rtm), RTA_DST);
	const uint8_t *dst;

	if (rtm->rtm_family != AF_INET6 || !attr ||
	    mnl_attr_get_payload_len(attr) != 16)
		return false;
	dst = mnl_attr_get_payload(attr);
	return dst[0] == 0xfe && (dst[1] & 0xc0) == 0x80;
}

static bool wants_route(const struct nlmsghdr *nlh, int ifindex)
{
	const struct rtmsg *rtm = mnl_nlmsg_get_payload(nlh);
	const struct nlattr *attr;
	uint32_t oif;

	if ((rtm->rtm_family != AF_INET && rtm->rtm_family != AF_INET6) ||
	    rtm->rtm_flags & RTM_F_CLONED)
		return false;
	/*
	 * The route to a network may be its address's, but may as well have
	 * been made in the kernel's name, as managers do: so it is tried.
	 */
	if (rtm->rtm_protocol == RTPROT_KERNEL &&
	    (rtm->rtm_type != RTN_UNICAST || is_link_local(nlh)))
		return false;
	if (get_u32(find(nlh, sizeof(*rtm), RTA_OIF), &oif) &&
	    (int)oif == ifindex)
		return true;
	attr = find(nlh, sizeof(*rtm), RTA_MULTIPATH);
	return attr && has_leg(attr, ifindex);
}

/*
 * The legs of a route of IPv6 are routes of their own to the kernel: the others
 * stay where they are. In IPv4 it is one object.
 */
static void put_legs(struct nlmsghdr *to, const struct nlattr *attr,
		     const struct rewrite *how, bool alone)
{
	struct nlattr *nest = mnl_nlmsg_get_payload_tail(to);
	const struct rtnexthop *leg;
	struct rtnexthop *own;
	int left;

	mnl_attr_put(to, RTA_MULTIPATH, 0, NULL);
	for (leg = first_leg(attr, &left); leg_ok(leg, left);
	     leg = next_leg(leg, &left)) {
		if (alone && leg->rtnh_ifindex != how->from)
			continue;
		own = mnl_nlmsg_get_payload_tail(to);
		memcpy(own, leg, RTNH_ALIGN(leg->rtnh_len));
		own->rtnh_flags &= RTNH_F_ONLINK;
		if (own->rtnh_ifindex == how->from)
			own->rtnh_ifindex = how->to;
		to->nlmsg_len += (uint32_t)RTNH_ALIGN(leg->rtnh_len);
	}
	nest->nla_len = (uint16_t)((char *)mnl_nlmsg_get_payload_tail(to) -
				   (char *)nest);
}

/* False: it is over. */
static bool put_expiry(struct nlmsghdr *to, const struct nlattr *attr,
		       uint32_t elapsed)
{
	struct rta_cacheinfo info;
	int64_t left;

	if (mnl_attr_get_payload_len(attr) < sizeof(info))
		return true;
	memcpy(&info, mnl_attr_get_payload(attr), sizeof(info));
	if (!info.rta_expires)
		return true;
	left = (int32_t)info.rta_expires / TICKS - (int64_t)elapsed;
	if (left <= 0)
		return false;
	mnl_attr_put_u32(to, RTA_EXPIRES, (uint32_t)left);
	return true;
}

static bool put_route_attr(struct nlmsghdr *to, const struct nlattr *attr,
			   const struct rewrite *how, bool object)
{
	const struct rtmsg *rtm = mnl_nlmsg_get_payload(to);
	uint32_t index;

	switch (mnl_attr_get_type(attr)) {
	case RTA_OIF:
		if (!object && get_u32(attr, &index))
			mnl_attr_put_u32(to, RTA_OIF, (int)index == how->from ?
					 (uint32_t)how->to : index);
		break;
	case RTA_MULTIPATH:
		if (!object)
			put_legs(to, attr, how, rtm->rtm_family == AF_INET6);
		break;
	case RTA_GATEWAY:
	case RTA_VIA:
	case RTA_ENCAP:
	case RTA_ENCAP_TYPE:
		if (!object)
			copy(to, attr);
		break;
	case RTA_CACHEINFO:
		return how->remove || put_expiry(to, attr, how->elapsed);
	case RTA_METRICS:
	case RTA_PREF:
		if (!how->remove)
			copy(to, attr);
		break;
	case RTA_IIF:
	case RTA_MARK:
	case RTA_UID:
		break;
	default:
		copy(to, attr);
		break;
	}
	return true;
}

/*
 * The kernel doesn't take a route that a user made for one that a router
 * advertised, and then finds no place for its own and reads no further in the
 * advertisement. So the copy gets a metric beside that, until it expires.
 */
static void give_way(struct nlmsghdr *to)
{
	const struct nlattr *attr = find(to, sizeof(struct rtmsg),
					 RTA_PRIORITY);
	uint32_t metric;

	if (get_u32(attr, &metric) && metric < UINT32_MAX)
		*(uint32_t *)mnl_attr_get_payload(attr) = metric + 1;
}

static bool put_route(const struct nlmsghdr *from, const struct rewrite *how,
		      struct nlmsghdr *to)
{
	const struct nlattr *attr;
	struct rtmsg *rtm;
	bool advertised, object;

	/* With a nexthop object it goes where that goes. */
	object = find(from, sizeof(*rtm), RTA_NH_ID);
	if (object && how->remove)
		return false;
	rtm = copy_header(to, from, sizeof(*rtm));
	advertised = rtm->rtm_protocol == RTPROT_RA;
	if (advertised && !how->remove && !how->advertised)
		return false;
	rtm->rtm_flags &= RTNH_F_ONLINK;
	mnl_attr_for_each(attr, from, sizeof(*rtm))
		if (!put_route_attr(to, attr, how, object))
			return false;
	if (advertised && !(how->remove && how->to == how->from))
		give_way(to);
	return true;
}

/* ---- nexthop objects ---- */

static bool wants_nexthop(const struct nlmsghdr *nlh, int ifindex)
{
	uint32_t oif;

	return get_u32(find(nlh, sizeof(struct nhmsg), NHA_OIF), &oif) &&
	       (int)oif == ifindex;
}

static bool put_nexthop(const struct nlmsghdr *from, const struct rewrite *how,
			struct nlmsghdr *to)
{
	const struct nlattr *attr;
	struct nhmsg *nhm;

	/* It isn't made anew, but replaced: nothing is left behind. */
	if (how->remove)
		return false;
	nhm = copy_header(to, from, sizeof(*nhm));
	nhm->nh_scope = 0;
	nhm->nh_flags &= RTNH_F_ONLINK;
	mnl_attr_for_each(attr, from, sizeof(*nhm)) {
		switch (mnl_attr_get_type(attr)) {
		case NHA_OIF:
			mnl_attr_put_u32(to, NHA_OIF, (uint32_t)how->to);
			break;
		case NHA_ID:
		case NHA_GATEWAY:
		case NHA_ENCAP:
		case NHA_ENCAP_TYPE:
			copy(to, attr);
			break;
		default:
			break;
		}
	}
	return true;
}

/* ---- neighbours ---- */

static bool wants_neighbour(const struct nlmsghdr *nlh, int ifindex)
{
	const struct ndmsg *ndm = mnl_nlmsg_get_payload(nlh);

	return ndm->ndm_ifindex == ifindex &&
	       (ndm->ndm_family == AF_INET || ndm->ndm_family == AF_INET6) &&
	       (ndm->ndm_state & NUD_PERMANENT || ndm->ndm_flags & NTF_PROXY);
}

static bool put_neighbour(const struct nlmsghdr *from,
			  const struct rewrite *how, struct nlmsghdr *to)
{
	const struct nlattr *attr;
	struct ndmsg *ndm;

	ndm = copy_header(to, from, sizeof(*ndm));
	ndm->ndm_ifindex = how->to;
	mnl_attr_for_each(attr, from, sizeof(*ndm)) {
		switch (mnl_attr_get_type(attr)) {
		case NDA_CACHEINFO:
		case NDA_PROBES:
			break;
		case NDA_DST:
			copy(to, attr);
			break;
		default:
			if (!how->remove)
				copy(to, attr);
			break;
		}
	}
	return true;
}

/* ---- all of them ---- */

/* By type of the message: its header's size, and what is done with it */
static const struct kind {
	uint16_t type;
	uint16_t remove;	/* type of the request that deletes */
	uint16_t flags;		/* of the one that makes */
	size_t header;
	bool (*wants)(const struct nlmsghdr *nlh, int ifindex);
	bool (*put)(const struct nlmsghdr *from, const struct rewrite *how,
		    struct nlmsghdr *to);
} kinds[] = {
	{ RTM_NEWADDR, RTM_DELADDR, NLM_F_CREATE | NLM_F_EXCL,
	  sizeof(struct ifaddrmsg), wants_address, put_address },
	/* Beside the one of the same metric, which goes only then */
	{ RTM_NEWROUTE, RTM_DELROUTE, NLM_F_CREATE | NLM_F_APPEND,
	  sizeof(struct rtmsg), wants_route, put_route },
	{ RTM_NEWNEXTHOP, RTM_DELNEXTHOP, NLM_F_CREATE | NLM_F_REPLACE,
	  sizeof(struct nhmsg), wants_nexthop, put_nexthop },
	{ RTM_NEWNEIGH, RTM_DELNEIGH, NLM_F_CREATE | NLM_F_REPLACE,
	  sizeof(struct ndmsg), wants_neighbour, put_neighbour },
};

static const struct kind *kind_of(const struct nlmsghdr *nlh)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(kinds); i++)
		if (kinds[i].type == nlh->nlmsg_type &&
		    mnl_nlmsg_get_payload_len(nlh) >= kinds[i].header)
			return &kinds[i];
	return NULL;
}

bool rewrite_wants(const struct nlmsghdr *nlh, int ifindex)
{
	const struct kind *kind = kind_of(nlh);

	return kind && kind->wants(nlh, ifindex);
}

bool rewrite_message(const struct nlmsghdr *from, const struct rewrite *how,
		     struct nlmsghdr *to, uint16_t *flags)
{
	const struct kind *kind = kind_of(from);

	if (!kind)
		return false;
	to->nlmsg_len = MNL_NLMSG_HDRLEN;
	to->nlmsg_type = how->remove ? kind->remove : kind->type;
	*flags = how->remove ? 0 : kind->flags;
	return kind->put(from, how, to);
}

static void put_prefix(char *text, const struct nlmsghdr *nlh, size_t header,
		       unsigned int type, const char *what, int bits)
{
	const struct nlattr *attr = find(nlh, header, type);
	char address[INET6_ADDRSTRLEN] = "default";
	size_t len = attr ? mnl_attr_get_payload_len(attr) : 0;
	int max = (int)len * 8;

	if (len == 4 || len == 16)
		inet_ntop(len == 4 ? AF_INET : AF_INET6,
			  mnl_attr_get_payload(attr), address, sizeof(address));
	if (len && bits < max)
		snprintf(text, REWRITE_TEXT, "%s %s/%d", what, address, bits);
	else
		snprintf(text, REWRITE_TEXT, "%s %s", what, address);
}

const char *rewrite_text(const struct nlmsghdr *nlh, char text[REWRITE_TEXT])
{
	const struct kind *kind = kind_of(nlh);
	const struct ifaddrmsg *ifa = mnl_nlmsg_get_payload(nlh);
	const struct rtmsg *rtm = mnl_nlmsg_get_payload(nlh);
	uint32_t id = 0;

	snprintf(text, REWRITE_TEXT, "what isn't known");
	switch (kind ? kind->type : 0) {
	case RTM_NEWADDR:
		put_prefix(text, nlh, kind->header,
			   find(nlh, kind->header, IFA_LOCAL) ? IFA_LOCAL :
								IFA_ADDRESS,
			   "the address", ifa->ifa_prefixlen);
		break;
	case RTM_NEWROUTE:
		put_prefix(text, nlh, kind->header, RTA_DST, "the route",
			   rtm->rtm_dst_len);
		break;
	case RTM_NEWNEIGH:
		put_prefix(text, nlh, kind->header, NDA_DST, "the neighbour",
			   INT_MAX);
		break;
	case RTM_NEWNEXTHOP:
		get_u32(find(nlh, kind->header, NHA_ID), &id);
		snprintf(text, REWRITE_TEXT, "the nexthop %u", id);
		break;
	default:
		break;
	}
	return text;
}
