"""What is drawn of each benchmark."""
import charts
import readings

TUNNELS, SOAK = "tunnels.jsonl", "soak/soak.json"
MEASURED = {"tunnels": (TUNNELS,), "soak": (SOAK,)}  # what benchmarks leave beside what they print
SIZES = ("64", "512", "1400", "IMIX")
WAYS = {"encapsulate": "out", "decapsulate": "in", "random": "random", "encapsulate-ipv6": "out, IPv6", "decapsulate-ipv6": "in, IPv6", "random-ipv6": "random, IPv6"}
TCP = {"tcp1": "TCP, 1 stream", "tcp4": "TCP, 4 streams"}
RATES = {"small": "64 octets, one by one", "trains": "64 octets in trains"}
VARIANTS = {
    "plain": "plain routing", "culvert-tun": "Culvert, TUN", "culvert-packet": "Culvert, packet ports", "strongswan": "strongSwan, user space",
    "wireguard-go": "wireguard-go", "openvpn": "OpenVPN",
}  # fmt: skip
RESPONDERS = {"culvert": "Culvert", "strongswan": "strongSwan"}
KEYS = {"psk": "pre-shared key", "rsa": "RSA-2048"}


def of(name, out, text):
    """Draws what there is to draw; files beside the page, each with what it shows in words."""
    match name:
        case "plane" | "plane ipv6":
            yield from plane(out, name, readings.plane(text))
        case "spokes":
            yield from spokes(out, readings.spokes(text))
        case "tunnels":
            yield from tunnels(out, readings.tunnels((out / TUNNELS).read_text()))
        case "ike":
            yield from ike(out, readings.ike(text))
        case "bgp":
            yield from bgp(out, readings.bgp(text))
        case "soak":
            yield from soak(out, (out / SOAK).read_text())


def plane(out, name, measured):
    for rung in dict.fromkeys(rung for rung, _, _ in measured):
        file = f"{name.replace(' ', '-')}-{rung}.svg"
        groups, values = [], {}
        for way, label in WAYS.items():
            for octets in SIZES:
                if (rung, octets, way) in measured:
                    group = f"{label} {octets}"
                    groups.append(group)
                    values[group, "bare cipher call"], values[group, "whole path"] = measured[rung, octets, way]
        charts.bars(out / file, f"Nanoseconds a packet, {rung}", "ns", groups, ("bare cipher call", "whole path"), values)
        yield file, f"nanoseconds of the bare cipher call and of the whole path with {rung}, by direction and size of packets"


def spokes(out, measured):
    series = {}
    for (octets, row), points in measured.items():
        for way, at in (("out", 1), ("in", 2)):
            series[f"{octets} octets, {way}, {row} in a row"] = [(point[0], point[at]) for point in points]
    charts.lines(out / "spokes.svg", "Nanoseconds a packet, traffic on all tunnels", "ns", "tunnels", series, log="xy")
    yield "spokes.svg", "nanoseconds of a packet by how many tunnels carry traffic"


def tunnels(out, measured):
    def chart(file, title, unit, tests, log):
        groups = [label for test, label in tests.items() if any(key[1] == test for key in measured)]
        names = {label: test for test, label in tests.items()}
        series = [variant for variant in VARIANTS if any((variant, test) in measured for test in tests)]
        values = {(group, VARIANTS[variant]): measured.get((variant, names[group])) for group in groups for variant in series}
        if groups:
            charts.bars(out / file, title, unit, groups, [VARIANTS[variant] for variant in series], values, log)
            yield file, f"{title}, by way of carrying"

    yield from chart("tcp.svg", "TCP through two gateways, one machine of two cores", "Gbit/s", TCP, True)
    yield from chart("udp.svg", "UDP of 1,400 octets", "Gbit/s", {"udp1400": "UDP, 1,400 octets"}, False)
    yield from chart("packets.svg", "Packets a second", "packets/s", RATES, True)
    yield from chart("ping.svg", "Round trip of ping, median", "ms", {"idle": "idle", "load": "beside a TCP stream"}, True)


def ike(out, measured):
    series = {
        f"{RESPONDERS[responder]}, {KEYS[authentication]}": [*enumerate(rates, 1)] for (authentication, responder), rates in measured.items()
    }
    charts.lines(out / "ike.svg", "IKE SAs a second, by round", "a second", "round", series)
    yield "ike.svg", "IKE SAs that each responder sets up in a second, round by round"


def bgp(out, measured):
    values = {("all routes out", name): readings.spread([seconds]) for name, seconds in measured.items()}
    charts.bars(out / "bgp.svg", "Seconds until all routes are reflected", "s", ["all routes out"], list(measured), values)
    yield "bgp.svg", "seconds until all routes are reflected, by BIRD and by Culvert"


def soak(out, text):
    packets, idle, measured = readings.soak(text)
    title = f"Later than, of all: {measured['rate']:,.0f} packets a second for {measured['seconds']:.0f} s"
    series = {"packets under way": packets, "idle threads waking up": idle}
    charts.lines(out / "soak-delay.svg", title, "share", "ms", series, log="xy", steps=True)
    yield "soak-delay.svg", "share of packets that were longer under way than so many milliseconds, beside that of idle threads that woke up later"
    memory = {f"node {side}": [(at, sizes[i]) for at, sizes in measured["memory"]] for i, side in enumerate("AB")}
    charts.lines(out / "soak-memory.svg", "Resident memory", "MiB", "s", memory)
    yield "soak-memory.svg", "resident memory of both nodes over time"
