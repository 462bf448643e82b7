# SPDX-License-Identifier: GPL-2.0
"""How much work an examination of a normal host is.

Wall time is what people feel, and what a busy machine blurs; system calls and
instructions repeat. A slow processor of today does 1,000 million instructions a
second, and a system call costs it less than 3 microseconds: what is allowed here
takes it less than 100 ms together. Programs that unpack an initramfs are left out:
they take what that takes, and run only where configuration speaks of VFIO.
"""

import os
import re
import shutil
import subprocess

import machine_tree

FUNCTIONS = 72
ALIASES = 25000
MODULES = 4500
LOG_LINES = 2500
MOST_INSTRUCTIONS = 60_000_000
MOST_CALLS = 5000
CALL = re.compile(r"(\[pid +\d+\] )?\w+\(")


def normal_host(root, description):
    """A ready host with as much to read as a real one has."""
    machine_tree.build(description, root)
    tree = machine_tree.Tree(root)
    for number in range(FUNCTIONS):
        bus, group = 0x20 + number // 2, 20 + number // 2
        tree.pci([f"0000:{bus:02x}:00.{number % 2}", "8086:10fb", "020000", "endpoint",
                  "driver=ixgbe", f"group={group}", "reset_method=flr bus",
                  "power_state=D0", "current_link_width=8", "max_link_width=8",
                  "current_link_speed=5.0 GT/s PCIe", "max_link_speed=5.0 GT/s PCIe",
                  "d3cold_allowed=1", "driver_override=(null)"])
    lists = f"/usr/lib/modules/{tree.read('/proc/sys/kernel/osrelease').strip()}"
    tree.write(lists + "/modules.alias", "".join(
        f"alias pci:v00008086d{n:08X}sv*sd*bc*sc*i* module_{n % MODULES}\n"
        for n in range(ALIASES)), "ab")
    tree.write(lists + "/modules.dep", "".join(
        f"kernel/drivers/net/module-{n}.ko.xz: kernel/net/other-{n}.ko.xz\n"
        for n in range(MODULES)), "ab")
    tree.write("/var/log/dmesg", "".join(
        f"[{n / 100:12.6f}] pci 0000:20:00.0: BAR 0 [mem 0x{n:08x}-0x{n + 255:08x}]\n"
        for n in range(LOG_LINES)), "ab")


def run(argv):
    return subprocess.run(argv, check=False, text=True, errors="replace",
                          stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                          env={**os.environ, "LC_ALL": "C.UTF-8"}).stderr


def system_calls(command):
    """Its own, without those of programs it starts; None where strace is missing."""
    if not shutil.which("strace"):
        return None
    return sum(bool(CALL.match(line))
               for line in run(["strace", "-q", *command]).splitlines())


def instructions(command):
    """Counted in valgrind's machine: hardware counters are often hidden."""
    if not shutil.which("valgrind"):
        return None
    counts = re.findall(r"Collected : (\d+)", run(
        ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", *command]))
    return sum(map(int, counts)) or None
