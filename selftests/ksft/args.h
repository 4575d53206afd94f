/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Options of the programs that tests use: a table instead of a switch. Long ones
 * only.
 */
#ifndef ARGS_H
#define ARGS_H

#include <getopt.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define ARGS_MAX	32

/* Where the value goes: one of these. A table ends with one without a name. */
struct arg {
	const char *name;
	bool *flag;			/* it has none, and is there */
	unsigned int *number;
	unsigned long long *big;
	const char **text;
	bool (*parse)(const char *text);	/* false: it can't be that */
};

static inline bool arg_take(const struct arg *arg, const char *text)
{
	if (arg->flag)
		*arg->flag = true;
	else if (arg->number)
		*arg->number = strtoul(text, NULL, 0);
	else if (arg->big)
		*arg->big = strtoull(text, NULL, 0);
	else if (arg->text)
		*arg->text = text;
	else
		return arg->parse(text);
	return true;
}

/* What follows the options, @want words of it, else status 2 and @usage. */
static inline char **args_take(int argc, char **argv, const struct arg *args,
			       int want, const char *usage)
{
	struct option options[ARGS_MAX] = {};
	int at, c;

	for (at = 0; args[at].name; at++) {
		options[at].name = args[at].name;
		options[at].has_arg = args[at].flag ? no_argument :
						      required_argument;
	}
	while ((c = getopt_long(argc, argv, "", options, &at)) != -1)
		if (c || !arg_take(&args[at], optarg))
			goto wrong;
	if (argc - optind == want)
		return argv + optind;
wrong:
	printf("usage: %s\n", usage);
	exit(2);
}

#endif /* ARGS_H */
