/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Attributes of VFs that are lists, for vf_model: the trunk, and the addresses
 * that a VF has besides its own. Part of vf_attrs.h.
 *
 * A list is a set of few, a bit each, whatever the order in which it is told to
 * the kernel, and how often. The form, which is part of a request and of no VF,
 * says how; from FORM_BAD on it is one that must be refused.
 */
#ifndef VF_LISTS_H
#define VF_LISTS_H

enum list_form {
	FORM_ASCENDING, FORM_DESCENDING, FORM_OVERLAPPING, FORM_BAD,
	FORM_FIRST_MISSING = FORM_BAD, FORM_TOO_MANY, FORM_OUT_OF_RANGE,
	FORM_REVERSED, FORM_CONTRADICTS,
};

/* In place of one that is missing. */
static const struct nlattr no_list = { .nla_len = NLA_HDRLEN };

/* ---- the trunk: VLANs 1 to 62, and as bit 63 VLAN 4094 -------------------- */

#define LAST_BIT	63

static unsigned int vid_of(unsigned int bit)
{
	return bit == LAST_BIT ? SRIOV_MAX_VLAN_ID : bit;
}

/* The next run of bits from @bit on, which is moved behind it. */
static bool next_run(uint64_t vlans, unsigned int *bit, unsigned int *first,
		     unsigned int *last)
{
	while (*bit <= LAST_BIT && !(vlans >> *bit & 1))
		++*bit;
	if (*bit > LAST_BIT)
		return false;
	*first = *bit;
	while (*bit + 1 < LAST_BIT && vlans >> (*bit + 1) & 1)
		++*bit;
	*last = (*bit)++;
	return true;
}

static void trunk_pick(struct rnd *rnd, const struct attribute *attr, bool bad,
		       const struct model *now, struct vf_value *value)
{
	unsigned int ranges = rnd_below(rnd, 4), first, len;

	(void)attr;
	(void)now;
	value->trunk_limited = bad || !rnd_once_in(rnd, 3);
	value->trunk = 0;
	value->trunk_form = bad ? FORM_BAD + rnd_below(rnd, 5) :
				  rnd_below(rnd, FORM_BAD);
	if (!value->trunk_limited)
		return;
	while (ranges--) {
		first = 1 + rnd_below(rnd, 40);
		len = 1 + rnd_below(rnd, 20);
		value->trunk |= ((1ULL << len) - 1) << first;
	}
	if (rnd_once_in(rnd, 4))
		value->trunk |= 1ULL << LAST_BIT;
	if (rnd_once_in(rnd, 20))	/* as many ranges as there may be */
		value->trunk = 0xaaaaaaaaaaaaaaaaULL;
}

static void trunk_words(const struct vf_value *value, char *text, size_t size)
{
	unsigned int bit = 0, first, last;
	size_t len = 0;

	snprintf(text, size, value->trunk_limited ? "none" : "all");
	while (len < size && next_run(value->trunk, &bit, &first, &last))
		len += snprintf(text + len, size - len,
				first == last ? "%s%u" : "%s%u-%u",
				len ? "," : "", vid_of(first), vid_of(last));
}

static void trunk_tell(const struct attribute *attr,
		       const struct vf_value *value, tell_fn tell)
{
	char text[512];

	(void)attr;
	trunk_words(value, text, sizeof(text));
	tell("%s (form %u)", text, value->trunk_form);
}

static void put_range(struct nl_msg *msg, unsigned int first, unsigned int last)
{
	size_t nest = nl_nest(msg, SRIOV_A_TRUNK_RANGE);

	nl_put_u32(msg, SRIOV_A_VLAN_RANGE_FIRST, first);
	if (first != last)
		nl_put_u32(msg, SRIOV_A_VLAN_RANGE_LAST, last);
	nl_nest_end(msg, nest);
}

/* In parts that overlap, and with a single one below, which adjoins. */
static void put_parts(struct nl_msg *msg, unsigned int first, unsigned int last)
{
	unsigned int middle = (first + last) / 2;

	if (first != last)
		put_range(msg, first + 1, last);
	put_range(msg, first, first);
	put_range(msg, middle, last);
}

static void put_wrong_range(struct nl_msg *msg, enum list_form form)
{
	unsigned int i;
	size_t nest;

	switch (form) {
	case FORM_FIRST_MISSING:
		nest = nl_nest(msg, SRIOV_A_TRUNK_RANGE);
		nl_put_u32(msg, SRIOV_A_VLAN_RANGE_LAST, 7);
		nl_nest_end(msg, nest);
		break;
	case FORM_TOO_MANY:
		for (i = 0; i <= SRIOV_MAX_TRUNK; i++)
			put_range(msg, 100 + 2 * i, 100 + 2 * i);
		break;
	case FORM_OUT_OF_RANGE:
		put_range(msg, 4000, SRIOV_MAX_VLAN_ID + 1);
		break;
	case FORM_REVERSED:
		put_range(msg, 9, 8);
		break;
	default:	/* all, and a list */
		put_range(msg, 5, 6);
		nl_put(msg, SRIOV_A_TRUNK_ALL, NULL, 0);
	}
}

