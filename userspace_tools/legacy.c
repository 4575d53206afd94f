// SPDX-License-Identifier: GPL-2.0
/*
 * sriovctl switch attach and detach for VFs of hardware without representors.
 *
 *	mode bridge		mode nat, host-only
 *
 *	  lan0			  lan0
 *	   |			   |
 *	  pf0			pf0.4094	VLAN picked for this switch
 *	   |			   |
 *	  VFs, no VLAN		  pf0 -- VFs with port VLAN 4094
 *
 * Frames between VFs stay in the NIC; those to the host and to the outside pass
 * the switch. Where the hardware can, the VLAN is kept off the wire. All is
 * done, or nothing; what is there is known from the kernel (legacy_port.c).
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "items.h"
#include "legacy.h"
#include "netup.h"
#include "pending.h"
#include "session.h"

/**
 * struct job - one attach or detach
 * @opt: its options
 * @pair: connections
 * @s: the PF and its VFs
 * @sw: the switch
 * @mode: its mode
 * @list: ports of VFs, and VLAN devices, when it began
 * @all: all VFs of the PF, likewise; attach only
 * @pf: the PF's netdev
 * @port: port of the VFs; its ifindex 0: there is none yet
 * @vid: its VLAN, 0: none
 * @local: the VLAN was made one that stays in the hardware
 * @made: the port was made or attached
 * @marked: how many of the VFs were remembered
 */
struct job {
	const struct options *opt;
	struct pair pair;
	struct session s;
	struct link sw;
	char mode[IFNAMSIZ];
	struct legacy_list list;
	struct vf_list all;
	struct link pf;
	struct link port;
	unsigned int vid;
	bool local;
	bool made;
	unsigned int marked;
};

/* ---- requests ---- */

static int set_vlans(struct job *job, const struct vf_ranges *vfs,
		     unsigned int vid)
{
	const char *address = job->s.pf->address;
	char text[RANGES_TEXT_LEN];
	struct nlmsghdr *nlh;
	struct nl_error err;
	struct nlattr *nest;
	unsigned int i;

	if (!vfs->count)
		return EXIT_OK;
	nl_request(&job->s.nl, SRIOV_CMD_APPLY);
	for (i = 0; i < vfs->count; i++) {
		nlh = nl_room(&job->s.nl, 256);
		nest = mnl_attr_nest_start(nlh, SRIOV_A_APPLY_CHANGE);
		mnl_attr_put_strz(nlh, SRIOV_A_VF_PCI_ADDRESS, address);
		mnl_attr_put_u32(nlh, SRIOV_A_VF_VF_ID, vfs->range[i].first);
		mnl_attr_put_u32(nlh, SRIOV_A_VF_VF_LAST, vfs->range[i].last);
		mnl_attr_put_u32(nlh, SRIOV_A_VF_VLAN, vid);
		if (job->opt->given & OPT_OWNER)
			mnl_attr_put_u64(nlh, SRIOV_A_VF_OWNER,
					 job->opt->owner);
		if (job->opt->given & OPT_FORCE)
			mnl_attr_put(nlh, SRIOV_A_VF_OWNER_FORCE, 0, NULL);
		mnl_attr_nest_end(nlh, nest);
	}
	if (nl_do(&job->s.nl, NULL, &err))
		return EXIT_OK;
	return nl_explain(&err, "can't set VLAN %u of %s/%s", vid,
			  job->s.pf->label, ranges_text(vfs, text, sizeof(text)));
}

/* Keep the VLAN off the wire, or don't any more. False: see @err. */
static bool try_local(struct job *job, unsigned int vid, bool on,
		      struct nl_error *err)
{
	struct trunk vlans = job->s.pf->local_vlans;
	struct nlmsghdr *nlh;

