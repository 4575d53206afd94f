// SPDX-License-Identifier: GPL-2.0
/*
 * What a test may turn at a port, in debugfs:
 *
 *	/sys/kernel/debug/sriov_mock/port<N>/line_rate	Mbit/s, 0: off
 *	/sys/kernel/debug/sriov_mock/port<N>/link_flap	how often to flap, now
 *	/sys/kernel/debug/sriov_mock/port<N>/local_vlan	0: VLANs can't be kept
 *							off the wire; before the
 *							PF's driver comes
 *	/sys/kernel/debug/sriov_mock/port<N>/refuse	which write isn't taken
 *	/sys/kernel/debug/sriov_mock/port<N>/upe_copy	0: as cards do on which
 *							promiscuous pools see nothing
 *							of other pools
 *
 * The faults of single functions are in faults.c.
 *
 * Owns no state. Takes mock_port.lock. The files are gone before the card is.
 */
#include <linux/debugfs.h>

#include "device.h"

#define MAX_FLAPS	10000

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

static int link_flap_set(void *data, u64 val)
{
	if (val > MAX_FLAPS)
		return -ERANGE;
	mock_wire_flap(data, val);
	return 0;
}

DEFINE_DEBUGFS_ATTRIBUTE(link_flap_fops, NULL, link_flap_set, "%llu\n");

static int refuse_get(void *data, u64 *val)
{
	struct mock_port *port = data;

	*val = READ_ONCE(port->refuse);
	return 0;
}

static int refuse_set(void *data, u64 val)
{
	struct mock_port *port = data;
	unsigned long flags;

	if (val > U32_MAX)
		return -ERANGE;
	raw_spin_lock_irqsave(&port->lock, flags);
	WRITE_ONCE(port->refuse, val);
	raw_spin_unlock_irqrestore(&port->lock, flags);
	return 0;
}

static int set_flag(struct mock_port *port, bool *flag, bool on)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&port->lock, flags);
	WRITE_ONCE(*flag, on);
	raw_spin_unlock_irqrestore(&port->lock, flags);
	return 0;
}

static int local_vlan_get(void *data, u64 *val)
{
	struct mock_port *port = data;

	*val = !READ_ONCE(port->esw->no_local);
	return 0;
}

static int local_vlan_set(void *data, u64 val)
{
	struct mock_port *port = data;

	return set_flag(port, &port->esw->no_local, !val);
}

DEFINE_DEBUGFS_ATTRIBUTE(local_vlan_fops, local_vlan_get, local_vlan_set,
			 "%llu\n");

static int upe_copy_get(void *data, u64 *val)
{
	struct mock_port *port = data;

	*val = !READ_ONCE(port->esw->no_upe_copy);
	return 0;
}

static int upe_copy_set(void *data, u64 val)
{
	struct mock_port *port = data;

	return set_flag(port, &port->esw->no_upe_copy, !val);
}

DEFINE_DEBUGFS_ATTRIBUTE(upe_copy_fops, upe_copy_get, upe_copy_set, "%llu\n");

DEFINE_DEBUGFS_ATTRIBUTE(refuse_fops, refuse_get, refuse_set, "%llu\n");

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
	debugfs_create_file("link_flap", 0200, dir, port, &link_flap_fops);
	debugfs_create_file("local_vlan", 0600, dir, port, &local_vlan_fops);
	debugfs_create_file("refuse", 0600, dir, port, &refuse_fops);
	debugfs_create_file("upe_copy", 0600, dir, port, &upe_copy_fops);
	mock_faults_create(port, dir);
}
