// SPDX-License-Identifier: GPL-2.0
/*
 * sriovctl switch apply: a command a line, all of them as one transaction. Each
 * line is run as the command that it is; the request that it would send becomes
 * a change of the transaction instead.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/genetlink.h>

#include "items.h"

#define WORDS_MAX	160

/* Which change a request becomes */
static const struct {
	uint8_t cmd;
	uint16_t change;
} changes[] = {
	{ VSWITCH_CMD_SWITCH_SET, VSWITCH_A_CHANGE_SWITCH_SET },
	{ VSWITCH_CMD_PORT_SET, VSWITCH_A_CHANGE_PORT_SET },
	{ VSWITCH_CMD_FDB_NEW, VSWITCH_A_CHANGE_FDB_NEW },
	{ VSWITCH_CMD_FDB_DEL, VSWITCH_A_CHANGE_FDB_DEL },
	{ VSWITCH_CMD_VLAN_NEW, VSWITCH_A_CHANGE_VLAN_NEW },
	{ VSWITCH_CMD_VLAN_DEL, VSWITCH_A_CHANGE_VLAN_DEL },
	{ VSWITCH_CMD_GUARD_SET, VSWITCH_A_CHANGE_GUARD_SET },
	{ VSWITCH_CMD_MDB_NEW, VSWITCH_A_CHANGE_MDB_NEW },
	{ VSWITCH_CMD_MDB_DEL, VSWITCH_A_CHANGE_MDB_DEL },
};

/**
 * struct batch - a transaction that is put together
 * @nl: with the request
 * @name: of the file
 * @line: the one that is read
 * @lines: the line of each change
 * @count: changes
 */
struct batch {
	struct nl nl;
	const char *name;
	unsigned int line;
	unsigned int *lines;
	size_t count;
};

/* A request of a line. False: it is none that changes a switch. */
static bool take(const struct nlmsghdr *request, void *data)
{
	const struct genlmsghdr *genl = mnl_nlmsg_get_payload(request);
	size_t len = mnl_nlmsg_get_payload_len(request) - sizeof(*genl);
	struct nlattr *change, *inner;
	struct batch *batch = data;
	struct nlmsghdr *nlh;
	size_t i = 0;

	while (i < ARRAY_SIZE(changes) && changes[i].cmd != genl->cmd)
		i++;
	if (i == ARRAY_SIZE(changes))
		return false;
	nlh = nl_room(&batch->nl, len + 16);
	change = mnl_attr_nest_start(nlh, VSWITCH_A_APPLY_CHANGE);
	inner = mnl_attr_nest_start(nlh, changes[i].change);
	memcpy(mnl_nlmsg_get_payload_tail(nlh), genl + 1, len);
	nlh->nlmsg_len += (uint32_t)len;
	mnl_attr_nest_end(nlh, inner);
	mnl_attr_nest_end(nlh, change);
	batch->lines = xrealloc(batch->lines, batch->count + 1,
				sizeof(*batch->lines));
	batch->lines[batch->count++] = batch->line;
	return true;
}

static int run_line(char *text)
{
	struct options opt = { 0 };
	char *words[WORDS_MAX], *word, *rest = NULL;
	int count = 0;

	text[strcspn(text, "#\n")] = '\0';
	for (word = strtok_r(text, " \t", &rest); word;
	     word = strtok_r(NULL, " \t", &rest)) {
		if (!strcmp(word, "--force")) {
			opt.given |= OPT_FORCE;
			continue;
		}
		if (count == WORDS_MAX) {
			error("a line has %d words at most", WORDS_MAX);
			return EXIT_USAGE;
		}
		words[count++] = word;
	}
	return count ? run_command(&opt, count, words, true) : EXIT_OK;
}

