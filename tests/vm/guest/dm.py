#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""A device that the device mapper makes of another one, all of it.

    dm.py create NAME DEVICE
    dm.py remove NAME
"""

import fcntl
import os
import struct
import sys

# include/uapi/linux/dm-ioctl.h
DM_DEV_CREATE, DM_DEV_REMOVE, DM_DEV_SUSPEND, DM_TABLE_LOAD = 3, 4, 6, 9
HEADER = struct.Struct("=3I I I I i I I I Q 128s 129s 7s")
TARGET = struct.Struct("=QQiI16s")


def control(command, name, table=b""):
    size = HEADER.size + len(table)
    header = HEADER.pack(4, 0, 0, size, HEADER.size, bool(table), 0, 0, 0, 0, 0,
                         name.encode(), b"", b"")
    request = 3 << 30 | HEADER.size << 16 | 0xfd << 8 | command
    with open("/dev/mapper/control", "r+b", buffering=0) as mapper:
        fcntl.ioctl(mapper, request, bytearray(header + table))


def create(name, device):
    with open(device, "rb") as disk:
        sectors = disk.seek(0, os.SEEK_END) // 512
    what = f"{device} 0\0".encode()
    what += b"\0" * (-len(what) % 8)
    target = TARGET.pack(0, sectors, 0, TARGET.size + len(what), b"linear")
    control(DM_DEV_CREATE, name)
    control(DM_TABLE_LOAD, name, target + what)
    control(DM_DEV_SUSPEND, name)


def remove(name):
    control(DM_DEV_REMOVE, name)


{"create": create, "remove": remove}[sys.argv[1]](*sys.argv[2:])
