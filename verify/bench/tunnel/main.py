"""verify/bench/tunnels. The outer process checks arguments, builds, and starts the inner one as the first process of a PID namespace of its own, so
that ending it ends everything; the inner one makes the labs, measures by turns and prints."""
import argparse
import json
import os
import pathlib
import subprocess
import sys
import time

import launch
import profile_of
import tests
import variants
from net import Failed
from report import page

ROOT = pathlib.Path(__file__).resolve().parents[3]
TARGET = ROOT / "verify/bench/target/tunnels"
PROGRAM = "tunnels"
WARMING = {"tcp1": 12, "tcp4": 3, "udp1400": 3, "flood": 3}  # seconds of tests that do not count: what Java has not compiled yet runs slowly
NEEDED = {"iperf3": "iperf3", **launch.NEEDED}


def options():
    parser = launch.Parser(prog=PROGRAM, description="Culvert end to end beside its rivals, in one run, by turns.", allow_abbrev=False)
    parser.add_argument("--variants", type=launch.chosen(variants.ALL, "variant"), default=list(variants.USUAL), help=", ".join(variants.ALL))
    parser.add_argument("--tests", type=launch.chosen(tests.ALL, "test"), default=list(tests.ALL), help=", ".join(tests.ALL))
    parser.add_argument("--seconds", type=launch.number(1, 600), help="of each run (4)")
    parser.add_argument("--rounds", type=launch.number(1, 99), help="of all tests (3)")
    parser.add_argument("--quick", action="store_true", help="one round of 2 seconds")
    parser.add_argument("--train", type=launch.number(1, 1000), default=64, help="packets in a train (64)")
    parser.add_argument("--out", type=pathlib.Path, default=TARGET / "tunnels.jsonl", help="a line for each run (%(default)s)")
    parser.add_argument("--culvert", default=str(ROOT / "culvert"), help="the command (that of this tree)")
    parser.add_argument("--profile", type=pathlib.Path, metavar="FOLDER", help="perf(1) of each Culvert, for each test, into a folder")
    asked = parser.parse_args()
    asked.seconds = asked.seconds or (2 if asked.quick else 4)
    asked.rounds = asked.rounds or (1 if asked.quick else 3)
    asked.probe = max(1, min(2, asked.seconds // 2))
    return asked


def outer(asked):
    launch.need(PROGRAM, {**NEEDED, **({"perf": "linux-perf"} if asked.profile else {})})
    launch.build(PROGRAM, asked.culvert)
    for path in (asked.out.parent, asked.profile):
        if path:
            path.mkdir(parents=True, exist_ok=True)
    refused = variants.provide(asked.variants, TARGET / "packages")
    sys.exit(launch.apart(__file__, refused))


def inner(asked):
    folder = launch.enter()
    refused = launch.handed()
    labs = {}
    for name in asked.variants:
        if name not in refused:
            try:
                labs[name] = variants.ALL[name](folder, asked)
            except (Failed, OSError, subprocess.TimeoutExpired) as failure:
                refused[name] = str(failure)
    head = {"machine": launch.machine(), "load": os.getloadavg(), "seconds": asked.seconds, "rounds": asked.rounds, "train": asked.train}
    print(f"{head['machine']}; load at the start {head['load'][0]:.1f}; rounds of {asked.seconds} s: {asked.rounds}, the variants by turns")
    for name, why in refused.items():
        print(f"without {name}: {why}")
    with open(asked.out, "w") as out:
        lines = measure(asked, labs, head, out)
    print(f"load at the end {os.getloadavg()[0]:.1f}; every run in {asked.out}\n")
    print("\n".join(page(lines, list(labs), asked.tests, asked.train)))
    return 0 if labs else 1


def measure(asked, labs, head, out):
    lines = []

    def note(line):
        lines.append(line)
        out.write(json.dumps(line) + "\n")
        out.flush()

    note(head)
    for test, seconds in WARMING.items():
        for lab in labs.values():
            attempt(lab, test, argparse.Namespace(**{**vars(asked), "seconds": seconds}), {})
    memory = {(name, test): {} for name in labs for test in asked.tests}
    for turn in range(asked.rounds):
        for test in asked.tests:
            for name, lab in labs.items():
                with profile_of.gateways(asked.profile if turn == 0 else None, lab, test):
                    found = attempt(lab, test, asked, memory[name, test])
                note({"round": turn + 1, "variant": name, "test": test, **found})
                if sys.stderr.isatty():
                    print(f"\r\033[K{turn + 1} {test} {name}: {found.get('value', found.get('failed'))}", end="", file=sys.stderr, flush=True)
    if sys.stderr.isatty():
        print("\r\033[K", end="", file=sys.stderr)
    return lines


def attempt(lab, test, asked, memory):
    try:
        return tests.ALL[test][2](lab, asked, memory)
    except (Failed, subprocess.TimeoutExpired, KeyError) as failure:
        return {"failed": f"{type(failure).__name__}: {failure}", "at": time.time()}


if __name__ == "__main__":
    asked = options()
    if launch.is_inside():
        sys.exit(inner(asked))
    outer(asked)
