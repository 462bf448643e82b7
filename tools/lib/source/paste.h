/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_SOURCE_PASTE_H
#define ACSDIAG_SOURCE_PASTE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/machine.h"
#include "source/lines.h"
#include "source/source.h"

/*
 * What people paste is a mix: lspci's text and hex, the kernel's log, a group
 * listing, prompts and prose between them. So one reader takes any of it. It
 * joins wrapped lines into statements, and gives each to the parser that knows
 * its kind (lspci.c, hex.c, listing.c, dmesg.c). Parsers only take down what
 * they were told; settle.c then draws the conclusions, function by function.
 */

/* What was seen of one function in one place of the text. */
#define SEEN_HEADER 0x0001 /* lspci's first line */
#define SEEN_FLAGS 0x0002 /* lspci -v */
#define SEEN_CONTROL 0x0004 /* lspci -vv or more */
#define SEEN_CAPLIST 0x0008 /* status register: there are capabilities */
#define SEEN_CAPS 0x0010 /* at least one capability */
#define SEEN_DENIED 0x0020 /* lspci was not allowed to read them */
#define SEEN_BROKEN 0x0040 /* their chain is looped or broken */
#define SEEN_KERNEL 0x0080 /* lspci's last lines: driver, modules */
#define SEEN_ASLEEP 0x0100 /* all ones */
#define SEEN_CUT 0x0200 /* the text is cut inside it */
#define SEEN_LOG 0x0400 /* named by the kernel's log only */
#define SEEN_LISTED 0x0800 /* an entry of a group listing */
#define SEEN_BUSES 0x1000 /* a bridge's bus numbers */
#define SEEN_VFS 0x2000 /* virtual functions are enabled */
#define SEEN_MACHINE 0x4000 /* lspci -vmm */
#define SEEN_MERGED 0x8000 /* completes a function that the machine has */
#define SEEN_END 0x10000 /* an empty line, as lspci ends each function */
#define SEEN_STRANGER 0x20000 /* a first line by its shape only */
#define SEEN_VERBOSE (SEEN_FLAGS | SEEN_CONTROL)

/**
 * struct dumped - one function as one place of the text shows it
 * @f: the facts
 * @seen: SEEN_*
 * @line: where it starts
 * @indent: of its first line
 * @bytes: config space from lspci -x, NULL without
 * @bytes_len: bytes read so far, from offset 0 without a hole
 * @hole: a row is missing behind @bytes_len
 * @vf_offset: First VF Offset of the SR-IOV capability (PCIe r6.0, 9.3.3.9)
 * @vf_stride: VF Stride
 * @vf_count: NumVFs, 0 when virtual functions are not enabled
 */
struct dumped {
	struct function f;
	unsigned int seen;
	unsigned int line;
	unsigned int indent;
	uint8_t *bytes;
	size_t bytes_len;
	bool hole;
	uint16_t vf_offset, vf_stride, vf_count;
};

/**
 * struct told - one function's group, as a listing or a log tells it
 * @addr: the function
 * @group: its group
 * @order: rank in the log, from 1; 0 in a listing
 * @line: where
 * @flags: FN_* that the log proves
 */
struct told {
	struct pci_addr addr;
	int group;
	unsigned int order;
	unsigned int line;
	uint16_t flags;
};

/**
 * struct telling - one listing, or the log of one boot
 * @log: a kernel log
 * @line: where it starts
 * @told: what it says, in order of appearance
 * @count: entries in @told
 * @capacity: room in @told
 * @from_start: the log starts with the boot
 * @goes_on: the log goes on behind its last group
 * @rejected: contradicts the groups that lspci printed
 * @firmware: the log shows that firmware describes an IOMMU
 * @in_vm: the log names a hypervisor
 * @kernel: release, NULL when not told
 * @cmdline: NULL when not told
 * @iommu_name: NULL when not told
 */
struct telling {
	bool log;
	unsigned int line;
	struct told *told;
	size_t count, capacity;
	bool from_start, goes_on, rejected, firmware, in_vm;
	const char *kernel, *cmdline, *iommu_name;
};

/**
 * struct listing - where in a group listing the reader is
 * @group: the heading's number
 * @active: entries that follow belong to @group
 * @has_entries: at least one did
 * @heading_indent: of the heading
 * @entry_indent: of its first entry
 */
struct listing {
	int group;
	bool active;
	bool has_entries;
	unsigned int heading_indent;
	unsigned int entry_indent;
};

/**
 * struct statement - a line, with the lines it was wrapped into
 * @text: the words
 * @line: number of the first line
 * @indent: of the first line
 * @after_blank: an empty line precedes
 * @last: nothing follows in the text, and no line end closes it
 */
struct statement {
	char *text;
	unsigned int line;
	unsigned int indent;
	bool after_blank;
	bool last;
};

