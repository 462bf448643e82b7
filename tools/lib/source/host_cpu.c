// SPDX-License-Identifier: GPL-2.0
/*
 * The processors. The kernel takes a flag off its list when firmware switched
 * the feature off (init_ia32_feat_ctl() for VMX); CPUID itself still has it,
 * and tells "off" from "absent".
 */

#include <string.h>
#if __has_include("cpuid.h") /* a compiler for x86 brings it */
#include <cpuid.h>
#endif

#include "source/root.h"

#define CPUINFO "/proc/cpuinfo"
#define CPUID_VMX 0x20 /* leaf 1, ECX */
#define CPUID_SVM 0x04 /* leaf 80000001h, ECX */

/* The value of "key<blanks>: value" of the first processor. */
static const char *cpuinfo_value(struct host *h, const char *text,
				 const char *key, const char *around)
{
	const char *line = strstr(text, key);
	const char *value = line ? strchr(line, ':') : NULL;
	size_t len;

	if (!value)
		return "";
	value += 1 + (value[1] == ' ');
	len = strcspn(value, "\n");
	return host_printf(h, "%s%.*s%s", around, (int)len, value, around);
}

static enum fact ask_processor(void)
{
#ifdef bit_SSE2 /* of cpuid.h */
	unsigned int a, b, c, d;

	if (__get_cpuid(1, &a, &b, &c, &d) && c & CPUID_VMX)
		return FACT_KNOWN;
	if (__get_cpuid(0x80000001, &a, &b, &c, &d) && c & CPUID_SVM)
		return FACT_KNOWN;
	return FACT_ABSENT;
#else
	return FACT_UNREAD;
#endif
}

/**
 * host_cpu_read() - what are the processors, and what may they do?
 * @root: the root; its host is filled
 */
void host_cpu_read(const struct root *root)
{
	struct cpu *cpu = &root->h->cpu;
	struct text t = root_text(root, CPUINFO);

	cpu->fact = t.fact;
	cpu->place = t.place;
	cpu->vendor = cpu->model = cpu->flags = "";
	if (t.fact != FACT_KNOWN)
		return;
	cpu->vendor = cpuinfo_value(root->h, t.text, "vendor_id", "");
	cpu->model = cpuinfo_value(root->h, t.text, "model name", "");
	cpu->flags = cpuinfo_value(root->h, t.text, "\nflags", " ");
	if (root->live)
		cpu->virtualises = ask_processor();
}
