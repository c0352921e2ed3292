package io.cutover.state;

import io.cutover.split.Platform;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What replicas agree on: immutable, a few kilobytes, each change one revision.
 *
 * @param format of the stored form; above {@value #FORMAT} it is read and never written
 * @param epoch the random id of a store's life
 * @param revision of the last change; grows, and may leave numbers out
 * @param switchState the global override; {@code switch} in JSON
 * @param retirement the old platform's; null: it is still called. {@code retired} in JSON
 * @param tokens whose tokens applications are given, by application; absent: as the file says
 * @param routes by name; a route that left the configuration stays
 * @param auditHead SHA-256 of the last audit record, hexadecimal; empty before the first
 */
public record CutoverState(
    int format,
    String epoch,
    long revision,
    SwitchState switchState,
    @Nullable Retirement retirement,
    Map<String, Tokens> tokens,
    Map<String, RouteState> routes,
    String auditHead,
    Extra extra) {
  /** The stored form that this version writes. */
  public static final int FORMAT = 1;

  public CutoverState {
    tokens = Collections.unmodifiableMap(new TreeMap<>(tokens));
    routes = Collections.unmodifiableMap(new TreeMap<>(routes));
  }

  /** Returns the state before any change, of a store whose life begins. */
  public static CutoverState first(String epoch) {
    return new CutoverState(
        FORMAT, epoch, 0, SwitchState.INITIAL, null, Map.of(), Map.of(), "", Extra.NONE);
  }

  CutoverState atRevision(long revision) {
    return new CutoverState(
        format, epoch, revision, switchState, retirement, tokens, routes, auditHead, extra);
  }

  CutoverState withSwitch(SwitchState switchState) {
    return new CutoverState(
        format, epoch, revision, switchState, retirement, tokens, routes, auditHead, extra);
  }

  CutoverState withRetirement(@Nullable Retirement retirement) {
    return new CutoverState(
        format, epoch, revision, switchState, retirement, tokens, routes, auditHead, extra);
  }

  /** Returns it with what was said of an application's tokens, or as if nothing was. */
  CutoverState withTokens(String application, @Nullable Tokens said) {
    Map<String, Tokens> all = new TreeMap<>(tokens);
    if (said == null) {
      all.remove(application);
    } else {
      all.put(application, said);
    }
    return new CutoverState(
        format, epoch, revision, switchState, retirement, all, routes, auditHead, extra);
  }

  /** Returns whose tokens an application is given; null: as the file says. */
  public @Nullable Platform tokensOf(String application) {
    Tokens said = tokens.get(application);
    return said == null ? null : said.platform();
  }

  /** Returns whether the old platform is called no more. */
  public boolean retired() {
    return retirement != null;
  }

  CutoverState withRoutes(Map<String, RouteState> changed) {
    Map<String, RouteState> all = new TreeMap<>(routes);
    all.putAll(changed);
    return new CutoverState(
        format, epoch, revision, switchState, retirement, tokens, all, auditHead, extra);
  }

  CutoverState withAuditHead(String auditHead) {
    return new CutoverState(
        format, epoch, revision, switchState, retirement, tokens, routes, auditHead, extra);
  }
}
