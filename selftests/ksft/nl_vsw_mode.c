// SPDX-License-Identifier: GPL-2.0
/*
 * nl_vsw_mode - the mode of a vswitch, by the generic netlink family "vswitch".
 *
 *   nl_vsw_mode SWITCH [MODE]
 *
 * sets the mode if one is given, then prints a line "SWITCH mode MODE bypass
 * FLAGS" and one "PORT barred 0|1 bypass FLAGS" for each port, the host's first;
 * FLAGS are names joined by commas, or "-". Prints the kernel's reason and exits
 * 1 when something is refused. A warning is printed, and isn't a failure.
 */
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <libmnl/libmnl.h>
#include <linux/genetlink.h>
#include <linux/vswitch.h>

#define NUM_BYPASS	4

static char buf[32768];

static void print_bypass(uint32_t flags)
{
	static const char *const names[NUM_BYPASS] = {
		"tc", "xdp", "nft", "packet"
	};
	const char *comma = "";
	unsigned int i;

	printf("%s", flags ? "" : "-");
	for (i = 0; i < NUM_BYPASS; i++) {
		if (!(flags & 1U << i))
			continue;
		printf("%s%s", comma, names[i]);
		comma = ",";
	}
	printf("\n");
}

static int show_switch(const struct nlmsghdr *nlh, void *arg)
{
	const struct nlattr *attr;
	const char *mode = "?";
	uint32_t bypass = 0;

	mnl_attr_for_each(attr, nlh, sizeof(struct genlmsghdr)) {
		if (mnl_attr_get_type(attr) == VSWITCH_A_SWITCH_MODE)
			mode = mnl_attr_get_str(attr);
		if (mnl_attr_get_type(attr) == VSWITCH_A_SWITCH_BYPASS)
			bypass = mnl_attr_get_u32(attr);
	}
	printf("%s mode %s bypass ", (const char *)arg, mode);
	print_bypass(bypass);
	return MNL_CB_OK;
}

static int show_port(const struct nlmsghdr *nlh, void *arg)
{
	const struct nlattr *attr;
	const char *name = "?";
	uint32_t bypass = 0, barred = 0;

	(void)arg;
	mnl_attr_for_each(attr, nlh, sizeof(struct genlmsghdr)) {
		if (mnl_attr_get_type(attr) == VSWITCH_A_PORT_IFNAME)
			name = mnl_attr_get_str(attr);
		if (mnl_attr_get_type(attr) == VSWITCH_A_PORT_BYPASS)
			bypass = mnl_attr_get_u32(attr);
		if (mnl_attr_get_type(attr) == VSWITCH_A_PORT_BARRED)
			barred = mnl_attr_get_u32(attr);
	}
	printf("%s barred %u bypass ", name, barred);
	print_bypass(bypass);
	return MNL_CB_OK;
}

static int family_id(const struct nlmsghdr *nlh, void *arg)
{
	const struct nlattr *attr;
	uint16_t *id = arg;

	mnl_attr_for_each(attr, nlh, sizeof(struct genlmsghdr))
		if (mnl_attr_get_type(attr) == CTRL_ATTR_FAMILY_ID)
			*id = mnl_attr_get_u16(attr);
	return MNL_CB_OK;
}

static struct nlmsghdr *request(uint16_t type, uint16_t flags, uint8_t cmd)
{
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buf);
	struct genlmsghdr *genl;

	nlh->nlmsg_type = type;
	nlh->nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | flags;
	nlh->nlmsg_seq = (uint32_t)time(NULL);
	genl = mnl_nlmsg_put_extra_header(nlh, sizeof(*genl));
	genl->cmd = cmd;
	genl->version = 1;
	return nlh;
}

/* The kernel's words, behind the error number and the request's head */
static int say_why(const struct nlmsghdr *nlh, void *arg)
{
	const struct nlmsgerr *err = mnl_nlmsg_get_payload(nlh);
	const struct nlattr *attr;
	size_t offset = sizeof(*err);

	(void)arg;
	if (!(nlh->nlmsg_flags & NLM_F_CAPPED))
		offset += err->msg.nlmsg_len - sizeof(struct nlmsghdr);
	if (nlh->nlmsg_flags & NLM_F_ACK_TLVS)
		mnl_attr_for_each(attr, nlh, offset)
			if (mnl_attr_get_type(attr) == NLMSGERR_ATTR_MSG)
				fprintf(stderr, "%s%s\n",
					err->error ? "" : "Warning: ",
					mnl_attr_get_str(attr));
	errno = -err->error;
	return err->error ? MNL_CB_ERROR : MNL_CB_STOP;
}

static int talk(struct mnl_socket *nl, struct nlmsghdr *nlh, mnl_cb_t cb,
		void *arg)
{
	mnl_cb_t ctl[NLMSG_DONE] = { [NLMSG_ERROR] = say_why };
	unsigned int seq = nlh->nlmsg_seq;
	int status = MNL_CB_OK;
	ssize_t len;

	if (mnl_socket_sendto(nl, nlh, nlh->nlmsg_len) < 0)
		return -1;
	while (status == MNL_CB_OK) {
		len = mnl_socket_recvfrom(nl, buf, sizeof(buf));
		if (len < 0)
			return -1;
		status = mnl_cb_run2(buf, (size_t)len, seq,
				     mnl_socket_get_portid(nl), cb, arg, ctl,
				     NLMSG_DONE);
	}
	return status;
}

int main(int argc, char **argv)
{
	bool set = argc == 3;
	struct mnl_socket *nl;
	struct nlmsghdr *nlh;
	uint16_t family = 0;
	int one = 1;

	if (argc != 2 && !set) {
		fprintf(stderr, "usage: nl_vsw_mode SWITCH [MODE]\n");
		return 2;
	}
	nl = mnl_socket_open(NETLINK_GENERIC);
	if (!nl || mnl_socket_bind(nl, 0, MNL_SOCKET_AUTOPID) < 0 ||
	    mnl_socket_setsockopt(nl, NETLINK_EXT_ACK, &one, sizeof(one))) {
		perror("netlink");
		return 1;
	}
	nlh = request(GENL_ID_CTRL, 0, CTRL_CMD_GETFAMILY);
	mnl_attr_put_strz(nlh, CTRL_ATTR_FAMILY_NAME, "vswitch");
	if (talk(nl, nlh, family_id, &family) < 0) {
		perror("family vswitch");
		return 1;
	}
	nlh = request(family, 0, set ? VSWITCH_CMD_SWITCH_SET :
				       VSWITCH_CMD_SWITCH_GET);
	mnl_attr_put_strz(nlh, VSWITCH_A_SWITCH_IFNAME, argv[1]);
	if (set)
		mnl_attr_put_strz(nlh, VSWITCH_A_SWITCH_MODE, argv[2]);
	if (talk(nl, nlh, show_switch, argv[1]) < 0) {
		perror(argv[1]);
		return 1;
	}
	nlh = request(family, NLM_F_DUMP, VSWITCH_CMD_PORT_GET);
	mnl_attr_put_strz(nlh, VSWITCH_A_PORT_SWITCH_IFNAME, argv[1]);
	if (talk(nl, nlh, show_port, NULL) < 0) {
		perror("ports");
		return 1;
	}
	mnl_socket_close(nl);
	return 0;
}
