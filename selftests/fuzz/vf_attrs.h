/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What vf_model knows of VFs: the table of their attributes, which values these
 * may have, and what must hold between them. Part of vf_model.c.
 *
 * A number with a range is one line in attributes[] and one field of struct
 * vf_value. What has rules of its own brings functions; what depends on other
 * VFs is said in must_hold().
 */
#ifndef VF_ATTRS_H
#define VF_ATTRS_H

#include <linux/sriov.h>

#include "nl_policy.h"

#define PFS	3	/* in the model */
#define VFS	6	/* of each PF */
#define MAX_VFS	SRIOV_MAX_VFS

/* A VF as the host wants it. Compared as memory: fill it with zeros first. */
struct vf_value {
	unsigned char default_mac[6];	/* never changes */
	unsigned char mac[6];		/* the host's; zeros: none */
	uint32_t vlan, qos, proto;
	uint32_t spoofchk, trust, link;
	uint32_t max_rate, min_rate, max_mtu, queues;
	uint32_t in_service;
	uint64_t owner;
	/* sets, see vf_lists.h; forms are of requests, 0 in a VF */
	uint64_t trunk;
	uint32_t trunk_limited, trunk_form;
	uint32_t allowed, allowed_form;
};

struct model {
	uint32_t speed;
	char address[PFS][32], name[PFS][16];
	unsigned char mac[PFS][6];
	unsigned int ifindex[PFS];
	unsigned int num_vfs[PFS];
	bool slots[PFS];
	uint32_t generation[PFS];
	struct vf_value vf[PFS][VFS];
};

struct request;
struct verdict;
struct attribute;

typedef void (*tell_fn)(const char *format, ...);

struct attribute {
	const char *name;
	uint16_t type;
	size_t offset;		/* in struct vf_value */
	uint32_t initial;
	uint32_t max;		/* by the policy, 0: none */
	void (*pick)(struct rnd *rnd, const struct attribute *attr, bool bad,
		     const struct model *now, struct vf_value *value);
	void (*tell)(const struct attribute *attr, const struct vf_value *value,
		     tell_fn tell);
	void (*put)(struct nl_msg *msg, const struct attribute *attr,
		    const struct vf_value *value);
	void (*set)(struct model *next, const struct request *request,
		    unsigned int attr, unsigned int id, struct vf_value *vf);
	bool (*equal)(const struct nlattr **attrs, const struct attribute *attr,
		      const struct vf_value *vf, char *why, size_t size);
	void (*check)(const struct request *request,
		      const struct attribute *attr, struct verdict *verdict);
};

enum {
	ATTR_MAC, ATTR_VLAN, ATTR_QOS, ATTR_PROTO, ATTR_SPOOFCHK, ATTR_TRUST,
	ATTR_LINK, ATTR_MAX_RATE, ATTR_MIN_RATE, ATTR_MAX_MTU, ATTR_QUEUES,
	ATTR_TRUNK, ATTR_ALLOWED, ATTR_SERVICE, ATTR_OWNER, NUM_ATTRS
};

/* What one request wants of a range of VFs */
struct request {
	unsigned int pf, first, last;
	bool has[NUM_ATTRS];
	struct vf_value value;		/* of those */
	bool release, force, reset;
	bool by_link;			/* ip link set vf */
};

/* Errors with which a request may be refused; none: it must be accepted. Which
 * of several reasons comes first isn't the model's business.
 */
struct verdict {
	unsigned int errors;
	int error[32];
};

static inline void may_fail(struct verdict *verdict, int error)
{
	if (verdict->errors < NUM(verdict->error))
		verdict->error[verdict->errors++] = error;
}

/* ---- numbers ------------------------------------------------------------ */

static uint32_t *number_of(const struct attribute *attr,
			   const struct vf_value *value)
{
	return (uint32_t *)((char *)value + attr->offset);
}

/* Few values, so that VFs often have the same. */
static void number_pick(struct rnd *rnd, const struct attribute *attr, bool bad,
			const struct model *now, struct vf_value *value)
{
	(void)now;
	*number_of(attr, value) =
		bad ? attr->max + 1 + rnd_below(rnd, 2) * 1000 :
		rnd_once_in(rnd, 10) ? attr->max :
		rnd_below(rnd, attr->max < 4 ? attr->max + 1 : 4);
}

