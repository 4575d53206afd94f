// SPDX-License-Identifier: GPL-2.0
/*
 * Give a netdev an XDP program that does one thing, in the driver's own mode,
 * or take it away.
 *
 * usage: xdp_set DEV pass|drop|abort|tx|off
 *        xdp_set DEV redirect [TO]
 *
 * tx and redirect swap the frame's two addresses and send it back, the one by
 * the receiving queue, the other by ndo_xdp_xmit of TO (DEV).
 *
 * Exit status: 0; 1 with the kernel's words if it refuses.
 */
#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/bpf.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef NLMSGERR_ATTR_MSG
#define NLMSGERR_ATTR_MSG 1
#endif

#define INSN(c, d, s, o, i) ((struct bpf_insn) {	\
	.code = (c), .dst_reg = (d), .src_reg = (s), .off = (o), .imm = (i) })
#define LOAD(size, d, s, o)  INSN(BPF_LDX | BPF_MEM | (size), d, s, o, 0)
#define STORE(size, d, s, o) INSN(BPF_STX | BPF_MEM | (size), d, s, o, 0)
#define MOV(d, s)	     INSN(BPF_ALU64 | BPF_MOV | BPF_X, d, s, 0, 0)
#define SET(d, i)	     INSN(BPF_ALU64 | BPF_MOV | BPF_K, d, 0, 0, i)
#define EXIT		     INSN(BPF_JMP | BPF_EXIT, 0, 0, 0, 0)

/* Swap the addresses, if there are two; what follows is the verdict's. */
static const struct bpf_insn swap[] = {
	LOAD(BPF_W, 2, 1, offsetof(struct xdp_md, data)),
	LOAD(BPF_W, 3, 1, offsetof(struct xdp_md, data_end)),
	MOV(4, 2),
	INSN(BPF_ALU64 | BPF_ADD | BPF_K, 4, 0, 0, 14),
	INSN(BPF_JMP | BPF_JGT | BPF_X, 4, 3, 8, 0),
	LOAD(BPF_W, 5, 2, 0), LOAD(BPF_H, 6, 2, 4),
	LOAD(BPF_W, 7, 2, 6), LOAD(BPF_H, 8, 2, 10),
	STORE(BPF_W, 2, 7, 0), STORE(BPF_H, 2, 8, 4),
	STORE(BPF_W, 2, 5, 6), STORE(BPF_H, 2, 6, 10),
};

#define SWAP_LEN	(sizeof(swap) / sizeof(*swap))

static int load(struct bpf_insn *insn, unsigned int num)
{
	union bpf_attr attr = {
		.prog_type = BPF_PROG_TYPE_XDP,
		.insns = (uintptr_t)insn,
		.insn_cnt = num,
		.license = (uintptr_t)"GPL",
	};
	int fd = syscall(SYS_bpf, BPF_PROG_LOAD, &attr, sizeof(attr));

	if (fd < 0)
		perror("xdp_set: the program isn't accepted");
	return fd;
}

static int program(const char *what, int to)
{
	const struct bpf_insn redirect[] = {
		SET(1, to), SET(2, 0),
		INSN(BPF_JMP | BPF_CALL, 0, 0, 0, BPF_FUNC_redirect), EXIT,
	};
	struct bpf_insn insn[SWAP_LEN + 4];

	memcpy(insn, swap, sizeof(swap));
	if (!strcmp(what, "redirect")) {
		memcpy(insn + SWAP_LEN, redirect, sizeof(redirect));
		return load(insn, SWAP_LEN + 4);
	}
	if (!strcmp(what, "tx")) {
		insn[SWAP_LEN] = SET(0, XDP_TX);
		insn[SWAP_LEN + 1] = EXIT;
		return load(insn, SWAP_LEN + 2);
	}
	insn[0] = SET(0, !strcmp(what, "drop") ? XDP_DROP :
			 !strcmp(what, "abort") ? XDP_ABORTED : XDP_PASS);
	insn[1] = EXIT;
	return load(insn, 2);
}

static int show_error(const struct nlmsghdr *nlh, void *data)
{
	const struct nlmsgerr *err = mnl_nlmsg_get_payload(nlh);
	const struct nlattr *attr;

	(void)data;
	if (!err->error)
		return MNL_CB_STOP;
	fprintf(stderr, "xdp_set: %s", strerror(-err->error));
	if (nlh->nlmsg_flags & NLM_F_CAPPED) {
		mnl_attr_for_each(attr, nlh, sizeof(*err))
			if (mnl_attr_get_type(attr) == NLMSGERR_ATTR_MSG)
				fprintf(stderr, ": %s", mnl_attr_get_str(attr));
	}
	fprintf(stderr, "\n");
	errno = -err->error;
	return MNL_CB_ERROR;
}

static int attach(int ifindex, int fd)
{
	static mnl_cb_t control[NLMSG_MIN_TYPE] = {
		[NLMSG_ERROR] = show_error,
	};
	char buf[MNL_SOCKET_BUFFER_SIZE];
	struct mnl_socket *nl = mnl_socket_open(NETLINK_ROUTE);
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buf);
	struct nlattr *nest;
	struct ifinfomsg *ifm;
	int one = 1, len;

	if (!nl || mnl_socket_bind(nl, 0, MNL_SOCKET_AUTOPID))
		return 1;
	mnl_socket_setsockopt(nl, NETLINK_EXT_ACK, &one, sizeof(one));
	mnl_socket_setsockopt(nl, NETLINK_CAP_ACK, &one, sizeof(one));
	nlh->nlmsg_type = RTM_SETLINK;
	nlh->nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK;
	ifm = mnl_nlmsg_put_extra_header(nlh, sizeof(*ifm));
	ifm->ifi_index = ifindex;
	nest = mnl_attr_nest_start(nlh, IFLA_XDP);
	mnl_attr_put_u32(nlh, IFLA_XDP_FD, fd);
	mnl_attr_put_u32(nlh, IFLA_XDP_FLAGS, XDP_FLAGS_DRV_MODE);
	mnl_attr_nest_end(nlh, nest);
	if (mnl_socket_sendto(nl, nlh, nlh->nlmsg_len) < 0)
		return 1;
	len = mnl_socket_recvfrom(nl, buf, sizeof(buf));
	return len < 0 || mnl_cb_run2(buf, len, 0, 0, NULL, NULL, control,
				      NLMSG_MIN_TYPE) == MNL_CB_ERROR;
}

int main(int argc, char **argv)
{
	int ifindex = 0, to = 0, fd = -1;

	if (argc == 3 || (argc == 4 && !strcmp(argv[2], "redirect"))) {
		ifindex = if_nametoindex(argv[1]);
		to = argc == 4 ? (int)if_nametoindex(argv[3]) : ifindex;
	}
	if (!ifindex || !to) {
		fprintf(stderr, "usage: xdp_set DEV pass|drop|abort|tx|off\n"
			"       xdp_set DEV redirect [TO]\n");
		return 2;
	}
	if (strcmp(argv[2], "off")) {
		fd = program(argv[2], to);
		if (fd < 0)
			return 1;
	}
	return attach(ifindex, fd);
}
