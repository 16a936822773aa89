"""The page of a soak, from what was measured. `soak_report.py FILE` prints that of a soak.json again."""
import collections
import json
import statistics
import sys

PAUSE_MAX = 5_000_000  # nanoseconds above the machine's own
GROWTH_MAX = 4  # MiB of resident memory in the second half of the run
LIVE_MAX = 2  # MB of live heap
SLACK = 2_000_000  # nanoseconds by which causes may miss what they caused
WIDTH = 60
FLOWS = {"large": "1,400 octets, in trains", "small": "64 octets, one by one"}
SHARES = (0.5, 0.9, 0.99, 0.999, 0.9999, 0.99999, 1)
BEFORE = "beside us or before"  # of net.Others
ROUTER = "java"  # the name of the thread that the kernel knows Java's main thread by
SENT_LEAST = 0.99  # of what was to be sent


def keys(console):
    """SPIs of the IKE and the ESP SAs of a node."""
    ike = [each["localSpi"] for each in console.value("show crypto ikev2 sa")["sas"]]
    esp = [each["spi"] for flow in console.value("show crypto ipsec sa")["flows"] for each in flow["inbound"]]
    return [ike, esp]


def state(console):
    drops = {f"{each['where'].lower()} {each['name']}": each["packets"] for each in console.value("show drops")["reasons"]}
    for interface in ("GigabitEthernet1", "GigabitEthernet2"):
        for each in console.value(f"show interfaces {interface}")["interfaces"][0]["port"]["losses"]:
            drops[f"{interface} {each['name']}"] = each["packets"]
    return {"drops": drops, "bgp": console.value("show ip bgp vpnv4 all summary")["rows"][0]["state"]}


def ms(nanos):
    return f"{nanos / 1e6:.3g}" if nanos < 1e8 else f"{nanos / 1e6:.0f}"


def share(buckets, part):
    """The time that a part of all did not exceed."""
    wanted, count = part * sum(each for _, each in buckets), 0
    for top, each in buckets:
        count += each
        if count >= wanted:
            return top
    return 0


def rows(heads, lines):
    widths = [max(len(str(line[i])) for line in (heads, *lines)) for i in range(len(heads))]
    for line in (heads, *lines):
        yield ("  " + "  ".join([str(line[0]).ljust(widths[0]), *(str(cell).rjust(width) for cell, width in zip(line[1:], widths[1:]))])).rstrip()
    yield ""


def traffic(found):
    sent, received = found["sent"], found["received"]
    lines = []
    for flow, label in FLOWS.items():
        came = received[flow]["came"]
        lines.append([label, f"{sent[flow]:,}", f"{sent[flow] - came:,}", received[flow]["doubles"], received[flow]["late"]])
    yield f"{found['rate']:,.0f} packets a second for {found['seconds']:.0f} s" + (
        f", of the {found['highest']:,.0f} that lost none in ten seconds, twice" if found["highest"] else ""
    )
    yield from rows(["packets", "sent", "lost", "doubled", "out of order"], lines)
    for flow, label in FLOWS.items():
        times = [f"{count} at {(since - found['at']) / 1e9:.3f} s" for since, count in received[flow]["late_at"][:8]]
        if times:
            yield f"  out of order of {label}: {', '.join(times)}"
    cores = found["cores"]
    yield f"  cores: gateways {', '.join(f'{each:.2f}' for each in cores['gateway_cores'])}, machine {cores['machine_cores']:.2f}, of it others {cores['foreign_cores']:.2f}"
    others = ", ".join(f"{seconds / found['seconds']:.2f} {kind}" for kind, seconds in sorted(found["others"].items()))
    yield f"  of the others, as far as seen: {others or 'nothing'}"
    if found["others"].get(BEFORE, 0) > found["seconds"] / 10:
        yield "  THE MACHINE WAS NOT THIS RUN'S ALONE: what was lost and late says little about the nodes"
    yield f"  not sent because the sender itself was late: {sent['left_out']:,}; refused by its kernel: {sent['refused']:,}"
    yield ""


