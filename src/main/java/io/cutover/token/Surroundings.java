package io.cutover.token;

import java.time.Duration;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * What every authority is given.
 *
 * @param timeout of a whole exchange with an authority
 */
record Surroundings(InstantSource clock, LongSupplier nanos, Duration timeout) {}
