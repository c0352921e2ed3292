package io.cutover.bridge;

import io.cutover.config.ApplicationConfig.DatedSecret;
import io.cutover.config.ApplicationConfig.Registration;
import io.cutover.ledger.Application;
import io.cutover.split.Platform;
import io.cutover.token.Json;
import io.cutover.token.Scopes;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Old credentials that are answered with the new platform's tokens, so that an unchanged client
 * outlives the old platform. They are checked here, against the configured ones. On virtual
 * threads: it waits.
 */
final class OldPairs {
  private final Bridge bridge;
  private final InstantSource clock;

  OldPairs(Bridge bridge, InstantSource clock) {
    this.bridge = bridge;
    this.clock = clock;
  }

  /** Answers an old pair with a token of the new platform. */
  TokenAnswer answer(TokenForm form, Application application) {
    if (!isPresented(form, application)) {
      return invalid();
    }
    if (application.on(Platform.NEW) == null) {
      return unknown();
    }
    Set<String> scopes = Scopes.of(form.get("scope"));
    return switch (bridge.issue(application, Platform.NEW, scopes)) {
      case Issued.Token token -> {
        Map<String, Object> said = new LinkedHashMap<>();
        said.put("access_token", token.value());
        Set<String> granted = token.scopes() == null ? scopes : bridge.asOnOld(token.scopes());
        said.put("scope", String.join(" ", granted));
        said.put("token_type", "Bearer");
        said.put("expires_in", token.seconds());
        yield TokenAnswer.of(200, TokenAnswer.own(), Json.bytes(said), Platform.NEW);
      }
      case Issued.Refused(String error) when error.equals("invalid_scope") ->
          TokenAnswer.error(400, "invalid_scope", "The new platform does not know this scope.");
      case Issued.Refused _ -> unknown();
      case Issued.Nothing _ ->
          TokenAnswer.error(503, "temporarily_unavailable", "The new platform gives no tokens now")
              .with("Retry-After", "1");
    };
  }

  /** Returns whether the application's own secret came with a form. */
  boolean isPresented(TokenForm form, Application application) {
    Registration old = application.old();
    return old != null && isSecret(old.secrets(), form.secret());
  }

  static TokenAnswer invalid() {
    return TokenAnswer.error(401, "invalid_client", "Client credentials are invalid.");
  }

  private static TokenAnswer unknown() {
    return TokenAnswer.error(
        400,
        "unauthorized_client",
        "The new platform does not know this application. Ask the API's publisher");
  }

  /** Looks at every one of them, so that the time says nothing. */
  private boolean isSecret(List<DatedSecret> secrets, @Nullable String presented) {
    LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    boolean found = false;
    for (DatedSecret each : secrets) {
      boolean counts = each.until() == null || !each.until().isBefore(today);
      found |= each.secret().matches(presented == null ? "" : presented) & counts;
    }
    return found && presented != null;
  }
}
