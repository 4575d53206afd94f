// SPDX-License-Identifier: GPL-2.0
/*
 * sriovctl: PFs and VFs of this host, driven by the module sriov_pf, and virtual
 * switches, by the module vswitch. This file
 * has the table of commands, the options and the words for usage; each command
 * is in a file named for it.
 */
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <locale.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "select.h"
#include "sriovctl.h"
#include "supervise.h"

#ifndef SRIOVCTL_VERSION
#define SRIOVCTL_VERSION "unknown"
#endif

#define SHOWING	(OPT_JSON | OPT_STATS | OPT_DROPS)
#define LISTING	(OPT_JSON | OPT_NOHEADINGS)
#define TRANSACTION \
	(OPT_DRY_RUN | OPT_GENERATION | OPT_OWNER | OPT_FORCE)

/**
 * struct command - a command
 * @object: first word, NULL: none
 * @verb: second word, NULL: this object has none
 * @arguments: what follows, for people
 * @options: options it takes
 * @min: arguments that must follow
 * @max: arguments that may follow
 * @run: does it
 * @help: one line
 */
struct command {
	const char *object;
	const char *verb;
	const char *arguments;
	unsigned int options;
	int min;
	int max;
	int (*run)(const struct options *opt, int argc, char **argv);
	const char *help;
};

