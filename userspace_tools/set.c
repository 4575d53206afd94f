// SPDX-License-Identifier: GPL-2.0
/*
 * sriovctl vf set, reset, start, stop: change attributes of VFs. Words become one
 * transaction, of any number of VFs and PFs; whether the values are good is the
 * kernel's decision, and it refuses the whole or does the whole.
 *
 *	GROUP [, GROUP]...	a comma that stands alone is between groups
 *	GROUP: PF/RANGE... ATTRIBUTE VALUE...
 *
 * Selectors have a slash, attributes haven't. Where two groups set the same of
 * a VF the later one holds.
 */
#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <linux/genetlink.h>
#include <linux/if_ether.h>

#include "session.h"
#include "slots.h"
#include "sriovctl.h"

/**
 * struct change - what to change, and to what
 * @what: bitmap of SET_*
 * @mac_default: each VF gets back the address it is born with
 * @mac: new address, else; zero for the default, as the kernel has it
 * @vlan: new port VLAN, 0: none
 * @qos: new priority
 * @proto: Ethernet protocol of the port VLAN's tag
 * @spoofchk: 1 on, 0 off
 * @max_tx_rate: new limit, Mbit/s, 0: none
 * @min_tx_rate: new guarantee, likewise
 * @trust: 1 on, 0 off
 * @link_state: enum sriov_link
 * @queues: queue pairs
 * @trunk: VLANs of its own
 * @allowed_macs: addresses besides its own
 * @max_mtu: new limit, bytes, 0: none
 * @in_service: 1 into service, 0 out of it
 *
 * SET_RELEASE gives up the ownership, SET_RESET comes before all others.
 */
struct change {
	unsigned int what;
	bool mac_default;
	uint8_t mac[MAC_LEN];
	uint32_t vlan;
	uint32_t qos;
	uint32_t proto;
	uint32_t spoofchk;
	uint32_t max_tx_rate;
	uint32_t min_tx_rate;
	uint32_t trust;
	uint32_t link_state;
	uint32_t queues;
	struct trunk trunk;
	struct macs allowed_macs;
	uint32_t max_mtu;
	uint32_t in_service;
};

enum {
	SET_MAC		= 1 << 0,
	SET_VLAN	= 1 << 1,
	SET_QOS		= 1 << 2,
	SET_SPOOFCHK	= 1 << 3,
	SET_MAX_TX_RATE	= 1 << 4,
	SET_MIN_TX_RATE	= 1 << 5,
	SET_TRUST	= 1 << 6,
	SET_LINK	= 1 << 7,
	SET_QUEUES	= 1 << 12,
	SET_RELEASE	= 1 << 8,
	SET_TRUNK	= 1 << 9,
	SET_ALLOWED	= 1 << 10,
	SET_MAX_MTU	= 1 << 11,
	SET_RESET	= 1 << 15,
	SET_PROTO	= 1 << 16,	/* part of the VLAN */
	SET_SERVICE	= 1 << 24,	/* vf start, vf stop */
};

/* Parsers of values: NULL, or what is wrong. Those of numbers first. */
static const char *parse_vlan(const char *text, uint32_t *vlan)
{
	*vlan = 0;
	/* In the request 0 is none: who means that has to say so. */
	if (strcmp(text, "none") != 0 && (number_parse(text, vlan) || !*vlan))
		return "a VLAN is a number from 1 to 4094, or none";
	return NULL;
}

static const char *parse_qos(const char *text, uint32_t *qos)
{
	return number_parse(text, qos) ? "a priority is a number from 0 to 7" :
					 NULL;
}

static const char *parse_proto(const char *text, uint32_t *proto)
{
	if (!strcasecmp(text, "802.1Q"))
		*proto = ETH_P_8021Q;
	else if (!strcasecmp(text, "802.1ad"))
		*proto = ETH_P_8021AD;
	else
		return "it is 802.1Q or 802.1ad";
	return NULL;
}

static const char *parse_switch(const char *text, uint32_t *value)
{
	if (!strcmp(text, "on"))
		*value = 1;
	else if (!strcmp(text, "off"))
		*value = 0;
	else
		return "it is on or off";
	return NULL;
}

static const char *parse_rate(const char *text, uint32_t *rate)
{
	*rate = 0;
	if (strcmp(text, "none") != 0 && (number_parse(text, rate) || !*rate))
		return "a rate is a number of Mbit/s from 1, or none";
	return NULL;
}

