"""verify/bench/page: runs the benchmarks and makes a page of what they print and of plots."""
import argparse
import pathlib
import shlex
import shutil
import subprocess
import sys
import time

import charts
import plots
import readings

BENCH = pathlib.Path(__file__).resolve().parents[1]
OUT = BENCH / "target/page"

# name -> (title, arguments, arguments of --quick, or None where it is left out then); {out} is the folder of the page
BENCHMARKS = {
    "ciphers": ("Ciphers", "", ""),
    "plane": ("The packet path, in memory", "3", "1 multi-buffer"),
    "plane ipv6": ("The packet path of IPv6, in memory", "1 multi-buffer ipv6", None),
    "tables": ("Forwarding tables", "", "1000 1000 250 1"),
    "spokes": ("Many tunnels, in memory", "", "1 100 1000"),
    "workers": ("Workers", "", None),
    "tunnels": ("End to end", "--out {out}/tunnels.jsonl", "--quick --out {out}/tunnels.jsonl"),
    "ike": ("IKE set-ups", "3", "1"),
    "crowd": ("Ten thousand tunnels", "", None),
    "bgp": ("BGP as a route reflector", "1000000 1", "100000 1"),
    "soak": ("A soak", "30 --out {out}/soak", "1 --out {out}/soak"),
    "start": ("Start-up", "", "3"),
}


def options():
    parser = argparse.ArgumentParser(prog="page", description="Runs the benchmarks and makes a page of tables and plots.", allow_abbrev=False)
    parser.add_argument("--quick", action="store_true", help="shorter runs of less of it")
    parser.add_argument("--only", type=names, default=list(BENCHMARKS), metavar="NAME,...", help=", ".join(BENCHMARKS))
    parser.add_argument("--draw", action="store_true", help="make the page of what is there; nothing runs")
    parser.add_argument("--out", type=pathlib.Path, default=OUT, metavar="FOLDER", help="where the page is left (%(default)s)")
    return parser.parse_args()


def names(text):
    asked = text.split(",")
    for name in asked:
        if name not in BENCHMARKS:
            raise argparse.ArgumentTypeError(f"{name} is no benchmark; there are {', '.join(BENCHMARKS)}")
    return asked


def printed(out, name):
    return out / f"{name.replace(' ', '-')}.txt"


def run(name, asked):
    """Runs a benchmark and keeps what it prints, its command first. Whether it ended well."""
    _, usual, quick = BENCHMARKS[name]
    given = quick if asked.quick else usual
    if given is None:
        return True
    program = f"verify/bench/{name.split()[0]}"
    arguments = [word.format(out=asked.out) for word in shlex.split(given)]
    shown = shlex.join([program, *arguments])
    print(f"{time.strftime('%H:%M')} {shown}", flush=True)
    for left in plots.MEASURED.get(name, ()):
        (asked.out / left).unlink(missing_ok=True)  # of an earlier run
    with printed(asked.out, name).open("w") as text, (asked.out / f"{printed(asked.out, name).stem}.log").open("w") as log:
        text.write(f"$ {shown}\n")
        text.flush()
        ended = subprocess.run([BENCH.parents[1] / program, *arguments], stdout=text, stderr=log).returncode
    # the soak's status 1 says that a bar is missed, which its page says too
    if ended != 0 and not (name == "soak" and (asked.out / plots.SOAK).exists()):
        print(f"page: {name} ended with {ended}; see what it printed in {asked.out}", file=sys.stderr)
        return False
    return True


def page(out):
    """The page of all that is there. The names of what could not be read."""
    lines, unread = ["# Benchmarks", ""], []
    for name, (title, _, _) in BENCHMARKS.items():
        if not printed(out, name).exists():
            continue
        lines += [f"## {title}", ""]
        try:
            for file, alternative in plots.of(name, out, printed(out, name).read_text()):
                lines += [f"![{alternative}]({file})", ""]
        except (OSError, KeyError, ValueError, readings.Unreadable, charts.Failed) as failure:
            unread.append(f"{name}: {failure!r}")
        lines += ["```", printed(out, name).read_text().rstrip(), "```", ""]
    (out / "page.md").write_text("\n".join(lines))
    return unread


def refuse(sentence):
    print(f"page: {sentence}", file=sys.stderr)
    sys.exit(2)


def main():
    asked = options()
    if not shutil.which("gnuplot"):
        refuse("gnuplot is needed, for the plots (Debian: apt-get install gnuplot-nox)")
    asked.out = asked.out.resolve()
    if asked.out.exists() and not asked.out.is_dir():
        refuse(f"{asked.out} is no folder")
    if asked.draw and not any(printed(asked.out, name).exists() for name in BENCHMARKS):
        refuse(f"{asked.out} holds nothing that a benchmark printed; run it without --draw first")
    asked.out.mkdir(parents=True, exist_ok=True)
    ran = asked.draw or all([run(name, asked) for name in asked.only])
    unread = page(asked.out)
    for each in unread:
        print(f"page: no plot of {each}", file=sys.stderr)
    print(asked.out / "page.md")
    sys.exit(0 if ran and not unread else 1)


if __name__ == "__main__":
    main()
