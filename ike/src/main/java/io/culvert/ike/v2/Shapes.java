package io.culvert.ike.v2;

import io.culvert.wire.ike.ExchangeType;
import io.culvert.wire.ike.IkeLimits;
import io.culvert.wire.ike.PayloadChain;
import io.culvert.wire.ike.PayloadType;
import java.util.List;

/// Which payloads a message must and may have, RFC 7296 section 1.2 to 1.5 and appendix C, as a table. A response that
/// reports an error may lack what is required.
final class Shapes {
    private record Rule(PayloadType type, int least, int most) {}

    private static final Rule ANY_NOTIFY = new Rule(PayloadType.NOTIFY, 0, IkeLimits.PAYLOADS_MAX);
    private static final Rule ANY_VENDOR =
            new Rule(PayloadType.VENDOR_ID, 0, IkeLimits.PAYLOADS_MAX);

    private static final List<Rule> INIT_REQUEST =
            List.of(
                    new Rule(PayloadType.SA, 1, 1),
                    new Rule(PayloadType.KE, 1, 1),
                    new Rule(PayloadType.NONCE, 1, 1),
                    ANY_NOTIFY,
                    ANY_VENDOR);
    private static final List<Rule> INIT_RESPONSE =
            List.of(
                    new Rule(PayloadType.SA, 1, 1),
                    new Rule(PayloadType.KE, 1, 1),
                    new Rule(PayloadType.NONCE, 1, 1),
                    new Rule(PayloadType.CERTREQ, 0, IkeLimits.PAYLOADS_MAX),
                    ANY_NOTIFY,
                    ANY_VENDOR);
    private static final List<Rule> AUTH_REQUEST =
            List.of(
                    new Rule(PayloadType.ID_I, 1, 1),
                    new Rule(PayloadType.ID_R, 0, 1),
                    new Rule(PayloadType.CERT, 0, IkeLimits.CERTIFICATES_MAX),
                    new Rule(PayloadType.CERTREQ, 0, IkeLimits.PAYLOADS_MAX),
                    new Rule(PayloadType.AUTH, 0, 1),
                    new Rule(PayloadType.CP, 0, 1),
                    new Rule(PayloadType.SA, 0, 1),
                    new Rule(PayloadType.TS_I, 0, 1),
                    new Rule(PayloadType.TS_R, 0, 1),
                    ANY_NOTIFY,
                    ANY_VENDOR);
    private static final List<Rule> AUTH_RESPONSE =
            List.of(
                    new Rule(PayloadType.ID_R, 1, 1),
                    new Rule(PayloadType.CERT, 0, IkeLimits.CERTIFICATES_MAX),
                    new Rule(PayloadType.AUTH, 1, 1),
                    new Rule(PayloadType.CP, 0, 1),
                    new Rule(PayloadType.SA, 0, 1),
                    new Rule(PayloadType.TS_I, 0, 1),
                    new Rule(PayloadType.TS_R, 0, 1),
                    ANY_NOTIFY,
                    ANY_VENDOR);
    private static final List<Rule> CREATE_CHILD =
            List.of(
                    new Rule(PayloadType.SA, 1, 1),
                    new Rule(PayloadType.NONCE, 1, 1),
                    new Rule(PayloadType.KE, 0, 1),
                    new Rule(PayloadType.TS_I, 0, 1),
                    new Rule(PayloadType.TS_R, 0, 1),
                    new Rule(PayloadType.CP, 0, 1),
                    ANY_NOTIFY,
                    ANY_VENDOR);
    private static final List<Rule> INFORMATIONAL =
            List.of(
                    new Rule(PayloadType.DELETE, 0, IkeLimits.PAYLOADS_MAX),
                    new Rule(PayloadType.CP, 0, 1),
                    ANY_NOTIFY,
                    ANY_VENDOR);

    private Shapes() {}

    static boolean holds(ExchangeType exchange, boolean isResponse, PayloadChain chain) {
        List<Rule> rules = rules(exchange, isResponse);
        boolean isError = isResponse && chain.error().isPresent();
        // Known payloads that the table does not name are ignored, as RFC 7296 section 2.5 wants;
        // only counts matter.
        for (Rule rule : rules) {
            int count = chain.count(rule.type);
            if (count > rule.most || count < rule.least && !isError) {
                return false;
            }
        }
        return true;
    }

    private static List<Rule> rules(ExchangeType exchange, boolean isResponse) {
        if (exchange.equals(ExchangeType.IKE_SA_INIT)) {
            return isResponse ? INIT_RESPONSE : INIT_REQUEST;
        }
        if (exchange.equals(ExchangeType.IKE_AUTH)) {
            return isResponse ? AUTH_RESPONSE : AUTH_REQUEST;
        }
        return exchange.equals(ExchangeType.CREATE_CHILD_SA) ? CREATE_CHILD : INFORMATIONAL;
    }
}