	if (!trunk_change(&vlans, vid, on)) {
		memset(err, 0, sizeof(*err));
		err->code = ENOSPC;
		return false;
	}
	nlh = nl_request(&job->s.nl, SRIOV_CMD_PF_SET);
	mnl_attr_put_strz(nlh, SRIOV_A_PF_PCI_ADDRESS, job->s.pf->address);
	trunk_put(nl_room(&job->s.nl, TRUNK_ROOM), SRIOV_A_PF_LOCAL_VLANS,
		  &vlans);
	return nl_do(&job->s.nl, NULL, err);
}

static int set_local(struct job *job, unsigned int vid, bool on)
{
	struct nl_error err;

	if (try_local(job, vid, on, &err))
		return EXIT_OK;
	return nl_explain(&err, "can't set local-vlans of %s",
			  job->s.pf->label);
}

static bool can_keep(const struct job *job)
{
	return job->s.pf->caps & SRIOV_PF_CAPS_LOCAL_VLAN;
}

/* ---- what there is ---- */

static int load_mode(struct job *job)
{
	struct nl_error err;
	struct item item;

	nl_request(&job->pair.nl, VSWITCH_CMD_SWITCH_GET);
	mnl_attr_put_strz(nl_room(&job->pair.nl, IFNAMSIZ + 8),
			  VSWITCH_A_SWITCH_IFNAME, job->sw.name);
	if (!item_do(&job->pair.nl, ITEM_SWITCH, &item, &err))
		return nl_explain(&err, "can't show %s", job->sw.name);
	snprintf(job->mode, sizeof(job->mode), "%s",
		 item_name(&item, VSWITCH_A_SWITCH_MODE));
	item_free(ITEM_SWITCH, &item);
	return EXIT_OK;
}

static bool is_bridge(const struct job *job)
{
	return !strcmp(job->mode, "bridge");
}

/* The PF's netdev has to be where the switch is. */
static int find_pf(struct job *job)
{
	const struct pf *pf = job->s.pf;
	struct nl_error err;

	if (pf->ifname[0] &&
	    link_find(&job->pair.route, pf->ifname, &job->pf, &err) &&
	    (uint32_t)job->pf.ifindex == pf->ifindex)
		return EXIT_OK;
	error("the netdev of %s isn't in this network namespace", pf->label);
	hint("its VFs can join switches where that is");
	return EXIT_REFUSED;
}

static int load_list(struct job *job)
{
	struct nl_error err;

	if (legacy_load(&job->pair.route, &job->list, &err))
		return EXIT_OK;
	return nl_explain(&err, "can't list the devices");
}

static void close_job(struct job *job)
{
	vf_list_free(&job->all);
	legacy_free(&job->list);
	pair_close(&job->pair);
	session_close(&job->s);
}

static int open_job(struct job *job, const struct options *opt, char **argv)
{
	int status;

	memset(job, 0, sizeof(*job));
	job->opt = opt;
	status = session_open(&job->s, argv[1], NEED_VFS);
	if (status)
		return status;
	status = pair_open(&job->pair);
	if (status) {
		session_close(&job->s);
		return status;
	}
	status = switch_find(&job->pair, argv[0], true, &job->sw);
	if (!status)
		status = load_list(job);
	if (status)
		close_job(job);
	return status;
}

/* ---- attach: checks ---- */

/* What people were told to do about a VF that can't be attached */
static int check_vf(const struct job *job, const struct vf *vf)
{
	const char *label = job->s.pf->label;
	const struct legacy_port *port;

	port = legacy_find(&job->list, job->s.pf->address, vf->id);
	if (port) {
		error("%s/%u is attached already, by %s", label, vf->id,
		      port->link.name);
		hint("'sriovctl switch detach SWITCH %s/%u' ends that", label,
		     vf->id);
		return EXIT_REFUSED;
	}
	if (vf->vlan || vf->qos) {
		error("%s/%u has a port VLAN, or a priority, already: %u, %u",
		      label, vf->id, vf->vlan, vf->qos);
		hint("'sriovctl vf set %s/%u vlan none' makes it free", label,
		     vf->id);
		return EXIT_REFUSED;
	}
	if (vf_has(vf, SRIOV_A_VF_TRUNK) && !vf->trunk.all) {
		error("%s/%u has a list of VLANs", label, vf->id);
		hint("'sriovctl vf set %s/%u trunk all' makes it free", label,
		     vf->id);
		return EXIT_REFUSED;
	}
	return EXIT_OK;
}

