"""How a bench of labs begins: arguments, what the machine must have, and a process of its own in namespaces, whose end ends everything."""
import argparse
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys

from net import Failed, run

ROOT = pathlib.Path(__file__).resolve().parents[3]
INSIDE = "CULVERT_BENCH_INSIDE"
SOCKET_BUFFERS = ("/proc/sys/net/core/rmem_max", "/proc/sys/net/core/wmem_max")
SOCKET_BUFFER = 4 << 20
NEEDED = {"ethtool": "ethtool", "ping": "iputils-ping", "nft": "nftables", "unshare": "util-linux", "ip": "iproute2"}


class Parser(argparse.ArgumentParser):
    def error(self, message):
        refuse(self.prog, message)


def refuse(program, sentence):
    print(f"{program}: {sentence}", file=sys.stderr)
    sys.exit(2)


def chosen(known, what):
    def names(text):
        found = text.split(",")
        for each in found:
            if each not in known:
                raise argparse.ArgumentTypeError(f"{each} is no {what}; there are {', '.join(known)}")
        return [each for each in known if each in found]

    return names


def number(least, most):
    def value(text):
        if not re.fullmatch(r"[0-9]{1,4}", text) or not least <= int(text) <= most:
            raise argparse.ArgumentTypeError(f"a number from {least} to {most}, not {text}")
        return int(text)

    return value


def need(program, commands):
    """What the machine must have: root, a TUN device, and commands, each with its Debian package."""
    if os.geteuid() != 0:
        refuse(program, "root is needed, to make network namespaces")
    for command, package in commands.items():
        if not shutil.which(command):
            refuse(program, f"{command} is missing (Debian: apt-get install {package})")
    if not os.path.exists("/dev/net/tun"):
        refuse(program, "this machine has no /dev/net/tun")


def build(program, culvert):
    try:
        run(*culvert.split(), "--version")
    except (Failed, OSError) as failure:
        refuse(program, str(failure))


def apart(script, handed):
    """Runs the same command as the first process of a PID namespace of its own, hands it a value, and answers its exit status."""
    before = raise_buffers()
    child = subprocess.Popen(
        ["unshare", "--mount", "--net", "--pid", "--fork", "--kill-child", sys.executable, "-B", script, *sys.argv[1:]],
        env={**os.environ, INSIDE: json.dumps(handed)},
        start_new_session=True,
    )

    def end(_number, _frame):
        child.kill()  # and with it, by the kernel, everything in its PID namespace

    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, end)
    try:
        status = child.wait()
    finally:
        for path, value in before.items():
            pathlib.Path(path).write_text(value)
    return 130 if status < 0 else status


def raise_buffers():
    """Who measures must not lose packets in its own socket. Answers what to put back."""
    before = {}
    for path in SOCKET_BUFFERS:
        if os.path.exists(path) and int(pathlib.Path(path).read_text()) < SOCKET_BUFFER:
            before[path] = pathlib.Path(path).read_text()
            pathlib.Path(path).write_text(str(SOCKET_BUFFER))
    return before


def is_inside():
    return INSIDE in os.environ


def handed():
    return json.loads(os.environ[INSIDE])


def enter():
    """Mounts of the inner process. Answers a folder for its files, which goes with it."""
    run("mount", "-t", "tmpfs", "tmpfs", "/run")
    os.mkdir("/run/outside")
    run("mount", "--rbind", "/proc", "/run/outside")
    run("mount", "-t", "proc", "proc", "/proc")
    run("mount", "-t", "tmpfs", "tmpfs", "/mnt")
    return pathlib.Path("/mnt")


def machine():
    model = re.search(r"model name\s*: (.*)", pathlib.Path("/proc/cpuinfo").read_text())
    memory = int(re.search(r"MemTotal:\s+(\d+)", pathlib.Path("/proc/meminfo").read_text())[1]) >> 20
    return f"{model[1] if model else 'a processor'}, {os.cpu_count()} cores, {memory} GB, Linux {os.uname().release}"
