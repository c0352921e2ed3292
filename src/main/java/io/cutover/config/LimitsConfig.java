package io.cutover.config;

/**
 * {@code limits:}.
 *
 * @param header bytes of one header line
 * @param headers bytes of a whole head
 * @param uri bytes of the request target
 * @param connections client connections open at once
 */
public record LimitsConfig(int header, int headers, int uri, int connections) {}
