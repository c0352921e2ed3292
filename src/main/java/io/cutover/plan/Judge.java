package io.cutover.plan;

import io.cutover.plan.Controller.Judgement;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** What one look at a step comes to, in words and in what is to be done. Pure. */
final class Judge {
  private Judge() {}

  /**
   * What is to be done.
   *
   * @param places in the evidence, of those who go back
   */
  record Done(Judgement judgement, Verdict verdict, Set<String> back, List<Integer> places) {
    /** Returns this said of one route of several. */
    Done on(String route) {
      String words = "route " + route + ": " + verdict.words();
      Verdict said =
          switch (verdict) {
            case Verdict.Pass _ -> new Verdict.Pass(words);
            case Verdict.Breach _ -> new Verdict.Breach(words);
            case Verdict.TooFew _ -> new Verdict.TooFew(words);
            case Verdict.Unknown _ -> new Verdict.Unknown(words);
          };
      return new Done(judgement, said, back, places);
    }
  }

  /** Returns the route that decides for its group: what undoes most, then the worst verdict. */
  static Map.Entry<String, Done> worst(Map<String, Done> byRoute) {
    return Collections.max(
        byRoute.entrySet(),
        Comparator.<Map.Entry<String, Done>>comparingInt(each -> rank(each.getValue().judgement()))
            .thenComparingInt(each -> rank(each.getValue().verdict())));
  }

  private static int rank(Judgement judgement) {
    return switch (judgement) {
      case ROLL_BACK -> 3;
      case RETURN -> 2;
      case BOTH_BAD -> 1;
      case NOTHING -> 0;
    };
  }

  private static int rank(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Breach _ -> 3;
      case Verdict.TooFew _ -> 2;
      case Verdict.Unknown _ -> 1;
      case Verdict.Pass _ -> 0;
    };
  }

  /** Sums all signals up: the worst that may decide. */
  static Verdict of(List<Evidence> evidence) {
    Verdict worst = new Verdict.Unknown("no signal is judged");
    int most = -1;
    for (Evidence one : evidence) {
      if (one.dryRun()) {
        continue;
      }
      int rank = rank(one.verdict());
      if (rank > most) {
        most = rank;
        worst = said(one);
      }
    }
    return worst;
  }

  private static Verdict said(Evidence one) {
    return switch (one.verdict()) {
      case Verdict.Breach _ -> new Verdict.Breach(one.words());
      case Verdict.TooFew few -> new Verdict.TooFew("too few requests on new: " + few.words());
      case Verdict.Unknown unknown -> unknown;
      case Verdict.Pass _ ->
          new Verdict.Pass(
              "%d requests on new, no signal worse than is allowed".formatted(one.requests()));
    };
  }

  /**
   * Judges what was found.
   *
   * @param namesOf the names of applications by their places; empty: one of them has none
   */
  static Done of(
      Finding finding, Function<List<Integer>, Set<String>> namesOf, List<Evidence> evidence) {
    return switch (finding) {
      case Finding.Calm _ -> new Done(Judgement.NOTHING, of(evidence), Set.of(), List.of());
      case Finding.Breach breach -> breach(breach, evidence);
      case Finding.BothBad both ->
          new Done(
              Judgement.BOTH_BAD,
              new Verdict.Unknown(
                  "both platforms are bad: " + sentence(both.signal().label(), evidence)),
              Set.of(),
              List.of());
      case Finding.Alone alone -> {
        Set<String> names = namesOf.apply(alone.applications());
        yield names.isEmpty()
            ? breach(
                new Finding.Breach(alone.signal(), Finding.Rule.WORSE, alone.since()), evidence)
            : new Done(
                Judgement.RETURN,
                new Verdict.Breach(
                    "%s alone: %s; the others are calm"
                        .formatted(alone.signal().label(), String.join(", ", names))),
                names,
                alone.applications());
      }
    };
  }

  private static Done breach(Finding.Breach breach, List<Evidence> evidence) {
    String how =
        switch (breach.rule()) {
          case WORSE ->
              breach.since() == Wealth.PLAN
                  ? "worse than old by more than is allowed, since the plan began"
                  : "worse than old by more than is allowed";
          case FAST -> "steeply worse within a minute";
          case LIMIT -> "above its absolute limit";
        };
    return new Done(
        Judgement.ROLL_BACK,
        new Verdict.Breach(how + ": " + sentence(breach.signal().label(), evidence)),
        Set.of(),
        List.of());
  }

  private static String sentence(String label, List<Evidence> evidence) {
    return evidence.stream()
        .filter(one -> one.signal().label().equals(label))
        .map(Evidence::words)
        .findFirst()
        .orElse(label);
  }
}
