#!/usr/bin/env python3
"""A cable that somebody has a hand on. Python's standard library alone.

relay.py DEVICE DEVICE
    passes frames between the two devices, both ways; `hold` on standard input keeps them back from then on, `pass` lets
    those that waited through at once, each way in order, and all that follow. Says each word again when it is done.
    `held` answers with one line for each frame that waits: the number of its device, and its octets in hexadecimal digits.
"""
import select
import socket
import sys

OUTGOING = 4


def port(device):
    made = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
    made.bind((device, 0))
    return made


def main():
    ports = [port(device) for device in sys.argv[1:3]]
    held = []
    holds = False
    while True:
        for ready in select.select(ports + [sys.stdin], [], [])[0]:
            if ready is sys.stdin:
                word = sys.stdin.readline()
                if not word:
                    return
                word = word.strip()
                if word == "held":
                    for side, frame in held:
                        print(side, frame.hex())
                if word == "pass":
                    for side, frame in held:
                        ports[1 - side].send(frame)
                    held.clear()
                holds = word == "hold" or holds and word != "pass"
                print(word, flush=True)
                continue
            frame, where = ready.recvfrom(65536)
            if where[2] == OUTGOING:
                continue
            side = ports.index(ready)
            if holds:
                held.append((side, frame))
            else:
                ports[1 - side].send(frame)


if __name__ == "__main__":
    main()
