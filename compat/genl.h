/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Generic netlink families whose operations describe do and dump apart
 * (struct genl_split_ops), for kernels that don't know these (6.1). The code
 * that the kernel's generator writes from a spec needs them.
 *
 * Where they are missing, struct genl_family becomes a stand-in that holds the
 * real family, and registering it joins do and dump of each command into one
 * struct genl_ops. The policy of that one accepts what either accepts; what
 * only the other form takes is then refused before the handler runs, with the
 * messages of the kernel's own validation. Both forms must agree on the type
 * of an attribute they share, and on the right to call them; specs can't
 * express otherwise.
 *
 * Include it after all headers of the kernel. For generated code, which
 * doesn't, Kbuild says CFLAGS_<object> += -include <this file>.
 */
#ifndef COMPAT_GENL_H
#define COMPAT_GENL_H

#include <linux/netlink.h>
#include <linux/overflow.h>
#include <linux/slab.h>
#include <net/genetlink.h>
#include <net/netlink.h>

#include "compat/probed.h"

#ifdef COMPAT_HAVE_GENL_INFO_DUMP

static inline struct nlattr **compat_genl_dump_attrs(struct netlink_callback *cb)
{
	return genl_info_dump(cb)->attrs;
}

#else

static inline struct nlattr **compat_genl_dump_attrs(struct netlink_callback *cb)
{
	return genl_dumpit_info(cb)->attrs;
}

#endif /* COMPAT_HAVE_GENL_INFO_DUMP */

#ifndef COMPAT_HAVE_GENL_SPLIT_OPS

struct genl_split_ops {
	union {
		struct {
			int (*pre_doit)(const struct genl_split_ops *ops,
					struct sk_buff *skb,
					struct genl_info *info);
			int (*doit)(struct sk_buff *skb,
				    struct genl_info *info);
			void (*post_doit)(const struct genl_split_ops *ops,
					  struct sk_buff *skb,
					  struct genl_info *info);
		};
		struct {
			int (*start)(struct netlink_callback *cb);
			int (*dumpit)(struct sk_buff *skb,
				      struct netlink_callback *cb);
			int (*done)(struct netlink_callback *cb);
		};
	};
	const struct nla_policy *policy;
	unsigned int maxattr;
	u8 cmd;
	u8 internal_flags;
	u8 flags;
	u8 validate;
};

/**
 * struct compat_genl_cmd - a command made of its two forms
 * @todo: its do form, or NULL
 * @dump: its dump form, or NULL
 * @policy: what either accepts. The kernel hands this pointer back with every
 *	request, which is how the command is found again.
 */
struct compat_genl_cmd {
	const struct genl_split_ops *todo;
	const struct genl_split_ops *dump;
	struct nla_policy policy[];
};

/* Stands in for struct genl_family: what the kernel sees, its operations, each
 * with a compat_genl_cmd of its own, and those members of the newer struct
 * genl_family that generated code fills.
 */
struct compat_genl_family {
	struct genl_family real;
	struct genl_ops *joined;

	char name[GENL_NAMSIZ];
	unsigned int version;
	u8 netnsok:1;
	u8 parallel_ops:1;
	u8 n_split_ops;
	u8 n_mcgrps;
	const struct genl_split_ops *split_ops;
	const struct genl_multicast_group *mcgrps;
	struct module *module;
};

static inline const struct compat_genl_cmd *
compat_genl_cmd(const struct genl_ops *ops)
{
	return container_of((const struct nla_policy (*)[])ops->policy,
			    struct compat_genl_cmd, policy);
}

/* Refuse what the joined policy let pass and @op's own doesn't. */
static inline int compat_genl_check(const struct genl_split_ops *op,
				    unsigned int maxattr,
				    struct nlattr **attrs,
				    struct netlink_ext_ack *extack)
{
	unsigned int type;

	for (type = 1; type <= maxattr; type++) {
		if (!attrs[type])
			continue;
		if (type > op->maxattr) {
			NL_SET_ERR_MSG_ATTR(extack, attrs[type],
					    "Unknown attribute type");
			return -EINVAL;
		}
		if (op->policy[type].type == NLA_UNSPEC) {
			NL_SET_ERR_MSG_ATTR(extack, attrs[type],
					    "Unsupported attribute");
			return -EINVAL;
		}
	}
	return 0;
}

static inline int compat_genl_pre_doit(const struct genl_ops *ops,
				       struct sk_buff *skb,
				       struct genl_info *info)
{
	const struct genl_split_ops *op = compat_genl_cmd(ops)->todo;
	int err;

	err = compat_genl_check(op, ops->maxattr, info->attrs, info->extack);
	if (err || !op->pre_doit)
		return err;
	return op->pre_doit(op, skb, info);
}

static inline void compat_genl_post_doit(const struct genl_ops *ops,
					 struct sk_buff *skb,
					 struct genl_info *info)
{
	const struct genl_split_ops *op = compat_genl_cmd(ops)->todo;

	if (op->post_doit)
		op->post_doit(op, skb, info);
}

/* These kernels have no extended acknowledgment for what refuses a dump from
 * here; so acknowledge, and return what tells netlink that it is done.
 */
