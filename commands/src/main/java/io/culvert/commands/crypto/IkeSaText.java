package io.culvert.commands.crypto;

import io.culvert.base.IpAddress;
import io.culvert.base.Prefix;
import io.culvert.base.Vrf;
import io.culvert.commands.layout.Row;
import io.culvert.ike.v2.config.Dpd;
import java.util.List;

/// An IKE SA as IOS lays it out.
final class IkeSaText {
    /// IOS numbers control elements from here; a number means nothing beyond telling SAs apart.
    private static final long ELEMENT_BASE = 1_000;

    private IkeSaText() {}

    static String header(IkeSaEntry first) {
        return first.remote().isIpv4()
                ? row("Tunnel-id", "Local", "Remote", "fvrf/ivrf", "Status")
                : longRow("Tunnel-id", "fvrf/ivrf", "Status");
    }

    private static String row(String id, String local, String remote, String vrfs, String status) {
        return new Row().at(0, id).at(10, local).at(32, remote).at(54, vrfs).at(75, status).line();
    }

    /// IPv6 addresses have lines of their own.
    private static String longRow(String id, String vrfs, String status) {
        return new Row().at(0, id).at(13, vrfs).at(36, status).line();
    }

    /// The rows that both forms of the command have.
    static String brief(IkeSaEntry sa) {
        String id = String.valueOf(sa.tunnelId());
        String vrfs = name(sa.fvrf()) + "/" + name(sa.ivrf());
        String local = sa.local() + "/" + sa.localPort();
        String remote = sa.remote() + "/" + sa.remotePort();
        String rows =
                sa.remote().isIpv4()
                        ? row(id, local, remote, vrfs, sa.status())
                        : longRow(id, vrfs, sa.status())
                                + "Local  "
                                + local
                                + "\nRemote  "
                                + remote
                                + "\n";
        return rows
                + algorithms(sa)
                + "      Life/Active Time: %d/%d sec\n"
                        .formatted(sa.lifetimeSeconds(), sa.activeSeconds());
    }

    static String name(Vrf vrf) {
        return vrf.isGlobal() ? "none" : vrf.name();
    }

    private static String algorithms(IkeSaEntry sa) {
        String suite =
                sa.algorithms()
                        .map(
                                each ->
                                        "      Encr: %s, keysize: %d, PRF: %s, Hash: %s, DH Grp:%d"
                                                .formatted(
                                                        each.encryption(),
                                                        each.keySize(),
                                                        each.prf(),
                                                        each.hash(),
                                                        each.group()))
                        .orElse("      Encr: Unknown - 0, PRF: Unknown - 0, Hash: None, DH Grp:0");
        return suite
                + ", Auth sign: "
                + known(sa.authSign())
                + ", Auth verify: "
                + known(sa.authVerify())
                + "\n";
    }

    private static String known(String method) {
        return method.isEmpty() ? "Unknown - 0" : method;
    }

    /// What `detailed` adds.
    static String details(IkeSaEntry sa) {
        var text = new StringBuilder();
        text.append(
                "      CE id: %d, Session-id: %d\n"
                        .formatted(ELEMENT_BASE + sa.tunnelId(), sa.sessionId()));
        text.append("      Status Description: " + sa.description() + "\n");
        pair(text, "Local spi: " + sa.localSpi(), "Remote spi: " + sa.remoteSpi());
        line(text, "Local id: " + sa.localId());
        line(text, "Remote id: " + sa.remoteId());
        messages(text, sa.messageIds());
        line(
                text,
                "DPD configured for %d seconds, retry %d"
                        .formatted(
                                sa.dpd().map(Dpd::intervalSeconds).orElse(0),
                                sa.dpd().map(Dpd::retrySeconds).orElse(0)));
        line(text, "Fragmentation " + (sa.isFragmenting() ? "" : "not ") + " configured.");
        line(text, "Dynamic Route Update: enabled");
        line(text, "Extended Authentication not configured.");
        line(text, "NAT-T is " + sa.nat().words());
        line(text, "Cisco Trust Security SGT is disabled");
        line(text, "Initiator of SA : " + (sa.isInitiator() ? "Yes" : "No"));
        sa.pushedAddresses().forEach(address -> line(text, "Pushed IP address: " + address));
        sa.assignedAddresses().forEach(address -> line(text, "Assigned host addr: " + address));
        subnets(text, sa.remoteSubnets());
        return text.toString();
    }

    private static void line(StringBuilder text, String words) {
        text.append("      " + words + "\n");
    }

    private static void pair(StringBuilder text, String left, String right) {
        text.append(new Row().at(6, left).at(40, right).line());
    }

    private static void messages(StringBuilder text, IkeSaEntry.MessageIds ids) {
        pair(
                text,
                "Local req msg id:  " + ids.localRequest(),
                "Remote req msg id:  " + ids.remoteRequest());
        pair(
                text,
                "Local next msg id: " + ids.localRequest(),
                "Remote next msg id: " + ids.remoteRequest());
        pair(
                text,
                "Local req queued:  " + (ids.localRequest() + ids.queued()),
                "Remote req queued:  " + ids.remoteRequest());
        pair(
                text,
                "Local window:      " + ids.localWindow(),
                "Remote window:      " + ids.remoteWindow());
    }

    private static void subnets(StringBuilder text, List<Prefix> subnets) {
        if (subnets.isEmpty()) {
            return;
        }
        line(text, "Remote subnets:");
        for (Prefix subnet : subnets) {
            IpAddress address = subnet.address();
            line(text, address.isIpv4() ? address + " " + subnet.netmask() : subnet.toString());
        }
    }
}