static const struct command commands[] = {
	{ NULL, NULL, "", LISTING | OPT_ALL, 0, 0, cmd_tree,
	  "draw PFs and VFs, switches and ports as a tree" },
	{ "pf", "list", "", LISTING, 0, 0, cmd_pf_list,
	  "list the PFs" },
	{ "pf", "show", "PF", OPT_JSON, 1, 1, cmd_pf_show,
	  "show all of one PF" },
	{ "pf", "set",
	  "PF [quarantine-flood N|never] [quarantine-malformed N|never]\n"
	  "                      [quarantine-resets N|never]\n"
	  "                      [quarantine-release SECONDS|never] |\n"
	  "                      PF local-vlans VLANS|none",
	  0, 3, INT_MAX, cmd_pf_set,
	  "say when VFs are quarantined: above N a minute; or which VLANs\n"
	  "\tdon't leave the hardware" },
	{ "pf", "slots", "PF [COUNT]", 0, 1, 2, cmd_pf_slots,
	  "create VFs out of service, as many as there can be" },
	{ "pf", "adopt", "PF", 0, 1, 1, cmd_pf_adopt,
	  "manage a PF that keeps the driver it has" },
	{ "pf", "release", "PF", 0, 1, 1, cmd_pf_release,
	  "don't any more; its VFs stay as they are" },
	{ "pf", "bind", "PF [--force]", OPT_FORCE, 1, 1, cmd_pf_bind,
	  "give a PF to the module's driver" },
	{ "pf", "unbind", "PF [--force]", OPT_FORCE, 1, 1, cmd_pf_unbind,
	  "give it back to the driver that it has without that" },
	{ "vf", "list", "[PF[/RANGE]] [--all]",
	  LISTING | OPT_STATS | OPT_ALL, 0, 1,
	  cmd_vf_list, "list VFs, with -s their statistics" },
	{ "vf", "show", "PF/N", OPT_JSON | OPT_STATS, 1, 1, cmd_vf_show,
	  "show all of one VF" },
	{ "vf", "enable", "PF COUNT", 0, 2, 2, cmd_vf_enable,
	  "create COUNT VFs" },
	{ "vf", "disable", "PF", 0, 1, 1, cmd_vf_disable,
	  "remove all VFs of a PF" },
	{ "vf", "set",
	  "PF/RANGE... [mac MAC|default] [vlan VID|none] [qos N]\n"
	  "                      [proto 802.1Q|802.1ad] [spoofchk on|off]\n"
	  "                      [max-tx-rate N|none] [min-tx-rate N|none]\n"
	  "                      [trust on|off] [owner none]\n"
	  "                      [link-state auto|enable|disable] [queues N]\n"
	  "                      [trunk VLANS|all|none] [max-mtu N|none]\n"
	  "                      [allowed-macs MAC,...|none]\n"
	  "                      [, PF/RANGE... ...] [--owner COOKIE] [--force]\n"
	  "                      [--dry-run] [--generation PF=N]",
	  TRANSACTION, 1, INT_MAX, cmd_vf_set,
	  "change VFs, all or none of them" },
	{ "vf", "reset",
	  "PF/RANGE... [--owner COOKIE] [--force] [--dry-run]\n"
	  "                      [--generation PF=N]",
	  TRANSACTION, 1, INT_MAX, cmd_vf_reset,
	  "set VFs back to what they are by default" },
	{ "vf", "start",
	  "PF/RANGE... [ATTRIBUTE VALUE]... [, PF/RANGE... ...]\n"
	  "                      [--owner COOKIE] [--force] [--dry-run]\n"
	  "                      [--generation PF=N]",
	  TRANSACTION, 1, INT_MAX, cmd_vf_start,
	  "set attributes as vf set does, and take VFs into service" },
	{ "vf", "stop",
	  "PF/RANGE... [--owner COOKIE] [--force] [--dry-run]\n"
	  "                      [--generation PF=N]",
	  TRANSACTION, 1, INT_MAX, cmd_vf_stop,
	  "take VFs out of service" },
	{ "vf", "quarantine", "PF/RANGE...", 0, 1, INT_MAX, cmd_vf_quarantine,
	  "take VFs off the network until they are released" },
	{ "vf", "release", "PF/RANGE...", 0, 1, INT_MAX, cmd_vf_release,
	  "let VFs out of quarantine" },
	{ "switch", "list", "", LISTING, 0, 0, cmd_switch_list,
	  "list the virtual switches" },
	{ "switch", "show", "SWITCH", SHOWING, 1, 1, cmd_switch_show,
	  "show all of one switch" },
	{ "switch", "create",
	  "NAME [mode bridge|host-only|nat] [subnet ADDRESS/LENGTH]...\n"
	  "                      [uplink DEV,...] [dhcp on|off]\n"
	  "                      [ATTRIBUTE VALUE]... as of switch set",
	  0, 1, INT_MAX, cmd_switch_create,
	  "make a switch, and bring it up" },
	{ "switch", "set",
	  "SWITCH [mode bridge|host-only|nat] [subnet ADDRESS/LENGTH|none]...\n"
	  "                      [uplink DEV,...|any] [dhcp on|off] [dns on|off]\n"
	  "                      [ra on|off] [range FIRST-LAST|all]...\n"
	  "                      [domain NAME|none] [NAT-OPTION VALUE]...\n"
	  "                      [vlans 802.1Q|802.1ad|off] [ageing SECONDS|never] [fdb-limit N] [vlan-stats on|off]\n"
	  "                      [mcast-snooping on|off] [mcast-querier on|off]\n"
	  "                      [mcast-use-ifaddr on|off] [mdb-limit N]\n"
	  "                      [mcast-query-interval SECONDS]\n"
	  "                      [mcast-response SECONDS]\n"
	  "                      [mcast-querier-time SECONDS]\n"
	  "                      [mcast-member-time SECONDS]\n"
	  "                      [mcast-last-member-count N]\n"
	  "                      [mcast-last-member-interval SECONDS]\n"
	  "                      [mcast-startup-count N]\n"
	  "                      [mcast-startup-interval SECONDS]",
	  OPT_LINE, 3, INT_MAX, cmd_switch_set,
	  "change options of a switch" },
	{ "switch", "apply", "FILE|- [--dry-run] [--generation N]",
	  OPT_DRY_RUN | OPT_GENERATION, 1, 1, cmd_switch_apply,
	  "run the commands in a file, one a line: all or none" },
	{ "switch", "delete", "SWITCH...", 0, 1, INT_MAX, cmd_switch_delete,
	  "detach all ports of a switch, and delete it" },
	{ "switch", "attach",
	  "SWITCH DEV... [--move-addresses [--timeout SECONDS] [--yes]]\n"
	  "                      or SWITCH PF/RANGE [--tagged-on-wire]\n"
	  "                      [--owner COOKIE] [--force]",
	  OPT_MOVE | OPT_TIMEOUT | OPT_YES | OPT_WIRE | OPT_OWNER | OPT_FORCE,
	  2, INT_MAX, cmd_switch_attach,
	  "make devices ports, and bring them up; with --move-addresses\n"
	  "\tthe switch gets the device's addresses, routes and DHCP client,\n"
	  "\tfor 60 seconds unless that is confirmed" },
	{ "switch", "confirm", "SWITCH", 0, 1, 1, cmd_switch_confirm,
	  "let the switch keep the addresses that it was given" },
	{ "switch", "revert", "SWITCH", 0, 1, 1, cmd_switch_revert,
	  "give them back to the device now, and detach it" },
	{ "switch", "detach",
	  "SWITCH DEV... or SWITCH PF/RANGE [--owner COOKIE] [--force]",
	  OPT_OWNER | OPT_FORCE, 2, INT_MAX, cmd_switch_detach,
	  "take ports, or VFs, from a switch" },
	{ "nat", "forward",
	  "list [SWITCH] | add|delete SWITCH PROTOCOL [PORT[-PORT]]\n"
	  "                      GUEST[:PORT] [at ADDRESS]",
	  LISTING, 1, 8, cmd_nat_forward,
	  "list, make and end forwards from the outside to guests" },
	{ "nat", "guests", "[SWITCH]", LISTING, 0, 1, cmd_nat_guests,
	  "list what the guests behind each port have of the budgets" },
	{ "nat", "sessions", "[SWITCH]", LISTING, 0, 1, cmd_nat_sessions,
	  "list the sessions of guests" },
	{ "nat", "stats", "", LISTING, 0, 0, cmd_nat_stats,
	  "list what the switches in mode nat have done" },
	{ "lease", "list", "[SWITCH]", LISTING, 0, 1, cmd_lease_list,
	  "list who has which address by DHCP" },
	{ "lease", "add", "SWITCH MAC|PF/N ADDRESS [NAME]", 0, 3, 4,
	  cmd_lease_add, "give a station the same address always" },
	{ "lease", "delete", "SWITCH MAC|PF/N|ADDRESS|NAME", 0, 2, 2,
	  cmd_lease_delete, "don't any more" },
	{ "port", "list", "[SWITCH]", LISTING | OPT_STATS, 0, 1,
	  cmd_port_list, "list the ports of switches, with -s what passed" },
	{ "port", "show", "PORT", SHOWING, 1, 1, cmd_port_show,
	  "show all of one port, with --drops why frames were dropped" },
	{ "port", "set",
	  "PORT [enabled on|off] [learning on|off] [locked on|off]\n"
	  "                      [isolated on|off] [hairpin on|off] [sticky on|off]\n"
	  "                      [flood-unicast on|off] [flood-multicast on|off]\n"
	  "                      [flood-broadcast on|off] [learn-limit N|none]\n"
	  "                      [storm-broadcast N|none] [storm-multicast N|none]\n"
	  "                      [storm-unknown N|none] [rate-in BITS|none]\n"
	  "                      [rate-out BITS|none] [burst-in N|none]\n"
	  "                      [burst-out N|none] [dhcp-guard on|off]\n"
	  "                      [ra-guard on|off] [bpdu-guard on|off]\n"
	  "                      [bpdu-drop on|off] [loop-guard on|off]\n"
	  "                      [recovery SECONDS|never] [fast-leave on|off]\n"
	  "                      [mcast-router never|heard|always]\n"
	  "                      [mcast-limit N|none] [neigh-suppress on|off]\n"
	  "                      [mirror-in PORT|none] [mirror-out PORT|none]",
	  OPT_LINE, 3, INT_MAX, cmd_port_set, "change options of a port" },
	{ "port", "guard", "PORT [MAC|MAC,ADDRESS[/BITS]|ADDRESS[/BITS]|none]...",
	  OPT_JSON | OPT_LINE, 1, INT_MAX, cmd_port_guard,
	  "say who a port may be, or show it" },
	{ "port", "guards", "[SWITCH]", LISTING, 0, 1, cmd_port_guards,
	  "list who ports may be, a line for each station" },
	{ "fdb", "list", "SWITCH [port PORT] [vlan VID]", LISTING, 1, 5,
	  cmd_fdb_list, "list the stations that a switch knows" },
	{ "fdb", "add",
	  "SWITCH MAC port PORT [vlan VID] [static|learned] [sticky]\n"
	  "                      [--force]",
	  OPT_FORCE | OPT_LINE, 4, 8, cmd_fdb_add,
	  "say behind which port a station is" },
	{ "fdb", "delete", "SWITCH MAC [vlan VID] [port PORT]", OPT_LINE, 2, 6,
	  cmd_fdb_delete, "forget a station" },
	{ "fdb", "flush", "SWITCH [port PORT] [vlan VID] [static]", 0, 1, 6,
	  cmd_fdb_flush, "forget what was learned, with static all" },
	{ "mdb", "list", "SWITCH", LISTING, 1, 1, cmd_mdb_list,
	  "list which ports are in which multicast groups" },
	{ "mdb", "add",
	  "SWITCH GROUP port PORT [vlan VID] [static|reported] [--force]",
	  OPT_FORCE | OPT_LINE, 4, 7, cmd_mdb_add, "put a port into a group" },
	{ "mdb", "delete", "SWITCH GROUP port PORT [vlan VID]", OPT_LINE, 4, 6,
	  cmd_mdb_delete, "take a port out of a group" },
	{ "mdb", "queriers", "SWITCH", LISTING, 1, 1, cmd_mdb_queriers,
	  "list who asks for members of groups, and where routers are" },
	{ "vlan", "list", "[SWITCH]", LISTING | OPT_STATS, 0, 1, cmd_vlan_list,
	  "list the VLANs of ports, with -s what passed, if it is counted" },
	{ "vlan", "add", "PORT VID[-VID] [pvid] [untagged]", OPT_LINE, 2, 4,
	  cmd_vlan_add, "make a port a member of VLANs" },
	{ "vlan", "delete", "PORT VID[-VID]", OPT_LINE, 2, 2, cmd_vlan_delete,
	  "take a port out of VLANs" },
	{ "monitor", NULL, "[pf|vf|switch|port|fdb|mdb|nat]", OPT_JSON, 0, 1,
	  cmd_monitor,
	  "print events as they happen" },
	{ "wait", NULL, "PF[/RANGE] [--driver] [--timeout SECONDS]",
	  OPT_DRIVER | OPT_TIMEOUT, 1, 1, cmd_wait,
	  "wait until VFs are ready" },
};

