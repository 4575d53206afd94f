/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Giving PFs to drivers.
 */
#ifndef PFBIND_H
#define PFBIND_H

/* "/proc"; tests have another. */
extern const char *proc_root;

#endif /* PFBIND_H */
