package io.cutover.demo;

import io.cutover.split.Platform;
import org.jspecify.annotations.Nullable;

/**
 * A request that somebody is about to make.
 *
 * @param application whose token it carries; null: none
 * @param platform whose token that is; null: none
 * @param client what it says in {@code X-Client}; null: nothing
 * @param resource path and query below the API's prefix
 * @param body ASCII
 */
record Errand(
    Api api,
    @Nullable Application application,
    @Nullable Platform platform,
    @Nullable String client,
    String method,
    String resource,
    String body,
    boolean chunked,
    Rule rule) {}
