// SPDX-License-Identifier: GPL-2.0
/*
 * Interrupts of the mock card: an MSI domain and the delivery of messages.
 *
 * Owns the irq domain and the mock_vec of each function. On real hardware a
 * message is a memory write that an interrupt controller decodes; here the
 * "controller" is a range of addresses that nothing else answers to, one
 * doorbell for each interrupt. The kernel programs such an address into the
 * MSI capability, and a message is sent by reading it back from there,
 * decoding it, and running the interrupt from an irq_work on the CPU that the
 * interrupt's affinity names.
 *
 * Takes mock_pcifn.lock. Interrupt handlers run without any lock of ours.
 */
#include <linux/cpumask.h>
#include <linux/irq.h>
#include <linux/irqdomain.h>
#include <linux/lockdep.h>
#include <linux/log2.h>

#include "bus.h"

/* Doorbell of Linux interrupt n is at DOORBELL + (n << 32). */
#define DOORBELL	0x6d6b0000u

static u64 mock_msi_doorbell(unsigned int virq)
{
	return (u64)virq << 32 | DOORBELL;
}

/* Return: the interrupt that a write of @data to @addr means, 0 for none. */
static unsigned int mock_msi_decode(u64 addr, u32 data)
{
	if (lower_32_bits(addr) != DOORBELL)
		return 0;
	return upper_32_bits(addr) + data;
}

/* ---- Delivery ---------------------------------------------------------- */

/* mock_pcifn.lock held: two at once must not queue the same call, and this CPU
 * must stay the same. What is queued already stands for this one, too.
 */
static void mock_vec_queue(struct mock_vec *vec)
{
	unsigned int cpu = READ_ONCE(vec->cpu);
	int err = -ENXIO;

	lockdep_assert_held(&vec->pcifn->lock);

	atomic_inc(&vec->in_flight);
	if (cpu != smp_processor_id())
		err = smp_call_function_single_async(cpu, &vec->call);
	/* Also for a CPU that went offline; its interrupts move in a moment. */
	if (err == -ENXIO)
		err = irq_work_queue(&vec->work) ? 0 : -EBUSY;
	if (err)
		atomic_dec(&vec->in_flight);
}

/*
 * The message is on its way until now: what the kernel did to the MSI
 * capability since it was raised still counts.
 */
static void mock_vec_deliver(struct irq_work *work)
{
	struct mock_vec *vec = container_of(work, struct mock_vec, work);
	struct mock_pcifn *pcifn = vec->pcifn;
	int n, index = vec - pcifn->vecs;
	unsigned int virq = 0;
	unsigned long flags;

	raw_spin_lock_irqsave(&pcifn->lock, flags);
	n = mock_cfg_msi_send(&pcifn->cfg, index);
	if (n == index)
		virq = mock_msi_decode(mock_cfg_msi_address(&pcifn->cfg),
				       mock_cfg_msi_data(&pcifn->cfg, n));
	else if (n >= 0)
		mock_vec_queue(&pcifn->vecs[n]);
	/*
	 * The kernel enables messages in powers of two but has interrupts
	 * only for those that the driver asked for; the number after the last
	 * may be another device's.
	 */
	if (virq != vec->virq)
		virq = 0;
	raw_spin_unlock_irqrestore(&pcifn->lock, flags);

	if (virq)
		generic_handle_irq_safe(virq);
	atomic_dec_return_release(&vec->in_flight);
}

/* A call may be served by the idle loop, which isn't an interrupt: an irq_work
 * of this CPU is one everywhere.
 */
static void mock_vec_arrive(void *data)
{
	struct mock_vec *vec = data;

	if (!irq_work_queue(&vec->work))
		atomic_dec_return_release(&vec->in_flight);
}

/* Delivery takes as long as an interrupt handler; nobody raises any more. */
static void mock_vec_sync(struct mock_vec *vec)
{
	atomic_cond_read_acquire(&vec->in_flight, !VAL);
}

