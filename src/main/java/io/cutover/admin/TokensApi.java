package io.cutover.admin;

import io.cutover.admin.Call.Place;
import io.cutover.config.AdminConfig.Role;
import io.cutover.config.ApplicationConfig.Registration;
import io.cutover.ledger.Application;
import io.cutover.split.Platform;
import io.cutover.state.Change;
import io.cutover.state.CutoverState;
import io.cutover.state.Tokens;
import java.util.List;
import java.util.stream.Stream;

/**
 * {@code /api/v1/applications/{app}/tokens}: whose tokens the token service gives for an
 * application's old credentials.
 */
final class TokensApi {
  private final AdminRooms rooms;

  TokensApi(AdminRooms rooms) {
    this.rooms = rooms;
  }

  Stream<Place> places() {
    return Stream.of(
        new Place("PUT", "/api/v1/applications/{app}/tokens", Role.OPERATOR, this::tokens));
  }

  private Answer tokens(Call call) {
    Body body = call.body();
    String said = body.text("tokens");
    String reason = body.reason();
    if (said == null || !PinApi.isPlatformOrAuto(said)) {
      body.fault("tokens", "tokens must be one of old, new, auto; auto is what the file says");
    }
    List<String> faults = body.faults();
    if (!faults.isEmpty() || said == null) {
      return Answer.badRequest(faults);
    }
    String name = call.name("app");
    Application application = rooms.live().get().ledger().byName(name);
    if (application == null) {
      return PinApi.unknown(name);
    }
    Platform platform = PinApi.platform(said);
    if (platform == Platform.NEW) {
      for (Platform each : Platform.values()) {
        Registration pair = application.on(each);
        if (pair == null || pair.secrets().isEmpty()) {
          return Answer.problem(
              409,
              "application %s has no %s.clientSecret, which is needed to %s; add it, reload, and try again"
                  .formatted(
                      name,
                      each.label(),
                      each == Platform.OLD ? "know its client by" : "get its tokens with"));
        }
      }
    }
    CutoverState state = rooms.state().current();
    return switch (Preconditions.of(call.ifMatch(), state.epoch(), revision(state, name))) {
      case Preconditions.Failed() ->
          Receipts.stale(
              "the tokens of " + name, rooms.state().history().who(revision(state, name)));
      case Preconditions.Met(var revision) ->
          Receipts.ofChange(
              rooms
                  .state()
                  .apply(
                      new Change.SetTokens(name, platform), Receipts.actor(call), reason, revision),
              after -> revision(after, name));
    };
  }

  private static long revision(CutoverState state, String application) {
    Tokens said = state.tokens().get(application);
    return said == null ? 0 : said.revision();
  }
}
