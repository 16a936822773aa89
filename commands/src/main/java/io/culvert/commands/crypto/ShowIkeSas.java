package io.culvert.commands.crypto;

import io.culvert.cli.Answer;
import java.util.List;

/// `show crypto ikev2 sa [detailed]`.
record ShowIkeSas(boolean detailed, List<IkeSaEntry> sas) implements Answer {
    ShowIkeSas {
        sas = List.copyOf(sas);
    }

    @Override
    public String text() {
        return family("IPv4", sas.stream().filter(sa -> sa.remote().isIpv4()).toList())
                + "\n"
                + family("IPv6", sas.stream().filter(sa -> !sa.remote().isIpv4()).toList());
    }

    private String family(String name, List<IkeSaEntry> ofFamily) {
        var text = new StringBuilder(" " + name + " Crypto IKEv2  SA\n\n");
        text.append(ofFamily.isEmpty() ? "" : IkeSaText.header(ofFamily.getFirst()));
        for (IkeSaEntry sa : ofFamily) {
            text.append(IkeSaText.brief(sa)).append(detailed ? IkeSaText.details(sa) : "");
        }
        return text.toString();
    }
}
