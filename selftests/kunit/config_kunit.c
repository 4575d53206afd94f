// SPDX-License-Identifier: GPL-2.0
/*
 * Unit tests of the mock card's config space: that the PCI core finds what it
 * looks for, can't change what it may not, and that resets, VF Enable and MSI
 * do what the specification says. Owns nothing but the model on the stack;
 * takes no lock. Offsets and values are written out here as the specification
 * has them, not taken from the tables under test.
 */
#include <kunit/test.h>
#include <linux/bitmap.h>
#include <linux/module.h>

#include "selftests/mock_nic/aer.c"
#include "selftests/mock_nic/config.c"

/* Registers by absolute offset. */
#define COMMAND		0x04
#define PM_CSR		0x44
#define MSI_FLAGS	0x52
#define DEVCTL		0x78
#define SRIOV_CTRL	0x148
#define SRIOV_NUM	0x150
#define FLR		0x8000
#define MASTER		0x4
#define VFE		0x1

static void init_kind(struct mock_cfg *cfg, enum mock_cfg_kind kind)
{
	switch (kind) {
	case MOCK_CFG_ROOT_PORT:
		mock_cfg_init_root_port(cfg);
		break;
	case MOCK_CFG_PF:
		mock_cfg_init_pf(cfg, 2, 4, 256);
		break;
	case MOCK_CFG_VF:
		mock_cfg_init_vf(cfg);
		break;
	}
}

static const struct kind_param {
	const char *name;
	enum mock_cfg_kind kind;
	/* Capability ids in the order of their chain, 0 ends. */
	u8 caps[6];
	u8 ext_caps[6];
} kinds[] = {
	{ "root port", MOCK_CFG_ROOT_PORT, { 0x01, 0x05, 0x10 }, { 0x01 } },
	{ "PF", MOCK_CFG_PF, { 0x01, 0x05, 0x10 }, { 0x0e, 0x10, 0x01 } },
	{ "VF", MOCK_CFG_VF, { 0x05, 0x10 }, { 0x0e } },
};

