package io.culvert.commands.interfaces;

import io.culvert.commands.layout.Ages;
import io.culvert.router.InterfaceLoad;
import java.time.Duration;
import java.util.Optional;

/// The lower half of `show interfaces`: ages, rates and counters. Rows of IOS about things that do not exist here, such as
/// collisions, stand there with zero, for those who read by template.
final class TrafficText {
    private static final int FULL = 255;
    private static final int SECONDS_A_MINUTE = 60;

    private TrafficText() {}

    /// How much of the bandwidth is used, of 255, as IOS says it: never nothing.
    static String loads(InterfaceLoad load, int bandwidthKilobits) {
        return "     reliability 255/255, txload %d/255, rxload %d/255\n"
                .formatted(
                        share(load.bitsOutPerSecond(), bandwidthKilobits),
                        share(load.bitsInPerSecond(), bandwidthKilobits));
    }

    private static long share(long bitsPerSecond, int bandwidthKilobits) {
        return Math.clamp(bitsPerSecond * FULL / (bandwidthKilobits * 1000L), 1, FULL);
    }

    static void append(InterfaceTraffic traffic, boolean isPort, StringBuilder text) {
        text.append(
                "  Last input %s, output %s, output hang never\n"
                        .formatted(age(traffic.sinceInput()), age(traffic.sinceOutput())));
        text.append(
                "  Last clearing of \"show interface\" counters %s\n"
                        .formatted(age(traffic.sinceCleared())));
        text.append(
                "  Input queue: 0/75/%d/0 (size/max/drops/flushes); Total output drops: %d\n"
                        .formatted(traffic.inputDrops(), traffic.outputDrops()));
        text.append("  Queueing strategy: fifo\n");
        text.append("  Output queue: 0/0 (size/max)\n");
        rates(traffic.load(), text);
        input(traffic, isPort, text);
        output(traffic, isPort, text);
        for (InterfaceTraffic.Loss loss : traffic.why()) {
            text.append(
                    "     Lost on the way %s: %d, %s: %s\n"
                            .formatted(
                                    loss.direction(),
                                    loss.packets(),
                                    loss.reason(),
                                    loss.sentence()));
        }
    }

    private static String age(Optional<Duration> age) {
        return Ages.age(age);
    }

    private static void rates(InterfaceLoad load, StringBuilder text) {
        String interval = interval(load.intervalSeconds());
        text.append(
                "  %s input rate %d bits/sec, %d packets/sec\n"
                        .formatted(interval, load.bitsInPerSecond(), load.packetsInPerSecond()));
        text.append(
                "  %s output rate %d bits/sec, %d packets/sec\n"
                        .formatted(interval, load.bitsOutPerSecond(), load.packetsOutPerSecond()));
    }

    private static String interval(int seconds) {
        return seconds % SECONDS_A_MINUTE == 0
                ? seconds / SECONDS_A_MINUTE + " minute"
                : seconds + " second";
    }

    private static void input(InterfaceTraffic traffic, boolean isPort, StringBuilder text) {
        text.append(
                "     %d packets input, %d bytes, %d no buffer\n"
                        .formatted(traffic.packetsIn(), traffic.octetsIn(), traffic.noBuffer()));
        text.append(
                "     Received %d broadcasts (%d IP multicasts)\n"
                        .formatted(
                                traffic.broadcastsIn() + traffic.multicastsIn(),
                                traffic.multicastsIn()));
        text.append("     %d runts, 0 giants, 0 throttles\n".formatted(traffic.runts()));
        text.append(
                "     %d input errors, 0 CRC, %d frame, %d overrun, %d ignored\n"
                        .formatted(
                                traffic.inputErrors(),
                                traffic.frameErrors(),
                                traffic.overrun(),
                                traffic.noBuffer()));
        if (isPort) {
            text.append(
                    "     0 watchdog, %d multicast, 0 pause input\n"
                            .formatted(traffic.multicastsIn()));
        }
    }

    private static void output(InterfaceTraffic traffic, boolean isPort, StringBuilder text) {
        text.append(
                "     %d packets output, %d bytes, 0 underruns\n"
                        .formatted(traffic.packetsOut(), traffic.octetsOut()));
        if (isPort) {
            text.append(
                    "     Output %d broadcasts (%d IP multicasts)\n"
                            .formatted(
                                    traffic.broadcastsOut() + traffic.multicastsOut(),
                                    traffic.multicastsOut()));
        }
        text.append(
                "     %d output errors, 0 collisions, 0 interface resets\n"
                        .formatted(traffic.outputErrors()));
        text.append("     %d unknown protocol drops\n".formatted(traffic.unknownProtocol()));
        if (isPort) {
            text.append("     0 babbles, 0 late collision, 0 deferred\n");
            text.append("     0 lost carrier, 0 no carrier, 0 pause output\n");
        }
        text.append("     0 output buffer failures, 0 output buffers swapped out\n");
    }
}
