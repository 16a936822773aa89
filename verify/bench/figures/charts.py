"""Plots by gnuplot, as SVG: bars side by side and lines."""
import subprocess

LEVEL_MAX = 6  # labels of groups that have room side by side
COLOURS = ("#9aa5b1", "#1f6f8b", "#d9822b", "#7a4f9a", "#3c8d40", "#b03a48")
HEAD = """set terminal svg size 860,360 dynamic font "sans-serif,12" background "#ffffff"
set output "{file}"
set title "{title}"
set ylabel "{unit}"
set border 3 lc rgb "#606060"
set tics nomirror
set format y "%g"
set grid ytics lc rgb "#e0e0e0"
"""


class Failed(Exception):
    """gnuplot did not take what it was given."""


def draw(file, title, unit, orders):
    script = HEAD.format(file=file, title=title, unit=unit) + orders
    ended = subprocess.run(["gnuplot"], input=script, stderr=subprocess.PIPE, text=True)
    if ended.returncode != 0:
        raise Failed(ended.stderr.strip())


def block(name, rows):
    lines = "\n".join(" ".join(f'"{cell}"' if isinstance(cell, str) else f"{cell}" for cell in row) for row in rows)
    return f"${name} << END\n{lines}\nEND\n"


def bars(file, title, unit, groups, series, values, log=False):
    """A group of bars for each of `groups`, a bar for each of `series`; `values` has a Spread, or None, for each pair."""
    rows = []
    for group in groups:
        row = [group]
        for one in series:
            value = values.get((group, one))
            row += [*value] if value else ["?"] * 3
        rows.append(row)
    orders = block("data", rows) + (
        'set style data histograms\nset style histogram errorbars gap 1 lw 1\nset style fill solid 0.9\nset boxwidth 0.9\nset datafile missing "?"\n'
        "set key outside right top Left reverse noenhanced\nset xtics noenhanced\n"
        + ("set xtics rotate by 30 right\n" if len(groups) > LEVEL_MAX else "")
        + ("set logscale y\n" if log else "set yrange [0:*]\n")
    )
    parts = [
        f'$data using {2 + 3 * i}:{3 + 3 * i}:{4 + 3 * i}{":xtic(1)" if i == 0 else ""} title "{one}" lc rgb "{COLOURS[i % len(COLOURS)]}"'
        for i, one in enumerate(series)
    ]
    draw(file, title, unit, orders + "plot " + ", ".join(parts) + "\n")


def lines(file, title, unit, along, series, log="", steps=False):
    """A line for each of `series`, name -> points; `log` names the axes that are logarithmic."""
    orders = "".join(block(f"data{i}", points) for i, points in enumerate(series.values()))
    orders += f'set xlabel "{along}"\nset key outside right top Left reverse noenhanced\n' + (f"set logscale {log}\n" if log else "set yrange [0:*]\n")
    style = "steps lw 2" if steps else "linespoints lw 2 pt 7 ps 0.6"
    parts = [f'$data{i} using 1:2 title "{name}" with {style} lc rgb "{COLOURS[(i + 1) % len(COLOURS)]}"' for i, name in enumerate(series)]
    draw(file, title, unit, orders + "plot " + ", ".join(parts) + "\n")
