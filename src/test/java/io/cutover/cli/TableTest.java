package io.cutover.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {
  @Test
  void columnsStandInLineWithoutBlanksAtTheEnd() {
    var table =
        new Table(List.of("ROUTE", "A"), List.of(List.of("x", "1"), List.of("longer", "2")));

    assertThat(table.text()).isEqualTo("ROUTE   A\nx       1\nlonger  2\n");
  }

  @Test
  void spreadsheetsGetTheirQuotes() {
    var table = new Table(List.of("a", "b"), List.of(List.of("x,y", "say \"hi\"")));

    assertThat(table.csv()).isEqualTo("a,b\r\n\"x,y\",\"say \"\"hi\"\"\"\r\n");
  }

  /** People read seconds; programs get what was measured. */
  @Test
  void timesAreReadToTheSecond() {
    var table =
        new Table(
            List.of("AT", "WHY"),
            List.of(List.of("2026-11-27T13:47:23.368811799Z", "since 2026-11-27T13:47:23.368Z")));

    assertThat(table.text())
        .isEqualTo(
            "AT                    WHY\n2026-11-27T13:47:23Z  since 2026-11-27T13:47:23.368Z\n");
    assertThat(table.csv()).contains("2026-11-27T13:47:23.368811799Z,");
  }
}
