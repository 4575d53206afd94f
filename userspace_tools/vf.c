// SPDX-License-Identifier: GPL-2.0
/*
 * sriovctl vf list, sriovctl vf show.
 */
#include <string.h>

#include "out.h"
#include "session.h"

int cmd_vf_list(const struct options *opt, int argc, char **argv)
{
	struct vf_list vfs = { 0 };
	bool incomplete;
	struct session s;
	int status;

	status = session_open(&s, argc ? argv[0] : NULL, NEED_PF_OR_VFS);
	if (status)
		return status;
	status = nl_load_vfs(&s.nl, s.pf, s.all ? NULL : &s.vfs,
			     opt->given & OPT_STATS, &vfs, &incomplete);
	/* What there is helps too; the exit code says that it isn't all. */
	/* Who names VFs wants to see them. */
	if (!(opt->given & OPT_ALL) && !(argc && strchr(argv[0], '/')))
		vf_list_in_service(&vfs);
	if (!status)
		status = out_vfs(&vfs, &s.pfs, opt);
	if (!status && incomplete)
		status = nl_incomplete();
	vf_list_free(&vfs);
	session_close(&s);
	return status;
}

static bool take_vf(const struct nlmsghdr *nlh, void *data)
{
	return vf_decode(nlh, data);
}

int cmd_vf_show(const struct options *opt, int argc, char **argv)
{
	struct vf vf = { 0 };
	const struct nl_sink sink = { .object = take_vf, .data = &vf };
	struct nlmsghdr *nlh;
	struct nl_error err;
	struct session s;
	int status;

	(void)argc;
	status = session_open(&s, argv[0], NEED_VFS);
	if (status)
		return status;
	if (ranges_total(&s.vfs) != 1) {
		error("'%s': one VF is wanted here", argv[0]);
		hint("'sriovctl vf list %s' lists them", argv[0]);
		session_close(&s);
		return EXIT_USAGE;
	}
	nlh = nl_request(&s.nl, SRIOV_CMD_VF_GET);
	mnl_attr_put_strz(nlh, SRIOV_A_VF_PCI_ADDRESS, s.pf->address);
	mnl_attr_put_u32(nlh, SRIOV_A_VF_VF_ID, s.vfs.range[0].first);
	if (opt->given & OPT_STATS)
		mnl_attr_put(nlh, SRIOV_A_VF_WITH_STATS, 0, NULL);
	if (nl_do(&s.nl, &sink, &err))
		status = out_vf(&vf, s.pf, opt);
	else
		status = nl_explain(&err, "can't show %s/%u", s.pf->label,
				    s.vfs.range[0].first);
	session_close(&s);
	return status;
}
