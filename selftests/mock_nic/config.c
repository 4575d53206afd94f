// SPDX-License-Identifier: GPL-2.0
/*
 * Config-space model of the mock card: root port, PF and VF.
 *
 * Each kind of function is one table of registers: what they hold after reset,
 * which bits software may write, which it clears by writing ones, and what
 * else a write does. Owns nothing and takes no lock: the caller owns the
 * struct mock_cfg and serialises its use, except for mock_cfg_live_vfs() and
 * mock_cfg_downstream_rid(), which may run beside a writer.
 *
 * Section numbers are those of the PCI Express Base Specification 5.0.
 */
#include <linux/bits.h>
#include <linux/build_bug.h>
#include <linux/compiler.h>
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/string.h>

#include "config.h"

/* The upper 16-bit register of a dword. */
#define HI(x)			((u32)(x) << 16)

#define PM_CTRL			(MOCK_CFG_PM + PCI_PM_CTRL)

/* The 64-bit MSI capability with per-vector masking. */
#define MSI_ADDR_LO		(MOCK_CFG_MSI + PCI_MSI_ADDRESS_LO)
#define MSI_ADDR_HI		(MOCK_CFG_MSI + PCI_MSI_ADDRESS_HI)
#define MSI_DATA		(MOCK_CFG_MSI + PCI_MSI_DATA_64)
#define MSI_MASK		(MOCK_CFG_MSI + PCI_MSI_MASK_64)
#define MSI_PENDING		(MOCK_CFG_MSI + PCI_MSI_PENDING_64)
#define MSI_RW			HI(PCI_MSI_FLAGS_ENABLE | PCI_MSI_FLAGS_QSIZE)

#define CAP(id, next, flags)	((id) | (next) << 8 | HI(flags))
#define EXT_CAP(id, next)	((id) | 1 << 16 | (u32)(next) << 20)
#define MSI_CAP(log2)		CAP(PCI_CAP_ID_MSI, MOCK_CFG_EXP,	\
				    PCI_MSI_FLAGS_64BIT |		\
				    PCI_MSI_FLAGS_MASKBIT | (log2) << 1)

#define COMMAND_RW	(PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER |	\
			 PCI_COMMAND_PARITY | PCI_COMMAND_SERR |	\
			 PCI_COMMAND_INTX_DISABLE)
#define STATUS		HI(PCI_STATUS_CAP_LIST)
#define REVISION	0x01
#define MULTI_FUNCTION	BIT(7)
#define CLASS_ETHERNET	(0x020000 << 8)
#define CLASS_BRIDGE	(0x060400 << 8)
#define SUBSYSTEM	(MOCK_VENDOR_ID | HI(MOCK_DEVICE_PF))

/* PME is missing: nothing here ever wakes a machine. Version 3 (7.5.2.1). */
#define PM_CAP		CAP(PCI_CAP_ID_PM, MOCK_CFG_MSI, 3)

/* 7.5.3.3: payload of 256 bytes, 8-bit tags, role-based error reporting. */
#define DEVCAP		(0x1 | PCI_EXP_DEVCAP_EXT_TAG | PCI_EXP_DEVCAP_RBER)
#define DEVCTL_RW	(PCI_EXP_DEVCTL_CERE | PCI_EXP_DEVCTL_NFERE |	\
			 PCI_EXP_DEVCTL_FERE | PCI_EXP_DEVCTL_URRE |	\
			 PCI_EXP_DEVCTL_RELAX_EN |			\
			 PCI_EXP_DEVCTL_PAYLOAD |			\
			 PCI_EXP_DEVCTL_EXT_TAG |			\
			 PCI_EXP_DEVCTL_NOSNOOP_EN |			\
			 PCI_EXP_DEVCTL_READRQ)
#define DEVCTL_RESET	(PCI_EXP_DEVCTL_RELAX_EN |			\
			 PCI_EXP_DEVCTL_NOSNOOP_EN |			\
			 PCI_EXP_DEVCTL_READRQ_512B)
#define DEVSTA_W1C	HI(PCI_EXP_DEVSTA_CED | PCI_EXP_DEVSTA_NFED |	\
			   PCI_EXP_DEVSTA_FED | PCI_EXP_DEVSTA_URD)

/* x8 at 16 GT/s without ASPM; bit 22 is mandatory (7.5.3.6). */
#define LINK		(PCI_EXP_LNKCAP_SLS_16_0GB | 8 << 4)
#define LNKCAP		(LINK | BIT(22))
#define LNKCTL_RW	(PCI_EXP_LNKCTL_CCC | PCI_EXP_LNKCTL_ES)
#define LNKSTA		HI(LINK | PCI_EXP_LNKSTA_SLC)
#define LNKSTA_UP	HI(LINK | PCI_EXP_LNKSTA_DLLLA)
#define LNKCAP2		(PCI_EXP_LNKCAP2_SLS_2_5GB |			\
			 PCI_EXP_LNKCAP2_SLS_5_0GB |			\
			 PCI_EXP_LNKCAP2_SLS_8_0GB |			\
			 PCI_EXP_LNKCAP2_SLS_16_0GB)
/* Equalization complete, phases 1 to 3 successful. */
#define LNKSTA2		HI(0x001e)

/* 7.8.4: which errors there are, and what their registers hold at first. The
 * status is sticky: it survives resets, or it couldn't be read after them.
 */
