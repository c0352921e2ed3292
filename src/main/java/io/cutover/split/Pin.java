package io.cutover.split;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An application held on one platform for a route.
 *
 * @param until when the pin ends; null: when a person lifts it
 * @param by who set it
 */
public record Pin(Platform platform, @Nullable Instant until, String by) {}
