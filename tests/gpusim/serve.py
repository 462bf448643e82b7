#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""The server as QEMU meets it: what it answers over its sockets, and that no
message ends it. Results as TAP without a plan; serve.py SERVER."""

import contextlib
import os
import socket
import struct
import subprocess
import sys
import tempfile

VERSION, GET_INFO, GET_REGION_INFO, GET_IRQ_INFO = 1, 4, 5, 7
REGION_READ, REGION_WRITE, RESET = 9, 10, 13
HEADER = struct.Struct("<HHIII")
ACCESS = struct.Struct("<QII")
CONFIG, BAR5 = 7, 5
SOL = 0x58244
POWER = 0x54  # PMCSR
ERROR = 0x20


class Function:
    """One function of a card, over vfio-user."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(10)
        self.socket.connect(path)

    def exactly(self, count):
        data = b""
        while len(data) < count:
            part = self.socket.recv(count - len(data))
            if not part:
                raise ConnectionError("the server hung up")
            data += part
        return data

    def ask(self, command, body=b""):
        self.socket.sendall(HEADER.pack(7, command, 16 + len(body), 0, 0) + body)
        _, _, size, flags, error = HEADER.unpack(self.exactly(16))
        answer = self.exactly(size - 16)
        if flags & ERROR:
            raise OSError(error, "refused")
        return answer

    def read(self, region, offset, count=4):
        answer = self.ask(REGION_READ, ACCESS.pack(offset, region, count))
        return int.from_bytes(answer[16:], "little")

    def write(self, region, offset, value, count=4):
        self.ask(REGION_WRITE, ACCESS.pack(offset, region, count)
                 + value.to_bytes(count, "little"))


