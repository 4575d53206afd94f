// SPDX-License-Identifier: GPL-2.0
/*
 * NAT mode: the module.
 */
#include <errno.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "nat.h"

#define MODULE	"vswitch_nat"

static int run_modprobe(void)
{
	int status = -1;
	pid_t pid;

	pid = fork();
	if (!pid) {
		execlp("modprobe", "modprobe", "-q", MODULE, NULL);
		_exit(127);
	}
	if (pid < 0)
		return -1;
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return status;
}

int nat_load(void)
{
	if (!access("/sys/module/" MODULE, F_OK) || !run_modprobe())
		return EXIT_OK;
	error("the module " MODULE " can't be loaded, which NAT mode is in");
	hint("run 'modprobe " MODULE "' as root: it says why");
	return EXIT_NO_MODULE;
}

int nat_prepare(struct network *net)
{
	net->mark = 0;
	net->mask = 0;
	return EXIT_OK;
}
