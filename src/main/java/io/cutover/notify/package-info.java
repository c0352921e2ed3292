/**
 * Tells people elsewhere, by webhook, what happened without them: rollbacks, latches, plans that
 * wait or have ended, configurations that were refused.
 *
 * <p>What is told is read off the records of changes, so that whatever changes the state is told
 * alike, and only what is in force. Whoever tells never waits: each receiver has a short queue and
 * a thread of its own, tries again for a while, and then gives up with a line in the log. A message
 * is about what is in the audit anyway, so that losing one loses no fact; hence nothing of this is
 * kept over a restart, which was the alternative.
 */
@NullMarked
package io.cutover.notify;

import org.jspecify.annotations.NullMarked;
