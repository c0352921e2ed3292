package io.cutover.decide;

import io.cutover.http.Cors;
import io.cutover.http.Head;
import io.cutover.route.Access;
import io.cutover.route.Match;
import io.cutover.route.Route;
import io.cutover.split.Decision;
import io.cutover.split.Platform;
import io.cutover.split.Share;
import io.cutover.split.StickBy;
import io.cutover.token.BearerToken;
import io.cutover.token.Verdict;
import java.net.InetAddress;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Says where a described request would go: the same matching, keys and decision as the request path
 * has, over the same snapshot. Asks nobody: a token that is not in a cache stays unknown.
 */
public final class Explain {
  private final Live live;
  private final InstantSource clock;
  private final List<String> reasons = new ArrayList<>();
  private @Nullable String route;
  private @Nullable String authority;
  private @Nullable String application;

  private Explain(Live live, InstantSource clock) {
    this.live = live;
    this.clock = clock;
  }

  /** Explains a request, as if it came from an address. Any thread. */
  public static Explanation of(Live live, Head head, InetAddress client, InstantSource clock) {
    return new Explain(live, clock).of(head, client);
  }

  private Explanation of(Head head, InetAddress client) {
    switch (live.routes().match(head)) {
      case Match.Found found -> {
        return of(live.of(found.route()), head, client);
      }
      case Match.None _ -> reasons.add("no route matches: answered here with 404");
      case Match.Refused refused ->
          reasons.add("the path is refused with 400: " + refused.fault().detail());
      case Match.Server _ -> reasons.add("OPTIONS * is answered here");
    }
    return none();
  }

  private Explanation of(Live.InForce inForce, Head head, InetAddress client) {
    Route matched = inForce.route();
    route = inForce.metrics().route();
    reasons.add("route: " + route);
    if (matched.respond() > 0) {
      reasons.add("the route answers here with " + matched.respond());
      return none();
    }
    if (Cors.isPreflight(head)) {
      if (matched.cors() != null) {
        reasons.add("a preflight is answered here");
        return none();
      }
      reasons.add("a preflight is never authenticated: decided as a request without a key");
      return decided(inForce, Questions.ofNobody(inForce));
    }
    if (matched.access() == Access.PASSTHROUGH) {
      Platform home = inForce.standing().home();
      reasons.add("passthrough: nothing is checked, all goes to the route's home");
      return new Explanation(route, null, null, home, Decision.HOME, Choice.NO_BUCKET, reasons);
    }
    Caller caller = caller(matched, head);
    return caller == null
        ? none()
        : decided(
            inForce,
            Questions.of(
                inForce, caller, head, Keys.bucket(matched, caller, head, client), null, true),
            matched.stickBy());
  }

  /** Returns who calls; null: it is refused, or nobody knows without asking. */
  private @Nullable Caller caller(Route matched, Head head) {
    if (matched.access() == Access.NONE) {
      reasons.add("no credential is looked at");
      return Caller.anonymous();
    }
    BearerToken token = Credential.of(head, matched.authHeaders()).token();
    if (token == null && head.hasOneOf(matched.keyHeaders())) {
      reasons.add("a key of the new platform, which only that can check");
      return Caller.withKey();
    }
    if (token == null) {
      boolean required = matched.access() == Access.REQUIRED;
      reasons.add(required ? "no token: refused with 401" : "no token, and none is needed");
      return required ? null : Caller.anonymous();
    }
    Verdict verdict = live.authorities().cached(token);
    return switch (verdict) {
      case null -> {
        reasons.add(
            "this token has not been seen here of late, and explain asks nobody: send a request"
                + " with it, then explain it again");
        yield null;
      }
      case Verdict.Granted granted -> granted(matched, token, granted);
      case Verdict.Unchecked unchecked -> {
        authority = unchecked.authority();
        reasons.add("token: not checked here, goes to its own platform only");
        yield Caller.of(token, unchecked);
      }
      case Verdict.Rejected rejected -> {
        reasons.add("token: refused with 401, " + rejected.reason());
        yield null;
      }
      case Verdict.Unavailable unavailable -> {
        authority = unavailable.authority();
        reasons.add("token: its authority cannot be asked, refused with 503");
        yield null;
      }
    };
  }

  private @Nullable Caller granted(Route matched, BearerToken token, Verdict.Granted granted) {
    authority = granted.identity().authority();
    Caller caller = Caller.of(token, granted, live.ledger(), live.bridge(), matched.name());
    application = caller.applicationName();
    reasons.add(
        "token: good, of "
            + authority
            + (application == null ? ", of no registered application" : ", of " + application));
    if (live.bridge().grants(granted.identity(), matched.scopes())) {
      return caller;
    }
    reasons.add("scopes: it lacks some of " + matched.scopes() + ", refused with 403");
    return null;
  }

  private Explanation decided(Live.InForce inForce, Decide.Question question) {
    Choice choice =
        Decide.decide(inForce.standing(), live.position(), question, clock, reasons::add);
    return new Explanation(
        route,
        authority,
        application,
        choice.platform(),
        choice.decision(),
        choice.bucket(),
        reasons);
  }

  /** A request that takes turns with others has no platform of its own beforehand. */
  private Explanation decided(Live.InForce inForce, Decide.Question question, StickBy stickBy) {
    Explanation one = decided(inForce, question);
    Share share = inForce.standing().share();
    boolean turns =
        stickBy instanceof StickBy.Request
            && one.decision() == Decision.HOME
            && !inForce.standing().retired()
            && !share.equals(Share.NONE)
            && !share.equals(Share.ALL);
    if (!turns) {
      return one;
    }
    List<String> said = new ArrayList<>(reasons);
    said.removeIf(reason -> reason.startsWith("share: "));
    said.add("share: requests take turns, " + share + " of them go to new");
    return new Explanation(
        route, authority, application, null, Decision.SHARE, Choice.NO_BUCKET, said);
  }

  private Explanation none() {
    return new Explanation(
        route, authority, application, null, Decision.NONE, Choice.NO_BUCKET, reasons);
  }
}