static void kind_name(const struct kind_param *param, char *desc)
{
	strscpy(desc, param->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(kind, kinds, kind_name);

/* Both lists hold what they should, in order, and end. */
static void capabilities(struct kunit *test)
{
	const struct kind_param *param = test->param_value;
	struct mock_cfg cfg;
	unsigned int i = 0, pos;
	u32 header;

	init_kind(&cfg, param->kind);
	KUNIT_EXPECT_TRUE(test, mock_cfg_read(&cfg, 0x06, 2) & 0x10);

	pos = mock_cfg_read(&cfg, 0x34, 1);
	while (pos && i < ARRAY_SIZE(param->caps)) {
		KUNIT_ASSERT_GE(test, pos, 0x40u);
		KUNIT_ASSERT_EQ(test, pos & 3, 0u);
		KUNIT_EXPECT_EQ(test, mock_cfg_read(&cfg, pos, 1),
				param->caps[i++]);
		pos = mock_cfg_read(&cfg, pos + 1, 1);
	}
	KUNIT_EXPECT_EQ(test, pos, 0u);
	KUNIT_EXPECT_EQ(test, param->caps[i], 0);

	i = 0;
	header = mock_cfg_read(&cfg, 0x100, 4);
	while (header && i < ARRAY_SIZE(param->ext_caps)) {
		KUNIT_EXPECT_EQ(test, header & 0xffff, param->ext_caps[i++]);
		KUNIT_EXPECT_EQ(test, header >> 16 & 0xf, 1u);
		pos = header >> 20;
		if (!pos)
			break;
		KUNIT_ASSERT_GT(test, pos, 0x100u);
		KUNIT_ASSERT_EQ(test, pos & 3, 0u);
		header = mock_cfg_read(&cfg, pos, 4);
		KUNIT_ASSERT_NE(test, header, 0u);
	}
	KUNIT_EXPECT_EQ(test, param->ext_caps[i], 0);
}

static const struct fixed {
	enum mock_cfg_kind kind;
	u16 where;
	u32 value;
	u32 mask;
} fixeds[] = {
	{ MOCK_CFG_ROOT_PORT, 0x00, 0x5f006d6b, ~0u },
	{ MOCK_CFG_ROOT_PORT, 0x08, 0x06040001, ~0u },
	{ MOCK_CFG_ROOT_PORT, 0x0c, 0x00010000, 0xffffff00 },
	{ MOCK_CFG_ROOT_PORT, 0x10, 0, ~0u },
	{ MOCK_CFG_ROOT_PORT, 0x14, 0, ~0u },
	{ MOCK_CFG_ROOT_PORT, 0x34, 0x40, ~0u },
	{ MOCK_CFG_ROOT_PORT, 0x38, 0, ~0u },
	{ MOCK_CFG_ROOT_PORT, 0x70, 0x01420010, ~0u },
	{ MOCK_CFG_ROOT_PORT, 0x94, 0x00000030, ~0u },
	{ MOCK_CFG_PF, 0x00, 0x5f016d6b, ~0u },
	{ MOCK_CFG_PF, 0x04, 0x00100000, 0xffff0000 },
	{ MOCK_CFG_PF, 0x08, 0x02000001, ~0u },
	{ MOCK_CFG_PF, 0x0c, 0x00800000, 0xffffff00 },
	{ MOCK_CFG_PF, 0x10, 0, ~0u },
	{ MOCK_CFG_PF, 0x24, 0, ~0u },
	{ MOCK_CFG_PF, 0x2c, 0x5f016d6b, ~0u },
	{ MOCK_CFG_PF, 0x30, 0, ~0u },
	{ MOCK_CFG_PF, 0x50, 0x01887005, 0xff8effff },
	{ MOCK_CFG_PF, 0x64, 0, ~0u },
	{ MOCK_CFG_PF, 0x70, 0x00020010, ~0u },
	{ MOCK_CFG_PF, 0x74, 0x10008021, ~0u },
	{ MOCK_CFG_PF, 0x7c, 0x02400084, ~0u },
	{ MOCK_CFG_PF, 0x104, 0x00000300, ~0u },
	{ MOCK_CFG_PF, 0x144, 0, ~0u },
	{ MOCK_CFG_PF, 0x14c, 0x01000100, ~0u },
	{ MOCK_CFG_PF, 0x150, 0x00020000, 0xffff0000 },
	{ MOCK_CFG_PF, 0x154, 0x00040008, ~0u },
	{ MOCK_CFG_PF, 0x158, 0x5f020000, ~0u },
	{ MOCK_CFG_PF, 0x15c, 0x00000553, ~0u },
	{ MOCK_CFG_PF, 0x164, 0, ~0u },
	{ MOCK_CFG_PF, 0x178, 0, ~0u },
	{ MOCK_CFG_VF, 0x00, 0xffffffff, ~0u },
	{ MOCK_CFG_VF, 0x08, 0x02000001, ~0u },
	{ MOCK_CFG_VF, 0x0c, 0, ~0u },
	{ MOCK_CFG_VF, 0x10, 0, ~0u },
	{ MOCK_CFG_VF, 0x50, 0x01867005, 0xff8effff },
	{ MOCK_CFG_VF, 0x74, 0x10008021, ~0u },
};

/* What may not be written stays, whatever size and value is tried. */
static void read_only(struct kunit *test)
{
	static const u32 values[] = { ~0u, 0, 0x5a5a5a5a };
	struct mock_cfg cfg;
	unsigned int i, v;
	int size, at;

	for (i = 0; i < ARRAY_SIZE(fixeds); i++) {
		const struct fixed *f = &fixeds[i];

		init_kind(&cfg, f->kind);
		for (v = 0; v < ARRAY_SIZE(values); v++)
			for (size = 1; size <= 4; size *= 2)
				for (at = 0; at < 4; at += size)
					mock_cfg_write(&cfg, f->where + at,
						       size, values[v]);
		KUNIT_EXPECT_EQ_MSG(test,
				    mock_cfg_read(&cfg, f->where, 4) & f->mask,
				    f->value, "kind %d, offset %03x", f->kind,
				    f->where);
	}
}

/* What may be written is, byte by byte, and nothing beside it. */
static void sizes_of_access(struct kunit *test)
{
	struct mock_cfg cfg;

	init_kind(&cfg, MOCK_CFG_PF);
	mock_cfg_write(&cfg, 0x54, 4, 0x12345678);
	KUNIT_EXPECT_EQ(test, mock_cfg_read(&cfg, 0x54, 4), 0x12345678);
	mock_cfg_write(&cfg, 0x55, 1, 0xff9a);
	KUNIT_EXPECT_EQ(test, mock_cfg_read(&cfg, 0x54, 4), 0x12349a78);
	mock_cfg_write(&cfg, 0x56, 2, 0xdeadbeef);
	KUNIT_EXPECT_EQ(test, mock_cfg_read(&cfg, 0x54, 4), 0xbeef9a78);
	KUNIT_EXPECT_EQ(test, mock_cfg_read(&cfg, 0x56, 2), 0xbeef);
	KUNIT_EXPECT_EQ(test, mock_cfg_read(&cfg, 0x57, 1), 0xbe);
	/* The two low bits of the address are wired to zero. */
	mock_cfg_write(&cfg, 0x54, 1, 0xff);
	KUNIT_EXPECT_EQ(test, mock_cfg_read(&cfg, 0x54, 1), 0xfc);
}

static void bad_accesses(struct kunit *test)
{
	static const struct {
		int where;
		int size;
	} bad[] = {
		{ -1, 1 }, { -4, 4 }, { INT_MIN, 4 }, { 0x1000, 1 },
		{ 0x1000, 4 }, { INT_MAX, 1 }, { 0, 0 }, { 0, 3 }, { 0, 8 },
		{ 0, -1 }, { 1, 2 }, { 1, 4 }, { 2, 4 }, { 3, 2 },
	};
	const struct kind_param *param = test->param_value;
	struct mock_cfg cfg, before;
	unsigned int i;
	int where;

	init_kind(&cfg, param->kind);
	before = cfg;
	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		KUNIT_EXPECT_EQ(test, mock_cfg_read(&cfg, bad[i].where,
						    bad[i].size), ~0u);
		KUNIT_EXPECT_EQ(test, mock_cfg_write(&cfg, bad[i].where,
						     bad[i].size, ~0u), 0u);
	}
	for (where = 0x1b8; where < 0x1000; where += 4) {
		KUNIT_EXPECT_EQ(test, mock_cfg_write(&cfg, where, 4, ~0u), 0u);
		KUNIT_EXPECT_EQ(test, mock_cfg_read(&cfg, where, 4), 0u);
	}
	KUNIT_EXPECT_EQ(test, memcmp(&cfg, &before, sizeof(cfg)), 0);
}

/* Error bits are cleared by ones and never set by them. */
static void write_one_to_clear(struct kunit *test)
{
	struct mock_cfg cfg;

	init_kind(&cfg, MOCK_CFG_PF);
	mock_cfg_write(&cfg, 0x7a, 2, 0xf);
	KUNIT_EXPECT_EQ(test, mock_cfg_read(&cfg, 0x7a, 2), 0u);
	cfg.dw[0x78 / 4] |= 0x000f0000;
	mock_cfg_write(&cfg, 0x7a, 2, 0x5);
	KUNIT_EXPECT_EQ(test, mock_cfg_read(&cfg, 0x7a, 2), 0xau);
	/* A write of the register below isn't one of this. */
	mock_cfg_write(&cfg, DEVCTL, 2, 0x2810);
	KUNIT_EXPECT_EQ(test, mock_cfg_read(&cfg, 0x7a, 2), 0xau);
}

static void bus_master_is_reported_once(struct kunit *test)
{
	const u32 ev = MOCK_CFG_EV_MASTER | MOCK_CFG_EV_MSI;
	struct mock_cfg cfg;

	init_kind(&cfg, MOCK_CFG_VF);
	KUNIT_EXPECT_FALSE(test, mock_cfg_bus_master(&cfg));
	KUNIT_EXPECT_EQ(test, mock_cfg_write(&cfg, COMMAND, 2, MASTER), ev);
	KUNIT_EXPECT_TRUE(test, mock_cfg_bus_master(&cfg));
	KUNIT_EXPECT_EQ(test, mock_cfg_write(&cfg, COMMAND, 2, MASTER), 0u);
	KUNIT_EXPECT_EQ(test, mock_cfg_write(&cfg, COMMAND, 2, 0), ev);
	KUNIT_EXPECT_FALSE(test, mock_cfg_bus_master(&cfg));
}

/* No DMA below D0, and each change of it is reported, once. */
static void power_state_takes_the_bus(struct kunit *test)
{
	const u32 ev = MOCK_CFG_EV_MASTER | MOCK_CFG_EV_MSI;
	struct mock_cfg cfg;

	init_kind(&cfg, MOCK_CFG_PF);
	KUNIT_EXPECT_EQ(test, mock_cfg_write(&cfg, PM_CSR, 2, 3), 0u);
	/* Bus master without power, and power without bus master. */
	KUNIT_EXPECT_EQ(test, mock_cfg_write(&cfg, COMMAND, 2, MASTER), 0u);
	KUNIT_EXPECT_FALSE(test, mock_cfg_bus_master(&cfg));
	KUNIT_EXPECT_EQ(test, mock_cfg_write(&cfg, PM_CSR, 2, 0), ev);
	KUNIT_EXPECT_TRUE(test, mock_cfg_bus_master(&cfg));
	KUNIT_EXPECT_EQ(test, mock_cfg_write(&cfg, PM_CSR, 2, 0), 0u);
	KUNIT_EXPECT_EQ(test, mock_cfg_write(&cfg, PM_CSR, 2, 1), ev);
	KUNIT_EXPECT_FALSE(test, mock_cfg_bus_master(&cfg));
	KUNIT_EXPECT_EQ(test, mock_cfg_write(&cfg, PM_CSR, 2, 3), 0u);
	KUNIT_EXPECT_EQ(test, mock_cfg_write(&cfg, COMMAND, 2, 0), 0u);
	KUNIT_EXPECT_EQ(test, mock_cfg_write(&cfg, PM_CSR, 2, 0), 0u);

	/* A reset in D3hot finds the bus lost already. */
	mock_cfg_write(&cfg, COMMAND, 2, MASTER);
	mock_cfg_write(&cfg, PM_CSR, 2, 3);
	KUNIT_EXPECT_EQ(test, mock_cfg_write(&cfg, DEVCTL, 2, FLR),
			MOCK_CFG_EV_RESET);
	KUNIT_EXPECT_EQ(test, mock_cfg_read(&cfg, PM_CSR, 2), 8u);
}

static void enable_vfs(struct mock_cfg *cfg, unsigned int num)
{
	mock_cfg_write(cfg, SRIOV_NUM, 2, num);
	mock_cfg_write(cfg, SRIOV_CTRL, 2, VFE);
}

static void flr_of_pf(struct kunit *test)
{
	struct mock_cfg cfg, fresh;
	u32 ev;

	init_kind(&cfg, MOCK_CFG_PF);
	fresh = cfg;
	mock_cfg_write(&cfg, COMMAND, 2, MASTER);
	mock_cfg_write(&cfg, MSI_FLAGS, 2, 0x31);
	mock_cfg_write(&cfg, 0x58, 4, 0x12345678);
	mock_cfg_write(&cfg, 0x60, 4, 0xffff);
	mock_cfg_msi_send(&cfg, 3);
	KUNIT_EXPECT_EQ(test, mock_cfg_read(&cfg, 0x64, 4), BIT(3));
	enable_vfs(&cfg, 7);
	KUNIT_EXPECT_EQ(test, mock_cfg_live_vfs(&cfg), 7u);

	ev = mock_cfg_write(&cfg, DEVCTL, 2, FLR);
	KUNIT_EXPECT_EQ(test, ev, MOCK_CFG_EV_RESET | MOCK_CFG_EV_MASTER |
				  MOCK_CFG_EV_VFS);
	KUNIT_EXPECT_EQ(test, mock_cfg_read(&cfg, DEVCTL, 2) & FLR, 0u);
	KUNIT_EXPECT_EQ(test, mock_cfg_live_vfs(&cfg), 0u);
	KUNIT_EXPECT_EQ(test, memcmp(&cfg, &fresh, sizeof(cfg)), 0);

	/* Again: nothing but the reset is left to report. */
	ev = mock_cfg_write(&cfg, DEVCTL + 1, 1, FLR >> 8);
	KUNIT_EXPECT_EQ(test, ev, MOCK_CFG_EV_RESET);
}

/* The link and Max_Payload_Size belong to more than the function: an FLR
 * spares them, a conventional reset doesn't.
 */
static void flr_keeps_the_link(struct kunit *test)
{
	struct mock_cfg cfg, fresh;

	init_kind(&cfg, MOCK_CFG_PF);
	fresh = cfg;
	/* Payload of 256 bytes beside read requests of 4096 bytes */
	mock_cfg_write(&cfg, DEVCTL, 2, 0x503f);
	/* RCB, Common Clock, Extended Synch; Target Link Speed of 8 GT/s */
	mock_cfg_write(&cfg, 0x80, 2, 0x00c8);
	mock_cfg_write(&cfg, 0xa0, 2, 0x0003);
	mock_cfg_write(&cfg, 0x98, 2, 0x0010);

	mock_cfg_write(&cfg, DEVCTL, 2, FLR | 0x503f);
	KUNIT_EXPECT_EQ(test, mock_cfg_read(&cfg, DEVCTL, 2), 0x2830u);
	KUNIT_EXPECT_EQ(test, mock_cfg_read(&cfg, 0x80, 2), 0x00c8u);
	KUNIT_EXPECT_EQ(test, mock_cfg_read(&cfg, 0xa0, 2), 0x0003u);
	KUNIT_EXPECT_EQ(test, mock_cfg_read(&cfg, 0x98, 2), 0u);

	mock_cfg_reset(&cfg, false);
	KUNIT_EXPECT_EQ(test, memcmp(&cfg, &fresh, sizeof(cfg)), 0);
}

static void flr_of_vf(struct kunit *test)
{
	struct mock_cfg cfg, fresh;
	u32 ev;

	init_kind(&cfg, MOCK_CFG_VF);
	fresh = cfg;
	mock_cfg_write(&cfg, COMMAND, 2, MASTER);
	mock_cfg_write(&cfg, MSI_FLAGS, 2, 0x31);
	ev = mock_cfg_write(&cfg, DEVCTL, 2, FLR);
	KUNIT_EXPECT_EQ(test, ev, MOCK_CFG_EV_RESET | MOCK_CFG_EV_MASTER);
	KUNIT_EXPECT_EQ(test, memcmp(&cfg, &fresh, sizeof(cfg)), 0);

	/* The root port knows no FLR. */
	init_kind(&cfg, MOCK_CFG_ROOT_PORT);
	KUNIT_EXPECT_EQ(test, mock_cfg_write(&cfg, DEVCTL, 2, FLR), 0u);
	KUNIT_EXPECT_EQ(test, mock_cfg_read(&cfg, DEVCTL, 2) & FLR, 0u);
}

static void vf_enable_gates_vfs(struct kunit *test)
{
	struct mock_cfg cfg;

	init_kind(&cfg, MOCK_CFG_PF);
	KUNIT_EXPECT_EQ(test, mock_cfg_live_vfs(&cfg), 0u);
	KUNIT_EXPECT_EQ(test, mock_cfg_write(&cfg, SRIOV_NUM, 2, 64), 0u);
	KUNIT_EXPECT_EQ(test, mock_cfg_live_vfs(&cfg), 0u);
	/* MSE alone enables nothing. */
	KUNIT_EXPECT_EQ(test, mock_cfg_write(&cfg, SRIOV_CTRL, 2, 0x8), 0u);
	KUNIT_EXPECT_EQ(test, mock_cfg_live_vfs(&cfg), 0u);
	KUNIT_EXPECT_EQ(test, mock_cfg_write(&cfg, SRIOV_CTRL, 2, 0x9),
			MOCK_CFG_EV_VFS);
	KUNIT_EXPECT_EQ(test, mock_cfg_live_vfs(&cfg), 64u);
	/* NumVFs is frozen now. */
	KUNIT_EXPECT_EQ(test, mock_cfg_write(&cfg, SRIOV_NUM, 2, 65), 0u);
	KUNIT_EXPECT_EQ(test, mock_cfg_read(&cfg, SRIOV_NUM, 2), 64u);
	KUNIT_EXPECT_EQ(test, mock_cfg_live_vfs(&cfg), 64u);
	KUNIT_EXPECT_EQ(test, mock_cfg_write(&cfg, SRIOV_CTRL, 2, 0x19), 0u);
	KUNIT_EXPECT_EQ(test, mock_cfg_write(&cfg, SRIOV_CTRL, 2, 0x10),
			MOCK_CFG_EV_VFS);
	KUNIT_EXPECT_EQ(test, mock_cfg_live_vfs(&cfg), 0u);
	/* More than there are don't come into being. */
	enable_vfs(&cfg, 0xffff);
	KUNIT_EXPECT_EQ(test, mock_cfg_live_vfs(&cfg), 256u);
	/* None is no change. */
	mock_cfg_write(&cfg, SRIOV_CTRL, 2, 0);
	mock_cfg_write(&cfg, SRIOV_NUM, 2, 0);
	KUNIT_EXPECT_EQ(test, mock_cfg_write(&cfg, SRIOV_CTRL, 2, VFE), 0u);
}

/* ARI Capable Hierarchy can be set in the lowest PF only. */
static void ari_hierarchy(struct kunit *test)
{
	struct mock_cfg cfg;
	unsigned int port;

	for (port = 0; port < 4; port++) {
		mock_cfg_init_pf(&cfg, port, 4, 256);
		mock_cfg_write(&cfg, SRIOV_CTRL, 2, 0x18);
		KUNIT_EXPECT_EQ(test, mock_cfg_read(&cfg, SRIOV_CTRL, 2),
				port ? 0x08u : 0x18u);
		mock_cfg_write(&cfg, SRIOV_CTRL, 1, 0x10);
		KUNIT_EXPECT_EQ(test, mock_cfg_read(&cfg, SRIOV_CTRL, 2),
				port ? 0u : 0x10u);
	}
}

/* As the PCI core sizes it: every NumVFs has a usable offset and stride, and
 * the routing ids that follow from them are those the bus answers at.
 */
static void offset_and_stride(struct kunit *test)
{
	unsigned int ports, port, num, offset, stride, rid, found_port;
	struct mock_cfg cfg;
	int found_vf;

	for (ports = 1; ports <= MOCK_MAX_PORTS; ports++) {
		for (port = 0; port < ports; port++) {
			mock_cfg_init_pf(&cfg, port, ports, 256);
			for (num = 1; num <= 256; num++) {
				mock_cfg_write(&cfg, SRIOV_NUM, 2, num);
				KUNIT_EXPECT_EQ(test,
						mock_cfg_read(&cfg, SRIOV_NUM,
							      2), num);
				offset = mock_cfg_read(&cfg, 0x154, 2);
				stride = mock_cfg_read(&cfg, 0x156, 2);
				rid = port + offset + stride * (num - 1);
				KUNIT_EXPECT_EQ(test, rid,
						mock_cfg_fn_to_rid(port, ports,
								   num - 1));
				KUNIT_EXPECT_TRUE(test,
						  mock_cfg_rid_to_fn(rid, ports,
								     num,
								     &found_port,
								     &found_vf));
				KUNIT_EXPECT_EQ(test, found_port, port);
				KUNIT_EXPECT_EQ(test, found_vf, (int)num - 1);
			}
		}
	}
}

/* No two functions share a routing id, and no other id has a function. */
static void routing_ids(struct kunit *test)
{
	static const unsigned int vfs[] = { 1, 2, 7, 64, 255, 256 };
	const unsigned int rids = 10 * 256;
	unsigned int ports, port, i, rid;
	unsigned long *seen;
	int vf;

	seen = kunit_kzalloc(test, BITS_TO_LONGS(rids) * sizeof(long),
			     GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, seen);

	for (ports = 1; ports <= MOCK_MAX_PORTS; ports++) {
		for (i = 0; i < ARRAY_SIZE(vfs); i++) {
			bitmap_zero(seen, rids);
			for (port = 0; port < ports; port++) {
				for (vf = -1; vf < (int)vfs[i]; vf++) {
					rid = mock_cfg_fn_to_rid(port, ports,
								 vf);
					/* Five buses, or nine, are enough. */
					KUNIT_ASSERT_LT(test, rid, ports > 4 ?
							9 * 256u : 5 * 256u);
					KUNIT_EXPECT_FALSE(test,
							   __test_and_set_bit(rid,
									      seen));
				}
			}
			for (rid = 0; rid < rids; rid++)
				KUNIT_EXPECT_EQ(test,
						mock_cfg_rid_to_fn(rid, ports,
								   vfs[i],
								   &port, &vf),
						test_bit(rid, seen));
		}
	}
}

/* Only one PF: no multi-function bit, the ARI chain ends. */
static void single_port(struct kunit *test)
{
	struct mock_cfg cfg;
	unsigned int port;

	mock_cfg_init_pf(&cfg, 0, 1, 1);
	KUNIT_EXPECT_EQ(test, mock_cfg_read(&cfg, 0x0e, 1), 0u);
	KUNIT_EXPECT_EQ(test, mock_cfg_read(&cfg, 0x105, 1), 0u);
	KUNIT_EXPECT_EQ(test, mock_cfg_read(&cfg, 0x14e, 2), 1u);

	for (port = 0; port < 3; port++) {
		mock_cfg_init_pf(&cfg, port, 3, 256);
		KUNIT_EXPECT_EQ(test, mock_cfg_read(&cfg, 0x0e, 1), 0x80u);
		KUNIT_EXPECT_EQ(test, mock_cfg_read(&cfg, 0x105, 1),
				(port + 1) % 3);
		KUNIT_EXPECT_EQ(test, mock_cfg_read(&cfg, 0x152, 1), port);
	}
}

/* ---- Root port ---------------------------------------------------------- */

static void root_port_routes(struct kunit *test)
{
	struct mock_cfg cfg;

	init_kind(&cfg, MOCK_CFG_ROOT_PORT);
	KUNIT_EXPECT_EQ(test, mock_cfg_downstream_rid(&cfg, 0, 0), -1);
	KUNIT_EXPECT_EQ(test, mock_cfg_downstream_rid(&cfg, 1, 0), -1);

	mock_cfg_write(&cfg, 0x18, 4, 0x00070300);
	KUNIT_EXPECT_EQ(test, mock_cfg_downstream_rid(&cfg, 2, 0), -1);
	KUNIT_EXPECT_EQ(test, mock_cfg_downstream_rid(&cfg, 3, 0), 0);
	KUNIT_EXPECT_EQ(test, mock_cfg_downstream_rid(&cfg, 3, 0xff), 0xff);
	KUNIT_EXPECT_EQ(test, mock_cfg_downstream_rid(&cfg, 7, 7), 0x407);
	KUNIT_EXPECT_EQ(test, mock_cfg_downstream_rid(&cfg, 8, 0), -1);
}

static void root_port_link(struct kunit *test)
{
	struct mock_cfg cfg;

	init_kind(&cfg, MOCK_CFG_ROOT_PORT);
	/* x8 at 16 GT/s, slot clock, active; card in the slot */
	KUNIT_EXPECT_EQ(test, mock_cfg_read(&cfg, 0x82, 2), 0x3084u);
	KUNIT_EXPECT_EQ(test, mock_cfg_read(&cfg, 0x8a, 2), 0x40u);
	mock_cfg_set_link(&cfg, false);
	KUNIT_EXPECT_EQ(test, mock_cfg_read(&cfg, 0x82, 2), 0x1000u);
	KUNIT_EXPECT_EQ(test, mock_cfg_read(&cfg, 0x8a, 2), 0u);
	mock_cfg_set_link(&cfg, true);
	KUNIT_EXPECT_EQ(test, mock_cfg_read(&cfg, 0x82, 2), 0x3084u);
}

/* Secondary bus reset acts when the bit is set, not while it is. */
static void root_port_bus_reset(struct kunit *test)
{
	struct mock_cfg cfg;

	init_kind(&cfg, MOCK_CFG_ROOT_PORT);
	KUNIT_EXPECT_EQ(test, mock_cfg_write(&cfg, 0x3e, 2, 0x40),
			MOCK_CFG_EV_BUS_RESET);
	KUNIT_EXPECT_EQ(test, mock_cfg_write(&cfg, 0x3e, 2, 0x43), 0u);
	KUNIT_EXPECT_EQ(test, mock_cfg_write(&cfg, 0x3e, 2, 0x03), 0u);
	KUNIT_EXPECT_EQ(test, mock_cfg_write(&cfg, 0x3e, 2, 0x43),
			MOCK_CFG_EV_BUS_RESET);
}

/* ---- MSI ---------------------------------------------------------------- */

/* Messages enabled: 1 << log2. */
static void enable_msi(struct mock_cfg *cfg, unsigned int log2)
{
	mock_cfg_write(cfg, COMMAND, 2, MASTER);
	mock_cfg_write(cfg, MSI_FLAGS, 2, log2 << 4 | 1);
}

/* Without MSI Enable a message is lost, whatever else allows it. */
static void msi_needs_enable(struct kunit *test)
{
	struct mock_cfg cfg;

	init_kind(&cfg, MOCK_CFG_PF);
	KUNIT_EXPECT_EQ(test, mock_cfg_msi_send(&cfg, 0), -1);
	mock_cfg_write(&cfg, COMMAND, 2, MASTER);
	KUNIT_EXPECT_EQ(test, mock_cfg_msi_send(&cfg, 0), -1);
	mock_cfg_write(&cfg, MSI_FLAGS, 2, 0x01);
	KUNIT_EXPECT_EQ(test, mock_cfg_msi_take_pending(&cfg), 0u);
	KUNIT_EXPECT_EQ(test, mock_cfg_msi_send(&cfg, 0), 0);
	mock_cfg_write(&cfg, MSI_FLAGS, 2, 0x00);
	KUNIT_EXPECT_EQ(test, mock_cfg_msi_send(&cfg, 0), -1);
	mock_cfg_write(&cfg, MSI_FLAGS, 2, 0x01);
	KUNIT_EXPECT_EQ(test, mock_cfg_msi_take_pending(&cfg), 0u);
}

/* Without the bus it waits: a queue's cause has cleared itself by then, so a
 * message that is lost would never be raised again.
 */
static void msi_waits_for_master_and_power(struct kunit *test)
{
	struct mock_cfg cfg;

	init_kind(&cfg, MOCK_CFG_PF);
	mock_cfg_write(&cfg, MSI_FLAGS, 2, 0x01);
	KUNIT_EXPECT_EQ(test, mock_cfg_msi_send(&cfg, 0), -1);
	KUNIT_EXPECT_EQ(test, mock_cfg_msi_take_pending(&cfg), 0u);
	KUNIT_EXPECT_TRUE(test, mock_cfg_write(&cfg, COMMAND, 2, MASTER) &
				MOCK_CFG_EV_MSI);
	KUNIT_EXPECT_EQ(test, mock_cfg_msi_take_pending(&cfg), 1u);
	KUNIT_EXPECT_EQ(test, mock_cfg_msi_take_pending(&cfg), 0u);

	mock_cfg_write(&cfg, MSI_FLAGS, 2, 0x41);
	mock_cfg_write(&cfg, PM_CSR, 2, 0x3);
	KUNIT_EXPECT_EQ(test, mock_cfg_msi_send(&cfg, 9), -1);
	KUNIT_EXPECT_EQ(test, mock_cfg_read(&cfg, 0x64, 4), BIT(9));
	KUNIT_EXPECT_EQ(test, mock_cfg_msi_take_pending(&cfg), 0u);
	KUNIT_EXPECT_TRUE(test, mock_cfg_write(&cfg, PM_CSR, 2, 0x0) &
				MOCK_CFG_EV_MSI);
	KUNIT_EXPECT_EQ(test, mock_cfg_msi_take_pending(&cfg), BIT(9));
	KUNIT_EXPECT_EQ(test, mock_cfg_msi_send(&cfg, 9), 9);

	/* Gone with a reset. */
	mock_cfg_write(&cfg, COMMAND, 2, 0);
	KUNIT_EXPECT_EQ(test, mock_cfg_msi_send(&cfg, 1), -1);
	mock_cfg_write(&cfg, DEVCTL, 2, FLR);
	mock_cfg_write(&cfg, MSI_FLAGS, 2, 0x41);
	mock_cfg_write(&cfg, COMMAND, 2, MASTER);
	KUNIT_EXPECT_EQ(test, mock_cfg_msi_take_pending(&cfg), 0u);
}

static void msi_folds_into_what_is_enabled(struct kunit *test)
{
	struct mock_cfg cfg;
	unsigned int log2, max;

	init_kind(&cfg, MOCK_CFG_PF);
	KUNIT_EXPECT_EQ(test, mock_cfg_msi_max(&cfg), 16u);
	for (log2 = 0; log2 < 8; log2++) {
		enable_msi(&cfg, log2);
		max = min(1u << log2, 16u) - 1;
		KUNIT_EXPECT_EQ(test, mock_cfg_msi_send(&cfg, 0), 0);
		KUNIT_EXPECT_EQ(test, mock_cfg_msi_send(&cfg, max), (int)max);
		KUNIT_EXPECT_EQ(test, mock_cfg_msi_send(&cfg, max + 1),
				(int)max);
		KUNIT_EXPECT_EQ(test, mock_cfg_msi_send(&cfg, ~0u), (int)max);
	}

	init_kind(&cfg, MOCK_CFG_VF);
	KUNIT_EXPECT_EQ(test, mock_cfg_msi_max(&cfg), 8u);
	enable_msi(&cfg, 7);
	KUNIT_EXPECT_EQ(test, mock_cfg_msi_send(&cfg, 9), 7);
}

static void msi_mask_holds_back(struct kunit *test)
{
	struct mock_cfg cfg;

	init_kind(&cfg, MOCK_CFG_VF);
	enable_msi(&cfg, 3);
	mock_cfg_write(&cfg, 0x60, 4, ~0u);
	KUNIT_EXPECT_EQ(test, mock_cfg_read(&cfg, 0x60, 4), 0xffu);
	KUNIT_EXPECT_EQ(test, mock_cfg_msi_send(&cfg, 2), -1);
	KUNIT_EXPECT_EQ(test, mock_cfg_msi_send(&cfg, 2), -1);
	KUNIT_EXPECT_EQ(test, mock_cfg_msi_send(&cfg, 5), -1);
	KUNIT_EXPECT_EQ(test, mock_cfg_read(&cfg, 0x64, 4), 0x24u);
	KUNIT_EXPECT_EQ(test, mock_cfg_msi_take_pending(&cfg), 0u);

	KUNIT_EXPECT_EQ(test, mock_cfg_write(&cfg, 0x60, 1, 0xfb),
			MOCK_CFG_EV_MSI);
	KUNIT_EXPECT_EQ(test, mock_cfg_msi_take_pending(&cfg), BIT(2));
	KUNIT_EXPECT_EQ(test, mock_cfg_msi_take_pending(&cfg), 0u);
	KUNIT_EXPECT_EQ(test, mock_cfg_msi_send(&cfg, 2), 2);
	KUNIT_EXPECT_EQ(test, mock_cfg_read(&cfg, 0x64, 4), 0x20u);

	/* Pending messages wait for the bus, and not beyond a disable. */
	mock_cfg_write(&cfg, COMMAND, 2, 0);
	mock_cfg_write(&cfg, 0x60, 1, 0);
	KUNIT_EXPECT_EQ(test, mock_cfg_msi_take_pending(&cfg), 0u);
	KUNIT_EXPECT_EQ(test, mock_cfg_read(&cfg, 0x64, 4), 0x20u);
	mock_cfg_write(&cfg, MSI_FLAGS, 2, 0);
	KUNIT_EXPECT_EQ(test, mock_cfg_read(&cfg, 0x64, 4), 0u);
}

static void msi_message(struct kunit *test)
{
	struct mock_cfg cfg;

	init_kind(&cfg, MOCK_CFG_PF);
	enable_msi(&cfg, 4);
	mock_cfg_write(&cfg, 0x54, 4, 0xfee00000);
	mock_cfg_write(&cfg, 0x58, 4, 0x12345678);
	mock_cfg_write(&cfg, 0x5c, 2, 0xabcd);
	KUNIT_EXPECT_EQ(test, mock_cfg_msi_address(&cfg),
			0x12345678fee00000ULL);
	/* The function owns as many low bits as it has messages. */
	KUNIT_EXPECT_EQ(test, mock_cfg_msi_data(&cfg, 0), 0xabc0u);
	KUNIT_EXPECT_EQ(test, mock_cfg_msi_data(&cfg, 9), 0xabc9u);
	enable_msi(&cfg, 0);
	KUNIT_EXPECT_EQ(test, mock_cfg_msi_data(&cfg, 0), 0xabcdu);
}

/* An error is found, reported, received; masks and enables are obeyed. */
static void errors(struct kunit *test)
{
	struct mock_cfg *pf, *root;
	u32 fatal = PCI_ERR_ROOT_UNCOR_RCV | PCI_ERR_ROOT_FATAL_RCV;

	pf = kunit_kzalloc(test, sizeof(*pf), GFP_KERNEL);
	root = kunit_kzalloc(test, sizeof(*root), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, pf);
	KUNIT_ASSERT_NOT_NULL(test, root);
	init_kind(pf, MOCK_CFG_PF);
	init_kind(root, MOCK_CFG_ROOT_PORT);
	mock_cfg_write(root, PCI_PRIMARY_BUS, 4, 0x00050100);

	/* Not enabled in Device Control: found, but not reported. */
	KUNIT_EXPECT_EQ(test, mock_cfg_aer_detect(pf, MOCK_AER_FATAL), 0u);
	KUNIT_EXPECT_EQ(test, mock_cfg_read(pf, 0x184, 4),
			(u32)PCI_ERR_UNC_MALF_TLP);
	mock_cfg_write(pf, 0x78, 2, PCI_EXP_DEVCTL_CERE |
		       PCI_EXP_DEVCTL_NFERE | PCI_EXP_DEVCTL_FERE);
	KUNIT_EXPECT_EQ(test, mock_cfg_aer_detect(pf, MOCK_AER_FATAL), fatal);
	KUNIT_EXPECT_EQ(test, mock_cfg_aer_detect(pf, MOCK_AER_CORRECTABLE),
			(u32)PCI_ERR_ROOT_COR_RCV);
	/* Its severity says that it isn't fatal. */
	mock_cfg_write(pf, 0x18c, 4, 0);
	KUNIT_EXPECT_EQ(test, mock_cfg_aer_detect(pf, MOCK_AER_FATAL),
			(u32)(PCI_ERR_ROOT_UNCOR_RCV |
			      PCI_ERR_ROOT_NONFATAL_RCV));
	mock_cfg_write(pf, 0x188, 4, PCI_ERR_UNC_MALF_TLP);
	KUNIT_EXPECT_EQ(test, mock_cfg_aer_detect(pf, MOCK_AER_FATAL), 0u);

	/* Sticky, and cleared by ones. */
	mock_cfg_reset(pf, true);
	KUNIT_EXPECT_EQ(test, mock_cfg_read(pf, 0x184, 4),
			(u32)PCI_ERR_UNC_MALF_TLP);
	mock_cfg_write(pf, 0x184, 4, PCI_ERR_UNC_MALF_TLP);
	KUNIT_EXPECT_EQ(test, mock_cfg_read(pf, 0x184, 4), 0u);

	KUNIT_EXPECT_FALSE(test, mock_cfg_aer_receive(root, fatal, 2));
	KUNIT_EXPECT_EQ(test, mock_cfg_read(root, 0x134, 4), 0x01020000u);
	mock_cfg_write(root, 0x12c, 4, PCI_ERR_ROOT_CMD_FATAL_EN);
	KUNIT_EXPECT_TRUE(test, mock_cfg_aer_receive(root, fatal, 3));
	/* The source is that of the first. */
	KUNIT_EXPECT_EQ(test, mock_cfg_read(root, 0x134, 4), 0x01020000u);
	KUNIT_EXPECT_EQ(test, mock_cfg_read(root, 0x130, 4),
			fatal | PCI_ERR_ROOT_FIRST_FATAL |
			PCI_ERR_ROOT_MULTI_UNCOR_RCV);
}

static struct kunit_case mock_config_cases[] = {
	KUNIT_CASE_PARAM(capabilities, kind_gen_params),
	KUNIT_CASE(errors),
	KUNIT_CASE(read_only),
	KUNIT_CASE(sizes_of_access),
	KUNIT_CASE_PARAM(bad_accesses, kind_gen_params),
	KUNIT_CASE(write_one_to_clear),
	KUNIT_CASE(bus_master_is_reported_once),
	KUNIT_CASE(power_state_takes_the_bus),
	KUNIT_CASE(flr_of_pf),
	KUNIT_CASE(flr_keeps_the_link),
	KUNIT_CASE(flr_of_vf),
	KUNIT_CASE(vf_enable_gates_vfs),
	KUNIT_CASE(ari_hierarchy),
	KUNIT_CASE(offset_and_stride),
	KUNIT_CASE(routing_ids),
	KUNIT_CASE(single_port),
	KUNIT_CASE(root_port_routes),
	KUNIT_CASE(root_port_link),
	KUNIT_CASE(root_port_bus_reset),
	KUNIT_CASE(msi_needs_enable),
	KUNIT_CASE(msi_waits_for_master_and_power),
	KUNIT_CASE(msi_folds_into_what_is_enabled),
	KUNIT_CASE(msi_mask_holds_back),
	KUNIT_CASE(msi_message),
	{ }
};

static struct kunit_suite mock_config_suite = {
	.name = "mock_config",
	.test_cases = mock_config_cases,
};

kunit_test_suite(mock_config_suite);

MODULE_DESCRIPTION("KUnit tests of the mock NIC's config space");
MODULE_LICENSE("GPL");
