/// The import rules of STYLE section 1, and tidiness that no compiler checks.
///
/// Rules over compiled classes ask ArchUnit; rules over sources read the files with comments and literals blanked out.
/// Whatever a rule must let pass stands in `allowed.txt` with its reason. Each rule is tested on code that breaks it,
/// under `io.culvert.<module>.broken` in this module's tests, so that none passes because it looks at nothing.
@NullMarked
package io.culvert.rules;

import org.jspecify.annotations.NullMarked;
