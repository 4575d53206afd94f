// SPDX-License-Identifier: GPL-2.0
/*
 * What a test may turn at a port, in debugfs:
 *
 *	/sys/kernel/debug/sriov_mock/port<N>/line_rate	Mbit/s, 0: off
 *
 * Owns no state and takes no lock. The files are gone before the card is.
 */
#include <linux/debugfs.h>

#include "device.h"

static int line_rate_get(void *data, u64 *val)
{
	struct mock_port *port = data;

	*val = READ_ONCE(port->rates->line.rate);
	return 0;
}

static int line_rate_set(void *data, u64 val)
{
	if (val > MOCK_MAX_SPEED)
		return -ERANGE;
	mock_port_set_line_rate(data, val);
	return 0;
}

DEFINE_DEBUGFS_ATTRIBUTE(line_rate_fops, line_rate_get, line_rate_set,
			 "%llu\n");

/**
 * mock_knobs_create - create the files of a port
 * @port: the port; mock_debugfs is removed before it
 */
void mock_knobs_create(struct mock_port *port)
{
	struct dentry *dir;
	char name[16];

	snprintf(name, sizeof(name), "port%u", port->num);
	dir = debugfs_create_dir(name, mock_debugfs);
	debugfs_create_file("line_rate", 0600, dir, port, &line_rate_fops);
}
