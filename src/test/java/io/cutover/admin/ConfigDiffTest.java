package io.cutover.admin;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class ConfigDiffTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'a': 1}                     | {'a': 1}                     | ''",
        "{'a': 1}                     | {'a': 2}                     | a: 1 → 2",
        "{'a': {'b': 1}}              | {'a': {'b': 2}}              | a.b: 1 → 2",
        "{'a': 1}                     | {}                           | a: 1 → null",
        "{}                           | {'a': 1}                     | a: null → 1",
        "{'a': [1, 2]}                | {'a': [2, 1]}                | a: [1,2] → [2,1]",
        "{'a': {'b': 1}}              | {'a': 'none'}                | a: {\"b\":1} → \"none\"",
        "{'r': [{'name': 'x', 's': 1}, {'name': 'y'}]} | {'r': [{'name': 'y'}, {'name': 'x', 's':"
            + " 2}]} | r[x].s: 1 → 2",
        "{'r': [{'name': 'x'}]}       | {'r': []}                    | r[x]: {\"name\":\"x\"} →"
            + " null",
        "{'r': [{'s': 1}]}            | {'r': [{'s': 2}]}            | r: [{\"s\":1}] → [{\"s\":2}]"
      })
  void differences(String running, String file, String found) {
    var json = JsonMapper.shared();

    assertThat(
            ConfigDiff.between(
                json.readTree(running.replace('\'', '"')), json.readTree(file.replace('\'', '"'))))
        .extracting(each -> "%s: %s → %s".formatted(each.path(), each.running(), each.file()))
        .containsExactly(found.isEmpty() ? new String[0] : new String[] {found});
  }
}
