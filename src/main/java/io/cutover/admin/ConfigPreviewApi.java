package io.cutover.admin;

import io.cutover.admin.Call.Place;
import io.cutover.admin.ConfigDiff.Difference;
import io.cutover.config.AdminConfig.Role;
import io.cutover.config.RestartOnly;
import io.cutover.split.Share;
import io.cutover.state.RouteState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * {@code POST /api/v1/config/preview}: what a configuration would change here, and who would move.
 * It comes as {@code GET /config} shows one, for only where a file lies are the files that it
 * names.
 */
final class ConfigPreviewApi {
  /** Bytes of a body here: a whole configuration, with some thousands of applications. */
  private static final int LARGEST_BODY = 4 * 1024 * 1024;

  private static final Pattern SHARE = Pattern.compile("routes\\[([^]]+)]\\.share");

  private final AdminRooms rooms;

  ConfigPreviewApi(AdminRooms rooms) {
    this.rooms = rooms;
  }

  Stream<Place> places() {
    return Stream.of(
        new Place("POST", "/api/v1/config/preview", Role.VIEWER, LARGEST_BODY, this::preview));
  }

  private Answer preview(Call call) {
    JsonNode file = call.body().tree("config");
    List<String> faults = call.body().faults();
    if (file == null || !faults.isEmpty()) {
      return Answer.badRequest(faults);
    }
    List<Difference> found = ConfigDiff.between(Answer.tree(rooms.config().get()), file);
    List<String> restart =
        found.stream().map(Difference::path).filter(RestartOnly::needsRestart).toList();
    List<String> wrong = new ArrayList<>();
    List<Map<String, @Nullable Object>> shares = shares(found, restart, wrong);
    if (!wrong.isEmpty()) {
      return Answer.badRequest(wrong);
    }
    var view = new LinkedHashMap<String, @Nullable Object>();
    view.put("changes", found.stream().map(ConfigPreviewApi::view).toList());
    view.put("restart", restart);
    view.put("shares", shares);
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

  private List<Map<String, @Nullable Object>> shares(
      List<Difference> found, List<String> restart, List<String> faults) {
    List<Map<String, @Nullable Object>> shares = new ArrayList<>();
    for (Difference difference : found) {
      Matcher share = SHARE.matcher(difference.path());
      JsonNode to = difference.file();
      if (!share.matches() || to == null) {
        continue;
      }
      Share file = read(difference.path(), to, faults);
      String name = share.group(1);
      RouteState route = rooms.route(rooms.state().current(), name);
      JsonNode from = difference.running();
      if (file != null && route != null && from != null) {
        shares.add(share(name, route, Share.parse(from.asString()), file, restart));
      }
    }
    return shares;
  }

  private static @Nullable Share read(String path, JsonNode share, List<String> faults) {
    if (!share.isString()) {
      faults.add(path + ": must be a text with a percent sign, as \"12.5%\"");
      return null;
    }
    try {
      return Share.parse(share.stringValue());
    } catch (IllegalArgumentException e) {
      faults.add(path + ": " + e.getMessage());
      return null;
    }
  }

  private Map<String, @Nullable Object> share(
      String name, RouteState route, Share before, Share file, List<String> restart) {
    String stays =
        restart.isEmpty()
            ? stays(route, before, file)
            : "a reload is refused, for %s needs a restart; at a start the difference is only shown"
                .formatted(String.join(", ", restart));
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
