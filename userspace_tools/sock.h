/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The socket to the kernel, and nothing above it: tests put a kernel of their
 * own behind these calls.
 */
#ifndef SOCK_H
#define SOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct sock;

/* A netlink socket with extended acknowledgements, or NULL, errno. */
struct sock *sock_open(int protocol);
void sock_close(struct sock *sock);

/*
 * Bytes, or -1 and errno. sock_recv() blocks; EBADMSG: the message is longer
 * than @size.
 */
ssize_t sock_send(struct sock *sock, const void *buf, size_t len);
ssize_t sock_recv(struct sock *sock, void *buf, size_t size);

/* To poll. */
int sock_fd(const struct sock *sock);
uint32_t sock_portid(const struct sock *sock);

/* Receive events of a multicast group; false and errno on failure. */
bool sock_join(struct sock *sock, uint32_t group);

#endif /* SOCK_H */
