package io.cutover.http;

/**
 * Why a received message is refused. Of a request it becomes an answer with {@link #status()}; of a
 * response a 502. The connection that it came on is never used again.
 */
public enum Fault {
  BARE_LF(400, "a line must end with CR LF, not with LF alone"),
  BARE_CR(400, "a CR must be followed by LF"),
  REQUEST_LINE(400, "the request line must be: method, one space, target, one space, version"),
  METHOD(400, "the method holds a character that is no token character"),
  METHOD_TOO_LONG(400, "the method is longer than any that is known"),
  TARGET(400, "the request target holds a character that must be percent-encoded"),
  TARGET_FORM(400, "the request target must start with / or be an absolute http or https URL"),
  VERSION_SYNTAX(400, "the version must be written HTTP/1.1 or HTTP/1.0"),
  VERSION(505, "only HTTP/1.1 and HTTP/1.0 are spoken here"),
  STATUS_LINE(502, "the status line must be: version, one space, three digits, reason"),
  FOLDED(400, "a field must not be folded over several lines"),
  FIELD_NAME(400, "a field name must be a token that is followed directly by a colon"),
  FIELD_VALUE(400, "a field value holds a control character"),
  HOST_MISSING(400, "a request must carry exactly one Host field; this one has none"),
  HOST_REPEATED(400, "a request must carry exactly one Host field; this one has several"),
  HOST_INVALID(400, "the Host field is no host with an optional port"),
  LENGTH_AND_CODING(400, "Content-Length and Transfer-Encoding exclude each other"),
  LENGTH_REPEATED(400, "Content-Length must come once, with one value"),
  LENGTH_INVALID(400, "Content-Length must be a decimal number below 2^63"),
  CODING_IN_1_0(400, "HTTP/1.0 knows no Transfer-Encoding"),
  CODING_NOT_FINAL(400, "chunked must be the last transfer coding, once"),
  CODING_UNKNOWN(501, "the only transfer coding spoken here is chunked"),
  CHUNK_SIZE(400, "a chunk must begin with its size in hexadecimal digits"),
  CHUNK_EXTENSION(400, "a chunk extension is malformed or too long"),
  CHUNK_END(400, "a chunk's data must be followed by CR LF"),
  TRAILERS_TOO_LARGE(431, "the trailer section is too large"),
  LINE_TOO_LARGE(431, "a header line is too large"),
  HEAD_TOO_LARGE(431, "the header section is too large"),
  TARGET_TOO_LONG(414, "the request target is too long"),
  EXPECTATION(417, "the only expectation understood is 100-continue");

  private final int status;
  private final String detail;

  Fault(int status, String detail) {
    this.status = status;
    this.detail = detail;
  }

  /** Returns the status that a request with this fault is answered with. */
  public int status() {
    return status;
  }

  /** Returns what is wrong, in words that never hold anything of the message. */
  public String detail() {
    return detail;
  }
}
