package io.cutover.http;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A platform's answer on its way to the client: the received head, and what is changed about it.
 *
 * <p>Reused from exchange to exchange. Belongs to one event loop.
 */
public final class OutgoingResponse {
  private static final byte[] VERSION = ascii("HTTP/1.1 ");
  private static final byte[] REQUEST_ID = ascii("X-Request-Id: ");
  private static final byte[] DATE = ascii("Date: ");
  private static final byte[] LENGTH = ascii("Content-Length: ");
  private static final byte[] CHUNKED = ascii("Transfer-Encoding: chunked\r\n");
  private static final byte[] CLOSE = ascii("Connection: close\r\n");
  private static final byte[] KEEP_ALIVE = ascii("Connection: keep-alive\r\n");
  private static final byte[] UPGRADE = ascii("Connection: Upgrade\r\nUpgrade: websocket\r\n");
  private static final byte[] CRLF = ascii("\r\n");
  private static final byte[] CONTENT_TYPE = ascii("Content-Type: ");
  private static final byte[] WWW_AUTHENTICATE = ascii("www-authenticate");
  private static final byte[] CHALLENGE =
      ascii("WWW-Authenticate: Bearer error=\"invalid_token\"\r\n");
  private static final byte[] REWRITTEN = ascii("X-Cutover-Fault: rewritten\r\n");

  /** Fields that tell of the body that was replaced. */
  private static final byte[][] OF_BODY = {
    ascii("etag"),
    ascii("last-modified"),
    ascii("content-language"),
    ascii("content-md5"),
    ascii("digest"),
    ascii("content-digest"),
    ascii("repr-digest"),
    ascii("accept-ranges")
  };

  private final Edits edits =
      new Edits(
          Field.CONTENT_LENGTH,
          Field.TRANSFER_ENCODING,
          Field.CONNECTION,
          Field.KEEP_ALIVE,
          Field.PROXY_CONNECTION,
          Field.TE,
          Field.UPGRADE,
          Field.HTTP2_SETTINGS,
          Field.PROXY_AUTHENTICATE,
          Field.PROXY_AUTHENTICATION_INFO,
          // Where there is one it is ours: so an answer of the gateway's own is told from others.
          Field.PROXY_STATUS,
          Field.X_REQUEST_ID,
          Field.INTERNAL);
  private @Nullable Head head;
  private BodyFraming framing = BodyFraming.NONE;

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * Starts from a received head.
   *
   * @param bodyFraming how the body that follows is delimited, which the request's method has a say
   *     in
   * @param removedNames fields, in lower case, that the route removes from this platform's answers
   * @param addedLines whole lines that the route adds to this platform's answers
   */
  public void begin(
      Head received, BodyFraming bodyFraming, byte[][] removedNames, byte[] addedLines) {
    head = received;
    framing = bodyFraming;
    edits.begin();
    edits.ofRoute(removedNames, addedLines);
    // The length that a GET would have had, or that of what is not modified (RFC 9110 §8.6).
    if (bodyFraming == BodyFraming.NONE && received.status() >= 200 && received.status() != 204) {
      edits.keep(Field.CONTENT_LENGTH);
    }
    if (bodyFraming != BodyFraming.CHUNKED) {
      edits.drop(Field.TRAILER);
    }
  }

  /** Returns the received head. */
  public Head head() {
    return Objects.requireNonNull(head);
  }

  /** Returns how the body is delimited. */
  public BodyFraming framing() {
    return framing;
  }

  /** Says that a field is not to be sent as it was received. */
  public void drop(Field field) {
    edits.drop(field);
  }

  /** Says that a field is to be sent as it was received, though it never is otherwise. */
  public void keep(Field field) {
    edits.keep(field);
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
   * Writes it as an HTTP/2 header block.
   *
   * @param date the time now, for an answer that has none (RFC 9110 §6.6.1)
   */
  public void writeBlock(ByteBuf out, byte[] requestId, byte[] date) {
    Head in = head();
    BlockWriter.status(out, in.status);
    edits.writeBlock(out, in);
    if (in.status < 200) {
      return;
    }
    if (in.find(Field.DATE) < 0) {
      BlockWriter.field(out, Field.DATE, date);
    }
    BlockWriter.field(out, Field.X_REQUEST_ID, requestId);
    if (framing == BodyFraming.LENGTH && in.find(Field.CONTENT_LENGTH) >= 0) {
      BlockWriter.number(out, Field.CONTENT_LENGTH, in.contentLength);
    }
  }

  /** Returns whether the answer ends with its head. */
  public boolean bodyless() {
    return framing == BodyFraming.NONE
        || (framing == BodyFraming.LENGTH && head().contentLength == 0);
  }

  /**
   * Says the same in other words: another status and another body, marked by {@code
   * X-Cutover-Fault}. Only for a head that is a copy of the platform's ({@link Head#copy}).
   */
  public void replace(int status, String contentType, int length) {
    head().become(status, length);
    framing = BodyFraming.LENGTH;
    edits.drop(Field.CONTENT_TYPE);
    edits.drop(Field.TRAILER);
    edits.drop(OF_BODY);
    byte[] type = ascii(contentType);
    edits.add(CONTENT_TYPE, type, 0, type.length);
    edits.add(REWRITTEN);
    // RFC 9110 §11.6.1: a 401 has a challenge.
    if (status == 401 && head().find(WWW_AUTHENTICATE, 0) < 0) {
      edits.add(CHALLENGE);
    }
  }

  /**
   * Writes it as an HTTP/1.1 head.
   *
   * @param chunked whether a body of unknown length leaves in chunks; else the end of the
   *     connection ends it, and {@code close} is true
   * @param keepAliveSaid whether an HTTP/1.0 client must be told that the connection goes on
   * @param date the time now, for an answer that has none (RFC 9110 §6.6.1)
   */
  public void writeTo(
      ByteBuf out,
      boolean chunked,
      boolean close,
      boolean keepAliveSaid,
      byte[] requestId,
      byte[] date) {
    Head in = head();
    out.writeBytes(VERSION);
    Decimal.write(out, in.status);
    out.writeByte(' ');
    out.writeBytes(in.bytes, in.reasonStart, in.reasonEnd - in.reasonStart);
    out.writeBytes(CRLF);
    edits.write(out, in);
    if (framing == BodyFraming.TUNNEL) {
      writeId(out, requestId);
      out.writeBytes(UPGRADE);
      out.writeBytes(CRLF);
      return;
    }
    if (in.status < 200) {
      out.writeBytes(CRLF);
      return;
    }
    if (in.find(Field.DATE) < 0) {
      out.writeBytes(DATE);
      out.writeBytes(date);
      out.writeBytes(CRLF);
    }
    writeId(out, requestId);
    if (WebSocket.isOffered(in)) {
      out.writeBytes(UPGRADE);
    }
    if (framing == BodyFraming.LENGTH) {
      out.writeBytes(LENGTH);
      Decimal.write(out, in.contentLength);
      out.writeBytes(CRLF);
    } else if (framing != BodyFraming.NONE && chunked) {
      out.writeBytes(CHUNKED);
    }
    if (close) {
      out.writeBytes(CLOSE);
    } else if (keepAliveSaid) {
      out.writeBytes(KEEP_ALIVE);
    }
    out.writeBytes(CRLF);
  }

  private static void writeId(ByteBuf out, byte[] requestId) {
    out.writeBytes(REQUEST_ID);
    out.writeBytes(requestId);
    out.writeBytes(CRLF);
  }
}
