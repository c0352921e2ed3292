package io.cutover.admin;

import io.cutover.admin.Call.Caller;
import io.cutover.admin.Call.Place;
import io.cutover.admin.Operators.Login;
import io.cutover.admin.Places.Found;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What every call of a listener goes through: its Host, the caller's role, the body's size and
 * kind; then its endpoint; then the fields of every answer. Virtual threads.
 */
final class Entrance {
  /** Bytes of a body that are read to be thrown away. */
  private static final int LARGEST_REST = 1024 * 1024;

  private static final Duration LINGERING = Duration.ofSeconds(1);
  private static final Logger LOG = LoggerFactory.getLogger(Entrance.class);
  private static final String API = "/api/v1/";
  private static final String CHALLENGE = "Bearer realm=\"cutover\"";

  private final Places places;
  private final Files files;
  private final Operators operators;
  private final Sessions sessions;
  private final SlowRequests slow;
  private final Departure departure;

  /**
   * Makes the entrance of a listener.
   *
   * @param files what stands beside the endpoints
   */
  Entrance(Places places, Files files, Operators operators, Sessions sessions, SlowRequests slow) {
    this.places = places;
    this.files = files;
    this.operators = operators;
    this.sessions = sessions;
    this.slow = slow;
    this.departure = new Departure(slow);
  }

  /**
   * Answers a call.
   *
   * @param hosts the names that its listener may be called by
   */
  void handle(ServerRequest request, ServerResponse response, Hosts hosts) {
    InputStream in = request.content().inputStream();
    Arrival arrival = arrival(request, hosts);
    int most = largestBody(arrival);
    byte[] body = read(in, most + 1);
    slow.arrived();
    boolean tooLarge = body.length > most;
    boolean last = tooLarge || request.headers().containsToken(HeaderValues.CONNECTION_CLOSE);
    Answer answer;
    try {
      answer = answer(request, arrival, body, tooLarge ? most : -1);
    } catch (RuntimeException e) {
      LOG.atError()
          .setCause(e)
          .addKeyValue("path", request.prologue().uriPath().rawPath())
          .log("A call failed");
      answer = Answer.problem(500, "this is a fault of the gateway; its log says more");
    }
    departure.send(request, response, answer, last);
    if (tooLarge) {
      // Closed with bytes unread, the connection would be reset and the answer lost on its way.
      slow.within(LINGERING, () -> read(in, LARGEST_REST));
    }
    if (last) {
      // The server leaves this to its client; RFC 9112, section 9.6 does not.
      throw new CloseConnectionException("the last answer of this connection");
    }
  }

  /** What is known of a call before its body is read. */
  private sealed interface Arrival {
    /** It is answered whatever the body is. */
    record Refused(Answer answer) implements Arrival {}

    /**
     * It goes on.
     *
     * @param login who its fields say it is from; null: what is called needs nobody
     */
    record Accepted(Found found, @Nullable Login login) implements Arrival {}
  }

  private Arrival arrival(ServerRequest request, Hosts hosts) {
    String method = request.prologue().method().text();
    String path = request.prologue().uriPath().rawPath();
    if (!hosts.accept(field(request, "Host"), Probes.PATHS.contains(path))) {
      return new Arrival.Refused(Answer.problem(403, hosts.refusal()));
    }
    if (!path.startsWith("/")) {
      return new Arrival.Refused(Answer.problem(400, "the target is no path"));
    }
    String authorization = field(request, "Authorization");
    Login login =
        !path.startsWith(API)
            ? null
            : authorization == null
                ? sessions.login(field(request, "Cookie"))
                : operators.login(authorization, address(request));
    return new Arrival.Accepted(places.find(method, path), login);
  }

  /** More is taken from operators only, for it is held in memory. */
  private static int largestBody(Arrival arrival) {
    return arrival instanceof Arrival.Accepted(Found.At(Place place, _), Login.Known _)
        ? place.largestBody()
        : Place.SMALL_BODY;
  }

