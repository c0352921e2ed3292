package io.cutover.admin;

import io.cutover.admin.Call.Place;
import io.cutover.config.AdminConfig.Role;
import io.cutover.decide.Choice;
import io.cutover.decide.Explain;
import io.cutover.decide.Explanation;
import io.cutover.decide.Live;
import io.cutover.decide.Remembered;
import io.cutover.http.Head;
import io.cutover.http.HeadParser;
import io.cutover.split.Platform;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code /api/v1/explain}: where a request would go, or went, and why. */
final class ExplainApi {
  private final AdminRooms rooms;

  ExplainApi(AdminRooms rooms) {
    this.rooms = rooms;
  }

  Stream<Place> places() {
    return Stream.of(
        new Place("POST", "/api/v1/explain", Role.VIEWER, this::described),
        new Place("GET", "/api/v1/explain/{requestId}", Role.VIEWER, this::past));
  }

  private Answer described(Call call) {
    Body body = call.body();
    String method = body.text("method");
    String url = body.text("url");
    Map<String, String> headers = body.texts("headers");
    if (method == null || !method.matches("[A-Za-z]{1,20}")) {
      body.fault("method", "method is missing; write it as GET");
    }
    if (url == null || !url.matches("(https?://[^/?#\\s]+)?/\\S*")) {
      body.fault("url", "url must be one, as https://api.example.com/orders/v1/7, or its path");
    }
    List<String> faults = body.faults();
    if (!faults.isEmpty() || method == null || url == null) {
      return Answer.badRequest(faults);
    }
    boolean credentials = headers.keySet().stream().anyMatch("authorization"::equalsIgnoreCase);
    if (credentials && call.caller().operator().role() == Role.VIEWER) {
      return Answer.problem(403, "to explain a request with credentials needs the role operator");
    }
    Live live = rooms.live().get();
    Head head = head(live, method, url, headers);
    if (head == null) {
      return Answer.problem(
          400, "this is no well-formed request, so that it would be answered with 400");
    }
    return Answer.json(
        view(Explain.of(live, head, InetAddress.getLoopbackAddress(), rooms.clock())));
  }

  /** Reads the request as the gateway would: by the same strict parser. */
  private static @Nullable Head head(
      Live live, String method, String url, Map<String, String> headers) {
    var all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    all.putAll(headers);
    String target = url;
    if (!url.startsWith("/")) {
      int path = url.indexOf('/', url.indexOf("//") + 2);
      all.putIfAbsent("Host", URI.create(url.substring(0, path)).getRawAuthority());
      target = url.substring(path);
    }
    all.putIfAbsent("Host", "localhost");
    var lines = new StringBuilder(method).append(' ').append(target).append(" HTTP/1.1\r\n");
    all.forEach((name, value) -> lines.append(name).append(": ").append(value).append("\r\n"));
    lines.append("\r\n");
    byte[] bytes = lines.toString().getBytes(StandardCharsets.ISO_8859_1);
    // A line break in a value would end the head early: what is left over was no part of it.
    return HeadParser.whole(HeadParser.Kind.REQUEST, live.limits(), bytes);
  }

  private static Map<String, @Nullable Object> view(Explanation explanation) {
    var view = new LinkedHashMap<String, @Nullable Object>();
    view.put("route", explanation.route());
    view.put("platform", label(explanation.platform()));
    view.put("decision", explanation.decision().label());
    view.put("bucket", bucket(explanation.bucket()));
    view.put("authority", explanation.authority());
    view.put("application", explanation.application());
    view.put("reasons", explanation.reasons());
    return view;
  }

  private Answer past(Call call) {
    String id = call.name("requestId");
    Remembered past = rooms.decisions().find(id, rooms.clock().instant());
    if (past == null) {
      return Answer.problem(
          404,
          "request '"
              + id
              + "' is not among the last ones that are remembered; see the access log");
    }
    var view = new LinkedHashMap<String, @Nullable Object>();
    view.put("at", past.at().toString());
    view.put("route", past.route());
    view.put("platform", label(past.platform()));
    view.put("decision", past.decision().label());
    view.put("bucket", bucket(past.bucket()));
    view.put("share", past.share().toString());
    view.put("application", past.application());
    view.put("token", past.token().label());
    view.put("status", past.status());
    view.put("reasons", reasons(past));
    return Answer.json(view);
  }

  private static List<String> reasons(Remembered past) {
    var reasons = new ArrayList<String>();
    reasons.add("route: " + past.route());
    reasons.add(
        past.application() == null
            ? "no registered application"
            : "application: " + past.application());
    if (past.latched()) {
      reasons.add("latch: the route was latched");
    }
    if (past.bucket() != Choice.NO_BUCKET) {
      reasons.add(
          "bucket %d of 10000 at a share of %s: below %d goes to new"
              .formatted(past.bucket(), past.share(), past.share().basisPoints()));
    }
    if (past.blocked() != null) {
      reasons.add("it could not move to new: " + past.blocked().label());
    }
    Platform platform = past.platform();
    reasons.add(
        platform == null
            ? "it was answered here with " + past.status()
            : "decided by %s: %s, which was answered with %d"
                .formatted(past.decision().label(), platform.label(), past.status()));
    return reasons;
  }

  private static @Nullable String label(@Nullable Platform platform) {
    return platform == null ? null : platform.label();
  }

  private static @Nullable Integer bucket(int bucket) {
    return bucket == Choice.NO_BUCKET ? null : bucket;
  }
}
