package io.culvert.host.neighbor;

import io.culvert.wire.icmp.RouterAdvertisement;
import java.time.Duration;

/// What a router tells the hosts of a link, and when: RFC 4861 section 6.2.1.
///
/// @param unsolicited whether it does so unasked
/// @param interval the longest time between two advertisements; the shortest is a third of it
public record RouterSettings(
        RouterAdvertisement advertisement, boolean unsolicited, Duration interval) {
    public RouterSettings {
        if (interval.compareTo(Duration.ofSeconds(4)) < 0) {
            throw new IllegalArgumentException("an interval of " + interval);
        }
    }

    Duration shortest() {
        Duration third = interval.dividedBy(3);
        return third.compareTo(RouterAdvertiser.BETWEEN_MULTICASTS) < 0
                ? RouterAdvertiser.BETWEEN_MULTICASTS
                : third;
    }
}
