package io.cutover.http;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * Writes header blocks of HTTP/2 (RFC 7541) from the static table alone.
 *
 * <p>Nothing is entered into the dynamic table: it costs more time than it saves bytes, and one
 * table for the requests of many clients would tell each of them what the others send (§7.1). Nor
 * is anything Huffman-coded. (Rejected: Netty's encoder, which keeps what it was given.)
 */
public final class BlockWriter {
  /** A table size update to 0: what a connection's first block begins with (§6.3). */
  public static final byte NO_TABLE = 0x20;

  private static final int INDEXED = 0x80;
  private static final int NEVER_INDEXED = 0x10;
  private static final int METHOD = 2;
  private static final int PATH = 4;
  private static final int HTTP = 6;
  private static final int HTTPS = 7;
  private static final int AUTHORITY = 1;
  private static final int STATUS = 8;

  /** Where names that are often sent stand in the static table (Appendix A). */
  private static final int[] INDEX = new int[Field.values().length];

  static {
    INDEX[Field.ACCEPT.ordinal()] = 19;
    INDEX[Field.AUTHORIZATION.ordinal()] = 23;
    INDEX[Field.CONTENT_LENGTH.ordinal()] = 28;
    INDEX[Field.CONTENT_LOCATION.ordinal()] = 29;
    INDEX[Field.CONTENT_TYPE.ordinal()] = 31;
    INDEX[Field.COOKIE.ordinal()] = 32;
    INDEX[Field.DATE.ordinal()] = 33;
    INDEX[Field.EXPECT.ordinal()] = 35;
    INDEX[Field.LOCATION.ordinal()] = 46;
    INDEX[Field.SERVER.ordinal()] = 54;
    INDEX[Field.SET_COOKIE.ordinal()] = 55;
    INDEX[Field.VIA.ordinal()] = 60;
  }

  private BlockWriter() {}

  /** Writes {@code :status}. */
  public static void status(ByteBuf out, int status) {
    int index =
        switch (status) {
          case 200 -> 8;
          case 204 -> 9;
          case 206 -> 10;
          case 304 -> 11;
          case 400 -> 12;
          case 404 -> 13;
          case 500 -> 14;
          default -> 0;
        };
    if (index > 0) {
      out.writeByte(INDEXED | index);
    } else {
      out.writeByte(STATUS).writeByte(3);
      Decimal.write(out, status);
    }
  }

  static void method(ByteBuf out, byte[] bytes, int start, int end) {
    int length = end - start;
    if (length == 3 && bytes[start] == 'G' && bytes[start + 1] == 'E') {
      out.writeByte(INDEXED | METHOD);
    } else if (length == 4 && bytes[start] == 'P' && bytes[start + 1] == 'O') {
      out.writeByte(INDEXED | (METHOD + 1));
    } else {
      out.writeByte(METHOD);
      string(out, bytes, start, end);
    }
  }

  static void scheme(ByteBuf out, boolean tls) {
    out.writeByte(INDEXED | (tls ? HTTPS : HTTP));
  }

  static void authority(ByteBuf out, byte[] value) {
    out.writeByte(AUTHORITY);
    string(out, value, 0, value.length);
  }

  static void path(ByteBuf out, byte[] prefix, byte[] bytes, int start, int end) {
    out.writeByte(PATH);
    integer(out, 0, 7, prefix.length + end - start);
    out.writeBytes(prefix);
    out.writeBytes(bytes, start, end - start);
  }

  /** Writes a field of a head. */
  static void field(ByteBuf out, Head head, int i) {
    field(
        out,
        head.fields[i],
        head.bytes,
        head.lineStart(i),
        head.nameEnd(i),
        head.valueStart(i),
        head.valueEnd(i));
  }

  /** Writes whole lines, each {@code Name: value CR LF}. */
  static void lines(ByteBuf out, byte[] lines, int length) {
    int at = 0;
    while (at < length) {
      int colon = at;
      int hash = 0;
      while (lines[colon] != ':') {
        hash = Field.hash(hash, lines[colon]);
        colon++;
      }
      int end = colon;
      while (lines[end] != '\r') {
        end++;
      }
      int value = colon + 1;
      while (value < end && Syntax.isWhitespace(lines[value])) {
        value++;
      }
      field(out, Field.find(lines, at, colon, hash), lines, at, colon, value, end);
      at = end + 2;
    }
  }

  static void field(ByteBuf out, Field field, byte[] value) {
    out.ensureWritable(value.length + 16);
    name(out, field, field.text().getBytes(StandardCharsets.US_ASCII), 0, field.text().length());
    string(out, value, 0, value.length);
  }

  static void number(ByteBuf out, Field field, long value) {
    field(out, field, Long.toString(value).getBytes(StandardCharsets.US_ASCII));
  }

  private static void field(
      ByteBuf out,
      Field field,
      byte[] bytes,
      int start,
      int nameEnd,
      int valueStart,
      int valueEnd) {
    name(out, field, bytes, start, nameEnd);
    string(out, bytes, valueStart, valueEnd);
  }

  private static void name(ByteBuf out, Field field, byte[] bytes, int start, int end) {
    // Who passes on what is secret is told not to keep it either (§7.1.3).
    boolean secret =
        field == Field.AUTHORIZATION || field == Field.COOKIE || field == Field.SET_COOKIE;
    int index = INDEX[field.ordinal()];
    integer(out, secret ? NEVER_INDEXED : 0, 4, index);
    if (index == 0) {
      int length = end - start;
      integer(out, 0, 7, length);
      out.ensureWritable(length);
      int at = out.writerIndex();
      for (int i = 0; i < length; i++) {
        byte b = bytes[start + i];
        out.setByte(at + i, b >= 'A' && b <= 'Z' ? b | 0x20 : b);
      }
      out.writerIndex(at + length);
    }
  }

  private static void string(ByteBuf out, byte[] bytes, int start, int end) {
    integer(out, 0, 7, end - start);
    out.writeBytes(bytes, start, end - start);
  }

  /** Writes an integer with a prefix of so many bits (§5.1). */
  private static void integer(ByteBuf out, int flags, int bits, int value) {
    int most = (1 << bits) - 1;
    if (value < most) {
      out.writeByte(flags | value);
      return;
    }
    out.writeByte(flags | most);
    int rest = value - most;
    while (rest >= 128) {
      out.writeByte((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    out.writeByte(rest);
  }

  /** Writes the trailers that may be sent on (RFC 9110 §6.5.1); returns whether there are any. */
  public static boolean trailers(ByteBuf out, Head trailers) {
    boolean any = false;
    for (int i = 0; i < trailers.count; i++) {
      if (TrailerFields.pass(trailers, i)) {
        field(out, trailers, i);
        any = true;
      }
    }
    return any;
  }

  /** Writes an answer of the gateway's own: all its lines, since none of them is a hop's. */
  public static void own(ByteBuf out, Head answer) {
    status(out, answer.status);
    for (int i = 0; i < answer.count; i++) {
      field(out, answer, i);
    }
  }
}
