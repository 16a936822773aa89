"""Namespaces and processes of a bench that runs as the first process of a PID namespace of its own."""
import collections
import os
import re
import subprocess

NODES = ("host1", "gwA", "wan", "gwB", "host2")
CABLES = (
    ("host1", "eth0", "gwA", "lan"),
    ("gwA", "wan", "wan", "wa"),
    ("wan", "wb", "gwB", "wan"),
    ("gwB", "lan", "host2", "eth0"),
)
ADDRESSES = (
    ("host1", "eth0", "10.11.0.2/24"),
    ("gwA", "lan", "10.11.0.1/24"),
    ("gwA", "wan", "192.0.2.1/24"),
    ("wan", "wa", "192.0.2.254/24"),
    ("wan", "wb", "198.51.100.254/24"),
    ("gwB", "wan", "198.51.100.1/24"),
    ("gwB", "lan", "10.22.0.1/24"),
    ("host2", "eth0", "10.22.0.2/24"),
)
FAR_HOST = "10.22.0.2"
# What the tunnels leave of 1,500 octets, the same for all.
INNER_MTU = 1400
TICKS = os.sysconf("SC_CLK_TCK")


class Failed(Exception):
    """Something did not work; the message is one sentence."""


def run(*command, **more):
    """Runs a command to its end and answers what it printed."""
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **more)
    if done.returncode != 0:
        said = (done.stderr or done.stdout).strip().splitlines()
        raise Failed(f"{' '.join(command[:6])} ended with {done.returncode}: {said[-1] if said else 'it said nothing'}")
    return done.stdout


class Lab:
    """host1 - gwA - wan - gwB - host2, each a namespace, each cable a pair of veth. The LANs know nothing of each other but by a tunnel."""

    def __init__(self, name, offloads, bare=()):
        """`bare`: devices (node, device) that get no address, because a port of Culvert takes them."""
        self.name = name
        self.processes = []
        for node in NODES:
            run("ip", "netns", "add", self.space(node))
            self.inside(node, "ip", "link", "set", "lo", "up")
        for left, device, right, other in CABLES:
            run("ip", "link", "add", device, "netns", self.space(left), "type", "veth", "peer", "name", other, "netns", self.space(right))
            for node, end in ((left, device), (right, other)):
                if not offloads:
                    self.inside(node, "ethtool", "-K", end, "tx", "off", "rx", "off", "tso", "off", "gso", "off", "gro", "off", "sg", "off")
                self.inside(node, "ip", "link", "set", end, "up")
        for node, device, address in ADDRESSES:
            if (node, device) not in bare:
                self.inside(node, "ip", "address", "add", address, "dev", device)
        for node in ("gwA", "wan", "gwB"):
            self.inside(node, "sysctl", "-qw", "net.ipv4.ip_forward=1", "net.ipv4.conf.all.rp_filter=0", "net.ipv4.conf.default.rp_filter=0")
        for host, gateway in (("host1", "10.11.0.1"), ("host2", "10.22.0.1")):
            self.inside(host, "ip", "route", "add", "default", "via", gateway, "mtu", str(INNER_MTU))
        self.inside("gwA", "ip", "route", "add", "198.51.100.0/24", "via", "192.0.2.254")
        self.inside("gwB", "ip", "route", "add", "192.0.2.0/24", "via", "198.51.100.254")
        for host in ("host1", "host2"):
            # iperf3 asks for cubic once it is connected. A socket that began with bbr keeps the pacing of that, a timer for each segment.
            self.inside(host, "sysctl", "-qw", "net.ipv4.tcp_congestion_control=reno")
        self.inside("host2", "nft", COUNT)

    def space(self, node):
        return f"{self.name}-{node}"

    def inside(self, node, *command):
        return run("ip", "netns", "exec", self.space(node), *command)

    def begin(self, node, log, *command, environment=None, output=None, orders=subprocess.DEVNULL):
        """Starts a process in a namespace; it ends with the bench. `orders` is its standard input."""
        with open(log, "ab") as file:
            process = subprocess.Popen(
                ["ip", "netns", "exec", self.space(node), *command],
                stdin=orders,
                stdout=output or file,
                stderr=file,
                env={**os.environ, **(environment or {})},
            )
        self.processes.append(process)
        return process

    def drops(self):
        """Where packets have been dropped so far: queues of devices, sockets, and the queues of the processors, which all labs share."""
        found = collections.Counter()
        for node in NODES:
            said = self.inside(node, "sh", "-c", "cat /proc/net/dev; ss -Hua0nm")
            for device, columns in re.findall(r"^ *([\w-]+):((?: +\d+){16})", said, re.MULTILINE):
                values = columns.split()
                found[f"{node} {device} in"] += int(values[3])
                found[f"{node} {device} out"] += int(values[11])
            for socket, dropped in re.findall(r"^(\S+).*\n?.*skmem:\([^)]*,d(\d+)\)", said, re.MULTILINE):
                found[f"{node} socket {socket}"] += int(dropped)
        with open("/proc/net/softnet_stat") as file:
            found["backlog"] = sum(int(line.split()[1], 16) for line in file)
        return found

    def counted(self):
        """Datagrams of the generator that reached the far host. One that counts as a packet may be many joined, but its octets say how many."""
        said = self.inside("host2", "nft", "list", "counter", "ip", "bench", "trains")
        packets, octets = (int(re.search(word + r" (\d+)", said)[1]) for word in ("packets", "bytes"))
        return (octets - 28 * packets) // SMALL_PAYLOAD


