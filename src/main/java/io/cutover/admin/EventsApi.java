package io.cutover.admin;

import io.cutover.admin.Call.Place;
import io.cutover.config.AdminConfig.Role;
import io.cutover.state.Recorded;
import io.cutover.state.RouteState;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code /api/v1/events}: every change, and every second a sample of each route. */
final class EventsApi implements AutoCloseable {
  /** How many changes are told again to who comes back. */
  private static final int TOLD_AGAIN = 500;

  private final AdminRooms rooms;
  private final Events events;

  EventsApi(AdminRooms rooms) {
    this.rooms = rooms;
    this.events = new Events(Duration.ofSeconds(1), this::samples);
    rooms.state().history().listen(change -> events.publish(changed(change)));
  }

  Stream<Place> places() {
    return Stream.of(new Place("GET", "/api/v1/events", Role.VIEWER, this::listen));
  }

  private Answer listen(Call call) {
    Events.Listener listener = events.listen();
    if (listener == null) {
      return Answer.problem(
          503, "there are " + Events.LISTENERS + " listeners already; close a console");
    }
    return Answer.streamed("text/event-stream", sink -> tell(call, listener, sink));
  }

  private void tell(Call call, Events.Listener listener, Answer.Sink sink)
      throws InterruptedException {
    try (listener) {
      sink.send(bytes("retry: 2000\n\n" + missed(call) + samples()));
      byte[] next = listener.next();
      while (next != null) {
        sink.send(next);
        next = listener.next();
      }
    }
  }

  /** Returns the changes since the one that a listener heard of last, before it lost us. */
  private String missed(Call call) {
    String last = call.lastEventId();
    if (last == null || !last.matches("[0-9]{1,18}")) {
      return "";
    }
    return rooms.state().history().after(Long.parseLong(last), TOLD_AGAIN).stream()
        .map(EventsApi::changed)
        .collect(Collectors.joining());
  }

  private static String changed(Recorded change) {
    return Events.event(
        "change", Long.toString(change.revision()), Answer.text(ChangeView.of(change)));
  }

  private String samples() {
    long now = rooms.nanos().getAsLong();
    var state = rooms.state().current();
    var all = new StringBuilder();
    for (String name : rooms.routes().get()) {
      RouteState route = rooms.route(state, name);
      if (route != null) {
        var window = rooms.metrics().route(name).window();
        all.append(
            Events.event(
                "sample",
                null,
                Answer.text(
                    RouteView.sample(name, route, window.sample(now), window.lastSecond(now)))));
      }
    }
    return all.toString();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    events.close();
  }
}