static const char *parse_link(const char *text, uint32_t *state)
{
	for (*state = 0; link_name(*state); ++*state)
		if (!strcmp(text, link_name(*state)))
			return NULL;
	return "it is auto, enable or disable";
}

static const char *parse_queues(const char *text, uint32_t *queues)
{
	if (number_parse(text, queues) || !*queues)
		return "it is a number of queue pairs, from 1";
	return NULL;
}

static const char *parse_max_mtu(const char *text, uint32_t *mtu)
{
	*mtu = 0;
	if (strcmp(text, "none") != 0 && (number_parse(text, mtu) || !*mtu))
		return "an MTU is a number of bytes, or none";
	return NULL;
}

static const char *parse_mac(const char *text, struct change *change)
{
	if (!strcmp(text, "default")) {
		change->mac_default = true;
		return NULL;
	}
	return mac_parse(text, change->mac);
}

static const char *parse_trunk(const char *text, struct change *change)
{
	return trunk_parse(text, &change->trunk);
}

static const char *parse_allowed(const char *text, struct change *change)
{
	return macs_parse(text, &change->allowed_macs);
}

/* An owner is claimed with --owner, which is needed to give it up too. */
static const char *parse_release(const char *text, struct change *change)
{
	(void)change;
	return strcmp(text, "none") ? "it is none; an owner is given by --owner" :
				      NULL;
}

static void put_mac(struct nlmsghdr *nlh, const struct change *change)
{
	mnl_attr_put(nlh, SRIOV_A_VF_MAC, MAC_LEN, change->mac);
}

static void put_trunk(struct nlmsghdr *nlh, const struct change *change)
{
	trunk_put(nlh, SRIOV_A_VF_TRUNK, &change->trunk);
}

static void put_allowed(struct nlmsghdr *nlh, const struct change *change)
{
	macs_put(nlh, &change->allowed_macs);
}

static void put_release(struct nlmsghdr *nlh, const struct change *change)
{
	(void)change;
	mnl_attr_put(nlh, SRIOV_A_VF_OWNER_RELEASE, 0, NULL);
}

/* What can be changed, in the order of the request: a number, of an attribute
 * and at an offset in struct change, or what brings functions of its own.
 * Without a parser it isn't a word of vf set.
 */
static const struct {
	const char *name;
	unsigned int bit;
	uint16_t type;
	size_t offset;
	const char *(*number)(const char *text, uint32_t *value);
	const char *(*parse)(const char *text, struct change *change);
	void (*put)(struct nlmsghdr *nlh, const struct change *change);
} attributes[] = {
#define NUMBER(name, bit, type, field, parser) \
	{ name, bit, type, offsetof(struct change, field), parser, NULL, NULL }
#define OTHER(name, bit, parser, writer) \
	{ name, bit, 0, 0, NULL, parser, writer }
	OTHER("mac", SET_MAC, parse_mac, put_mac),
	NUMBER("vlan", SET_VLAN, SRIOV_A_VF_VLAN, vlan, parse_vlan),
	NUMBER("qos", SET_QOS, SRIOV_A_VF_QOS, qos, parse_qos),
	NUMBER("proto", SET_PROTO, SRIOV_A_VF_VLAN_PROTO, proto, parse_proto),
	NUMBER("spoofchk", SET_SPOOFCHK, SRIOV_A_VF_SPOOFCHK, spoofchk,
	       parse_switch),
	NUMBER("max-tx-rate", SET_MAX_TX_RATE, SRIOV_A_VF_MAX_TX_RATE,
	       max_tx_rate, parse_rate),
	NUMBER("min-tx-rate", SET_MIN_TX_RATE, SRIOV_A_VF_MIN_TX_RATE,
	       min_tx_rate, parse_rate),
	NUMBER("trust", SET_TRUST, SRIOV_A_VF_TRUST, trust, parse_switch),
	NUMBER("link-state", SET_LINK, SRIOV_A_VF_LINK_STATE, link_state,
	       parse_link),
	NUMBER("queues", SET_QUEUES, SRIOV_A_VF_QUEUES, queues, parse_queues),
	OTHER("trunk", SET_TRUNK, parse_trunk, put_trunk),
	OTHER("allowed-macs", SET_ALLOWED, parse_allowed, put_allowed),
	NUMBER("max-mtu", SET_MAX_MTU, SRIOV_A_VF_MAX_MTU, max_mtu,
	       parse_max_mtu),
	NUMBER("in-service", SET_SERVICE, SRIOV_A_VF_IN_SERVICE, in_service,
	       NULL),
	OTHER("owner", SET_RELEASE, parse_release, put_release),
#undef NUMBER
#undef OTHER
};

