package io.cutover.config;

import java.time.Duration;

/**
 * {@code shutdown:}.
 *
 * @param delay how long new connections are still accepted after SIGTERM
 * @param drain how long open exchanges may take after that
 */
public record ShutdownConfig(Duration delay, Duration drain) {}
