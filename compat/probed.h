/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Refuses to compile where the COMPAT_HAVE_* flags are missing: without them
 * every "the kernel has it" would silently read as no.
 */
#ifndef COMPAT_PROBED_H
#define COMPAT_PROBED_H

#ifndef COMPAT_PROBED
#error "include compat/Kbuild.probe in the Kbuild file of this folder"
#endif

#endif /* COMPAT_PROBED_H */