def idle_buckets(found):
    merged = collections.Counter()
    for each in found["idle"]["processors"]:
        merged.update({top: count for top, count in each["buckets"]})
    return sorted(merged.items())


def idle_most(found):
    return max(each["most"] for each in found["idle"]["processors"])


def delays(found):
    yield "under way, and how late an idle thread on each core woke up beside it (ms)"
    machine = idle_buckets(found)
    names = ["half", *(f"{100 * part:g} %" for part in SHARES[1:-1]), "all"]
    lines = []
    for label, buckets, most in (("packets", found["received"]["buckets"], found["received"]["most"]), ("idle threads", machine, idle_most(found))):
        lines.append([label, *(ms(min(share(buckets, part), most)) for part in SHARES[:-1]), ms(most)])
    yield from rows(["", *names], lines)


def plot(found):
    """The worst of each slice of time, in rows of time and powers of two of delay."""
    packets = found["received"]["worst"]
    machine = [max(each) for each in zip(*(each["worst"] for each in found["idle"]["processors"]))]
    length = max(len(packets), 1)
    slots = min(WIDTH, length)

    def worst(of, slot):
        return max(of[slot * length // slots : (slot + 1) * length // slots] or [0])

    yield f"the worst of each {length / slots:.0f} s: # packets, . idle threads (where both: #)"
    for power in range(7, -4, -1):
        floor = 2.0**power * 1e6
        line = "".join("#" if worst(packets, i) >= floor else "." if worst(machine, i) >= floor else " " for i in range(slots))
        if line.strip():
            yield f"  {2.0**power:>8g} ms |{line}"
    yield ""


def causes(found, since, late):
    """What stood still, or was late, in the time of one pause."""
    for side, stops in zip("AB", found["stops"]):
        for began, length, what in stops:
            if began < since + late + SLACK and began + length > since - SLACK and length > late / 4:
                yield f"Java of {side} stopped {ms(length)} ms: {what}"
    for look in found["keys"]:
        for side, (_, _, asked, answered) in zip("AB", look):
            if asked < since + late and answered > since:
                yield f"{side} was asked for its SAs"
    for number, machine in enumerate(idle_at(found, since, late)):
        if machine:
            yield f"core {number} late by {ms(machine)} ms"
    for before, after in zip(found["threads"], found["threads"][1:]):
        if before["at"] <= since + late and since <= after["at"]:
            yield from waits(before, after)


def idle_at(found, since, late):
    """How late the idle thread of each core was in the time of one pause."""
    for each in found["idle"]["processors"]:
        yield max((length for began, length in each["episodes"] if began < since + late + SLACK and began + length > since - SLACK), default=0)


def alone(found):
    """The longest pause above what idle threads were late in the same moment: what the nodes have to answer for, or nobody knows who."""
    return max((late - max(idle_at(found, since, late)) for since, late in found["received"]["episodes"]), default=0)


def waits(before, after):
    """What the nodes' router threads waited for between two glances, which is a second or more."""
    for i, side in enumerate("AB"):
        waited = spent(before["nodes"][i], after["nodes"][i], ROUTER, 1)
        if waited > SLACK / 1e9:
            yield f"{side} waited {ms(waited * 1e9)} ms for a processor in that second"
        pages = after["faults"][i] - before["faults"][i]
        if pages:
            yield f"{side} had {pages} pages read from the disk in it"


def spent(before, after, name, kind):
    """Seconds that a thread has run (0) or waited for a processor (1) between two looks."""
    return after.get(name, (0, 0))[kind] - before.get(name, (0, 0))[kind]


def pauses(found, most=12):
    episodes = sorted(found["received"]["episodes"], key=lambda each: -each[1])
    yield f"the longest of {len(episodes)} times that packets took longer than 1 ms, and what else happened then"
    lines = []
    for since, late in episodes[:most]:
        lines.append([f"{(since - found['at']) / 1e9:9.3f} s", f"{ms(late)} ms", "; ".join(causes(found, since, late)) or "-"])
    widths = [max((len(line[i]) for line in lines), default=0) for i in range(2)]
    for line in lines:
        yield f"  {line[0].rjust(widths[0])}  {line[1].rjust(widths[1])}  {line[2]}"
    yield ""


def stops(found, most=8):
    end = found["at"] + found["seconds"] * 1e9
    for side, all_stops in zip("AB", found["stops"]):
        inside = [each for each in all_stops if found["at"] <= each[0] <= end]
        kinds = collections.Counter(what.split(",")[0] for _, _, what in inside)
        said = ", ".join(f"{count} {what}" for what, count in kinds.most_common())
        yield f"Java of {side} stood still {len(inside)} times, {ms(sum(each[1] for each in inside))} ms in all: {said}"
        for began, length, what in sorted(inside, key=lambda each: -each[1])[:most]:
            yield f"  {(began - found['at']) / 1e9:9.3f} s  {ms(length):>6} ms  {what}"
    yield ""


def threads(found, most=6):
    """What the threads of the nodes did; waiting for a processor is none of their doing."""
    yield "threads of the nodes, and both ends: seconds they ran, and waited for a processor; the most of a second that they waited"
    looks = found["threads"]
    lines = []
    for i, side in enumerate("AB"):
        node = [each["nodes"][i] for each in looks]
        for name in sorted(node[-1], key=lambda name: -spent(node[0], node[-1], name, 0))[:most]:
            worst = max((spent(since, until, name, 1) for since, until in zip(node, node[1:])), default=0)
            lines.append([f"{side} {name}", *(f"{spent(node[0], node[-1], name, kind):.2f}" for kind in range(2)), f"{worst:.3f}"])
    for name in looks[-1]["ends"]:
        end = [{name: each["ends"][name]} for each in looks]
        worst = max((spent(since, until, name, 1) for since, until in zip(end, end[1:])), default=0)
        lines.append([name, *(f"{spent(end[0], end[-1], name, kind):.2f}" for kind in range(2)), f"{worst:.3f}"])
    yield from rows(["", "ran", "waited", "worst"], lines)


def slope(points):
    """By least squares, of (seconds, value), from the first to the last."""
    if len(points) < 3:
        return 0.0
    return statistics.linear_regression(*zip(*points)).slope * (points[-1][0] - points[0][0])


def allocated(found, side):
    """MB a second between the first collection of the soak and the last; nothing is known from fewer than two."""
    inside = [each for each in found["heaps"][side] if found["at"] <= each[0] <= found["at"] + found["seconds"] * 1e9]
    if len(inside) < 2:
        return None
    made = sum(before - last for (_, before, _), (_, _, last) in zip(inside[1:], inside))
    return made / ((inside[-1][0] - inside[0][0]) / 1e9)


def second_half(points):
    return points[len(points) // 2 :]


def grown(found):
    """MiB of resident memory, of each node."""
    return [slope([(at, both[i]) for at, both in second_half(found["memory"])]) for i in range(2)]


def memory(found):
    lines = []
    for i, side in enumerate("AB"):
        resident = [both[i] for _, both in found["memory"]]
        after = [value for at, _, value in found["heaps"][i] if found["at"] <= at <= found["at"] + found["seconds"] * 1e9]
        lines.append(
            [
                side, f"{resident[0]:.0f}", f"{max(resident):.0f}", f"{resident[-1]:.0f}", f"{grown(found)[i]:+.1f}",
                f"{found['live'][0][i]}, {found['live'][1][i]}", f"{len(after)}: {f'{min(after)} to {max(after)}' if after else '-'}",
                "-" if allocated(found, i) is None else f"{allocated(found, i):.1f}",
            ]
        )  # fmt: skip
    yield "memory: resident, MiB; heap, MB"
    yield from rows(["node", "first", "most", "last", "grown in 2nd half", "live before, after", "collections, heap after them", "made a second"], lines)


def rekeys(found):
    """(IKE, ESP) of each node: SPIs that were not there at the look before."""
    counts = []
    for side in range(2):
        pair = [0, 0]
        for before, after in zip(found["keys"], found["keys"][1:]):
            for kind in range(2):
                pair[kind] += len(set(after[side][kind]) - set(before[side][kind]))
        counts.append(pair)
    return counts


def dropped(found):
    """(node, name, packets) of what was dropped meanwhile."""
    for side, before, after in zip("AB", found["before"], found["after"]):
        for name, count in after["drops"].items():
            if count > before["drops"].get(name, 0):
                yield side, name, count - before["drops"].get(name, 0)


def control(found):
    yield "keys and sessions"
    lines = []
    for side, (ike, esp), after, told in zip("AB", rekeys(found), found["after"], found["told"]):
        lines.append([side, ike, esp, after["bgp"], len(told)])
    yield from rows(["node", "new IKE SAs", "new ESP SAs", "BGP", "lines in the log"], lines)
    yield from (f"  {side}: {line}" for side, told in zip("AB", found["told"]) for line in told[:20])
    drops = [f"{side}: {count:,} {name}" for side, name, count in dropped(found)]
    yield f"dropped by the nodes: {'; '.join(drops) or 'nothing'}"
    yield f"dropped by queues and sockets of the kernel: {'; '.join(f'{count:,} {where}' for where, count in found['kernel'].items()) or 'nothing'}"
    yield ""


def bars(found):
    """(what, reached, whether it is met)"""
    lost = sum(found["sent"][flow] - found["received"][flow]["came"] for flow in FLOWS)
    doubled = sum(found["received"][flow]["doubles"] for flow in FLOWS)
    due = found["rate"] * found["seconds"]
    part = sum(found["sent"][flow] for flow in FLOWS) / due
    yield f"sent of what was to be, at least {100 * SENT_LEAST:g} %", f"{100 * part:.2f} %", part >= SENT_LEAST
    yield "packets lost, none", f"{lost:,}", lost == 0
    yield "packets doubled, none", f"{doubled:,}", doubled == 0
    above = found["received"]["most"] - idle_most(found)
    yield "longest pause above the machine's own, at most 5 ms", f"{ms(above) if above > 0 else 0}", above <= PAUSE_MAX
    growth = max(grown(found))
    yield f"resident memory grown in the second half, MiB, at most {GROWTH_MAX}", f"{growth:.1f}", growth <= GROWTH_MAX
    live = max(after - before for before, after in zip(*found["live"]))
    yield f"live heap grown, MB, at most {LIVE_MAX}", live, live <= LIVE_MAX
    fewest = [min(pair[kind] for pair in rekeys(found)) for kind in range(2)]
    yield "IKE and ESP rekeyed", f"{fewest[0]}, {fewest[1]}", min(fewest) > 0
    up = all(each["bgp"] == "Established" for each in found["after"]) and not any("ADJCHANGE" in line for told in found["told"] for line in told)
    yield "BGP up all the time", "yes" if up else "no", up


def page(found):
    """Its lines, and whether all bars were met."""
    lines = []
    for part in (traffic, delays, plot, pauses, stops, threads, memory, control):
        lines += part(found)
    lines.append("Bars (issue 6)")
    held = True
    for what, reached, met in bars(found):
        lines.append(f"  {what}: {reached}  {'met' if met else 'NOT MET'}")
        held &= met
    lines.append(f"  no bar: the longest pause above what idle threads were late in the same moment, ms: {ms(alone(found))}")
    return lines, held


if __name__ == "__main__":
    print("\n".join(page(json.loads(open(sys.argv[1]).read()))[0]))
