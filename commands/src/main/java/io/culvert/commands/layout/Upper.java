package io.culvert.commands.layout;

import io.culvert.base.IpAddress;
import io.culvert.base.Prefix;
import java.util.Locale;

/// IPv6 addresses as IOS prints them: in upper case, in spite of RFC 5952 section 4.3. Addresses of IPv4 have no case.
public final class Upper {
    private Upper() {}

    public static String of(IpAddress address) {
        return address.toString().toUpperCase(Locale.ROOT);
    }

    public static String of(Prefix prefix) {
        return prefix.toString().toUpperCase(Locale.ROOT);
    }
}
