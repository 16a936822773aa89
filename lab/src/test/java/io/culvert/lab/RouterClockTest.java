package io.culvert.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.lab.router.LabRouters;
import io.culvert.lab.scenario.Report;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RouterClockTest {
    private static final String TOPOLOGY =
            """
            name: two
            topology:
              nodes:
                a: {kind: culvert, startup-config: a.cfg}
                b: {kind: culvert, startup-config: b.cfg}
              links:
                - endpoints: ["a:Ethernet0/0", "b:Ethernet0/0"]
            """;

    private static String config(int host) {
        return "interface Ethernet0/0\n ip address 10.0.0." + host + " 255.255.255.0\n";
    }

    @Test
    void aPingAfterALongSilenceLosesNothing() {
        var files =
                new MemoryFiles()
                        .with("lab/two.clab.yml", TOPOLOGY)
                        .with("lab/a.cfg", config(1))
                        .with("lab/b.cfg", config(2))
                        .with(
                                "lab/silence.lab",
                                """
                                pass 10m
                                a> ping 10.0.0.2
                                  has "Success rate is 100 percent (5/5)"
                                """);
        var options =
                new LabRun.Options(
                        "lab",
                        List.of(),
                        1,
                        LabRun.START_DEFAULT,
                        Optional.empty(),
                        Report.Form.TEXT,
                        false);
        List<String> out = new ArrayList<>();
        int code =
                new LabRun(options, files, new LabRouters(), () -> Pace.VIRTUAL, out::add, out::add)
                        .run();
        assertThat(code).as("%s", out).isZero();
    }
}
