// SPDX-License-Identifier: GPL-2.0
/* What most commands look at before they say anything. */

#include "report/picture.h"

/**
 * picture_take() - look at a machine as it runs
 * @m: the machine; must outlive the picture
 * @picture: filled; picture_release() releases it
 *
 * Return: 0 or a negative errno.
 */
int picture_take(const struct machine *m, struct picture *picture)
{
	int err;

	*picture = (struct picture){ .machine = m };
	circumstances_of(m, &picture->circumstances);
	err = grouping_compute(m, &picture->circumstances, &picture->rules);
	if (err)
		goto release_circumstances;
	err = partition_observed(m, &picture->observed);
	if (err)
		goto free_grouping;
	return 0;

free_grouping:
	grouping_free(picture->rules);
release_circumstances:
	circumstances_release(&picture->circumstances);
	return err;
}

/**
 * picture_release() - release what picture_take() made
 * @picture: the picture
 */
void picture_release(struct picture *picture)
{
	partition_release(&picture->observed);
	grouping_free(picture->rules);
	circumstances_release(&picture->circumstances);
}
