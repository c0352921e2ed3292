package io.cutover.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Marks on secrets, each until a time, that outlive the process: kept under an HMAC-SHA256 of what
 * is marked, by a key that lies beside them with mode 0600, so that the file alone tells nobody
 * anything. Bounded: beyond {@value #MOST} those that end first go.
 *
 * <p>Looking up never waits; marking waits for the disk. A file that cannot be used is said loudly,
 * and the marks live in memory. Thread-safe.
 */
public final class SealedMarks {
  static final int MOST = 100_000;

  private static final Logger LOG = LoggerFactory.getLogger(SealedMarks.class);
  private static final int KEY_BYTES = 32;

  private final Path file;
  private final InstantSource clock;
  private final Disk disk;
  private final SecretKeySpec key;
  private final Map<String, Long> untilBySeal = new ConcurrentHashMap<>();
  private int lines;
  private boolean failing;

  private SealedMarks(Path file, InstantSource clock, Disk disk, byte[] key) {
    this.file = file;
    this.clock = clock;
    this.disk = disk;
    this.key = new SecretKeySpec(key, "HmacSHA256");
  }

  /**
   * Takes up the marks of that name in a folder that is there; makes the key if there is none.
   *
   * @param name of the file
   */
  public static SealedMarks open(Path folder, String name, InstantSource clock) {
    return open(folder, name, clock, new Disk());
  }

  static SealedMarks open(Path folder, String name, InstantSource clock, Disk disk) {
    byte[] key = new byte[KEY_BYTES];
    try {
      key = key(folder.resolve("key"), disk);
    } catch (IOException | IllegalArgumentException e) {
      new SecureRandom().nextBytes(key);
      LOG.atError()
          .addKeyValue("file", folder.resolve("key"))
          .addKeyValue("error", e instanceof IOException io ? Disk.explain(io) : "it is no key")
          .log("the state's key cannot be read: what was sealed by it is not known; restore it");
    }
    var marks = new SealedMarks(folder.resolve(name), clock, disk, key);
    marks.load();
    return marks;
  }

  private static byte[] key(Path file, Disk disk) throws IOException {
    try {
      byte[] key = HexFormat.of().parseHex(Files.readString(file).strip());
      if (key.length != KEY_BYTES) {
        throw new IllegalArgumentException("a key of another length");
      }
      return key;
    } catch (NoSuchFileException _) {
      byte[] key = new byte[KEY_BYTES];
      new SecureRandom().nextBytes(key);
      // Whole or not at all: half a key would make every later start forget what it had sealed.
      Path fresh = file.resolveSibling(file.getFileName() + ".tmp");
      Files.deleteIfExists(fresh);
      createPrivate(fresh);
      try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
        disk.append(
            channel,
            ByteBuffer.wrap(
                (HexFormat.of().formatHex(key) + "\n").getBytes(StandardCharsets.US_ASCII)));
        disk.force(channel);
      }
      disk.replace(fresh, file);
      return key;
    }
  }

  private static void createPrivate(Path file) throws IOException {
    try {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    } catch (UnsupportedOperationException e) {
      Files.createFile(file); // no POSIX here: the folder's own permissions must do
    }
  }

  private void load() {
    long now = clock.instant().getEpochSecond();
    try {
      for (String line : Files.readAllLines(file, StandardCharsets.ISO_8859_1)) {
        lines++;
        // One that was begun and not ended was never acknowledged.
        if (line.matches("[0-9a-f]{64} [0-9]{1,12}")) {
          long until = Long.parseLong(line.substring(65));
          if (until > now) {
            untilBySeal.merge(line.substring(0, 64), until, Math::max);
          }
        }
      }
      if (lines > untilBySeal.size()) {
        rewrite();
      }
    } catch (NoSuchFileException _) {
      // Nothing was marked yet.
    } catch (IOException e) {
      failed(e);
    }
  }

  /** Marks a secret until then; returns when that is on the disk. Not on an event loop. */
  public synchronized void add(byte[] secret, Instant until) {
    String seal = seal(secret);
    untilBySeal.put(seal, until.getEpochSecond());
    if (untilBySeal.size() > MOST) {
      makeRoom();
    }
    try {
      if (failing || lines >= 2 * MOST) {
        // After a failure the file may end in half a line, and lacks what could not be written.
        rewrite();
        failing = false;
        return;
      }
      boolean made = Files.notExists(file);
      try (FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        disk.append(channel, line(seal, until.getEpochSecond()));
        disk.force(channel);
      }
      if (made) {
        disk.forceFolderOf(file);
      }
      lines++;
    } catch (IOException e) {
      failed(e);
    }
  }

  /** Returns until when a secret is marked; null: it is not, or not any more. Never waits. */
  public @Nullable Instant until(byte[] secret) {
    Long until = untilBySeal.get(seal(secret));
    return until == null || until <= clock.instant().getEpochSecond()
        ? null
        : Instant.ofEpochSecond(until);
  }

  /** Returns when the last of all marks ends; null: there is none. */
  public @Nullable Instant last() {
    return untilBySeal.values().stream()
        .max(Comparator.naturalOrder())
        .map(Instant::ofEpochSecond)
        .orElse(null);
  }

  private void makeRoom() {
    long now = clock.instant().getEpochSecond();
    untilBySeal.values().removeIf(until -> until <= now);
    if (untilBySeal.size() > MOST) {
      // A tenth at once: to look for the first of all each time would cost all of them each time.
      untilBySeal.entrySet().stream()
          .sorted(Map.Entry.comparingByValue())
          .limit(MOST / 10)
          .map(Map.Entry::getKey)
          .toList()
          .forEach(untilBySeal::remove);
    }
  }

  private void rewrite() throws IOException {
    Path fresh = file.resolveSibling(file.getFileName() + ".tmp");
    Map<String, Long> all = Map.copyOf(untilBySeal);
    try (FileChannel channel =
        FileChannel.open(
            fresh,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      var text = new StringBuilder();
      all.forEach((seal, until) -> text.append(seal).append(' ').append(until).append('\n'));
      disk.append(channel, ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.US_ASCII)));
      disk.force(channel);
    }
    disk.replace(fresh, file);
    lines = all.size();
  }

  private static ByteBuffer line(String seal, long until) {
    return ByteBuffer.wrap((seal + " " + until + "\n").getBytes(StandardCharsets.US_ASCII));
  }

  private String seal(byte[] secret) {
    try {
      Mac mac = Mac.getInstance(key.getAlgorithm());
      mac.init(key);
      return HexFormat.of().formatHex(mac.doFinal(secret));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HmacSHA256", e);
    }
  }

  private void failed(IOException e) {
    if (!failing) {
      LOG.atError()
          .addKeyValue("file", file)
          .addKeyValue("error", Disk.explain(e))
          .log("what is marked is known until the gateway stops only: mend the file or its folder");
    }
    failing = true;
  }
}
