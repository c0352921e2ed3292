package io.cutover.config;

import org.jspecify.annotations.Nullable;

/**
 * One entry of {@code applications:}; at least one client id is there. Names, keys in force and
 * client ids of a platform are unique.
 *
 * @param key what its bucket hashes; null: {@code old.clientId}, else {@code new.clientId}
 * @param contact free text: whom to tell; for people only
 */
public record ApplicationConfig(
    String name,
    @Nullable String key,
    @Nullable String oldClientId,
    @Nullable String newClientId,
    @Nullable String contact) {

  /** Returns what its bucket hashes. */
  public String effectiveKey() {
    if (key != null) {
      return key;
    }
    return oldClientId != null ? oldClientId : String.valueOf(newClientId);
  }
}
