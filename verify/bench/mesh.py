"""The mesh of verify/bench/mesh: `write EXAMPLE LAB SPOKES MINUTES BEGIN` makes it, `read LAB` says what playing it showed.

At random moments two random hosts of one customer begin to talk: one pings the other once a second, for 5 seconds to 5 minutes, a minute in
the mean. Which ones, and when, is the same every time."""
import ipaddress
import json
import pathlib
import random
import re
import shutil
import statistics
import struct
import sys

SAMPLE = 60  # seconds between two looks at all sessions
LOGS = 300  # seconds between two readings of the logs, of which a router keeps 4,096 lines
HOLD = 300  # ip nhrp holdtime
LAST = 900  # seconds of silence at the end
WATCHED = 5  # spokes whose IKE is captured
CUSTOMERS = {"cust1": "10.64.0.0", "cust2": "10.128.0.0"}


def lan(customer, spoke, host):
    return str(ipaddress.IPv4Address(CUSTOMERS[customer]) + 4 * spoke + host)


def nbma(spoke):
    return f"172.20.{spoke // 250}.{spoke % 250 + 1}"


def conversations(spokes, minutes, begin):
    """(first second, last second, from, to, customer), in order."""
    dice = random.Random(1)
    plan = []
    for _ in range(minutes * begin):
        first = dice.uniform(0, 60 * minutes)
        length = round(min(max(dice.expovariate(1 / 60), 5), 300))
        pair = dice.sample(range(1, spokes + 1), 2)
        plan.append((first, first + length - 1, *pair, dice.choice(sorted(CUSTOMERS))))
    return sorted(plan)


def scenario(spokes, minutes, plan):
    lines = [f"link spoke{i}:Ethernet0/0 delay 10ms" for i in range(1, spokes + 1)]
    lines += [
        "link R1-HUB:Ethernet0/0 delay 10ms",
        "within 5m R1-HUB> show ip bgp vpnv4 all summary",
        r"  has /(?ms)\A(?>.*?^\*?10\.1\.[0-9.]+ +4 +100 [^\n]+ [0-9]+$){%d}/" % spokes,
        "pass 10s",
        "R1-HUB> show ip bgp vpnv4 all summary",
    ]
    lines += [f"spoke{i}> debug nhrp" for i in range(1, spokes + 1)]
    lines += [f"capture spoke{i}:Ethernet0/0 spoke{i}.pcapng" for i in range(1, min(WATCHED, spokes) + 1)]
    happenings = [
        (first, f"pc{one}> ping {lan(customer, other, 2)} -c {round(last - first) + 1} -i 1 &")
        for first, last, one, other, customer in plan
    ]
    end = 60 * minutes
    happenings += [
        (at, f"spoke{i}> show crypto session") for at in range(SAMPLE, end + 1, SAMPLE) for i in range(1, spokes + 1)
    ]
    happenings += [(at, f"spoke{i}> show logging") for at in range(LOGS, end, LOGS) for i in range(1, spokes + 1)]
    now = 0
    for at, line in sorted(happenings, key=lambda happening: happening[0]):
        wait = round(1000 * (at - now))
        if wait > 0:
            lines.append(f"pass {wait}ms")
            now += wait / 1000
        lines.append(line)
    lines += [f"pc{i}> wait" for i in sorted({one for _, _, one, _, _ in plan})]
    for i in range(1, spokes + 1):
        lines += [f"spoke{i}> show logging", f"spoke{i}> show drops"]
    lines += ["R1-HUB> show ip nhrp traffic", "R1-HUB> show ip bgp vpnv4 all summary", "R1-HUB> show drops", f"pass {LAST}s"]
    for i in range(1, spokes + 1):
        lines += [f"spoke{i}> show crypto session", '  lacks "Virtual-Access"']
    lines += ["isolated cust1 cust2", "clear-text ISP:Ethernet0/0 none strict"]
    lines += [f"clear-text spoke{i}:Ethernet0/0 none strict" for i in range(1, min(WATCHED, spokes) + 1)]
    return "\n".join(lines) + "\n"


