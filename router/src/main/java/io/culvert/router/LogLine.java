package io.culvert.router;

import io.culvert.engine.Notice;
import java.time.Instant;

/// A notice and the router time at which it was given.
public record LogLine(Instant at, Notice notice) {}
