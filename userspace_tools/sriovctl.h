/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What all parts of sriovctl share: exit codes, options, and the two ways to
 * speak to the person in front of it.
 *
 * Convention: a function that returns int and is named for an action returns
 * an exit code: EXIT_OK, or another one after it has said what is wrong.
 */
#ifndef SRIOVCTL_H
#define SRIOVCTL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))

/* Documented in sriovctl(8): scripts rely on them. */
enum exit_code {
	EXIT_OK,
	EXIT_REFUSED,		/* refused by the kernel, or failed */
	EXIT_USAGE,		/* the command line makes no sense */
	EXIT_TIMED_OUT,		/* wait: not all VFs became ready */
	EXIT_NO_MODULE,		/* the module sriov_pf isn't loaded */
};

/**
 * struct options - options of the command line
 * @given: bitmap of OPT_*
 * @timeout: --timeout, milliseconds
 * @generation: each --generation, PF=N
 * @num_generations: how many
 * @owner: --owner
 */
struct options {
	unsigned int given;
	uint32_t timeout;
	const char **generation;
	int num_generations;
	uint64_t owner;
};

enum {
	OPT_JSON	= 1 << 0,
	OPT_STATS	= 1 << 1,
	OPT_NOHEADINGS	= 1 << 2,
	OPT_DRIVER	= 1 << 3,
	OPT_TIMEOUT	= 1 << 4,
	OPT_DRY_RUN	= 1 << 5,
	OPT_GENERATION	= 1 << 6,
	OPT_OWNER	= 1 << 7,
	OPT_FORCE	= 1 << 8,
	OPT_DROPS	= 1 << 9,
	OPT_MOVE	= 1 << 10,
	OPT_YES		= 1 << 11,
	OPT_WIRE	= 1 << 12,
	OPT_ALL		= 1 << 16,
	OPT_LINE	= 1 << 17,	/* none: may be a line of switch apply */
};

/* Run a command, given as words; @line: one that may be a line. */
int run_command(const struct options *opt, int argc, char **argv, bool line);

/* Commands: what follows object and verb is in argv[0..argc - 1]. */
int cmd_tree(const struct options *opt, int argc, char **argv);
int cmd_pf_list(const struct options *opt, int argc, char **argv);
int cmd_pf_show(const struct options *opt, int argc, char **argv);
int cmd_pf_slots(const struct options *opt, int argc, char **argv);
int cmd_pf_adopt(const struct options *opt, int argc, char **argv);
int cmd_pf_release(const struct options *opt, int argc, char **argv);
int cmd_pf_bind(const struct options *opt, int argc, char **argv);
int cmd_pf_unbind(const struct options *opt, int argc, char **argv);
int cmd_pf_set(const struct options *opt, int argc, char **argv);
int cmd_vf_list(const struct options *opt, int argc, char **argv);
int cmd_vf_show(const struct options *opt, int argc, char **argv);
int cmd_vf_set(const struct options *opt, int argc, char **argv);
int cmd_vf_reset(const struct options *opt, int argc, char **argv);
int cmd_vf_start(const struct options *opt, int argc, char **argv);
int cmd_vf_stop(const struct options *opt, int argc, char **argv);
int cmd_vf_quarantine(const struct options *opt, int argc, char **argv);
int cmd_vf_release(const struct options *opt, int argc, char **argv);
int cmd_vf_enable(const struct options *opt, int argc, char **argv);
int cmd_vf_disable(const struct options *opt, int argc, char **argv);
int cmd_switch_list(const struct options *opt, int argc, char **argv);
int cmd_switch_show(const struct options *opt, int argc, char **argv);
int cmd_switch_create(const struct options *opt, int argc, char **argv);
int cmd_switch_delete(const struct options *opt, int argc, char **argv);
int cmd_switch_set(const struct options *opt, int argc, char **argv);
int cmd_switch_apply(const struct options *opt, int argc, char **argv);
int cmd_switch_attach(const struct options *opt, int argc, char **argv);
int cmd_switch_detach(const struct options *opt, int argc, char **argv);
int cmd_switch_confirm(const struct options *opt, int argc, char **argv);
int cmd_switch_revert(const struct options *opt, int argc, char **argv);
int cmd_nat_forward(const struct options *opt, int argc, char **argv);
int cmd_nat_sessions(const struct options *opt, int argc, char **argv);
int cmd_nat_stats(const struct options *opt, int argc, char **argv);
int cmd_nat_guests(const struct options *opt, int argc, char **argv);
int cmd_lease_list(const struct options *opt, int argc, char **argv);
int cmd_lease_add(const struct options *opt, int argc, char **argv);
int cmd_lease_delete(const struct options *opt, int argc, char **argv);
int cmd_port_list(const struct options *opt, int argc, char **argv);
int cmd_port_show(const struct options *opt, int argc, char **argv);
int cmd_port_set(const struct options *opt, int argc, char **argv);
int cmd_port_guard(const struct options *opt, int argc, char **argv);
int cmd_port_guards(const struct options *opt, int argc, char **argv);
int cmd_mdb_list(const struct options *opt, int argc, char **argv);
int cmd_mdb_queriers(const struct options *opt, int argc, char **argv);
int cmd_mdb_add(const struct options *opt, int argc, char **argv);
int cmd_mdb_delete(const struct options *opt, int argc, char **argv);
int cmd_fdb_list(const struct options *opt, int argc, char **argv);
int cmd_fdb_add(const struct options *opt, int argc, char **argv);
int cmd_fdb_delete(const struct options *opt, int argc, char **argv);
int cmd_fdb_flush(const struct options *opt, int argc, char **argv);
int cmd_vlan_list(const struct options *opt, int argc, char **argv);
int cmd_vlan_add(const struct options *opt, int argc, char **argv);
int cmd_vlan_delete(const struct options *opt, int argc, char **argv);
int cmd_monitor(const struct options *opt, int argc, char **argv);
int cmd_wait(const struct options *opt, int argc, char **argv);

/* One line on standard error: "sriovctl: " and the text. */
void error(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* A line below an error: what to do next. */
void hint(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* malloc and realloc that end the program when there is no memory. */
void *xrealloc(void *old, size_t count, size_t size);

#endif /* SRIOVCTL_H */
