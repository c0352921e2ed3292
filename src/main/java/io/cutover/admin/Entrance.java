package io.cutover.admin;

import io.cutover.admin.Call.Caller;
import io.cutover.admin.Call.Place;
import io.cutover.admin.Operators.Login;
import io.cutover.admin.Places.Found;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
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
  /** Bytes of a body; a change is far smaller. */
  static final int LARGEST_BODY = 64 * 1024;

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
  }

  /**
   * Answers a call.
   *
   * @param hosts the names that its listener may be called by
   */
  void handle(ServerRequest request, ServerResponse response, Hosts hosts) {
    InputStream in = request.content().inputStream();
    int most = largestBody(request);
    byte[] body = read(in, most + 1);
    slow.arrived();
    boolean tooLarge = body.length > most;
    boolean last = tooLarge || request.headers().containsToken(HeaderValues.CONNECTION_CLOSE);
    Answer answer;
    try {
      answer = answer(request, body, tooLarge, hosts);
    } catch (RuntimeException e) {
      LOG.atError()
          .setCause(e)
          .addKeyValue("path", request.prologue().uriPath().rawPath())
          .log("A call failed");
      answer = Answer.problem(500, "this is a fault of the gateway; its log says more");
    }
    send(request, response, answer, last);
    if (tooLarge) {
      // Closed with bytes unread, the connection would be reset and the answer lost on its way.
      slow.within(LINGERING, () -> read(in, LARGEST_REST));
    }
    if (last) {
      // The server leaves this to its client; RFC 9112, section 9.6 does not.
      throw new CloseConnectionException("the last answer of this connection");
    }
  }

  /** A whole configuration is taken from operators only, for it is held in memory. */
  private int largestBody(ServerRequest request) {
    return request.prologue().uriPath().rawPath().equals(ConfigPreviewApi.PATH)
            && operators.login(field(request, "Authorization"), address(request))
                instanceof Login.Known
        ? ConfigPreviewApi.LARGEST_BODY
        : LARGEST_BODY;
  }

  private Answer answer(ServerRequest request, byte[] body, boolean tooLarge, Hosts hosts) {
    String method = request.prologue().method().text();
    String path = request.prologue().uriPath().rawPath();
    if (!hosts.accept(field(request, "Host"), Probes.PATHS.contains(path))) {
      return Answer.problem(403, hosts.refusal());
    }
    if (!path.startsWith("/")) {
      return Answer.problem(400, "the target is no path");
    }
    Caller caller = null;
    if (path.startsWith(API)) {
      String authorization = field(request, "Authorization");
      boolean byCookie = authorization == null && !path.equals(Sessions.PATH);
      switch (login(authorization, request, method, path, body)) {
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
    return switch (places.find(method, path)) {
      case Found.At(var place, var names) -> at(place, names, caller, request, body, tooLarge);
      case Found.OtherMethods(var allowed) -> Answer.wrongMethod(method, allowed);
      case Found.Nowhere() -> files.find(method, path);
    };
  }

  /** A Bearer token goes before a cookie; who opens a session may send its token in the body. */
  private Login login(
      @Nullable String authorization,
      ServerRequest request,
      String method,
      String path,
      byte[] body) {
    String bearer = authorization;
    if (bearer == null && method.equals("POST") && path.equals(Sessions.PATH)) {
      String token = Body.of(body).text("token");
      bearer = token == null ? null : "Bearer " + token;
    }
    return bearer == null
        ? sessions.login(field(request, "Cookie"))
        : operators.login(bearer, address(request));
  }

  private static Answer at(
      Place place,
      Map<String, String> names,
      @Nullable Caller caller,
      ServerRequest request,
      byte[] body,
      boolean tooLarge) {
    var needed = place.role();
    if (needed != null && (caller == null || caller.operator().role().compareTo(needed) < 0)) {
      return Answer.problem(
              403,
              "this needs the role "
                  + label(needed)
                  + (caller == null ? "" : "; you are " + label(caller.operator().role())))
          .with("WWW-Authenticate", CHALLENGE + ", error=\"insufficient_scope\"");
    }
    if (tooLarge) {
      return Answer.problem(413, "a body is at most " + LARGEST_BODY + " bytes");
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

  private void send(ServerRequest request, ServerResponse response, Answer answer, boolean last) {
    response.status(Status.create(answer.status()));
    AnswerFields.ALWAYS.forEach(response::header);
    answer.fields().forEach((name, value) -> response.header(HeaderNames.create(name), value));
    response.header(HeaderNames.CONTENT_TYPE, answer.contentType());
    if (last) {
      response.header(HeaderValues.CONNECTION_CLOSE);
    }
    Answer.Stream stream = answer.stream();
    if (stream != null && !request.prologue().method().text().equals("HEAD")) {
      stream(response, stream);
      return;
    }
    slow.sending(
        () -> {
          if (request.prologue().method().text().equals("HEAD")) {
            response.header(HeaderNames.CONTENT_LENGTH, Integer.toString(answer.body().length));
            response.send();
          } else {
            response.send(answer.body());
          }
        });
  }

  private void stream(ServerResponse response, Answer.Stream stream) {
    try (OutputStream out = response.outputStream()) {
      stream.writeTo(
          bytes ->
              slow.sending(
                  () -> {
                    try {
                      out.write(bytes);
                      out.flush();
                    } catch (IOException e) {
                      throw new CloseConnectionException("the client is gone", e);
                    }
                  }));
    } catch (IOException e) {
      throw new CloseConnectionException("the client is gone", e);
    } catch (InterruptedException e) {
      throw new CloseConnectionException("the stream ends", e);
    }
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
