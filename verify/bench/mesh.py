"""Reads the steps of verify/bench/mesh and prints what the shortcuts cost."""
import json
import re
import sys

steps = [json.loads(line) for line in open(sys.argv[1]) if line.startswith("{")]
steps = [step for step in steps if "step" in step]
failed = [step for step in steps if not step["held"]]
print(f"steps: {len(steps)}, failed: {len(failed)}")
for step in failed[:5]:
    print("  failed:", step["step"], step["failures"][:1])
print(f"router time: {steps[-1]['elapsed']:.0f} s")

sent = {}
for step in steps:
    if step["step"].endswith("show ip nhrp traffic"):
        for part in re.findall(r"Sent: Total.*?(?=   Rcvd)", step["output"], re.S):
            for count, kind in re.findall(r"(\d+) ((?:Resolution|Purge|Error|Traffic|Registration) \w+)", part):
                sent[kind] = sent.get(kind, 0) + int(count)
built = sum(
    int(count)
    for step in steps
    if step["step"].endswith("show ip nhrp stats")
    for count in re.findall(r"\[S\]Up : (\d+)", step["output"])
)
routes = sum(
    int(count)
    for step in steps
    if step["step"].endswith("show ip nhrp stats")
    for count in re.findall(r"\[S\]Add (?:Route|NHO) : (\d+)", step["output"])
)
print("NHRP sent by spokes:", ", ".join(f"{count} {kind}" for kind, count in sorted(sent.items()) if count))
print(f"tunnels made: {built}, routes added: {routes}")
if routes:
    print(f"NHRP packets of spokes per route: {sum(sent.values()) / routes:.1f}")

by_time = {}
for step in steps:
    if step["step"].endswith("show crypto session"):
        at = round(step["elapsed"] / 60)
        by_time[at] = by_time.get(at, 0) + len(re.findall(r"^Interface: Virtual-Access", step["output"], re.M))
print("ends of shortcut tunnels at minute:", ", ".join(f"{at}: {count}" for at, count in sorted(by_time.items())))

log = next(step["output"] for step in steps if step["step"] == "spoke1> show logging")
stamps = {}
for clock, what in re.findall(r"\*\w+ +\d+ [\d:]+:(\d\d\.\d\d\d): %NHRP-7-DEBUG: (Receive Traffic Indication|Add route)", log):
    stamps.setdefault(what, float(clock))
if len(stamps) == 2:
    print(f"redirect to route: {1000 * (stamps['Add route'] - stamps['Receive Traffic Indication']):.0f} ms, the round trip between spokes being 20 ms")
