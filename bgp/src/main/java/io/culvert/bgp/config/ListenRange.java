package io.culvert.bgp.config;

import io.culvert.base.Prefix;
import io.culvert.base.Vrf;

/// Takes connections of neighbours that no line names: `bgp listen range P/L peer-group G`.
///
/// @param range the most specific range that holds the peer wins
/// @param peerGroup whose settings the neighbour gets
public record ListenRange(Vrf vrf, Prefix range, String peerGroup) {}
