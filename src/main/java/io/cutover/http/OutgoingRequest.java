package io.cutover.http;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is to be sent to a platform: the received head, and what is changed about it.
 *
 * <p>The head stays as it was received, so that another attempt starts from the pristine request.
 * Reused from exchange to exchange; belongs to one event loop.
 */
public final class OutgoingRequest {
  private static final byte[] VERSION_HOST = ascii(" HTTP/1.1\r\nHost: ");
  private static final byte[] VIA = ascii("Via: 1.1 cutover\r\n");
  private static final byte[] VIA_1_0 = ascii("Via: 1.0 cutover\r\n");
  private static final byte[] VIA_2 = ascii("Via: 2.0 cutover\r\n");
  private static final byte[] MAX_FORWARDS = ascii("Max-Forwards: ");
  private static final byte[] LENGTH = ascii("Content-Length: ");
  private static final byte[] CHUNKED = ascii("Transfer-Encoding: chunked\r\n");
  private static final byte[] TE_TRAILERS = ascii("te: trailers\r\n");
  private static final byte[] UPGRADE = ascii("Connection: Upgrade\r\nUpgrade: websocket\r\n");
  private static final byte[] CRLF = ascii("\r\n");

  private final Edits edits =
      new Edits(
          Field.LOOKALIKE,
          Field.HOST,
          Field.CONTENT_LENGTH,
          Field.TRANSFER_ENCODING,
          Field.CONNECTION,
          Field.KEEP_ALIVE,
          Field.PROXY_CONNECTION,
          Field.TE,
          Field.UPGRADE,
          Field.HTTP2_SETTINGS,
          Field.PROXY_AUTHENTICATE,
          Field.PROXY_AUTHORIZATION,
          Field.PROXY_AUTHENTICATION_INFO,
          Field.X_REQUEST_ID,
          Field.X_FORWARDED_FOR,
          Field.X_FORWARDED_PROTO,
          Field.X_FORWARDED_HOST,
          Field.INTERNAL);
  private @Nullable Head head;
  private byte[] prefix = new byte[0];
  private int restStart;
  private byte[] host = new byte[0];
  private boolean upgrades;

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Starts from a received head, of which hop-by-hop and internal fields are never sent. */
  public void begin(Head received) {
    head = received;
    edits.begin();
    upgrades = WebSocket.isAsked(received);
    if (received.framing() != BodyFraming.CHUNKED) {
      edits.drop(Field.TRAILER);
    }
    if (received.minor() == 0) {
      // An expectation in HTTP/1.0 is none (RFC 9110 §10.1.1).
      edits.drop(Field.EXPECT);
    }
    long hops = MaxForwards.of(received);
    if (hops > 0) {
      edits.drop(Field.MAX_FORWARDS);
      add(MAX_FORWARDS, ascii(Long.toString(hops - 1)));
    }
  }

  /** Says that a field is not to be sent as it was received. */
  public void drop(Field field) {
    edits.drop(field);
  }

  /** Says that fields are not to be sent as they were received: names in lower case. */
  public void drop(byte[][] names) {
    edits.drop(names);
  }

  /** Adds a line of our own: {@code name} ends with a colon and a space. */
  public void add(byte[] name, byte[] value, int start, int end) {
    edits.add(name, value, start, end);
  }

  /** Adds a line of our own: {@code name} ends with a colon and a space. */
  public void add(byte[] name, byte[] value) {
    edits.add(name, value, 0, value.length);
  }

  /** Adds whole lines of our own. */
  public void add(byte[] wholeLines) {
    edits.add(wholeLines);
  }

  /**
   * Says where it goes.
   *
   * @param targetPrefix what stands before the rest of the received target
   * @param from where in the head's bytes the rest of the target starts
   * @param hostValue the Host field's value
   * @param removedNames fields, in lower case, that the route removes for this platform
   * @param addedLines whole lines that the route adds for this platform
   */
  public void toward(
      byte[] targetPrefix, int from, byte[] hostValue, byte[][] removedNames, byte[] addedLines) {
    prefix = targetPrefix;
    restStart = from;
    host = hostValue;
    edits.ofRoute(removedNames, addedLines);
  }

  /** Returns the received head. */
  public Head head() {
    return Objects.requireNonNull(head);
  }

  /** Returns whether it asks for a WebSocket, which takes an HTTP/1.1 connection for itself. */
  public boolean upgrades() {
    return upgrades;
  }

  /** Returns the request's trailers without what this platform is not to see. */
  public @Nullable Head screened(@Nullable Head trailers) {
    if (trailers != null) {
      edits.screen(trailers);
    }
    return trailers;
  }

  /** Returns whether the request ends with its head. */
  public boolean bodyless() {
    return head().framing() == BodyFraming.NONE
        || (head().framing() == BodyFraming.LENGTH && head().contentLength() == 0);
  }

  /** Writes it as an HTTP/2 header block. */
  public void writeBlock(ByteBuf out, boolean tls) {
    Head in = head();
    BlockWriter.method(out, in.bytes, in.methodStart, in.methodEnd);
    BlockWriter.scheme(out, tls);
    BlockWriter.authority(out, host);
    BlockWriter.path(out, prefix, in.bytes, restStart, in.targetEnd);
    edits.writeBlock(out, in);
    BlockWriter.lines(out, via(in), VIA.length);
    if (in.framing == BodyFraming.LENGTH) {
      BlockWriter.number(out, Field.CONTENT_LENGTH, in.contentLength);
    }
    if (acceptsTrailers(in)) {
      BlockWriter.lines(out, TE_TRAILERS, TE_TRAILERS.length);
    }
  }

  /** Names the version in which the request was received (RFC 9110 §7.6.3). */
  private static byte[] via(Head in) {
    if (in.http2) {
      return VIA_2;
    }
    return in.minor == 0 ? VIA_1_0 : VIA;
  }

  /** Each hop says for itself that it passes trailers on; we do for who wants them. */
  private static boolean acceptsTrailers(Head in) {
    int te = in.find(Field.TE);
    return te >= 0 && in.value(te).contains("trailers");
  }

  /** Writes it as an HTTP/1.1 head. */
  public void writeTo(ByteBuf out) {
    Head in = head();
    out.writeBytes(in.bytes, in.methodStart, in.methodEnd - in.methodStart);
    out.writeByte(' ');
    out.writeBytes(prefix);
    out.writeBytes(in.bytes, restStart, in.targetEnd - restStart);
    out.writeBytes(VERSION_HOST);
    out.writeBytes(host);
    out.writeBytes(CRLF);
    edits.write(out, in);
    out.writeBytes(via(in));
    if (in.framing == BodyFraming.LENGTH) {
      out.writeBytes(LENGTH);
      Decimal.write(out, in.contentLength);
      out.writeBytes(CRLF);
    } else if (in.framing == BodyFraming.CHUNKED) {
      out.writeBytes(CHUNKED);
    }
    if (upgrades) {
      out.writeBytes(UPGRADE);
    }
    out.writeBytes(CRLF);
  }
}
