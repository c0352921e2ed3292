package io.cutover.http;

import java.nio.charset.StandardCharsets;

/** The methods that are treated unlike others (RFC 9110 §9); any other token passes as it is. */
public enum Method {
  GET,
  HEAD,
  OPTIONS,
  CONNECT;

  final byte[] word = name().getBytes(StandardCharsets.US_ASCII);
}
