package io.cutover.token;

import org.jspecify.annotations.Nullable;

/**
 * A bad token as it is remembered, for a short time.
 *
 * @param keys it was refused for want of the right one among these; null: whatever the keys are
 */
record Refusal(Verdict.Rejected verdict, @Nullable KeySet keys) {}
