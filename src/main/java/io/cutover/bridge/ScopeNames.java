package io.cutover.bridge;

import io.cutover.split.Platform;
import io.cutover.token.Identity;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What scopes are called on either platform; one that is not named has one name on both. Immutable.
 */
final class ScopeNames {
  private final Map<String, String> onNew;
  private final Map<String, String> onOld;

  /**
   * @param onNew names on the new platform by those on the old one; no two alike
   */
  ScopeNames(Map<String, String> onNew) {
    this.onNew = Map.copyOf(onNew);
    Map<String, String> back = new HashMap<>();
    onNew.forEach((old, next) -> back.put(next, old));
    this.onOld = Map.copyOf(back);
  }

  /**
   * Returns the names that the other platform's scopes have on a platform. One that has no name
   * there, because another scope is called so, is left out: it is no permission.
   */
  Set<String> on(Platform platform, Set<String> scopes) {
    Map<String, String> names = platform == Platform.NEW ? onNew : onOld;
    Map<String, String> taken = platform == Platform.NEW ? onOld : onNew;
    return names.isEmpty()
        ? scopes
        : scopes.stream()
            .filter(scope -> names.containsKey(scope) || !taken.containsKey(scope))
            .map(scope -> names.getOrDefault(scope, scope))
            .collect(Collectors.toUnmodifiableSet());
  }

  /** Returns whether a token has scopes, which may be called by either platform's names. */
  boolean grants(Identity identity, Set<String> wanted) {
    Set<String> has = identity.scopes();
    if (onNew.isEmpty()) {
      return has.containsAll(wanted);
    }
    Set<String> known = identity.nativeTo().contains(Platform.OLD) ? has : on(Platform.OLD, has);
    return wanted.stream().allMatch(scope -> known.contains(onOld.getOrDefault(scope, scope)));
  }
}
