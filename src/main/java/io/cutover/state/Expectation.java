package io.cutover.state;

import org.jspecify.annotations.Nullable;

/**
 * The resource that a change is for, and the revision that it is at.
 *
 * @param resource as people name it; null: the change is for no single one
 */
record Expectation(@Nullable String resource, long actual) {

  static Expectation of(Change change, CutoverState state) {
    return switch (change) {
      case Change.SetShare set -> route(set.route(), state);
      case Change.ClearLatch clear -> route(clear.route(), state);
      case Change.Plan plan -> route(plan.route(), state);
      case Change.SetPin pin -> route(pin.route(), state);
      case Change.SetTokens set -> {
        Tokens said = state.tokens().get(set.application());
        yield new Expectation(
            "the tokens of " + set.application(), said == null ? 0 : said.revision());
      }
      case Change.SetSwitch _ -> new Expectation("the switch", state.switchState().revision());
      case Change.Rollback _,
          Change.Declare _,
          Change.EndLease _,
          Change.EndSwitchLease _,
          Change.Retire _,
          Change.Note _,
          Change.Undo _ ->
          new Expectation(null, 0);
    };
  }

  private static Expectation route(String name, CutoverState state) {
    RouteState route = state.routes().get(name);
    return route == null
        ? new Expectation(null, 0)
        : new Expectation("route " + name, route.revision());
  }

  /** Returns the refusal if the caller saw another revision. */
  @Nullable Outcome check(@Nullable Long expected, History history) {
    if (resource == null || expected == null || expected == actual) {
      return null;
    }
    return new Outcome.Stale(
        resource,
        actual,
        " has changed since you looked: it is at revision %d, not %d%s; read it again and decide anew"
            .formatted(actual, expected, history.who(actual)));
  }
}
