// SPDX-License-Identifier: GPL-2.0
/*
 * measure - run a command, write down what it took.
 *
 *   measure FILE COMMAND [ARGUMENT]...
 *   measure FILE --write VALUE PATH...
 *
 * FILE gets one line "NS KIB CPU": nanoseconds of the clock from before the
 * fork until the command is reaped, the peak of its resident memory in KiB
 * (ru_maxrss, the kernel's VmHWM), and how many of the nanoseconds it ran. This
 * program is small enough not to be that peak. Exits with the command's status.
 * --write is a command that writes VALUE to each PATH in turn.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static long long now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000000000LL + ts.tv_nsec;
}

static long long cpu_ns(const struct rusage *usage)
{
	return (usage->ru_utime.tv_sec + usage->ru_stime.tv_sec) * 1000000000LL +
	       (usage->ru_utime.tv_usec + usage->ru_stime.tv_usec) * 1000LL;
}

static int write_all(const char *value, char **path)
{
	for (; *path; path++) {
		int fd = open(*path, O_WRONLY);

		if (fd < 0 || write(fd, value, strlen(value)) < 0) {
			perror(*path);
			return 1;
		}
		close(fd);
	}
	return 0;
}

int main(int argc, char **argv)
{
	struct rusage usage;
	long long start;
	FILE *file;
	int status;
	pid_t pid;

	if (argc < 3) {
		fprintf(stderr, "usage: measure FILE COMMAND [ARGUMENT]...\n");
		return 2;
	}
	start = now_ns();
	pid = fork();
	if (!pid) {
		if (!strcmp(argv[2], "--write") && argc > 4)
			_exit(write_all(argv[3], argv + 4));
		execvp(argv[2], argv + 2);
		_exit(127);
	}
	if (pid < 0 || wait4(pid, &status, 0, &usage) != pid) {
		perror("measure");
		return 2;
	}
	start = now_ns() - start;
	file = fopen(argv[1], "w");
	if (!file || fprintf(file, "%lld %ld %lld\n", start, usage.ru_maxrss,
			     cpu_ns(&usage)) < 0 ||
	    fclose(file)) {
		perror(argv[1]);
		return 2;
	}
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}
