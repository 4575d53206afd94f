// SPDX-License-Identifier: GPL-2.0
/*
 * A kernel behind sriovctl, in place of sock.c: answers requests as the family
 * "sriov" does, and plays events to those who subscribed. One lock over all;
 * sriovctl uses a second thread for "vf enable" on a terminal.
 *
 * FAKE_VFS=8,0,2	VFs of pf0, pf1, and of the one without a netdev
 * FAKE_NO_VFS=1	the hardware of the one without a netdev has none
 * FAKE_MODULE=missing	the family doesn't exist
 * FAKE_EPERM=1		sets are refused as for one who isn't root
 * FAKE_INTR=N		the first N dumps of VFs were overtaken by changes
 * FAKE_PF_INTR=N	the first N dumps of PFs were
 * FAKE_MUTE=1		sets are never answered
 * FAKE_REFUSE=N	sets are refused with errno N, without a text
 * FAKE_TAKEN=N		sets that include VF N are refused: address in use
 * FAKE_OWNER=N		all VFs belong to N
 * FAKE_FLOODER=PF:VF	that one is in quarantine for it, for 42 s more
 * FAKE_ADOPTED=1	all PFs are adopted from igb
 * FAKE_DRIFT=N		the driver has VF N in VLAN 7, of each PF
 * FAKE_OUT=N		VF N of pf0 is out of service
 * FAKE_BROKEN=1	the kernel speaks another version
 * FAKE_EVENTS=...	played to subscribers one at a time, each when the one
 *			before was read, or joined by "+" several at once:
 *			KIND:PF:VF with KIND absent, enabling, ready, active, out,
 *			config, refused, flood (quarantined for it), pf, gone, or
 *			unseen (gets ready, no event);
 *			or lost, unload and load (the module), or end
 * FAKE_TRACE=1		sets and listings of PFs and VFs are printed
 * FAKE_SYSFS=DIR	in place of /sys
 * FAKE_PROC=DIR	in place of /proc
 *
 * An event is lost as the kernel loses it: the reader is told before it gets
 * what is queued, and nothing is queued any more until that was read. Then the
 * queue stays empty until the next request, or until it is received from.
 */
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <linux/genetlink.h>

#include "fake.h"
#include "pfbind.h"
#include "sock.h"
#include "sysfs.h"

#define DATAGRAM	4096
#define SOCKS		4
#define GROUP_NOTIFY	12

/* What is sent and not yet received. */
struct datagram {
	struct datagram *next;
	size_t len;
	char data[DATAGRAM] __attribute__((aligned(8)));
};

struct sock {
	bool used;
	bool subscribed;	/* to the events of the family */
	bool watching;		/* for families that come and go */
	bool overrun;		/* to be reported: events were lost */
	bool congested;		/* nothing is queued */
	int fd;
	uint32_t seq;
	struct datagram *first, **end;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct sock socks[SOCKS];
static const char *events;
static int interruptions;
static int pf_interruptions;
static bool loaded;
static uint16_t family = FAKE_FAMILY;

static const char *setting(const char *name, const char *otherwise)
{
	const char *value = getenv(name);

	return value ? value : otherwise;
}

static void quarantine(struct fake_vf *vf, uint32_t reason, uint32_t left)
{
	vf->state = reason ? SRIOV_VF_STATUS_QUARANTINED :
			     SRIOV_VF_STATUS_READY;
	vf->quarantine_reason = reason;
	vf->quarantine_left = left;
}

static __attribute__((constructor)) void start(void)
{
	unsigned int i, j;

	fake_init(setting("FAKE_VFS", "8,0,2"));
	if (getenv("FAKE_NO_VFS"))
		fake_pfs[0].total_vfs = 0;
	events = setting("FAKE_EVENTS", "");
	interruptions = atoi(setting("FAKE_INTR", "0"));
	pf_interruptions = atoi(setting("FAKE_PF_INTR", "0"));
	for (i = 0; i < FAKE_PFS; i++)
		for (j = 0; j < SRIOV_MAX_VFS; j++)
			fake_pfs[i].vf[j].owner =
				strtoull(setting("FAKE_OWNER", "0"), NULL, 0);
	if (sscanf(setting("FAKE_FLOODER", ""), "%u:%u", &i, &j) == 2)
		quarantine(&fake_pfs[i + 1].vf[j],
			   SRIOV_QUARANTINE_REASON_MAIL_FLOOD, 42);
	if (getenv("FAKE_OUT"))
		fake_pfs[1].vf[atoi(getenv("FAKE_OUT"))].in_service = 0;
	loaded = strcmp(setting("FAKE_MODULE", ""), "missing") != 0;
	sysfs_root = setting("FAKE_SYSFS", "/nowhere");
	proc_root = setting("FAKE_PROC", "/nowhere");
}

/* ---- sending ---- */

/* One more thing to receive. */
static void wake(struct sock *sock)
{
	const uint64_t one = 1;

	if (write(sock->fd, &one, sizeof(one)) < 0)
		abort();
}

static struct datagram *new_datagram(struct sock *sock)
{
	struct datagram *d = calloc(1, sizeof(*d));

