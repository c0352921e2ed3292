package io.cutover.route;

import io.cutover.config.Steering;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who may ask for a platform, and how.
 *
 * @param header its name in lower case
 * @param applications by name
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record PlatformOverride(byte[] header, Set<String> applications) {

  static @Nullable PlatformOverride of(Steering.@Nullable PlatformOverride config) {
    return config == null
        ? null
        : new PlatformOverride(
            config.header().toLowerCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII),
            config.applications());
  }
}