static inline int compat_genl_start(struct netlink_callback *cb)
{
	const struct genl_dumpit_info *info = genl_dumpit_info(cb);
	const struct genl_split_ops *op = compat_genl_cmd(&info->op)->dump;
	struct netlink_ext_ack extack = {};
	int err;

	cb->extack = &extack;
	err = compat_genl_check(op, info->op.maxattr, info->attrs, &extack);
	if (!err && op->start)
		err = op->start(cb);
	cb->extack = NULL;
	if (!err)
		return 0;
	netlink_ack(cb->skb, (struct nlmsghdr *)cb->nlh, err, &extack);
	return -EINTR;
}

/* Put form @op of a command into @ops and @cmd. */
static inline void compat_genl_join(struct genl_ops *ops,
				    struct compat_genl_cmd *cmd,
				    const struct genl_split_ops *op)
{
	unsigned int type;

	ops->cmd = op->cmd;
	ops->internal_flags = op->internal_flags;
	ops->flags |= op->flags & (GENL_ADMIN_PERM | GENL_UNS_ADMIN_PERM);
	ops->validate |= op->validate;
	if (op->flags & GENL_CMD_CAP_DO) {
		ops->doit = op->doit;
		cmd->todo = op;
	} else {
		ops->start = compat_genl_start;
		ops->dumpit = op->dumpit;
		ops->done = op->done;
		cmd->dump = op;
	}
	/* memcpy: some members are const, for those who write policies. */
	for (type = 1; type <= op->maxattr; type++)
		if (op->policy[type].type != NLA_UNSPEC)
			memcpy(&cmd->policy[type], &op->policy[type],
			       sizeof(cmd->policy[type]));
}

static inline void compat_genl_free(struct compat_genl_family *family)
{
	unsigned int i;

	for (i = 0; i < family->real.n_ops; i++)
		kfree(compat_genl_cmd(&family->joined[i]));
	kfree(family->joined);
}

/* Join the forms of each command; they are next to each other. */
static inline int compat_genl_join_all(struct compat_genl_family *family)
{
	const struct genl_split_ops *op = family->split_ops;
	const struct genl_split_ops *end = op + family->n_split_ops;
	struct compat_genl_cmd *cmd;
	struct genl_ops *ops;

	family->real.n_ops = 0;
	family->joined = kcalloc(family->n_split_ops, sizeof(*ops), GFP_KERNEL);
	if (!family->joined)
		return -ENOMEM;
	while (op < end) {
		bool pair = op + 1 < end && op[1].cmd == op->cmd;

		/* Without an attribute at all the kernel would swap the policy
		 * for one of its own, and the command could not be found.
		 */
		ops = &family->joined[family->real.n_ops];
		ops->maxattr = max3(1U, op->maxattr, pair ? op[1].maxattr : 0);
		cmd = kzalloc(struct_size(cmd, policy, ops->maxattr + 1),
			      GFP_KERNEL);
		if (!cmd) {
			compat_genl_free(family);
			return -ENOMEM;
		}
		ops->policy = cmd->policy;
		family->real.n_ops++;
		compat_genl_join(ops, cmd, op++);
		if (pair)
			compat_genl_join(ops, cmd, op++);
	}
	return 0;
}

static inline int compat_genl_register_family(struct compat_genl_family *family)
{
	int err;

	err = compat_genl_join_all(family);
	if (err)
		return err;
	memcpy(family->real.name, family->name, GENL_NAMSIZ);
	family->real.version = family->version;
	family->real.netnsok = family->netnsok;
	family->real.parallel_ops = family->parallel_ops;
	family->real.pre_doit = compat_genl_pre_doit;
	family->real.post_doit = compat_genl_post_doit;
	family->real.ops = family->joined;
	family->real.mcgrps = family->mcgrps;
	family->real.n_mcgrps = family->n_mcgrps;
	family->real.module = family->module;
	err = genl_register_family(&family->real);
	if (err)
		compat_genl_free(family);
	return err;
}

static inline int
compat_genl_unregister_family(const struct compat_genl_family *family)
{
	int err = genl_unregister_family(&family->real);

	if (!err)
		compat_genl_free((struct compat_genl_family *)family);
	return err;
}

#define genl_family compat_genl_family
#define genl_register_family compat_genl_register_family
#define genl_unregister_family compat_genl_unregister_family

/* The kernel's functions, on the family inside. */
#define genlmsg_put(skb, portid, seq, family, flags, cmd) \
	genlmsg_put(skb, portid, seq, &(family)->real, flags, cmd)
#define genlmsg_put_reply(skb, info, family, flags, cmd) \
	genlmsg_put_reply(skb, info, &(family)->real, flags, cmd)
#define genlmsg_multicast(family, skb, portid, group, flags) \
	genlmsg_multicast(&(family)->real, skb, portid, group, flags)
#define genlmsg_multicast_netns(family, net, skb, portid, group, flags) \
	genlmsg_multicast_netns(&(family)->real, net, skb, portid, group, flags)
#define genl_has_listeners(family, net, group) \
	genl_has_listeners(&(family)->real, net, group)
#define genl_set_err(family, net, portid, group, code) \
	genl_set_err(&(family)->real, net, portid, group, code)

#endif /* COMPAT_HAVE_GENL_SPLIT_OPS */

#endif /* COMPAT_GENL_H */