/* Does anything on this PF have the VLAN? */
static bool is_taken(const struct job *job, unsigned int vid)
{
	size_t i;

	for (i = 0; i < job->all.count; i++) {
		const struct vf *vf = &job->all.vf[i];

		if (vf->vlan == vid ||
		    (!vf->trunk.all && trunk_has(&vf->trunk, vid)))
			return true;
	}
	for (i = 0; i < job->list.count; i++)
		if (job->list.port[i].lower == job->pf.ifindex &&
		    job->list.port[i].vid == vid)
			return true;
	return trunk_has(&job->s.pf->local_vlans, vid);
}

/* The next one below job->vid. Those that people choose are mostly low. */
static int pick_vlan(struct job *job)
{
	while (--job->vid)
		if (!is_taken(job, job->vid))
			return EXIT_OK;
	error("all VLANs of %s are taken", job->s.pf->label);
	return EXIT_REFUSED;
}

/* One that the card keeps: not one that the driver of a VF is in by itself. */
static int keep_vlan(struct job *job)
{
	struct nl_error err;

	while (!try_local(job, job->vid, true, &err)) {
		if (err.code != EBUSY)
			return nl_explain(&err, "can't set local-vlans of %s",
					  job->s.pf->label);
		if (pick_vlan(job))
			return EXIT_REFUSED;
	}
	job->local = true;
	return EXIT_OK;
}

/* A port that VFs of this PF have in this switch already */
static void find_port(struct job *job)
{
	size_t i;

	for (i = 0; i < job->list.count; i++) {
		const struct legacy_port *port = &job->list.port[i];

		if (port->link.master != job->sw.ifindex ||
		    strcmp(port->pf, job->s.pf->address) != 0 ||
		    !port->vid != is_bridge(job))
			continue;
		job->port = port->link;
		job->vid = port->vid;
	}
}

/* Tagged frames of guests may be seen by all that is on the wire. */
static int check_wire(const struct job *job)
{
	if (is_bridge(job) || can_keep(job))
		return EXIT_OK;
	if (!strcmp(job->mode, "host-only")) {
		error("%s can't keep a VLAN off the wire, and %s is host-only",
		      job->s.pf->label, job->sw.name);
		hint("that takes the capability local-vlan: see 'sriovctl pf show %s'",
		     job->s.pf->label);
		return EXIT_REFUSED;
	}
	if (job->opt->given & OPT_WIRE)
		return EXIT_OK;
	error("%s can't keep a VLAN off the wire: broadcasts of guests would leave, tagged",
	      job->s.pf->label);
	hint("if that does no harm there, say so: --tagged-on-wire");
	return EXIT_REFUSED;
}

/* Who was attached to a switch that was deleted by others is free. */
static int clean_up(struct job *job);

static int check_vfs(struct job *job)
{
	const struct vf_list *all = &job->all;
	bool incomplete = false;
	int status;
	size_t i;

	status = nl_load_vfs(&job->s.nl, job->s.pf, NULL, false, &job->all,
			     &incomplete);
	if (!status && incomplete)
		status = nl_incomplete();
	for (i = 0; i < all->count && !status; i++)
		if (ranges_has(&job->s.vfs, (uint16_t)all->vf[i].id))
			status = check_vf(job, &all->vf[i]);
	if (!status)
		status = check_wire(job);
	if (!status)
		find_port(job);
	if (status || job->port.ifindex || is_bridge(job))
		return status;
	job->vid = SRIOV_MAX_VLAN_ID + 1;
	return pick_vlan(job);
}

