package io.culvert.router.config;

/// In whose layout `show` commands answer (decision D12).
public enum ShowStyle {
    /// As the published reference outputs.
    REFERENCE,
    /// As newer software prints them.
    CURRENT
}
