package io.cutover.state;

import io.cutover.split.Share;
import io.cutover.split.SwitchPosition;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What may be done to the state. */
public sealed interface Change {

  /** Sets a route's share. Refused when it would raise a latched route. */
  record SetShare(String route, Share share) implements Change {}

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
   * @param force whether also before the latch's cool-down is over
   */
  record ClearLatch(String route, boolean force) implements Change {
    public ClearLatch(String route) {
      this(route, false);
    }
  }

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

  /** Moves the global override. */
  record SetSwitch(SwitchPosition position) implements Change {}

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

    /** The gateway starts with this file. */
    public static Declare atStart(Map<String, Share> file) {
      return new Declare(Map.of(), file, true, null);
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
