package io.cutover.store;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HexFormat;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * How a text stands in a file: one line of JSON that holds the text, its version and a checksum
 * over both, so that any tool reads it and no flipped bit passes.
 *
 * <pre>{"crc32c":"0a1b2c3d","version":12,"record":{…}}</pre>
 */
final class Envelope {
  private static final byte[] SUM = "{\"crc32c\":\"".getBytes(US_ASCII);
  private static final byte[] VERSION = "\",\"version\":".getBytes(US_ASCII);
  private static final byte[] RECORD = ",\"record\":".getBytes(US_ASCII);
  private static final int SUM_DIGITS = 8;
  private static final int SUMMED = SUM.length + SUM_DIGITS + VERSION.length;
  private static final int VERSION_DIGITS = 18;

  private Envelope() {}

  /**
   * Returns the line, with the line feed that ends it.
   *
   * @throws IllegalArgumentException if the text has a line break
   */
  static byte[] encode(Document document) {
    if (document.text().indexOf('\n') >= 0 || document.text().indexOf('\r') >= 0) {
      throw new IllegalArgumentException("a stored text is one line of JSON");
    }
    byte[] summed = (document.version() + ",\"record\":" + document.text() + "}").getBytes(UTF_8);
    byte[] line = new byte[SUMMED + summed.length + 1];
    System.arraycopy(SUM, 0, line, 0, SUM.length);
    System.arraycopy(sum(summed, 0, summed.length), 0, line, SUM.length, SUM_DIGITS);
    System.arraycopy(VERSION, 0, line, SUM.length + SUM_DIGITS, VERSION.length);
    System.arraycopy(summed, 0, line, SUMMED, summed.length);
    line[line.length - 1] = '\n';
    return line;
  }

  /** Reads a line without its line feed; null if it is not exactly what was written. */
  static @Nullable Document decode(byte[] line) {
    long version = version(line);
    if (version <= 0 || line[line.length - 1] != '}') {
      return null;
    }
    byte[] sum = sum(line, SUMMED, line.length - SUMMED);
    if (!matches(line, SUM.length, sum)) {
      return null;
    }
    int text = SUMMED + Long.toString(version).length();
    if (!matches(line, text, RECORD)) {
      return null;
    }
    text += RECORD.length;
    return new Document(version, new String(line, text, line.length - 1 - text, UTF_8));
  }

  /** Reads the version from the beginning of a line, unchecked; 0 if there is none. */
  static long version(byte[] line) {
    if (!matches(line, 0, SUM) || !matches(line, SUM.length + SUM_DIGITS, VERSION)) {
      return 0;
    }
    long version = 0;
    int at = SUMMED;
    while (at < line.length && line[at] >= '0' && line[at] <= '9') {
      version = version * 10 + (line[at++] - '0');
      if (at - SUMMED > VERSION_DIGITS) {
        return 0;
      }
    }
    // A version that runs to the end of the bytes may have been longer.
    return at < line.length && line[at] == ',' && line[SUMMED] != '0' ? version : 0;
  }

  /** Counts how often the bytes begin as an envelope does. */
  static int begunIn(byte[] bytes) {
    int count = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (matches(bytes, i, SUM)) {
        count++;
      }
    }
    return count;
  }

  private static byte[] sum(byte[] bytes, int from, int length) {
    CRC32C sum = new CRC32C();
    sum.update(bytes, from, length);
    return HexFormat.of().toHexDigits((int) sum.getValue()).getBytes(US_ASCII);
  }

  private static boolean matches(byte[] bytes, int at, byte[] expected) {
    if (at + expected.length > bytes.length) {
      return false;
    }
    for (int i = 0; i < expected.length; i++) {
      if (bytes[at + i] != expected[i]) {
        return false;
      }
    }
    return true;
  }
}
