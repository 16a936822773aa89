# What verify/bench/crowd runs in namespaces of its own.
# shellcheck shell=bash disable=SC2154 # crowd exports what is used here
set -euo pipefail
source "$here/responder.bash"
crowd 10.64.0.0/15
cable hub 192.0.2

{
    cat <<END
aaa new-model
aaa authorization network FLEX local
crypto ikev2 authorization policy SPOKES
 pool SPOKES
crypto ikev2 limit max-sa 200000
ip local pool SPOKES 10.1.0.1 10.1.255.254
END
    gateway HUB pre-share <<END
 keyring local K
 dpd 10 2 periodic
 aaa authorization group psk list FLEX SPOKES
END
} >hub.cfg
mkfifo orders
exec 3<>orders
ip netns exec hub "${on_last[@]}" "$root/culvert" router --config hub.cfg <orders >printed 2>log &
hub=$!
sleep 1
# shellcheck disable=SC2086 # it is several words
"${on_first[@]}" $JAVA -XX:+UseSerialGC -Xmx1500m io.culvert.bench.Crowd "$peers" "$window" 192.0.2.1 "$hub" orders printed "$JAVA_HOME/bin/jcmd" || { tail -5 log >&2; exit 1; }
[[ -z ${CROWD_KEEP:-} ]] || cp histogram-* log "$CROWD_KEEP/"
