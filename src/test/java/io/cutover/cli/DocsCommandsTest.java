package io.cutover.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.ParameterException;

/**
 * Every command that a page or an alert tells people to type is one that the command line takes.
 */
class DocsCommandsTest {
  /** In text, in a block of its own, after a prompt, or beside an alert. */
  private static final Pattern COMMAND =
      Pattern.compile(
          "(?m)(?:^ {4}|^\\$ |^ +command: |`|\\$\\()(?:\\./)?cutover ((?:'[^']*'|\"[^\"]*\"|[^`\\n"
              + "'\"])*)");

  /** One word as a shell takes it; or where the command ends. */
  private static final Pattern WORD =
      Pattern.compile("(?<end>&&|[|;&>)]| #.*)|(?:'[^']*'|\"[^\"]*\"|[^\\s|;&>)'\"])+");

  /** Commands that do something without a gateway, or are not there yet: only parsed. */
  private static final Set<String> HERE =
      Set.of("run", "demo", "check", "completion", "rehearse", "shadow", "compare", "import");

  /** Options that name a file of the reader's. */
  private static final Set<String> READ = Set.of("-c", "--old-counts", "--ca", "--token-file");

  private static Stream<Path> pages() throws IOException {
    List<Path> pages = new ArrayList<>(List.of(Path.of("README.md")));
    for (String folder : List.of("docs", "deploy/prometheus/rules")) {
      try (Stream<Path> files = Files.walk(Path.of(folder))) {
        files.filter(file -> file.toString().matches(".*\\.(md|yml)")).forEach(pages::add);
      }
    }
    return pages.stream();
  }

  private static List<String> commands(Path page) {
    try {
      // What Prometheus or the reader puts in is a name, or a share, like any other.
      String text =
          Files.readString(page)
              .replaceAll("\\{\\{[^}]*}}", "NAME")
              .replace("SMALLER%", "1%")
              .replace("METHOD URL", "GET /");
      return COMMAND.matcher(text).results().map(found -> found.group(1).strip()).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String[] words(String command) {
    List<String> words = new ArrayList<>();
    Matcher word = WORD.matcher(command);
    while (word.find() && word.group("end") == null) {
      words.add(word.group().replaceAll("['\"]", ""));
    }
    return words.toArray(String[]::new);
  }

  /** Returns what is wrong with it, or nothing. */
  private static String wrong(String command) {
    String[] words = words(command);
    return remote(words) ? typed(command, words) : parsed(command, words);
  }

  /** Whether it needs nothing but a gateway. */
  private static boolean remote(String[] words) {
    return !HERE.contains(words[0]) && Stream.of(words).noneMatch(READ::contains);
  }

  /** There is no gateway: a command that finds nothing else to object to says so, or helps. */
  private static String typed(String command, String[] words) {
    Typed typed =
        Typed.By.person("because")
            .env("CUTOVER_ADMIN", "http://127.0.0.1:1")
            .env("CUTOVER_TOKEN", "none")
            .types(words);
    return typed.exit() == Exit.UNREACHABLE || typed.exit() == Exit.OK
        ? ""
        : command + ": " + typed.err();
  }

  private static String parsed(String command, String[] words) {
    var nowhere = new PrintWriter(Writer.nullWriter());
    var terminal = new Terminal(nowhere, nowhere, _ -> null, false, () -> null);
    try {
      Main.line(terminal, RunningGateway::start).parseArgs(words);
      return "";
    } catch (ParameterException e) {
      return command + ": " + e.getMessage();
    }
  }

  @Test
  void everyCommandIsTakenAsItStands() throws IOException {
    List<String> commands = pages().flatMap(page -> commands(page).stream()).toList();

    assertThat(commands).hasSizeGreaterThan(100);
    assertThat(
            commands.stream()
                .distinct()
                .map(DocsCommandsTest::wrong)
                .filter(said -> !said.isEmpty()))
        .isEmpty();
  }

  @Test
  void aCommandThatIsNoneIsFound() {
    assertThat(wrong("status -o json | jq .")).isEmpty();
    assertThat(wrong("rollback orders   # at any time")).isEmpty();
    assertThat(wrong("plan start orders --reason \"a # b\"")).isEmpty();
    assertThat(wrong("plan begin orders --reason x")).contains("nothing to do to a plan");
    assertThat(wrong("share orders --reason x")).contains("SHARE");
    assertThat(wrong("rollback orders --because x")).contains("--because");
    assertThat(wrong("switch sideways --reason x")).contains("none of auto, old, new");
    assertThat(wrong("check --conect")).contains("--conect");
    assertThat(wrong("roolback orders")).contains("roolback");
  }
}