/**
 * struct paste - a text that is being read
 * @m: the machine to complete; owns the strings
 * @path: for messages
 * @error: filled when a parser fails
 * @dumped: functions in order of appearance
 * @dumped_count: entries in @dumped
 * @dumped_capacity: room in @dumped
 * @current: the function whose lines follow, an index; NO_CURRENT outside
 * @tellings: listings and logs in order of appearance
 * @tellings_count: entries in @tellings
 * @last_telling: of the last listing and the last log, the index plus 1; 0 for
 *		  none
 * @listing: state of the listing parser
 * @fresh_listing: something stands between the last listing and what follows
 * @fresh_log: the same for the log
 * @orphans: line of a first detail that no function precedes, 0 for none
 * @statement_line: where the statement that is being read starts
 * @last_line: number of the last line that is not empty
 * @ended: the text ends with a line end
 * @ended_blank: and with an empty line
 */
struct paste {
	struct machine *m;
	const char *path;
	struct source_error *error;
	struct dumped *dumped;
	size_t dumped_count, dumped_capacity;
	size_t current;
	struct telling *tellings;
	size_t tellings_count;
	size_t last_telling[2];
	struct listing listing;
	bool fresh_listing, fresh_log;
	unsigned int orphans;
	unsigned int statement_line;
	unsigned int last_line;
	bool ended, ended_blank;
};

#define NO_CURRENT SIZE_MAX

/* paste.c */
int paste_read(struct machine *m, const char *path, const char *text,
	       size_t len, struct source_error *error);
struct dumped *paste_function(struct paste *p, struct pci_addr addr,
			      unsigned int line);
struct dumped *paste_current(struct paste *p);
struct dumped *paste_find(struct paste *p, struct pci_addr addr);
struct telling *paste_telling(struct paste *p, bool log, unsigned int line);
int paste_tell(struct paste *p, struct telling *t, const struct told *told);
int paste_fail(struct paste *p, unsigned int line, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
int paste_begin(struct paste *p, struct pci_addr addr, const struct statement *s,
		struct dumped **d);
int paste_score(const char *text, size_t len, const char *name);

/* One pair each: is this line of that kind? and: take it down. */
bool lspci_is_header(const struct paste *p, const struct line *line);
int lspci_header(struct paste *p, const struct statement *s);
bool lspci_is_field(const struct paste *p, const struct line *line);
int lspci_field(struct paste *p, const struct statement *s);
bool hex_is_row(const struct paste *p, const struct line *line);
int hex_row(struct paste *p, const struct statement *s);
bool listing_is_heading(const struct paste *p, const struct line *line);
int listing_heading(struct paste *p, const struct statement *s);
bool listing_is_path(const struct paste *p, const struct line *line);
int listing_path(struct paste *p, const struct statement *s);
bool listing_is_bare(const struct paste *p, const struct line *line);
int listing_bare(struct paste *p, const struct statement *s);
bool listing_is_table(const struct paste *p, const struct line *line);
int listing_table(struct paste *p, const struct statement *s);
bool dmesg_is_line(const struct paste *p, const struct line *line);
int dmesg_line(struct paste *p, const struct statement *s);
bool dmesg_is_open(const char *text);

/* lspci_head.c: what a header's words say. */
const char *lspci_find_address(const char *text, struct pci_addr *addr);
void lspci_read_head(struct paste *p, struct dumped *d, const char *line,
		     const char *text);
int lspci_subsystem(struct paste *p, struct dumped *d, const char *value);

bool lspci_has_class(const char *text);
bool lspci_read_class(const char *text, const char *end, uint16_t *code);

/* lspci_machine.c: -mm and -vmm. */
bool lspci_is_machine_head(const char *text);
void lspci_machine_head(struct paste *p, struct dumped *d, const char *text);
int lspci_machine_class(struct paste *p, struct dumped *d, const char *value);
int lspci_machine_vendor(struct paste *p, struct dumped *d, const char *value);
int lspci_machine_device(struct paste *p, struct dumped *d, const char *value);
int lspci_machine_revision(struct paste *p, struct dumped *d, const char *value);
int lspci_machine_interface(struct paste *p, struct dumped *d, const char *value);

/* lspci_caps.c: capabilities and their details. */
int lspci_capability(struct paste *p, struct dumped *d, const char *value);
int lspci_acs_cap(struct paste *p, struct dumped *d, const char *value);
int lspci_acs_ctrl(struct paste *p, struct dumped *d, const char *value);
int lspci_ats_control(struct paste *p, struct dumped *d, const char *value);
int lspci_pasid_control(struct paste *p, struct dumped *d, const char *value);
int lspci_vf_control(struct paste *p, struct dumped *d, const char *value);
int lspci_vf_numbers(struct paste *p, struct dumped *d, const char *value);
int lspci_vf_places(struct paste *p, struct dumped *d, const char *value);

/* lspci_classes.c */
bool lspci_class_by_name(const char *name, size_t len, uint16_t *code);

/* listing.c: does this entry belong to the group whose heading is open? */
bool listing_takes(struct paste *p, const struct statement *s);
int listing_entry(struct paste *p, struct pci_addr addr, unsigned int line);

/* settle.c, tellings.c, merge.c, fill.c: from what was seen to the machine. */
int settle(struct paste *p);
int merge(struct paste *p);
void mend_missing(struct machine *m, struct function *f);
int tellings_apply(struct paste *p);
void tellings_exclude(struct paste *p);
bool function_fill(struct function *to, const struct function *from);

#endif