void mock_msi_raise(struct mock_pcifn *pcifn, unsigned int vector)
{
	unsigned long flags;
	int n;

	raw_spin_lock_irqsave(&pcifn->lock, flags);
	n = mock_cfg_msi_send(&pcifn->cfg, vector);
	if (n >= 0)
		mock_vec_queue(&pcifn->vecs[n]);
	raw_spin_unlock_irqrestore(&pcifn->lock, flags);
}

bool mock_msi_offer(struct mock_pcifn *pcifn, unsigned int num)
{
	unsigned long flags;
	bool done;

	raw_spin_lock_irqsave(&pcifn->lock, flags);
	done = mock_cfg_msi_offer(&pcifn->cfg, ilog2(num));
	raw_spin_unlock_irqrestore(&pcifn->lock, flags);
	return done;
}

/**
 * mock_msi_send_pending - send what a write to config space made ready
 * @pcifn: the function
 *
 * Context: any but NMI.
 */
void mock_msi_send_pending(struct mock_pcifn *pcifn)
{
	unsigned long ready, flags;
	unsigned int n;

	raw_spin_lock_irqsave(&pcifn->lock, flags);
	ready = mock_cfg_msi_take_pending(&pcifn->cfg);
	for_each_set_bit(n, &ready, pcifn->num_vecs)
		mock_vec_queue(&pcifn->vecs[n]);
	raw_spin_unlock_irqrestore(&pcifn->lock, flags);
}

/**
 * mock_msi_init_fn - set up a function's messages
 * @pcifn: the function, its config space initialised
 * @vecs: @pcifn->num_vecs elements
 */
void mock_msi_init_fn(struct mock_pcifn *pcifn, struct mock_vec *vecs)
{
	unsigned int i;

	pcifn->vecs = vecs;
	for (i = 0; i < pcifn->num_vecs; i++) {
		vecs[i].pcifn = pcifn;
		init_irq_work(&vecs[i].work, mock_vec_deliver);
		INIT_CSD(&vecs[i].call, mock_vec_arrive, &vecs[i]);
	}
}

/**
 * mock_msi_sync_fn - wait until a function's messages are left alone
 * @pcifn: the function; nobody raises any more
 *
 * Its memory may be freed then.
 *
 * Context: process context, may sleep.
 */
void mock_msi_sync_fn(struct mock_pcifn *pcifn)
{
	unsigned int i;

	for (i = 0; i < pcifn->num_vecs; i++) {
		mock_vec_sync(&pcifn->vecs[i]);
		/* It still marks the work idle when our function is over. */
		irq_work_sync(&pcifn->vecs[i].work);
	}
}

/* ---- Domain ------------------------------------------------------------ */

/* The handler of an MSI is entered for an edge: one that comes while the
 * handler runs on another CPU is not lost but runs it again.
 */
static void mock_msi_ack(struct irq_data *d)
{
}

static void mock_msi_compose_msg(struct irq_data *d, struct msi_msg *msg)
{
	u64 addr = mock_msi_doorbell(d->irq);

	msg->address_hi = upper_32_bits(addr);
	msg->address_lo = lower_32_bits(addr);
	msg->data = 0;
}

/* Many functions share the few CPUs of a test machine: deal them out. */
static int mock_msi_set_affinity(struct irq_data *d,
				 const struct cpumask *mask, bool force)
{
	struct mock_vec *vec = irq_data_get_irq_chip_data(d);
	unsigned int cpu, chosen = nr_cpu_ids, online = 0, skip;

	for_each_cpu_and(cpu, mask, cpu_online_mask)
		online++;
	if (!online)
		return -EINVAL;

	/* CPUs may go offline meanwhile: then the last that's left will do. */
	skip = (vec->pcifn->index + (vec - vec->pcifn->vecs)) % online;
	for_each_cpu_and(cpu, mask, cpu_online_mask) {
		chosen = cpu;
		if (!skip--)
			break;
	}
	if (chosen >= nr_cpu_ids)
		return -EINVAL;

	WRITE_ONCE(vec->cpu, chosen);
	irq_data_update_effective_affinity(d, cpumask_of(chosen));
	return IRQ_SET_MASK_OK;
}

