// SPDX-License-Identifier: GPL-2.0
/* What functions are used for, read from trees that are made here. */

#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fixture.h"
#include "source/usage.h"

#define DEV "sys/bus/pci/devices/0000:01:00.0/"
#define BLOCK "sys/class/block/"

struct world {
	struct tree_dir tree;
	struct machine *m;
	struct function *f;
	struct usage usage;
};

/* 0000:01:00.0, in group 7 */
static int setup(void **state)
{
	struct world *w = calloc(1, sizeof(*w));

	assert_non_null(w);
	tree_make(&w->tree);
	w->m = machine_new("test");
	w->f = add_endpoint(w->m, "0000:01:00.0");
	w->f->group = 7;
	w->f->driver = "driver";
	tree_file(&w->tree, DEV "vendor", "0x8086\n");
	*state = w;
	return 0;
}

static int teardown(void **state)
{
	struct world *w = *state;

	usage_release(&w->usage);
	machine_free(w->m);
	tree_remove(&w->tree);
	free(w);
	return 0;
}

static void look(struct world *w)
{
	const struct function *list[] = { w->f };

	assert_int_equal(usage_read(list, 1, w->tree.path, &w->usage), 0);
}

static void assert_use(const struct world *w, enum use_kind kind,
		       const char *name, const char *detail)
{
	assert_int_equal(w->usage.count, 1);
	assert_int_equal(w->usage.list[0].kind, kind);
	assert_string_equal(w->usage.list[0].name, name);
	if (detail)
		assert_string_equal(w->usage.list[0].detail, detail);
	else
		assert_null(w->usage.list[0].detail);
}

/* A device below the function's own directory */
static void make_device(struct world *w, const char *path, const char *subsystem,
			const char *uevent)
{
	char full[256], target[64];

	snprintf(full, sizeof(full), DEV "%s/uevent", path);
	tree_file(&w->tree, full, uevent);
	snprintf(full, sizeof(full), DEV "%s/subsystem", path);
	snprintf(target, sizeof(target), "../../../class/%s", subsystem);
	tree_link(&w->tree, full, target);
}

/* A SATA disk behind its controller, with one partition */
static void make_disk(struct world *w)
{
	make_device(w, "ata1/host0/target0:0:0/block/sda", "block",
		    "MAJOR=8\nMINOR=0\nDEVNAME=sda\nDEVTYPE=disk\n");
	make_device(w, "ata1/host0/target0:0:0/block/sda/sda1", "block",
		    "MAJOR=8\nMINOR=1\nDEVNAME=sda1\nDEVTYPE=partition\n");
}

static void make_interface(struct world *w)
{
	make_device(w, "net/eth0", "net", "INTERFACE=eth0\nIFINDEX=2\n");
}

static void nothing(void **state)
{
	struct world *w = *state;

	make_disk(w);
	make_interface(w);
	tree_file(&w->tree, "sys/class/net/eth0/flags", "0x1002\n");
	tree_file(&w->tree, "proc/self/mountinfo",
		  "22 1 8:17 / / rw - ext4 /dev/sdb1 rw\n");
	tree_file(&w->tree, "proc/swaps", "Filename\n/dev/sdb2 partition 1 0 -2\n");
	look(w);
	assert_int_equal(w->usage.count, 0);
}

static void mounted(void **state)
{
	struct world *w = *state;

	make_disk(w);
	tree_file(&w->tree, "proc/self/mountinfo",
		  "22 1 8:1 / /srv/my\\040files rw - ext4 /dev/sda1 rw\n");
	look(w);
	assert_use(w, USE_MOUNTED, "sda1", "/srv/my files");
}

/* btrfs has numbers of its own; the device it names is ours. */
static void mounted_by_name(void **state)
{
	struct world *w = *state;

	make_disk(w);
	tree_file(&w->tree, "proc/self/mountinfo",
		  "22 1 0:31 / /home rw shared:1 - btrfs /dev/sda1 rw\n");
	look(w);
	assert_use(w, USE_MOUNTED, "sda1", "/home");
}

/* sda1 -- dm-0 (LUKS) -- dm-1 (LVM), mounted */
static void mounted_through_layers(void **state)
{
	struct world *w = *state;

	make_disk(w);
	tree_file(&w->tree, BLOCK "sda1/holders/dm-0", "");
	tree_file(&w->tree, BLOCK "dm-0/dev", "254:0\n");
	tree_file(&w->tree, BLOCK "dm-0/holders/dm-1", "");
	tree_file(&w->tree, BLOCK "dm-1/dev", "254:1\n");
	tree_file(&w->tree, "proc/self/mountinfo",
		  "22 1 254:1 / / rw - ext4 /dev/mapper/vg-root rw\n");
	look(w);
	assert_use(w, USE_MOUNTED, "sda1", "/, through dm-1");
}

/* An array that nobody mounts is still made of the disk. */
static void held(void **state)
{
	struct world *w = *state;

	make_disk(w);
	tree_file(&w->tree, BLOCK "sda1/holders/md0", "");
	tree_file(&w->tree, BLOCK "md0/dev", "9:0\n");
	look(w);
	assert_use(w, USE_HELD, "sda1", ", through md0");
}

