/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Between the two halves of the netlink interface: netlink.c, which serves
 * requests, and netlink_fill.c, which writes objects into messages.
 */
#ifndef SRIOV_NETLINK_H
#define SRIOV_NETLINK_H

#include <linux/types.h>

struct netlink_callback;
struct sk_buff;
struct sriov_pf;
struct sriov_vf;

/**
 * struct sriov_nl_msg - the header of a message to write
 * @portid: to whom, 0 for notifications
 * @seq: number of the request, 0 for notifications
 * @flags: NLM_F_*
 * @cmd: SRIOV_CMD_*
 * @cb: the dump it is part of, or NULL; @cb->seq is current
 */
struct sriov_nl_msg {
	u32 portid;
	u32 seq;
	int flags;
	u8 cmd;
	struct netlink_callback *cb;
};

/* Room that one object takes in a message, at most. */
size_t sriov_nl_pf_size(void);
size_t sriov_nl_vf_size(bool with_stats);

/* Write one message. sriov_pf.lock held. 0, or -EMSGSIZE with nothing
 * written.
 */
int sriov_nl_put_pf(struct sk_buff *skb, const struct sriov_nl_msg *msg,
		    const struct sriov_pf *pf);
int sriov_nl_put_vf(struct sk_buff *skb, const struct sriov_nl_msg *msg,
		    struct sriov_vf *vf, bool with_stats);

#endif /* SRIOV_NETLINK_H */
