// SPDX-License-Identifier: GPL-2.0
/*
 * A process that outlives the command that started it: nothing that the session
 * does is for it any more; and nothing that the command had open stays so, the
 * lock above all.
 */
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include "detach.h"

void detach_process(int keep)
{
	sigset_t none;
	int null;

	setsid();
	if (keep > 3)
		close_range(3, (unsigned int)keep - 1, 0);
	close_range((unsigned int)keep + 1, ~0U, 0);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	signal(SIGHUP, SIG_IGN);
	signal(SIGPIPE, SIG_IGN);
	null = open("/dev/null", O_RDWR);
	if (null >= 0) {
		dup2(null, 0);
		dup2(null, 1);
		dup2(null, 2);
		if (null > 2)
			close(null);
	}
	if (chdir("/"))
		return;
}