static const struct option long_options[] = {
	{ "json", no_argument, NULL, 'J' },
	{ "stats", no_argument, NULL, 's' },
	{ "noheadings", no_argument, NULL, 'n' },
	{ "driver", no_argument, NULL, 'd' },
	{ "timeout", required_argument, NULL, 't' },
	{ "dry-run", no_argument, NULL, 'D' },
	{ "generation", required_argument, NULL, 'G' },
	{ "owner", required_argument, NULL, 'O' },
	{ "force", no_argument, NULL, 'F' },
	{ "drops", no_argument, NULL, 'r' },
	{ "move-addresses", no_argument, NULL, 'm' },
	{ "yes", no_argument, NULL, 'y' },
	{ "tagged-on-wire", no_argument, NULL, 'w' },
	{ "all", no_argument, NULL, 'a' },
	{ "help", no_argument, NULL, 'h' },
	{ "version", no_argument, NULL, 'V' },
	{ NULL, 0, NULL, 0 },
};

static const struct {
	unsigned int bit;
	const char *name;
} option_names[] = {
	{ OPT_JSON, "--json" },
	{ OPT_STATS, "--stats" },
	{ OPT_NOHEADINGS, "--noheadings" },
	{ OPT_DRIVER, "--driver" },
	{ OPT_TIMEOUT, "--timeout" },
	{ OPT_DRY_RUN, "--dry-run" },
	{ OPT_GENERATION, "--generation" },
	{ OPT_OWNER, "--owner" },
	{ OPT_FORCE, "--force" },
	{ OPT_DROPS, "--drops" },
	{ OPT_MOVE, "--move-addresses" },
	{ OPT_YES, "--yes" },
	{ OPT_WIRE, "--tagged-on-wire" },
	{ OPT_ALL, "--all" },
};

