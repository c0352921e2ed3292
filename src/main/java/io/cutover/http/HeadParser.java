package io.cutover.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.ByteProcessor;
import org.jspecify.annotations.Nullable;

/**
 * Reads heads: RFC 9112's grammar and nothing else, piece by piece as bytes arrive, within limits.
 *
 * <p>This is a security boundary. What two readers could read differently is a {@link Fault}: a
 * bare CR or LF, folded lines, white space around names, control characters. A line is looked at
 * once, when it is complete, so that bytes that trickle in one by one cost no more than bytes that
 * come together.
 *
 * <p>Belongs to one connection; not thread-safe.
 */
public final class HeadParser {
  /** What is read. */
  public enum Kind {
    REQUEST,
    RESPONSE,
    /** The fields behind a chunked body. */
    TRAILERS
  }

  /** How far a call came. */
  public enum Progress {
    /** All bytes were taken, and the head is not complete. */
    MORE,
    /** The head is complete; the bytes behind it were left in the buffer. */
    DONE,
    /** The head is refused; see {@link #fault()}. */
    FAULT
  }

  private static final int PIECE = 4096;

  private final Kind kind;
  private HeadLimits limits;
  private Head head;
  private int lineStart;
  private boolean startLineRead;
  private boolean emptyLineSkipped;
  private @Nullable Fault fault;

  public HeadParser(Kind kind, HeadLimits limits, Head head) {
    this.kind = kind;
    this.limits = limits;
    this.head = head;
    begin(head);
  }

  /** Reads a head that has come as a whole; null if it is none, or if anything is left over. */
  public static @Nullable Head whole(Kind kind, HeadLimits limits, byte[] bytes) {
    var head = new Head();
    ByteBuf in = Unpooled.wrappedBuffer(bytes);
    boolean whole = new HeadParser(kind, limits, head).feed(in) == Progress.DONE;
    return whole && !in.isReadable() ? head : null;
  }

  /** Starts a new head, to be written into {@code target}. */
  public void begin(Head target) {
    head = target;
    head.clear();
    lineStart = 0;
    startLineRead = kind == Kind.TRAILERS;
    emptyLineSkipped = false;
    fault = null;
  }

  /** Takes other limits into force, before the first byte of a head. */
  public void limit(HeadLimits now) {
    limits = now;
  }

  /** Returns whether no byte of the head has been taken yet. */
  public boolean untouched() {
    return head.length == 0 && !emptyLineSkipped;
  }

  /** Returns how many bytes of the head's array were taken, be they refused or not. */
  public int taken() {
    return head.length;
  }

  /** Returns why the head was refused; only after {@link Progress#FAULT}. */
  public Fault fault() {
    return java.util.Objects.requireNonNull(fault);
  }

  /** Takes bytes up to the end of the head. */
  public Progress feed(ByteBuf in) {
    while (in.isReadable()) {
      int from = head.length;
      int piece = Math.min(in.readableBytes(), PIECE);
      int lastLf = in.forEachByteDesc(in.readerIndex(), piece, ByteProcessor.FIND_LF);
      head.ensure(piece);
      in.readBytes(head.bytes, from, piece);
      head.length = from + piece;
      if (lastLf >= 0) {
        Progress progress = readLines(from);
        if (progress == Progress.DONE) {
          in.readerIndex(in.readerIndex() - (head.length - lineStart));
          head.length = lineStart;
        }
        if (progress != Progress.MORE) {
          return progress;
        }
      }
      if (tooLarge()) {
        return Progress.FAULT;
      }
    }
    return Progress.MORE;
  }

