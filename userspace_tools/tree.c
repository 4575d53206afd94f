// SPDX-License-Identifier: GPL-2.0
/*
 * sriovctl alone: the PFs of this host and their VFs as a tree.
 */
#include "out.h"
#include "session.h"

int cmd_tree(const struct options *opt, int argc, char **argv)
{
	struct vf_list vfs = { 0 };
	bool incomplete;
	struct session s;
	int status;

	(void)argc;
	(void)argv;
	status = session_open(&s, NULL, NEED_PF);
	if (status)
		return status;
	status = nl_load_vfs(&s.nl, NULL, NULL, opt->given & OPT_STATS, &vfs,
			     &incomplete);
	if (!(opt->given & OPT_ALL))
		vf_list_in_service(&vfs);
	if (!status)
		status = out_tree(&vfs, &s.pfs, opt);
	if (!status && (incomplete || s.incomplete))
		status = nl_incomplete();
	vf_list_free(&vfs);
	session_close(&s);
	return status;
}
