package io.cutover.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.cutover.config.ApplicationConfig.DatedSecret;
import io.cutover.split.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Applications in a file of their own, and secrets in a folder of theirs. */
class ApplicationsFileTest {
  private static final String REST =
      """
      listeners: [{ address: "127.0.0.1:0" }]
      platforms: { old: { url: "http://old" }, new: { url: "http://new" } }
      routes: [{ name: r, match: { path: / }, auth: passthrough }]
      """;

  @TempDir Path dir;
  private Path main;

  @BeforeEach
  void writeMain() throws IOException {
    main = Files.writeString(dir.resolve("cutover.yaml"), REST + "applicationsFile: apps.csv\n");
  }

  private GatewayConfig loaded() {
    return switch (ConfigFile.load(main, Map.of("A_SECRET", "s-1")::get)) {
      case ConfigFile.Loaded(GatewayConfig config) -> config;
      case ConfigFile.Refused refused -> throw new AssertionError(refused.errors().toString());
    };
  }

  private List<String> errors() {
    return switch (ConfigFile.load(main, Map.<String, String>of()::get)) {
      case ConfigFile.Loaded _ -> List.of();
      case ConfigFile.Refused refused ->
          refused.errors().stream().map(error -> error.toString().replace(dir + "/", "")).toList();
    };
  }

  @Test
  void aTableSaysWhatAListSays() throws IOException {
    String digest = "ab".repeat(32);
    Files.writeString(
        dir.resolve("apps.csv"),
        """
        name,contact,key,environment,cohort,old.clientId,old.clientSecret,old.tokenDigests,new.clientId,new.clientSecret,stickBy
        mobile,"Ann, and ""Bob""\",m,,pilot,o1,${env:A_SECRET},sha256:%s sha256:%s,n1,,subject
        batch,,,sandbox,,007,,,,,

        """
            .formatted(digest, digest.replace('a', 'c')));
    List<ApplicationConfig> table = loaded().applications();
    Files.writeString(
        dir.resolve("apps.yaml"),
        """
        - name: mobile
          contact: Ann, and "Bob"
          key: m
          cohort: pilot
          old: { clientId: o1, clientSecret: "${env:A_SECRET}", tokenDigests: ["sha256:%s", "sha256:%s"] }
          new: { clientId: n1 }
          stickBy: subject
        - { name: batch, environment: sandbox, old: { clientId: "007" } }
        """
            .formatted(digest, digest.replace('a', 'c')));
    Files.writeString(main, REST + "applicationsFile: apps.yaml\n");

    assertThat(table).hasSize(2).isEqualTo(loaded().applications());
  }

  @Test
  void whatIsWrongIsSaidByLineAndColumn() throws IOException {
    Files.writeString(
        dir.resolve("apps.csv"),
        """
        name,old.clientId,environment
        good,o1,
        good,o2,
        -bad,o3,production
        third,o4,prod
        fourth,o1,
        short,o5
        broken,"o6"x,
        """);

    assertThat(errors())
        .containsExactly(
            "apps.csv:3:1 [1].name: is the same as [0].name in apps.csv:2 — give each application a"
                + " name of its own",
            "apps.csv:4:1 [2].name: '-bad' is no name — start with a letter or digit, then at most"
                + " 62 letters, digits, '.', '_', '-'",
            "apps.csv:5:10 [3].environment: 'prod' is not known here — write one of production,"
                + " sandbox",
            "apps.csv:6:8 [4].old: is the same as [0].old in apps.csv:2 — register each client"
                + " once",
            "apps.csv:7:1 .: has 2 cells, and the first line names 3 columns — give each column a"
                + " cell, an empty one for nothing",
            "apps.csv:8:8 .: goes on after its closing quote — write \"\" for a quote");
  }

  @Test
  void thousandsAreReadAndOneIsFoundByItsLine() throws IOException {
    StringBuilder table = new StringBuilder("name,old.clientId,new.clientId\n");
    for (int i = 0; i < 10_000; i++) {
      table.append("app-%d,o-%d,n-%d\n".formatted(i, i, i == 9_876 ? 5 : i));
    }
    Files.writeString(dir.resolve("apps.csv"), table);

    assertThat(errors())
        .singleElement()
        .asString()
        .startsWith("apps.csv:9878:")
        .contains("is the same as [5].new");
  }

