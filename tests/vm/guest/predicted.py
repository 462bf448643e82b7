#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""What predict says of itself, and its groups as the lab writes groups.

    predicted.py JSON

Functions that the kernel gave no group, such as an IOMMU, are left out.
"""

import json
import os
import sys


def grouped(device):
    return os.path.exists(
        f"/sys/bus/pci/devices/{device['address']}/iommu_group")


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        answer = json.load(file)
    comparison = answer["comparison"] or {}
    print("matches", comparison.get("matches"))
    for difference in comparison.get("differences", []):
        print("difference", difference)
    for clause in comparison.get("explained_by", []):
        print("explanation", clause)
    groups = (sorted(d["address"] for d in group["devices"] if grouped(d))
              for group in answer["groups"])
    for group in sorted(groups):
        if group:
            print(*group)


main()