static void number_tell(const struct attribute *attr,
			const struct vf_value *value, tell_fn tell)
{
	tell("%u", *number_of(attr, value));
}

static void number_put(struct nl_msg *msg, const struct attribute *attr,
		       const struct vf_value *value)
{
	nl_put_u32(msg, attr->type, *number_of(attr, value));
}

static void number_set(struct model *next, const struct request *request,
		       unsigned int attr, unsigned int id, struct vf_value *vf);

static bool number_equal(const struct nlattr **attrs,
			 const struct attribute *attr,
			 const struct vf_value *vf, char *why, size_t size)
{
	uint32_t want = *number_of(attr, vf);

	if (attrs[attr->type] && nl_u32(attrs[attr->type]) == want)
		return true;
	snprintf(why, size, "%u, it should be %u",
		 attrs[attr->type] ? nl_u32(attrs[attr->type]) : ~0U, want);
	return false;
}

/* Rtnetlink compares the rates itself, in newer kernels. */
static void min_rate_check(const struct request *request,
			   const struct attribute *attr,
			   struct verdict *verdict)
{
	(void)attr;
	if (request->by_link && request->value.max_rate &&
	    request->value.min_rate > request->value.max_rate) {
		may_fail(verdict, EINVAL);
		may_fail(verdict, ERANGE);
	}
}

static void number_check(const struct request *request,
			 const struct attribute *attr, struct verdict *verdict)
{
	if (attr->max && *number_of(attr, &request->value) > attr->max)
		may_fail(verdict, request->by_link ? EINVAL : ERANGE);
}

/* ---- rates: parts of the link's speed ----------------------------------- */

static void rate_pick(struct rnd *rnd, const struct attribute *attr, bool bad,
		      const struct model *now, struct vf_value *value)
{
	*number_of(attr, value) =
		bad ? now->speed + 1 + rnd_below(rnd, 1000) :
		rnd_once_in(rnd, 3) ? 0 :
		now->speed / (1 + rnd_below(rnd, 12));
}

/* ---- the address -------------------------------------------------------- */

/* Of another VF, of the PF, or one of a few more. */
static void mac_pick(struct rnd *rnd, const struct attribute *attr, bool bad,
		     const struct model *now, struct vf_value *value)
{
	unsigned int pf = rnd_below(rnd, PFS);

	(void)attr;
	memset(value->mac, 0, sizeof(value->mac));
	switch (rnd_below(rnd, 6)) {
	case 0:
		break;
	case 1:
		memcpy(value->mac, now->vf[pf][rnd_below(rnd, VFS)].default_mac,
		       6);
		break;
	case 2:
		memcpy(value->mac, now->mac[pf], 6);
		break;
	default:
		value->mac[0] = 2;
		value->mac[5] = 1 + rnd_below(rnd, 5);
	}
	if (bad)
		value->mac[0] |= 1;
}

static void mac_text(const unsigned char *mac, char text[20])
{
	snprintf(text, 20, "%02x:%02x:%02x:%02x:%02x:%02x", mac[0], mac[1],
		 mac[2], mac[3], mac[4], mac[5]);
}

static void mac_tell(const struct attribute *attr, const struct vf_value *value,
		     tell_fn tell)
{
	char text[20];

	(void)attr;
	mac_text(value->mac, text);
	tell("%s", text);
}

static void mac_put(struct nl_msg *msg, const struct attribute *attr,
		    const struct vf_value *value)
{
	nl_put(msg, attr->type, value->mac, sizeof(value->mac));
}

static void mac_set(struct model *next, const struct request *request,
		    unsigned int attr, unsigned int id, struct vf_value *vf)
{
	(void)next;
	(void)attr;
	(void)id;
	memcpy(vf->mac, request->value.mac, sizeof(vf->mac));
}

static const unsigned char no_mac[6];

static bool by_host(const struct vf_value *vf)
{
	return memcmp(vf->mac, no_mac, 6);
}

static const unsigned char *mac_of(const struct vf_value *vf)
{
	return by_host(vf) ? vf->mac : vf->default_mac;
}

