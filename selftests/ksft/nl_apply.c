// SPDX-License-Identifier: GPL-2.0
/*
 * nl_apply - transactions of the family "vswitch". Standard input has a change a
 * line, "KIND NAME=VALUE...", with kinds and names of
 * netlink_uapi/specs/vswitch.yaml; empty lines and those with # are left out.
 *
 *   nl_apply send [--dry-run] [--generation N]	as one; prints generation and
 *						number of changes, and how many
 *						notifications came of it
 *   nl_apply singly				each as a request of its own
 *   nl_apply refuse=FILE	each line of FILE, put in at each place, makes all be
 *				refused: for that change and an attribute in it,
 *				without a trace in listings, and nobody is told
 *   nl_apply big=N		N times the first line, whose 00:00:00 counts
 *   nl_apply list		all that can be listed, but for ages and generations
 *
 * Says the kernel's reason, with the attribute that it blames, and exits 1 when
 * it is refused.
 */
#include <linux/rtnetlink.h>

#include "args.h"
#include "nl_change.h"

#define MAX_LINES	256

struct lines {
	unsigned int num;
	char *line[MAX_LINES + 1];
};

static struct nl_family family;
static struct nl_msg msg;
static struct vsw_listing before, after;
static int fd, listener, route_listener;
static bool dry_run;
static const char *generation = "";

static void begin_apply(void)
{
	nl_begin_genl(&msg, family.id, VSWITCH_CMD_APPLY, 1, NLM_F_ACK);
	if (dry_run)
		nl_put(&msg, VSWITCH_A_APPLY_DRY_RUN, NULL, 0);
	if (generation[0])
		nl_put_u32(&msg, VSWITCH_A_APPLY_GENERATION,
			   strtoul(generation, NULL, 0));
}

/* ---- answers ------------------------------------------------------------- */

struct blame {
	unsigned int change;	/* from 1; 0: none */
	unsigned int type;	/* of the attribute in it; 0: it as a whole */
};

/* Where in the message an offset is */
static struct blame blamed(unsigned int offset)
{
	const struct nlattr *change, *kind, *attr;
	const char *at = msg.buf + offset;
	struct blame blame = {};
	unsigned int number = 0;
	int left, l, m;

	if (!offset)
		return blame;
	nl_for_each(change, msg.buf + NLMSG_HDRLEN + GENL_HDRLEN,
		    (int)(msg.len - NLMSG_HDRLEN - GENL_HDRLEN), left) {
		if (nl_type(change) != VSWITCH_A_APPLY_CHANGE)
			continue;
		number++;
		if (at < (const char *)change ||
		    at >= (const char *)change + change->nla_len)
			continue;
		blame.change = number;
		nl_for_each_in(kind, change, l)
			nl_for_each_in(attr, kind, m)
				if ((const char *)attr <= at)
					blame.type = nl_type(attr);
		break;
	}
	return blame;
}

static void take_result(const struct nlmsghdr *nlh, void *data)
{
	const char *payload = (const char *)NLMSG_DATA(nlh) + GENL_HDRLEN;
	const struct nlattr *attr;
	int left;

	(void)data;
	nl_for_each(attr, payload,
		    (int)nlh->nlmsg_len - NLMSG_HDRLEN - GENL_HDRLEN, left)
		printf("%s %u ", nl_type(attr) == VSWITCH_A_APPLY_GENERATION ?
		       "generation" : "changes", nl_u32(attr));
}

/* How many messages wait in a socket, which are taken out */
static unsigned int heard(int socket)
{
	static char rx[NL_RX_SIZE] __attribute__((aligned(8)));
	const struct nlmsghdr *nlh;
	unsigned int num = 0;
	ssize_t len;
	int left;

	while ((len = recv(socket, rx, sizeof(rx), MSG_DONTWAIT)) > 0)
		nl_for_each_msg(nlh, rx, len, left)
			num++;
	return num;
}

static int say(const struct nl_answer *answer)
{
	unsigned int offset = answer->bad ?: answer->nest;
	struct blame blame = blamed(offset);

	if (answer->outcome == NL_DONE) {
		printf("heard %u\n", heard(listener));
		return 0;
	}
	fprintf(stderr, "%s: %s (change %u, attribute %u, missing %u)\n",
		strerror(answer->err), answer->message, blame.change,
		blame.type, answer->missing);
	return 1;
}

/* ---- what is done -------------------------------------------------------- */

static int send_all(const struct lines *lines)
{
	struct nl_answer answer;
	unsigned int i;

	begin_apply();
	for (i = 0; i < lines->num; i++)
		put_change(&msg, lines->line[i]);
	nl_end(&msg);
	nl_exchange(fd, &msg, take_result, NULL, &answer);
	return say(&answer);
}

static int send_singly(const struct lines *lines)
{
	struct nl_answer answer;
	unsigned int i;

	for (i = 0; i < lines->num; i++) {
		begin_single(&msg, &family, lines->line[i]);
		nl_end(&msg);
		nl_exchange(fd, &msg, NULL, NULL, &answer);
		if (answer.outcome == NL_DONE)
			continue;
		fprintf(stderr, "%s\n", lines->line[i]);
		return say(&answer);
	}
	return 0;
}

