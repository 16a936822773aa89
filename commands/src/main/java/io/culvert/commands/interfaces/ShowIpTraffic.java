package io.culvert.commands.interfaces;

import io.culvert.cli.Answer;
import io.culvert.dataplane.Drop;
import io.culvert.dataplane.DropCount;
import io.culvert.router.RouterView;

/// `show ip traffic`: what became of the IPv4 packets. The rows of IOS that are counted here; `show drops` has every reason.
record ShowIpTraffic(
        long received,
        long localDestination,
        long formatErrors,
        long checksumErrors,
        long badHopCount,
        long unknownProtocol,
        long accessDenied,
        long badOptions,
        long reassembled,
        long reassemblyTimeouts,
        long notReassembled,
        long fragments,
        long notFragmented,
        long generated,
        long forwarded,
        long encapsulationFailed,
        long unresolved,
        long noRoute,
        long unicastRpf,
        long forcedDrop,
        long martianSource,
        long martianDestination,
        long icmpErrorsSent,
        long echoRequests,
        long udpNoPort,
        long malformedLocal)
        implements Answer {
    static ShowIpTraffic of(RouterView view) {
        var plane = view.planeCounters();
        var host = view.hostCounters();
        return new ShowIpTraffic(
                plane.ipv4Received(),
                plane.delivered(),
                drops(view, Drop.IP_SHORT, Drop.IP_VERSION),
                drops(view, Drop.IP_CHECKSUM),
                drops(view, Drop.TTL_EXPIRED),
                host.unknownProtocol(),
                drops(view, Drop.ACL_IN, Drop.ACL_OUT),
                drops(view, Drop.IP_OPTION),
                plane.reassembled(),
                drops(view, Drop.FRAGMENT_TIMEOUT),
                drops(
                        view,
                        Drop.FRAGMENT_MALFORMED,
                        Drop.FRAGMENT_OVERLAP,
                        Drop.REASSEMBLY_FULL,
                        Drop.REASSEMBLY_SOURCE_FULL),
                plane.fragmentsMade(),
                drops(view, Drop.TOO_BIG),
                plane.originated(),
                plane.ipv4Forwarded(),
                drops(view, Drop.NEIGHBOR_UNREACHABLE, Drop.NEIGHBOR_QUEUE_FULL),
                drops(view, Drop.ROUTE_UNRESOLVED),
                drops(view, Drop.NO_ROUTE),
                drops(view, Drop.SOURCE_UNROUTED),
                drops(view, Drop.NULL_ROUTE),
                drops(view, Drop.MARTIAN_SOURCE),
                drops(view, Drop.MARTIAN_DESTINATION),
                plane.icmpErrorsSent(),
                host.echoRequests(),
                host.portUnreachable(),
                host.malformed());
    }

    private static long drops(RouterView view, Drop... reasons) {
        long sum = 0;
        for (DropCount count : view.drops()) {
            for (Drop reason : reasons) {
                sum += count.reason() == reason ? count.packets() : 0;
            }
        }
        return sum;
    }

    @Override
    public String text() {
        return """
               IP statistics:
                 Rcvd:  %d total, %d local destination
                        %d format errors, %d checksum errors, %d bad hop count
                        %d unknown protocol, 0 not a gateway
                        %d security failures, %d bad options
                 Frags: %d reassembled, %d timeouts, %d couldn't reassemble
                        %d fragments, %d couldn't fragment
                 Sent:  %d generated, %d forwarded
                 Drop:  %d encapsulation failed, %d unresolved
                        %d no route, %d unicast RPF, %d forced drop
                 Drop:  %d packets with an impossible source address
                 Drop:  %d packets with an impossible destination address

               ICMP statistics:
                 Rcvd: %d echo
                 Sent: %d errors, %d echo reply

               UDP statistics:
                 Rcvd: %d no port

               %d packets for the router itself made no sense above IP
               """
                .formatted(
                        received,
                        localDestination,
                        formatErrors,
                        checksumErrors,
                        badHopCount,
                        unknownProtocol,
                        accessDenied,
                        badOptions,
                        reassembled,
                        reassemblyTimeouts,
                        notReassembled,
                        fragments,
                        notFragmented,
                        generated,
                        forwarded,
                        encapsulationFailed,
                        unresolved,
                        noRoute,
                        unicastRpf,
                        forcedDrop,
                        martianSource,
                        martianDestination,
                        echoRequests,
                        icmpErrorsSent,
                        echoRequests,
                        udpNoPort,
                        malformedLocal);
    }
}
