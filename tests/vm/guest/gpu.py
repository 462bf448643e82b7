# SPDX-License-Identifier: GPL-2.0
"""What a virtual machine and its driver do to a graphics card, through vfio."""

import fcntl
import os
import struct
import time

SET_IOMMU, SET_CONTAINER, GET_DEVICE_FD = 0x3b66, 0x3b68, 0x3b6a
GET_REGION_INFO, DEVICE_RESET, HOT_RESET = 0x3b6c, 0x3b6f, 0x3b71
TYPE1 = 1
REGISTERS, CONFIG = 5, 7
COMMAND, MEMORY, MASTER = 4, 2, 4
POLARIS = {0x67df, 0x67ef, 0x699f, 0x694c}


class Device:
    """A function that is bound to vfio-pci, opened: which resets it."""

    def __init__(self, address):
        self.descriptors = []
        try:
            self.open(address)
        except OSError:
            self.close()
            raise

    def open(self, address):
        group = os.readlink(f"/sys/bus/pci/devices/{address}/iommu_group")
        container = os.open("/dev/vfio/vfio", os.O_RDWR)
        self.descriptors.append(container)
        self.group = os.open(f"/dev/vfio/{os.path.basename(group)}", os.O_RDWR)
        self.descriptors.append(self.group)
        fcntl.ioctl(self.group, SET_CONTAINER, struct.pack("i", container))
        fcntl.ioctl(container, SET_IOMMU, TYPE1)
        self.device = fcntl.ioctl(self.group, GET_DEVICE_FD,
                                  bytearray(address.encode() + b"\0"))
        self.descriptors.append(self.device)
        self.start = {index: self.region(index) for index in (REGISTERS, CONFIG)}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        while self.descriptors:
            os.close(self.descriptors.pop())

    def region(self, index):
        info = struct.pack("<IIIIQQ", 32, 0, index, 0, 0, 0)
        info = fcntl.ioctl(self.device, GET_REGION_INFO, info)
        return struct.unpack("<IIIIQQ", info)[5]

    def read(self, region, offset, size=4):
        data = os.pread(self.device, size, self.start[region] + offset)
        return int.from_bytes(data, "little")

    def write(self, region, offset, value, size=4):
        os.pwrite(self.device, value.to_bytes(size, "little"),
                  self.start[region] + offset)

    def register(self, dword):
        return self.read(REGISTERS, dword * 4)

    def set_register(self, dword, value):
        self.write(REGISTERS, dword * 4, value)

    def turn_on(self):
        command = self.read(CONFIG, COMMAND, 2)
        self.write(CONFIG, COMMAND, command | MEMORY | MASTER, 2)

    def reset(self):
        """Of this function, as a guest's driver asks for it."""
        fcntl.ioctl(self.device, DEVICE_RESET)

    def hot_reset(self):
        """Of the slot or bus that it is in."""
        fcntl.ioctl(self.device, HOT_RESET,
                    struct.pack("<IIIi", 16, 0, 1, self.group))


def smc(card, address, value=None):
    card.set_register(0x80, address)
    if value is not None:
        card.set_register(0x81, value)
    return card.register(0x81)


def start_smc(card):
    """The firmware of Polaris: held in reset, loaded, let go."""
    counter = smc(card, 0x80000370)
    if counter >= 0x20100:
        return f"its firmware runs already, at {counter:#x}"
    smc(card, 0x80000000, 1)
    smc(card, 0x80000000, 0)
    if smc(card, 0x80000370) < 0x20100:
        return "its firmware does not run"
    return "came up"


def start_psp(card, base):
    """The secure firmware: taken by a bootloader that is ready for it."""
    if not card.register(base + 0x63) & 0x80000000:
        return "its bootloader is not ready"
    if card.register(base + 0x91):
        return "its firmware runs already"
    card.set_register(base + 0x63, 0x20000)
    time.sleep(0.05)
    if card.register(base + 0x91) in (0, 0xffffffff):
        return "its firmware does not run"
    return "came up"


def use(address, mp0):
    """Open the card, start its firmware, close it; what came of it."""
    with Device(address) as card:
        card.turn_on()
        identity = card.read(CONFIG, 0)
        if identity == 0xffffffff:
            return "it is off the bus"
        if identity >> 16 in POLARIS:
            return start_smc(card)
        return start_psp(card, mp0)
