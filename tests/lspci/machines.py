#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Print a random machine's config space as lspci -xxxx does.

    machines.py SEED [real]

Bytes only have to look right to a decoder: root ports, switches, bridges and
endpoints of every PCIe type, ACS in all shapes, SR-IOV, capability lists in any
order, functions of which only 64 or 256 bytes were read, and one that sleeps.
With "real", IDs are such as the kernel's quirks and lspci's list of names know,
and all bytes are there.
"""

import random
import sys

ENDPOINT, LEGACY, ROOT_PORT, UPSTREAM, DOWNSTREAM = 0, 1, 4, 5, 6
PCI_BRIDGE, PCIE_BRIDGE, RC_ENDPOINT, RC_COLLECTOR = 7, 8, 9, 10
BRIDGES = (ROOT_PORT, UPSTREAM, DOWNSTREAM, PCI_BRIDGE, PCIE_BRIDGE)
CLASSES = (0x020000, 0x010802, 0x030000, 0x0C0330, 0x040300, 0x118000, 0x028000)
# Devices with a quirk, with a name that others have too, and with neither.
REAL = {
    ROOT_PORT: "8086:8c10 8086:8d10 8086:8d11 8086:1c10 8086:9c90 8086:1e10 "
               "8086:a330 8086:1901 8086:2030 1022:1483 1022:15d3",
    UPSTREAM: "8086:15ea 12d8:2608 10b5:8747",
    DOWNSTREAM: "8086:15ea 12d8:2608 10b5:8747",
    PCI_BRIDGE: "1b21:1080 10e3:8113 1283:8892 104c:8240",
    PCIE_BRIDGE: "10e3:8111",
    RC_ENDPOINT: "8086:1911 8086:a12f 8086:15b7 1022:1639",
    RC_COLLECTOR: "8086:2026",
    None: "1002:4385 1022:1480 8086:244e 1180:e476 8086:8d22",
    ENDPOINT: "8086:10c9 8086:1521 8086:10fb 8086:1533 1b4b:9230 1b4b:9215 "
              "14e4:16d7 1924:0903 144d:a808 10de:1b80 15b3:1017",
}
REAL[LEGACY] = REAL[ENDPOINT]


class Function:
    def __init__(self, rng, bus, slot, func, express, bridge=False, real=False):
        self.rng = rng
        self.address = "%02x:%02x.%x" % (bus, slot, func)
        self.bytes = bytearray(4096)
        self.size = 4096
        self.header(bridge)
        self.capabilities(express, bridge)
        if express is not None:
            self.extended()
        if real:
            vendor, device = rng.choice(REAL[express].split()).split(":")
            self.put(0x00, int(vendor, 16), 2)
            self.put(0x02, int(device, 16), 2)

    def put(self, offset, value, size):
        self.bytes[offset:offset + size] = value.to_bytes(size, "little")

    def header(self, bridge):
        rng = self.rng
        self.put(0x00, rng.choice((0x8086, 0x1022, 0x10DE, 0x1B21, 0x15B3)), 2)
        self.put(0x02, rng.randrange(0x0001, 0xFFFF), 2)
        self.put(0x04, rng.randrange(0x800), 2)
        self.put(0x06, 0x0010, 2)
        self.put(0x08, rng.choice((0x00, 0x07, 0xA1)), 1)
        code = rng.choice((0x060400, 0x060401)) if bridge else rng.choice(CLASSES)
        self.put(0x09, code, 3)
        self.put(0x0E, 1 if bridge else 0, 1)
        if not bridge:
            self.put(0x2C, rng.randrange(1, 0xFFFF), 2)
            self.put(0x2E, rng.randrange(0xFFFF), 2)

    def buses(self, secondary, subordinate):
        self.put(0x18, int(self.address[:2], 16), 1)
        self.put(0x19, secondary, 1)
        self.put(0x1A, subordinate, 1)

    def capabilities(self, express, bridge):
        caps = [(0x01, b"\x03\xc8\x08\x00\x00\x00")]
        if express is not None:
            flags = 2 | express << 4
            caps.append((0x10, flags.to_bytes(2, "little") + bytes(0x38)))
        if bridge and self.rng.random() < 0.5:
            caps.append((0x0D, b"\0\0\x43\x10\x94\x86"))
        self.rng.shuffle(caps)
        at, pointer = 0x40, 0x34
        for number, body in caps:
            self.put(pointer, at, 1)
            self.put(at, number, 1)
            self.bytes[at + 2:at + 2 + len(body)] = body
            pointer = at + 1
            at = (at + 2 + len(body) + 3) & ~3

    def extended(self):
        rng = self.rng
        caps = [number for number in (0x0001, 0x0003, 0x000B, 0x000F)
                if rng.random() < 0.4]
        if rng.random() < 0.6:
            caps.append(0x000D)
        if rng.random() < 0.1:
            caps.append(0x0010)
        rng.shuffle(caps)
        at = 0x100
        for i, number in enumerate(caps):
            after = 0 if i == len(caps) - 1 else at + 0x50
            self.put(at, number | 1 << 16 | after << 20, 4)
            if number == 0x000B:
                self.put(at + 4, 0x00C << 20, 4)
            elif number == 0x000D:
                cap = rng.choice((0x1D, 0x5F, 0x7F, 0x00, 0x11, 0xFF, 0x0520))
                self.put(at + 4, cap, 2)
                self.put(at + 6, rng.choice((0, 0x1D, cap & 0x7F, rng.randrange(0x80))), 2)
            at += 0x50

    def sleep(self):
        self.bytes = bytearray(b"\xff" * 4096)
        self.size = 64

    def text(self):
        rows = ["%s %02x%02x: %02x%02x:%02x%02x" % (
            self.address, *(self.bytes[i] for i in (0x0B, 0x0A, 1, 0, 3, 2)))]
        for at in range(0, self.size, 16):
            rows.append("%02x: %s" % (at, self.bytes[at:at + 16].hex(" ")))
        return "\n".join(rows) + "\n"


class Machine:
    def __init__(self, seed, real):
        self.rng = random.Random(seed)
        self.real = real
        self.functions = []
        self.next_bus = 1

    def add(self, *args, **more):
        function = Function(self.rng, *args, real=self.real, **more)
        self.functions.append(function)
        return function

    def slot(self, bus, slot, types):
        functions = [0] + [f for f in range(1, 8) if self.rng.random() < 0.15]
        made = [self.add(bus, slot, f, self.rng.choice(types)) for f in functions]
        if len(functions) > 1:
            made[0].bytes[0x0E] |= 0x80

    def bridge(self, bus, slot, func, kind, below):
        bridge = self.add(bus, slot, func, kind, bridge=True)
        secondary = self.next_bus
        self.next_bus += 1
        if self.next_bus < 0xF0:
            below(secondary)
        bridge.buses(secondary, self.next_bus - 1)

    def endpoints(self, bus):
        if self.rng.random() < 0.8:
            self.slot(bus, 0, (ENDPOINT, LEGACY))

    def conventional(self, bus):
        for slot in range(self.rng.randrange(3)):
            self.slot(bus, slot, (None,))

    def switch(self, bus):
        def ports(inner):
            for slot in range(1, self.rng.randrange(2, 5)):
                self.bridge(inner, slot, 0, DOWNSTREAM, self.below)
        self.bridge(bus, 0, 0, UPSTREAM, ports)

    def below(self, bus):
        kind = self.rng.random()
        if kind < 0.7 or self.next_bus > 0xC0:
            self.endpoints(bus)
        elif kind < 0.85:
            self.switch(bus)
        else:
            self.bridge(bus, 0, 0, PCI_BRIDGE, self.conventional)

    def build(self):
        self.slot(0, 0, (None,))
        self.slot(0, 2, (RC_ENDPOINT, None))
        self.add(0, 3, 0, RC_COLLECTOR)
        for slot in range(0x10, 0x10 + self.rng.randrange(2, 8)):
            self.bridge(0, slot, 0, ROOT_PORT, self.below)
        self.bridge(0, 0x1E, 0, None, self.conventional)
        if self.real:
            return self
        for function in self.rng.sample(self.functions, len(self.functions) // 8):
            function.size = self.rng.choice((64, 256))
        self.rng.choice(self.functions[1:]).sleep()
        return self


def main():
    machine = Machine(int(sys.argv[1]), "real" in sys.argv[2:]).build()
    print("\n".join(f.text() for f in machine.functions))


main()
