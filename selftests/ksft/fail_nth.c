// SPDX-License-Identifier: GPL-2.0
/*
 * fail_nth - let the nth allocation of an operation on PFs and VFs fail, for
 * every n; see fail_nth.h.
 *
 * Wants root, the mock, sriov_pf and sriov_vf, PFs without VFs, and nobody else
 * who changes them. Run by fail_nth.sh.
 */
#include <net/if.h>
#include <pthread.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <linux/devlink.h>
#include <linux/ethtool.h>
#include <linux/if_ether.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <linux/sockios.h>

#include <linux/sriov.h>

#include "fail_nth.h"

#define DEVICES	4		/* PFs of the mock */
#define VFS	2		/* of the first two of them */

static struct {
	char pf[32];
	char vf[VFS][32];
	unsigned int ifindex;
} device[DEVICES];

static struct nl_family sriov, devlink;
static struct nl_msg question;
static int query;		/* socket of the listing */

/* ---- the listing -------------------------------------------------------- */

/* What a VF's driver asks for comes when it comes, and an interface index is
 * never used again.
 */
static const uint16_t vf_loose[] = {
	SRIOV_A_VF_IFINDEX, SRIOV_A_VF_MAX_FRAME, SRIOV_A_VF_NUM_MACS,
	SRIOV_A_VF_NUM_MULTICAST, SRIOV_A_VF_NUM_VLANS,
};

static const uint16_t pf_loose[] = { SRIOV_A_PF_IFINDEX };

static bool among(uint16_t type, const uint16_t *list, size_t num)
{
	while (num--)
		if (list[num] == type)
			return true;
	return false;
}

static void take_object(const struct nlmsghdr *nlh, void *data)
{
	const struct genlmsghdr *genl = NLMSG_DATA(nlh);
	bool pf = genl->cmd == SRIOV_CMD_PF_GET;
	struct state *state = data;
	const struct nlattr *attr;
	unsigned int i;
	int left;

	add_text(state, pf ? "PF" : "VF");
	nl_for_each(attr, (const char *)genl + GENL_HDRLEN,
		    (int)nlh->nlmsg_len - NLMSG_HDRLEN - GENL_HDRLEN, left) {
		if (nl_type(attr) == (pf ? SRIOV_A_PF_GENERATION :
					   SRIOV_A_VF_GENERATION)) {
			if (pf && state->counts < COUNTS)
				state->generation[state->counts++] = nl_u32(attr);
			continue;
		}
		if (state->loose &&
		    (pf ? among(nl_type(attr), pf_loose, NUM(pf_loose)) :
			  among(nl_type(attr), vf_loose, NUM(vf_loose))))
			continue;
		add_text(state, " %u=", nl_type(attr));
		for (i = 0; i < nl_len(attr); i++)
			add_text(state, "%02x",
				 ((const unsigned char *)nl_data(attr))[i]);
	}
	add_text(state, "\n");
}

static bool ask(struct nl_msg *msg, nl_object_fn object, void *data)
{
	struct nl_answer answer;

	nl_end(msg);
	nl_exchange(query, msg, object, data, &answer);
	return answer.outcome == NL_DONE;
}

static void list_netdev(struct state *state, const char *name)
{
	struct ethtool_ringparam ring = { .cmd = ETHTOOL_GRINGPARAM };
	struct ifreq ifr = { .ifr_data = (void *)&ring };
	char path[64];
	int fd;

	/* An ioctl about one that isn't there has the kernel run modprobe. */
	snprintf(path, sizeof(path), "/sys/class/net/%s", name);
	if (access(path, F_OK)) {
		add_text(state, "%s: none\n", name);
		return;
	}
	fd = socket(AF_INET, SOCK_DGRAM, 0);
	snprintf(ifr.ifr_name, sizeof(ifr.ifr_name), "%s", name);
	if (!ioctl(fd, SIOCETHTOOL, &ifr))
		add_text(state, "%s: ring %u", name, ring.rx_pending);
	if (!ioctl(fd, SIOCGIFFLAGS, &ifr))
		add_text(state, " %s", ifr.ifr_flags & IFF_UP ? "up" : "down");
	if (!ioctl(fd, SIOCGIFMTU, &ifr))
		add_text(state, " mtu %d", ifr.ifr_mtu);
	add_text(state, "\n");
	close(fd);
}

/* All that can be seen: PFs, VFs that exist, the first few whether they do or
 * not, and the netdevs.
 */
