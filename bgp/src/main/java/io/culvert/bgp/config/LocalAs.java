package io.culvert.bgp.config;

/// `neighbor local-as`: another AS number of ours towards one eBGP neighbour.
///
/// @param noPrepend keeps it out of the paths that the neighbour sends
/// @param replaceAs takes our real number out of what we send
public record LocalAs(long as, boolean noPrepend, boolean replaceAs) {}
