// SPDX-License-Identifier: GPL-2.0
/*
 * One VF: its state machine, its default MAC address, and the way to its part
 * of the hardware. Owns struct sriov_vf; every function wants sriov_pf.lock
 * held except where it says otherwise, and takes no lock.
 */
#include <linux/string.h>

#include "compat/extack.h"
#include "pf_driver/core/sriov_pf.h"

static const struct {
	const char *name;
	u32 next;	/* states that may follow */
} sriov_vf_states[SRIOV_VF_STATE_NUM] = {
	[SRIOV_VF_DISABLED] = {
		"disabled",
		BIT(SRIOV_VF_ENABLING),
	},
	[SRIOV_VF_ENABLING] = {
		"enabling",
		BIT(SRIOV_VF_READY) | BIT(SRIOV_VF_RESETTING) |
		BIT(SRIOV_VF_DISABLED),
	},
	[SRIOV_VF_RESETTING] = {
		"resetting",
		BIT(SRIOV_VF_READY) | BIT(SRIOV_VF_QUARANTINED) |
		BIT(SRIOV_VF_DISABLED),
	},
	[SRIOV_VF_READY] = {
		"ready",
		BIT(SRIOV_VF_RESETTING) | BIT(SRIOV_VF_QUARANTINED) |
		BIT(SRIOV_VF_DISABLED),
	},
	/* Out of it by way of RESETTING only: the hardware was cut off. */
	[SRIOV_VF_QUARANTINED] = {
		"quarantined",
		BIT(SRIOV_VF_RESETTING) | BIT(SRIOV_VF_DISABLED),
	},
};

/**
 * sriov_vf_state_name() - name of a state, for messages
 * @state: the state
 *
 * Any context.
 *
 * Return: the name; "?" for a number that is none.
 */
const char *sriov_vf_state_name(enum sriov_vf_state state)
{
	return state < SRIOV_VF_STATE_NUM ? sriov_vf_states[state].name : "?";
}

/**
 * sriov_vf_set_state() - the only place that changes the state of a VF
 * @vf: the VF
 * @state: its new state
 *
 * Leaving SRIOV_VF_READY makes the VF inactive. The change is counted and
 * announced. Process context.
 *
 * Return: 0, or -EINVAL if @state may not follow the present one; nothing has
 * changed then.
 */
int sriov_vf_set_state(struct sriov_vf *vf, enum sriov_vf_state state)
{
	lockdep_assert_held(&vf->pf->lock);

	if (state >= SRIOV_VF_STATE_NUM ||
	    !(sriov_vf_states[vf->state].next & BIT(state)))
		return -EINVAL;

	vf->state = state;
	if (state != SRIOV_VF_READY)
		vf->active = false;
	if (state == SRIOV_VF_DISABLED)
		sriov_vf_forget_offences(vf);

	/* A VF can become ready while the PCI core still creates others. From
	 * here its address is told, so it must be known.
	 */
	if (state == SRIOV_VF_READY && !vf->pf->vf_offset)
		sriov_pf_read_layout(vf->pf);

	sriov_pf_changed(vf->pf);
	sriov_netlink_notify_vf_state(vf);
	return 0;
}

/**
 * sriov_vf_default_mac() - the MAC address of a VF nobody gave one
 * @pf_mac: permanent MAC address of the PF
 * @vf: number of the VF, below SRIOV_PF_MAX_VFS
 * @mac: where to put it
 *
 * The same on every boot and in every kernel. Any context::
 *
 *	octet 0          octet 1      octet 2    octets 3-5
 *	| hash, 6b | 10 | hash, 8b   | VF number | those of the PF     |
 *
 * Locally administered, unicast. The hash is of the PF's first three octets
 * (the vendor's OUI). Thus different VFs of ports of one vendor always differ,
 * and VFs of ports of different vendors nearly always.
 */
void sriov_vf_default_mac(const u8 *pf_mac, u16 vf, u8 *mac)
{
	u32 oui = pf_mac[0] << 16 | pf_mac[1] << 8 | pf_mac[2];
	u32 hash = oui ^ oui >> 14;

	BUILD_BUG_ON(SRIOV_PF_MAX_VFS > 256);

	mac[0] = (hash & 0x3f) << 2 | 0x02;
	mac[1] = hash >> 6;
	mac[2] = vf;
	memcpy(mac + 3, pf_mac + 3, 3);

	/* A PF with such an address itself, and the one VF that meets it. */
	if (ether_addr_equal_unaligned(mac, pf_mac))
		mac[1] ^= 1;
}

/**
 * sriov_vf_default_cfg() - the desired state of a VF nobody changed
 * @vf: the VF
 * @cfg: where to put it
 */
void sriov_vf_default_cfg(const struct sriov_vf *vf, struct sriov_vf_cfg *cfg)
{
	const struct sriov_pf *pf = vf->pf;

	memset(cfg, 0, sizeof(*cfg));
	sriov_vf_default_mac(pf->mac, vf->id, cfg->mac);
	cfg->vlan_proto = ETH_P_8021Q;
	cfg->spoofchk = test_bit(SRIOV_CAP_SPOOFCHK, &pf->caps);
	if (test_bit(SRIOV_CAP_QUEUES, &pf->caps))
		cfg->queues = min(pf->max_queues, SRIOV_VF_DEF_QUEUES);
	if (pf->ops->foreign)
		pf->ops->vf_default(vf, cfg);
}

/**
 * sriov_vf_init() - give a VF its first desired state
 * @vf: the VF, all zero
 * @pf: its PF, with mac and caps set
 * @id: its number
 */
