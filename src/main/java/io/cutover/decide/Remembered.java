package io.cutover.decide;

import io.cutover.split.Blocked;
import io.cutover.split.Decision;
import io.cutover.split.Platform;
import io.cutover.split.Share;
import io.cutover.split.TokenKind;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a past request was decided.
 *
 * @param platform null: it was answered here
 * @param bucket {@link Choice#NO_BUCKET} without a key
 * @param share the route's, when it was decided
 * @param blocked why it could not move; null: it could
 * @param status what the client got
 * @param latched whether the route was
 */
public record Remembered(
    Instant at,
    String route,
    @Nullable String application,
    @Nullable Platform platform,
    Decision decision,
    int bucket,
    Share share,
    @Nullable Blocked blocked,
    TokenKind token,
    int status,
    boolean latched) {}
