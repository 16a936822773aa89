"""What the benchmarks printed, as numbers."""
import collections
import json
import re
import statistics


class Unreadable(Exception):
    """A benchmark did not print what it prints as a rule."""


Spread = collections.namedtuple("Spread", "middle least most")


def spread(values):
    return Spread(statistics.median(values), min(values), max(values))


def found(rows):
    if not rows:
        raise Unreadable("there is no row with figures in what it printed")
    return rows


def plane(text):
    """(rung, octets, path) -> nanoseconds of the bare cipher and of the path, each over all processes."""
    cipher, path = collections.defaultdict(list), collections.defaultdict(list)
    for rung, octets, way, bare, whole in re.findall(r"^(\S+) +(\d+|IMIX)  (\S+) +(\d+) +(\d+) +\d+\.\d+ \(", text, re.M):
        cipher[rung, octets, way].append(int(bare))
        path[rung, octets, way].append(int(whole))
    return found({key: (spread(cipher[key]), spread(path[key])) for key in path})


def ike(text):
    """(authentication, responder) -> IKE SAs a second, by round."""
    rates = collections.defaultdict(list)
    for authentication, responder, rate in re.findall(r"^(psk|rsa) (\S+) rate (\d+) ", text, re.M):
        rates[authentication, responder].append(int(rate))
    return found(rates)


def spokes(text):
    """(octets, packets in a row) -> tunnels, nanoseconds out and in."""
    rows = collections.defaultdict(list)
    for line in re.findall(r"^ *([\d,]+) +[\d.]+ +[-\d,]+ +[-\d,]+ +(\d+) +(\d+) +(\d+) \(.*?\) +(\d+) \(", text, re.M):
        tunnels, octets, row, out, back = (int(each.replace(",", "")) for each in line)
        rows[octets, row].append((tunnels, out, back))
    return found(rows)


def tunnels(lines):
    """(variant, test) -> what was measured, over all rounds."""
    values = collections.defaultdict(list)
    for line in lines.splitlines():
        one = json.loads(line)
        if one.get("value") is not None:
            values[one["variant"], one["test"]].append(one["value"])
    return found({key: spread(of) for key, of in values.items()})


def bgp(text):
    """Reflector -> seconds until all routes came out."""
    return found({name: float(seconds) for name, seconds in re.findall(r"^(BIRD|Culvert): \d+ routes, all ([\d.]+) s", text, re.M)})


def soak(text):
    """Shares of packets, and of the wake-ups of idle threads, that were later than so many milliseconds."""
    measured = json.loads(text)
    idle = collections.Counter()
    for each in measured["idle"]["processors"]:
        idle.update(dict(map(tuple, each["buckets"])))
    return later(measured["received"]["buckets"]), later(sorted(idle.items())), measured


def later(buckets):
    total = left = sum(count for _, count in buckets)
    points = []
    for top, count in buckets:
        left -= count
        if left:
            points.append((top / 1e6, left / total))
    return points
