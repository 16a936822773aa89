# What verify/bench/crowd runs in namespaces of its own.
# shellcheck shell=bash disable=SC2154 # crowd exports what is used here
set -euo pipefail
mount -t tmpfs tmpfs /run
mount -t tmpfs tmpfs /mnt
cd /mnt
ulimit -n "$(ulimit -Hn)"
cores=$(nproc)
on_first=() on_last=()
((cores < 2)) || { on_first=(taskset -c 0) on_last=(taskset -c $((cores - 1))); }

ip link set lo up
ip route add local 10.64.0.0/15 dev lo
sysctl -qw net.ipv4.conf.all.arp_announce=2 net.ipv4.conf.default.arp_announce=2 # Culvert answers nobody who is not on the link
ip netns add hub
ip link add to-hub mtu 9000 type veth peer name eth0 mtu 9000 netns hub
ip addr add 192.0.2.2/24 dev to-hub
ip link set to-hub up
ip -n hub link set lo up
ip -n hub link set eth0 up
# Partial checksums would reach a packet socket.
ethtool -K to-hub tx off >/dev/null 2>&1 || true

cat >hub.cfg <<END
hostname HUB
aaa new-model
aaa authorization network FLEX local
crypto ikev2 authorization policy SPOKES
 pool SPOKES
crypto ikev2 proposal P
 encryption aes-gcm-128
 prf sha256
 group 31
crypto ikev2 policy P
 proposal P
crypto ikev2 cookie-challenge 1000
crypto ikev2 limit max-sa 200000
crypto ikev2 limit max-in-negotation-sa 5000
crypto ikev2 keyring K
 peer any
  address 0.0.0.0 0.0.0.0
  pre-shared-key the-same-for-all-of-them
crypto ikev2 profile F
 match identity remote fqdn domain example
 identity local fqdn hub.example
 authentication local pre-share
 authentication remote pre-share
 keyring local K
 dpd 10 2 periodic
 aaa authorization group psk list FLEX SPOKES
 virtual-template 1
crypto ipsec transform-set T esp-gcm 128
 mode transport
crypto ipsec profile F
 set transform-set T
 set ikev2-profile F
interface Loopback0
 ip address 10.0.0.1 255.255.255.255
interface Ethernet0/0
 port packet eth0
 ip address 192.0.2.1 255.255.255.0
interface Virtual-Template1 type tunnel
 ip unnumbered Loopback0
 tunnel protection ipsec profile F
ip local pool SPOKES 10.1.0.1 10.1.255.254
ip route 0.0.0.0 0.0.0.0 192.0.2.2
end
END
mkfifo orders
exec 3<>orders
ip netns exec hub "${on_last[@]}" "$root/culvert" router --config hub.cfg <orders >printed 2>log &
hub=$!
sleep 1
# shellcheck disable=SC2086 # it is several words
"${on_first[@]}" $JAVA -XX:+UseSerialGC -Xmx1500m io.culvert.bench.Crowd "$peers" "$window" 192.0.2.1 "$hub" orders printed "$JAVA_HOME/bin/jcmd" || { tail -5 log >&2; exit 1; }
[[ -z ${CROWD_KEEP:-} ]] || cp histogram-* log "$CROWD_KEEP/"