/* The loop device's own file is all that tells. */
static void mounted_through_a_loop(void **state)
{
	struct world *w = *state;

	make_disk(w);
	tree_file(&w->tree, BLOCK "loop7/dev", "7:7\n");
	tree_file(&w->tree, BLOCK "loop7/loop/backing_file", "/dev/sda1\n");
	tree_file(&w->tree, "proc/self/mountinfo",
		  "22 1 7:7 / /mnt rw - ext4 /dev/loop7 rw\n");
	look(w);
	assert_use(w, USE_MOUNTED, "sda1", "/mnt, through loop7");
}

static void part_of_btrfs(void **state)
{
	struct world *w = *state;

	make_disk(w);
	tree_file(&w->tree, "sys/fs/btrfs/1234/devices/sda1", "");
	look(w);
	assert_use(w, USE_HELD, "sda1", ": part of a btrfs");
}

static void swapped(void **state)
{
	struct world *w = *state;

	make_disk(w);
	tree_file(&w->tree, "proc/swaps",
		  "Filename Type Size Used Priority\n/dev/sda1 partition 1 0 -2\n");
	look(w);
	assert_use(w, USE_SWAP, "sda1", NULL);
}

/* The path nvme0c0n1 has no number; the disk that is mounted is nvme0n1. */
static void multipath(void **state)
{
	struct world *w = *state;

	make_device(w, "nvme/nvme0/nvme0c0n1", "block", "DEVTYPE=disk\n");
	tree_file(&w->tree, BLOCK "nvme0n1/dev", "259:0\n");
	tree_file(&w->tree, "proc/self/mountinfo",
		  "22 1 259:0 / / rw - ext4 /dev/nvme0n1 rw\n");
	look(w);
	assert_use(w, USE_MOUNTED, "nvme0n1", "/");
}

/* Other PCI functions below a bridge are looked at by themselves. */
static void not_the_child(void **state)
{
	struct world *w = *state;

	make_device(w, "0000:02:00.0/net/eth0", "net", "INTERFACE=eth0\n");
	tree_file(&w->tree, "sys/class/net/eth0/flags", "0x1003\n");
	look(w);
	assert_int_equal(w->usage.count, 0);
}

static void interface_up(void **state)
{
	struct world *w = *state;

	make_interface(w);
	tree_file(&w->tree, "sys/class/net/eth0/flags", "0x1003\n");
	look(w);
	assert_use(w, USE_NETWORK_UP, "eth0", NULL);
}

static void default_route(void **state)
{
	struct world *w = *state;

	make_interface(w);
	tree_file(&w->tree, "sys/class/net/eth0/flags", "0x1003\n");
	tree_file(&w->tree, "proc/net/route",
		  "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\n"
		  "eth0\t0001A8C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\n"
		  "eth0\t00000000\t0101A8C0\t0003\t0\t0\t0\t00000000\t0\n");
	look(w);
	assert_use(w, USE_DEFAULT_ROUTE, "eth0", NULL);
}

static void default_route_v6_through_bridge(void **state)
{
	struct world *w = *state;

	make_interface(w);
	tree_file(&w->tree, "sys/class/net/eth0/flags", "0x1103\n");
	tree_file(&w->tree, "sys/class/net/eth0/upper_vmbr0", "");
	tree_file(&w->tree, "proc/net/ipv6_route",
		  "00000000000000000000000000000000 00 00000000000000000000000000000000 00 fe800000000000000000000000000001 00000400 00000001 00000000 00000003    vmbr0\n");
	look(w);
	assert_use(w, USE_DEFAULT_ROUTE, "eth0", ", through vmbr0");
}

static void make_console(struct world *w, const char *kind)
{
	tree_file(&w->tree, "sys/class/vtconsole/vtcon0/bind", "1\n");
	tree_file(&w->tree, "sys/class/vtconsole/vtcon0/name", kind);
}

static void console_on_frame_buffer(void **state)
{
	struct world *w = *state;

	make_console(w, "(M) frame buffer device\n");
	make_device(w, "graphics/fb0", "graphics",
		    "MAJOR=29\nMINOR=0\nDEVNAME=fb0\n");
	look(w);
	assert_use(w, USE_CONSOLE, "fb0", NULL);
}

static void console_on_firmware_fb(void **state)
{
	struct world *w = *state;

	w->f->flags |= FN_BOOT_VGA;
	make_console(w, "(M) frame buffer device\n");
	tree_file(&w->tree, "proc/fb", "0 EFI VGA\n");
	look(w);
	assert_use(w, USE_CONSOLE, "the firmware's frame buffer", NULL);
}

static void no_console_on_vfio(void **state)
{
	struct world *w = *state;

	w->f->flags |= FN_BOOT_VGA;
	w->f->driver = "vfio-pci";
	make_console(w, "(S) VGA+\n");
	look(w);
	assert_int_equal(w->usage.count, 0);
}

