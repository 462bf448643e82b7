# SPDX-License-Identifier: GPL-2.0
"""What tests with modelled cards share: orders to the server of the cards, what
the kernel's files say of them, the module's own record of resets, the table of
what a reset comes to, and results.

Cards are tried side by side, each in a thread of its own: a reset is sleep for
the most part, and that many may run at once."""

import collections
import errno
import glob
import os
import re
import select
import shlex
import subprocess
import threading

import gpu

PCI = "/sys/bus/pci"
HISTORY = "/sys/kernel/debug/acsdiag/reset-history"
ORDERS_AT = "/0000:00:1e.0/"  # the serial port to the server, see gpusim.sh
LIMIT_US = 15_000_000  # GPU_RESET_LIMIT_US

EXPERIMENTAL = {"arcturus", "navi21", "navi22", "navi23", "navi31", "navi32"}
HOPELESS = {"navi48"}  # of these only the bus reset is kept away
BOARDS = {"flr", "lose-scratch", "shift-bases"}  # words that are no faults

Counts = collections.namedtuple("Counts", "nmis writes config_writes accesses")
Special = collections.namedtuple("Special", "family method outcome words")


class Failed(Exception):
    """What a test claims does not hold; the words say what does."""


def demand(holds, words):
    if not holds:
        raise Failed(words)


def write(path, text):
    """Into one of the kernel's files: "ok", or the name of the error."""
    try:
        descriptor = os.open(path, os.O_WRONLY)
        try:
            os.write(descriptor, text.encode())
        finally:
            os.close(descriptor)
    except OSError as error:
        return errno.errorcode[error.errno]
    return "ok"


def read(path):
    with open(path, encoding="ascii") as file:
        return file.read().strip()


class Orders:
    """The serial port that the server listens at; one order at a time."""

    def __init__(self):
        self.lock = threading.Lock()
        # The port's name depends on how many others there are.
        name = next(os.path.basename(tty) for tty in glob.glob("/sys/class/tty/*")
                    if ORDERS_AT in os.path.realpath(tty))
        self.port = os.open(f"/dev/{name}", os.O_RDWR | os.O_NOCTTY)
        subprocess.run(["stty", "-F", f"/dev/{name}", "raw", "-echo"], check=True)

    def answer(self):
        line = b""
        while not line.endswith(b"\n"):
            demand(select.select([self.port], [], [], 10)[0],
                   "the server does not answer")
            line += os.read(self.port, 256)
        return line.decode().strip()

    def __call__(self, words):
        with self.lock:
            os.write(self.port, words.encode() + b"\n")
            answer = self.answer()
        demand(answer.startswith("ok"), f"{words}: {answer}")
        return answer[3:]


class Card:
    def __init__(self, name, setup, bus, orders):
        self.name = name
        self.family, *self.options = setup.split(",")
        self.address = f"0000:{bus:02x}:00.0"
        self.orders = orders
        # Where its PSP is, for a driver that does not look into the table.
        self.mp0 = 0x16c00 if "shift-bases" in self.options else 0x16000

    # The server's side

    def order(self, *words):
        return self.orders(" ".join((self.name, *words)))

    def state(self):
        """In a word; "broken" with the reason."""
        return self.order("state").strip()

    def is_clean(self):
        return self.state() == "clean"

    def counts(self):
        return Counts(*map(int, self.order("counts").split()))

    def befall(self, words):
        """From a card that was just switched on: used, and faults."""
        self.order("power-on")
        if "used" in words:
            self.order("dirty")
        self.order("clear-counts")
        for word in words:
            if word != "used" and word not in BOARDS:
                self.order("fault", word)

    # The kernel's side

    def functions(self):
        found = glob.glob(f"{PCI}/devices/{self.address[:-1]}*")
        return sorted(os.path.basename(path) for path in found)

    def file(self, name, function=None):
        return f"{PCI}/devices/{function or self.address}/{name}"

    def offered(self):
        """Is ours the first of the kernel's methods?"""
        path = self.file("reset_method")
        return os.path.exists(path) and read(path).startswith("device_specific")

    def reset(self):
        """By the kernel's file, which is there if there is any method."""
        path = self.file("reset")
        return write(path, "1") if os.path.exists(path) else "ENOTTY"

    def bind(self, driver, *functions):
        """All of them, or only these; a driver must have let go before."""
        for function in functions or self.functions():
            self.unbind(function)
            write(self.file("driver_override", function), driver)
            write(f"{PCI}/drivers_probe", function)
            demand(os.path.realpath(self.file("driver", function)).endswith(driver),
                   f"{function} is not bound to {driver}")

    def unbind(self, *functions):
        for function in functions or self.functions():
            write(self.file("driver/unbind", function), function)
            write(self.file("driver_override", function), "\n")

    def use(self):
        """As a guest does; "came up", or why the card did not."""
        try:
            return gpu.use(self.address, self.mp0)
        except OSError as error:
            return f"it cannot be opened: {errno.errorcode[error.errno]}"

    def config(self):
        """What software set up in each function, which must be awake for it."""
        found = {}
        for function in self.functions():
            write(self.file("power/control", function), "on")
            with open(self.file("config", function), "rb") as file:
                found[function] = file.read(64).hex()
        return found

    def is_awake(self):
        return all(read(self.file("power_state", function)) == "D0"
                   for function in self.functions())

    # The module's side

    def records(self, since):
        """Its resets after that number, as the module remembers them."""
        return [record for record in history()
                if record["address"] == self.address and record["number"] > since]