void sriov_vf_init(struct sriov_vf *vf, struct sriov_pf *pf, u16 id)
{
	lockdep_assert_held(&pf->lock);

	vf->pf = pf;
	vf->id = id;
	vf->state = SRIOV_VF_DISABLED;
	/* Of another driver's PF nothing is known yet. */
	vf->differs = pf->ops->foreign ? SRIOV_VF_CHG_CFG : 0;
	sriov_vf_default_cfg(vf, &vf->cfg);
	sriov_vf_reset_asked(vf);
}

/**
 * sriov_vf_reset_asked() - forget what the VF's driver asked for
 * @vf: the VF; the hardware is not told
 */
void sriov_vf_reset_asked(struct sriov_vf *vf)
{
	lockdep_assert_held(&vf->pf->lock);

	memset(&vf->asked, 0, sizeof(vf->asked));
	vf->asked.max_frame = ETH_FRAME_LEN;
}

/**
 * sriov_vf_stop() - take a VF off the network
 * @vf: the VF
 *
 * Its queues go off, and what its driver asked for is forgotten; a new handshake
 * is needed to get back, if it is accepted. Process context.
 */
void sriov_vf_stop(struct sriov_vf *vf)
{
	lockdep_assert_held(&vf->pf->lock);

	sriov_vf_reset_asked(vf);
	vf->active = false;
	/* Nothing is asked for that the hardware could lack. */
	if (sriov_vf_program(vf, NULL))
		pci_err(vf->pf->pdev, "VF %u: the hardware doesn't stop it\n",
			vf->id);
}

/**
 * sriov_pf_num_in_service() - count the VFs in service
 * @pf: the PF
 *
 * Return: how many VFs exist and are in service.
 */
unsigned int sriov_pf_num_in_service(const struct sriov_pf *pf)
{
	unsigned int i, num = 0;

	lockdep_assert_held(&pf->lock);

	for (i = 0; i < pf->total_vfs; i++)
		num += pf->vfs[i].cfg.in_service;
	return num;
}

/**
 * sriov_vf_apply() - program the hardware
 * @vf: the VF
 * @changed: what changed, SRIOV_VF_CHG_*
 * @extack: where a failure is explained, or NULL
 *
 * Process context. A VF that doesn't exist is programmed when it is enabled.
 *
 * Return: 0, or what the backend returned; nothing has changed then.
 */
int sriov_vf_apply(struct sriov_vf *vf, u32 changed,
		   struct netlink_ext_ack *extack)
{
	struct sriov_pf *pf = vf->pf;
	int err;

	lockdep_assert_held(&pf->lock);
	might_sleep();

	if (vf->state == SRIOV_VF_DISABLED)
		return 0;

	err = pf->ops->vf_apply(pf, vf, changed, extack);
	if (err && extack && !extack->_msg)
		NL_SET_ERR_MSG_FMT(extack,
				   "vf-id: the hardware refused VF %u (%d)",
				   vf->id, err);
	return err;
}

/**
 * sriov_vf_program() - give the hardware the whole policy of a VF
 * @vf: the VF
 * @extack: where a failure is explained, or NULL
 *
 * As sriov_vf_apply(), and remembers how it went.
 *
 * Return: as sriov_vf_apply().
 */
int sriov_vf_program(struct sriov_vf *vf, struct netlink_ext_ack *extack)
{
	struct sriov_pf *pf = vf->pf;
	int err = sriov_vf_apply(vf, SRIOV_VF_CHG_ALL, extack);

	/* A reset of the PF makes the hardware forget that too. */
	if (test_bit(vf->id, pf->masked) && pf->ops->mbx_mask)
		pf->ops->mbx_mask(pf, vf, true);
	vf->programmed = !err;
	return err;
}

/**
 * sriov_vf_get_stats() - read the statistics of a VF
 * @vf: the VF
 * @stats: where to put them
 *
 * Zeros while the VF doesn't exist, or if the PF lacks SRIOV_CAP_STATS.
 */
void sriov_vf_get_stats(struct sriov_vf *vf, struct sriov_vf_stats *stats)
{
	struct sriov_pf *pf = vf->pf;

	lockdep_assert_held(&pf->lock);

	memset(stats, 0, sizeof(*stats));
	if (vf->state != SRIOV_VF_DISABLED &&
	    test_bit(SRIOV_CAP_STATS, &pf->caps))
		pf->ops->vf_stats(pf, vf, stats);
}

/**
 * sriov_vf_pci_address() - the PCI address of a VF
 * @vf: the VF
 * @buf: where to put it, as "dddd:bb:dd.f"
 * @len: octets in @buf
 *
 * The routing id follows from First VF Offset and VF Stride (PCIe 6.0,
 * 9.3.3.9 and 9.3.3.10), of which a carry goes into the bus number. While
 * VFs are enabled those two depend on NumVFs, so nothing is told before the
 * PCI core has written it.
 *
 * Return: 0; -ENODEV, with @buf empty, if the VF doesn't exist yet or any
 * more.
 */
int sriov_vf_pci_address(const struct sriov_vf *vf, char *buf, size_t len)
{
	struct sriov_pf *pf = vf->pf;
	unsigned int rid;

	lockdep_assert_held(&pf->lock);

	if (len)
		buf[0] = '\0';
	if (vf->state == SRIOV_VF_DISABLED ||
	    vf->state == SRIOV_VF_ENABLING || !pf->vf_offset)
		return -ENODEV;

	rid = pci_dev_id(pf->pdev) + pf->vf_offset + pf->vf_stride * vf->id;
	snprintf(buf, len, "%04x:%02x:%02x.%d", pci_domain_nr(pf->pdev->bus),
		 PCI_BUS_NUM(rid), PCI_SLOT(rid), PCI_FUNC(rid));
	return 0;
}
