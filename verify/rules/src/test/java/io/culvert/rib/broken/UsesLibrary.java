package io.culvert.rib.broken;

import java.lang.foreign.Linker;
import org.snakeyaml.engine.v2.api.Load;

record UsesLibrary(Load load, Linker linker) {}
