package io.cutover.token;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.Map;

/** JSON as tokens and key sets carry it (RFC 8259): UTF-8, and no name twice. */
public final class Json {
  private Json() {}

  /** Reads an object. */
  public static Map<String, Object> object(byte[] utf8) throws ParseException {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
      // The library takes a list of pairs for an object too, and "null" for none.
      if (!text.stripLeading().startsWith("{")) {
        throw new ParseException("no object", 0);
      }
      return JSONObjectUtils.parse(text);
    } catch (CharacterCodingException e) {
      throw new ParseException("no UTF-8", 0);
    }
  }

  /** Writes an object. */
  public static byte[] bytes(Map<String, Object> object) {
    return JSONObjectUtils.toJSONString(object).getBytes(StandardCharsets.UTF_8);
  }
}