/* ---- attach ---- */

/* The PF itself, or a device in its VLAN */
static int find_or_make(struct job *job)
{
	const struct link *pf = &job->pf;
	char name[IFNAMSIZ + 8];
	struct nl_error err;

	if (is_bridge(job)) {
		job->port = *pf;
		return EXIT_OK;
	}
	snprintf(name, sizeof(name), "%s.%u", pf->name, job->vid);
	if (strlen(name) >= IFNAMSIZ)
		snprintf(name, sizeof(name), "pf%d.%u", pf->ifindex, job->vid);
	if (!link_add_vlan(&job->pair.route, name, pf->ifindex, job->vid, &err))
		return nl_explain(&err, "can't create %s", name);
	job->made = true;
	if (!link_find(&job->pair.route, name, &job->port, &err))
		return nl_explain(&err, "can't find %s", name);
	return EXIT_OK;
}

static int make_port(struct job *job)
{
	struct nl *route = &job->pair.route;
	struct nl_error err;
	int status = EXIT_OK;

	if (is_bridge(job) && job->pf.master == job->sw.ifindex) {
		job->port = job->pf;
		return EXIT_OK;
	}
	if (is_bridge(job))
		status = switch_check_port(&job->pair, &job->sw, &job->pf);
	if (!status && !is_bridge(job) && can_keep(job))
		status = keep_vlan(job);
	if (!status)
		status = find_or_make(job);
	if (status)
		return status;
	if (!legacy_mark_made(route, job->port.ifindex, job->s.pf->address,
			      job->vid, true, &err))
		return nl_explain(&err, "can't name %s", job->port.name);
	job->made = true;
	if (!link_set_up(route, job->pf.ifindex, true, &err))
		return nl_explain(&err, "can't bring %s up", job->pf.name);
	if (!link_set_master(route, job->port.ifindex, job->sw.ifindex, &err) ||
	    !link_set_up(route, job->port.ifindex, true, &err))
		return nl_explain(&err, "can't attach %s to %s",
				  job->port.name, job->sw.name);
	return EXIT_OK;
}

/* The VF with this place among those that are meant; -1: it is behind the last */
static int nth_vf(const struct vf_ranges *vfs, unsigned int n)
{
	unsigned int i, len;

	for (i = 0; i < vfs->count; i++) {
		len = vfs->range[i].last - vfs->range[i].first + 1U;
		if (n < len)
			return (int)(vfs->range[i].first + n);
		n -= len;
	}
	return -1;
}

static int mark_vfs(struct job *job)
{
	struct nl_error err;
	int vf;

	for (;; job->marked++) {
		vf = nth_vf(&job->s.vfs, job->marked);
		if (vf < 0)
			return EXIT_OK;
		if (!legacy_mark_vf(&job->pair.route, job->port.ifindex,
				    job->s.pf->address, (unsigned int)vf, true,
				    &err))
			return nl_explain(&err, "can't attach %s/%d",
					  job->s.pf->label, vf);
	}
}

/* The port goes as it came. */
static int drop_port(struct job *job)
{
	struct nl *route = &job->pair.route;
	struct nl_error err;
	int status = EXIT_OK;

	if (job->vid && !link_delete(route, job->port.ifindex, &err))
		return nl_explain(&err, "can't delete %s", job->port.name);
	if (job->vid)
		return trunk_has(&job->s.pf->local_vlans, job->vid) ||
		       job->local ? set_local(job, job->vid, false) : EXIT_OK;
	if (!link_set_master(route, job->port.ifindex, 0, &err))
		status = nl_explain(&err, "can't detach %s", job->port.name);
	if (!legacy_mark_made(route, job->port.ifindex, job->s.pf->address, 0,
			      false, &err))
		status = nl_explain(&err, "can't rename %s", job->port.name);
	return status;
}