#define AER_UNCOR	(PCI_ERR_UNC_DLP | PCI_ERR_UNC_POISON_TLP |	\
			 PCI_ERR_UNC_COMP_TIME | PCI_ERR_UNC_COMP_ABORT |\
			 PCI_ERR_UNC_UNX_COMP | PCI_ERR_UNC_MALF_TLP |	\
			 PCI_ERR_UNC_UNSUP)
#define AER_FATAL	(PCI_ERR_UNC_DLP | PCI_ERR_UNC_MALF_TLP)
#define AER_COR		(PCI_ERR_COR_RCVR | PCI_ERR_COR_BAD_TLP |	\
			 PCI_ERR_COR_BAD_DLLP | PCI_ERR_COR_REP_ROLL |	\
			 PCI_ERR_COR_REP_TIMER | PCI_ERR_COR_ADV_NFAT)
#define AER_ROOT_CMD	(PCI_ERR_ROOT_CMD_COR_EN |			\
			 PCI_ERR_ROOT_CMD_NONFATAL_EN |			\
			 PCI_ERR_ROOT_CMD_FATAL_EN)
#define AER_ROOT_STA	(PCI_ERR_ROOT_COR_RCV | PCI_ERR_ROOT_MULTI_COR_RCV |\
			 PCI_ERR_ROOT_UNCOR_RCV |			\
			 PCI_ERR_ROOT_MULTI_UNCOR_RCV |			\
			 PCI_ERR_ROOT_FIRST_FATAL |			\
			 PCI_ERR_ROOT_NONFATAL_RCV | PCI_ERR_ROOT_FATAL_RCV)

#define AER_STATUS_REG(at, errors) {					\
	.where	= (at),							\
	.w1c	= (errors),						\
	.sticky	= true,							\
}

#define AER_RW_REG(at, first, errors) {					\
	.where	= (at),							\
	.reset	= (first),						\
	.rw	= (errors),						\
	.sticky	= true,							\
}

/* Page sizes of 4K, 8K, 64K, 256K, 1M, 4M: the mandatory ones (9.3.3.12). */
#define SRIOV_PGSIZES	0x553
#define SRIOV_CTRL_RW	(PCI_SRIOV_CTRL_VFE | PCI_SRIOV_CTRL_MSE |	\
			 PCI_SRIOV_CTRL_ARI)

/**
 * struct mock_cfg_reg - one dword of config space
 * @where: offset in bytes
 * @reset: value after reset; bits outside @rw and @w1c may be set per function
 * @rw: bits software may write
 * @w1c: bits software clears by writing ones
 * @flr_keep: bits of @rw that an FLR leaves alone (6.6.2)
 * @sticky: no reset changes it (7.4)
 * @may_write: optional: false refuses a write, leaving everything as it is
 * @wrote: optional: acts after the bits are stored. @old is the value before,
 *	   @val the bits written. Returns MOCK_CFG_EV_*
 */
struct mock_cfg_reg {
	u16 where;
	u32 reset;
	u32 rw;
	u32 w1c;
	u32 flr_keep;
	bool sticky;
	bool (*may_write)(const struct mock_cfg *cfg);
	u32 (*wrote)(struct mock_cfg *cfg, u32 old, u32 val);
};

static u32 *mock_cfg_dw(struct mock_cfg *cfg, unsigned int where)
{
	return &cfg->dw[where / 4];
}

static u32 mock_cfg_get(const struct mock_cfg *cfg, unsigned int where)
{
	return READ_ONCE(cfg->dw[where / 4]);
}

/* ---- What writes do ---------------------------------------------------- */

/* A function below D0 sends no requests, whatever the command register says
 * (5.3.1.4). A VF has no power management: there it reads 0, which is D0.
 */
static bool mock_cfg_is_master(u32 command, u32 pm_ctrl)
{
	return command & PCI_COMMAND_MASTER &&
	       !(pm_ctrl & PCI_PM_CTRL_STATE_MASK);
}

/* MSIs are memory writes: pending ones need the bus, too. */
static u32 mock_cfg_master_changed(bool old, bool new)
{
	return old != new ? MOCK_CFG_EV_MASTER | MOCK_CFG_EV_MSI : 0;
}

static u32 mock_cfg_wrote_command(struct mock_cfg *cfg, u32 old, u32 val)
{
	u32 pm_ctrl = mock_cfg_get(cfg, PM_CTRL);

	return mock_cfg_master_changed(mock_cfg_is_master(old, pm_ctrl),
				       mock_cfg_bus_master(cfg));
}

static u32 mock_cfg_wrote_pm_ctrl(struct mock_cfg *cfg, u32 old, u32 val)
{
	u32 command = mock_cfg_get(cfg, PCI_COMMAND);

	return mock_cfg_master_changed(mock_cfg_is_master(command, old),
				       mock_cfg_bus_master(cfg));
}

static u32 mock_cfg_wrote_msi(struct mock_cfg *cfg, u32 old, u32 val)
{
	if (!(mock_cfg_get(cfg, MOCK_CFG_MSI) & HI(PCI_MSI_FLAGS_ENABLE)))
		*mock_cfg_dw(cfg, MSI_PENDING) = 0;
	return MOCK_CFG_EV_MSI;
}

/* Pending messages may have become free to go. */
static u32 mock_cfg_wrote_msi_mask(struct mock_cfg *cfg, u32 old, u32 val)
{
	return MOCK_CFG_EV_MSI;
}

static u32 mock_cfg_wrote_devctl(struct mock_cfg *cfg, u32 old, u32 val)
{
	if (val & PCI_EXP_DEVCTL_BCR_FLR)
		return mock_cfg_reset(cfg, true);
	return 0;
}

