// SPDX-License-Identifier: GPL-2.0
/*
 * Values that are lists; see lists.h. Whether they are good is the kernel's
 * decision; here they only have to be lists of the right things.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lists.h"
#include "sriovctl.h"

/* ---- VLANs ---- */

/* A VLAN at the beginning of @text, which moves on. */
static bool vlan_field(const char **text, uint16_t *vlan)
{
	unsigned int value = 0;

	if (**text < '0' || **text > '9')
		return false;
	while (**text >= '0' && **text <= '9' && value <= SRIOV_MAX_VLAN_ID)
		value = value * 10 + (unsigned int)(*(*text)++ - '0');
	*vlan = (uint16_t)value;
	return value && value <= SRIOV_MAX_VLAN_ID;
}

const char *trunk_parse(const char *text, struct trunk *trunk)
{
	static const char shape[] =
		"VLANs from 1 to 4094 look like 10,20-29; or it is all or none";
	struct vf_range *range;

	memset(trunk, 0, sizeof(*trunk));
	if (!strcmp(text, "all")) {
		trunk->all = true;
		return NULL;
	}
	if (!strcmp(text, "none"))
		return NULL;
	for (;; text++) {
		if (trunk->count == SRIOV_MAX_TRUNK)
			return "more ranges than a VF may have";
		range = &trunk->range[trunk->count++];
		if (!vlan_field(&text, &range->first))
			return shape;
		range->last = range->first;
		if (*text == '-') {
			text++;
			if (!vlan_field(&text, &range->last))
				return shape;
		}
		if (!*text)
			return NULL;
		if (*text != ',')
			return shape;
	}
}

char *trunk_text(const struct trunk *trunk, char *text, size_t size)
{
	const struct vf_range *range = trunk->range;
	unsigned int i;
	size_t used = 0;
	int n;

	snprintf(text, size, "%s", trunk->all ? "all" : "none");
	for (i = 0; i < trunk->count && used < size; i++) {
		n = snprintf(text + used, size - used, "%s%u", i ? "," : "",
			     range[i].first);
		used += n > 0 ? (size_t)n : 0;
		if (range[i].last == range[i].first || used >= size)
			continue;
		n = snprintf(text + used, size - used, "-%u", range[i].last);
		used += n > 0 ? (size_t)n : 0;
	}
	return text;
}

bool trunk_has(const struct trunk *trunk, unsigned int vid)
{
	unsigned int i;

	for (i = 0; i < trunk->count; i++)
		if (vid >= trunk->range[i].first && vid <= trunk->range[i].last)
			return true;
	return trunk->all;
}

bool trunk_change(struct trunk *trunk, unsigned int vid, bool on)
{
	struct trunk new = { .all = trunk->all };
	bool open = false, has;
	unsigned int i;

	for (i = 1; i <= SRIOV_MAX_VLAN_ID; i++) {
		has = i == vid ? on : trunk_has(trunk, i);
		if (has && !open && new.count == SRIOV_MAX_TRUNK)
			return false;
		if (has && !open)
			new.range[new.count++].first = (uint16_t)i;
		if (has)
			new.range[new.count - 1].last = (uint16_t)i;
		open = has;
	}
	*trunk = new;
	return true;
}

void trunk_put(struct nlmsghdr *nlh, uint16_t attr, const struct trunk *trunk)
{
	struct nlattr *nest = mnl_attr_nest_start(nlh, attr);
	struct nlattr *inner;
	unsigned int i;

	if (trunk->all)
		mnl_attr_put(nlh, SRIOV_A_TRUNK_ALL, 0, NULL);
	for (i = 0; i < trunk->count; i++) {
		inner = mnl_attr_nest_start(nlh, SRIOV_A_TRUNK_RANGE);
		mnl_attr_put_u32(nlh, SRIOV_A_VLAN_RANGE_FIRST,
				 trunk->range[i].first);
		mnl_attr_put_u32(nlh, SRIOV_A_VLAN_RANGE_LAST,
				 trunk->range[i].last);
		mnl_attr_nest_end(nlh, inner);
	}
	mnl_attr_nest_end(nlh, nest);
}