/* All that was done. What is refused now is said, and the rest is undone. */
static void undo(struct job *job)
{
	struct nl_error err;

	while (job->marked--)
		legacy_mark_vf(&job->pair.route, job->port.ifindex,
			       job->s.pf->address,
			       (unsigned int)nth_vf(&job->s.vfs, job->marked),
			       false, &err);
	if (job->made)
		drop_port(job);
	else if (job->local)
		set_local(job, job->vid, false);
	if (job->made && !job->pf.up)
		link_set_up(&job->pair.route, job->pf.ifindex, false, &err);
}

static int attach(struct job *job)
{
	int status;

	/* "all" are all that there are. */
	if (job->s.all) {
		job->s.vfs.count = 0;
		if (job->s.pf->num_vfs)
			ranges_add(&job->s.vfs, 0,
				   (uint16_t)(job->s.pf->num_vfs - 1));
	}
	status = find_pf(job);
	if (!status)
		status = load_mode(job);
	if (!status)
		status = clean_up(job);
	if (!status)
		status = check_vfs(job);
	if (status)
		return status;
	if (!job->port.ifindex)
		status = make_port(job);
	if (!status)
		status = mark_vfs(job);
	if (!status && job->vid)
		status = set_vlans(job, &job->s.vfs, job->vid);
	if (status)
		undo(job);
	return status;
}

static int check_words(int argc, char **argv)
{
	if (argc == 2)
		return session_check(argv[1], NEED_VFS);
	error("VFs of one PF at a time, and no devices with them");
	hint("write %s PF/RANGE", argv[0]);
	return EXIT_USAGE;
}

static int run(const struct options *opt, int argc, char **argv,
	       int (*what)(struct job *job))
{
	int lock, status = check_words(argc, argv);
	struct job job;

	if (status)
		return status;
	lock = netup_lock();
	if (lock < 0)
		return EXIT_REFUSED;
	status = open_job(&job, opt, argv);
	if (!status) {
		status = what(&job);
		close_job(&job);
	}
	pending_unlock(lock);
	return status;
}

int legacy_attach(const struct options *opt, int argc, char **argv)
{
	return run(opt, argc, argv, attach);
}

/* ---- detach ---- */

/* Those of the VFs that are attached by the port and have its VLAN still */
static int reset_vlans(struct job *job, const struct vf_ranges *vfs)
{
	struct vf_ranges ours = { 0 };
	struct vf_list list = { 0 };
	bool incomplete = false;
	int status;
	size_t i;

	if (!job->vid)
		return EXIT_OK;
	status = nl_load_vfs(&job->s.nl, job->s.pf, vfs, false, &list,
			     &incomplete);
	for (i = 0; i < list.count && !status; i++)
		if (list.vf[i].vlan == job->vid)
			ranges_add(&ours, (uint16_t)list.vf[i].id,
				   (uint16_t)list.vf[i].id);
	vf_list_free(&list);
	return status ? status : set_vlans(job, &ours, 0);
}

/* Take these VFs from their port, and the port away with the last one. */
static int detach_from(struct job *job, const struct legacy_port *port,
		       const struct vf_ranges *vfs)
{
	struct nl_error err;
	unsigned int n;
	int status, vf;

	job->port = port->link;
	job->vid = port->vid;
	status = reset_vlans(job, vfs);
	for (n = 0; !status && (vf = nth_vf(vfs, n)) >= 0; n++)
		if (!legacy_mark_vf(&job->pair.route, port->link.ifindex,
				    port->pf, (unsigned int)vf, false, &err))
			status = nl_explain(&err, "can't detach %s/%d",
					    job->s.pf->label, vf);
	if (!status && port->made &&
	    ranges_total(vfs) == ranges_total(&port->vfs))
		status = drop_port(job);
	return status;
}

