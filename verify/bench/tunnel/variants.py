"""What joins the two LANs: plain routing, Culvert by its kinds of port, and the tunnels that a user would compare with."""
import os
import shutil
import time

from net import INNER_MTU, Failed, Lab, run

WAN = {"A": ("192.0.2.1", "192.0.2.254"), "B": ("198.51.100.1", "198.51.100.254")}
OTHER = {"A": "B", "B": "A"}
LANS = {"A": "10.11.0", "B": "10.22.0"}
HOSTS = {"A": "host1", "B": "host2"}


class Variant:
    """One lab with one kind of tunnel, left running through all rounds."""

    offloads = True
    bare = ()
    sender = ("eth0", "via")  # the device that the generator sends into, and whether it has a link layer

    def __init__(self, folder, options):
        self.folder = folder / self.name
        self.folder.mkdir(parents=True)
        self.options = options
        self.gateways = []
        self.lab = Lab(self.name, self.offloads, self.bare)
        self.start()

    def gateway(self, side, *command, environment=None):
        process = self.lab.begin(f"gw{side}", self.folder / f"{side}.log", *command, environment=environment)
        self.gateways.append(process.pid)
        return process

    def wait(self, seconds=60):
        """Until the far host answers."""
        for _ in range(2 * seconds):
            for process in self.lab.processes:
                if process.poll() is not None:
                    raise Failed(f"{self.name}: a gateway ended with {process.returncode}: {self.log()}")
            try:
                self.lab.inside("host1", "ping", "-c1", "-W1", "-q", "10.22.0.2")
                return
            except Failed:
                time.sleep(0.5)
        raise Failed(f"{self.name}: no ping after {seconds} s: {self.log()}")

    def log(self):
        lines = [line for side in "AB" for line in self._read(side)[-3:]]
        return " / ".join(lines) or "nothing in the logs"

    def _read(self, side):
        path = self.folder / f"{side}.log"
        return path.read_text(errors="replace").strip().splitlines() if path.exists() else []

    def far_mac(self):
        """Whom the generator's frames are for."""
        device, kind = self.sender
        if kind == "bare":
            return "-"
        said = self.lab.inside("host1", "ip", "neighbor", "show", "10.11.0.1", "dev", device)
        if "lladdr" not in said:
            raise Failed(f"{self.name}: the gateway has no MAC address")
        return said.split("lladdr ")[1].split()[0]


class Plain(Variant):
    name, label = "plain", "plain routing, offloads"

    def start(self):
        for node, lan, to in (
            ("gwA", "10.22.0.0/24", "192.0.2.254"),
            ("gwB", "10.11.0.0/24", "198.51.100.254"),
            ("wan", "10.11.0.0/24", "192.0.2.1"),
            ("wan", "10.22.0.0/24", "198.51.100.1"),
        ):
            self.lab.inside(node, "ip", "route", "add", lan, "via", to)


class PlainWithout(Plain):
    name, label = "plain-off", "plain routing, no offloads"
    offloads = False


CONFIGURATION = """hostname gw{side}
vrf definition red
 rd 1:{number}
 address-family ipv4
  route-target both 1:1
crypto ikev2 keyring KEYS
 peer FAR
  address {far}
  pre-shared-key a-secret-of-the-bench
crypto ikev2 profile PSK
 match identity remote address {far} 255.255.255.255
 authentication local pre-share
 authentication remote pre-share
 keyring local KEYS
 nat force-encap
crypto ipsec transform-set TS esp-gcm 256
 mode transport
crypto ipsec profile ESP
 set transform-set TS
 set ikev2-profile PSK
interface Loopback0
 ip address 10.255.0.{number} 255.255.255.255
interface GigabitEthernet1
 port host wan
 ip address {own} 255.255.255.0
interface GigabitEthernet2
 {port}
 vrf forwarding red
 ip address {address}
interface Tunnel0
 ip address 10.0.12.{number} 255.255.255.252
 mpls bgp forwarding
 tunnel source GigabitEthernet1
 tunnel destination {far}
 tunnel protection ipsec profile ESP
ip route 0.0.0.0 0.0.0.0 {router}
{route}
router bgp 65000
 bgp router-id 10.255.0.{number}
 no bgp default ipv4-unicast
 neighbor 10.0.12.{other} remote-as 65000
 address-family vpnv4
  neighbor 10.0.12.{other} activate
 address-family ipv4 vrf red
  redistribute connected
  redistribute static
"""


