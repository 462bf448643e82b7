/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
#ifndef ACSDIAG_SYNTH_H
#define ACSDIAG_SYNTH_H

#include <linux/ioctl.h>
#include <linux/types.h>

/*
 * A synthetic PCI machine, handed to a running kernel through /dev/acsdiag-synth.
 * Everything a function can say is in its image; the kernel module adds nothing.
 */

#define SYNTH_CONFIG_SIZE 4096
#define SYNTH_ROOTS_MAX 64

/**
 * struct synth_function - one function and its config space
 * @rid: bus in the upper byte, device and function in the lower
 * @stage: 0 is there from boot on; higher ones appear with SYNTH_STAGE
 * @pad: zero
 * @config: what config reads return; a vendor ID of 0xffff hides the function
 *	    from a scan, as virtual functions are
 * @writable: bits of @config that a config write changes
 */
struct synth_function {
	__u16 rid;
	__u8 stage;
	__u8 pad[5];
	__u8 config[SYNTH_CONFIG_SIZE];
	__u8 writable[SYNTH_CONFIG_SIZE];
};

/**
 * struct synth_machine - a machine to put in front of the kernel
 * @functions: address of the first struct synth_function
 * @count: how many there are
 * @roots_count: entries in @roots
 * @roots: bus numbers of the root buses, ascending
 */
struct synth_machine {
	__u64 functions;
	__u32 count;
	__u32 roots_count;
	__u8 roots[SYNTH_ROOTS_MAX];
};

/**
 * struct synth_query - something about one function
 * @rid: which one
 * @pad: zero
 * @value: SYNTH_VFS: virtual functions to turn on; SYNTH_READS: set to the
 *	   number of config reads since SYNTH_LOAD or the last SYNTH_READS
 */
struct synth_query {
	__u16 rid;
	__u16 pad;
	__u32 value;
};

#define SYNTH_LOAD _IOW('Y', 0x80, struct synth_machine)
#define SYNTH_STAGE _IO('Y', 0x81) /* argument: highest stage to show */
#define SYNTH_REMOVE _IO('Y', 0x82)
#define SYNTH_VFS _IOW('Y', 0x83, struct synth_query)
#define SYNTH_READS _IOWR('Y', 0x84, struct synth_query)

#endif
