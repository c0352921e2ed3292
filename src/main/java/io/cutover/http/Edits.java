package io.cutover.http;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * What is changed about a received head's fields before it is sent on: fields left out, lines
 * added.
 *
 * <p>The head itself is never touched. Reused from exchange to exchange; belongs to one event loop.
 */
final class Edits {
  private static final byte[] CRLF = {'\r', '\n'};

  private static final byte[][] NO_NAMES = {};

  private final boolean[] never;
  private final boolean[] dropped;

  private byte[][] removed = NO_NAMES;
  private byte[][] carriers = NO_NAMES;
  private byte[] added = new byte[0];
  private byte[] lines = new byte[512];
  private int linesLength;

  /** Takes the fields that are never sent on. */
  Edits(Field... never) {
    this.never = new boolean[Field.values().length];
    this.dropped = new boolean[this.never.length];
    for (Field field : never) {
      this.never[field.ordinal()] = true;
    }
  }

  /** Starts anew. */
  void begin() {
    System.arraycopy(never, 0, dropped, 0, never.length);
    removed = NO_NAMES;
    carriers = NO_NAMES;
    added = new byte[0];
    linesLength = 0;
  }

  void drop(Field field) {
    dropped[field.ordinal()] = true;
  }

  void keep(Field field) {
    dropped[field.ordinal()] = false;
  }

  /** Takes what the route changes: names in lower case to leave out, whole lines to add. */
  void ofRoute(byte[][] removedNames, byte[] addedLines) {
    removed = removedNames;
    added = addedLines;
  }

  /** Leaves these fields out too: names in lower case. */
  void drop(byte[][] names) {
    carriers = names;
  }

  /** Adds a line; {@code name} ends with a colon and a space. */
  void add(byte[] name, byte[] value, int start, int end) {
    append(name, 0, name.length);
    append(value, start, end);
    append(CRLF, 0, CRLF.length);
  }

  /** Adds whole lines. */
  void add(byte[] wholeLines) {
    append(wholeLines, 0, wholeLines.length);
  }

  private void append(byte[] bytes, int start, int end) {
    int more = end - start;
    if (lines.length - linesLength < more) {
      lines = Arrays.copyOf(lines, Math.max(lines.length * 2, linesLength + more));
    }
    System.arraycopy(bytes, start, lines, linesLength, more);
    linesLength += more;
  }

  /** Writes the lines that are sent as received, neighbours together, and then those added. */
  void write(ByteBuf out, Head in) {
    int from = -1;
    for (int i = 0; i < in.count; i++) {
      if (dropped[in.fields[i].ordinal()] || in.nominated[i] || isRemoved(in, i)) {
        if (from >= 0) {
          out.writeBytes(in.bytes, from, in.lineStart(i) - from);
          from = -1;
        }
      } else if (from < 0) {
        from = in.lineStart(i);
      }
    }
    if (from >= 0) {
      out.writeBytes(in.bytes, from, in.fieldsEnd - from);
    }
    out.writeBytes(lines, 0, linesLength);
    out.writeBytes(added);
  }

  /** Writes the same as fields of an HTTP/2 header block. */
  void writeBlock(ByteBuf out, Head in) {
    for (int i = 0; i < in.count; i++) {
      if (!dropped[in.fields[i].ordinal()] && !in.nominated[i] && !isRemoved(in, i)) {
        BlockWriter.field(out, in, i);
      }
    }
    BlockWriter.lines(out, lines, linesLength);
    BlockWriter.lines(out, added, added.length);
  }

  /** Marks those of the trailers that are left out of the head, so that neither goes on. */
  void screen(Head trailers) {
    for (int i = 0; i < trailers.count; i++) {
      trailers.nominated[i] = isRemoved(trailers, i);
    }
  }

  private boolean isRemoved(Head in, int i) {
    return isOneOf(removed, in, i) || isOneOf(carriers, in, i);
  }

  private static boolean isOneOf(byte[][] names, Head in, int i) {
    for (byte[] name : names) {
      if (in.equalsIgnoreCase(in.lineStart(i), in.nameEnd(i), name)) {
        return true;
      }
    }
    return false;
  }
}
