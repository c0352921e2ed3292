package io.cutover.http;

/** The character classes of RFC 9110 §5 and RFC 9112 §§2–5, as one table. */
public final class Syntax {
  /** {@code tchar}: what a method or a field name is made of. */
  public static final byte TCHAR = 1;

  /** {@code field-vchar}, SP, HTAB: what a field's value is made of. */
  public static final byte FIELD = 2;

  /**
   * What a request target may hold before its query: the characters of RFC 3986. No control, no
   * space, none of {@code " < > \ ^ ` { | } #}, nothing above 0x7e.
   */
  static final byte TARGET = 4;

  /** {@code HEXDIG}. */
  public static final byte HEX = 8;

  /** What {@code uri-host [ ":" port ]} is made of, IP literals included. */
  public static final byte HOST = 16;

  /**
   * The same of a query, in which browsers leave {@code \ ^ ` { | }} as they are (WHATWG URL, query
   * percent-encode set) and no platform minds.
   */
  static final byte QUERY = 32;

  private static final byte[] CLASS = new byte[256];

  static {
    for (int c = 'a'; c <= 'z'; c++) {
      set(c, TCHAR | TARGET | QUERY | HOST);
      set(c - 0x20, TCHAR | TARGET | QUERY | HOST);
    }
    for (int c = '0'; c <= '9'; c++) {
      set(c, TCHAR | TARGET | QUERY | HEX | HOST);
    }
    for (int c = 'a'; c <= 'f'; c++) {
      set(c, HEX);
      set(c - 0x20, HEX);
    }
    each("!#$%&'*+-.^_`|~", TCHAR);
    each("-._~:/?[]@!$&'()*+,;=%", TARGET | QUERY);
    each("\\^`{|}", QUERY);
    each("-._~:[]!$&'()*+,;=%", HOST);
    for (int c = 0x20; c < 256; c++) {
      if (c != 0x7f) {
        set(c, FIELD);
      }
    }
    set('\t', FIELD);
  }

  private Syntax() {}

  private static void set(int c, int bits) {
    CLASS[c] |= (byte) bits;
  }

  private static void each(String characters, int bits) {
    characters.chars().forEach(c -> set(c, bits));
  }

  /** Returns whether the byte belongs to the class. */
  public static boolean is(byte b, byte kind) {
    return (CLASS[b & 0xff] & kind) != 0;
  }

  /** Returns a hexadecimal digit's value; -1 for any other byte. */
  public static int hex(byte b) {
    return is(b, HEX) ? Character.digit(b, 16) : -1;
  }

  static boolean isWhitespace(byte b) {
    return b == ' ' || b == '\t';
  }
}
