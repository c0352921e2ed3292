package io.cutover.http;

/**
 * How large a head may be.
 *
 * @param line bytes of one field line
 * @param head bytes of all of it
 * @param target bytes of the request target
 */
public record HeadLimits(int line, int head, int target) {}
