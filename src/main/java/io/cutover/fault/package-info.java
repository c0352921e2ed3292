/**
 * What a platform's error means, whichever platform's words it is in, and how the other one would
 * have said it.
 *
 * <p>A fault is told by its code, never by its texts, which differ between versions and can be
 * changed by whoever runs the platform. An error without a known code is the backend's own and none
 * of ours: it is neither classified nor rewritten.
 *
 * <p>A room of its own, and no part of {@code http}: that one knows nothing of what is in a body,
 * and the meaning of codes is needed where health is judged and where answers are relayed.
 */
@NullMarked
package io.cutover.fault;

import org.jspecify.annotations.NullMarked;
