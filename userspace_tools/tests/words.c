// SPDX-License-Identifier: GPL-2.0
/*
 * What the parts of sriovctl want of its main file: memory and words.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "sriovctl.h"

void *xrealloc(void *old, size_t count, size_t size)
{
	void *new = reallocarray(old, count, size);

	if (!new)
		abort();
	return new;
}

static void say(const char *fmt, va_list args)
	__attribute__((format(printf, 1, 0)));

static void say(const char *fmt, va_list args)
{
	fputs("# ", stdout);
	vprintf(fmt, args);
	putchar('\n');
}

void error(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	say(fmt, args);
	va_end(args);
}

void hint(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	say(fmt, args);
	va_end(args);
}
