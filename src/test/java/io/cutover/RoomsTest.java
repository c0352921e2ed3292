package io.cutover;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import io.cutover.proxy.AccessLog;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The house plan as code: which room may import which, and what the request path never does. */
class RoomsTest {
  private static final String ROOT = "io.cutover";
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

  private static final Map<String, Set<String>> MAY_IMPORT = new LinkedHashMap<>();

  static {
    room("split");
    room("http");
    room("fault", "http", "split");
    room("config", "split");
    room("h2", "http");
    room("metric", "split");
    room("net", "config", "metric", "split");
    room("trace", "config", "split");
    room("store", "config", "metric");
    room("upstream", "config", "fault", "h2", "http", "metric", "net", "split");
    room("ledger", "config", "metric", "split", "store");
    room("token", "config", "http", "metric", "split", "store");
    room("throttle", "config", "metric", "split", "store");
    room("route", "config", "fault", "http", "split");
    room("state", "config", "metric", "split", "store");
    room("notify", "config", "split", "state");
    room("bridge", "config", "http", "ledger", "metric", "split", "store", "token");
    room("shadow", "config", "http", "metric", "split", "upstream");
    room(
        "decide",
        "bridge",
        "http",
        "ledger",
        "metric",
        "net",
        "route",
        "split",
        "throttle",
        "token",
        "upstream");
    room("plan", "config", "ledger", "metric", "route", "split", "state", "upstream");
    room(
        "proxy",
        "bridge",
        "decide",
        "fault",
        "h2",
        "http",
        "ledger",
        "metric",
        "net",
        "route",
        "shadow",
        "split",
        "throttle",
        "token",
        "trace",
        "upstream");
    // What a platform answers to a trial is judged by the words that its faults are known by.
    String[] belowAdmin =
        Stream.of(
                "split",
                "http",
                "h2",
                "config",
                "fault",
                "metric",
                "net",
                "store",
                "trace",
                "upstream",
                "ledger",
                "token",
                "throttle",
                "route",
                "state",
                "bridge",
                "shadow",
                "decide",
                "plan")
            .toArray(String[]::new);
    room("admin", belowAdmin);
    MAY_IMPORT.put("", roomsBelow("notify", "proxy", "admin"));
    MAY_IMPORT.put("demo", roomsBelow("notify", "proxy", "admin", ""));
    MAY_IMPORT.put("migrate", roomsBelow("notify", "proxy", "admin", ""));
    MAY_IMPORT.put("cli", roomsBelow("notify", "proxy", "admin", "", "demo", "migrate"));
  }

  private static void room(String name, String... imports) {
    MAY_IMPORT.put(name, Set.of(imports));
  }

  private static Set<String> roomsBelow(String... besides) {
    Set<String> all = new TreeSet<>(MAY_IMPORT.get("admin"));
    all.addAll(Set.of(besides));
    return all;
  }

  /** Known everywhere: the language's own, its nullness, and the log. */
  private static final List<String> EVERYWHERE =
      List.of(
          ROOT + "..",
          "java..",
          "javax..",
          "org.jspecify..",
          "org.slf4j",
          "org.slf4j.event",
          "org.slf4j.spi");

  private static final String NETTY = "io.netty..";
  private static final String BUFFER = "io.netty.buffer";
  private static final String JSON = "tools.jackson..";
  private static final String CACHE = "com.github.benmanes.caffeine..";
  private static final String NIMBUS = "com.nimbusds..";

  /** What else a room may know, room by room; who is not named knows nothing else. */
  private static final Map<String, Set<String>> LIBRARIES =
      Map.ofEntries(
          Map.entry("split", Set.of("com.dynatrace.hash4j..")),
          // Buffers come with the texts and byte processors of Netty's utilities.
          Map.entry("http", Set.of(BUFFER, "io.netty.util")),
          Map.entry("fault", Set.of(JSON)),
          Map.entry("config", Set.of("org.snakeyaml.engine..")),
          Map.entry("h2", Set.of(NETTY)),
          // Micrometer's registry is Prometheus' own client, of which some series are made
          // directly.
          Map.entry("metric", Set.of("io.micrometer..", "io.prometheus..")),
          Map.entry("net", Set.of(NETTY)),
          Map.entry("trace", Set.of("io.opentelemetry..")),
          Map.entry("upstream", Set.of(NETTY)),
          // What was seen of applications lies in files of JSON lines.
          Map.entry("ledger", Set.of(JSON)),
          Map.entry("token", Set.of(NIMBUS, CACHE)),
          Map.entry("throttle", Set.of("io.github.bucket4j..")),
          Map.entry("state", Set.of(JSON)),
          Map.entry("notify", Set.of(JSON)),
          // Swapped tokens, and who has given wrong secrets, are held in caches.
          Map.entry("bridge", Set.of(NIMBUS, CACHE)),
          Map.entry("proxy", Set.of(NETTY)),
          // Sessions, and who has failed to log in, are held in caches.
          Map.entry("admin", Set.of("io.helidon..", JSON, CACHE)),
          Map.entry("demo", Set.of(NETTY, NIMBUS, JSON)),
          // Signals have no other way in.
          Map.entry("cli", Set.of("picocli..", JSON, "sun.misc", "org.slf4j.bridge")));

  private static String packageOf(String room) {
    return room.isEmpty() ? ROOT : ROOT + "." + room;
  }

