package io.cutover.admin;

import io.cutover.admin.Call.Place;
import io.cutover.admin.ConfigDiff.Difference;
import io.cutover.config.AdminConfig.Role;
import io.cutover.split.Share;
import io.cutover.state.RouteState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * {@code POST /api/v1/config/preview}: what a configuration would change here, and who would move.
 * It comes as {@code GET /config} shows one, for only where a file lies are the files that it
 * names.
 */
final class ConfigPreviewApi {
  static final String PATH = "/api/v1/config/preview";

  /** Bytes of a body here: a whole configuration, with some thousands of applications. */
  static final int LARGEST_BODY = 4 * 1024 * 1024;

  private final AdminRooms rooms;

  ConfigPreviewApi(AdminRooms rooms) {
    this.rooms = rooms;
  }

  Stream<Place> places() {
    return Stream.of(new Place("POST", PATH, Role.VIEWER, this::preview));
  }

  private Answer preview(Call call) {
    JsonNode file = call.body().tree("config");
    List<String> faults = call.body().faults();
    if (file == null || !faults.isEmpty()) {
      return Answer.badRequest(faults);
    }
    List<Difference> found = ConfigDiff.between(Answer.tree(rooms.config().get()), file);
    var view = new LinkedHashMap<String, @Nullable Object>();
    view.put("changes", found.stream().map(ConfigPreviewApi::view).toList());
    view.put("restart", found.stream().map(Difference::path).filter(this::needsRestart).toList());
    view.put("shares", shares(found));
    view.put("drift", GatewayApi.drift(rooms));
    return Answer.json(view);
  }

  private static Map<String, @Nullable Object> view(Difference difference) {
    var view = new LinkedHashMap<String, @Nullable Object>();
    view.put("path", difference.path());
    view.put("running", difference.running());
    view.put("file", difference.file());
    return view;
  }

  private boolean needsRestart(String path) {
    return path.startsWith("runtime.")
        || path.startsWith("state.")
        || path.equals("admin")
        || path.equals("admin.address")
        || path.equals("admin.tls");
  }

  private List<Map<String, @Nullable Object>> shares(List<Difference> found) {
    List<Map<String, @Nullable Object>> shares = new ArrayList<>();
    for (Difference difference : found) {
      JsonNode to = difference.file();
      if (difference.path().matches("routes\\[[^]]+]\\.share") && to != null) {
        String name = difference.path().replaceFirst("routes\\[([^]]+)].*", "$1");
        RouteState route = rooms.route(rooms.state().current(), name);
        JsonNode from = difference.running();
        if (route != null && from != null) {
          shares.add(share(name, route, Share.parse(from.asString()), Share.parse(to.asString())));
        }
      }
    }
    return shares;
  }

  private Map<String, @Nullable Object> share(
      String name, RouteState route, Share before, Share file) {
    String stays = stays(route, before, file);
    var view = new LinkedHashMap<String, @Nullable Object>();
    view.put("route", name);
    view.put("state", route.share().toString());
    view.put("file", file.toString());
    view.put("acts", stays == null);
    view.put("why", stays == null ? "the file's share changes from " + before : stays);
    view.put(
        "preview",
        stays == null && rooms.live().get().byName(name) != null
            ? PreviewApi.view(name, Preview.of(rooms.live().get(), name, file, rooms), rooms)
            : null);
    return view;
  }

  /** Returns why a reload would leave the share as it is; null: it would act. */
  private static @Nullable String stays(RouteState route, Share before, Share file) {
    if (!before.equals(route.declared())) {
      return "the file's share was " + route.declared() + " when it was acted on last";
    }
    if (file.compareTo(route.share()) > 0 && route.latch() != null) {
      return "it would raise a latched route";
    }
    if (file.compareTo(route.share()) > 0 && route.running() != null) {
      return "it would raise a route whose plan is running";
    }
    return file.equals(route.share()) ? "the share is that already" : null;
  }
}
