package io.cutover.demo;

import io.cutover.config.Secret;
import io.cutover.demo.Consumers.Consumer;
import io.cutover.split.Platform;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * WSO2 API Cloud, simulated: opaque tokens, {@code /t/{tenant}/{context}/{version}}, its faults and
 * its throttling. Any thread.
 */
final class ApiCloud {
  static final String HOST = "gateway.api.cloud.wso2.com";

  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS");
  private static final DateTimeFormatter NEXT_ACCESS =
      DateTimeFormatter.ofPattern("yyyy-MMM-dd HH:mm:ss'+0000 UTC'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter HTTP_DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  /** The default {@code corsConfiguration} of an API. */
  private static final Answer CORS =
      Answer.empty(200)
          .with("Access-Control-Allow-Origin", "*")
          .with("Access-Control-Allow-Methods", "GET,PUT,POST,DELETE,PATCH,OPTIONS")
          .with(
              "Access-Control-Allow-Headers",
              "authorization,Access-Control-Allow-Origin,Content-Type,SOAPAction");

  private final InstantSource clock;
  private final Consumers consumers = new Consumers();
  private final Consumers introspectors = new Consumers();
  private final CloudTokens tokens;
  private final CloudIntrospection introspection;
  private final Tally tally;
  private final Backend backend = new Backend(Platform.OLD);
  private final Map<Tier, MinuteLimit> limits = new EnumMap<>(Tier.class);

  /** What a limit is counted for, and the code of its excess; asked in this order. */
  enum Tier {
    /** All requests of an API. */
    API(900800),
    /** An application's requests of one API. */
    SUBSCRIPTION(900804),
    /** A user's requests with one application. */
    APPLICATION(900803);

    private final int code;

    Tier(int code) {
      this.code = code;
    }
  }

  ApiCloud(InstantSource clock, RandomGenerator random, IssuedTokens issued) {
    this.clock = clock;
    this.tokens = new CloudTokens(consumers, clock, random, issued);
    this.introspection = new CloudIntrospection(tokens, introspectors, clock);
    this.tally = new Tally(Platform.OLD, issued);
    for (Tier tier : Tier.values()) {
      limits.put(tier, new MinuteLimit(clock));
    }
  }

  void register(Consumer consumer) {
    consumers.add(consumer);
  }

  void registerUser(String name, Secret password) {
    tokens.addUser(name, password);
  }

  /** Lets a resource server introspect tokens. */
  void registerIntrospector(String clientId, Secret secret) {
    introspectors.add(new Consumer(clientId, secret, Set.of()));
  }

  /** Sets a limit per clock minute; 0: none, as at first. */
  void limit(Tier tier, int perMinute) {
    limit(tier).set(perMinute);
  }

  private MinuteLimit limit(Tier tier) {
    return Objects.requireNonNull(limits.get(tier));
  }

  Tally tally() {
    return tally;
  }

  Answer answer(Request request) {
    tally.inspect(request);
    boolean gateway = request.host().equals(HOST);
    if (gateway || request.isToLoopback()) {
      switch (request.path()) {
        case "/token", "/oauth2/token":
          return posted(request) ? tokens.token(request) : Answer.empty(405);
        case "/revoke":
          return posted(request) ? tokens.revoke(request) : Answer.empty(405);
        case "/oauth2/introspect":
          return posted(request) ? introspection.answer(request) : Answer.empty(405);
        default:
          break;
      }
    }
    Api api = gateway ? Api.at(Platform.OLD, request.path()) : null;
    if (api == null
        || !api.has(request.path().substring(api.oldPath().length()))
        || !METHODS.contains(request.method())) {
      tally.misrouted(request);
      return CloudFault.NO_RESOURCE.answer(request.header("Accept"));
    }
    if (request.method().equals("OPTIONS")) {
      return CORS;
    }
    return api.secured() ? secured(api, request) : open(api, request);
  }

  private static boolean posted(Request request) {
    return request.method().equals("POST");
  }

  private Answer secured(Api api, Request request) {
    String authorization = request.headers().get("Authorization", "");
    if (!authorization.regionMatches(true, 0, "Bearer ", 0, 7)) {
      return unauthorized(request, CloudFault.MISSING_CREDENTIALS, null);
    }
    String text = authorization.substring(7).strip();
    if (text.split("\\.", -1).length == 3) {
      // A JWT of an unknown issuer is a failure of its own here, not a rejection.
      return CloudFault.UNCLASSIFIED.answer(request.header("Accept"));
    }
    CloudToken token = tokens.access(text);
    if (token == null) {
      return unauthorized(request, CloudFault.INVALID_CREDENTIALS, "The provided token is invalid");
    }
    if (token.isExpired(clock.instant())) {
      return unauthorized(request, CloudFault.INVALID_CREDENTIALS, "The access token expired");
    }
    if (!token.consumer.apis().contains(api.name())) {
      return CloudFault.NOT_SUBSCRIBED.answer(request.header("Accept"));
    }
    if (api.scope() != null && !token.scopes().contains(api.scope())) {
      return CloudFault.SCOPE.answer(request.header("Accept"));
    }
    Answer throttled = throttled(request, Tier.API, api.oldPath());
    if (throttled == null) {
      String key = token.consumer.key();
      throttled = throttled(request, Tier.SUBSCRIPTION, key + ":" + api.oldPath());
      if (throttled == null) {
        throttled = throttled(request, Tier.APPLICATION, key + ":" + token.user);
      }
    }
    return throttled != null ? throttled : served(api, request, false);
  }

  private Answer open(Api api, Request request) {
    Answer throttled = throttled(request, Tier.API, api.oldPath());
    boolean authorization = request.headers().contains("Authorization");
    return throttled != null ? throttled : served(api, request, authorization);
  }

  private Answer served(Api api, Request request, boolean authorization) {
    tally.served(api.name());
    Answer answer = backend.answer(api, request, authorization);
    return api.kind() == Api.Kind.HTTP ? answer.inChunks() : answer;
  }

  private static Answer unauthorized(Request request, CloudFault fault, @Nullable String why) {
    String challenge = "OAuth2 realm=\"WSO2 API Manager\"";
    if (why != null) {
      challenge += ", error=\"invalid_token\", error_description=\"" + why + "\"";
    }
    return fault.answer(request.header("Accept")).with("WWW-Authenticate", challenge);
  }

  private @Nullable Answer throttled(Request request, Tier tier, String key) {
    MinuteLimit.Count count = limit(tier).take(key);
    if (count.granted()) {
      return null;
    }
    Instant next = count.resets();
    return new CloudFault(
            429,
            CloudFault.Namespace.THROTTLING,
            tier.code,
            "Message throttled out",
            "You have exceeded your quota",
            NEXT_ACCESS.format(next))
        .answer(request.header("Accept"))
        .with("Retry-After", HTTP_DATE.format(next));
  }
}
