package io.cutover.demo;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.cutover.demo.Consumers.Consumer;
import io.cutover.split.Platform;
import java.text.ParseException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * WSO2 Choreo, simulated: JWTs, one virtual host per organization and environment, {@code
 * /{project}/{component}/{version}}, its enforcer's and its router's faults, its rate-limit fields.
 * Any thread.
 */
final class Choreo {
  /** Organization, environment, data plane: where the APIs are, and nowhere else. */
  static final String HOST = ChoreoTokens.ORGANIZATION + "-prod.e1-us-east-azure.choreoapis.dev";

  /** Where the token service is. */
  static final String TOKEN_HOST = "sts.choreo.dev";

  /** How far the enforcer's clock may be off. */
  private static final Duration SKEW = Duration.ofSeconds(5);

  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS");

  private final InstantSource clock;
  private final Consumers consumers = new Consumers();
  private final ChoreoTokens tokens;
  private final JWSVerifier verifier;
  private final Tally tally;
  private final Backend backend = new Backend(Platform.NEW);
  private final MinuteLimit limit;
  private final RandomGenerator random;
  private volatile @Nullable Injected injected;

  Choreo(InstantSource clock, RandomGenerator random, IssuedTokens issued) {
    this.clock = clock;
    this.random = random;
    this.tokens = new ChoreoTokens(consumers, clock, random, issued);
    this.tally = new Tally(Platform.NEW, issued);
    this.limit = new MinuteLimit(clock);
    try {
      this.verifier = new RSASSAVerifier(tokens.key());
    } catch (JOSEException e) {
      throw new AssertionError("an RSA key verifies RS256", e);
    }
  }

  void register(Consumer consumer) {
    consumers.add(consumer);
  }

  /** Sets what each API may get in a clock minute, from all applications; 0: no limit. */
  void limit(int perMinute) {
    limit.set(perMinute);
  }

  Tally tally() {
    return tally;
  }

  /** Sets what fails from now on; null: nothing. */
  void inject(@Nullable Injected fault) {
    injected = fault;
  }

  Answer answer(Request request) {
    tally.inspect(request);
    if (request.isToLoopback() || request.host().equals(TOKEN_HOST)) {
      if (request.path().equals("/oauth2/token") && request.method().equals("POST")) {
        return tokens.token(request);
      }
      if (request.path().equals("/oauth2/jwks") && request.method().equals("GET")) {
        return tokens.jwks();
      }
    }
    Api api = request.host().equals(HOST) ? Api.at(Platform.NEW, request.path()) : null;
    if (api == null) {
      tally.misrouted(request);
      return ChoreoFault.NOT_FOUND;
    }
    String resource = request.path().substring(api.newPath().length());
    if (!api.has(resource) || !METHODS.contains(request.method())) {
      tally.misrouted(request);
      return ChoreoFault.NOT_FOUND;
    }
    if (request.method().equals("OPTIONS")) {
      return Answer.empty(204).with("allow", "OPTIONS, GET, HEAD, POST, PUT, DELETE");
    }
    Answer refused = api.secured() ? refused(api, resource, request) : null;
    Injected fault = injected;
    if (refused == null && fault != null && fault.hits(random)) {
      return fault.answer();
    }
    return refused != null ? refused : limited(api, request);
  }

  /** Checks in the enforcer's order; null: the request may pass. */
  private @Nullable Answer refused(Api api, String resource, Request request) {
    String authorization = request.headers().get("Authorization", "").strip();
    boolean bearer = authorization.regionMatches(true, 0, "Bearer ", 0, 7);
    String text = bearer ? authorization.substring(7).strip() : authorization;
    if (text.split("\\.", -1).length != 3) {
      return ChoreoFault.NO_JWT;
    }
    if (!bearer) {
      return ChoreoFault.NO_BEARER;
    }
    JWTClaimsSet claims;
    try {
      SignedJWT token = SignedJWT.parse(text);
      claims = token.getJWTClaimsSet();
      if (!ChoreoTokens.ISSUER.equals(claims.getIssuer()) || !token.verify(verifier)) {
        return ChoreoFault.INVALID;
      }
    } catch (ParseException e) {
      return ChoreoFault.UNDECODABLE;
    } catch (JOSEException e) {
      return ChoreoFault.INVALID;
    }
    var expires = claims.getExpirationTime();
    if (expires == null || !expires.toInstant().plus(SKEW).isAfter(clock.instant())) {
      return ChoreoFault.INVALID;
    }
    Consumer consumer = consumers.byKey(text(claims, "azp"));
    if (consumer == null || !consumer.apis().contains(api.name())) {
      return ChoreoFault.NOT_SUBSCRIBED;
    }
    String scope = api.scope();
    boolean reaches =
        scope == null || Arrays.asList(text(claims, "scope").split(" ")).contains(scope);
    return reaches ? null : ChoreoFault.scope(resource);
  }

  private static String text(JWTClaimsSet claims, String name) {
    return claims.getClaim(name) instanceof String text ? text : "";
  }

  private Answer limited(Api api, Request request) {
    MinuteLimit.Count count = limit.take(api.newPath());
    Answer answer;
    if (count.granted()) {
      tally.served(api.name());
      // A secured API's backend never sees the token; an open one's sees whatever comes.
      boolean authorization = !api.secured() && request.headers().contains("Authorization");
      answer = backend.answer(api, request, authorization);
    } else {
      answer = ChoreoFault.THROTTLED;
    }
    if (count.limit() == 0) {
      return answer;
    }
    long reset = Duration.between(count.now(), count.resets()).toSeconds();
    return answer
        .with("x-ratelimit-limit", count.limit() + ", " + count.limit() + ";w=60")
        .with("x-ratelimit-remaining", Integer.toString(count.remaining()))
        .with("x-ratelimit-reset", Long.toString(reset));
  }
}
