package io.culvert.commands.crypto;

import io.culvert.base.Vrf;
import io.culvert.cli.Answer;
import java.util.List;

/// `show crypto ipsec sa [detail]`.
record ShowIpsecSas(boolean detail, List<IpsecFlow> flows) implements Answer {
    ShowIpsecSas {
        flows = List.copyOf(flows);
    }

    @Override
    public String text() {
        return String.join("", flows.stream().map(this::text).toList());
    }

    private String text(IpsecFlow flow) {
        return """

                interface: %s
                    Crypto map tag: %s, local addr %s

                   protected vrf: %s
                   local  ident (addr/mask/prot/port): %s
                   remote ident (addr/mask/prot/port): %s
                   current_peer %s port %d
                     PERMIT, flags={origin_is_acl,}
                """
                        .formatted(
                                flow.name(),
                                flow.mapTag(),
                                flow.local(),
                                name(flow.ivrf()),
                                flow.localIdent(),
                                flow.remoteIdent(),
                                flow.remote(),
                                flow.remotePort())
                + counts(flow.counts())
                + endpoints(flow)
                + sas("inbound", flow.inbound())
                + sas("outbound", flow.outbound());
    }

    private static String name(Vrf vrf) {
        return vrf.isGlobal() ? "(none)" : vrf.name();
    }

    private String counts(IpsecFlow.Counts counts) {
        String text =
                """
                    #pkts encaps: %1$d, #pkts encrypt: %1$d, #pkts digest: %1$d
                    #pkts decaps: %2$d, #pkts decrypt: %2$d, #pkts verify: %2$d
                    #pkts compressed: 0, #pkts decompressed: 0
                    #pkts not compressed: 0, #pkts compr. failed: 0
                    #pkts not decompressed: 0, #pkts decompress failed: 0
                """
                        .formatted(counts.encapsulated(), counts.decapsulated());
        return text
                + (detail
                        ? """
                            #pkts no sa (send) 0, #pkts invalid sa (rcv) 0
                            #pkts encaps failed (send) 0, #pkts decaps failed (rcv) %1$d
                            #pkts invalid prot (recv) 0, #pkts verify failed: %2$d
                            #pkts invalid identity (recv) 0, #pkts invalid len (rcv) 0
                            #pkts replay rollover (send): 0, #pkts replay rollover (rcv) 0
                            ##pkts replay failed (rcv): %3$d
                            #pkts tagged (send): 0, #pkts untagged (rcv): 0
                            #pkts not tagged (send): 0, #pkts not untagged (rcv): 0
                            #pkts internal err (send): 0, #pkts internal err (recv) 0
                        """
                                .formatted(
                                        counts.receiveErrors(),
                                        counts.verifyFailed(),
                                        counts.replayFailed())
                        : "    #send errors 0, #recv errors %d\n"
                                .formatted(
                                        counts.receiveErrors()
                                                + counts.verifyFailed()
                                                + counts.replayFailed()));
    }

    private static String endpoints(IpsecFlow flow) {
        return """

                     local crypto endpt.: %s, remote crypto endpt.: %s
                     plaintext mtu %d, path mtu %d, ip mtu %d, ip mtu idb %s
                     current outbound spi: %s
                     PFS (Y/N): %s

                """
                .formatted(
                        flow.local(),
                        flow.remote(),
                        flow.plaintextMtu(),
                        flow.pathMtu(),
                        flow.ipMtu(),
                        flow.outInterface(),
                        EspSa.spi(flow.currentOutboundSpi()),
                        flow.pfsGroup()
                                .map(group -> "Y, DH group: " + group)
                                .orElse("N, DH group: none"));
    }

    private String sas(String direction, List<EspSa> sas) {
        return "     %s esp sas:\n".formatted(direction)
                + String.join("", sas.stream().map(sa -> sa.text(detail)).toList())
                + "\n     %1$s ah sas:\n\n     %1$s pcp sas:\n".formatted(direction)
                + (direction.equals("inbound") ? "\n" : "");
    }
}
