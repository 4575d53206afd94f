// SPDX-License-Identifier: GPL-2.0
/*
 * sriovctl wait: return when VFs are ready, or when a driver runs in them.
 * Subscribes to events first, then lists, then follows the events: whatever
 * happens between the two is in the queue. Nothing is polled for.
 *
 * Events in the queue may be older than the listing, so that what they make
 * look finished may be undone by the next one: before it says "ready", or
 * that the time is up, it always lists once more.
 */
#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <linux/genetlink.h>

#include "session.h"
#include "sriovctl.h"

/* Milliseconds, if --timeout isn't given. */
#define DEFAULT_TIMEOUT	60000

/* Milliseconds until a listing that wasn't consistent is taken again. */
#define LOOK_AGAIN	100

/* What is still missing of a VF, in the order it comes about. */
enum stage {
	STAGE_ABSENT,		/* isn't enabled */
	STAGE_OUT,		/* out of service */
	STAGE_UNREADY,		/* enabling, resetting, quarantined */
	STAGE_NO_DRIVER,	/* ready, but no driver runs in it */
	STAGE_DONE,
};

static const char *const stage_names[] = {
	[STAGE_ABSENT] = "not enabled",
	[STAGE_OUT] = "out of service",
	[STAGE_UNREADY] = "enabled but not ready",
	[STAGE_NO_DRIVER] = "ready, but no driver runs in them",
};

/**
 * struct waiting - one run
 * @driver: a driver must run in the VFs
 * @all: wait for as many as the PF has in service
 * @listener: the connection for events; requests are made on another
 * @pf: the PF
 * @gone: it went away
 * @vfs: the VFs that are waited for
 * @stage: of each VF of the PF
 * @deadline: on the monotonic clock, milliseconds
 */
struct waiting {
	bool driver;
	bool all;
	struct nl listener;
	struct pf pf;
	bool gone;
	struct vf_ranges vfs;
	enum stage stage[SRIOV_MAX_VFS];
	int64_t deadline;
};

static int64_t now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

static enum stage stage_of(const struct waiting *w, const struct vf *vf)
{
	if (vf->state == SRIOV_VF_STATUS_DISABLED)
		return STAGE_ABSENT;
	if (vf_has(vf, SRIOV_A_VF_IN_SERVICE) && !vf->in_service)
		return STAGE_OUT;
	if (vf->state != SRIOV_VF_STATUS_READY)
		return STAGE_UNREADY;
	return w->driver && !vf->active ? STAGE_NO_DRIVER : STAGE_DONE;
}

static void note_vf(struct waiting *w, const struct vf *vf)
{
	if (vf->id < SRIOV_MAX_VFS &&
	    !strcmp(vf->pf_address, w->pf.address))
		w->stage[vf->id] = stage_of(w, vf);
}

static void note_pf(struct waiting *w, const struct pf *pf)
{
	w->pf = *pf;
	if (!w->all)
		return;
	w->vfs.count = 0;
	if (pf->num_vfs && pf->num_vfs <= SRIOV_MAX_VFS)
		ranges_add(&w->vfs, 0, (uint16_t)(pf->num_vfs - 1));
}

/* How many VFs that are waited for are at stage @which: into @vfs. */
static unsigned int at_stage(const struct waiting *w, enum stage which,
			     struct vf_ranges *vfs)
{
	unsigned int i;

	vfs->count = 0;
	for (i = 0; i < SRIOV_MAX_VFS; i++)
		if (ranges_has(&w->vfs, (uint16_t)i) && w->stage[i] == which)
			ranges_add(vfs, (uint16_t)i, (uint16_t)i);
	return ranges_total(vfs);
}

/* How many VFs are waited for: of all, slots out of service aren't. */
static unsigned int wanted(const struct waiting *w)
{
	unsigned int total = ranges_total(&w->vfs);
	struct vf_ranges which;

	return w->all ? total - at_stage(w, STAGE_OUT, &which) : total;
}

static bool finished(const struct waiting *w)
{
	unsigned int number = wanted(w);
	struct vf_ranges which;

	return number && at_stage(w, STAGE_DONE, &which) == number;
}

/* ---- the two sources ---- */

static bool take_pf(const struct nlmsghdr *nlh, void *data)
{
	return pf_decode(nlh, data);
}

/*
 * List. A listing that isn't consistent still shows each VF as it was at some
 * moment of it, so it is good for saying that all are done, not for saying
 * that one is missing.
 */
static int look(struct session *s, struct waiting *w, bool *incomplete)
{
	struct pf pf = *s->pf;
	const struct nl_sink sink = { .object = take_pf, .data = &pf };
	struct vf_list vfs = { 0 };
	struct nlmsghdr *nlh = nl_request(&s->nl, SRIOV_CMD_PF_GET);
	struct nl_error err;
	int status;
	size_t i;

	mnl_attr_put_strz(nlh, SRIOV_A_PF_PCI_ADDRESS, s->pf->address);
	if (!nl_do(&s->nl, &sink, &err))
		return nl_explain(&err, "can't wait for VFs of %s",
				  s->pf->label);
	note_pf(w, &pf);
	status = nl_load_vfs(&s->nl, s->pf, NULL, false, &vfs, incomplete);
	if (!status) {
		memset(w->stage, 0, sizeof(w->stage));
		for (i = 0; i < vfs.count; i++)
			note_vf(w, &vfs.vf[i]);
	}
	vf_list_free(&vfs);
	return status;
}

