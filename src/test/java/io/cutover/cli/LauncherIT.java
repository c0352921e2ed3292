package io.cutover.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The launcher as it stands in the root, with a java that tells how it was called. */
class LauncherIT {
  private static final Path LAUNCHER = Path.of("cutover").toAbsolutePath();

  @TempDir Path folder;
  private Path install;
  private Path home;
  private final Map<String, String> env = new HashMap<>();

  @BeforeEach
  void install() throws IOException {
    install = Files.createDirectories(folder.resolve("install with blank"));
    Files.createDirectories(install.resolve("lib"));
    Files.createFile(install.resolve("lib/cutover.jar"));
    Path script = install.resolve("cutover");
    // The folders that every machine has are not there in this copy: what is installed on the
    // machine that tests would be found too.
    String text =
        Files.readString(LAUNCHER)
            .replace("/usr/lib/jvm/*", folder.resolve("usr-lib-jvm") + "/*")
            .replace("/usr/java/*", folder.resolve("none") + "/*")
            .replace("/opt/*", folder.resolve("none") + "/*")
            .replace("/Library/Java", folder.resolve("none").toString());
    executable(script, text);
    home = Files.createDirectories(folder.resolve("home"));
    env.put("HOME", home.toString());
    env.put("PATH", tools().toString());
  }

  /** A PATH with all that the launcher needs and no java. */
  private Path tools() throws IOException {
    Path tools = Files.createDirectories(folder.resolve("tools"));
    for (String tool :
        List.of(
            "sh",
            "dirname",
            "readlink",
            "sed",
            "head",
            "find",
            "mkdir",
            "rm",
            "mv",
            "cat",
            "touch",
            "sleep",
            "grep")) {
      for (String bin : List.of("/bin/", "/usr/bin/")) {
        if (Files.isExecutable(Path.of(bin + tool)) && !Files.exists(tools.resolve(tool))) {
          executable(tools.resolve(tool), "#!/bin/sh\nexec " + bin + tool + " \"$@\"\n");
        }
      }
    }
    return tools;
  }

  private static void executable(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** A JDK that says its version as real ones do, and otherwise prints what it was given. */
  private static Path jdk(Path at, String version) throws IOException {
    executable(
        at.resolve("bin/java"),
        """
        #!/bin/sh
        if [ "$1" = -version ]; then
          echo 'openjdk version "%s" 2026-01-20' >&2
          exit 0
        fi
        echo "java=$0 pid=$$"
        for argument in "$@"; do echo "[$argument]"; done
        """
            .formatted(version));
    executable(at.resolve("bin/javac"), "#!/bin/sh\n");
    return at;
  }

  private record Ran(int exit, long pid, String out, String err) {
    List<String> arguments() {
      return out.lines().filter(line -> line.startsWith("[")).toList();
    }
  }

  private Ran run(Path script, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(script.toString()));
    command.addAll(List.of(arguments));
    Path out = Files.createTempFile(folder, "out", "");
    Path err = Files.createTempFile(folder, "err", "");
    var builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().clear();
    builder.environment().putAll(env);
    Process process = builder.start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Ran(
        process.exitValue(), process.pid(), Files.readString(out), Files.readString(err));
  }

  private Ran run(String... arguments) throws Exception {
    return run(install.resolve("cutover"), arguments);
  }

  // ---- which java

  @Test
  void withoutAJdkItSaysWhatToInstall() throws Exception {
    Ran ran = run("--version");

    assertThat(ran.exit()).isEqualTo(1);
    assertThat(ran.err()).startsWith("cutover: no JDK 25").contains("JAVA_HOME").hasLineCount(1);
    assertThat(ran.out()).isEmpty();
  }

  @Test
  void aJdkThatIsTooOldIsNone() throws Exception {
    env.put("JAVA_HOME", jdk(folder.resolve("old"), "17.0.15").toString());
    jdk(folder.resolve("usr-lib-jvm/java-8"), "1.8.0_402");

    assertThat(run("--version").err()).startsWith("cutover: no JDK 25");
  }

  @Test
  void aFolderWithoutJavaIsNone() throws Exception {
    env.put("JAVA_HOME", Files.createDirectories(folder.resolve("empty")).toString());

    assertThat(run("--version").exit()).isEqualTo(1);
  }

  @Test
  void javaHomeComesFirst() throws Exception {
    Path mine = jdk(folder.resolve("mine"), "26.0.1");
    jdk(folder.resolve("usr-lib-jvm/java-25"), "25");
    env.put("JAVA_HOME", mine.toString());

    assertThat(run("--version").out()).startsWith("java=" + mine + "/bin/java ");
  }

  @Test
  void anOldJavaHomeIsPassedOverForAnInstalledOne() throws Exception {
    env.put("JAVA_HOME", jdk(folder.resolve("old"), "17.0.15").toString());
    Path installed = jdk(folder.resolve("usr-lib-jvm/java-25"), "25.0.3");

    assertThat(run("--version").out()).startsWith("java=" + installed + "/bin/java ");
  }

