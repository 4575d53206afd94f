// SPDX-License-Identifier: GPL-2.0
/*
 * The netlink socket. Owns nothing but the descriptor. It is a file of its
 * own so that the tests can link another one in its place.
 */
#include <errno.h>
#include <limits.h>
#include <sys/socket.h>

#include <libmnl/libmnl.h>
#include <linux/netlink.h>

#include "sock.h"

/*
 * Events of a thousand VFs that change at once fit in: the kernel accounts
 * somewhat more than 1 KiB for each.
 */
#define EVENT_BUFFER	(8 << 20)

struct sock *sock_open(int protocol)
{
	struct mnl_socket *nl = mnl_socket_open2(protocol, SOCK_CLOEXEC);
	int one = 1, saved;

	if (!nl)
		return NULL;
	if (mnl_socket_bind(nl, 0, MNL_SOCKET_AUTOPID) < 0) {
		saved = errno;
		mnl_socket_close(nl);
		errno = saved;
		return NULL;
	}
	/* Older kernels lack them, and then explain themselves less. */
	mnl_socket_setsockopt(nl, NETLINK_EXT_ACK, &one, sizeof(one));
	mnl_socket_setsockopt(nl, NETLINK_CAP_ACK, &one, sizeof(one));
	return (struct sock *)nl;
}

void sock_close(struct sock *sock)
{
	mnl_socket_close((struct mnl_socket *)sock);
}

/* A message must fit into the send buffer, of some 200 KiB. */
static bool raise_limit(const struct sock *sock, size_t len)
{
	int size = (int)len;

	return len <= INT_MAX / 2 &&
	       setsockopt(sock_fd(sock), SOL_SOCKET, SO_SNDBUFFORCE, &size,
			  sizeof(size)) == 0;
}

ssize_t sock_send(struct sock *sock, const void *buf, size_t len)
{
	struct mnl_socket *nl = (struct mnl_socket *)sock;
	ssize_t n = mnl_socket_sendto(nl, buf, len);

	if (n < 0 && errno == EMSGSIZE && raise_limit(sock, len))
		n = mnl_socket_sendto(nl, buf, len);
	return n;
}

ssize_t sock_recv(struct sock *sock, void *buf, size_t size)
{
	ssize_t n = mnl_socket_recvfrom((struct mnl_socket *)sock, buf, size);

	/* How libmnl says that it was longer; the kernel means other things. */
	if (n < 0 && errno == ENOSPC)
		errno = EBADMSG;
	return n;
}

int sock_fd(const struct sock *sock)
{
	return mnl_socket_get_fd((const struct mnl_socket *)sock);
}

uint32_t sock_portid(const struct sock *sock)
{
	return mnl_socket_get_portid((const struct mnl_socket *)sock);
}

bool sock_join(struct sock *sock, uint32_t group)
{
	int size = EVENT_BUFFER, fd = sock_fd(sock);

	/* FORCE needs CAP_NET_ADMIN; without it the system's limit holds. */
	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size)))
		setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
	return mnl_socket_setsockopt((struct mnl_socket *)sock,
				     NETLINK_ADD_MEMBERSHIP, &group,
				     sizeof(group)) == 0;
}