static void look_at_all(struct state *state)
{
	unsigned int i, vf;
	char name[16];

	nl_begin_genl(&question, sriov.id, SRIOV_CMD_PF_GET, 1, NLM_F_DUMP);
	ask(&question, take_object, state);
	nl_begin_genl(&question, sriov.id, SRIOV_CMD_VF_GET, 1, NLM_F_DUMP);
	ask(&question, take_object, state);
	for (i = 0; i < DEVICES; i++) {
		for (vf = 0; vf < VFS; vf++) {
			nl_begin_genl(&question, sriov.id, SRIOV_CMD_VF_GET, 1,
				      NLM_F_ACK);
			nl_put_text(&question, SRIOV_A_VF_PCI_ADDRESS,
				    device[i].pf);
			nl_put_u32(&question, SRIOV_A_VF_VF_ID, vf);
			ask(&question, take_object, state);
		}
		snprintf(name, sizeof(name), "pf%u", i);
		list_netdev(state, name);
	}
	list_netdev(state, "p0v0");
	list_netdev(state, "p0v1");
}

/* ---- requests ----------------------------------------------------------- */

static void genl(uint8_t cmd, uint16_t flags)
{
	nl_begin_genl(&req, sriov.id, cmd, 1, flags ?: NLM_F_ACK);
}

static void genl_devlink(uint8_t cmd, uint16_t flags)
{
	nl_begin_genl(&req, devlink.id, cmd, DEVLINK_GENL_VERSION,
		      flags ?: NLM_F_ACK);
}

static bool set_num_vfs(unsigned int port, unsigned int num)
{
	struct nl_msg msg = {};
	bool done;

	nl_begin_genl(&msg, sriov.id, SRIOV_CMD_PF_SET, 1, NLM_F_ACK);
	nl_put_text(&msg, SRIOV_A_PF_PCI_ADDRESS, device[port].pf);
	nl_put_u32(&msg, SRIOV_A_PF_NUM_VFS, num);
	done = do_now(&msg, NETLINK_GENERIC);
	free(msg.buf);
	return done;
}

/* Everything that a request may have set. */
static bool undo_set(void)
{
	struct nl_msg msg = {};
	unsigned int i;
	size_t nest;
	bool done;

	nl_begin_genl(&msg, sriov.id, SRIOV_CMD_APPLY, 1, NLM_F_ACK);
	for (i = 0; i < DEVICES; i++) {
		nest = nl_nest(&msg, SRIOV_A_APPLY_CHANGE);
		nl_put_text(&msg, SRIOV_A_VF_PCI_ADDRESS, device[i].pf);
		nl_put_u32(&msg, SRIOV_A_VF_VF_ID, 0);
		nl_put_u32(&msg, SRIOV_A_VF_VF_LAST, VFS - 1);
		nl_put(&msg, SRIOV_A_VF_RESET, NULL, 0);
		nl_put(&msg, SRIOV_A_VF_OWNER_FORCE, NULL, 0);
		nl_nest_end(&msg, nest);
	}
	done = do_now(&msg, NETLINK_GENERIC);
	free(msg.buf);
	return done;
}

#include "fail_nth_ops.h"

/* ---- beginning ---------------------------------------------------------- */

static bool find_devices(void)
{
	unsigned int i, vf;
	char path[128], target[256], name[16];
	ssize_t len;

	for (i = 0; i < DEVICES; i++) {
		snprintf(path, sizeof(path), "/sys/class/net/pf%u/device", i);
		len = readlink(path, target, sizeof(target) - 1);
		if (len < 0)
			return false;
		target[len] = '\0';
		snprintf(device[i].pf, sizeof(device[i].pf), "%s",
			 strrchr(target, '/') + 1);
		snprintf(name, sizeof(name), "pf%u", i);
		device[i].ifindex = if_nametoindex(name);
	}
	for (i = 0; i < DEVICES; i++)
		if (!set_num_vfs(i, i < 2 ? VFS : 0))
			return false;
	for (vf = 0; vf < VFS; vf++) {
		snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/virtfn%u",
			 device[0].pf, vf);
		len = readlink(path, target, sizeof(target) - 1);
		if (len < 0)
			return false;
		target[len] = '\0';
		snprintf(device[0].vf[vf], sizeof(device[0].vf[vf]), "%s",
			 strrchr(target, '/') + 1);
	}
	return true;
}

static bool begin(void)
{
	query = nl_socket(NETLINK_GENERIC);
	if (!nl_find_family(query, SRIOV_FAMILY_NAME, &sriov) ||
	    !nl_find_family(query, DEVLINK_GENL_NAME, &devlink) ||
	    !find_devices()) {
		printf("Bail out! no PFs of the mock with their VFs\n");
		return false;
	}
	listener = nl_socket(NETLINK_GENERIC);
	nl_join(listener, &sriov);
	return true;
}

static void end(void)
{
	unsigned int i;

	for (i = 0; i < DEVICES; i++)
		set_num_vfs(i, 0);
}

int main(int argc, char **argv)
{
	static const struct subject subject = {
		.usage = "fail_nth [--list] [--tries N] [--only NAME] [--nth N] [--loud]",
		.ops = ops,
		.num = NUM(ops),
		.begin = begin,
		.end = end,
	};

	return fail_nth_main(argc, argv, &subject);
}
