package io.cutover.config;

import io.cutover.config.PlanConfig.Allowed;
import io.cutover.config.PlanConfig.Gate;
import io.cutover.config.PlanConfig.OnBreach;
import io.cutover.config.PlanConfig.OnDeadline;
import io.cutover.config.PlanConfig.Step;
import io.cutover.config.PlanConfig.Window;
import io.cutover.split.Share;
import io.cutover.split.Signal;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the entries of {@code plans:}, each over the shipped values. */
final class PlanReader {
  private static final Duration LONGEST = Duration.ofDays(90);
  private static final Kind<Duration> WHILE = Scalars.duration(Duration.ofSeconds(1), LONGEST);

  private static final Keys STEP_KEYS = new Keys();
  private static final Key<String> COHORT =
      STEP_KEYS.required("cohort", Scalars.NAME_TEXT, "applications that move together");
  private static final Kind<Step> STEP =
      Kind.of(
          Map.of("anyOf", List.of(Scalars.SHARE.schema(), STEP_KEYS.schema())),
          at -> {
            if (!at.isMap()) {
              Share share = Scalars.SHARE.read(at);
              return share == null ? null : new Step(share, null);
            }
            Block block = Block.of(at, STEP_KEYS);
            String cohort = block == null ? null : block.need(COHORT);
            return cohort == null ? null : new Step(null, cohort);
          });

  private static final Keys TOO_FEW_KEYS = new Keys();
  private static final Key<Integer> EXTEND =
      TOO_FEW_KEYS.key("extend", Scalars.integer(0, 1000), "hold the step so often once more; 3");
  private static final Key<String> THEN =
      TOO_FEW_KEYS.key("then", Scalars.oneOf("pause"), "what comes after: pause, nothing else");

  private static final Keys ERRORS_KEYS = new Keys();
  private static final Key<Double> WORSE =
      ERRORS_KEYS.key(
          "worseThanOldBy", Scalars.POINTS, "how much worse new may be, as 0.5pt; the default");
  private static final Key<Double> MAX =
      ERRORS_KEYS.key("max", Scalars.PERCENT_VALUE, "never above, as 2%; no such limit by default");

  private static final Keys SLOW_KEYS = new Keys();
  private static final Key<Double> QUANTILE =
      SLOW_KEYS.key("aboveOldQuantile", Scalars.PERCENT_VALUE, "of old's answers; 95% by default");
  private static final Key<Duration> TOLERANCE =
      SLOW_KEYS.key(
          "tolerance",
          Scalars.duration(Duration.ZERO, Duration.ofHours(1)),
          "on top of it; 50ms by default");
  private static final Key<Double> SLOW_WORSE =
      SLOW_KEYS.key("worseThanOldBy", Scalars.POINTS, "how many more may be slow; 5pt by default");

  private static final Keys SIGNALS_KEYS = new Keys();
  private static final Map<Signal, Key<Optional<Block>>> SIGNAL_KEYS = new LinkedHashMap<>();

  static {
    for (Signal signal : Signal.values()) {
      if (signal != Signal.SHADOW) {
        SIGNAL_KEYS.put(
            signal,
            SIGNALS_KEYS.key(
                signal.label(),
                Kind.wordOr("ignore", Kind.block(ERRORS_KEYS)),
                "limits of this signal alone; ignore: it is not judged"));
      }
    }
    SIGNALS_KEYS.later("shadow");
  }

  private static final Key<List<Signal>> DRY_RUN =
      SIGNALS_KEYS.key(
          "dryRun", Kind.list(Scalars.words(byLabel())), "recorded, and never deciding");

