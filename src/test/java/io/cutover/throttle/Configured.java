package io.cutover.throttle;

import io.cutover.config.ConfigFile;
import io.cutover.config.GatewayConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Configurations as they are read from files. */
final class Configured {
  private Configured() {}

  /** Reads a text that has everything but listeners and platforms. */
  static GatewayConfig by(String rest) {
    return by("", rest);
  }

  static GatewayConfig by(String next, String rest) {
    try {
      Path file = Files.createTempFile("cutover", ".yaml");
      try {
        Files.writeString(
            file,
            """
            version: 1
            listeners: [ { address: "127.0.0.1:0" } ]
            platforms: { old: { url: "http://old" }, new: { url: "http://new"%s } }
            """
                    .formatted(next)
                + rest);
        return switch (ConfigFile.load(file, _ -> null)) {
          case ConfigFile.Loaded(GatewayConfig config) -> config;
          case ConfigFile.Refused refused -> throw new AssertionError(refused.errors().toString());
        };
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
