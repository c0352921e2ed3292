package io.cutover.config;

import java.net.InetAddress;

/** A block of addresses, {@code 10.0.0.0/8} or {@code ::1/128}. */
public record Cidr(InetAddress base, int prefix) {}