def spoke_configuration(text, spoke):
    """The published one, with an address, a name and customers' interfaces of this spoke's own."""
    for pattern, new in [
        (r"R4-Spoke", f"spoke{spoke}"),
        (r"R4\.cisco\.com", f"spoke{spoke}.cisco.com"),
        (r"(?m)^ certificate 04$", f" certificate {spoke + 15:04X}"),
        (r"172\.16\.1\.104 255\.255\.255\.0", f"{nbma(spoke)} 255.255.0.0"),
        (r"(?m)^(ip route 172\.16\.0\.1 255\.255\.255\.255) 172\.16\.1\.1", r"\1 172.20.255.254"),
        (r"(?m)^ ip nhrp network-id 1$", f" ip nhrp network-id 1\n ip nhrp holdtime {HOLD}"),
        (r"(?m)^ ip address 192\.168\.104\.1 .*$", " no ip address"),
        (r"interface Loopback100\n", "interface Ethernet0/1.10\n encapsulation dot1Q 10\n"),
        (r"interface Loopback101\n", "interface Ethernet0/1.20\n encapsulation dot1Q 20\n"),
        (r"192\.168\.114\.1 255\.255\.255\.0", f"{lan('cust1', spoke, 1)} 255.255.255.252"),
        (r"192\.168\.124\.1 255\.255\.255\.0", f"{lan('cust2', spoke, 1)} 255.255.255.252"),
    ]:
        text, found = re.subn(pattern, new, text)
        assert found, pattern
    return text


def topology(spokes):
    nodes = [
        "  R1-HUB: {kind: culvert, startup-config: hub.cfg}",
        "  ISP: {kind: culvert, startup-config: isp.cfg}",
        "  internet: {kind: bridge}",
    ]
    links = ['["R1-HUB:Ethernet0/0", "ISP:Ethernet0/0"]', '["ISP:Ethernet0/1", "internet:eth1"]']
    for i in range(1, spokes + 1):
        nodes += [f"  spoke{i}: {{kind: culvert, startup-config: spoke{i}.cfg}}", f"  pc{i}:", "    kind: linux", "    exec:"]
        for customer, vlan in (("cust1", 10), ("cust2", 20)):
            nodes += [
                f"      - ip link add link eth1 name eth1.{vlan} type vlan id {vlan}",
                f"      - ip address add {lan(customer, i, 2)}/30 dev eth1.{vlan}",
                f"      - ip route add {CUSTOMERS[customer]}/10 via {lan(customer, i, 1)}",
            ]
        links += [f'["spoke{i}:Ethernet0/0", "internet:eth{i + 1}"]', f'["spoke{i}:Ethernet0/1", "pc{i}:eth1"]']
    text = [f"name: mesh-{spokes}", "topology:", "  kinds:", "    culvert: {image: culvert}", "  nodes:"]
    text += ["  " + line for line in nodes] + ["  links:"] + [f"    - endpoints: {ends}" for ends in links]
    return "\n".join(text) + "\n"


def write(example, lab, spokes, minutes, begin):
    shutil.rmtree(lab, ignore_errors=True)
    lab.mkdir(parents=True)
    hub = (example / "hub.cfg").read_text()
    hub = re.sub(r"(?m)^ip local pool mypool .*$", "ip local pool mypool 10.1.1.1 10.1.250.254", hub)
    (lab / "hub.cfg").write_text(hub)
    isp = (example / "isp.cfg").read_text().replace("172.16.1.1 255.255.255.0", "172.20.255.254 255.255.0.0")
    (lab / "isp.cfg").write_text(isp)
    published = (example / "spoke2.cfg").read_text()
    for i in range(1, spokes + 1):
        (lab / f"spoke{i}.cfg").write_text(spoke_configuration(published, i))
    (lab / "mesh.clab.yml").write_text(topology(spokes))
    plan = conversations(spokes, minutes, begin)
    (lab / "mesh.lab").write_text(scenario(spokes, minutes, plan))
    (lab / "plan.json").write_text(json.dumps({"spokes": spokes, "minutes": minutes, "conversations": plan}))


# --- what it showed ---


def percentile(values, share):
    values = sorted(values)
    return values[min(len(values) - 1, int(share * len(values)))]


def spread(values, unit=""):
    if not values:
        return "none"
    return (
        f"median {statistics.median(values):.4g}{unit}, p99 {percentile(values, 0.99):.4g}{unit},"
        f" {min(values):.4g} to {max(values):.4g}{unit} of {len(values)}"
    )


