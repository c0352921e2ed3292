package io.cutover.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.cutover.split.TokenKind;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JoseHeaderTest {
  private static TokenKind kind(String token) {
    return JoseHeader.kindOf(token.getBytes(StandardCharsets.ISO_8859_1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{ }",
        "{\"alg\":\"RS256\"}",
        "{\"alg\":\"RS256\" }",
        " {\"alg\":\"RS256\"}",
        "\r\n\t{\"alg\":\"RS256\"}\n ",
        "{\"alg\":\"RS256\",\"kid\":\"ü\"}",
        "{not json}"
      })
  void whatDecodesToBracesIsAJwtPaddedOrNot(String header) {
    byte[] bytes = header.getBytes(StandardCharsets.UTF_8);
    String padded = Base64.getUrlEncoder().encodeToString(bytes);
    String plain = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);

    assertThat(kind(padded + ".a.b")).isEqualTo(TokenKind.JWT);
    assertThat(kind(plain + ".a.b")).isEqualTo(TokenKind.JWT);
    assertThat(kind(plain + ".")).isEqualTo(TokenKind.JWT);
    assertThat(kind(plain)).isEqualTo(TokenKind.OPAQUE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1fa22cef-c791-3105-9ac4-58511c199aa0",
        "0bc0500523dddc5c973971f16b19103e",
        "NtBQkXoKElu0H1a1fQ0DWfo6IX4a",
        "",
        ".",
        "..",
        "=.=.=",
        "e.e.e",
        "ew.a.b", // {
        "fQ.a.b", // }
        "eyJh.a.b", // {"a
        "W10.a.b", // []
        "Int9Ig.a.b", // "{}"
        "e30x.a.b", // {}1
        "e3+9.a.b",
        "e31\u00e9.a.b",
        "=e30.a.b",
        "e=30.a.b",
        "IA.a.b",
        "ICAg.a.b"
      })
  void anythingElseIsOpaque(String token) {
    assertThat(kind(token)).isEqualTo(TokenKind.OPAQUE);
  }
}