static u32 mock_cfg_update_live_vfs(struct mock_cfg *cfg)
{
	u16 live = 0;

	if (mock_cfg_get(cfg, MOCK_CFG_SRIOV + PCI_SRIOV_CTRL) &
	    PCI_SRIOV_CTRL_VFE)
		live = min_t(u32, cfg->total_vfs,
			     mock_cfg_get(cfg, MOCK_CFG_SRIOV +
					  PCI_SRIOV_NUM_VF) & 0xffff);
	if (live == cfg->live_vfs)
		return 0;
	WRITE_ONCE(cfg->live_vfs, live);
	return MOCK_CFG_EV_VFS;
}

/* ARI Capable Hierarchy is there once per device: read-only 0 in all PFs but
 * the lowest (9.3.3.3.5).
 */
static u32 mock_cfg_wrote_sriov_ctrl(struct mock_cfg *cfg, u32 old, u32 val)
{
	if (!cfg->lowest_pf)
		*mock_cfg_dw(cfg, MOCK_CFG_SRIOV + PCI_SRIOV_CTRL) &=
			~PCI_SRIOV_CTRL_ARI;
	return mock_cfg_update_live_vfs(cfg);
}

/* 9.3.3.7: NumVFs may change only while VF Enable is clear. */
static bool mock_cfg_may_write_num_vf(const struct mock_cfg *cfg)
{
	return !(mock_cfg_get(cfg, MOCK_CFG_SRIOV + PCI_SRIOV_CTRL) &
		 PCI_SRIOV_CTRL_VFE);
}

static u32 mock_cfg_wrote_bridge_ctl(struct mock_cfg *cfg, u32 old, u32 val)
{
	u32 reset = HI(PCI_BRIDGE_CTL_BUS_RESET);

	if (~old & mock_cfg_get(cfg, PCI_INTERRUPT_LINE) & reset)
		return MOCK_CFG_EV_BUS_RESET;
	return 0;
}

/* ---- Registers --------------------------------------------------------- */

/* What differs by the number of messages. */
#define MSI_FLAGS_REG(log2) {						\
	.where	= MOCK_CFG_MSI,						\
	.reset	= MSI_CAP(log2),					\
	.rw	= MSI_RW,						\
	.wrote	= mock_cfg_wrote_msi,					\
}

#define MSI_MASK_REG(msgs) {						\
	.where	= MSI_MASK,						\
	.rw	= GENMASK((msgs) - 1, 0),				\
	.wrote	= mock_cfg_wrote_msi_mask,				\
}

static const struct mock_cfg_reg mock_cfg_msi_regs[] = {
	{ .where = MSI_ADDR_LO, .rw = ~0x3u },
	{ .where = MSI_ADDR_HI, .rw = ~0u },
	{ .where = MSI_DATA, .rw = 0xffff },
	{ .where = MSI_PENDING },
};

/* What PF and VF have in common of the PCIe capability. */
static const struct mock_cfg_reg mock_cfg_endpoint_regs[] = {
	{
		.where	= MOCK_CFG_EXP,
		.reset	= CAP(PCI_CAP_ID_EXP, 0,
			      2 | PCI_EXP_TYPE_ENDPOINT << 4),
	},
	{
		.where	= MOCK_CFG_EXP + PCI_EXP_DEVCAP,
		.reset	= DEVCAP | PCI_EXP_DEVCAP_FLR,
	},
	{ .where = MOCK_CFG_EXP + PCI_EXP_LNKCAP, .reset = LNKCAP },
	{
		.where	= MOCK_CFG_EXP + PCI_EXP_DEVCAP2,
		.reset	= PCI_EXP_DEVCAP2_COMP_TMOUT_DIS,
	},
	{ .where = MOCK_CFG_EXP + PCI_EXP_LNKCAP2, .reset = LNKCAP2 },
};

