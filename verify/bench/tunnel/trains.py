"""Sends 64-octet UDP packets in trains: super-packets with the virtio-net header (packet(7), PACKET_VNET_HDR), as many to a train as told.
`trains.py DEVICE SOURCE DESTINATION PORT MAC|- RATE SECONDS TRAIN` prints how many packets it sent and in how many seconds; a rate of 0 is all it can,
`-` stands for a device without link layer. Run in a network namespace, by root."""
import fcntl
import socket
import struct
import sys
import time

PACKET_VNET_HDR = 15
SOL_PACKET = 263
NEEDS_CSUM = 1
GSO_UDP_L4 = 5
PAYLOAD = 36
TICK = 0.0005


def total(octets):
    """The ones' complement sum, not yet complemented."""
    summed = sum(struct.unpack(f"!{len(octets) // 2}H", octets))
    while summed > 0xFFFF:
        summed = (summed & 0xFFFF) + (summed >> 16)
    return summed


def train(source, destination, port, link, count):
    """The message that stands for `count` packets."""
    payload = PAYLOAD * count
    addresses = socket.inet_aton(source) + socket.inet_aton(destination)
    pseudo = total(addresses + struct.pack("!HH", socket.IPPROTO_UDP, 8 + payload))
    head = struct.pack("!BBHHHBBH", 0x45, 0, 28 + payload, 0, 0x4000, 64, socket.IPPROTO_UDP, 0) + addresses
    head = head[:10] + struct.pack("!H", ~total(head) & 0xFFFF) + head[12:]
    udp = struct.pack("!HHHH", 40000, port, 8 + payload, pseudo)
    start = len(link) + len(head)
    kind = GSO_UDP_L4 if count > 1 else 0
    vnet = struct.pack("=BBHHHH", NEEDS_CSUM, kind, start + 8, PAYLOAD if kind else 0, start, 6)
    return vnet + link + head + udp + bytes(payload)


def main(device, source, destination, port, mac, rate, seconds, count):
    with socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0) as out:
        out.setsockopt(SOL_PACKET, PACKET_VNET_HDR, 1)
        out.bind((device, 0x0800))
        link = b""
        if mac != "-":
            own = fcntl.ioctl(out, 0x8927, struct.pack("256s", device.encode()))[18:24]  # SIOCGIFHWADDR
            link = bytes.fromhex(mac.replace(":", "")) + own + b"\x08\x00"
        message = train(source, destination, int(port), link, int(count))
        rate, seconds, count = float(rate), float(seconds), int(count)
        sent = 0
        began = now = time.perf_counter()
        while now - began < seconds:
            due = int((now - began) * rate) // count if rate else sent // count + 64
            while sent // count < due:
                try:
                    out.send(message)
                except OSError:  # no room just now
                    time.sleep(TICK)
                sent += count
            if rate:
                time.sleep(TICK)
            now = time.perf_counter()
        print(sent, now - began)


main(*sys.argv[1:])
