package io.cutover.decide;

import io.cutover.split.Platform;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A request of an application, to look into.
 *
 * @param platform null: it was answered here
 * @param status what the client got
 */
public record Sample(
    String requestId, Instant at, String route, @Nullable Platform platform, int status) {}