	if (!d)
		abort();
	*sock->end = d;
	sock->end = &d->next;
	wake(sock);
	return d;
}

static struct nlmsghdr *put(struct datagram *d, uint32_t seq, uint8_t cmd,
			    uint16_t flags)
{
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(d->data + d->len);
	struct genlmsghdr *genl;

	nlh->nlmsg_type = family;
	nlh->nlmsg_flags = flags;
	nlh->nlmsg_seq = seq;
	genl = mnl_nlmsg_put_extra_header(nlh, sizeof(*genl));
	genl->cmd = cmd;
	genl->version = 1;
	return nlh;
}

static void sent(struct datagram *d, const struct nlmsghdr *nlh)
{
	d->len += MNL_ALIGN(nlh->nlmsg_len);
}

/* The reason of a refusal; @attr: offset in the request, 0: none. */
static void answer(struct sock *sock, const struct nlmsghdr *request, int code,
		   const char *text, uint32_t attr, const uint64_t *max)
{
	struct datagram *d = new_datagram(sock);
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(d->data);
	struct nlmsgerr *e;
	struct nlattr *nest;

	nlh->nlmsg_type = NLMSG_ERROR;
	nlh->nlmsg_seq = request->nlmsg_seq;
	nlh->nlmsg_flags = NLM_F_CAPPED | (text ? NLM_F_ACK_TLVS : 0);
	e = mnl_nlmsg_put_extra_header(nlh, sizeof(*e));
	e->error = -code;
	e->msg = *request;
	if (text)
		mnl_attr_put_strz(nlh, NLMSGERR_ATTR_MSG, text);
	if (attr)
		mnl_attr_put_u32(nlh, NLMSGERR_ATTR_OFFS, attr);
	if (max) {
		nest = mnl_attr_nest_start(nlh, NLMSGERR_ATTR_POLICY);
		mnl_attr_put_u64(nlh, NL_POLICY_TYPE_ATTR_MIN_VALUE_U, 0);
		mnl_attr_put_u64(nlh, NL_POLICY_TYPE_ATTR_MAX_VALUE_U, *max);
		mnl_attr_nest_end(nlh, nest);
	}
	sent(d, nlh);
}

static void done(struct sock *sock, uint32_t seq, uint16_t flags)
{
	struct datagram *d = new_datagram(sock);
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(d->data);

	nlh->nlmsg_type = NLMSG_DONE;
	nlh->nlmsg_flags = NLM_F_MULTI | flags;
	nlh->nlmsg_seq = seq;
	*(int *)mnl_nlmsg_put_extra_header(nlh, sizeof(int)) = 0;
	sent(d, nlh);
}

static void tell(struct sock *sock, uint8_t cmd, const struct fake_pf *pf,
		 unsigned int vf)
{
	struct datagram *d = new_datagram(sock);
	struct nlmsghdr *nlh = put(d, 0, cmd, 0);

	if (cmd == SRIOV_CMD_PF_NTF || cmd == SRIOV_CMD_PF_DEL_NTF)
		fake_put_pf(nlh, pf);
	else
		fake_put_vf(nlh, pf, vf, false);
	sent(d, nlh);
}

static void tell_all(uint8_t cmd, const struct fake_pf *pf, unsigned int vf)
{
	unsigned int i;

	for (i = 0; i < SOCKS; i++)
		if (socks[i].used && socks[i].subscribed &&
		    !socks[i].congested)
			tell(&socks[i], cmd, pf, vf);
}

/* ---- the family ---- */

/* Describe "sriov", or the one that tells of families, with these groups. */
static void put_family(struct datagram *d, uint32_t seq, uint8_t cmd,
		       uint16_t flags, bool ours)
{
	static const char *const names[] = { "config", "state", "notify" };
	struct nlmsghdr *nlh = put(d, seq, cmd, flags);
	struct nlattr *groups, *group;
	unsigned int i;

	nlh->nlmsg_type = GENL_ID_CTRL;
	mnl_attr_put_strz(nlh, CTRL_ATTR_FAMILY_NAME,
			  ours ? "sriov" : "nlctrl");
	mnl_attr_put_u16(nlh, CTRL_ATTR_FAMILY_ID,
			 ours ? family : GENL_ID_CTRL);
	groups = mnl_attr_nest_start(nlh, CTRL_ATTR_MCAST_GROUPS);
	for (i = ours ? 0 : 2; i < (ours ? 2 : 3); i++) {
		group = mnl_attr_nest_start(nlh, (uint16_t)(i + 1));
		mnl_attr_put_u32(nlh, CTRL_ATTR_MCAST_GRP_ID, i + 10);
		mnl_attr_put_strz(nlh, CTRL_ATTR_MCAST_GRP_NAME, names[i]);
		mnl_attr_nest_end(nlh, group);
	}
	mnl_attr_nest_end(nlh, groups);
	sent(d, nlh);
}

/* The module is loaded or removed: who listened to its events no longer does. */
static void load(bool there)
{
	struct sock *sock;

	if (loaded == there)
		return;
	loaded = there;
	if (there)
		family++;
	for (sock = socks; sock < socks + SOCKS; sock++) {
		sock->subscribed = false;
		if (sock->used && sock->watching && !sock->congested)
			put_family(new_datagram(sock), 0,
				   there ? CTRL_CMD_NEWFAMILY :
					   CTRL_CMD_DELFAMILY, 0, true);
	}
}

/* ---- requests ---- */

/* Attributes of a request, by number. */
struct request {
	const struct nlmsghdr *nlh;
	const struct nlattr *attr[SRIOV_A_VF_MAX + 1];
	struct fake_pf *pf;
	unsigned int first, last;
};

static uint32_t offset(const struct request *r, unsigned int attr)
{
	return (uint32_t)((const char *)r->attr[attr] - (const char *)r->nlh);
}

static void parse(const struct nlmsghdr *nlh, struct request *r)
{
	const struct nlattr *attr;

	memset(r, 0, sizeof(*r));
	r->nlh = nlh;
	mnl_attr_for_each(attr, nlh, sizeof(struct genlmsghdr))
		r->attr[mnl_attr_get_type(attr)] = attr;
}

static bool names_pf(struct sock *sock, struct request *r, unsigned int attr)
{
	if (!r->attr[attr])
		return true;
	r->pf = fake_find(mnl_attr_get_str(r->attr[attr]));
	if (!r->pf)
		answer(sock, r->nlh, ENODEV, "no such PF", offset(r, attr),
		       NULL);
	return r->pf;
}

static bool names_vfs(struct sock *sock, struct request *r)
{
	if (!names_pf(sock, r, SRIOV_A_VF_PCI_ADDRESS))
		return false;
	r->first = 0;
	r->last = SRIOV_MAX_VF_ID;
	if (r->attr[SRIOV_A_VF_VF_ID]) {
		r->first = mnl_attr_get_u32(r->attr[SRIOV_A_VF_VF_ID]);
		r->last = r->first;
	}
	if (r->attr[SRIOV_A_VF_VF_LAST])
		r->last = mnl_attr_get_u32(r->attr[SRIOV_A_VF_VF_LAST]);
	return true;
}

static void get_family(struct sock *sock, const struct nlmsghdr *nlh,
		       bool dump)
{
	if (dump) {
		put_family(new_datagram(sock), nlh->nlmsg_seq,
			   CTRL_CMD_NEWFAMILY, NLM_F_MULTI, false);
		if (loaded)
			put_family(new_datagram(sock), nlh->nlmsg_seq,
				   CTRL_CMD_NEWFAMILY, NLM_F_MULTI, true);
		done(sock, nlh->nlmsg_seq, 0);
		return;
	}
	if (!strcmp(setting("FAKE_MODULE", ""), "missing")) {
		answer(sock, nlh, ENOENT, NULL, 0, NULL);
		return;
	}
	/* Asked for by name it is loaded. */
	load(true);
	put_family(new_datagram(sock), nlh->nlmsg_seq, CTRL_CMD_NEWFAMILY, 0,
		   true);
	answer(sock, nlh, 0, NULL, 0, NULL);
}

static void reply_pf(struct sock *sock, const struct nlmsghdr *nlh,
		     const struct fake_pf *pf)
{
	struct datagram *d = new_datagram(sock);
	struct nlmsghdr *reply = put(d, nlh->nlmsg_seq, SRIOV_CMD_PF_GET, 0);

	fake_put_pf(reply, pf);
	sent(d, reply);
	answer(sock, nlh, 0, NULL, 0, NULL);
}

static void reply_vf(struct sock *sock, const struct request *r)
{
	struct datagram *d = new_datagram(sock);
	struct nlmsghdr *reply = put(d, r->nlh->nlmsg_seq, SRIOV_CMD_VF_GET,
				     0);

	fake_put_vf(reply, r->pf, r->first,
		    !!r->attr[SRIOV_A_VF_WITH_STATS]);
	sent(d, reply);
	answer(sock, r->nlh, 0, NULL, 0, NULL);
}

static void dump_pfs(struct sock *sock, const struct nlmsghdr *nlh)
{
	struct datagram *d = new_datagram(sock);
	uint16_t flags = NLM_F_MULTI;
	struct nlmsghdr *reply;
	unsigned int i;

	if (pf_interruptions > 0) {
		pf_interruptions--;
		flags |= NLM_F_DUMP_INTR;
	}
	for (i = 0; i < FAKE_PFS; i++) {
		reply = put(d, nlh->nlmsg_seq, SRIOV_CMD_PF_GET, flags);
		fake_put_pf(reply, &fake_pfs[i]);
		sent(d, reply);
	}
	done(sock, nlh->nlmsg_seq, flags & NLM_F_DUMP_INTR);
}

static void dump_vfs(struct sock *sock, const struct request *r)
{
	bool stats = r->attr[SRIOV_A_VF_WITH_STATS];
	uint16_t flags = NLM_F_MULTI;
	struct datagram *d = NULL;
	struct nlmsghdr *reply;
	unsigned int i, j;

	if (getenv("FAKE_TRACE"))
		fprintf(stderr, "list VFs\n");
	if (interruptions > 0) {
		interruptions--;
		flags |= NLM_F_DUMP_INTR;
	}
	for (i = 0; i < FAKE_PFS; i++) {
		const struct fake_pf *pf = &fake_pfs[i];

		if (r->pf && r->pf != pf)
			continue;
		for (j = r->first; j <= r->last; j++) {
			if (pf->vf[j].state == SRIOV_VF_STATUS_DISABLED)
				continue;
			if (!d || d->len > DATAGRAM - 512)
				d = new_datagram(sock);
			reply = put(d, r->nlh->nlmsg_seq, SRIOV_CMD_VF_GET,
				    flags);
			fake_put_vf(reply, pf, j, stats);
			sent(d, reply);
		}
	}
	done(sock, r->nlh->nlmsg_seq, flags & NLM_F_DUMP_INTR);
}

static void set_pf(struct sock *sock, struct request *r)
{
	const struct nlattr *attr;
	unsigned int i, before;
	uint32_t num;

	if (!names_pf(sock, r, SRIOV_A_PF_PCI_ADDRESS))
		return;
	for (i = 0; i < 4; i++) {
		attr = r->attr[SRIOV_A_PF_QUARANTINE_FLOOD + i];
		if (!attr)
			continue;
		r->pf->quarantine[i] = mnl_attr_get_u32(attr);
		if (getenv("FAKE_TRACE"))
			fprintf(stderr, "set %s %s=%u\n", r->pf->address,
				pf_fields[SRIOV_A_PF_QUARANTINE_FLOOD + i].name,
				r->pf->quarantine[i]);
	}
	if (!r->attr[SRIOV_A_PF_NUM_VFS]) {
		reply_pf(sock, r->nlh, r->pf);
		return;
	}
	num = mnl_attr_get_u32(r->attr[SRIOV_A_PF_NUM_VFS]);
	before = r->pf->num_vfs;
	if (num && before && num != before) {
		answer(sock, r->nlh, EBUSY,
		       "num-vfs: VFs exist, disable VFs first", 0, NULL);
		return;
	}
	if (r->attr[SRIOV_A_PF_SLOTS] && before && !r->pf->slots) {
		answer(sock, r->nlh, EBUSY,
		       "slots: VFs exist that weren't created as slots", 0,
		       NULL);
		return;
	}
	if (num != before)
		fake_set_num(r->pf, num, r->attr[SRIOV_A_PF_SLOTS]);
	for (i = 0; i < (num ? num : before); i++)
		tell_all(SRIOV_CMD_VF_STATE_NTF, r->pf, i);
	reply_pf(sock, r->nlh, r->pf);
}

static void command_vfs(struct sock *sock, struct request *r, bool release)
{
	unsigned int i;

	if (!names_vfs(sock, r))
		return;
	if (getenv("FAKE_TRACE"))
		fprintf(stderr, "%s %s/%u-%u\n",
			release ? "release" : "quarantine", r->pf->address,
			r->first, r->last);
	for (i = r->first; i <= r->last; i++) {
		if (r->pf->vf[i].state == SRIOV_VF_STATUS_DISABLED) {
			answer(sock, r->nlh, ENXIO,
			       "vf-id: VF 9 doesn't exist",
			       offset(r, SRIOV_A_VF_VF_ID), NULL);
			return;
		}
		quarantine(&r->pf->vf[i], release ? 0 :
			   SRIOV_QUARANTINE_REASON_COMMAND, 0);
	}
	reply_vf(sock, r);
}

/* Whether who asks isn't the owner. */
static bool stranger(const struct request *r)
{
	const struct nlattr *owner = r->attr[SRIOV_A_VF_OWNER];
	const struct fake_vf *vf = &r->pf->vf[r->first];

	return vf->owner && !r->attr[SRIOV_A_VF_OWNER_FORCE] &&
	       (!owner || mnl_attr_get_u64(owner) != vf->owner);
}

static bool refuse_vfs(struct sock *sock, const struct request *r)
{
	static const uint64_t max_vlan = 4094;
	unsigned int taken = (unsigned int)atoi(setting("FAKE_TAKEN", "999"));
	const struct nlattr *min = r->attr[SRIOV_A_VF_MIN_TX_RATE];
	const struct nlattr *vlan = r->attr[SRIOV_A_VF_VLAN];

	if (vlan && mnl_attr_get_u32(vlan) > max_vlan)
		answer(sock, r->nlh, ERANGE, "integer out of range",
		       offset(r, SRIOV_A_VF_VLAN), &max_vlan);
	else if (stranger(r))
		answer(sock, r->nlh, EPERM,
		       "10000:01:00.0/3: owner: VF 3 belongs to 0x7", 0, NULL);
	else if (taken >= r->first && taken <= r->last)
		answer(sock, r->nlh, EADDRINUSE,
		       "mac: VF 200 has it too, in the same VLAN", 0, NULL);
	else if (r->attr[SRIOV_A_VF_SPOOFCHK] &&
		 !(r->pf->caps & SRIOV_PF_CAPS_SPOOFCHK))
		answer(sock, r->nlh, EOPNOTSUPP,
		       "the hardware of this PF can't do it",
		       offset(r, SRIOV_A_VF_SPOOFCHK), NULL);
	else if (min && mnl_attr_get_u32(min) > 10000)
		answer(sock, r->nlh, EDQUOT,
		       "min-tx-rate: VFs' sum 10001 exceeds the link's 10000 Mbit/s",
		       offset(r, SRIOV_A_VF_MIN_TX_RATE), NULL);
	else
		return false;
	return true;
}

/* Print what a request names, so that one run of the program can show it. */
static void trace_set(const struct request *r)
{
	static const struct {
		uint16_t attr;
		const char *name;
	} names[] = {
		{ SRIOV_A_VF_MAC, "mac" },
		{ SRIOV_A_VF_VLAN, "vlan" },
		{ SRIOV_A_VF_QOS, "qos" },
		{ SRIOV_A_VF_SPOOFCHK, "spoofchk" },
		{ SRIOV_A_VF_MAX_TX_RATE, "max-tx-rate" },
		{ SRIOV_A_VF_MIN_TX_RATE, "min-tx-rate" },
		{ SRIOV_A_VF_TRUST, "trust" },
		{ SRIOV_A_VF_OWNER, "owner" },
		{ SRIOV_A_VF_OWNER_RELEASE, "release" },
		{ SRIOV_A_VF_OWNER_FORCE, "force" },
		{ SRIOV_A_VF_RESET, "reset" },
		{ 0, NULL }
	};
	const struct nlattr *link = r->attr[SRIOV_A_VF_LINK_STATE];
	const struct nlattr *proto = r->attr[SRIOV_A_VF_VLAN_PROTO];
	const struct nlattr *queues = r->attr[SRIOV_A_VF_QUEUES];
	const struct nlattr *list = r->attr[SRIOV_A_VF_TRUNK];
	const struct nlattr *allowed = r->attr[SRIOV_A_VF_ALLOWED_MACS];
	const struct nlattr *mtu = r->attr[SRIOV_A_VF_MAX_MTU];
	char text[TRUNK_TEXT];
	struct trunk trunk;
	struct macs macs;
	const struct nlattr *service = r->attr[SRIOV_A_VF_IN_SERVICE];
	size_t i;

	fprintf(stderr, "set %s/%u-%u", r->pf->address, r->first, r->last);
	for (i = 0; names[i].name; i++)
		if (r->attr[names[i].attr])
			fprintf(stderr, " %s", names[i].name);
	if (service)
		fprintf(stderr, " in-service=%u", mnl_attr_get_u32(service));
	if (link)
		fprintf(stderr, " link-state=%u", mnl_attr_get_u32(link));
	if (queues)
		fprintf(stderr, " queues=%u", mnl_attr_get_u32(queues));
	if (list && trunk_decode(list, &trunk))
		fprintf(stderr, " trunk=%s",
			trunk_text(&trunk, text, sizeof(text)));
	if (allowed && macs_decode(allowed, &macs))
		fprintf(stderr, " allowed-macs=%s",
			macs_text(&macs, text, sizeof(text)));
	if (mtu)
		fprintf(stderr, " max-mtu=%u", mnl_attr_get_u32(mtu));
	if (proto)
		fprintf(stderr, " proto=%x", mnl_attr_get_u32(proto));
	fprintf(stderr, "\n");
}

static void set_vfs(const struct request *r)
{
	const struct nlattr *service = r->attr[SRIOV_A_VF_IN_SERVICE];
	unsigned int i;

	for (i = r->first; i <= r->last; i++) {
		struct fake_vf *vf = &r->pf->vf[i];

		if (r->attr[SRIOV_A_VF_VLAN])
			vf->vlan = mnl_attr_get_u32(r->attr[SRIOV_A_VF_VLAN]);
		if (r->attr[SRIOV_A_VF_QOS])
			vf->qos = mnl_attr_get_u32(r->attr[SRIOV_A_VF_QOS]);
		if (service)
			vf->in_service = mnl_attr_get_u32(service);
		/* So that one run of the program can show what it sent. */
		if (getenv("FAKE_TRACE") && i == r->first)
			trace_set(r);
	}
}

/* A change of a transaction. False: refused. */
static bool parse_change(struct sock *sock, const struct nlmsghdr *nlh,
			 const struct nlattr *nest, struct request *r)
{
	const struct nlattr *attr;

	memset(r, 0, sizeof(*r));
	r->nlh = nlh;
	mnl_attr_for_each_nested(attr, nest)
		r->attr[mnl_attr_get_type(attr)] = attr;
	return names_vfs(sock, r) && !refuse_vfs(sock, r);
}

static bool is_current(struct sock *sock, const struct nlmsghdr *nlh,
		       const struct nlattr *nest)
{
	const struct nlattr *attr;

	mnl_attr_for_each_nested(attr, nest) {
		if (mnl_attr_get_type(attr) != SRIOV_A_APPLY_PF_GENERATION ||
		    mnl_attr_get_u32(attr) == FAKE_GENERATION)
			continue;
		answer(sock, nlh, ESTALE,
		       "10000:01:00.0: generation: 1 expected, but it is 42",
		       (uint32_t)((const char *)attr - (const char *)nlh),
		       NULL);
		return false;
	}
	return true;
}

static void reply_apply(struct sock *sock, const struct nlmsghdr *nlh,
			const unsigned int *changed)
{
	struct datagram *d = new_datagram(sock);
	struct nlmsghdr *reply = put(d, nlh->nlmsg_seq, SRIOV_CMD_APPLY, 0);
	struct nlattr *nest;
	unsigned int i;

	for (i = 0; i < FAKE_PFS; i++) {
		if (!changed[i])
			continue;
		nest = mnl_attr_nest_start(reply, SRIOV_A_APPLY_RESULT);
		mnl_attr_put_strz(reply, SRIOV_A_APPLY_PF_PCI_ADDRESS,
				  fake_pfs[i].address);
		mnl_attr_put_u32(reply, SRIOV_A_APPLY_PF_GENERATION,
				 FAKE_GENERATION);
		mnl_attr_put_u32(reply, SRIOV_A_APPLY_PF_NUM_CHANGED,
				 changed[i]);
		mnl_attr_nest_end(reply, nest);
	}
	sent(d, reply);
	answer(sock, nlh, 0, NULL, 0, NULL);
}

/* First all is checked, then all is done. */
static void apply(struct sock *sock, const struct nlmsghdr *nlh)
{
	unsigned int changed[FAKE_PFS] = { 0 };
	const struct nlattr *attr;
	bool dry_run = false;
	struct request r;

	mnl_attr_for_each(attr, nlh, sizeof(struct genlmsghdr)) {
		switch (mnl_attr_get_type(attr)) {
		case SRIOV_A_APPLY_CHANGE:
			if (!parse_change(sock, nlh, attr, &r))
				return;
			changed[r.pf - fake_pfs] += r.last - r.first + 1;
			break;
		case SRIOV_A_APPLY_EXPECT:
			if (!is_current(sock, nlh, attr))
				return;
			break;
		default:
			dry_run = true;
		}
	}
	if (getenv("FAKE_TRACE"))
		fprintf(stderr, "%s\n", dry_run ? "dry run" : "apply");
	mnl_attr_for_each(attr, nlh, sizeof(struct genlmsghdr))
		if (!dry_run &&
		    mnl_attr_get_type(attr) == SRIOV_A_APPLY_CHANGE &&
		    parse_change(sock, nlh, attr, &r))
			set_vfs(&r);
	reply_apply(sock, nlh, changed);
}

static void serve_pf_get(struct sock *sock, struct request *r, bool dump)
{
	if (dump)
		dump_pfs(sock, r->nlh);
	else if (names_pf(sock, r, SRIOV_A_PF_PCI_ADDRESS))
		reply_pf(sock, r->nlh, r->pf);
}

static void serve_vfs(struct sock *sock, struct request *r, bool dump)
{
	if (!names_vfs(sock, r))
		return;
	if (dump)
		dump_vfs(sock, r);
	else
		reply_vf(sock, r);
}

/* All PFs that there are can be listed: they are another's, or were adopted. */
static void adopt_pf(struct sock *sock, struct request *r, bool release)
{
	bool adopted = getenv("FAKE_ADOPTED");

	if (!names_pf(sock, r, SRIOV_A_PF_PCI_ADDRESS))
		return;
	if (release)
		answer(sock, r->nlh, adopted ? 0 : EINVAL,
		       adopted ? NULL : "the PF isn't adopted", 0, NULL);
	else if (adopted)
		reply_pf(sock, r->nlh, r->pf);
	else
		answer(sock, r->nlh, EEXIST, "the PF is one of sriov_pf", 0,
		       NULL);
}

static void serve(struct sock *sock, const struct nlmsghdr *nlh)
{
	const struct genlmsghdr *genl = mnl_nlmsg_get_payload(nlh);
	bool dump = (nlh->nlmsg_flags & NLM_F_DUMP) == NLM_F_DUMP;
	bool release = genl->cmd == SRIOV_CMD_VF_RELEASE;
	bool command = genl->cmd == SRIOV_CMD_VF_QUARANTINE || release;
	bool set = command || genl->cmd == SRIOV_CMD_PF_SET ||
		   genl->cmd == SRIOV_CMD_APPLY ||
		   genl->cmd == SRIOV_CMD_PF_ADOPT ||
		   genl->cmd == SRIOV_CMD_PF_RELEASE;
	struct request r;

	if (nlh->nlmsg_type == GENL_ID_CTRL) {
		get_family(sock, nlh, dump);
		return;
	}
	if (genl->cmd != SRIOV_CMD_APPLY)
		parse(nlh, &r);
	if (!loaded || nlh->nlmsg_type != family)
		answer(sock, nlh, ENOENT, NULL, 0, NULL);
	else if (set && getenv("FAKE_MUTE"))
		return;
	else if (set && getenv("FAKE_EPERM"))
		answer(sock, nlh, EPERM, NULL, 0, NULL);
	else if (set && getenv("FAKE_REFUSE"))
		answer(sock, nlh, atoi(getenv("FAKE_REFUSE")), NULL, 0, NULL);
	else if (genl->cmd == SRIOV_CMD_APPLY)
		apply(sock, nlh);
	else if (genl->cmd == SRIOV_CMD_PF_SET)
		set_pf(sock, &r);
	else if (genl->cmd == SRIOV_CMD_PF_ADOPT ||
		 genl->cmd == SRIOV_CMD_PF_RELEASE)
		adopt_pf(sock, &r, genl->cmd == SRIOV_CMD_PF_RELEASE);
	else if (command)
		command_vfs(sock, &r, release);
	else if (genl->cmd == SRIOV_CMD_PF_GET)
		serve_pf_get(sock, &r, dump);
	else
		serve_vfs(sock, &r, dump);
}

/* ---- events ---- */

static void play_vf(const char *kind, struct fake_pf *pf, unsigned int vf)
{
	if (!strcmp(kind, "absent"))
		pf->vf[vf].state = SRIOV_VF_STATUS_DISABLED;
	else if (!strcmp(kind, "enabling"))
		pf->vf[vf].state = SRIOV_VF_STATUS_ENABLING;
	else if (!strcmp(kind, "ready"))
		pf->vf[vf].state = SRIOV_VF_STATUS_READY;
	if (!strcmp(kind, "refused")) {
		pf->vf[vf].owner = 7;
		tell_all(SRIOV_CMD_VF_REFUSED_NTF, pf, vf);
		return;
	}
	if (!strcmp(kind, "flood"))
		quarantine(&pf->vf[vf], SRIOV_QUARANTINE_REASON_MAIL_FLOOD, 60);
	pf->vf[vf].in_service = pf->vf[vf].state != SRIOV_VF_STATUS_DISABLED;
	if (!strcmp(kind, "out"))
		pf->vf[vf].in_service = 0;
	if (strcmp(kind, "config") != 0)
		pf->vf[vf].active = !strcmp(kind, "active");
	tell_all(strcmp(kind, "config") ? SRIOV_CMD_VF_STATE_NTF :
					  SRIOV_CMD_VF_NTF, pf, vf);
}

static void lose(struct sock *sock)
{
	if (sock->congested)
		return;
	sock->congested = true;
	sock->overrun = true;
	wake(sock);
}

static bool play_one(struct sock *sock)
{
	unsigned int pf = 0, vf = 0;
	char kind[16];
	int n = 0;

	if (sscanf(events, " %15[a-z]%n:%u:%u%n", kind, &n, &pf, &vf, &n) < 1)
		return false;
	events += n;
	if (!strcmp(kind, "lost")) {
		lose(sock);
	} else if (!strcmp(kind, "unload") || !strcmp(kind, "load")) {
		load(kind[0] == 'l');
	} else if (!strcmp(kind, "unseen")) {
		fake_pfs[pf + 1].vf[vf].state = SRIOV_VF_STATUS_READY;
		fake_pfs[pf + 1].vf[vf].in_service = 1;
	} else if (!strcmp(kind, "end")) {
		return false;
	} else if (!strcmp(kind, "pf")) {
		fake_pfs[pf + 1].num_vfs = vf;
		tell_all(SRIOV_CMD_PF_NTF, &fake_pfs[pf + 1], 0);
	} else if (!strcmp(kind, "gone")) {
		tell_all(SRIOV_CMD_PF_DEL_NTF, &fake_pfs[pf + 1], 0);
	} else {
		play_vf(kind, &fake_pfs[pf + 1], vf);
	}
	return true;
}

/* Is there something to receive? */
static bool is_waiting(const struct sock *sock)
{
	return sock->first || sock->overrun;
}

/*
 * The next events, into the queues, until something is there to receive.
 * False: there are none.
 */
static bool play(struct sock *sock)
{
	if (!sock->subscribed && !sock->watching)
		return false;
	while (!is_waiting(sock)) {
		if (!play_one(sock))
			return false;
		while (*events == '+') {
			events++;
			if (!play_one(sock))
				abort();
		}
	}
	return true;
}

/* ---- what sock.c has ---- */

struct sock *sock_open(int protocol)
{
	struct sock *sock;
	unsigned int i;

