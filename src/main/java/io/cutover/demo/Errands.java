package io.cutover.demo;

import io.cutover.split.Bucket;
import io.cutover.split.Platform;
import io.cutover.split.StickBy;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Draws requests as the population makes them. The same generator draws the same requests. */
final class Errands {
  private static final int CLIENTS = 400;

  /** What a conversation is at most, in pieces. */
  private static final int MOST_PIECES = 12;

  private static final double SECURED = 0.6;
  private static final double NEWS = 0.25;

  private final Population population;
  private final RandomGenerator random;
  private final Zipf volume;
  private final Zipf clients = new Zipf(CLIENTS, 0.5);
  private final Map<String, Bucket> buckets = new HashMap<>();
  private final Map<Api.Kind, Api> streams = new EnumMap<>(Api.Kind.class);
  private final Api news;
  private final Api stores;

  Errands(Population population, RandomGenerator random) {
    this.population = population;
    this.random = random;
    this.volume = new Zipf(population.applications().size(), 1);
    this.news = open(StickBy.Header.class);
    this.stores = open(StickBy.Request.class);
    for (Api api : Api.ALL) {
      buckets.put(api.name(), new Bucket(api.name(), api.stickBy().kind()));
      if (api.kind() != Api.Kind.HTTP) {
        streams.put(api.kind(), api);
      }
    }
  }

  private static Api open(Class<? extends StickBy> kind) {
    return Api.ALL.stream()
        .filter(
            api -> api.kind() == Api.Kind.HTTP && !api.secured() && kind.isInstance(api.stickBy()))
        .findFirst()
        .orElseThrow();
  }

  Errand next() {
    double point = random.nextDouble();
    if (point < SECURED) {
      Application application = someone();
      Api api = application.apis().get(random.nextInt(application.apis().size()));
      Platform platform = platform(application);
      int bucket = bucket(api, application.bucketKey());
      // Whichever token it shows, an application that can cross goes by its bucket.
      Rule rule =
          population.crosses(application, platform)
              ? new Rule.Key(bucket)
              : new Rule.Native(platform, bucket);
      return errand(api, application, platform, null, rule);
    }
    // Some send a token where none is asked for: it must go nowhere.
    @Nullable Application stray = stray();
    @Nullable Platform platform = stray == null ? null : platform(stray);
    if (point >= SECURED + NEWS) {
      return errand(stores, stray, platform, null, new Rule.EachRequest());
    }
    if (random.nextInt(50) == 0) {
      return errand(news, stray, platform, null, new Rule.NoKey());
    }
    String client = "client-" + clients.next(random);
    return errand(news, stray, platform, client, new Rule.Key(bucket(news, client)));
  }

  /** Draws a gRPC call. */
  Errand nextCall() {
    return stream(Api.Kind.GRPC, "POST", "", word(1 + random.nextInt(1_000)));
  }

  /** Draws a conversation over a WebSocket. */
  Errand nextConversation() {
    String rest = "/" + random.nextInt(100_000) + "?from=a%2Fb+c";
    int pieces = 1 + random.nextInt(MOST_PIECES);
    return stream(Api.Kind.WEBSOCKET, "GET", rest, word(pieces * Conversation.PIECE));
  }

  private Errand stream(Api.Kind kind, String method, String rest, String body) {
    Api api = Objects.requireNonNull(streams.get(kind));
    @Nullable Application stray = stray();
    String client = "client-" + clients.next(random);
    return new Errand(
        api,
        stray,
        stray == null ? null : platform(stray),
        client,
        method,
        "/" + api.resources().get(random.nextInt(api.resources().size())) + rest,
        body,
        false,
        new Rule.Key(bucket(api, client)));
  }

  private @Nullable Application stray() {
    return random.nextInt(20) == 0 ? someone() : null;
  }

  private Application someone() {
    return population.applications().get(volume.next(random));
  }

  private Platform platform(Application application) {
    if (application.keys().size() == 1) {
      return application.keys().keySet().iterator().next();
    }
    return random.nextDouble() < application.newPart() ? Platform.NEW : Platform.OLD;
  }

  private int bucket(Api api, String key) {
    Bucket bucket = buckets.get(api.name());
    if (bucket == null) {
      throw new AssertionError("every API has its buckets");
    }
    return bucket.of(key);
  }

  private Errand errand(
      Api api,
      @Nullable Application application,
      @Nullable Platform platform,
      @Nullable String client,
      Rule rule) {
    boolean post = random.nextInt(10) < 3;
    return new Errand(
        api,
        application,
        platform,
        client,
        post ? "POST" : "GET",
        resource(api.resources()),
        post ? body() : "",
        post && random.nextInt(3) == 0,
        rule);
  }

  private String resource(List<String> names) {
    String path = "/" + names.get(random.nextInt(names.size()));
    int kind = random.nextInt(20);
    if (kind == 0) {
      // Escapes must arrive as they were sent.
      return path + "/caf%C3%A9%20" + random.nextInt(1000);
    }
    if (kind < 8) {
      return path + "?limit=" + random.nextInt(100) + "&q=a%2Fb+c";
    }
    return path + "/" + random.nextInt(100_000);
  }

  private String body() {
    int kind = random.nextInt(100);
    return word(kind == 0 ? 100_000 : kind < 5 ? 0 : 1 + random.nextInt(2_000));
  }

  private String word(int length) {
    StringBuilder body = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      body.append((char) ('a' + random.nextInt(26)));
    }
    return body.toString();
  }
}
