// SPDX-License-Identifier: GPL-2.0
/*
 * Attach a small XDP program to a device, in its driver, until killed:
 *
 *	xdp_prog DEVICE pass|drop|abort
 *	xdp_prog DEVICE tx		addresses swapped, back it goes
 *	xdp_prog DEVICE redirect TO	addresses swapped, out of another device
 *
 * Prints "ready" when it is attached. Exit status: 1 and the kernel's words if
 * it can't be, 2 for wrong usage.
 */
#include <errno.h>
#include <linux/bpf.h>
#include <linux/if_link.h>
#include <net/if.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define INSN(c, d, s, o, i) ((struct bpf_insn) {			\
	.code = (c), .dst_reg = (d), .src_reg = (s), .off = (o), .imm = (i) })
#define LOAD(size, d, s, o)	INSN(BPF_LDX | BPF_MEM | (size), d, s, o, 0)
#define STORE(size, d, s, o)	INSN(BPF_STX | BPF_MEM | (size), d, s, o, 0)
#define MOVE(d, s)	INSN(BPF_ALU64 | BPF_MOV | BPF_X, d, s, 0, 0)
#define SET(d, i)	INSN(BPF_ALU64 | BPF_MOV | BPF_K, d, 0, 0, i)
#define ADD(d, i)	INSN(BPF_ALU64 | BPF_ADD | BPF_K, d, 0, 0, i)
#define CALL(f)		INSN(BPF_JMP | BPF_CALL, 0, 0, 0, f)
#define EXIT()		INSN(BPF_JMP | BPF_EXIT, 0, 0, 0, 0)

#define MAX_INSNS	32

static int bpf(int cmd, union bpf_attr *attr)
{
	return syscall(__NR_bpf, cmd, attr, sizeof(*attr));
}

/* Frames that are too short for addresses pass. */
static int put_swap(struct bpf_insn *insn)
{
	int n = 0, i;

	insn[n++] = LOAD(BPF_W, 2, 1, offsetof(struct xdp_md, data));
	insn[n++] = LOAD(BPF_W, 3, 1, offsetof(struct xdp_md, data_end));
	insn[n++] = MOVE(4, 2);
	insn[n++] = ADD(4, 14);
	insn[n++] = INSN(BPF_JMP | BPF_JLE | BPF_X, 4, 3, 2, 0);
	insn[n++] = SET(0, XDP_PASS);
	insn[n++] = EXIT();
	for (i = 0; i < 6; i += 2) {
		insn[n++] = LOAD(BPF_H, 4, 2, i);
		insn[n++] = LOAD(BPF_H, 5, 2, 6 + i);
		insn[n++] = STORE(BPF_H, 2, 5, i);
		insn[n++] = STORE(BPF_H, 2, 4, 6 + i);
	}
	return n;
}

/* Returns the number of instructions, or 0: there is no such program. */
static int build(struct bpf_insn *insn, const char *what, const char *to)
{
	static const char * const simple[] = {
		[XDP_ABORTED] = "abort", [XDP_DROP] = "drop",
		[XDP_PASS] = "pass",
	};
	int n = 0, i;

	for (i = 0; i < 3; i++) {
		if (strcmp(what, simple[i]))
			continue;
		insn[n++] = SET(0, i);
		insn[n++] = EXIT();
		return n;
	}
	if (!strcmp(what, "tx")) {
		n = put_swap(insn);
		insn[n++] = SET(0, XDP_TX);
	} else if (!strcmp(what, "redirect") && to && if_nametoindex(to)) {
		n = put_swap(insn);
		insn[n++] = SET(1, if_nametoindex(to));
		insn[n++] = SET(2, 0);
		insn[n++] = CALL(BPF_FUNC_redirect);
	} else {
		return 0;
	}
	insn[n++] = EXIT();
	return n;
}

static int load(const struct bpf_insn *insn, int n)
{
	static char log[65536];
	union bpf_attr attr = {
		.prog_type = BPF_PROG_TYPE_XDP,
		.insn_cnt = n,
		.insns = (uintptr_t)insn,
		.license = (uintptr_t)"GPL",
		.log_buf = (uintptr_t)log,
		.log_size = sizeof(log),
		.log_level = 1,
	};
	int fd = bpf(BPF_PROG_LOAD, &attr);

	if (fd < 0)
		fprintf(stderr, "program: %s\n%s", strerror(errno), log);
	return fd;
}

int main(int argc, char **argv)
{
	struct bpf_insn insn[MAX_INSNS];
	union bpf_attr attr;
	int n = 0, fd;

	if (argc == 3 || argc == 4)
		n = build(insn, argv[2], argv[3]);
	if (!n || !if_nametoindex(argv[1])) {
		fprintf(stderr, "usage: xdp_prog DEVICE WHAT [TO]\n");
		return 2;
	}
	fd = load(insn, n);
	if (fd < 0)
		return 1;
	memset(&attr, 0, sizeof(attr));
	attr.link_create.prog_fd = fd;
	attr.link_create.target_ifindex = if_nametoindex(argv[1]);
	attr.link_create.attach_type = BPF_XDP;
	attr.link_create.flags = XDP_FLAGS_DRV_MODE;
	if (bpf(BPF_LINK_CREATE, &attr) < 0) {
		perror("attach");
		return 1;
	}
	printf("ready\n");
	fflush(stdout);
	for (;;)
		pause();
}