static void serial_console(void **state)
{
	struct world *w = *state;

	make_device(w, "tty/ttyS4", "tty", "MAJOR=4\nMINOR=68\nDEVNAME=ttyS4\n");
	tree_file(&w->tree, "proc/consoles",
		  "tty0                 -WU (EC  p  )    4:7\n"
		  "ttyS4                -W- (E   p a)    4:68\n");
	look(w);
	assert_use(w, USE_CONSOLE, "ttyS4", NULL);
}

/* Ports of a virtio console; hvc lines are below no device. */
static void make_port(struct world *w, const char *console)
{
	make_device(w, "virtio2/virtio-ports/vport2p1", "virtio-ports",
		    "MAJOR=242\nMINOR=1\nDEVNAME=vport2p1\n");
	tree_file(&w->tree, "proc/consoles", console);
}

static void virtual_console(void **state)
{
	struct world *w = *state;

	make_port(w, "hvc0                 -W- (EC p  )  229:0\n");
	look(w);
	assert_use(w, USE_CONSOLE, "hvc0", NULL);
}

static void channel_beside_virtual_console(void **state)
{
	struct world *w = *state;

	make_port(w, "hvc0                 -W- (EC p  )  229:0\n");
	tree_file(&w->tree, "sys/kernel/debug/virtio-ports/vport2p1",
		  "name: org.qemu.guest_agent.0\nis_console: no\n");
	look(w);
	assert_int_equal(w->usage.count, 0);
}

static void port_without_virtual_console(void **state)
{
	struct world *w = *state;

	make_port(w, "tty0                 -WU (EC p  )    4:7\n");
	look(w);
	assert_int_equal(w->usage.count, 0);
}

static void usb_keyboard(void **state)
{
	struct world *w = *state;

	w->f->class = 0x0c0330;
	make_device(w, "usb1/1-1/1-1:1.0/input/input5", "input",
		    "PRODUCT=3/46d/c31c/110\n");
	tree_file(&w->tree, DEV "usb1/1-1/1-1:1.0/input/input5/name",
		  "Logitech Keyboard\n");
	look(w);
	assert_use(w, USE_USB_INPUT, "Logitech Keyboard", NULL);
}

/* A sound card's jacks are input devices too. */
static void no_input_of_sound(void **state)
{
	struct world *w = *state;

	w->f->class = 0x040300;
	make_device(w, "sound/card0/input5", "input", "PRODUCT=0/0/0/0\n");
	tree_file(&w->tree, DEV "sound/card0/input5/name", "HDMI\n");
	look(w);
	assert_int_equal(w->usage.count, 0);
}

static void open_group(void **state)
{
	struct world *w = *state;

	w->f->driver = "vfio-pci";
	tree_file(&w->tree, "proc/812/comm", "qemu-system-x86\n");
	tree_link(&w->tree, "proc/812/fd/9", "/dev/vfio/7");
	tree_link(&w->tree, "proc/812/fd/10", "/dev/vfio/8");
	look(w);
	assert_use(w, USE_VFIO, "vfio/7", "process 812 (qemu-system-x86)");
}

static void open_vfio_device(void **state)
{
	struct world *w = *state;

	make_device(w, "vfio-dev/vfio0", "vfio-dev",
		    "MAJOR=511\nMINOR=0\nDEVNAME=vfio/devices/vfio0\n");
	tree_file(&w->tree, "proc/9/comm", "qemu\n");
	tree_link(&w->tree, "proc/9/fd/3", "/dev/vfio/devices/vfio0");
	look(w);
	assert_use(w, USE_VFIO, "vfio/devices/vfio0", "process 9 (qemu)");
}

static void open_node(void **state)
{
	struct world *w = *state;

	make_device(w, "drm/card0", "drm", "MAJOR=226\nMINOR=0\nDEVNAME=dri/card0\n");
	tree_file(&w->tree, "proc/77/comm", "Xorg\n");
	tree_link(&w->tree, "proc/77/fd/12", "/dev/dri/card0");
	look(w);
	assert_use(w, USE_OPEN, "dri/card0", "process 77 (Xorg)");
}

static void virtual_functions(void **state)
{
	struct world *w = *state;

	tree_file(&w->tree, DEV "sriov_numvfs", "4\n");
	look(w);
	assert_use(w, USE_VIRTUAL_FUNCTIONS, "4", NULL);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(nothing),
		TEST(mounted),
		TEST(mounted_by_name),
		TEST(mounted_through_layers),
		TEST(held),
		TEST(mounted_through_a_loop),
		TEST(part_of_btrfs),
		TEST(swapped),
		TEST(multipath),
		TEST(not_the_child),
		TEST(interface_up),
		TEST(default_route),
		TEST(default_route_v6_through_bridge),
		TEST(console_on_frame_buffer),
		TEST(console_on_firmware_fb),
		TEST(no_console_on_vfio),
		TEST(serial_console),
		TEST(virtual_console),
		TEST(channel_beside_virtual_console),
		TEST(port_without_virtual_console),
		TEST(usb_keyboard),
		TEST(no_input_of_sound),
		TEST(open_group),
		TEST(open_vfio_device),
		TEST(open_node),
		TEST(virtual_functions),
	};

	return cmocka_run_group_tests_name("usage", tests, NULL, NULL);
}