static const struct mock_cfg_reg mock_cfg_root_port_regs[] = {
	{
		.where	= PCI_VENDOR_ID,
		.reset	= MOCK_VENDOR_ID | HI(MOCK_DEVICE_ROOT_PORT),
	},
	{ .where = PCI_COMMAND, .reset = STATUS, .rw = COMMAND_RW },
	{ .where = PCI_CLASS_REVISION, .reset = CLASS_BRIDGE | REVISION },
	{
		.where	= PCI_CACHE_LINE_SIZE,
		.reset	= HI(PCI_HEADER_TYPE_BRIDGE),
		.rw	= 0xff,
	},
	/* Unconfigured after reset: the kernel then counts the buses that the
	 * VFs need.
	 */
	{ .where = PCI_PRIMARY_BUS, .rw = 0x00ffffff },
	/* Three windows, closed: base above limit. */
	{ .where = PCI_IO_BASE, .reset = 0x000000f0, .rw = 0x0000f0f0 },
	{ .where = PCI_MEMORY_BASE, .reset = 0x0000fff0, .rw = 0xfff0fff0 },
	{
		.where	= PCI_PREF_MEMORY_BASE,
		.reset	= 0x0000fff0 | PCI_PREF_RANGE_TYPE_64 |
			  HI(PCI_PREF_RANGE_TYPE_64),
		.rw	= 0xfff0fff0,
	},
	{ .where = PCI_PREF_BASE_UPPER32, .rw = ~0u },
	{ .where = PCI_PREF_LIMIT_UPPER32, .rw = ~0u },
	{ .where = PCI_CAPABILITY_LIST, .reset = MOCK_CFG_PM },
	{
		.where	= PCI_INTERRUPT_LINE,
		.rw	= 0xff | HI(PCI_BRIDGE_CTL_PARITY |
				    PCI_BRIDGE_CTL_SERR |
				    PCI_BRIDGE_CTL_BUS_RESET),
		.wrote	= mock_cfg_wrote_bridge_ctl,
	},
	{ .where = MOCK_CFG_PM, .reset = PM_CAP },
	{
		.where	= PM_CTRL,
		.reset	= PCI_PM_CTRL_NO_SOFT_RESET,
		.rw	= PCI_PM_CTRL_STATE_MASK,
	},
	{ .where = MOCK_CFG_RP_AER, .reset = EXT_CAP(PCI_EXT_CAP_ID_ERR, 0) },
	AER_STATUS_REG(MOCK_CFG_RP_AER + PCI_ERR_UNCOR_STATUS, AER_UNCOR),
	AER_RW_REG(MOCK_CFG_RP_AER + PCI_ERR_UNCOR_MASK, 0, AER_UNCOR),
	AER_RW_REG(MOCK_CFG_RP_AER + PCI_ERR_UNCOR_SEVER, AER_FATAL, AER_UNCOR),
	AER_STATUS_REG(MOCK_CFG_RP_AER + PCI_ERR_COR_STATUS, AER_COR),
	AER_RW_REG(MOCK_CFG_RP_AER + PCI_ERR_COR_MASK, PCI_ERR_COR_ADV_NFAT,
		   AER_COR),
	{
		.where	= MOCK_CFG_RP_AER + PCI_ERR_ROOT_COMMAND,
		.rw	= AER_ROOT_CMD,
	},
	{
		.where	= MOCK_CFG_RP_AER + PCI_ERR_ROOT_STATUS,
		.w1c	= AER_ROOT_STA,
	},
	{ .where = MOCK_CFG_RP_AER + PCI_ERR_ROOT_ERR_SRC },
	MSI_FLAGS_REG(0),
	MSI_MASK_REG(MOCK_CFG_RP_MSGS),
	/* A slot without hot-plug controller: pciehp stays away, and the card
	 * comes and goes through debugfs.
	 */
	{
		.where	= MOCK_CFG_EXP,
		.reset	= CAP(PCI_CAP_ID_EXP, 0,
			      2 | PCI_EXP_TYPE_ROOT_PORT << 4 |
			      PCI_EXP_FLAGS_SLOT),
	},
	{ .where = MOCK_CFG_EXP + PCI_EXP_DEVCAP, .reset = DEVCAP },
	{
		.where	= MOCK_CFG_EXP + PCI_EXP_DEVCTL,
		.reset	= DEVCTL_RESET,
		.rw	= DEVCTL_RW,
		.w1c	= DEVSTA_W1C,
	},
	{
		.where	= MOCK_CFG_EXP + PCI_EXP_LNKCAP,
		.reset	= LNKCAP | PCI_EXP_LNKCAP_DLLLARC | 1 << 24,
	},
	{
		.where	= MOCK_CFG_EXP + PCI_EXP_LNKCTL,
		.reset	= LNKSTA | LNKSTA_UP,
		.rw	= LNKCTL_RW,
	},
	{ .where = MOCK_CFG_EXP + PCI_EXP_SLTCAP, .reset = 1 << 19 },
	{
		.where	= MOCK_CFG_EXP + PCI_EXP_SLTCTL,
		.reset	= HI(PCI_EXP_SLTSTA_PDS),
	},
	{
		.where	= MOCK_CFG_EXP + PCI_EXP_RTCTL,
		.rw	= PCI_EXP_RTCTL_SECEE | PCI_EXP_RTCTL_SENFEE |
			  PCI_EXP_RTCTL_SEFEE | PCI_EXP_RTCTL_PMEIE,
	},
	{ .where = MOCK_CFG_EXP + PCI_EXP_RTSTA, .w1c = PCI_EXP_RTSTA_PME },
	{
		.where	= MOCK_CFG_EXP + PCI_EXP_DEVCAP2,
		.reset	= PCI_EXP_DEVCAP2_ARI | PCI_EXP_DEVCAP2_COMP_TMOUT_DIS,
	},
	/* All device numbers are forwarded in any case, so that VFs can be
	 * had with pci=noari too.
	 */
	{
		.where	= MOCK_CFG_EXP + PCI_EXP_DEVCTL2,
		.rw	= PCI_EXP_DEVCTL2_ARI |
			  PCI_EXP_DEVCTL2_COMP_TMOUT_DIS,
	},
	{ .where = MOCK_CFG_EXP + PCI_EXP_LNKCAP2, .reset = LNKCAP2 },
	{
		.where	= MOCK_CFG_EXP + PCI_EXP_LNKCTL2,
		.reset	= PCI_EXP_LNKCTL2_TLS_16_0GT | LNKSTA2,
		.rw	= PCI_EXP_LNKCTL2_TLS,
	},
};

