package io.cutover.demo;

import io.cutover.split.Platform;
import io.cutover.split.StickBy;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An API of the demo and its place on the stable URL and on either platform.
 *
 * @param name what its route is called
 * @param kind how it is called
 * @param path its prefix on the stable URL
 * @param oldPath {@code /t/{tenant}/{context}/{version}} on API Cloud
 * @param newPath {@code /{project}/{component}/{version}} on Choreo
 * @param secured whether a token is asked for
 * @param scope what a token must allow; null: nothing in particular
 * @param resources the first segments below the prefix
 */
record Api(
    String name,
    Kind kind,
    String path,
    String oldPath,
    String newPath,
    boolean secured,
    @Nullable String scope,
    StickBy stickBy,
    List<String> resources) {

  /** Ways of calling an API. */
  enum Kind {
    /** Request and answer. */
    HTTP,
    /** Unary gRPC. */
    GRPC,
    /** A WebSocket. */
    WEBSOCKET
  }

  /**
   * Three APIs that ask for a token, and two that do not; then one that speaks gRPC, whose path is
   * its service's name everywhere, and one of WebSockets.
   */
  static final List<Api> ALL =
      List.of(
          new Api(
              "orders",
              Kind.HTTP,
              "/orders/v1",
              "/t/acme/orders/1.0.0",
              "/commerce/orders/v1.0",
              true,
              null,
              new StickBy.Application(),
              List.of("orders", "returns")),
          new Api(
              "catalog",
              Kind.HTTP,
              "/catalog/v2",
              "/t/acme/catalog/2.1.0",
              "/commerce/catalog-service/v2.1",
              true,
              null,
              new StickBy.Application(),
              List.of("products", "categories", "prices")),
          new Api(
              "payments",
              Kind.HTTP,
              "/payments/v1",
              "/t/acme/payments/1.2.0",
              "/commerce/payments/v1",
              true,
              "payments",
              new StickBy.Application(),
              List.of("payments", "refunds")),
          new Api(
              "news",
              Kind.HTTP,
              "/news",
              "/t/acme/news/1.0.0",
              "/content/news-feed/v1.0",
              false,
              null,
              new StickBy.Header("x-client"),
              List.of("headlines", "articles")),
          new Api(
              "stores",
              Kind.HTTP,
              "/stores",
              "/t/acme/storelocator/1.0.0",
              "/content/store-locator/v1.0",
              false,
              null,
              new StickBy.Request(),
              List.of("near", "hours")),
          new Api(
              "quotes",
              Kind.GRPC,
              "/acme.stock.Quotes",
              "/acme.stock.Quotes",
              "/acme.stock.Quotes",
              false,
              null,
              new StickBy.Header("x-client"),
              List.of("Last", "Best")),
          new Api(
              "ticker",
              Kind.WEBSOCKET,
              "/ticker",
              "/t/acme/ticker/1.0.0",
              "/content/ticker/v1.0",
              false,
              null,
              new StickBy.Header("x-client"),
              List.of("stocks", "bonds")));

  Api {
    resources = List.copyOf(resources);
  }

  /** Returns the API's prefix on a platform. */
  String pathOn(Platform platform) {
    return platform == Platform.OLD ? oldPath : newPath;
  }

  /** Returns the API that a path on a platform lies in; null: none does. */
  static @Nullable Api at(Platform platform, String path) {
    for (Api api : ALL) {
      String prefix = api.pathOn(platform);
      if (path.startsWith(prefix)
          && (path.length() == prefix.length() || path.charAt(prefix.length()) == '/')) {
        return api;
      }
    }
    return null;
  }

  /** Returns whether the rest of a path, after the API's prefix, is one of its resources. */
  boolean has(String resource) {
    int end = resource.indexOf('/', 1);
    return resource.length() > 1
        && resources.contains(resource.substring(1, end < 0 ? resource.length() : end));
  }
}
