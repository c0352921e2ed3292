package io.cutover.upstream;

/**
 * What a platform answered an inquiry.
 *
 * @param body its beginning
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
public record Answered(int status, byte[] body) {}