class Culvert(Variant):
    """Label, GRE, ESP in transport mode, UDP; the underlay is the host's own sockets."""

    more = ""  # further lines of both configurations

    def start(self):
        for number, side in ((1, "A"), (2, "B")):
            port, address, route = self.customer(side)
            own, router = WAN[side]
            text = CONFIGURATION.format(
                side=side, number=number, other=3 - number, own=own, router=router, far=WAN[OTHER[side]][0],
                port=port, address=address, route=route,
            )  # fmt: skip
            path = self.folder / f"{side}.cfg"
            path.write_text(text + self.more)
            self.gateway(side, *self.options.culvert.split(), "router", "--config", str(path), "--state", str(self.folder / f"state-{side}"))
        self.made()
        self.wait()

    def made(self):
        """When the devices of the ports are there."""

    def until(self, node, device):
        for _ in range(200):
            try:
                return self.lab.inside(node, "ip", "link", "show", device)
            except Failed:
                time.sleep(0.1)
        raise Failed(f"{self.name}: {node} has no {device} after 20 s: {self.log()}")


class CulvertTun(Culvert):
    """As the rivals do it: the host's kernel routes between its cable and a TUN device."""

    name, label = "culvert-tun", "Culvert, TUN"

    def customer(self, side):
        number = "AB".index(side) + 1
        return (
            f"port tun culvert address 10.99.{number}.1/30",
            f"10.99.{number}.2 255.255.255.252",
            f"ip route vrf red {LANS[side]}.0 255.255.255.0 10.99.{number}.1",
        )

    def made(self):
        for side in "AB":
            self.until(f"gw{side}", "culvert")
            self.lab.inside(f"gw{side}", "ip", "route", "add", f"{LANS[OTHER[side]]}.0/24", "dev", "culvert")


class CulvertHostTun(Culvert):
    """The TUN device stands in the host itself, so there is no cable and no routing before Culvert."""

    name, label = "culvert-host-tun", "Culvert, TUN in the host"
    bare = (("gwA", "lan"), ("gwB", "lan"))
    sender = ("culvert", "bare")

    def customer(self, side):
        self.lab.inside(HOSTS[side], "ip", "address", "flush", "dev", "eth0")
        host = self.lab.space(HOSTS[side])
        return f"port tun culvert netns {host} address {LANS[side]}.2/24", f"{LANS[side]}.1 255.255.255.0", "!"

    def made(self):
        for side in "AB":
            self.until(HOSTS[side], "culvert")
            self.lab.inside(HOSTS[side], "ip", "route", "replace", "default", "dev", "culvert", "mtu", str(INNER_MTU))


class CulvertPacket(Culvert):
    name, label, kind = "culvert-packet", "Culvert, packet ports", "packet"
    bare = (("gwA", "lan"), ("gwB", "lan"))

    def customer(self, side):
        return f"port {self.kind} lan", f"{LANS[side]}.1 255.255.255.0", "!"


class CulvertXdp(CulvertPacket):
    """AF_XDP sees no super-packets, and checksums must be complete."""

    name, label, kind = "culvert-xdp", "Culvert, AF_XDP ports, no offloads", "xdp"
    offloads = False


