package io.cutover.admin;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PreconditionsTest {
  @Test
  void withoutAFieldOrForWhateverIsThereNoRevisionIsExpected() {
    assertThat(Preconditions.of(null, "e", 3)).isEqualTo(new Preconditions.Met(null));
    assertThat(Preconditions.of(" * ", "e", 3)).isEqualTo(new Preconditions.Met(null));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"e-3\"", "\"x\", \"e-3\"", " \"e-3\" ,\"y\""})
  void theTagOfTodayIsMetAndStaysExpected(String ifMatch) {
    assertThat(Preconditions.of(ifMatch, "e", 3)).isEqualTo(new Preconditions.Met(3L));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\"e-2\"", "W/\"e-3\"", "e-3", "\"f-3\"", "\"e-33\"", "", "\"*\"", "\"e-3\" x"})
  void anyOtherIsNot(String ifMatch) {
    assertThat(Preconditions.of(ifMatch, "e", 3)).isEqualTo(new Preconditions.Failed());
  }
}
