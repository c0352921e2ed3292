package io.cutover.config;

import java.nio.file.Path;

/** {@code state:}: where the file store keeps its files, absolute. A change needs a restart. */
public record StateConfig(Path path) {}