  @Test
  void theJavaOfThePathIsFoundBehindItsLinks() throws Exception {
    Path real = jdk(folder.resolve("somewhere/jdk"), "25-ea");
    Files.createSymbolicLink(folder.resolve("alternative"), real.resolve("bin/java"));
    Files.createSymbolicLink(
        folder.resolve("tools/java"),
        folder.resolve("tools").relativize(folder.resolve("alternative")));

    assertThat(run("--version").out()).startsWith("java=" + real + "/bin/java ");
  }

  @Test
  void sdkmansAreFound() throws Exception {
    Path candidate = jdk(home.resolve(".sdkman/candidates/java/25.0.1-tem"), "25.0.1");

    assertThat(run("--version").out()).startsWith("java=" + candidate + "/bin/java ");
  }

  @Test
  void aReleaseFileSparesAStartOfJava() throws Exception {
    Path jdk = folder.resolve("usr-lib-jvm/java-25");
    executable(jdk.resolve("bin/java"), "#!/bin/sh\n[ \"$1\" != -version ] && echo started\n");
    Files.writeString(jdk.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"25.0.3\"\n");

    assertThat(run("--version").out()).isEqualTo("started\n");
  }

  // ---- which flags

  private List<String> flags(String command) throws Exception {
    env.put("JAVA_HOME", jdk(folder.resolve("jdk"), "25.0.3").toString());
    return run(command).arguments();
  }

  @ParameterizedTest
  @ValueSource(strings = {"run", "demo"})
  void whatServesGetsAFixedHeapAndEndsWhenItIsFull(String command) throws Exception {
    assertThat(flags(command))
        .contains(
            "[-XX:+UseSerialGC]",
            "[-Xms256m]",
            "[-Xmx256m]",
            "[-XX:+UseCompactObjectHeaders]",
            "[-XX:+ExitOnOutOfMemoryError]",
            "[-Dio.netty.leakDetection.level=disabled]",
            "[--enable-native-access=ALL-UNNAMED]")
        .doesNotContain("[-XX:TieredStopAtLevel=1]")
        .endsWith("[" + command + "]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"routes", "share", "--version", "check"})
  void whatIsOverSoonStartsFast(String command) throws Exception {
    assertThat(flags(command))
        .contains("[-XX:TieredStopAtLevel=1]", "[-XX:+UseSerialGC]", "[-Xshare:auto]")
        .doesNotContain("[-Xmx256m]");
  }

  @Test
  void optionsAreAppendedAsWords() throws Exception {
    env.put("CUTOVER_JAVA_OPTS", " -Dfirst=1   -Dsecond=* ");

    List<String> flags = flags("run");

    assertThat(flags).containsSubsequence("[-Xmx256m]", "[-Dfirst=1]", "[-Dsecond=*]", "[-cp]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-XX:+UseZGC", "-XX:+UseG1GC", "-Da=b -XX:+UseParallelGC -Dc=d"})
  void anotherCollectorTakesThePlaceOfOurs(String options) throws Exception {
    env.put("CUTOVER_JAVA_OPTS", options);

    assertThat(flags("run")).doesNotContain("[-XX:+UseSerialGC]").contains("[-Xmx256m]");
    assertThat(flags("routes")).doesNotContain("[-XX:+UseSerialGC]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-Xmx2g", "-Xms64m", "-XX:MaxRAMPercentage=50", "-XX:MaxHeapSize=1g"})
  void anotherHeapTakesThePlaceOfOurs(String option) throws Exception {
    env.put("CUTOVER_JAVA_OPTS", option);

    assertThat(flags("run"))
        .doesNotContain("[-Xms256m]", "[-Xmx256m]")
        .contains("[" + option + "]", "[-XX:+UseSerialGC]");
  }

  // ---- how it becomes java

  @Test
  void itBecomesJavaAndPassesItsArgumentsOn() throws Exception {
    env.put("JAVA_HOME", jdk(folder.resolve("jdk"), "25.0.3").toString());

    Ran ran = run("share", "orders", "5%", "--reason", "two words; $HOME \"*\"");

    assertThat(ran.out()).contains("pid=" + ran.pid() + "\n");
    assertThat(ran.arguments())
        .endsWith("[share]", "[orders]", "[5%]", "[--reason]", "[two words; $HOME \"*\"]");
  }

  @Test
  void itFindsItselfBehindLinks() throws Exception {
    env.put("JAVA_HOME", jdk(folder.resolve("jdk"), "25.0.3").toString());
    Path link = folder.resolve("bin/cutover");
    Files.createDirectories(link.getParent());
    Files.createSymbolicLink(link, Path.of("../second"));
    Files.createSymbolicLink(folder.resolve("second"), install.resolve("cutover"));

    assertThat(run(link, "--version").arguments())
        .containsSubsequence("[-cp]", "[" + install.toRealPath() + "/lib/*]");
  }

  @Test
  void withoutADistributionItSaysSo() throws Exception {
    Files.delete(install.resolve("lib/cutover.jar"));

    Ran ran = run("--version");

    assertThat(ran.exit()).isEqualTo(1);
    assertThat(ran.err()).contains("lib/cutover.jar").hasLineCount(1);
  }

  // ---- building

  /** Makes the folder a checkout, whose build notes that it ran. */
  private void checkout(String build) throws IOException {
    Files.delete(install.resolve("lib/cutover.jar"));
    Files.createDirectories(install.resolve("src/main/java"));
    Files.createFile(install.resolve("pom.xml"));
    Files.writeString(
        install.resolve("mvnw"),
        """
        echo "$JAVA_HOME $*" >> builds
        mkdir -p target/lib
        %s
        """
            .formatted(build));
  }

  private List<String> builds() throws IOException {
    Path builds = install.resolve("builds");
    return Files.exists(builds) ? Files.readAllLines(builds) : List.of();
  }

  @Test
  void aCheckoutIsBuiltOnceAndAgainWhenASourceIsNewer() throws Exception {
    Path jdk = jdk(folder.resolve("jdk"), "25.0.3");
    env.put("JAVA_HOME", jdk.toString());
    checkout("echo noise; : > target/cutover.jar");

    Ran first = run("--version");
    Ran second = run("--version");

    assertThat(first.err()).startsWith("cutover: building").contains("noise");
    assertThat(first.out()).doesNotContain("noise");
    assertThat(first.arguments())
        .containsSubsequence("[-jar]", "[" + install.toRealPath() + "/target/cutover.jar]");
    assertThat(second.err()).isEmpty();
    assertThat(builds()).hasSize(1);
    assertThat(builds().getFirst()).startsWith(jdk + " -q -B -ntp -Dlauncher ").endsWith("package");

    Path source = Files.createFile(install.resolve("src/main/java/New.java"));
    Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(60)));
    run("--version");

    assertThat(builds()).hasSize(2);
  }

