// SPDX-License-Identifier: GPL-2.0
/*
 * fail_nat - let the nth allocation of an operation on NAT switches fail, for
 * every n; see fail_nth.h.
 *
 * Wants root, a switch lan0 in mode nat, lan1 in mode bridge, a device f1 that is
 * no port, and nobody else who changes them. Run by fail_nat.sh.
 */
#include <arpa/inet.h>
#include <net/if.h>
#include <linux/vswitch.h>
#include <linux/vswitch_nat.h>

#include "fail_nth.h"

static struct nl_family nat, vswitch;
static int fd;
static struct nl_msg by_side;

/* ---- the listing -------------------------------------------------------- */

/* All octets of an object's attributes, but the switch's generation and what it
 * learns and forgets by itself
 */
static void list_object(const struct nlmsghdr *nlh, void *data)
{
	const char *payload = (const char *)NLMSG_DATA(nlh) + GENL_HDRLEN;
	bool is_switch = nlh->nlmsg_type == vswitch.id;
	struct state *state = data;
	const struct nlattr *attr;
	const unsigned char *at;
	unsigned int i;
	int left;

	nl_for_each(attr, payload,
		    (int)nlh->nlmsg_len - NLMSG_HDRLEN - GENL_HDRLEN, left) {
		if (is_switch && (nl_type(attr) == VSWITCH_A_SWITCH_GENERATION ||
				  nl_type(attr) == VSWITCH_A_SWITCH_FDB_ENTRIES ||
				  nl_type(attr) == VSWITCH_A_SWITCH_MDB_ENTRIES))
			continue;
		add_text(state, "%u:", nl_type(attr));
		at = nl_data(attr);
		for (i = 0; i < nl_len(attr); i++)
			add_text(state, "%02x", at[i]);
		add_text(state, " ");
	}
	add_text(state, "\n");
}

static void list(struct state *state, const struct nl_family *family,
		 uint8_t cmd)
{
	struct nl_answer answer;

	nl_begin_genl(&by_side, family->id, cmd, 1, NLM_F_DUMP);
	nl_end(&by_side);
	nl_exchange(fd, &by_side, list_object, state, &answer);
	add_text(state, "%u: %d\n", cmd, answer.outcome);
}

static void look_at_all(struct state *state)
{
	list(state, &vswitch, VSWITCH_CMD_SWITCH_GET);
	list(state, &nat, VSWITCH_NAT_CMD_NAT_GET);
	list(state, &nat, VSWITCH_NAT_CMD_FORWARD_GET);
}

/* ---- requests ----------------------------------------------------------- */

static void begin_nat(struct nl_msg *msg, uint8_t cmd)
{
	nl_begin_genl(msg, nat.id, cmd, 1, NLM_F_ACK);
	nl_put_text(msg, VSWITCH_NAT_A_NAT_SWITCH_IFNAME, "lan0");
}

static void put_mode(struct nl_msg *msg, const char *mode)
{
	nl_begin_genl(msg, vswitch.id, VSWITCH_CMD_SWITCH_SET, 1, NLM_F_ACK);
	nl_put_text(msg, VSWITCH_A_SWITCH_IFNAME, "lan1");
	nl_put_text(msg, VSWITCH_A_SWITCH_MODE, mode);
}

static void enter(void)
{
	put_mode(&req, "nat");
}

static bool enter_back(void)
{
	put_mode(&by_side, "bridge");
	return do_now(&by_side, NETLINK_GENERIC);
}

static void leave(void)
{
	put_mode(&req, "bridge");
}

static bool leave_back(void)
{
	put_mode(&by_side, "nat");
	return do_now(&by_side, NETLINK_GENERIC);
}

static void put_options(struct nl_msg *msg, bool on)
{
	size_t nest;

	begin_nat(msg, VSWITCH_NAT_CMD_NAT_SET);
	nest = nl_nest(msg, VSWITCH_NAT_A_NAT_UPLINKS);
	if (on)
		nl_put_u32(msg, VSWITCH_NAT_A_UPLINKS_IFINDEX,
			   if_nametoindex("f1"));
	nl_nest_end(msg, nest);
	nest = nl_nest(msg, VSWITCH_NAT_A_NAT_TIMEOUTS);
	nl_put_u32(msg, VSWITCH_NAT_A_TIMEOUTS_UDP, on ? 7 : 120);
	nl_nest_end(msg, nest);
	nl_put_u32(msg, VSWITCH_NAT_A_NAT_MAX_SESSIONS, on ? 7 : 16384);
}

static void options(void)
{
	put_options(&req, true);
}

static bool options_back(void)
{
	put_options(&by_side, false);
	return do_now(&by_side, NETLINK_GENERIC);
}