/* ---- words ---- */

void error(const char *fmt, ...)
{
	va_list args;

	fputs("sriovctl: ", stderr);
	va_start(args, fmt);
	vfprintf(stderr, fmt, args);
	va_end(args);
	fputc('\n', stderr);
}

void hint(const char *fmt, ...)
{
	va_list args;

	fputs("  ", stderr);
	va_start(args, fmt);
	vfprintf(stderr, fmt, args);
	va_end(args);
	fputc('\n', stderr);
}

void *xrealloc(void *old, size_t count, size_t size)
{
	void *new = reallocarray(old, count, size);

	if (!new) {
		error("out of memory");
		exit(EXIT_REFUSED);
	}
	return new;
}

static void usage_of(FILE *file, const struct command *command)
{
	fprintf(file, "  sriovctl%s%s%s%s%s%s\n\t%s\n",
		command->object ? " " : "",
		command->object ? command->object : "",
		command->verb ? " " : "", command->verb ? command->verb : "",
		command->arguments[0] ? " " : "", command->arguments,
		command->help);
}

/* @object NULL: all commands. */
static void usage(FILE *file, const char *object)
{
	size_t i;

	fputs("Usage:\n", file);
	for (i = 0; i < ARRAY_SIZE(commands); i++)
		if (!object || (commands[i].object &&
				!strcmp(object, commands[i].object)))
			usage_of(file, &commands[i]);
	fputs("PF: a netdev (pf0) or PCI address (0000:01:00.0)\n", file);
	fputs("RANGE: 3, 0-63, 0,4,8-11 or all\n", file);
	fputs("Options: -J, --json  -s, --stats  -n, --noheadings\n", file);
	fputs("         -a, --all  -h, --help  -V, --version\n", file);
	fputs("See sriovctl(8).\n", file);
}