def history():
    """The module's last resets, oldest first; none while it is not loaded."""
    if not os.path.exists(HISTORY):
        return []
    records = []
    for line in read(HISTORY).splitlines():
        number, *words = shlex.split(line)
        record = dict(word.split("=", 1) for word in words if "=" in word)
        record["number"] = int(number)
        record["written"] = "written" in words
        record["address"] = next(word for word in words if ":" in word)
        code = int(record["error"])
        record["error"] = errno.errorcode[code] if code else "ok"
        records.append(record)
    return records


def last_number():
    return max((record["number"] for record in history()), default=0)


def all_cards():
    """Those of the topology, in their order, one on each bus from 1 on."""
    orders = Orders()
    gpus = re.search(r'^gpus="([^"]*)"', read("/lab/topology"), re.M).group(1)
    return [Card(*card.split("="), bus, orders)
            for bus, card in enumerate(gpus.split(), 1)]


class Table:
    """tests/reset/outcomes, which says what its rows mean."""

    def __init__(self):
        self.scenarios, self.families, self.specials = {}, {}, []
        for line in read("/lab/outcomes").splitlines():
            kind, *words = line.split() or ["#"]
            if kind == "scenario":
                self.scenarios[words[0]] = words[1:]
            elif kind == "family":
                self.families[words[0]] = dict(zip(self.scenarios, words[1:]))
            elif kind == "special":
                self.specials.append(Special(*words[:3], ["used", *words[3:]]))

    def of(self, card):
        """(scenario, what befell the card, outcome), where there is such a thing"""
        return [(name, self.scenarios[name], outcome)
                for name, outcome in self.families[card.family].items()
                if outcome != "-"]

    def specials_of(self, card):
        """Those for a board like this one."""
        return [special for special in self.specials
                if special.family == card.family and
                BOARDS.intersection(special.words) == set(card.options)]


def told(card, since, said, expected):
    """The record of the one reset since then: as expected, in time, and true."""
    records = card.records(since)
    demand(len(records) == 1, f"{len(records)} resets, {said}: {records}")
    record = records[0]
    demand(said == expected and record["error"] == expected,
           f"{said}, expected {expected}; card {card.state()}; {record}")
    in_time(record)
    if expected == "ok":
        demand(record["after"] == "clean", f"{record}")
        demand(card.is_clean(), f"called clean, is {card.state()}: {record}")
    else:
        demand(record["after"] != "clean" and "failure" in record,
               f"failed without a reason: {record}")
    return record


def in_time(record):
    demand(int(record["duration"]) <= LIMIT_US, f"took too long: {record}")


# Modules

def load_driver(name):
    """One of the kernel's, with all it depends on; some are built in."""
    for file in read(f"/lab/drivers/{name}").split():
        subprocess.run(["insmod", f"/lab/{file}"], check=False,
                       stderr=subprocess.DEVNULL)


def load(*parameters):
    subprocess.run(["insmod", "/lab/acsdiag.ko", *parameters], check=True)


def unload():
    if os.path.isdir("/sys/module/acsdiag"):
        subprocess.run(["rmmod", "acsdiag"], check=True)


def begin():
    """The cards, each switched on, with the module loaded to reset them all."""
    cards = all_cards()
    for name in ("vfio_pci", "vfio_iommu_type1", "pci_stub"):
        load_driver(name)
    unload()
    for card in cards:
        card.order("power-on")
    experiments = any(card.family in EXPERIMENTAL for card in cards)
    load(*["reset_experimental=1"] * experiments)
    return cards


# Results

def outcome_of(test, *arguments):
    """None, or what went wrong."""
    try:
        test(*arguments)
    except Failed as failure:
        return str(failure)
    except Exception as error:  # whatever it was, it is a result
        return repr(error)
    return None


def report(what, failure):
    print(f"not ok - {what}" if failure else f"ok - {what}")
    if failure:
        print("\n".join(f"# {line}" for line in failure.splitlines()))
    print(end="", flush=True)


def skip(what, why):
    print(f"ok - {what} # SKIP {why}", flush=True)


def check(what, test, *arguments):
    report(what, outcome_of(test, *arguments))


def each(what, test, cards):
    """One result for each card, all of them at once."""
    found = {}

    def try_one(card):
        found[card] = outcome_of(test, card)

    threads = [threading.Thread(target=try_one, args=(card,)) for card in cards]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for card in cards:
        report(f"{card.name}: {what}", found[card])


def parameter(name, default):
    """A word name=value of the kernel's command line."""
    found = re.search(rf"\b{name}=(\w+)", read("/proc/cmdline"))
    return found.group(1) if found else default
