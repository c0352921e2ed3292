/**
 * Connections to the two platforms: a pool per event loop, never shared between loops, never
 * pipelined.
 */
@NullMarked
package io.cutover.upstream;

import org.jspecify.annotations.NullMarked;
