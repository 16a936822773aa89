package io.culvert.bgp.config;

/// How many labels the routes of a VRF get.
public enum LabelMode {
    /// A label for each prefix.
    PER_PREFIX,
    /// One for the whole VRF: pop, then a look into its table.
    PER_VRF
}
