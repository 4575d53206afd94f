// SPDX-License-Identifier: GPL-2.0
/*
 * sriovctl vf set: change attributes of VFs. Words become a request; whether
 * the values are good is the kernel's decision, and it refuses a request as a
 * whole. Each contiguous range of VFs is one request, so that a list with
 * gaps can stop in the middle: then what was done is said exactly.
 */
#include <stdio.h>
#include <string.h>

#include "session.h"
#include "sriovctl.h"

/**
 * struct change - what to change, and to what
 * @what: bitmap of SET_*
 * @mac_default: each VF gets back the address it is born with
 * @mac: new address, else; zero for the default, as the kernel has it
 * @vlan: new port VLAN, 0: none
 * @qos: new priority
 * @spoofchk: 1 on, 0 off
 */
struct change {
	unsigned int what;
	bool mac_default;
	uint8_t mac[MAC_LEN];
	uint32_t vlan;
	uint32_t qos;
	uint32_t spoofchk;
};

enum {
	SET_MAC		= 1 << 0,
	SET_VLAN	= 1 << 1,
	SET_QOS		= 1 << 2,
	SET_SPOOFCHK	= 1 << 3,
};

/* Parsers of values: NULL, or what is wrong. */
static const char *parse_mac(const char *text, struct change *change)
{
	if (!strcmp(text, "default")) {
		change->mac_default = true;
		return NULL;
	}
	return mac_parse(text, change->mac);
}

static const char *parse_vlan(const char *text, struct change *change)
{
	if (!strcmp(text, "none")) {
		change->vlan = 0;
		return NULL;
	}
	if (number_parse(text, &change->vlan))
		return "a VLAN is a number from 1 to 4094, or none";
	return NULL;
}

static const char *parse_qos(const char *text, struct change *change)
{
	if (number_parse(text, &change->qos))
		return "a priority is a number from 0 to 7";
	return NULL;
}

static const char *parse_spoofchk(const char *text, struct change *change)
{
	if (!strcmp(text, "on"))
		change->spoofchk = 1;
	else if (!strcmp(text, "off"))
		change->spoofchk = 0;
	else
		return "it is on or off";
	return NULL;
}

static const struct {
	const char *name;
	unsigned int bit;
	const char *(*parse)(const char *text, struct change *change);
} attributes[] = {
	{ "mac", SET_MAC, parse_mac },
	{ "vlan", SET_VLAN, parse_vlan },
	{ "qos", SET_QOS, parse_qos },
	{ "spoofchk", SET_SPOOFCHK, parse_spoofchk },
};

static int parse_attribute(const char *name, const char *value,
			   struct change *change)
{
	const char *problem;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(attributes); i++)
		if (!strcmp(name, attributes[i].name))
			break;
	if (i == ARRAY_SIZE(attributes)) {
		error("VFs have no attribute '%s' to set", name);
		hint("it is mac, vlan, qos or spoofchk");
		return EXIT_USAGE;
	}
	if (change->what & attributes[i].bit) {
		error("%s is given twice", name);
		return EXIT_USAGE;
	}
	if (!value) {
		error("%s needs a value", name);
		return EXIT_USAGE;
	}
	problem = attributes[i].parse(value, change);
	if (problem) {
		error("%s '%s': %s", name, value, problem);
		return EXIT_USAGE;
	}
	change->what |= attributes[i].bit;
	return EXIT_OK;
}

static int parse_change(int argc, char **argv, struct change *change)
{
	int i, status;

	memset(change, 0, sizeof(*change));
	for (i = 0; i < argc; i += 2) {
		status = parse_attribute(argv[i],
					 i + 1 < argc ? argv[i + 1] : NULL,
					 change);
		if (status)
			return status;
	}
	return EXIT_OK;
}

static bool set_range(struct session *s, const struct vf_range *range,
		      const struct change *change, struct nl_error *err)
{
	struct nlmsghdr *nlh = nl_request(&s->nl, SRIOV_CMD_VF_SET);

	mnl_attr_put_strz(nlh, SRIOV_A_VF_PCI_ADDRESS, s->pf->address);
	mnl_attr_put_u32(nlh, SRIOV_A_VF_VF_ID, range->first);
	if (range->last != range->first)
		mnl_attr_put_u32(nlh, SRIOV_A_VF_VF_LAST, range->last);
	if (change->what & SET_MAC)
		mnl_attr_put(nlh, SRIOV_A_VF_MAC, MAC_LEN, change->mac);
	if (change->what & SET_VLAN)
		mnl_attr_put_u32(nlh, SRIOV_A_VF_VLAN, change->vlan);
	if (change->what & SET_QOS)
		mnl_attr_put_u32(nlh, SRIOV_A_VF_QOS, change->qos);
	if (change->what & SET_SPOOFCHK)
		mnl_attr_put_u32(nlh, SRIOV_A_VF_SPOOFCHK, change->spoofchk);
	return nl_do(&s->nl, NULL, err);
}

/* Ranges first to last - 1, as "pf0/0,4". */
static void say_ranges(const struct session *s, const char *what,
		       unsigned int first, unsigned int last)
{
	char text[RANGES_TEXT_LEN];
	struct vf_ranges part = { .count = last - first };

	if (!part.count)
		return;
	memcpy(part.range, &s->vfs.range[first],
	       part.count * sizeof(part.range[0]));
	hint("%s: %s/%s", what, s->pf->label,
	     ranges_text(&part, text, sizeof(text)));
}

static int set_ranges(struct session *s, const struct change *change)
{
	char text[RANGES_TEXT_LEN];
	struct vf_ranges refused;
	struct nl_error err;
	unsigned int i;

	for (i = 0; i < s->vfs.count; i++) {
		if (set_range(s, &s->vfs.range[i], change, &err))
			continue;
		refused.count = 1;
		refused.range[0] = s->vfs.range[i];
		nl_explain(&err, "can't set %s/%s", s->pf->label,
			   ranges_text(&refused, text, sizeof(text)));
		if (s->vfs.count > 1) {
			say_ranges(s, "set before that, and stay so", 0, i);
			say_ranges(s, "not changed", i, s->vfs.count);
		}
		return EXIT_REFUSED;
	}
	return EXIT_OK;
}

int cmd_vf_set(const struct options *opt, int argc, char **argv)
{
	struct change change;
	struct session s;
	int status;

	(void)opt;
	status = parse_change(argc - 1, argv + 1, &change);
	if (status)
		return status;
	status = session_open(&s, argv[0], NEED_VFS);
	if (status)
		return status;
	if ((change.what & SET_MAC) && !change.mac_default &&
	    ranges_total(&s.vfs) > 1) {
		error("'%s': a MAC address is for one VF only", argv[0]);
		hint("set that of each VF: sriovctl vf set %s/%u mac ...",
		     s.pf->label, s.vfs.range[0].first);
		status = EXIT_USAGE;
	} else {
		status = set_ranges(&s, &change);
	}
	session_close(&s);
	return status;
}
