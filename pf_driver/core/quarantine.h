/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Quarantine: VFs that misbehave are taken off the network (quarantine.c). What
 * a PF has for it is in struct sriov_pf, and protected by sriov_pf.lock.
 */
#ifndef SRIOV_QUARANTINE_H
#define SRIOV_QUARANTINE_H

#include <linux/bits.h>
#include <linux/types.h>

struct netlink_ext_ack;
struct sriov_pf;
struct sriov_vf;
struct work_struct;

/**
 * enum sriov_quarantine - why a VF is in quarantine
 * @SRIOV_QUARANTINE_NONE: it isn't
 * @SRIOV_QUARANTINE_MAIL_FLOOD: its messages had to be held back again and again
 * @SRIOV_QUARANTINE_MALFORMED: messages that make no sense
 * @SRIOV_QUARANTINE_RESET_LOOP: it was reset again and again
 * @SRIOV_QUARANTINE_COMMAND: the host said so
 */
enum sriov_quarantine {
	SRIOV_QUARANTINE_NONE,
	SRIOV_QUARANTINE_MAIL_FLOOD,
	SRIOV_QUARANTINE_MALFORMED,
	SRIOV_QUARANTINE_RESET_LOOP,
	SRIOV_QUARANTINE_COMMAND,
	/* private: */
	SRIOV_QUARANTINE_NUM,
};

/* Most of one kind in a minute that can be asked for: as fast as mail goes. */
#define SRIOV_QUARANTINE_MAX_LIMIT	(60 * SRIOV_VF_MAIL_RATE)
#define SRIOV_QUARANTINE_SET_RELEASE	BIT(31)	/* sriov_pf_set_quarantine() */

/**
 * struct sriov_quarantine_cfg - when a PF's VFs are quarantined
 * @limit: by enum sriov_quarantine: more than that in a minute, 0: never
 * @release: seconds after which a VF is released, 0: not by itself
 */
struct sriov_quarantine_cfg {
	u32 limit[SRIOV_QUARANTINE_COMMAND];
	u32 release;
};

/* Lock held, but where it says otherwise. */
const char *sriov_quarantine_name(enum sriov_quarantine reason);
void sriov_vf_strike(struct sriov_vf *vf, enum sriov_quarantine reason);
void sriov_vf_pardon(struct sriov_vf *vf);
void sriov_vf_forget_offences(struct sriov_vf *vf);
u32 sriov_vf_quarantine_left(const struct sriov_vf *vf);
void sriov_pf_quarantine_init(struct sriov_pf *pf);
void sriov_pf_release_work(struct work_struct *work);

/**
 * sriov_vfs_quarantine() - take VFs off the network, as the host says so
 * @pf: the PF
 * @first: first VF
 * @last: last VF, inclusive, below total_vfs
 * @extack: where the refusal is explained
 *
 * Until somebody releases them; also those that are in quarantine for something
 * else. Takes sriov_pf.lock.
 *
 * Return: 0; -ENODEV (PF being removed), -ENXIO (one of them doesn't exist),
 * -EBUSY (one is just being created): then none is.
 */
int sriov_vfs_quarantine(struct sriov_pf *pf, u16 first, u16 last,
			 struct netlink_ext_ack *extack);

/**
 * sriov_vfs_release() - let VFs out of quarantine
 * @pf: the PF
 * @first: first VF
 * @last: last VF, inclusive, below total_vfs
 * @extack: where the refusal is explained
 *
 * VFs that aren't in quarantine stay as they are. Takes sriov_pf.lock.
 *
 * Return: as sriov_vfs_quarantine(); or what the backend returned: that VF and
 * those after it stay in quarantine.
 */
int sriov_vfs_release(struct sriov_pf *pf, u16 first, u16 last,
		      struct netlink_ext_ack *extack);

/* All that are in quarantine; else the same. */
int sriov_pf_release_all(struct sriov_pf *pf, struct netlink_ext_ack *extack);

/**
 * sriov_pf_set_quarantine() - change when VFs are quarantined
 * @pf: the PF
 * @cfg: new values of what @mask names
 * @mask: BIT(reason) for limits, and SRIOV_QUARANTINE_SET_RELEASE
 *
 * What VFs did before counts on. VFs that are in quarantine stay as long as
 * was said then. Takes sriov_pf.lock.
 *
 * Return: 0; -ENODEV: the PF is being removed.
 */
int sriov_pf_set_quarantine(struct sriov_pf *pf,
			    const struct sriov_quarantine_cfg *cfg, u32 mask);

#endif /* SRIOV_QUARANTINE_H */
