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
}
