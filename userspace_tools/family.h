/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A generic netlink family, as far as it differs from others: its name, what to
 * do when it isn't there, and what its numbers are called.
 */
#ifndef FAMILY_H
#define FAMILY_H

#include <stdbool.h>
#include <stdint.h>

/**
 * struct nl_family - a family
 * @name: its name
 * @module: the module that brings it
 * @version: what a request's header has
 * @initial: it is in the initial network namespace only
 * @apply: command whose attributes are nested, 0: none is
 * @attr_name: name of an attribute of a command's request, or NULL
 * @remedy: what to do about an errno, or NULL
 */
struct nl_family {
	const char *name;
	const char *module;
	uint8_t version;
	bool initial;
	uint8_t apply;
	const char *(*attr_name)(unsigned int cmd, unsigned int type);
	const char *(*remedy)(int code);
};

extern const struct nl_family family_sriov;
extern const struct nl_family family_vswitch;
extern const struct nl_family family_nat;

#endif /* FAMILY_H */
