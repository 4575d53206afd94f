// SPDX-License-Identifier: GPL-2.0
/*
 * sriovctl monitor, monitor pf, vf: the events of the family "sriov", and with no
 * word of "vswitch" too, one in a line with the time it was received, until
 * interrupted. Knows the names of
 * the PFs from a listing at the start and from their events. Outlives the
 * module: its events end when it is removed, and are subscribed to once more
 * when it comes back.
 */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <linux/genetlink.h>

#include "monitor.h"
#include "out.h"
#include "session.h"
#include "sysfs.h"

/* Families that are followed at once */
#define MONITOR_SOURCES	2

/* Longest time stamp: "2025-01-02T03:04:05.678901+01:00". */
#define STAMP_LEN	48

/**
 * struct monitor - one run
 * @opt: options
 * @pfs: wants events of PFs
 * @vfs: wants events of VFs
 * @known: all PFs, for their names
 * @listener: the connection for events
 * @nl: the connection for requests
 * @family: the module may have been removed or loaded
 */
struct monitor {
	const struct options *opt;
	bool pfs;
	bool vfs;
	struct pf_list *known;
	struct nl *listener;
	struct nl *nl;
	bool family;
};

/* RFC 3339, local time. */
static const char *stamp(char text[STAMP_LEN])
{
	struct timespec now;
	struct tm tm;
	char zone[8];
	size_t used;

	clock_gettime(CLOCK_REALTIME, &now);
	localtime_r(&now.tv_sec, &tm);
	used = strftime(text, STAMP_LEN, "%Y-%m-%dT%H:%M:%S", &tm);
	/* "+0100": the colon is missing. */
	if (strftime(zone, sizeof(zone), "%z", &tm) == 5)
		snprintf(text + used, STAMP_LEN - used, ".%06ld%.3s:%s",
			 now.tv_nsec / 1000, zone, zone + 3);
	return text;
}

void monitor_json(struct json *json, const char *event)
{
	char text[STAMP_LEN];

	json_init(json, stdout);
	json_object(json, NULL);
	json_string(json, "time", stamp(text));
	json_string(json, "event", event);
}

void monitor_line(const char *event, const char *label)
{
	char text[STAMP_LEN];

	printf("%s %-8s %s", stamp(text), event, label);
}

/* What a reader of events wants to know of an object, "key value". */
static void put_fields(const struct field *fields, const unsigned int *attrs,
		       size_t count, const void *object, uint64_t present)
{
	char text[FIELD_TEXT];
	size_t i;

	for (i = 0; i < count; i++)
		printf(" %s %s", fields[attrs[i]].key,
		       field_text(&fields[attrs[i]], attrs[i], object, present,
				  text));
}

static void show_pf(const struct monitor *m, const char *event,
		    const struct pf *pf)
{
	static const unsigned int attrs[] = {
		SRIOV_A_PF_PCI_ADDRESS, SRIOV_A_PF_NUM_VFS,
		SRIOV_A_PF_TOTAL_VFS,
	};
	static const unsigned int foreign[] = { SRIOV_A_PF_FOREIGN_DRIVER };
	struct json json;

	if (m->opt->given & OPT_JSON) {
		monitor_json(&json, event);
		json_pf(&json, pf);
		json_close(&json);
		return;
	}
	monitor_line(event, pf->label);
	put_fields(pf_fields, attrs, ARRAY_SIZE(attrs), pf, pf->present);
	if (pf_has(pf, SRIOV_A_PF_FOREIGN_DRIVER))
		put_fields(pf_fields, foreign, ARRAY_SIZE(foreign), pf,
			   pf->present);
	putchar('\n');
}

