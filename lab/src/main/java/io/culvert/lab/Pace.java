package io.culvert.lab;

/// How lab time relates to the time on the wall.
public interface Pace {
    /// As fast as the machine can.
    Pace VIRTUAL =
            new Pace() {
                @Override
                public void until(long labNanos) {}

                @Override
                public long now() {
                    return Node.NEVER;
                }

                @Override
                public void jump(long nanos) {}
            };

    /// Returns when it is time for what happens at this time of the agenda.
    void until(long labNanos);

    /// The time that the lab may have reached by now.
    long now();

    /// From now on the lab is so much further ahead.
    void jump(long nanos);
}