TRAIN_PORT = 9009
SMALL_PAYLOAD = 36  # of an IPv4 packet of 64 octets
COUNT = (
    "table ip bench { counter trains { }; chain arriving { type filter hook prerouting priority raw; "
    f"udp dport {TRAIN_PORT} counter name trains drop; }}; }}"
)


def seconds_of(pid):
    """Processor time of a process, its threads included."""
    try:
        with open(f"/proc/{pid}/stat") as file:
            fields = file.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICKS
    except OSError:
        return 0.0


def threads_of(pid):
    """Seconds that the threads of a process have run, and have waited for a processor, by name (proc(5), schedstat)."""
    found = collections.defaultdict(lambda: [0.0, 0.0])
    try:
        for each in os.listdir(f"/proc/{pid}/task"):
            with open(f"/proc/{pid}/task/{each}/comm") as name, open(f"/proc/{pid}/task/{each}/schedstat") as times:
                ran, waited, _ = times.read().split()
                of = found[name.read().strip()]
                of[0] += int(ran) / 1e9
                of[1] += int(waited) / 1e9
    except OSError:
        pass  # a thread that has just ended
    return dict(found)


def major_faults(pid):
    """Pages that a process has waited for the disk for (proc(5))."""
    try:
        with open(f"/proc/{pid}/stat") as file:
            return int(file.read().rsplit(")", 1)[1].split()[9])
    except OSError:
        return 0


def resident(pid):
    """MiB."""
    try:
        with open(f"/proc/{pid}/status") as file:
            return int(re.search(r"VmRSS:\s+(\d+)", file.read())[1]) / 1024
    except (OSError, TypeError):
        return 0.0


class Others:
    """Processor time of the processes that are none of ours, by whom the scheduler lets go first. Call `look` often, for what ends between two looks
    is not seen."""

    _outside = "/run/outside"
    _idle_class = "5"  # SCHED_IDLE, sched(7)

    def __init__(self):
        self.own = self._stat("self")[3]
        self.seen = {}
        self.seconds = collections.Counter()
        self.look()
        self.seconds.clear()

    def _stat(self, pid):
        with open(f"{self._outside}/{pid}/stat") as file:
            return file.read().rsplit(")", 1)[1].split()  # from the third field of proc(5) on

    def look(self):
        for pid in filter(str.isdigit, os.listdir(self._outside)):
            try:
                fields = self._stat(pid)
            except OSError:
                continue
            now = (int(fields[11]) + int(fields[12])) / TICKS
            key = pid, fields[19]  # numbers come again, beginnings do not
            if fields[3] != self.own:
                self.seconds[self._kind(fields)] += now - self.seen.get(key, 0.0)
            self.seen[key] = now

    def _kind(self, fields):
        if fields[3] == "0":
            return "threads of the kernel"
        if fields[38] == self._idle_class:
            return "on idle time"
        return "behind us" if int(fields[16]) > 0 else "beside us or before"


class Clock:
    """Processor time from now on: of gateways, of the machine, and of what is none of ours."""

    # Threads of the kernel work for us too; they are seen in the outer /proc alone.
    _outside = "/run/outside"
    _soft = None

    def __init__(self, gateways):
        self.gateways = gateways
        self.began = self._read()

    @classmethod
    def _softirq(cls):
        if cls._soft is None:
            cls._soft = []
            for each in filter(str.isdigit, os.listdir(cls._outside)):
                try:
                    with open(f"{cls._outside}/{each}/comm") as file:
                        if file.read().startswith("ksoftirqd/"):
                            cls._soft.append(each)
                except OSError:
                    pass
        return sum(seconds_of(f"../run/outside/{each}") for each in cls._soft)

    def _read(self):
        with open("/proc/stat") as file:
            columns = [int(each) for each in file.readline().split()[1:9]]
        busy = (sum(columns) - columns[3] - columns[4]) / TICKS
        own = sum(os.times()[:4]) + self._softirq()
        own += sum(seconds_of(each) for each in os.listdir("/proc") if each.isdigit() and each != str(os.getpid()))
        return os.times()[4], busy, own, [seconds_of(each) for each in self.gateways]

    def cores(self):
        at, busy, own, gateways = self._read()
        wall = max(at - self.began[0], 0.01)
        machine = (busy - self.began[1]) / wall
        return {
            "gateway_cores": [round((now - then) / wall, 3) for now, then in zip(gateways, self.began[3])],
            "machine_cores": round(machine, 3),
            "foreign_cores": round(max(0.0, machine - (own - self.began[2]) / wall), 3),
            "wall": wall,
        }
