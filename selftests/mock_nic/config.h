/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Config-space model of the mock card: root port, PF and VF.
 *
 * A model in the strict sense: plain memory and arithmetic, no kernel object,
 * no lock, no allocation, so that the KUnit suite includes config.c as it is.
 * The bus (bus.c) keeps one struct mock_cfg for each function, serialises the
 * calls and acts on the effects that a write returns.
 */
#ifndef MOCK_CONFIG_H
#define MOCK_CONFIG_H

#include <linux/types.h>
#include <linux/pci_regs.h>

#include "mock.h"

/*
 * Where the capabilities are:
 *
 *	root port	PF		VF
 *	040 PM		040 PM		-
 *	050 MSI		050 MSI		050 MSI
 *	070 PCIe	070 PCIe	070 PCIe
 *	-		100 ARI		100 ARI
 *	-		140 SR-IOV	-
 *	100 AER		180 AER		-
 *
 * VFs leave the report of errors to their PF (9.4.2: AER is optional there).
 */
#define MOCK_CFG_PM		0x040
#define MOCK_CFG_MSI		0x050
#define MOCK_CFG_EXP		0x070
#define MOCK_CFG_ARI		0x100
#define MOCK_CFG_SRIOV		0x140
#define MOCK_CFG_RP_AER		0x100
#define MOCK_CFG_PF_AER		0x180
/* All that's implemented lies below; beyond it, config space reads zero. */
#define MOCK_CFG_END		0x1b8

/* Messages of MSI: vector 0 and one for each queue pair, as powers of two. */
#define MOCK_CFG_PF_MSGS_LOG2	4
#define MOCK_CFG_VF_MSGS_LOG2	3
#define MOCK_CFG_PF_MSGS	BIT(MOCK_CFG_PF_MSGS_LOG2)
#define MOCK_CFG_VF_MSGS	BIT(MOCK_CFG_VF_MSGS_LOG2)
#define MOCK_CFG_RP_MSGS	1

/* VF n of PF p has routing id FIRST_VF + n * stride + p, seen from PF 0: the
 * VFs of all PFs are interleaved, so that each PF may enable any number. Up to
 * four ports share the buses that 1024 VFs take, five and more take twice as
 * many.
 */
#define MOCK_CFG_FIRST_VF	8

static inline unsigned int mock_cfg_vf_stride(unsigned int ports)
{
	return ports > 4 ? 8 : 4;
}

enum mock_cfg_kind {
	MOCK_CFG_ROOT_PORT,
	MOCK_CFG_PF,
	MOCK_CFG_VF,
};

/* What a write did beyond storing bits. */
#define MOCK_CFG_EV_MASTER	BIT(0)	/* mock_cfg_bus_master() changed */
#define MOCK_CFG_EV_VFS		BIT(1)	/* PF: number of live VFs changed */
#define MOCK_CFG_EV_RESET	BIT(2)	/* function level reset, done here */
#define MOCK_CFG_EV_MSI		BIT(3)	/* pending messages may go now */
#define MOCK_CFG_EV_BUS_RESET	BIT(4)	/* root port: secondary bus reset */

/**
 * struct mock_cfg - config space of one function
 * @kind: which of the three
 * @lowest_pf: it's PF 0
 * @total_vfs: TotalVFs of a PF, else 0
 * @live_vfs: VFs of this PF that answer: NumVFs while VF Enable is set, else 0
 * @dw: registers, by dword
 */
struct mock_cfg {
	enum mock_cfg_kind kind;
	bool lowest_pf;
	u16 total_vfs;
	u16 live_vfs;
	u32 dw[MOCK_CFG_END / 4];
};

void mock_cfg_init_root_port(struct mock_cfg *cfg);
void mock_cfg_init_pf(struct mock_cfg *cfg, unsigned int port,
		      unsigned int ports, unsigned int vfs);
void mock_cfg_init_vf(struct mock_cfg *cfg);

u32 mock_cfg_read(const struct mock_cfg *cfg, int where, int size);
u32 mock_cfg_write(struct mock_cfg *cfg, int where, int size, u32 val);
u32 mock_cfg_reset(struct mock_cfg *cfg, bool flr);

bool mock_cfg_bus_master(const struct mock_cfg *cfg);
unsigned int mock_cfg_live_vfs(const struct mock_cfg *pf);

void mock_cfg_set_link(struct mock_cfg *root_port, bool up);
int mock_cfg_downstream_rid(const struct mock_cfg *root_port,
			    unsigned int bus, unsigned int devfn);

unsigned int mock_cfg_fn_to_rid(unsigned int port, unsigned int ports,
				int vf);
bool mock_cfg_rid_to_fn(unsigned int rid, unsigned int ports,
			unsigned int vfs, unsigned int *port, int *vf);

u32 mock_cfg_aer_detect(struct mock_cfg *pf, enum mock_aer kind);
bool mock_cfg_aer_receive(struct mock_cfg *root_port, u32 message,
			  unsigned int rid);

unsigned int mock_cfg_msi_max(const struct mock_cfg *cfg);
bool mock_cfg_msi_offer(struct mock_cfg *cfg, unsigned int log2);
int mock_cfg_msi_send(struct mock_cfg *cfg, unsigned int vector);
u32 mock_cfg_msi_take_pending(struct mock_cfg *cfg);
u64 mock_cfg_msi_address(const struct mock_cfg *cfg);
u32 mock_cfg_msi_data(const struct mock_cfg *cfg, unsigned int vector);

#endif /* MOCK_CONFIG_H */