static bool is_word(size_t i)
{
	return attributes[i].number || attributes[i].parse;
}

static const char *parse_value(size_t i, const char *text,
			       struct change *change)
{
	if (attributes[i].number)
		return attributes[i].number(text, (void *)((char *)change +
						attributes[i].offset));
	return attributes[i].parse(text, change);
}

/* All that is to be changed. */
static void put_attributes(struct nlmsghdr *nlh, const struct change *change)
{
	const char *fields = (const char *)change;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(attributes); i++) {
		if (!(change->what & attributes[i].bit))
			continue;
		if (attributes[i].put)
			attributes[i].put(nlh, change);
		else
			mnl_attr_put_u32(nlh, attributes[i].type,
					 *(const uint32_t *)(fields +
						attributes[i].offset));
	}
}

static int parse_attribute(const char *name, const char *value,
			   struct change *change)
{
	const char *problem;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(attributes); i++)
		if (is_word(i) && !strcmp(name, attributes[i].name))
			break;
	if (i == ARRAY_SIZE(attributes)) {
		error("VFs have no attribute '%s' to set", name);
		hint("it is mac, vlan, qos, proto, spoofchk, max-tx-rate, %s",
		     "min-tx-rate, trust, link-state, queues, trunk, allowed-macs, max-mtu or owner");
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
	problem = parse_value(i, value, change);
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
	if ((change->what & SET_PROTO) && !(change->what & SET_VLAN)) {
		error("proto needs vlan");
		return EXIT_USAGE;
	}
	return EXIT_OK;
}

/* VFs, as words, and what to change of them. */
struct group {
	char **selectors;
	int num;
	struct change change;
};

struct groups {
	struct group *group;
	size_t num;
};

/* @alone: see parse_groups() */
static int parse_group(int argc, char **argv, bool alone, struct group *group)
{
	int status;

	group->selectors = argv;
	for (group->num = 0; group->num < argc; group->num++) {
		if (group->num && !strchr(argv[group->num], '/'))
			break;
		status = session_check(argv[group->num], NEED_VFS);
		if (status)
			return status;
	}
	if (!argc || (group->num == argc && !alone)) {
		error(argc ? "'%s': what is to be set?" :
			     "VFs are wanted beside the comma%s",
		      argc ? argv[argc - 1] : "");
		hint("write PF/RANGE and an attribute, such as vlan, and a value");
		return EXIT_USAGE;
	}
	return parse_change(argc - group->num, argv + group->num,
			    &group->change);
}

/* @alone: selectors may stand without attributes. */
static int parse_groups(int argc, char **argv, bool alone,
			struct groups *groups)
{
	struct group *group;
	int len, status;

	groups->group = NULL;
	groups->num = 0;
	for (;; argc -= len + 1, argv += len + 1) {
		for (len = 0; len < argc && strcmp(argv[len], ",") != 0; len++)
			;
		groups->group = xrealloc(groups->group, groups->num + 1,
					 sizeof(*groups->group));
		group = &groups->group[groups->num++];
		status = parse_group(len, argv, alone, group);
		if (status || len == argc)
			return status;
	}
}

/* Room for one change in the request, all attributes and the nest included. */
#define CHANGE_ROOM	(256 + TRUNK_ROOM + MACS_ROOM)

static void put_flag(struct nlmsghdr *nlh, uint16_t type, bool on)
{
	if (on)
		mnl_attr_put(nlh, type, 0, NULL);
}

static void put_range(struct session *s, const struct options *opt,
		      const struct vf_range *range,
		      const struct change *change)
{
	struct nlmsghdr *nlh = nl_room(&s->nl, CHANGE_ROOM);
	struct nlattr *nest = mnl_attr_nest_start(nlh, SRIOV_A_APPLY_CHANGE);

	mnl_attr_put_strz(nlh, SRIOV_A_VF_PCI_ADDRESS, s->pf->address);
	mnl_attr_put_u32(nlh, SRIOV_A_VF_VF_ID, range->first);
	if (range->last != range->first)
		mnl_attr_put_u32(nlh, SRIOV_A_VF_VF_LAST, range->last);
	put_attributes(nlh, change);
	if (opt->given & OPT_OWNER)
		mnl_attr_put_u64(nlh, SRIOV_A_VF_OWNER, opt->owner);
	put_flag(nlh, SRIOV_A_VF_OWNER_FORCE, opt->given & OPT_FORCE);
	put_flag(nlh, SRIOV_A_VF_RESET, change->what & SET_RESET);
	mnl_attr_nest_end(nlh, nest);
}

