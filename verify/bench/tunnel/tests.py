"""What is measured: each test answers, for one variant, the figures of one run."""
import json
import pathlib
import re
import statistics
import subprocess
import sys
import time

from net import FAR_HOST, INNER_MTU, SMALL_PAYLOAD, TRAIN_PORT, Clock, Failed, resident

HERE = pathlib.Path(__file__).parent
LOSS_MAX = 0.005
PROBES = 7


def iperf(variant, seconds, *arguments, drops=True):
    """One run of iperf3 from host to host: what both ends say, and the processor time meanwhile."""
    lab = variant.lab
    log = variant.folder / "iperf3.log"
    server = lab.begin("host2", log, "timeout", str(seconds + 20), "iperf3", "-s", "-1", "-J", output=subprocess.PIPE)
    for _ in range(100):
        if ":5201" in lab.inside("host2", "ss", "-Hltn"):
            break
        time.sleep(0.02)
    before = lab.drops() if drops else {}
    clock = Clock(variant.gateways)
    client = lab.begin(
        "host1", log, "timeout", str(seconds + 15), "iperf3", "-c", FAR_HOST, "-t", str(seconds), "-J", *arguments, output=subprocess.PIPE
    )
    here = client.communicate()[0]
    cores = clock.cores()
    if drops:
        cores["drops"] = {where: count - before[where] for where, count in lab.drops().items() if count > before[where]}
    try:
        there = server.communicate(timeout=10)[0]
    except subprocess.TimeoutExpired:
        server.kill()
        there = server.communicate()[0]
    lab.processes = [each for each in lab.processes if each not in (server, client)]
    try:
        sent, received = json.loads(here), json.loads(there)
        if "error" in sent or "error" in received:
            raise Failed(f"{variant.name}: iperf3: {sent.get('error') or received.get('error')}")
        return sent["end"], received["end"], cores
    except ValueError:
        raise Failed(f"{variant.name}: iperf3 said nothing") from None


def tcp(streams):
    def test(variant, options, memory):
        sent, received, cores = iperf(variant, options.seconds, "-C", "cubic", "-P", str(streams))
        gbps = received["sum_received"]["bits_per_second"] / 1e9
        return {"value": gbps, "retransmits": sent["sum_sent"].get("retransmits", 0), **cores}

    return test


def datagrams(variant, seconds, packet, rate):
    """UDP of a rate in packets a second, 0 for all that the sender can: packets a second that arrived, the part that was lost, those sent."""
    payload = packet - 28
    bits = str(int(rate * payload * 8))
    _, received, cores = iperf(variant, seconds, "-u", "-l", str(payload), "-b", bits, "-w", "4M", drops=rate == 0)
    total = received["sum"]
    arrived = (total["packets"] - total["lost_packets"]) / max(total["seconds"], 0.1)
    return arrived, total["lost_packets"] / max(total["packets"], 1), total["packets"] / max(total["seconds"], 0.1), cores


def udp1400(variant, options, memory):
    arrived, loss, _, cores = datagrams(variant, options.seconds, INNER_MTU, 0)
    return {"value": arrived * (INNER_MTU - 28) * 8 / 1e9, "loss": loss, **cores}


def highest(attempt, limit, known):
    """The highest rate that `attempt` says is good. From nothing known it halves the range; afterwards it looks around what was found before.
    A probe that failed is tried once more, for one disturbed second must not halve the answer."""

    def good(rate):
        return attempt(rate) or attempt(rate)

    low, high = (known * 0.85, min(known * 1.18, limit)) if known else (limit / 500, limit)
    if known and not good(low):
        low, high = limit / 500, low
    for _ in range(3 if known else PROBES):
        middle = (low * high) ** 0.5
        low, high = (middle, high) if good(middle) else (low, middle)
    return low


def small(variant, options, memory):
    best = {}

    def attempt(rate):
        arrived, loss, _, cores = datagrams(variant, options.probe, 64, rate)
        fine = loss <= LOSS_MAX and arrived > 0.9 * rate
        if fine and arrived > best.get("value", 0):
            best.update(value=arrived, loss=loss, **cores)
        return fine

    if "limit" not in memory:
        memory["limit"] = datagrams(variant, options.probe, 64, 0)[2]
    memory["known"] = highest(attempt, memory["limit"], memory.get("known"))
    return best or {"value": 0}


