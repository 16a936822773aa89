package io.culvert.router.capture;

import io.culvert.base.InterfaceName;
import java.util.Optional;

/// Where packets are captured.
///
/// @param at an interface; empty for the control plane: what the router itself gets and sends
public record CapturePoint(Optional<InterfaceName> at, CaptureDirection direction) {
    public static CapturePoint at(InterfaceName name, CaptureDirection direction) {
        return new CapturePoint(Optional.of(name), direction);
    }

    public static CapturePoint controlPlane(CaptureDirection direction) {
        return new CapturePoint(Optional.empty(), direction);
    }

    /// The name of the place in files and tables.
    public String name() {
        return at.map(InterfaceName::toString).orElse("Control-Plane");
    }
}
