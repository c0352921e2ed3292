package io.cutover.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cutover.config.PlanConfig;
import io.cutover.split.Share;
import io.cutover.split.Signal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The shipped plans over a simulated population, by the controller and gate of a real run. */
class RehearsalTest {
  private final List<String> timeline = new ArrayList<>();

  private Rehearsal.Ending play(String plan, String... injections) {
    PlanConfig config =
        PlanConfig.shipped().stream()
            .filter(each -> each.name().equals(plan))
            .findFirst()
            .orElseThrow();
    List<Injection> all = new ArrayList<>();
    for (String one : injections) {
      all.add(Injection.parse(one));
    }
    return Rehearsal.play(config, all, 40, 7, timeline::add);
  }

  @Test
  void aPlanWithoutAFaultComesThroughAndIsUnproven() {
    assertThat(play("quick")).isEqualTo(Rehearsal.Ending.UNPROVEN);
    assertThat(timeline.getFirst()).contains("start").contains("5%");
    assertThat(timeline.getLast()).contains("complete").contains("home");
  }

  @Test
  void aFaultIsUndoneWithASentence() {
    assertThat(play("quick", "new-5xx=5%,from=25%")).isEqualTo(Rehearsal.Ending.ROLLED_BACK);
    assertThat(timeline).anyMatch(line -> line.contains("inject"));
    assertThat(timeline.getLast())
        .contains("rolledBack", "0%", "5xx", "requests on new", "on old", "allowed");
  }

  @Test
  void whatIsInjectedIsRead() {
    assertThat(Injection.parse("new-5xx=5%@40s"))
        .isEqualTo(new Injection(Signal.SERVER_ERROR, 0.05, null, Duration.ofSeconds(40)));
    assertThat(Injection.parse("new-401=0.5%,from=10%"))
        .isEqualTo(new Injection(Signal.UNAUTHORIZED, 0.005, Share.parse("10%"), Duration.ZERO));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5xx=3%", "new-5xx=3", "new-6xx=3%", "new-5xx=101%", "new-5xx=3%@4"})
  void whatInjectsNothingIsSaid(String spec) {
    assertThatThrownBy(() -> Injection.parse(spec))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'");
  }
}
