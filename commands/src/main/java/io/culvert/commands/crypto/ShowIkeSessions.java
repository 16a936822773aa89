package io.culvert.commands.crypto;

import io.culvert.cli.Answer;
import java.util.List;

/// `show crypto ikev2 session [detailed]`: what there is with each peer, whatever SAs carry it.
record ShowIkeSessions(boolean detailed, List<Entry> sessions) implements Answer {
    /// @param status `UP-ACTIVE`, or `UP-IDLE` without a Child SA
    record Entry(long sessionId, String status, List<IkeSaEntry> sas) {
        Entry {
            sas = List.copyOf(sas);
        }

        long childCount() {
            return sas.stream().mapToLong(sa -> sa.children().size()).sum();
        }
    }

    ShowIkeSessions {
        sessions = List.copyOf(sessions);
    }

    static ShowIkeSessions of(boolean detailed, List<IkeSaEntry> sas) {
        return new ShowIkeSessions(
                detailed,
                sas.stream()
                        .map(IkeSaEntry::sessionId)
                        .filter(id -> id > 0)
                        .distinct()
                        .map(
                                id ->
                                        entry(
                                                id,
                                                sas.stream()
                                                        .filter(sa -> sa.sessionId() == id)
                                                        .toList()))
                        .toList());
    }

    private static Entry entry(long id, List<IkeSaEntry> sas) {
        boolean active = sas.stream().anyMatch(sa -> !sa.children().isEmpty());
        return new Entry(id, active ? "UP-ACTIVE" : "UP-IDLE", sas);
    }

    @Override
    public String text() {
        return family("IPv4", true) + "\n" + family("IPv6", false);
    }

    private String family(String name, boolean isIpv4) {
        return " "
                + name
                + " Crypto IKEv2 Session\n\n"
                + String.join(
                        "\n",
                        sessions.stream()
                                .filter(entry -> entry.sas().getFirst().remote().isIpv4() == isIpv4)
                                .map(this::text)
                                .toList());
    }

    private String text(Entry entry) {
        var text = new StringBuilder();
        text.append(
                "Session-id:%d, Status:%s, IKE count:%d, CHILD count:%d\n\n"
                        .formatted(
                                entry.sessionId(),
                                entry.status(),
                                entry.sas().size(),
                                entry.childCount()));
        text.append(IkeSaText.header(entry.sas().getFirst()));
        for (IkeSaEntry sa : entry.sas()) {
            text.append(IkeSaText.brief(sa)).append(detailed ? IkeSaText.details(sa) : "");
        }
        for (IkeSaEntry sa : entry.sas()) {
            sa.children().forEach(child -> text.append(child.text(detailed)));
        }
        return text.toString();
    }
}