  /** Reads all complete lines; the first LF is looked for at or behind {@code from}. */
  private Progress readLines(int from) {
    byte[] bytes = head.bytes;
    int lf = indexOfLf(bytes, from, head.length);
    while (lf >= 0) {
      int end = lf - 1;
      if (end < lineStart || bytes[end] != '\r') {
        return refuse(Fault.BARE_LF);
      }
      int start = lineStart;
      lineStart = lf + 1;
      if (lineStart > limits.head()) {
        return refuse(headTooLarge());
      }
      if (!startLineRead) {
        if (end == start) {
          // RFC 9112 §2.2: one empty line before a request line is ignored.
          if (kind != Kind.REQUEST || emptyLineSkipped) {
            return refuse(kind == Kind.REQUEST ? Fault.REQUEST_LINE : Fault.STATUS_LINE);
          }
          emptyLineSkipped = true;
        } else {
          Fault wrong =
              kind == Kind.REQUEST
                  ? StartLine.readRequest(head, start, end, limits)
                  : StartLine.readResponse(head, start, end);
          if (wrong != null) {
            return refuse(wrong);
          }
          startLineRead = true;
        }
      } else if (end == start) {
        head.fieldsEnd = start;
        return finish();
      } else {
        Fault wrong = readField(start, end);
        if (wrong != null) {
          return refuse(wrong);
        }
      }
      lf = indexOfLf(bytes, lineStart, head.length);
    }
    return Progress.MORE;
  }

  private static int indexOfLf(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] == '\n') {
        return i;
      }
    }
    return -1;
  }

  private @Nullable Fault readField(int start, int end) {
    byte[] bytes = head.bytes;
    if (end - start > limits.line()) {
      return kind == Kind.TRAILERS ? Fault.TRAILERS_TOO_LARGE : Fault.LINE_TOO_LARGE;
    }
    if (Syntax.isWhitespace(bytes[start])) {
      return Fault.FOLDED;
    }
    int colon = start;
    int hash = 0;
    while (colon < end && Syntax.is(bytes[colon], Syntax.TCHAR)) {
      hash = Field.hash(hash, bytes[colon]);
      colon++;
    }
    if (colon == start || colon == end || bytes[colon] != ':') {
      return colon < end && bytes[colon] == '\r' ? Fault.BARE_CR : Fault.FIELD_NAME;
    }
    int valueStart = colon + 1;
    while (valueStart < end && Syntax.isWhitespace(bytes[valueStart])) {
      valueStart++;
    }
    for (int i = valueStart; i < end; i++) {
      if (!Syntax.is(bytes[i], Syntax.FIELD)) {
        return bytes[i] == '\r' ? Fault.BARE_CR : Fault.FIELD_VALUE;
      }
    }
    int valueEnd = end;
    while (valueEnd > valueStart && Syntax.isWhitespace(bytes[valueEnd - 1])) {
      valueEnd--;
    }
    Field field = Field.find(bytes, start, colon, hash);
    head.addField(start, colon, valueStart, valueEnd, field);
    return null;
  }

  private Progress finish() {
    if (kind == Kind.TRAILERS) {
      return Progress.DONE;
    }
    Connections.nominate(head);
    Fault wrong = kind == Kind.REQUEST ? Framing.ofRequest(head) : Framing.ofResponse(head);
    return wrong == null ? Progress.DONE : refuse(wrong);
  }

  /** Refuses a line that is too long before all of it has come. */
  private boolean tooLarge() {
    int line = head.length - lineStart;
    if (!startLineRead && kind == Kind.REQUEST && line > limits.target() + 64) {
      refuse(StartLine.tooLong(head.bytes, lineStart));
    } else if (startLineRead && line > limits.line() + 2) {
      refuse(kind == Kind.TRAILERS ? Fault.TRAILERS_TOO_LARGE : Fault.LINE_TOO_LARGE);
    } else if (head.length > limits.head()) {
      refuse(headTooLarge());
    }
    return fault != null;
  }

  private Fault headTooLarge() {
    return kind == Kind.TRAILERS ? Fault.TRAILERS_TOO_LARGE : Fault.HEAD_TOO_LARGE;
  }

  private Progress refuse(Fault why) {
    fault = why;
    return Progress.FAULT;
  }
}