/* The PCI core adds mask, unmask and the writing of the message. */
static struct irq_chip mock_msi_chip = {
	.name			= "mock-MSI",
	.irq_ack		= mock_msi_ack,
	.irq_compose_msi_msg	= mock_msi_compose_msg,
	.irq_set_affinity	= mock_msi_set_affinity,
};

static void mock_vec_set_virq(struct mock_vec *vec, unsigned int virq)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&vec->pcifn->lock, flags);
	vec->virq = virq;
	raw_spin_unlock_irqrestore(&vec->pcifn->lock, flags);
}

static int mock_msi_init_virq(struct irq_domain *domain,
			      struct msi_domain_info *info, unsigned int virq,
			      irq_hw_number_t hwirq, msi_alloc_info_t *arg)
{
	struct mock_pcifn *pcifn;
	unsigned int n = hwirq - arg->hwirq;

	pcifn = mock_bus_find(info->data, msi_desc_to_pci_dev(arg->desc));
	if (!pcifn || n >= pcifn->num_vecs)
		return -EINVAL;

	irq_domain_set_info(domain, virq, hwirq, info->chip, &pcifn->vecs[n],
			    handle_edge_irq, NULL, "edge");
	/* A new affinity is one store: no need to wait for an interrupt. */
	irq_set_status_flags(virq, IRQ_MOVE_PCNTXT);
	mock_vec_set_virq(&pcifn->vecs[n], virq);
	return 0;
}

/* The number may be another device's a moment later: let no delivery to it be
 * under way then. MSI is disabled by now, or the card pulled.
 */
static void mock_msi_free_virq(struct irq_domain *domain,
			       struct msi_domain_info *info, unsigned int virq)
{
	struct irq_data *d = irq_domain_get_irq_data(domain, virq);
	struct mock_vec *vec = d ? irq_data_get_irq_chip_data(d) : NULL;

	if (!vec)
		return;
	mock_vec_set_virq(vec, 0);
	mock_vec_sync(vec);
}

static struct msi_domain_ops mock_msi_ops = {
	.msi_init	= mock_msi_init_virq,
	.msi_free	= mock_msi_free_virq,
};

/**
 * mock_msi_create_domain - create the MSI domain of the bus
 * @mb: the bus
 *
 * It has no parent: the x86 vector domain would insist on being entered
 * through a vector of its own.
 *
 * Return: 0 or -ENOMEM.
 */
int mock_msi_create_domain(struct mock_bus *mb)
{
	mb->msi_fwnode = irq_domain_alloc_named_fwnode("sriov_mock-MSI");
	if (!mb->msi_fwnode)
		return -ENOMEM;

	mb->msi_info = (struct msi_domain_info) {
		.flags	= MSI_FLAG_USE_DEF_DOM_OPS | MSI_FLAG_USE_DEF_CHIP_OPS |
			  MSI_FLAG_MULTI_PCI_MSI,
		.ops	= &mock_msi_ops,
		.chip	= &mock_msi_chip,
		.data	= mb,
	};
	mb->msi_domain = pci_msi_create_irq_domain(mb->msi_fwnode,
						   &mb->msi_info, NULL);
	if (!mb->msi_domain) {
		irq_domain_free_fwnode(mb->msi_fwnode);
		return -ENOMEM;
	}
	return 0;
}

/**
 * mock_msi_destroy_domain - the reverse
 * @mb: the bus; all its devices are gone
 */
void mock_msi_destroy_domain(struct mock_bus *mb)
{
	irq_domain_remove(mb->msi_domain);
	irq_domain_free_fwnode(mb->msi_fwnode);
}