static const struct mock_cfg_reg mock_cfg_pf_regs[] = {
	{
		.where	= PCI_VENDOR_ID,
		.reset	= MOCK_VENDOR_ID | HI(MOCK_DEVICE_PF),
	},
	{
		.where	= PCI_COMMAND,
		.reset	= STATUS,
		.rw	= COMMAND_RW,
		.wrote	= mock_cfg_wrote_command,
	},
	{ .where = PCI_CLASS_REVISION, .reset = CLASS_ETHERNET | REVISION },
	{ .where = PCI_CACHE_LINE_SIZE, .rw = 0xff },
	{ .where = PCI_SUBSYSTEM_VENDOR_ID, .reset = SUBSYSTEM },
	{ .where = PCI_CAPABILITY_LIST, .reset = MOCK_CFG_PM },
	{ .where = PCI_INTERRUPT_LINE, .rw = 0xff },
	{ .where = MOCK_CFG_PM, .reset = PM_CAP },
	{
		.where	= PM_CTRL,
		.reset	= PCI_PM_CTRL_NO_SOFT_RESET,
		.rw	= PCI_PM_CTRL_STATE_MASK,
		.wrote	= mock_cfg_wrote_pm_ctrl,
	},
	MSI_FLAGS_REG(MOCK_CFG_PF_MSGS_LOG2),
	MSI_MASK_REG(MOCK_CFG_PF_MSGS),
	{
		.where	= MOCK_CFG_EXP + PCI_EXP_DEVCTL,
		.reset	= DEVCTL_RESET,
		.rw	= DEVCTL_RW,
		.w1c	= DEVSTA_W1C,
		.flr_keep = PCI_EXP_DEVCTL_PAYLOAD,
		.wrote	= mock_cfg_wrote_devctl,
	},
	{
		.where	= MOCK_CFG_EXP + PCI_EXP_LNKCTL,
		.reset	= LNKSTA,
		.rw	= LNKCTL_RW | PCI_EXP_LNKCTL_RCB,
		.flr_keep = LNKCTL_RW | PCI_EXP_LNKCTL_RCB,
	},
	{
		.where	= MOCK_CFG_EXP + PCI_EXP_DEVCTL2,
		.rw	= PCI_EXP_DEVCTL2_COMP_TMOUT_DIS,
	},
	{
		.where	= MOCK_CFG_EXP + PCI_EXP_LNKCTL2,
		.reset	= PCI_EXP_LNKCTL2_TLS_16_0GT | LNKSTA2,
		.rw	= PCI_EXP_LNKCTL2_TLS,
		/* Sticky, in the words of 7.4. */
		.flr_keep = PCI_EXP_LNKCTL2_TLS,
	},
	{
		.where	= MOCK_CFG_ARI,
		.reset	= EXT_CAP(PCI_EXT_CAP_ID_ARI, MOCK_CFG_SRIOV),
	},
	{ .where = MOCK_CFG_ARI + PCI_ARI_CAP },
	{
		.where	= MOCK_CFG_SRIOV,
		.reset	= EXT_CAP(PCI_EXT_CAP_ID_SRIOV,
				  MOCK_CFG_PF_AER),
	},
	{ .where = MOCK_CFG_PF_AER, .reset = EXT_CAP(PCI_EXT_CAP_ID_ERR, 0) },
	AER_STATUS_REG(MOCK_CFG_PF_AER + PCI_ERR_UNCOR_STATUS, AER_UNCOR),
	AER_RW_REG(MOCK_CFG_PF_AER + PCI_ERR_UNCOR_MASK, 0, AER_UNCOR),
	AER_RW_REG(MOCK_CFG_PF_AER + PCI_ERR_UNCOR_SEVER, AER_FATAL, AER_UNCOR),
	AER_STATUS_REG(MOCK_CFG_PF_AER + PCI_ERR_COR_STATUS, AER_COR),
	AER_RW_REG(MOCK_CFG_PF_AER + PCI_ERR_COR_MASK, PCI_ERR_COR_ADV_NFAT,
		   AER_COR),
	{
		.where	= MOCK_CFG_SRIOV + PCI_SRIOV_CTRL,
		.rw	= SRIOV_CTRL_RW,
		.wrote	= mock_cfg_wrote_sriov_ctrl,
	},
	{ .where = MOCK_CFG_SRIOV + PCI_SRIOV_INITIAL_VF },
	{
		.where		= MOCK_CFG_SRIOV + PCI_SRIOV_NUM_VF,
		.rw		= 0xffff,
		.may_write	= mock_cfg_may_write_num_vf,
	},
	{
		.where	= MOCK_CFG_SRIOV + PCI_SRIOV_VF_OFFSET,
		.reset	= MOCK_CFG_FIRST_VF,
	},
	{
		.where	= MOCK_CFG_SRIOV + PCI_SRIOV_VF_DID - 2,
		.reset	= HI(MOCK_DEVICE_VF),
	},
	{
		.where	= MOCK_CFG_SRIOV + PCI_SRIOV_SUP_PGSIZE,
		.reset	= SRIOV_PGSIZES,
	},
	{
		.where	= MOCK_CFG_SRIOV + PCI_SRIOV_SYS_PGSIZE,
		.reset	= 1,
		.rw	= SRIOV_PGSIZES,
	},
};

/* A VF has no identity and no power management of its own, and leaves what
 * concerns the link to its PF (9.3.4, 9.3.5).
 */
static const struct mock_cfg_reg mock_cfg_vf_regs[] = {
	{ .where = PCI_VENDOR_ID, .reset = ~0u },
	{
		.where	= PCI_COMMAND,
		.reset	= STATUS,
		.rw	= PCI_COMMAND_MASTER,
		.wrote	= mock_cfg_wrote_command,
	},
	{ .where = PCI_CLASS_REVISION, .reset = CLASS_ETHERNET | REVISION },
	{ .where = PCI_SUBSYSTEM_VENDOR_ID, .reset = SUBSYSTEM },
	{ .where = PCI_CAPABILITY_LIST, .reset = MOCK_CFG_MSI },
	MSI_FLAGS_REG(MOCK_CFG_VF_MSGS_LOG2),
	MSI_MASK_REG(MOCK_CFG_VF_MSGS),
	{
		.where	= MOCK_CFG_EXP + PCI_EXP_DEVCTL,
		.w1c	= DEVSTA_W1C,
		.wrote	= mock_cfg_wrote_devctl,
	},
	{
		.where	= MOCK_CFG_ARI,
		.reset	= EXT_CAP(PCI_EXT_CAP_ID_ARI, 0),
	},
	{ .where = MOCK_CFG_ARI + PCI_ARI_CAP },
};

