package io.cutover.demo;

import io.cutover.demo.Finding.Kind;
import io.cutover.split.Platform;
import io.cutover.split.Share;
import io.netty.handler.codec.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Judges what came back for a request. Pure. */
final class Checker {
  private static final JsonMapper JSON = new JsonMapper();

  private Checker() {}

  /**
   * Returns what is to be said of an outcome.
   *
   * @param id what the request was marked with
   * @param inForce every share that may have been in force between its sending and its answer
   */
  static Finding check(String id, Errand errand, Outcome outcome, Set<Share> inForce) {
    return switch (outcome) {
      case Outcome.Broken(String why) -> new Finding(Kind.LOST, null, why);
      case Outcome.Answered answer -> check(id, errand, answer, inForce);
      case Outcome.Talked(long _, Outcome.Answered answer) -> check(id, errand, answer, inForce);
    };
  }

  private static Finding check(
      String id, Errand errand, Outcome.Answered answer, Set<Share> inForce) {
    HttpHeaders headers = answer.headers();
    if (headers.contains(Injected.MARK)) {
      return new Finding(Kind.INJECTED, Platform.NEW, "an injected " + answer.status());
    }
    Platform servedBy = platform(headers.get(Backend.SERVED_BY));
    if (servedBy == null) {
      String status = headers.get("Proxy-Status");
      boolean ours = status != null;
      String who = ours ? "the gateway" : "a platform's front";
      Kind kind = answer.status() == 429 && !ours ? Kind.THROTTLED : Kind.LOST;
      String why = who + " answered " + answer.status() + " on route " + errand.api().name();
      return new Finding(kind, null, ours ? why + ": " + status : why);
    }
    String difference = difference(id, errand, answer);
    if (difference != null) {
      return new Finding(Kind.MIXED_UP, servedBy, difference + " on route " + errand.api().name());
    }
    if (!errand.rule().allows(servedBy, inForce)) {
      return new Finding(
          Kind.MISROUTED,
          servedBy,
          "the %s platform served a request of route %s that %s at %s"
              .formatted(servedBy.label(), errand.api().name(), belongs(errand.rule()), inForce));
    }
    return new Finding(Kind.SERVED, servedBy, "");
  }

  private static @Nullable Platform platform(@Nullable String label) {
    for (Platform platform : Platform.values()) {
      if (platform.label().equals(label)) {
        return platform;
      }
    }
    return null;
  }

  private static @Nullable String difference(String id, Errand errand, Outcome.Answered answer) {
    if (answer.status() != 200) {
      return "the answer's status is " + answer.status();
    }
    if (!id.equals(answer.headers().get(Backend.ID))) {
      return "the answer is another request's";
    }
    JsonNode echo;
    try {
      echo = JSON.readTree(answer.body());
    } catch (JacksonException e) {
      return "the answer's body is not whole";
    }
    byte[] body = errand.body().getBytes(StandardCharsets.US_ASCII);
    if (!echo.path("id").asString("").equals(id)) {
      return "the answer's body is another request's";
    }
    if (!echo.path("api").asString("").equals(errand.api().name())) {
      return "another API answered";
    }
    if (!echo.path("method").asString("").equals(errand.method())) {
      return "the method changed on the way";
    }
    if (!echo.path("resource").asString("").equals(errand.resource())) {
      return "the path changed on the way";
    }
    if (echo.path("bodyBytes").asLong(-1) != body.length
        || echo.path("bodyCrc").asLong(-1) != Backend.crc(body)) {
      return "the body changed on the way";
    }
    return null;
  }

  private static String belongs(Rule rule) {
    return switch (rule) {
      case Rule.Native(Platform platform, int _) ->
          "carries a token of the " + platform.label() + " one";
      case Rule.Key(int bucket) -> "falls into bucket " + bucket;
      case Rule.NoKey() -> "has no key";
      case Rule.EachRequest() -> "is decided by itself";
    };
  }
}