def generate(variant, rate, seconds, train):
    """Trains from the generator: packets sent and arrived, in how many seconds."""
    before = variant.lab.counted()
    device, _ = variant.sender
    clock = Clock(variant.gateways)
    said = variant.lab.inside(
        "host1", sys.executable, str(HERE / "trains.py"), device, "10.11.0.2", FAR_HOST, str(TRAIN_PORT), variant.far_mac(),
        str(rate), str(seconds), str(train),
    )  # fmt: skip
    cores = clock.cores()
    last = variant.lab.counted()
    for _ in range(20):  # what is on its way
        time.sleep(0.05)
        now = variant.lab.counted()
        if now == last:
            break
        last = now
    sent, took = (float(each) for each in said.split())
    return sent, last - before, took, cores


def trains(variant, options, memory):
    best = {}

    def attempt(rate):
        sent, arrived, took, cores = generate(variant, rate, options.probe, options.train)
        # The process took longer than the sending.
        busy = [each * cores["wall"] / took for each in cores["gateway_cores"]]
        fine = sent > 0 and arrived >= (1 - LOSS_MAX) * sent and sent / took > 0.9 * rate
        if fine and arrived / took > best.get("value", 0):
            each = [arrived / took / max(core, 0.001) for core in busy]
            best.update(value=arrived / took, per_core=min(each, default=None), each_core=each, loss=1 - arrived / sent, **cores)
        return fine

    if "limit" not in memory:
        sent, _, took, _ = generate(variant, 0, options.probe, options.train)
        memory["limit"] = sent / took
    memory["known"] = highest(attempt, memory["limit"], memory.get("known"))
    return best or {"value": 0}


def ping(variant, *arguments):
    said = variant.lab.inside("host1", "ping", *arguments, FAR_HOST)
    times = sorted(float(each) for each in re.findall(r"time=([\d.]+)", said))
    lost = float(re.search(r"([\d.]+)% packet loss", said)[1]) / 100
    return {"value": statistics.median(times), "p99": times[int(len(times) * 0.99)], "lost": lost}


def idle(variant, options, memory):
    return ping(variant, "-c", "200", "-i", "0.005")


def load(variant, options, memory):
    """Beside one TCP stream that takes all it gets."""
    lab = variant.lab
    log = variant.folder / "iperf3.log"
    server = lab.begin("host2", log, "timeout", str(options.seconds + 20), "iperf3", "-s", "-1")
    time.sleep(0.3)
    client = lab.begin("host1", log, "timeout", str(options.seconds + 15), "iperf3", "-c", FAR_HOST, "-t", str(options.seconds + 2), "-C", "cubic")
    time.sleep(1)
    clock = Clock(variant.gateways)
    try:
        return {**ping(variant, "-c", str(100 * options.seconds), "-i", "0.01"), **clock.cores()}
    finally:
        for process in (client, server):
            process.wait(timeout=30)
        lab.processes = [each for each in lab.processes if each not in (server, client)]


def flood(variant, options, memory):
    """The gateways' memory before, while the generator sends 64-octet packets as fast as it can, and afterwards: MiB of the larger one."""

    def now():
        return max((resident(each) for each in variant.gateways), default=0.0)

    before = most = now()
    device, _ = variant.sender
    log = variant.folder / "trains.log"
    clock = Clock(variant.gateways)
    process = variant.lab.begin(
        "host1", log, sys.executable, str(HERE / "trains.py"), device, "10.11.0.2", FAR_HOST, str(TRAIN_PORT), variant.far_mac(),
        "0", str(options.seconds), str(options.train),
    )  # fmt: skip
    while process.poll() is None:
        most = max(most, now())
        time.sleep(0.05)
    cores = clock.cores()
    variant.lab.processes.remove(process)
    time.sleep(1)
    variant.lab.inside("host1", "ping", "-c3", "-i0.3", "-W5", "-q", FAR_HOST)  # it lives, and what was queued has gone
    return {"value": most, "before": before, "after": now(), **cores}


# name: (title, unit, test, whether more is better)
ALL = {
    "tcp1": ("TCP, 1 stream", "Gbit/s", tcp(1), True),
    "tcp4": ("TCP, 4 streams", "Gbit/s", tcp(4), True),
    "udp1400": ("UDP, packets of 1,400 octets, as fast as iperf3 sends: what arrives", "Gbit/s", udp1400, True),
    "small": ("packets of 64 octets from iperf3, the most with at most 0.5 % lost", "packets/s", small, True),
    "trains": ("packets of 64 octets in trains, the most with at most 0.5 % lost", "packets/s", trains, True),
    "idle": ("ping, idle, median", "ms", idle, False),
    "load": ("ping beside a TCP stream, median", "ms", load, False),
    "flood": ("memory of the larger gateway in a flood of trains, the most", "MiB", flood, False),
}
