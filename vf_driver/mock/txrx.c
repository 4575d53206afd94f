// SPDX-License-Identifier: GPL-2.0
/*
 * The data path, compiled into this module: PF and VF driver share the code,
 * but not a module, as either may be loaded without the other. See
 * datapath/mock_txrx.h for what it owns and its locks.
 */
#include "../../datapath/mock_tx.c"
#include "../../datapath/mock_rx.c"
#include "../../datapath/mock_stats.c"
#include "../../datapath/mock_txrx.c"
