/**
 * What replicas agree on: the typed {@code CutoverState} on the store, the changes to it, and their
 * audit.
 *
 * <p>Changes are pure functions, computed again whenever what comes before them turns out
 * otherwise. What lowers is in force before the store is asked, in the order in which it was asked
 * for; what raises, or lifts a latch, is stored first. The lock is held for work in memory only and
 * one thread writes: a store that hangs holds up nobody but those who raise. (Rejected: one lock
 * around both. A rollback would wait for the disk behind somebody's raise.)
 *
 * <p>Of document and log either alone leads back to the state. Only where both have suffered, so
 * that an acknowledged rollback may be missing, every route is latched at the last share known,
 * else the file's. One thing can not be told: a document whose first line is gone together with a
 * log that was cut exactly between two records.
 *
 * <p>A revision is never taken twice and may be left out. A route's and the switch's own are those
 * of their last change: ETags. What the file declares is noted beside the share and is no part of
 * the ETag. A start notes the file's share as declared and moves nothing: the difference is drift,
 * and the next reload that changes the file acts.
 */
@NullMarked
package io.cutover.state;

import org.jspecify.annotations.NullMarked;