/* Ports of VFs of this PF whose switch is gone */
static int clean_up(struct job *job)
{
	bool any = false;
	int status = EXIT_OK;
	size_t i;

	for (i = 0; i < job->list.count && !status; i++) {
		const struct legacy_port *port = &job->list.port[i];

		if (port->link.master ||
		    strcmp(port->pf, job->s.pf->address) != 0)
			continue;
		status = detach_from(job, port, &port->vfs);
		any = true;
	}
	memset(&job->port, 0, sizeof(job->port));
	job->vid = 0;
	if (!any || status)
		return status;
	legacy_free(&job->list);
	status = load_list(job);
	/* The list of local VLANs isn't what it was. */
	return status ? status : session_reload(&job->s);
}

static int detach(struct job *job)
{
	const struct legacy_port *port = NULL, *one;
	int vf, status = EXIT_OK;
	unsigned int n;

	/* "all" are all that are attached. */
	for (n = 0; job->s.all && n < job->list.count; n++) {
		one = &job->list.port[n];
		if (strcmp(one->pf, job->s.pf->address) != 0 ||
		    one->link.master != job->sw.ifindex)
			continue;
		job->s.vfs = one->vfs;
	}
	for (n = 0; !status && (vf = nth_vf(&job->s.vfs, n)) >= 0; n++) {
		one = legacy_find(&job->list, job->s.pf->address,
				  (unsigned int)vf);
		if (one && one->link.master == job->sw.ifindex &&
		    (!port || one == port)) {
			port = one;
			continue;
		}
		error("%s/%d isn't attached to %s", job->s.pf->label, vf,
		      job->sw.name);
		hint("'sriovctl switch show %s' lists its VFs", job->sw.name);
		status = EXIT_REFUSED;
	}
	return status || !port ? status :
				 detach_from(job, port, &job->s.vfs);
}

int legacy_detach(const struct options *opt, int argc, char **argv)
{
	return run(opt, argc, argv, detach);
}

/* ---- what else becomes of a switch ---- */

int legacy_check_mode(const char *name, const char *mode)
{
	bool bridge = !strcmp(mode, "bridge");
	struct legacy_list list;
	struct nl_error err;
	int status = EXIT_OK;
	struct link sw;
	struct nl route;
	size_t i;

	if (nl_collecting() || nl_open_route(&route))
		return EXIT_OK;
	memset(&list, 0, sizeof(list));
	if (link_find(&route, name, &sw, &err) &&
	    legacy_load(&route, &list, &err))
		for (i = 0; i < list.count && !status; i++) {
			if (list.port[i].link.master != sw.ifindex ||
			    !list.port[i].vfs.count ||
			    !list.port[i].vid == bridge)
				continue;
			error("%s has VFs attached by %s, which mode %s doesn't take so",
			      name, list.port[i].link.name, mode);
			hint("detach them first: 'sriovctl switch show' lists them");
			status = EXIT_REFUSED;
		}
	legacy_free(&list);
	nl_close(&route);
	return status;
}

void legacy_before_delete(struct pair *pair, const struct link *sw,
			  struct legacy_list *list)
{
	struct nl_error err;
	size_t i, kept = 0;

	legacy_load(&pair->route, list, &err);
	for (i = 0; i < list->count; i++)
		if (list->port[i].pf[0] &&
		    list->port[i].link.master == sw->ifindex)
			list->port[kept++] = list->port[i];
	list->count = kept;
}

int legacy_after_delete(struct legacy_list *list)
{
	static const struct options none;
	int status = EXIT_OK;
	struct job job;
	size_t i;

	for (i = 0; i < list->count && !status; i++) {
		memset(&job, 0, sizeof(job));
		job.opt = &none;
		status = session_open(&job.s, list->port[i].pf, NEED_PF);
		if (status)
			break;
		status = pair_open(&job.pair);
		if (!status) {
			status = detach_from(&job, &list->port[i],
					     &list->port[i].vfs);
			pair_close(&job.pair);
		}
		session_close(&job.s);
	}
	legacy_free(list);
	return status;
}
