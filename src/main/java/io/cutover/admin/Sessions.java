package io.cutover.admin;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.cutover.admin.Call.Place;
import io.cutover.admin.Operators.Login;
import io.cutover.config.AdminConfig.OperatorConfig;
import io.cutover.config.AdminConfig.Role;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Browsers that have logged in: a random id in a cookie that no script can read stands for the
 * operator, whose token the browser need not keep.
 *
 * <p>A session ends after twelve hours, with the process, on {@code DELETE}, or as soon as the
 * operator's token or role is another. What changes something by a cookie must carry {@value
 * #MARK}, which a page of another origin can not send without being asked for first (Fetch
 * standard, "CORS-preflight request"), and that is never allowed here. Any thread.
 */
final class Sessions {
  static final String PATH = "/api/v1/session";
  static final String MARK = "X-Cutover-Console";
  static final String FOREIGN =
      "a change by cookie needs the field " + MARK + ": 1 and a page of this origin";
  private static final String COOKIE = "cutover_session";
  private static final Duration LIFE = Duration.ofHours(12);
  private static final int MOST = 1000;

  private final SecureRandom random = new SecureRandom();
  private final Operators operators;
  private final String attributes;
  private final Cache<String, OperatorConfig> byDigest;

  /**
   * Makes the sessions of a listener.
   *
   * @param secure whether browsers come by TLS only
   */
  Sessions(Operators operators, boolean secure, LongSupplier nanos) {
    this.operators = operators;
    this.attributes = "; Path=/; HttpOnly; SameSite=Strict" + (secure ? "; Secure" : "");
    this.byDigest =
        Caffeine.newBuilder()
            .maximumSize(MOST)
            .expireAfterWrite(LIFE)
            .ticker(nanos::getAsLong)
            .build();
  }

  Stream<Place> places() {
    return Stream.of(
        new Place("GET", PATH, Role.VIEWER, Sessions::who),
        new Place("POST", PATH, Role.VIEWER, this::open),
        new Place("DELETE", PATH, Role.VIEWER, this::end));
  }

  /** Finds whose cookie it is. */
  Login login(@Nullable String cookies) {
    OperatorConfig operator = find(cookies).map(byDigest::getIfPresent).orElse(null);
    return operator != null && operators.isInForce(operator)
        ? new Login.Known(operator)
        : new Login.Unknown(false);
  }

  /** Returns whether a call by cookie may come from a page that is not ours. */
  boolean isForeign(String method, UnaryOperator<@Nullable String> field) {
    if (List.of("GET", "HEAD").contains(method)) {
      return false;
    }
    String site = field.apply("Sec-Fetch-Site");
    String origin = field.apply("Origin");
    return field.apply(MARK) == null
        || (site != null && !site.equals("same-origin"))
        || (origin != null && !origin.replaceFirst("^https?://", "").equals(field.apply("Host")));
  }

  private static Answer who(Call call) {
    OperatorConfig operator = call.caller().operator();
    return Answer.json(
        Map.of("name", operator.name(), "role", operator.role().name().toLowerCase(Locale.ROOT)));
  }

  private Answer open(Call call) {
    var _ = call.body().text("token");
    List<String> faults = call.body().faults();
    if (!faults.isEmpty()) {
      return Answer.badRequest(faults);
    }
    byte[] id = new byte[32];
    random.nextBytes(id);
    String value = HexFormat.of().formatHex(id);
    byDigest.put(digest(value), call.caller().operator());
    return who(call)
        .with("Set-Cookie", COOKIE + "=" + value + "; Max-Age=" + LIFE.toSeconds() + attributes);
  }

  private Answer end(Call call) {
    find(call.cookies()).ifPresent(byDigest::invalidate);
    return Answer.json(Map.of("ended", true))
        .with("Set-Cookie", COOKIE + "=; Max-Age=0" + attributes);
  }

  private static Optional<String> find(@Nullable String cookies) {
    return Arrays.stream(cookies == null ? new String[0] : cookies.split("[;,]", -1))
        .map(String::strip)
        .filter(pair -> pair.startsWith(COOKIE + "="))
        .map(pair -> digest(pair.substring(COOKIE.length() + 1)))
        .findFirst();
  }

  private static String digest(String value) {
    return HexFormat.of().formatHex(Operators.sha256(value));
  }
}
