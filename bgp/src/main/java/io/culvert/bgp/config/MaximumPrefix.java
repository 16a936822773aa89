package io.culvert.bgp.config;

import java.util.Optional;

/// `neighbor maximum-prefix`: how many routes of one family a neighbour may send.
///
/// @param warningPercent a notice from this share of the limit on
/// @param warningOnly keeps the session up beyond the limit
/// @param restartMinutes when to try again after the session was closed; by hand if empty
public record MaximumPrefix(
        int limit, int warningPercent, boolean warningOnly, Optional<Integer> restartMinutes) {
    public MaximumPrefix {
        if (limit < 1 || warningPercent < 1 || warningPercent > 100) {
            throw new IllegalArgumentException("maximum-prefix " + limit + " " + warningPercent);
        }
    }
}
