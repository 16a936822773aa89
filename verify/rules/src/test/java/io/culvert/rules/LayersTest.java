package io.culvert.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;

class LayersTest {
    @Test
    void any() {
        assertThat(new ClassFileImporter().importPackages("io.culvert")).isNotEmpty();
    }
}