class StrongSwan(Variant):
    """Stock charon with kernel-libipsec: ESP in user space, tunnel mode in UDP."""

    name, label = "strongswan", "strongSwan, ESP in user space"
    charon = "/usr/lib/ipsec/charon"
    plugins = "random nonce openssl drbg aes sha1 sha2 hmac kdf gcm ctr curve25519 gmp pem pkcs1 pkcs8 pubkey x509 revocation constraints vici"

    @classmethod
    def lacks(cls):
        wanted = [cls.charon, "/usr/lib/ipsec/plugins/libstrongswan-kernel-libipsec.so"]
        absent = not all(map(os.path.exists, wanted)) or not shutil.which("swanctl")
        return "strongswan-swanctl strongswan-charon libcharon-extra-plugins libstrongswan-extra-plugins" if absent else ""

    def start(self):
        for side in "AB":
            self.charon_of(side)
        environment = self.environment("A")
        run("swanctl", "--initiate", "--child", "net", "--uri", self.socket("A"), env=environment, timeout=60)
        self.wait()

    def socket(self, side):
        return f"unix://{self.folder}/{side}/charon.vici"

    def environment(self, side):
        own = self.folder / side
        return {**os.environ, "STRONGSWAN_CONF": str(own / "strongswan.conf"), "SWANCTL_DIR": str(own / "swanctl")}

    def charon_of(self, side):
        own = self.folder / side
        for each in ("x509", "x509ca", "private", "rsa", "pubkey"):
            (own / "swanctl" / each).mkdir(parents=True)
        (own / "run").mkdir()
        (own / "swanctl" / "swanctl.conf").write_text(
            f"""connections {{ s2s {{
  version = 2
  local_addrs = {WAN[side][0]}
  remote_addrs = {WAN[OTHER[side]][0]}
  proposals = aes256gcm16-prfsha384-ecp256
  encap = yes
  local {{ auth = psk
    id = gw{side}.lab }}
  remote {{ auth = psk
    id = gw{OTHER[side]}.lab }}
  children {{ net {{
    local_ts = {LANS[side]}.0/24
    remote_ts = {LANS[OTHER[side]]}.0/24
    esp_proposals = aes256gcm16
    mode = tunnel
  }} }}
}} }}
secrets {{ ike {{ id-a = gwA.lab
  id-b = gwB.lab
  secret = "a lab secret, not a real one" }} }}
"""
        )
        (own / "strongswan.conf").write_text(
            f"""charon {{
  load = {self.plugins} kernel-libipsec kernel-netlink socket-default
  plugins {{ vici {{ socket = {self.socket(side)} }} }}
  filelog {{ f {{ path = {own}/charon.log
    flush_line = yes }} }}
}}
"""
        )
        # Each charon has a /run of its own for its pid file.
        self.gateway(
            side, "unshare", "--mount", "bash", "-c", 'mount --bind "$1" /run && cd / && exec "$2"', "charon", str(own / "run"), self.charon,
            environment=self.environment(side),
        )  # fmt: skip
        for _ in range(100):
            if (own / "charon.vici").exists():
                break
            time.sleep(0.1)
        else:
            raise Failed(f"strongswan: charon does not answer after 10 s: {self.log()}")
        run("swanctl", "--load-all", "--uri", self.socket(side), env=self.environment(side), timeout=60)


class WireguardGo(Variant):
    name, label = "wireguard-go", "wireguard-go"

    @classmethod
    def lacks(cls):
        return "" if shutil.which("wireguard-go") and shutil.which("wg") else "wireguard-go wireguard-tools"

    def start(self):
        keys = {}
        for side in "AB":
            path = self.folder / f"{side}.key"
            path.write_text(run("wg", "genkey"))
            path.chmod(0o600)
            keys[side] = run("sh", "-c", 'wg pubkey <"$1"', "sh", str(path)).strip()
        for side in "AB":
            own = self.folder / side
            own.mkdir()
            process = self.gateway(
                side, "unshare", "--mount", "bash", "-c", 'mount --bind "$1" /run && exec wireguard-go -f wg0', "wg", str(own),
                environment={"LOG_LEVEL": "error", "WG_PROCESS_FOREGROUND": "1"},
            )  # fmt: skip
            for _ in range(50):
                if (own / "wireguard/wg0.sock").exists():
                    break
                time.sleep(0.1)
            other = OTHER[side]
            run(
                "nsenter", "-t", str(process.pid), "-m", "-n", "wg", "set", "wg0", "listen-port", "51820",
                "private-key", str(self.folder / f"{side}.key"), "peer", keys[other],
                "endpoint", f"{WAN[other][0]}:51820", "allowed-ips", f"{LANS[other]}.0/24",
            )  # fmt: skip
            self.lab.inside(f"gw{side}", "ip", "link", "set", "wg0", "mtu", str(INNER_MTU), "up")
            self.lab.inside(f"gw{side}", "ip", "route", "add", f"{LANS[other]}.0/24", "dev", "wg0")
        self.wait()


