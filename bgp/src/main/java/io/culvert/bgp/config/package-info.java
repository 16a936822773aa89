/// What `router bgp`, the VRFs and the route policies are configured with: immutable records, filled by the commands and
/// handed whole to [io.culvert.bgp.BgpEngine], which works out the difference. Peer groups are kept as written;
/// inheritance is worked out by [io.culvert.bgp.config.BgpConfig#effective].
@NullMarked
package io.culvert.bgp.config;

import org.jspecify.annotations.NullMarked;
