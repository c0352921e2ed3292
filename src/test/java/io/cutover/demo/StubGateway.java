package io.cutover.demo;

import io.cutover.split.Bucket;
import io.cutover.split.Interleave;
import io.cutover.split.Platform;
import io.cutover.split.Share;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A gateway of a hundred lines that does what the demo asks for, or fails at it in a chosen way.
 */
final class StubGateway implements Launch {
  /** What it does wrong, to every tenth request that it can be done to. */
  enum Sabotage {
    NOTHING,
    /** Closes the connection instead of answering. */
    DROPS,
    /** Answers by itself that no platform is there. */
    REFUSES,
    /** Sends a request with a key to the other platform. */
    MISROUTES,
    /** Sends a token to the platform that did not issue it. */
    LEAKS,
    /** Answers with what is another request's. */
    MIXES_UP,
    /** Does not rewrite the path. */
    KEEPS_PATH,
    /** Does not set shares. */
    DISOBEYS
  }

  private static final String HEADERS = "Authorization,X-Client,X-Demo-Id,Accept,Content-Type";

  /** Of the plan that the demo's configuration names. */
  private static final List<Share> STEPS =
      Stream.of("0%", "1%", "5%", "25%", "50%", "100%").map(Share::parse).toList();

  private final Sabotage sabotage;
  private final EventLoopGroup serving =
      new MultiThreadIoEventLoopGroup(32, NioIoHandler.newFactory());
  private final EventLoopGroup calling =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final EventLoop loop = calling.next();
  private final Map<String, Share> shares = new ConcurrentHashMap<>();
  private final Map<Platform, Caller> platforms = new EnumMap<>(Platform.class);
  private final Interleave interleave = new Interleave(new Random(3));
  private final AtomicLong count = new AtomicLong();
  private String token = "";

  StubGateway(Sabotage sabotage) {
    this.sabotage = sabotage;
  }

  @Override
  public boolean swapsTokens() {
    return false;
  }

  @Override
  public boolean streams() {
    return false;
  }

  @Override
  public Running start(Path config, UnaryOperator<String> env) {
    token = env.apply("CUTOVER_DEMO_TOKEN");
    try {
      Matcher connect =
          Pattern.compile("connect: 127.0.0.1:(\\d+)").matcher(Files.readString(config));
      for (Platform platform : Platform.values()) {
        if (!connect.find()) {
          throw new IllegalStateException("no address of " + platform);
        }
        int port = Integer.parseInt(connect.group(1));
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        platforms.put(platform, new Caller(loop, address, Duration.ofSeconds(60)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Simulator stable = Simulator.start(serving, this::forward, () -> 0);
    Simulator admin = Simulator.start(serving, this::administer, () -> 0);
    return new Running(
        stable.address(),
        admin.address(),
        () -> {
          stable.close();
          admin.close();
          serving.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
          calling.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
        });
  }

  private Answer administer(Request request) {
    if (request.path().equals("/metrics")) {
      return Answer.of(
          200,
          "text/plain",
          "# TYPE cutover_blocked_total counter\n"
              + "cutover_blocked_total{cause=\"no-pair\",route=\"orders\"} 42.0\n");
    }
    if (!("Bearer " + token).equals(request.header("Authorization"))) {
      return Answer.empty(401);
    }
    if (sabotage == Sabotage.DISOBEYS) {
      return Answer.of(409, "application/problem+json", "{\"detail\":\"the route is latched\"}");
    }
    String route = request.path().split("/")[4];
    shares.put(route, STEPS.get(STEPS.indexOf(shares.getOrDefault(route, Share.NONE)) + 1));
    return Answer.of(200, "application/json", "{\"change\":\"1\"}");
  }

  private boolean now(Sabotage kind) {
    return sabotage == kind && count.incrementAndGet() % 10 == 0;
  }

  private Answer forward(Request request) {
    if (now(Sabotage.DROPS)) {
      throw new IllegalStateException("dropped on purpose");
    }
    if (now(Sabotage.REFUSES)) {
      return Answer.empty(503).with("Proxy-Status", "cutover; error=destination_unavailable");
    }
    Api api =
        Api.ALL.stream().filter(a -> request.path().startsWith(a.path() + "/")).findFirst().get();
    Platform platform = platform(api, request);
    List<Map.Entry<String, String>> headers = new ArrayList<>();
    headers.add(Map.entry("Host", platform == Platform.OLD ? ApiCloud.HOST : Choreo.HOST));
    for (String name : HEADERS.split(",")) {
      String value = request.header(name);
      if (value != null && !(name.equals("Authorization") && !api.secured())) {
        boolean other = name.equals("X-Demo-Id") && now(Sabotage.MIXES_UP);
        headers.add(Map.entry(name, other ? "another" : value));
      }
    }
    String rest = request.target().substring(api.path().length());
    String prefix = now(Sabotage.KEEPS_PATH) ? api.path() : api.pathOn(platform);
    String body = new String(request.body(), StandardCharsets.US_ASCII);
    Call call = new Call(request.method(), prefix + rest, headers, body, false);
    CompletableFuture<Outcome> answered = new CompletableFuture<>();
    loop.execute(() -> platforms.get(platform).send(call, answered::complete));
    return switch (answered.join()) {
      case Outcome.Broken(String why) -> Answer.of(502, "text/plain", why);
      case Outcome.Talked talked -> throw new IllegalStateException("a conversation: " + talked);
      case Outcome.Answered answer -> {
        Answer relayed = Answer.of(answer.status(), "application/json", answer.body());
        for (String name : List.of("X-Served-By", "X-Demo-Id")) {
          if (answer.headers().contains(name)) {
            relayed = relayed.with(name, answer.headers().get(name));
          }
        }
        yield relayed;
      }
    };
  }

  private Platform platform(Api api, Request request) {
    Share share = shares.getOrDefault(api.name(), Share.NONE);
    String bearer = request.header("Authorization");
    if (api.secured()) {
      Platform home = bearer.contains(".") ? Platform.NEW : Platform.OLD;
      return now(Sabotage.LEAKS) ? home.other() : home;
    }
    String client = request.header("X-Client");
    if (api.name().equals("stores")) {
      synchronized (interleave) {
        return interleave.next(share);
      }
    }
    boolean moved =
        client == null
            ? share.equals(Share.ALL)
            : share.covers(new Bucket(api.name(), "header").of(client));
    Platform right = moved ? Platform.NEW : Platform.OLD;
    return now(Sabotage.MISROUTES) ? right.other() : right;
  }
}