  @TestFactory
  Stream<DynamicTest> aRoomImportsOnlyWhatItsRowLists() {
    return noRoomUses(
        room ->
            resideInAnyPackage(
                MAY_IMPORT.keySet().stream()
                    .filter(other -> !other.equals(room))
                    .filter(other -> !MAY_IMPORT.get(room).contains(other))
                    .map(RoomsTest::packageOf)
                    .toArray(String[]::new)));
  }

  @TestFactory
  Stream<DynamicTest> aRoomKnowsOnlyTheLibrariesOfItsRow() {
    return noRoomUses(
        room -> {
          Set<String> known = new TreeSet<>(EVERYWHERE);
          known.addAll(LIBRARIES.getOrDefault(room, Set.of()));
          return resideOutsideOfPackages(known.toArray(String[]::new));
        });
  }

  private static Stream<DynamicTest> noRoomUses(
      Function<String, DescribedPredicate<JavaClass>> forbidden) {
    return MAY_IMPORT.keySet().stream()
        .map(
            room ->
                DynamicTest.dynamicTest(
                    "room " + packageOf(room),
                    () ->
                        noClasses()
                            .that()
                            .resideInAPackage(packageOf(room))
                            .should()
                            .dependOnClassesThat(forbidden.apply(room))
                            .allowEmptyShould(true)
                            .check(CLASSES)));
  }

  /** A permission that nobody uses would hide the first who does. */
  @Test
  void everyLibraryOfARowIsUsedThere() {
    List<String> unused = new ArrayList<>();
    LIBRARIES.forEach(
        (room, row) ->
            row.stream()
                .filter(library -> !isUsed(packageOf(room), resideInAPackage(library)))
                .forEach(library -> unused.add(room + ": " + library)));

    assertThat(unused).isEmpty();
  }

  private static boolean isUsed(String in, DescribedPredicate<JavaClass> library) {
    return CLASSES.stream()
        .filter(each -> each.getPackageName().equals(in))
        .flatMap(each -> each.getDirectDependenciesFromSelf().stream())
        .map(Dependency::getTargetClass)
        .anyMatch(library);
  }

  @Test
  void pureRoomsDoNothingButCompute() {
    noClasses()
        .that()
        .resideInAnyPackage(
            packageOf("split"),
            packageOf("http"),
            packageOf("fault"),
            packageOf("route"),
            packageOf("decide"))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                "org.slf4j..", "java.nio.file..", "java.nio.channels..", "java.net.http.."))
        .orShould()
        .dependOnClassesThat(assignableTo(java.net.Socket.class))
        .orShould()
        .dependOnClassesThat(assignableTo(java.net.ServerSocket.class))
        .orShould()
        .dependOnClassesThat(assignableTo(Thread.class))
        .check(CLASSES);
  }

  @Test
  void noPackageStandsOutsideThePlan() {
    Set<String> packages =
        CLASSES.stream().map(JavaClass::getPackageName).collect(Collectors.toSet());

    assertThat(packages)
        .isSubsetOf(
            MAY_IMPORT.keySet().stream().map(RoomsTest::packageOf).collect(Collectors.toSet()));
  }

  @Test
  void roomsFormNoCircle() {
    SlicesRuleDefinition.slices()
        .matching(ROOT + ".(*)..")
        .should()
        .beFreeOfCycles()
        .check(CLASSES);
  }

  @Test
  void nothingOnTheRequestPathWaits() {
    // A loop that waits holds up every connection that lives on it.
    Set<String> waits =
        Set.of(
            "get",
            "join",
            "sync",
            "syncUninterruptibly",
            "await",
            "awaitUninterruptibly",
            "resultNow");
    noClasses()
        .that()
        .resideInAnyPackage(
            packageOf("proxy"), packageOf("upstream"), packageOf("decide"), packageOf("route"))
        .and(
            describe(
                "are no writer of its own thread", each -> !each.isEquivalentTo(AccessLog.class)))
        .should()
        .callMethodWhere(
            describe(
                "wait for a future",
                (JavaCall<?> call) ->
                    waits.contains(call.getTarget().getName())
                        && call.getTargetOwner().isAssignableTo(Future.class)))
        .orShould()
        .callMethod(Thread.class, "sleep", long.class)
        .orShould()
        .dependOnClassesThat(resideInAnyPackage("java.util.concurrent.locks", "java.nio.file.."))
        .check(CLASSES);
  }

  @Test
  void nettyChannelsStayWhereSocketsAre() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            packageOf("net"),
            packageOf("h2"),
            packageOf("upstream"),
            packageOf("proxy"),
            packageOf("demo"))
        .should()
        .dependOnClassesThat(resideInAnyPackage("io.netty.channel.."))
        .check(CLASSES);
  }

  @Test
  void yamlStaysInConfig() {
    noClasses()
        .that()
        .resideOutsideOfPackage(packageOf("config"))
        .should()
        .dependOnClassesThat(resideInAnyPackage("org.snakeyaml.."))
        .check(CLASSES);
  }

  @Test
  void clocksArePassedIn() {
    // Two clocks exist, and the rooms above the wiring make them; all others are given theirs.
    noClasses()
        .that()
        .resideOutsideOfPackages(ROOT, packageOf("cli"), packageOf("demo"))
        .should()
        .callMethod(java.time.Instant.class, "now")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .check(CLASSES);
  }

  @Test
  void handlersAreFinalAndHidden() {
    noClasses()
        .that(assignableTo(io.netty.channel.ChannelHandler.class))
        .should()
        .bePublic()
        .allowEmptyShould(true)
        .check(CLASSES);
  }
}
