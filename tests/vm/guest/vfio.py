#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""A VFIO group, seen as a virtual machine monitor sees it.

    vfio.py status GROUP    is it viable (VFIO_GROUP_GET_STATUS)?
    vfio.py hold GROUP      open it, say so, and keep it open
"""

import fcntl
import struct
import sys
import time

# include/uapi/linux/vfio.h: _IO(';', 100 + 3), struct vfio_group_status
VFIO_GROUP_GET_STATUS = ord(";") << 8 | 103
VFIO_GROUP_FLAGS_VIABLE = 1


def status(group):
    answer = bytearray(struct.pack("=II", 8, 0))
    fcntl.ioctl(group, VFIO_GROUP_GET_STATUS, answer)
    _, flags = struct.unpack("=II", answer)
    print("viable" if flags & VFIO_GROUP_FLAGS_VIABLE else "not viable")


def hold(_group):
    print("open", flush=True)
    time.sleep(600)


with open(sys.argv[2], "r+b", buffering=0) as opened:
    {"status": status, "hold": hold}[sys.argv[1]](opened)
