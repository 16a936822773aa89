package io.culvert.lab;

/// What became of the frames that one end of a link sent.
public final class LinkCounters {
    long frames;
    long octets;
    long noCarrier;
    long lost;
    long tooLong;
    long queueFull;
    long corrupted;
    long duplicated;
    long reordered;
    long fragmented;
    long noSlot;

    public long frames() {
        return frames;
    }

    public long octets() {
        return octets;
    }

    /// Dropped because the link was down, before or while the frame was on its way.
    public long noCarrier() {
        return noCarrier;
    }

    public long lost() {
        return lost;
    }

    public long tooLong() {
        return tooLong;
    }

    public long queueFull() {
        return queueFull;
    }

    public long corrupted() {
        return corrupted;
    }

    public long duplicated() {
        return duplicated;
    }

    public long reordered() {
        return reordered;
    }

    public long fragmented() {
        return fragmented;
    }

    /// Copies that were not made because the slab was used up.
    public long noSlot() {
        return noSlot;
    }

    /// One line for a person; only what is not zero.
    @Override
    public String toString() {
        var text = new StringBuilder("sent " + frames);
        add(text, "no carrier", noCarrier);
        add(text, "lost", lost);
        add(text, "too long", tooLong);
        add(text, "queue full", queueFull);
        add(text, "corrupted", corrupted);
        add(text, "duplicated", duplicated);
        add(text, "reordered", reordered);
        add(text, "fragmented", fragmented);
        add(text, "no slot", noSlot);
        return text.toString();
    }

    private static void add(StringBuilder text, String what, long count) {
        if (count > 0) {
            text.append(", ").append(what).append(' ').append(count);
        }
    }
}
