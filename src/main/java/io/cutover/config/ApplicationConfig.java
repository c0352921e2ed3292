package io.cutover.config;

import org.jspecify.annotations.Nullable;

/**
 * One entry of {@code applications:}; at least one client id is there.
 *
 * @param key what its bucket hashes; null: {@code old.clientId}, else {@code new.clientId}
 */
public record ApplicationConfig(
    String name,
    @Nullable String key,
    @Nullable String oldClientId,
    @Nullable String newClientId) {}
