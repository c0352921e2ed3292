package io.cutover.config;

/** One entry of {@code listeners:}. {@code host} is an address or name, without brackets. */
public record ListenerConfig(String host, int port) {}
