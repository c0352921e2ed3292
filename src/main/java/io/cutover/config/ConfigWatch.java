package io.cutover.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices that a file of the configuration has other content than before.
 *
 * <p>Content is compared, not times: it sees what an editor's rename, a {@code cp -p} and the
 * symlink swap of a mounted Kubernetes volume have in common. A change counts once two looks in a
 * row see the same, so that a file half written is not read; a file that is gone counts only when
 * it stays away for {@value #GONE} looks.
 *
 * <p>One virtual thread looks every second and makes the call; {@link #close} ends it.
 */
public final class ConfigWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ConfigWatch.class);
  private static final Duration PERIOD = Duration.ofSeconds(1);
  static final int GONE = 3;
  private static final String MISSING = "missing";

  private final Supplier<Set<Path>> files;
  private Map<Path, String> known;
  private Map<Path, String> lastSeen;
  private int looksWithout;
  private @Nullable Thread thread;

  /**
   * Takes the present content of the files as known.
   *
   * @param files asked at each look, for a reload may name other files: {@link GatewayConfig#files}
   *     of the configuration in force, and those of a refused one
   */
  public ConfigWatch(Supplier<Set<Path>> files) {
    this.files = files;
    this.known = look(files.get());
    this.lastSeen = Map.copyOf(known);
  }

  /** Starts to look; {@code onChange} is called on the watch's own thread, once for each change. */
  public synchronized void start(Runnable onChange) {
    if (thread != null) {
      throw new IllegalStateException("the watch has been started before");
    }
    thread =
        Thread.ofVirtual()
            .name("config-watch")
            .start(
                () -> {
                  try {
                    while (true) {
                      Thread.sleep(PERIOD);
                      poll(onChange);
                    }
                  } catch (InterruptedException _) {
                    // closed
                  }
                });
  }

  @Override
  public synchronized void close() {
    if (thread != null) {
      thread.interrupt();
    }
  }

  /** One look. */
  void poll(Runnable onChange) {
    Map<Path, String> seen = look(files.get());
    // Files that a reload has added or dropped in the meantime are no change of their content.
    seen.forEach(known::putIfAbsent);
    known.keySet().retainAll(seen.keySet());
    boolean settled = seen.equals(lastSeen);
    lastSeen = seen;
    if (seen.equals(known)) {
      looksWithout = 0;
      return;
    }
    boolean gone =
        seen.entrySet().stream()
            .anyMatch(e -> e.getValue().equals(MISSING) && !MISSING.equals(known.get(e.getKey())));
    looksWithout = gone ? looksWithout + 1 : 0;
    if (!settled || (gone && looksWithout < GONE)) {
      return;
    }
    known = new HashMap<>(seen);
    looksWithout = 0;
    try {
      onChange.run();
    } catch (RuntimeException | LinkageError e) {
      // Without a file descriptor left not even a class may load; the watch outlives that.
      LOG.atError().setCause(e).log("reloading the configuration failed");
    }
    // A file that this reload was the first to read is known from here on, not from the next look.
    look(files.get()).forEach(known::putIfAbsent);
  }

  private static Map<Path, String> look(Set<Path> files) {
    Map<Path, String> seen = new HashMap<>();
    for (Path file : files) {
      seen.put(file, digest(file));
    }
    return seen;
  }

  private static boolean hidden(String name) {
    return name.startsWith(".") || name.endsWith("~");
  }

  /** Thousands of secrets are not read each second: when one was written tells enough. */
  private static String entry(Path entry) {
    String name = String.valueOf(entry.getFileName());
    if (!SecretsFolder.isSecret(name)) {
      return name;
    }
    try {
      var seen = Files.readAttributes(entry, BasicFileAttributes.class);
      return name + ' ' + seen.size() + ' ' + seen.lastModifiedTime() + ' ' + seen.fileKey();
    } catch (IOException _) {
      return name;
    }
  }

  private static String digest(Path file) {
    try {
      if (Files.isDirectory(file)) {
        try (Stream<Path> entries = Files.list(file)) {
          return entries
              // what editors and volume mounts keep beside the files themselves
              .filter(entry -> !hidden(String.valueOf(entry.getFileName())))
              .map(ConfigWatch::entry)
              .sorted()
              .collect(Collectors.joining("/"));
        }
      }
      byte[] content = Files.isRegularFile(file) ? Files.readAllBytes(file) : null;
      return content == null
          ? MISSING
          : HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (IOException _) {
      return MISSING;
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }
}
