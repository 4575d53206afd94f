// SPDX-License-Identifier: GPL-2.0
/*
 * Where systemd is the first process, the one that looks after a switch is a
 * transient service: systemd shows it with dnsmasq, keeps what both log, and
 * starts it again when it crashes. The name of the unit is in the file "unit" of
 * the switch. Who starts and stops holds pending_lock().
 */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "network.h"
#include "unit.h"

#define BOOTED		"/run/systemd/system"
#define RUN		"/usr/bin/systemd-run"
#define CONTROL		"/usr/bin/systemctl"

/* All words of systemd-run, with a command of this program */
#define WORDS		32

/* ---- its name ---- */

/* Is this the network namespace of systemd? *@inode: that of this one */
static bool is_first(uintmax_t *inode)
{
	struct stat own, first;

	*inode = 0;
	if (stat("/proc/self/ns/net", &own) || stat("/proc/1/ns/net", &first))
		return false;
	*inode = own.st_ino;
	return own.st_ino == first.st_ino && own.st_dev == first.st_dev;
}

/* As systemd-escape does: a dash is a separator elsewhere. */
static void put_escaped(FILE *file, const char *text)
{
	for (; *text; text++)
		if (isascii(*text) && (isalnum(*text) || strchr(":_.", *text)))
			fputc(*text, file);
		else
			fprintf(file, "\\x%02x", (unsigned char)*text);
}

static void make_name(const char *name, char unit[UNIT_NAME])
{
	FILE *file = fmemopen(unit, UNIT_NAME, "w");
	uintmax_t inode;

	*unit = '\0';
	if (!file)
		return;
	fputs(UNIT_PREFIX, file);
	put_escaped(file, name);
	if (!is_first(&inode))
		fprintf(file, "-%ju", inode);
	fputs(".service", file);
	fclose(file);
}

bool unit_of(const char *name, char unit[UNIT_NAME])
{
	char path[NETWORK_PATH];
	FILE *file = NULL;
	bool ok;

	if (network_path(name, "unit", path))
		file = fopen(path, "re");
	if (!file)
		return false;
	_Static_assert(UNIT_NAME == 128, "the width below");
	ok = fscanf(file, "%127s", unit) == 1;
	fclose(file);
	return ok;
}

static bool note_name(const char *name, const char *unit)
{
	char path[NETWORK_PATH];
	FILE *file = NULL;

	if (network_path(name, "unit", path))
		file = replace_begin(path);
	if (file)
		fprintf(file, "%s\n", unit);
	return file && replace_end(file, path);
}

/* ---- systemd ---- */

bool unit_is_usable(const char *name)
{
	char path[NETNS_PATH];
	uintmax_t inode;
	struct stat st;

	/* sd_booted(3); a $ would be a variable to systemd. */
	return !lstat(BOOTED, &st) && S_ISDIR(st.st_mode) &&
	       !access(RUN, X_OK) && !strchr(name, '$') &&
	       (is_first(&inode) || network_namespace(path));
}

struct command {
	const char *word[WORDS + 1];
	unsigned int count;
	char program[PATH_MAX];
	char netns[NETNS_PATH + 64];
	char resolv[NETNS_PATH + 96];
};

static void add(struct command *command, const char *word)
{
	if (command->count < WORDS)
		command->word[command->count++] = word;
}

/* In this network namespace, with the servers of names that it has */
static void add_namespace(struct command *command)
{
	char path[NETNS_PATH], servers[NETNS_PATH + 32];
	uintmax_t inode;

	if (is_first(&inode) || !network_namespace(path))
		return;
	snprintf(command->netns, sizeof(command->netns),
		 "--property=NetworkNamespacePath=%s", path);
	add(command, command->netns);
	snprintf(servers, sizeof(servers), "/etc/netns/%s/resolv.conf",
		 strrchr(path, '/') + 1);
	if (access(servers, R_OK))
		return;
	snprintf(command->resolv, sizeof(command->resolv),
		 "--property=BindReadOnlyPaths=%s:/etc/resolv.conf", servers);
	add(command, command->resolv);
}

static void add_program(struct command *command)
{
	ssize_t n = readlink("/proc/self/exe", command->program,
			     sizeof(command->program) - 1);

	command->program[n > 0 ? n : 0] = '\0';
	add(command, command->program);
}

static void begin(struct command *command)
{
	command->count = 0;
	add(command, RUN);
	add(command, "--quiet");
	add(command, "--collect");
	add(command, "--service-type=exec");
	add_namespace(command);
}

static void become(struct command *command)
{
	command->word[command->count] = NULL;
	execv(command->word[0], (char *const *)(uintptr_t)command->word);
}

static bool run(struct command *command, bool silent)
{
	int status = -1, null;
	pid_t pid = fork();

	if (!pid) {
		null = silent ? open("/dev/null", O_WRONLY | O_CLOEXEC) : -1;
		if (null >= 0)
			dup2(null, STDERR_FILENO);
		become(command);
		_exit(127);
	}
	while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return pid > 0 && !status;
}

bool unit_start(const char *name)
{
	/* A crash is what it is started after; what it said is final. */
	static const char *const properties[] = {
		"--property=Restart=on-failure",
		"--property=RestartSec=3",
		"--property=RestartPreventExitStatus=2",
		"--property=KillMode=mixed",
		"--property=TimeoutStopSec=10",
		"--property=Delegate=yes",
	};
	char unit[UNIT_NAME], option[UNIT_NAME + 16], description[64];
	struct command command;
	size_t i;

	_Static_assert(EXIT_USAGE == 2, "RestartPreventExitStatus");
	make_name(name, unit);
	if (!note_name(name, unit))
		return false;
	begin(&command);
	snprintf(option, sizeof(option), "--unit=%s", unit);
	add(&command, option);
	snprintf(description, sizeof(description),
		 "--description=The network of switch %s", name);
	add(&command, description);
	for (i = 0; i < ARRAY_SIZE(properties); i++)
		add(&command, properties[i]);
	add_program(&command);
	add(&command, "supervise");
	add(&command, name);
	return run(&command, false);
}

void unit_stop(const char *name)
{
	char unit[UNIT_NAME], path[NETWORK_PATH];
	struct command command = { .count = 0 };

	if (!unit_of(name, unit))
		return;
	add(&command, CONTROL);
	add(&command, "stop");
	add(&command, unit);
	/* It may have ended by itself: there is none then. */
	run(&command, true);
	if (network_path(name, "unit", path))
		unlink(path);
}

void unit_become(const char *const *words)
{
	struct command command;

	begin(&command);
	add_program(&command);
	for (; *words; words++)
		add(&command, *words);
	become(&command);
}
