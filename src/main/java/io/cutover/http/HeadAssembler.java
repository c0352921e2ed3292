package io.cutover.http;

import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Makes a {@link Head} of fields that come one by one, as HTTP/2 sends them (RFC 9113 §8).
 *
 * <p>This is a security boundary, as {@link HeadParser} is: what stands in the head was checked by
 * the same character classes, so that nothing can turn into another line, field or message when it
 * is sent on as HTTP/1.1. What the standard calls malformed is malformed here, repaired is nothing.
 *
 * <p>Belongs to one connection; not thread-safe.
 */
public final class HeadAssembler {
  private static final byte[] TRAILERS = ascii("trailers");
  private static final byte[] HOST = ascii("host");
  private static final byte[] COOKIE = ascii("cookie");
  private static final byte[] SEPARATOR = ascii("; ");

  /** What came of a block. */
  public enum Outcome {
    /** The head is complete. */
    GOOD,
    /** It breaks the standard's rules: the stream ends with PROTOCOL_ERROR. */
    MALFORMED,
    /** It is larger than the limits allow; see {@link #fault()}. */
    REFUSED
  }

  private HeadLimits limits;
  private Head head = new Head();
  private @Nullable AsciiString method;
  private @Nullable AsciiString scheme;
  private @Nullable AsciiString authority;
  private @Nullable AsciiString path;
  private @Nullable AsciiString status;
  private byte[] cookies = new byte[256];
  private int cookiesLength;
  private boolean regular;
  private boolean malformed;
  private @Nullable Fault fault;