/* ---- finding the command ---- */

enum word { WORD_OBJECT, WORD_VERB };

/* The word of @command that is looked for, given the object that was found. */
static const char *word_of(const struct command *command, enum word word,
			   const char *object)
{
	if (word == WORD_OBJECT)
		return command->object;
	if (!command->object || strcmp(command->object, object) != 0)
		return NULL;
	return command->verb;
}

static void name_words(enum word word, const char *object, const char *start)
{
	const char *last = "", *this;
	char text[128] = "";
	size_t i, used = 0;
	int n;

	for (i = 0; i < ARRAY_SIZE(commands) && used < sizeof(text); i++) {
		this = word_of(&commands[i], word, object);
		if (!this || !strcmp(this, last) ||
		    strncmp(this, start, strlen(start)) != 0)
			continue;
		n = snprintf(text + used, sizeof(text) - used, "%s%s",
			     used ? ", " : "", this);
		used += n > 0 ? (size_t)n : 0;
		last = this;
	}
	hint("there are: %s", text);
}

/*
 * A word may be shortened as long as it stays clear which is meant. @object
 * is the one found before, for a verb. NULL: said what is wrong.
 */
static const char *find_word(enum word word, const char *object,
			     const char *text)
{
	static const char *const names[] = { "object", "verb" };
	const char *found = NULL, *this;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(commands); i++) {
		this = word_of(&commands[i], word, object);
		if (!this || !*text ||
		    strncmp(this, text, strlen(text)) != 0)
			continue;
		if (!strcmp(this, text))
			return this;
		if (found && strcmp(found, this) != 0) {
			error("'%s' can be several %ss", text, names[word]);
			name_words(word, object, text);
			return NULL;
		}
		found = this;
	}
	if (!found) {
		error("unknown %s '%s'%s%s", names[word], text,
		      object ? " of " : "", object ? object : "");
		name_words(word, object, "");
		return NULL;
	}
	return found;
}

static bool same(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

static const struct command *find_command(int *argc, char ***argv)
{
	const char *object = NULL, *verb = NULL;
	bool wants_verb = false;
	size_t i;

	if (*argc) {
		object = find_word(WORD_OBJECT, NULL, **argv);
		if (!object)
			return NULL;
		--*argc;
		++*argv;
	}
	for (i = 0; object && i < ARRAY_SIZE(commands); i++)
		if (word_of(&commands[i], WORD_VERB, object))
			wants_verb = true;
	if (wants_verb) {
		if (!*argc) {
			error("%s: a verb is missing", object);
			name_words(WORD_VERB, object, "");
			return NULL;
		}
		verb = find_word(WORD_VERB, object, **argv);
		if (!verb)
			return NULL;
		--*argc;
		++*argv;
	}
	for (i = 0; i < ARRAY_SIZE(commands); i++)
		if (same(object, commands[i].object) &&
		    same(verb, commands[i].verb))
			return &commands[i];
	return NULL;
}

/* ---- running it ---- */

static int check_command(const struct command *command,
			 const struct options *opt, int argc)
{
	unsigned int wrong = opt->given & ~command->options;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(option_names); i++) {
		if (!(wrong & option_names[i].bit))
			continue;
		error("this command doesn't take %s", option_names[i].name);
		usage_of(stderr, command);
		return EXIT_USAGE;
	}
	if (argc < command->min || argc > command->max) {
		error(argc < command->min ? "something is missing" :
					    "that is too much");
		usage_of(stderr, command);
		return EXIT_USAGE;
	}
	return EXIT_OK;
}

