package io.cutover.ledger;

import org.jspecify.annotations.Nullable;

/**
 * A consumer's registered client: it keeps its identity and its bucket whichever token it presents.
 *
 * @param bucketKey what its bucket hashes
 * @param oldClientId its consumer key on the old platform; null: it has none there
 * @param newClientId its consumer key on the new platform; null: it has none there
 */
public record Application(
    String name, String bucketKey, @Nullable String oldClientId, @Nullable String newClientId) {}
