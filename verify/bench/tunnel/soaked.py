"""The nodes of a soak: Culvert as in verify/bench/tunnels, with short lifetimes, a console, and a log of when its Java stood still."""
import json
import os
import re
import subprocess
import time

import variants
from net import Failed, major_faults, resident, threads_of

# Lifetimes are the least that the lines take; by volume an association is rekeyed several times more often at the rates of a soak.
SETTINGS = """crypto ipsec security-association lifetime seconds 120
crypto ipsec security-association lifetime kilobytes {kilobytes}
crypto ikev2 profile PSK
 lifetime 120
platform priority {priority}
"""
STOPS = "-Xlog:gc,safepoint:file={path}:timenanos,tags:filecount=0"
PATIENCE = 20  # seconds for an answer


class Console:
    """The command line of a node, by the pipe that is its standard input."""

    def __init__(self, process, path, host):
        self.process, self.path, self.prompt = process, path, f"{host}#"
        self.until(f"{host}>")
        self.ask("enable")

    def until(self, prompt):
        for _ in range(100 * PATIENCE):
            if self.path.read_text(errors="replace").endswith(prompt):
                return
            time.sleep(0.01)
        raise Failed(f"{prompt[:-1]} has no console after {PATIENCE} s")

    def ask(self, command):
        """What a command prints."""
        before = self.path.stat().st_size
        self.process.stdin.write(command.encode() + b"\n")
        self.process.stdin.flush()
        for _ in range(100 * PATIENCE):
            with open(self.path, errors="replace") as file:
                file.seek(before)
                said = file.read()
            if said.startswith(command) and said.endswith(self.prompt):
                return said[len(command) + 1 : -len(self.prompt)]
            time.sleep(0.01)
        raise Failed(f"{self.prompt[:-1]} does not answer `{command}`: {said[-200:]}")

    def value(self, command):
        return json.loads(self.ask(f"{command} | json"))


class Soaked:
    """Mixed into a kind of Culvert."""

    def __init__(self, folder, options):
        self.consoles, self.nodes = [], []
        self.more = SETTINGS.format(kilobytes=options.kilobytes, priority=options.priority)
        super().__init__(folder, options)

    def gateway(self, side, *command, environment=None):
        java = " ".join((os.environ.get("CULVERT_JAVA_OPTS", ""), STOPS.format(path=self.folder / f"{side}.stops")))
        out = open(self.folder / f"{side}.console", "ab")
        with out:
            process = self.lab.begin(
                f"gw{side}", self.folder / f"{side}.log", *command,
                environment={**(environment or {}), "CULVERT_JAVA_OPTS": java}, output=out, orders=subprocess.PIPE,
            )  # fmt: skip
        self.gateways.append(process.pid)
        self.nodes.append(process)
        return process

    def wait(self, seconds=60):
        super().wait(seconds)
        for side, process in zip("AB", self.nodes):
            self.consoles.append(Console(process, self.folder / f"{side}.console", f"gw{side}"))

    def stops(self, side):
        """(when it began in ns, nanoseconds, what for) of each time that all threads of a node's Java stood still."""
        found, collected = [], []
        for line in (self.folder / f"{side}.stops").read_text(errors="replace").splitlines():
            if match := re.match(r"\[(\d+)ns\]\[gc *\] GC\(\d+\) (Pause .*?) (\d+)M->(\d+)M\((\d+)M\)", line):
                collected.append((int(match[1]), f"{match[2]}: {match[3]} to {match[4]} MB"))
            elif match := re.match(r'\[(\d+)ns\]\[safepoint *\] Safepoint "(\w+)".* Total: +(\d+) ns', line):
                ended, total = int(match[1]), int(match[3])
                inside = [what for at, what in collected if ended - total - 1_000_000 <= at <= ended]
                found.append((ended - total, total, ", ".join((match[2], *inside))))
        return found

    def heaps(self, side):
        """(when in ns, MB in use before it, and after) of each collection."""
        text = (self.folder / f"{side}.stops").read_text(errors="replace")
        found = re.findall(r"^\[(\d+)ns\]\[gc *\] GC\(\d+\) Pause .*? (\d+)M->(\d+)M", text, re.MULTILINE)
        return [tuple(map(int, each)) for each in found]

    def java(self, *command):
        """Has jcmd(1) do something to the Java of each node; `{side}` stands for its name."""
        for side, pid in zip("AB", self.gateways):
            jcmd = os.path.join(os.path.dirname(os.readlink(f"/proc/{pid}/exe")), "jcmd")
            words = [word.format(side=side) for word in command]
            subprocess.run([jcmd, str(pid), *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)

    def live(self):
        """MB in use after a full collection of each node, which is asked for."""
        self.java("GC.run")
        return [self.heaps(side)[-1][2] for side in "AB"]

    def threads(self):
        return [threads_of(pid) for pid in self.gateways]

    def faults(self):
        """Pages that each node has had to wait for the disk for."""
        return [major_faults(pid) for pid in self.gateways]

    def told(self):
        """Lines in the log of each node."""
        return [(self.folder / f"{side}.log").read_text(errors="replace").splitlines() for side in "AB"]

    def memory(self):
        return [resident(pid) for pid in self.gateways]


class SoakedPacket(Soaked, variants.CulvertPacket):
    """Packet ports."""


class SoakedTun(Soaked, variants.CulvertTun):
    """TUN."""


KINDS = {each.name: each for each in (SoakedPacket, SoakedTun)}
