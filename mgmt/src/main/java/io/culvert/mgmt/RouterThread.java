package io.culvert.mgmt;

/// The one thread on which a router lives. Doors have threads of their own and never touch a router from these.
@FunctionalInterface
public interface RouterThread {
    /// Runs this on the router's thread soon, after everything that was posted before it. Any thread may call, and none waits.
    void post(Runnable work);
}