  @Test
  void aBuildThatLeavesTheJarAsItWasIsNotRepeated() throws Exception {
    env.put("JAVA_HOME", jdk(folder.resolve("jdk"), "25.0.3").toString());
    checkout("[ -f target/cutover.jar ] || : > target/cutover.jar");
    run("--version");
    Path jar = install.resolve("target/cutover.jar");
    Files.setLastModifiedTime(jar, FileTime.from(Instant.parse("2020-01-01T00:00:00Z")));

    run("--version");
    run("--version");

    assertThat(builds()).hasSize(2);
  }

  @Test
  void aFailedBuildIsTheEnd() throws Exception {
    env.put("JAVA_HOME", jdk(folder.resolve("jdk"), "25.0.3").toString());
    checkout("echo 'no such symbol'; exit 1");

    Ran ran = run("--version");

    assertThat(ran.exit()).isEqualTo(1);
    assertThat(ran.err()).contains("no such symbol").contains("cutover: the build failed");
    assertThat(install.resolve("target/.launcher-lock")).doesNotExist();
  }

  @Test
  void aBuildNeedsACompiler() throws Exception {
    Path jre = jdk(folder.resolve("jre"), "25.0.3");
    Files.delete(jre.resolve("bin/javac"));
    env.put("JAVA_HOME", jre.toString());
    checkout(": > target/cutover.jar");

    assertThat(run("--version").err()).startsWith("cutover: no JDK 25");
  }

  @Test
  void ofTwoStartsAtOnceOneBuilds() throws Exception {
    env.put("JAVA_HOME", jdk(folder.resolve("jdk"), "25.0.3").toString());
    // The build ends when the other start has come and waits.
    checkout(
        """
        while ! grep -q waiting ../second.err 2>/dev/null; do sleep 0.1; done
        : > target/cutover.jar
        """);
    List<Process> both = new ArrayList<>();
    for (String name : List.of("first", "second")) {
      if (name.equals("second")) {
        await().until(() -> !builds().isEmpty());
      }
      var builder =
          new ProcessBuilder(install.resolve("cutover").toString(), "--version")
              .redirectOutput(folder.resolve(name + ".out").toFile())
              .redirectError(folder.resolve(name + ".err").toFile());
      builder.environment().clear();
      builder.environment().putAll(env);
      both.add(builder.start());
    }

    for (Process process : both) {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isZero();
    }
    assertThat(builds()).hasSize(1);
    assertThat(Files.readString(folder.resolve("second.out"))).contains("[-jar]");
    assertThat(install.resolve("target/.launcher-lock")).doesNotExist();
  }

  @Test
  void theLockOfADeadStartIsTakenAway() throws Exception {
    env.put("JAVA_HOME", jdk(folder.resolve("jdk"), "25.0.3").toString());
    checkout(": > target/cutover.jar");
    Process dead = new ProcessBuilder("/bin/sh", "-c", "exit 0").start();
    assertThat(dead.waitFor(60, TimeUnit.SECONDS)).isTrue();
    Path lock = Files.createDirectories(install.resolve("target/.launcher-lock"));
    Files.writeString(lock.resolve("pid"), dead.pid() + "\n");

    assertThat(run("--version").exit()).isZero();
    assertThat(builds()).hasSize(1);
  }
}
