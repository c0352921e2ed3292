package io.cutover.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** One pass over the log's file: what can be read, and where the next record goes. */
final class LogScan {
  private final Path path;
  private final List<LogRead.Entry> entries = new ArrayList<>();
  private final List<LogRead.Damage> damage = new ArrayList<>();
  private int line;
  private long version;
  private int badFrom;
  private int lost;
  private long good;
  private boolean torn;
  private boolean unended;

  private LogScan(Path path) {
    this.path = path;
  }

  /** Reads the file; one that is missing is empty. */
  static LogScan of(Path path) throws IOException {
    LogScan scan = new LogScan(path);
    if (Files.exists(path)) {
      scan.lines(Files.readAllBytes(path));
    }
    return scan;
  }

  LogRead read() {
    return new LogRead(entries, damage, torn);
  }

  /** Returns how many bytes stay: all but a record that was begun and not ended. */
  long good() {
    return good;
  }

  /** Returns whether the last of those bytes should have been followed by a line feed. */
  boolean unended() {
    return unended;
  }

  private void lines(byte[] file) {
    int from = 0;
    for (int at = 0; at < file.length; at++) {
      if (file[at] == '\n') {
        ended(Arrays.copyOfRange(file, from, at));
        from = at + 1;
      }
    }
    endOfDamage(version + lost);
    if (from < file.length) {
      last(Arrays.copyOfRange(file, from, file.length));
    }
  }

  private void ended(byte[] bytes) {
    line++;
    good += bytes.length + 1L;
    if (bytes.length == 0) {
      // Where nothing stands nothing is lost, as where an editor has added a line feed.
      return;
    }
    Document document = Envelope.decode(bytes);
    if (document != null) {
      endOfDamage(document.version() - 1);
      take(document);
      return;
    }
    if (badFrom == 0) {
      badFrom = line;
    }
    // A line feed that was damaged joins two records, and one that damage made splits one.
    lost += Envelope.begunIn(bytes);
  }

  private void endOfDamage(long upTo) {
    if (badFrom > 0) {
      version = Math.max(upTo, version + 1);
      damage.add(
          new LogRead.Damage(
              version, path + " line " + badFrom + " fails its checksum; left as it is"));
      badFrom = 0;
      lost = 0;
    }
  }

  private void last(byte[] bytes) {
    // Whole but for its line feed, which is missing or damaged: perhaps acknowledged.
    Document document = Envelope.decode(bytes);
    int length = bytes.length;
    if (document == null) {
      length--;
      document = length > 0 ? Envelope.decode(Arrays.copyOf(bytes, length)) : null;
    }
    if (document == null) {
      torn = true;
    } else {
      unended = true;
      good += length;
      take(document);
    }
  }

  private void take(Document document) {
    version = document.version();
    entries.add(new LogRead.Entry(version, document.text()));
  }
}
