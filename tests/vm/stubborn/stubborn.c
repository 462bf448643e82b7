// SPDX-License-Identifier: GPL-2.0
/*
 * A driver that does not let its device go until it is told to, as one does whose
 * user is a hung process or a guest. It takes the functions that are given to it
 * by driver_override and does nothing with them.
 */

#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/pci.h>
#include <linux/wait.h>

static DECLARE_WAIT_QUEUE_HEAD(let_go);

static bool hold;

static int set_hold(const char *value, const struct kernel_param *param)
{
	int err = param_set_bool(value, param);

	wake_up_all(&let_go);
	return err;
}

static const struct kernel_param_ops hold_ops = {
	.set = set_hold,
	.get = param_get_bool,
};
module_param_cb(hold, &hold_ops, &hold, 0644);
MODULE_PARM_DESC(hold, "let no device go while this is set");

static bool holding;
module_param(holding, bool, 0444);
MODULE_PARM_DESC(holding, "somebody waits for a device to be let go");

static int stubborn_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	return 0;
}

static void stubborn_remove(struct pci_dev *pdev)
{
	WRITE_ONCE(holding, true);
	wait_event(let_go, !READ_ONCE(hold));
	WRITE_ONCE(holding, false);
}

static struct pci_driver stubborn_driver = {
	.name = "stubborn",
	.probe = stubborn_probe,
	.remove = stubborn_remove,
};
module_pci_driver(stubborn_driver);

MODULE_AUTHOR("The acsdiag authors");
MODULE_DESCRIPTION("A driver that does not let go of its device");
MODULE_LICENSE("GPL");
