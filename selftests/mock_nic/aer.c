// SPDX-License-Identifier: GPL-2.0
/*
 * Error reporting of the config-space model: how a PF finds an error, and how
 * the root port hears of it. The registers themselves are in config.c.
 *
 * Owns nothing and takes no lock, as config.c. Section numbers are those of the
 * PCI Express Base Specification 5.0.
 */
#include "config.h"

static u32 *aer_reg(struct mock_cfg *cfg, unsigned int where)
{
	return &cfg->dw[where / 4];
}

static u32 aer_get(const struct mock_cfg *cfg, unsigned int where)
{
	return READ_ONCE(cfg->dw[where / 4]);
}

/**
 * mock_cfg_aer_detect - a PF finds an error (6.2.4)
 * @pf: the PF
 * @kind: what is to be found
 *
 * It stands in the function's status registers, and is reported unless it is
 * masked or its report is disabled. Whether an uncorrectable error is fatal is
 * decided by the severity register.
 *
 * Return: the message to the root port, as bits of its status register; 0: none.
 */
u32 mock_cfg_aer_detect(struct mock_cfg *pf, enum mock_aer kind)
{
	u32 *devsta = aer_reg(pf, MOCK_CFG_EXP + PCI_EXP_DEVCTL);
	u32 error, enable, message;

	if (kind == MOCK_AER_CORRECTABLE) {
		error = PCI_ERR_COR_BAD_TLP;
		*aer_reg(pf, MOCK_CFG_PF_AER + PCI_ERR_COR_STATUS) |=
			error;
		*devsta |= PCI_EXP_DEVSTA_CED << 16;
		if (aer_get(pf, MOCK_CFG_PF_AER + PCI_ERR_COR_MASK) &
		    error)
			return 0;
		enable = PCI_EXP_DEVCTL_CERE;
		message = PCI_ERR_ROOT_COR_RCV;
	} else {
		error = kind == MOCK_AER_FATAL ? PCI_ERR_UNC_MALF_TLP :
						 PCI_ERR_UNC_COMP_TIME;
		*aer_reg(pf, MOCK_CFG_PF_AER + PCI_ERR_UNCOR_STATUS) |=
			error;
		message = PCI_ERR_ROOT_UNCOR_RCV;
		if (aer_get(pf, MOCK_CFG_PF_AER + PCI_ERR_UNCOR_SEVER) &
		    error) {
			*devsta |= PCI_EXP_DEVSTA_FED << 16;
			enable = PCI_EXP_DEVCTL_FERE;
			message |= PCI_ERR_ROOT_FATAL_RCV;
		} else {
			*devsta |= PCI_EXP_DEVSTA_NFED << 16;
			enable = PCI_EXP_DEVCTL_NFERE;
			message |= PCI_ERR_ROOT_NONFATAL_RCV;
		}
		if (aer_get(pf, MOCK_CFG_PF_AER + PCI_ERR_UNCOR_MASK) &
		    error)
			return 0;
	}
	return *devsta & enable ? message : 0;
}

/**
 * mock_cfg_aer_receive - the root port gets an error message (6.2.6)
 * @root_port: the root port
 * @message: what mock_cfg_aer_detect() returned
 * @rid: routing id of the function, relative to PF 0
 *
 * Return: whether the root port interrupts, by its message 0.
 */
bool mock_cfg_aer_receive(struct mock_cfg *root_port, u32 message,
			  unsigned int rid)
{
	u32 *status = aer_reg(root_port,
				  MOCK_CFG_RP_AER + PCI_ERR_ROOT_STATUS);
	u32 *source = aer_reg(root_port,
				  MOCK_CFG_RP_AER + PCI_ERR_ROOT_ERR_SRC);
	u32 command = aer_get(root_port,
				   MOCK_CFG_RP_AER + PCI_ERR_ROOT_COMMAND);
	u32 id = (aer_get(root_port, PCI_PRIMARY_BUS) & 0xff00) | rid;

	if (!message)
		return false;
	if (message & PCI_ERR_ROOT_COR_RCV) {
		if (*status & PCI_ERR_ROOT_COR_RCV)
			message |= PCI_ERR_ROOT_MULTI_COR_RCV;
		else
			*source = (*source & ~0xffffu) | id;
		command &= PCI_ERR_ROOT_CMD_COR_EN;
	} else {
		if (*status & PCI_ERR_ROOT_UNCOR_RCV)
			message |= PCI_ERR_ROOT_MULTI_UNCOR_RCV;
		else
			*source = (*source & 0xffff) | id << 16;
		if (message & PCI_ERR_ROOT_FATAL_RCV) {
			if (!(*status & PCI_ERR_ROOT_UNCOR_RCV))
				message |= PCI_ERR_ROOT_FIRST_FATAL;
			command &= PCI_ERR_ROOT_CMD_FATAL_EN;
		} else {
			command &= PCI_ERR_ROOT_CMD_NONFATAL_EN;
		}
	}
	*status |= message;
	return command;
}
