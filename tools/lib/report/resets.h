/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_REPORT_RESETS_H
#define ACSDIAG_REPORT_RESETS_H

#include "model/gpu.h"
#include "report/report.h"

/**
 * struct resets_reading - a card as it was found at some time
 * @when: the file it is from, or "now"
 * @gpu: the card
 */
struct resets_reading {
	const char *when;
	const struct gpu *gpu;
};

void resets_list(struct report *r, const struct resets *resets);
void resets_show(struct report *r, const struct resets *resets,
		 const struct gpu *gpu);
void resets_part(struct report *r, const struct resets *resets,
		 const struct gpu *gpu);
void resets_alarms(struct report *r, const struct resets *resets);
void resets_compare(struct report *r, const struct resets_reading *readings,
		    size_t count);
void resets_begin(struct report *r, const struct gpu *gpu);
void resets_step(struct report *r, const struct reset_step *step);
void resets_ran(struct report *r, const struct resets *resets,
		const struct gpu *gpu, int answer);

/* resets_data.c */
struct json_object *resets_gpu_data(const struct gpu *gpu);
void resets_data(struct json_object *o, const struct resets *resets);

#endif
