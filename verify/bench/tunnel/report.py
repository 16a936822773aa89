"""The page that an engineer reads, from the lines of a run."""
import statistics

from tests import ALL as TESTS
from variants import ALL as VARIANTS, RIVALS


def figure(number):
    if number is None:
        return "-"
    return f"{number:,.0f}" if number >= 1000 else f"{number:.3g}"


class Figures:
    def __init__(self, lines):
        self.lines = [line for line in lines if "value" in line]

    def all(self, variant, test, key="value"):
        return [line[key] for line in self.lines if (line["variant"], line["test"]) == (variant, test) and line.get(key) is not None]

    def median(self, variant, test, key="value"):
        values = self.all(variant, test, key)
        return statistics.median(values) if values else None

    def ratio(self, variant, test, other):
        mine, theirs = self.median(variant, test), self.median(other, test)
        return mine / theirs if mine is not None and theirs else None


def table(figures, test, names, train):
    title, unit, _, _ = TESTS[test]
    extra = {"tcp1": "resent", "tcp4": "resent", "udp1400": "lost %", "trains": "a core of A, of B", "idle": "p99", "load": "p99", "flood": "before, after"}.get(test, "")
    heads = ["", unit, "least to most", "of plain", *(f"of {rival}" for rival in RIVALS if rival in names), "cores A, B", "machine", "others", extra]
    rows = []
    for name in names:
        values = figures.all(name, test)
        if not values:
            rows.append([VARIANTS[name].label, "-"] + [""] * (len(heads) - 2))
            continue
        cores = [each for each in figures.all(name, test, "gateway_cores") if each]
        each = [statistics.median(side) for side in zip(*cores)]
        rows.append(
            [
                VARIANTS[name].label,
                figure(figures.median(name, test)),
                f"{figure(min(values))} to {figure(max(values))}",
                figure(figures.ratio(name, test, "plain")),
                *(figure(figures.ratio(name, test, rival)) for rival in RIVALS if rival in names),
                ", ".join(f"{side:.2f}" for side in each),
                figure(figures.median(name, test, "machine_cores")),
                figure(figures.median(name, test, "foreign_cores")),
                more(figures, name, test),
            ]
        )
    widths = [max(len(row[i]) for row in [heads, *rows]) for i in range(len(heads))]
    yield f"{title}{f' ({train} to a train)' if test == 'trains' else ''}"
    for row in [heads, *rows]:
        cells = [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:]))]
        yield ("  " + "  ".join(cells)).rstrip()
    yield ""


def more(figures, name, test):
    match test:
        case "tcp1" | "tcp4":
            return figure(figures.median(name, test, "retransmits"))
        case "udp1400":
            return figure(100 * figures.median(name, test, "loss"))
        case "trains":
            return ", ".join(figure(statistics.median(side)) for side in zip(*figures.all(name, test, "each_core")))
        case "idle" | "load":
            return figure(figures.median(name, test, "p99"))
        case "flood":
            return ", ".join(figure(figures.median(name, test, key)) for key in ("before", "after"))
    return ""


def bars(figures, names):
    """Lines of the bars of issue 6, for each way of Culvert's; those whose figures are there."""
    for name in names:
        if not name.startswith("culvert"):
            continue
        for what, reached, bar, aim in claims(figures, name):
            if reached is not None:
                met = "met" if bar(reached) else "NOT MET"
                yield f"  {VARIANTS[name].label + ':':<36} {what}: {figure(reached)}{aim}  {met}"


def claims(figures, name):
    for test in ("tcp1", "tcp4"):
        title = TESTS[test][0]
        yield f"{title}, of plain routing with offloads, at least 0.5", figures.ratio(name, test, "plain"), lambda x: x >= 0.5, " (aim 0.7)"
        for rival in RIVALS:
            yield f"{title}, times {rival}, at least 10", figures.ratio(name, test, rival), lambda x: x >= 10, ""
    yield "64 octets, times openvpn, above 1", figures.ratio(name, "small", "openvpn"), lambda x: x > 1, ""
    yield "64 octets, times strongswan, at least 1.5", figures.ratio(name, "small", "strongswan"), lambda x: x >= 1.5, ""
    yield "64 octets in trains, a second through one gateway core, at least 1,500,000", figures.median(name, "trains", "per_core"), (
        lambda x: x >= 1_500_000
    ), " (aim 5,000,000)"
    most, before = figures.median(name, "flood"), figures.median(name, "flood", "before")
    yield "memory grown in a flood, MiB, at most 100", most - before if most is not None else None, lambda x: x <= 100, ""
    yield "ping under load, times wireguard-go, at most 1", figures.ratio(name, "load", "wireguard-go"), lambda x: x <= 1, ""


def page(lines, names, tests, train):
    figures = Figures(lines)
    for test in tests:
        yield from table(figures, test, names, train)
    found = list(bars(figures, names))
    if found:
        yield "Bars (issue 6)"
        yield from found
