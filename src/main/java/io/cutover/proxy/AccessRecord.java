package io.cutover.proxy;

import io.cutover.fault.FaultClass;
import io.cutover.split.Decision;
import io.cutover.split.Platform;
import io.cutover.split.Share;
import io.cutover.split.TokenKind;
import org.jspecify.annotations.Nullable;

/**
 * One exchange as the access log tells it. Times in nanoseconds.
 *
 * @param at milliseconds since 1970, at the request's first byte
 * @param bucket -1: none
 * @param fault what the platform's error means; null: it was none that is known
 * @param upstream -1: no platform answered
 */
record AccessRecord(
    long at,
    byte[] id,
    String route,
    @Nullable String application,
    Decision decision,
    int bucket,
    Share share,
    @Nullable Platform platform,
    int code,
    @Nullable FaultClass fault,
    TokenKind tokenKind,
    long total,
    long gateway,
    long upstream) {}
