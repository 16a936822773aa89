package io.culvert.dataplane;

/// What a plane as a whole has done, drops aside.
///
/// @param ipv4Received packets that claim to be IPv4, out of tunnels too
/// @param ipv4Forwarded those of others that left by an interface
/// @param icmpErrorsSuppressed errors not sent because the rules or the configuration forbid it
/// @param icmpErrorsLimited errors not sent because of the rate
/// @param redirectsTold packets that were told as a reason to redirect
/// @param redirectsHeldBack those that were not, because one of the same table, source and destination was told just before
/// @param redirectsLimited those that were not because too much was told
public record PlaneCounters(
        long ipv4Received,
        long ipv4Forwarded,
        long delivered,
        long originated,
        long icmpErrorsSent,
        long icmpErrorsSuppressed,
        long icmpErrorsLimited,
        long reassembled,
        long fragmentsMade,
        long mssClamped,
        long redirectsTold,
        long redirectsHeldBack,
        long redirectsLimited) {
    /// What two planes have done together.
    PlaneCounters plus(PlaneCounters other) {
        return new PlaneCounters(
                ipv4Received + other.ipv4Received,
                ipv4Forwarded + other.ipv4Forwarded,
                delivered + other.delivered,
                originated + other.originated,
                icmpErrorsSent + other.icmpErrorsSent,
                icmpErrorsSuppressed + other.icmpErrorsSuppressed,
                icmpErrorsLimited + other.icmpErrorsLimited,
                reassembled + other.reassembled,
                fragmentsMade + other.fragmentsMade,
                mssClamped + other.mssClamped,
                redirectsTold + other.redirectsTold,
                redirectsHeldBack + other.redirectsHeldBack,
                redirectsLimited + other.redirectsLimited);
    }

    static PlaneCounters of(Counters counters) {
        return new PlaneCounters(
                counters.ipv4Received,
                counters.ipv4Forwarded,
                counters.delivered,
                counters.originated,
                counters.icmpErrorsSent,
                counters.icmpErrorsSuppressed,
                counters.icmpErrorsLimited,
                counters.reassembled,
                counters.fragmentsMade,
                counters.mssClamped,
                counters.redirectsTold,
                counters.redirectsHeldBack,
                counters.redirectsLimited);
    }
}
