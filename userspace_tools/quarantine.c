// SPDX-License-Identifier: GPL-2.0
/*
 * sriovctl pf set, vf quarantine, vf release: VFs that misbehave, and when a PF
 * takes them off the network for it.
 */
#include <inttypes.h>
#include <string.h>

#include "session.h"
#include "sriovctl.h"

/* What "pf set" can set; all are numbers, 0 for "never". */
static const struct {
	const char *name;
	uint16_t attr;
} settings[] = {
	{ "quarantine-flood", SRIOV_A_PF_QUARANTINE_FLOOD },
	{ "quarantine-malformed", SRIOV_A_PF_QUARANTINE_MALFORMED },
	{ "quarantine-resets", SRIOV_A_PF_QUARANTINE_RESETS },
	{ "quarantine-release", SRIOV_A_PF_QUARANTINE_RELEASE },
};

#define SETTINGS	ARRAY_SIZE(settings)

/**
 * struct request - what "pf set" is to set
 * @given: bitmap of settings, with their
 * @value: by number
 * @has_local: local-vlans, to
 * @local: these
 */
struct request {
	unsigned int given;
	uint32_t value[SETTINGS];
	bool has_local;
	struct trunk local;
};

static int parse_local(const char *text, struct request *request)
{
	const char *problem = trunk_parse(text, &request->local);

	if (!problem && request->local.all)
		problem = "these are VLANs, such as 10,20-29, or none";
	if (problem) {
		error("local-vlans '%s': %s", text, problem);
		return EXIT_USAGE;
	}
	request->has_local = true;
	return EXIT_OK;
}

static int parse_number(size_t i, const char *text, struct request *request)
{
	uint32_t *value = &request->value[i];

	/* In the request 0 is never: who means that has to say so. */
	if (strcmp(text, "never") != 0 &&
	    (number_parse(text, value) || !*value)) {
		error("%s '%s': it is a number from 1, or never",
		      settings[i].name, text);
		return EXIT_USAGE;
	}
	request->given |= 1U << i;
	return EXIT_OK;
}

static int parse_setting(const char *name, const char *text,
			 struct request *request)
{
	bool local = !strcmp(name, "local-vlans");
	size_t i;

	for (i = 0; i < SETTINGS && !local; i++)
		if (!strcmp(name, settings[i].name))
			break;
	if (i == SETTINGS) {
		error("PFs have no '%s' to set", name);
		hint("it is quarantine-flood, quarantine-malformed, %s",
		     "quarantine-resets, quarantine-release or local-vlans");
		return EXIT_USAGE;
	}
	if (local ? request->has_local : request->given >> i & 1) {
		error("%s is given twice", name);
		return EXIT_USAGE;
	}
	if (!text) {
		error("%s needs a value", name);
		return EXIT_USAGE;
	}
	return local ? parse_local(text, request) :
		       parse_number(i, text, request);
}

static void put_settings(struct nl *nl, const char *address,
			 const struct request *request)
{
	struct nlmsghdr *nlh = nl_request(nl, SRIOV_CMD_PF_SET);
	size_t n;

	mnl_attr_put_strz(nlh, SRIOV_A_PF_PCI_ADDRESS, address);
	for (n = 0; n < SETTINGS; n++)
		if (request->given >> n & 1)
			mnl_attr_put_u32(nlh, settings[n].attr,
					 request->value[n]);
	if (request->has_local)
		trunk_put(nl_room(nl, TRUNK_ROOM), SRIOV_A_PF_LOCAL_VLANS,
			  &request->local);
}

int cmd_pf_set(const struct options *opt, int argc, char **argv)
{
	struct request request = { 0 };
	struct nl_error err;
	struct session s;
	int i, status;

	(void)opt;
	for (i = 1; i < argc; i += 2) {
		status = parse_setting(argv[i],
				       i + 1 < argc ? argv[i + 1] : NULL,
				       &request);
		if (status)
			return status;
	}
	status = session_open(&s, argv[0], NEED_PF);
	if (status)
		return status;
	put_settings(&s.nl, s.pf->address, &request);
	if (!nl_do(&s.nl, NULL, &err))
		status = nl_explain(&err, "can't set %s", s.pf->label);
	session_close(&s);
	return status;
}

/* For each range of VFs a request of its own; the first refusal ends it. */
static int run(const char *selector, uint8_t cmd, const char *verb)
{
	char text[RANGES_TEXT_LEN];
	struct nlmsghdr *nlh;
	struct nl_error err;
	struct session s;
	unsigned int i;
	int status;

	status = session_open(&s, selector, NEED_VFS);
	if (status)
		return status;
	/* "all" are all that there are. */
	if (s.all && s.pf->num_vfs && s.pf->num_vfs <= SRIOV_MAX_VFS) {
		s.vfs.count = 0;
		ranges_add(&s.vfs, 0, (uint16_t)(s.pf->num_vfs - 1));
	}
	for (i = 0; i < s.vfs.count && !status; i++) {
		struct vf_ranges one = { .count = 1 };

		one.range[0] = s.vfs.range[i];
		nlh = nl_request(&s.nl, cmd);
		mnl_attr_put_strz(nlh, SRIOV_A_VF_PCI_ADDRESS, s.pf->address);
		mnl_attr_put_u32(nlh, SRIOV_A_VF_VF_ID, one.range[0].first);
		mnl_attr_put_u32(nlh, SRIOV_A_VF_VF_LAST, one.range[0].last);
		if (!nl_do(&s.nl, NULL, &err))
			status = nl_explain(&err, "can't %s %s/%s", verb,
					    s.pf->label,
					    ranges_text(&one, text,
							sizeof(text)));
	}
	session_close(&s);
	return status;
}

static int run_all(int argc, char **argv, uint8_t cmd, const char *verb)
{
	int i, status = EXIT_OK;

	for (i = 0; i < argc && !status; i++)
		status = session_check(argv[i], NEED_VFS);
	for (i = 0; i < argc && !status; i++)
		status = run(argv[i], cmd, verb);
	return status;
}

int cmd_vf_quarantine(const struct options *opt, int argc, char **argv)
{
	(void)opt;
	return run_all(argc, argv, SRIOV_CMD_VF_QUARANTINE, "quarantine");
}

int cmd_vf_release(const struct options *opt, int argc, char **argv)
{
	(void)opt;
	return run_all(argc, argv, SRIOV_CMD_VF_RELEASE, "release");
}