static bool mac_equal(const struct nlattr **attrs, const struct attribute *attr,
		      const struct vf_value *vf, char *why, size_t size)
{
	char got[20] = "none", want[20];

	mac_text(mac_of(vf), want);
	if (attrs[attr->type] && nl_len(attrs[attr->type]) == 6)
		mac_text(nl_data(attrs[attr->type]), got);
	if (!strcmp(got, want) && attrs[SRIOV_A_VF_MAC_BY_HOST] &&
	    nl_u32(attrs[SRIOV_A_VF_MAC_BY_HOST]) == by_host(vf))
		return true;
	snprintf(why, size, "%s%s, it should be %s%s", got,
		 attrs[SRIOV_A_VF_MAC_BY_HOST] &&
		 nl_u32(attrs[SRIOV_A_VF_MAC_BY_HOST]) ? " by host" : "",
		 want, by_host(vf) ? " by host" : "");
	return false;
}

static void mac_check(const struct request *request,
		      const struct attribute *attr, struct verdict *verdict)
{
	(void)attr;
	if (request->value.mac[0] & 1)
		may_fail(verdict, EINVAL);
	if (request->first != request->last && by_host(&request->value))
		may_fail(verdict, EINVAL);
}

/* What another attribute, or the request as a whole, sets. */
static void set_nothing(struct model *next, const struct request *request,
			unsigned int attr, unsigned int id, struct vf_value *vf)
{
	(void)next;
	(void)request;
	(void)attr;
	(void)id;
	(void)vf;
}

/* ---- the port VLAN ------------------------------------------------------ */

#define PROTO_Q		0x8100
#define PROTO_AD	0x88a8

static void vlan_set(struct model *next, const struct request *request,
		     unsigned int attr, unsigned int id, struct vf_value *vf)
{
	(void)next;
	(void)attr;
	(void)id;
	vf->vlan = request->value.vlan;
	vf->qos = request->has[ATTR_QOS] ? request->value.qos : 0;
	vf->proto = request->has[ATTR_PROTO] ? request->value.proto : PROTO_Q;
}

static void vlan_check(const struct request *request,
		       const struct attribute *attr, struct verdict *verdict)
{
	number_check(request, attr, verdict);
	if (!request->value.vlan && request->has[ATTR_QOS] &&
	    request->value.qos)
		may_fail(verdict, EINVAL);
}

static void proto_pick(struct rnd *rnd, const struct attribute *attr, bool bad,
		       const struct model *now, struct vf_value *value)
{
	static const uint32_t wrong[] = { 0, 0x9100, 0x18100, ~0U };

	(void)attr;
	(void)now;
	value->proto = bad ? wrong[rnd_below(rnd, NUM(wrong))] :
			     rnd_once_in(rnd, 2) ? PROTO_AD : PROTO_Q;
}

static void proto_check(const struct request *request,
			const struct attribute *attr, struct verdict *verdict)
{
	uint32_t proto = request->value.proto;

	(void)attr;
	if (!request->has[ATTR_VLAN])
		may_fail(verdict, EINVAL);
	if ((proto != PROTO_Q && proto != PROTO_AD) ||
	    (proto == PROTO_AD && !request->value.vlan))
		may_fail(verdict, EPROTONOSUPPORT);
}

/* ---- the length of frames, and queues -------------------------------------- */

#define MIN_MTU		68
#define SURE_MTU	1500	/* any hardware can that */
#define QUEUES		2	/* by default, and any hardware can that */

static void mtu_pick(struct rnd *rnd, const struct attribute *attr, bool bad,
		     const struct model *now, struct vf_value *value)
{
	static const uint32_t good[] = { 0, MIN_MTU, 576, SURE_MTU };
	static const uint32_t wrong[] = { 1, MIN_MTU - 1, 65536, ~0U };

	(void)attr;
	(void)now;
	value->max_mtu = bad ? wrong[rnd_below(rnd, NUM(wrong))] :
			       good[rnd_below(rnd, NUM(good))];
}

static void mtu_check(const struct request *request,
		      const struct attribute *attr, struct verdict *verdict)
{
	uint32_t mtu = request->value.max_mtu;

	(void)attr;
	if (mtu && (mtu < MIN_MTU || mtu > SURE_MTU))
		may_fail(verdict, ERANGE);
}

static void queues_pick(struct rnd *rnd, const struct attribute *attr, bool bad,
			const struct model *now, struct vf_value *value)
{
	(void)attr;
	(void)now;
	value->queues = bad ? rnd_below(rnd, 2) * 4096 :
			      1 + rnd_below(rnd, QUEUES);
}

