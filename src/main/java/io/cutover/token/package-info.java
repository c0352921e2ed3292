/**
 * Is this bearer token good, whose is it, and where is it native: JWT, opaque tokens, caches,
 * single-flight.
 *
 * <p>A check that cannot be made ({@code unmade}) is never a rejection: what {@code
 * whenUnavailable} says applies, also when too many wait for a check. Nothing is fetched for, nor
 * remembered of, a token whose issuer is not configured.
 */
@NullMarked
package io.cutover.token;

import org.jspecify.annotations.NullMarked;
