package io.cutover.proxy;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * One JSON line for each exchange, written aside.
 *
 * <p>Fields: {@code time id route application decision bucket share platform code fault tokenKind
 * ms{total,gateway,upstream}}; what an exchange does not have is left out. Nothing of a token, a
 * query or a body is in it, nor the path. When the disk cannot keep up, lines are dropped rather
 * than requests held up, and the next line that is written says how many ({@code dropped}).
 *
 * <p>{@link #offer} may be called on any thread and never waits. A file is opened anew when it was
 * moved away.
 */
public final class AccessLog implements AutoCloseable {
  private static final int CAPACITY = 64 * 1024;

  private final String target;
  private final @Nullable Path file;
  private final PrintStream standardOut;
  private final boolean enabled;
  private final ArrayBlockingQueue<AccessRecord> queue = new ArrayBlockingQueue<>(CAPACITY);
  private final LongAdder dropped = new LongAdder();
  private final Thread writer;
  private @Nullable OutputStream out;
  private @Nullable Object fileKey;
  private volatile boolean closing;

  /**
   * Starts a log.
   *
   * @param target {@code stdout}, {@code none}, or a path
   */
  public AccessLog(String target, PrintStream standardOut) {
    this.target = target;
    this.enabled = !target.equals("none");
    this.file = enabled && !target.equals("stdout") ? Path.of(target) : null;
    this.standardOut = standardOut;
    this.writer = Thread.ofPlatform().name("access-log").daemon().unstarted(this::run);
    if (enabled) {
      writer.start();
    }
  }

  /** Returns what it was started with. */
  public String target() {
    return target;
  }

  /** Returns whether anything is written at all. */
  boolean isEnabled() {
    return enabled;
  }

  /** Takes a line to be written, or drops it. */
  void offer(AccessRecord record) {
    if (!queue.offer(record)) {
      dropped.increment();
    }
  }

  private void run() {
    List<AccessRecord> batch = new ArrayList<>();
    StringBuilder lines = new StringBuilder();
    while (!closing || !queue.isEmpty()) {
      try {
        AccessRecord first = queue.poll(200, TimeUnit.MILLISECONDS);
        if (first == null) {
          continue;
        }
        batch.add(first);
        queue.drainTo(batch, 1023);
        long lost = dropped.sumThenReset();
        for (AccessRecord record : batch) {
          append(lines, record, lost);
          lost = 0;
        }
        write(lines.toString().getBytes(StandardCharsets.US_ASCII));
      } catch (InterruptedException | IOException e) {
        // The records are lost and counted; the next batch opens the file again.
        dropped.add(batch.size());
        out = null;
      }
      batch.clear();
      lines.setLength(0);
    }
  }

  private void write(byte[] bytes) throws IOException {
    OutputStream to = open();
    to.write(bytes);
    to.flush();
  }

  private OutputStream open() throws IOException {
    if (file == null) {
      return standardOut;
    }
    Object present = Files.exists(file) ? key(file) : null;
    if (out == null || present == null || !present.equals(fileKey)) {
      if (out != null) {
        out.close();
      }
      out =
          new BufferedOutputStream(
              Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
      fileKey = key(file);
    }
    return out;
  }

  private static @Nullable Object key(Path path) throws IOException {
    return Files.readAttributes(path, java.nio.file.attribute.BasicFileAttributes.class).fileKey();
  }

  private static void append(StringBuilder to, AccessRecord record, long lost) {
    to.append("{\"time\":\"").append(Instant.ofEpochMilli(record.at())).append('"');
    text(to, "id", new String(record.id(), StandardCharsets.US_ASCII));
    text(to, "route", record.route());
    if (record.application() != null) {
      text(to, "application", record.application());
    }
    text(to, "decision", record.decision().label());
    if (record.bucket() >= 0) {
      to.append(",\"bucket\":").append(record.bucket());
    }
    text(to, "share", record.share().toString());
    if (record.platform() != null) {
      text(to, "platform", record.platform().label());
    }
    to.append(",\"code\":").append(record.code());
    if (record.fault() != null) {
      text(to, "fault", record.fault().label());
    }
    text(to, "tokenKind", record.tokenKind().label());
    to.append(",\"ms\":{\"total\":");
    millis(to, record.total());
    to.append(",\"gateway\":");
    millis(to, record.gateway());
    if (record.upstream() >= 0) {
      to.append(",\"upstream\":");
      millis(to, record.upstream());
    }
    to.append('}');
    if (lost > 0) {
      to.append(",\"dropped\":").append(lost);
    }
    to.append("}\n");
  }

  private static void text(StringBuilder to, String key, String value) {
    // Names are the configuration's and ids are checked: neither holds what JSON would escape.
    to.append(",\"").append(key).append("\":\"").append(value).append('"');
  }

  private static void millis(StringBuilder to, long nanos) {
    long micros = nanos / 1000;
    long rest = micros % 1000;
    to.append(micros / 1000).append('.');
    to.append((char) ('0' + rest / 100)).append((char) ('0' + rest / 10 % 10));
    to.append((char) ('0' + rest % 10));
  }

  /** Writes what was taken, and ends. */
  @Override
  public void close() {
    closing = true;
    try {
      writer.join(TimeUnit.SECONDS.toMillis(5));
      if (out != null) {
        out.close();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      // Nothing is left to be written to.
    }
  }
}
