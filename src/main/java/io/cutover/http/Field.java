package io.cutover.http;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * The header fields that a gateway must know; all others are passed on unread.
 *
 * <p>Names are told apart without case. A name that differs from one of these by {@code _} for
 * {@code -} is {@link #LOOKALIKE}: origins that map both to one variable would take it for the real
 * one, so it is never passed on.
 */
public enum Field {
  /** Any field that is not listed here. */
  OTHER(""),
  /** A name that some origins would read as one of the others. */
  LOOKALIKE(""),

  HOST("host"),
  CONTENT_LENGTH("content-length"),
  TRANSFER_ENCODING("transfer-encoding"),
  CONNECTION("connection"),
  KEEP_ALIVE("keep-alive"),
  PROXY_CONNECTION("proxy-connection"),
  TE("te"),
  TRAILER("trailer"),
  UPGRADE("upgrade"),
  HTTP2_SETTINGS("http2-settings"),
  PROXY_AUTHENTICATE("proxy-authenticate"),
  PROXY_AUTHORIZATION("proxy-authorization"),
  PROXY_AUTHENTICATION_INFO("proxy-authentication-info"),
  EXPECT("expect"),
  VIA("via"),
  MAX_FORWARDS("max-forwards"),
  AUTHORIZATION("authorization"),
  COOKIE("cookie"),
  ACCEPT("accept"),
  ORIGIN("origin"),
  ACCESS_CONTROL_REQUEST_METHOD("access-control-request-method"),
  ACCESS_CONTROL_REQUEST_HEADERS("access-control-request-headers"),
  X_REQUEST_ID("x-request-id"),
  SEC_WEBSOCKET_PROTOCOL("sec-websocket-protocol"),
  TRACEPARENT("traceparent"),
  TRACESTATE("tracestate"),
  DATE("date"),
  SERVER("server"),
  LOCATION("location"),
  CONTENT_LOCATION("content-location"),
  SET_COOKIE("set-cookie"),
  CONTENT_TYPE("content-type"),
  PROXY_STATUS("proxy-status"),
  /** The fields by which an answer opens itself to other origins: {@code Access-Control-*}. */
  CORS("access-control-allow-origin"),
  /** {@code Forwarded}, {@code X-Real-IP} and every {@code X-Forwarded-*} but the three below. */
  FORWARDED("forwarded"),
  X_FORWARDED_FOR("x-forwarded-for"),
  X_FORWARDED_PROTO("x-forwarded-proto"),
  X_FORWARDED_HOST("x-forwarded-host"),
  /**
   * What only the gateway or a platform may say: {@code X-Cutover-*}, the backend's assertion, the
   * fields that carry a client's certificate (RFC 9440 and its forerunners).
   */
  INTERNAL("x-jwt-assertion");

  private static final String[][] MORE = {
    {
      "x-jwt-assertion",
      "client-cert",
      "client-cert-chain",
      "x-client-cert",
      "x-client-certificate",
      "x-client-verify",
      "x-client-dn",
      "x-ssl-client-verify",
      "x-ssl-client-dn",
      "x-ssl-client-s-dn",
      "x-amzn-mtls-clientcert",
      "x-forwarded-client-cert",
      "x-ssl-client-cert",
      "x-ssl-cert",
      "x-arr-clientcert",
      "x-wso2-client-certificate",
      "x-wso2-cluster-header",
      "x-original-gw-url",
      "x-original-url",
      "x-rewrite-url",
      "ssl-client-cert"
    },
    {"x-real-ip"},
    {
      "access-control-allow-credentials",
      "access-control-allow-headers",
      "access-control-allow-methods",
      "access-control-expose-headers",
      "access-control-max-age"
    }
  };

  private static final int SLOTS = 256;
  private static final byte[][] NAMES = new byte[SLOTS][];
  private static final Field[] FIELDS = new Field[SLOTS];
  private static final byte[] X_FORWARDED = ascii("x-forwarded-");
  private static final byte[] X_CUTOVER = ascii("x-cutover-");

  static {
    for (Field field : values()) {
      if (!field.text.isEmpty()) {
        enter(field.text, field);
      }
    }
    for (String name : MORE[0]) {
      enter(name, INTERNAL);
    }
    for (String name : MORE[1]) {
      enter(name, FORWARDED);
    }
    for (String name : MORE[2]) {
      enter(name, CORS);
    }
  }

  private final String text;

  Field(String text) {
    this.text = text;
  }

  /** Returns the name in lower case. */
  public String text() {
    return text;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static void enter(String name, Field field) {
    byte[] bytes = ascii(name.toLowerCase(Locale.ROOT));
    int hash = 0;
    for (byte b : bytes) {
      hash = hash(hash, b);
    }
    int slot = slot(hash);
    while (NAMES[slot] != null && !java.util.Arrays.equals(NAMES[slot], bytes)) {
      slot = (slot + 1) % SLOTS;
    }
    NAMES[slot] = bytes;
    FIELDS[slot] = field;
  }

  /** Takes the next byte of a name into its hash; case and {@code _} for {@code -} make no odds. */
  static int hash(int hash, byte b) {
    return hash * 31 + fold(b);
  }

  private static int slot(int hash) {
    return (hash ^ (hash >>> 8) ^ (hash >>> 16)) & (SLOTS - 1);
  }

  private static int fold(byte b) {
    return b == '_' ? '-' : b | 0x20;
  }

  /** Finds the field of the name that stands in {@code bytes[start, end)} and has that hash. */
  static Field find(byte[] bytes, int start, int end, int hash) {
    int slot = slot(hash);
    while (NAMES[slot] != null) {
      byte[] name = NAMES[slot];
      if (name.length == end - start && same(bytes, start, name)) {
        return exact(bytes, start, end) ? FIELDS[slot] : LOOKALIKE;
      }
      slot = (slot + 1) % SLOTS;
    }
    if ((bytes[start] | 0x20) == 'x') {
      if (end - start > X_FORWARDED.length && same(bytes, start, X_FORWARDED)) {
        return exact(bytes, start, end) ? FORWARDED : LOOKALIKE;
      }
      if (end - start > X_CUTOVER.length && same(bytes, start, X_CUTOVER)) {
        return INTERNAL;
      }
    }
    return OTHER;
  }

  private static boolean same(byte[] bytes, int start, byte[] name) {
    for (int i = 0; i < name.length; i++) {
      if (fold(bytes[start + i]) != name[i]) {
        return false;
      }
    }
    return true;
  }

  private static boolean exact(byte[] bytes, int start, int end) {
    for (int i = start; i < end; i++) {
      if (bytes[i] == '_') {
        return false;
      }
    }
    return true;
  }
}
