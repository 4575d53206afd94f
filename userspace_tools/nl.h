/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Requests to the netlink families "sriov" and "vswitch" and their events, and
 * requests to rtnetlink.
 */
#ifndef NL_H
#define NL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <libmnl/libmnl.h>

#include "extack.h"
#include "model.h"
#include "sock.h"

/* The kernel fills a dump's messages up to what the reader takes, 32 KiB. */
#define NL_BUFFER	32768
#define NL_REQUEST	512	/* room for attributes without nl_room() */

/**
 * struct nl - a connection
 * @sock: its socket
 * @kind: the family; NULL for rtnetlink
 * @family: number of the family, 0: it isn't there
 * @group_config: number of the multicast group for configuration
 * @group_state: number of the multicast group for state
 * @group_fdb: of that for stations, in "vswitch"
 * @group_mdb: of that for multicast groups, in "vswitch"
 * @group_notify: of the group that tells of families, if nl_refind() was called
 * @seq: of the last request
 * @tx: the request, of @tx_size bytes
 * @tx_size: room in @tx
 * @rx: what came
 */
struct nl {
	struct sock *sock;
	const struct nl_family *kind;
	uint16_t family;
	uint32_t group_config;
	uint32_t group_state;
	uint32_t group_fdb;
	uint32_t group_mdb;
	uint32_t group_notify;
	uint32_t seq;
	char *tx;
	size_t tx_size;
	char rx[NL_BUFFER] __attribute__((aligned(8)));
};

/**
 * struct nl_sink - who takes the objects of an answer
 * @object: one message; false: it makes no sense
 * @restart: forget what came, the dump starts again; may be NULL
 * @family: some family came or went, see nl_subscribe_families(); may be NULL
 * @data: for all of them
 */
struct nl_sink {
	bool (*object)(const struct nlmsghdr *nlh, void *data);
	void (*restart)(void *data);
	void (*family)(void *data);
	void *data;
};

/* Connect and find the family; says what is wrong and how to mend it. */
int nl_open(struct nl *nl, const struct nl_family *kind);
/*
 * Until it is called with NULL: requests aren't sent, but given to @take, which
 * returns false for what it can't take, and connections are none.
 */
typedef bool (*nl_collect_fn)(const struct nlmsghdr *request, void *data);
void nl_collect(nl_collect_fn take, void *data);
/* Are requests collected? */
bool nl_collecting(void);
/* Connect to rtnetlink. */
int nl_open_route(struct nl *nl);
void nl_close(struct nl *nl);

/* Start a request in nl->tx; put attributes behind it. */
struct nlmsghdr *nl_request(struct nl *nl, uint8_t cmd);

/* Start one to rtnetlink, of @type, with @size bytes of its own header. */
struct nlmsghdr *nl_route_request(struct nl *nl, uint16_t type, size_t size);

/* Make room for @len more bytes of attributes; the request may move. */
struct nlmsghdr *nl_room(struct nl *nl, size_t len);

/*
 * Send the request in nl->tx and take the answer. False: see @err. A dump
 * during which its objects changed is repeated a few times; if that doesn't
 * help, what came last is kept and err->incomplete set.
 */
bool nl_do(struct nl *nl, const struct nl_sink *sink, struct nl_error *err);
/* The same with more flags, NLM_F_*. */
bool nl_do_with(struct nl *nl, uint16_t flags, const struct nl_sink *sink,
		struct nl_error *err);
bool nl_dump(struct nl *nl, const struct nl_sink *sink, struct nl_error *err);

/*
 * Find the family once more: nl->family is 0 if it is gone. nl_open() has the
 * kernel load the module; this doesn't.
 */
bool nl_refind(struct nl *nl, struct nl_error *err);

/* Subscribe to the groups; and to the coming and going of families. */
int nl_subscribe(struct nl *nl, bool config, bool state);
int nl_subscribe_fdb(struct nl *nl);
int nl_subscribe_mdb(struct nl *nl);
int nl_subscribe_families(struct nl *nl);

/* What nl_event() says. */
enum nl_event {
	NL_EVENT_OK,		/* the sink got what there was */
	NL_EVENT_LOST,		/* some were lost: the queue overflowed */
	NL_EVENT_ERROR,		/* the socket broke: errno */
};

/* Receive events, at least one; blocks. */
enum nl_event nl_event(struct nl *nl, const struct nl_sink *sink);

/* Is an event, or the news of a loss, there to receive? */
bool nl_pending(const struct nl *nl);

/*
 * After a loss: throw away what is queued. The kernel drops every event, and
 * reports no more losses, until the queue was empty. What is thrown away is
 * older than any listing that is taken from now on. False: the socket broke,
 * errno.
 */
bool nl_drain(struct nl *nl);

/*
 * All PFs; and the VFs of @pf and @ranges, either may be NULL. On failure
 * says "can't list ...", but nl_list_pfs() is silent. A dump that isn't
 * consistent isn't an error: that is said in @incomplete, or @err.
 */
bool nl_list_pfs(struct nl *nl, struct pf_list *list, struct nl_error *err);
int nl_load_pfs(struct nl *nl, struct pf_list *list, bool *incomplete);
int nl_load_vfs(struct nl *nl, const struct pf *pf,
		const struct vf_ranges *ranges, bool stats,
		struct vf_list *list, bool *incomplete);

/* The PF that a selector names, or NULL, having said which there are. */
const struct pf *nl_find_pf(const struct pf_list *list,
			    const struct selector *sel);

/* False when @pf has no such VFs, having said how many it can have. */
bool nl_check_vfs(const struct pf *pf, const struct vf_ranges *ranges);

/*
 * "WHAT: why (attribute)"; nl_explain() also says what to do about it, for
 * those who have nothing better to say. Both return EXIT_REFUSED.
 */
int nl_say(const struct nl_error *err, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
int nl_explain(const struct nl_error *err, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* What to say when a listing isn't consistent. Returns EXIT_REFUSED. */
int nl_incomplete(void);

#endif /* NL_H */
