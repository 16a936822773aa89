# Sourced by what runs in namespaces of its own and has a crowd set up IKE SAs with a responder: begins there, and makes cables and
# Culvert's configuration.
# shellcheck shell=bash disable=SC2034 # others use what is set here
mount -t tmpfs tmpfs /run
mount -t tmpfs tmpfs /mnt
cd /mnt
ulimit -n "$(ulimit -Hn)"
cores=$(nproc)
on_first=() on_last=()
((cores < 2)) || { on_first=(taskset -c 0) on_last=(taskset -c $((cores - 1))); }

crowd() { # PREFIX: its addresses, which are all here
    ip link set lo up
    ip route add local "$1" dev lo
    sysctl -qw net.ipv4.conf.all.arp_announce=2 net.ipv4.conf.default.arp_announce=2 # Culvert answers nobody who is not on the link
}

cable() { # NAMESPACE NETWORK: makes the namespace of a responder; the crowd has address 2
    ip netns add "$1"
    ip link add "to-$1" mtu 9000 type veth peer name eth0 mtu 9000 netns "$1"
    ip addr add "$2.2/24" dev "to-$1"
    ip link set "to-$1" up
    ip -n "$1" link set lo up
    ip -n "$1" link set eth0 up
    # Partial checksums would reach a packet socket.
    ethtool -K "to-$1" tx off >/dev/null 2>&1 || true
}

gateway() { # HOSTNAME AUTHENTICATION: Culvert's lines; more of the IKE profile come on standard input
    cat <<END
hostname $1
crypto ikev2 proposal P
 encryption aes-gcm-128
 prf sha256
 group 31
crypto ikev2 policy P
 proposal P
crypto ikev2 cookie-challenge 1000
crypto ikev2 limit max-in-negotation-sa 5000
crypto ikev2 keyring K
 peer any
  address 0.0.0.0 0.0.0.0
  pre-shared-key the-same-for-all-of-them
crypto ikev2 profile F
 match identity remote fqdn domain example
 identity local fqdn ${1,,}.example
 authentication local $2
 authentication remote $2
$(cat)
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
ip route 0.0.0.0 0.0.0.0 192.0.2.2
END
}
