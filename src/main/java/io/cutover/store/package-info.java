/**
 * What outlives a process: a versioned document with compare-and-set and a feed, and an append-only
 * log.
 */
@NullMarked
package io.cutover.store;

import org.jspecify.annotations.NullMarked;
