"""verify/bench/soak: one tunnel between two nodes, loaded for a long time at a part of the highest rate that loses nothing. Prints what was lost, how long
packets were under way beside how late an idle thread of the same machine was, when the nodes' Java stood still, and what memory did.

The highest rate is the highest that loses nothing in ten seconds and again in the ten right after them. Under way is from just before the sender's call
until the kernel of the far host takes the packet in. The sender sleeps between its trains and comes before the gateways for the tenths of a millisecond that
one takes; so does the receiver, which looks once a millisecond. So what is compared is the gateways, and the kernel's work for them, with threads
that have nothing to do, on the same processors, and that come before everything else: what they wait for is the machine's doing alone."""
import argparse
import json
import os
import pathlib
import re
import subprocess
import sys
import time

import launch
import soak_report
import soaked
import tests
from net import FAR_HOST, Clock, Failed, Others, threads_of

PROGRAM = "soak"
TARGET = launch.ROOT / "verify/bench/target/soak"
PORT = 9010
PARTS = {"train": 16, "large": 1372, "singles": 16, "small": 36}  # of a turn of the sender; octets of UDP payload, 28 fewer than of the packet
MOST = 1_000_000  # packets a second, where the search begins
WARM_RATE = 50_000
EPISODE_NANOS = 1_000_000  # what is later is kept one by one
GLANCE = 1  # seconds between two looks at what the threads of the nodes do
LOOK = 5  # seconds between two looks at keys
WEIGH = 10  # seconds between two looks at memory
SETTLE = 0.6
GLIMPSE, LONG_LOOK = 2, 10  # seconds of a rate in the search
DOWN = 0.95  # to what part of a rate that was not confirmed the search goes back


def options():
    parser = launch.Parser(prog=PROGRAM, description="A long run of one tunnel beside an idle thread.", allow_abbrev=False)
    parser.add_argument("minutes", metavar="MINUTES", nargs="?", type=minutes, default=30.0, help="of the soak (30)")
    parser.add_argument("percent", metavar="PERCENT", nargs="?", type=launch.number(1, 100), default=80, help="of the highest rate without loss (80)")
    parser.add_argument("--kind", choices=soaked.KINDS, default="culvert-packet", help="ports towards the customers (%(default)s)")
    parser.add_argument("--rate", type=int, help="packets a second, instead of a search for the highest rate")
    parser.add_argument("--warm", type=launch.number(1, 600), default=30, help="seconds before anything counts (30)")
    parser.add_argument("--kilobytes", type=int, default=4_000_000, help="lifetime of an ESP SA by volume (%(default)s)")
    parser.add_argument("--out", type=pathlib.Path, default=TARGET, metavar="FOLDER", help="where everything measured is left (%(default)s)")
    parser.add_argument("--priority", choices=("automatic", "realtime", "ordinary"), default="automatic", help="of the nodes' packet threads (%(default)s)")
    parser.add_argument("--flight", action="store_true", help="a flight recording of each node, for JDK Mission Control or jfr(1)")
    parser.add_argument("--culvert", default=str(launch.ROOT / "culvert"), help="the command (that of this tree)")
    return parser.parse_args()


def minutes(text):
    if not re.fullmatch(r"\d{1,3}(\.\d+)?", text) or not 0.1 <= float(text) <= 115:
        raise argparse.ArgumentTypeError(f"a number from 0.1 to 115, not {text}")
    return float(text)


def outer(asked):
    launch.need(PROGRAM, launch.NEEDED)
    launch.build(PROGRAM, asked.culvert)
    asked.out.mkdir(parents=True, exist_ok=True)
    sys.exit(launch.apart(__file__, os.environ["JAVA"].split()))


class End:
    """One of the programs of io.culvert.bench.soak."""

    def __init__(self, lab, folder, node, program, *arguments):
        java = [*launch.handed(), "-XX:+UseSerialGC", "-Xms64m", f"io.culvert.bench.soak.{program}", *map(str, arguments)]
        self.name = program
        self.process = lab.begin(node, folder / f"{program}.log", *java, orders=subprocess.PIPE, output=subprocess.PIPE)

    def order(self, line):
        self.process.stdin.write(line.encode() + b"\n")
        self.process.stdin.flush()

    def answer(self):
        said = self.process.stdout.readline()
        if not said:
            raise Failed(f"{self.name} ended with {self.process.wait()}")
        return json.loads(said)

    def ask(self, line):
        self.order(line)
        return self.answer()

    def threads(self):
        """Seconds that all its threads have run, and have waited for a processor."""
        return [sum(each) for each in zip(*threads_of(self.process.pid).values())]


