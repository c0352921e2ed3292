package io.cutover.route;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PathRulesTest {
  private static String check(String path) {
    byte[] bytes = ("GET " + path + " HTTP/1.1").getBytes(ISO_8859_1);
    PathFault fault = PathRules.check(bytes, 4, 4 + path.length());
    return fault == null ? "pass" : fault.name();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "/ pass",
        "/orders pass",
        "/orders/ pass",
        "/orders/v1 pass",
        "/orders/v1/items/5 pass",
        "/a-b._~c pass",
        "/!$&()*+,=:@ pass",
        "/it's pass",
        "/a:b@c pass",
        "/%20 pass",
        "/caf%C3%A9 pass",
        "/caf%c3%a9 pass",
        "/caf%E9 pass",
        "/%7Euser pass",
        "/%41%42 pass",
        "/100%25 pass",
        "/100%2541 pass",
        "/a%3Fb pass",
        "/a%23b pass",
        "/a%0Ab pass",
        "/a%09 pass",
        "/... pass",
        "/.... pass",
        "/.hidden pass",
        "/..hidden pass",
        "/hidden.. pass",
        "/a. pass",
        "/a.. pass",
        "/.well-known/x pass",
        "/%2ehidden pass",
        "/a%2e%2e pass",
        "/%2e%2e%2e pass",
        "/%2e.a pass",
        "/a;x pass",
        "/a;x=1;y=2/b pass",
        "/a%3bx pass",
        "/orders/;x pass",
        "/a;.. pass",
        "/a;x=../b pass",
        "/a/b;v=1.2 pass",
        "/a%252e pass",
        "/%252ea pass",
        "/%2525 pass",
        "/%25zz pass",
        "/a%25 pass",
        "/a%252 pass",
        "/%C3%80 pass",
        "/%E0%A0%80 pass",
        "/%F0%90%80%80 pass",
        "/%C0 pass",
        "/%C0A pass",
        "/%FF%FE pass",
        "orders NO_SLASH",
        ".. NO_SLASH",
        "%2f NO_SLASH",
        "\\ NO_SLASH",
        "// EMPTY_SEGMENT",
        "//a EMPTY_SEGMENT",
        "/a//b EMPTY_SEGMENT",
        "/a// EMPTY_SEGMENT",
        "/a///b EMPTY_SEGMENT",
        "///a EMPTY_SEGMENT",
        "/;/a EMPTY_SEGMENT",
        "/;x=1/orders EMPTY_SEGMENT",
        "/a/;x/b EMPTY_SEGMENT",
        "/%3b/a EMPTY_SEGMENT",
        "/a/%3bx/b EMPTY_SEGMENT",
        "/%253b/a EMPTY_SEGMENT",
        "/. DOT_SEGMENT",
        "/.. DOT_SEGMENT",
        "/./ DOT_SEGMENT",
        "/../ DOT_SEGMENT",
        "/./a DOT_SEGMENT",
        "/../a DOT_SEGMENT",
        "/a/. DOT_SEGMENT",
        "/a/.. DOT_SEGMENT",
        "/a/./b DOT_SEGMENT",
        "/a/../b DOT_SEGMENT",
        "/orders/v1/../../admin DOT_SEGMENT",
        "/%2e DOT_SEGMENT",
        "/%2E DOT_SEGMENT",
        "/%2e%2e DOT_SEGMENT",
        "/%2E%2e/a DOT_SEGMENT",
        "/.%2e DOT_SEGMENT",
        "/%2e. DOT_SEGMENT",
        "/a/%2e%2e/b DOT_SEGMENT",
        "/a/.%2E/b DOT_SEGMENT",
        "/a/%2e./b DOT_SEGMENT",
        "/a/%2e/b DOT_SEGMENT",
        "/..; DOT_SEGMENT",
        "/.;x DOT_SEGMENT",
        "/..;x=1/a DOT_SEGMENT",
        "/a/..;/b DOT_SEGMENT",
        "/a/.;/b DOT_SEGMENT",
        "/a/..%3b/b DOT_SEGMENT",
        "/a/..%3Bx=y/b DOT_SEGMENT",
        "/a/%2e%2e;x/b DOT_SEGMENT",
        "/a/%2e%2e%3bx/b DOT_SEGMENT",
        "/%252e DOT_SEGMENT",
        "/%252e%252e DOT_SEGMENT",
        "/a/%252e%252e/b DOT_SEGMENT",
        "/a/.%252e/b DOT_SEGMENT",
        "/a/%2e%252e/b DOT_SEGMENT",
        "/a/%25252e%25252e/b DOT_SEGMENT",
        "/a/%2525252e./b DOT_SEGMENT",
        "/a/..%253b/b DOT_SEGMENT",
        "/a/%252e%252e;x/b DOT_SEGMENT",
        "/a/%25%32%65%2e/b DOT_SEGMENT",
        "/a/%%32%65%2e/b ENCODING",
        "/a%2fb ENCODED_SLASH",
        "/a%2Fb ENCODED_SLASH",
        "/%2f ENCODED_SLASH",
        "/a/%2f/b ENCODED_SLASH",
        "/%2e%2e%2fb ENCODED_SLASH",
        "/..%2fb ENCODED_SLASH",
        "/..%5cb ENCODED_SLASH",
        "/a%5cb ENCODED_SLASH",
        "/a%5Cb ENCODED_SLASH",
        "/a%252fb ENCODED_SLASH",
        "/a%252Fb ENCODED_SLASH",
        "/a%25252fb ENCODED_SLASH",
        "/a%255cb ENCODED_SLASH",
        "/a%25%32%66b ENCODED_SLASH",
        "/a;x=%2fb ENCODED_SLASH",
        "/a%00 ENCODED_NUL",
        "/%00 ENCODED_NUL",
        "/a%00.json ENCODED_NUL",
        "/a%2500 ENCODED_NUL",
        "/..%00/b ENCODED_NUL",
        "/%c0%ae%c0%ae/b OVERLONG",
        "/a%C0%AFb OVERLONG",
        "/a%c1%9cb OVERLONG",
        "/%c0%80 OVERLONG",
        "/%e0%80%af OVERLONG",
        "/%E0%80%AE OVERLONG",
        "/%f0%80%80%af OVERLONG",
        "/%25c0%25ae OVERLONG",
        "/% ENCODING",
        "/%2 ENCODING",
        "/%zz ENCODING",
        "/%2g ENCODING",
        "/%g2 ENCODING",
        "/a% ENCODING",
        "/%/a ENCODING",
        "/%2/e ENCODING",
        "/%u002e ENCODING",
        "/%u2215 ENCODING",
        "/%-1 ENCODING",
        "/%+2 ENCODING",
        "/a\\b CHARACTER",
        "/..\\b CHARACTER",
        "/\\..\\b CHARACTER",
        "/a[b CHARACTER",
        "/a]b CHARACTER",
        "/a<b CHARACTER",
        "/a>b CHARACTER",
        "/a^b CHARACTER",
        "/a`b CHARACTER",
        "/a{b} CHARACTER",
        "/a|b CHARACTER",
        "/caf\u00e9 CHARACTER",
        "/a\u0000b CHARACTER",
        "/a\u0009b CHARACTER",
        "/a\u007fb CHARACTER",
        "/a\u0080b CHARACTER",
        "/a\u00c0\u00aeb CHARACTER"
      },
      ignoreLeadingAndTrailingWhitespace = true,
      quoteCharacter = '`')
  void aPathIsHeldToTheRules(String path, String expected) {
    assertThat(check(path)).isEqualTo(expected);
  }

  @Test
  void charactersThatATableOfWordsCannotHold() {
    assertThat(check("/a b")).isEqualTo("CHARACTER");
    assertThat(check("/a\"b")).isEqualTo("CHARACTER");
    assertThat(check("/a?b")).isEqualTo("CHARACTER");
    assertThat(check("/a#b")).isEqualTo("CHARACTER");
    assertThat(check("")).isEqualTo("NO_SLASH");
  }

  /** Whoever decodes as often as they like and resolves dots never leaves by what passes. */
  @Test
  void whatPassesStaysWhereItSeemsToBe() {
    String[] pieces = {
      "/", "a", ".", "..", "%2e", "%2E", "%252e", ";", "%3b", "x", "%2f", "%5c", "%25", "2e", "2f",
      "%32", "%65", "%41", "25"
    };
    var random = new Random(11);
    int passed = 0;
    for (int n = 0; n < 200_000; n++) {
      StringBuilder path = new StringBuilder("/p/");
      for (int i = random.nextInt(7); i >= 0; i--) {
        path.append(pieces[random.nextInt(pieces.length)]);
      }
      if (check(path.toString()).equals("pass")) {
        passed++;
        String read = path.toString();
        String[] written = read.substring(1).split("/", -1);
        for (int depth = 0; depth < 6; depth++) {
          String[] segments = read.substring(1).split("/", -1);
          assertThat(segments).as("%s, read as %s", path, read).hasSameSizeAs(written);
          for (int i = 0; i < segments.length; i++) {
            String name = segments[i].replaceAll(";.*", "");
            assertThat(name)
                .as("%s, read as %s", path, read)
                .isNotIn(".", "..")
                .doesNotContain("\\");
            if (i + 1 < segments.length) {
              assertThat(name).as("%s, read as %s", path, read).isNotEmpty();
            }
          }
          read = decode(read);
        }
      }
    }
    assertThat(passed).isGreaterThan(10_000);
  }

  private static String decode(String path) {
    return Pattern.compile("%([0-9a-fA-F]{2})")
        .matcher(path)
        .replaceAll(
            escape ->
                Matcher.quoteReplacement(
                    String.valueOf((char) Integer.parseInt(escape.group(1), 16))));
  }

  @ParameterizedTest
  @EnumSource
  void everyFaultSaysWhatIsWrong(PathFault fault) {
    assertThat(fault.detail()).matches("[a-z][ -~]+[^.]");
  }
}
