package io.culvert.commands.nhrp;

import io.culvert.cli.Answer;
import io.culvert.nhrp.NhrpEntry;
import io.culvert.nhrp.NhrpEntry.Flag;
import java.util.List;
import java.util.function.Predicate;

/// `show ip nhrp summary`: the cache in numbers. Local entries are what was promised to others, remote ones what others promised.
record NhrpSummary(List<NhrpEntry> entries) implements Answer {
    /// What IOS reckons for an entry, in octets.
    private static final int ENTRY_SIZE = 784;

    NhrpSummary {
        entries = List.copyOf(entries);
    }

    @Override
    public Object json() {
        return entries;
    }

    @Override
    public String text() {
        Predicate<NhrpEntry> local = each -> each.flags().contains(Flag.LOCAL);
        Predicate<NhrpEntry> remote = local.negate();
        Predicate<NhrpEntry> route = remote.and(has(Flag.RIB).or(has(Flag.NHO)));
        return "IP NHRP cache %d %s, %d bytes%n"
                        .formatted(
                                entries.size(),
                                entries.size() == 1 ? "entry" : "entries",
                                entries.size() * ENTRY_SIZE)
                + types(each -> true)
                + "%d Remote%n".formatted(count(remote))
                + types(remote)
                + "    %d nhop     0 bfd%n".formatted(count(remote.and(has(Flag.NHOP))))
                + "    0 default  0 temporary%n".formatted()
                + "    %d route%n".formatted(count(route))
                + "        %d rib (%d H    %d nho)%n"
                        .formatted(
                                count(route),
                                count(route.and(has(Flag.NHO).negate())),
                                count(route.and(has(Flag.NHO))))
                + "        0 bgp%n".formatted()
                + "    %d lfib%n".formatted(count(remote.and(this::isLabelled)))
                + "%d Local%n".formatted(count(local))
                + types(local)
                + "    %d lfib%n".formatted(count(local.and(this::isLabelled)));
    }

    private static Predicate<NhrpEntry> has(Flag flag) {
        return each -> each.flags().contains(flag);
    }

    private boolean isLabelled(NhrpEntry entry) {
        return !entry.labels().isEmpty();
    }

    private long count(Predicate<NhrpEntry> which) {
        return entries.stream().filter(which).count();
    }

    private String types(Predicate<NhrpEntry> which) {
        return "    %d static   %d dynamic    %d incomplete%n"
                .formatted(
                        count(which.and(each -> each.type() == NhrpEntry.Type.STATIC)),
                        count(which.and(each -> each.type() == NhrpEntry.Type.DYNAMIC)),
                        count(which.and(each -> each.type() == NhrpEntry.Type.INCOMPLETE)));
    }
}
