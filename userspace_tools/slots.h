/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Slots: VFs that exist and are taken into service and out of it one by one.
 * The kernel's part is the attribute in-service; this is the rest, the drivers
 * of this host.
 */
#ifndef SLOTS_H
#define SLOTS_H

#include "session.h"

/*
 * @vfs as they were before the kernel took them into service, or out of it.
 * Bind their drivers, or unbind them; say how it went.
 */
int slots_start(struct session *s, const struct vf_list *vfs);
int slots_stop(struct session *s, const struct vf_list *vfs);

/*
 * Around the creation of slots of @pf: keep drivers from binding to them.
 * slots_begin() remembers in @autoprobe, of TEXT_LEN bytes, what
 * sriov_drivers_autoprobe was, for slots_end().
 */
int slots_begin(const struct pf *pf, char *autoprobe);
int slots_park(struct session *s, const struct pf *pf);
void slots_end(const struct pf *pf, const char *autoprobe);

#endif /* SLOTS_H */