#define MAX_TABLES	3

static const struct {
	struct {
		const struct mock_cfg_reg *regs;
		unsigned int num;
	} tables[MAX_TABLES];
	unsigned int msgs;
} mock_cfg_maps[] = {
	[MOCK_CFG_ROOT_PORT] = {
		.tables	= {
			{
				mock_cfg_root_port_regs,
				ARRAY_SIZE(mock_cfg_root_port_regs),
			},
			{ mock_cfg_msi_regs, ARRAY_SIZE(mock_cfg_msi_regs) },
		},
		.msgs	= MOCK_CFG_RP_MSGS,
	},
	[MOCK_CFG_PF] = {
		.tables	= {
			{ mock_cfg_pf_regs, ARRAY_SIZE(mock_cfg_pf_regs) },
			{
				mock_cfg_endpoint_regs,
				ARRAY_SIZE(mock_cfg_endpoint_regs),
			},
			{ mock_cfg_msi_regs, ARRAY_SIZE(mock_cfg_msi_regs) },
		},
		.msgs	= MOCK_CFG_PF_MSGS,
	},
	[MOCK_CFG_VF] = {
		.tables	= {
			{ mock_cfg_vf_regs, ARRAY_SIZE(mock_cfg_vf_regs) },
			{
				mock_cfg_endpoint_regs,
				ARRAY_SIZE(mock_cfg_endpoint_regs),
			},
			{ mock_cfg_msi_regs, ARRAY_SIZE(mock_cfg_msi_regs) },
		},
		.msgs	= MOCK_CFG_VF_MSGS,
	},
};

/* Return: the function's register number @n, in no order; NULL after all. */
static const struct mock_cfg_reg *mock_cfg_nth(enum mock_cfg_kind kind,
					       unsigned int n)
{
	unsigned int i, num;

	for (i = 0; i < MAX_TABLES; i++) {
		num = mock_cfg_maps[kind].tables[i].num;
		if (n < num)
			return &mock_cfg_maps[kind].tables[i].regs[n];
		n -= num;
	}
	return NULL;
}

static const struct mock_cfg_reg *
mock_cfg_find(const struct mock_cfg *cfg, unsigned int where)
{
	const struct mock_cfg_reg *reg;
	unsigned int i;

	for (i = 0; (reg = mock_cfg_nth(cfg->kind, i)); i++)
		if (reg->where == where)
			return reg;
	return NULL;
}

/* ---- Construction and reset -------------------------------------------- */

static void mock_cfg_init(struct mock_cfg *cfg, enum mock_cfg_kind kind)
{
	const struct mock_cfg_reg *reg;
	unsigned int i;

	memset(cfg, 0, sizeof(*cfg));
	cfg->kind = kind;
	for (i = 0; (reg = mock_cfg_nth(kind, i)); i++)
		*mock_cfg_dw(cfg, reg->where) = reg->reset;
}

/**
 * mock_cfg_init_root_port - root port after power-on, the card's link up
 * @cfg: to be filled
 */
void mock_cfg_init_root_port(struct mock_cfg *cfg)
{
	mock_cfg_init(cfg, MOCK_CFG_ROOT_PORT);
}

/**
 * mock_cfg_init_pf - PF after power-on
 * @cfg: to be filled
 * @port: its port, which is also its function number
 * @ports: ports of the card, 1 to MOCK_MAX_PORTS
 * @vfs: TotalVFs, 1 to MOCK_MAX_VFS
 */
void mock_cfg_init_pf(struct mock_cfg *cfg, unsigned int port,
		      unsigned int ports, unsigned int vfs)
{
	mock_cfg_init(cfg, MOCK_CFG_PF);
	cfg->total_vfs = vfs;
	cfg->lowest_pf = !port;

	if (ports > 1)
		*mock_cfg_dw(cfg, PCI_CACHE_LINE_SIZE) |=
			HI(MULTI_FUNCTION);
	*mock_cfg_dw(cfg, MOCK_CFG_EXP + PCI_EXP_LNKCAP) |= port << 24;
	/* The chain of PFs; VFs aren't part of it (7.8.8.2). */
	if (port + 1 < ports)
		*mock_cfg_dw(cfg, MOCK_CFG_ARI + PCI_ARI_CAP) =
			(port + 1) << 8;
	*mock_cfg_dw(cfg, MOCK_CFG_SRIOV + PCI_SRIOV_INITIAL_VF) =
		vfs | HI(vfs);
	*mock_cfg_dw(cfg, MOCK_CFG_SRIOV + PCI_SRIOV_VF_OFFSET) |=
		HI(mock_cfg_vf_stride(ports));
	/* Function Dependency Link: depends on no other. */
	*mock_cfg_dw(cfg, MOCK_CFG_SRIOV + PCI_SRIOV_NUM_VF) = HI(port);
}

/**
 * mock_cfg_init_vf - VF as VF Enable leaves it
 * @cfg: to be filled
 */
void mock_cfg_init_vf(struct mock_cfg *cfg)
{
	mock_cfg_init(cfg, MOCK_CFG_VF);
}

