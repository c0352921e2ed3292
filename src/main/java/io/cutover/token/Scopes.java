package io.cutover.token;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The scopes of a token (RFC 6749 §3.3). */
public final class Scopes {
  private Scopes() {}

  /** Reads a list set apart by spaces; a scope named twice is one. */
  public static Set<String> of(String list) {
    Set<String> scopes = new LinkedHashSet<>();
    for (String scope : list.split(" ", -1)) {
      if (!scope.isEmpty()) {
        scopes.add(scope);
      }
    }
    return scopes;
  }

  /**
   * Reads the scopes that a JWT's claims give it: {@code scope} and {@code scp}, each a list set
   * apart by spaces (RFC 9068 §2.2.3) or an array, as some issuers write it.
   */
  public static Set<String> ofClaims(Map<String, Object> claims) {
    Set<String> scopes = new LinkedHashSet<>();
    for (String name : List.of("scope", "scp")) {
      switch (claims.get(name)) {
        case String list -> scopes.addAll(of(list));
        case List<?> list ->
            list.stream()
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .forEach(scopes::add);
        case null, default -> {}
      }
    }
    return scopes;
  }
}