static void trunk_put(struct nl_msg *msg, const struct attribute *attr,
		      const struct vf_value *value)
{
	unsigned int bit = 0, runs = 0, i, first[64], last[64];
	size_t nest = nl_nest(msg, attr->type);

	if (value->trunk_form >= FORM_BAD)
		put_wrong_range(msg, value->trunk_form);
	else if (!value->trunk_limited)
		nl_put(msg, SRIOV_A_TRUNK_ALL, NULL, 0);
	else
		while (next_run(value->trunk, &bit, &first[runs], &last[runs]))
			runs++;
	for (i = 0; i < runs; i++) {
		unsigned int at = value->trunk_form == FORM_DESCENDING ?
				  runs - 1 - i : i;

		if (value->trunk_form == FORM_OVERLAPPING)
			put_parts(msg, vid_of(first[at]), vid_of(last[at]));
		else
			put_range(msg, vid_of(first[at]), vid_of(last[at]));
	}
	nl_nest_end(msg, nest);
}

static void trunk_set(struct model *next, const struct request *request,
		      unsigned int attr, unsigned int id, struct vf_value *vf)
{
	(void)next;
	(void)attr;
	(void)id;
	vf->trunk_limited = request->value.trunk_limited;
	vf->trunk = request->value.trunk;
}

/* In order, and no two that touch: then it's written in one way only. */
static bool trunk_equal(const struct nlattr **attrs,
			const struct attribute *attr,
			const struct vf_value *vf, char *why, size_t size)
{
	char got[512], want[512];
	const struct nlattr *range, *part;
	unsigned int vid[2];
	size_t len = 0;
	int left, l;

	trunk_words(vf, want, sizeof(want));
	snprintf(got, sizeof(got), attrs[attr->type] ? "none" : "nothing");
	nl_for_each_in(range, attrs[attr->type] ?: &no_list, left) {
		memset(vid, 0, sizeof(vid));
		if (nl_type(range) == SRIOV_A_TRUNK_ALL) {
			len += snprintf(got + len, sizeof(got) - len, "all");
			continue;
		}
		nl_for_each_in(part, range, l)
			vid[nl_type(part) != SRIOV_A_VLAN_RANGE_FIRST] =
				nl_u32(part);
		if (len < sizeof(got))
			len += snprintf(got + len, sizeof(got) - len,
					vid[0] == vid[1] ? "%s%u" : "%s%u-%u",
					len ? "," : "", vid[0], vid[1]);
	}
	if (!strcmp(got, want))
		return true;
	snprintf(why, size, "%.100s, it should be %.100s", got, want);
	return false;
}

static void trunk_check(const struct request *request,
			const struct attribute *attr, struct verdict *verdict)
{
	(void)attr;
	switch (request->value.trunk_form) {
	case FORM_TOO_MANY:
	case FORM_OUT_OF_RANGE:
		may_fail(verdict, ERANGE);
		break;
	case FORM_FIRST_MISSING:
	case FORM_REVERSED:
	case FORM_CONTRADICTS:
		may_fail(verdict, EINVAL);
		break;
	}
}

/* ---- addresses ------------------------------------------------------------ */

#define SOME_MACS	5	/* those of mac_pick() */
#define DEFAULT_MACS	2	/* of each PF's VFs */
#define MACS		(SOME_MACS + PFS + PFS * DEFAULT_MACS)

/* The address that a bit of vf_value.allowed stands for */
static void allowed_mac(const struct model *model, unsigned int bit,
			unsigned char *mac)
{
	memset(mac, 0, 6);
	if (bit < SOME_MACS) {
		mac[0] = 2;
		mac[5] = 1 + bit;
		return;
	}
	bit -= SOME_MACS;
	if (bit < PFS) {
		memcpy(mac, model->mac[bit], 6);
		return;
	}
	bit -= PFS;
	memcpy(mac, model->vf[bit / DEFAULT_MACS][bit % DEFAULT_MACS]
		    .default_mac, 6);
}

static bool is_allowed(const struct model *model, const struct vf_value *vf,
		       const unsigned char *mac)
{
	unsigned char allowed[6];
	unsigned int bit;

	for (bit = 0; bit < MACS; bit++) {
		allowed_mac(model, bit, allowed);
		if (vf->allowed >> bit & 1 && !memcmp(allowed, mac, 6))
			return true;
	}
	return false;
}

