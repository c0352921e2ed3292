/**
 * What outlives a process: one document under a version, with compare-and-set and a feed, and the
 * append-only log of the records that led to it.
 *
 * <p>A record and its document are committed by one call, the record first: so no caller can get
 * the order wrong, and a shared store can do both in one step. (Rejected: two calls. Whoever loses
 * the race for the document has then already written a record of what never happened.) The file
 * store writes the new document beside the old one before the record, and renames it after, so that
 * a full disk is noticed while nothing has happened yet.
 *
 * <p>A commit is done when its record is on the disk. A document that is behind is completed from
 * the log by whoever opens the store; a last record that was begun and not ended was never
 * acknowledged and is cut off; any other damage is reported and left where it is.
 *
 * <p>One process at a time writes a folder. A store that can not be written says why and is asked
 * again: nothing here throws for a disk.
 */
@NullMarked
package io.cutover.store;

import org.jspecify.annotations.NullMarked;