  public HeadAssembler(HeadLimits limits) {
    this.limits = limits;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Takes other limits into force, before a block. */
  public void limit(HeadLimits now) {
    limits = now;
  }

  /** Starts on a block, to be written into {@code target}. */
  public void begin(Head target) {
    head = target;
    head.clear();
    head.http2 = true;
    method = null;
    scheme = null;
    authority = null;
    path = null;
    status = null;
    cookiesLength = 0;
    regular = false;
    malformed = false;
    fault = null;
  }

  /** Returns what the block is written into. */
  public Head head() {
    return head;
  }

  /** Returns why it is refused; only after {@link Outcome#REFUSED}. */
  public Fault fault() {
    return Objects.requireNonNull(fault);
  }

  /** Returns the status as it came; null without one. */
  public @Nullable AsciiString status() {
    return status;
  }

  /** Takes the next field. */
  public void add(AsciiString name, AsciiString value) {
    if (malformed) {
      return;
    }
    if (name.isEmpty()) {
      malformed = true;
    } else if (name.byteAt(0) == ':') {
      pseudo(name, value);
    } else {
      if (!regular) {
        regular = true;
        start();
      }
      field(name, value);
    }
  }

  private void pseudo(AsciiString name, AsciiString value) {
    boolean first;
    if (name.contentEquals(":method")) {
      first = method == null;
      method = value;
    } else if (name.contentEquals(":scheme")) {
      first = scheme == null;
      scheme = value;
    } else if (name.contentEquals(":authority")) {
      first = authority == null;
      authority = value;
    } else if (name.contentEquals(":path")) {
      first = path == null;
      path = value;
    } else if (name.contentEquals(":status")) {
      first = status == null;
      status = value;
    } else {
      first = false;
    }
    // Unknown, given twice, or behind a regular field (§8.3).
    malformed |= regular || !first;
  }

  /** Writes what stands before the fields, when the first of them comes or none is to come. */
  private void start() {
    if (method != null && path != null) {
      head.methodStart = 0;
      head.methodEnd = append(method);
      append((byte) ' ');
      head.targetStart = head.length;
      head.targetEnd = append(path);
      crlf();
    } else if (method != null) {
      head.methodStart = 0;
      head.methodEnd = append(method);
      head.targetStart = head.length;
      head.targetEnd = head.length;
      crlf();
    }
    if (authority != null) {
      line(HOST, 0, HOST.length, authority.array(), authority.arrayOffset(), authority.length());
    }
  }

  private void field(AsciiString name, AsciiString value) {
    byte[] names = name.array();
    int from = name.arrayOffset();
    int to = from + name.length();
    int hash = 0;
    for (int i = from; i < to; i++) {
      byte b = names[i];
      if (!Syntax.is(b, Syntax.TCHAR) || (b >= 'A' && b <= 'Z')) {
        malformed = true;
        return;
      }
      hash = Field.hash(hash, b);
    }
    if (!isValue(value)) {
      malformed = true;
      return;
    }
    if (name.length() + value.length() + 2 > limits.line()) {
      fault = Fault.LINE_TOO_LARGE;
      return;
    }
    Field field = Field.find(names, from, to, hash);
    switch (field) {
      case CONNECTION, PROXY_CONNECTION, KEEP_ALIVE, TRANSFER_ENCODING, UPGRADE -> malformed = true;
      case TE -> {
        malformed = !value.contentEqualsIgnoreCase("trailers");
        line(names, from, to - from, TRAILERS, 0, TRAILERS.length);
      }
      case HOST -> host(value);
      case COOKIE -> crumb(value);
      default -> line(names, from, to - from, value.array(), value.arrayOffset(), value.length());
    }
  }

  private static boolean isValue(AsciiString value) {
    byte[] bytes = value.array();
    int from = value.arrayOffset();
    int to = from + value.length();
    for (int i = from; i < to; i++) {
      if (!Syntax.is(bytes[i], Syntax.FIELD)) {
        return false;
      }
    }
    // §8.2.1: no white space at either end.
    return from == to || !(Syntax.isWhitespace(bytes[from]) || Syntax.isWhitespace(bytes[to - 1]));
  }

  /** A Host field beside {@code :authority} must say the same (§8.3.1). */
  private void host(AsciiString value) {
    if (authority == null) {
      authority = value;
      line(HOST, 0, HOST.length, value.array(), value.arrayOffset(), value.length());
    } else if (!authority.contentEqualsIgnoreCase(value)) {
      malformed = true;
    }
  }

  /** Crumbs of a cookie are put together again (§8.2.3). */
  private void crumb(AsciiString value) {
    int more = value.length() + SEPARATOR.length;
    if (cookies.length - cookiesLength < more) {
      cookies = Arrays.copyOf(cookies, Math.max(cookies.length * 2, cookiesLength + more));
    }
    if (cookiesLength > 0) {
      System.arraycopy(SEPARATOR, 0, cookies, cookiesLength, SEPARATOR.length);
      cookiesLength += SEPARATOR.length;
    }
    System.arraycopy(value.array(), value.arrayOffset(), cookies, cookiesLength, value.length());
    cookiesLength += value.length();
    if (cookiesLength + COOKIE.length + 2 > limits.line()) {
      fault = Fault.LINE_TOO_LARGE;
      cookiesLength = 0;
    }
  }

  /**
   * Ends a request's head.
   *
   * @param last whether nothing follows it
   */
  public Outcome request(boolean last) {
    end();
    if (malformed || method == null || method.isEmpty() || status != null || !isToken(method)) {
      return Outcome.MALFORMED;
    }
    if (StartLine.isTooLong(method.length())) {
      fault = Fault.METHOD_TOO_LONG;
    }
    if (head.methodIs(Method.CONNECT)) {
      // §8.5; it is refused by its method later.
      return scheme == null && path == null && hasAuthority() ? framed(last) : Outcome.MALFORMED;
    }
    if (scheme == null
        || !(scheme.contentEqualsIgnoreCase("https") || scheme.contentEqualsIgnoreCase("http"))
        || path == null
        || path.isEmpty()
        || !hasAuthority()) {
      return Outcome.MALFORMED;
    }
    byte[] bytes = head.bytes;
    if (StartLine.targetEnd(bytes, head.targetStart, head.targetEnd) < head.targetEnd) {
      return Outcome.MALFORMED;
    }
    boolean asterisk = path.length() == 1 && bytes[head.targetStart] == '*';
    if (bytes[head.targetStart] != '/' && !(asterisk && head.methodIs(Method.OPTIONS))) {
      return Outcome.MALFORMED;
    }
    if (path.length() > limits.target()) {
      fault = Fault.TARGET_TOO_LONG;
    }
    Outcome framed = framed(last);
    return last && head.contentLength > 0 ? Outcome.MALFORMED : framed;
  }

  private static boolean isToken(AsciiString text) {
    for (int i = 0; i < text.length(); i++) {
      if (!Syntax.is(text.byteAt(i), Syntax.TCHAR)) {
        return false;
      }
    }
    return true;
  }

  private boolean hasAuthority() {
    AsciiString it = authority;
    return it != null
        && Authority.valid(it.array(), it.arrayOffset(), it.arrayOffset() + it.length());
  }

  /**
   * Ends an answer's head; one below 200 has no body and is never the last word.
   *
   * @param last whether nothing follows it
   */
  public Outcome response(boolean last) {
    end();
    AsciiString code = status;
    if (malformed
        || code == null
        || code.length() != 3
        || method != null
        || scheme != null
        || authority != null
        || path != null) {
      return Outcome.MALFORMED;
    }
    int number = 0;
    for (int i = 0; i < 3; i++) {
      byte b = code.byteAt(i);
      if (b < '0' || b > '9') {
        return Outcome.MALFORMED;
      }
      number = number * 10 + (b - '0');
    }
    // 101 belongs to HTTP/1.1 (§8.6).
    if (number < 100 || number > 599 || number == 101 || (number < 200 && last)) {
      return Outcome.MALFORMED;
    }
    head.status = number;
    // A phrase for a client of HTTP/1.1, behind the fields, where nothing else looks.
    head.reasonStart = head.length;
    head.reasonEnd = append(ascii(ReasonPhrase.of(number)));
    return framed(last);
  }

  /** Ends a trailer section. */
  public Outcome trailers() {
    end();
    boolean pseudo = method != null || scheme != null || path != null || status != null;
    if (malformed || pseudo || authority != null) {
      return Outcome.MALFORMED;
    }
    return fault == null ? Outcome.GOOD : Outcome.REFUSED;
  }

  private void end() {
    if (!regular) {
      start();
    }
    if (cookiesLength > 0) {
      line(COOKIE, 0, COOKIE.length, cookies, 0, cookiesLength);
    }
    head.fieldsEnd = head.length;
  }

  /**
   * Says how the body is delimited: by what was said of its length, or by the end of the stream.
   */
  private Outcome framed(boolean last) {
    if (fault != null) {
      return Outcome.REFUSED;
    }
    int length = head.find(Field.CONTENT_LENGTH);
    if (length >= 0) {
      if (head.find(Field.CONTENT_LENGTH, length + 1) >= 0
          || Framing.readNumber(head, head.valueStart(length), head.valueEnd(length)) != null) {
        return Outcome.MALFORMED;
      }
    } else if (!last) {
      head.framing = BodyFraming.CHUNKED;
    }
    return Outcome.GOOD;
  }

  private void line(byte[] name, int nameFrom, int nameLength, byte[] value, int from, int length) {
    int lineStart = head.length;
    head.ensure(nameLength + length + 4);
    System.arraycopy(name, nameFrom, head.bytes, head.length, nameLength);
    head.length += nameLength;
    int colon = head.length;
    append((byte) ':');
    append((byte) ' ');
    int valueStart = head.length;
    System.arraycopy(value, from, head.bytes, head.length, length);
    head.length += length;
    int hash = 0;
    for (int i = lineStart; i < colon; i++) {
      hash = Field.hash(hash, head.bytes[i]);
    }
    Field field = Field.find(head.bytes, lineStart, colon, hash);
    head.addField(lineStart, colon, valueStart, head.length, field);
    crlf();
  }

  private int append(AsciiString text) {
    head.ensure(text.length() + 2);
    System.arraycopy(text.array(), text.arrayOffset(), head.bytes, head.length, text.length());
    head.length += text.length();
    return head.length;
  }

  private int append(byte[] text) {
    head.ensure(text.length);
    System.arraycopy(text, 0, head.bytes, head.length, text.length);
    head.length += text.length;
    return head.length;
  }

  private void append(byte b) {
    head.ensure(1);
    head.bytes[head.length++] = b;
  }

  private void crlf() {
    append((byte) '\r');
    append((byte) '\n');
  }
}