class Server:
    def __init__(self, program, *cards):
        self.directory = tempfile.TemporaryDirectory()
        self.process = subprocess.Popen(
            [program, self.directory.name, *cards],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.functions = []
        while (line := self.process.stdout.readline().strip()):
            self.functions.append(line.replace(" ", "."))
        self.orders = socket.socket(socket.AF_UNIX)
        self.orders.settimeout(10)
        self.orders.connect(self.path("control"))

    def path(self, name):
        return os.path.join(self.directory.name, name)

    def order(self, words):
        self.orders.sendall(words.encode() + b"\n")
        return self.orders.makefile().readline().strip()

    def end(self):
        self.process.stdin.close()
        return self.process.wait(10)


def handshake(server):
    function = Function(server.path("navi.0"))
    answer = function.ask(VERSION, struct.pack("<HH", 0, 1) + b"{}\0")
    assert struct.unpack_from("<HH", answer) == (0, 1), answer
    flags, regions = struct.unpack_from("<4xII", function.ask(GET_INFO, bytes(16)))
    assert (flags, regions) == (3, 9)
    info = struct.pack("<IIIIQQ", 32, 0, BAR5, 0, 0, 0)
    answer = struct.unpack("<IIIIQQ", function.ask(GET_REGION_INFO, info))
    assert answer[1:5] == (3, BAR5, 0, 0x80000), answer


def functions(server):
    assert server.functions == ["navi.0", "navi.1", "navi.2", "navi.3",
                                "polaris.0", "polaris.1"]
    for name, identity in (("navi.1", 0xab281002), ("polaris.0", 0x67df1002)):
        assert Function(server.path(name)).read(CONFIG, 0) == identity


def registers(server):
    function = Function(server.path("navi.0"))
    assert function.read(BAR5, SOL) == 0xffffffff
    function.write(CONFIG, 4, 2, 2)
    assert function.read(BAR5, SOL) == 0
    assert server.order("navi dirty") == "ok"
    assert function.read(BAR5, SOL) == 0x7edbeca
    assert server.order("navi state") == "ok used"


def orders(server):
    assert server.order("navi fault nothing") == "error no fault nothing"
    assert server.order("navi sing") == "error no such order"
    assert server.order("vega state") == "error no such card"
    assert server.order("").startswith("error")
    assert server.order("navi fault psp-dead") == "ok"
    function = Function(server.path("navi.1"))
    function.write(CONFIG, 4, 0x0103, 2)
    function.write(CONFIG, 0x10, 0xfe000000)
    function.write(CONFIG, POWER, 3, 2)
    assert server.order("navi power-on") == "ok"
    assert server.order("navi state") == "ok clean"
    assert function.read(CONFIG, 4, 2) == 0x0103
    assert function.read(CONFIG, 0x10) == 0xfe000000
    assert function.read(CONFIG, POWER, 2) & 3 == 3


def counts(server):
    """Accesses during mode1, writes, config writes, accesses: an index is no write."""
    function = Function(server.path("polaris.0"))
    function.write(CONFIG, 4, 2, 2)
    assert server.order("polaris clear-counts") == "ok"
    function.write(BAR5, 4 * 0x1ac, 0x80000370)
    function.write(BAR5, 4 * 0x14e5, function.read(BAR5, 4 * 0x14e5))
    assert server.order("polaris counts") == "ok 0 1 0 3"


def straps(server):
    """Without BACO as long as that is so, and until it is switched on again."""
    function = Function(server.path("polaris.0"))
    function.write(CONFIG, 4, 2, 2)
    assert function.read(BAR5, 4 * 0x14d7) == 2
    assert server.order("polaris fault no-baco") == "ok"
    assert function.read(BAR5, 4 * 0x14d7) == 0
    assert server.order("polaris power-on") == "ok"
    assert function.read(BAR5, 4 * 0x14d7) == 2


def resets(server):
    """The first one is power-on, the next one the bus's."""
    function = Function(server.path("polaris.0"))
    server.order("polaris dirty")
    function.ask(RESET)
    assert server.order("polaris state") == "ok clean"
    function.write(CONFIG, 4, 2, 2)
    server.order("polaris dirty")
    function.ask(RESET)
    assert server.order("polaris state") == "ok broken a bus reset met running firmware"


def refusals(server):
    function = Function(server.path("navi.0"))
    for command, body in ((REGION_READ, ACCESS.pack(0x80000, BAR5, 4)),
                          (REGION_READ, ACCESS.pack(1 << 63, CONFIG, 4)),
                          (REGION_READ, ACCESS.pack(0, CONFIG, 5000)),
                          (REGION_READ, ACCESS.pack(0, 77, 4)),
                          (REGION_WRITE, ACCESS.pack(0, CONFIG, 4)),
                          (REGION_READ, b""), (VERSION, b""),
                          (GET_REGION_INFO, b"short"),
                          (GET_IRQ_INFO, struct.pack("<IIII", 16, 0, 9, 0)),
                          (99, b"")):
        try:
            function.ask(command, body)
        except OSError as error:
            assert error.args[1] == "refused", error
        else:
            raise AssertionError(f"{command} {body} was taken")


def nonsense(server):
    for data in (bytes(16), b"\xff" * 64, HEADER.pack(1, 1, 8193, 0, 0)):
        function = Function(server.path("navi.0"))
        function.socket.sendall(data)
        with contextlib.suppress(ConnectionError):
            function.exactly(1)
            raise AssertionError("nonsense was answered")
    assert Function(server.path("navi.0")).read(CONFIG, 0) == 0x73bf1002


def main():
    server = Server(sys.argv[1], "navi=navi21", "polaris=polaris10,lose-scratch")
    tests = (handshake, functions, registers, orders, counts, straps, resets, refusals,
             nonsense)
    failed = 0
    for number, test in enumerate(tests, 1):
        try:
            test(server)
            print(f"ok {number} - {test.__name__}")
        except Exception as error:  # whatever it was, it is a result
            failed = 1
            print(f"not ok {number} - {test.__name__}\n# {error!r}")
    if server.end() != 0:
        failed = 1
        print(f"not ok {len(tests) + 1} - the server ends in order")
    return failed


sys.exit(main())
