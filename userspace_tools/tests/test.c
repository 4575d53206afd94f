// SPDX-License-Identifier: GPL-2.0
/*
 * Results of cases, and messages to try decoders with.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <linux/genetlink.h>

#include "test.h"

static unsigned int failed;

static void result(bool passed, const char *fmt, va_list args)
{
	fputs(passed ? "ok - " : "not ok - ", stdout);
	vprintf(fmt, args);
	putchar('\n');
	failed += !passed;
}

void check(bool passed, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	result(passed, fmt, args);
	va_end(args);
}

void check_text(const char *want, const char *got, const char *fmt, ...)
{
	bool passed = want && got ? !strcmp(want, got) : want == got;
	va_list args;

	if (!passed)
		printf("# wanted '%s', got '%s'\n", want ? want : "(nothing)",
		       got ? got : "(nothing)");
	va_start(args, fmt);
	result(passed, fmt, args);
	va_end(args);
}

int test_status(void)
{
	return failed != 0;
}

struct nlmsghdr *test_message(void *buf, uint16_t type, uint8_t cmd)
{
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buf);
	struct genlmsghdr *genl;

	nlh->nlmsg_type = type;
	genl = mnl_nlmsg_put_extra_header(nlh, sizeof(*genl));
	genl->cmd = cmd;
	genl->version = 1;
	return nlh;
}
