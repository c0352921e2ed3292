package io.cutover.bridge;

import io.cutover.config.PlatformConfig;
import io.cutover.config.TokenServiceConfig;
import io.cutover.http.Head;
import io.cutover.ledger.Application;
import io.cutover.ledger.Ledger;
import io.cutover.split.Platform;
import io.cutover.token.Authorities;
import io.cutover.token.Gate;
import io.cutover.token.Outgoing;
import java.net.URI;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
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
  private static final TokenAnswer BUSY =
      TokenAnswer.error(503, "temporarily_unavailable", "Too many requests at once. Try again")
          .with("Retry-After", "1");

  private final TokenPlaces places;
  private final Map<Platform, PlatformConfig> platforms;
  private final Ledger ledger;
  private final TokenRelay relay;
  private final OldPairs oldPairs;
  private final Surroundings surroundings;
  private final WrongSecrets wrongSecrets;
  private final Outgoing outgoing;
  private final Gate gate;

  /**
   * What changes without a reload, and the clocks.
   *
   * @param home where clients go that nobody knows
   * @param retired whether the old platform is called no more
   * @param tokens what operators said of an application's tokens, by its name; null: nothing
   */
  public record Surroundings(
      Supplier<Platform> home,
      BooleanSupplier retired,
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
    this.surroundings = surroundings;
    this.wrongSecrets =
        previous == null ? new WrongSecrets(surroundings.nanos()) : previous.wrongSecrets;
    this.outgoing = previous == null ? new Outgoing(Outgoing.TOTAL) : previous.outgoing;
    this.relay = new TokenRelay(platforms, bridge, authorities, outgoing, surroundings.clock());
    this.oldPairs = new OldPairs(bridge, surroundings.clock());
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
    if (isGone(owner)) {
      return gone();
    }
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
        elsewhere
            ? oldPairs.answer(form, Objects.requireNonNull(application))
            : isGone(owner) ? withoutIt(call, form, application) : relay.pass(call, form, owner);
    if (answer.status() == 401 && clientId != null) {
      wrongSecrets.count(clientId, call.client());
    }
    return answer;
  }

  private boolean isGone(Platform owner) {
    return owner == Platform.OLD && surroundings.retired().getAsBoolean();
  }

  /**
   * What can be done for a client of the old platform when that is called no more. What that one
   * checked is checked here: nobody gives back another's tokens.
   */
  private TokenAnswer withoutIt(TokenCall call, TokenForm form, @Nullable Application application) {
    if (call.place() == TokenPlace.REVOKE) {
      if (application == null || !oldPairs.isPresented(form, application)) {
        return OldPairs.invalid();
      }
      relay.forget(form);
      return TokenAnswer.of(200, Map.of("Cache-Control", "no-store"), new byte[0], null);
    }
    return gone();
  }

  private static TokenAnswer gone() {
    return TokenAnswer.error(
        400,
        "unauthorized_client",
        "The platform of this client has ended. Register it with the new one");
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
    if (surroundings.retired().getAsBoolean()) {
      return Platform.NEW;
    }
    Platform said = surroundings.tokens().apply(application.name());
    return said == null ? application.tokens() : said;
  }

  @Override
  public void close() {
    outgoing.close();
  }
}