/* FTP and TFTP; their modules are loaded. */
static void put_helpers(struct nl_msg *msg, uint32_t helpers)
{
	begin_nat(msg, VSWITCH_NAT_CMD_NAT_SET);
	nl_put_u32(msg, VSWITCH_NAT_A_NAT_HELPERS, helpers);
}

static void helpers(void)
{
	put_helpers(&req, VSWITCH_NAT_HELPER_FTP | VSWITCH_NAT_HELPER_TFTP);
}

static bool helpers_back(void)
{
	put_helpers(&by_side, 0);
	return do_now(&by_side, NETLINK_GENERIC);
}

/* The last of what it holds is refused. */
static void refused(void)
{
	put_options(&req, true);
	nl_put_u32(&req, VSWITCH_NAT_A_NAT_PORT_MIN, 9);
	nl_put_u32(&req, VSWITCH_NAT_A_NAT_PORT_MAX, 8);
}

static void put_forward(struct nl_msg *msg, uint8_t cmd, uint32_t port)
{
	begin_nat(msg, cmd);
	nl_put_u32(msg, VSWITCH_NAT_A_FORWARD_PROTOCOL, 6);
	nl_put_u32(msg, VSWITCH_NAT_A_FORWARD_PORT_MIN, port);
	nl_put_u32(msg, VSWITCH_NAT_A_FORWARD_TO_ADDRESS4, inet_addr("10.0.0.1"));
}

static void forward_new(void)
{
	put_forward(&req, VSWITCH_NAT_CMD_FORWARD_NEW, 80);
}

static bool forward_new_back(void)
{
	put_forward(&by_side, VSWITCH_NAT_CMD_FORWARD_DEL, 80);
	return do_now(&by_side, NETLINK_GENERIC);
}

static bool forward_there(void)
{
	put_forward(&by_side, VSWITCH_NAT_CMD_FORWARD_NEW, 81);
	return do_now(&by_side, NETLINK_GENERIC);
}

static void forward_del(void)
{
	put_forward(&req, VSWITCH_NAT_CMD_FORWARD_DEL, 81);
}

static bool forward_gone(void)
{
	put_forward(&by_side, VSWITCH_NAT_CMD_FORWARD_DEL, 81);
	return do_now(&by_side, NETLINK_GENERIC);
}

static void nat_get(void)
{
	begin_nat(&req, VSWITCH_NAT_CMD_NAT_GET);
	nl_put(&req, VSWITCH_NAT_A_NAT_WITH_STATS, NULL, 0);
}

static void dump(uint8_t cmd)
{
	nl_begin_genl(&req, nat.id, cmd, 1, NLM_F_DUMP);
}

static void nat_dump(void)
{
	dump(VSWITCH_NAT_CMD_NAT_GET);
}

static void forward_dump(void)
{
	dump(VSWITCH_NAT_CMD_FORWARD_GET);
}

static void guest_dump(void)
{
	dump(VSWITCH_NAT_CMD_GUEST_GET);
}

#define READS(fn)	{ .name = #fn, .build = fn, .proto = NETLINK_GENERIC }
#define SETTING(fn)	.name = #fn, .build = fn, .proto = NETLINK_GENERIC, \
			.changes = true, .undo = fn##_back, .uncounted = true
#define SETS(fn)	{ SETTING(fn) }
#define SETS_SLOWLY(fn)	{ SETTING(fn), .slow = true }

static const struct op ops[] = {
	READS(nat_get),
	READS(nat_dump),
	READS(forward_dump),
	READS(guest_dump),
	SETS_SLOWLY(enter),
	{ .name = "leave", .build = leave, .proto = NETLINK_GENERIC,
	  .changes = true, .undo = leave_back, .uncounted = true,
	  .begin = leave_back, .end = enter_back },
	SETS(options),
	SETS_SLOWLY(helpers),
	{ .name = "refused", .build = refused, .proto = NETLINK_GENERIC,
	  .refuses = EINVAL },
	SETS(forward_new),
	{ .name = "forward_del", .build = forward_del,
	  .proto = NETLINK_GENERIC, .changes = true, .undo = forward_there,
	  .uncounted = true, .begin = forward_there, .end = forward_gone },
};

static bool begin(void)
{
	fd = nl_socket(NETLINK_GENERIC);
	if (!nl_find_family(fd, VSWITCH_NAT_FAMILY_NAME, &nat) ||
	    !nl_find_family(fd, VSWITCH_FAMILY_NAME, &vswitch)) {
		printf("Bail out! no NAT mode\n");
		return false;
	}
	listener = nl_socket(NETLINK_GENERIC);
	nl_join(listener, &nat);
	return true;
}

static void end(void)
{
}

int main(int argc, char **argv)
{
	static const struct subject subject = {
		.usage = "fail_nat [--list] [--tries N] [--only NAME] [--nth N] [--loud]",
		.ops = ops,
		.num = NUM(ops),
		.begin = begin,
		.end = end,
	};

	return fail_nth_main(argc, argv, &subject);
}