  /**
   * Answers a call whose body is read.
   *
   * @param limit that the body has passed; negative: it has not
   */
  private Answer answer(ServerRequest request, Arrival arrival, byte[] body, int limit) {
    if (arrival instanceof Arrival.Refused(Answer refusal)) {
      return refusal;
    }
    var accepted = (Arrival.Accepted) arrival;
    String method = request.prologue().method().text();
    String path = request.prologue().uriPath().rawPath();
    Caller caller = null;
    if (accepted.login() != null) {
      boolean byCookie = field(request, "Authorization") == null && !path.equals(Sessions.PATH);
      switch (login(accepted.login(), request, method, path, body)) {
        case Login.Known(var operator) -> {
          if (byCookie && isForeign(request, method)) {
            return Answer.problem(403, Sessions.FOREIGN);
          }
          caller = new Caller(operator, address(request));
        }
        case Login.Unknown(var presented) -> {
          return unauthorized(presented, request);
        }
        case Login.Limited(var seconds) -> {
          return Answer.problem(
                  429, "too many wrong tokens from this address; wait " + seconds + " s")
              .with("Retry-After", Long.toString(seconds));
        }
      }
    }
    return switch (accepted.found()) {
      case Found.At(var place, var names) -> at(place, names, caller, request, body, limit);
      case Found.OtherMethods(var allowed) -> Answer.wrongMethod(method, allowed);
      case Found.Nowhere() -> files.find(method, path);
    };
  }

  /** Who opens a session may send its token in the body, where its fields have none. */
  private Login login(
      Login byFields, ServerRequest request, String method, String path, byte[] body) {
    boolean opens = method.equals("POST") && path.equals(Sessions.PATH);
    String token =
        opens && field(request, "Authorization") == null ? Body.of(body).text("token") : null;
    return token == null ? byFields : operators.login("Bearer " + token, address(request));
  }

  private static Answer at(
      Place place,
      Map<String, String> names,
      @Nullable Caller caller,
      ServerRequest request,
      byte[] body,
      int limit) {
    var needed = place.role();
    if (needed != null && (caller == null || caller.operator().role().compareTo(needed) < 0)) {
      return Answer.problem(
              403,
              "this needs the role "
                  + label(needed)
                  + (caller == null ? "" : "; you are " + label(caller.operator().role())))
          .with("WWW-Authenticate", CHALLENGE + ", error=\"insufficient_scope\"");
    }
    if (limit >= 0) {
      return Answer.problem(413, "a body is at most " + limit + " bytes");
    }
    if (place.hasBody() && body.length > 0 && !isJson(field(request, "Content-Type"))) {
      return Answer.problem(415, "send the body as JSON, with Content-Type: application/json");
    }
    return place
        .endpoint()
        .answer(
            new Call(
                caller,
                names,
                Query.of(request.prologue().query().rawValue()),
                said(field(request, "X-Cutover-As")),
                field(request, "Cookie"),
                field(request, "Last-Event-ID"),
                field(request, "Accept"),
                field(request, "If-Match"),
                Body.of(place.hasBody() ? body : new byte[0])));
  }

  private static Answer unauthorized(boolean presented, ServerRequest request) {
    if (!presented) {
      return Answer.problem(401, "send an operator's token as Authorization: Bearer TOKEN")
          .with("WWW-Authenticate", CHALLENGE);
    }
    LOG.atWarn()
        .addKeyValue("address", address(request).getHostAddress())
        .log("Refused a token of no operator");
    return Answer.problem(
            401, "this token is no operator's; see admin.operators in the configuration")
        .with("WWW-Authenticate", CHALLENGE + ", error=\"invalid_token\"");
  }

  private static byte[] read(InputStream in, int most) {
    try {
      return in.readNBytes(most);
    } catch (IOException e) {
      throw new CloseConnectionException("the body broke off", e);
    }
  }

  private static boolean isJson(@Nullable String contentType) {
    return contentType != null
        && contentType.split(";", 2)[0].strip().equalsIgnoreCase("application/json");
  }

  private boolean isForeign(ServerRequest request, String method) {
    return sessions.isForeign(method, name -> name == null ? null : field(request, name));
  }

  /** A name that is claimed: kept for ever in the audit, so that it has bounds. */
  private static @Nullable String said(@Nullable String as) {
    return as == null || as.isBlank() || as.length() > 100 ? null : as.strip();
  }

  private static @Nullable String field(ServerRequest request, String name) {
    Optional<String> value =
        request.headers().contains(HeaderNames.create(name))
            ? Optional.of(
                String.join(", ", request.headers().get(HeaderNames.create(name)).allValues()))
            : Optional.empty();
    return value.orElse(null);
  }

  private static InetAddress address(ServerRequest request) {
    return ((InetSocketAddress) request.remotePeer().address()).getAddress();
  }

  private static String label(Enum<?> role) {
    return role.name().toLowerCase(Locale.ROOT);
  }
}
