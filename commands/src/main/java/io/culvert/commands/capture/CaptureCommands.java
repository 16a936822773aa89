package io.culvert.commands.capture;

import static io.culvert.cli.Args.option;
import static io.culvert.cli.Syntax.maybe;
import static io.culvert.cli.Syntax.words;

import io.culvert.cli.Arg;
import io.culvert.cli.Args;
import io.culvert.cli.Command;
import io.culvert.cli.Outcome;
import io.culvert.cli.Visitor;
import io.culvert.commands.Console;
import io.culvert.commands.Operands;
import io.culvert.commands.OperatorFile;
import io.culvert.router.capture.CaptureOrder;
import io.culvert.router.capture.CaptureSettings;
import io.culvert.router.capture.CaptureView;
import io.culvert.router.capture.WiresharkKeys;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// `monitor capture`.
public final class CaptureCommands {
    private static final String MONITOR = "monitor capture";
    private static final String HELP = "Capture packets";
    private static final Arg<String> NAME =
            Args.word(
                    "Name of the capture",
                    text ->
                            text.length() <= CaptureSettings.NAME_MAX
                                    ? Optional.of(text)
                                    : Optional.empty(),
                    text -> text);
    private static final Arg<String> FILE = Args.word("File name");
    private static final Arg<String> FOLDER = Args.word("Folder for the key tables");
    private static final Arg<ShowCapturePackets.Form> FORM =
            Args.choice(
                    option("brief", ShowCapturePackets.Form.BRIEF, "One line a packet"),
                    option("detailed", ShowCapturePackets.Form.DETAILED, "With all octets"),
                    option("dump", ShowCapturePackets.Form.DUMP, "The octets alone"));

    private CaptureCommands() {}

    public static List<Command<Console>> commands() {
        return List.of(
                privileged(
                        CaptureCommands::define, words(MONITOR, HELP), NAME, CaptureWords.syntax()),
                order(CaptureOrder.Start::new, "start", "Start the capture", "Started"),
                privileged(
                        call -> start(call.router(), call.get(NAME)),
                        words(MONITOR, HELP),
                        NAME,
                        words("start capture", "Start the capture")),
                order(CaptureOrder.Stop::new, "stop", "Stop the capture", "Stopped"),
                order(CaptureOrder.Clear::new, "clear", "Empty the buffer", "Cleared"),
                privileged(
                        CaptureCommands::export,
                        words(MONITOR, HELP),
                        NAME,
                        words("export", "Write the packets to a pcapng file"),
                        maybe(words("location", "Where to")),
                        FILE),
                privileged(
                        CaptureCommands::gatherKeys,
                        words(MONITOR, HELP),
                        NAME,
                        words("with-keys", "Gather the keys of IPsec made from now on")),
                privileged(
                        CaptureCommands::writeKeys,
                        words(MONITOR, HELP),
                        NAME,
                        words("keys", "Write the keys that open the IPsec in it"),
                        FOLDER),
                privileged(
                        CaptureCommands::remove,
                        words("no monitor capture", "Remove a capture, or a part of it"),
                        NAME,
                        CaptureWords.removal()),
                privileged(
                        call ->
                                Outcome.show(
                                        new ShowCaptures(
                                                call.router()
                                                        .view()
                                                        .captures(call.router().now()))),
                        words("show monitor capture", "Captures")),
                show("", "Captures", capture -> new ShowCaptures(List.of(capture))),
                show(
                        "parameter",
                        "The commands that make it",
                        capture -> ShowCaptureParameter.of(capture.settings())),
                show("buffer", "Its buffer", ShowCaptureBuffer::of),
                privileged(
                        call ->
                                withCapture(
                                        call,
                                        _ ->
                                                Outcome.show(
                                                        ShowCapturePackets.of(
                                                                call.router().router(),
                                                                call.get(NAME),
                                                                call.get(FORM)))),
                        words("show monitor capture", "Captures"),
                        NAME,
                        words("buffer", "Its buffer"),
                        FORM));
    }

    private static Command<Console> privileged(Command.Handler<Console> run, Object... parts) {
        return Command.<Console>of(run, parts).privilegedOnly();
    }

    private static Command<Console> order(
            Function<String, CaptureOrder> order, String word, String help, String done) {
        return privileged(
                call -> order(call.router(), order.apply(call.get(NAME)), done),
                words(MONITOR, HELP),
                NAME,
                words(word, help));
    }

    private static Outcome start(Console console, String name) {
        return order(console, new CaptureOrder.Start(name), "Started");
    }

    private static Outcome order(Console console, CaptureOrder order, String done) {
        return refusal(console, order)
                .orElseGet(() -> Outcome.say(done + " capture point : " + order.name() + "\n"));
    }

    private static Optional<Outcome> refusal(Console console, CaptureOrder order) {
        return console.router()
                .capture(console.now(), order)
                .map(why -> Outcome.refuse("% " + why));
    }