static void show_vf(const struct monitor *m, const char *event,
		    const struct vf *vf)
{
	static const unsigned int config[] = {
		SRIOV_A_VF_MAC, SRIOV_A_VF_VLAN, SRIOV_A_VF_QOS,
		SRIOV_A_VF_SPOOFCHK, SRIOV_A_VF_MAX_TX_RATE,
		SRIOV_A_VF_MIN_TX_RATE, SRIOV_A_VF_TRUST,
		SRIOV_A_VF_LINK_STATE, SRIOV_A_VF_QUEUES, SRIOV_A_VF_TRUNK,
		SRIOV_A_VF_ALLOWED_MACS, SRIOV_A_VF_MAX_MTU,
	};
	static const unsigned int state[] = {
		SRIOV_A_VF_STATE, SRIOV_A_VF_ACTIVE,
	};
	static const unsigned int quarantine[] = {
		SRIOV_A_VF_STATE, SRIOV_A_VF_QUARANTINE_REASON,
		SRIOV_A_VF_QUARANTINE_LEFT,
	};
	static const unsigned int refused[] = {
		SRIOV_A_VF_OWNER, SRIOV_A_VF_REFUSED_OWNER,
	};
	static const unsigned int drift[] = { SRIOV_A_VF_DRIFT };
	const struct pf *pf = pf_list_by_address(m->known, vf->pf_address);
	char label[FIELD_TEXT];
	struct json json;

	if (m->opt->given & OPT_JSON) {
		monitor_json(&json, event);
		json_vf(&json, vf, pf);
		json_close(&json);
		return;
	}
	snprintf(label, sizeof(label), "%s/%u",
		 pf ? pf->label : vf->pf_address, vf->id);
	monitor_line(event, label);
	if (!strcmp(event, "vf-state") &&
	    vf_has(vf, SRIOV_A_VF_QUARANTINE_REASON))
		put_fields(vf_fields, quarantine, ARRAY_SIZE(quarantine), vf,
			   vf->present);
	else if (!strcmp(event, "vf-state"))
		put_fields(vf_fields, state, ARRAY_SIZE(state), vf,
			   vf->present);
	else if (!strcmp(event, "vf-refused"))
		put_fields(vf_fields, refused, ARRAY_SIZE(refused), vf,
			   vf->present);
	else
		put_fields(vf_fields, config, ARRAY_SIZE(config), vf,
			   vf->present);
	if (vf_has(vf, SRIOV_A_VF_DRIFT))
		put_fields(vf_fields, drift, ARRAY_SIZE(drift), vf,
			   vf->present);
	putchar('\n');
}

/* Keep the names of PFs up to date. */
static void learn(struct pf_list *known, const struct pf *pf, bool gone)
{
	struct pf *old = (struct pf *)pf_list_by_address(known, pf->address);

	if (gone) {
		if (old)
			*old = known->pf[--known->count];
		return;
	}
	if (!old)
		old = pf_list_add(known);
	*old = *pf;
}

static bool take_pf_event(struct monitor *m, const struct nlmsghdr *nlh,
			  bool gone)
{
	struct pf pf;

	if (!pf_decode(nlh, &pf))
		return false;
	learn(m->known, &pf, gone);
	if (m->pfs)
		show_pf(m, gone ? "pf-gone" : "pf", &pf);
	return true;
}

static bool take_vf_event(struct monitor *m, const struct nlmsghdr *nlh,
			  const char *event)
{
	struct vf vf;

	if (!vf_decode(nlh, &vf))
		return false;
	if (m->vfs)
		show_vf(m, event, &vf);
	return true;
}

static bool take_event(const struct nlmsghdr *nlh, void *data)
{
	const struct genlmsghdr *genl = mnl_nlmsg_get_payload(nlh);

	switch (genl->cmd) {
	case SRIOV_CMD_PF_NTF:
		return take_pf_event(data, nlh, false);
	case SRIOV_CMD_PF_DEL_NTF:
		return take_pf_event(data, nlh, true);
	case SRIOV_CMD_VF_NTF:
		return take_vf_event(data, nlh, "vf");
	case SRIOV_CMD_VF_STATE_NTF:
		return take_vf_event(data, nlh, "vf-state");
	case SRIOV_CMD_VF_REFUSED_NTF:
		return take_vf_event(data, nlh, "vf-refused");
	default:
		/* From a newer kernel. */
		return true;
	}
}

static void note_family(void *data)
{
	((struct monitor *)data)->family = true;
}

/* What isn't about one object. */
void monitor_text(const struct options *opt, const char *event,
		  const char *text)
{
	struct json json;

	if (opt->given & OPT_JSON) {
		monitor_json(&json, event);
		json_close(&json);
	} else {
		monitor_line(event, text);
		putchar('\n');
	}
}

void monitor_lost(const struct options *opt)
{
	monitor_text(opt, "lost",
		     "events: the queue overflowed, see 'sriovctl'");
}

/* The names, when events of PFs weren't seen. Without, addresses will do. */
static void relearn(struct monitor *m)
{
	struct pf_list pfs = { 0 };
	struct nl_error err;

	if (m->nl->family && nl_list_pfs(m->nl, &pfs, &err)) {
		pf_list_free(m->known);
		*m->known = pfs;
	} else {
		pf_list_free(&pfs);
	}
}

/* All was received that was sent before the loss, and more can be. */
static void recover(void *data)
{
	struct monitor *m = data;

	monitor_lost(m->opt);
	relearn(m);
	/* It may have been news of the module. */
	m->family = true;
}

