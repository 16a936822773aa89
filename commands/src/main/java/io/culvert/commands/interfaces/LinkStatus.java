package io.culvert.commands.interfaces;

import io.culvert.router.InterfaceState;

/// The two halves of an interface's state, in the words of IOS.
///
/// @param hardware `up`, `down` or `administratively down`
public record LinkStatus(String hardware, String protocol) {
    public static LinkStatus of(InterfaceState state) {
        String hardware =
                state.config().shutdown() ? "administratively down" : word(state.hardwareUp());
        return new LinkStatus(hardware, word(state.protocolUp()));
    }

    private static String word(boolean up) {
        return up ? "up" : "down";
    }

    /// `Tunnel0 is up, line protocol is down`.
    String sentence(Object name) {
        return name + " is " + hardware + ", line protocol is " + protocol;
    }
}