static void queues_check(const struct request *request,
			 const struct attribute *attr, struct verdict *verdict)
{
	(void)attr;
	if (!request->value.queues || request->value.queues > QUEUES)
		may_fail(verdict, ERANGE);
}

/* ---- the owner ---------------------------------------------------------- */

static void owner_pick(struct rnd *rnd, const struct attribute *attr, bool bad,
		       const struct model *now, struct vf_value *value)
{
	(void)attr;
	(void)now;
	value->owner = bad ? 0 : (1 + rnd_below(rnd, 3)) * 0x100000001ULL;
}

static void owner_tell(const struct attribute *attr,
		       const struct vf_value *value, tell_fn tell)
{
	(void)attr;
	tell("%#llx", (unsigned long long)value->owner);
}

static void owner_put(struct nl_msg *msg, const struct attribute *attr,
		      const struct vf_value *value)
{
	nl_put_u64(msg, attr->type, value->owner);
}

static bool owner_equal(const struct nlattr **attrs,
			const struct attribute *attr,
			const struct vf_value *vf, char *why, size_t size)
{
	uint64_t owner = attrs[attr->type] ? nl_u64(attrs[attr->type]) : ~0ULL;

	if (owner == vf->owner)
		return true;
	snprintf(why, size, "%#llx, it should be %#llx",
		 (unsigned long long)owner, (unsigned long long)vf->owner);
	return false;
}

static void owner_check(const struct request *request,
			const struct attribute *attr, struct verdict *verdict)
{
	(void)attr;
	if (!request->value.owner)
		may_fail(verdict, ERANGE);
}

#include "vf_lists.h"

/* ---- the table ---------------------------------------------------------- */

#define FIELD(field) \
	.offset = offsetof(struct vf_value, field), .tell = number_tell, \
	.put = number_put, .equal = number_equal
/* What is this, up to @max, and no more, is one line. */
#define NUMBER(field) \
	FIELD(field), .pick = number_pick, .set = number_set, \
	.check = number_check

static const struct attribute attributes[NUM_ATTRS] = {
	[ATTR_MAC] = { "mac", SRIOV_A_VF_MAC, .pick = mac_pick,
		       .tell = mac_tell, .put = mac_put, .set = mac_set,
		       .equal = mac_equal, .check = mac_check },
	[ATTR_VLAN] = { "vlan", SRIOV_A_VF_VLAN, FIELD(vlan),
			.max = SRIOV_MAX_VLAN_ID, .pick = number_pick,
			.set = vlan_set, .check = vlan_check },
	[ATTR_QOS] = { "qos", SRIOV_A_VF_QOS, NUMBER(qos),
		       .max = SRIOV_MAX_QOS },
	[ATTR_PROTO] = { "vlan-proto", SRIOV_A_VF_VLAN_PROTO, FIELD(proto),
			 .initial = PROTO_Q, .pick = proto_pick,
			 .set = set_nothing, .check = proto_check },
	[ATTR_SPOOFCHK] = { "spoofchk", SRIOV_A_VF_SPOOFCHK, NUMBER(spoofchk),
			    .max = 1, .initial = 1 },
	[ATTR_TRUST] = { "trust", SRIOV_A_VF_TRUST, NUMBER(trust), .max = 1 },
	[ATTR_LINK] = { "link-state", SRIOV_A_VF_LINK_STATE, NUMBER(link),
			.max = SRIOV_LINK_DISABLE },
	[ATTR_MAX_RATE] = { "max-tx-rate", SRIOV_A_VF_MAX_TX_RATE,
			    FIELD(max_rate), .pick = rate_pick,
			    .set = number_set, .check = number_check },
	[ATTR_MIN_RATE] = { "min-tx-rate", SRIOV_A_VF_MIN_TX_RATE,
			    FIELD(min_rate), .pick = rate_pick,
			    .set = number_set, .check = min_rate_check },
	[ATTR_MAX_MTU] = { "max-mtu", SRIOV_A_VF_MAX_MTU, FIELD(max_mtu),
			   .pick = mtu_pick, .set = number_set,
			   .check = mtu_check },
	[ATTR_QUEUES] = { "queues", SRIOV_A_VF_QUEUES, FIELD(queues),
			  .initial = QUEUES, .pick = queues_pick,
			  .set = number_set, .check = queues_check },
	[ATTR_TRUNK] = { "trunk", SRIOV_A_VF_TRUNK, .pick = trunk_pick,
			 .tell = trunk_tell, .put = trunk_put,
			 .set = trunk_set, .equal = trunk_equal,
			 .check = trunk_check },
	[ATTR_ALLOWED] = { "allowed-macs", SRIOV_A_VF_ALLOWED_MACS,
			   .pick = allowed_pick, .tell = allowed_tell,
			   .put = allowed_put, .set = allowed_set,
			   .equal = allowed_equal, .check = allowed_check },
	[ATTR_SERVICE] = { "in-service", SRIOV_A_VF_IN_SERVICE,
			   NUMBER(in_service), .max = 1 },
	[ATTR_OWNER] = { "owner", SRIOV_A_VF_OWNER, .pick = owner_pick,
			 .tell = owner_tell, .put = owner_put,
			 .set = set_nothing, .equal = owner_equal,
			 .check = owner_check },
};

