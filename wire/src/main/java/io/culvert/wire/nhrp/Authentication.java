package io.culvert.wire.nhrp;

import io.culvert.base.ByteReader;
import io.culvert.base.ByteWriter;
import io.culvert.base.Bytes;
import io.culvert.base.Parse;

/// The authentication extension, RFC 2332 section 5.3.4.1, as deployed: index [#CLEAR] and a word in clear, without the source address.
/// ```
/// |   Reserved                    | Security Parameter Index (SPI)|
/// |   Authentication Data                                         |
/// ```
/// Of any other index `data` is everything behind it. Refused: a value without the index.
public record Authentication(int spi, Bytes data) {
    /// De facto: what follows is the word itself.
    public static final int CLEAR = 1;

    /// What deployed routers let an operator type.
    public static final int CLEAR_LENGTH_MAX = 8;

    public Authentication {
        if (spi >>> 16 != 0) {
            throw new IllegalArgumentException("an index has 16 bits: " + spi);
        }
    }

    public static Authentication clear(String word) {
        return new Authentication(CLEAR, Bytes.ascii(word));
    }

    public static Parse<Authentication> parse(NhrpExtension extension) {
        ByteReader in = extension.value().reader();
        in.skip(2);
        int spi = in.u16();
        Bytes data = in.rest();
        return in.finish(() -> new Authentication(spi, data));
    }

    public NhrpExtension toExtension() {
        Bytes value = new ByteWriter().u16(0).u16(spi).bytes(data).toBytes();
        return new NhrpExtension(true, NhrpExtension.AUTHENTICATION, value);
    }

    /// The word is not for logs.
    @Override
    public String toString() {
        return "Authentication[spi=%d, data of %d octets]".formatted(spi, data.size());
    }
}