	if (protocol != NETLINK_GENERIC) {
		errno = EPROTONOSUPPORT;
		return NULL;
	}
	pthread_mutex_lock(&lock);
	for (i = 0; i < SOCKS && socks[i].used; i++)
		;
	if (i == SOCKS)
		abort();
	sock = &socks[i];
	memset(sock, 0, sizeof(*sock));
	sock->used = true;
	sock->end = &sock->first;
	sock->fd = eventfd(0, EFD_SEMAPHORE | EFD_CLOEXEC | EFD_NONBLOCK);
	pthread_mutex_unlock(&lock);
	return sock;
}

void sock_close(struct sock *sock)
{
	struct datagram *d;

	pthread_mutex_lock(&lock);
	while (sock->first) {
		d = sock->first;
		sock->first = d->next;
		free(d);
	}
	close(sock->fd);
	sock->used = false;
	pthread_mutex_unlock(&lock);
}

ssize_t sock_send(struct sock *sock, const void *buf, size_t len)
{
	unsigned int i;

	pthread_mutex_lock(&lock);
	serve(sock, buf);
	/* Life goes on. */
	for (i = 0; i < SOCKS; i++)
		if (socks[i].used && socks[i].subscribed)
			play(&socks[i]);
	pthread_mutex_unlock(&lock);
	return (ssize_t)len;
}

static ssize_t dequeue(struct sock *sock, void *buf, size_t size)
{
	struct datagram *d = sock->first;
	ssize_t n = (ssize_t)d->len;

	sock->first = d->next;
	if (!sock->first)
		sock->end = &sock->first;
	if (d->len > size)
		abort();
	memcpy(buf, d->data, d->len);
	free(d);
	return n;
}

ssize_t sock_recv(struct sock *sock, void *buf, size_t size)
{
	uint64_t one;
	ssize_t n = -1;

	pthread_mutex_lock(&lock);
	if (!play(sock) && !is_waiting(sock)) {
		pthread_mutex_unlock(&lock);
		errno = EIO;
		return -1;
	}
	if (sock->overrun)
		sock->overrun = false;
	else
		n = dequeue(sock, buf, size);
	if (read(sock->fd, &one, sizeof(one)) < 0)
		abort();
	/* Readable as long as something is left to play, except after a loss. */
	if (!is_waiting(sock) && sock->congested)
		sock->congested = false;
	else
		play(sock);
	pthread_mutex_unlock(&lock);
	errno = ENOBUFS;
	return n;
}

int sock_fd(const struct sock *sock)
{
	return sock->fd;
}

uint32_t sock_portid(const struct sock *sock)
{
	return (uint32_t)(sock - socks) + 1;
}

bool sock_join(struct sock *sock, uint32_t group)
{
	pthread_mutex_lock(&lock);
	if (group == GROUP_NOTIFY) {
		sock->watching = true;
		pthread_mutex_unlock(&lock);
		return true;
	}
	/* The first event waits to be read from now on. */
	if (!sock->subscribed) {
		sock->subscribed = true;
		play(sock);
	}
	pthread_mutex_unlock(&lock);
	return true;
}
