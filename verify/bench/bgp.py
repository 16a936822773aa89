"""Prints what bench.py measured of one reflector in a line, with Culvert's ratio to the BIRD of the same run."""
import json
import pathlib
import sys

last = pathlib.Path(sys.argv[1], "bird.json")
for line in sys.stdin:
    one = json.loads(line)
    name = "Culvert" if one["dut"] == "ext" else "BIRD"
    if "error" in one:
        print(f"{name}: {one['error']}")
        continue
    seconds = one["converge_s"]
    text = (
        f"{name}: {one['n']} routes, all {seconds} s, half {one['half_s']} s, processor {one['cpu_s']} s, "
        f"resident {one['rss_mb']} MB, late joiner {one.get('late_s')} s, loss {one.get('loss_s')} s, load {one['load_before']}"
    )
    if name == "BIRD":
        last.write_text(json.dumps(one))
    elif last.exists():
        text += f"; {seconds / json.loads(last.read_text())['converge_s']:.1f} times BIRD"
    print(text, flush=True)
