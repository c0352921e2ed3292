package io.cutover.config;

import io.cutover.split.Platform;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * {@code secrets: { dir: … }}: files {@code NAME.old} and {@code NAME.new}, each an application's
 * secret on that platform; the line break at its end is not a part of it.
 *
 * <p>A volume that Kubernetes mounts swaps its files all at once, by one link: they are read from
 * where that link led when the reading began.
 */
final class SecretsFolder {
  static final String SWAPPED = "..data";

  private static final Keys KEYS = new Keys();
  private static final Key<String> DIR =
      KEYS.required("dir", Scalars.TEXT, "a folder with files NAME.old, NAME.new");
  static final Kind<Block> KIND = Kind.block(KEYS);

  private static final int LARGEST = 64 << 10;
  private static final SecretsFolder NONE = new SecretsFolder(null, Map.of());

  private final @Nullable Value at;
  private final Map<String, Secret> secrets;

  private SecretsFolder(@Nullable Value at, Map<String, Secret> secrets) {
    this.at = at;
    this.secrets = secrets;
  }

  /** Reads every secret of the folder; what is wrong is reported where the folder is named. */
  static SecretsFolder of(@Nullable Block block) {
    String named = block == null ? null : block.need(DIR);
    if (block == null || named == null) {
      return NONE;
    }
    Value at = block.at(DIR);
    Path folder = ServerReader.file(at, named, Path.of("secrets"));
    at.source().reading().depends(folder);
    Map<String, Secret> secrets = new TreeMap<>();
    try {
      Path swapped = folder.resolve(SWAPPED);
      Path now = Files.isDirectory(swapped) ? swapped.toRealPath() : folder;
      try (Stream<Path> files = Files.list(now)) {
        for (Path file : files.sorted().toList()) {
          String name = String.valueOf(file.getFileName());
          if (isSecret(name) && Files.isRegularFile(file)) {
            Secret secret = read(at, file, name);
            if (secret != null) {
              secrets.put(name, secret);
            }
          }
        }
      }
    } catch (IOException _) {
      at.wrong(
          "the folder " + at.shown() + " can not be read",
          "mend the path, it is relative to this file, or the folder's rights");
    }
    return new SecretsFolder(at, secrets);
  }

  /** Returns whether a file of that name is a secret. */
  static boolean isSecret(String name) {
    return name.endsWith(".old") || name.endsWith(".new");
  }

  private static @Nullable Secret read(Value at, Path file, String name) throws IOException {
    String shown = "the file " + Value.quote(name) + " in it ";
    if (Files.size(file) > LARGEST) {
      return at.wrong(shown + "is larger than 64KiB", "write one secret into it");
    }
    try {
      byte[] bytes = Files.readAllBytes(file);
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      text = text.replaceFirst("\r?\n\\z", "");
      return !text.isEmpty() && text.chars().allMatch(c -> c >= ' ' && c != 0x7F)
          ? new Secret(text)
          : at.wrong(shown + "is empty, or holds more than one line", "write one secret into it");
    } catch (CharacterCodingException _) {
      return at.wrong(shown + "is not in UTF-8", "write a text into it");
    }
  }

  /** Returns an application's secret on a platform, or null. */
  @Nullable Secret secret(String application, Platform platform) {
    return secrets.get(application + "." + platform.label());
  }

  /** Warns of files that belong to no registration: a name may be misspelt. */
  void warnOfOthers(List<ApplicationConfig> applications) {
    Set<String> used = new HashSet<>();
    for (ApplicationConfig each : applications) {
      for (Platform platform : Platform.values()) {
        if (each.on(platform) != null) {
          used.add(each.name() + "." + platform.label());
        }
      }
    }
    for (String name : secrets.keySet()) {
      if (at != null && !used.contains(name)) {
        at.warn(
            "the file "
                + Value.quote(name)
                + " in it belongs to no application that has a client id there");
      }
    }
  }
}
