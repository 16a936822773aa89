# What verify/bench/ike runs in namespaces of its own.
# shellcheck shell=bash disable=SC2154 # ike exports what is used here
set -euo pipefail
source "$here/responder.bash"

# --- certificates: an authority, the responders' and the crowd's ---
issue() { # NAME
    openssl req -newkey rsa:2048 -nodes -keyout "$1.key" -subj "/O=Bench/CN=$1.example" -out "$1.csr" 2>/dev/null
    openssl x509 -req -in "$1.csr" -CA ca.pem -CAkey ca.key -CAcreateserial -days 30 -sha256 -out "$1.pem" \
        -extfile <(printf 'subjectAltName=DNS:%s.example\nkeyUsage=digitalSignature\n' "$1") 2>/dev/null
}
openssl req -x509 -newkey rsa:2048 -nodes -keyout ca.key -subj /O=Bench/CN=Root -days 30 -sha256 -out ca.pem 2>/dev/null
issue gw
issue peer
openssl pkcs8 -topk8 -nocrypt -in peer.key -outform der -out peer.key.der
openssl x509 -in peer.pem -outform der -out peer.der

# --- the network: a crowd, and a namespace for each responder ---
crowd 10.64.0.0/16
sysctl -qw net.core.rmem_max=16777216 net.core.rmem_default=4194304 2>/dev/null || true
cable culvert 192.0.2
cable strongswan 198.51.100
ip -n strongswan addr add 198.51.100.1/24 dev eth0
ip -n strongswan route add default via 198.51.100.2

# --- the responders ---
start_culvert() { # AUTHENTICATION
    mkdir -p gw/pki
    {
        printf 'crypto pki trustpoint CA\n revocation-check none\n'
        if [[ $1 == psk ]]; then
            gateway GW pre-share <<<' keyring local K'
        else
            gateway GW rsa-sig <<<' pki trustpoint CA'
        fi
    } >gw/gw.cfg
    cp ca.pem gw/pki/CA-ca.pem
    cp gw.pem gw/pki/CA.pem
    openssl pkcs8 -topk8 -nocrypt -in gw.key -out gw/pki/CA.key
    ip netns exec culvert "${on_last[@]}" "$root/culvert" router --config gw/gw.cfg --pki gw/pki >gw/log 2>&1 </dev/null &
    culvert_pid=$!
}

start_strongswan() { # AUTHENTICATION
    local local_auth="auth = psk" remote_auth="auth = psk"
    [[ $1 == psk ]] || { local_auth="auth = pubkey
      certs = gw.pem" remote_auth="auth = pubkey
      cacerts = ca.pem"; }
    mkdir -p swan/swanctl/{x509,x509ca,private}
    cp gw.pem swan/swanctl/x509/
    cp ca.pem swan/swanctl/x509ca/
    cp gw.key swan/swanctl/private/
    cc -shared -fPIC -O2 -o swan/xfrm-fake.so "$root/verify/interop/peers/xfrm-fake.c" -ldl
    cat >swan/strongswan.conf <<END
charon {
  load = random nonce openssl drbg aes sha1 sha2 hmac kdf gcm curve25519 pem pkcs1 pkcs8 pubkey x509 revocation constraints attr vici kernel-netlink socket-default
  dos_protection = no
  ikesa_table_size = 4096
  ikesa_table_segments = 16
  plugins { vici { socket = unix:///mnt/swan/charon.vici } }
  syslog { daemon { default = -1 } }
}
END
    cat >swan/swanctl/swanctl.conf <<END
connections {
  f {
    version = 2
    local_addrs = 198.51.100.1
    remote_addrs = %any
    proposals = aes128gcm16-prfsha256-x25519
    unique = never
    send_cert = always
    send_certreq = no
    rekey_time = 0
    local { $local_auth
      id = gw.example }
    remote { $remote_auth
      id = peer.example }
    children { net {
      mode = transport
      local_ts = dynamic[gre]
      remote_ts = dynamic[gre]
      esp_proposals = aes128gcm16
      rekey_time = 0 } }
  }
}
secrets { ike-1 { secret = the-same-for-all-of-them } }
END
    STRONGSWAN_CONF=swan/strongswan.conf ip netns exec strongswan "${on_last[@]}" env LD_PRELOAD=/mnt/swan/xfrm-fake.so "$charon" >swan/log 2>&1 &
    strongswan_pid=$!
    local _
    for _ in {1..50}; do
        SWANCTL_DIR=/mnt/swan/swanctl STRONGSWAN_CONF=swan/strongswan.conf swanctl --load-all --uri unix:///mnt/swan/charon.vici >swan/load 2>&1 && return
        sleep 0.2
    done
    cat swan/load swan/log >&2
    exit 1
}

load() { # RESPONDER AUTHENTICATION PEERS
    local address=192.0.2.1 process=$culvert_pid
    [[ $1 == culvert ]] || { address=198.51.100.1 process=$strongswan_pid; }
    # shellcheck disable=SC2086 # it is several words
    "${on_first[@]}" $JAVA -XX:+UseSerialGC -Xmx1g io.culvert.bench.IkeLoad "$2" /mnt "$address" 1 "$3" "$window" "$process"
}

for authentication in ${AUTHENTICATIONS:-psk rsa}; do
    start_culvert "$authentication"
    start_strongswan "$authentication"
    ip netns exec culvert true
    for _ in 1 2; do
        for responder in culvert strongswan; do
            load "$responder" "$authentication" "$peers" | sed "s/^/warm $authentication $responder /" >&2
        done
    done
    for ((round = 1; round <= rounds; round++)); do
        for responder in culvert strongswan; do
            load "$responder" "$authentication" "$peers" | sed "s/^/$authentication $responder /"
        done
    done
    kill "$culvert_pid" "$strongswan_pid"
    wait "$culvert_pid" "$strongswan_pid" 2>/dev/null || true
done