static void allowed_pick(struct rnd *rnd, const struct attribute *attr,
			 bool bad, const struct model *now,
			 struct vf_value *value)
{
	unsigned int macs = rnd_below(rnd, 4);

	(void)attr;
	(void)now;
	value->allowed = 0;
	value->allowed_form = bad ? FORM_BAD + rnd_below(rnd, 5) :
				    rnd_below(rnd, FORM_OVERLAPPING);
	while (macs--)
		value->allowed |= 1 << rnd_below(rnd, rnd_once_in(rnd, 3) ?
						      MACS : SOME_MACS);
}

static void allowed_tell(const struct attribute *attr,
			 const struct vf_value *value, tell_fn tell)
{
	(void)attr;
	tell("%#x (form %u)", value->allowed, value->allowed_form);
}

static void put_entry(struct nl_msg *msg, const unsigned char *mac)
{
	size_t nest = nl_nest(msg, SRIOV_A_MAC_LIST_ENTRY);

	if (mac)
		nl_put(msg, SRIOV_A_MAC_ENTRY_MAC, mac, 6);
	nl_nest_end(msg, nest);
}

static void put_wrong_entry(struct nl_msg *msg, enum list_form form)
{
	unsigned char mac[6] = { 2, 0, 0, 0, 1 };

	switch (form) {
	case FORM_FIRST_MISSING:
		put_entry(msg, NULL);
		break;
	case FORM_TOO_MANY:
		for (; mac[5] <= SRIOV_MAX_ALLOWED_MACS; mac[5]++)
			put_entry(msg, mac);
		break;
	case FORM_OUT_OF_RANGE:	/* a group's */
		mac[0] |= 1;
		put_entry(msg, mac);
		break;
	case FORM_REVERSED:	/* nobody's */
		memset(mac, 0, sizeof(mac));
		put_entry(msg, mac);
		break;
	default:		/* twice */
		put_entry(msg, mac);
		put_entry(msg, mac);
	}
}

/* The table of addresses doesn't change, so any model has it. */
static const struct model *any_model;

static void allowed_put(struct nl_msg *msg, const struct attribute *attr,
			const struct vf_value *value)
{
	size_t nest = nl_nest(msg, attr->type);
	unsigned char mac[6];
	unsigned int i, bit;

	if (value->allowed_form >= FORM_BAD)
		put_wrong_entry(msg, value->allowed_form);
	for (i = 0; value->allowed_form < FORM_BAD && i < MACS; i++) {
		bit = value->allowed_form == FORM_DESCENDING ? MACS - 1 - i : i;
		if (!(value->allowed >> bit & 1))
			continue;
		allowed_mac(any_model, bit, mac);
		put_entry(msg, mac);
	}
	nl_nest_end(msg, nest);
}

static void allowed_set(struct model *next, const struct request *request,
			unsigned int attr, unsigned int id, struct vf_value *vf)
{
	(void)next;
	(void)attr;
	(void)id;
	vf->allowed = request->value.allowed;
}

static uint32_t bit_of(const unsigned char *mac)
{
	unsigned char of[6];
	unsigned int bit;

	for (bit = 0; bit < MACS; bit++) {
		allowed_mac(any_model, bit, of);
		if (!memcmp(mac, of, 6))
			return 1 << bit;
	}
	return 1U << 31;
}

static bool allowed_equal(const struct nlattr **attrs,
			  const struct attribute *attr,
			  const struct vf_value *vf, char *why, size_t size)
{
	const struct nlattr *entry, *part;
	unsigned char before[6] = {};
	bool sorted = attrs[attr->type];
	uint32_t got = 0;
	int left, l;

	nl_for_each_in(entry, attrs[attr->type] ?: &no_list, left) {
		nl_for_each_in(part, entry, l) {
			sorted &= memcmp(before, nl_data(part), 6) < 0;
			memcpy(before, nl_data(part), 6);
			got |= bit_of(before);
		}
	}
	if (got == vf->allowed && sorted)
		return true;
	snprintf(why, size, "%#x%s, it should be %#x", got,
		 sorted ? "" : ", not in order", vf->allowed);
	return false;
}

static void allowed_check(const struct request *request,
			  const struct attribute *attr, struct verdict *verdict)
{
	(void)attr;
	if (request->value.allowed_form == FORM_TOO_MANY)
		may_fail(verdict, ERANGE);
	else if (request->value.allowed_form >= FORM_BAD)
		may_fail(verdict, EINVAL);
}

#endif /* VF_LISTS_H */