static int put_selector(struct session *s, const char *text)
{
	int status = session_select(s, text, NEED_VFS);

	if (!status && !s->vfs.count) {
		error("%s has no VFs: its hardware has none", s->pf->label);
		status = EXIT_REFUSED;
	}
	return status;
}

static int put_group(struct session *s, const struct options *opt,
		     const struct group *group)
{
	unsigned int i, vfs = 0;
	int n, status;

	for (n = 0; n < group->num; n++) {
		status = put_selector(s, group->selectors[n]);
		if (status)
			return status;
		vfs += ranges_total(&s->vfs);
		if ((group->change.what & SET_MAC) &&
		    !group->change.mac_default && vfs > 1) {
			error("'%s': a MAC address is for one VF only",
			      group->selectors[n]);
			hint("set that of each VF: sriovctl vf set %s/%u mac ...",
			     s->pf->label, s->vfs.range[0].first);
			return EXIT_USAGE;
		}
		for (i = 0; i < s->vfs.count; i++)
			put_range(s, opt, &s->vfs.range[i], &group->change);
	}
	return EXIT_OK;
}

/* --generation PF=N */
static int put_generation(struct session *s, const char *text)
{
	const char *sign = strrchr(text, '=');
	struct nlmsghdr *nlh;
	struct nlattr *nest;
	uint32_t generation;
	int status;
	char *pf;

	if (!sign || number_parse(sign + 1, &generation)) {
		error("--generation '%s': it is PF=N", text);
		hint("see generation in 'sriovctl pf show'");
		return EXIT_USAGE;
	}
	pf = strndup(text, (size_t)(sign - text));
	if (!pf)
		return EXIT_REFUSED;
	status = session_select(s, pf, NEED_PF);
	free(pf);
	if (status)
		return status;
	nlh = nl_room(&s->nl, CHANGE_ROOM);
	nest = mnl_attr_nest_start(nlh, SRIOV_A_APPLY_EXPECT);
	mnl_attr_put_strz(nlh, SRIOV_A_APPLY_PF_PCI_ADDRESS, s->pf->address);
	mnl_attr_put_u32(nlh, SRIOV_A_APPLY_PF_GENERATION, generation);
	mnl_attr_nest_end(nlh, nest);
	return EXIT_OK;
}

static int put_all(struct session *s, const struct options *opt,
		   const struct groups *groups)
{
	struct nlmsghdr *nlh;
	int n, status;
	size_t i;

	nl_request(&s->nl, SRIOV_CMD_APPLY);
	for (i = 0; i < groups->num; i++) {
		status = put_group(s, opt, &groups->group[i]);
		if (status)
			return status;
	}
	for (n = 0; n < opt->num_generations; n++) {
		status = put_generation(s, opt->generation[n]);
		if (status)
			return status;
	}
	if (opt->given & OPT_DRY_RUN) {
		nlh = nl_room(&s->nl, CHANGE_ROOM);
		mnl_attr_put(nlh, SRIOV_A_APPLY_DRY_RUN, 0, NULL);
	}
	return EXIT_OK;
}

/* One PF of the answer to a dry run. */
static bool print_result(const struct pf_list *pfs, const struct nlattr *nest)
{
	const char *address = NULL;
	const struct nlattr *attr;
	const struct pf *pf;
	uint32_t num = 0;

	mnl_attr_for_each_nested(attr, nest) {
		switch (mnl_attr_get_type(attr)) {
		case SRIOV_A_APPLY_PF_PCI_ADDRESS:
			if (mnl_attr_validate(attr, MNL_TYPE_NUL_STRING) < 0)
				return false;
			address = mnl_attr_get_str(attr);
			break;
		case SRIOV_A_APPLY_PF_NUM_CHANGED:
			if (mnl_attr_validate(attr, MNL_TYPE_U32) < 0)
				return false;
			num = mnl_attr_get_u32(attr);
			break;
		default:
			break;
		}
	}
	if (!address)
		return false;
	pf = pf_list_by_address(pfs, address);
	printf("%s: %" PRIu32 " %s would change\n",
	       pf ? pf->label : address, num, num == 1 ? "VF" : "VFs");
	return true;
}

