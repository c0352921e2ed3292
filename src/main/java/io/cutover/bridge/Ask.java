package io.cutover.bridge;

import io.cutover.config.ApplicationConfig.Registration;
import io.cutover.token.BearerToken;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A wanted token, and what it is got with.
 *
 * @param pair of the application on the target
 * @param user the token to exchange; null: an application's own is got by its pair alone
 * @param userEnds when the user's token ends; null: nobody said
 * @param byFallback whether another application's pair stands in
 */
public record Ask(
    Wanted wanted,
    Registration pair,
    @Nullable BearerToken user,
    @Nullable Instant userEnds,
    boolean byFallback) {}
