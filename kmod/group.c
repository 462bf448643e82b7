// SPDX-License-Identifier: GPL-2.0
/*
 * A function's IOMMU group.
 *
 * The type of a group's default domain is not exported. Its sysfs attribute is,
 * in the only sense that counts: the IOMMU core formats it under the group's
 * own mutex. So that attribute's show method is called, found by its place in
 * sysfs; the text is the IOMMU core's, whatever types it knows.
 *
 * iommu_get_domain_for_dev() is no substitute: it returns the domain that is
 * attached, which is not the default one while VFIO owns the group, and it
 * returns it without a reference or a lock. Whoever does not own the device
 * would look at a domain that its owner may be freeing.
 *
 * Locking: the table's mutex keeps the function's group from being torn down,
 * since a function leaves its group after it left the table; the reference
 * taken here keeps the group's kobject. The group's own mutex is taken inside.
 */

#include <linux/iommu.h>
#include <linux/kernfs.h>
#include <linux/kobject.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/sysfs.h>

#include "acsdiag.h"

/**
 * acsdiag_group_id() - which group is it in?
 * @pdev: a function in the table
 *
 * Return: the group's number as in /sys/kernel/iommu_groups, or ACSDIAG_NONE.
 */
int acsdiag_group_id(struct pci_dev *pdev)
{
	struct iommu_group *group = iommu_group_get(&pdev->dev);
	int id;

	if (!group)
		return ACSDIAG_NONE;

	id = iommu_group_id(group);
	iommu_group_put(group);
	return id;
}

static struct kernfs_node *group_directory(int id)
{
	struct kernfs_node *groups, *directory;
	char name[12];

	groups = kernfs_find_and_get(kernel_kobj->sd, "iommu_groups");
	if (!groups)
		return NULL;

	snprintf(name, sizeof(name), "%d", id);
	directory = kernfs_find_and_get(groups, name);
	kernfs_put(groups);
	return directory;
}

/* sysfs keeps the kobject in a directory's node, the attribute in a file's. */
static ssize_t show(struct kernfs_node *directory, struct kernfs_node *file,
		    char *page)
{
	struct kobject *kobj = directory->priv;
	struct attribute *attribute = file->priv;
	const struct kobj_type *type = get_ktype(kobj);

	if (!type || !type->sysfs_ops || !type->sysfs_ops->show)
		return -EIO;
	return type->sysfs_ops->show(kobj, attribute, page);
}

static void read_type(int id, char *type, size_t len)
{
	struct kernfs_node *directory, *file;
	char *page;

	directory = group_directory(id);
	if (!directory)
		return;
	file = kernfs_find_and_get(directory, "type");
	if (!file)
		goto out_directory;
	page = (char *)get_zeroed_page(GFP_KERNEL);
	if (!page)
		goto out_file;

	if (show(directory, file, page) > 0)
		strscpy(type, strim(page), len);

	free_page((unsigned long)page);
out_file:
	kernfs_put(file);
out_directory:
	kernfs_put(directory);
}

/**
 * acsdiag_group_type() - the group's type as sysfs spells it
 * @pdev: a function in the table
 * @type: where to write it; empty when there is no group or it cannot be had
 * @len: size of @type
 */
void acsdiag_group_type(struct pci_dev *pdev, char *type, size_t len)
{
	struct iommu_group *group = iommu_group_get(&pdev->dev);

	type[0] = '\0';
	if (!group)
		return;

	read_type(iommu_group_id(group), type, len);
	iommu_group_put(group);
}

/**
 * acsdiag_group_isolated_msi() - are the group's interrupts isolated?
 * @pdev: a function in the table
 *
 * Return: 1 or 0, or ACSDIAG_NONE when the function is in no group.
 */
int acsdiag_group_isolated_msi(struct pci_dev *pdev)
{
	struct iommu_group *group = iommu_group_get(&pdev->dev);
	int isolated;

	if (!group)
		return ACSDIAG_NONE;

	isolated = iommu_group_has_isolated_msi(group);
	iommu_group_put(group);
	return isolated;
}
