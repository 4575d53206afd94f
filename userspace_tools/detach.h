/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Processes that outlive the command that started them.
 */
#ifndef DETACH_H
#define DETACH_H

/*
 * In a process that was just made: leave the session, the terminal, signals
 * and all files but @keep.
 */
void detach_process(int keep);

#endif /* DETACH_H */