    private static Command<Console> show(
            String word, String help, Function<CaptureView, io.culvert.cli.Answer> answer) {
        Command.Handler<Console> run =
                call -> withCapture(call, capture -> Outcome.show(answer.apply(capture)));
        return word.isEmpty()
                ? privileged(run, words("show monitor capture", "Captures"), NAME)
                : privileged(
                        run, words("show monitor capture", "Captures"), NAME, words(word, help));
    }

    private static Outcome withCapture(
            Command.Call<Console> call, Function<CaptureView, Outcome> then) {
        Console console = call.router();
        return console.view()
                .capture(call.get(NAME), console.now())
                .map(then)
                .orElseGet(() -> Outcome.refuse("% Capture " + call.get(NAME) + " does not exist"));
    }

    private static Outcome define(Command.Call<Console> call) {
        Console console = call.router();
        CaptureSettings before =
                console.view()
                        .capture(call.get(NAME), console.now())
                        .map(CaptureView::settings)
                        .orElseGet(() -> CaptureSettings.of(call.get(NAME)));
        CaptureSettings after = CaptureWords.with(before, call.values());
        if (!call.has(CaptureWords.INTERFACE)) {
            return refusal(console, new CaptureOrder.Define(after)).orElse(Outcome.say(""));
        }
        return Operands.interfaceState(
                console,
                call.get(CaptureWords.INTERFACE),
                state ->
                        state.isTunnel() || state.name().kind().isPhysical()
                                ? refusal(console, new CaptureOrder.Define(after))
                                        .orElse(Outcome.say(""))
                                : Outcome.refuse(
                                        "% "
                                                + state.name()
                                                + " has no packets of its own: see control-plane"));
    }

    private static Outcome remove(Command.Call<Console> call) {
        Console console = call.router();
        return withCapture(
                call,
                capture ->
                        refusal(
                                        console,
                                        CaptureWords.without(capture.settings(), call.values())
                                                .<CaptureOrder>map(CaptureOrder.Define::new)
                                                .orElseGet(
                                                        () ->
                                                                new CaptureOrder.Remove(
                                                                        call.get(NAME))))
                                .orElse(Outcome.say("")));
    }

    private static Outcome export(Command.Call<Console> call) {
        Console console = call.router();
        String name = call.get(NAME);
        return withCapture(
                call,
                capture -> {
                    if (capture.packets() == 0) {
                        return Outcome.refuse("% Capture " + name + " has no packets");
                    }
                    return write(
                                    console,
                                    call.get(FILE),
                                    out -> console.view().exportCapture(name, out))
                            .orElse(Outcome.say("Exported Successfully\n"));
                });
    }

    private static Optional<Outcome> write(
            Console console, String file, OperatorFile.Content content) {
        if (file.matches("[a-z]+://.*|(tftp|ftp|scp|http|https):.*")) {
            return Optional.of(
                    Outcome.refuse("% Files are written on this machine alone, not sent"));
        }
        String path = file.replaceFirst("^(boot|hard)?(flash|disk[0-9]?):/*", "");
        return console.machine()
                .write(new OperatorFile(path, content))
                .map(why -> Outcome.refuse("% " + why));
    }

    private static Outcome gatherKeys(Command.Call<Console> call) {
        var order = new CaptureOrder.GatherKeys(call.get(NAME), who(call.visitor()));
        return refusal(call.router(), order)
                .orElse(
                        Outcome.say(
                                "Keys of security associations made from now on are gathered;"
                                        + " clear crypto session makes all anew\n"));
    }

    private static Outcome writeKeys(Command.Call<Console> call) {
        Console console = call.router();
        String name = call.get(NAME);
        return withCapture(
                call,
                _ ->
                        console.view()
                                .captureKeys(name)
                                .map(keys -> writeKeys(call, keys))
                                .orElseGet(
                                        () ->
                                                Outcome.refuse(
                                                        "% Capture "
                                                                + name
                                                                + " has no keys: they are gathered"
                                                                + " from monitor capture "
                                                                + name
                                                                + " with-keys on")));
    }

    private static Outcome writeKeys(Command.Call<Console> call, WiresharkKeys keys) {
        Console console = call.router();
        String folder = call.get(FOLDER);
        return text(console, folder + "/esp_sa", keys.espTable())
                .or(() -> text(console, folder + "/ikev2_decryption_table", keys.ikeTable()))
                .or(() -> text(console, folder + "/preferences", WiresharkKeys.preferences()))
                .or(() -> text(console, folder + "/init.lua", WiresharkKeys.dissectors()))
                .or(
                        () ->
                                refusal(
                                        console,
                                        new CaptureOrder.KeysWritten(
                                                call.get(NAME), who(call.visitor()), folder)))
                .orElse(
                        Outcome.say(
                                "Keys written: WIRESHARK_CONFIG_DIR="
                                        + folder
                                        + " wireshark FILE   opens decrypted\n"));
    }

    private static Optional<Outcome> text(Console console, String path, String text) {
        return write(console, path, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static String who(Visitor visitor) {
        return visitor.user().isEmpty()
                ? "Somebody on " + visitor.line()
                : visitor.user() + " on " + visitor.line();
    }
}