static bool take_event(const struct nlmsghdr *nlh, void *data)
{
	const struct genlmsghdr *genl = mnl_nlmsg_get_payload(nlh);
	struct waiting *w = data;
	struct vf vf;
	struct pf pf;

	switch (genl->cmd) {
	case SRIOV_CMD_VF_NTF:
	case SRIOV_CMD_VF_STATE_NTF:
		if (!vf_decode(nlh, &vf))
			return false;
		note_vf(w, &vf);
		return true;
	case SRIOV_CMD_PF_NTF:
	case SRIOV_CMD_PF_DEL_NTF:
		if (!pf_decode(nlh, &pf))
			return false;
		if (strcmp(pf.address, w->pf.address) != 0)
			return true;
		w->gone = genl->cmd == SRIOV_CMD_PF_DEL_NTF;
		note_pf(w, &pf);
		return true;
	default:
		return true;
	}
}

/* ---- the end ---- */

static int timed_out(const struct waiting *w, uint32_t timeout,
		     bool incomplete)
{
	char text[RANGES_TEXT_LEN];
	struct vf_ranges which;
	unsigned int done;
	size_t i;

	if (!w->vfs.count) {
		error("%s has no VFs after %g s", w->pf.label,
		      timeout / 1000.0);
		hint("enable some: sriovctl vf enable %s COUNT", w->pf.label);
		return EXIT_TIMED_OUT;
	}
	if (!wanted(w)) {
		error("%s has no VFs in service after %g s", w->pf.label,
		      timeout / 1000.0);
		hint("take some into service: sriovctl vf start %s/RANGE",
		     w->pf.label);
		return EXIT_TIMED_OUT;
	}
	done = at_stage(w, STAGE_DONE, &which);
	error("%u of %u VFs of %s are not ready after %g s",
	      wanted(w) - done, wanted(w),
	      w->pf.label, timeout / 1000.0);
	for (i = 0; i < ARRAY_SIZE(stage_names); i++)
		if (at_stage(w, i, &which) && !(i == STAGE_OUT && w->all))
			hint("%s: %s/%s", stage_names[i], w->pf.label,
			     ranges_text(&which, text, sizeof(text)));
	if (incomplete)
		hint("some of this may be wrong: it changed meanwhile");
	return EXIT_TIMED_OUT;
}

static int broken(void)
{
	error("can't receive events: %s", strerror(errno));
	return EXIT_REFUSED;
}

/* Follow events until it looks finished, one is lost, or it is that late. */
static int follow(struct waiting *w, int64_t until)
{
	const struct nl_sink sink = { .object = take_event, .data = w };
	struct pollfd fd = {
		.fd = sock_fd(w->listener.sock), .events = POLLIN,
	};
	int64_t left;
	int n;

	while (!finished(w)) {
		left = until - now();
		if (left <= 0)
			return EXIT_OK;
		n = poll(&fd, 1, left > INT32_MAX ? INT32_MAX : (int)left);
		if (n == 0 || (n < 0 && errno == EINTR))
			continue;
		switch (nl_event(&w->listener, &sink)) {
		case NL_EVENT_OK:
			break;
		case NL_EVENT_LOST:
			/* The queue is older than what look() sees next. */
			return nl_drain(&w->listener) ? EXIT_OK : broken();
		case NL_EVENT_ERROR:
			return broken();
		}
		if (w->gone) {
			error("the PF %s went away", w->pf.label);
			return EXIT_REFUSED;
		}
	}
	return EXIT_OK;
}

static int wait_for(struct session *s, struct waiting *w, uint32_t timeout)
{
	bool incomplete = false, last;
	int64_t until;
	int status;

	for (;;) {
		last = now() >= w->deadline;
		status = look(s, w, &incomplete);
		if (status)
			return status;
		if (finished(w))
			return EXIT_OK;
		if (last)
			return timed_out(w, timeout, incomplete);
		until = w->deadline;
		if (incomplete && until > now() + LOOK_AGAIN)
			until = now() + LOOK_AGAIN;
		status = follow(w, until);
		if (status)
			return status;
	}
}

int cmd_wait(const struct options *opt, int argc, char **argv)
{
	uint32_t timeout = opt->given & OPT_TIMEOUT ? opt->timeout :
						      DEFAULT_TIMEOUT;
	struct waiting w = { .driver = opt->given & OPT_DRIVER };
	struct session s;
	int status;

	(void)argc;
	w.deadline = now() + timeout;
	status = session_open(&s, argv[0], NEED_PF_OR_VFS);
	if (status)
		return status;
	w.all = s.all;
	w.pf = *s.pf;
	w.vfs = s.vfs;
	status = nl_open(&w.listener, &family_sriov);
	if (!status) {
		status = nl_subscribe(&w.listener, true, true);
		if (!status)
			status = wait_for(&s, &w, timeout);
		nl_close(&w.listener);
	}
	session_close(&s);
	return status;
}
