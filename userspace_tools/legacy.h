/* SPDX-License-Identifier: GPL-2.0 */
/*
 * VFs of hardware without representors in switches.
 */
#ifndef LEGACY_H
#define LEGACY_H

#include "legacy_port.h"
#include "switch.h"

/* "SWITCH PF/RANGE" of switch attach, and of switch detach */
int legacy_attach(const struct options *opt, int argc, char **argv);
int legacy_detach(const struct options *opt, int argc, char **argv);

/*
 * A switch is about to get another mode: do its VFs, if it has any, stay
 * attached in the way that takes? Else says so.
 */
int legacy_check_mode(const char *name, const char *mode);

/*
 * A switch is to be deleted: its VFs, to be kept until that is done; then detach
 * them. Silent if there are none.
 */
void legacy_before_delete(struct pair *pair, const struct link *sw,
			  struct legacy_list *list);
int legacy_after_delete(struct legacy_list *list);

#endif /* LEGACY_H */