static bool print_answer(const struct nlmsghdr *nlh, void *data)
{
	const struct nlattr *attr;

	if (nlh->nlmsg_len < NLMSG_HDRLEN + GENL_HDRLEN)
		return false;
	mnl_attr_for_each(attr, nlh, sizeof(struct genlmsghdr))
		if (mnl_attr_get_type(attr) == SRIOV_A_APPLY_RESULT &&
		    !print_result(data, attr))
			return false;
	return true;
}

static int send_all(struct session *s, const struct options *opt,
		    const struct groups *groups)
{
	const struct nl_sink sink = {
		.object = print_answer, .data = &s->pfs,
	};
	char text[RANGES_TEXT_LEN];
	struct nl_error err;

	if (nl_do(&s->nl, opt->given & OPT_DRY_RUN ? &sink : NULL, &err))
		return EXIT_OK;
	if (groups->num > 1 || groups->group[0].num > 1)
		return nl_explain(&err, "can't set these VFs, none was changed");
	session_select(s, groups->group[0].selectors[0], NEED_VFS);
	return nl_explain(&err, "can't set %s/%s", s->pf->label,
			  ranges_text(&s->vfs, text, sizeof(text)));
}

static int run(const struct options *opt, const struct groups *groups)
{
	struct session s;
	int status = session_open(&s, NULL, NEED_VFS);

	if (!status) {
		status = put_all(&s, opt, groups);
		if (!status)
			status = send_all(&s, opt, groups);
		session_close(&s);
	}
	return status;
}

int cmd_vf_set(const struct options *opt, int argc, char **argv)
{
	struct groups groups;
	int status;

	/* To own a VF, nothing else need be set. */
	status = parse_groups(argc, argv, opt->given & OPT_OWNER, &groups);
	if (!status)
		status = run(opt, &groups);
	free(groups.group);
	return status;
}

int cmd_vf_reset(const struct options *opt, int argc, char **argv)
{
	struct groups groups;
	int i, status = EXIT_OK;

	for (i = 0; i < argc && !status; i++)
		status = session_check(argv[i], NEED_VFS);
	if (status)
		return status;
	parse_groups(argc, argv, true, &groups);
	groups.group[0].change.what |= SET_RESET;
	status = run(opt, &groups);
	free(groups.group);
	return status;
}

/* The VFs of all groups as they are. */
static int load_vfs(struct session *s, const struct groups *groups,
		    struct vf_list *all)
{
	struct vf_list some = { 0 };
	bool incomplete;
	int n, status;
	size_t i, j;

	for (i = 0; i < groups->num; i++) {
		for (n = 0; n < groups->group[i].num; n++) {
			status = put_selector(s, groups->group[i].selectors[n]);
			if (!status)
				status = nl_load_vfs(&s->nl, s->pf,
						     s->all ? NULL : &s->vfs,
						     false, &some, &incomplete);
			if (status)
				return status;
			for (j = 0; j < some.count; j++)
				*vf_list_add(all) = some.vf[j];
			vf_list_free(&some);
		}
	}
	return EXIT_OK;
}

/* @on: into service, else out of it */
static int change_service(const struct options *opt, struct groups *groups,
			  bool on)
{
	struct vf_list vfs = { 0 };
	struct session s;
	int status;
	size_t i;

	for (i = 0; i < groups->num; i++) {
		groups->group[i].change.what |= SET_SERVICE;
		groups->group[i].change.in_service = on;
	}
	status = session_open(&s, NULL, NEED_VFS);
	if (status)
		return status;
	status = load_vfs(&s, groups, &vfs);
	if (!status)
		status = put_all(&s, opt, groups);
	if (!status)
		status = send_all(&s, opt, groups);
	if (!status && !(opt->given & OPT_DRY_RUN))
		status = on ? slots_start(&s, &vfs) : slots_stop(&s, &vfs);
	vf_list_free(&vfs);
	session_close(&s);
	return status;
}

int cmd_vf_start(const struct options *opt, int argc, char **argv)
{
	struct groups groups;
	int status = parse_groups(argc, argv, true, &groups);

	if (!status)
		status = change_service(opt, &groups, true);
	free(groups.group);
	return status;
}

int cmd_vf_stop(const struct options *opt, int argc, char **argv)
{
	struct groups groups;
	int i, status = EXIT_OK;

	for (i = 0; i < argc && !status; i++)
		status = session_check(argv[i], NEED_VFS);
	if (status)
		return status;
	parse_groups(argc, argv, true, &groups);
	status = change_service(opt, &groups, false);
	free(groups.group);
	return status;
}
