/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Between the parts of the netlink interface: netlink.c, which serves requests,
 * netlink_apply.c, which serves transactions, netlink_set.c, which reads what
 * either is to set, and netlink_fill.c, which writes objects into messages.
 */
#ifndef SRIOV_NETLINK_H
#define SRIOV_NETLINK_H

#include <linux/types.h>

struct genl_info;
struct netlink_callback;
struct netlink_ext_ack;
struct nlattr;
struct nlmsghdr;
struct sk_buff;
struct sriov_pf;
struct sriov_vf;
struct sriov_vf_cfg;
struct sriov_quarantine_cfg;
struct sriov_trunk;

/**
 * struct sriov_nl_msg - the header of a message to write
 * @portid: to whom, 0 for notifications
 * @seq: number of the request, 0 for notifications
 * @flags: NLM_F_*
 * @cmd: SRIOV_CMD_*
 * @cb: the dump it is part of, or NULL; @cb->seq is current
 * @refused: of a refusal to change a VF: the cookie that came; else NULL
 */
struct sriov_nl_msg {
	u32 portid;
	u32 seq;
	int flags;
	u8 cmd;
	struct netlink_callback *cb;
	const u64 *refused;
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

/* ---- what requests have in common (netlink.c) ----------------------------- */

/* The VFs that a request names */
struct sriov_nl_range {
	u16 first;
	u16 last;
};

int sriov_nl_check_version(const struct nlmsghdr *nlh,
			   struct netlink_ext_ack *extack);

/* The PF that a request names, referenced, or an ERR_PTR. @pci and @ifindex are
 * numbers of attributes, which differ between the sets.
 */
struct sriov_pf *sriov_nl_find_pf(struct nlattr **attrs, int pci, int ifindex,
				  struct netlink_ext_ack *extack);

/* Of attributes of the set vf. Without vf-id, @range stays as it is. @total is
 * what the PF can have.
 */
int sriov_nl_get_range(struct nlattr **attrs, unsigned int total,
		       struct sriov_nl_range *range,
		       struct netlink_ext_ack *extack);

/* The header of an answer. */
struct sriov_nl_msg sriov_nl_reply_to(const struct genl_info *info, u8 cmd);

/* The PF and the range of a do request, which needs both. The PF is referenced,
 * or an ERR_PTR.
 */
struct sriov_pf *sriov_nl_pf_of_vf(struct genl_info *info,
				   struct sriov_nl_range *range);

/* The PF of a request of the set pf, likewise. */
struct sriov_pf *sriov_nl_pf_of_pf(struct genl_info *info);

/* Answer with the PF, or the VF. Takes over @skb. */
int sriov_nl_reply_pf(struct sk_buff *skb, struct genl_info *info,
		      struct sriov_pf *pf);
int sriov_nl_reply_vf(struct sk_buff *skb, struct genl_info *info,
		      struct sriov_pf *pf, u16 id, bool with_stats);

/* Serve a do request that changes VFs and is answered with the first of them:
 * find them, have @change change them, answer. @change says what is wrong.
 */
int sriov_nl_change_vf(struct genl_info *info,
		       int (*change)(struct genl_info *info,
				     struct sriov_pf *pf,
				     const struct sriov_nl_range *range));

/* ---- what they set (netlink_set.c) ---------------------------------------- */

/* What attributes of the set vf ask for, into @cfg. Returns what of it is named,
 * or an error. Only what the core can't see is checked.
 */
int sriov_nl_get_cfg(struct nlattr **attrs, struct sriov_vf_cfg *cfg,
		     struct netlink_ext_ack *extack);

/* A list of VLANs; 0 or an error. */
int sriov_nl_get_trunk(const struct nlattr *nest, struct sriov_trunk *trunk,
		       struct netlink_ext_ack *extack);

/* The core refused with @err and said why, in @extack; it doesn't know
 * attributes, but their names. Find the one to blame, or NULL where that would
 * be a guess.
 */
struct nlattr *sriov_nl_blame(struct nlattr **attrs, const struct sriov_pf *pf,
			      const struct netlink_ext_ack *extack, int err);

/* ---- netlink_quarantine.c ------------------------------------------------- */

u32 sriov_nl_get_quarantine(struct nlattr **attrs,
			    struct sriov_quarantine_cfg *cfg);
int sriov_nl_fill_pf_quarantine(struct sk_buff *skb, const struct sriov_pf *pf);
int sriov_nl_fill_vf_quarantine(struct sk_buff *skb, const struct sriov_vf *vf);

/* ---- netlink_adopt.c ------------------------------------------------------ */

/* What the driver of an adopted PF has and the host doesn't want: a nest of
 * SRIOV_NL_DRIFTS attributes at most. sriov_pf.lock held.
 */
#define SRIOV_NL_DRIFTS	9
int sriov_nl_fill_vf_drift(struct sk_buff *skb, const struct sriov_vf *vf);

#endif /* SRIOV_NETLINK_H */
