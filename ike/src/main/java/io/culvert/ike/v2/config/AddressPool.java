package io.culvert.ike.v2.config;

import io.culvert.base.IpAddress;
import java.util.List;

/// `ip local pool NAME FIRST [LAST]`; a name may have several ranges.
public record AddressPool(String name, List<Range> ranges) {
    public static final AddressPool DEFAULT = new AddressPool("", List.of());

    public record Range(IpAddress first, IpAddress last) {
        public Range {
            if (first.family() != last.family() || first.compareTo(last) > 0) {
                throw new IllegalArgumentException("range " + first + " to " + last);
            }
        }

        public boolean contains(IpAddress address) {
            return address.family() == first.family()
                    && address.compareTo(first) >= 0
                    && address.compareTo(last) <= 0;
        }
    }

    public AddressPool {
        ranges = List.copyOf(ranges);
    }

    public AddressPool withName(String name) {
        return new AddressPool(name, ranges);
    }

    public AddressPool withRanges(List<Range> ranges) {
        return new AddressPool(name, ranges);
    }

    public boolean contains(IpAddress address) {
        return ranges.stream().anyMatch(range -> range.contains(address));
    }
}
