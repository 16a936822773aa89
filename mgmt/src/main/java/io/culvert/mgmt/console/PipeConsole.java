package io.culvert.mgmt.console;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/// Lines from a pipe: prompts and answers are printed plainly, and `?` at the end of a line asks for help.
final class PipeConsole implements Console {
    private static final String CTRL_Z = "\u001a";

    private final PrintStream out;
    private final BlockingQueue<Input> inputs = new LinkedBlockingQueue<>();
    private final BlockingQueue<Boolean> questions = new SynchronousQueue<>();
    private Function<String, String> help = _ -> "";
    private boolean isSecret;

    PipeConsole(InputStream in, PrintStream out) {
        this.out = out;
        var reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        Thread.ofPlatform().daemon().name("console").start(() -> read(reader));
    }

    /// Reads a line only when one is asked for, so that none is taken for the answer to a later question.
    private void read(BufferedReader reader) {
        try {
            while (true) {
                questions.take();
                String line = reader.readLine();
                if (line == null) {
                    inputs.add(new Input.Closed());
                    return;
                }
                inputs.add(line.equals(CTRL_Z) ? new Input.Suspend() : new Input.Line(line));
            }
        } catch (IOException e) {
            inputs.add(new Input.Closed());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void askLine(
            String prompt,
            Function<String, String> answer,
            Function<String, List<String>> complete) {
        help = answer;
        out.print(prompt);
        out.flush();
        ask();
    }

    private void ask() {
        try {
            questions.put(true);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void askSecret(String prompt) {
        out.print(prompt + "\n");
        out.flush();
        isSecret = true;
        ask();
    }

    /// A pipe has no pages: a blank at once.
    @Override
    public void askKey(String prompt) {
        inputs.add(new Input.Key(' '));
    }

    @Override
    public Optional<Input> poll(Duration atMost) throws InterruptedException {
        Input input = inputs.poll(Math.max(0, atMost.toNanos()), TimeUnit.NANOSECONDS);
        if (input instanceof Input.Line && isSecret) {
            isSecret = false;
        } else if (input instanceof Input.Line(var text)) {
            out.println(text);
            if (text.endsWith("?")) {
                print(help.apply(text.substring(0, text.length() - 1)));
                return Optional.of(new Input.Line(""));
            }
        }
        return Optional.ofNullable(input);
    }

    @Override
    public void post(Runnable work) {
        inputs.add(new Input.Posted(work));
    }

    @Override
    public void print(String text) {
        out.print(text);
        out.flush();
    }

    @Override
    public int pageLines() {
        return 0;
    }

    @Override
    public void close() {
        out.flush();
    }
}
