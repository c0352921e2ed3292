package io.cutover.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.cutover.config.ConfigFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the pages say that a machine can check: links, configurations. */
class DocsTest {
  private static final Pattern LINK = Pattern.compile("]\\(([^)#:]+)(?:#[^)]*)?\\)");
  private static final Pattern YAML = Pattern.compile("(?ms)^```yaml\\n(version: 1\\n.*?)^```$");

  private static List<Path> pages() throws IOException {
    List<Path> pages = new ArrayList<>(List.of(Path.of("README.md")));
    try (Stream<Path> docs = Files.walk(Path.of("docs"))) {
      docs.filter(page -> page.toString().endsWith(".md")).forEach(pages::add);
    }
    return pages;
  }

  @Test
  void everyLinkLeadsSomewhere() throws IOException {
    for (Path page : pages()) {
      Matcher link = LINK.matcher(Files.readString(page));
      while (link.find()) {
        assertThat(page.resolveSibling(link.group(1)).normalize()).as("in %s", page).exists();
      }
    }
  }

  @Test
  void everyWholeConfigurationIsTakenWithoutAWarning(@TempDir Path folder) throws IOException {
    int seen = 0;
    for (Path page : pages()) {
      Matcher yaml = YAML.matcher(Files.readString(page));
      while (yaml.find()) {
        Path file = Files.writeString(folder.resolve("cutover.yaml"), yaml.group(1));
        ConfigFile.Outcome outcome = ConfigFile.load(file, _ -> "from-the-environment");
        assertThat(outcome).as("in %s", page).isInstanceOf(ConfigFile.Loaded.class);
        assertThat(((ConfigFile.Loaded) outcome).config().warnings()).isEmpty();
        seen++;
      }
    }
    assertThat(seen).isEqualTo(2);
  }
}