static bool range_decode(const struct nlattr *nest, struct vf_range *range)
{
	const struct nlattr *attr;
	uint32_t value;

	range->first = 0;
	range->last = 0;
	mnl_attr_for_each_nested(attr, nest) {
		if (mnl_attr_get_payload_len(attr) != sizeof(value))
			return false;
		value = mnl_attr_get_u32(attr);
		if (value > SRIOV_MAX_VLAN_ID)
			return false;
		if (mnl_attr_get_type(attr) == SRIOV_A_VLAN_RANGE_FIRST)
			range->first = (uint16_t)value;
		else if (mnl_attr_get_type(attr) == SRIOV_A_VLAN_RANGE_LAST)
			range->last = (uint16_t)value;
	}
	return range->first && range->last >= range->first;
}

bool trunk_decode(const struct nlattr *nest, struct trunk *trunk)
{
	const struct nlattr *attr;

	memset(trunk, 0, sizeof(*trunk));
	mnl_attr_for_each_nested(attr, nest) {
		switch (mnl_attr_get_type(attr)) {
		case SRIOV_A_TRUNK_ALL:
			trunk->all = true;
			break;
		case SRIOV_A_TRUNK_RANGE:
			if (trunk->count == SRIOV_MAX_TRUNK ||
			    !range_decode(attr, &trunk->range[trunk->count++]))
				return false;
			break;
		default:
			break;
		}
	}
	return true;
}

/* ---- addresses ---- */

const char *macs_parse(const char *text, struct macs *macs)
{
	static const char shape[] =
		"addresses look like 02:00:00:00:00:01,02:00:00:00:00:02; or it is none";
	char one[MAC_TEXT_LEN];
	size_t len;

	memset(macs, 0, sizeof(*macs));
	if (!strcmp(text, "none"))
		return NULL;
	for (;; text += len + 1) {
		len = strcspn(text, ",");
		if (len >= sizeof(one))
			return shape;
		memcpy(one, text, len);
		one[len] = '\0';
		if (macs->count == SRIOV_MAX_ALLOWED_MACS)
			return "more addresses than a VF may have";
		if (mac_parse(one, macs->mac[macs->count++]))
			return shape;
		if (!text[len])
			return NULL;
	}
}

char *macs_text(const struct macs *macs, char *text, size_t size)
{
	char one[MAC_TEXT_LEN];
	size_t used = 0;
	unsigned int i;
	int n;

	snprintf(text, size, "none");
	for (i = 0; i < macs->count && used < size; i++) {
		n = snprintf(text + used, size - used, "%s%s", i ? "," : "",
			     mac_text(macs->mac[i], one));
		used += n > 0 ? (size_t)n : 0;
	}
	return text;
}

void macs_put(struct nlmsghdr *nlh, const struct macs *macs)
{
	struct nlattr *nest = mnl_attr_nest_start(nlh, SRIOV_A_VF_ALLOWED_MACS);
	struct nlattr *entry;
	unsigned int i;

	for (i = 0; i < macs->count; i++) {
		entry = mnl_attr_nest_start(nlh, SRIOV_A_MAC_LIST_ENTRY);
		mnl_attr_put(nlh, SRIOV_A_MAC_ENTRY_MAC, MAC_LEN,
			     macs->mac[i]);
		mnl_attr_nest_end(nlh, entry);
	}
	mnl_attr_nest_end(nlh, nest);
}

bool macs_decode(const struct nlattr *nest, struct macs *macs)
{
	const struct nlattr *entry, *attr;

	memset(macs, 0, sizeof(*macs));
	mnl_attr_for_each_nested(entry, nest) {
		if (mnl_attr_get_type(entry) != SRIOV_A_MAC_LIST_ENTRY)
			continue;
		if (macs->count == SRIOV_MAX_ALLOWED_MACS)
			return false;
		mnl_attr_for_each_nested(attr, entry) {
			if (mnl_attr_get_type(attr) != SRIOV_A_MAC_ENTRY_MAC)
				continue;
			if (mnl_attr_get_payload_len(attr) != MAC_LEN)
				return false;
			memcpy(macs->mac[macs->count],
			       mnl_attr_get_payload(attr), MAC_LEN);
		}
		macs->count++;
	}
	return true;
}
