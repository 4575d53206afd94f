/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What nearly every command starts with: a connection, the PFs, and the one
 * PF, perhaps with VFs, that the command is about.
 */
#ifndef SESSION_H
#define SESSION_H

#include "nl.h"

/* What a command's selector must be. */
enum session_need {
	NEED_PF,		/* PF */
	NEED_VFS,		/* PF/RANGE */
	NEED_PF_OR_VFS,		/* PF or PF/RANGE */
};

/**
 * struct session - one run of a command
 * @nl: its connection
 * @pfs: all PFs
 * @incomplete: some may be missing in @pfs: they changed while it was taken
 * @pf: the one that was named, in @pfs; NULL: none was
 * @all: no VFs were named, or "all" of them
 * @vfs: the VFs, within the PF's limit; for @all those that there can be
 */
struct session {
	struct nl nl;
	struct pf_list pfs;
	bool incomplete;
	const struct pf *pf;
	bool all;
	struct vf_ranges vfs;
};

/* Is @text such a selector? Needs no connection. */
int session_check(const char *text, enum session_need need);

/* @text: the selector, NULL for a command about everything. */
int session_open(struct session *s, const char *text, enum session_need need);
void session_close(struct session *s);

/* The same PF once more, as it is now. */
int session_reload(struct session *s);

/* Find the PF and the VFs of another selector. */
int session_select(struct session *s, const char *text, enum session_need need);

#endif /* SESSION_H */
