package io.cutover.token;

import java.util.LinkedHashSet;
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
}