static int read_lines(struct batch *batch, FILE *file)
{
	char *text = NULL;
	size_t size = 0;
	int status = EXIT_OK;

	nl_collect(take, batch);
	while (!status && getline(&text, &size, file) >= 0) {
		batch->line++;
		status = run_line(text);
	}
	nl_collect(NULL, NULL);
	free(text);
	if (status) {
		hint("in line %u of %s; nothing was changed", batch->line,
		     batch->name);
		return status;
	}
	if (ferror(file)) {
		error("can't read %s: %s", batch->name, strerror(errno));
		return EXIT_REFUSED;
	}
	if (batch->count)
		return EXIT_OK;
	error("%s: no change is in it", batch->name);
	return EXIT_USAGE;
}

static int put_options(struct nl *nl, const struct options *opt)
{
	uint32_t generation;

	nl_request(nl, VSWITCH_CMD_APPLY);
	if (opt->given & OPT_DRY_RUN)
		mnl_attr_put(nl_room(nl, 8), VSWITCH_A_APPLY_DRY_RUN, 0, NULL);
	if (!opt->num_generations)
		return EXIT_OK;
	if (opt->num_generations > 1 ||
	    number_parse(opt->generation[0], &generation)) {
		error("--generation '%s': it is one number",
		      opt->generation[opt->num_generations - 1]);
		return EXIT_USAGE;
	}
	mnl_attr_put_u32(nl_room(nl, 8), VSWITCH_A_APPLY_GENERATION,
			 generation);
	return EXIT_OK;
}

/* The kernel's "change 3: why" with the line that the change was in */
static int explain(const struct batch *batch, struct nl_error *err)
{
	unsigned int number;
	int skip = 0;

	if (sscanf(err->text, "change %u: %n", &number, &skip) != 1 || !skip ||
	    !number || number > batch->count)
		return nl_explain(err, "can't apply %s", batch->name);
	memmove(err->text, err->text + skip, strlen(err->text + skip) + 1);
	return nl_explain(err, "%s: line %u", batch->name,
			  batch->lines[number - 1]);
}

struct result {
	uint32_t generation;
	uint32_t changes;
};

static bool take_result(const struct nlmsghdr *nlh, void *data)
{
	struct result *result = data;
	const struct nlattr *attr;

	if (nlh->nlmsg_len < NLMSG_HDRLEN + GENL_HDRLEN)
		return false;
	mnl_attr_for_each(attr, nlh, sizeof(struct genlmsghdr)) {
		if (mnl_attr_get_payload_len(attr) != sizeof(uint32_t))
			continue;
		if (mnl_attr_get_type(attr) == VSWITCH_A_APPLY_GENERATION)
			result->generation = mnl_attr_get_u32(attr);
		else if (mnl_attr_get_type(attr) == VSWITCH_A_APPLY_NUM_CHANGES)
			result->changes = mnl_attr_get_u32(attr);
	}
	return true;
}

static int send_batch(struct batch *batch, const struct options *opt)
{
	struct result result = { 0 };
	const struct nl_sink sink = {
		.object = take_result, .data = &result,
	};
	struct nl_error err;

	if (!nl_do(&batch->nl, &sink, &err))
		return explain(batch, &err);
	printf("%u changes%s, generation %u\n", result.changes,
	       opt->given & OPT_DRY_RUN ? " would be made" : "",
	       result.generation);
	return EXIT_OK;
}

int cmd_switch_apply(const struct options *opt, int argc, char **argv)
{
	bool standard = !strcmp(argv[0], "-");
	struct batch batch = { .name = standard ? "standard input" : argv[0] };
	FILE *file;
	int status;

	(void)argc;
	file = standard ? stdin : fopen(argv[0], "re");
	if (!file) {
		error("can't open %s: %s", argv[0], strerror(errno));
		return EXIT_REFUSED;
	}
	status = nl_open(&batch.nl, &family_vswitch);
	if (!status) {
		status = put_options(&batch.nl, opt);
		if (!status)
			status = read_lines(&batch, file);
		if (!status)
			status = send_batch(&batch, opt);
		nl_close(&batch.nl);
	}
	free(batch.lines);
	if (!standard)
		fclose(file);
	return status;
}
