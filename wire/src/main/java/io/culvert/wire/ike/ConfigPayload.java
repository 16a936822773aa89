package io.culvert.wire.ike;

import io.culvert.base.ByteReader;
import io.culvert.base.ByteWriter;
import io.culvert.base.Parse;
import java.util.ArrayList;
import java.util.List;

/// Configuration payload, RFC 7296 section 3.15: type (1), reserved (3), attributes.
public record ConfigPayload(ConfigType config, List<ConfigAttribute> attributes)
        implements IkePayload {
    public ConfigPayload {
        attributes = List.copyOf(attributes);
        if (attributes.size() > IkeLimits.CONFIG_ATTRIBUTES_MAX) {
            throw new IllegalArgumentException(attributes.size() + " attributes");
        }
    }

    public static Parse<ConfigPayload> parse(ByteReader in) {
        var config = new ConfigType(in.u8());
        in.skip(3);
        var attributes = new ArrayList<ConfigAttribute>();
        while (in.left() > 0) {
            attributes.add(ConfigAttribute.read(in));
            in.require(
                    attributes.size() <= IkeLimits.CONFIG_ATTRIBUTES_MAX,
                    "too many configuration attributes");
        }
        return in.finish(() -> new ConfigPayload(config, attributes));
    }

    public boolean has(ConfigAttributeType type) {
        return attributes.stream().anyMatch(attribute -> attribute.type().equals(type));
    }

    @Override
    public PayloadType type() {
        return PayloadType.CP;
    }

    @Override
    public int bodyLength() {
        return 4 + attributes.stream().mapToInt(ConfigAttribute::wireLength).sum();
    }

    @Override
    public void writeBody(ByteWriter out) {
        out.u8(config.code()).u24(0);
        attributes.forEach(attribute -> attribute.writeTo(out));
    }
}