/**
 * mock_cfg_reset - function level or conventional reset
 * @cfg: a PF or VF
 * @flr: it's a function level reset
 *
 * All that software can write goes back to its reset value, but for what an
 * FLR spares: the link, which other functions use too, and Max_Payload_Size
 * (6.6.2). With it VF Enable of a PF, so that its VFs vanish (9.2.1.2).
 *
 * Return: MOCK_CFG_EV_RESET and what else changed by it.
 */
u32 mock_cfg_reset(struct mock_cfg *cfg, bool flr)
{
	const struct mock_cfg_reg *reg;
	u32 ev = MOCK_CFG_EV_RESET;
	unsigned int i;

	if (mock_cfg_bus_master(cfg))
		ev |= MOCK_CFG_EV_MASTER;

	for (i = 0; (reg = mock_cfg_nth(cfg->kind, i)); i++) {
		u32 soft = reg->rw | reg->w1c;
		u32 *dw = mock_cfg_dw(cfg, reg->where);

		if (reg->sticky)
			continue;
		if (flr)
			soft &= ~reg->flr_keep;
		WRITE_ONCE(*dw, (*dw & ~soft) | (reg->reset & soft));
	}
	*mock_cfg_dw(cfg, MSI_PENDING) = 0;
	if (cfg->kind == MOCK_CFG_PF)
		ev |= mock_cfg_update_live_vfs(cfg);
	return ev;
}

/* ---- Access ------------------------------------------------------------ */

/* The PCI core sends no other; a model doesn't trust its caller. */
static bool mock_cfg_access_ok(int where, int size)
{
	return (size == 1 || size == 2 || size == 4) &&
	       where >= 0 && where < PCI_CFG_SPACE_EXP_SIZE &&
	       !(where & (size - 1));
}

/**
 * mock_cfg_read - read 1, 2 or 4 bytes
 * @cfg: the function
 * @where: offset, a multiple of @size
 * @size: bytes
 *
 * Return: the value; 0 where there is no register; all ones for an access that
 * is misaligned, of another size or outside of config space.
 */
u32 mock_cfg_read(const struct mock_cfg *cfg, int where, int size)
{
	u32 val;

	if (!mock_cfg_access_ok(where, size))
		return ~0u;
	if (where >= MOCK_CFG_END)
		return 0;

	val = mock_cfg_get(cfg, where) >> 8 * (where & 3);
	return size == 4 ? val : val & GENMASK(8 * size - 1, 0);
}

/**
 * mock_cfg_write - write 1, 2 or 4 bytes
 * @cfg: the function
 * @where: offset, a multiple of @size
 * @size: bytes
 * @val: the value
 *
 * Read-only bits, holes and accesses that mock_cfg_read() answers with ones
 * ignore it.
 *
 * Return: MOCK_CFG_EV_*, what the caller has to act on.
 */
u32 mock_cfg_write(struct mock_cfg *cfg, int where, int size, u32 val)
{
	unsigned int shift = 8 * (where & 3);
	const struct mock_cfg_reg *reg;
	u32 mask, old, new;

	if (!mock_cfg_access_ok(where, size))
		return 0;
	reg = mock_cfg_find(cfg, where & ~3);
	if (!reg || (reg->may_write && !reg->may_write(cfg)))
		return 0;

	mask = GENMASK(8 * size - 1, 0) << shift;
	val = (val << shift) & mask;
	old = mock_cfg_get(cfg, reg->where);
	new = (old & ~(reg->rw & mask)) | (val & reg->rw);
	new &= ~(val & reg->w1c);
	WRITE_ONCE(*mock_cfg_dw(cfg, reg->where), new);

	return reg->wrote ? reg->wrote(cfg, old, val) : 0;
}

/* Does the function have the bus, for DMA and MSIs? */
bool mock_cfg_bus_master(const struct mock_cfg *cfg)
{
	return mock_cfg_is_master(mock_cfg_get(cfg, PCI_COMMAND),
				  mock_cfg_get(cfg, PM_CTRL));
}

/* VFs 0 to n - 1 of this PF answer, the others don't. */
unsigned int mock_cfg_live_vfs(const struct mock_cfg *pf)
{
	return READ_ONCE(pf->live_vfs);
}

/* ---- Routing ----------------------------------------------------------- */

/**
 * mock_cfg_set_link - the card appears at or vanishes from the root port
 * @root_port: the root port
 * @up: whether there is a card
 */
void mock_cfg_set_link(struct mock_cfg *root_port, bool up)
{
	u32 *lnksta = mock_cfg_dw(root_port, MOCK_CFG_EXP + PCI_EXP_LNKCTL);
	u32 *sltsta = mock_cfg_dw(root_port, MOCK_CFG_EXP + PCI_EXP_SLTCTL);

	WRITE_ONCE(*lnksta, (*lnksta & ~LNKSTA_UP) | (up ? LNKSTA_UP : 0));
	WRITE_ONCE(*sltsta, up ? HI(PCI_EXP_SLTSTA_PDS) : 0);
}

/**
 * mock_cfg_downstream_rid - route a config access through the root port
 * @root_port: the root port
 * @bus: bus number of the access
 * @devfn: device and function number of the access
 *
 * Return: routing id relative to PF 0; -1 if the root port doesn't forward to
 * that bus.
 */
int mock_cfg_downstream_rid(const struct mock_cfg *root_port,
			    unsigned int bus, unsigned int devfn)
{
	u32 numbers = mock_cfg_get(root_port, PCI_PRIMARY_BUS);
	unsigned int secondary = numbers >> 8 & 0xff;
	unsigned int subordinate = numbers >> 16 & 0xff;

	if (!secondary || bus < secondary || bus > subordinate)
		return -1;
	return (bus - secondary) << 8 | devfn;
}

