package io.culvert.wire.ike;

import io.culvert.base.ByteReader;
import io.culvert.base.ByteWriter;
import io.culvert.base.Parse;
import java.util.ArrayList;
import java.util.List;

/// Traffic Selector payload, RFC 7296 section 3.13: number (1), reserved (3), selectors.
public record TsPayload(boolean isInitiator, List<TrafficSelector> selectors)
        implements IkePayload {
    public TsPayload {
        selectors = List.copyOf(selectors);
        if (selectors.isEmpty() || selectors.size() > IkeLimits.SELECTORS_MAX) {
            throw new IllegalArgumentException(selectors.size() + " traffic selectors");
        }
    }

    public static Parse<TsPayload> parse(ByteReader in, boolean isInitiator) {
        int count = in.u8();
        in.skip(3);
        in.require(count >= 1 && count <= IkeLimits.SELECTORS_MAX, "number of traffic selectors");
        var selectors = new ArrayList<TrafficSelector>();
        for (int i = 0; i < count && !in.failed(); i++) {
            selectors.add(TrafficSelector.read(in));
        }
        return in.finish(() -> new TsPayload(isInitiator, selectors));
    }

    @Override
    public PayloadType type() {
        return isInitiator ? PayloadType.TS_I : PayloadType.TS_R;
    }

    @Override
    public int bodyLength() {
        return 4 + selectors.stream().mapToInt(TrafficSelector::wireLength).sum();
    }

    @Override
    public void writeBody(ByteWriter out) {
        out.u8(selectors.size()).u24(0);
        selectors.forEach(selector -> selector.writeTo(out));
    }
}