class OpenVpn(Variant):
    name, label = "openvpn", "OpenVPN 2.6, AES-256-GCM"

    @classmethod
    def lacks(cls):
        libraries = "liblzo2-2 libpkcs11-helper1 libnl-genl-3-200 libnl-3-200 libcap-ng0 liblz4-1"
        return "" if shutil.which("openvpn") else f"openvpn {libraries}"

    def start(self):
        prints = {}
        for side in "AB":
            own = str(self.folder / side)
            run(
                "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "10",
                "-subj", f"/CN=gw{side}", "-keyout", own + ".key", "-out", own + ".crt",
            )  # fmt: skip
            prints[side] = run("openssl", "x509", "-in", own + ".crt", "-noout", "-fingerprint", "-sha256").strip().split("=")[1]
        ends = {"A": "169.254.9.1", "B": "169.254.9.2"}
        for side, role in (("B", ("--tls-server", "--dh", "none")), ("A", ("--tls-client",))):
            other, own = OTHER[side], str(self.folder / side)
            self.gateway(
                side, "openvpn", "--dev", "tun-ovpn", "--dev-type", "tun", "--proto", "udp", "--port", "1194",
                "--local", WAN[side][0], "--remote", WAN[other][0], "--ifconfig", ends[side], ends[other],
                "--tun-mtu", str(INNER_MTU), *role, "--cert", own + ".crt", "--key", own + ".key", "--peer-fingerprint", prints[other],
                "--data-ciphers", "AES-256-GCM", "--cipher", "AES-256-GCM", "--auth", "SHA256", "--disable-dco", "--mssfix", "0",
                "--sndbuf", "2097152", "--rcvbuf", "2097152", "--txqueuelen", "1000", "--verb", "3", "--script-security", "1",
            )  # fmt: skip
        for side in "AB":
            for _ in range(300):
                if any("Initialization Sequence Completed" in line for line in self._read(side)):
                    break
                time.sleep(0.1)
            else:
                raise Failed(f"openvpn: no tunnel after 30 s: {self.log()}")
            self.lab.inside(f"gw{side}", "ip", "route", "add", f"{LANS[OTHER[side]]}.0/24", "dev", "tun-ovpn")
        self.wait()


ALL = {each.name: each for each in (Plain, PlainWithout, CulvertTun, CulvertPacket, CulvertHostTun, CulvertXdp, StrongSwan, WireguardGo, OpenVpn)}
RIVALS = ("strongswan", "wireguard-go", "openvpn")
USUAL = ("plain", "plain-off", "culvert-tun", "culvert-packet", *RIVALS)


def provide(names, folder):
    """Unpacks what is absent from Debian packages under `folder`. Answers the variants that cannot be had, each with why."""
    refused = {}
    prefix = folder / "root"
    for path in ("usr/sbin", "usr/bin"):
        os.environ["PATH"] += f":{prefix}/{path}"
    library = ":".join(str(prefix / each) for each in ("usr/lib/x86_64-linux-gnu", "lib/x86_64-linux-gnu"))
    for name in names:
        packages = getattr(ALL[name], "lacks", lambda: "")().split()
        if not packages:
            continue
        if name == "strongswan":  # its folders are compiled in
            refused[name] = f"it is not installed (Debian: apt-get install {' '.join(packages)})"
            continue
        folder.mkdir(parents=True, exist_ok=True)
        try:
            run("apt-get", "download", *packages, cwd=folder, timeout=120)
            for each in sorted(folder.glob("*.deb")):
                run("dpkg", "-x", str(each), str(prefix))
        except (Failed, OSError) as failure:
            refused[name] = f"{packages[0]} is not installed and cannot be fetched (run apt-get update, or apt-get install {packages[0]}): {failure}"
    if prefix.exists():
        os.environ["LD_LIBRARY_PATH"] = library
    return refused
