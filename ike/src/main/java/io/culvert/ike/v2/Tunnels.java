package io.culvert.ike.v2;

import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Prefix;
import java.util.List;
import java.util.Optional;

/// What IKE asks the router about interfaces.
public interface Tunnels {
    /// The `tunnel protection ipsec profile` of a virtual template; empty if there is no such template or no line.
    Optional<String> templateProtection(int number);

    /// The addresses of an interface, of a template too: for `route set interface`.
    List<IpAddress> addresses(InterfaceName name);

    /// The prefixes that an access list permits, for `route set access-list`.
    List<Prefix> permitted(String accessList);
}
