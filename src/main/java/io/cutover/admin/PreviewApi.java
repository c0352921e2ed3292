package io.cutover.admin;

import io.cutover.admin.Call.Place;
import io.cutover.config.AdminConfig.Role;
import io.cutover.decide.Live;
import io.cutover.split.Share;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code /api/v1/routes/{route}/share/preview}: what a share would do, before it does. */
final class PreviewApi {
  /** How many names are listed; the numbers count everybody. */
  private static final int NAMED = 200;

  private static final int MINUTES_OF_A_DAY = 1440;

  private final AdminRooms rooms;

  PreviewApi(AdminRooms rooms) {
    this.rooms = rooms;
  }

  Stream<Place> places() {
    return Stream.of(
        new Place("POST", "/api/v1/routes/{route}/share/preview", Role.VIEWER, this::preview));
  }

  private Answer preview(Call call) {
    String name = call.name("route");
    if (rooms.route(rooms.state().current(), name) == null) {
      return Answer.problem(404, "there is no route '" + name + "'; see cutover routes");
    }
    Share share = call.body().share();
    List<String> faults = call.body().faults();
    if (share == null || !faults.isEmpty()) {
      return Answer.badRequest(faults);
    }
    return Answer.json(view(name, Preview.of(rooms.live().get(), name, share, rooms), rooms));
  }

  static Map<String, @Nullable Object> view(String route, Preview preview, AdminRooms rooms) {
    long moved = preview.moves().stream().mapToLong(Preview.Move::requests).sum();
    var view = new LinkedHashMap<String, @Nullable Object>();
    view.put("route", route);
    view.put("from", preview.from().toString());
    view.put("to", preview.to().toString());
    view.put("moves", preview.moves().stream().limit(NAMED).map(m -> move(preview, m)).toList());
    view.put("moving", preview.moves().size());
    view.put("movedRequests", moved);
    view.put("movedBytes", preview.moves().stream().mapToLong(Preview.Move::bytes).sum());
    view.put("movedPart", percent(preview.part(moved)));
    view.put("requestsOfTheDay", preview.requests());
    view.put("movedPerMinute", moved / MINUTES_OF_A_DAY);
    view.put("whales", preview.whales().stream().map(Preview.Move::who).toList());
    view.put(
        "cannot",
        preview.cannot().stream()
            .limit(NAMED)
            .map(
                stay ->
                    Map.of(
                        "who", stay.who(),
                        "why", stay.why(),
                        "on", stay.on().label(),
                        "requests", stay.requests()))
            .toList());
    view.put("cannotRequests", preview.cannot().stream().mapToLong(Preview.Stay::requests).sum());
    view.put("empty", preview.moves().isEmpty());
    view.put("capacity", capacity(route, preview, rooms));
    return view;
  }

  /** Where the new platform's capacity would spill; null: it is not limited. */
  private static @Nullable Map<String, @Nullable Object> capacity(
      String route, Preview preview, AdminRooms rooms) {
    Live.InForce inForce = rooms.live().get().byName(route);
    if (inForce == null || inForce.guard() == null) {
      return null;
    }
    int permits = inForce.guard().permits();
    double now =
        rooms.metrics().route(route).window().sample(rooms.nanos().getAsLong()).requestsPerSecond();
    double perMinute =
        Math.max(
            preview.onNew() / (double) MINUTES_OF_A_DAY, 60 * now * preview.part(preview.onNew()));
    var view = new LinkedHashMap<String, @Nullable Object>();
    view.put("perMinute", permits);
    view.put("expectedPerMinute", Math.round(perMinute));
    view.put("spillsFrom", spillsFrom(preview.to(), permits, perMinute));
    return view;
  }

  /** Returns the share above which requests spill; null: all of them find room. */
  static @Nullable String spillsFrom(Share to, int permits, double perMinute) {
    return perMinute <= permits
        ? null
        : new Share((int) (to.basisPoints() * (permits / perMinute))).toString();
  }

  private static Map<String, @Nullable Object> move(Preview preview, Preview.Move move) {
    var view = new LinkedHashMap<String, @Nullable Object>();
    view.put("who", move.who());
    view.put("bucket", move.bucket());
    view.put("from", move.from().label());
    view.put("to", move.to().label());
    view.put("requests", move.requests());
    view.put("bytes", move.bytes());
    view.put("part", percent(preview.part(move.requests())));
    return view;
  }

  private static String percent(double ratio) {
    return BigDecimal.valueOf(ratio)
            .movePointRight(2)
            .setScale(1, RoundingMode.HALF_UP)
            .toPlainString()
        + "%";
  }
}
