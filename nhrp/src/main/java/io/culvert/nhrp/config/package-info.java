/// What NHRP is told by configuration: `ip nhrp`, `ipv6 nhrp`, `mpls nhrp` under an interface.
@NullMarked
package io.culvert.nhrp.config;

import org.jspecify.annotations.NullMarked;
