package io.cutover.route;

/**
 * When a route's streams are ended from here.
 *
 * @param maxAge nanoseconds that a stream may last; {@link Long#MAX_VALUE}: any time
 * @param drainPerMinute the part of the streams on the wrong platform that is ended each minute; 0:
 *     none
 * @param endWithToken whether a stream ends with the token that it was opened with
 */
public record StreamRules(long maxAge, double drainPerMinute, boolean endWithToken) {}