  private static final Keys GATE_KEYS = new Keys().later("shadowMismatch");
  private static final Key<Integer> MIN_REQUESTS =
      GATE_KEYS.key(
          "minRequests", Scalars.integer(1, 1_000_000_000), "on new, in each step; 500 by default");
  private static final Key<Block> TOO_FEW =
      GATE_KEYS.key("tooFew", Kind.block(TOO_FEW_KEYS), "what a step with fewer requests does");
  private static final Key<Double> CONFIDENCE =
      GATE_KEYS.key(
          "confidence", Scalars.PERCENT_VALUE, "of the whole plan run; 99% (the default) or less");
  private static final Key<Boolean> STRICT =
      GATE_KEYS.key(
          "strict", Scalars.BOOLEAN, "pass only what is proven to be no worse; false by default");
  private static final Key<Boolean> VERIFIED =
      GATE_KEYS.key(
          "verified",
          Scalars.BOOLEAN,
          "move an application only once `applications verify` has passed; false by default");
  private static final Key<Block> ERRORS =
      GATE_KEYS.key("errors", Kind.block(ERRORS_KEYS), "limits of each signal but slow");
  private static final Key<Block> SLOW =
      GATE_KEYS.key("slow", Kind.block(SLOW_KEYS), "what counts as slow, and how much may");
  private static final Key<Block> SIGNALS =
      GATE_KEYS.key("signals", Kind.block(SIGNALS_KEYS), "single signals");

  private static final Keys WINDOW_KEYS = new Keys();
  private static final Key<List<DayOfWeek>> DAYS =
      WINDOW_KEYS.key("days", Kind.some(Scalars.words(days())), "as [mon, fri]; all by default");
  private static final Key<LocalTime> FROM = WINDOW_KEYS.required("from", time(), "as \"09:00\"");
  private static final Key<LocalTime> TO = WINDOW_KEYS.required("to", time(), "as \"17:00\"");
  private static final Key<ZoneId> ZONE =
      WINDOW_KEYS.required("zone", zone(), "a time zone, as Europe/London");

  private static final Keys KEYS = new Keys();
  private static final Key<List<Step>> STEPS =
      KEYS.required("steps", Kind.some(STEP), "shares that rise, after cohorts: { cohort: NAME }");
  private static final Key<Optional<Duration>> HOLD =
      KEYS.key(
          "hold", Kind.wordOr("manual", WHILE), "how long each step is watched; 15m by default");
  private static final Key<Duration> DEADLINE =
      KEYS.key("deadline", WHILE, "for how long a step may wait for a person; for ever by default");
  private static final Key<OnDeadline> ON_DEADLINE =
      KEYS.key("onDeadline", Scalars.words(OnDeadline.class), "then: pause (the default) or abort");
  private static final Key<Duration> BAKE =
      KEYS.key("bake", WHILE, "how long the way back is kept after 100%; 24h by default");
  private static final Key<Block> GATE =
      KEYS.key("gate", Kind.block(GATE_KEYS), "what a step must show");
  private static final Key<Boolean> ON_APPLICATION =
      KEYS.key(
          "onApplicationBreach",
          Scalars.either("ignore", "return"),
          "one application alone: return it (the default) or ignore");
  private static final Key<Integer> MAX_RETURNED =
      KEYS.key("maxReturned", Scalars.integer(0, 1000), "how many may go back alone; 3");
  private static final Key<OnBreach> ON_BREACH =
      KEYS.key("onBreach", Scalars.words(OnBreach.class), "rollback (the default) or pause");
  private static final Key<Double> MAX_BLOCKED =
      KEYS.key("maxBlocked", Scalars.PERCENT_VALUE, "complete is refused above this; 1%");
  private static final Key<Block> WINDOW =
      KEYS.key("window", Kind.block(WINDOW_KEYS), "when shares may be raised; always by default");

  /** Plans by name. */
  static final Kind<Map<String, Block>> KIND = Kind.named(Scalars.NAME_TEXT, Kind.block(KEYS));

  private PlanReader() {}

  static @Nullable PlanConfig read(String name, Block plan) {
    List<Step> steps = plan.need(STEPS);
    Optional<Duration> hold = plan.get(HOLD, Optional.of(Duration.ofMinutes(15)));
    Gate gate = gate(plan.sub(GATE));
    boolean returns = plan.get(ON_APPLICATION, true);
    int maxReturned = plan.get(MAX_RETURNED, 3);
    Block window = plan.get(WINDOW);
    var read =
        new PlanConfig(
            name,
            steps == null ? List.of() : steps,
            hold.orElse(null),
            plan.get(DEADLINE),
            plan.get(ON_DEADLINE, OnDeadline.PAUSE),
            plan.get(BAKE, Duration.ofHours(24)),
            gate,
            returns ? maxReturned : 0,
            plan.get(ON_BREACH, OnBreach.ROLLBACK),
            plan.get(MAX_BLOCKED, 1.0) / 100,
            window == null ? null : window(window));
    return steps != null && rises(steps, plan.at(STEPS)) ? read : null;
  }