def pings(steps):
    sent = received = doubled = 0
    for step in steps:
        for found in re.finditer(r"(\d+) packets transmitted, (\d+) received(?:, \+(\d+) duplicates)?", step["output"]):
            sent += int(found[1])
            received += int(found[2])
            doubled += int(found[3] or 0)
    print(f"echoes: {sent} sent, {sent - received} unanswered, {doubled} doubled")


def tunnels(steps, plan, started):
    """All sessions of a minute against who talked then."""
    spokes = {nbma(i): i for i in range(1, plan["spokes"] + 1)}
    looks = {}
    for step in steps:
        node = re.match(r"spoke(\d+)> show crypto session", step["step"])
        if node:
            ends = looks.setdefault(step["elapsed"], set())
            for session in re.split(r"(?m)^Interface: ", step["output"])[1:]:
                peer = re.search(r"Peer: (\S+)", session)[1]
                if session.startswith("Virtual-Access") and "UP-ACTIVE" in session:
                    ends.add((int(node[1]), spokes[peer]))
    counts, talks, missing, halves, silent = [], [], 0, 0, []
    table = []
    for elapsed, ends in sorted(looks.items()):
        at = elapsed - started
        both = {pair for pair in ends if pair[0] < pair[1] and pair[::-1] in ends}
        halves += len(ends) - 2 * len(both)
        heard = {}
        talking = set()
        for first, last, one, other, _ in plan["conversations"]:
            pair = (min(one, other), max(one, other))
            if first <= at:
                heard[pair] = max(heard.get(pair, 0), min(last, at))
            if first + 1 <= at <= last:
                talking.add(pair)
        missing += len(talking - both)
        silent += [at - heard[pair] for pair in both if pair in heard]
        halves += sum(pair not in heard for pair in both)
        counts.append(len(both))
        talks.append(len(talking))
        table.append(f"{at / 60:.0f}: {len(both)}/{len(talking)}")
    print("tunnels / pairs that talk, at minute:", ", ".join(table[:3] + table[9::10]))
    print(f"a pair talks and has no tunnel: {missing} times; a tunnel at one end alone, or of a pair that never talked: {halves}")
    print(f"silence of the pairs that have a tunnel: {spread(silent, ' s')}")


def logs(steps):
    """The debugging messages of each spoke, each once, in order: (seconds, text)."""
    found = {}
    for step in steps:
        node = re.match(r"spoke(\d+)> show logging", step["step"])
        if node:
            seen = found.setdefault(int(node[1]), {})
            again = {}
            for hour, minute, second, text in re.findall(
                r"(?m)^\*\w+ +\d+ (\d\d):(\d\d):(\d\d\.\d\d\d): %NHRP-7-DEBUG: (.*)$", step["output"]
            ):
                line = (3600 * int(hour) + 60 * int(minute) + float(second), text)
                again[line] = again.get(line, 0) + 1
                seen[(line, again[line])] = line
    return {node: list(seen.values()) for node, seen in found.items()}


def shortcuts(messages):
    """From the first request for a destination, which the redirect causes at once, to the route."""
    made, known = [], []
    kinds = {}
    built = again = 0
    for lines in messages.values():
        asked, up = {}, []
        ids = set()
        for at, text in lines:
            sent = re.match(r"Send (\w+ \w+)(?: (\d+))?(?:.* dst ([\d.]+),.* VRF (\w+))?", text)
            if sent:
                kinds[sent[1]] = kinds.get(sent[1], 0) + 1
            if sent and sent[1] == "Resolution Request":
                if sent[2] in ids:
                    again += 1
                else: # also where a shortcut is renewed, which adds no route
                    asked[(sent[4], sent[3])] = at
                ids.add(sent[2])
            elif re.match(r"Interface Virtual-Access\d+ is up", text):
                up.append(at)
                built += 1
            elif added := re.match(r"Add route (\S+) in VRF (\w+)", text):
                network = ipaddress.ip_network(added[1])
                of = [key for key in asked if key[0] == added[2] and ipaddress.ip_address(key[1]) in network]
                for key in of:
                    first = asked.pop(key)
                    is_new = any(first <= one <= at for one in up)
                    (made if is_new else known).append(round(1000 * (at - first)))
    routes = len(made) + len(known)
    print(f"shortcuts: {routes} routes by {built / 2:.0f} tunnels; requests sent again: {again}")
    print(f"redirect to route where the tunnel had to be made: {spread(made, ' ms')}")
    print(f"redirect to route where it was there: {spread(known, ' ms')}; 20 ms are a round trip between spokes, 40 ms through the hub")
    total = sum(kinds.values())
    print("NHRP sent by spokes:", ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items())), f": {total / max(routes, 1):.2f} a route")
    return routes