/* Is the family another one than that whose events are received? */
static int check_family(void *data)
{
	struct monitor *m = data;
	struct nl *listener = m->listener, *nl = m->nl;
	struct nl_error err;
	int status;

	if (!m->family)
		return EXIT_OK;
	m->family = false;
	if (!nl_refind(nl, &err))
		return nl_explain(&err, "can't list the netlink families");
	if (nl->family == listener->family)
		return EXIT_OK;
	if (listener->family) {
		monitor_text(m->opt, "module-gone", "sriov_pf was removed");
		m->known->count = 0;
	}
	listener->family = nl->family;
	listener->group_config = nl->group_config;
	listener->group_state = nl->group_state;
	if (!nl->family)
		return EXIT_OK;
	status = nl_subscribe(listener, true, m->vfs);
	if (status)
		return status;
	relearn(m);
	monitor_text(m->opt, "module", "sriov_pf was loaded, see 'sriovctl'");
	return EXIT_OK;
}

/* One batch of events of a source */
static int take_batch(struct monitor_source *source)
{
	switch (nl_event(source->listener, &source->sink)) {
	case NL_EVENT_OK:
		break;
	case NL_EVENT_LOST:
		source->missing = true;
		break;
	case NL_EVENT_ERROR:
		error("can't receive events: %s", strerror(errno));
		return EXIT_REFUSED;
	}
	/*
	 * What is queued is older than the loss, and until it is received the
	 * kernel drops all else without another word.
	 */
	if (source->missing && !nl_pending(source->listener)) {
		source->missing = false;
		source->lost(source->sink.data);
	}
	return source->check(source->sink.data);
}

/* Until one of several has events */
static void wait_for_events(const struct monitor_source *sources, size_t count)
{
	struct pollfd fds[MONITOR_SOURCES];
	size_t i;

	for (i = 0; i < count; i++)
		fds[i] = (struct pollfd){
			.fd = sock_fd(sources[i].listener->sock),
			.events = POLLIN,
		};
	poll(fds, (nfds_t)count, -1);
}

int monitor_follow(struct monitor_source *sources, size_t count)
{
	int status;
	size_t i;

	for (;;) {
		if (count > 1)
			wait_for_events(sources, count);
		for (i = 0; i < count; i++) {
			if (count > 1 && !nl_pending(sources[i].listener))
				continue;
			status = take_batch(&sources[i]);
			if (status)
				return status;
		}
		/* Each event at once, also into a pipe. */
		if (fflush(stdout)) {
			error("can't write: %s", strerror(errno));
			return EXIT_REFUSED;
		}
	}
}

/* The events of PFs and VFs, with those of @others, up to one source */
static int follow(struct monitor *m, const struct monitor_source *others,
		  size_t count)
{
	struct monitor_source sources[MONITOR_SOURCES] = {
		{
			.listener = m->listener,
			.sink = {
				.object = take_event, .family = note_family,
				.data = m,
			},
			.lost = recover,
			.check = check_family,
		},
	};

	if (count)
		sources[1] = *others;
	return monitor_follow(sources, 1 + count);
}

static int watch_vfs(struct monitor *m, const struct monitor_source *others,
		     size_t count)
{
	struct session s;
	struct nl listener;
	int status;

	/* Listen first, then list: no change falls between the two. */
	status = nl_open(&listener, &family_sriov);
	if (status)
		return status;
	status = nl_subscribe_families(&listener);
	if (!status)
		status = nl_subscribe(&listener, true, m->vfs);
	if (!status)
		status = session_open(&s, NULL, NEED_PF);
	if (!status) {
		m->known = &s.pfs;
		m->listener = &listener;
		m->nl = &s.nl;
		/* It may have changed since the subscription. */
		m->family = true;
		status = check_family(m);
		if (!status)
			status = follow(m, others, count);
		session_close(&s);
	}
	nl_close(&listener);
	m->known = NULL;
	m->listener = NULL;
	m->nl = NULL;
	return status;
}

/* All that there is, of the modules that are loaded */
static int watch_all(struct monitor *m)
{
	struct monitor_source source;
	struct switch_watch *watch;
	int status;

	/* Asking for the family would load the module. */
	if (!sysfs_module("vswitch"))
		return watch_vfs(m, NULL, 0);
	status = switch_watch_open(m->opt, NULL, &watch, &source);
	if (status)
		return status;
	if (sysfs_module("sriov_pf"))
		status = watch_vfs(m, &source, 1);
	else
		status = monitor_follow(&source, 1);
	switch_watch_close(watch);
	return status;
}

int cmd_monitor(const struct options *opt, int argc, char **argv)
{
	struct monitor m = { .opt = opt, .pfs = true, .vfs = true };

	if (!argc)
		return watch_all(&m);
	m.pfs = !strcmp(argv[0], "pf");
	m.vfs = !strcmp(argv[0], "vf");
	if (m.pfs || m.vfs)
		return watch_vfs(&m, NULL, 0);
	return monitor_switch(opt, argv[0]);
}
