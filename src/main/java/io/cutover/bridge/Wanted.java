package io.cutover.bridge;

import io.cutover.split.Platform;
import io.cutover.token.TokenDigest;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A token that is wanted: what it is kept by.
 *
 * @param application whose pair it is got with
 * @param scopes that it must not exceed
 * @param user the user's token that it is exchanged for; null: an application's own
 */
record Wanted(
    String application, Platform target, Set<String> scopes, @Nullable TokenDigest user) {}
