// SPDX-License-Identifier: GPL-2.0
/*
 * Transactions: changes of VFs of several PFs that are done together or not at
 * all. Everything is checked on all PFs first, then applied PF after PF; if
 * one fails, those before get their old state back.
 *
 * Owns sriov_apply_lock. The PFs' locks are all held at once, taken in the
 * order of PCI addresses. There may be more PFs than lockdep has subclasses, so
 * that order is not what it is told: nobody takes more than one of these locks
 * without sriov_apply_lock, which alone makes it impossible that two meet in
 * different orders, and which lockdep can check.
 */
#include <linux/mutex.h>
#include <linux/rtnetlink.h>
#include <linux/slab.h>

#include "compat/extack.h"
#include "pf_driver/core/apply.h"

static DEFINE_MUTEX(sriov_apply_lock);	/* taking several sriov_pf.lock */

struct sriov_apply_pf *sriov_apply_pf(struct sriov_apply *apply,
				      struct sriov_pf *pf)
{
	struct sriov_apply_pf *of, *next;

	list_for_each_entry(next, &apply->pfs, node) {
		if (next->pf == pf)
			return next;
		if (next->pf->order > pf->order)
			break;
	}

	of = kzalloc(sizeof(*of), GFP_KERNEL);
	if (!of)
		return NULL;
	sriov_pf_get(pf);
	of->pf = pf;
	list_add_tail(&of->node, &next->node);
	apply->num_pfs++;
	return of;
}

void sriov_apply_free(struct sriov_apply *apply)
{
	struct sriov_apply_pf *of, *next;

	list_for_each_entry_safe(of, next, &apply->pfs, node) {
		kvfree(of->change);
		sriov_pf_put(of->pf);
		kfree(of);
	}
}

void sriov_apply_explain(const struct sriov_pf *pf, int vf,
			 const struct netlink_ext_ack *why,
			 struct netlink_ext_ack *extack)
{
	const char *text = why->_msg ?: "refused";

	if (vf < 0)
		NL_SET_ERR_MSG_FMT(extack, "%s: %s", pci_name(pf->pdev), text);
	else
		NL_SET_ERR_MSG_FMT(extack, "%s/%d: %s", pci_name(pf->pdev), vf,
				   text);
}

/* The last entry that is about a VF: what it wants would have held. */
static int find_entry(const struct sriov_apply *apply,
		      const struct sriov_apply_pf *of, int vf)
{
	unsigned int i = apply->num;

	while (vf >= 0 && i--) {
		const struct sriov_apply_entry *entry = &apply->entries[i];

		if (entry->of == of && vf >= entry->first && vf <= entry->last)
			return i;
	}
	return -1;
}

/* What needs no locks. */
static int prepare(struct sriov_apply *apply, struct netlink_ext_ack *extack)
{
	struct netlink_ext_ack why = {};
	struct sriov_apply_pf *of;
	unsigned int i;
	int err;

	for (i = 0; i < apply->num; i++) {
		const struct sriov_apply_entry *entry = &apply->entries[i];

		err = sriov_change_request(entry->of->pf, entry->first,
					   entry->last, &entry->cfg,
					   entry->mask, &why);
		if (err) {
			apply->bad = entry->of;
			apply->bad_entry = i;
			sriov_apply_explain(entry->of->pf, entry->first, &why,
					    extack);
			return err;
		}
	}
	list_for_each_entry(of, &apply->pfs, node) {
		kvfree(of->change);
		of->change = sriov_change_new(of->pf);
		if (!of->change)
			return -ENOMEM;
		of->change->quiet = apply->dry_run;
	}
	return 0;
}

static bool any_foreign(const struct sriov_apply *apply)
{
	const struct sriov_apply_pf *of;

	list_for_each_entry(of, &apply->pfs, node) {
		if (of->pf->ops->foreign)
			return true;
	}
	return false;
}

static void lock_all(struct sriov_apply *apply)
{
	struct sriov_apply_pf *of;

	if (any_foreign(apply))
		rtnl_lock();
	mutex_lock(&sriov_apply_lock);
	list_for_each_entry(of, &apply->pfs, node)
		mutex_lock_nest_lock(&of->pf->lock, &sriov_apply_lock);
}

static void unlock_all(struct sriov_apply *apply)
{
	struct sriov_apply_pf *of;

	list_for_each_entry_reverse(of, &apply->pfs, node)
		mutex_unlock(&of->pf->lock);
	mutex_unlock(&sriov_apply_lock);
	if (any_foreign(apply))
		rtnl_unlock();
}

static int begin(struct sriov_apply_pf *of, struct netlink_ext_ack *why)
{
	if (of->expects && of->expected != of->pf->generation) {
		NL_SET_ERR_MSG_FMT(why,
				   "generation: %u expected, but it is %u",
				   of->expected, of->pf->generation);
		return -ESTALE;
	}
	return sriov_change_begin(of->change, why);
}

/* Check it all on all PFs, nothing has changed yet. */
static int check_all(struct sriov_apply *apply, struct netlink_ext_ack *why)
{
	struct sriov_apply_pf *of;
	unsigned int i;
	int err;

	list_for_each_entry(of, &apply->pfs, node) {
		apply->bad = of;
		err = begin(of, why);
		if (err)
			return err;
	}

	for (i = 0; i < apply->num; i++) {
		const struct sriov_apply_entry *entry = &apply->entries[i];

		apply->bad = entry->of;
		err = sriov_change_plan(entry->of->change, entry->first,
					entry->last, &entry->cfg, entry->mask,
					why);
		if (err) {
			apply->bad_entry = i;
			return err;
		}
		cond_resched();
	}

	list_for_each_entry(of, &apply->pfs, node) {
		apply->bad = of;
		err = sriov_change_check(of->change, why);
		if (err)
			return err;
		of->num_changed = sriov_change_count(of->change);
	}
	return 0;
}

static int apply_all(struct sriov_apply *apply, struct netlink_ext_ack *why)
{
	struct sriov_apply_pf *of;
	int err;

	list_for_each_entry(of, &apply->pfs, node) {
		err = sriov_change_apply(of->change, why);
		if (err)
			goto err_undo;
	}
	list_for_each_entry(of, &apply->pfs, node)
		sriov_change_finish(of->change);
	return 0;

err_undo:
	apply->bad = of;
	list_for_each_entry_continue_reverse(of, &apply->pfs, node)
		sriov_change_undo(of->change);
	return err;
}

int sriov_apply_run(struct sriov_apply *apply, struct netlink_ext_ack *extack)
{
	struct netlink_ext_ack why = {};
	struct sriov_apply_pf *of;
	int err, vf;

	might_sleep();

	apply->bad_entry = -1;
	err = prepare(apply, extack);
	if (err)
		return err;

	lock_all(apply);
	err = check_all(apply, &why);
	if (!err && !apply->dry_run)
		err = apply_all(apply, &why);
	list_for_each_entry(of, &apply->pfs, node)
		of->generation = of->pf->generation;
	unlock_all(apply);

	if (err) {
		vf = apply->bad->change->bad;
		if (apply->bad_entry < 0)
			apply->bad_entry = find_entry(apply, apply->bad, vf);
		sriov_apply_explain(apply->bad->pf, vf, &why, extack);
	}
	return err;
}
