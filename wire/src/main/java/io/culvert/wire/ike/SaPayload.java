package io.culvert.wire.ike;

import io.culvert.base.ByteReader;
import io.culvert.base.ByteWriter;
import io.culvert.base.Parse;
import java.util.ArrayList;
import java.util.List;

/// Security Association payload, RFC 7296 section 3.3: the proposals in the sender's order of preference.
public record SaPayload(List<Proposal> proposals) implements IkePayload {
    public SaPayload {
        proposals = List.copyOf(proposals);
        if (proposals.isEmpty() || proposals.size() > IkeLimits.PROPOSALS_MAX) {
            throw new IllegalArgumentException(proposals.size() + " proposals");
        }
    }

    public static Parse<SaPayload> parse(ByteReader in) {
        var proposals = new ArrayList<Proposal>();
        while (in.left() > 0) {
            proposals.add(Proposal.read(in));
            in.require(proposals.size() <= IkeLimits.PROPOSALS_MAX, "too many proposals");
        }
        in.require(!proposals.isEmpty(), "no proposal");
        return in.finish(() -> new SaPayload(proposals));
    }

    @Override
    public PayloadType type() {
        return PayloadType.SA;
    }

    @Override
    public int bodyLength() {
        int length = 0;
        for (Proposal proposal : proposals) {
            length += proposal.wireLength();
        }
        return length;
    }

    @Override
    public void writeBody(ByteWriter out) {
        for (int i = 0; i < proposals.size(); i++) {
            proposals.get(i).writeTo(out, i == proposals.size() - 1);
        }
    }
}
