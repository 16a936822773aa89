package io.culvert.linux.cipher;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.util.List;
import java.util.Optional;

/// A shared library of the host; it stays loaded as long as the process.
///
/// @param name such as `libcrypto.so.3`
public record NativeLibrary(String name, SymbolLookup symbols) {
    /// The first of several names that the dynamic linker finds.
    public static Optional<NativeLibrary> first(List<String> names) {
        return names.stream().flatMap(name -> named(name).stream()).findFirst();
    }

    private static Optional<NativeLibrary> named(String name) {
        try {
            return Optional.of(
                    new NativeLibrary(name, SymbolLookup.libraryLookup(name, Arena.global())));
        } catch (IllegalArgumentException absent) {
            return Optional.empty();
        }
    }

    public boolean has(String function) {
        return symbols.find(function).isPresent();
    }

    /// @throws java.util.NoSuchElementException if the library has no such function
    public MemorySegment function(String function) {
        return symbols.findOrThrow(function);
    }
}
