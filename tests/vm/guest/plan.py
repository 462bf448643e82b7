#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""A plan of acsdiag, as somebody follows it who knows nothing else.

    plan.py follow PLAN        write its files, run its commands, one by one; say
                               "reboot" at the end where it does
    plan.py shown PLAN TEXT    is each command, and each line to be written, a
                               line of what people are shown?
    plan.py blocker DOCTOR     function and driver named by group-not-viable
    plan.py passed DOCTOR ID   did this check pass?

PLAN and DOCTOR are what these commands print with --json.
"""

import json
import os
import re
import subprocess
import sys


def write(step):
    os.makedirs(os.path.dirname(step["file"]), exist_ok=True)
    with open(step["file"], "w", encoding="utf-8") as file:
        file.write(step["after"])


def follow(plan):
    for step in plan["steps"]:
        if step["step"] == "file":
            write(step)
        elif step["step"] == "run":
            subprocess.run(["sh", "-c", step["text"]], check=True,
                           stdout=sys.stderr)
        elif step["step"] == "reboot":
            print("reboot")
        else:
            sys.exit(f"this is left to somebody who knows more: {step['text']}")


def wanted(plan):
    """Lines that somebody has to be shown, to do the same by hand."""
    for step in plan["steps"]:
        if step["step"] == "run":
            yield step["text"]
        if step["step"] == "file":
            before = (step["before"] or "").splitlines()
            yield from (line for line in step["after"].splitlines()
                        if line not in before)


def shown(plan, text):
    with open(text, encoding="utf-8") as file:
        lines = [re.sub(r"^ *(\+ )?", "", line.rstrip("\n")) for line in file]
    for line in wanted(plan):
        if line not in lines:
            sys.exit(f"not shown on a line of its own: {line}")


def the_check(doctor, name):
    return next(c for c in doctor["checks"] if c["id"] == name)


def blocker(doctor):
    found = the_check(doctor, "group-not-viable")
    words = json.dumps([found["message"], found["evidence"]])
    print(found["status"], *re.findall(r"0000:01:00\.1|e1000e", words)[:2])


def passed(doctor, name):
    sys.exit(the_check(doctor, name)["status"] != "ok")


with open(sys.argv[2], encoding="utf-8") as data:
    {"follow": follow, "shown": shown, "blocker": blocker,
     "passed": passed}[sys.argv[1]](json.load(data), *sys.argv[3:])