  @Test
  void secretsComeFromAFolderAndAreWatched() throws IOException {
    Path secrets = Files.createDirectory(dir.resolve("secrets"));
    Files.writeString(secrets.resolve("mobile.old"), "first\n");
    Files.writeString(secrets.resolve("mobile.new"), "second");
    Files.writeString(secrets.resolve("nobody.old"), "third");
    Files.writeString(dir.resolve("apps.csv"), "name,old.clientId,new.clientId\nmobile,o,n\n");
    Files.writeString(main, "applicationsFile: apps.csv\nsecrets: { dir: secrets }\n" + REST);

    GatewayConfig config = loaded();

    ApplicationConfig mobile = config.applications().getFirst();
    assertThat(mobile.on(Platform.OLD).secrets())
        .containsExactly(new DatedSecret(new Secret("first"), null));
    assertThat(mobile.on(Platform.NEW).secrets())
        .containsExactly(new DatedSecret(new Secret("second"), null));
    assertThat(config.files()).contains(secrets, dir.resolve("apps.csv"));
    assertThat(config.warnings())
        .singleElement()
        .asString()
        .contains("secrets.dir: the file 'nobody.old' in it belongs to no application");
  }

  @Test
  void aSecretIsGivenOnce() throws IOException {
    Path secrets = Files.createDirectory(dir.resolve("secrets"));
    Files.writeString(secrets.resolve("mobile.old"), "first");
    Files.writeString(secrets.resolve("mobile.new"), "two\nlines");
    Files.writeString(
        dir.resolve("apps.csv"), "name,old.clientId,old.clientSecret\nmobile,o,other-secret\n");
    Files.writeString(main, "applicationsFile: apps.csv\nsecrets: { dir: secrets }\n" + REST);

    assertThat(errors())
        .containsExactly(
            "cutover.yaml:2:17 secrets.dir: the file 'mobile.new' in it is empty, or holds more"
                + " than one line — write one secret into it",
            "apps.csv:2:10 [0].old.clientSecret: is given here and in the folder of secrets — keep"
                + " one of the two");
  }

  @Test
  void aVolumesSwapIsOneChangeAndReadWhole() throws IOException {
    Path secrets = Files.createDirectory(dir.resolve("secrets"));
    volume(secrets, "one", "a-1", "b-1");
    Files.writeString(
        dir.resolve("apps.csv"), "name,old.clientId,new.clientId\na,o1,n1\nb,o2,n2\n");
    Files.writeString(main, "applicationsFile: apps.csv\nsecrets: { dir: secrets }\n" + REST);
    GatewayConfig before = loaded();
    try (var watch = new ConfigWatch(before::files)) {
      int[] changes = {0};
      watch.poll(() -> changes[0]++);
      Files.delete(secrets.resolve("..data"));
      volume(secrets, "two", "a-2", "b-2");
      watch.poll(() -> changes[0]++);
      watch.poll(() -> changes[0]++);
      watch.poll(() -> changes[0]++);

      assertThat(changes[0]).isEqualTo(1);
    }
    assertThat(loaded().applications())
        .extracting(each -> each.on(Platform.OLD).secrets().getFirst().secret().reveal())
        .containsExactly("a-2", "b-2");
  }

  private static void volume(Path secrets, String version, String a, String b) throws IOException {
    Path data = Files.createDirectory(secrets.resolve(".." + version));
    Files.writeString(data.resolve("a.old"), a);
    Files.writeString(data.resolve("b.old"), b);
    Files.createSymbolicLink(secrets.resolve("..data"), Path.of(".." + version));
    for (String name : List.of("a.old", "b.old")) {
      Path link = secrets.resolve(name);
      if (!Files.isSymbolicLink(link)) {
        Files.createSymbolicLink(link, Path.of("..data", name));
      }
    }
  }
}
