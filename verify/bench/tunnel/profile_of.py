"""Where the time of gateways goes: perf(1) beside a test, with the names of what Java has compiled. Java keeps frame pointers with
CULVERT_JAVA_OPTS=-XX:+PreserveFramePointer; without it only what runs at the moment has a name, not who called it."""
import collections
import contextlib
import os
import pathlib
import re
import signal
import subprocess

import variants

HERTZ = "999"
LEAST = 0.5  # per cent


@contextlib.contextmanager
def gateways(folder, lab, test):
    """Records the machine while a test runs; of Culvert's variants alone. `FOLDER/VARIANT-TEST.txt` says what took the time of each gateway."""
    if folder is None or not isinstance(lab, variants.Culvert):
        yield
        return
    data = folder / f"{lab.name}-{test}.perf"
    perf = subprocess.Popen(["perf", "record", "-q", "-F", HERTZ, "-a", "-g", "-o", str(data)], stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        perf.send_signal(signal.SIGINT)
        perf.wait()
        with open(data.with_suffix(".txt"), "w") as out:
            for side, pid in zip("AB", lab.gateways):
                name_compiled(pid)
                out.write(f"gateway {side}\n")
                out.writelines(line + "\n" for line in shares(samples(data, pid)))


def name_compiled(pid):
    jcmd = pathlib.Path(os.readlink(f"/proc/{pid}/exe")).parent / "jcmd"
    subprocess.run([str(jcmd), str(pid), "Compiler.perfmap"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)


def samples(data, pid):
    """(thread, frames from the innermost outwards) of each sample of a process; a frame is a name and whether it is the kernel's."""
    said = subprocess.run(
        ["perf", "script", "-i", str(data), "--pid", str(pid), "-F", "comm,tid,ip,sym,dso"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ).stdout
    for block in said.split("\n\n"):
        lines = block.strip("\n").splitlines()
        if lines:
            frames = [re.fullmatch(r"\s*[0-9a-f]+ (.*) \((.*)\)", line) for line in lines[1:]]
            yield lines[0].split()[0], [(frame[1], frame[2].startswith("[kernel")) for frame in frames if frame]


SYSTEM_CALLS = re.compile(r"(?:__x64_sys_|__sys_|do_|vfs_|ksys_)(readv|writev|read|write|sendmmsg|recvmmsg|epoll_wait|futex|getsockopt)")
OURS = re.compile(r"io\.culvert\.(?:[a-z]\w*\.)*([A-Z][\w.$]*)\(")


def place(thread, frames):
    """What a sample counts as: (kind, where)."""
    leaf, is_kernel = frames[0] if frames else ("?", False)
    ours = next((found[1] for found in (OURS.search(name) for name, _ in frames) if found), "")
    if is_kernel:
        called = next((found[1] for found in (SYSTEM_CALLS.match(name) for name, of in frames if of) if found), "")
        onwards = any(name in ("net_rx_action", "__netif_receive_skb_core.constprop.0") for name, _ in frames)
        return "kernel", (called or "interrupts and faults") + (", and the way onwards in the same breath (softirq)" if onwards else "")
    if re.match(r"(aes_|ImbGcm|imb_)", leaf):
        return "cipher", leaf
    if thread.startswith(("C1", "C2")):
        return "compiler", thread
    own = OURS.search(leaf)
    return ("Java", own[1]) if own else ("Java" if ours else "other", f"{leaf[:60]}{f' for {ours}' if ours else ''}")


def shares(found):
    total, kinds, places, leaves = 0, collections.Counter(), collections.Counter(), collections.Counter()
    for thread, frames in found:
        kind, where = place(thread, frames)
        total += 1
        kinds[kind] += 1
        places[kind, where] += 1
        if kind == "kernel":
            leaves[where, frames[0][0]] += 1
    for kind, count in kinds.most_common():
        yield f"  {100 * count / total:5.1f} %  {kind}"
        for (of, where), each in places.most_common():
            if of == kind and 100 * each / total >= LEAST:
                yield f"      {100 * each / total:5.1f} %  {where}"
                inner = [(leaf, n) for (at, leaf), n in leaves.most_common() if kind == "kernel" and at == where]
                if inner:
                    yield "               " + ", ".join(f"{leaf} {100 * n / total:.1f}" for leaf, n in inner[:5])
    yield f"  {total} samples"
