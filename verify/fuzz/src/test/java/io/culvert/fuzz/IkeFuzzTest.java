package io.culvert.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.culvert.base.ByteReader;
import io.culvert.base.ByteWriter;
import io.culvert.base.Bytes;
import io.culvert.base.Parse;
import io.culvert.wire.ike.IdPayload;
import io.culvert.wire.ike.IkeMessage;
import io.culvert.wire.ike.IkePayload;
import io.culvert.wire.ike.PayloadChain;
import io.culvert.wire.ike.PayloadType;
import org.junit.jupiter.params.provider.MethodSource;

class IkeFuzzTest {
    @MethodSource("io.culvert.fuzz.Seeds#ike")
    @FuzzTest
    void aMessageThatIsReadIsWrittenAndReadAgain(byte[] octets) {
        if (IkeMessage.parse(Bytes.of(octets)) instanceof Parse.Ok<IkeMessage>(var message)) {
            Bytes written = message.toBytes();
            assertThat(written.size()).isEqualTo(message.wireLength());
            assertThat(IkeMessage.parse(written)).isEqualTo(Parse.ok(message));
            look(message.chain());
        }
    }

    /// The first octet is the type of the first payload.
    @MethodSource("io.culvert.fuzz.Seeds#ikePayloads")
    @FuzzTest
    void aChainThatIsReadIsWrittenAndReadAgain(byte[] octets) {
        var in = new ByteReader(octets);
        var first = new PayloadType(in.u8());
        if (PayloadChain.parse(first, in) instanceof Parse.Ok<PayloadChain>(var chain)) {
            var out = new ByteWriter();
            chain.writeTo(out);
            assertThat(out.size()).isEqualTo(chain.wireLength());
            assertThat(PayloadChain.parse(chain.first(), out.toBytes().reader()))
                    .isEqualTo(Parse.ok(chain));
            look(chain);
        }
    }

    /// What engines ask of every chain.
    private static void look(PayloadChain chain) {
        assertThat(chain.error()).isNotNull();
        assertThat(chain.unsupported()).isNotNull();
        for (IkePayload payload : chain.payloads()) {
            assertThat(payload.body().size()).isEqualTo(payload.bodyLength());
            assertThat(payload.toString()).isNotEmpty();
            if (payload instanceof IdPayload id) {
                assertThat(id.id().text()).doesNotContainPattern("\\p{Cntrl}");
            }
        }
    }
}
