package io.cutover.http;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A message's head as it was received: its bytes, and where its parts stand in them.
 *
 * <p>Filled in by {@link HeadParser} in one pass. The bytes are a copy of the head's own, so that
 * they outlive the buffer that they came in; they stay as received until {@link #clear()}, whatever
 * is sent on. Heads are reused: nothing of one may be kept past the exchange that it belongs to.
 *
 * <p>Belongs to one event loop; not thread-safe.
 */
public final class Head {
  private static final int INITIAL = 2048;
  private static final int KEPT = 16 * 1024;

  byte[] bytes = new byte[INITIAL];

  /** How many bytes of the array are filled. */
  int length;

  /** Four offsets a field: start of the line, the colon, start and end of the value. */
  int[] offsets = new int[4 * 32];

  Field[] fields = new Field[32];
  boolean[] nominated = new boolean[32];
  int count;

  /** Where the line after the last field starts. */
  int fieldsEnd;

  int methodEnd;
  int targetStart;
  int targetEnd;
  int minor;

  /** Whether it came as HTTP/2. */
  boolean http2;

  int status;
  int reasonStart;
  int reasonEnd;

  BodyFraming framing = BodyFraming.NONE;
  long contentLength;

  /** Empties this head for the next message. */
  public void clear() {
    if (bytes.length > KEPT) {
      bytes = new byte[INITIAL];
    }
    length = 0;
    count = 0;
    fieldsEnd = 0;
    methodEnd = 0;
    targetStart = 0;
    targetEnd = 0;
    minor = 1;
    http2 = false;
    status = 0;
    framing = BodyFraming.NONE;
    contentLength = 0;
  }

  /** Returns a copy that is valid for as long as it is needed, and may be changed. */
  public Head copy() {
    Head copy = new Head();
    copy.bytes = Arrays.copyOf(bytes, length);
    copy.length = length;
    copy.offsets = offsets.clone();
    copy.fields = fields.clone();
    copy.nominated = nominated.clone();
    copy.count = count;
    copy.fieldsEnd = fieldsEnd;
    copy.methodStart = methodStart;
    copy.methodEnd = methodEnd;
    copy.targetStart = targetStart;
    copy.targetEnd = targetEnd;
    copy.minor = minor;
    copy.http2 = http2;
    copy.status = status;
    copy.reasonStart = reasonStart;
    copy.reasonEnd = reasonEnd;
    copy.framing = framing;
    copy.contentLength = contentLength;
    return copy;
  }

  /** Makes this response another one: that status, and a body of that length. */
  void become(int newStatus, int newLength) {
    byte[] reason = ReasonPhrase.of(newStatus).getBytes(StandardCharsets.US_ASCII);
    ensure(reason.length);
    System.arraycopy(reason, 0, bytes, length, reason.length);
    reasonStart = length;
    length += reason.length;
    reasonEnd = length;
    status = newStatus;
    framing = BodyFraming.LENGTH;
    contentLength = newLength;
  }

  void ensure(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
    }
  }

  void addField(int lineStart, int colon, int valueStart, int valueEnd, Field field) {
    if (count == fields.length) {
      fields = Arrays.copyOf(fields, count * 2);
      nominated = Arrays.copyOf(nominated, count * 2);
      offsets = Arrays.copyOf(offsets, count * 8);
    }
    int at = count * 4;
    offsets[at] = lineStart;
    offsets[at + 1] = colon;
    offsets[at + 2] = valueStart;
    offsets[at + 3] = valueEnd;
    fields[count] = field;
    nominated[count] = false;
    count++;
  }

  /** Returns the bytes that all offsets point into; not to be changed. */
  public byte[] bytes() {
    return bytes;
  }

  /** Returns how many fields there are. */
  public int count() {
    return count;
  }

  /** Returns which field the i-th is. */
  public Field field(int i) {
    return fields[i];
  }

  /** Returns whether the {@code Connection} field names the i-th field (RFC 9110 §7.6.1). */
  public boolean nominated(int i) {
    return nominated[i];
  }

  /** Returns where the i-th field's line starts, which is where its name starts. */
  public int lineStart(int i) {
    return offsets[i * 4];
  }

  /** Returns where the i-th field's line ends, behind its CR LF. */
  public int lineEnd(int i) {
    return i + 1 < count ? offsets[i * 4 + 4] : fieldsEnd;
  }

  /** Returns where the i-th field's name ends. */
  public int nameEnd(int i) {
    return offsets[i * 4 + 1];
  }

  /** Returns where the i-th field's value starts, outer white space left out. */
  public int valueStart(int i) {
    return offsets[i * 4 + 2];
  }

  /** Returns where the i-th field's value ends, outer white space left out. */
  public int valueEnd(int i) {
    return offsets[i * 4 + 3];
  }

  /** Returns the index of the first such field at or behind {@code from}, or -1. */
  public int find(Field field, int from) {
    for (int i = from; i < count; i++) {
      if (fields[i] == field) {
        return i;
      }
    }
    return -1;
  }

  /** Returns the index of the first such field, or -1. */
  public int find(Field field) {
    return find(field, 0);
  }

  /** Returns the index of the first field of that name at or behind {@code from}, or -1. */
  public int find(byte[] lowerCaseName, int from) {
    for (int i = from; i < count; i++) {
      if (nameEnd(i) - lineStart(i) == lowerCaseName.length
          && equalsIgnoreCase(lineStart(i), nameEnd(i), lowerCaseName)) {
        return i;
      }
    }
    return -1;
  }

  /** Returns the i-th field's value as text, its bytes read as Latin-1. */
  public String value(int i) {
    return text(valueStart(i), valueEnd(i));
  }

  /** Returns the value of the first such field as text, or null. */
  public @Nullable String value(Field field) {
    int i = find(field);
    return i < 0 ? null : value(i);
  }

  /** Returns a part of the bytes as text, read as Latin-1. */
  public String text(int start, int end) {
    return new String(bytes, start, end - start, StandardCharsets.ISO_8859_1);
  }

  /** Returns whether a part of the bytes is that text, without regard to case. */
  public boolean equalsIgnoreCase(int start, int end, byte[] lowerCase) {
    if (end - start != lowerCase.length) {
      return false;
    }
    for (int i = 0; i < lowerCase.length; i++) {
      byte b = bytes[start + i];
      if (b != lowerCase[i] && !(b >= 'A' && b <= 'Z' && (b | 0x20) == lowerCase[i])) {
        return false;
      }
    }
    return true;
  }

  /** Returns where the request target starts. */
  public int targetStart() {
    return targetStart;
  }

  /** Returns where the request target ends. */
  public int targetEnd() {
    return targetEnd;
  }

  /** Returns where the method ends; it starts at {@link #methodStart()}. */
  public int methodEnd() {
    return methodEnd;
  }

  /** Returns where the method starts. */
  public int methodStart() {
    return methodStart;
  }

  int methodStart;

  /** Returns the request's method. */
  public String method() {
    return text(methodStart, methodEnd);
  }

  /** Returns whether it is a request with that method. */
  public boolean methodIs(Method method) {
    return methodIs(method.word);
  }

  /** Returns whether the method is that one; methods are told apart by case. */
  public boolean methodIs(byte[] method) {
    return Arrays.equals(bytes, methodStart, methodEnd, method, 0, method.length);
  }

  /** Returns the request target as received. */
  public String target() {
    return text(targetStart, targetEnd);
  }

  /** Returns the minor version of HTTP/1, as received; 0 or 1 (a higher one counts as 1). */
  public int minor() {
    return minor;
  }

  /** Returns a response's status code. */
  public int status() {
    return status;
  }

  /** Returns where a response's reason phrase starts. */
  public int reasonStart() {
    return reasonStart;
  }

  /** Returns where a response's reason phrase ends. */
  public int reasonEnd() {
    return reasonEnd;
  }

  /** Returns how the body that follows is delimited. */
  public BodyFraming framing() {
    return framing;
  }

  /** Returns the body's length where {@link #framing()} is {@link BodyFraming#LENGTH}. */
  public long contentLength() {
    return contentLength;
  }

  /** Returns whether it has one of these fields: names in lower case. */
  public boolean hasOneOf(byte[][] names) {
    for (byte[] name : names) {
      if (find(name, 0) >= 0) {
        return true;
      }
    }
    return false;
  }
}
