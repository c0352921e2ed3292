package io.cutover.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** A text that no log, dump or page may show. */
public final class Secret {
  private final String value;

  public Secret(String value) {
    this.value = value;
  }

  /** Returns the text itself, for the one place that must send it. */
  public String reveal() {
    return value;
  }

  /** Returns whether this is that text, in a time that does not depend on where they differ. */
  public boolean matches(String other) {
    return MessageDigest.isEqual(
        value.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Secret secret && matches(secret.value);
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  @Override
  public String toString() {
    return "***";
  }
}
