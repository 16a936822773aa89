package io.culvert.lab;

import java.util.List;
import java.util.stream.Collectors;

/// The topology, a scenario or a configuration cannot be used; nothing was started.
public final class InputException extends Exception {
    private static final long serialVersionUID = 1;

    private final transient List<Complaint> complaints;

    public InputException(List<Complaint> complaints) {
        super(complaints.stream().map(Complaint::render).collect(Collectors.joining("\n")));
        this.complaints = List.copyOf(complaints);
    }

    public InputException(Complaint complaint) {
        this(List.of(complaint));
    }

    public List<Complaint> complaints() {
        return complaints;
    }
}
