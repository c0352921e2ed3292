package io.cutover.state;

import io.cutover.split.Platform;
import io.cutover.split.Share;
import io.cutover.split.SwitchPosition;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What may be done to the state. */
public sealed interface Change {

  /**
   * Sets a route's share. Refused when it would raise a latched route.
   *
   * @param lease null: for good
   */
  record SetShare(String route, Share share, @Nullable Loan lease) implements Change {
    /**
     * For how long, and what is left then.
     *
     * @param then null: the share just before
     */
    public record Loan(Duration length, @Nullable Share then) {}
  }

  /** A lease has ended: the share falls to what was agreed; never rises. */
  record EndLease(String route, Instant until) implements Change {}

  /**
   * Sets routes to 0 % and latches them. Accepted in every state; needs no reason and no store. A
   * latch that stands already stays as it was.
   */
  record Rollback(Set<String> routes) implements Change {
    public Rollback {
      routes = Collections.unmodifiableSet(new TreeSet<>(routes));
    }
  }

  /**
   * Lifts a route's latch; its share stays. Needs the store, as raising does.
   *
   * @param force whether the cool-down does not matter
   */
  record ClearLatch(String route, boolean force) implements Change {}

  /**
   * Moves a route's plan run on: what {@code plan.Controller} made of a command or of the clock.
   * Refused if the run is no longer the one that it was made of, or if it would raise a latched
   * route.
   *
   * @param verb what is done, for the audit: {@code start}, {@code step}, {@code rollback} …
   * @param before the run that this follows on; null: none
   * @param share from now on
   * @param latched whether it is rolled back, and so latched
   * @param home whether the new platform becomes the route's home
   * @param back applications that go back alone: they are pinned to the old platform
   */
  record Plan(
      String route,
      String verb,
      @Nullable PlanRun before,
      PlanRun after,
      Share share,
      boolean latched,
      boolean home,
      Set<String> back)
      implements Change {
    public Plan {
      back = Collections.unmodifiableSet(new TreeSet<>(back));
    }
  }

  /**
   * Moves the global override.
   *
   * @param lease after which it springs back by itself; null: it stays
   */
  record SetSwitch(SwitchPosition position, @Nullable Duration lease) implements Change {}

  /** The switch's lease has ended: it springs back. */
  record EndSwitchLease(Instant until) implements Change {}

  /**
   * Holds an application on a platform for a route.
   *
   * @param platform null: it is let go, and the share decides again
   * @param until null: until somebody lets it go
   */
  record SetPin(
      String route, String application, @Nullable Platform platform, @Nullable Instant until)
      implements Change {}

  /**
   * Says whose tokens the token service answers an application's old credentials with.
   *
   * @param platform null: as the file says
   */
  record SetTokens(String application, @Nullable Platform platform) implements Change {}

  /** Ends the old platform, or takes that back. */
  record Retire(boolean undo) implements Change {}

  /** Adds words to a change that was made; changes nothing else. */
  record Note(String change, String note) implements Change {}

  /**
   * Makes a change undone: what it touched becomes as it was, if nothing has touched it since.
   *
   * @param change its id
   * @param words what it did
   * @param refused why a change of its kind is never undone; null: it may be
   * @param routes as they were
   * @param switchState as it was; null: the change left the switch alone
   * @param retired whether the old platform was retired; null: the change left that alone
   * @param tokens what was said of an application's tokens; null: the change left that alone
   */
  record Undo(
      String change,
      String words,
      @Nullable String refused,
      Map<String, RouteState> routes,
      @Nullable SwitchState switchState,
      @Nullable Boolean retired,
      @Nullable TokensBack tokens)
      implements Change {
    public Undo {
      routes = Collections.unmodifiableMap(new TreeMap<>(routes));
    }

    /**
     * Whose tokens an application is given again.
     *
     * @param was what was said before the change; null: nothing
     * @param left whether the change left something said
     */
    record TokensBack(String application, @Nullable Platform was, boolean left) {}

    /** Reads the inverse off a change's record. */
    public static Undo of(Recorded recorded) {
      JsonNode before = recorded.record().path("before");
      Map<String, RouteState> routes = new TreeMap<>();
      before
          .path("routes")
          .properties()
          .forEach(
              route -> routes.put(route.getKey(), RouteJson.read(route.getValue().asObject())));
      return new Undo(
          recorded.change(),
          ChangeWords.briefly(recorded.record()),
          ChangeWords.notUndone(recorded.record()),
          routes,
          before.get("switch") instanceof ObjectNode was ? StateJson.readSwitch(was) : null,
          before.has("retired") ? before.path("retired").asBoolean() : null,
          tokens(before.path("tokens"), recorded.record().path("after").path("tokens")));
    }

    /** A change touches one application's at most. */
    private static @Nullable TokensBack tokens(JsonNode before, JsonNode after) {
      Set<String> applications = new TreeSet<>(before.propertyNames());
      applications.addAll(after.propertyNames());
      for (String application : applications) {
        JsonNode was = before.path(application);
        if (!was.equals(after.path(application))) {
          return new TokensBack(
              application,
              was.isObject() ? StateJson.platform(was.required("platform").stringValue()) : null,
              after.has(application));
        }
      }
      return null;
    }
  }

  /**
   * What loading a configuration does. A route without state is seeded from the file. A reload that
   * changes a route's share from X to Y acts if the declared value was X, and so once among all
   * replicas; it never raises a latched route. At start a difference is drift: the file's value is
   * noted as declared, and the share stays.
   *
   * @param before the shares of the configuration in force until now; empty at start
   * @param file the shares of the configuration that comes into force, for every route
   * @param raise whether shares may be raised; where not, the file's value is noted only
   * @param damage null as a rule: why the stored state can not be trusted, and so every route is
   *     latched
   */
  record Declare(
      Map<String, Share> before, Map<String, Share> file, boolean raise, @Nullable String damage)
      implements Change {
    public Declare {
      before = Collections.unmodifiableMap(new TreeMap<>(before));
      file = Collections.unmodifiableMap(new TreeMap<>(file));
    }

    /**
     * The gateway starts with this file.
     *
     * @param damage null as a rule: why the stored state can not be trusted
     */
    static Declare atStart(Map<String, Share> file, @Nullable String damage) {
      return new Declare(Map.of(), file, true, damage);
    }

    /** A running gateway goes from one configuration to another. */
    public static Declare onReload(Map<String, Share> before, Map<String, Share> file) {
      return new Declare(before, file, true, null);
    }

    /** Returns this without some routes. */
    Declare without(Set<String> routes) {
      return restrictedTo(name -> !routes.contains(name));
    }

    /** Returns this for some routes only. */
    Declare only(Set<String> routes) {
      return restrictedTo(routes::contains);
    }

    /** Returns this as far as it raises nothing. */
    Declare withoutRaising() {
      return new Declare(before, file, false, damage);
    }

    private Declare restrictedTo(Predicate<String> routes) {
      Map<String, Share> some = new TreeMap<>(file);
      some.keySet().removeIf(routes.negate());
      return new Declare(before, some, raise, damage);
    }
  }
}
