/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Changes of the desired state of VFs, step by step (vf_set.c, vf_check.c), and
 * transactions over several PFs made of these steps (apply.c).
 */
#ifndef SRIOV_APPLY_H
#define SRIOV_APPLY_H

#include "pf_driver/core/sriov_pf.h"

/* ---- vf_set.c, vf_check.c: a change of one PF ------------------------------------------ */

/* One VF in a change under way. */
struct vf_change {
	struct sriov_vf_cfg old;
	struct sriov_vf_cfg new;
	u32 changed;
};

/**
 * struct vfs_change - a change of VFs of one PF
 * @pf: the PF
 * @unchecked: VFs whose planned address is yet to be compared with those of
 *	others
 * @bad: the VF because of which a step failed, -1: none is to blame
 * @quiet: only to be checked, so that a refusal isn't announced
 * @num: VFs in @vf: all of the PF, as some may have to give way
 * @vf: what is to become of each
 *
 * From sriov_change_new(), ended by kvfree(). The steps, with sriov_pf.lock
 * held from begin to the last: begin, plan (any number of times), check,
 * apply, and then finish or undo. All return 0 or an errno, and until apply
 * nothing has changed.
 */
struct vfs_change {
	struct sriov_pf *pf;
	DECLARE_BITMAP(unchecked, SRIOV_PF_MAX_VFS);
	int bad;
	bool quiet;
	u16 num;
	struct vf_change vf[];
};

struct vfs_change *sriov_change_new(struct sriov_pf *pf);

/* All that can be said without looking at a VF; needs no lock. */
int sriov_change_request(const struct sriov_pf *pf, u16 first, u16 last,
			 const struct sriov_vf_cfg *cfg, u32 mask,
			 struct netlink_ext_ack *extack);

/* -ENODEV if the PF is being removed. */
int sriov_change_begin(struct vfs_change *change,
		       struct netlink_ext_ack *extack);
/* Where plans of one VF meet, the later one holds. */
int sriov_change_plan(struct vfs_change *change, u16 first, u16 last,
		      const struct sriov_vf_cfg *cfg, u32 mask,
		      struct netlink_ext_ack *extack);
int sriov_change_check(struct vfs_change *change,
		       struct netlink_ext_ack *extack);
/* Fails with everything as it was. */
int sriov_change_apply(struct vfs_change *change,
		       struct netlink_ext_ack *extack);
void sriov_change_undo(struct vfs_change *change);
/* The hardware has it all: tell whom it concerns. */
void sriov_change_finish(struct vfs_change *change);

/* With pf->netdev_mac new, in place of plan and check: whose address that is
 * gives way, or -EADDRINUSE.
 */
int sriov_change_check_pf_mac(struct vfs_change *change);

/* SRIOV_VF_CHG_* of all that is policy and the host may set on this PF. */
u32 sriov_change_settable(const struct sriov_pf *pf);

/* The address of a VF, by its number, whose driver has no say. */
void sriov_vf_host_mac(const struct sriov_pf *pf, unsigned int id,
		       const struct sriov_vf_cfg *cfg, u8 *mac);

/* VFs that change. */
unsigned int sriov_change_count(const struct vfs_change *change);

/* ---- apply.c: a transaction ------------------------------------------------- */

/**
 * struct sriov_apply_pf - a PF in a transaction
 * @node: in sriov_apply.pfs
 * @pf: the PF, referenced
 * @change: what is to change; NULL until it runs
 * @expects: it must have the generation @expected
 * @expected: that generation
 * @generation: the one it has after a run that succeeded
 * @num_changed: its VFs that changed, or with dry_run would change
 */
struct sriov_apply_pf {
	struct list_head node;
	struct sriov_pf *pf;
	struct vfs_change *change;
	bool expects;
	u32 expected;
	u32 generation;
	unsigned int num_changed;
};

/* One change of a transaction: as the arguments of sriov_vfs_set(). */
struct sriov_apply_entry {
	struct sriov_apply_pf *of;
	u16 first;
	u16 last;
	u32 mask;
	struct sriov_vf_cfg cfg;
};

/**
 * struct sriov_apply - changes of VFs of several PFs, done together or not
 * @pfs: the PFs, struct sriov_apply_pf, by sriov_pf.order
 * @num_pfs: how many
 * @entries: the changes, the caller's; where two meet the later one holds
 * @num: how many
 * @dry_run: check only
 * @bad: after a failure of a run the PF to blame, NULL: none
 * @bad_entry: and the entry, -1: none
 */
struct sriov_apply {
	struct list_head pfs;
	unsigned int num_pfs;
	struct sriov_apply_entry *entries;
	unsigned int num;
	bool dry_run;
	struct sriov_apply_pf *bad;
	int bad_entry;
};

static inline void sriov_apply_init(struct sriov_apply *apply)
{
	*apply = (struct sriov_apply){ .bad_entry = -1 };
	INIT_LIST_HEAD(&apply->pfs);
}

/**
 * sriov_apply_pf() - a PF's place in a transaction, made if it has none
 * @apply: the transaction
 * @pf: the PF; a reference is taken
 *
 * Return: the place, or NULL for want of memory.
 */
struct sriov_apply_pf *sriov_apply_pf(struct sriov_apply *apply,
				      struct sriov_pf *pf);

/* The end of it all, but for @entries. */
void sriov_apply_free(struct sriov_apply *apply);

/* "PF/VF: " before a message, without a VF (-1) "PF: ". */
void sriov_apply_explain(const struct sriov_pf *pf, int vf,
			 const struct netlink_ext_ack *why,
			 struct netlink_ext_ack *extack);

/**
 * sriov_apply_run() - do the changes of a transaction, all or none
 * @apply: the transaction
 * @extack: where the refusal is explained, with PF, VF and attribute
 *
 * Takes the lock of each PF for the whole time. May be run again.
 *
 * Return: 0; -ESTALE if a PF has another generation than expected; else as
 * sriov_vfs_set(), and nothing has changed.
 */
int sriov_apply_run(struct sriov_apply *apply, struct netlink_ext_ack *extack);

#endif /* SRIOV_APPLY_H */
