/// Fuzz targets: every parser and the command line, on bytes that a stranger chose.
///
/// `./culvert test` replays the corpus, one file per input, from `src/test/resources/io/culvert/fuzz/<Class>Inputs/
/// <method>/`. To search for new inputs: `verify/fuzz/run <Class>#<method>`. What it finds becomes a file of the corpus,
/// or a golden file beside the parser, before the fault is mended.
@NullMarked
package io.culvert.fuzz;

import org.jspecify.annotations.NullMarked;
