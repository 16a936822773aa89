"""Where the time of gateways goes: perf(1) beside a test, with the names of what Java has compiled."""
import contextlib
import os
import pathlib
import signal
import subprocess

import variants

HERTZ = "999"


@contextlib.contextmanager
def gateways(folder, lab, test):
    """Records the machine while a test runs; of Culvert's variants alone. `FOLDER/VARIANT-TEST.txt` says which functions took the time."""
    if folder is None or not isinstance(lab, variants.Culvert):
        yield
        return
    data = folder / f"{lab.name}-{test}.perf"
    perf = subprocess.Popen(["perf", "record", "-q", "-F", HERTZ, "-a", "-g", "-o", str(data)], stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        perf.send_signal(signal.SIGINT)
        perf.wait()
        jcmd = pathlib.Path(os.environ.get("JAVA_HOME", "/usr/lib/jvm/temurin-25-jdk-amd64")) / "bin/jcmd"
        for each in lab.gateways:
            subprocess.run([str(jcmd), str(each), "Compiler.perfmap"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        with open(data.with_suffix(".txt"), "w") as out:
            subprocess.run(
                ["perf", "report", "-i", str(data), "--stdio", "-g", "none", "--no-children", "--sort", "pid,sym", "--percent-limit", "0.3"],
                stdout=out, stderr=subprocess.DEVNULL, check=False,
            )  # fmt: skip
