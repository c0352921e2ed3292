package io.cutover.bridge;

import io.cutover.config.ApplicationConfig.DatedSecret;
import io.cutover.config.ApplicationConfig.Registration;
import io.cutover.config.PlatformConfig;
import io.cutover.config.TokenServiceConfig;
import io.cutover.http.Head;
import io.cutover.ledger.Application;
import io.cutover.ledger.Ledger;
import io.cutover.split.Platform;
import io.cutover.token.Authorities;
import io.cutover.token.BearerToken;
import io.cutover.token.Gate;
import io.cutover.token.Json;
import io.cutover.token.Outgoing;
import io.cutover.token.Scopes;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tokens on the stable URL: each request goes to the platform that its client belongs to, a client
 * that nobody knows to the home platform, never to both.
 *
 * <p>For an application whose {@code tokens} are {@code new}, client_credentials with its old pair
 * are answered by a token of the new platform: its client goes on unchanged when the old platform
 * is gone. Answers are read for what they tell of a token, and kept as digests only.
 */
public final class TokenService implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TokenService.class);
  private static final int AT_ONCE = 64;
  private static final int MOST_BYTES = 256 * 1024;
  private static final List<String> PASSED =
      List.of("Content-Type", "WWW-Authenticate", "Cache-Control", "Pragma", "Retry-After");
  private static final TokenAnswer BUSY =
      TokenAnswer.error(503, "temporarily_unavailable", "Too many requests at once. Try again")
          .with("Retry-After", "1");

  private final TokenPlaces places;
  private final Map<Platform, PlatformConfig> platforms;
  private final Ledger ledger;
  private final Bridge bridge;
  private final Authorities authorities;
  private final Surroundings surroundings;
  private final WrongSecrets wrongSecrets;
  private final Outgoing outgoing;
  private final Gate gate;

  /**
   * What changes without a reload, and the clocks.
   *
   * @param home where clients go that nobody knows
   * @param tokens what operators said of an application's tokens, by its name; null: nothing
   */
  public record Surroundings(
      Supplier<Platform> home,
      Function<String, @Nullable Platform> tokens,
      InstantSource clock,
      LongSupplier nanos) {}

  /** Prepares it; what was counted goes on. */
  public TokenService(
      TokenServiceConfig config,
      Map<Platform, PlatformConfig> platforms,
      Ledger ledger,
      Bridge bridge,
      Authorities authorities,
      Surroundings surroundings,
      @Nullable TokenService previous) {
    this.places = new TokenPlaces(config);
    this.platforms = platforms;
    this.ledger = ledger;
    this.bridge = bridge;
    this.authorities = authorities;
    this.surroundings = surroundings;
    this.wrongSecrets =
        previous == null ? new WrongSecrets(surroundings.nanos()) : previous.wrongSecrets;
    this.outgoing = previous == null ? new Outgoing(Outgoing.TOTAL) : previous.outgoing;
    this.gate = previous == null ? new Gate("service", AT_ONCE) : previous.gate;
  }

  /** Returns what a request asks of it; null: nothing. On an event loop. */
  public @Nullable TokenPlace place(Head head) {
    return places.of(head);
  }

  /** Answers aside; {@code then} is called once, by {@code answerOn}. */
  public void answer(TokenCall call, Executor answerOn, Consumer<TokenAnswer> then) {
    Runnable task =
        () -> {
          TokenAnswer answer = answer(call);
          try {
            answerOn.execute(() -> then.accept(answer));
          } catch (RejectedExecutionException _) {
            // Its event loop has ended, and every connection with it: nobody is left to be told.
          }
        };
    if (!gate.enter(task)) {
      then.accept(BUSY);
    }
  }

  private TokenAnswer answer(TokenCall call) {
    try {
      return switch (call.place()) {
        case AUTHORIZE -> authorize(call);
        case TOKEN, REVOKE -> posted(call);
      };
    } catch (RuntimeException e) {
      // Its message may quote what was sent.
      LOG.error(
          "The token service failed by a mistake of the gateway's own ({} at {}). Report it.",
          e.getClass().getName(),
          e.getStackTrace().length == 0 ? "?" : e.getStackTrace()[0]);
      return TokenAnswer.error(500, "server_error", "The gateway failed. Try again later");
    }
  }

  /** The user's browser goes on to the platform that the client belongs to. */
  private TokenAnswer authorize(TokenCall call) {
    if (!call.method().equals("GET")) {
      return notAllowed("GET");
    }
    TokenForm form = TokenForm.of(call);
    if (form == null) {
      return malformed();
    }
    Platform owner = owner(form.clientId());
    URI url = Objects.requireNonNull(of(owner).authorizeEndpoint());
    String query = call.query().isEmpty() ? "" : (url.getRawQuery() == null ? "?" : "&");
    return new TokenAnswer(
        302,
        Map.of("Location", url + query + call.query(), "Cache-Control", "no-store"),
        new byte[0],
        null);
  }

  private TokenAnswer posted(TokenCall call) {
    if (!call.method().equals("POST")) {
      return notAllowed("POST");
    }
    TokenForm form = TokenForm.of(call);
    if (form == null) {
      return malformed();
    }
    String clientId = form.clientId();
    long wait = clientId == null ? 0 : wrongSecrets.secondsToWait(clientId, call.client());
    if (wait > 0) {
      return TokenAnswer.error(
              429, "temporarily_unavailable", "Too many wrong secrets. Wait as Retry-After says")
          .with("Retry-After", Long.toString(wait));
    }
    Platform owner = owner(clientId);
    Application application = clientId == null ? null : ledger.byClientId(owner, clientId);
    boolean elsewhere =
        call.place() == TokenPlace.TOKEN
            && owner == Platform.OLD
            && application != null
            && form.get("grant_type").equals("client_credentials")
            && tokensOf(application) == Platform.NEW;
    TokenAnswer answer =
        elsewhere ? issue(form, Objects.requireNonNull(application)) : passOn(call, form, owner);
    if (answer.status() == 401 && clientId != null) {
      wrongSecrets.count(clientId, call.client());
    }
    return answer;
  }

  private static TokenAnswer notAllowed(String method) {
    return TokenAnswer.error(405, "invalid_request", "Use the method in the Allow field")
        .with("Allow", method);
  }

  private static TokenAnswer malformed() {
    return TokenAnswer.error(
        400, "invalid_request", "The request has a parameter or client twice, or is no form");
  }

  private PlatformConfig of(Platform platform) {
    return Objects.requireNonNull(platforms.get(platform));
  }

  private Platform owner(@Nullable String clientId) {
    for (Platform platform : Platform.values()) {
      if (clientId != null && ledger.byClientId(platform, clientId) != null) {
        return platform;
      }
    }
    return surroundings.home().get();
  }

  private Platform tokensOf(Application application) {
    Platform said = surroundings.tokens().apply(application.name());
    return said == null ? application.tokens() : said;
  }

  /** Answers an old pair with a token of the new platform. */
  private TokenAnswer issue(TokenForm form, Application application) {
    Registration old = Objects.requireNonNull(application.old());
    if (!isSecret(old.secrets(), form.secret())) {
      return TokenAnswer.error(401, "invalid_client", "Client credentials are invalid.");
    }
    Set<String> scopes = Scopes.of(form.get("scope"));
    return switch (bridge.issue(application, Platform.NEW, scopes)) {
      case Issued.Token token -> {
        Map<String, Object> said = new LinkedHashMap<>();
        said.put("access_token", token.value());
        said.put("scope", String.join(" ", token.scopes() == null ? scopes : token.scopes()));
        said.put("token_type", "Bearer");
        said.put("expires_in", token.seconds());
        yield TokenAnswer.of(200, TokenAnswer.own(), Json.bytes(said), Platform.NEW);
      }
      case Issued.Refused(String error) when error.equals("invalid_scope") ->
          TokenAnswer.error(400, "invalid_scope", "The new platform does not know this scope.");
      case Issued.Refused _ ->
          TokenAnswer.error(
              400,
              "unauthorized_client",
              "The new platform does not know this application. Ask the API's publisher");
      case Issued.Nothing _ ->
          TokenAnswer.error(503, "temporarily_unavailable", "The new platform gives no tokens now")
              .with("Retry-After", "1");
    };
  }

  /** Looks at every one of them, so that the time says nothing. */
  private boolean isSecret(List<DatedSecret> secrets, @Nullable String presented) {
    LocalDate today = LocalDate.ofInstant(surroundings.clock().instant(), ZoneOffset.UTC);
    boolean found = false;
    for (DatedSecret each : secrets) {
      boolean counts = each.until() == null || !each.until().isBefore(today);
      found |= each.secret().matches(presented == null ? "" : presented) & counts;
    }
    return found && presented != null;
  }

  private TokenAnswer passOn(TokenCall call, TokenForm form, Platform owner) {
    URI url =
        Objects.requireNonNull(
            call.place() == TokenPlace.TOKEN
                ? of(owner).tokenEndpoint()
                : of(owner).revokeEndpoint());
    // In the body, wherever they came: what the old platform takes from a query, the new one may
    // not.
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url)
            .POST(BodyPublishers.ofString(form.encoded()))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .header("Accept", "application/json")
            .header("X-Forwarded-For", call.client().getHostAddress());
    if (form.basic() != null) {
      request.header("Authorization", form.basic());
    }
    try {
      HttpResponse<byte[]> answer = outgoing.send(request.build(), MOST_BYTES);
      if (answer.statusCode() < 200 || answer.statusCode() / 100 == 3) {
        return away(owner, "it answers " + answer.statusCode());
      }
      if (answer.statusCode() == 200) {
        note(call, form, owner, answer.body());
      }
      Map<String, String> headers = new LinkedHashMap<>();
      for (String name : PASSED) {
        answer.headers().firstValue(name).ifPresent(value -> headers.put(name, value));
      }
      return TokenAnswer.of(answer.statusCode(), headers, answer.body(), owner);
    } catch (IOException e) {
      return away(owner, String.valueOf(e.getMessage()));
    }
  }

  private static TokenAnswer away(Platform owner, String why) {
    LOG.warn(
        "The {} platform's token or revoke endpoint fails: {}. Check platforms.{}.",
        owner.label(),
        why,
        owner.label());
    return TokenAnswer.error(
            503, "temporarily_unavailable", "The platform that issues these tokens is away.")
        .with("Retry-After", "1");
  }

  private void note(TokenCall call, TokenForm form, Platform owner, byte[] body) {
    if (call.place() == TokenPlace.REVOKE) {
      BearerToken token = token(form.get("token"));
      authorities.revoke(token, form.clientId());
      bridge.forget(token.digest());
      return;
    }
    if (owner != Platform.OLD || form.clientId() == null) {
      return; // a JWT tells of itself
    }
    try {
      Map<String, Object> said = Json.object(body);
      if (said.get("access_token") instanceof String text) {
        long seconds = TokenEndpoint.seconds(said.get("expires_in"));
        Object scope = said.get("scope") == null ? form.get("scope") : said.get("scope");
        authorities.learn(
            token(text),
            form.clientId(),
            Scopes.of(String.valueOf(scope)),
            endsAt(seconds),
            form.get("grant_type").equals("client_credentials"));
      }
    } catch (ParseException _) {
      // It is the client's to make something of.
    }
  }

  private @Nullable Instant endsAt(long seconds) {
    return seconds >= TokenEndpoint.ENDLESS
        ? null
        : surroundings.clock().instant().plusSeconds(seconds);
  }

  private static BearerToken token(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return BearerToken.of(bytes, 0, bytes.length);
  }

  @Override
  public void close() {
    outgoing.close();
  }
}
