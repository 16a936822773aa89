package io.culvert.lab;

import io.culvert.cli.Session;

/// One exec command in a session of its own.
final class SessionTask implements Task {
    private final Session<?, ?> session;
    private final StringBuilder output = new StringBuilder();

    SessionTask(Session<?, ?> session, String line) {
        this.session = session;
        output.append(session.submit(line).text());
    }

    @Override
    public boolean isDone() {
        if (session.state() == Session.State.WAITING) {
            output.append(session.poll().text());
        }
        return session.state() != Session.State.WAITING;
    }

    @Override
    public String output() {
        return output.toString();
    }
}