static int send_big(const struct lines *lines, unsigned int num)
{
	struct nl_answer answer;
	char octets[16], *count;
	unsigned int i;

	count = strstr(lines->line[0], "00:00:00");
	if (!count)
		fail("no station to count", lines->line[0]);
	begin_apply();
	for (i = 1; i <= num; i++) {
		snprintf(octets, sizeof(octets), "%02x:%02x:%02x",
			 i >> 16 & 255, i >> 8 & 255, i & 255);
		memcpy(count, octets, 8);
		put_change(&msg, lines->line[0]);
	}
	nl_end(&msg);
	nl_exchange(fd, &msg, take_result, NULL, &answer);
	return say(&answer);
}

/* One line more, at one place. False, having said why, if that leaves a trace. */
static bool refuse_one(const struct lines *lines, const char *bad,
		       unsigned int place)
{
	struct nl_answer answer;
	struct blame blame;
	char number[32];
	unsigned int i;

	begin_apply();
	for (i = 0; i <= lines->num; i++) {
		if (i == place)
			put_change(&msg, bad);
		if (i < lines->num)
			put_change(&msg, lines->line[i]);
	}
	nl_end(&msg);
	nl_exchange(fd, &msg, NULL, NULL, &answer);
	snprintf(number, sizeof(number), "change %u: ", place + 1);
	blame = blamed(answer.bad ?: answer.nest);
	list_all(&after);
	if (answer.outcome == NL_REFUSED &&
	    !strncmp(answer.message, number, strlen(number)) &&
	    blame.change == place + 1 && !heard(listener) &&
	    !heard(route_listener) && after.len == before.len &&
	    !memcmp(after.text, before.text, after.len))
		return true;
	printf("# \"%s\" as change %u: %s, \"%s\", blamed: %u%s\n", bad,
	       place + 1, answer.outcome == NL_REFUSED ? "refused" : "done",
	       answer.message, blame.change,
	       after.len == before.len &&
	       !memcmp(after.text, before.text, after.len) ?
	       "" : ", with traces");
	return false;
}

static int refuse_all(const struct lines *lines, const struct lines *bad)
{
	unsigned int i, place, failed = 0;

	list_all(&before);
	heard(listener);
	heard(route_listener);
	for (i = 0; i < bad->num; i++)
		for (place = 0; place <= lines->num; place++)
			failed += !refuse_one(lines, bad->line[i], place);
	printf("# %u transactions refused, %u of them not cleanly\n",
	       bad->num * (lines->num + 1), failed);
	return failed || !bad->num;
}

static void read_lines(FILE *file, struct lines *lines)
{
	char *line = NULL;
	size_t size = 0;

	while (getline(&line, &size, file) > 0 && lines->num < MAX_LINES) {
		line[strcspn(line, "#\n")] = '\0';
		if (line[strspn(line, " ")])
			lines->line[lines->num++] = strdup(line);
	}
	free(line);
}

static int listen_to_route(void)
{
	static const int groups[] = { RTNLGRP_NEIGH, RTNLGRP_LINK, RTNLGRP_MDB };
	int socket = nl_socket(NETLINK_ROUTE);
	unsigned int i;

	for (i = 0; i < NUM(groups); i++)
		setsockopt(socket, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP,
			   &groups[i], sizeof(groups[i]));
	return socket;
}

static const struct arg args[] = {
	{ "dry-run", .flag = &dry_run },
	{ "generation", .text = &generation },
	{}
};

int main(int argc, char **argv)
{
	static struct lines lines, bad;
	char **rest = args_take(argc, argv, args, 1,
				"nl_apply [--dry-run] [--generation N] send|singly|list|refuse=FILE|big=N");
	const char *what = rest[0];
	FILE *file;

	fd = nl_socket(NETLINK_GENERIC);
	if (!nl_find_family(fd, VSWITCH_FAMILY_NAME, &family))
		fail("no family", VSWITCH_FAMILY_NAME);
	before.fd = fd;
	before.family = &family;
	after.fd = fd;
	after.family = &family;
	listener = nl_socket(NETLINK_GENERIC);
	nl_join(listener, &family);
	route_listener = listen_to_route();
	if (!strcmp(what, "list")) {
		list_all(&before);
		fputs(before.text, stdout);
		return 0;
	}
	read_lines(stdin, &lines);
	if (!strcmp(what, "send"))
		return send_all(&lines);
	if (!strcmp(what, "singly"))
		return send_singly(&lines);
	if (!strncmp(what, "big=", 4) && lines.num)
		return send_big(&lines, strtoul(what + 4, NULL, 0));
	if (strncmp(what, "refuse=", 7))
		fail("not understood", what);
	file = fopen(what + 7, "r");
	if (!file)
		fail("can't read", what + 7);
	read_lines(file, &bad);
	return refuse_all(&lines, &bad);
}