def hub(steps, routes):
    traffic = next(step["output"] for step in steps if step["step"] == "R1-HUB> show ip nhrp traffic")
    sent = {}
    for part in re.findall(r"Sent: Total.*?(?=   Rcvd)", traffic, re.S):
        for count, kind in re.findall(r"(\d+) ((?:Resolution|Purge|Error|Traffic|Registration) \w+)", part):
            sent[kind] = sent.get(kind, 0) + int(count)
    print("NHRP sent by the hub:", ", ".join(f"{n} {kind}" for kind, n in sorted(sent.items()) if n), f": {sum(sent.values()) / max(routes, 1):.2f} a route")
    said = []
    for step in steps:
        if step["step"] == "R1-HUB> show ip bgp vpnv4 all summary":
            rows = re.findall(r"(?m)^\*?10\.1\.\S+ +4 +100 +(\d+) +(\d+)", step["output"])
            said.append((sum(int(i) + int(o) for i, o in rows), step["elapsed"], len(rows)))
    messages = said[-1][0] - said[0][0]
    minutes = (said[-1][1] - said[0][1]) / 60
    print(f"BGP messages of all sessions: {messages}, {messages / said[0][2] / minutes:.2f} a minute and session (two keepalives: 2)")


def drops(steps):
    found = {}
    for step in steps:
        if step["step"].endswith("show drops"):
            for where, reason, count in re.findall(r"(?m)^(\w+) +([A-Z_0-9]+) +(\d+) ", step["output"]):
                found[f"{where} {reason}"] = found.get(f"{where} {reason}", 0) + int(count)
    print("dropped:", ", ".join(f"{count} {reason}" for reason, count in sorted(found.items())) or "nothing")


def frames(capture):
    octets = capture.read_bytes()
    at = 0
    while at + 12 <= len(octets):
        kind, size = struct.unpack_from("<II", octets, at)
        if kind == 6:
            captured = struct.unpack_from("<I", octets, at + 20)[0]
            yield octets[at + 28 : at + 28 + captured]
        at += size


def ike(lab):
    """What the captured spokes exchanged with other spokes: octets and packets of IKE, and IKE SAs."""
    packets = octets = 0
    sas = set()
    for capture in (lab / "captures").glob("*.pcapng"):
        for frame in frames(capture):
            if frame[12:14] == b"\x08\x00" and frame[23] == 17:
                ends = frame[26:30], frame[30:34]
                port = struct.unpack_from(">H", frame, 36)[0]
                if port == 500 and all(end[:2] == bytes([172, 20]) for end in ends):
                    packets += 1
                    octets += len(frame) - 42
                    sas.add(frame[42:50])
    return packets, octets, len(sas)


def read(lab):
    plan = json.loads((lab / "plan.json").read_text())
    with open(lab / "steps.json") as lines:
        steps = [step for step in (json.loads(line) for line in lines if line.startswith("{")) if "step" in step]
    failed = [step for step in steps if not step["held"]]
    print(f"steps: {len(steps)}, failed: {len(failed)}; router time: {steps[-1]['elapsed']:.0f} s")
    for step in failed[:5]:
        print("  failed:", step["step"], str(step["failures"][:1])[:300])
    pings(steps)
    started = next(step["elapsed"] for step in steps if step["step"] == "spoke1> debug nhrp")
    tunnels(steps, plan, started)
    messages = logs(steps)
    routes = shortcuts(messages)
    hub(steps, routes)
    packets, octets, sas = ike(lab)
    watched = sum(
        1 for node, lines in messages.items() if node <= WATCHED for _, text in lines if re.match(r"Interface Virtual-Access\d+ is up", text)
    )
    print(
        f"IKE between {WATCHED} spokes and others, from the first message to the end: {watched} tunnels, {sas} IKE SAs,"
        f" {packets / max(watched, 1):.1f} packets and {octets / max(watched, 1):.0f} octets a tunnel"
    )
    drops(steps)


if __name__ == "__main__":
    if sys.argv[1] == "write":
        write(pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3]), *map(int, sys.argv[4:]))
    else:
        read(pathlib.Path(sys.argv[2]))
