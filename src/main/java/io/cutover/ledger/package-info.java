/**
 * Applications: who a client id belongs to on either platform, so that identity survives a change
 * of token; what was seen of each, how far it has come; and {@link io.cutover.ledger.Outcomes}, how
 * their requests fare per route and platform.
 *
 * <p>{@code Ledger} is what the configuration says, immutable and built anew with each; {@code
 * Sightings} is what traffic showed, and outlives a reload. What is not registered is kept by
 * client id, a bounded number of them. (Rejected: to learn pairs from traffic. Nothing in a token
 * says that two client ids are one application.)
 *
 * <p>An exchange is counted once, as a few increments of one cell, in one running total. Windows
 * are differences between two readings of it, taken by who needs them: a ring of minutes for every
 * cell was rejected, for it costs memory for windows that nobody looks at. A caller who is no known
 * application is counted by its bucket, never by its key.
 */
@NullMarked
package io.cutover.ledger;

import org.jspecify.annotations.NullMarked;
