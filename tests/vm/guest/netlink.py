#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""The least client of the family, for tests of the kernel side alone.

    netlink.py dump		read all functions, print how many
    netlink.py stall SECONDS	ask for all functions and read nothing
    netlink.py refused		ask as nobody, print the error's name

It knows the wire format and nothing of the command or of YNL.
"""

import errno
import os
import socket
import struct
import sys
import time

NETLINK_GENERIC = 16
GENL_ID_CTRL = 16
CTRL_CMD_GETFAMILY = 3
CTRL_ATTR_FAMILY_ID = 1
CTRL_ATTR_FAMILY_NAME = 2
DEVICE_GET = 1
NLM_F_REQUEST = 0x1
NLM_F_ACK = 0x4
NLM_F_DUMP = 0x300
NLMSG_ERROR = 2
NLMSG_DONE = 3
NOBODY = 65534


def request(family, flags, command, payload=b""):
    body = struct.pack("BBH", command, 1, 0) + payload
    return struct.pack("IHHII", 16 + len(body), family,
                       NLM_F_REQUEST | flags, 1, 0) + body


def attribute(number, value):
    size = 4 + len(value)
    return struct.pack("HH", size, number) + value + bytes(-size % 4)


def messages(data):
    """Type and body of each message in a datagram."""
    while data:
        size, kind = struct.unpack_from("IH", data)
        yield kind, data[16:size]
        data = data[(size + 3) & ~3:]


def check(kind, body):
    if kind in (NLMSG_ERROR, NLMSG_DONE):
        code = struct.unpack_from("i", body)[0]
        if code:
            raise OSError(-code, os.strerror(-code))


def family_id(sock):
    name = attribute(CTRL_ATTR_FAMILY_NAME, b"acsdiag\0")
    sock.send(request(GENL_ID_CTRL, 0, CTRL_CMD_GETFAMILY, name))
    for kind, body in messages(sock.recv(65536)):
        check(kind, body)
        rest = body[4:]
        while rest:
            size, number = struct.unpack_from("HH", rest)
            if number == CTRL_ATTR_FAMILY_ID:
                return struct.unpack_from("H", rest, 4)[0]
            rest = rest[(size + 3) & ~3:]
    raise OSError(errno.ENOENT, "no such family")


def connect():
    sock = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, NETLINK_GENERIC)
    sock.bind((0, 0))
    return sock, family_id(sock)


def dump():
    sock, family = connect()
    sock.send(request(family, NLM_F_DUMP, DEVICE_GET))
    count = 0
    while True:
        for kind, body in messages(sock.recv(65536)):
            check(kind, body)
            if kind == NLMSG_DONE:
                print(count)
                return
            count += 1


def stall():
    sock, family = connect()
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
    sock.send(request(family, NLM_F_DUMP, DEVICE_GET))
    print("stalled", flush=True)
    time.sleep(float(sys.argv[2]))


def refused():
    os.setgid(NOBODY)
    os.setuid(NOBODY)
    try:
        dump()
    except OSError as error:
        print(errno.errorcode[error.errno])


{"dump": dump, "stall": stall, "refused": refused}[sys.argv[1]]()
