package io.culvert.nhrp.config;

import io.culvert.base.IpAddress;
import io.culvert.base.Prefix;

/// `ip nhrp map A [MASK] NBMA`.
public record StaticMapping(Prefix overlay, IpAddress nbma) {}
