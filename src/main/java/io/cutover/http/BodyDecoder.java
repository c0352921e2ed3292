package io.cutover.http;

import io.netty.buffer.ByteBuf;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Finds a body's data in the bytes of a connection, and where it ends (RFC 9112 §§6–7).
 *
 * <p>It hands out ranges and copies nothing: after {@link Step#DATA} the next {@link #available()}
 * bytes of the buffer are data, which the caller takes and says so by {@link #took}. Chunk
 * extensions are checked and dropped (§7.1.1).
 *
 * <p>Belongs to one connection; not thread-safe.
 */
public final class BodyDecoder {
  /** What comes next. */
  public enum Step {
    /** More bytes are needed. */
    MORE,
    /** {@link BodyDecoder#available()} bytes of data stand at the reader index. */
    DATA,
    /** The body is complete; what follows belongs to the next message. */
    END,
    /** The body is malformed; see {@link BodyDecoder#fault()}. */
    FAULT
  }

  private enum State {
    SIZE,
    EXTENSION,
    SIZE_LF,
    DATA,
    DATA_CR,
    DATA_LF,
    TRAILERS,
    END
  }

  /** Bytes of extensions in one body that are put up with: they carry nothing for anyone. */
  private static final int MAX_EXTENSIONS = 16 * 1024;

  private static final int MAX_SIZE_DIGITS = 16;

  private HeadLimits limits;
  private final ChunkExtension extension = new ChunkExtension();
  private BodyFraming framing = BodyFraming.NONE;
  private State state = State.END;
  private long remaining;
  private int digits;
  private int extensionBytes;
  private int available;
  private boolean hasTrailers;
  private @Nullable Head trailers;
  private @Nullable HeadParser trailerParser;
  private @Nullable Fault fault;

  /** Makes a decoder whose trailer sections stay within the limits of a head. */
  public BodyDecoder(HeadLimits limits) {
    this.limits = limits;
  }

  /** Takes other limits into force, before a body. */
  public void limit(HeadLimits now) {
    limits = now;
  }

  /** Starts on the body that follows a head. */
  public void begin(BodyFraming how, long length) {
    framing = how;
    remaining = length;
    extensionBytes = 0;
    hasTrailers = false;
    fault = null;
    switch (how) {
      case NONE -> state = State.END;
      case LENGTH -> state = length == 0 ? State.END : State.DATA;
      case UNTIL_CLOSE, TUNNEL -> {
        state = State.DATA;
        remaining = Long.MAX_VALUE;
      }
      case CHUNKED -> beginChunk();
    }
  }

  private void beginChunk() {
    state = State.SIZE;
    remaining = 0;
    digits = 0;
  }

  /** Returns how many bytes at the reader index are data. */
  public int available() {
    return available;
  }

  /** Returns whether the body is complete. */
  public boolean ended() {
    return state == State.END;
  }

  /** Returns whether the end of the connection is the body's end, and no cut. */
  public boolean endedByClose() {
    return framing == BodyFraming.UNTIL_CLOSE || framing == BodyFraming.TUNNEL;
  }

  /** Returns the trailer section, valid until the next body, or null when there was none. */
  public @Nullable Head trailers() {
    return hasTrailers && trailers != null && trailers.count() > 0 ? trailers : null;
  }

  /** Returns what is wrong; only after {@link Step#FAULT}. */
  public Fault fault() {
    return Objects.requireNonNull(fault);
  }

  /** Takes note that the caller has taken that many bytes of the data. */
  public void took(int bytes) {
    if (endedByClose()) {
      return;
    }
    remaining -= bytes;
    if (remaining == 0) {
      state = framing == BodyFraming.CHUNKED ? State.DATA_CR : State.END;
    }
  }

  /** Looks at the bytes of {@code in}; takes those that are no data. */
  public Step next(ByteBuf in) {
    while (true) {
      if (state == State.END) {
        return Step.END;
      }
      if (!in.isReadable()) {
        return Step.MORE;
      }
      if (state == State.DATA) {
        available = (int) Math.min(in.readableBytes(), remaining);
        return Step.DATA;
      }
      if (state == State.TRAILERS) {
        return readTrailers(in);
      }
      if (!readFramingByte(in.readByte())) {
        return Step.FAULT;
      }
    }
  }

  private boolean readFramingByte(byte b) {
    switch (state) {
      case SIZE -> {
        int digit = Syntax.hex(b);
        if (digit >= 0) {
          digits++;
          if (digits > MAX_SIZE_DIGITS || remaining > (Long.MAX_VALUE - digit) >> 4) {
            return refuse(Fault.CHUNK_SIZE);
          }
          remaining = remaining * 16 + digit;
        } else if (digits == 0) {
          return refuse(Fault.CHUNK_SIZE);
        } else if (b == '\r') {
          state = State.SIZE_LF;
        } else if (b == ';' || Syntax.isWhitespace(b)) {
          // BWS before the first semicolon is checked by the extension's own rule.
          state = State.EXTENSION;
          extension.begin(b == ';');
          return count();
        } else {
          return refuse(b == '\n' ? Fault.BARE_LF : Fault.CHUNK_SIZE);
        }
      }
      case EXTENSION -> {
        if (b == '\r' && extension.mayEnd()) {
          state = State.SIZE_LF;
        } else if (b == '\n') {
          return refuse(Fault.BARE_LF);
        } else if (!extension.take(b)) {
          return refuse(Fault.CHUNK_EXTENSION);
        }
        return count();
      }
      case SIZE_LF -> {
        if (b != '\n') {
          return refuse(Fault.BARE_CR);
        }
        if (remaining > 0) {
          state = State.DATA;
        } else {
          beginTrailers();
        }
      }
      case DATA_CR -> {
        if (b != '\r') {
          return refuse(b == '\n' ? Fault.BARE_LF : Fault.CHUNK_END);
        }
        state = State.DATA_LF;
      }
      case DATA_LF -> {
        if (b != '\n') {
          return refuse(Fault.CHUNK_END);
        }
        beginChunk();
      }
      case DATA, TRAILERS, END -> throw new AssertionError(state);
    }
    return true;
  }

  private boolean count() {
    return ++extensionBytes <= MAX_EXTENSIONS || refuse(Fault.CHUNK_EXTENSION);
  }

  private void beginTrailers() {
    state = State.TRAILERS;
    hasTrailers = true;
    if (trailers == null || trailerParser == null) {
      trailers = new Head();
      trailerParser = new HeadParser(HeadParser.Kind.TRAILERS, limits, trailers);
    } else {
      trailerParser.begin(trailers);
    }
  }

  private Step readTrailers(ByteBuf in) {
    HeadParser parser = Objects.requireNonNull(trailerParser);
    return switch (parser.feed(in)) {
      case MORE -> Step.MORE;
      case DONE -> {
        state = State.END;
        yield Step.END;
      }
      case FAULT -> {
        fault = parser.fault();
        yield Step.FAULT;
      }
    };
  }

  private boolean refuse(Fault why) {
    fault = why;
    return false;
  }
}
