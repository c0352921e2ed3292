/**
 * Is this bearer token good, whose is it, and where is it native: JWT, opaque tokens, caches,
 * single-flight.
 */
@NullMarked
package io.cutover.token;

import org.jspecify.annotations.NullMarked;
