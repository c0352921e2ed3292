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

  /** Lifts a route's latch; its share stays. Needs the store, as raising does. */
  record ClearLatch(String route) implements Change {}

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
