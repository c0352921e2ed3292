package io.cutover.demo;

import io.cutover.config.Secret;
import io.cutover.demo.Application.Keys;
import io.cutover.demo.Application.Style;
import io.cutover.demo.Application.User;
import io.cutover.demo.Consumers.Consumer;
import io.cutover.split.Platform;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The applications of the demo, the busiest first: some with keys on the old platform only, some on
 * the new one only, some on both. The same seed gives the same population.
 *
 * @param crosses whether their tokens are swapped, so that those with both pairs go by their bucket
 */
record Population(List<Application> applications, boolean crosses) {
  private static final List<String> NAMES =
      List.of(
          "mobile-app",
          "web-shop",
          "partner-north",
          "warehouse",
          "partner-south",
          "price-robot",
          "call-center",
          "newsletter",
          "till-system",
          "fulfilment",
          "partner-east",
          "loyalty",
          "b2b-portal",
          "invoice-run",
          "fraud-check",
          "kiosk",
          "stock-sync",
          "partner-west",
          "reporting",
          "returns-desk",
          "gift-cards",
          "data-lake",
          "field-sales",
          "intern-project");

  /** Platforms by rank, again and again: early in a migration, most have only the old one. */
  private static final List<Set<Platform>> PAIRS =
      List.of(
          Set.of(Platform.OLD, Platform.NEW),
          Set.of(Platform.OLD),
          Set.of(Platform.OLD),
          Set.of(Platform.OLD, Platform.NEW),
          Set.of(Platform.NEW),
          Set.of(Platform.OLD));

  /** Every sixth asks for tokens that live this short, so that a demo sees them expire. */
  private static final int SHORT_SECONDS = 10;

  Population {
    applications = List.copyOf(applications);
  }

  static Population of(long seed) {
    Random random = new Random(seed);
    List<Api> secured = Api.ALL.stream().filter(Api::secured).toList();
    List<Application> all = new ArrayList<>();
    for (int rank = 0; rank < NAMES.size(); rank++) {
      Map<Platform, Keys> keys = new EnumMap<>(Platform.class);
      for (Platform platform : Platform.values()) {
        if (PAIRS.get(rank % PAIRS.size()).contains(platform)) {
          keys.put(
              platform,
              new Keys(
                  OpaqueShape.consumerKey(random), new Secret(OpaqueShape.consumerKey(random))));
        }
      }
      List<Api> apis = new ArrayList<>(secured);
      for (int left = random.nextInt(secured.size()); left > 0; left--) {
        apis.remove(random.nextInt(apis.size()));
      }
      @Nullable User user =
          rank % PAIRS.size() == 2
              ? new User(
                  NAMES.get(rank) + "@acme.example@acme",
                  new Secret(OpaqueShape.consumerKey(random)))
              : null;
      all.add(
          new Application(
              NAMES.get(rank),
              keys,
              apis,
              0.2 + 0.6 * random.nextDouble(),
              user,
              rank % 6 == 1 ? SHORT_SECONDS : 3600,
              Style.values()[rank % Style.values().length]));
    }
    return new Population(all, true);
  }

  /** Returns the same in front of a gateway that swaps no tokens. */
  Population staying() {
    return new Population(applications, false);
  }

  /** Returns whether an application's token of a platform is swapped where that is asked. */
  boolean crosses(Application application, Platform platform) {
    return crosses && application.crosses(platform);
  }

  /** Makes every application known to the platforms where it has keys. */
  void register(ApiCloud old, Choreo fresh) {
    for (Application application : applications) {
      Set<String> apis =
          application.apis().stream().map(Api::name).collect(Collectors.toUnmodifiableSet());
      application
          .keys()
          .forEach(
              (platform, keys) -> {
                Consumer consumer = new Consumer(keys.clientId(), keys.secret(), apis);
                if (platform == Platform.OLD) {
                  old.register(consumer);
                } else {
                  fresh.register(consumer);
                }
              });
      User user = application.user();
      if (user != null) {
        old.registerUser(user.name(), user.password());
      }
    }
  }
}
