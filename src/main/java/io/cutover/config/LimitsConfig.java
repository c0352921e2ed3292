package io.cutover.config;

/**
 * {@code limits:}.
 *
 * @param header bytes of one header line
 * @param headers bytes of a whole head
 * @param uri bytes of the request target
 * @param connections client connections open at once
 * @param connectionsPerAddress of one client address; 0: no limit of its own
 */
public record LimitsConfig(
    int header, int headers, int uri, int connections, int connectionsPerAddress) {}
