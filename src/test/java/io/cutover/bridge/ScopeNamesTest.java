package io.cutover.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.cutover.split.Platform;
import io.cutover.split.TokenKind;
import io.cutover.token.Identity;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A scope has one meaning, whatever it is called. */
class ScopeNamesTest {
  private final ScopeNames names = new ScopeNames(Map.of("read", "urn:read"));

  private static Identity identity(Platform platform, String scope) {
    return new Identity(
        "a", TokenKind.JWT, Set.of(platform), "c", null, null, Set.of(scope), null, true);
  }

  @ParameterizedTest
  @CsvSource({
    // of, has, wanted, granted
    "OLD, read, read, true",
    "OLD, read, urn:read, true",
    "OLD, urn:read, read, false",
    "OLD, list, list, true",
    "OLD, list, read, false",
    "NEW, urn:read, urn:read, true",
    "NEW, urn:read, read, true",
    "NEW, read, urn:read, false",
    "NEW, read, read, false",
    "NEW, list, list, true",
    "NEW, list, read, false"
  })
  void aRoutesScopesAreGrantedByEitherName(
      Platform platform, String has, String wanted, boolean granted) {
    assertThat(names.grants(identity(platform, has), Set.of(wanted))).isEqualTo(granted);
  }

  @ParameterizedTest
  @CsvSource({
    "NEW, read, urn:read",
    "NEW, list, list",
    "NEW, urn:read, ",
    "OLD, urn:read, read",
    "OLD, list, list",
    "OLD, read, "
  })
  void whatIsCalledAsAnotherThereIsNoPermission(Platform to, String scope, String there) {
    assertThat(names.on(to, Set.of(scope))).isEqualTo(there == null ? Set.of() : Set.of(there));
  }
}
