#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Compare what netlink, sysfs and debugfs say of every function.

    agree.py NETLINK SYSFS DEBUGFS

Two snapshots of the command, and the debugfs view "devices". Every fact that
more than one of them holds must be the same; facts that only one holds must be
those that the others cannot have.
"""

import json
import subprocess
import sys

# What only the module knows, and what only sysfs and config space know.
NETLINK_ONLY = {"kernel_verdict", "isolated_msi", "aliases", "flags",
                "ats_enabled", "pasid_enabled", "probe_order"}
SYSFS_ONLY = {"command"}
# Both sources may set flags; the module knows more of them.
SKIPPED = {"flags"}

PCIE_TYPES = {"0": "endpoint", "1": "legacy-endpoint", "4": "root-port",
              "5": "upstream", "6": "downstream", "7": "pcie-to-pci",
              "8": "pci-to-pcie", "9": "rc-endpoint",
              "10": "rc-event-collector"}


def words(text):
    return text.split(",") if text else []


# debugfs name: (name in the snapshot, how the text becomes its value)
DEBUGFS = {
    "vendor": ("vendor", str),
    "device": ("device", str),
    "subvendor": ("subsystem_vendor", str),
    "subdevice": ("subsystem_device", str),
    "class": ("class", str),
    "revision": ("revision", str),
    "header-type": ("header_type", int),
    "pcie-type": ("pcie_type", PCIE_TYPES.get),
    "secondary": ("secondary_bus", str),
    "subordinate": ("subordinate_bus", str),
    "physfn": ("physfn", str),
    "arrival": ("probe_order", int),
    "acs.offset": ("acs.offset", str),
    "acs.capability": ("acs.capability", str),
    "acs.control": ("acs.control", str),
    "verdict": ("kernel_verdict", str),
    "group": ("group", int),
    "group-type": ("group_type", str),
    "isolated-msi": ("isolated_msi", lambda text: text == "1"),
    "driver": ("driver", str),
    "power-state": ("power_state", str),
    "reset-methods": ("reset_methods", words),
}


def flat(device):
    """A function's facts by dotted name."""
    facts = {}
    for name, value in device.items():
        if isinstance(value, dict):
            for inner, inner_value in value.items():
                facts[f"{name}.{inner}"] = inner_value
        else:
            facts[name] = value
    return facts


def snapshot(path):
    with open(path, encoding="utf-8") as file:
        devices = json.load(file)["devices"]
    return {device["address"]: flat(device) for device in devices}


def view(path):
    """The debugfs view: each line an address, then name=value."""
    functions = {}
    with open(path, encoding="utf-8") as file:
        for line in file:
            address, *facts = line.split()
            functions[address] = [fact.partition("=")[::2] for fact in facts]
    return functions


def compare_snapshots(netlink, sysfs):
    for address in netlink.keys() & sysfs.keys():
        one, two = netlink[address], sysfs[address]
        for name in one.keys() & two.keys() - SKIPPED:
            if one[name] != two[name]:
                yield f"{address} {name}: {one[name]} and {two[name]}"
        for name in one.keys() - two.keys() - NETLINK_ONLY:
            yield f"{address} {name}: not in sysfs, {one[name]} by netlink"
        for name in two.keys() - one.keys() - SYSFS_ONLY:
            yield f"{address} {name}: not by netlink, {two[name]} in sysfs"


def compare_view(netlink, debugfs):
    for address in netlink.keys() & debugfs.keys():
        facts = netlink[address]
        for name, text in debugfs[address]:
            if name not in DEBUGFS:
                continue
            key, convert = DEBUGFS[name]
            if facts.get(key) != convert(text):
                yield f"{address} {key}: {facts.get(key)} by netlink, " \
                      f"{name}={text} in debugfs"
        told = {name for name, _ in debugfs[address]}
        if facts.get("driver") and "driver" not in told:
            yield f"{address}: debugfs leaves out the driver"
        if (facts.get("group") is not None) != ("group" in told):
            yield f"{address}: only one of netlink and debugfs has a group"


def rules_verdicts(netlink):
    """The kernel's own verdict against the registers and quirks."""
    for address, facts in netlink.items():
        shown = json.loads(subprocess.run(
            ["acsdiag", "--json", "show", address],
            capture_output=True, check=True).stdout)["function"]
        kernel = facts["kernel_verdict"]
        rules = shown["rules_verdict"]["isolated"]
        expected = {"yes": "isolated", "no": "not-isolated"}.get(rules)
        if kernel != expected:
            yield f"{address}: the kernel says {kernel}, the rules {rules}"


def report(what, differences):
    differences = sorted(differences)
    print(("not ok - " if differences else "ok - ") + what)
    for difference in differences:
        print(f"# {difference}")


def main():
    netlink, sysfs = snapshot(sys.argv[1]), snapshot(sys.argv[2])
    debugfs = view(sys.argv[3])
    report("netlink, sysfs and debugfs have the same functions",
           (netlink.keys() ^ sysfs.keys()) | (netlink.keys() ^ debugfs.keys()))
    report("netlink and sysfs agree on every function's facts",
           compare_snapshots(netlink, sysfs))
    report("netlink and debugfs agree on every function's facts",
           compare_view(netlink, debugfs))
    report("the kernel's verdicts are what registers and quirks say",
           rules_verdicts(netlink))


main()
