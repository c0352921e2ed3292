/**
 * Where a request goes, and why: {@code Live}, the one snapshot that a request uses, and the whole
 * decision as one function of snapshots, without I/O.
 */
@NullMarked
package io.cutover.decide;

import org.jspecify.annotations.NullMarked;
