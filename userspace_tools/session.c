// SPDX-License-Identifier: GPL-2.0
/*
 * The start of nearly every command: parse the selector, connect, get the
 * PFs, find the one that is meant. A selector that can't be parsed is said
 * before anything else is tried.
 */
#include <string.h>

#include "session.h"
#include "sriovctl.h"

static int check_selector(const char *text, enum session_need need,
			  struct selector *sel)
{
	const char *problem = select_parse(text, sel);

	if (problem) {
		error("'%s': %s", text, problem);
		return EXIT_USAGE;
	}
	if (need == NEED_PF && sel->has_vfs) {
		error("'%s': a PF is wanted here, without VFs", text);
		return EXIT_USAGE;
	}
	if (need == NEED_VFS && !sel->has_vfs) {
		error("'%s': VFs are wanted here", text);
		hint("write %s/3, %s/0-63, %s/0,4,8-11 or %s/all", text, text,
		     text, text);
		return EXIT_USAGE;
	}
	return EXIT_OK;
}

static int find(struct session *s, const struct selector *sel)
{
	/* One that isn't in such a listing may be there all the same. */
	if (s->incomplete && !pf_list_find(&s->pfs, sel))
		return nl_incomplete();
	s->pf = nl_find_pf(&s->pfs, sel);
	if (!s->pf)
		return EXIT_REFUSED;
	s->all = !sel->has_vfs || sel->all;
	if (!s->all) {
		s->vfs = sel->vfs;
		return nl_check_vfs(s->pf, &s->vfs) ? EXIT_OK : EXIT_REFUSED;
	}
	if (s->pf->total_vfs)
		ranges_add(&s->vfs, 0, (uint16_t)(s->pf->total_vfs - 1));
	return EXIT_OK;
}

int session_check(const char *text, enum session_need need)
{
	struct selector sel;

	return check_selector(text, need, &sel);
}

int session_select(struct session *s, const char *text, enum session_need need)
{
	struct selector sel;
	int status = check_selector(text, need, &sel);

	if (status)
		return status;
	s->vfs.count = 0;
	return find(s, &sel);
}

int session_reload(struct session *s)
{
	char address[TEXT_LEN];
	int status;

	memcpy(address, s->pf->address, sizeof(address));
	status = nl_load_pfs(&s->nl, &s->pfs, &s->incomplete);
	if (status)
		return status;
	s->pf = pf_list_by_address(&s->pfs, address);
	if (s->pf)
		return EXIT_OK;
	error("PF %s is gone", address);
	return EXIT_REFUSED;
}

int session_open(struct session *s, const char *text, enum session_need need)
{
	struct selector sel;
	int status;

	memset(s, 0, sizeof(*s));
	s->all = true;
	if (text) {
		status = check_selector(text, need, &sel);
		if (status)
			return status;
	}
	status = nl_open(&s->nl, &family_sriov);
	if (status)
		return status;
	status = nl_load_pfs(&s->nl, &s->pfs, &s->incomplete);
	if (!status && text)
		status = find(s, &sel);
	if (status)
		session_close(s);
	return status;
}

void session_close(struct session *s)
{
	nl_close(&s->nl);
	pf_list_free(&s->pfs);
}
