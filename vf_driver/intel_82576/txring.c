// SPDX-License-Identifier: GPL-2.0
/*
 * The transmit ring, compiled into this module: PF and VF driver share the
 * code, but not a module. See datapath/igb_tx.h for what it owns and its locks.
 */
#include "../../datapath/igb_tx.c"
