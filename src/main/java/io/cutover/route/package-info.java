/**
 * Which route a request matches; rewrites there and back; reads a request's sticky key.
 *
 * <p>A path is matched as an origin reads it and passed on as it was written: {@code /%6frders} is
 * {@code /orders}, with its {@code %6f} kept. Refusing such paths instead was rejected, for RFC
 * 3986 §6.2.2.2 calls both the same. What readers disagree on is refused, so that no route's rules
 * can be walked around: parameters ({@code ;}) or a second encoding within the matched prefix, and
 * anywhere dot segments, empty segments and slashes in disguise.
 *
 * <p>An answer is rewritten only where the platform's host or prefix is surely meant; what is
 * untouched may name the platform, but never leads to a place that nobody meant.
 */
@NullMarked
package io.cutover.route;

import org.jspecify.annotations.NullMarked;
