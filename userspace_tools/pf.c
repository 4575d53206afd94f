// SPDX-License-Identifier: GPL-2.0
/*
 * sriovctl pf list, sriovctl pf show.
 */
#include "out.h"
#include "session.h"

int cmd_pf_list(const struct options *opt, int argc, char **argv)
{
	struct session s;
	int status;

	(void)argc;
	(void)argv;
	status = session_open(&s, NULL, NEED_PF);
	if (status)
		return status;
	status = out_pfs(&s.pfs, opt);
	if (!status && s.incomplete)
		status = nl_incomplete();
	session_close(&s);
	return status;
}

int cmd_pf_show(const struct options *opt, int argc, char **argv)
{
	struct session s;
	int status;

	(void)argc;
	status = session_open(&s, argv[0], NEED_PF);
	if (status)
		return status;
	/* It is one message, so it is whole whatever the listing is. */
	status = out_pf(s.pf, opt);
	session_close(&s);
	return status;
}
