package io.cutover.demo;

import io.cutover.config.Secret;
import io.cutover.split.Platform;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.LongSupplier;

/** Both simulated platforms, running, with a population registered at them. */
final class Platforms implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  final ApiCloud apiCloud;
  final Choreo choreo;
  private final Simulator old;
  private final Simulator fresh;
  private final Population population;
  private final InstantSource clock;

  /**
   * Starts both on free loopback ports.
   *
   * @param delay how long an answer of a platform is held back, in nanoseconds
   */
  Platforms(
      EventLoopGroup loops,
      Population population,
      Secret introspection,
      InstantSource clock,
      LongSupplier delay) {
    this.population = population;
    this.clock = clock;
    IssuedTokens issued = new IssuedTokens();
    this.apiCloud = new ApiCloud(clock, new Random(), issued);
    this.choreo = new Choreo(clock, new Random(), issued);
    population.register(apiCloud, choreo);
    apiCloud.registerIntrospector(DemoConfig.INTROSPECTOR, introspection);
    this.old = Simulator.start(loops, apiCloud::answer, delay);
    this.fresh = Simulator.start(loops, choreo::answer, delay);
  }

  InetSocketAddress address(Platform platform) {
    return platform == Platform.OLD ? old.address() : fresh.address();
  }

  Tally tally(Platform platform) {
    return platform == Platform.OLD ? apiCloud.tally() : choreo.tally();
  }

  /** Returns the tokens that the population will hold, none of them fetched yet. */
  Map<Application, Map<Platform, HeldToken>> tokens(EventLoop loop) {
    Map<Platform, Caller> callers = new EnumMap<>(Platform.class);
    for (Platform platform : Platform.values()) {
      callers.put(platform, new Caller(loop, address(platform), PATIENCE));
    }
    Map<Application, Map<Platform, HeldToken>> tokens = new HashMap<>();
    for (Application application : population.applications()) {
      Map<Platform, HeldToken> held = new EnumMap<>(Platform.class);
      callers.forEach(
          (platform, caller) -> {
            if (application.keys().containsKey(platform)) {
              held.put(platform, new HeldToken(application, platform, caller, clock));
            }
          });
      tokens.put(application, held);
    }
    return tokens;
  }

  @Override
  public void close() {
    old.close();
    fresh.close();
  }
}