static void number_set(struct model *next, const struct request *request,
		       unsigned int attr, unsigned int id, struct vf_value *vf)
{
	(void)next;
	(void)id;
	*number_of(&attributes[attr], vf) =
		*number_of(&attributes[attr], &request->value);
}

/* What a VF is before anybody touched it, but for its being in service, which
 * is no policy.
 */
static void default_vf(const struct model *model, unsigned int pf,
		       unsigned int id, struct vf_value *vf)
{
	uint32_t in_service = vf->in_service;
	unsigned char mac[6];
	unsigned int i;

	/* @vf may be the one in @model. */
	memcpy(mac, model->vf[pf][id].default_mac, sizeof(mac));
	memset(vf, 0, sizeof(*vf));
	memcpy(vf->default_mac, mac, sizeof(mac));
	for (i = 0; i < NUM_ATTRS; i++)
		if (attributes[i].tell == number_tell)
			*number_of(&attributes[i], vf) = attributes[i].initial;
	vf->in_service = in_service;
}

/* ---- what must hold between them ---------------------------------------- */

static void rates_must_hold(const struct model *old, const struct model *next,
			    unsigned int pf, struct verdict *verdict)
{
	uint64_t before = 0, sum = 0;
	unsigned int id;

	for (id = 0; id < VFS; id++) {
		const struct vf_value *vf = &next->vf[pf][id];

		before += old->vf[pf][id].min_rate;
		sum += vf->min_rate;
		if (vf->max_rate > next->speed ||
		    (vf->max_rate && vf->min_rate > vf->max_rate))
			may_fail(verdict, ERANGE);
	}
	if (sum > next->speed && sum > before)
		may_fail(verdict, EDQUOT);
}

/* Two VFs of one VLAN have not one address, and none has that of the PF. The
 * addresses that the host gave them besides may be those of several.
 */
static void addresses_must_hold(const struct model *next, unsigned int pf,
				struct verdict *verdict)
{
	unsigned int id, other;

	for (id = 0; id < VFS; id++) {
		const struct vf_value *a = &next->vf[pf][id], *b;

		if (!memcmp(mac_of(a), next->mac[pf], 6) ||
		    is_allowed(next, a, next->mac[pf]))
			may_fail(verdict, EADDRINUSE);
		for (other = 0; other < id; other++) {
			b = &next->vf[pf][other];
			if (a->vlan == b->vlan && a->proto == b->proto &&
			    (!memcmp(mac_of(a), mac_of(b), 6) ||
			     is_allowed(next, a, mac_of(b)) ||
			     is_allowed(next, b, mac_of(a))))
				may_fail(verdict, EADDRINUSE);
		}
	}
}

static void vf_must_hold(const struct model *old, const struct model *next,
			 unsigned int pf, unsigned int id,
			 struct verdict *verdict)
{
	const struct vf_value *vf = &next->vf[pf][id];

	if (vf->qos && !vf->vlan)
		may_fail(verdict, EINVAL);
	if (vf->trunk_limited && vf->vlan && vf->proto == PROTO_Q)
		may_fail(verdict, EINVAL);
	if (vf->in_service != old->vf[pf][id].in_service &&
	    id >= next->num_vfs[pf])
		may_fail(verdict, ENXIO);
}