int run_command(const struct options *opt, int argc, char **argv, bool line)
{
	const struct command *command = find_command(&argc, &argv);
	int status;

	if (!command) {
		hint("see 'sriovctl --help'");
		return EXIT_USAGE;
	}
	if (line && !(command->options & OPT_LINE)) {
		error("%s %s changes no switch, or can't be part of a transaction",
		      command->object ? command->object : "",
		      command->verb ? command->verb : "");
		return EXIT_USAGE;
	}
	status = check_command(command, opt, argc);
	return status ? status : command->run(opt, argc, argv);
}

static int help(int argc, char **argv)
{
	const char *object = NULL;

	if (argc) {
		object = find_word(WORD_OBJECT, NULL, argv[0]);
		if (!object)
			return EXIT_USAGE;
	}
	usage(stdout, object);
	return EXIT_OK;
}

/* What was printed must have arrived, or the exit code would lie. */
static int close_output(int status)
{
	if (fflush(stdout) || ferror(stdout)) {
		error("can't write: %s", strerror(errno));
		return status ? status : EXIT_REFUSED;
	}
	return status;
}

static int parse_timeout(const char *text, struct options *opt)
{
	const char *problem = seconds_parse(text, &opt->timeout);

	if (!problem)
		return EXIT_OK;
	error("--timeout '%s': %s", text, problem);
	return EXIT_USAGE;
}

static int parse_owner(const char *text, struct options *opt)
{
	const char *problem = cookie_parse(text, &opt->owner);

	if (!problem)
		return EXIT_OK;
	error("--owner '%s': %s", text, problem);
	return EXIT_USAGE;
}

static void add_generation(const char *text, struct options *opt)
{
	opt->generation = xrealloc(opt->generation,
				   (size_t)opt->num_generations + 1,
				   sizeof(*opt->generation));
	opt->generation[opt->num_generations++] = text;
}

/* Sets *@done for -h and -V, which need no command. */
static int parse_options(int argc, char **argv, struct options *opt,
			 int *done)
{
	int c;

	while ((c = getopt_long(argc, argv, "JsnahV", long_options,
				NULL)) != -1) {
		switch (c) {
		case 'J':
			opt->given |= OPT_JSON;
			break;
		case 's':
			opt->given |= OPT_STATS;
			break;
		case 'n':
			opt->given |= OPT_NOHEADINGS;
			break;
		case 'a':
			opt->given |= OPT_ALL;
			break;
		case 'd':
			opt->given |= OPT_DRIVER;
			break;
		case 't':
			opt->given |= OPT_TIMEOUT;
			if (parse_timeout(optarg, opt))
				return EXIT_USAGE;
			break;
		case 'D':
			opt->given |= OPT_DRY_RUN;
			break;
		case 'G':
			opt->given |= OPT_GENERATION;
			add_generation(optarg, opt);
			break;
		case 'O':
			opt->given |= OPT_OWNER;
			if (parse_owner(optarg, opt))
				return EXIT_USAGE;
			break;
		case 'r':
			opt->given |= OPT_DROPS;
			break;
		case 'F':
			opt->given |= OPT_FORCE;
			break;
		case 'm':
			opt->given |= OPT_MOVE;
			break;
		case 'w':
			opt->given |= OPT_WIRE;
			break;
		case 'y':
			opt->given |= OPT_YES;
			break;
		case 'h':
		case 'V':
			*done = c;
			break;
		default:
			hint("'sriovctl --help' lists the options");
			return EXIT_USAGE;
		}
	}
	return EXIT_OK;
}

int main(int argc, char **argv)
{
	struct options opt = { 0 };
	char name[] = "sriovctl";
	int status, done = 0;

	setlocale(LC_ALL, "");
	if (argc < 1)
		return EXIT_USAGE;
	/* getopt's own messages start with it. */
	argv[0] = name;
	status = parse_options(argc, argv, &opt, &done);
	if (status)
		return status;
	argc -= optind;
	argv += optind;
	if (done == 'V') {
		puts("sriovctl " SRIOVCTL_VERSION);
		return close_output(EXIT_OK);
	}
	if (done == 'h')
		return close_output(help(argc, argv));
	if (argc && !strcmp(argv[0], "help"))
		return close_output(help(argc - 1, argv + 1));
	/* For systemd alone: no command */
	if (argc == 2 && !strcmp(argv[0], "supervise"))
		return supervise_here(argv[1]);

	status = close_output(run_command(&opt, argc, argv, false));
	free(opt.generation);
	return status;
}