/* Routing id relative to PF 0 of VF @vf of @port, of the PF itself for -1, on
 * a card of @ports.
 */
unsigned int mock_cfg_fn_to_rid(unsigned int port, unsigned int ports, int vf)
{
	if (vf < 0)
		return port;
	return port + MOCK_CFG_FIRST_VF + mock_cfg_vf_stride(ports) * vf;
}

/**
 * mock_cfg_rid_to_fn - the reverse of mock_cfg_fn_to_rid()
 * @rid: routing id relative to PF 0
 * @ports: ports of the card
 * @vfs: TotalVFs of each PF
 * @port: where to store the port
 * @vf: where to store the VF number, -1 for the PF
 *
 * Return: false if the card has no such function.
 */
bool mock_cfg_rid_to_fn(unsigned int rid, unsigned int ports,
			unsigned int vfs, unsigned int *port, int *vf)
{
	unsigned int stride = mock_cfg_vf_stride(ports);

	BUILD_BUG_ON(MOCK_CFG_FIRST_VF < MOCK_MAX_PORTS);

	if (rid < MOCK_CFG_FIRST_VF) {
		*port = rid;
		*vf = -1;
		return rid < ports;
	}
	rid -= MOCK_CFG_FIRST_VF;
	*port = rid % stride;
	*vf = rid / stride;
	return *port < ports && *vf < (int)vfs;
}

/* ---- MSI --------------------------------------------------------------- */

/* Messages the function is capable of. */
unsigned int mock_cfg_msi_max(const struct mock_cfg *cfg)
{
	return mock_cfg_maps[cfg->kind].msgs;
}

/* Messages the function offers: Multiple Message Capable. */
static unsigned int mock_cfg_msi_offered(const struct mock_cfg *cfg)
{
	u32 flags = mock_cfg_get(cfg, MOCK_CFG_MSI) >> 16;

	return 1u << ((flags & PCI_MSI_FLAGS_QMASK) >> 1);
}

/**
 * mock_cfg_msi_offer - change how many messages a function offers
 * @cfg: the function
 * @log2: log2 of their number, which is at most mock_cfg_msi_max()
 *
 * Read-only to software, so that no reset changes it.
 *
 * Return: false, and nothing has changed, while MSI is enabled.
 */
bool mock_cfg_msi_offer(struct mock_cfg *cfg, unsigned int log2)
{
	u32 *dw = mock_cfg_dw(cfg, MOCK_CFG_MSI);

	if (*dw & HI(PCI_MSI_FLAGS_ENABLE))
		return false;
	WRITE_ONCE(*dw, (*dw & ~HI(PCI_MSI_FLAGS_QMASK)) | HI(log2 << 1));
	return true;
}

/* Messages the kernel enabled; 0 if MSI is off. */
static unsigned int mock_cfg_msi_count(const struct mock_cfg *cfg)
{
	u32 flags = mock_cfg_get(cfg, MOCK_CFG_MSI) >> 16;
	unsigned int log2 = (flags & PCI_MSI_FLAGS_QSIZE) >> 4;

	if (!(flags & PCI_MSI_FLAGS_ENABLE))
		return 0;
	return min(1u << log2, mock_cfg_msi_offered(cfg));
}

/**
 * mock_cfg_msi_send - may this message go out?
 * @cfg: the function
 * @vector: message number
 *
 * A function with more causes than messages lets several share the last one
 * (7.7.1.2). A message that is masked or lacks the bus is noted in Pending
 * Bits; without MSI Enable it's lost.
 *
 * Return: number of the message to write to memory; -1 for none, now.
 */
int mock_cfg_msi_send(struct mock_cfg *cfg, unsigned int vector)
{
	unsigned int count = mock_cfg_msi_count(cfg);

	if (!count)
		return -1;
	vector = min(vector, count - 1);
	if (!mock_cfg_bus_master(cfg) ||
	    mock_cfg_get(cfg, MSI_MASK) & BIT(vector)) {
		*mock_cfg_dw(cfg, MSI_PENDING) |= BIT(vector);
		return -1;
	}
	return vector;
}

/**
 * mock_cfg_msi_take_pending - after MOCK_CFG_EV_MSI: what may go out now
 * @cfg: the function
 *
 * Return: bitmap of messages, cleared in Pending Bits.
 */
u32 mock_cfg_msi_take_pending(struct mock_cfg *cfg)
{
	u32 ready;

	if (!mock_cfg_msi_count(cfg) || !mock_cfg_bus_master(cfg))
		return 0;
	ready = mock_cfg_get(cfg, MSI_PENDING) & ~mock_cfg_get(cfg, MSI_MASK);
	*mock_cfg_dw(cfg, MSI_PENDING) &= ~ready;
	return ready;
}

/* Where the messages of this function are written to. */
u64 mock_cfg_msi_address(const struct mock_cfg *cfg)
{
	return (u64)mock_cfg_get(cfg, MSI_ADDR_HI) << 32 |
	       mock_cfg_get(cfg, MSI_ADDR_LO);
}

/* What is written for message @vector: it replaces the low bits of the data
 * that the kernel programmed.
 */
u32 mock_cfg_msi_data(const struct mock_cfg *cfg, unsigned int vector)
{
	unsigned int count = max(1u, mock_cfg_msi_count(cfg));

	return (mock_cfg_get(cfg, MSI_DATA) & ~(count - 1)) | vector;
}