  private static boolean rises(List<Step> steps, Value at) {
    Share before = Share.NONE;
    for (Step step : steps) {
      if (step.share() == null) {
        continue;
      }
      if (step.share().compareTo(before) <= 0) {
        at.wrong(
            "has %s after %s, which raises nothing".formatted(step.share(), before),
            "let each share be more than the one before");
        return false;
      }
      before = step.share();
    }
    return true;
  }

  private static Gate gate(Block gate) {
    Block errors = gate.sub(ERRORS);
    Block slow = gate.sub(SLOW);
    Block signals = gate.sub(SIGNALS);
    Block tooFew = gate.sub(TOO_FEW);
    tooFew.get(THEN);
    Map<Signal, Allowed> limits = new EnumMap<>(Signal.class);
    Allowed each = new Allowed(errors.get(WORSE, 0.005), max(errors, Double.NaN));
    SIGNAL_KEYS.forEach(
        (signal, key) -> {
          Allowed common =
              signal == Signal.SLOW ? new Allowed(slow.get(SLOW_WORSE, 0.05), Double.NaN) : each;
          Optional<Block> own = signals.get(key);
          if (own == null) {
            limits.put(signal, common);
          } else {
            own.ifPresent(
                block ->
                    limits.put(
                        signal,
                        new Allowed(block.get(WORSE, common.worseBy()), max(block, common.max()))));
          }
        });
    double confidence = gate.get(CONFIDENCE, 99.0);
    if (confidence < 50 || confidence > 99.99) {
      gate.at(CONFIDENCE)
          .wrong(gate.at(CONFIDENCE).shown() + " is out of bounds", "write 50% to 99.99%");
      confidence = 99;
    }
    return new Gate(
        gate.get(MIN_REQUESTS, 500),
        tooFew.get(EXTEND, 3),
        confidence / 100,
        gate.get(STRICT, false),
        gate.get(VERIFIED, false),
        slow.get(QUANTILE, 95.0) / 100,
        slow.get(TOLERANCE, Duration.ofMillis(50)),
        limits,
        new HashSet<>(signals.get(DRY_RUN, List.of())));
  }

  private static double max(Block block, double fallback) {
    Double max = block.get(MAX);
    return max == null ? fallback : max / 100;
  }

  private static @Nullable Window window(Block window) {
    List<DayOfWeek> days = window.get(DAYS, List.of(DayOfWeek.values()));
    LocalTime from = window.need(FROM);
    LocalTime to = window.need(TO);
    ZoneId zone = window.need(ZONE);
    return from == null || to == null || zone == null
        ? null
        : new Window(Set.copyOf(days), from, to, zone);
  }

  private static Map<String, Signal> byLabel() {
    Map<String, Signal> labels = new LinkedHashMap<>();
    SIGNAL_KEYS.keySet().forEach(signal -> labels.put(signal.label(), signal));
    return labels;
  }

  private static Map<String, DayOfWeek> days() {
    Map<String, DayOfWeek> days = new LinkedHashMap<>();
    for (DayOfWeek day : DayOfWeek.values()) {
      days.put(day.name().substring(0, 3).toLowerCase(Locale.ROOT), day);
    }
    return days;
  }

  private static Kind<LocalTime> time() {
    return Scalars.text(
        Scalars.pattern("([01][0-9]|2[0-3]):[0-5][0-9]"),
        (text, at) -> {
          try {
            return LocalTime.parse(text);
          } catch (DateTimeException _) {
            return at.wrong(at.shown() + " is no time of day", "write it as \"09:00\"");
          }
        });
  }

  private static Kind<ZoneId> zone() {
    return Scalars.text(
        Map.of("type", "string"),
        (text, at) -> {
          try {
            return ZoneId.of(text);
          } catch (DateTimeException _) {
            return at.wrong(at.shown() + " is no time zone", "write one as Europe/London or UTC");
          }
        });
  }
}
