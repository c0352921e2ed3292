package io.cutover.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.cutover.split.Bucket;
import io.cutover.split.Platform;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class PopulationTest {
  @Test
  void theSameSeedGivesTheSameApplicationsAndAnotherOneOthers() {
    assertThat(Population.of(1)).isEqualTo(Population.of(1)).isNotEqualTo(Population.of(2));
  }

  @Test
  void thereAreAtLeastTwentyOfAllThreeKinds() {
    List<Application> all = Population.of(1).applications();

    Map<Set<Platform>, Long> kinds =
        all.stream()
            .collect(
                Collectors.groupingBy(
                    application -> Set.copyOf(application.keys().keySet()), Collectors.counting()));

    assertThat(all).hasSizeGreaterThanOrEqualTo(20);
    assertThat(kinds).hasSize(3).allSatisfy((kind, count) -> assertThat(count).isPositive());
  }

  @Test
  void everySecuredApiIsUsedByApplicationsOfEitherPlatform() {
    for (Api api : Api.ALL) {
      for (Platform platform : Platform.values()) {
        assertThat(Population.of(1).applications())
            .filteredOn(application -> application.keys().containsKey(platform))
            .filteredOn(application -> application.apis().contains(api) == api.secured())
            .isNotEmpty();
      }
    }
  }

  @Test
  void keysHaveTheShapeOfBothPlatformsAndNoTwoAreAlike() {
    List<String> keys = new ArrayList<>();
    Population.of(1)
        .applications()
        .forEach(
            application -> application.keys().values().forEach(pair -> keys.add(pair.clientId())));

    assertThat(keys)
        .doesNotHaveDuplicates()
        .allSatisfy(key -> assertThat(key).matches("[A-Za-z0-9_]{27}a"));
  }

  @Test
  void noSecretIsInAnyText() {
    String secret = Population.of(1).applications().getFirst().keys(Platform.OLD).secret().reveal();

    assertThat(Population.of(1).toString()).doesNotContain(secret);
  }

  @Test
  void volumeFollowsZipf() {
    Zipf zipf = new Zipf(24, 1);
    Random random = new Random(1);
    int[] drawn = new int[24];
    for (int i = 0; i < 1_000_000; i++) {
      drawn[zipf.next(random)]++;
    }

    for (int rank = 1; rank < 24; rank++) {
      assertThat((double) drawn[0] / drawn[rank]).isCloseTo(rank + 1, Percentage.withPercentage(5));
    }
  }

  @Test
  void theSameSeedDrawsTheSameRequests() {
    Errands one = new Errands(Population.of(1), new Random(5));
    Errands two = new Errands(Population.of(1), new Random(5));

    for (int i = 0; i < 1_000; i++) {
      assertThat(one.next()).isEqualTo(two.next());
    }
  }

  @Test
  void callsAndConversationsAreOfClientsWhoStickAndHaveMessages() {
    Errands errands = new Errands(Population.of(1), new Random(5));
    Set<Object> kinds = new HashSet<>();
    for (int i = 0; i < 1_000; i++) {
      for (Errand errand : List.of(errands.nextCall(), errands.nextConversation())) {
        kinds.add(errand.api().kind());
        kinds.add(errand.application() == null ? "no token" : "stray token");
        assertThat(errand.api().has(errand.resource().split("\\?")[0])).isTrue();
        assertThat(errand.client()).isNotNull();
        assertThat(errand.body()).isNotEmpty();
        assertThat(errand.rule())
            .isEqualTo(new Rule.Key(new Bucket(errand.api().name(), "header").of(errand.client())));
      }
    }

    assertThat(kinds)
        .containsExactlyInAnyOrder(Api.Kind.GRPC, Api.Kind.WEBSOCKET, "no token", "stray token");
  }

  @Test
  void requestsAreOfAllKinds() {
    Errands errands = new Errands(Population.of(1), new Random(5));
    Set<String> kinds = new HashSet<>();
    for (int i = 0; i < 5_000; i++) {
      Errand errand = errands.next();
      kinds.add(errand.method() + (errand.chunked() ? " chunked" : ""));
      kinds.add(errand.rule().getClass().getSimpleName());
      kinds.add(errand.api().name());
      if (!errand.api().secured() && errand.application() != null) {
        kinds.add("stray token");
      }
      assertThat(errand.api().has(errand.resource().split("\\?")[0])).isTrue();
      assertThat(errand.application() == null).isEqualTo(errand.platform() == null);
      if (errand.rule() instanceof Rule.Native(Platform platform, int _)) {
        assertThat(errand.platform()).isEqualTo(platform);
        assertThat(errand.application().keys()).containsKey(platform);
        assertThat(errand.application().apis()).contains(errand.api());
      }
    }

    assertThat(kinds)
        .containsExactlyInAnyOrder(
            "GET",
            "POST",
            "POST chunked",
            "Native",
            "Key",
            "NoKey",
            "EachRequest",
            "orders",
            "catalog",
            "payments",
            "news",
            "stores",
            "stray token");
  }
}
