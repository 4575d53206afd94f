/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What recover.c gives to main.c.
 */
#ifndef I576_RECOVER_H
#define I576_RECOVER_H

#include <linux/pci.h>
#include <linux/pm.h>

struct i576_netdev;

void i576_recover_init(struct i576_netdev *np);
void i576_recover_start(struct pci_dev *pdev);
void i576_recover_stop(struct pci_dev *pdev);
extern const struct pci_error_handlers i576_err_handlers;
extern const struct dev_pm_ops i576_pm_ops;

#endif /* I576_RECOVER_H */
