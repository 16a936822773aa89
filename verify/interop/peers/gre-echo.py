#!/usr/bin/env python3
"""The far end of a GRE tunnel that carries MPLS, for a host whose kernel has neither. Python's standard library alone.

gre-echo.py LOCAL REMOTE LABEL
    answers ICMP echo requests that arrive in GRE (RFC 2784) at the address LOCAL from REMOTE: bare ones in kind, labelled
    ones under the label that a line "label N" of standard input names

Labelled packets (RFC 4023) must carry LABEL, alone. A line "ping SOURCE DESTINATION SIZE" sends one labelled echo request.
Prints a line for what it hears: "request ADDRESS", "reply ADDRESS OCTETS", "wrong REASON".
"""
import select
import socket
import struct
import sys

IPV4 = 0x0800
MPLS = 0x8847
ECHO_REPLY = 0
ECHO_REQUEST = 8


def checksum(octets):
    if len(octets) % 2:
        octets += b"\0"
    total = sum(struct.unpack("!%dH" % (len(octets) // 2), octets))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def packet(source, destination, icmp):
    header = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(icmp), 0, 0, 64, 1, 0, source, destination)
    return header[:10] + struct.pack("!H", checksum(header)) + header[12:] + icmp


def echo(kind, rest):
    """rest: identifier, sequence number and data."""
    bare = struct.pack("!BBH", kind, 0, 0) + rest
    return bare[:2] + struct.pack("!H", checksum(bare)) + bare[4:]


class Tunnel:
    def __init__(self, local, remote, expected):
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_GRE)
        self.socket.bind((local, 0))
        self.remote = remote
        self.expected = expected
        self.label = None

    def send(self, labelled, inner):
        if labelled:
            entry = struct.pack("!I", self.label << 12 | 1 << 8 | 64)
            octets = struct.pack("!HH", 0, MPLS) + entry + inner
        else:
            octets = struct.pack("!HH", 0, IPV4) + inner
        self.socket.sendto(octets, (self.remote, 0))

    def receive(self):
        outer, address = self.socket.recvfrom(65535)
        if address[0] != self.remote:
            return None
        gre = outer[(outer[0] & 15) * 4:]
        flags, kind = struct.unpack("!HH", gre[:4])
        if flags:
            return "wrong flags %04x" % flags
        if kind == IPV4:
            return self.inner(False, gre[4:])
        if kind != MPLS:
            return "wrong protocol %04x" % kind
        entry, = struct.unpack("!I", gre[4:8])
        if entry >> 12 != self.expected or not entry & 0x100:
            return "wrong entry %08x" % entry
        return self.inner(True, gre[8:])

    def inner(self, labelled, octets):
        header = (octets[0] & 15) * 4
        length, = struct.unpack("!H", octets[2:4])
        if octets[0] >> 4 != 4 or octets[9] != 1 or checksum(octets[:header]) or length != len(octets):
            return "wrong packet " + octets[:20].hex()
        source, destination = octets[12:16], octets[16:20]
        icmp = octets[header:]
        if checksum(icmp):
            return "wrong checksum"
        if icmp[0] == ECHO_REPLY:
            return "reply %s %d" % (socket.inet_ntoa(source), length)
        if icmp[0] != ECHO_REQUEST:
            return "wrong type %d" % icmp[0]
        if labelled and self.label is None:
            return "wrong time: no label yet"
        self.send(labelled, packet(destination, source, echo(ECHO_REPLY, icmp[4:])))
        return "request " + socket.inet_ntoa(source)


def main():
    tunnel = Tunnel(sys.argv[1], sys.argv[2], int(sys.argv[3]))
    # Without a buffer, in which select would not see a second line.
    orders = open(0, "rb", buffering=0)
    while True:
        ready, _, _ = select.select([tunnel.socket, orders], [], [])
        if tunnel.socket in ready:
            heard = tunnel.receive()
            if heard:
                print(heard, flush=True)
        if orders in ready:
            words = orders.readline().decode().split()
            if not words:
                return
            if words[0] == "label":
                tunnel.label = int(words[1])
            else:
                rest = struct.pack("!HH", 7, 1) + bytes(int(words[3]))
                ends = [socket.inet_aton(each) for each in words[1:3]]
                tunnel.send(True, packet(*ends, echo(ECHO_REQUEST, rest)))


main()
