// SPDX-License-Identifier: GPL-2.0
/*
 * Fuzz target: a conversation with a kernel that says anything: finding the
 * family, listing PFs and VFs, events. The first byte picks which. Then come
 * datagrams, each as a byte of flags, its length, and its octets:
 *
 *	flags	1: with the number of the request in its header
 *		2: of the family's type
 *		4: with a length that is true
 *		8: instead of it, the news that something was lost
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>

#include <linux/genetlink.h>

#include "fake.h"
#include "fuzz.h"
#include "nl.h"
#include "sysfs.h"

struct sock {
	const uint8_t *data;
	size_t size;
	uint32_t seq;
	unsigned int sent;
};

static struct sock the_sock;
static int ready;	/* always to be read */

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	ready = eventfd(1, 0);
	/* Every failure is told to somebody. */
	return ready >= 0 && freopen("/dev/null", "w", stdout) ? 0 : -1;
}

struct sock *sock_open(int protocol)
{
	(void)protocol;
	return &the_sock;
}

void sock_close(struct sock *sock)
{
	(void)sock;
}

ssize_t sock_send(struct sock *sock, const void *buf, size_t len)
{
	const struct nlmsghdr *nlh = buf;

	if (len < NLMSG_HDRLEN || nlh->nlmsg_len != len)
		abort();
	sock->seq = nlh->nlmsg_seq;
	sock->sent++;
	return (ssize_t)len;
}

static void amend(const struct sock *sock, uint8_t flags, void *buf, size_t len)
{
	struct nlmsghdr *nlh = buf;

	if (len < NLMSG_HDRLEN)
		return;
	if (flags & 1) {
		nlh->nlmsg_seq = sock->seq;
		nlh->nlmsg_pid = 1;
	}
	if (flags & 2)
		nlh->nlmsg_type = FAKE_FAMILY;
	if (flags & 4)
		nlh->nlmsg_len = (uint32_t)len;
}

ssize_t sock_recv(struct sock *sock, void *buf, size_t size)
{
	uint8_t flags;
	size_t len;

	if (sock->size < 2) {
		errno = EIO;
		return -1;
	}
	flags = sock->data[0];
	len = sock->data[1] * 4;
	sock->data += 2;
	sock->size -= 2;
	if (flags & 8) {
		errno = ENOBUFS;
		return -1;
	}
	if (len > sock->size)
		len = sock->size;
	if (len > size)
		len = size;
	memcpy(buf, sock->data, len);
	sock->data += len;
	sock->size -= len;
	amend(sock, flags, buf, len);
	return (ssize_t)len;
}

int sock_fd(const struct sock *sock)
{
	(void)sock;
	return ready;
}

uint32_t sock_portid(const struct sock *sock)
{
	(void)sock;
	return 1;
}

bool sock_join(struct sock *sock, uint32_t group)
{
	(void)sock;
	(void)group;
	return true;
}

static bool any_object(const struct nlmsghdr *nlh, void *data)
{
	struct pf pf;
	struct vf vf;

	(void)data;
	if (!pf_decode(nlh, &pf) && !vf_decode(nlh, &vf))
		return false;
	return true;
}

static void list(struct nl *nl, bool vfs)
{
	struct pf_list pfs = {};
	struct vf_list list = {};
	bool incomplete;

	if (vfs)
		nl_load_vfs(nl, NULL, NULL, true, &list, &incomplete);
	else
		nl_load_pfs(nl, &pfs, &incomplete);
	pf_list_free(&pfs);
	vf_list_free(&list);
}

static void hear(struct nl *nl)
{
	const struct nl_sink sink = { .object = any_object };
	unsigned int i;

	for (i = 0; i < 64; i++)
		if (nl_event(nl, &sink) == NL_EVENT_ERROR)
			return;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct nl nl;
	struct nl_error err;

	if (!size)
		return 0;
	memset(&nl, 0, sizeof(nl));
	the_sock = (struct sock){ .data = data + 1, .size = size - 1 };
	sysfs_root = "/nowhere";
	if (data[0] & 1) {
		if (nl_open(&nl, &family_sriov))
			return 0;
	} else {
		/* As after nl_open(). */
		nl.sock = &the_sock;
		nl.kind = &family_sriov;
		nl.family = FAKE_FAMILY;
	}
	switch (data[0] >> 1 & 3) {
	case 0:
		list(&nl, false);
		break;
	case 1:
		list(&nl, true);
		break;
	case 2:
		hear(&nl);
		break;
	case 3:
		nl_refind(&nl, &err);
		break;
	}
	nl_close(&nl);
	return 0;
}

static size_t put_datagram(uint8_t *data, const struct nlmsghdr *nlh)
{
	size_t len = MNL_ALIGN(nlh->nlmsg_len) & ~3U;

	data[0] = 1 | 4;
	data[1] = (uint8_t)(len / 4);
	memcpy(data + 2, (const void *)nlh, len);
	return len + 2;
}

/* A listing as the kernel would send it, one of 32 times: mutation alone hardly
 * finds that.
 */
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size,
			       unsigned int seed)
{
	char buf[4096] __attribute__((aligned(8))) = {};
	struct nlmsghdr *nlh;
	struct genlmsghdr *genl;
	bool vfs = seed & 32;
	size_t len = 1;
	int i;

	if (seed % 32 || max_size < 2048)
		return LLVMFuzzerMutate(data, size, max_size);
	data[0] = vfs ? 2 : (seed & 64) ? 4 : 0;
	for (i = 0; i < 2; i++) {
		nlh = mnl_nlmsg_put_header(buf);
		nlh->nlmsg_type = FAKE_FAMILY;
		nlh->nlmsg_flags = NLM_F_MULTI;
		genl = mnl_nlmsg_put_extra_header(nlh, sizeof(*genl));
		genl->version = 1;
		genl->cmd = vfs ? SRIOV_CMD_VF_GET : SRIOV_CMD_PF_GET;
		if (vfs)
			fake_put_vf(nlh, &fake_pfs[0], i, seed & 64);
		else
			fake_put_pf(nlh, &fake_pfs[i]);
		if (nlh->nlmsg_len > 1000)
			break;
		len += put_datagram(data + len, nlh);
	}
	nlh = mnl_nlmsg_put_header(buf);
	nlh->nlmsg_type = NLMSG_DONE;
	memset(mnl_nlmsg_put_extra_header(nlh, sizeof(int)), 0, sizeof(int));
	return len + put_datagram(data + len, nlh);
}