class Soak:
    def __init__(self, asked, lab):
        self.asked, self.lab = asked, lab
        self.receiver = End(lab.lab, lab.folder, "host2", "Receiver", FAR_HOST, PORT, EPISODE_NANOS)
        self.idle = End(lab.lab, lab.folder, "wan", "Idle", EPISODE_NANOS)
        self.sender = End(lab.lab, lab.folder, "host1", "Sender", FAR_HOST, PORT, *PARTS.values())
        self.receiver.ask("count")  # it listens
        os.nice(19)  # from here on this process only looks on

    def send(self, rate, seconds, meanwhile=lambda: None):
        """Sent and received of so many seconds; `meanwhile` is called all the time."""
        self.receiver.ask("count")
        self.idle.ask("count")
        self.sender.order(f"{rate} {seconds}")
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            meanwhile()
            time.sleep(min(0.2, max(0.01, end - time.monotonic())))
        said = self.sender.answer()
        time.sleep(SETTLE)
        return {"sent": said, "received": self.receiver.ask("count"), "idle": self.idle.ask("count")}

    def is_good(self, rate, seconds=GLIMPSE):
        found = self.send(rate, seconds)
        return lost(found) == 0 and sent(found) > 0.95 * rate * seconds

    def highest(self):
        """What a glimpse finds is a guess: a queue may take seconds to fill, and what comes every ten seconds is missed by most of them."""
        rate = tests.highest(self.is_good, MOST, None)
        while not (self.is_good(rate, LONG_LOOK) and self.is_good(rate, LONG_LOOK)):
            rate *= DOWN
            if rate < WARM_RATE / 2:
                raise Failed(f"no rate down to {rate:,.0f} packets a second goes without loss for {2 * LONG_LOOK} seconds")
        return rate

    def run(self):
        seconds = self.asked.minutes * 60
        self.send(WARM_RATE, self.asked.warm)
        highest = None if self.asked.rate else self.highest()
        rate = self.asked.rate or highest * self.asked.percent / 100
        live, before, keys, memory, threads = self.lab.live(), self.state(), [], [], []
        if self.asked.flight:
            self.lab.java("JFR.start", "settings=profile", "name=soak")
        drops, clock, others = self.lab.lab.drops(), Clock(self.lab.gateways), Others()
        said = [len(lines) for lines in self.lab.told()]
        began = time.monotonic()

        def look():
            now = time.monotonic() - began
            if now >= len(memory) * WEIGH:
                memory.append((now, self.lab.memory()))
            if now >= len(threads) * GLANCE:
                threads.append(self.threads())
                others.look()
            if now >= len(keys) * LOOK:
                keys.append(self.keys())

        look()
        at = time.monotonic_ns()
        found = self.send(rate, seconds, look)
        now = self.lab.lab.drops()
        if self.asked.flight:
            self.lab.java("JFR.dump", "name=soak", f"filename={self.asked.out.resolve()}/{{side}}.jfr")
        told = [lines[before:] for lines, before in zip(self.lab.told(), said)]
        return {
            "kind": self.asked.kind, "highest": highest, "rate": rate, "seconds": seconds, "at": at, **found,
            "cores": clock.cores(), "others": others.seconds, "keys": keys, "threads": threads, "memory": memory, "told": told, "before": before, "after": self.state(), "live": [live, self.lab.live()],
            "kernel": {where: count - drops[where] for where, count in now.items() if count > drops[where]},
            "stops": [self.lab.stops(side) for side in "AB"], "heaps": [self.lab.heaps(side) for side in "AB"],
        }  # fmt: skip

    def threads(self):
        """When, what the threads of the nodes and of both ends have done, and what the nodes have read from the disk."""
        return {
            "at": time.monotonic_ns(), "nodes": self.lab.threads(), "faults": self.lab.faults(),
            "ends": {end.name: end.threads() for end in (self.sender, self.receiver)},
        }  # fmt: skip

    def keys(self):
        """SPIs of each node, and when it was asked for them: answering takes time of the router's thread."""
        found = []
        for console in self.lab.consoles:
            since = time.monotonic_ns()
            found.append([*soak_report.keys(console), since, time.monotonic_ns()])
        return found

    def state(self):
        """Of each node: every drop by name, and how the BGP session is."""
        return [soak_report.state(console) for console in self.lab.consoles]


def sent(found):
    return found["sent"]["large"] + found["sent"]["small"]


def lost(found):
    return sent(found) - sum(found["received"][flow]["came"] for flow in ("large", "small"))


def inner(asked):
    folder = launch.enter()
    head = f"{launch.machine()}; load at the start {os.getloadavg()[0]:.1f}"
    try:
        lab = soaked.KINDS[asked.kind](folder, asked)
        found = Soak(asked, lab).run()
    except (Failed, OSError, subprocess.TimeoutExpired) as failure:
        print(f"{PROGRAM}: {failure}", file=sys.stderr)
        return 1
    finally:
        for path in folder.glob("*/*"):
            if path.suffix in (".log", ".stops", ".console"):
                (asked.out / path.name).write_bytes(path.read_bytes())
    (asked.out / "soak.json").write_text(json.dumps({"head": head, **found}))
    print(f"{head}, at the end {os.getloadavg()[0]:.1f}; everything measured in {asked.out}\n")
    page, held = soak_report.page(found)
    print("\n".join(page))
    return 0 if held else 1


if __name__ == "__main__":
    asked = options()
    if launch.is_inside():
        sys.exit(inner(asked))
    outer(asked)