static void must_hold(const struct model *old, const struct model *next,
		      struct verdict *verdict)
{
	unsigned int pf, id;

	for (pf = 0; pf < PFS; pf++) {
		rates_must_hold(old, next, pf, verdict);
		addresses_must_hold(next, pf, verdict);
		for (id = 0; id < VFS; id++)
			vf_must_hold(old, next, pf, id, verdict);
	}
}

/* ---- ip link set vf ----------------------------------------------------- */

/* One attribute, its message and what that means. */
static void pick_link(struct rnd *rnd, const struct model *now,
		      struct nl_msg *msg, unsigned int vf, bool *has,
		      struct vf_value *value)
{
	bool bad = rnd_once_in(rnd, 25);
	struct ifla_vf_mac mac = { .vf = vf };
	struct ifla_vf_vlan_info vlan = { .vf = vf };
	struct ifla_vf_rate rate = { .vf = vf };
	/* three structures of one form */
	struct ifla_vf_spoofchk one = { .vf = vf };
	size_t nest;

#define PICK(attr) (has[attr] = true, attributes[attr].pick(rnd, \
		    &attributes[attr], bad, now, value))
	switch (rnd_below(rnd, 6)) {
	case 0:
		PICK(ATTR_MAC);
		memcpy(mac.mac, value->mac, 6);
		nl_put(msg, IFLA_VF_MAC, &mac, sizeof(mac));
		break;
	case 1:
		bad = false;
		PICK(ATTR_VLAN);
		PICK(ATTR_QOS);
		PICK(ATTR_PROTO);
		vlan.vlan = value->vlan;
		vlan.qos = value->qos;
		vlan.vlan_proto = __builtin_bswap16(value->proto);
		nest = nl_nest(msg, IFLA_VF_VLAN_LIST);
		nl_put(msg, IFLA_VF_VLAN_INFO, &vlan, sizeof(vlan));
		nl_nest_end(msg, nest);
		break;
	case 2:
		PICK(ATTR_MAX_RATE);
		PICK(ATTR_MIN_RATE);
		rate.max_tx_rate = value->max_rate;
		rate.min_tx_rate = value->min_rate;
		nl_put(msg, IFLA_VF_RATE, &rate, sizeof(rate));
		break;
	case 3:
		bad = false;
		PICK(ATTR_SPOOFCHK);
		one.setting = value->spoofchk;
		nl_put(msg, IFLA_VF_SPOOFCHK, &one, sizeof(one));
		break;
	case 4:
		bad = false;
		PICK(ATTR_TRUST);
		one.setting = value->trust;
		nl_put(msg, IFLA_VF_TRUST, &one, sizeof(one));
		break;
	case 5:
		PICK(ATTR_LINK);
		one.setting = value->link;
		nl_put(msg, IFLA_VF_LINK_STATE, &one, sizeof(one));
		break;
	}
#undef PICK
}

/* ---- beginning ---------------------------------------------------------- */

static int find_pf(const struct model *model, const char *address)
{
	int pf;

	for (pf = 0; pf < PFS; pf++)
		if (!strcmp(model->address[pf], address))
			return pf;
	return -1;
}

static void take_mac(const struct nlmsghdr *nlh, void *data)
{
	const struct nlattr *attr;
	int octets, left;

	attr = nl_attrs(nlh, 0, &octets);
	nl_for_each(attr, attr, octets, left)
		if (nl_type(attr) == SRIOV_A_VF_MAC && nl_len(attr) == 6)
			memcpy(data, nl_data(attr), 6);
}

/* Of a VF that nobody touched. */
static bool read_default_mac(int fd, struct nl_msg *msg, uint16_t family,
			     struct model *model, unsigned int pf,
			     unsigned int id)
{
	struct nl_answer answer;

	nl_begin_genl(msg, family, SRIOV_CMD_VF_GET, 1, NLM_F_ACK);
	nl_put_text(msg, SRIOV_A_VF_PCI_ADDRESS, model->address[pf]);
	nl_put_u32(msg, SRIOV_A_VF_VF_ID, id);
	nl_end(msg);
	nl_exchange(fd, msg, take_mac, model->vf[pf][id].default_mac, &answer);
	return answer.outcome == NL_DONE;
}

#endif /* VF_ATTRS_H */
