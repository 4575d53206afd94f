/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the tests of sriovctl's parts share: one line "ok - NAME" or
 * "not ok - NAME" a case, which tests/run numbers, and netlink messages to
 * try the decoders with.
 */
#ifndef TEST_H
#define TEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <libmnl/libmnl.h>

/* One case: the line, and where it failed. */
void check(bool passed, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void check_text(const char *want, const char *got, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* Exit status of main(). */
int test_status(void);

/* A generic netlink message with header @cmd in @buf. */
struct nlmsghdr *test_message(void *buf, uint16_t type, uint8_t cmd);

#endif /* TEST_H */
