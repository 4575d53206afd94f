// SPDX-License-Identifier: GPL-2.0
/*
 * DNS sockets of dnsmasq bound to the switch's device. dnsmasq does that for
 * DHCP, but not for DNS: of two switches with the same address the second one
 * would have none, and answers would leave by the first. A program of BPF at
 * bind(), in a control group that dnsmasq alone is in, does it.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <poll.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <linux/bpf.h>

#include "devbind.h"
#include "sriovctl.h"
#include "unit.h"

#define DNS_PORT	53
#define UNIT_GROUP	256
#define GROUP_NAME	(UNIT_GROUP + 64)

#define INSN(code_, dst, src, off_, imm_) \
	((struct bpf_insn){ .code = (code_), .dst_reg = (dst), \
			    .src_reg = (src), .off = (off_), .imm = (imm_) })
#define MOV(dst, value)	INSN(BPF_ALU64 | BPF_MOV | BPF_K, dst, 0, 0, value)

/*
 * The groups' root, without a look at where, or whether, it is mounted: "ip
 * netns exec" hides it.
 */
static int open_root(void)
{
	int fs = fsopen("cgroup2", FSOPEN_CLOEXEC), root = -1;

	if (fs < 0)
		return -1;
	if (!fsconfig(fs, FSCONFIG_CMD_CREATE, NULL, NULL, 0))
		root = fsmount(fs, FSMOUNT_CLOEXEC, 0);
	close(fs);
	return root;
}

/* A unit of systemd has a group, and what it starts is to be seen in there. */
static void own_group(char path[UNIT_GROUP])
{
	char line[UNIT_GROUP];
	const char *last;
	FILE *file;

	*path = '\0';
	file = fopen("/proc/self/cgroup", "re");
	while (file && fgets(line, sizeof(line), file)) {
		line[strcspn(line, "\n")] = '\0';
		last = strrchr(line, '/');
		if (!strncmp(line, "0::/", 4) &&
		    !strncmp(last + 1, UNIT_PREFIX, strlen(UNIT_PREFIX)))
			snprintf(path, UNIT_GROUP, "%s/", line + 4);
	}
	if (file)
		fclose(file);
}

static bool group_name(const char *name, char group[GROUP_NAME])
{
	char own[UNIT_GROUP];
	struct stat ns;

	if (stat("/proc/self/ns/net", &ns))
		return false;
	own_group(own);
	snprintf(group, GROUP_NAME, "%ssriovctl-%ju-%s", own,
		 (uintmax_t)ns.st_ino, name);
	return true;
}

/* Half a name of a device, as the number that it is in memory */
static struct bpf_insn *put_half(struct bpf_insn *at, const char *half,
				 int16_t where)
{
	int32_t word[2];

	memcpy(word, half, sizeof(word));
	*at++ = INSN(BPF_ST | BPF_MEM | BPF_W, BPF_REG_10, 0, where, word[0]);
	*at++ = INSN(BPF_ST | BPF_MEM | BPF_W, BPF_REG_10, 0,
		     (int16_t)(where + 4), word[1]);
	return at;
}

static int load(const char *name, enum bpf_attach_type type)
{
	char padded[IFNAMSIZ] = "";
	struct bpf_insn insns[16], *at = insns;
	union bpf_attr attr = { 0 };

	snprintf(padded, sizeof(padded), "%s", name);
	*at++ = INSN(BPF_LDX | BPF_MEM | BPF_W, BPF_REG_2, BPF_REG_1,
		     offsetof(struct bpf_sock_addr, user_port), 0);
	*at++ = INSN(BPF_JMP | BPF_JNE | BPF_K, BPF_REG_2, 0, 10,
		     htons(DNS_PORT));
	at = put_half(at, padded, -16);
	at = put_half(at, padded + 8, -8);
	*at++ = MOV(BPF_REG_2, SOL_SOCKET);
	*at++ = MOV(BPF_REG_3, SO_BINDTODEVICE);
	*at++ = INSN(BPF_ALU64 | BPF_MOV | BPF_X, BPF_REG_4, BPF_REG_10, 0, 0);
	*at++ = INSN(BPF_ALU64 | BPF_ADD | BPF_K, BPF_REG_4, 0, 0, -16);
	*at++ = MOV(BPF_REG_5, IFNAMSIZ);
	*at++ = INSN(BPF_JMP | BPF_CALL, 0, 0, 0, BPF_FUNC_setsockopt);
	*at++ = MOV(BPF_REG_0, 1);
	*at++ = INSN(BPF_JMP | BPF_EXIT, 0, 0, 0, 0);

	attr.prog_type = BPF_PROG_TYPE_CGROUP_SOCK_ADDR;
	attr.expected_attach_type = type;
	attr.insns = (uintptr_t)insns;
	attr.insn_cnt = (uint32_t)(at - insns);
	attr.license = (uintptr_t)"GPL";
	snprintf(attr.prog_name, sizeof(attr.prog_name), "sriovctl_bind");
	return (int)syscall(__NR_bpf, BPF_PROG_LOAD, &attr, sizeof(attr));
}

/* The group holds the program from then on. */
static bool attach(int group, const char *name, enum bpf_attach_type type)
{
	union bpf_attr attr = { 0 };
	int program = load(name, type);
	bool ok;

	if (program < 0)
		return false;
	attr.target_fd = (uint32_t)group;
	attr.attach_bpf_fd = (uint32_t)program;
	attr.attach_type = type;
	ok = !syscall(__NR_bpf, BPF_PROG_ATTACH, &attr, sizeof(attr));
	close(program);
	return ok;
}

bool devbind_enter(const char *name)
{
	int root = open_root(), dir = -1, procs = -1;
	char group[GROUP_NAME];
	bool ok;

	ok = root >= 0 && group_name(name, group) &&
	     (!mkdirat(root, group, 0755) || errno == EEXIST);
	if (ok)
		dir = openat(root, group, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	ok = dir >= 0 && attach(dir, name, BPF_CGROUP_INET4_BIND) &&
	     attach(dir, name, BPF_CGROUP_INET6_BIND);
	if (ok)
		procs = openat(dir, "cgroup.procs", O_WRONLY | O_CLOEXEC);
	ok = procs >= 0 && write(procs, "0", 1) == 1;
	if (procs >= 0)
		close(procs);
	if (dir >= 0)
		close(dir);
	if (root >= 0)
		close(root);
	return ok;
}

void devbind_leave(const char *name)
{
	int root = open_root(), tries = 50;
	char group[GROUP_NAME];

	if (root < 0)
		return;
	/* A process that was killed is in it for a moment longer. */
	if (group_name(name, group))
		while (unlinkat(root, group, AT_REMOVEDIR) &&
		       errno == EBUSY && tries--)
			poll(NULL, 0, 20);
	close(root);
}
