package io.cutover.token;

import io.cutover.store.SealedMarks;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What every authority is given.
 *
 * @param timeout of a whole exchange with an authority
 * @param revoked where tokens that were given back outlive the process; null: nowhere
 */
record Surroundings(
    InstantSource clock, LongSupplier nanos, Duration timeout, @Nullable SealedMarks revoked) {}
