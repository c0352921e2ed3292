package io.cutover.metric;

/**
 * How far a route's traffic has come along with its state.
 *
 * @param revision of the route's state under which a request was decided last, the highest; 0: none
 *     was
 * @param mismatches requests since then that went elsewhere than their own decision said
 */
public record Arrival(long revision, long mismatches) {}
